/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_UPKEEP_H
#define SPR_CASES_UPKEEP_H

#include "cases/desk.h"

/* What is done to a case from outside of its procedure, by whoever keeps the database. Each is an entry of
 * the case; no rule is asked.
 *
 *   spr_upkeep u = {.kind = SPR_UPKEEP_HOLD, .id = id, .reason = why, .actor = who};
 *   spr_desk_upkeep(desk, &u, now, &told)      in a batch, as spr_desk_take */
typedef enum spr_upkeep_kind {
  SPR_UPKEEP_HOLD,    /* reason. The case goes on, but is not erased until it is released */
  SPR_UPKEEP_RELEASE, /* reason */
  SPR_UPKEEP_RETRY,   /* its incidents (messages that it could not take, too), and its own messages that wait,
                         are   tried now, SPR_MAX_RETRIED of them */
  SPR_UPKEEP_LINK,    /* the case knows `other` by `name`, the id of an `open` of its workflow, as if it had
                         opened it;    the entry is other's, which has no other parent */
  SPR_UPKEEP_ERASE /* reason, which stays readable for good; force: though it is open, or messages wait. The
                      entry only: erase.h says what follows */
} spr_upkeep_kind;

typedef struct spr_upkeep {
  spr_upkeep_kind kind;
  spr_str id, other, name, reason;
  spr_str actor;
  bool force;
} spr_upkeep;

/* SPR_OK: *told says what became of it: DONE, NO_CASE, NO_KEYS, ERASED, KEPT, or REFUSED with reasons. */
spr_status spr_desk_upkeep(spr_desk *s, const spr_upkeep *u, spr_instant now, spr_told *told);

#endif
