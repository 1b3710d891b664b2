/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "refold.h"
#include "sqlite_support.h"

static scratch folder;

static int setup(void **state) {
  (void)state;
  scratch_make(&folder);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  scratch_remove(&folder);
  return 0;
}

#define APPEND(s, id, at, ...)                                                                               \
  OK(file_append((s), (id), (at), "a body", (spr_change[]){__VA_ARGS__},                                     \
                 sizeof((spr_change[]){__VA_ARGS__}) / sizeof(spr_change)))

/* Two cases with a row of each kind; messages go both ways, and some wait. */
static const char *make(void) {
  const char *path = scratch_path(&folder, "sprawa.db");
  spr_store *s = file_open(path, SPR_STORE_CREATE, NULL);
  OK(spr_store_begin(s));
  OK(file_objects(s));
  OK(file_open_case(s, "one", 1));
  OK(file_open_case(s, "two", 2));
  APPEND(s, "one", 3, {.kind = SPR_CHANGE_PLACES, .name = SPR_STR("house"), .n = 2},
         {.kind = SPR_CHANGE_LINK, .name = SPR_STR("sister"), .text = SPR_STR("two")},
         {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .text2 = SPR_STR("two"), .n = 1},
         {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .text2 = SPR_STR("two"), .n = 2},
         {.kind = SPR_CHANGE_NOTICE, .name = SPR_STR("police"), .n = 1},
         {.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("hook"), .n = 4, .at = 50, .m = 1},
         {.kind = SPR_CHANGE_PENDING, .at = 50});
  APPEND(s, "two", 4, {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("f"), .text2 = SPR_STR("one"), .n = 1},
         {.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("one"), .n = 2, .m = 1});
  APPEND(s, "one", 5, {.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("two"), .n = 2, .m = 1},
         {.kind = SPR_CHANGE_TASK_GONE, .name = SPR_STR("t-1")});
  APPEND(s, "two", 6, {.kind = SPR_CHANGE_LATER, .text = SPR_STR("one"), .n = 2, .m = 2, .at = 77});
  OK(spr_store_commit(s));
  spr_store_close(s);
  return path;
}

static refold fold_file(const char *path, size_t max_bytes, bool thorough) {
  refold r = {.s = file_open(path, SPR_STORE_READ, NULL), .max_bytes = max_bytes, .thorough = thorough};
  refold_all(&r);
  spr_store_close(r.s);
  return r;
}

static void test_nothing_differs(void **state) {
  (void)state;
  const char *path = make();
  for (int i = 0; i < 4; i++) {
    refold r = fold_file(path, i & 1 ? 1 : 1 << 20, i & 2);
    assert_string_equal(r.told, "");
    assert_true(r.same);
    assert_int_equal(r.cases, 2);
    assert_int_equal(r.passes, i & 1 ? 2 : 1);
  }
}

/* Each is found, in one pass and in two. */
static void test_what_differs_is_named(void **state) {
  (void)state;
  static const char *const damages[][2] = {
      {"UPDATE cases SET at = at + 1 WHERE number = 1",
       "the case's row is not what the journal makes of one; "},
      {"UPDATE cases SET overdue = 1 WHERE number = 2",
       "the case's row is not what the journal makes of two; "},
      {"UPDATE cases SET pending = NULL WHERE number = 1",
       "the case's row is not what the journal makes of one; "},
      {"UPDATE cases SET held = 1 WHERE number = 2", "the case's row is not what the journal makes of two; "},
      {"UPDATE tasks SET required = 1", "its tasks are not what the journal makes of two; "},
      {"DELETE FROM tasks", "its tasks are not what the journal makes of two; "},
      {"UPDATE deadlines SET at = at - 1 WHERE number = 1",
       "its deadlines are not what the journal makes of one; "},
      {"UPDATE places SET n = 3", "its places are not what the journal makes of one; "},
      {"UPDATE links SET other = 'six'", "its links are not what the journal makes of one; "},
      {"UPDATE messages SET tries = 0", "its messages that wait are not what the journal makes of one; "},
      {"UPDATE messages SET try_at = 76", "its messages that wait are not what the journal makes of one; "},
      {"DELETE FROM messages", "its messages that wait are not what the journal makes of one; "},
      {"UPDATE notices SET at = 9", "its notices are not what the journal makes of one; "},
      {"UPDATE incidents SET since = 9", "its incidents are not what the journal makes of one; "},
      {"UPDATE counters SET n = n + 1 WHERE kind = 1",
       "caseload or places taken are not what the journal makes of ; "},
      {"DELETE FROM counters WHERE kind = 2",
       "caseload or places taken are not what the journal makes of ; "},
  };
  for (size_t i = 0; i < TEST_COUNT(damages); i++) {
    const char *path = make();
    file_sql(path, damages[i][0]);
    for (size_t max_bytes = 1; max_bytes <= 1 << 20; max_bytes <<= 20) {
      refold r = fold_file(path, max_bytes, false);
      if (strcmp(r.told, damages[i][1]) != 0) fail_msg("%s: \"%s\"", damages[i][0], r.told);
    }
    remove(path);
  }
}

/* Rows of cases that should have none are only counted, unless one asks whose they are. */
static void test_what_is_left_over_is_counted(void **state) {
  (void)state;
  static const char *const damages[][2] = {
      {"INSERT INTO tasks SELECT 1, 'x', name, state, institutions, due, required FROM tasks",
       "its tasks are not what the journal makes of one; "},
      {"INSERT INTO messages SELECT pos + 1, n, 2, seq, event, link, target, urgent, hops, try_at, tries "
       "FROM "
       "messages",
       "its messages that wait are not what the journal makes of two; "},
      {"INSERT INTO links VALUES(2, 1, 'one')", "its links are not what the journal makes of two; "},
      {"INSERT INTO cases SELECT 3, 'three', state, package, workflow, municipality, outcome, configuration, "
       "responsible, opened, at, seq, hash, pending, due, overdue, definition, sealed, held, drawer, "
       "emptied, "
       "snapshot "
       "FROM cases WHERE number = 1",
       ""},
  };
  for (size_t i = 0; i < TEST_COUNT(damages); i++) {
    const char *path = make();
    file_sql(path, damages[i][0]);
    refold r = fold_file(path, 1 << 20, false);
    assert_string_equal(r.told, "");
    assert_false(r.same);
    r = fold_file(path, 1, true);
    if (strcmp(r.told, damages[i][1]) != 0) fail_msg("%s: \"%s\"", damages[i][0], r.told);
    remove(path);
  }
}

/* Whatever the order and the bound, each case is looked at once. */
static void test_many_passes(void **state) {
  (void)state;
  const char *path = scratch_path(&folder, "many.db");
  enum { CASES = 60, STEPS = 5 };
  char id[16];
  spr_store *s = file_open(path, SPR_STORE_CREATE, NULL);
  OK(spr_store_begin(s));
  OK(file_objects(s));
  for (int step = 0; step <= STEPS; step++)
    for (int i = 0; i < CASES; i++) {
      snprintf(id, sizeof id, "c%d", i);
      OK(step == 0 ? file_open_case(s, id, 1) : file_step(s, id, 1 + step, "a body"));
    }
  OK(spr_store_commit(s));
  spr_store_close(s);
  uint32_t former = UINT32_MAX;
  for (size_t max_bytes = 1000; max_bytes <= 100000; max_bytes *= 10) {
    refold r = fold_file(path, max_bytes, false);
    assert_string_equal(r.told, "");
    assert_true(r.same);
    assert_int_equal(r.cases, CASES);
    assert_true(r.passes < former);
    former = r.passes;
  }
  assert_int_equal(former, 1);
}

/* An entry for which no message waits does not fit, whoever has the source in hand. */
static void test_messages_that_do_not_wait(void **state) {
  (void)state;
  spr_store *s = file_open(make(), SPR_STORE_READ, NULL);
  spr_fold *f;
  static const struct {
    const char *source;
    uint64_t seq, n;
    spr_status gives;
  } asked[] = {{"one", 2, 2, SPR_OK}, {"none", 2, 2, SPR_ECORRUPT}, {"two", 2, 1, SPR_ECORRUPT}};
  OK(spr_store_look(s));
  OK(spr_fold_new(&spr_alloc_default, s, 1 << 20, &f));
  for (size_t i = 0; i < TEST_COUNT(asked); i++) {
    spr_change c = {
        .kind = SPR_CHANGE_CONSUMED, .text = spr_str_of(asked[i].source), .n = asked[i].seq, .m = asked[i].n};
    /* A pass for cases from the second on knows nothing of the first one's messages. */
    spr_fold_begin(f, 2);
    GIVES(spr_fold_outside(f, &(spr_entry_row){.changes = &c, .nchanges = 1}), asked[i].gives);
  }
  spr_fold_free(f);
  spr_store_looked(s);
  spr_store_close(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_nothing_differs),
      TEST(test_what_differs_is_named),
      TEST(test_what_is_left_over_is_counted),
      TEST(test_many_passes),
      TEST(test_messages_that_do_not_wait),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
