/* SPDX-License-Identifier: Apache-2.0 */
#include "verifying.h"

#include <stdio.h>

#include "bare_read.h"
#include "bench.h"
#include "cases/verify.h"

static spr_status verify(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_verify_report r;
  const spr_verify_options *o = ud;
  (void)now;
  spr_status st = spr_verify(desk, store, o, &r);
  bench_check(st != SPR_OK || r.faults == 0, "faults");
  return st;
}

static double verify_seconds(place *p, spr_verify_options o) {
  double begun = bench_now();
  bench_check(spr_engine_inspect(p->engine, verify, &o) == SPR_OK, "verify");
  return bench_now() - begun;
}

static double fold_entries(void *ud, uint64_t n) {
  place *p = ud;
  double all = (double)place_counts(p).entries;
  return verify_seconds(p, (spr_verify_options){.skip_file = true, .rebuild = true}) * (double)n / all;
}

static double read_entries(void *ud, uint64_t n) {
  const place *p = ud;
  double begun = bench_now();
  double all = (double)bare_read(p->database);
  return (bench_now() - begun) * (double)n / all;
}

void bench_verify(place *p) {
  uint64_t n = place_counts(p).entries;
  double k = (double)n / 1e3;
  bench_pair("fold with chain", "entry", fold_entries, p, read_entries, p, n);
  double chain = verify_seconds(p, (spr_verify_options){.skip_file = true});
  double fold = fold_entries(p, n);
  double decide = verify_seconds(p, (spr_verify_options){.skip_file = true, .rebuild = true, .decide = true});
  double file = verify_seconds(p, (spr_verify_options){.rebuild = false}) - chain;
  printf("%-34s %-8s chain alone %.0f k/s, deciding alone %.0f k/s, the file's check %.0f k/s\n", "verify",
         "entry", k / chain, k / (decide - fold), k / file);
  fflush(stdout);
}
