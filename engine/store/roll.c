/* SPDX-License-Identifier: Apache-2.0 */
#include "store/roll_impl.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/chain.h"
#include "store/sqlite_store.h"

/* The file of the roll. */

#define SCHEMA 1

static const char *const tables[] = {
    "CREATE TABLE users(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role INTEGER NOT NULL, "
    "institutions TEXT NOT NULL, municipalities TEXT NOT NULL, made INTEGER NOT NULL, removed INTEGER, "
    "entered INTEGER, failed INTEGER, failures INTEGER NOT NULL DEFAULT 0, salt BLOB, hash BLOB, "
    "passes INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0) STRICT",
    /* Numbers of sessions are known to streams, and never come again. */
    "CREATE TABLE sessions(number INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, "
    "user INTEGER NOT NULL REFERENCES users, made INTEGER NOT NULL, used INTEGER NOT NULL, "
    "confirmed INTEGER, by_link INTEGER NOT NULL) STRICT",
    "CREATE INDEX sessions_user ON sessions(user, used)",
    "CREATE TABLE links(user INTEGER PRIMARY KEY REFERENCES users, hash BLOB NOT NULL UNIQUE, "
    "expires INTEGER NOT NULL) STRICT",
    "CREATE TABLE tokens(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash BLOB NOT NULL UNIQUE, "
    "scopes INTEGER NOT NULL, rate INTEGER NOT NULL, institutions TEXT NOT NULL, municipalities TEXT NOT "
    "NULL, made INTEGER NOT NULL, expires INTEGER NOT NULL, used INTEGER, revoked INTEGER) STRICT",
    /* Passwords for names that nobody has. */
    "CREATE TABLE nobody(number INTEGER PRIMARY KEY CHECK(number = 1), failures INTEGER NOT NULL, "
    "failed INTEGER NOT NULL) STRICT",
    NULL,
};

#define TOKEN                                                                                                \
  "SELECT number, name, scopes, rate, institutions, municipalities, made, expires, used, revoked FROM "      \
  "tokens "

static const char *const sql_texts[ROLL_NSQL] = {
    [ROLL_BEGIN] = "BEGIN IMMEDIATE",
    [ROLL_COMMIT] = "COMMIT",
    [ROLL_USER] = "SELECT " SPR_ROLL_USER_COLUMNS " FROM users u WHERE u.name = ?",
    [ROLL_USERS] = "SELECT " SPR_ROLL_USER_COLUMNS " FROM users u ORDER BY u.name",
    [ROLL_USER_ADD] = "INSERT INTO users(name, role, institutions, municipalities, made) VALUES(?, ?, ?, ?, "
                      "?) ON CONFLICT DO NOTHING",
    [ROLL_USER_REMOVE] = "UPDATE users SET removed = ?, salt = NULL, hash = NULL WHERE number = ?",
    [ROLL_PASSWORD] = "UPDATE users SET salt = ?, hash = ?, passes = ?, bytes = ?, failures = 0 "
                      "WHERE number = ? AND removed IS NULL",
    [ROLL_FAILED] = "UPDATE users SET failures = failures + 1, failed = ? WHERE number = ?",
    [ROLL_FAILED_NOBODY] = "INSERT INTO nobody VALUES(1, 1, ?) ON CONFLICT DO UPDATE "
                           "SET failures = failures + 1, failed = excluded.failed",
    [ROLL_ENTERED] = "UPDATE users SET entered = ?, failures = 0 WHERE number = ? AND removed IS NULL AND "
                     "(?3 IS NULL OR hash = ?3)",
    [ROLL_SESSION_ADD] = "INSERT INTO sessions(hash, user, made, used, confirmed, by_link) "
                         "VALUES(?, ?, ?, ?, ?, ?)",
    [ROLL_SESSION_ROOM] = "DELETE FROM sessions WHERE number IN (SELECT number FROM sessions WHERE user = ? "
                          "ORDER BY used DESC, number DESC LIMIT -1 OFFSET ?)",
    [ROLL_SESSION] = "SELECT s.number, s.user, s.made, s.used, s.confirmed, s.by_link, " SPR_ROLL_USER_COLUMNS
                     " FROM sessions s JOIN users u ON u.number = s.user WHERE s.hash = ?",
    [ROLL_SESSIONS] = "SELECT s.number, s.user, s.made, s.used, s.confirmed, s.by_link, u.name "
                      "FROM sessions s JOIN users u ON u.number = s.user ORDER BY u.name, s.made, s.number",
    [ROLL_SESSION_TOUCH] = "UPDATE sessions SET used = max(used, ?) WHERE number = ?",
    [ROLL_SESSION_CONFIRM] =
        "UPDATE sessions SET confirmed = ?1, used = max(used, ?1), by_link = 0 WHERE number = ?2",
    [ROLL_SESSION_END] = "DELETE FROM sessions WHERE hash = ?",
    [ROLL_SESSIONS_END] = "DELETE FROM sessions WHERE user = ? AND number <> ?",
    [ROLL_SESSIONS_EXPIRE] = "DELETE FROM sessions WHERE made < ? OR used < ?",
    [ROLL_LINK_PUT] = "INSERT INTO links(user, hash, expires) VALUES(?, ?, ?) ON CONFLICT(user) DO UPDATE "
                      "SET hash = excluded.hash, expires = excluded.expires",
    [ROLL_LINK_USE] = "DELETE FROM links WHERE hash = ? AND expires > ? RETURNING user",
    [ROLL_LINK_END] = "DELETE FROM links WHERE user = ?",
    [ROLL_LINKS_EXPIRE] = "DELETE FROM links WHERE expires <= ?",
    [ROLL_TOKEN] = TOKEN "WHERE hash = ?",
    [ROLL_TOKENS] = TOKEN "ORDER BY name",
    [ROLL_TOKEN_ADD] = "INSERT INTO tokens(name, hash, scopes, rate, institutions, municipalities, made, "
                       "expires) VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(name) DO NOTHING",
    /* The first time stands. */
    [ROLL_TOKEN_REVOKE] = "UPDATE tokens SET revoked = coalesce(revoked, ?) WHERE name = ?",
    [ROLL_TOKEN_TOUCH] = "UPDATE tokens SET used = max(coalesce(used, ?1), ?1) WHERE number = ?2",
    [ROLL_COUNTS] = "SELECT (SELECT count(*) FROM users WHERE removed IS NULL), "
                    "(SELECT count(*) FROM tokens WHERE revoked IS NULL)",
};

static const spr_side_kind kind_of_file = {
    .ending = "-users",
    .what = "a file of users",
    .maker = "`sprawa user add`",
    .application = SPR_ROLL_APPLICATION_ID,
    .schema = SCHEMA,
    .tables = tables,
    .statements = {sql_texts, ROLL_NSQL},
};

/* -- opening -------------------------------------------------------------------------------------------- */
static spr_status open_both(spr_roll *r, const spr_roll_options *o) {
  spr_side_options side = {&r->alloc, o->database, o->create, false, o->busy_ms, o->vfs};
  spr_status s = o->reads_only ? SPR_OK : spr_side_open(&r->writer, &kind_of_file, &side);
  side.reads_only = true;
  if (s == SPR_OK) s = spr_side_open(&r->reader, &kind_of_file, &side);
  if (s == SPR_OK) spr_side_watch(&r->reader);
  const spr_side *failed = r->reader.kind ? &r->reader : &r->writer;
  if (s != SPR_OK)
    snprintf(r->fault, sizeof r->fault, "%s", failed->fault[0] ? failed->fault : spr_status_text(s));
  return s;
}

bool spr_roll_there(const char *database) {
  char path[SPR_MAX_STORE_PATH + 32];
  return spr_side_path(&kind_of_file, database, path) && access(path, F_OK) == 0;
}

spr_status spr_roll_open(const spr_roll_options *o, spr_roll **out, char *why) {
  *out = NULL;
  if (why) snprintf(why, SPR_MAX_MESSAGE_BYTES, "%s", spr_status_text(SPR_ENOMEM));
  spr_roll *r = spr_realloc(o->alloc, NULL, 0, sizeof *r);
  if (!r) return SPR_ENOMEM;
  *r = (spr_roll){.alloc = *o->alloc};
  pthread_mutex_init(&r->reading, NULL);
  pthread_mutex_init(&r->writing, NULL);
  pthread_mutex_init(&r->telling, NULL);
  spr_known_init(&r->known, &r->alloc);
  spr_chain_ready();
  spr_status s = open_both(r, o);
  if (s == SPR_OK) {
    *out = r;
    return s;
  }
  if (why) memcpy(why, r->fault, SPR_MAX_MESSAGE_BYTES);
  spr_roll_close(r);
  return s;
}

void spr_roll_close(spr_roll *r) {
  if (!r) return;
  spr_side_close(&r->reader);
  spr_side_close(&r->writer);
  spr_known_release(&r->known);
  pthread_mutex_destroy(&r->telling);
  pthread_mutex_destroy(&r->writing);
  pthread_mutex_destroy(&r->reading);
  spr_alloc alloc = r->alloc;
  spr_free(&alloc, r, sizeof *r);
}

void spr_roll_fault(spr_roll *r, char *out) {
  pthread_mutex_lock(&r->telling);
  memcpy(out, r->fault, SPR_MAX_MESSAGE_BYTES);
  pthread_mutex_unlock(&r->telling);
}

/* What is not there, or refused, is no failure of the file. */
static spr_status note(spr_roll *r, const spr_side *side, spr_status status) {
  if (status == SPR_OK || status == SPR_ENOTFOUND || status == SPR_EREFUSED) return status;
  pthread_mutex_lock(&r->telling);
  snprintf(r->fault, sizeof r->fault, "%s", side->fault[0] ? side->fault : spr_status_text(status));
  pthread_mutex_unlock(&r->telling);
  return status;
}

/* -- looking and writing -------------------------------------------------------------------------------- */
spr_db *spr_roll_look(spr_roll *r) {
  pthread_mutex_lock(&r->reading);
  return &r->reader.db;
}

spr_status spr_roll_looked(spr_roll *r, spr_status status) {
  status = note(r, &r->reader, status);
  pthread_mutex_unlock(&r->reading);
  return status;
}

spr_status spr_roll_begin(spr_roll *r) {
  int64_t asked = spr_clock_steady();
  pthread_mutex_lock(&r->writing);
  r->writer.db.patience.since = asked;
  return spr_side_begin(&r->writer);
}

spr_status spr_roll_end(spr_roll *r, spr_status status) {
  status = note(r, &r->writer, spr_side_end(&r->writer, status));
  r->writer.db.patience.since = 0;
  pthread_mutex_unlock(&r->writing);
  return status;
}

bool spr_roll_changed(const spr_roll *r) {
  return sqlite3_changes64(r->writer.db.sqlite) > 0;
}

spr_status spr_roll_run(spr_roll *r, spr_roll_sql sql, uint64_t number) {
  spr_query q = spr_query_begin(&r->writer.db, sql);
  spr_bind_u64(&q, number);
  return spr_query_run(&q);
}

/* The log is synced by the next commit that matters, and by copying it back. */
static spr_status touch(spr_roll *r, spr_roll_sql sql, spr_instant at, uint64_t number) {
  spr_status s = spr_side_begin(&r->writer);
  if (s == SPR_OK) {
    spr_query q = spr_query_begin(&r->writer.db, sql);
    spr_bind_instant(&q, at);
    spr_bind_u64(&q, number);
    s = spr_query_run(&q);
  }
  return spr_side_end(&r->writer, s);
}

void spr_roll_touch(spr_roll *r, spr_roll_sql sql, spr_instant at, uint64_t number) {
  if (pthread_mutex_trylock(&r->writing) != 0) return;
  uint32_t wait = r->writer.db.patience.ms;
  r->writer.db.patience.ms = 0;
  spr_status s = spr_db_exec(&r->writer.db, "PRAGMA synchronous = normal", "use");
  if (s == SPR_OK) s = touch(r, sql, at, number);
  (void)note(r, &r->writer, s);
  /* Where this fails, no later commit could be relied on. */
  if (spr_db_exec(&r->writer.db, "PRAGMA synchronous = full", "use") != SPR_OK) r->writer.poisoned = true;
  r->writer.db.patience.ms = wait;
  pthread_mutex_unlock(&r->writing);
}

spr_status spr_roll_counts(spr_roll *r, spr_roll_count *out) {
  spr_query q = spr_query_begin(spr_roll_look(r), ROLL_COUNTS);
  *out = (spr_roll_count){0};
  if (spr_query_row(&q)) {
    out->users = spr_column_u64(&q, 0);
    out->tokens = spr_column_u64(&q, 1);
  }
  spr_status s = spr_query_end(&q);
  return spr_roll_looked(r, s == SPR_OK ? spr_db_bytes(&r->reader.db, &out->bytes) : s);
}

spr_status spr_roll_lend(spr_buf *text, spr_str *const *texts, uint32_t n) {
  spr_sqlite_lend(text, texts, n);
  return text->failed ? SPR_ENOMEM : SPR_OK;
}
