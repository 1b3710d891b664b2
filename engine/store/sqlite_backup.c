/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite_store.h"

/* Copies of the file, and taking what was erased out of it. */

/* -- backup --------------------------------------------------------------------------------------------- */
/* While the copy is made it has this name beside its own. */
static bool name_part(char out[SPR_MAX_STORE_PATH + 16], const char *path) {
  return strlen(path) < SPR_MAX_STORE_PATH && snprintf(out, SPR_MAX_STORE_PATH + 16, "%s.part", path) > 0;
}

static bool exists(const char *path) {
  struct stat st;
  return lstat(path, &st) == 0;
}

static void remove_part(const char *part) {
  static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
  char z[SPR_MAX_STORE_PATH + 32];
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    snprintf(z, sizeof z, "%s%s", part, ends[i]);
    unlink(z);
  }
}

/* All pages, as they are in the transaction that is open on the source. */
static int copy_pages(sqlite3 *to, sqlite3 *from) {
  sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
  if (!b) return sqlite3_extended_errcode(to);
  int rc = sqlite3_backup_step(b, -1);
  int end = sqlite3_backup_finish(b);
  if (rc != SQLITE_DONE) return rc;
  return end;
}

static spr_status check_copy(spr_db *copy) {
  spr_query query = spr_query_once(copy, "PRAGMA integrity_check(1)");
  bool sound = spr_query_row(&query) && spr_str_is(spr_column_str(&query, 0), "ok");
  spr_status s = spr_query_end(&query);
  return s != SPR_OK || sound ? s : spr_db_damaged(copy, "the copy does not hold together");
}

static spr_status write_copy(spr_db *db, const char *vfs, const char *part) {
  spr_db copy = {.alloc = db->alloc, .path = part, .fault = db->fault};
  int rc = sqlite3_open_v2(part, &copy.sqlite,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, vfs);
  if (rc == SQLITE_OK) rc = spr_sqlite_harden(copy.sqlite);
  if (rc == SQLITE_OK) rc = copy_pages(copy.sqlite, db->sqlite);
  spr_status s = rc == SQLITE_OK ? check_copy(&copy) : spr_db_fail(&copy, rc, "write");
  spr_db_close(&copy);
  return s;
}

static spr_status sync_and_name(spr_db *db, const char *part, const char *path) {
  int fd = open(part, O_RDONLY | O_CLOEXEC);
  int error = fd < 0 || fsync(fd) != 0 ? errno : 0;
  if (fd >= 0) close(fd);
  if (error == 0 && exists(path))
    return spr_db_say(db, SPR_EREFUSED, "%s exists: choose another name for the backup", path);
  if (error == 0 && rename(part, path) != 0) error = errno;
  if (error == 0) return spr_sqlite_sync_folder(db, path);
  return spr_db_say(db, SPR_EIO,
                    "cannot write %s: error %d of the system: see that its disk and folder may be written",
                    path, error);
}

/* All pages as one look sees them. */
static spr_status write_look(spr_db *db, const char *vfs, const char *part) {
  int64_t n;
  spr_db_end(db);
  spr_status s = spr_db_exec(db, "BEGIN", "read");
  if (s == SPR_OK) s = spr_db_number(db, "SELECT count(*) FROM sqlite_schema", &n);
  if (s == SPR_OK) s = write_copy(db, vfs, part);
  spr_db_end(db);
  return s;
}

spr_status spr_db_copy(spr_db *db, const char *vfs, const char *path) {
  char part[SPR_MAX_STORE_PATH + 16];
  if (!name_part(part, path))
    return spr_db_say(db, SPR_EIO, "the path of the backup is too long: choose a shorter one");
  if (exists(path))
    return spr_db_say(db, SPR_EREFUSED, "%s exists: choose another name for the backup", path);
  if (exists(part))
    return spr_db_say(db, SPR_EREFUSED,
                      "%s is there from a backup that was interrupted, or is being made: wait, or delete it",
                      part);
  spr_status status = spr_sqlite_make_file(db, part);
  if (status != SPR_OK) return status;
  status = write_look(db, vfs, part);
  if (status == SPR_OK) status = sync_and_name(db, part, path);
  if (status != SPR_OK) remove_part(part);
  return status;
}

spr_status spr_sqlite_backup(spr_store *s, const char *path) {
  spr_sqlite *q = spr_sqlite_of(s);
  return spr_db_copy(&q->db, q->vfs, path);
}

/* -- scrubbing ------------------------------------------------------------------------------------------ */
/* SQLite leaves it to the system when the log's new length reaches the disk. */
static int sync_log(sqlite3 *db) {
  sqlite3_file *log = NULL;
  int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  return rc == SQLITE_OK && log && log->pMethods ? log->pMethods->xSync(log, SQLITE_SYNC_FULL) : rc;
}

spr_status spr_sqlite_scrubbing(spr_store *s, uint64_t *numbers, uint32_t *n) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_CASES_SCRUBBING);
  spr_bind_u64(&query, SPR_ERASE_PAGE);
  for (*n = 0; *n < SPR_ERASE_PAGE && spr_query_row(&query); (*n)++) numbers[*n] = spr_column_u64(&query, 0);
  return spr_query_end(&query);
}

spr_status spr_sqlite_scrubbed(spr_store *s, uint64_t number) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_CASE_SCRUBBED);
  spr_bind_u64(&query, number);
  return spr_query_run(&query);
}

/* Erased rows were overwritten with zeros in the file (secure_delete); the log still has what they were. */
spr_status spr_sqlite_scrub(spr_store *s) {
  spr_sqlite *q = spr_sqlite_of(s);
  int rc = sqlite3_wal_checkpoint_v2(q->db.sqlite, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  if (rc == SQLITE_OK) rc = sync_log(q->db.sqlite);
  if (rc == SQLITE_OK) return SPR_OK;
  if ((rc & 0xff) == SQLITE_BUSY)
    return spr_db_say(&q->db, SPR_EBUSY, "somebody reads from %s, so its log cannot be emptied: try again",
                      q->path);
  return spr_db_fail(&q->db, rc, "empty the log of");
}
