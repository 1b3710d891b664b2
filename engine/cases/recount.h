/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_RECOUNT_H
#define SPR_CASES_RECOUNT_H

#include "cases/desk.h"

/* After the environment has changed: looks at every open case, and where a deadline moves, the case gets an
 * entry that says so.
 *
 * There may be a hundred thousand of them, so it is done in many batches, between which others are served. A
 * note in the store says that it is to be done, from the deploy's own commit until all is done: whoever ticks
 * or deploys next, after a crash too, begins it again, and cases that were counted already have nothing to
 * move. */

/* In the batch that makes the environment the current one. */
spr_status spr_recount_note(spr_store *store, const spr_alloc *alloc, const spr_hash *environment,
                            spr_str actor);

typedef struct spr_recounted {
  uint32_t moved;  /* cases that got an entry */
  uint64_t passed; /* cases that cannot be looked at: their key is not here, or they are damaged; in all */
  bool more;       /* call it again, in another batch */
} spr_recounted;

/* SPR_RECOUNT_CASES of what is left, if anything is. What cannot be looked at is passed over: the note stays
 * for another process, which may have the keys. */
spr_status spr_desk_recount(spr_desk *s, spr_instant now, spr_recounted *out);

#endif
