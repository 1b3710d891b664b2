/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_ERASE_H
#define SPR_CASES_ERASE_H

#include "cases/upkeep.h"

/* Erasing a case. What is left of it is the clear skeletons of its entries, which still verify and from which
 * its derived rows are made again: that something of that kind happened on that day. What it was about is
 * gone.
 *
 *   spr_store_begin(store)
 *   spr_erase_mark(desk, &upkeep, now, &told)    the last entry: from now on the case is erased, for good
 *   spr_store_commit(store)
 *   spr_erase_finish(desk, &lingers)             not in a batch
 *
 * Finishing takes, in this order: the case's key (a tombstone stays, durable); bodies, snapshot and
 * idempotency answers; what is left of all these in the write-ahead logs. Each part can be done again, so one
 * that was cut short is finished by the next spr_erase_finish, of this process or another: spr_engine_open
 * calls it, and an engine that keeps time does now and then. A log cannot be emptied while somebody reads
 * what was there before; nobody waits for that longer than SPR_SCRUB_MS, and nobody else's work fails for it.
 *
 * A database that was restored from a copy older than an erasure meets the tombstone in the key file (a
 * restore takes the latest key file): spr_erase_recover gives the case its last entry again, under hold or
 * not. The tombstone says when it was; it does not say why, for a reason may tell of a person, and belongs
 * into the journal's bodies and nowhere else. So the database that the copy takes the place of is asked, if
 * it is still there and can be read; else the entry says that the reason is not known. Without a key file
 * there would be no such memory: so nothing is erased without one, also where nothing is sealed. Copies of
 * the database hold bodies until they are deleted, but sealed ones without a key.
 *
 * Linked cases are cases of their own and stay. Their link to the erased one stays, too, where it is theirs
 * (it names the erased case's id and nothing else); the erased case's own go. What is sent to it comes back
 * as error.case.NAME. */

/* Told: DONE, NO_CASE, NO_KEYS (there is no key file here), ERASED (it is
 * already), KEPT (it is under hold; or open, or messages wait, without `force`). */
spr_status spr_erase_mark(spr_desk *s, const spr_upkeep *u, spr_instant now, spr_told *told);
/* lingers: somebody reads, so that a log holds a copy, and all else is done. SPR_EBUSY: somebody writes for
 * long, and the key may be there yet. What is left waits for the next time. Others as the store and the keys
 * give them; without a key file nothing is done. */
spr_status spr_erase_finish(spr_desk *s, bool *lingers);
/* Marks what the key file says was erased, and finishes all, but for what others hinder. former: where it is
 * looked up why, or NULL. */
spr_status spr_erase_recover(spr_desk *s, spr_store *former, spr_instant now);

#endif
