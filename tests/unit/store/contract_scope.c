/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <stdio.h>
#include <stdlib.h>

/* Whose cases, counting, and how cases stand: random filters over random cases, beside a model that is an
 * array. A store that answers in one way where there are few and in another where there are many is told to
 * take each. */

enum { CASES = 2600, FILTERS = 800, DAY = 86400000, OFFICES = 4 };

static const char *const packages[] = {"home", "street"};
static const char *const workflows[] = {"stay", "exit"};
static const char *const cities[] = {"north", "south", "west"};
static const char *const offices[OFFICES] = {"ops", "dsm", "ops-2", "court"};
static const char *const stands[] = {"in.asked", "in.asked,out", "in.told", "out", "rare"};

/* Of the listed field "name"; none for the fourth. */
static const char *const named[] = {"Łódź-Bałuty Anna", "KOWALSKA Ánna", "2026-04-01", NULL, "rzadka"};

static const spr_titled in_stay[] = {{{"home", 4}, {"stay", 4}, {"north", 5}, {"in.asked", 8}},
                                     {{"home", 4}, {"stay", 4}, {"south", 5}, {"in", 2}},
                                     {{"home", 4}, {"stay", 4}, {"south", 5}, {"rare", 4}},
                                     {{"street", 6}, {"exit", 4}, {"west", 4}, {"", 0}}},
                        in_north[] = {{{"home", 4}, {"exit", 4}, {"north", 5}, {"", 0}},
                                      {{"home", 4}, {"stay", 4}, {"north", 5}, {"", 0}},
                                      {{"street", 6}, {"exit", 4}, {"north", 5}, {"", 0}},
                                      {{"street", 6}, {"stay", 4}, {"north", 5}, {"", 0}}},
                        nowhere[] = {{{"home", 4}, {"stay", 4}, {"north", 5}, {"nowhere", 7}}};

/* What may be sought, and in which names that is, a bit for each. */
static const struct {
  spr_sought w;
  unsigned in;
} words_sought[] = {
    {{.word = {"lodz", 4}}, 1},
    {{.word = {"an", 2}}, 3},
    {{.word = {"anna", 4}, .titled = in_stay, .ntitled = 4}, 3},
    {{.word = {"2026-04", 7}}, 4},
    {{.word = {"rzadka", 6}}, 16},
    {{.word = {"nobody", 6}, .titled = nowhere, .ntitled = 1}, 0},
    {{.word = {"stay", 4}, .titled = in_stay, .ntitled = 4}, 0},
    {{.word = {"north", 5}, .titled = in_north, .ntitled = 4}, 0},
    {{.word = {"c123", 4}}, 0},
    {{.word = {"c12", 3}}, 0},
};

typedef struct model {
  char id[16];
  int name;
  int package, workflow, city, stand, responsible, state;
  unsigned seen, told; /* bits of offices: that know of it, and that are told its name; who has opened it: */
  bool opener;
  spr_instant at, ends[2];
  bool missed[2], incident;
  uint64_t number;
} model;

static model *the_cases;

/* -- making them ----------------------------------------------------------------------------------------- */
static spr_status put(fixture *f, const model *m, const spr_change *v, uint32_t n, bool opens) {
  const char *name = named[m->name];
  char told[64];
  int n_told = snprintf(told, sizeof told, "%s", m->opener ? SPR_TOLD_OPENER : "");
  for (int i = 0; i < OFFICES; i++)
    if (m->told >> i & 1)
      n_told += snprintf(told + n_told, sizeof told - (size_t)n_told, "%s%s", n_told ? "," : "", offices[i]);
  spr_listed value = name ? (spr_listed){.kind = SPR_LISTED_TEXT, .text = spr_str_of(name)}
                          : (spr_listed){.kind = SPR_LISTED_NOTHING};
  spr_listed_row listed = {.field = SPR_STR("name"), .told = spr_str_of(told), .value = value};
  spr_append a = {.listed = &listed,
                  .nlisted = 1,
                  .entry = {.id = spr_str_of(m->id),
                            .at = m->at,
                            .kind = opens ? SPR_JOURNAL_OPENED : SPR_JOURNAL_EVENT,
                            .configuration = spr_str_of(stands[m->stand]),
                            .responsible = spr_str_of(offices[m->responsible]),
                            .definition = f->definition,
                            .environment = f->environment,
                            .changes = v,
                            .nchanges = n},
                  .snapshot = SPR_STR("s")};
  return spr_store_append(f->s, &a, NULL);
}

static spr_change seen_by(const model *m, spr_str list[OFFICES]) {
  uint32_t n = 0;
  for (int i = 0; i < OFFICES; i++)
    if (m->seen >> i & 1) list[n++] = spr_str_of(offices[i]);
  return (spr_change){.kind = SPR_CHANGE_SEEN, .list = list, .nlist = n};
}

static void choose(model *m, uint64_t *r) {
  m->stand = test_below(r, 40) == 0 ? 4 : (int)test_below(r, 4);
  m->name = test_below(r, 60) == 0 ? 4 : (int)test_below(r, 4);
  m->responsible = (int)test_below(r, OFFICES);
  m->seen = (unsigned)test_below(r, 1u << OFFICES);
  m->told = m->seen & (unsigned)test_below(r, 1u << OFFICES);
  m->opener = test_below(r, 2);
  m->at += (spr_instant)test_below(r, 3) * DAY + (spr_instant)test_below(r, 1000);
  m->incident = test_below(r, 30) == 0;
  for (int i = 0; i < 2; i++) {
    m->ends[i] = test_below(r, 3) ? SPR_NO_INSTANT : (spr_instant)test_below(r, 10) * DAY;
    m->missed[i] = test_below(r, 4) == 0;
  }
}

static void step(fixture *f, model *m, uint64_t *r, bool opens) {
  spr_str list[OFFICES];
  spr_change v[8];
  uint32_t n = 0;
  choose(m, r);
  m->state = !opens && test_below(r, 3) == 0 ? SPR_CASE_IS_ENDED : SPR_CASE_IS_OPEN;
  if (opens)
    v[n++] = (spr_change){.kind = SPR_CHANGE_OPENED,
                          .name = spr_str_of(packages[m->package]),
                          .text = spr_str_of(workflows[m->workflow]),
                          .text2 = spr_str_of(cities[m->city])};
  v[n++] = seen_by(m, list);
  for (int i = 0; i < 2; i++)
    v[n++] = (spr_change){.kind = SPR_CHANGE_DEADLINE,
                          .name = SPR_STR("d"),
                          .n = (uint64_t)i + 1,
                          .at = m->ends[i],
                          .was = SPR_NO_INSTANT,
                          .flag = m->missed[i]};
  v[n++] = m->incident ? (spr_change){.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("x"), .n = 1, .at = 9}
                       : (spr_change){.kind = SPR_CHANGE_INCIDENT_GONE, .n = 1};
  if (m->state == SPR_CASE_IS_ENDED) v[n++] = (spr_change){.kind = SPR_CHANGE_ENDED, .text = SPR_STR("done")};
  OK(put(f, m, v, n, opens));
}

static void make_cases(fixture *f, uint64_t *r) {
  OK(spr_store_begin(f->s));
  for (int i = 0; i < CASES; i++) {
    model *m = &the_cases[i];
    snprintf(m->id, sizeof m->id, "c%d", i);
    m->number = (uint64_t)i + 1;
    m->package = (int)test_below(r, 2);
    m->workflow = (int)test_below(r, 2);
    m->city = test_below(r, 50) == 0 ? 2 : (int)test_below(r, 2);
    step(f, m, r, true);
  }
  for (int i = 0; i < CASES; i += 3) step(f, &the_cases[i], r, false);
  OK(spr_store_commit(f->s));
}

/* -- filters --------------------------------------------------------------------------------------------- */
typedef struct asked {
  spr_case_filter f;
  spr_str institutions[2], municipalities[2];
  spr_sought sought[3];
  spr_listed_wish wish;
  uint64_t among[60];
} asked;

static spr_str any_of(uint64_t *r, const char *const *v, uint32_t n) {
  return test_below(r, 4) ? SPR_STR("") : spr_str_of(v[test_below(r, n)]);
}

/* Some of the numbers, and one that no case has. */
static void make_among(asked *a, uint64_t *r) {
  uint64_t at = test_below(r, CASES / 2);
  if (test_below(r, 5)) return;
  a->f.among = a->among;
  for (a->f.namong = 0; a->f.namong < TEST_COUNT(a->among) && at <= CASES; at += 1 + test_below(r, 40))
    a->among[a->f.namong++] = at + 1;
}

static void make_filter(asked *a, uint64_t *r) {
  static const char *const states[] = {"in", "in.asked", "out", "rare", "i", "nowhere"};
  *a = (asked){.f = {.now = (spr_instant)test_below(r, 10) * DAY - 1}};
  spr_case_filter *f = &a->f;
  f->municipality = any_of(r, cities, 3);
  f->package = any_of(r, packages, 2);
  f->workflow = any_of(r, workflows, 2);
  f->state = any_of(r, states, 6);
  f->responsible = any_of(r, offices, OFFICES);
  f->only_open = test_below(r, 2);
  f->only_overdue = test_below(r, 4) == 0;
  f->only_failing = test_below(r, 5) == 0;
  if (test_below(r, 4) == 0) f->due_by = f->now + (spr_instant)test_below(r, 4) * DAY;
  if (test_below(r, 4) == 0) f->quiet_since = (spr_instant)test_below(r, 5) * DAY + 500;
  f->scope = (spr_audience){.narrow = test_below(r, 2),
                            .institutions = a->institutions,
                            .ninstitutions = (uint32_t)test_below(r, 3),
                            .opened = test_below(r, 3) ? SPR_STR("")
                                                       : spr_str_of(the_cases[test_below(r, CASES)].id)};
  const char *name = named[test_below(r, 5)];
  a->wish = (spr_listed_wish){SPR_STR("name"), name ? spr_str_of(name) : SPR_STR("nobody")};
  f->wishes = &a->wish;
  f->nwishes = test_below(r, 5) == 0;
  f->sought = a->sought;
  f->nsought = test_below(r, 2) ? 0 : 1 + (uint32_t)test_below(r, 3);
  for (int i = 0; i < 3; i++) a->sought[i] = words_sought[test_below(r, TEST_COUNT(words_sought))].w;
  make_among(a, r);
  f->municipalities = a->municipalities;
  f->nmunicipalities = (uint32_t)test_below(r, 3);
  for (int i = 0; i < 2; i++) {
    a->institutions[i] = spr_str_of(offices[test_below(r, OFFICES)]);
    a->municipalities[i] = spr_str_of(cities[test_below(r, 3)]);
  }
}

static bool is(spr_str wanted, const char *has) {
  return wanted.n == 0 || spr_str_is(wanted, has);
}

static bool holds(const spr_audience *s, unsigned of) {
  bool any = !s->narrow;
  for (uint32_t i = 0; i < s->ninstitutions; i++)
    for (int k = 0; k < OFFICES; k++) any |= (of >> k & 1) && spr_str_is(s->institutions[i], offices[k]);
  return any;
}

static bool within(const spr_case_filter *f, const model *m) {
  bool city = f->nmunicipalities == 0, opened = spr_str_is(f->scope.opened, m->id);
  for (uint32_t i = 0; i < f->nmunicipalities; i++) city |= spr_str_is(f->municipalities[i], cities[m->city]);
  return city && (opened || holds(&f->scope, m->seen));
}

/* Its name as those are told who ask: NULL, as if it had none. */
static const char *name_of(const spr_case_filter *f, const model *m) {
  bool opened = f->scope.narrow && m->opener && spr_str_is(f->scope.opened, m->id);
  return opened || holds(&f->scope, m->told) ? named[m->name] : NULL;
}

static bool stands_at(const model *m, spr_str state) {
  static const struct {
    const char *state;
    unsigned in; /* bits of stands */
  } known[] = {{"in", 7}, {"in.asked", 3}, {"out", 10}, {"rare", 16}};
  for (size_t i = 0; i < TEST_COUNT(known); i++)
    if (spr_str_is(state, known[i].state)) return known[i].in >> m->stand & 1;
  return state.n == 0;
}

/* In a title, said the simple way? */
static bool is_titled(const spr_sought *w, const model *m) {
  for (uint32_t i = 0; i < w->ntitled; i++) {
    const spr_titled *t = &w->titled[i];
    if (spr_str_is(t->package, packages[m->package]) && spr_str_is(t->workflow, workflows[m->workflow]) &&
        spr_str_is(t->municipality, cities[m->city]) && stands_at(m, t->state))
      return true;
  }
  return false;
}

static bool is_found(const spr_case_filter *f, const model *m) {
  for (uint32_t i = 0; i < f->nsought; i++) {
    const spr_sought *w = &f->sought[i];
    unsigned in = 0;
    for (size_t k = 0; k < TEST_COUNT(words_sought); k++)
      if (spr_str_eq(words_sought[k].w.word, w->word)) in = words_sought[k].in;
    bool called = w->word.n >= SPR_MIN_SOUGHT_ID && strncmp(m->id, w->word.p, w->word.n) == 0;
    if (!(name_of(f, m) && in >> m->name & 1) && !called && !is_titled(w, m)) return false;
  }
  return true;
}

static bool is_wished(const spr_case_filter *f, const model *m) {
  const char *name = name_of(f, m);
  return f->nwishes == 0 || (name && spr_str_is(f->wishes->text, name));
}

static bool is_among(const spr_case_filter *f, const model *m) {
  bool found = !f->among;
  for (uint32_t i = 0; i < f->namong; i++) found |= f->among[i] == m->number;
  return found;
}

static bool fits(const spr_case_filter *f, const model *m) {
  bool late = false, owed = false;
  for (int i = 0; i < 2; i++) {
    bool has = m->missed[i] || m->ends[i] != SPR_NO_INSTANT;
    bool passed = has && (m->missed[i] || m->ends[i] <= f->now);
    late |= passed;
    owed |= has && !passed && m->ends[i] <= f->due_by;
  }
  return within(f, m) && is_among(f, m) && is_found(f, m) && is_wished(f, m) &&
         is(f->municipality, cities[m->city]) && is(f->package, packages[m->package]) &&
         is(f->workflow, workflows[m->workflow]) && is(f->responsible, offices[m->responsible]) &&
         stands_at(m, f->state) && (!f->only_open || m->state == SPR_CASE_IS_OPEN) &&
         (!f->only_overdue || late) && (!f->only_failing || m->incident) && (!f->due_by || owed) &&
         (!f->quiet_since || (m->state == SPR_CASE_IS_OPEN && m->at <= f->quiet_since));
}

/* -- comparing ------------------------------------------------------------------------------------------- */
typedef struct page {
  const spr_case_filter *f;
  uint32_t n;
  spr_instant last; /* by which the rows come: by field, how many names come before */
  uint64_t number;
  uint8_t given[CASES];
} page;

static spr_instant key_of(const spr_case_filter *f, const spr_case_row *c) {
  if (f->order == SPR_BY_DUE) return c->due == SPR_NO_INSTANT ? INT64_MAX : c->due;
  if (f->order == SPR_BY_LAST) return -c->at;
  spr_instant before = 0;
  const char *name = name_of(f, &the_cases[c->number - 1]);
  for (size_t i = 0; i < TEST_COUNT(named) && f->order == SPR_BY_FIELD; i++)
    before += named[i] && (!name || strcmp(named[i], name) < 0);
  return before;
}

static bool on_case(void *ud, const spr_case_row *c) {
  page *p = ud;
  bool falls = p->f->order == SPR_BY_LAST;
  spr_instant key = key_of(p->f, c);
  if (p->n)
    assert_true(key > p->last || (key == p->last && (falls ? c->number < p->number : c->number > p->number)));
  p->last = key;
  p->number = c->number;
  p->given[c->number - 1]++;
  return ++p->n < 5000;
}

static void go_behind(spr_case_filter *f, const page *p) {
  const char *name = name_of(f, &the_cases[p->number - 1]);
  f->after = true;
  f->after_number = p->number;
  f->after_at = f->order == SPR_BY_LAST ? -p->last : p->last;
  if (f->order == SPR_BY_DUE && p->last == INT64_MAX) f->after_at = SPR_NO_INSTANT;
  f->after_value = (spr_listed){.kind = name ? SPR_LISTED_TEXT : SPR_LISTED_NOTHING};
  if (name) f->after_value.text = spr_str_of(name);
}

/* All pages of a list are what the model lets through, each case once and in order. */
static void assert_listed(fixture *f, spr_case_filter *filter, uint32_t limit) {
  static page p;
  p = (page){.f = filter};
  filter->limit = limit;
  for (uint32_t before = 0;; before = p.n) {
    OK(spr_store_cases(f->s, filter, on_case, &p));
    if (p.n - before < limit || limit == 0) break;
    go_behind(filter, &p);
  }
  for (int i = 0; i < CASES; i++)
    if (p.given[i] != fits(filter, &the_cases[i])) fail_msg("case %d is given %d times", i, p.given[i]);
}

static uint32_t count(const spr_case_filter *f) {
  uint32_t n = 0;
  for (int i = 0; i < CASES; i++) n += fits(f, &the_cases[i]);
  return n;
}

static void test_scope(void **state) {
  static const uint32_t bounds[][2] = {{2000, 50000}, {0, 0}, {0, 50000}, {30, 300}};
  fixture *f = *state;
  uint64_t r = 17;
  the_cases = calloc(CASES, sizeof *the_cases);
  make_cases(f, &r);
  for (int i = 0; i < FILTERS; i++) {
    asked a;
    uint32_t n = 0, some = 0;
    const uint32_t *most = bounds[i % TEST_COUNT(bounds)];
    if (f->maker->bounds) f->maker->bounds(f->s, most[0], most[1]);
    make_filter(&a, &r);
    OK(spr_store_tally(f->s, &a.f, UINT32_MAX, &n));
    assert_int_equal(n, count(&a.f));
    OK(spr_store_tally(f->s, &a.f, 7, &some));
    assert_int_equal(some, n < 7 ? n : 7);
    a.f.order = (spr_case_order)test_below(&r, 4);
    a.f.by = SPR_STR("name");
    assert_listed(f, &a.f, i % 3 ? 0 : 1 + (uint32_t)test_below(&r, 900));
  }
  OK(spr_store_check_rows(f->s, NULL, NULL));
  free(the_cases);
}

/* -- standings ------------------------------------------------------------------------------------------- */
typedef struct tables {
  uint32_t n[2][2][3][5];
} tables;

static uint32_t *cell(tables *t, const spr_standing *s) {
  int at[4] = {-1, -1, -1, -1};
  for (int i = 0; i < 2; i++) {
    if (spr_str_is(s->package, packages[i])) at[0] = i;
    if (spr_str_is(s->workflow, workflows[i])) at[1] = i;
  }
  for (int i = 0; i < 3; i++)
    if (spr_str_is(s->municipality, cities[i])) at[2] = i;
  for (int i = 0; i < 5; i++)
    if (spr_str_is(s->configuration, stands[i])) at[3] = i;
  assert_true(at[0] >= 0 && at[1] >= 0 && at[2] >= 0 && at[3] >= 0);
  return &t->n[at[0]][at[1]][at[2]][at[3]];
}

static void on_standing(void *ud, const spr_standing *s) {
  *cell(ud, s) += (uint32_t)s->n;
}

static void test_standings(void **state) {
  fixture *f = *state;
  uint64_t r = 4;
  the_cases = calloc(CASES, sizeof *the_cases);
  make_cases(f, &r);
  for (int i = 0; i < 60; i++) {
    asked a;
    tables t = {.n = {{{{0}}}}}, naive = t;
    make_filter(&a, &r);
    a.f.only_open = true;
    a.f.nsought = a.f.nwishes = 0;
    a.f.state = a.f.responsible = SPR_STR("");
    a.f.only_overdue = a.f.only_failing = false;
    a.f.among = NULL;
    a.f.namong = 0;
    a.f.due_by = a.f.quiet_since = 0;
    OK(spr_store_standings(f->s, &a.f, on_standing, &t));
    for (int k = 0; k < CASES; k++) {
      const model *m = &the_cases[k];
      naive.n[m->package][m->workflow][m->city][m->stand] += fits(&a.f, m);
    }
    assert_memory_equal(t.n, naive.n, sizeof t.n);
  }
  free(the_cases);
}

/* An erased case is seen by nobody but whoever sees all. */
static void test_erased(void **state) {
  fixture *f = *state;
  const spr_str ops = SPR_STR("ops");
  spr_case_filter narrow = {.scope = {.narrow = true, .institutions = &ops, .ninstitutions = 1}},
                  all = {.limit = 0};
  uint32_t n = 0;
  APPEND_ALONE(f, "a", 1, OPENED("p", "w", "m"), {.kind = SPR_CHANGE_SEEN, .list = &ops, .nlist = 1});
  OK(spr_store_tally(f->s, &narrow, 9, &n));
  assert_int_equal(n, 1);
  APPEND_ALONE(f, "a", 2, {.kind = SPR_CHANGE_ERASED});
  OK(spr_store_tally(f->s, &narrow, 9, &n));
  assert_int_equal(n, 0);
  OK(spr_store_tally(f->s, &all, 9, &n));
  assert_int_equal(n, 1);
}

const struct CMUnitTest contract_scope[] = {
    CONTRACT_TEST(test_scope),
    CONTRACT_TEST(test_standings),
    CONTRACT_TEST(test_erased),
};
const size_t contract_nscope = TEST_COUNT(contract_scope);
