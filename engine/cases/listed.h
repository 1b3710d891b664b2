/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_LISTED_H
#define SPR_CASES_LISTED_H

#include "cases/desk.h"

/* `listed` fields of a case, as the store keeps them beside it: single values in clear, one row for each
 * field that has one. A sensitive field is never among them, whatever the definition says, but for keyed
 * hashes of what it is found by (exact.h). */

/* What a step has changed of them: lives in the arena, texts in the case or the arena. all: every one, as of
 * a new case; r may be NULL: nothing. SPR_ENOMEM. */
spr_status spr_listed_changed(spr_desk *s, const spr_case *c, const spr_result *r, bool all, spr_arena *a,
                              spr_listed_row **v, uint32_t *n);
/* Has the definition any? */
bool spr_listed_any(const spr_model *m);
/* Are the rows of the store those that the case has? For verifying. *n: how many it has. */
spr_status spr_listed_true(spr_loaded *l, bool *out, uint32_t *n);

#endif
