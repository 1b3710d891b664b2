/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_WORDS_H
#define SPR_CASES_WORDS_H

#include "chart/step.h"

/* What may stand in clear. Skeletons and derived rows outlive an erasure and lie beside sealed bodies, so
 * their words are the definition's, and never a rule's own: a rule may put a field's value into the name of
 * an event, a task or a link. Such a name stays in the body; the skeleton has SPR_WORD_WITHHELD in its place,
 * or the task's id. */
#define SPR_WORD_WITHHELD "(withheld)"

/* An event of the definition, of the engine, or done.case.NAME and error.case.NAME of a link. */
bool spr_word_event(const spr_case *c, spr_str name);
/* The `id` of an `open`, or `parent`. */
bool spr_word_link(const spr_model *m, spr_str name);
/* A task by its name in the definition. */
bool spr_word_task(const spr_model *m, spr_str name);
/* The same with the path of its state before it, or by its id (4.1). */
bool spr_word_done(const spr_model *m, spr_str name);

#endif
