/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_WATCH_H
#define SPR_CASES_WATCH_H

#include "base/limits.h"
#include "store/store.h"

/* Is the clock to be believed? A machine whose clock jumps a year ahead would let every deadline of the next
 * year pass at once, for good. So whoever keeps time compares the clock with one that nobody sets: where it
 * is more than SPR_MAX_CLOCK_JUMP_MS ahead of where it should be, it is in doubt. Timers wait then, and what
 * people ask is dated by the time that has really passed, until the clock is back or a person has confirmed
 * it.
 *
 * Downtime is no jump: watching begins when the database is opened. */
typedef struct spr_watch {
  bool known, doubted;
  spr_instant clock; /* when it was last believed ... */
  int64_t steady;    /* ... and what the other one showed; milliseconds */
} spr_watch;

/* The time to go by; whether the clock is in doubt stands in w. */
spr_instant spr_watch_time(spr_watch *w, spr_instant clock, int64_t steady);
/* Has a person confirmed the clock since it jumped? Then it is believed again. In a batch or look. */
spr_status spr_watch_ask(spr_watch *w, const spr_alloc *alloc, spr_store *store, spr_instant clock,
                         int64_t steady);
/* A person says that the clock is right. In a batch. actor: for who looks at it later. */
spr_status spr_watch_confirm(const spr_alloc *alloc, spr_store *store, spr_instant clock, spr_str actor);

#endif
