/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "store/keys.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Opening a store. Nothing is written to a file before it is known to be ours. */

static void release(spr_store *s);
static spr_status reader(const spr_store *s, spr_store **out);

const spr_store_impl spr_sqlite_impl = {
    .close = release,
    .reader = reader,
    .wait = spr_sqlite_set_wait,
    .wait_since = spr_sqlite_wait_since,
    .begin = spr_sqlite_begin,
    .commit = spr_sqlite_commit,
    .abandon = spr_sqlite_abandon,
    .mark = spr_sqlite_mark,
    .keep = spr_sqlite_keep,
    .undo = spr_sqlite_undo,
    .look = spr_sqlite_look,
    .looked = spr_sqlite_looked,
    .stable_pos = spr_sqlite_stable_pos,
    .generation = spr_sqlite_generation,
    .last_pos = spr_sqlite_last_pos,
    .last_number = spr_sqlite_last_number,
    .entry_put = spr_sqlite_entry_put,
    .seal_put = spr_sqlite_seal_put,
    .seal_last = spr_sqlite_seal_last,
    .hashes = spr_sqlite_hashes,
    .object_known = spr_sqlite_object_known,
    .object_put = spr_sqlite_object_put,
    .current_set = spr_sqlite_current_set,
    .answer_put = spr_sqlite_answer_put,
    .answers_expire = spr_sqlite_answers_expire,
    .answers_forget = spr_sqlite_answers_forget,
    .delivered = spr_sqlite_delivered,
    .erase = spr_sqlite_erase,
    .scrub = spr_sqlite_scrub,
    .scrubbing = spr_sqlite_scrubbing,
    .scrubbed = spr_sqlite_scrubbed,
    .case_get = spr_sqlite_case_get,
    .case_put = spr_sqlite_case_put,
    .task_put = spr_sqlite_task_put,
    .task_gone = spr_sqlite_task_gone,
    .deadline_put = spr_sqlite_deadline_put,
    .deadline_gone = spr_sqlite_deadline_gone,
    .deadline_sum = spr_sqlite_deadline_sum,
    .place_put = spr_sqlite_place_put,
    .link_put = spr_sqlite_link_put,
    .message_get = spr_sqlite_message_get,
    .message_put = spr_sqlite_message_put,
    .message_later = spr_sqlite_message_later,
    .message_gone = spr_sqlite_message_gone,
    .notice_put = spr_sqlite_notice_put,
    .incident_get = spr_sqlite_incident_get,
    .incident_put = spr_sqlite_incident_put,
    .incident_gone = spr_sqlite_incident_gone,
    .listed_put = spr_sqlite_listed_put,
    .parts_gone = spr_sqlite_parts_gone,
    .entries = spr_sqlite_entries,
    .emergencies = spr_sqlite_emergencies,
    .emergencies_since = spr_sqlite_emergencies_since,
    .journal = spr_sqlite_journal,
    .entry = spr_sqlite_entry,
    .numbered = spr_sqlite_numbered,
    .head = spr_sqlite_head,
    .walk = spr_sqlite_walk,
    .walked = spr_sqlite_walked,
    .cases = spr_sqlite_cases,
    .tally = spr_sqlite_tally,
    .standings = spr_sqlite_standings,
    .listed = spr_sqlite_listed,
    .listed_count = spr_sqlite_listed_count,
    .due = spr_sqlite_due,
    .erasing = spr_sqlite_erasing,
    .erased = spr_sqlite_erased,
    .tasks = spr_sqlite_tasks,
    .deadlines = spr_sqlite_deadlines,
    .links = spr_sqlite_links,
    .messages = spr_sqlite_messages,
    .notices = spr_sqlite_notices,
    .incidents = spr_sqlite_incidents,
    .seals = spr_sqlite_seals,
    .caseload = spr_sqlite_caseload,
    .occupied = spr_sqlite_occupied,
    .object = spr_sqlite_object,
    .objects = spr_sqlite_objects,
    .current = spr_sqlite_current,
    .currents = spr_sqlite_currents,
    .pinned = spr_sqlite_pinned,
    .answer = spr_sqlite_answer,
    .counts = spr_sqlite_counts,
    .outstanding = spr_sqlite_outstanding,
    .backup = spr_sqlite_backup,
    .check_pages = spr_sqlite_check_pages,
    .check_rows = spr_sqlite_check_rows,
    .derived = spr_sqlite_derived,
    .derived_counts = spr_sqlite_derived_counts,
};

/* -- the handle ----------------------------------------------------------------------------------------- */
static char *copy(const spr_alloc *a, const char *prefix, const char *z) {
  size_t n = strlen(prefix) + strlen(z) + 1;
  char *p = spr_realloc(a, NULL, 0, n);
  if (p) snprintf(p, n, "%s%s", prefix, z);
  return p;
}

static void drop(const spr_alloc *a, char *z) {
  if (z) spr_free(a, z, strlen(z) + 1);
}

static void release(spr_store *s) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_alloc alloc = s->alloc;
  spr_db_close(&q->db);
  spr_interned_release(&q->names);
  spr_interned_release(&q->objects);
  spr_interned_release(&q->drawers);
  spr_heads_release(&q->heads);
  spr_shifts_release(&q->shifts, &alloc);
  spr_buf_release(&q->row);
  spr_buf_release(&q->stepped);
  spr_buf_release(&q->read);
  spr_buf_release(&q->drawer);
  drop(&alloc, q->path);
  drop(&alloc, q->vfs);
  spr_store_release(s);
  spr_free(&alloc, q, sizeof *q);
}

/* A relative path gets "./" before it, so that SQLite takes no name (":memory:", "file:...") for more than a
 * name. */
static spr_sqlite *make(const spr_store_options *o) {
  spr_sqlite *q = spr_realloc(o->alloc, NULL, 0, sizeof *q);
  if (!q) return NULL;
  *q = (spr_sqlite){.commits = 0};
  spr_store_init(&q->base, &spr_sqlite_impl, o->alloc);
  q->path = copy(o->alloc, o->path[0] == '/' || o->path[0] == '\0' ? "" : "./", o->path);
  q->vfs = o->vfs ? copy(o->alloc, "", o->vfs) : NULL;
  q->db = (spr_db){.alloc = *o->alloc,
                   .path = q->path ? q->path : "",
                   .statements = &spr_store_statements,
                   .prepared = q->prepared,
                   .patience = {.ms = o->busy_ms},
                   .fault = q->base.fault};
  q->few = SPR_MAX_FETCHED;
  q->gathered = SPR_MAX_GATHERED;
  spr_interned_init(&q->names, &q->db, SPR_SQL_NAME_NUMBER, SPR_SQL_NAME_TEXT, SPR_SQL_NAME_PUT);
  /* Objects are put with their content, so never by way of the cache. */
  spr_interned_init(&q->objects, &q->db, SPR_SQL_OBJECT_NUMBER, SPR_SQL_OBJECT_HASH, SPR_SQL_OBJECT_PUT);
  spr_interned_init(&q->drawers, &q->db, SPR_SQL_DRAWER_NUMBER, SPR_SQL_DRAWER_TEXT, SPR_SQL_DRAWER_PUT);
  q->heads.db = &q->db;
  spr_buf_init(&q->row, o->alloc, SPR_MAX_STORED_BYTES + SPR_MAX_NAME);
  spr_buf_init(&q->stepped, o->alloc, SPR_MAX_STORED_BYTES);
  spr_buf_init(&q->drawer, o->alloc, (SPR_MAX_SEEN_BY + 4) * (SPR_MAX_STORED_TEXT + 1));
  spr_buf_init(&q->read, o->alloc, SPR_MAX_OBJECT_BYTES + SPR_MAX_STORED_BYTES);
  if (q->path && (q->vfs || !o->vfs)) return q;
  release(&q->base);
  return NULL;
}

/* -- whose file it is ----------------------------------------------------------------------------------- */
static spr_status not_a_database(spr_sqlite *q) {
  return spr_db_say(&q->db, SPR_EINVAL,
                    "%s is no database, or its beginning is damaged: name another file, or restore a backup",
                    q->path);
}

static spr_status judge(spr_sqlite *q, spr_file_kind kind, int64_t version, int64_t application,
                        spr_schema_wish wish) {
  if (kind == SPR_FILE_BLANK)
    return spr_db_say(&q->db, SPR_EINVAL,
                      "%s is empty: look at the path, or make the database by deploying a site to it",
                      q->path);
  if (kind == SPR_FILE_FOREIGN && application == SPR_KEYS_APPLICATION_ID)
    return spr_db_say(&q->db, SPR_EINVAL, "%s is a key file, not the database: name the database", q->path);
  if (kind == SPR_FILE_FOREIGN)
    return spr_db_say(&q->db, SPR_EINVAL, "%s is a database of another program: name another file", q->path);
  if (version > SPR_STORE_SCHEMA)
    return spr_db_say(&q->db, SPR_EINVAL,
                      "%s has schema %lld, and this program knows no later one than %d: use the program that "
                      "wrote it, or a newer one",
                      q->path, (long long)version, SPR_STORE_SCHEMA);
  if (version < SPR_STORE_SCHEMA && wish == SPR_SCHEMA_PRESENT)
    return spr_db_say(&q->db, SPR_EREFUSED,
                      "%s has schema %lld, and this program needs %d: bring it up with `sprawa db upgrade`",
                      q->path, (long long)version, SPR_STORE_SCHEMA);
  return SPR_OK;
}

/* Another process may be doing the same: whoever is second finds the tables there. */
static spr_status raise_schema(spr_sqlite *q) {
  spr_file_kind kind;
  int64_t version, application;
  spr_status s = spr_db_exec(&q->db, "BEGIN IMMEDIATE", "write to");
  if (s != SPR_OK) return s;
  s = spr_schema_read(&q->db, SPR_STORE_APPLICATION_ID, &kind, &version, &application);
  if (s == SPR_OK && version < SPR_STORE_SCHEMA) s = spr_schema_raise(&q->db, version);
  if (s == SPR_OK) s = spr_db_exec(&q->db, "COMMIT", "write to");
  spr_db_end(&q->db);
  return s;
}

static spr_status check_writable(spr_sqlite *q) {
  if (!sqlite3_db_readonly(q->db.sqlite, "main")) return SPR_OK;
  return spr_db_say(&q->db, SPR_EIO, "%s may only be read: give the right to write it and its folder",
                    q->path);
}

/* In one look: another process may be making the file in this moment. */
static spr_status identify(spr_sqlite *q, spr_file_kind *kind, int64_t *version, int64_t *application) {
  spr_status s = spr_db_exec(&q->db, "BEGIN", "read");
  if (s == SPR_OK) s = spr_schema_read(&q->db, SPR_STORE_APPLICATION_ID, kind, version, application);
  /* SQLite has no code of its own for a format that it does not know. */
  int rc = sqlite3_errcode(q->db.sqlite);
  spr_db_end(&q->db);
  if (s == SPR_OK && !sqlite3_get_autocommit(q->db.sqlite)) return spr_db_fail(&q->db, SQLITE_NOMEM, "read");
  return s != SPR_OK && (rc == SQLITE_NOTADB || rc == SQLITE_ERROR) ? not_a_database(q) : s;
}

/* What was read holds the file in its place from now on (sqlite_replace.c). */
static spr_status check_place(spr_sqlite *q) {
  int moved = 0;
  sqlite3_file_control(q->db.sqlite, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved ? spr_db_say(&q->db, SPR_EBUSY, "%s is being replaced in this moment: try again", q->path)
               : SPR_OK;
}

spr_status spr_sqlite_connect(spr_sqlite *q, spr_store_mode mode, spr_schema_wish wish, int64_t *version) {
  bool writes = mode != SPR_STORE_READ;
  spr_file_kind kind = SPR_FILE_BLANK;
  int64_t application = 0;
  spr_status s = spr_sqlite_find_file(&q->db, q->path, mode == SPR_STORE_CREATE);
  if (s != SPR_OK) return s;
  int rc = sqlite3_open_v2(q->path, &q->db.sqlite,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, q->vfs);
  if (rc == SQLITE_OK) rc = spr_sqlite_harden(q->db.sqlite);
  if (rc == SQLITE_OK) rc = spr_sqlite_add_functions(q);
  if (rc == SQLITE_OK) rc = sqlite3_busy_handler(q->db.sqlite, spr_patience_wait, &q->db.patience);
  if (rc != SQLITE_OK) return spr_db_fail(&q->db, rc, "open");
  s = identify(q, &kind, version, &application);
  if (s == SPR_OK) s = check_place(q);
  bool fresh = kind == SPR_FILE_BLANK && mode == SPR_STORE_CREATE;
  if (s == SPR_OK && !fresh) s = judge(q, kind, *version, application, wish);
  if (s == SPR_OK && writes) s = check_writable(q);
  if (s == SPR_OK) s = spr_sqlite_settle(&q->db, writes);
  return s == SPR_OK && fresh ? raise_schema(q) : s;
}

/* -- opening -------------------------------------------------------------------------------------------- */
static void tell(const spr_sqlite *q, char *why) {
  if (why) snprintf(why, SPR_MAX_MESSAGE_BYTES, "%s", q ? q->base.fault : "out of memory");
}

static spr_status open_file(const spr_store_options *o, spr_schema_wish wish, spr_sqlite **out,
                            int64_t *version, char *why) {
  *out = NULL;
  spr_sqlite *q = make(o);
  spr_status s = q ? spr_sqlite_connect(q, o->mode, wish, version) : SPR_ENOMEM;
  if (s == SPR_OK) {
    q->base.reads_only = o->mode == SPR_STORE_READ;
    *out = q;
    return SPR_OK;
  }
  tell(q, why);
  if (q) release(&q->base);
  return s;
}

spr_status spr_store_open(const spr_store_options *o, spr_store **out, char *why) {
  spr_sqlite *q;
  int64_t version = 0;
  spr_status s = open_file(o, SPR_SCHEMA_PRESENT, &q, &version, why);
  *out = s == SPR_OK ? &q->base : NULL;
  return s;
}

static spr_status reader(const spr_store *s, spr_store **out) {
  const spr_sqlite *q = (const spr_sqlite *)s;
  const spr_store_options o = {&s->alloc, q->path, SPR_STORE_READ, q->db.patience.ms, q->vfs};
  return spr_store_open(&o, out, NULL);
}

/* -- an older file -------------------------------------------------------------------------------------- */
spr_status spr_store_upgrade(const spr_store_options *o, const char *backup, char *why) {
  spr_store_options writing = *o;
  spr_sqlite *q;
  int64_t version = 0;
  writing.mode = SPR_STORE_WRITE;
  spr_status s = open_file(&writing, SPR_SCHEMA_OLDER_TOO, &q, &version, why);
  if (s != SPR_OK) return s;
  if (version < SPR_STORE_SCHEMA) {
    s = spr_sqlite_backup(&q->base, backup);
    if (s == SPR_OK) s = raise_schema(q);
    if (s != SPR_OK) tell(q, why);
  }
  release(&q->base);
  return s;
}

const char *spr_store_library(void) {
  return sqlite3_libversion();
}
