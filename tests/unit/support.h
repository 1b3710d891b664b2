/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_SUPPORT_H
#define TESTS_UNIT_SUPPORT_H

/* What every unit test includes: cmocka with the headers that it needs, an allocator that counts and can
 * fail, a random number generator that gives the same numbers everywhere. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/str.h"

#define TEST_COUNT(a) (sizeof(a) / sizeof *(a))

/* Counts calls and bytes; with `fail_at` n the n-th request for memory, and each one after it, is refused. */
typedef struct test_alloc {
  size_t requests, fail_at, bytes;
} test_alloc;

static inline void *test_alloc_fn(void *ud, void *ptr, size_t old_size, size_t new_size) {
  test_alloc *t = ud;
  if (new_size > 0) {
    t->requests++;
    if (t->fail_at > 0 && t->requests >= t->fail_at) return NULL;
  }
  t->bytes += new_size - (ptr ? old_size : 0);
  return spr_realloc(&spr_alloc_default, ptr, old_size, new_size);
}

static inline spr_alloc test_alloc_make(test_alloc *t) {
  *t = (test_alloc){0, 0, 0};
  return (spr_alloc){test_alloc_fn, t};
}

/* xorshift64*: start it with any number but 0. */
static inline uint64_t test_random(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}
/* A number below n; 0 if n is 0. */
static inline uint32_t test_below(uint64_t *state, uint32_t n) {
  return n > 0 ? (uint32_t)((test_random(state) >> 32) % n) : 0;
}

/* Of many places for a fault every n-th is tried, and with SPRAWA_EVERY_FAULT=1 each. With sanitizers, which
 * are slow, there are fewer, and others. */
static inline uint64_t test_stride(uint64_t usual) {
#ifdef __SANITIZE_ADDRESS__
  usual = 2 * usual + 1;
#endif
  return getenv("SPRAWA_EVERY_FAULT") ? 1 : usual;
}

#define assert_str(actual, expected)                                                                         \
  do {                                                                                                       \
    spr_str assert_str_a = (actual), assert_str_e = spr_str_of(expected);                                    \
    if (!spr_str_eq(assert_str_a, assert_str_e))                                                             \
      fail_msg("got \"%.*s\", expected \"%.*s\"", SPR_FMT(assert_str_a), SPR_FMT(assert_str_e));             \
  } while (0)

#endif
