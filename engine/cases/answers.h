/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_ANSWERS_H
#define SPR_CASES_ANSWERS_H

#include "cases/desk.h"

/* Requests that were answered before, under an idempotency key.
 *
 * A key may name a person ("report-of-anna-nowak"), and whoever has the database could try names until a
 * plain hash fits. So only keyed hashes of key and request are kept, for SPR_ANSWERS_KEPT_MS. The secret is
 * random, made when a database first needs it. With a key file it is sealed by that, so that a stolen
 * database tells nothing; a database without one keeps it in clear, as it keeps everything else. */

/* SPR_OK: *told is as it was told before, or MISMATCH, or NO_KEYS where the secret is sealed and no key file
 * is here. SPR_ENOTFOUND: the request is new, or has no key. */
spr_status spr_answers_recall(spr_desk *s, const spr_ask *ask, spr_told *told);
spr_status spr_answers_remember(spr_desk *s, const spr_ask *ask, const spr_told *told);

#endif
