/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_DERIVE_H
#define SPR_CASES_DERIVE_H

#include "chart/step.h"
#include "store/row.h"

/* What a step changes in the derived rows of a store (spr_change): the difference between the case before and
 * after it, and what its effects say goes out.
 *
 *   spr_derive_before(&d, case)   spr_step_run(...)   spr_derive_after(&d, case, &result)
 *   spr_derive_add(&d, &change)   for what only the host knows
 *
 * Changes and their texts live until the next spr_derive_before. Nothing of it is a value of the case file
 * (words.h): names that a rule has made up are withheld, and tasks that it opened go by their ids. */
typedef struct spr_derive {
  spr_arena arena;
  struct spr_was *was;
  /* Who is told of each `listed` field (access/seers.h), before and after; NULL: the definition has none. */
  const spr_str *told_before, *told;
  spr_change *changes;
  uint32_t n, cap;
  uint32_t
      messages;    /* messages, openings, notices and the end, numbered from 1 in the order of the effects */
  uint32_t end;    /* the number of the end; 0: the case did not end */
  uint32_t end_at; /* where among the changes its message belongs */
} spr_derive;

void spr_derive_init(spr_derive *d, const spr_alloc *alloc);
void spr_derive_release(spr_derive *d);
/* SPR_ENOMEM. */
spr_status spr_derive_before(spr_derive *d, const spr_case *c);
spr_status spr_derive_after(spr_derive *d, const spr_case *c, const spr_result *r);
spr_status spr_derive_add(spr_derive *d, const spr_change *change);
/* Puts a change before the one at a place. */
spr_status spr_derive_insert(spr_derive *d, uint32_t at, const spr_change *change);
/* What a step that falls due is about, as skeletons call it: the path of the deadline or task, "STATE after 3
 * days" for a timer; empty for a send, which goes by its event. Lives as long as a change. SPR_ENOMEM. */
spr_status spr_derive_subject(spr_derive *d, const spr_case *c, const spr_falling *f, spr_str *out);
/* Paths of the active atomic states that are shown, joined with ",", and who is responsible for the case. */
spr_status spr_derive_configuration(spr_derive *d, const spr_case *c, spr_str *out);
spr_str spr_derive_responsible(const spr_case *c);

#endif
