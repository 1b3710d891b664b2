/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "powercut.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

enum { SECTOR = 512, NAMES = 64, FDS = 1024, NAME_BYTES = 64 };
enum { NO_FILE = -1, THE_FOLDER = -2 };

/* -- the record ----------------------------------------------------------------------------------------- */
typedef enum change_kind { WRITTEN, CUT, SYNCED, NAMED, UNNAMED, RENAMED, FOLDER_SYNCED } change_kind;

typedef struct change {
  change_kind kind;
  int file;           /* WRITTEN, CUT, SYNCED, NAMED, RENAMED */
  int64_t at;         /* WRITTEN: where; CUT: the new length */
  size_t n;           /* WRITTEN */
  unsigned char *p;   /* WRITTEN */
  char a[NAME_BYTES]; /* NAMED, UNNAMED; RENAMED: from */
  char b[NAME_BYTES]; /* RENAMED: to */
  uint32_t marks;     /* given before it */
} change;

/* A folder: which name is which file. */
typedef struct names {
  char name[NAMES][NAME_BYTES];
  int file[NAMES];
  unsigned n;
} names;

static struct {
  pthread_mutex_t lock;
  bool on;
  char folder[256];
  change *v;
  size_t n, cap, there; /* the first changes are what was there already */
  uint32_t marks;
  int files;
  int fds[FDS];
  names now;
} rec = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int find_name(const names *d, const char *name) {
  for (unsigned i = 0; i < d->n; i++)
    if (strcmp(d->name[i], name) == 0) return (int)i;
  return -1;
}

static void put_name(names *d, const char *name, int file) {
  int i = find_name(d, name);
  if (i < 0) {
    if (d->n == NAMES) fail_msg("more than %d names in a folder", NAMES);
    i = (int)d->n++;
    snprintf(d->name[i], NAME_BYTES, "%s", name);
  }
  d->file[i] = file;
}

static void drop_name(names *d, const char *name) {
  int i = find_name(d, name);
  if (i < 0) return;
  d->n--;
  memmove(d->name[i], d->name[d->n], NAME_BYTES);
  d->file[i] = d->file[d->n];
}

static change *note(change_kind kind, int file) {
  if (rec.n == rec.cap) {
    rec.cap = rec.cap ? 2 * rec.cap : 1024;
    rec.v = realloc(rec.v, rec.cap * sizeof *rec.v);
    if (!rec.v) abort();
  }
  rec.v[rec.n] = (change){.kind = kind, .file = file, .marks = rec.marks};
  return &rec.v[rec.n++];
}

static void note_written(int file, const void *p, size_t n, int64_t at) {
  change *c = note(WRITTEN, file);
  c->p = malloc(n ? n : 1);
  if (!c->p) abort();
  memcpy(c->p, p, n);
  c->n = n;
  c->at = at;
}

static void note_named(const char *name, int file) {
  snprintf(note(NAMED, file)->a, NAME_BYTES, "%s", name);
  put_name(&rec.now, name, file);
}

/* The name in the folder; NULL: elsewhere, or nothing is recorded. */
static const char *name_of(const char *path) {
  size_t n = strlen(rec.folder);
  if (!rec.on || strncmp(path, rec.folder, n) != 0 || path[n] != '/') return NULL;
  return path + n + 1;
}

static bool is_folder(const char *path) {
  return rec.on && strcmp(path, rec.folder) == 0;
}

static int file_of(int fd) {
  return rec.on && fd >= 0 && fd < FDS ? rec.fds[fd] : NO_FILE;
}

/* -- in the place of the C library ---------------------------------------------------------------------- */
#pragma GCC visibility push(default)

static void next(const char *name, void *to) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  *(void **)to = found;
}
#define REAL(type, name, params)                                                                             \
  static type(*real) params;                                                                                 \
  if (!real) next(#name, (void *)&real)
#define LOCK pthread_mutex_lock(&rec.lock)
#define UNLOCK pthread_mutex_unlock(&rec.lock)

static void opened(int fd, const char *path) {
  if (fd < 0 || fd >= FDS) return;
  LOCK;
  const char *name = name_of(path);
  int i = name ? find_name(&rec.now, name) : -1;
  rec.fds[fd] = is_folder(path) ? THE_FOLDER : i >= 0 ? rec.now.file[i] : NO_FILE;
  if (name && i < 0) {
    rec.fds[fd] = rec.files++;
    note_named(name, rec.fds[fd]);
  }
  UNLOCK;
}

#define OPEN(fn)                                                                                             \
  int fn(const char *path, int flags, ...) {                                                                 \
    REAL(int, fn, (const char *, int, ...));                                                                 \
    va_list ap;                                                                                              \
    va_start(ap, flags);                                                                                     \
    int mode = flags & O_CREAT ? va_arg(ap, int) : 0;                                                        \
    va_end(ap);                                                                                              \
    int fd = real(path, flags, mode);                                                                        \
    opened(fd, path);                                                                                        \
    return fd;                                                                                               \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  REAL(int, close, (int));
  if (fd >= 0 && fd < FDS) rec.fds[fd] = NO_FILE;
  return real(fd);
}

ssize_t write(int fd, const void *p, size_t n) {
  REAL(ssize_t, write, (int, const void *, size_t));
  off_t at = file_of(fd) >= 0 ? lseek(fd, 0, SEEK_CUR) : 0;
  ssize_t done = real(fd, p, n);
  LOCK;
  if (file_of(fd) >= 0 && done > 0) note_written(file_of(fd), p, (size_t)done, at);
  UNLOCK;
  return done;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at) {
  REAL(ssize_t, pwrite64, (int, const void *, size_t, off64_t));
  ssize_t done = real(fd, p, n, at);
  LOCK;
  if (file_of(fd) >= 0 && done > 0) note_written(file_of(fd), p, (size_t)done, at);
  UNLOCK;
  return done;
}

int ftruncate64(int fd, off64_t n) {
  REAL(int, ftruncate64, (int, off64_t));
  int rc = real(fd, n);
  LOCK;
  if (rc == 0 && file_of(fd) >= 0) note(CUT, file_of(fd))->at = n;
  UNLOCK;
  return rc;
}

/* The files lie in memory, where there is nothing to sync. */
static int synced(int fd) {
  LOCK;
  if (file_of(fd) >= 0) note(SYNCED, file_of(fd));
  if (file_of(fd) == THE_FOLDER) note(FOLDER_SYNCED, NO_FILE);
  UNLOCK;
  return 0;
}

int fsync(int fd) {
  return synced(fd);
}

int fdatasync(int fd) {
  return synced(fd);
}

int unlink(const char *path) {
  REAL(int, unlink, (const char *));
  int rc = real(path);
  LOCK;
  const char *name = name_of(path);
  if (rc == 0 && name) {
    snprintf(note(UNNAMED, NO_FILE)->a, NAME_BYTES, "%s", name);
    drop_name(&rec.now, name);
  }
  UNLOCK;
  return rc;
}

int link(const char *from, const char *to) {
  REAL(int, link, (const char *, const char *));
  int rc = real(from, to);
  LOCK;
  const char *old = name_of(from), *new = name_of(to);
  if (rc == 0 && old && new) note_named(new, rec.now.file[find_name(&rec.now, old)]);
  UNLOCK;
  return rc;
}

int rename(const char *from, const char *to) {
  REAL(int, rename, (const char *, const char *));
  int rc = real(from, to);
  LOCK;
  const char *old = name_of(from), *new = name_of(to);
  if (rc == 0 && old && new) {
    int file = rec.now.file[find_name(&rec.now, old)];
    change *c = note(RENAMED, file);
    snprintf(c->a, NAME_BYTES, "%s", old);
    snprintf(c->b, NAME_BYTES, "%s", new);
    drop_name(&rec.now, old);
    put_name(&rec.now, new, file);
  }
  UNLOCK;
  return rc;
}

#pragma GCC visibility pop

/* -- recording ------------------------------------------------------------------------------------------ */
/* What is there already: written and synced before the first change. */
static void take_over(const char *name) {
  char path[512];
  unsigned char *p = malloc(1 << 24);
  snprintf(path, sizeof path, "%s/%s", rec.folder, name);
  FILE *f = fopen(path, "rb");
  if (!f || !p) fail_msg("cannot read %s", path);
  size_t n = fread(p, 1, 1 << 24, f);
  fclose(f);
  note_named(name, rec.files++);
  if (n > 0) note_written(rec.files - 1, p, n, 0);
  note(SYNCED, rec.files - 1);
  free(p);
}

void power_record(const char *folder) {
  power_release();
  snprintf(rec.folder, sizeof rec.folder, "%s", folder);
  for (int i = 0; i < FDS; i++) rec.fds[i] = NO_FILE;
  rec.on = true;
  DIR *d = opendir(folder);
  assert_non_null(d);
  for (const struct dirent *e = readdir(d); e; e = readdir(d))
    if (e->d_name[0] != '.') take_over(e->d_name);
  closedir(d);
  note(FOLDER_SYNCED, NO_FILE);
  rec.there = rec.n;
}

void power_pause(void) {
  rec.on = false;
}

void power_mark(void) {
  LOCK;
  rec.marks += rec.on;
  UNLOCK;
}

size_t power_changes(void) {
  return rec.n - rec.there;
}

uint32_t power_marks(size_t at) {
  return at < power_changes() ? rec.v[rec.there + at].marks : rec.marks;
}

void power_release(void) {
  for (size_t i = 0; i < rec.n; i++) free(rec.v[i].p);
  free(rec.v);
  rec.v = NULL;
  rec.n = rec.cap = rec.there = 0;
  rec.marks = 0;
  rec.files = 0;
  rec.now = (names){.n = 0};
  rec.on = false;
}

/* -- the cut -------------------------------------------------------------------------------------------- */
typedef struct disk_file {
  unsigned char *p;
  size_t n, cap;
} disk_file;

typedef struct disk {
  disk_file *files;
  size_t *synced;
  names folder;
  uint64_t seed, random;
} disk;

static void resize(disk_file *f, size_t n) {
  if (n > f->cap) {
    f->cap = n > 2 * f->cap ? n : 2 * f->cap;
    f->p = realloc(f->p, f->cap);
    if (!f->p) abort();
  }
  if (n > f->n) memset(f->p + f->n, 0, n - f->n);
  f->n = n;
}

static void lay(disk_file *f, const change *c, size_t from, size_t to) {
  size_t end = (size_t)c->at + to;
  if (end > f->n) resize(f, end);
  memcpy(f->p + (size_t)c->at + from, c->p + from, to - from);
}

/* Did this part of what was not synced reach the disk? */
static bool survives(disk *d) {
  if (d->seed < 3) return d->seed == 1;
  /* Some cuts lose little, some nearly all. */
  return test_below(&d->random, 8) < 1 + d->seed % 7;
}

static void write_sectors(disk *d, disk_file *f, const change *c) {
  size_t from = 0;
  /* The new length may be there without the bytes. */
  if ((size_t)c->at + c->n > f->n && survives(d)) resize(f, (size_t)c->at + c->n);
  while (from < c->n) {
    size_t to = from + SECTOR - ((size_t)c->at + from) % SECTOR;
    if (to > c->n) to = c->n;
    if (survives(d)) lay(f, c, from, to);
    from = to;
  }
}

static void change_folder(names *d, const change *c) {
  if (c->kind == NAMED) put_name(d, c->a, c->file);
  if (c->kind == UNNAMED) drop_name(d, c->a);
  if (c->kind != RENAMED) return;
  drop_name(d, c->a);
  put_name(d, c->b, c->file);
}

static bool is_of_folder(const change *c) {
  return c->kind == NAMED || c->kind == UNNAMED || c->kind == RENAMED;
}

/* Of each file, and of the folder behind them, the last sync before the cut. */
static void find_syncs(disk *d, size_t at) {
  for (size_t i = 0; i < at; i++) {
    if (rec.v[i].kind == SYNCED) d->synced[rec.v[i].file] = i;
    if (rec.v[i].kind == FOLDER_SYNCED) d->synced[rec.files] = i;
  }
}

static bool is_synced(const disk *d, size_t i) {
  return d->synced[is_of_folder(&rec.v[i]) ? rec.files : rec.v[i].file] > i;
}

static void apply(disk *d, const change *c, bool sure) {
  if (is_of_folder(c)) {
    if (sure || (d->seed == 2 && c->kind == UNNAMED) || survives(d)) change_folder(&d->folder, c);
  } else if (c->kind == CUT) {
    if (sure || survives(d)) resize(&d->files[c->file], (size_t)c->at);
  } else if (c->kind == WRITTEN && sure) {
    lay(&d->files[c->file], c, 0, c->n);
  } else if (c->kind == WRITTEN) {
    write_sectors(d, &d->files[c->file], c);
  }
}

static void write_out(const disk *d, const char *into) {
  char path[512];
  for (unsigned i = 0; i < d->folder.n; i++) {
    const disk_file *f = &d->files[d->folder.file[i]];
    if (strstr(d->folder.name[i], "-shm")) continue;
    snprintf(path, sizeof path, "%s/%s", into, d->folder.name[i]);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    if (f->n > 0) assert_int_equal(write(fd, f->p, f->n), (ssize_t)f->n);
    close(fd);
  }
}

void power_cut(size_t at, uint64_t seed, const char *into) {
  disk d = {.seed = seed, .random = (seed + 1) * 1000003 + at};
  at += rec.there;
  d.files = calloc((size_t)rec.files + 1, sizeof *d.files);
  d.synced = calloc((size_t)rec.files + 1, sizeof *d.synced);
  if (!d.files || !d.synced) abort();
  find_syncs(&d, at);
  for (size_t i = 0; i < at; i++)
    if (rec.v[i].kind != SYNCED && rec.v[i].kind != FOLDER_SYNCED) apply(&d, &rec.v[i], is_synced(&d, i));
  write_out(&d, into);
  for (int i = 0; i < rec.files; i++) free(d.files[i].p);
  free(d.files);
  free(d.synced);
}
