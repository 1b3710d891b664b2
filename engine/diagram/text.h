/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DIAGRAM_TEXT_H
#define SPR_DIAGRAM_TEXT_H

#include "base/str.h"

/* How much room text takes, without a font: a table of widths, those of a wide face, so that what is shown in
 * another one fits as well. */

typedef enum spr_font {
  SPR_FONT_TITLE, /* of a state */
  SPR_FONT_HEAD,  /* of a state that holds others: bold */
  SPR_FONT_SMALL, /* all else */
  SPR_FONT_CODE   /* conditions as they are written: every letter is as wide as the others */
} spr_font;

int32_t spr_text_width(spr_str s, spr_font font);

/* Text in lines. Each entry begins a line of its own; longer ones are wrapped, never cut. */
typedef struct spr_line {
  spr_str text; /* borrowed */
  bool first;   /* of its entry */
  bool code;    /* in SPR_FONT_CODE, whatever the font of the others */
} spr_line;
typedef struct spr_lines {
  spr_font font;
  spr_line *v;
  uint32_t n, cap;
  int32_t w;     /* of the widest line */
  uint32_t rows; /* how many lines stand below one another, in columns; 0: all of them */
} spr_lines;

/* Adds an entry in lines of at most `max`, as short as that many lines allow. An empty text adds nothing. */
void spr_lines_add(spr_arena *a, spr_lines *l, spr_str text, int32_t max);
/* The same in SPR_FONT_CODE; goes_on: it belongs to the entry before it. */
void spr_lines_add_code(spr_arena *a, spr_lines *l, spr_str text, bool goes_on, int32_t max);
/* Puts the entries into so many columns at most, as low as they can be. */
void spr_lines_divide(spr_lines *l, uint32_t columns);
int32_t spr_lines_width(const spr_lines *l);
int32_t spr_lines_height(const spr_lines *l);
/* Where line i begins; and from the top to the foot of its letters. */
int32_t spr_lines_left(const spr_lines *l, uint32_t i);
int32_t spr_lines_foot(const spr_lines *l, uint32_t i);

#endif
