/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "bench.h"
#include "chart/chart.h"
#include "check/check.h"
#include "lab/suite.h"

/* What a city's clerk waits for: checking a site, compiling the workflow of fifty cities, running all
 * stories.
 *
 *     bench_site [SITE]    default: the present folder */

#define CITIES 50

typedef struct loaded {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
  jmp_buf escape;
} loaded;

static void stop_on_faults(loaded *l) {
  if (l->diags.errors == 0) return;
  spr_buf text;
  spr_buf_init(&text, &spr_alloc_default, 1u << 20);
  spr_diags_text(&l->diags, &text, false);
  bench_check(0, text.n ? text.p : "the site");
}

static void load(loaded *l, const char *folder) {
  spr_arena_init(&l->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  bench_check(spr_arena_guard(&l->arena, &l->escape) == 0, "memory");
  spr_sources_init(&l->sources, &l->arena);
  spr_diags_init(&l->diags, &l->arena, &l->sources);
  bench_check(spr_site_load(&l->arena, &l->sources, &l->diags, folder, &l->site) == SPR_OK, "no site");
}

static double check(void *ud, uint64_t n) {
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    loaded l;
    load(&l, ud);
    bench_check(spr_check_site(&spr_alloc_default, l.site, &l.diags) == SPR_OK, "memory");
    stop_on_faults(&l);
    spr_arena_release(&l.arena);
  }
  return bench_now() - start;
}

/* -- cities --------------------------------------------------------------------------------------------- */

/* Copies of the site's cities under names of their own. */
static const spr_city *more_cities(loaded *l) {
  spr_city *v = SPR_NEW_N(&l->arena, spr_city, CITIES);
  bench_check(l->site->ncities > 0, "a site without cities");
  for (uint32_t i = 0; i < CITIES; i++) {
    v[i] = l->site->cities[i % l->site->ncities];
    v[i].id = spr_str_printf(&l->arena, "city-%u", (unsigned)i);
  }
  return v;
}

static void compile(loaded *l, const spr_city *city) {
  spr_arena arena;
  spr_chart *chart = NULL;
  spr_rules *rules = NULL;
  jmp_buf escape;
  const spr_package *p = &l->site->packages[0];
  spr_arena_init(&arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  bench_check(spr_arena_guard(&arena, &escape) == 0, "memory");
  const spr_model *m = spr_build(&arena, &l->diags, l->site, p, city, p->main);
  bench_check(m && !m->faulty, "the model");
  bench_check(spr_chart_compile(m, &spr_alloc_default, &chart) == SPR_OK, "the chart");
  bench_check(spr_rules_new(&spr_alloc_default, m, &l->sources, &l->diags, &rules) == SPR_OK && rules,
              "the rules");
  spr_rules_free(rules);
  spr_chart_free(chart);
  spr_arena_release(&arena);
}

static double cities(void *ud, uint64_t n) {
  loaded l;
  load(&l, ud);
  const spr_city *v = more_cities(&l);
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < CITIES; k++) compile(&l, &v[k]);
  double seconds = bench_now() - start;
  stop_on_faults(&l);
  spr_arena_release(&l.arena);
  return seconds;
}

/* -- stories -------------------------------------------------------------------------------------------- */

static uint64_t run_stories(const char *folder) {
  loaded l;
  spr_suite suite;
  spr_library *library = NULL;
  uint64_t steps = 0;
  load(&l, folder);
  spr_suite_collect(&l.arena, &l.diags, l.site, &(spr_suite_filter){0}, &suite);
  bench_check(spr_library_new(&spr_alloc_default, l.site, &l.sources, &l.diags, &library) == SPR_OK,
              "memory");
  for (uint32_t i = 0; i < suite.n; i++) {
    spr_story_result r = {0};
    const spr_suite_run *run = &suite.v[i];
    bench_check(run->story != NULL, "a story");
    bench_check(spr_story_run(library, run->story, run->city, &(spr_story_options){0}, &l.arena, &r) ==
                    SPR_OK,
                "memory");
    bench_check(r.faults == NULL, "a story fails");
    steps += r.steps;
  }
  stop_on_faults(&l);
  spr_library_free(library);
  spr_arena_release(&l.arena);
  return steps;
}

static double stories(void *ud, uint64_t n) {
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) run_stories(ud);
  return bench_now() - start;
}

/* -- the report ----------------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The median of the rounds, in seconds for one unit. */
static double median(bench_run run, void *ud, uint64_t n) {
  double t[BENCH_ROUNDS];
  run(ud, 1); /* warm */
  for (int i = 0; i < BENCH_ROUNDS; i++) t[i] = run(ud, n) / (double)n;
  qsort(t, BENCH_ROUNDS, sizeof *t, by_size);
  return t[BENCH_ROUNDS / 2];
}

static void print(const char *name, double value, const char *unit, const char *target, int met) {
  printf("%-34s %10.1f %-9s target %s%s\n", name, value, unit, target, met ? "" : "  MISSED");
  fflush(stdout);
}

int main(int argc, char **argv) {
  char here[] = ".", *folder = argc > 1 ? argv[1] : here;
  double checked = median(check, folder, 5) * 1e3, compiled = median(cities, folder, 1) * 1e3;
  uint64_t steps = run_stories(folder);
  double told = (double)steps / median(stories, folder, 5);
  print("check of the site", checked, "ms", "< 50 ms", checked < 50);
  print("50 cities resolved and compiled", compiled, "ms", "< 200 ms", compiled < 200);
  print("stories, loading included", told, "steps/s", "> 10000 steps/s", told > 10000);
  return 0;
}
