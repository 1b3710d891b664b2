/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_SHIFTS_H
#define SPR_STORE_SQLITE_SHIFTS_H

#include "base/limits.h"
#include "store/sqlite_db.h"

/* Which cases have gone from one lane (sqlite_lanes.h) to another within a batch. How many are in each is
 * written for all of them at once, for most of a batch go the same ways.
 *
 *   spr_shifts_note(&m, &db, from, to)   for each
 *   spr_shifts_write(&m, &db)            before lanes are read, and at the end of the batch
 *   spr_shifts_forget(&m)                it has ended
 *   spr_shifts_release(&m, &db.alloc)
 *
 * SPR_ENOMEM, and what the database says. */
typedef struct spr_lane {
  uint64_t state, drawer, configuration, responsible; /* the last two 0 in those by place */
} spr_lane;

typedef struct spr_shift {
  spr_lane lane;
  int64_t by;
} spr_shift;

/* How far it had come. */
typedef struct spr_shifts_mark {
  uint32_t n, written;
} spr_shifts_mark;

typedef struct spr_shifts {
  spr_shift *v;
  uint32_t n, cap;
  uint32_t written; /* of them, in the table */
  spr_shifts_mark marks[SPR_MAX_STORE_MARKS];
} spr_shifts;

/* NULL: from or to nowhere. */
spr_status spr_shifts_note(spr_shifts *m, spr_db *db, const spr_lane *from, const spr_lane *to);
spr_status spr_shifts_write(spr_shifts *m, spr_db *db);
/* The batch marks where it is, as the n-th; it goes back there, and the table has gone back as well. */
void spr_shifts_mark_at(spr_shifts *m, uint32_t n);
void spr_shifts_undo(spr_shifts *m, uint32_t n);
void spr_shifts_forget(spr_shifts *m);
void spr_shifts_release(spr_shifts *m, const spr_alloc *alloc);

#endif
