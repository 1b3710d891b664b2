/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double bench_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double bench_wall(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

uint32_t bench_setting(const char *name, uint32_t usual) {
  const char *z = getenv(name);
  return z ? (uint32_t)strtoul(z, NULL, 10) : usual;
}

void bench_check(int ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "bench: wrong result: %s\n", what);
  exit(1);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_speed(double per_second) {
  if (per_second >= 1e6)
    printf(" %9.2f M/s", per_second / 1e6);
  else
    printf(" %9.1f k/s", per_second / 1e3);
}

void bench_pair(const char *name, const char *unit, bench_run a, void *a_ud, bench_run b, void *b_ud,
                uint64_t n) {
  double ta[BENCH_ROUNDS], tb[BENCH_ROUNDS], ratio[BENCH_ROUNDS];
  a(a_ud, n / 10 + 1); /* warm */
  b(b_ud, n / 10 + 1);
  for (int i = 0; i < BENCH_ROUNDS; i++) {
    ta[i] = a(a_ud, n);
    tb[i] = b(b_ud, n);
    ratio[i] = tb[i] / ta[i];
  }
  qsort(ta, BENCH_ROUNDS, sizeof *ta, by_size);
  qsort(tb, BENCH_ROUNDS, sizeof *tb, by_size);
  qsort(ratio, BENCH_ROUNDS, sizeof *ratio, by_size);
  printf("%-34s %-8s", name, unit);
  print_speed((double)n / ta[BENCH_ROUNDS / 2]);
  printf("  limit");
  print_speed((double)n / tb[BENCH_ROUNDS / 2]);
  printf("  ratio %.2f (%.2f..%.2f)\n", ratio[BENCH_ROUNDS / 2], ratio[0], ratio[BENCH_ROUNDS - 1]);
  fflush(stdout);
}

void bench_one(const char *name, const char *unit, bench_run a, void *a_ud, uint64_t n) {
  double ta[BENCH_ROUNDS];
  a(a_ud, n / 10 + 1);
  for (int i = 0; i < BENCH_ROUNDS; i++) ta[i] = a(a_ud, n);
  qsort(ta, BENCH_ROUNDS, sizeof *ta, by_size);
  printf("%-34s %-8s", name, unit);
  print_speed((double)n / ta[BENCH_ROUNDS / 2]);
  printf("  (%.4f..%.4f s)\n", ta[0], ta[BENCH_ROUNDS - 1]);
  fflush(stdout);
}
