/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_TITLE_H
#define SPR_BASE_TITLE_H

#include "base/source.h"

/* What something is called, for people: one text for all, or one for each language. */

typedef struct spr_title_text {
  spr_str lang; /* empty: plain text for every language */
  spr_str text;
} spr_title_text;
typedef struct spr_title {
  const spr_title_text *v;
  uint32_t n;
  spr_span at;
} spr_title;
/* The text in a language, else in the first there is, else `fallback`. */
spr_str spr_title_in(const spr_title *t, spr_str lang, spr_str fallback);
bool spr_title_has(const spr_title *t, spr_str lang);

#endif
