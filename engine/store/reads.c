/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <unistd.h>

#include "store/reads_impl.h"

/* The access log's file, its kinds, and its chain. */

#define SCHEMA 1

/* `found` is an index of all by which a row is looked for; it can be made again from `reads`. */
static const char *const tables[] = {
    "CREATE TABLE names(number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT",
    "CREATE TABLE reads(pos INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL, "
    "who INTEGER NOT NULL, institution INTEGER NOT NULL, route INTEGER NOT NULL, cases BLOB NOT NULL, "
    "hash BLOB NOT NULL) STRICT",
    "CREATE TABLE found(by INTEGER NOT NULL, name INTEGER NOT NULL, pos INTEGER NOT NULL, "
    "PRIMARY KEY(by, name, pos)) STRICT, WITHOUT ROWID",
    NULL,
};

#define ROW "r.pos, r.at, r.kind, r.who, r.institution, r.route, r.cases, r.hash"

static const char *const sql[READS_NSQL] = {
    [READS_BEGIN] = "BEGIN IMMEDIATE",
    [READS_COMMIT] = "COMMIT",
    [READS_LOOK] = "BEGIN",
    [READS_NAME_NUMBER] = "SELECT number FROM names WHERE name = ?",
    [READS_NAME_TEXT] = "SELECT name FROM names WHERE number = ?",
    [READS_NAME_PUT] = "INSERT INTO names(name) VALUES(?)",
    [READS_LAST] = "SELECT pos, hash FROM reads ORDER BY pos DESC LIMIT 1",
    [READS_PUT] = "INSERT INTO reads(pos, at, kind, who, institution, route, cases, hash) "
                  "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
    /* One case may stand twice in an answer. */
    [READS_FIND_PUT] = "INSERT INTO found(by, name, pos) VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
    [READS_NEWEST] = "SELECT " ROW " FROM reads r WHERE r.pos < ? ORDER BY r.pos DESC",
    [READS_FOUND] = "SELECT " ROW " FROM found f CROSS JOIN reads r ON r.pos = f.pos "
                    "WHERE f.by = ? AND f.name = ? AND f.pos < ? ORDER BY f.pos DESC",
    [READS_IS_FOUND] = "SELECT 1 FROM found WHERE by = ? AND name = ? AND pos = ?",
    [READS_COUNT_FOUND] = "SELECT count(*) FROM found",
    [READS_FROM] = "SELECT " ROW " FROM reads r WHERE r.pos >= ? ORDER BY r.pos LIMIT ?",
    [READS_INTEGRITY] = "PRAGMA integrity_check(1)",
};

static const spr_side_kind kind_of_file = {
    .ending = "-reads",
    .what = "an access log",
    .maker = "`sprawa serve`",
    .application = SPR_READS_APPLICATION_ID,
    .schema = SCHEMA,
    .tables = tables,
    .statements = {sql, READS_NSQL},
};

/* -- kinds ---------------------------------------------------------------------------------------------- */
static const char *const kinds[] = {
    [SPR_READ_CASE] = "case",     [SPR_READ_LIST] = "list",           [SPR_READ_SEARCH] = "search",
    [SPR_READ_EXPORT] = "export", [SPR_READ_EMERGENCY] = "emergency",
};

const char *spr_read_kind_text(spr_read_kind kind) {
  return kind >= SPR_READ_CASE && kind <= SPR_READ_EMERGENCY ? kinds[kind] : "";
}

bool spr_read_kind_named(spr_str text, spr_read_kind *out) {
  for (int k = SPR_READ_CASE; k <= SPR_READ_EMERGENCY; k++) {
    *out = (spr_read_kind)k;
    if (spr_str_is(text, kinds[k])) return true;
  }
  return false;
}

/* -- opening -------------------------------------------------------------------------------------------- */
static spr_status open_end(spr_reads *r, const spr_reads_options *o, bool reads_only, spr_reads_end *e) {
  const spr_side_options side = {.alloc = &r->alloc,
                                 .database = o->database,
                                 .create = o->create,
                                 .reads_only = reads_only,
                                 .busy_ms = o->busy_ms,
                                 .vfs = o->vfs};
  spr_status s = spr_side_open(&e->side, &kind_of_file, &side);
  spr_interned_init(&e->names, &e->side.db, READS_NAME_NUMBER, READS_NAME_TEXT, READS_NAME_PUT);
  return s == SPR_OK ? s : spr_reads_failed(r, e, s);
}

static void close_end(spr_reads_end *e) {
  if (!e->side.kind) return;
  spr_interned_release(&e->names);
  spr_side_close(&e->side);
}

spr_status spr_reads_open(const spr_reads_options *o, spr_reads **out, char *why) {
  *out = NULL;
  if (why) snprintf(why, SPR_MAX_MESSAGE_BYTES, "%s", spr_status_text(SPR_ENOMEM));
  spr_reads *r = spr_realloc(o->alloc, NULL, 0, sizeof *r);
  if (!r) return SPR_ENOMEM;
  *r = (spr_reads){.alloc = *o->alloc, .reads_only = o->reads_only, .last = &r->first};
  spr_buf_init(&r->packed, &r->alloc, (size_t)SPR_MAX_READ_IDS * 10);
  pthread_mutex_init(&r->lock, NULL);
  pthread_mutex_init(&r->looking, NULL);
  pthread_cond_init(&r->turned, NULL);
  spr_chain_ready();
  /* Whoever writes makes the file where it is new, so it comes first. */
  spr_status s = o->reads_only ? SPR_OK : open_end(r, o, false, &r->writer);
  if (s == SPR_OK) s = open_end(r, o, true, &r->reader);
  if (s == SPR_OK) {
    *out = r;
    return s;
  }
  if (why) spr_reads_fault(r, why);
  spr_reads_close(r);
  return s;
}

void spr_reads_close(spr_reads *r) {
  if (!r) return;
  close_end(&r->reader);
  close_end(&r->writer);
  spr_buf_release(&r->packed);
  pthread_cond_destroy(&r->turned);
  pthread_mutex_destroy(&r->looking);
  pthread_mutex_destroy(&r->lock);
  spr_alloc alloc = r->alloc;
  spr_free(&alloc, r, sizeof *r);
}

spr_status spr_reads_failed(spr_reads *r, const spr_reads_end *e, spr_status status) {
  pthread_mutex_lock(&r->lock);
  const char *what = e->side.fault[0] ? e->side.fault : spr_status_text(status);
  snprintf(r->fault, sizeof r->fault, "%s", what);
  pthread_mutex_unlock(&r->lock);
  return status;
}

void spr_reads_fault(spr_reads *r, char *out) {
  pthread_mutex_lock(&r->lock);
  memcpy(out, r->fault, SPR_MAX_MESSAGE_BYTES);
  pthread_mutex_unlock(&r->lock);
}

bool spr_reads_there(const char *database) {
  char path[SPR_MAX_STORE_PATH + 32];
  return spr_side_path(&kind_of_file, database, path) && access(path, F_OK) == 0;
}

spr_status spr_reads_backup(spr_reads *r, const char *database) {
  char path[SPR_MAX_STORE_PATH + 32];
  spr_side *side = &r->reader.side;
  pthread_mutex_lock(&r->looking);
  spr_status s = spr_side_path(&kind_of_file, database, path)
                     ? spr_db_copy(&side->db, NULL, path)
                     : spr_db_say(&side->db, SPR_EIO, "the path of the copy is too long");
  if (s != SPR_OK) (void)spr_reads_failed(r, &r->reader, s);
  pthread_mutex_unlock(&r->looking);
  return s;
}

/* -- rows ----------------------------------------------------------------------------------------------- */
bool spr_reads_name(spr_str *joined, spr_str *name) {
  uint32_t n = 0;
  while (n < joined->n && joined->p[n] != ',') n++;
  *name = spr_str_n(joined->p, n);
  *joined = spr_str_sub(*joined, n < joined->n ? n + 1 : n, joined->n);
  return name->n > 0;
}

void spr_reads_hash(const spr_hash *prev, const spr_read *read, spr_hash *out) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa read 1");
  spr_hasher_hash(&h, prev);
  spr_hasher_u64(&h, read->pos);
  spr_hasher_u64(&h, (uint64_t)read->at);
  spr_hasher_u64(&h, read->kind);
  spr_hasher_str(&h, read->who);
  spr_hasher_str(&h, read->institution);
  spr_hasher_str(&h, read->route);
  spr_hasher_u64(&h, read->nids);
  for (uint32_t i = 0; i < read->nids; i++) spr_hasher_str(&h, read->ids[i]);
  spr_hasher_end(&h, out);
}
