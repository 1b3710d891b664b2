/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "faulty.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

static struct {
  faulty_kind kind;
  faulty_way way;
  size_t left;
  bool fired;
} now;

void faulty_arm(faulty_kind kind, faulty_way way, size_t n) {
  now.kind = kind;
  now.way = way;
  now.left = n;
  now.fired = false;
}

bool faulty_disarm(void) {
  now.kind = FAULTY_NONE;
  return now.fired;
}

/* Does this call fail? *torn: it is to be done by half, and then to end the process. */
static bool fails(faulty_kind kind, bool *torn) {
  *torn = false;
  if (now.kind != kind) return false;
  if (now.left > 0 && --now.left > 0) return false;
  if (now.fired && now.way == FAULTY_ONCE) return false;
  now.fired = true;
  if (now.way == FAULTY_CRASH) _exit(FAULTY_EXIT);
  *torn = now.way == FAULTY_TORN;
  errno = now.way == FAULTY_FOR_EVER ? ENOSPC : EIO;
  return true;
}

bool faulty_hits(faulty_kind kind) {
  bool torn;
  return fails(kind, &torn);
}

/* The libraries find these functions instead of the C library's only where the program shows them. */
#pragma GCC visibility push(default)

/* ISO C has no conversion from void * to a function's address. */
static void *next(const char *name, void *to) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) _exit(FAULTY_EXIT + 1);
  *(void **)to = found;
  return found;
}
#define REAL(type, name, params)                                                                             \
  static type(*real) params;                                                                                 \
  if (!real) next(#name, (void *)&real)

ssize_t write(int fd, const void *p, size_t n) {
  REAL(ssize_t, write, (int, const void *, size_t));
  bool torn;
  if (!fails(FAULTY_FILES, &torn)) return real(fd, p, n);
  if (torn && real(fd, p, n / 2) >= -1) _exit(FAULTY_EXIT);
  return -1;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at) {
  REAL(ssize_t, pwrite64, (int, const void *, size_t, off64_t));
  bool torn;
  if (!fails(FAULTY_FILES, &torn)) return real(fd, p, n, at);
  if (torn && real(fd, p, n / 2, at) >= -1) _exit(FAULTY_EXIT);
  return -1;
}

#define ONE_OR_NONE(name, params, args)                                                                      \
  int name params {                                                                                          \
    REAL(int, name, params);                                                                                 \
    bool torn;                                                                                               \
    if (!fails(FAULTY_FILES, &torn)) return real args;                                                       \
    if (torn) _exit(FAULTY_EXIT);                                                                            \
    return -1;                                                                                               \
  }

ONE_OR_NONE(fsync, (int fd), (fd))
ONE_OR_NONE(fdatasync, (int fd), (fd))
ONE_OR_NONE(ftruncate64, (int fd, off64_t n), (fd, n))
ONE_OR_NONE(rename, (const char *from, const char *to), (from, to))
ONE_OR_NONE(link, (const char *from, const char *to), (from, to))
ONE_OR_NONE(unlink, (const char *path), (path))

/* Opening counts where it may make a file. */
#define OPEN(name)                                                                                           \
  int name(const char *path, int flags, ...) {                                                               \
    REAL(int, name, (const char *, int, ...));                                                               \
    va_list ap;                                                                                              \
    va_start(ap, flags);                                                                                     \
    int mode = flags & O_CREAT ? va_arg(ap, int) : 0;                                                        \
    va_end(ap);                                                                                              \
    bool torn;                                                                                               \
    if (!(flags & O_CREAT) || !fails(FAULTY_FILES, &torn)) return real(path, flags, mode);                   \
    if (torn) _exit(FAULTY_EXIT);                                                                            \
    return -1;                                                                                               \
  }

OPEN(open)
OPEN(open64)

/* -- memory ---------------------------------------------------------------------------------------------- */
static sqlite3_mem_methods real_memory;

static void *sqlite_malloc(int n) {
  bool torn;
  return fails(FAULTY_MEMORY, &torn) ? NULL : real_memory.xMalloc(n);
}

static void *sqlite_realloc(void *p, int n) {
  bool torn;
  return fails(FAULTY_MEMORY, &torn) ? NULL : real_memory.xRealloc(p, n);
}

void *sodium_malloc(const size_t n) {
  REAL(void *, sodium_malloc, (size_t));
  bool torn;
  return fails(FAULTY_MEMORY, &torn) ? NULL : real(n);
}

#pragma GCC visibility pop

static void *alloc_fn(void *ud, void *p, size_t old_size, size_t new_size) {
  bool torn;
  (void)ud;
  if (new_size > 0 && fails(FAULTY_MEMORY, &torn)) return NULL;
  return spr_realloc(&spr_alloc_default, p, old_size, new_size);
}

const spr_alloc faulty_alloc = {alloc_fn, NULL};

void faulty_start(void) {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
  sqlite3_mem_methods m = real_memory;
  m.xMalloc = sqlite_malloc;
  m.xRealloc = sqlite_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &m);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}
