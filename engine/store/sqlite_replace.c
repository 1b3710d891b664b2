/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite_store.h"

/* One file in the place of another, under the eyes of others. */

/* The bytes that SQLite locks, a fixed part of its file format. A connection with a write-ahead log holds a
 * shared lock on the last 510 of them for as long as it lives, so whoever has all of them for himself is
 * alone; and one that was opened before and reads only afterwards finds that its file has moved
 * (spr_sqlite_connect). */
#define LOCK_BYTES_START 0x40000000
#define LOCK_BYTES 512

typedef struct replacing {
  const char *part, *path, *aside;
  char *why;
} replacing;

static spr_status say(const replacing *r, spr_status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static spr_status say(const replacing *r, spr_status status, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(r->why, SPR_MAX_MESSAGE_BYTES, fmt, ap);
  va_end(ap);
  return status;
}

static spr_status cannot_name(const replacing *r, const char *from, const char *to) {
  int error = errno;
  if (error == EEXIST) return say(r, SPR_EREFUSED, "%s is there: it is not replaced unasked", to);
  return say(r, error == ENOSPC || error == EDQUOT ? SPR_EFULL : SPR_EIO,
             "cannot give %s the name %s: error %d of the system: see that their folder may be written", from,
             to, error);
}

static bool is_same(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* A second name; some file systems know one name for a file only. An interrupted replacing may have given it
 * already. */
static spr_status name_too(const replacing *r, const char *from, const char *to) {
  struct stat st;
  if (is_same(from, to) || link(from, to) == 0) return SPR_OK;
  bool single = (errno == EPERM || errno == ENOTSUP) && lstat(to, &st) != 0;
  return single && rename(from, to) == 0 ? SPR_OK : cannot_name(r, from, to);
}

static spr_status sync_folder(const replacing *r) {
  spr_db db = {.path = r->path, .fault = r->why};
  return spr_sqlite_sync_folder(&db, r->path);
}

/* -- nothing is there ----------------------------------------------------------------------------------- */
static spr_status put(const replacing *r) {
  spr_status s = name_too(r, r->part, r->path);
  if (s == SPR_OK && unlink(r->part) != 0 && errno != ENOENT) s = cannot_name(r, r->part, r->path);
  return s == SPR_OK ? sync_folder(r) : s;
}

/* -- a database is there -------------------------------------------------------------------------------- */
static spr_status hold(const replacing *r, int *fd) {
  struct flock all = {
      .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCK_BYTES_START, .l_len = LOCK_BYTES};
  *fd = open(r->path, O_RDWR | O_CLOEXEC);
  if (*fd < 0)
    return say(r, SPR_EIO, "cannot open %s: error %d of the system: see that it may be written", r->path,
               errno);
  if (fcntl(*fd, F_SETLK, &all) == 0) return SPR_OK;
  if (errno == EAGAIN || errno == EACCES)
    return say(r, SPR_EBUSY, "somebody works on %s: end that first", r->path);
  return say(r, SPR_EIO, "cannot lock %s: error %d of the system: put it on a local disk", r->path, errno);
}

static bool move_log(const char *from, const char *to) {
  char a[SPR_MAX_STORE_PATH + 8], b[SPR_MAX_STORE_PATH + 8];
  snprintf(a, sizeof a, "%s-wal", from);
  snprintf(b, sizeof b, "%s-wal", to);
  return rename(a, b) == 0 || errno == ENOENT;
}

/* The log goes with its database. Between the two the place has a database without its log: so only one that
 * cannot be used anyway may have any left. Its index is made anew from it. */
static spr_status exchange(const replacing *r) {
  char index[SPR_MAX_STORE_PATH + 8];
  if (!move_log(r->path, r->aside)) return cannot_name(r, r->path, r->aside);
  snprintf(index, sizeof index, "%s-shm", r->path);
  unlink(index);
  if (rename(r->part, r->path) == 0) return sync_folder(r);
  spr_status s = cannot_name(r, r->part, r->path);
  move_log(r->aside, r->path);
  return s;
}

/* Somebody else may have put another file there before it was locked. */
static spr_status swap(const replacing *r, int fd) {
  struct stat held, there;
  if (fstat(fd, &held) != 0 || stat(r->path, &there) != 0 || held.st_ino != there.st_ino)
    return say(r, SPR_EBUSY, "somebody else is replacing %s: try again", r->path);
  spr_status s = name_too(r, r->path, r->aside);
  return s == SPR_OK ? exchange(r) : s;
}

spr_status spr_store_replace(const char *part, const char *path, const char *aside, char *why) {
  const replacing r = {part, path, aside, why};
  int fd;
  if (strlen(path) >= SPR_MAX_STORE_PATH || (aside && strlen(aside) >= SPR_MAX_STORE_PATH))
    return say(&r, SPR_EIO, "a path is too long: choose a shorter one");
  if (!aside) return put(&r);
  spr_status s = hold(&r, &fd);
  if (s == SPR_OK) s = swap(&r, fd);
  if (fd >= 0) close(fd);
  return s;
}
