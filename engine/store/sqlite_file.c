/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite_store.h"

/* The file as the system sees it, before SQLite does. */

/* The part of a path up to its last "/"; "." where there is none. */
static spr_str folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  if (!slash) return SPR_STR(".");
  return slash == path ? SPR_STR("/") : spr_str_n(path, (size_t)(slash - path));
}

static spr_status cannot_make(spr_db *db, const char *path, int error) {
  spr_str folder = folder_of(path);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return spr_db_say(db, SPR_ENOTFOUND, "cannot make %s: there is no folder %.*s: make it first", path,
                        SPR_FMT(folder));
    case EACCES:
    case EPERM:
    case EROFS:
      return spr_db_say(
          db, SPR_EIO,
          "cannot make %s: the folder %.*s may not be written: give the right to, or choose another", path,
          SPR_FMT(folder));
    case ENOSPC:
    case EDQUOT: return spr_db_say(db, SPR_EFULL, "cannot make %s: the disk is full: make space", path);
    case ENAMETOOLONG:
      return spr_db_say(db, SPR_EIO, "cannot make %s: its path is too long: choose a shorter one", path);
    default:
      return spr_db_say(
          db, SPR_EIO,
          "cannot make %s: error %d of the system: see that its disk and folder are there and may be written",
          path, error);
  }
}

/* SQLite gives its log and index the mode of the file, so all are their owner's alone whatever the umask is.
 */
static int make_empty(const char *path) {
  int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  int error = fd < 0 ? errno : 0;
  if (fd >= 0) close(fd);
  return error;
}

spr_status spr_sqlite_make_file(spr_db *db, const char *path) {
  int error = make_empty(path);
  return error ? cannot_make(db, path, error) : spr_sqlite_sync_folder(db, path);
}

/* Another process may have made it in this moment. */
static spr_status make_or_find(spr_db *db, const char *path) {
  int error = make_empty(path);
  return error && error != EEXIST ? cannot_make(db, path, error) : spr_sqlite_sync_folder(db, path);
}

spr_status spr_sqlite_sync_folder(spr_db *db, const char *path) {
  spr_str folder = folder_of(path);
  char z[SPR_MAX_STORE_PATH];
  if (folder.n >= sizeof z) return cannot_make(db, path, ENAMETOOLONG);
  memcpy(z, folder.p, folder.n);
  z[folder.n] = '\0';
  int fd = open(z, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int error = fd < 0 || fsync(fd) != 0 ? errno : 0;
  if (fd >= 0) close(fd);
  /* Some file systems cannot sync folders, and say so. */
  return error == 0 || error == EINVAL ? SPR_OK : cannot_make(db, path, error);
}

spr_status spr_sqlite_find_file(spr_db *db, const char *path, bool create) {
  struct stat st;
  if (path[0] == '\0') return spr_db_say(db, SPR_ENOTFOUND, "no file was named for the database: name one");
  if (strlen(path) >= SPR_MAX_STORE_PATH)
    return spr_db_say(db, SPR_EIO, "the path of the database is too long: choose one of less than %d bytes",
                      SPR_MAX_STORE_PATH);
  if (stat(path, &st) != 0) {
    int error = errno;
    if (create && error == ENOENT) return make_or_find(db, path);
    if (error == ENOENT || error == ENOTDIR)
      return spr_db_say(db, SPR_ENOTFOUND,
                        "there is no database %s: look at the path, or make one by deploying a site to it",
                        path);
    return spr_db_say(db, SPR_EIO, "cannot open %s: error %d of the system: see that its folders may be read",
                      path, error);
  }
  if (S_ISDIR(st.st_mode))
    return spr_db_say(db, SPR_EINVAL, "%s is a folder: name a file in it, such as %s/sprawa.db", path, path);
  if (!S_ISREG(st.st_mode))
    return spr_db_say(db, SPR_EINVAL, "%s is no regular file: name another one", path);
  return SPR_OK;
}
