/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_BELL_H
#define SPR_BASE_BELL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/* Where many threads wait for one: a ring wakes all of them with one call of the system, and none of them
 * takes a lock to go on. Whoever waits looks whether the ring was meant for it:
 *
 *   uint32_t heard = spr_bell_heard(&b);
 *   while (not yet what it waits for) { spr_bell_wait(&b, heard); heard = spr_bell_heard(&b); }
 *
 * What was stored before a ring is seen by whoever looks after it, if both do so atomically. */
typedef struct spr_bell {
  atomic_uint rings;
#ifndef __linux__
  pthread_mutex_t lock;
  pthread_cond_t rung;
#endif
} spr_bell;

void spr_bell_init(spr_bell *b);
void spr_bell_release(spr_bell *b);
uint32_t spr_bell_heard(spr_bell *b);
/* Returns once there were other rings than those that were heard; at times before. */
void spr_bell_wait(spr_bell *b, uint32_t heard);
void spr_bell_ring(spr_bell *b);

#endif
