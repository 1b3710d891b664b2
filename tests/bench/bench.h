/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_H
#define SPR_BENCH_H

#include <stdint.h>

/* A benchmark compares two runs of the same work in turn (A B A B ...), because the speed of a machine
 * drifts: only the ratio of neighbours counts, and the median of the ratios is what is printed. Each run does
 * `n` units and returns the seconds. */

#define BENCH_ROUNDS 7

typedef double (*bench_run)(void *ud, uint64_t n);

double bench_now(void);  /* seconds of this process on a processor: what else the machine does is left out */
double bench_wall(void); /* seconds of the clock on the wall */
/* A whole number from the environment, or the usual one. */
uint32_t bench_setting(const char *name, uint32_t usual);
/* Prints "NAME  A units/s  B units/s  A/B median (min..max)". */
void bench_pair(const char *name, const char *unit, bench_run a, void *a_ud, bench_run b, void *b_ud,
                uint64_t n);
/* Prints "NAME  A units/s". */
void bench_one(const char *name, const char *unit, bench_run a, void *a_ud, uint64_t n);
/* Ends the program with a message if what was computed is wrong: a fast wrong answer is no result. */
void bench_check(int ok, const char *what);

#endif
