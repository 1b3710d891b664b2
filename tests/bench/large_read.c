/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "bench.h"
#include "large.h"
#include "sprawa/sprawa.h"

/* How long people wait who read: lists, the overview, a case. */

enum { ROUNDS = 10, CASES = 1000 };

static void print_reading(const char *name, double begun, int rounds) {
  printf("%-34s %-8s %.2f ms\n", name, "read", (bench_wall() - begun) * 1e3 / rounds);
  fflush(stdout);
}

/* The first one fills caches, as a server's are. */
static void time_list(sprawa_engine *e, const char *name, sprawa_filter f) {
  sprawa_error error;
  double begun = 0;
  for (int i = 0; i <= ROUNDS; i++) {
    sprawa_list *l = NULL;
    if (i == 1) begun = bench_wall();
    sprawa_code code = sprawa_engine_list(e, &f, &l, &error);
    bench_check(code == SPRAWA_OK || code == SPRAWA_NOT_FOUND, error.message);
    sprawa_list_free(l);
  }
  print_reading(name, begun, ROUNDS);
}

static void time_overview(sprawa_engine *e, const char *name, const sprawa_view *as) {
  int64_t now = sprawa_engine_time(e), day = 86400000;
  sprawa_overview_query q = {.as = as, .due_by = now + 7 * day, .quiet_since = now - 30 * day};
  sprawa_error error;
  double begun = 0;
  for (int i = 0; i <= ROUNDS; i++) {
    sprawa_overview *o = NULL;
    if (i == 1) begun = bench_wall();
    bench_check(sprawa_engine_overview(e, &q, &o, &error) == SPRAWA_OK, error.message);
    sprawa_overview_free(o);
  }
  print_reading(name, begun, ROUNDS);
}

static void time_cases(sprawa_engine *e, uint64_t cases) {
  sprawa_journal_query q = {.as = sprawa_view_operator()};
  double begun = bench_wall();
  for (uint64_t i = 0; i < CASES; i++) {
    char id[SPRAWA_CASE_ID + 1];
    sprawa_case *c = NULL;
    sprawa_journal *j = NULL;
    sprawa_error error;
    large_id(i * 7919 % cases, id);
    bench_check(sprawa_engine_read(e, id, q.as, &c, &error) == SPRAWA_OK, error.message);
    bench_check(sprawa_engine_journal(e, id, &q, &j, &error) == SPRAWA_OK, error.message);
    sprawa_journal_free(j);
    sprawa_case_free(c);
  }
  print_reading("a case with its journal", begun, CASES);
}

void large_read(const char *database, uint64_t cases) {
  const sprawa_engine_options o = {.database = database};
  const sprawa_view *all = sprawa_view_operator();
  sprawa_engine *e = NULL;
  sprawa_error error;
  bench_check(sprawa_engine_open(NULL, &o, &e, &error) == SPRAWA_OK, error.message);
  time_list(e, "a list, by age", (sprawa_filter){.as = all});
  time_list(e, "a list, by due", (sprawa_filter){.as = all, .order = SPRAWA_BY_DUE});
  time_list(e, "a list, the latest first", (sprawa_filter){.as = all, .order = SPRAWA_BY_LAST});
  time_list(e, "a list of a stage", (sprawa_filter){.as = all, .only_open = true, .state = "s3"});
  time_list(e, "a list of what is overdue", (sprawa_filter){.as = all, .only_overdue = true});
  time_list(e, "a list that is empty", (sprawa_filter){.as = all, .only_incidents = true});
  time_list(e, "a list of an institution", (sprawa_filter){.as = SPRAWA_AS("desk-town")});
  time_list(e, "a list of somebody without cases", (sprawa_filter){.as = SPRAWA_AS("nobody")});
  time_overview(e, "the overview", all);
  time_overview(e, "the overview of an institution", SPRAWA_AS("desk-town"));
  time_cases(e, cases);
  sprawa_engine_close(e);
}
