/* SPDX-License-Identifier: Apache-2.0 */
#include "sqlite_support.h"

#include <sqlite3.h>
#include <stdio.h>

spr_store *file_open(const char *path, spr_store_mode mode, const char *vfs) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store *s = NULL;
  spr_store_options o = {&spr_alloc_default, path, mode, 2000, vfs};
  spr_status status = spr_store_open(&o, &s, why);
  if (status != SPR_OK) fail_msg("%s: %s", spr_status_text(status), why);
  return s;
}

void file_refused(const char *path, spr_store_mode mode, const char *vfs, spr_status status,
                  const char *words) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store *s = NULL;
  spr_store_options o = {&spr_alloc_default, path, mode, 100, vfs};
  spr_status given = spr_store_open(&o, &s, why);
  assert_null(s);
  if (given != status || !strstr(why, words) || !strstr(why, path))
    fail_msg("gave %s: \"%s\", expected %s with \"%s\"", spr_status_text(given), why, spr_status_text(status),
             words);
}

const char *file_sql(const char *path, const char *sql) {
  static char text[1000];
  sqlite3 *db = NULL;
  sqlite3_stmt *st = NULL;
  const char *rest = sql;
  text[0] = '\0';
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  while (*rest) {
    if (sqlite3_prepare_v2(db, rest, -1, &st, &rest) != SQLITE_OK)
      fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    if (!st) break;
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) snprintf(text, sizeof text, "%s", (const char *)sqlite3_column_text(st, 0));
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_finalize(st);
  }
  sqlite3_close(db);
  return text;
}

/* -- entries -------------------------------------------------------------------------------------------- */
static spr_hash object_hash(spr_object_kind kind, const char *bytes) {
  spr_hash h;
  spr_chain_object(kind, spr_str_of(bytes), &h);
  return h;
}

spr_status file_objects(spr_store *s) {
  spr_hash h;
  spr_status status = spr_store_object_put(s, SPR_OBJECT_DEFINITION, SPR_STR("a definition"), &h);
  return status == SPR_OK ? spr_store_object_put(s, SPR_OBJECT_ENVIRONMENT, SPR_STR("an environment"), &h)
                          : status;
}

spr_status file_append(spr_store *s, const char *id, spr_instant at, const char *body, const spr_change *v,
                       uint32_t n) {
  spr_append a = {
      .entry = {.id = spr_str_of(id),
                .at = at,
                .kind = n && v[0].kind == SPR_CHANGE_OPENED ? SPR_JOURNAL_OPENED : SPR_JOURNAL_EVENT,
                .semantics = 1,
                .event = SPR_STR("asked"),
                .by = SPR_STR("office"),
                .actor = SPR_STR("user-1"),
                .place = SPR_STR("home.yaml:7"),
                .configuration = at % 2 ? SPR_STR("run.one") : SPR_STR("run.two"),
                .responsible = SPR_STR("office"),
                .definition = object_hash(SPR_OBJECT_DEFINITION, "a definition"),
                .environment = object_hash(SPR_OBJECT_ENVIRONMENT, "an environment"),
                .changes = v,
                .nchanges = n,
                .body = spr_str_of(body)},
      .snapshot = SPR_STR("a snapshot"),
  };
  return spr_store_append(s, &a, NULL);
}

spr_status file_open_case(spr_store *s, const char *id, spr_instant at) {
  const spr_change v[] = {
      {.kind = SPR_CHANGE_OPENED,
       .name = SPR_STR("home"),
       .text = SPR_STR("stay"),
       .text2 = SPR_STR("northtown")},
      {.kind = SPR_CHANGE_TASK,
       .name = SPR_STR("t-1"),
       .text = SPR_STR("visit"),
       .text2 = SPR_STR("run"),
       .list = &(spr_str){"office", 6},
       .nlist = 1,
       .at = at + 86400000},
      {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("answer"), .n = 1, .at = at + 86400000},
  };
  return file_append(s, id, at, "the body of the first", v, TEST_COUNT(v));
}

spr_status file_step(spr_store *s, const char *id, spr_instant at, const char *body) {
  return file_append(s, id, at, body, NULL, 0);
}

static spr_status end_batch(spr_store *s, spr_status status) {
  if (status == SPR_OK) status = spr_store_commit(s);
  if (status != SPR_OK && status != SPR_EUNKNOWN) spr_store_abandon(s);
  return status;
}

spr_status file_batch(spr_store *s, const char *id, uint32_t steps) {
  spr_status status = spr_store_begin(s);
  if (status != SPR_OK) return status;
  status = file_objects(s);
  if (status == SPR_OK) status = file_open_case(s, id, 1000);
  for (uint32_t i = 0; i < steps && status == SPR_OK; i++) {
    status = spr_store_mark(s);
    if (status == SPR_OK) status = file_step(s, id, 1001 + i, "a body");
    if (status == SPR_OK) status = spr_store_keep(s);
  }
  return end_batch(s, status);
}

spr_status file_step_batch(spr_store *s, const char *id) {
  spr_status status = spr_store_begin(s);
  return status == SPR_OK ? end_batch(s, file_step(s, id, 5000, "a body")) : status;
}

/* -- reading -------------------------------------------------------------------------------------------- */
static bool check_entry(void *ud, const spr_entry_row *e) {
  uint64_t *n = ud;
  spr_hash h;
  (*n)++;
  assert_int_equal(e->pos, *n);
  spr_chain_entry(e, &h);
  assert_memory_equal(&h, &e->hash, sizeof h);
  if (e->body.n > 0) {
    spr_chain_body(e->body, &h);
    assert_memory_equal(&h, &e->body_hash, sizeof h);
  }
  return true;
}

uint64_t file_entries(spr_store *s) {
  uint64_t n = 0, stable = 0;
  OK(spr_store_journal(s, 0, check_entry, &n));
  OK(spr_store_stable_pos(s, &stable));
  assert_int_equal(stable, n);
  return n;
}
