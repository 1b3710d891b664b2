/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <stdlib.h>

#include "base/limits.h"

/* -- entries --------------------------------------------------------------------------------------------- */
static spr_append full_append(fixture *f, const spr_change *v, uint32_t n) {
  return (spr_append){
      .entry = {.id = SPR_STR("full"),
                .at = 5000,
                .kind = SPR_JOURNAL_OPENED,
                .semantics = 7,
                .event = SPR_STR("event"),
                .by = SPR_STR("by"),
                .actor = SPR_STR("actor"),
                .place = SPR_STR("place.lua:3"),
                .configuration = SPR_STR("a.b,c"),
                .responsible = SPR_STR("office"),
                .definition = f->definition,
                .environment = f->environment,
                .changes = v,
                .nchanges = n,
                .sealed = true,
                .body = {"bo\0dy", 5}},
      .snapshot = {"sn\0ap", 5},
  };
}

static void same_entry(const spr_entry_row *a, const spr_entry_row *b) {
  const spr_str *x[] = {&a->id,          &a->event, &a->by,    &a->actor, &a->place, &a->configuration,
                        &a->responsible, &a->body,  &a->packed};
  const spr_str *y[] = {&b->id,          &b->event, &b->by,    &b->actor, &b->place, &b->configuration,
                        &b->responsible, &b->body,  &b->packed};
  for (size_t i = 0; i < TEST_COUNT(x); i++) assert_true(spr_str_eq(*x[i], *y[i]));
  assert_int_equal(a->pos, b->pos);
  assert_int_equal(a->number, b->number);
  assert_int_equal(a->seq, b->seq);
  assert_int_equal(a->at, b->at);
  assert_int_equal(a->kind, b->kind);
  assert_int_equal(a->semantics, b->semantics);
  assert_int_equal(a->sealed, b->sealed);
  assert_same(a->definition, b->definition);
  assert_same(a->environment, b->environment);
  assert_same(a->body_hash, b->body_hash);
  assert_same(a->prev, b->prev);
  assert_same(a->hash, b->hash);
}

/* What the store fills in, and that it gives back what it got: the first entry of a case and one that
 * follows. */
static void test_entry_comes_back(void **state) {
  fixture *f = *state;
  static const spr_str hands[] = {{"x", 1}, {"y", 1}};
  spr_change v[] = {OPENED("p", "w", "m"),
                    {.kind = SPR_CHANGE_TASK,
                     .name = SPR_STR("t"),
                     .text = SPR_STR("n"),
                     .text2 = SPR_STR("s"),
                     .list = hands,
                     .nlist = 2,
                     .at = SPR_NO_INSTANT,
                     .flag = true}};
  spr_append a = full_append(f, v, 2);
  spr_entry_row first, second, e;
  spr_hash hash, zero = {{0}};
  OK(spr_store_begin(f->s));
  OK(spr_store_append(f->s, &a, &first));
  assert_int_equal(first.pos, 1);
  assert_int_equal(first.number, 1);
  assert_int_equal(first.seq, 1);
  assert_same(first.prev, zero);
  spr_chain_body(a.entry.body, &hash);
  assert_same(first.body_hash, hash);
  spr_chain_entry(&first, &hash);
  assert_same(first.hash, hash);
  OK(spr_store_entry(f->s, SPR_STR("full"), 1, &e));
  first.packed = e.packed; /* was borrowed; the hash of what is read covers it */
  same_entry(&e, &first);
  spr_chain_entry(&e, &hash);
  assert_same(e.hash, hash);
  assert_int_equal(e.nchanges, 2);
  assert_str(e.changes[1].list[1], "y");
  assert_int_equal(e.changes[1].at, SPR_NO_INSTANT);

  a.entry.nchanges = 0;
  OK(spr_store_append(f->s, &a, &second));
  assert_int_equal(second.pos, 2);
  assert_int_equal(second.number, 1);
  assert_int_equal(second.seq, 2);
  assert_same(second.prev, first.hash);
  OK(spr_store_commit(f->s));
  OK(spr_store_entry(f->s, SPR_STR("full"), 2, &e));
  second.packed = e.packed;
  same_entry(&e, &second);
  GIVES(spr_store_entry(f->s, SPR_STR("full"), 3, &e), SPR_ENOTFOUND);
  GIVES(spr_store_entry(f->s, SPR_STR("full"), 0, &e), SPR_ENOTFOUND);
  GIVES(spr_store_entry(f->s, SPR_STR("none"), 1, &e), SPR_ENOTFOUND);
}

static void test_case_row(void **state) {
  fixture *f = *state;
  spr_case_row c;
  spr_entry_row e;
  GIVES(spr_store_case(f->s, SPR_STR("c"), &c), SPR_ENOTFOUND);
  APPEND_ALONE(f, "c", 100, OPENED("home", "stay", "northtown"));
  APPEND_ALONE(f, "c", 300, {.kind = SPR_CHANGE_PENDING, .at = 900},
               {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 1, .at = 700},
               {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 2, .at = 600},
               {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 3, .at = 200, .flag = true});
  OK(spr_store_entry(f->s, SPR_STR("c"), 2, &e));
  spr_hash last = e.hash;
  OK(spr_store_case(f->s, SPR_STR("c"), &c));
  assert_int_equal(c.number, 1);
  assert_int_equal(c.state, SPR_CASE_IS_OPEN);
  assert_str(c.package, "home");
  assert_str(c.workflow, "stay");
  assert_str(c.municipality, "northtown");
  assert_str(c.outcome, "");
  assert_str(c.configuration, "run.a.deep,run.b");
  assert_str(c.responsible, "clerk");
  assert_str(c.snapshot, "snapshot of c at 300");
  assert_int_equal(c.opened, 100);
  assert_int_equal(c.at, 300);
  assert_int_equal(c.seq, 2);
  assert_int_equal(c.pending, 900);
  assert_int_equal(c.due, 600);
  assert_int_equal(c.overdue, 1);
  assert_same(c.hash, last);
  assert_same(c.definition, f->definition);

  APPEND_ALONE(f, "c", 300, {.kind = SPR_CHANGE_ENDED, .text = SPR_STR("moved")},
               {.kind = SPR_CHANGE_PENDING, .at = SPR_NO_INSTANT}, {.kind = SPR_CHANGE_DEADLINE_GONE, .n = 2},
               {.kind = SPR_CHANGE_DEADLINE_GONE, .n = 3}, {.kind = SPR_CHANGE_DEADLINE_GONE, .n = 33});
  OK(spr_store_case(f->s, SPR_STR("c"), &c));
  assert_int_equal(c.state, SPR_CASE_IS_ENDED);
  assert_str(c.outcome, "moved");
  assert_int_equal(c.pending, SPR_NO_INSTANT);
  assert_int_equal(c.due, 700);
  assert_int_equal(c.overdue, 0);
  APPEND_ALONE(f, "c", 400, {.kind = SPR_CHANGE_REOPENED});
  OK(spr_store_case(f->s, SPR_STR("c"), &c));
  assert_int_equal(c.state, SPR_CASE_IS_OPEN);
  assert_str(c.outcome, "");
}

static void test_snapshot_may_stay(void **state) {
  fixture *f = *state;
  spr_case_row c;
  spr_change v[] = {OPENED("p", "w", "m")};
  spr_append a = full_append(f, v, 1);
  OK(spr_store_begin(f->s));
  OK(spr_store_append(f->s, &a, NULL));
  a.entry.nchanges = 0;
  a.snapshot = (spr_str){NULL, 0};
  OK(spr_store_append(f->s, &a, NULL));
  OK(spr_store_case(f->s, SPR_STR("full"), &c));
  assert_int_equal(c.snapshot.n, 5);
  assert_true(c.sealed);
  a.entry.sealed = false;
  GIVES(spr_store_append(f->s, &a, NULL), SPR_EINVAL);
  a.snapshot = SPR_STR("");
  OK(spr_store_append(f->s, &a, NULL));
  OK(spr_store_case(f->s, SPR_STR("full"), &c));
  assert_int_equal(c.snapshot.n, 0);
  assert_false(c.sealed);
  OK(spr_store_commit(f->s));
}

/* -- refusals -------------------------------------------------------------------------------------------- */
typedef struct refusal {
  const char *id;
  spr_instant at;
  spr_status status;
  spr_change v[2];
  uint32_t n;
} refusal;

#define MESSAGE(k)                                                                                           \
  { .kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .text = SPR_STR("l"), .n = (k) }
#define NOTICE(k)                                                                                            \
  { .kind = SPR_CHANGE_NOTICE, .name = SPR_STR("office"), .n = (k) }
#define TAKEN(k)                                                                                             \
  { .kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("c"), .n = 1, .m = (k) }

/* A refused entry leaves nothing, and the batch goes on. */
static void test_refusals(void **state) {
  fixture *f = *state;
  /* The case c has one entry at 100, with the messages 1 and 2. */
  const refusal refusals[] = {
      {"c", 100, SPR_EREFUSED, {OPENED("p", "w", "m")}, 1},
      {"other", 100, SPR_ENOTFOUND, {MESSAGE(1)}, 1},
      {"other", 100, SPR_ENOTFOUND, {MESSAGE(1), OPENED("p", "w", "m")}, 2},
      {"other", 100, SPR_EINVAL, {OPENED("p", "w", "m"), OPENED("p", "w", "m")}, 2},
      {"c", 100, SPR_EINVAL, {MESSAGE(1), OPENED("p", "w", "m")}, 2},
      {"c", 99, SPR_EINVAL, {MESSAGE(1)}, 1},
      {"", 100, SPR_EINVAL, {OPENED("p", "w", "m")}, 1},
      {"c", 100, SPR_EINVAL, {MESSAGE(1), MESSAGE(1)}, 2},
      {"c", 100, SPR_EINVAL, {MESSAGE(2), MESSAGE(1)}, 2},
      {"c", 100, SPR_EINVAL, {MESSAGE(0)}, 1},
      {"c", 100, SPR_EINVAL, {MESSAGE(UINT64_C(1) << 32)}, 1},
      {"c", 100, SPR_EINVAL, {NOTICE(3), NOTICE(3)}, 2},
      {"c", 100, SPR_EINVAL, {TAKEN(1), TAKEN(1)}, 2},
      {"c", 100, SPR_EINVAL, {TAKEN(1), TAKEN(2)}, 2},
      {"c", 100, SPR_EREFUSED, {TAKEN(3)}, 1},
      {"c", 100, SPR_EREFUSED, {{.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("none"), .n = 1, .m = 1}}, 1},
      {"c", 100, SPR_EREFUSED, {{.kind = SPR_CHANGE_LATER, .text = SPR_STR("c"), .n = 2, .m = 1}}, 1},
      {"c",
       100,
       SPR_EREFUSED,
       {MESSAGE(1), {.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("c"), .n = 2, .m = 1}},
       2},
      {"c", 100, SPR_EINVAL, {{.kind = SPR_CHANGE_TASK}}, 1},
      {"c", 100, SPR_EINVAL, {{.kind = SPR_CHANGE_PLACES, .n = 1}}, 1},
      {"c", 100, SPR_EINVAL, {{.kind = SPR_CHANGE_PLACES, .name = SPR_STR("i"), .n = UINT64_C(1) << 32}}, 1},
      {"c", 100, SPR_EINVAL, {{.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = UINT64_MAX}}, 1},
      {"c", 100, SPR_EINVAL, {{.kind = 0}}, 1},
      {"c", 100, SPR_EINVAL, {{.kind = (spr_change_kind)99}}, 1},
  };
  APPEND_ALONE(f, "c", 100, OPENED("home", "stay", "northtown"), MESSAGE(1), MESSAGE(2));
  OK(spr_store_begin(f->s));
  spr_hash before = contract_print(f->s);
  for (size_t i = 0; i < TEST_COUNT(refusals); i++) {
    const refusal *r = &refusals[i];
    spr_status status = contract_append(f, r->id, r->at, r->v, r->n);
    if (status != r->status) fail_msg("refusal %zu gave %d", i, status);
    assert_true(spr_store_fault(f->s).n > 0);
    assert_print(f->s, before);
  }
  OK(APPEND(f, "c", 100, TAKEN(1)));
  GIVES(APPEND(f, "c", 100, TAKEN(1)), SPR_EREFUSED);
  OK(spr_store_commit(f->s));
}

static void test_bounds(void **state) {
  fixture *f = *state;
  static char big[SPR_MAX_STORED_BYTES + 1];
  memset(big, 'x', sizeof big);
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "full", 1));
  spr_hash before = contract_print(f->s);
  for (int i = 0; i < 10; i++) {
    spr_change one = {.kind = SPR_CHANGE_TASK_GONE, .name = SPR_STR("t")};
    spr_append a = full_append(f, &one, 1);
    const spr_str stored = {big, SPR_MAX_STORED_TEXT + 1};
    spr_str *texts[] = {&a.entry.event, &a.entry.by,          &a.entry.actor,
                        &a.entry.place, &a.entry.responsible, &one.name};
    if (i < 6) *texts[i] = stored;
    if (i == 6) a.entry.configuration = (spr_str){big, SPR_MAX_CONFIGURATION + 1};
    if (i == 7) a.entry.body = (spr_str){big, sizeof big};
    if (i == 8) a.snapshot = (spr_str){big, sizeof big};
    if (i == 9) a.entry.id = (spr_str){big, SPR_MAX_NAME + 1};
    spr_status status = spr_store_append(f->s, &a, NULL);
    if (status != SPR_ELIMIT) fail_msg("bound %d gave %d", i, status);
    assert_print(f->s, before);
  }
  spr_append a = full_append(f, NULL, 0);
  a.entry.body = (spr_str){big, SPR_MAX_STORED_BYTES};
  a.snapshot = a.entry.body;
  OK(spr_store_append(f->s, &a, NULL));
  OK(spr_store_commit(f->s));
  spr_entry_row e;
  OK(spr_store_entry(f->s, SPR_STR("full"), 2, &e));
  assert_true(spr_str_eq(e.body, a.entry.body));
}

static void test_unknown_definition(void **state) {
  fixture *f = *state;
  spr_change v[] = {OPENED("p", "w", "m")};
  OK(spr_store_begin(f->s));
  for (int i = 0; i < 2; i++) {
    spr_append a = full_append(f, v, 1);
    (i ? &a.entry.definition : &a.entry.environment)->b[31] ^= 1;
    GIVES(spr_store_append(f->s, &a, NULL), SPR_EINVAL);
  }
  spr_store_abandon(f->s);
}

/* -- the calling sequence -------------------------------------------------------------------------------- */
static bool call_back(void *ud, const spr_entry_row *e) {
  fixture *f = ud;
  spr_case_row c;
  (void)e;
  GIVES(spr_store_case(f->s, SPR_STR("c"), &c), SPR_EINVAL);
  GIVES(STEP(f, "c", 1), SPR_EINVAL);
  GIVES(spr_store_commit(f->s), SPR_EINVAL);
  spr_store_abandon(f->s);
  return true;
}

static void test_sequence(void **state) {
  fixture *f = *state;
  spr_hash h;
  GIVES(contract_open_case(f, "c", 1), SPR_EINVAL);
  GIVES(spr_store_commit(f->s), SPR_EINVAL);
  GIVES(spr_store_mark(f->s), SPR_EINVAL);
  GIVES(spr_store_seal(f->s, 1), SPR_EINVAL);
  GIVES(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, SPR_STR("x"), &h), SPR_EINVAL);
  spr_store_abandon(f->s);
  spr_store_looked(f->s);
  OK(spr_store_begin(f->s));
  GIVES(spr_store_begin(f->s), SPR_EINVAL);
  GIVES(spr_store_keep(f->s), SPR_EINVAL);
  GIVES(spr_store_undo(f->s), SPR_EINVAL);
  GIVES(spr_store_scrub(f->s), SPR_EINVAL);
  for (int i = 0; i < SPR_MAX_STORE_MARKS; i++) OK(spr_store_mark(f->s));
  GIVES(spr_store_mark(f->s), SPR_ELIMIT);
  GIVES(spr_store_commit(f->s), SPR_EINVAL);
  for (int i = 0; i < SPR_MAX_STORE_MARKS; i++) OK(i % 2 ? spr_store_keep(f->s) : spr_store_undo(f->s));
  OK(contract_open_case(f, "c", 1));
  OK(spr_store_entries(f->s, SPR_STR("c"), 1, call_back, f));
  OK(spr_store_look(f->s));
  GIVES(spr_store_commit(f->s), SPR_EINVAL);
  spr_store_looked(f->s);
  OK(spr_store_commit(f->s));
  /* A look within a batch ends with it. */
  OK(spr_store_begin(f->s));
  OK(spr_store_look(f->s));
  spr_store_abandon(f->s);
  OK(spr_store_begin(f->s));
  spr_store_abandon(f->s);
  OK(spr_store_look(f->s));
  OK(spr_store_look(f->s));
  spr_store_looked(f->s);
  GIVES(spr_store_begin(f->s), SPR_EINVAL);
  spr_store_looked(f->s);
  OK(spr_store_begin(f->s));
  spr_store_close(f->s);
  spr_store_close(NULL);
  f->s = NULL;
}

/* -- undoing --------------------------------------------------------------------------------------------- */
/* Something of every kind. */
static void do_much(fixture *f, const char *id, spr_instant at) {
  static const spr_str hands[] = {{"x", 1}, {"y", 1}};
  OK(APPEND(f, id, at, {.kind = SPR_CHANGE_PENDING, .at = at + 5},
            {.kind = SPR_CHANGE_TASK,
             .name = SPR_STR("t1"),
             .text = SPR_STR("n"),
             .list = hands,
             .nlist = 2,
             .at = at},
            {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 1, .at = at + 9},
            {.kind = SPR_CHANGE_PLACES, .name = SPR_STR("house"), .n = (uint64_t)at},
            {.kind = SPR_CHANGE_LINK, .name = SPR_STR("sister"), .text = SPR_STR("other")}, MESSAGE(1),
            NOTICE(1),
            {.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("hook"), .n = 1, .at = at + 3, .m = (uint64_t)at}));
  OK(APPEND(f, id, at, {.kind = SPR_CHANGE_TASK_GONE, .name = SPR_STR("t0")},
            {.kind = SPR_CHANGE_INCIDENT_GONE, .n = 2}));
}

static void test_undo_leaves_no_trace(void **state) {
  fixture *f = *state;
  spr_hash prints[4], h;
  spr_answer_row answer = {.principal = SPR_STR("p"), .key = SPR_STR("k"), .id = SPR_STR("c"), .seq = 1}, got;
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "c", 1));
  do_much(f, "c", 2);
  OK(spr_store_commit(f->s));
  prints[0] = contract_print(f->s);

  OK(spr_store_begin(f->s));
  for (int depth = 1; depth <= 3; depth++) {
    OK(spr_store_mark(f->s));
    do_much(f, "c", 2 + depth);
    OK(spr_store_seal(f->s, 1));
    OK(spr_store_delivered(f->s, 2, 1, 5));
    prints[depth] = contract_print(f->s);
    assert_other(prints[depth], prints[depth - 1]);
  }
  OK(contract_open_case(f, "new", 9));
  OK(spr_store_answer_put(f->s, &answer));
  OK(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, SPR_STR("undone"), &h));
  OK(spr_store_current_set(f->s, SPR_STR("environment"), &h));
  OK(spr_store_undo(f->s));
  assert_print(f->s, prints[2]);
  GIVES(spr_store_answer(f->s, answer.principal, answer.key, &got), SPR_ENOTFOUND);
  GIVES(spr_store_current(f->s, SPR_STR("environment"), &h), SPR_ENOTFOUND);
  /* Kept within what is undone. */
  OK(spr_store_keep(f->s));
  assert_print(f->s, prints[2]);
  OK(spr_store_undo(f->s));
  assert_print(f->s, prints[0]);
  /* The same mark again, kept; then everything is given up. */
  OK(spr_store_mark(f->s));
  do_much(f, "c", 30);
  OK(spr_store_keep(f->s));
  OK(spr_store_answer_put(f->s, &answer));
  spr_store_abandon(f->s);
  assert_print(f->s, prints[0]);
  GIVES(spr_store_answer(f->s, answer.principal, answer.key, &got), SPR_ENOTFOUND);
  /* Numbers and positions go on without gaps. */
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "new", 9));
  OK(spr_store_commit(f->s));
  spr_case_row c;
  spr_entry_row e;
  OK(spr_store_case(f->s, SPR_STR("new"), &c));
  assert_int_equal(c.number, 2);
  OK(spr_store_entry(f->s, SPR_STR("new"), 1, &e));
  assert_int_equal(e.pos, 4);
}

/* A batch sees its own rows; positions are stable and the generation changes only with a commit. */
static void test_commit_shows(void **state) {
  fixture *f = *state;
  uint64_t g0, g1, pos;
  OK(spr_store_generation(f->s, &g0));
  OK(spr_store_stable_pos(f->s, &pos));
  assert_int_equal(pos, 0);
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "c", 1));
  OK(spr_store_stable_pos(f->s, &pos));
  assert_int_equal(pos, 0);
  OK(spr_store_commit(f->s));
  OK(spr_store_generation(f->s, &g1));
  assert_true(g0 != g1);
  OK(spr_store_stable_pos(f->s, &pos));
  assert_int_equal(pos, 1);
  OK(spr_store_begin(f->s));
  OK(STEP(f, "c", 1));
  spr_store_abandon(f->s);
  OK(spr_store_stable_pos(f->s, &pos));
  assert_int_equal(pos, 1);
  OK(spr_store_generation(f->s, &g0));
  assert_int_equal(g0, g1);
}

/* Skeletons: all but body and hashes, of the cases in the range; the memory store gives all cases. */
static void test_walk_skeletons(void **state) {
  fixture *f = *state;
  spr_entry_row e;
  spr_walk w = {.pos = 1, .from = 2, .to = 3, .skeletons = true};
  uint64_t seen = 0;
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 1));
  OK(contract_open_case(f, "b", 1));
  OK(contract_open_case(f, "c", 1));
  OK(STEP(f, "b", 2));
  OK(STEP(f, "a", 3));
  OK(spr_store_commit(f->s));
  OK(spr_store_look(f->s));
  while (spr_store_walk(f->s, &w, &e) == SPR_OK) {
    if (e.number != 2) continue;
    assert_int_equal(e.pos, seen ? 4 : 2);
    assert_int_equal(e.seq, ++seen);
    assert_int_equal(e.at, seen);
    assert_int_equal(e.packed.n > 0, seen == 1);
  }
  assert_int_equal(seen, 2);
  assert_true(w.pos > 4);
  spr_store_walked(f->s);
  spr_store_looked(f->s);
}

const struct CMUnitTest contract_writing[] = {
    CONTRACT_TEST(test_entry_comes_back),
    CONTRACT_TEST(test_case_row),
    CONTRACT_TEST(test_snapshot_may_stay),
    CONTRACT_TEST(test_refusals),
    CONTRACT_TEST(test_bounds),
    CONTRACT_TEST(test_unknown_definition),
    CONTRACT_TEST(test_sequence),
    CONTRACT_TEST(test_undo_leaves_no_trace),
    CONTRACT_TEST(test_commit_shows),
    CONTRACT_TEST(test_walk_skeletons),
};
const size_t contract_nwriting = TEST_COUNT(contract_writing);
