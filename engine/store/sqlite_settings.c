/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "store/sqlite_db.h"

/* How every connection is set up. */

int spr_sqlite_harden(sqlite3 *db) {
  static const int switches[][2] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},
      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},
      {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
  };
  static const int limits[][2] = {
      {SQLITE_LIMIT_LENGTH, SPR_MAX_OBJECT_BYTES + 4096},
      {SQLITE_LIMIT_SQL_LENGTH, 64 * 1024},
      {SQLITE_LIMIT_COLUMN, 64},
      {SQLITE_LIMIT_EXPR_DEPTH, 96},
      {SQLITE_LIMIT_COMPOUND_SELECT, 8},
      {SQLITE_LIMIT_ATTACHED, 0},
      {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64},
      {SQLITE_LIMIT_VARIABLE_NUMBER, 128}, /* the longest filter has 94 */
      {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
      {SQLITE_LIMIT_WORKER_THREADS, 0},
  };
  int rc = sqlite3_extended_result_codes(db, 1);
  for (size_t i = 0; i < sizeof switches / sizeof *switches && rc == SQLITE_OK; i++)
    rc = sqlite3_db_config(db, switches[i][0], switches[i][1], NULL);
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) sqlite3_limit(db, limits[i][0], limits[i][1]);
  return rc;
}

static spr_status ask_for_wal(spr_db *db, bool *wal) {
  spr_query query = spr_query_once(db, "PRAGMA journal_mode = wal");
  *wal = spr_query_row(&query) && spr_str_is(spr_column_str(&query, 0), "wal");
  return spr_query_end(&query);
}

/* In WAL mode a reader never waits for the writer, nor the writer for readers. Of two processes that make a
 * new file at once, SQLite lets one fail without waiting, for it holds a lock that the other one needs. */
static spr_status use_wal(spr_db *db) {
  bool wal;
  spr_status s = ask_for_wal(db, &wal);
  for (int times = 0; s == SPR_EBUSY && spr_patience_wait(&db->patience, times); times++)
    s = ask_for_wal(db, &wal);
  if (s != SPR_OK || wal) return s;
  return spr_db_say(db, SPR_EIO,
                    "%s is on a file system where a write-ahead log cannot be shared: put it on a local disk",
                    db->path);
}

spr_status spr_sqlite_settle(spr_db *db, bool writes) {
  char sql[512];
  snprintf(sql, sizeof sql,
           "PRAGMA cell_size_check = on; PRAGMA mmap_size = 0; PRAGMA secure_delete = on; PRAGMA temp_store "
           "= memory;"
           "PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = %d;"
           "PRAGMA cache_size = -%d; PRAGMA query_only = %s",
           SPR_KEPT_WAL_BYTES, (writes ? SPR_WRITER_CACHE_BYTES : SPR_READER_CACHE_BYTES) / 1024,
           writes ? "off" : "on");
  spr_status s = writes ? use_wal(db) : SPR_OK;
  if (s == SPR_OK) s = spr_db_exec(db, sql, "use");
  if (s != SPR_OK) return s;
  db->log.checkpoint_at = SPR_CHECKPOINT_PAGES;
  sqlite3_wal_hook(db->sqlite, spr_log_hook, db);
  return SPR_OK;
}
