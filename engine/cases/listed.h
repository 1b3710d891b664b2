/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_LISTED_H
#define SPR_CASES_LISTED_H

#include "access/seers.h"
#include "cases/desk.h"

/* `listed` fields of a case, as the store keeps them beside it: single values in clear, one row for each
 * field that has one. A sensitive field is never among them, whatever the definition says, but for keyed
 * hashes of what it is found by (exact.h). */

/* What an entry has changed of them: values by its step, of which there may be none (r NULL), and who is told
 * of them, as the desk's `derive` has it. Lives in the arena, texts in the case or the arena. all: every one,
 * as of a new case. SPR_ENOMEM. */
spr_status spr_listed_changed(spr_desk *s, const spr_case *c, const spr_result *r, bool all, spr_arena *a,
                              spr_listed_row **v, uint32_t *n);
/* Who is told of each field of the case that is kept beside it, by the field's number, in the arena; NULL: of
 * none is anything kept. */
const spr_str *spr_listed_told(const spr_case *c, const spr_seers *seers, spr_arena *a);
/* Has the definition any? */
bool spr_listed_any(const spr_model *m);
/* Are the rows of the store those that the case has? For verifying. *n: how many it has. */
spr_status spr_listed_true(spr_loaded *l, bool *out, uint32_t *n);

#endif
