/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_DB_H
#define SPR_STORE_SQLITE_DB_H

#include <sqlite3.h>

#include "base/duration.h"
#include "base/limits.h"
#include "base/status.h"
#include "store/patience.h"
#include "store/row.h"

/* One connection to an SQLite file: statements that stay prepared, and what went wrong in words.
 *
 *   spr_query q = spr_query_begin(&db, SPR_SQL_CASE_BY_ID);
 *   spr_bind_text(&q, id);                                    values, in the order of their question marks
 *   while (spr_query_row(&q)) n = spr_column_u64(&q, 0);
 *   return spr_query_end(&q);                                 the first failure, wherever it was
 *
 * A failure within a transaction makes the connection `broken`: every later query fails alike until the
 * transaction is rolled back, since SQLite may have rolled it back by itself, and what followed would be
 * written outside of it. Statements of the store are listed in sqlite_sql.def; a query names one by its
 * number in the list of its file. */
#define SPR_SQL_CASE_COLUMNS                                                                                 \
  "SELECT number, id, state, package, workflow, municipality, outcome, configuration, responsible, opened, " \
  "at, "                                                                                                     \
  "seq, hash, pending, due, overdue, definition, sealed, held, drawer"

#define SPR_SQL_NOTICE_COLUMNS "o.pos, o.n, c.id, o.institution, o.at, o.delivered"

typedef enum spr_sql {
#define X(name, text) SPR_SQL_##name,
#include "store/sqlite_sql.def"
#undef X
  SPR_SQL_COUNT
} spr_sql;

/* What is known of the write-ahead log. */
typedef struct spr_log {
  uint32_t pages, checkpoint_at; /* in it since the last commit, and at how many it is copied back next */
  int64_t changes;               /* of rows by this connection, before the batch */
  sqlite3_int64 size;            /* its file has at least, ... */
  uint32_t salt;                 /* ... while this is in its index */
} spr_log;

/* The statements of one kind of file. They begin with BEGIN IMMEDIATE and COMMIT. */
typedef struct spr_statements {
  const char *const *texts;
  int n;
} spr_statements;
extern const spr_statements spr_store_statements;

typedef struct spr_db {
  spr_alloc alloc;
  sqlite3 *sqlite;
  const char *path; /* as the caller wrote it; for messages */
  const spr_statements *statements;
  sqlite3_stmt **prepared; /* room for as many; the owner's */
  spr_patience patience;   /* with another process */
  bool inside;             /* a transaction was begun and has not ended */
  spr_status broken;       /* what failed within it */
  uint64_t bound_bytes;    /* texts and blobs that were bound in it */
  spr_log log;
  char *fault; /* SPR_MAX_MESSAGE_BYTES for the last failure's text */
} spr_db;

typedef struct spr_query {
  spr_db *db;
  sqlite3_stmt *st;
  int next; /* the place that the next bind fills */
  int rc;
  spr_status status; /* where SQLite was not even asked */
  bool once;         /* the statement goes with the query */
} spr_query;

/* What SQLite's code means here. */
spr_status spr_db_status(sqlite3 *db, int rc);
/* Notes the failure of an action ("read", "write") in `fault`, with its cure, and gives its status. */
spr_status spr_db_fail(spr_db *db, int rc, const char *action);
/* Notes a failure that is not SQLite's. */
spr_status spr_db_say(spr_db *db, spr_status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* SPR_ECORRUPT: a row that cannot be. */
spr_status spr_db_damaged(spr_db *db, const char *what);
/* SQL without parameters or results that is run once. */
spr_status spr_db_exec(spr_db *db, const char *sql, const char *action);
/* The first column of the first row; 0 if there is none. */
spr_status spr_db_number(spr_db *db, const char *sql, int64_t *out);
/* Of the file, without its log. */
spr_status spr_db_bytes(spr_db *db, uint64_t *out);
/* A batch: waits for its turn among all processes. */
spr_status spr_db_begin(spr_db *db);
/* Durable when it returns. SPR_EUNKNOWN: it failed, and may have happened; nothing more must be written.
 * Anything else: not done, and the transaction is still open. */
spr_status spr_db_commit(spr_db *db);
/* The transaction has ended, and with it what was broken. Rolls back what is still open. */
void spr_db_end(spr_db *db);
/* Finalizes the statements and closes. */
void spr_db_close(spr_db *db);

/* -- sqlite_log.c: the write-ahead log ----------------------------------------------------------------- */
/* SQLite's hook: how long the log is after a commit. ud: the spr_db. */
int spr_log_hook(void *ud, sqlite3 *sqlite, const char *name, int pages);
/* A batch has begun. */
void spr_log_begin(spr_db *db);
/* Before COMMIT, which must not fail for want of room on the disk: takes what it needs. SQLite's code. */
int spr_log_reserve(spr_db *db);
/* Between two batches: copies the log back into the file when it has grown long. */
void spr_log_copy_back(spr_db *db);

/* -- sqlite_settings.c: how every connection is set up --------------------------------------------------- */
/* Makes a connection one that does nothing but what this program needs; touches no file. SQLite's code. */
int spr_sqlite_harden(sqlite3 *sqlite);
/* The file's settings of this connection. */
spr_status spr_sqlite_settle(spr_db *db, bool writes);

/* -- sqlite_file.c: the file as the system sees it --------------------------------------------------------
 */
/* Is it there, a file, and may be opened? With `create` it is made. */
spr_status spr_sqlite_find_file(spr_db *db, const char *path, bool create);
/* The file where there is none, empty, for its owner alone; and its folder synced. */
spr_status spr_sqlite_make_file(spr_db *db, const char *path);
spr_status spr_sqlite_sync_folder(spr_db *db, const char *path);

/* -- sqlite_backup.c ----------------------------------------------------------------------------------------
 */
/* A consistent copy while others work on the file, checked, then named; never over a file that exists
 * (SPR_EREFUSED). */
spr_status spr_db_copy(spr_db *db, const char *vfs, const char *path);

/* -- queries --------------------------------------------------------------------------------------------- */
spr_query spr_query_begin(spr_db *db, int sql);
/* A statement that was put together for this one time. */
spr_query spr_query_once(spr_db *db, const char *sql);
void spr_bind_i64(spr_query *q, int64_t n);
/* Larger ones than SQLite has are its largest. */
static inline void spr_bind_u64(spr_query *q, uint64_t n) {
  spr_bind_i64(q, n > INT64_MAX ? INT64_MAX : (int64_t)n);
}
void spr_bind_instant(spr_query *q, spr_instant t); /* SPR_NO_INSTANT is NULL */
void spr_bind_null(spr_query *q);
void spr_bind_text(spr_query *q, spr_str s); /* borrowed until the query ends */
void spr_bind_blob(spr_query *q, spr_str s);
void spr_bind_listed(spr_query *q, const spr_listed *v); /* NOTHING is NULL */
static inline void spr_bind_hash(spr_query *q, const spr_hash *h) {
  spr_bind_blob(q, spr_str_n((const char *)h->b, sizeof h->b));
}
bool spr_query_row(spr_query *q);
/* From the beginning: what is bound then is bound from that place on, and other values stay. */
void spr_query_again(spr_query *q, int place);
spr_status spr_query_end(spr_query *q);
/* For a query without rows: steps, ends. */
spr_status spr_query_run(spr_query *q);

static inline uint64_t spr_column_u64(const spr_query *q, int i) {
  return (uint64_t)sqlite3_column_int64(q->st, i);
}
static inline int64_t spr_column_i64(const spr_query *q, int i) {
  return sqlite3_column_int64(q->st, i);
}
static inline uint32_t spr_column_u32(const spr_query *q, int i) {
  return (uint32_t)sqlite3_column_int64(q->st, i);
}
spr_instant spr_column_instant(const spr_query *q, int i);
/* Borrowed until the next row or the end of the query. */
spr_str spr_column_str(const spr_query *q, int i);
/* The kind in column i, the value in the next. SPR_ECORRUPT at the query's end where one does not fit the
 * other. */
void spr_column_listed(spr_query *q, int i, spr_listed *out);
/* A value alone, of which the kind is not known: what orders it. */
spr_listed spr_column_value(const spr_query *q, int i);
/* Anything but 32 bytes is damage: SPR_ECORRUPT at the query's end. */
void spr_column_hash(spr_query *q, int i, spr_hash *out);

#endif
