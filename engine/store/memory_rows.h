/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_MEMORY_ROWS_H
#define SPR_STORE_MEMORY_ROWS_H

#include "base/status.h"
#include "base/str.h"
#include "store/tree.h"

/* Tables in memory with transactions.
 *
 * A row never changes: what looks like a change puts a new row in the place of the old one. So a journal of
 * "this one for that one" is all that undoing needs; it asks for no memory and cannot fail. Rows that went
 * are freed when the batch is settled, so what a caller borrowed from them stays good until then.
 *
 * A row's struct begins with spr_mrow, then has one node for each index of its table; its texts (at the
 * places that the table names) are copied behind it. The first index says which row is replaced by which. */
typedef struct spr_mrow {
  uint32_t size; /* of the block */
} spr_mrow;

#define SPR_MTABLE_INDICES 5
#define SPR_MTABLE_TEXTS 9

typedef struct spr_mtable_kind {
  uint32_t size;                            /* of the struct */
  uint32_t nodes_at;                        /* place of the first node */
  spr_tree_cmp cmp[SPR_MTABLE_INDICES + 1]; /* ends with NULL */
  uint16_t texts[SPR_MTABLE_TEXTS + 1];     /* places of spr_str members; ends with 0 */
} spr_mtable_kind;

typedef struct spr_mtable {
  const spr_mtable_kind *kind;
  spr_tree index[SPR_MTABLE_INDICES];
  uint32_t nindices;
  uint64_t n;
} spr_mtable;

typedef struct spr_mchange {
  spr_mtable *table;
  spr_mrow *old, *now; /* NULL: there was none, there is none */
} spr_mchange;

typedef struct spr_mlog {
  spr_pool *pool;
  spr_mchange *v;
  size_t n, cap;
} spr_mlog;

void spr_mtable_init(spr_mtable *t, const spr_mtable_kind *kind);
/* The row that the first index holds as equal to the one given, or NULL. */
spr_mrow *spr_mtable_find(const spr_mtable *t, const spr_mrow *key);
/* Puts a copy of the row, in the place of an equal one if there is one. SPR_ENOMEM; SPR_ECORRUPT: another
 * index has an equal row. */
spr_status spr_mtable_put(spr_mlog *log, spr_mtable *t, const spr_mrow *row);
/* old may be NULL: then nothing. */
spr_status spr_mtable_remove(spr_mlog *log, spr_mtable *t, spr_mrow *old);

void spr_mlog_init(spr_mlog *log, spr_pool *pool);
void spr_mlog_release(spr_mlog *log);
/* Everything since there were n changes is as it was. */
void spr_mlog_undo(spr_mlog *log, size_t n);
/* What was done stays. */
void spr_mlog_settle(spr_mlog *log);

#endif
