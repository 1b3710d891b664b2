/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_NAMES_H
#define SPR_STORE_SQLITE_NAMES_H

#include "store/sqlite_db.h"

/* Small numbers for bytes that come again and again (names, hashes of objects): a table of the file, and a
 * cache of what was used of it. Numbers are given once and rows never change, so what is cached stays true,
 * but for rows of a batch that was not committed: spr_interned_forget after a rollback.
 *
 * Texts are borrowed from the cache until spr_interned_trim or _forget; lookups alone never move them. */
typedef struct spr_interned_item {
  uint64_t number;
  spr_str bytes;
} spr_interned_item;

typedef struct spr_interned {
  spr_db *db;
  int by_bytes, by_number, put; /* statements */
  spr_arena arena;
  spr_interned_item *v;
  uint32_t n, cap;
  uint32_t *slots[2]; /* by bytes, by number: open addressing, index into v plus one */
  uint32_t nslots;
  bool fresh;       /* something was added since the batch began */
  uint64_t emptied; /* so often */
} spr_interned;

void spr_interned_init(spr_interned *t, spr_db *db, int by_bytes, int by_number, int put);
void spr_interned_release(spr_interned *t);
/* Empties the cache. */
void spr_interned_forget(spr_interned *t);
/* Empties it if it has grown large: between two rows, when no text is borrowed. */
void spr_interned_trim(spr_interned *t);

/* The number of those bytes; the empty text is 0. SPR_ENOTFOUND: they have none. */
spr_status spr_interned_find(spr_interned *t, spr_str bytes, uint64_t *number);
/* The same, but gives them one. */
spr_status spr_interned_add(spr_interned *t, spr_str bytes, uint64_t *number);
/* Binds the number of those bytes, which get one; what fails is told at the query's end. */
void spr_bind_interned(spr_query *q, spr_interned *t, spr_str bytes);
/* SPR_ECORRUPT: the number was never given. */
spr_status spr_interned_bytes(spr_interned *t, uint64_t number, spr_str *bytes);

#endif
