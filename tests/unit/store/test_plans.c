/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdio.h>

#include "sqlite_support.h"
#include "store/sqlite_db.h"

/* How SQLite finds what a statement asks for. Without an index it would go through the whole journal, or all
 * cases, which takes seconds at a million: that shows in no test of what is found. */

static void nothing(sqlite3_context *context, int n, sqlite3_value **v) {
  (void)n;
  (void)v;
  sqlite3_result_null(context);
}

/* The store's own functions: which of them a statement calls does not change how rows are found. */
static void add_functions(sqlite3 *db) {
  static const char *const names[] = {"spr_active",  "spr_around", "spr_called", "spr_drawer", "spr_has",
                                      "spr_held",    "spr_hit",    "spr_holds",  "spr_place",  "spr_says",
                                      "spr_stands",  "spr_step",   "spr_titled", "spr_told",   "spr_with",
                                      "spr_without", "spr_word",   NULL};
  for (int i = 0; names[i]; i++)
    OK(sqlite3_create_function(db, names[i], -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, nothing, NULL,
                               NULL));
}

/* To count rows an index is enough, which is read from end to end. */
static bool goes_through_all(const char *step) {
  bool all = strncmp(step, "SCAN journal", 12) == 0 || strncmp(step, "SCAN cases", 10) == 0;
  return all && !strstr(step, "COVERING INDEX");
}

static void check_plan(sqlite3 *db, const char *text) {
  char sql[8192];
  sqlite3_stmt *plan = NULL;
  int n = snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", text);
  assert_true(n > 0 && n < (int)sizeof sql);
  if (sqlite3_prepare_v2(db, sql, -1, &plan, NULL) != SQLITE_OK) fail_msg("%s: %s", sqlite3_errmsg(db), text);
  while (sqlite3_step(plan) == SQLITE_ROW) {
    const char *step = (const char *)sqlite3_column_text(plan, 3);
    if (goes_through_all(step)) fail_msg("%s: %s", step, text);
  }
  OK(sqlite3_finalize(plan));
}

static void test_plans(void **state) {
  (void)state;
  scratch folder;
  sqlite3 *db = NULL;
  scratch_make(&folder);
  const char *path = scratch_path(&folder, "sprawa.db");
  spr_store_close(file_open(path, SPR_STORE_CREATE, NULL));
  OK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL));
  add_functions(db);
  for (int i = 0; i < spr_store_statements.n; i++) check_plan(db, spr_store_statements.texts[i]);
  sqlite3_close(db);
  scratch_remove(&folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_plans)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
