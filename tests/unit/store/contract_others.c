/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"
#include "refold.h"

#include <stdio.h>
#include <stdlib.h>

/* The journal as a whole, seals, counters, objects, answers, erasing, folding. */

static bool add_entry(void *ud, const spr_entry_row *e) {
  return words_add(ud, "%d:%.*s.%d", (int)e->pos, SPR_FMT(e->id), (int)e->seq);
}

static void test_journal(void **state) {
  fixture *f = *state;
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "b", 1));
  OK(contract_open_case(f, "a", 1));
  OK(STEP(f, "b", 2));
  OK(STEP(f, "a", 2));
  OK(spr_store_commit(f->s));
  static const struct {
    const char *id;
    uint64_t from;
    uint32_t stop;
    const char *expected;
  } rows[] = {
      {NULL, 0, 0, "1:b.1 2:a.1 3:b.2 4:a.2"},
      {NULL, 3, 0, "3:b.2 4:a.2"},
      {NULL, 2, 1, "2:a.1"},
      {NULL, 5, 0, ""},
      {NULL, UINT64_MAX, 0, ""},
      {"a", 0, 0, "2:a.1 4:a.2"},
      {"a", 2, 0, "4:a.2"},
      {"b", 1, 1, "1:b.1"},
      {"b", 3, 0, ""},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    words w = {.stop_after = rows[i].stop};
    OK(rows[i].id ? spr_store_entries(f->s, spr_str_of(rows[i].id), rows[i].from, add_entry, &w)
                  : spr_store_journal(f->s, rows[i].from, add_entry, &w));
    assert_string_equal(w.text, rows[i].expected);
  }
  words w = {.n = 0};
  GIVES(spr_store_entries(f->s, SPR_STR("none"), 1, add_entry, &w), SPR_ENOTFOUND);
}

/* -- seals ----------------------------------------------------------------------------------------------- */
typedef struct seals {
  spr_seal_row v[8];
  uint32_t n;
} seals;

static bool keep_seal(void *ud, const spr_seal_row *r) {
  seals *k = ud;
  assert_true(k->n < TEST_COUNT(k->v));
  k->v[k->n++] = *r;
  return true;
}

static bool add_hash(void *ud, const spr_entry_row *e) {
  spr_hasher_hash(ud, &e->hash);
  return true;
}

static void test_seals(void **state) {
  fixture *f = *state;
  seals k = {.n = 0};
  spr_hasher h;
  spr_hash hash;
  OK(spr_store_begin(f->s));
  OK(spr_store_seal(f->s, 0));
  OK(contract_open_case(f, "a", 1));
  OK(STEP(f, "a", 1));
  OK(spr_store_seal(f->s, 3));
  OK(spr_store_seals(f->s, 0, keep_seal, &k));
  assert_int_equal(k.n, 0);
  OK(spr_store_seal(f->s, 2));
  OK(spr_store_seals(f->s, 0, keep_seal, &k));
  assert_int_equal(k.n, 1);
  k.n = 0;
  OK(spr_store_seal(f->s, 0));
  OK(spr_store_commit(f->s));
  OK(spr_store_seals(f->s, 0, keep_seal, &k));
  assert_int_equal(k.n, 1);
  assert_int_equal(k.v[0].from, 1);
  assert_int_equal(k.v[0].to, 2);
  spr_seal_begin(&h, NULL, 1);
  OK(spr_store_journal(f->s, 1, add_hash, &h));
  spr_seal_end(&h, 2, &hash);
  assert_same(hash, k.v[0].hash);

  OK(spr_store_begin(f->s));
  OK(STEP(f, "a", 1));
  OK(STEP(f, "a", 1));
  OK(spr_store_seal(f->s, 1));
  OK(STEP(f, "a", 1));
  OK(spr_store_commit(f->s));
  k.n = 0;
  OK(spr_store_seals(f->s, 2, keep_seal, &k));
  assert_int_equal(k.n, 1);
  assert_int_equal(k.v[0].from, 3);
  assert_int_equal(k.v[0].to, 4);
  spr_hash former = hash;
  spr_entry_row e;
  spr_seal_begin(&h, &former, 3);
  for (uint64_t seq = 3; seq <= 4; seq++) {
    OK(spr_store_entry(f->s, SPR_STR("a"), seq, &e));
    spr_hasher_hash(&h, &e.hash);
  }
  spr_seal_end(&h, 4, &hash);
  assert_same(hash, k.v[0].hash);
  k.n = 0;
  OK(spr_store_seals(f->s, 4, keep_seal, &k));
  OK(spr_store_seals(f->s, UINT64_MAX, keep_seal, &k));
  assert_int_equal(k.n, 0);
}

/* -- counters -------------------------------------------------------------------------------------------- */
static int64_t caseload(fixture *f, const char *institution) {
  int64_t n = -1;
  OK(spr_store_caseload(f->s, spr_str_of(institution), &n));
  return n;
}

static int64_t occupied(fixture *f, const char *institution, const char *except) {
  int64_t n = -1;
  OK(spr_store_occupied(f->s, spr_str_of(institution), spr_str_of(except), &n));
  return n;
}

static void test_caseload(void **state) {
  fixture *f = *state;
  assert_int_equal(caseload(f, "clerk"), 0);
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 1));
  OK(contract_open_case(f, "b", 1));
  assert_int_equal(caseload(f, "clerk"), 2);
  OK(spr_store_commit(f->s));
  OK(spr_store_begin(f->s));
  OK(spr_store_mark(f->s));
  OK(APPEND(f, "a", 1, {.kind = SPR_CHANGE_ENDED}));
  assert_int_equal(caseload(f, "clerk"), 1);
  OK(spr_store_undo(f->s));
  assert_int_equal(caseload(f, "clerk"), 2);
  OK(APPEND(f, "a", 1, {.kind = SPR_CHANGE_ENDED}));
  OK(APPEND(f, "b", 1, {.kind = SPR_CHANGE_ENDED}));
  assert_int_equal(caseload(f, "clerk"), 0);
  OK(APPEND(f, "a", 1, {.kind = SPR_CHANGE_REOPENED}));
  assert_int_equal(caseload(f, "clerk"), 1);
  spr_append other = {.entry = {.id = SPR_STR("a"),
                                .at = 1,
                                .kind = SPR_JOURNAL_EVENT,
                                .responsible = SPR_STR("judge"),
                                .definition = f->definition,
                                .environment = f->environment}};
  OK(spr_store_append(f->s, &other, NULL));
  assert_int_equal(caseload(f, "clerk"), 0);
  assert_int_equal(caseload(f, "judge"), 1);
  assert_int_equal(caseload(f, ""), 0);
  OK(spr_store_commit(f->s));
}

static void test_occupied(void **state) {
  fixture *f = *state;
#define PLACES(institution, k) {.kind = SPR_CHANGE_PLACES, .name = SPR_STR(institution), .n = (k)}
  OK(spr_store_begin(f->s));
  OK(APPEND(f, "a", 1, OPENED("p", "w", "m"), PLACES("house", 3), PLACES("other", 1)));
  OK(APPEND(f, "b", 1, OPENED("p", "w", "m"), PLACES("house", 2)));
  assert_int_equal(occupied(f, "house", ""), 5);
  assert_int_equal(occupied(f, "house", "a"), 2);
  assert_int_equal(occupied(f, "house", "b"), 3);
  assert_int_equal(occupied(f, "house", "none"), 5);
  assert_int_equal(occupied(f, "other", "b"), 1);
  assert_int_equal(occupied(f, "nowhere", ""), 0);
  OK(APPEND(f, "a", 1, PLACES("house", 1)));
  OK(APPEND(f, "b", 1, PLACES("house", 0), PLACES("nowhere", 0)));
  assert_int_equal(occupied(f, "house", ""), 1);
  assert_int_equal(occupied(f, "house", "b"), 1);
  assert_int_equal(occupied(f, "house", "a"), 0);
  OK(spr_store_commit(f->s));
}

static void test_counts(void **state) {
  fixture *f = *state;
  spr_store_count n;
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 1));
  OK(contract_open_case(f, "b", 1));
  OK(APPEND(f, "a", 1, {.kind = SPR_CHANGE_PENDING, .at = 4},
            {.kind = SPR_CHANGE_MESSAGE, .n = 1, .name = SPR_STR("e")},
            {.kind = SPR_CHANGE_MESSAGE, .n = 2, .name = SPR_STR("e")},
            {.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("h"), .n = 1}));
  OK(APPEND(f, "b", 1, {.kind = SPR_CHANGE_ENDED}));
  OK(contract_open_case(f, "c", 1));
  OK(APPEND(f, "c", 1, {.kind = SPR_CHANGE_ERASED}));
  OK(spr_store_seal(f->s, 1));
  OK(contract_open_case(f, "d", 1));
  OK(spr_store_commit(f->s));
  OK(spr_store_counts(f->s, &n));
  assert_int_equal(n.cases, 4);
  assert_int_equal(n.open, 2);
  assert_int_equal(n.ended, 1);
  assert_int_equal(n.erased, 1);
  assert_int_equal(n.entries, 7);
  assert_int_equal(n.unsealed, 1);
  assert_int_equal(n.pending, 1);
  assert_int_equal(n.messages, 2);
  assert_int_equal(n.incidents, 1);
  assert_true(n.bytes > 0);
}

/* -- objects, answers ------------------------------------------------------------------------------------ */
typedef struct names {
  char text[64];
  uint32_t n, most;
} names;

static bool on_name(void *ud, spr_str name) {
  names *v = ud;
  size_t n = strlen(v->text);
  snprintf(v->text + n, sizeof v->text - n, "%.*s ", SPR_FMT(name));
  return ++v->n < v->most;
}

static void test_objects(void **state) {
  fixture *f = *state;
  spr_hash h[3], again;
  spr_object_kind kind;
  spr_str bytes;
  OK(spr_store_begin(f->s));
  OK(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, (spr_str){"a\0b", 3}, &h[0]));
  OK(spr_store_object_put(f->s, SPR_OBJECT_ENVIRONMENT, (spr_str){"a\0b", 3}, &h[1]));
  OK(spr_store_object_put(f->s, SPR_OBJECT_ENVIRONMENT, SPR_STR(""), &h[2]));
  assert_other(h[0], h[1]);
  OK(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, (spr_str){"a\0b", 3}, &again));
  assert_same(h[0], again);
  spr_chain_object(SPR_OBJECT_DEFINITION, (spr_str){"a\0b", 3}, &again);
  assert_same(h[0], again);
  GIVES(spr_store_object_put(f->s, (spr_object_kind)9, SPR_STR("x"), &again), SPR_EINVAL);
  OK(spr_store_current_set(f->s, SPR_STR("environment"), &h[1]));
  OK(spr_store_current_set(f->s, SPR_STR("definition/p/c"), &h[0]));
  OK(spr_store_current_set(f->s, SPR_STR("environment"), &h[2]));
  GIVES(spr_store_current_set(f->s, SPR_STR("environment"), &(spr_hash){{1}}), SPR_ENOTFOUND);
  GIVES(spr_store_current_set(f->s, SPR_STR(""), &h[0]), SPR_EINVAL);
  OK(spr_store_commit(f->s));
  OK(spr_store_object(f->s, &h[1], &kind, &bytes));
  assert_int_equal(kind, SPR_OBJECT_ENVIRONMENT);
  assert_int_equal(bytes.n, 3);
  OK(spr_store_object(f->s, &h[2], &kind, &bytes));
  assert_int_equal(bytes.n, 0);
  OK(spr_store_object(f->s, &h[0], &kind, &bytes));
  assert_int_equal(kind, SPR_OBJECT_DEFINITION);
  assert_memory_equal(bytes.p, "a\0b", 3);
  GIVES(spr_store_object(f->s, &(spr_hash){{1}}, &kind, &bytes), SPR_ENOTFOUND);
  OK(spr_store_current(f->s, SPR_STR("environment"), &again));
  assert_same(again, h[2]);
  OK(spr_store_current(f->s, SPR_STR("definition/p/c"), &again));
  assert_same(again, h[0]);
  GIVES(spr_store_current(f->s, SPR_STR("env"), &again), SPR_ENOTFOUND);
  names all = {.most = 9}, first = {.most = 1};
  OK(spr_store_currents(f->s, on_name, &all));
  assert_string_equal(all.text, "definition/p/c environment ");
  OK(spr_store_currents(f->s, on_name, &first));
  assert_string_equal(first.text, "definition/p/c ");
}

static void test_answers(void **state) {
  fixture *f = *state;
  spr_answer_row a = {SPR_STR("desk"), SPR_STR("k1"), {{7}}, SPR_STR("case"), 3, 100}, got;
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "case", 1));
  OK(spr_store_answer_put(f->s, &a));
  a.seq = 4;
  GIVES(spr_store_answer_put(f->s, &a), SPR_EREFUSED);
  OK(spr_store_answer(f->s, a.principal, a.key, &got));
  assert_int_equal(got.seq, 3);
  assert_int_equal(got.request.b[0], 7);
  assert_str(got.id, "case");
  assert_str(got.principal, "desk");
  assert_str(got.key, "k1");
  assert_int_equal(got.expires, 100);
  a.principal = SPR_STR("des");
  a.key = SPR_STR("kk1"); /* the same bytes when put together */
  a.expires = 101;
  GIVES(spr_store_answer(f->s, a.principal, a.key, &got), SPR_ENOTFOUND);
  OK(spr_store_answer_put(f->s, &a));
  a.key = SPR_STR("");
  GIVES(spr_store_answer_put(f->s, &a), SPR_EINVAL);
  OK(spr_store_commit(f->s));
  OK(spr_store_begin(f->s));
  OK(spr_store_answers_expire(f->s, 100));
  OK(spr_store_answer(f->s, SPR_STR("desk"), SPR_STR("k1"), &got));
  OK(spr_store_answers_expire(f->s, 101));
  GIVES(spr_store_answer(f->s, SPR_STR("desk"), SPR_STR("k1"), &got), SPR_ENOTFOUND);
  OK(spr_store_answer(f->s, SPR_STR("des"), SPR_STR("kk1"), &got));
  spr_store_abandon(f->s);
  OK(spr_store_answer(f->s, SPR_STR("desk"), SPR_STR("k1"), &got));
}

/* -- erasing --------------------------------------------------------------------------------------------- */
static bool add_id(void *ud, const spr_case_row *c) {
  return words_add(ud, "%.*s", SPR_FMT(c->id));
}

static void assert_erasing(spr_store *s, const char *expected) {
  words w = {.n = 0};
  OK(spr_store_erasing(s, 0, add_id, &w));
  assert_string_equal(w.text, expected);
}

static bool any(void *ud) {
  *(bool *)ud = true;
  return true;
}
static bool any_task(void *ud, const spr_task_row *t) {
  (void)t;
  return any(ud);
}
static bool any_deadline(void *ud, const spr_deadline_row *d) {
  (void)d;
  return any(ud);
}
static bool any_link(void *ud, const spr_link_row *l) {
  (void)l;
  return any(ud);
}
static bool any_message(void *ud, const spr_message_row *m) {
  (void)m;
  return any(ud);
}
static bool any_notice(void *ud, const spr_notice_row *n) {
  (void)n;
  return any(ud);
}
static bool any_incident(void *ud, const spr_incident_row *i) {
  (void)i;
  return any(ud);
}

/* Has the case, or anybody, anything that waits? */
static bool has_parts(spr_store *s, const char *id) {
  bool found = false;
  spr_duty_filter duties = {.id = spr_str_of(id), .due_by = SPR_NO_INSTANT};
  OK(spr_store_tasks(s, &duties, any_task, &found));
  duties = (spr_duty_filter){.institution = SPR_STR("o"), .due_by = SPR_NO_INSTANT};
  OK(spr_store_tasks(s, &duties, any_task, &found));
  OK(spr_store_deadlines(s, spr_str_of(id), any_deadline, &found));
  OK(spr_store_links(s, spr_str_of(id), any_link, &found));
  OK(spr_store_messages(s, INT64_MAX, NULL, 0, any_message, &found));
  OK(spr_store_notices(s, &(spr_notice_filter){.limit = 0}, any_notice, &found));
  OK(spr_store_incidents(s, SPR_STR(""), any_incident, &found));
  return found;
}

/* Everything that belongs to an erased case goes with the entry, and what was counted. */
static void test_erased_parts(void **state) {
  fixture *f = *state;
  const spr_str hands[] = {SPR_STR("o"), SPR_STR("p")};
  spr_case_row c;
  int64_t load, taken;
  uint64_t n = 9;
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "b", 1));
  OK(APPEND(f, "a", 1, OPENED("p", "w", "m"),
            {.kind = SPR_CHANGE_TASK,
             .name = SPR_STR("1.1"),
             .text = SPR_STR("t"),
             .list = hands,
             .nlist = 2,
             .at = 7},
            {.kind = SPR_CHANGE_TASK,
             .name = SPR_STR("1.2"),
             .text = SPR_STR("t"),
             .list = hands,
             .nlist = 1,
             .at = SPR_NO_INSTANT},
            {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 1, .at = 5, .flag = true},
            {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 2, .at = 6},
            {.kind = SPR_CHANGE_PLACES, .name = SPR_STR("home"), .n = 3},
            {.kind = SPR_CHANGE_LINK, .name = SPR_STR("l"), .text = SPR_STR("b")},
            {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 1},
            {.kind = SPR_CHANGE_NOTICE, .name = SPR_STR("o"), .n = 2},
            {.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("i"), .n = 1, .at = 8},
            {.kind = SPR_CHANGE_PENDING, .at = 5}));
  OK(APPEND(f, "b", 1, {.kind = SPR_CHANGE_PLACES, .name = SPR_STR("home"), .n = 1}));
  OK(spr_store_commit(f->s));
  assert_true(has_parts(f->s, "a"));
  OK(spr_store_caseload(f->s, SPR_STR("office"), &load));
  OK(spr_store_begin(f->s));
  GIVES(APPEND(f, "a", 2, {.kind = SPR_CHANGE_ERASED}, {.kind = SPR_CHANGE_INCIDENT_GONE, .n = 1}),
        SPR_EINVAL);
  OK(APPEND(f, "a", 2, {.kind = SPR_CHANGE_ERASED}));
  OK(spr_store_commit(f->s));
  assert_false(has_parts(f->s, "a"));
  OK(spr_store_case(f->s, SPR_STR("a"), &c));
  assert_int_equal(c.pending, SPR_NO_INSTANT);
  assert_int_equal(c.due, SPR_NO_INSTANT);
  assert_int_equal(c.overdue, 0);
  OK(spr_store_occupied(f->s, SPR_STR("home"), SPR_STR(""), &taken));
  assert_int_equal(taken, 1);
  OK(spr_store_erased(f->s, &n));
  assert_int_equal(n, 1);
}

static void test_hold(void **state) {
  fixture *f = *state;
  spr_case_row c;
  spr_hash free, held;
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 1));
  OK(spr_store_derived_hash(f->s, 0, UINT64_MAX, &free));
  OK(APPEND(f, "a", 2, {.kind = SPR_CHANGE_HOLD, .flag = true}));
  OK(spr_store_derived_hash(f->s, 0, UINT64_MAX, &held));
  assert_other(held, free);
  GIVES(APPEND(f, "a", 3, {.kind = SPR_CHANGE_ERASED}), SPR_EREFUSED);
  OK(STEP(f, "a", 3));
  OK(spr_store_case(f->s, SPR_STR("a"), &c));
  assert_true(c.held);
  OK(APPEND(f, "a", 4, {.kind = SPR_CHANGE_HOLD}));
  OK(spr_store_case(f->s, SPR_STR("a"), &c));
  assert_false(c.held);
  OK(APPEND(f, "a", 5, {.kind = SPR_CHANGE_HOLD, .flag = true}));
  OK(APPEND(f, "a", 6, {.kind = SPR_CHANGE_HOLD}, {.kind = SPR_CHANGE_ERASED}));
  OK(spr_store_commit(f->s));
  OK(spr_store_case(f->s, SPR_STR("a"), &c));
  assert_false(c.held);
  assert_int_equal(c.state, SPR_CASE_IS_ERASED);
}

static void test_answers_forget(void **state) {
  fixture *f = *state;
  spr_answer_row a = {.principal = SPR_STR("p"), .id = SPR_STR("a"), .seq = 1, .expires = 9}, b, out;
  a.request.b[0] = 1;
  b = a;
  a.key = SPR_STR("one");
  b.key = SPR_STR("two");
  b.id = SPR_STR("b");
  OK(spr_store_begin(f->s));
  OK(spr_store_answer_put(f->s, &a));
  OK(spr_store_answer_put(f->s, &b));
  OK(spr_store_answers_forget(f->s, SPR_STR("a")));
  OK(spr_store_commit(f->s));
  OK(spr_store_answer(f->s, SPR_STR("p"), SPR_STR("one"), &out));
  assert_true(spr_hash_equal(&out.request, &(spr_hash){{0}}));
  OK(spr_store_answer(f->s, SPR_STR("p"), SPR_STR("two"), &out));
  assert_true(spr_hash_equal(&out.request, &b.request));
}

/* Bodies and snapshot of the one case go; chain, derived rows and the others stay. */
static void test_erase(void **state) {
  fixture *f = *state;
  spr_case_row c;
  spr_entry_row e;
  spr_hash derived, after, hash;
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 1));
  OK(contract_open_case(f, "b", 1));
  OK(STEP(f, "a", 2));
  GIVES(spr_store_erase(f->s, SPR_STR("none")), SPR_ENOTFOUND);
  GIVES(spr_store_erase(f->s, SPR_STR("a")), SPR_EINVAL);
  OK(APPEND(f, "a", 3, {.kind = SPR_CHANGE_ERASED}));
  GIVES(STEP(f, "a", 4), SPR_EREFUSED);
  OK(spr_store_commit(f->s));
  assert_erasing(f->s, "a");
  OK(spr_store_derived_hash(f->s, 0, UINT64_MAX, &derived));
  spr_hash before = contract_print(f->s);
  OK(spr_store_begin(f->s));
  OK(spr_store_erase(f->s, SPR_STR("a")));
  spr_store_abandon(f->s);
  assert_print(f->s, before);
  assert_erasing(f->s, "a");
  OK(spr_store_begin(f->s));
  OK(spr_store_erase(f->s, SPR_STR("a")));
  OK(spr_store_erase(f->s, SPR_STR("a")));
  OK(spr_store_commit(f->s));
  assert_erasing(f->s, "");
  OK(spr_store_scrub(f->s));
  OK(spr_store_derived_hash(f->s, 0, UINT64_MAX, &after));
  assert_same(after, derived);
  OK(spr_store_case(f->s, SPR_STR("a"), &c));
  assert_int_equal(c.state, SPR_CASE_IS_ERASED);
  assert_int_equal(c.snapshot.n, 0);
  spr_hash prev = {{0}};
  for (uint64_t seq = 1; seq <= 3; seq++) {
    OK(spr_store_entry(f->s, SPR_STR("a"), seq, &e));
    assert_str(e.body, seq < 3 ? "" : "body of a at 3"); /* which says why */
    spr_chain_entry(&e, &hash);
    assert_same(hash, e.hash);
    assert_same(e.prev, prev);
    prev = hash;
  }
  OK(spr_store_entry(f->s, SPR_STR("b"), 1, &e));
  assert_str(e.body, "body of b at 1");
  OK(spr_store_case(f->s, SPR_STR("b"), &c));
  assert_str(c.snapshot, "snapshot of b at 1");
}

/* -- folding --------------------------------------------------------------------------------------------- */
/* The journal makes the same rows again, however many passes it takes. */
static void test_fold(void **state) {
  fixture *f = *state;
  static const spr_str hands[] = {{"x", 1}, {"y", 1}};
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 1));
  OK(APPEND(f, "b", 1, OPENED("p", "w", "m"), {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 1},
            {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 2}));
  OK(APPEND(f, "a", 2, {.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("b"), .n = 1, .m = 1},
            {.kind = SPR_CHANGE_LATER, .text = SPR_STR("b"), .n = 1, .m = 2, .at = 77},
            {.kind = SPR_CHANGE_TASK, .name = SPR_STR("t"), .list = hands, .nlist = 2, .at = 5},
            {.kind = SPR_CHANGE_PLACES, .name = SPR_STR("house"), .n = 2},
            {.kind = SPR_CHANGE_NOTICE, .name = SPR_STR("o"), .n = 1}));
  OK(spr_store_delivered(f->s, 3, 1, 9));
  OK(spr_store_commit(f->s));
  for (size_t max_bytes = 1; max_bytes <= 1 << 20; max_bytes <<= 20) {
    refold r = {.s = f->s, .max_bytes = max_bytes};
    refold_all(&r);
    assert_string_equal(r.told, "");
    assert_true(r.same);
    assert_int_equal(r.cases, 2);
  }
}

static void test_fold_refuses(void **state) {
  fixture *f = *state;
  spr_fold *fold;
  spr_folded *c;
  spr_entry_row e, wrong;
  spr_walk w = {.pos = 1, .from = 1, .to = UINT64_MAX};
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 7));
  OK(STEP(f, "a", 8));
  OK(spr_store_commit(f->s));
  OK(spr_store_look(f->s));
  OK(spr_fold_new(&spr_alloc_default, f->s, 1 << 20, &fold));
  OK(spr_store_walk(f->s, &w, &e));
  const spr_change opened = OPENED("p", "w", "m");
  OK(spr_fold_add(fold, &e, &c));
  e.id = spr_folded_id(c);
  e.prev = c->hash;
  GIVES(spr_fold_entry(fold, c, &e), SPR_ECORRUPT); /* without its changes it opens nothing */
  e.changes = &opened;
  e.nchanges = 1;
  OK(spr_fold_entry(fold, c, &e));
  c->hash = e.hash;
  c->seq = 1;
  OK(spr_store_walk(f->s, &w, &e));
  e.id = spr_folded_id(c);
  e.prev = c->hash;
  e.changes = NULL;
  e.nchanges = 0;
  for (int i = 0; i < 5; i++) {
    wrong = e;
    if (i == 0) wrong.seq++;
    if (i == 1) wrong.number++;
    if (i == 2) wrong.prev.b[0] ^= 1;
    if (i == 3) wrong.at = 6;
    if (i == 4) wrong.changes = &opened, wrong.nchanges = 1;
    GIVES(spr_fold_entry(fold, c, &wrong), SPR_ECORRUPT);
  }
  OK(spr_fold_entry(fold, c, &e));
  GIVES(spr_fold_add(fold, &(spr_entry_row){.number = 2}, &c), SPR_ENOTFOUND);
  GIVES(spr_store_walk(f->s, &w, &e), SPR_ENOTFOUND);
  spr_store_walked(f->s);
  spr_fold_free(fold);
  spr_store_looked(f->s);
  GIVES(spr_store_walk(f->s, &w, &e), SPR_EINVAL);
}

/* -- what lasts ------------------------------------------------------------------------------------------ */
static void test_reopen(void **state) {
  fixture *f = *state;
  if (!f->maker->reopen) skip();
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 1));
  OK(STEP(f, "a", 2));
  OK(spr_store_commit(f->s));
  OK(spr_store_begin(f->s));
  OK(spr_store_seal(f->s, 1));
  OK(spr_store_commit(f->s));
  spr_hash before = contract_print(f->s);
  OK(spr_store_begin(f->s));
  OK(STEP(f, "a", 2));
  spr_store_close(f->s);
  f->s = NULL;
  OK(f->maker->reopen(f->maker->ud, &spr_alloc_default, &f->s));
  assert_print(f->s, before);
  OK(spr_store_begin(f->s));
  OK(STEP(f, "a", 2));
  OK(spr_store_commit(f->s));
}

const struct CMUnitTest contract_others[] = {
    CONTRACT_TEST(test_journal),        CONTRACT_TEST(test_seals),  CONTRACT_TEST(test_caseload),
    CONTRACT_TEST(test_occupied),       CONTRACT_TEST(test_counts), CONTRACT_TEST(test_objects),
    CONTRACT_TEST(test_answers),        CONTRACT_TEST(test_erase),  CONTRACT_TEST(test_fold),
    CONTRACT_TEST(test_fold_refuses),   CONTRACT_TEST(test_hold),   CONTRACT_TEST(test_erased_parts),
    CONTRACT_TEST(test_answers_forget), CONTRACT_TEST(test_reopen),
};
const size_t contract_nothers = TEST_COUNT(contract_others);
