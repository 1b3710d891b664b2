/* SPDX-License-Identifier: Apache-2.0 */
#include "fault_vfs.h"

#include <sqlite3.h>
#include <stddef.h>
#include <time.h>

#include "support.h"

typedef struct fault_file {
  sqlite3_file base;
  sqlite3_file *real; /* behind this struct */
} fault_file;

static struct {
  sqlite3_vfs vfs, *real;
  fault_plan plan;
  uint64_t seen, written, fired;
} state;

/* -- the plan ------------------------------------------------------------------------------------------- */
void fault_vfs_plan(fault_plan plan) {
  state.plan = plan;
  state.seen = state.written = state.fired = 0;
}

uint64_t fault_vfs_fired(void) {
  return state.fired;
}

uint64_t fault_vfs_seen(void) {
  return state.seen;
}

static bool fails(fault_kind kind) {
  if (state.plan.kind != kind) return false;
  state.seen++;
  bool now = state.plan.for_ever ? state.seen >= state.plan.nth : state.seen == state.plan.nth;
  state.fired += now;
  return now;
}

static bool grows(sqlite3_file *f, sqlite3_int64 end) {
  sqlite3_int64 size;
  if (!state.plan.no_growth) return false;
  bool now = f->pMethods->xFileSize(f, &size) != SQLITE_OK || end > size;
  state.fired += now;
  return now;
}

static bool fills(int amount) {
  if (state.plan.full_after == 0) return false;
  state.written += (uint64_t)amount;
  bool now = state.written > state.plan.full_after;
  state.fired += now;
  return now;
}

/* -- files ---------------------------------------------------------------------------------------------- */
static sqlite3_file *real_of(sqlite3_file *f) {
  return ((fault_file *)f)->real;
}
/* The real file's method. */
#define REAL(f, method) real_of(f)->pMethods->method

static int file_close(sqlite3_file *f) {
  return REAL(f, xClose)(real_of(f));
}

static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
  return fails(FAULT_READ) ? SQLITE_IOERR_READ : REAL(f, xRead)(real_of(f), to, n, at);
}

static int file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
  if (fails(FAULT_WRITE)) return SQLITE_IOERR_WRITE;
  if (grows(real_of(f), at + n)) return SQLITE_FULL;
  if (!fills(n)) return REAL(f, xWrite)(real_of(f), from, n, at);
  /* What a full disk leaves: a part. */
  if (n > 1) REAL(f, xWrite)(real_of(f), from, n / 2, at);
  return SQLITE_FULL;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
  return fails(FAULT_TRUNCATE) ? SQLITE_IOERR_TRUNCATE : REAL(f, xTruncate)(real_of(f), size);
}

static int file_sync(sqlite3_file *f, int flags) {
  if (fails(FAULT_SYNC)) return SQLITE_IOERR_FSYNC;
  nanosleep(&(struct timespec){.tv_nsec = state.plan.slow_us * 1000L}, NULL);
  return state.plan.no_sync ? SQLITE_OK : REAL(f, xSync)(real_of(f), flags);
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size) {
  return REAL(f, xFileSize)(real_of(f), size);
}
static int file_lock(sqlite3_file *f, int how) {
  return REAL(f, xLock)(real_of(f), how);
}
static int file_unlock(sqlite3_file *f, int how) {
  return REAL(f, xUnlock)(real_of(f), how);
}
static int file_locked(sqlite3_file *f, int *out) {
  return REAL(f, xCheckReservedLock)(real_of(f), out);
}
static int file_control(sqlite3_file *f, int op, void *arg) {
  return REAL(f, xFileControl)(real_of(f), op, arg);
}
static int file_sector(sqlite3_file *f) {
  return REAL(f, xSectorSize)(real_of(f));
}
static int file_device(sqlite3_file *f) {
  return REAL(f, xDeviceCharacteristics)(real_of(f));
}
static int file_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
  return REAL(f, xShmMap)(real_of(f), page, size, extend, out);
}
static int file_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
  return REAL(f, xShmLock)(real_of(f), offset, n, flags);
}
static void file_shm_barrier(sqlite3_file *f) {
  REAL(f, xShmBarrier)(real_of(f));
}
static int file_shm_unmap(sqlite3_file *f, int delete_it) {
  return REAL(f, xShmUnmap)(real_of(f), delete_it);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_locked,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* -- the system ----------------------------------------------------------------------------------------- */
static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out_flags) {
  (void)vfs;
  fault_file *file = (fault_file *)f;
  *file = (fault_file){.real = (sqlite3_file *)(file + 1)};
  if (fails(FAULT_OPEN)) return SQLITE_CANTOPEN;
  if (state.plan.read_only && (flags & SQLITE_OPEN_MAIN_DB))
    flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
  int rc = state.real->xOpen(state.real, path, file->real, flags, out_flags);
  if (rc == SQLITE_OK) file->base.pMethods = &methods;
  return rc;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder) {
  (void)vfs;
  return fails(FAULT_DELETE) ? SQLITE_IOERR_DELETE : state.real->xDelete(state.real, path, sync_folder);
}

void fault_vfs_start(void) {
  state.real = sqlite3_vfs_find(NULL);
  assert_non_null(state.real);
  state.vfs = *state.real;
  state.vfs.szOsFile = (int)sizeof(fault_file) + state.real->szOsFile;
  state.vfs.pNext = NULL;
  state.vfs.zName = FAULT_VFS;
  state.vfs.xOpen = vfs_open;
  state.vfs.xDelete = vfs_delete;
  assert_int_equal(sqlite3_vfs_register(&state.vfs, 0), SQLITE_OK);
  fault_vfs_plan((fault_plan){0});
}
