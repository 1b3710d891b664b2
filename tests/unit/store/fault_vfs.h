/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_FAULT_VFS_H
#define TESTS_UNIT_STORE_FAULT_VFS_H

#include <stdbool.h>
#include <stdint.h>

/* A VFS for SQLite which passes everything on to the system's, but for what it was told to let fail: the n-th
 * call of one kind, once or for ever, and every write when the disk is full. One plan at a time, for the
 * whole process.
 *
 *   fault_vfs_start();                           then open with .vfs = FAULT_VFS
 *   fault_vfs_plan((fault_plan){.kind = FAULT_SYNC, .nth = 3});
 *   ... fault_vfs_fired() */
#define FAULT_VFS "fault"

typedef enum fault_kind {
  FAULT_NONE,
  FAULT_READ,
  FAULT_WRITE,
  FAULT_SYNC,
  FAULT_TRUNCATE,
  FAULT_OPEN,
  FAULT_DELETE,
  FAULT_KINDS
} fault_kind;

typedef struct fault_plan {
  fault_kind kind;
  uint64_t nth; /* from 1 */
  bool for_ever;
  uint64_t full_after; /* bytes that may still be written; 0: the disk has room */
  bool no_growth;      /* the disk is full, and files that have their room may be written anew */
  bool read_only;      /* files open for reading alone */
  bool no_sync;        /* syncs do nothing: for tests that need none */
  uint32_t slow_us;    /* so long takes a sync, as on a disk that turns */
} fault_plan;

void fault_vfs_start(void);
/* Begins counting anew. */
void fault_vfs_plan(fault_plan plan);
/* How often something was made to fail since the plan was made. */
uint64_t fault_vfs_fired(void);
/* How many calls of the plan's kind there were. */
uint64_t fault_vfs_seen(void);

#endif
