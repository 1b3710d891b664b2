/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_SEERS_H
#define SPR_ACCESS_SEERS_H

#include "chart/step.h"
#include "store/listed.h"

/* The institutions that may know of a case: those for which spr_view_case (visibility.h) says yes, wherever
 * the case may lie. The store keeps them beside the case, so that lists and counts are of what a view sees,
 * and the others need not be looked at.
 *
 * In their order, each once; the arrays and their texts lie in the arena. At most SPR_MAX_SEEN_BY and one. */
typedef struct spr_seers {
  spr_str *v;
  uint32_t *parts; /* of each, as spr_case_part says */
  uint32_t n;
} spr_seers;

void spr_seers_find(const spr_case *c, spr_arena *a, spr_seers *out);
/* Those of them that see a field: for which spr_view_field says yes. As the store keeps it beside a `listed`
 * value (store/listed.h), so that what somebody may not see of a case is nothing that a list of theirs finds
 * and has to leave out again, which would tell by the time that it takes. In the arena. */
spr_str spr_seers_told(const spr_case *c, int32_t field, const spr_seers *all, spr_arena *a);

#endif
