/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L /* nanosleep */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/keys_impl.h"

/* The key file is an SQLite database. Rows are only ever added at the end or overwritten by as many bytes,
 * never deleted or moved: so a wrapped key has one place in the file, and overwriting that is enough.
 * (Deleting rows lets SQLite rebuild pages, which may leave copies in their free space even with
 * secure_delete.) In `erased` 0 and 1 are of one size, as constants of the record format. */

#define SCHEMA 1
#define TEXT_OF(n) #n
#define TEXT(n) TEXT_OF(n)

static const char *const tables[] = {
    "CREATE TABLE file(n INTEGER PRIMARY KEY CHECK(n = 1), identity BLOB NOT NULL, master BLOB NOT NULL, "
    "previous BLOB NOT NULL, proof BLOB NOT NULL, recovery_key BLOB NOT NULL, recovery BLOB NOT NULL) STRICT",
    "CREATE TABLE city(n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, wrap BLOB NOT NULL) STRICT",
    "CREATE TABLE case_key(n INTEGER PRIMARY KEY, id TEXT NOT NULL, slot INTEGER NOT NULL, city INTEGER NOT "
    "NULL, "
    "erased INTEGER NOT NULL, wrap BLOB NOT NULL, UNIQUE(id, slot)) STRICT",
    "CREATE INDEX tombstone ON case_key(erased) WHERE erased = 1",
};
#define NTABLES (int)(sizeof tables / sizeof *tables)

static const char *const sql_text[KEYS_NSQL] = {
    [KEYS_BEGIN] = "BEGIN IMMEDIATE",
    [KEYS_LOOK] = "BEGIN",
    [KEYS_COMMIT] = "COMMIT",
    [KEYS_ROLLBACK] = "ROLLBACK",
    [KEYS_VERSION] = "PRAGMA data_version",
    [KEYS_FILE] = "SELECT identity, master, previous, proof, recovery_key, recovery FROM file WHERE n = 1",
    [KEYS_FILE_MASTER] = ("INSERT INTO file VALUES(1, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(n) DO UPDATE "
                          "SET master = ?2, previous = ?3, proof = ?4, recovery = ?6"),
    [KEYS_FILE_RECOVERY] = "UPDATE file SET recovery_key = ?1, recovery = ?2 WHERE n = 1",
    [KEYS_CITY] = "SELECT n, name, wrap FROM city WHERE n = ?1",
    [KEYS_CITY_NAMED] = "SELECT n, name, wrap FROM city WHERE name = ?1",
    [KEYS_CITY_ADD] = "INSERT INTO city(name, wrap) VALUES(?1, ?2)",
    [KEYS_CITY_NEXT] = "SELECT n, name, wrap, n FROM city WHERE n > ?1 ORDER BY n LIMIT 1",
    [KEYS_CITY_WRAP] = "UPDATE city SET wrap = ?2 WHERE n = ?1",
    [KEYS_CASE] = "SELECT n, city, erased, wrap FROM case_key WHERE id = ?1 AND slot = 0",
    [KEYS_CASE_AT] = "SELECT n, city, erased, wrap FROM case_key WHERE n = ?1 AND id = ?2 AND slot = 0",
    [KEYS_CASE_ADD] = "INSERT INTO case_key(id, slot, city, erased, wrap) VALUES(?1, 0, ?2, ?3, ?4)",
    [KEYS_CASE_NEXT] =
        "SELECT n, id, wrap, city FROM case_key WHERE n > ?1 AND erased = 0 ORDER BY n LIMIT 1",
    [KEYS_CASE_WRAP] = "UPDATE case_key SET wrap = ?2 WHERE n = ?1",
    [KEYS_CASE_ERASE] = "UPDATE case_key SET erased = 1, wrap = ?2 WHERE id = ?1 AND slot = 0",
    [KEYS_TOMBSTONE_NEXT] =
        "SELECT n, id, wrap, city FROM case_key WHERE erased = 1 AND n > ?1 ORDER BY n LIMIT 1",
    [KEYS_TOMBSTONES] = "SELECT count(*) FROM case_key WHERE erased = 1",
    [KEYS_INTEGRITY] = "PRAGMA integrity_check(1)",
};

/* -- statements -------------------------------------------------------------------------------------- */
static spr_status status_of(int rc) {
  if (rc == SQLITE_IOERR_NOMEM) return SPR_ENOMEM;
  switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return SPR_OK;
    case SQLITE_NOMEM: return SPR_ENOMEM;
    case SQLITE_FULL: return SPR_EFULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return SPR_EBUSY;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return SPR_EIO;
    case SQLITE_MISUSE:
    case SQLITE_RANGE: return SPR_EBUG;
    /* Our statements never change: what they meet in the file is not what we wrote. */
    default: return SPR_ECORRUPT;
  }
}

static const char *cure(spr_status s) {
  switch (s) {
    case SPR_EFULL: return ": make space on the disk";
    case SPR_EBUSY: return ": another process is writing; try again";
    case SPR_ECORRUPT: return ": take the latest copy of the key file";
    case SPR_EIO: return ": see that disk, file and folder are there and may be written";
    default: return "";
  }
}

static spr_status failed(spr_keys *k, int rc) {
  if (rc == SQLITE_OK) return SPR_OK;
  spr_status st = status_of(rc);
  /* Not sqlite3_errmsg: a waiter that gave up leaves the words of an earlier fault there. */
  return spr_keys_fail(k, st, "%s: %s (%d)%s", k->path, sqlite3_errstr(rc), rc, cure(st));
}

spr_status spr_keys_damaged(spr_keys *k, const char *what) {
  return spr_keys_fail(k, SPR_ECORRUPT, "%s: %s is damaged; take the latest copy of the key file", k->path,
                       what);
}

sqlite3_stmt *spr_keys_sql_of(spr_keys *k, spr_keys_sql which) {
  if (!k->sql[which]) {
    sqlite3_prepare_v3(k->db, sql_text[which], -1, SQLITE_PREPARE_PERSISTENT, &k->sql[which], NULL);
  }
  return k->sql[which];
}

void spr_keys_done(sqlite3_stmt *s) {
  if (!s) return;
  sqlite3_reset(s);
  sqlite3_clear_bindings(s);
}

spr_status spr_keys_row(spr_keys *k, sqlite3_stmt *s) {
  int rc = s ? sqlite3_step(s) : sqlite3_extended_errcode(k->db);
  if (rc == SQLITE_ROW) return SPR_OK;
  spr_status st = rc == SQLITE_DONE ? SPR_ENOTFOUND : failed(k, rc);
  spr_keys_done(s);
  return st;
}

spr_status spr_keys_run(spr_keys *k, sqlite3_stmt *s) {
  spr_status st = spr_keys_row(k, s);
  spr_keys_done(s);
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}

const void *spr_keys_blob(spr_keys *k, sqlite3_stmt *s, int column, size_t n) {
  const void *p = sqlite3_column_blob(s, column);
  if (p && (size_t)sqlite3_column_bytes(s, column) == n) return p;
  spr_keys_damaged(k, "a row");
  return NULL;
}

/* -- transactions ------------------------------------------------------------------------------------ */
spr_status spr_keys_usable(spr_keys *k) {
  if (!k->poisoned) return SPR_OK;
  return spr_keys_fail(k, SPR_EUNKNOWN, "%s: a commit failed and may have happened; open the key file anew",
                       k->path);
}

/* Also what could not be rolled back before for want of memory; after some failures SQLite has done so by
 * itself. */
static spr_status roll_back(spr_keys *k) {
  return sqlite3_get_autocommit(k->db) ? SPR_OK : spr_keys_run(k, spr_keys_sql_of(k, KEYS_ROLLBACK));
}

/* The same, which leaves what failed before as what is told. */
static spr_status roll_back_quietly(spr_keys *k) {
  char cause[SPR_MAX_MESSAGE_BYTES];
  memcpy(cause, k->fault, sizeof cause);
  spr_status st = roll_back(k);
  memcpy(k->fault, cause, sizeof cause);
  return st;
}

spr_status spr_keys_begin(spr_keys *k) {
  spr_status st = spr_keys_usable(k);
  if (st == SPR_OK && (k->writing || k->looking))
    st = spr_keys_fail(k, SPR_EINVAL, "begin within begin or look");
  if (st == SPR_OK) st = roll_back(k);
  if (st == SPR_OK) st = spr_keys_run(k, spr_keys_sql_of(k, KEYS_BEGIN));
  if (st != SPR_OK) return st;
  k->writing = true;
  st = spr_keys_refresh(k);
  if (st != SPR_OK) spr_keys_abandon(k);
  return st;
}

spr_status spr_keys_commit(spr_keys *k) {
  spr_status st = spr_keys_usable(k);
  if (st != SPR_OK) return st;
  if (!k->writing) return spr_keys_fail(k, SPR_EINVAL, "commit without begin");
  /* Into the log, where it counts for nothing yet: so a full disk is met before the commit. */
  st = failed(k, sqlite3_db_cacheflush(k->db));
  if (st != SPR_OK) {
    spr_keys_abandon(k);
    return st;
  }
  k->writing = false;
  st = spr_keys_run(k, spr_keys_sql_of(k, KEYS_COMMIT));
  if (st == SPR_OK) return st;
  char cause[SPR_MAX_MESSAGE_BYTES];
  memcpy(cause, k->fault, sizeof cause);
  k->poisoned = true;
  spr_keys_forget_all(k);
  return spr_keys_fail(k, SPR_EUNKNOWN, "a commit failed and may have happened: %.400s", cause);
}

void spr_keys_abandon(spr_keys *k) {
  if (!k->writing) return;
  k->writing = false;
  spr_status st = roll_back_quietly(k);
  if (st != SPR_OK && st != SPR_ENOMEM) k->poisoned = true;
  /* Keys that were made in it must not seal anything. */
  spr_keys_forget_all(k);
}

spr_status spr_keys_look(spr_keys *k) {
  spr_status st = spr_keys_usable(k);
  if (st == SPR_OK && (k->writing || k->looking))
    st = spr_keys_fail(k, SPR_EINVAL, "look within begin or look");
  if (st == SPR_OK) st = roll_back(k);
  if (st == SPR_OK) st = spr_keys_run(k, spr_keys_sql_of(k, KEYS_LOOK));
  if (st != SPR_OK) return st;
  k->looking = true;
  st = spr_keys_refresh(k);
  if (st != SPR_OK) spr_keys_looked(k);
  return st;
}

/* What only read has no outcome that could be unknown: where the end fails, the next begin or look ends it.
 */
void spr_keys_looked(spr_keys *k) {
  if (!k->looking) return;
  k->looking = false;
  (void)roll_back_quietly(k);
}

spr_status spr_keys_scrub_within(spr_keys *k, uint32_t ms) {
  spr_status st = spr_keys_usable(k);
  if (st == SPR_OK && (k->writing || k->looking))
    st = spr_keys_fail(k, SPR_EINVAL, "scrub within begin or look");
  if (st != SPR_OK) return st;
  /* While it waits for readers, nobody else can write. */
  uint32_t before = k->patience.ms;
  k->patience.ms = ms;
  st = failed(k, sqlite3_wal_checkpoint_v2(k->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
  k->patience.ms = before;
  if (st != SPR_OK) return st;
  /* SQLite leaves it to the system when the log's new length reaches the disk. */
  sqlite3_file *log = NULL;
  int rc = sqlite3_file_control(k->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (rc == SQLITE_OK && log && log->pMethods) rc = log->pMethods->xSync(log, SQLITE_SYNC_FULL);
  return failed(k, rc);
}

spr_status spr_keys_scrub(spr_keys *k) {
  return spr_keys_scrub_within(k, SPR_SCRUB_MS);
}

void spr_keys_wait_since(spr_keys *k, int64_t asked) {
  k->patience.since = asked;
}

/* -- opening ----------------------------------------------------------------------------------------- */
static spr_status execute(spr_keys *k, const char *sql) {
  return failed(k, sqlite3_exec(k->db, sql, NULL, NULL, NULL));
}

/* What a statement gives: one number. */
static spr_status number(spr_keys *k, const char *sql, int64_t *out) {
  sqlite3_stmt *s = NULL;
  int rc = sqlite3_prepare_v2(k->db, sql, -1, &s, NULL);
  if (rc == SQLITE_OK) {
    rc = sqlite3_step(s);
    *out = sqlite3_column_int64(s, 0);
  }
  spr_status st = rc == SQLITE_ROW ? SPR_OK : failed(k, rc);
  sqlite3_finalize(s);
  return st;
}

/* Readable by its owner alone from its first moment; the log takes its mode from it. */
static spr_status file_create(spr_keys *k) {
  int fd = open(k->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) close(fd);
  if (fd >= 0 || errno == EEXIST) return SPR_OK;
  return spr_keys_fail(k,
                       errno == ENOENT   ? SPR_ENOTFOUND
                       : errno == ENOSPC ? SPR_EFULL
                                         : SPR_EIO,
                       "%s: %s", k->path, strerror(errno));
}

static spr_status file_there(spr_keys *k) {
  struct stat st;
  if (stat(k->path, &st) != 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      return spr_keys_fail(k, SPR_ENOTFOUND, "there is no key file %s: put it back, or name where it is",
                           k->path);
    return spr_keys_fail(k, SPR_EIO, "%s: %s", k->path, strerror(errno));
  }
  return S_ISREG(st.st_mode) ? SPR_OK : spr_keys_fail(k, SPR_EINVAL, "%s is no regular file", k->path);
}

static void harden(sqlite3 *db) {
  sqlite3_extended_result_codes(db, 1);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1000000);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
}

/* Are the tables, to the letter, those that we make? */
static spr_status tables_fit(spr_keys *k) {
  sqlite3_stmt *s = NULL;
  int n = 0, rc = sqlite3_prepare_v2(
                 k->db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", -1, &s, NULL);
  bool same = true;
  while (rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW) {
    const char *sql = (const char *)sqlite3_column_text(s, 0);
    same = same && n < NTABLES && sql && strcmp(sql, tables[n]) == 0;
    n++;
  }
  int end = sqlite3_finalize(s); /* of a statement that was never made: SQLITE_OK */
  if (rc == SQLITE_OK) rc = end;
  if (rc != SQLITE_OK) return failed(k, rc);
  return same && n == NTABLES ? SPR_OK : spr_keys_damaged(k, "the list of tables");
}

/* What is in the file, as one look sees it. */
static spr_status recognise(spr_keys *k, bool *empty) {
  int64_t id = 0, schema = 0, entries = 0;
  spr_status st = number(k, "PRAGMA application_id", &id);
  if (st == SPR_OK) st = number(k, "PRAGMA user_version", &schema);
  if (st == SPR_OK) st = number(k, "SELECT count(*) FROM sqlite_schema", &entries);
  if (st == SPR_ECORRUPT && sqlite3_errcode(k->db) == SQLITE_NOTADB) {
    return spr_keys_fail(k, SPR_EINVAL, "%s is not a key file: name the one that was made with the database",
                         k->path);
  }
  if (st != SPR_OK) return st;
  *empty = id == 0 && schema == 0 && entries == 0;
  if (*empty) return SPR_OK;
  if (id != SPR_KEYS_APPLICATION_ID)
    return spr_keys_fail(k, SPR_EINVAL,
                         "%s is not a key file of sprawa: name the one that was made with the database",
                         k->path);
  if (schema != SCHEMA) {
    return spr_keys_fail(k, SPR_EINVAL, "%s is of version %lld, this program reads version %d", k->path,
                         (long long)schema, SCHEMA);
  }
  return tables_fit(k);
}

/* Another process may be making the file in this moment. */
spr_status spr_keys_file_recognise(spr_keys *k, bool *empty) {
  if (!sqlite3_get_autocommit(k->db)) return recognise(k, empty);
  spr_status st = execute(k, "BEGIN");
  if (st != SPR_OK) return st;
  st = recognise(k, empty);
  int rc = sqlite3_exec(k->db, "ROLLBACK", NULL, NULL, NULL);
  return st == SPR_OK ? failed(k, rc) : st;
}

spr_status spr_keys_file_open(spr_keys *k, const spr_keys_options *o, bool *empty) {
  spr_status st = o->create ? file_create(k) : SPR_OK;
  if (st == SPR_OK) st = file_there(k);
  if (st != SPR_OK) return st;
  int rc = sqlite3_open_v2(k->path, &k->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, o->vfs);
  if (rc != SQLITE_OK) return failed(k, rc);
  harden(k->db);
  k->patience = (spr_patience){.ms = o->busy_ms};
  sqlite3_busy_handler(k->db, spr_patience_wait, &k->patience);
  st = execute(k, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY");
  if (st == SPR_OK) st = spr_keys_file_recognise(k, empty);
  /* Else an erasure could begin, and not end. */
  if (st == SPR_OK && sqlite3_db_readonly(k->db, "main"))
    st = spr_keys_fail(k, SPR_EIO, "%s may only be read: give the right to write it and its folder", k->path);
  if (st == SPR_OK && *empty && !o->create)
    st = spr_keys_fail(k, SPR_EINVAL, "%s is empty, not a key file", k->path);
  return st;
}

/* Of two processes that make a new file at once, SQLite lets one fail without waiting, for it holds a lock
 * that the other one needs. */
static spr_status use_wal(spr_keys *k) {
  spr_status st = execute(k, "PRAGMA journal_mode = WAL");
  for (int times = 0; st == SPR_EBUSY && spr_patience_wait(&k->patience, times); times++)
    st = execute(k, "PRAGMA journal_mode = WAL");
  return st;
}

spr_status spr_keys_file_settle(spr_keys *k) {
  spr_status st = use_wal(k);
  return st == SPR_OK ? execute(k, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON") : st;
}

spr_status spr_keys_file_make(spr_keys *k) {
  spr_status st = execute(
      k, "PRAGMA application_id = " TEXT(SPR_KEYS_APPLICATION_ID) "; PRAGMA user_version = " TEXT(SCHEMA));
  for (int i = 0; i < NTABLES && st == SPR_OK; i++) st = execute(k, tables[i]);
  return st;
}

void spr_keys_file_close(spr_keys *k) {
  for (int i = 0; i < KEYS_NSQL; i++) sqlite3_finalize(k->sql[i]);
  sqlite3_close(k->db);
}
