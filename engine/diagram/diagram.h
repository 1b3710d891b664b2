/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DIAGRAM_DIAGRAM_H
#define SPR_DIAGRAM_DIAGRAM_H

#include "base/status.h"
#include "lang/model.h"

/* A workflow as a picture: compound states hold what is in them, regions stand side by side, the way goes
 * from above to below, arrows have right angles and labels rows of their own. And the same in rows of text.
 *
 *   spr_diagram_draw(alloc, model, &options, &d)
 *   ... spr_diagram_svg(d), spr_diagram_row_at(d, i) ...
 *   spr_diagram_free(d)
 *
 * It is a function of the model and the options, in whole numbers alone, so that the same picture comes out
 * of every compiler. Nothing is borrowed of the model afterwards. Any thread. */
typedef struct spr_diagram spr_diagram;

/* How a state of a case is marked. */
enum { SPR_MARK_ACTIVE = 1, SPR_MARK_VISITED = 2 };

typedef struct spr_diagram_options {
  spr_str language;     /* of titles and words; one that the model does not have: its first */
  spr_str prefix;       /* of ids, in letters, digits, "-" and "_"; empty: "diagram" */
  spr_str link;         /* before a state's path; p NULL: states lead nowhere */
  const uint8_t *marks; /* by state: SPR_MARK_*; NULL: none */
  bool alone;           /* a document of its own */
} spr_diagram_options;

/* SPR_ELIMIT: too much for one picture (SPR_MAX_DRAWN_*); SPR_ENOMEM. */
spr_status spr_diagram_draw(const spr_alloc *alloc, const spr_model *m, const spr_diagram_options *o,
                            spr_diagram **out);
void spr_diagram_free(spr_diagram *d);

/* Lent as long as the diagram; texts end with NUL. */
spr_str spr_diagram_svg(const spr_diagram *d);
spr_str spr_diagram_title(const spr_diagram *d);
spr_str spr_diagram_language(const spr_diagram *d);
/* In units of its viewBox, which begins at -1, -1. */
void spr_diagram_size(const spr_diagram *d, int32_t *width, int32_t *height);

/* A transition in words. */
typedef struct spr_diagram_row {
  spr_str from, from_title; /* the title also says what the picture shows by a form: "Lit (final state)" */
  spr_str event, guard;
  spr_str to, to_title; /* to_title empty: it stays */
  uint8_t marks;        /* of the state that it leads from */
} spr_diagram_row;
/* In the order of the definition; NULL beyond the last. A condition that is too long for the picture is named
 * there by the number of its row, from 1. */
const spr_diagram_row *spr_diagram_row_at(const spr_diagram *d, size_t i);

/* The style sheet for pages that hold diagrams. */
spr_str spr_diagram_style(void);

#endif
