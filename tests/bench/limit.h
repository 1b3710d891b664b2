/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_LIMIT_H
#define SPR_BENCH_LIMIT_H

#include "bench.h"

/* The limit: the same two machines as C switches written by hand, whose guards and actions are Lua functions
 * called through lua_pcall, under a count hook that is armed for each call and an allocator that counts. What
 * is left for an engine to lose is everything else. */
typedef struct limit limit;

limit *limit_new(void);
void limit_free(limit *l);

double limit_w1_long(void *l, uint64_t events);
double limit_w2_long(void *l, uint64_t events);
/* Units are instances: reset, six events, check. */
double limit_w1_many(void *l, uint64_t instances);
double limit_w2_many(void *l, uint64_t instances);

#endif
