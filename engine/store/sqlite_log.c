/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "store/sqlite_db.h"

/* The write-ahead log: room for what a batch adds, and when it is copied back into the file.
 *
 * A COMMIT that fails may have happened, so what fails in practice, the disk that is full, must fail before
 * it. Only a log that grows asks the disk for room, since SQLite writes one that was copied back anew from
 * its start; so before COMMIT the log's file is made long enough for the batch, and further, that this is
 * seldom. What stands behind the last frame is no frame to SQLite: its salt and checksum do not fit. Only who
 * holds the write lock does this. (SQLite's documents: "WAL-mode File Format", sections 1.1, 2.2.) */

#define PAGE_BYTES 4096 /* of the files that this program makes */
#define FRAME_BYTES (24 + PAGE_BYTES)
#define HEADER_BYTES 32
#define GROW_FRAMES 256    /* 1 MB: so often as the log grows, and no more than that for nothing */
#define INDEX_BYTES 32768  /* of the log's index in one piece of shared memory, ... */
#define INDEX_FRAMES_AT 16 /* ... where it tells how many frames are committed, ... */
#define INDEX_SALT_AT 32   /* ... and a number that changes when the log begins anew */
/* Pages that one changed row touches at most but for its own bytes: a leaf in its table and in each index,
 * and what splits there. Where a batch touches more after all, and the disk is full, COMMIT says "unknown".
 */
#define ROW_PAGES 8
#define LEAF_BYTES 3000 /* of a page that are certainly filled */

typedef struct log_state {
  uint32_t frames, salt;
} log_state;

void spr_log_begin(spr_db *db) {
  db->log.changes = sqlite3_total_changes64(db->sqlite);
  db->bound_bytes = 0;
}

static uint64_t frames_of_batch(const spr_db *db) {
  uint64_t changes = (uint64_t)(sqlite3_total_changes64(db->sqlite) - db->log.changes);
  return (changes + 1) * ROW_PAGES + db->bound_bytes / LEAF_BYTES;
}

static sqlite3_file *file_of(spr_db *db, int which) {
  sqlite3_file *f = NULL;
  int rc = sqlite3_file_control(db->sqlite, "main", which, &f);
  return rc == SQLITE_OK && f && f->pMethods ? f : NULL;
}

/* What the log's index tells: another process may have written, or begun it anew, since. */
static bool look(spr_db *db, log_state *out) {
  sqlite3_file *f = file_of(db, SQLITE_FCNTL_FILE_POINTER);
  void volatile *index = NULL;
  if (!f || f->pMethods->iVersion < 2) return false;
  if (f->pMethods->xShmMap(f, 0, INDEX_BYTES, 0, &index) != SQLITE_OK || !index) return false;
  memcpy(&out->frames, (const char *)index + INDEX_FRAMES_AT, sizeof out->frames);
  memcpy(&out->salt, (const char *)index + INDEX_SALT_AT, sizeof out->salt);
  return true;
}

/* Is the file as long as that? It is cut only when the log begins anew, under another salt, so that what was
 * seen of it holds until then. Asking the system each time would be slow: Linux notes a finer time of each
 * change in a file whose times are asked for. */
static bool known_to_fit(const spr_db *db, uint32_t salt, sqlite3_int64 least) {
  return db->log.salt == salt && db->log.size >= least;
}

static int lengthen(sqlite3_file *log, sqlite3_int64 from, sqlite3_int64 to) {
  static const char zeros[16 * PAGE_BYTES];
  int rc = SQLITE_OK;
  for (sqlite3_int64 n; from < to && rc == SQLITE_OK; from += n) {
    n = to - from < (sqlite3_int64)sizeof zeros ? to - from : (sqlite3_int64)sizeof zeros;
    rc = log->pMethods->xWrite(log, zeros, (int)n, from);
  }
  return rc;
}

/* Only ever behind the file's end, as the system knows it: before it may stand what another process has
 * committed since, and what SQLite has written of this batch already. */
static int grow(sqlite3_file *log, sqlite3_int64 least, sqlite3_int64 *size) {
  int rc = log->pMethods->xFileSize(log, size);
  if (rc != SQLITE_OK || *size >= least) return rc;
  sqlite3_int64 begin = *size, more = begin + (sqlite3_int64)GROW_FRAMES * FRAME_BYTES;
  *size = more > least ? more : least;
  rc = lengthen(log, begin, *size);
  if (rc != SQLITE_FULL) return rc;
  *size = least;
  return lengthen(log, begin, least);
}

/* Until this connection has committed once it is not certain that there is a log: where switching to it
 * failed, the file still has a journal of the other kind, which is nothing to be made longer. */
int spr_log_reserve(spr_db *db) {
  sqlite3_file *log = db->log.pages > 0 ? file_of(db, SQLITE_FCNTL_JOURNAL_POINTER) : NULL;
  log_state state;
  if (!log || !look(db, &state)) return sqlite3_db_cacheflush(db->sqlite);
  uint64_t frames = state.frames + frames_of_batch(db);
  sqlite3_int64 size, least = HEADER_BYTES + (sqlite3_int64)frames * FRAME_BYTES;
  if (known_to_fit(db, state.salt, least)) return SQLITE_OK;
  int rc = grow(log, least, &size);
  if (rc != SQLITE_OK) return rc;
  db->log.size = size;
  db->log.salt = state.salt;
  return SQLITE_OK;
}

/* -- copying back --------------------------------------------------------------------------------------- */
int spr_log_hook(void *ud, sqlite3 *sqlite, const char *name, int pages) {
  (void)sqlite;
  (void)name;
  spr_db *db = ud;
  db->log.pages = (uint32_t)pages;
  return SQLITE_OK;
}

/* The batch is durable already: where copying fails, or readers hold the log, it is tried again when the log
 * has grown as much once more. */
void spr_log_copy_back(spr_db *db) {
  if (db->log.pages < db->log.checkpoint_at) {
    /* It began anew. */
    if (db->log.pages + SPR_CHECKPOINT_PAGES < db->log.checkpoint_at)
      db->log.checkpoint_at = SPR_CHECKPOINT_PAGES;
    return;
  }
  sqlite3_wal_checkpoint_v2(db->sqlite, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  db->log.checkpoint_at = db->log.pages + SPR_CHECKPOINT_PAGES;
}
