/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_PASSWORDS_H
#define SPR_ACCESS_PASSWORDS_H

#include <pthread.h>

#include "base/limits.h"
#include "store/secret.h"

/* Passwords are hashed slowly and with much memory, so only a few at a time (SPR_HASHES); some may wait for
 * their turn (SPR_HASH_QUEUE), more are sent away. */
typedef struct spr_hashers {
  pthread_mutex_t lock;
  pthread_cond_t free;
  uint32_t busy, waiting;
  uint64_t hashed; /* so many in all */
} spr_hashers;

void spr_hashers_init(spr_hashers *h);
void spr_hashers_release(spr_hashers *h);
uint64_t spr_hashers_count(spr_hashers *h);
/* Is it the password? Always one hash: a longer text than any password (SPR_MAX_PASSWORD) costs as much.
 * SPR_ELIMIT: too many wait; SPR_ENOMEM. */
spr_status spr_hashers_compare(spr_hashers *h, const spr_password *p, spr_str text, bool *same);
/* A new one; salt is set by the caller. Fails as spr_hashers_compare. */
spr_status spr_hashers_make(spr_hashers *h, spr_str text, spr_password *p);

#endif
