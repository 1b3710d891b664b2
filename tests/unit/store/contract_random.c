/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"
#include "refold.h"

#include <stdio.h>
#include <stdlib.h>

/* Random histories of two cases, in the store and in a model that is nothing but arrays: after each step,
 * undone or kept, both list the same. */

#define HISTORIES 600
#define STEPS 12
#define IDS 3 /* of tasks, deadlines, incidents, institutions */
#define MESSAGES 24

static const char *const cases[] = {"a", "b"};
static const char *const offices[] = {"x", "y", "z"};
static const char *const tasks[] = {"t0", "t1", "t2"};

typedef struct model_case {
  bool there, open, task[IDS], deadline[IDS], missed[IDS], incident[IDS], link[IDS];
  int due[IDS], end[IDS], since[IDS], tries[IDS], places[IDS], pending, at, seq, responsible;
} model_case;

typedef struct model {
  model_case c[2];
  struct {
    bool there;
    int source, seq, n, later, tries;
  } m[MESSAGES];
  int nm;
} model;

/* -- what both list, as lines ---------------------------------------------------------------------------- */
typedef struct lines {
  char v[120][48];
  uint32_t n;
} lines;

static bool line(lines *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool line(lines *l, const char *fmt, ...) {
  va_list ap;
  assert_true(l->n < TEST_COUNT(l->v));
  va_start(ap, fmt);
  vsnprintf(l->v[l->n++], sizeof l->v[0], fmt, ap);
  va_end(ap);
  return true;
}

static bool put_case(void *ud, const spr_case_row *c) {
  return line(ud, "case %.*s %d %d %d %d %d %u %.*s", SPR_FMT(c->id), c->state, (int)c->seq, (int)c->at,
              c->pending == SPR_NO_INSTANT ? -1 : (int)c->pending,
              c->due == SPR_NO_INSTANT ? -1 : (int)c->due, c->overdue, SPR_FMT(c->responsible));
}
static bool put_task(void *ud, const spr_task_row *t) {
  return line(ud, "task %.*s %.*s %d", SPR_FMT(t->id), SPR_FMT(t->task), (int)t->due);
}
static bool put_deadline(void *ud, const spr_deadline_row *d) {
  return line(ud, "deadline %.*s %d %d %d", SPR_FMT(d->id), (int)d->n, (int)d->at, d->missed);
}
static bool put_link(void *ud, const spr_link_row *l) {
  return line(ud, "link %.*s %.*s", SPR_FMT(l->id), SPR_FMT(l->name));
}
static bool put_message(void *ud, const spr_message_row *m) {
  return line(ud, "message %.*s %d %u %d %u", SPR_FMT(m->source), (int)m->seq, m->n, (int)m->try_at,
              m->tries);
}
static bool put_incident(void *ud, const spr_incident_row *i) {
  return line(ud, "incident %.*s %d %d %u", SPR_FMT(i->id), (int)i->n, (int)i->since, i->tries);
}

static void list_store(fixture *f, lines *l) {
  spr_duty_filter all = {.due_by = SPR_NO_INSTANT};
  OK(spr_store_cases(f->s, &(spr_case_filter){.limit = 0}, put_case, l));
  OK(spr_store_tasks(f->s, &all, put_task, l));
  for (int i = 0; i < 2; i++) OK(spr_store_deadlines(f->s, spr_str_of(cases[i]), put_deadline, l));
  OK(spr_store_links(f->s, SPR_STR("target"), put_link, l));
  OK(spr_store_messages(f->s, INT64_MAX, NULL, 0, put_message, l));
  OK(spr_store_incidents(f->s, SPR_STR(""), put_incident, l));
  for (int i = 0; i < IDS; i++) {
    int64_t load, places;
    OK(spr_store_caseload(f->s, spr_str_of(offices[i]), &load));
    OK(spr_store_occupied(f->s, spr_str_of(offices[i]), SPR_STR("a"), &places));
    line(l, "office %d %d %d", i, (int)load, (int)places);
  }
}

static void list_case(const model_case *c, const char *id, lines *l) {
  int due = -1;
  unsigned missed = 0;
  if (!c->there) return;
  for (int i = 0; i < IDS; i++) {
    if (c->deadline[i] && c->missed[i]) missed++;
    if (c->deadline[i] && !c->missed[i] && (due < 0 || c->end[i] < due)) due = c->end[i];
  }
  line(l, "case %s %d %d %d %d %d %u %s", id, !c->open, c->seq, c->at, c->pending, due, missed,
       offices[c->responsible]);
  for (int i = 0; i < IDS; i++) {
    if (c->task[i]) line(l, "task %s %s %d", id, tasks[i], c->due[i]);
    if (c->deadline[i]) line(l, "deadline %s %d %d %d", id, i, c->end[i], c->missed[i]);
    if (c->link[i]) line(l, "link %s %s", id, offices[i]);
    if (c->incident[i]) line(l, "incident %s %d %d %d", id, i, c->since[i], c->tries[i]);
  }
}

static void list_model(const model *m, lines *l) {
  for (int i = 0; i < 2; i++) list_case(&m->c[i], cases[i], l);
  for (int i = 0; i < m->nm; i++)
    if (m->m[i].there)
      line(l, "message %s %d %d %d %d", cases[m->m[i].source], m->m[i].seq, m->m[i].n,
           m->m[i].tries ? m->m[i].later : (int)SPR_NO_INSTANT, m->m[i].tries);
  for (int i = 0; i < IDS; i++) {
    int load = 0;
    for (int k = 0; k < 2; k++) load += m->c[k].there && m->c[k].open && m->c[k].responsible == i;
    line(l, "office %d %d %d", i, load, m->c[1].there ? m->c[1].places[i] : 0);
  }
}

static int by_text(const void *a, const void *b) {
  return strcmp(a, b);
}

static void assert_alike(fixture *f, const model *m) {
  lines a = {.n = 0}, b = {.n = 0};
  list_store(f, &a);
  list_model(m, &b);
  assert_int_equal(a.n, b.n);
  qsort(a.v, a.n, sizeof a.v[0], by_text);
  qsort(b.v, b.n, sizeof b.v[0], by_text);
  for (uint32_t i = 0; i < a.n; i++) assert_string_equal(a.v[i], b.v[i]);
}

/* -- one change, in both --------------------------------------------------------------------------------- */
static spr_change change(model *m, int who, uint64_t *r, int *nmessages, bool *took) {
  model_case *c = &m->c[who];
  int i = (int)test_below(r, IDS), t = (int)test_below(r, 90);
  bool flag = test_below(r, 2);
  switch (test_below(r, 13)) {
    case 0: c->open = false; return (spr_change){.kind = SPR_CHANGE_ENDED, .text = SPR_STR("end")};
    case 1: c->open = true; return (spr_change){.kind = SPR_CHANGE_REOPENED};
    case 2:
      c->pending = flag ? t : -1;
      return (spr_change){.kind = SPR_CHANGE_PENDING, .at = flag ? t : SPR_NO_INSTANT};
    case 3:
      c->task[i] = true;
      c->due[i] = t;
      return (spr_change){.kind = SPR_CHANGE_TASK, .name = spr_str_of(tasks[i]), .at = t};
    case 4:
      c->task[i] = false;
      return (spr_change){.kind = SPR_CHANGE_TASK_GONE, .name = spr_str_of(tasks[i])};
    case 5:
      c->deadline[i] = true;
      c->end[i] = t;
      c->missed[i] = flag;
      return (spr_change){
          .kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = (uint64_t)i, .at = t, .flag = flag};
    case 6: c->deadline[i] = false; return (spr_change){.kind = SPR_CHANGE_DEADLINE_GONE, .n = (uint64_t)i};
    case 7:
      c->places[i] = flag ? t : 0;
      return (spr_change){
          .kind = SPR_CHANGE_PLACES, .name = spr_str_of(offices[i]), .n = (uint64_t)c->places[i]};
    case 8:
      c->link[i] = true;
      return (spr_change){.kind = SPR_CHANGE_LINK, .name = spr_str_of(offices[i]), .text = SPR_STR("target")};
    case 9:
      if (!c->incident[i]) c->since[i] = c->at;
      c->incident[i] = true;
      c->tries[i] = t;
      return (spr_change){
          .kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("h"), .n = (uint64_t)i, .at = 5, .m = (uint64_t)t};
    case 10: c->incident[i] = false; return (spr_change){.kind = SPR_CHANGE_INCIDENT_GONE, .n = (uint64_t)i};
    case 11:
      if (m->nm == MESSAGES) break;
      m->m[m->nm].there = true;
      m->m[m->nm].source = who;
      m->m[m->nm].seq = c->seq;
      m->m[m->nm].n = ++*nmessages;
      m->m[m->nm].tries = 0;
      m->nm++;
      return (spr_change){.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = (uint64_t)*nmessages};
    default: {
      int k = m->nm > 0 ? (int)test_below(r, (uint32_t)m->nm) : -1;
      bool own = k >= 0 && m->m[k].source == who && m->m[k].seq == c->seq;
      if (k < 0 || !m->m[k].there || own || *took) break;
      *took = true;
      spr_change out = {.kind = flag ? SPR_CHANGE_CONSUMED : SPR_CHANGE_LATER,
                        .text = spr_str_of(cases[m->m[k].source]),
                        .n = (uint64_t)m->m[k].seq,
                        .m = (uint64_t)m->m[k].n,
                        .at = t};
      m->m[k].there = !flag;
      m->m[k].later = t;
      m->m[k].tries++;
      return out;
    }
  }
  c->pending = -1;
  return (spr_change){.kind = SPR_CHANGE_PENDING, .at = SPR_NO_INSTANT};
}

static void step(fixture *f, model *m, uint64_t *r) {
  int who = (int)test_below(r, 2), n = 0, nmessages = 0;
  bool took = false;
  model_case *c = &m->c[who];
  spr_change v[8];
  if (!c->there) {
    *c = (model_case){.there = true, .open = true, .pending = -1};
    v[n++] = (spr_change)OPENED("p", "w", "m");
  }
  c->seq++;
  c->at += (int)test_below(r, 3);
  c->responsible = (int)test_below(r, IDS);
  for (int more = (int)test_below(r, 7); more > 0; more--) {
    v[n] = change(m, who, r, &nmessages, &took);
    n++;
  }
  spr_append a = {.entry = {.id = spr_str_of(cases[who]),
                            .at = c->at,
                            .kind = SPR_JOURNAL_EVENT,
                            .responsible = spr_str_of(offices[c->responsible]),
                            .definition = f->definition,
                            .environment = f->environment,
                            .changes = v,
                            .nchanges = (uint32_t)n},
                  .snapshot = SPR_STR("s")};
  OK(spr_store_append(f->s, &a, NULL));
}

/* Steps within marks and batches, each of which may be given up. */
static void history(fixture *f, model *m, uint64_t *r) {
  model batch = *m, mark[2];
  uint32_t depth = 0;
  OK(spr_store_begin(f->s));
  for (int i = 0; i < STEPS; i++) {
    uint32_t what = test_below(r, 8);
    if (what == 0 && depth < 2) {
      OK(spr_store_mark(f->s));
      mark[depth++] = *m;
    } else if (what == 1 && depth > 0) {
      OK(spr_store_undo(f->s));
      *m = mark[--depth];
      assert_alike(f, m);
    } else if (what == 2 && depth > 0) {
      OK(spr_store_keep(f->s));
      depth--;
    } else {
      step(f, m, r);
    }
  }
  if (test_below(r, 4) == 0) {
    spr_store_abandon(f->s);
    *m = batch;
  } else {
    for (; depth > 0; depth--) OK(spr_store_keep(f->s));
    OK(spr_store_commit(f->s));
  }
  assert_alike(f, m);
}

static void test_histories(void **state) {
  for (uint64_t seed = 1; seed <= HISTORIES; seed++) {
    fixture *f = *state;
    uint64_t r = seed * 7919;
    model m = {.nm = 0};
    for (int batch = 0; batch < 3; batch++) history(f, &m, &r);
    for (size_t max_bytes = 1; max_bytes <= 1 << 20; max_bytes <<= 20) {
      refold again = {.s = f->s, .max_bytes = max_bytes};
      refold_all(&again);
      assert_string_equal(again.told, "");
      assert_true(again.same);
    }
    contract_teardown(state);
    assert_int_equal(contract_setup(state), 0);
  }
}

const struct CMUnitTest contract_random[] = {CONTRACT_TEST(test_histories)};
const size_t contract_nrandom = TEST_COUNT(contract_random);
