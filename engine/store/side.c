/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "store/side.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "store/sqlite_schema.h"

/* -- where it is ---------------------------------------------------------------------------------------- */
/* Two names of one database must not have two files of users. */
static bool target_of(const char *path, char out[PATH_MAX]) {
  struct stat st;
  return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) && realpath(path, out);
}

bool spr_side_path(const spr_side_kind *kind, const char *database, char out[SPR_MAX_STORE_PATH + 32]) {
  char target[PATH_MAX];
  if (target_of(database, target)) database = target;
  /* SQLite takes some names for more than a name. */
  const char *prefix = database[0] == '/' ? "" : "./";
  int n = snprintf(out, SPR_MAX_STORE_PATH + 32, "%s%s%s", prefix, database, kind->ending);
  return n > 0 && n < SPR_MAX_STORE_PATH;
}

/* The path as people write it. */
static const char *shown(const char *path) {
  return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}

static spr_status find(spr_side *s, bool create) {
  struct stat st;
  bool there = stat(s->path, &st) == 0;
  if (!there && !create && (errno == ENOENT || errno == ENOTDIR))
    return spr_db_say(&s->db, SPR_ENOTFOUND, "there is no %s: %s makes it", s->db.path, s->kind->maker);
  if (there && S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)
    return spr_db_say(&s->db, SPR_EREFUSED, "others than its owner may read or write %s: chmod 600 it",
                      s->db.path);
  return spr_sqlite_find_file(&s->db, s->path, create);
}

/* -- whose file it is ----------------------------------------------------------------------------------- */
static spr_status judge(spr_side *s, spr_file_kind kind, int64_t version) {
  const spr_side_kind *k = s->kind;
  if (kind == SPR_FILE_FOREIGN)
    return spr_db_say(&s->db, SPR_EINVAL, "%s is not %s: move it away", s->db.path, k->what);
  if (kind == SPR_FILE_OURS && version != k->schema)
    return spr_db_say(&s->db, SPR_EINVAL,
                      "%s has schema %lld, and this program knows %d: use the program that wrote it",
                      s->db.path, (long long)version, k->schema);
  return SPR_OK;
}

/* In one look: another process may be making the file in this moment. */
static spr_status identify(spr_side *s, bool *blank) {
  spr_file_kind kind = SPR_FILE_FOREIGN;
  int64_t version = 0, application = 0;
  spr_status st = spr_db_exec(&s->db, "BEGIN", "read");
  if (st == SPR_OK) st = spr_schema_read(&s->db, s->kind->application, &kind, &version, &application);
  int rc = sqlite3_errcode(s->db.sqlite);
  spr_db_end(&s->db);
  if (st != SPR_OK && (rc == SQLITE_NOTADB || rc == SQLITE_ERROR))
    return spr_db_say(&s->db, SPR_EINVAL, "%s is not %s, or its beginning is damaged: put back a copy",
                      s->db.path, s->kind->what);
  *blank = kind == SPR_FILE_BLANK;
  return st == SPR_OK ? judge(s, kind, version) : st;
}

/* Another process may be doing the same: whoever is second finds the tables there. */
static spr_status make_tables(spr_side *s) {
  spr_file_kind kind;
  int64_t version, application;
  char sql[96];
  spr_status st = spr_side_begin(s);
  if (st == SPR_OK) st = spr_schema_read(&s->db, s->kind->application, &kind, &version, &application);
  if (st == SPR_OK && kind == SPR_FILE_BLANK) {
    for (const char *const *t = s->kind->tables; *t && st == SPR_OK; t++)
      st = spr_db_exec(&s->db, *t, "make the tables of");
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", s->kind->application,
             s->kind->schema);
    if (st == SPR_OK) st = spr_db_exec(&s->db, sql, "name the schema of");
  }
  return spr_side_end(s, st);
}

/* -- opening -------------------------------------------------------------------------------------------- */
static spr_status check_writable(spr_side *s) {
  if (!sqlite3_db_readonly(s->db.sqlite, "main")) return SPR_OK;
  return spr_db_say(&s->db, SPR_EIO, "%s may only be read: give the right to write it and its folder",
                    s->db.path);
}

static spr_status connect(spr_side *s, const spr_side_options *o) {
  bool blank = false, create = o->create && !o->reads_only;
  spr_status st = find(s, create);
  if (st != SPR_OK) return st;
  int rc = sqlite3_open_v2(s->path, &s->db.sqlite,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, o->vfs);
  if (rc == SQLITE_OK) rc = spr_sqlite_harden(s->db.sqlite);
  if (rc == SQLITE_OK) rc = sqlite3_busy_handler(s->db.sqlite, spr_patience_wait, &s->db.patience);
  if (rc != SQLITE_OK) return spr_db_fail(&s->db, rc, "open");
  st = identify(s, &blank);
  /* Making it was cut short: whoever comes next goes on with it. */
  bool writes = blank || !o->reads_only;
  if (st == SPR_OK && writes) st = check_writable(s);
  if (st == SPR_OK) st = spr_sqlite_settle(&s->db, writes);
  return st == SPR_OK && blank ? make_tables(s) : st;
}

spr_status spr_side_open(spr_side *s, const spr_side_kind *kind, const spr_side_options *o) {
  *s = (spr_side){.kind = kind};
  s->db = (spr_db){.alloc = *o->alloc,
                   .path = shown(s->path),
                   .statements = &kind->statements,
                   .prepared = s->prepared,
                   .patience = {.ms = o->busy_ms},
                   .fault = s->fault};
  if (!spr_side_path(kind, o->database, s->path))
    return spr_db_say(&s->db, SPR_EIO, "the path of the database is too long: choose a shorter one");
  s->db.path = shown(s->path);
  spr_status st = connect(s, o);
  if (st != SPR_OK) spr_side_close(s);
  return st;
}

void spr_side_close(spr_side *s) {
  if (s->kind) spr_db_close(&s->db);
}

/* -- batches -------------------------------------------------------------------------------------------- */
spr_status spr_side_begin(spr_side *s) {
  if (s->poisoned)
    return spr_db_say(&s->db, SPR_EUNKNOWN, "an earlier commit to %s failed, and may have happened: restart",
                      s->db.path);
  return spr_db_begin(&s->db);
}

spr_status spr_side_end(spr_side *s, spr_status status) {
  if (status == SPR_OK) status = spr_db_commit(&s->db);
  if (status == SPR_EUNKNOWN) s->poisoned = true;
  if (status != SPR_OK) spr_db_end(&s->db);
  return status;
}
