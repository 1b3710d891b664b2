/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* syscall */
#include "base/bell.h"

uint32_t spr_bell_heard(spr_bell *b) {
  return atomic_load(&b->rings);
}

#ifdef __linux__

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(sizeof(atomic_uint) == sizeof(uint32_t), "what a futex waits on");

void spr_bell_init(spr_bell *b) {
  atomic_init(&b->rings, 0);
}

void spr_bell_release(spr_bell *b) {
  (void)b;
}

void spr_bell_wait(spr_bell *b, uint32_t heard) {
  (void)syscall(SYS_futex, &b->rings, FUTEX_WAIT_PRIVATE, heard, NULL, NULL, 0);
}

void spr_bell_ring(spr_bell *b) {
  atomic_fetch_add(&b->rings, 1);
  (void)syscall(SYS_futex, &b->rings, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

#else

void spr_bell_init(spr_bell *b) {
  atomic_init(&b->rings, 0);
  pthread_mutex_init(&b->lock, NULL);
  pthread_cond_init(&b->rung, NULL);
}

void spr_bell_release(spr_bell *b) {
  pthread_cond_destroy(&b->rung);
  pthread_mutex_destroy(&b->lock);
}

void spr_bell_wait(spr_bell *b, uint32_t heard) {
  pthread_mutex_lock(&b->lock);
  while (atomic_load(&b->rings) == heard) pthread_cond_wait(&b->rung, &b->lock);
  pthread_mutex_unlock(&b->lock);
}

void spr_bell_ring(spr_bell *b) {
  pthread_mutex_lock(&b->lock);
  atomic_fetch_add(&b->rings, 1);
  pthread_cond_broadcast(&b->rung);
  pthread_mutex_unlock(&b->lock);
}

#endif
