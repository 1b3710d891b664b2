/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "bench.h"
#include "crowd.h"
#include "sprawa/overview.h"

enum { PAGE = 50, ROUNDS = 3 };

#define CITY(name)                                                                                           \
  { .municipality = SPR_STR_INIT(name) }
#define TEXT(z)                                                                                              \
  { z, sizeof(z) - 1 }

static const spr_listed_wish rare = {TEXT("place"), TEXT("place 77")},
                             common = {TEXT("reason"), TEXT("fire")};
static const spr_str hall = TEXT("hall-city"), shelter = TEXT("shelter-town-3"), clinic = TEXT("clinic"),
                     consul = TEXT("consul"), nobody = TEXT("nobody");

typedef struct named {
  const char *name;
  spr_case_filter f;
} named;

/* `now` and the spans that depend on it are set later: 1 stands for them. */
static const named filters[] = {
    {"all", {.limit = 0}},
    {"open", {.only_open = true}},
    {"city", {.municipality = TEXT("city")}},
    {"village", {.municipality = TEXT("village")}},
    {"suburb", {.municipality = TEXT("suburb")}},
    {"hamlet", {.municipality = TEXT("hamlet")}},
    {"package", {.package = TEXT("welfare")}},
    {"town, open, package", {.municipality = TEXT("town"), .package = TEXT("home"), .only_open = true}},
    {"state s0", {.state = TEXT("stay.s0")}},
    {"state s5", {.state = TEXT("stay.s5")}},
    {"state s23", {.state = TEXT("stay.s23")}},
    {"state stay", {.state = TEXT("stay")}},
    {"state done", {.state = TEXT("done")}},
    {"town, state s7", {.municipality = TEXT("town"), .state = TEXT("stay.s7")}},
    {"of hall", {.responsible = TEXT("hall-city")}},
    {"of hall, open", {.responsible = TEXT("hall-city"), .only_open = true}},
    {"of shelter, open", {.responsible = TEXT("shelter-town-3"), .only_open = true}},
    {"of court", {.responsible = TEXT("court")}},
    {"overdue", {.only_overdue = true}},
    {"overdue, of shelter", {.only_overdue = true, .responsible = TEXT("shelter-town-3")}},
    {"overdue, s5, city", {.only_overdue = true, .state = TEXT("stay.s5"), .municipality = TEXT("city")}},
    {"due in a week", {.due_by = 7}},
    {"due in a year", {.due_by = 365}},
    {"due in a week, s5", {.due_by = 7, .state = TEXT("stay.s5")}},
    {"due in a year, s23", {.due_by = 365, .state = TEXT("stay.s23")}},
    {"quiet a month", {.quiet_since = 30}},
    {"quiet a year", {.quiet_since = 365}},
    {"quiet a month, of shelter", {.quiet_since = 30, .responsible = TEXT("shelter-town-3")}},
    {"failing", {.only_failing = true}},
    {"failing, village", {.only_failing = true, .municipality = TEXT("village")}},
    {"place", {.wishes = &rare, .nwishes = 1}},
    {"reason", {.wishes = &common, .nwishes = 1}},
    {"reason, s23", {.wishes = &common, .nwishes = 1, .state = TEXT("stay.s23")}},
    {"reason, hamlet", {.wishes = &common, .nwishes = 1, .municipality = TEXT("hamlet")}},
    {"reason, town, open",
     {.wishes = &common, .nwishes = 1, .municipality = TEXT("town"), .only_open = true}},
    {"place, overdue", {.wishes = &rare, .nwishes = 1, .only_overdue = true}},
};

static const struct {
  const char *name;
  const spr_str *institution; /* NULL: everything is seen */
} scopes[] = {{"operator", NULL},  {"hall", &hall},     {"shelter", &shelter},
              {"clinic", &clinic}, {"consul", &consul}, {"nobody", &nobody}};

static const struct {
  const char *name;
  spr_case_order order;
  const char *by;
} orders[] = {{"age", SPR_BY_NUMBER, ""},
              {"due", SPR_BY_DUE, ""},
              {"last", SPR_BY_LAST, ""},
              {"field", SPR_BY_FIELD, "place"}};

typedef struct reading {
  spr_store *s;
  spr_instant now;
  spr_case_filter last; /* with the cursor of the row that was given last */
  uint32_t n;
} reading;

static bool on_case(void *ud, const spr_case_row *c) {
  reading *r = ud;
  r->n++;
  r->last.after_number = c->number;
  r->last.after_at = r->last.order == SPR_BY_DUE ? c->due : c->at;
  return true;
}

static spr_case_filter ask(const reading *r, const spr_case_filter *from, const spr_str *institution) {
  spr_case_filter f = *from;
  f.now = r->now;
  f.limit = PAGE;
  if (f.due_by) f.due_by = r->now + f.due_by * 86400000;
  if (f.quiet_since) f.quiet_since = r->now - f.quiet_since * 86400000;
  if (institution) f.scope = (spr_audience){.narrow = true, .institutions = institution, .ninstitutions = 1};
  return f;
}

/* The first round fills caches, as a server's are. The quickest is told: the machine does other things. */
static double list(reading *r, const spr_case_filter *f) {
  double best = 1e9;
  for (int i = 0; i <= ROUNDS; i++) {
    r->last = *f;
    r->n = 0;
    double begun = bench_now();
    bench_check(spr_store_cases(r->s, f, on_case, r) == SPR_OK, spr_store_fault(r->s).p);
    double took = bench_now() - begun;
    if (i > 0 && took < best) best = took;
    if (i == 0 && took > 1) return took * 1e3;
  }
  return best * 1e3;
}

static double tally(reading *r, const spr_case_filter *f, uint32_t *n) {
  double best = 1e9;
  for (int i = 0; i <= ROUNDS; i++) {
    double begun = bench_now();
    bench_check(spr_store_tally(r->s, f, SPRAWA_COUNTED + 1, n) == SPR_OK, spr_store_fault(r->s).p);
    double took = bench_now() - begun;
    if (i > 0 && took < best) best = took;
  }
  return best * 1e3;
}

static void tell(const char *what, const char *filter, const char *scope, double ms, uint32_t n,
                 double least) {
  if (ms >= least) printf("%-18s %-28s %-10s %9.2f ms, %u rows\n", what, filter, scope, ms, n);
  fflush(stdout);
}

static void read_lists(reading *r, size_t order, double least) {
  double most = 0, sum = 0;
  char name[32];
  int n = 0;
  for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
    for (size_t k = 0; k < sizeof scopes / sizeof *scopes; k++) {
      spr_case_filter f = ask(r, &filters[i].f, scopes[k].institution);
      f.order = orders[order].order;
      f.by = spr_str_of(orders[order].by);
      snprintf(name, sizeof name, "list by %s", orders[order].name);
      double ms = list(r, &f);
      tell(name, filters[i].name, scopes[k].name, ms, r->n, least);
      if (ms > most) most = ms;
      sum += ms;
      n++;
      if (r->n < PAGE || f.order == SPR_BY_FIELD) continue;
      f = r->last;
      f.after = true;
      snprintf(name, sizeof name, "next by %s", orders[order].name);
      ms = list(r, &f);
      tell(name, filters[i].name, scopes[k].name, ms, r->n, least);
      if (ms > most) most = ms;
      sum += ms;
      n++;
    }
  printf("lists by %-25s read     %.2f ms, the slowest of %d %.2f ms\n", orders[order].name, sum / n, n,
         most);
}

static void read_tallies(reading *r, double least) {
  double most = 0, sum = 0;
  int n = 0;
  for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
    for (size_t k = 0; k < sizeof scopes / sizeof *scopes; k++, n++) {
      spr_case_filter f = ask(r, &filters[i].f, scopes[k].institution);
      uint32_t rows = 0;
      double ms = tally(r, &f, &rows);
      tell("tally", filters[i].name, scopes[k].name, ms, rows, least);
      if (ms > most) most = ms;
      sum += ms;
    }
  printf("%-34s read     %.2f ms, the slowest of %d %.2f ms\n", "counts up to 1,000", sum / n, n, most);
}

static void on_standing(void *ud, const spr_standing *s) {
  (void)s;
  ++*(uint32_t *)ud;
}

static void read_standings(reading *r) {
  for (size_t k = 0; k < sizeof scopes / sizeof *scopes; k++) {
    spr_case_filter f = ask(r, &filters[0].f, scopes[k].institution);
    uint32_t n = 0;
    double begun = bench_now();
    bench_check(spr_store_standings(r->s, &f, on_standing, &n) == SPR_OK, "standings");
    tell("standings", "all", scopes[k].name, (bench_now() - begun) * 1e3, n, 0);
  }
}

static bool on_task(void *ud, const spr_task_row *t) {
  (void)t;
  ++*(uint32_t *)ud;
  return true;
}
/* scope NULL: everything is seen */
static void time_tasks(reading *r, const char *what, spr_str city, spr_str whose, const spr_str *scope) {
  spr_duty_filter f = {.municipality = city, .institution = whose, .due_by = SPR_NO_INSTANT, .limit = PAGE};
  if (scope) f.scope = (spr_audience){.narrow = true, .institutions = scope, .ninstitutions = 1};
  uint32_t n = 0;
  double begun = bench_now();
  bench_check(spr_store_tasks(r->s, &f, on_task, &n) == SPR_OK, "tasks");
  tell(what, city.n ? city.p : "anywhere", whose.n ? whose.p : "anyone", (bench_now() - begun) * 1e3, n, 0);
}

static void read_duties(reading *r) {
  static const spr_str cities[] = {TEXT(""), TEXT("city"), TEXT("hamlet"), TEXT("suburb")};
  static const spr_str whose[] = {TEXT(""), TEXT("hall-city"), TEXT("shelter-town-3"), TEXT("consul")};
  for (size_t i = 0; i < sizeof cities / sizeof *cities; i++)
    for (size_t k = 0; k < sizeof whose / sizeof *whose; k++)
      time_tasks(r, "tasks", cities[i], whose[k], NULL);
  for (size_t k = 0; k < sizeof scopes / sizeof *scopes; k++)
    time_tasks(r, scopes[k].name, SPR_STR(""), SPR_STR(""), scopes[k].institution);
}

static bool on_hash(void *ud, const spr_hash *h) {
  (void)h;
  ++*(uint32_t *)ud;
  return true;
}

void crowd_read(const char *path, double least) {
  reading r = {.n = 0};
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store_count counts;
  spr_store_options o = {&spr_alloc_default, path, SPR_STORE_READ, 1000, NULL};
  bench_check(spr_store_open(&o, &r.s, why) == SPR_OK, why);
  bench_check(spr_store_counts(r.s, &counts) == SPR_OK, "counts");
  r.now = INT64_C(1700000000000) + (int64_t)counts.cases * 120000;
  printf("%llu cases, %llu MB\n", (unsigned long long)counts.cases, (unsigned long long)counts.bytes >> 20);
  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) read_lists(&r, i, least);
  read_tallies(&r, least);
  read_standings(&r);
  read_duties(&r);
  uint32_t n = 0;
  double begun = bench_now();
  bench_check(spr_store_pinned(r.s, &(spr_case_filter){.limit = 0}, on_hash, &n) == SPR_OK, "pinned");
  tell("pinned", "all", "operator", (bench_now() - begun) * 1e3, n, 0);
  spr_store_close(r.s);
}
