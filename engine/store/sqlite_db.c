/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_db.h"

#include <errno.h>
#include <stdio.h>

static const char *const texts[SPR_SQL_COUNT] = {
#define X(name, text) text,
#include "store/sqlite_sql.def"
#undef X
};
const spr_statements spr_store_statements = {texts, SPR_SQL_COUNT};

enum { BEGIN, COMMIT }; /* of every list */
_Static_assert((int)SPR_SQL_BEGIN == BEGIN && (int)SPR_SQL_COMMIT == COMMIT,
               "the store's list begins as all do");

spr_status spr_db_status(sqlite3 *db, int rc) {
  int system = db ? sqlite3_system_errno(db) : 0;
  switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return SPR_OK;
    case SQLITE_NOMEM: return SPR_ENOMEM;
    case SQLITE_FULL: return SPR_EFULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return SPR_EBUSY;
    case SQLITE_TOOBIG: return SPR_ELIMIT;
    /* A constraint that does not hold is a row that contradicts another one. */
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    /* Our statements never change: where one does not fit the file's tables, these are not what we made. */
    case SQLITE_ERROR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return SPR_ECORRUPT;
    case SQLITE_IOERR:
      if (rc == SQLITE_IOERR_NOMEM) return SPR_ENOMEM;
      return system == ENOSPC || system == EDQUOT ? SPR_EFULL : SPR_EIO;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOLFS:
    case SQLITE_PROTOCOL: return SPR_EIO;
    default: return SPR_EBUG;
  }
}

/* A reader, too, keeps its marks in an index beside the log. */
static const char *cure(spr_status s, int rc) {
  if ((rc & 0xff) == SQLITE_READONLY)
    return "reading, too, takes the right to write the file and its folder, unless another process has it "
           "open";
  switch (s) {
    case SPR_EFULL: return "make space on the disk; nothing is lost";
    case SPR_EBUSY: return "another process is writing; try again";
    case SPR_ECORRUPT: return "keep the file as it is, and restore the latest backup";
    case SPR_EIO: return "see that disk, file and folder are there and may be written";
    case SPR_ENOMEM: return "give the process more memory";
    default: return "report this as a fault of sprawa";
  }
}

spr_status spr_db_say(spr_db *db, spr_status status, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(db->fault, SPR_MAX_MESSAGE_BYTES, fmt, ap);
  va_end(ap);
  return status;
}

spr_status spr_db_fail(spr_db *db, int rc, const char *action) {
  spr_status s = spr_db_status(db->sqlite, rc);
  int system =
      (rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN ? sqlite3_system_errno(db->sqlite) : 0;
  char number[32] = "";
  if (system) snprintf(number, sizeof number, ", error %d of the system", system);
  /* SQLite's own words for a fault of ours tell of SQL; for others they could tell of a value. */
  const char *what = s == SPR_EBUG && db->sqlite ? sqlite3_errmsg(db->sqlite) : sqlite3_errstr(rc);
  spr_db_say(db, s, "cannot %s %s: %s (%d%s): %s", action, db->path, what, rc, number, cure(s, rc));
  if (db->inside) db->broken = s;
  return s;
}

spr_status spr_db_damaged(spr_db *db, const char *what) {
  if (db->inside) db->broken = SPR_ECORRUPT;
  return spr_db_say(db, SPR_ECORRUPT, "%s is damaged (%s): %s", db->path, what,
                    cure(SPR_ECORRUPT, SQLITE_CORRUPT));
}

void spr_db_end(spr_db *db) {
  if (!sqlite3_get_autocommit(db->sqlite)) sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
  db->inside = false;
  db->broken = SPR_OK;
}

spr_status spr_db_exec(spr_db *db, const char *sql, const char *action) {
  int rc = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK ? SPR_OK : spr_db_fail(db, rc, action);
}

spr_status spr_db_begin(spr_db *db) {
  spr_db_end(db); /* what could not even be rolled back for want of memory */
  spr_log_copy_back(db);
  spr_query query = spr_query_begin(db, BEGIN);
  spr_status s = spr_query_run(&query);
  if (s != SPR_OK) return s;
  db->inside = true;
  spr_log_begin(db);
  return SPR_OK;
}

spr_status spr_db_commit(spr_db *db) {
  if (db->broken != SPR_OK) return db->broken;
  int rc = spr_log_reserve(db);
  if (rc != SQLITE_OK) return spr_db_fail(db, rc, "write to");
  spr_query query = spr_query_begin(db, COMMIT);
  spr_query_row(&query);
  if (query.st) sqlite3_reset(query.st);
  if (query.rc != SQLITE_DONE) {
    spr_db_say(db, SPR_EUNKNOWN,
               "whether the last batch is in %s is not known: committing failed with %s (%d): restart, and "
               "ask again with the "
               "same idempotency keys",
               db->path, sqlite3_errstr(query.rc), query.rc);
    /* Nothing more is written by this handle, not even at its end. */
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    spr_db_end(db);
    return SPR_EUNKNOWN;
  }
  spr_db_end(db);
  return SPR_OK;
}

spr_status spr_db_number(spr_db *db, const char *sql, int64_t *out) {
  sqlite3_stmt *st = NULL;
  *out = 0;
  int rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &st, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_step(st);
  if (rc == SQLITE_ROW) *out = sqlite3_column_int64(st, 0);
  sqlite3_finalize(st);
  return rc == SQLITE_ROW || rc == SQLITE_DONE ? SPR_OK : spr_db_fail(db, rc, "read");
}

spr_status spr_db_bytes(spr_db *db, uint64_t *out) {
  int64_t pages = 0, size = 0;
  spr_status status = spr_db_number(db, "PRAGMA page_count", &pages);
  if (status == SPR_OK) status = spr_db_number(db, "PRAGMA page_size", &size);
  *out = (uint64_t)pages * (uint64_t)size;
  return status;
}

void spr_db_close(spr_db *db) {
  for (int i = 0; db->statements && i < db->statements->n; i++) {
    sqlite3_finalize(db->prepared[i]);
    db->prepared[i] = NULL;
  }
  sqlite3_close(db->sqlite);
  db->sqlite = NULL;
}

spr_query spr_query_begin(spr_db *db, int sql) {
  spr_query q = {.db = db, .next = 1, .status = db->broken};
  if (q.status != SPR_OK) return q;
  if (!db->prepared[sql])
    q.rc = sqlite3_prepare_v3(db->sqlite, db->statements->texts[sql], -1, SQLITE_PREPARE_PERSISTENT,
                              &db->prepared[sql], NULL);
  q.st = db->prepared[sql];
  return q;
}

spr_query spr_query_once(spr_db *db, const char *sql) {
  spr_query q = {.db = db, .next = 1, .status = db->broken, .once = true};
  if (q.status == SPR_OK) q.rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &q.st, NULL);
  return q;
}

static bool ready(const spr_query *q) {
  return q->status == SPR_OK && q->rc == SQLITE_OK;
}

void spr_bind_i64(spr_query *q, int64_t n) {
  if (ready(q)) q->rc = sqlite3_bind_int64(q->st, q->next++, n);
}

void spr_bind_null(spr_query *q) {
  if (ready(q)) q->rc = sqlite3_bind_null(q->st, q->next++);
}

void spr_bind_instant(spr_query *q, spr_instant t) {
  if (t == SPR_NO_INSTANT) {
    spr_bind_null(q);
  } else {
    spr_bind_i64(q, t);
  }
}

void spr_bind_text(spr_query *q, spr_str s) {
  q->db->bound_bytes += s.n;
  if (ready(q)) q->rc = sqlite3_bind_text(q->st, q->next++, s.n ? s.p : "", (int)s.n, SQLITE_STATIC);
}

void spr_bind_blob(spr_query *q, spr_str s) {
  q->db->bound_bytes += s.n;
  if (ready(q)) q->rc = sqlite3_bind_blob(q->st, q->next++, s.n ? s.p : "", (int)s.n, SQLITE_STATIC);
}

void spr_bind_listed(spr_query *q, const spr_listed *v) {
  switch ((spr_listed_kind)v->kind) {
    case SPR_LISTED_NOTHING: spr_bind_null(q); break;
    case SPR_LISTED_FLAG:
    case SPR_LISTED_TEXT: spr_bind_text(q, v->text); break;
    case SPR_LISTED_KEYED: spr_bind_blob(q, v->text); break; /* no text that is asked for equals it */
    case SPR_LISTED_WHOLE:
    case SPR_LISTED_INSTANT: spr_bind_i64(q, v->whole); break;
    case SPR_LISTED_NUMBER:
      if (ready(q)) q->rc = sqlite3_bind_double(q->st, q->next++, v->number);
      break;
  }
}

bool spr_query_row(spr_query *q) {
  if (q->status != SPR_OK || (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)) return false;
  q->rc = sqlite3_step(q->st);
  return q->rc == SQLITE_ROW;
}

void spr_query_again(spr_query *q, int place) {
  if (q->status == SPR_OK && (q->rc == SQLITE_ROW || q->rc == SQLITE_DONE)) q->rc = sqlite3_reset(q->st);
  q->next = place;
}

spr_status spr_query_end(spr_query *q) {
  if (q->status == SPR_OK && q->rc != SQLITE_OK && q->rc != SQLITE_ROW && q->rc != SQLITE_DONE)
    q->status = spr_db_fail(q->db, q->rc, "use");
  if (q->once) {
    sqlite3_finalize(q->st);
  } else {
    sqlite3_reset(q->st);
  }
  q->st = NULL;
  return q->status;
}

spr_status spr_query_run(spr_query *q) {
  spr_query_row(q);
  return spr_query_end(q);
}

spr_instant spr_column_instant(const spr_query *q, int i) {
  return sqlite3_column_type(q->st, i) == SQLITE_NULL ? SPR_NO_INSTANT : sqlite3_column_int64(q->st, i);
}

spr_str spr_column_str(const spr_query *q, int i) {
  const char *p = sqlite3_column_blob(q->st, i);
  return p ? spr_str_n(p, (size_t)sqlite3_column_bytes(q->st, i)) : SPR_STR("");
}

void spr_column_listed(spr_query *q, int i, spr_listed *out) {
  int type = sqlite3_column_type(q->st, i + 1);
  *out = (spr_listed){.kind = (uint8_t)spr_column_u32(q, i)};
  bool fits = false;
  switch ((spr_listed_kind)out->kind) {
    case SPR_LISTED_NOTHING: break;
    case SPR_LISTED_FLAG:
    case SPR_LISTED_TEXT:
      fits = type == SQLITE_TEXT;
      out->text = spr_column_str(q, i + 1);
      break;
    case SPR_LISTED_KEYED:
      fits = type == SQLITE_BLOB;
      out->text = spr_column_str(q, i + 1);
      break;
    case SPR_LISTED_WHOLE:
    case SPR_LISTED_INSTANT:
      fits = type == SQLITE_INTEGER;
      out->whole = spr_column_i64(q, i + 1);
      break;
    case SPR_LISTED_NUMBER:
      fits = type == SQLITE_FLOAT;
      out->number = sqlite3_column_double(q->st, i + 1);
      break;
  }
  if (!fits && q->status == SPR_OK) q->status = spr_db_damaged(q->db, "a listed value is of another kind");
}

spr_listed spr_column_value(const spr_query *q, int i) {
  switch (sqlite3_column_type(q->st, i)) {
    case SQLITE_INTEGER: return (spr_listed){.kind = SPR_LISTED_WHOLE, .whole = spr_column_i64(q, i)};
    case SQLITE_FLOAT:
      return (spr_listed){.kind = SPR_LISTED_NUMBER, .number = sqlite3_column_double(q->st, i)};
    case SQLITE_TEXT: return (spr_listed){.kind = SPR_LISTED_TEXT, .text = spr_column_str(q, i)};
    case SQLITE_BLOB: return (spr_listed){.kind = SPR_LISTED_KEYED, .text = spr_column_str(q, i)};
    default: return (spr_listed){.kind = SPR_LISTED_NOTHING};
  }
}

void spr_column_hash(spr_query *q, int i, spr_hash *out) {
  spr_str s = spr_column_str(q, i);
  if (s.n == sizeof out->b) {
    memcpy(out->b, s.p, sizeof out->b);
    return;
  }
  *out = (spr_hash){{0}};
  q->status = spr_db_damaged(q->db, "a hash of another length");
}
