/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sqlite_support.h"

/* A file that somebody else has changed, or has put in the place of another: what is told of it, and that
 * work goes on where it can. */

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

static const char *in(const char *name) {
  return scratch_path(&folder, name);
}

static void make(const char *name, uint32_t steps) {
  spr_store *s = file_open(in(name), SPR_STORE_CREATE, NULL);
  OK(file_batch(s, "one", steps));
  spr_store_close(s);
}

/* Rules that changed on the disk decide nothing. */
static void test_damaged_definition(void **state) {
  (void)state;
  spr_hash h;
  spr_object_kind kind;
  spr_str bytes;
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL);
  OK(spr_store_begin(s));
  OK(spr_store_object_put(s, SPR_OBJECT_DEFINITION, SPR_STR("within 30 days"), &h));
  OK(spr_store_commit(s));
  OK(spr_store_object(s, &h, &kind, &bytes));
  spr_store_close(s);
  file_sql(in("sprawa.db"), "UPDATE objects SET bytes = CAST('within 90 days' AS BLOB)");
  s = file_open(in("sprawa.db"), SPR_STORE_WRITE, NULL);
  GIVES(spr_store_object(s, &h, &kind, &bytes), SPR_ECORRUPT);
  assert_non_null(strstr(spr_store_fault(s).p, "definition"));
  spr_store_close(s);
}

static bool last_seal(void *ud, const spr_seal_row *row) {
  *(spr_seal_row *)ud = *row;
  return true;
}

/* What is missing from the journal keeps nobody from going on; over a cut end no seal is written as if it
 * were whole. */
static void test_seal_over_damage(void **state) {
  (void)state;
  static const struct {
    const char *sql;
    uint64_t to; /* of the last seal */
  } damages[] = {
      {"DELETE FROM journal WHERE pos = 4", 6},
      {"DELETE FROM journal WHERE pos > 1", 2},
  };
  for (size_t i = 0; i < TEST_COUNT(damages); i++) {
    spr_store_count n;
    spr_seal_row seal = {.to = 0};
    make("sprawa.db", 1);
    spr_store *s = file_open(in("sprawa.db"), SPR_STORE_WRITE, NULL);
    assert_false(spr_store_wrote(s));
    spr_store_seal_rest(s);
    assert_true(spr_store_wrote(s));
    OK(spr_store_counts(s, &n));
    assert_int_equal(n.unsealed, 0);
    OK(file_batch(s, "two", 3));
    OK(spr_store_counts(s, &n));
    assert_int_equal(n.unsealed, 4);
    spr_store_close(s);
    file_sql(in("sprawa.db"), damages[i].sql);
    s = file_open(in("sprawa.db"), SPR_STORE_WRITE, NULL);
    spr_store_seal_rest(s);
    OK(spr_store_seals(s, 0, last_seal, &seal));
    assert_int_equal(seal.to, damages[i].to);
    OK(spr_store_counts(s, &n));
    assert_int_equal(n.unsealed, 0);
    OK(file_batch(s, "three", 0));
    spr_store_close(s);
    remove(in("sprawa.db"));
  }
}

static void test_check_finds(void **state) {
  (void)state;
  static const char *const damages[][2] = {
      {"DELETE FROM cases", "no case"},
      {"DELETE FROM journal WHERE pos = 2", "positions are missing"},
      {"DELETE FROM names WHERE number = 1", "names are missing"},
      {"UPDATE journal SET event = 99 WHERE pos = 2", "names what is not there"},
      {"UPDATE journal SET definition = 99 WHERE pos = 2", "names what is not there"},
      {"DELETE FROM journal WHERE pos = 6", "last entry differ"},
      {"PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = replace(sql, 'definition)', 'opened)') "
       "WHERE name = 'cases_pinned'",
       "missing from index cases_pinned"},
      {"INSERT INTO tasks VALUES(1, 't', 0, 0, 0, 5, 0)", "not in the hands"},
      {"INSERT INTO listed VALUES(1, 1, 7, 3, 0.5)", "found by its fields"},
      {"UPDATE lanes SET n = n + 1", "as many as was counted"},
      {"DELETE FROM lanes", "was not counted"},
      {"INSERT INTO hands VALUES(0, 1, 5, 1, 't')", "whom it does not name"},
  };
  for (size_t i = 0; i < TEST_COUNT(damages); i++) {
    make("sprawa.db", 5);
    file_sql(in("sprawa.db"), damages[i][0]);
    spr_store *s = file_open(in("sprawa.db"), SPR_STORE_WRITE, NULL);
    if (spr_store_check_file(s) != SPR_ECORRUPT || !strstr(spr_store_fault(s).p, damages[i][1]))
      fail_msg("%s gave \"%s\"", damages[i][0], spr_store_fault(s).p);
    spr_store_close(s);
    remove(in("sprawa.db"));
  }
}

typedef struct objects {
  uint32_t n, damaged;
  spr_object_row last; /* that is damaged */
} objects;

static bool count_object(void *ud, const spr_object_row *row) {
  objects *k = ud;
  k->n++;
  k->damaged += !row->sound;
  if (!row->sound) k->last = *row;
  return true;
}

/* All of them are looked at, whatever is wrong with one. */
static void test_objects(void **state) {
  (void)state;
  static const struct {
    const char *sql;
    uint8_t kind;
  } damages[] = {
      {"UPDATE objects SET bytes = x'00' WHERE number = 1", SPR_OBJECT_DEFINITION},
      {"UPDATE objects SET bytes = x'' WHERE number = 2", SPR_OBJECT_ENVIRONMENT},
      {"UPDATE objects SET kind = 9 WHERE number = 2", 9},
      {"UPDATE objects SET hash = x'00' WHERE number = 1", SPR_OBJECT_DEFINITION},
  };
  for (size_t i = 0; i < TEST_COUNT(damages); i++) {
    objects k = {.n = 0};
    make("sprawa.db", 1);
    spr_store *s = file_open(in("sprawa.db"), SPR_STORE_READ, NULL);
    OK(spr_store_objects(s, count_object, &k));
    assert_int_equal(k.n, 2);
    assert_int_equal(k.damaged, 0);
    spr_store_close(s);
    file_sql(in("sprawa.db"), damages[i].sql);
    s = file_open(in("sprawa.db"), SPR_STORE_READ, NULL);
    k = (objects){.n = 0};
    OK(spr_store_objects(s, count_object, &k));
    assert_int_equal(k.n, 2);
    assert_int_equal(k.damaged, 1);
    assert_int_equal(k.last.kind, damages[i].kind);
    spr_store_close(s);
    remove(in("sprawa.db"));
  }
}

static void count_rule(void *ud, const char *what) {
  assert_non_null(what);
  ++*(uint32_t *)ud;
}

/* Every rule that does not hold, and not the first alone. */
static void test_all_rules(void **state) {
  (void)state;
  uint32_t n = 0;
  make("sprawa.db", 5);
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_READ, NULL);
  OK(spr_store_check_rows(s, count_rule, &n));
  assert_int_equal(n, 0);
  spr_store_close(s);
  file_sql(in("sprawa.db"), "DELETE FROM journal WHERE pos = 2; UPDATE cases SET seq = 9");
  s = file_open(in("sprawa.db"), SPR_STORE_READ, NULL);
  OK(spr_store_check_pages(s));
  OK(spr_store_check_rows(s, count_rule, &n));
  assert_int_equal(n, 2);
  spr_store_close(s);
}

/* -- one file in the place of another ------------------------------------------------------------------- */
/* Another process has the database open, and does nothing. */
static pid_t open_elsewhere(int *told, int *over) {
  int a[2], b[2];
  char c = 0;
  assert_int_equal(pipe(a) + pipe(b), 0);
  pid_t child = fork();
  if (child == 0) {
    spr_store *s = file_open(in("sprawa.db"), SPR_STORE_READ, NULL);
    if (write(a[1], &c, 1) != 1 || read(b[0], &c, 1) != 1) _exit(1);
    spr_store_close(s);
    _exit(0);
  }
  assert_int_equal(read(a[0], &c, 1), 1);
  *told = b[1];
  *over = a[0];
  return child;
}

static void test_replace(void **state) {
  (void)state;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  char part[200], path[200], aside[200];
  int told, over, status;
  snprintf(part, sizeof part, "%s", in("part.db"));
  snprintf(path, sizeof path, "%s", in("sprawa.db"));
  snprintf(aside, sizeof aside, "%s", in("aside.db"));
  make("sprawa.db", 1);
  make("part.db", 3);
  GIVES(spr_store_replace(part, path, NULL, why), SPR_EREFUSED);
  assert_non_null(strstr(why, "is there"));
  pid_t child = open_elsewhere(&told, &over);
  GIVES(spr_store_replace(part, path, aside, why), SPR_EBUSY);
  assert_non_null(strstr(why, "end that first"));
  assert_int_equal(write(told, "", 1), 1);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  close(told);
  close(over);
  make("aside.db", 0);
  GIVES(spr_store_replace(part, path, aside, why), SPR_EREFUSED);
  remove(aside);
  OK(spr_store_replace(part, path, aside, why));
  assert_int_equal(scratch_size(part), -1);
  spr_store *s = file_open(path, SPR_STORE_READ, NULL);
  assert_int_equal(file_entries(s), 4);
  spr_store_close(s);
  s = file_open(aside, SPR_STORE_READ, NULL);
  assert_int_equal(file_entries(s), 2);
  spr_store_close(s);
  remove(path);
  OK(spr_store_replace(aside, path, NULL, why));
  assert_int_equal(scratch_size(aside), -1);
  s = file_open(path, SPR_STORE_READ, NULL);
  assert_int_equal(file_entries(s), 2);
  spr_store_close(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_damaged_definition), TEST(test_seal_over_damage), TEST(test_check_finds), TEST(test_objects),
      TEST(test_all_rules),          TEST(test_replace),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
