/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_names.h"

enum { BY_BYTES, BY_NUMBER };

void spr_interned_init(spr_interned *t, spr_db *db, int by_bytes, int by_number, int put) {
  *t = (spr_interned){.db = db, .by_bytes = by_bytes, .by_number = by_number, .put = put};
  spr_arena_init(&t->arena, &db->alloc, SPR_MAX_INTERNED_BYTES);
}

void spr_interned_release(spr_interned *t) {
  spr_arena_release(&t->arena);
}

void spr_interned_forget(spr_interned *t) {
  uint64_t emptied = t->emptied + 1;
  spr_interned_release(t);
  spr_interned_init(t, t->db, t->by_bytes, t->by_number, t->put);
  t->emptied = emptied;
}

void spr_interned_trim(spr_interned *t) {
  if (t->arena.used > SPR_MAX_INTERNED_BYTES / 2) spr_interned_forget(t);
}

/* -- the cache ------------------------------------------------------------------------------------------ */
/* Where it is, or the empty slot where it would be: by number, and by bytes. */
static inline uint32_t *numbered(const spr_interned *t, uint64_t number) {
  uint32_t i = (uint32_t)number * 2654435761u & (t->nslots - 1), *slots = t->slots[BY_NUMBER];
  while (slots[i] && t->v[slots[i] - 1].number != number) i = (i + 1) & (t->nslots - 1);
  return &slots[i];
}

static uint32_t *spelt(const spr_interned *t, spr_str bytes) {
  uint32_t i = spr_str_hash(bytes) & (t->nslots - 1), *slots = t->slots[BY_BYTES];
  while (slots[i] && !spr_str_eq(t->v[slots[i] - 1].bytes, bytes)) i = (i + 1) & (t->nslots - 1);
  return &slots[i];
}

static void index_item(spr_interned *t, uint32_t i) {
  const spr_interned_item *x = &t->v[i];
  *numbered(t, x->number) = *spelt(t, x->bytes) = i + 1;
}

static void widen(spr_interned *t) {
  uint32_t n = t->nslots ? t->nslots * 2 : 64;
  uint32_t *slots[2] = {SPR_NEW_N(&t->arena, uint32_t, n), SPR_NEW_N(&t->arena, uint32_t, n)};
  memcpy(t->slots, slots, sizeof slots);
  t->nslots = n;
  for (uint32_t i = 0; i < t->n; i++) index_item(t, i);
}

/* Keeps a copy of the bytes; where memory runs out the cache starts anew with nothing. */
static spr_status keep(spr_interned *t, uint64_t number, spr_str bytes, spr_str *kept) {
  jmp_buf env;
  if (spr_arena_guard(&t->arena, &env)) {
    bool fresh = t->fresh;
    spr_interned_forget(t);
    t->fresh = fresh;
    return SPR_ENOMEM;
  }
  if ((t->n + 1) * 2 > t->nslots) widen(t);
  spr_interned_item x = {number, spr_str_dup(&t->arena, bytes)};
  *SPR_PUSH(&t->arena, t->v, t->n, t->cap) = x;
  index_item(t, t->n - 1);
  spr_arena_unguard(&t->arena, NULL);
  *kept = x.bytes;
  return SPR_OK;
}

/* -- the table ------------------------------------------------------------------------------------------ */
spr_status spr_interned_find(spr_interned *t, spr_str bytes, uint64_t *number) {
  *number = 0;
  if (bytes.n == 0) return SPR_OK;
  uint32_t known = t->nslots ? *spelt(t, bytes) : 0;
  if (known) {
    *number = t->v[known - 1].number;
    return SPR_OK;
  }
  spr_query q = spr_query_begin(t->db, t->by_bytes);
  spr_bind_blob(&q, bytes);
  bool found = spr_query_row(&q);
  if (found) *number = spr_column_u64(&q, 0);
  spr_status s = spr_query_end(&q);
  if (s != SPR_OK) return s;
  return found ? keep(t, *number, bytes, &bytes) : SPR_ENOTFOUND;
}

spr_status spr_interned_add(spr_interned *t, spr_str bytes, uint64_t *number) {
  spr_status s = spr_interned_find(t, bytes, number);
  if (s != SPR_ENOTFOUND) return s;
  spr_query q = spr_query_begin(t->db, t->put);
  spr_bind_blob(&q, bytes);
  s = spr_query_run(&q);
  if (s != SPR_OK) return s;
  t->fresh = true;
  *number = (uint64_t)sqlite3_last_insert_rowid(t->db->sqlite);
  return keep(t, *number, bytes, &bytes);
}

void spr_bind_interned(spr_query *q, spr_interned *t, spr_str bytes) {
  uint64_t number = 0;
  spr_status status = q->status == SPR_OK ? spr_interned_add(t, bytes, &number) : q->status;
  if (q->status == SPR_OK) q->status = status;
  spr_bind_u64(q, number);
}

spr_status spr_interned_bytes(spr_interned *t, uint64_t number, spr_str *bytes) {
  *bytes = SPR_STR("");
  if (number == 0) return SPR_OK;
  uint32_t known = t->nslots ? *numbered(t, number) : 0;
  if (known) {
    *bytes = t->v[known - 1].bytes;
    return SPR_OK;
  }
  spr_query q = spr_query_begin(t->db, t->by_number);
  spr_bind_u64(&q, number);
  bool found = spr_query_row(&q);
  spr_str read = found ? spr_column_str(&q, 0) : SPR_STR("");
  spr_status kept = found ? keep(t, number, read, bytes) : SPR_OK;
  spr_status s = spr_query_end(&q);
  if (s != SPR_OK) return s;
  return found ? kept : spr_db_damaged(t->db, "a number of no name");
}
