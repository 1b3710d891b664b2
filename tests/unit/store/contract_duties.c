/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <stdio.h>
#include <stdlib.h>

/* Tasks: random filters over random tasks, which come, change and go while their cases are seen by others,
 * beside a model that is an array. */

enum { CASES = 200, TASKS = 3, OFFICES = 4, FILTERS = 600, TIMES = 9 };

static const char *const cities[] = {"north", "south", "west"};
static const char *const offices[OFFICES] = {"ops", "dsm", "ops-2", "court"};
static const char *const names[TASKS] = {"t1", "t2", "t3"};

typedef struct model {
  char id[16];
  int city;
  unsigned seen;         /* bits of offices */
  unsigned hands[TASKS]; /* the same; 0: there is no such task */
  int due[TASKS];        /* TIMES: none */
} model;

static model *the_cases;

/* -- making them ----------------------------------------------------------------------------------------- */
static uint32_t offices_of(unsigned bits, spr_str out[OFFICES]) {
  uint32_t n = 0;
  for (int i = 0; i < OFFICES; i++)
    if (bits >> i & 1) out[n++] = spr_str_of(offices[i]);
  return n;
}

static spr_instant time_of(int due) {
  return due == TIMES ? SPR_NO_INSTANT : due;
}

static spr_change change_task(model *m, uint64_t *r, int i, spr_str list[OFFICES]) {
  m->hands[i] = test_below(r, 4) ? (unsigned)test_below(r, 1u << OFFICES) : 0;
  m->due[i] = (int)test_below(r, TIMES + 1);
  spr_change c = {.kind = SPR_CHANGE_TASK,
                  .name = spr_str_of(names[i]),
                  .text = SPR_STR("visit"),
                  .text2 = SPR_STR("in"),
                  .list = list,
                  .nlist = offices_of(m->hands[i], list),
                  .at = time_of(m->due[i])};
  if (m->hands[i] == 0) c.kind = SPR_CHANGE_TASK_GONE;
  return c;
}

static void step(fixture *f, model *m, uint64_t *r, bool opens) {
  spr_str seen[OFFICES], hands[TASKS][OFFICES];
  spr_change v[TASKS + 2];
  uint32_t n = 0;
  if (opens)
    v[n++] = (spr_change){.kind = SPR_CHANGE_OPENED,
                          .name = SPR_STR("home"),
                          .text = SPR_STR("stay"),
                          .text2 = spr_str_of(cities[m->city])};
  for (int i = 0; i < TASKS; i++)
    if (test_below(r, 2)) v[n++] = change_task(m, r, i, hands[i]);
  if (test_below(r, 2)) {
    m->seen = (unsigned)test_below(r, 1u << OFFICES);
    v[n++] = (spr_change){.kind = SPR_CHANGE_SEEN, .list = seen, .nlist = offices_of(m->seen, seen)};
  }
  OK(contract_append(f, m->id, 1, v, n));
}

static void make_cases(fixture *f, uint64_t *r) {
  OK(spr_store_begin(f->s));
  for (int i = 0; i < CASES; i++) {
    model *m = &the_cases[i];
    *m = (model){.city = (int)test_below(r, 3)};
    snprintf(m->id, sizeof m->id, "c%d", i);
    step(f, m, r, true);
  }
  for (int i = 0; i < 2 * CASES; i++) step(f, &the_cases[test_below(r, CASES)], r, false);
  model *erased = &the_cases[0];
  OK(APPEND(f, erased->id, 1, {.kind = SPR_CHANGE_ERASED}));
  erased->seen = erased->hands[0] = erased->hands[1] = erased->hands[2] = 0;
  OK(spr_store_commit(f->s));
}

/* -- filters --------------------------------------------------------------------------------------------- */
typedef struct asked {
  spr_duty_filter f;
  spr_str institutions[2], municipalities[2];
} asked;

static void make_filter(asked *a, uint64_t *r) {
  *a = (asked){.f = {.due_by = test_below(r, 3) ? SPR_NO_INSTANT : (spr_instant)test_below(r, TIMES)}};
  spr_duty_filter *f = &a->f;
  f->scope = (spr_audience){.narrow = test_below(r, 2),
                            .institutions = a->institutions,
                            .ninstitutions = (uint32_t)test_below(r, 3),
                            .opened = test_below(r, 3) ? SPR_STR("")
                                                       : spr_str_of(the_cases[test_below(r, CASES)].id)};
  f->municipality = test_below(r, 3) ? SPR_STR("") : spr_str_of(cities[test_below(r, 3)]);
  f->institution = test_below(r, 3) ? SPR_STR("") : spr_str_of(offices[test_below(r, OFFICES)]);
  f->id = test_below(r, 6) ? SPR_STR("") : spr_str_of(the_cases[test_below(r, CASES)].id);
  f->municipalities = a->municipalities;
  f->nmunicipalities = (uint32_t)test_below(r, 3);
  for (int i = 0; i < 2; i++) {
    a->institutions[i] = spr_str_of(offices[test_below(r, OFFICES)]);
    a->municipalities[i] = spr_str_of(cities[test_below(r, 3)]);
  }
}

static bool has(unsigned bits, spr_str institution) {
  for (int i = 0; i < OFFICES; i++)
    if (bits >> i & 1 && spr_str_is(institution, offices[i])) return true;
  return false;
}

static bool fits(const spr_duty_filter *f, const model *m, int task) {
  bool city = f->nmunicipalities == 0, known = !f->scope.narrow || spr_str_is(f->scope.opened, m->id);
  for (uint32_t i = 0; i < f->nmunicipalities; i++) city |= spr_str_is(f->municipalities[i], cities[m->city]);
  for (uint32_t i = 0; i < f->scope.ninstitutions; i++) known |= has(m->seen, f->scope.institutions[i]);
  return m->hands[task] && city && known && (f->id.n == 0 || spr_str_is(f->id, m->id)) &&
         (f->municipality.n == 0 || spr_str_is(f->municipality, cities[m->city])) &&
         (f->institution.n == 0 || has(m->hands[task], f->institution)) &&
         (f->due_by == SPR_NO_INSTANT || (m->due[task] < TIMES && m->due[task] <= f->due_by));
}

/* -- comparing ------------------------------------------------------------------------------------------- */
typedef struct page {
  uint32_t n;
  int last; /* by which the rows come: due, case, task */
  char id[16], task[4];
  spr_instant due;
  uint8_t given[CASES][TASKS];
} page;

static bool on_task(void *ud, const spr_task_row *t) {
  page *p = ud;
  p->due = t->due;
  snprintf(p->id, sizeof p->id, "%.*s", SPR_FMT(t->id));
  snprintf(p->task, sizeof p->task, "%.*s", SPR_FMT(t->task));
  int number = (int)strtol(p->id + 1, NULL, 10), task = p->task[1] - '1',
      due = t->due == SPR_NO_INSTANT ? TIMES : (int)t->due;
  int place = (due * CASES + number) * TASKS + task;
  assert_true(p->n == 0 || place > p->last);
  p->last = place;
  p->given[number][task]++;
  p->n++;
  return true;
}

/* All pages of a list are what the model lets through, each task once and in order. */
static void assert_listed(fixture *f, spr_duty_filter *filter, uint32_t limit) {
  page p = {.n = 0};
  filter->limit = limit;
  for (uint32_t before = 0;; before = p.n) {
    OK(spr_store_tasks(f->s, filter, on_task, &p));
    if (p.n - before < limit || limit == 0) break;
    filter->after = true;
    filter->after_id = spr_str_of(p.id);
    filter->after_task = spr_str_of(p.task);
    filter->after_due = p.due;
  }
  for (int i = 0; i < CASES; i++)
    for (int k = 0; k < TASKS; k++)
      if (p.given[i][k] != fits(filter, &the_cases[i], k))
        fail_msg("task %d of case %d is given %d times", k + 1, i, p.given[i][k]);
}

static void test_duties(void **state) {
  fixture *f = *state;
  uint64_t r = 23;
  the_cases = calloc(CASES, sizeof *the_cases);
  make_cases(f, &r);
  for (int i = 0; i < FILTERS; i++) {
    asked a;
    make_filter(&a, &r);
    assert_listed(f, &a.f, i % 3 == 0 || a.f.id.n ? 0 : 1 + (uint32_t)test_below(&r, 40));
  }
  OK(spr_store_check_rows(f->s, NULL, NULL));
  free(the_cases);
}

const struct CMUnitTest contract_duties[] = {CONTRACT_TEST(test_duties)};
const size_t contract_nduties = TEST_COUNT(contract_duties);
