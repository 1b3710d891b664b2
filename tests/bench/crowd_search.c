/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "bench.h"
#include "crowd.h"
#include "store/store.h"

/* Searches over the crowd: words that nobody says, few, a third of all, everybody; together, apart, never
 * together; in titles of a city, of a state, of all. */

enum { PAGE = 50, COUNTED = 1001, ROUNDS = 3, LIMIT_MS = 20 };

#define TEXT(z)                                                                                              \
  { z, sizeof(z) - 1 }
#define OF(package, city, state)                                                                             \
  { TEXT(package), TEXT("main"), TEXT(city), TEXT(state) }

static const spr_titled of_city[] = {OF("home", "city", ""), OF("welfare", "city", "")},
                        of_hamlet[] = {OF("home", "hamlet", ""), OF("welfare", "hamlet", "")},
                        of_s5[] = {OF("home", "city", "stay.s5"), OF("home", "town", "stay.s5"),
                                   OF("welfare", "city", "stay.s5")},
                        of_home[] = {OF("home", "city", ""), OF("home", "hamlet", ""),
                                     OF("home", "suburb", ""), OF("home", "town", ""),
                                     OF("home", "village", "")};
#define WORD(z)                                                                                              \
  { .word = TEXT(z) }
#define TITLED(z, v)                                                                                         \
  { .word = TEXT(z), .titled = v, .ntitled = sizeof(v) / sizeof *(v) }

static const struct {
  const char *name;
  spr_sought v[4];
  uint32_t n;
} searches[] = {
    {"nobody's word", {WORD("zebra")}, 1},
    {"everybody's", {WORD("place")}, 1},
    {"a third's", {WORD("fire")}, 1},
    {"two that never meet", {WORD("fire"), WORD("poverty")}, 2},
    {"three that never meet", {WORD("fire"), WORD("poverty"), WORD("violence")}, 3},
    {"that meet in few", {WORD("place"), WORD("fire"), WORD("4711")}, 3},
    {"that meet in a hundredth", {WORD("place"), WORD("fire"), WORD("12")}, 3},
    {"beginnings of numbers", {WORD("4"), WORD("5")}, 2},
    {"beginnings of words", {WORD("p"), WORD("v"), WORD("f")}, 3},
    {"a city", {TITLED("city", of_city)}, 1},
    {"a hamlet and a word", {TITLED("hamlet", of_hamlet), WORD("fire")}, 2},
    {"a city and a word", {TITLED("city", of_city), WORD("fire")}, 2},
    {"a state", {TITLED("guarded", of_s5)}, 1},
    {"a state and a city", {TITLED("guarded", of_s5), TITLED("city", of_city)}, 2},
    {"a state and words apart", {TITLED("guarded", of_s5), WORD("fire"), WORD("poverty")}, 3},
    {"a package and its city", {TITLED("home", of_home), TITLED("city", of_city), WORD("poverty")}, 3},
    {"all numbers", {WORD("0000")}, 1},
};

static const spr_str hall = TEXT("hall-city"), shelter = TEXT("shelter-town-3"), clinic = TEXT("clinic");
static const struct {
  const char *name;
  const spr_str *institution; /* NULL: everything is seen */
} scopes[] = {{"operator", NULL}, {"hall", &hall}, {"shelter", &shelter}, {"clinic", &clinic}};

static const struct {
  const char *name;
  spr_case_order order;
  const char *by;
} orders[] = {{"age", SPR_BY_NUMBER, ""},
              {"due", SPR_BY_DUE, ""},
              {"last", SPR_BY_LAST, ""},
              {"field", SPR_BY_FIELD, "place"}};

typedef struct given {
  uint32_t n;
  bool stopped;
} given;

static bool on_case(void *ud, const spr_case_row *c) {
  (void)c;
  ((given *)ud)->n++;
  return true;
}

static void on_stopped(void *ud, const spr_case_row *c) {
  (void)c;
  ((given *)ud)->stopped = true;
}

/* The quickest of some, for the machine does other things. In milliseconds. */
static double search(spr_store *s, const spr_case_filter *f, bool counts, given *g) {
  double best = 1e9;
  for (int i = 0; i <= ROUNDS; i++) {
    double begun = bench_now();
    *g = (given){.n = 0};
    spr_status st = counts ? spr_store_tally(s, f, COUNTED, &g->n) : spr_store_cases(s, f, on_case, g);
    bench_check(st == SPR_OK, spr_store_fault(s).p);
    double took = bench_now() - begun;
    if (took < best) best = took;
  }
  return best * 1e3;
}

typedef struct summary {
  double sum, most;
  int n, stopped;
} summary;

static void tell(summary *all, const char *what, const char *name, const char *scope, double ms,
                 const given *g, double least) {
  if (ms >= least)
    printf("%-18s %-28s %-10s %9.2f ms, %u rows%s\n", what, name, scope, ms, g->n,
           g->stopped ? ", not all looked through" : "");
  all->sum += ms;
  if (ms > all->most) all->most = ms;
  all->n++;
  all->stopped += g->stopped;
}

void crowd_search(const char *path, double least) {
  spr_store *s = NULL;
  char why[SPR_MAX_MESSAGE_BYTES] = "", what[32];
  spr_store_options o = {&spr_alloc_default, path, SPR_STORE_READ, 1000, NULL};
  summary all = {.n = 0};
  bench_check(spr_store_open(&o, &s, why) == SPR_OK, why);
  for (size_t i = 0; i < sizeof searches / sizeof *searches; i++)
    for (size_t k = 0; k < sizeof scopes / sizeof *scopes; k++)
      for (size_t j = 0; j <= sizeof orders / sizeof *orders; j++) {
        bool counts = j == sizeof orders / sizeof *orders;
        given g;
        spr_case_filter f = {
            .sought = searches[i].v, .nsought = searches[i].n, .limit = PAGE, .stopped = on_stopped};
        if (scopes[k].institution) f.scope = (spr_audience){true, scopes[k].institution, 1, SPR_STR("")};
        if (!counts) f.order = orders[j].order;
        f.by = spr_str_of(counts ? "" : orders[j].by);
        snprintf(what, sizeof what, counts ? "count found" : "search by %s", counts ? "" : orders[j].name);
        tell(&all, what, searches[i].name, scopes[k].name, search(s, &f, counts, &g), &g, least);
      }
  printf("%-34s read     %.2f ms, the slowest of %d %.2f ms, limit %d ms; %d not looked through\n",
         "searches", all.sum / all.n, all.n, all.most, LIMIT_MS, all.stopped);
  spr_store_close(s);
}
