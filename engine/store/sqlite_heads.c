/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_heads.h"

#define FEWEST 1024u

void spr_heads_release(spr_heads *h) {
  spr_free(&h->db->alloc, h->v, h->n * sizeof *h->v);
  h->v = NULL;
  h->n = 0;
}

/* Twice as many, each in its new place. */
static spr_status widen(spr_heads *h) {
  uint32_t n = h->n ? h->n * 2 : FEWEST;
  spr_head *v = spr_realloc(&h->db->alloc, NULL, 0, n * sizeof *v);
  if (!v) return h->n ? SPR_OK : SPR_ENOMEM;
  memset(v, 0, n * sizeof *v);
  for (uint32_t i = 0; i < h->n; i++) v[h->v[i].number & (n - 1)] = h->v[i];
  spr_heads_release(h);
  h->v = v;
  h->n = n;
  return SPR_OK;
}

static spr_status read_id(spr_heads *h, spr_head *head, uint64_t number, spr_str *id) {
  spr_query q = spr_query_begin(h->db, SPR_SQL_CASE_ID);
  spr_bind_u64(&q, number);
  bool found = spr_query_row(&q);
  spr_str read = found ? spr_column_str(&q, 0) : SPR_STR("");
  bool fits = read.n > 0 && read.n <= sizeof h->id;
  if (fits) {
    bool here = read.n <= sizeof head->id;
    char *to = here ? head->id : h->id;
    memcpy(to, read.p, read.n);
    *id = spr_str_n(to, read.n);
    head->nid = here ? (uint8_t)read.n : 0;
  }
  spr_status s = spr_query_end(&q);
  return s != SPR_OK || fits ? s : spr_db_damaged(h->db, "an entry of no case");
}

static spr_status read_hash(spr_heads *h, spr_head *head, uint64_t number, uint64_t seq) {
  head->hash = (spr_hash){{0}};
  head->seq = seq;
  if (seq <= 1) return SPR_OK;
  spr_query q = spr_query_begin(h->db, SPR_SQL_ENTRY_BEFORE);
  spr_bind_u64(&q, number);
  spr_bind_u64(&q, seq - 1);
  bool found = spr_query_row(&q);
  if (found) spr_column_hash(&q, 0, &head->hash);
  spr_status s = spr_query_end(&q);
  return s != SPR_OK || found ? s : spr_db_damaged(h->db, "an entry without the one before it");
}

/* Another case is in the place: with more room each has its own. */
static bool crowded(const spr_heads *h, uint64_t number) {
  if (h->n == 0) return true;
  uint64_t there = h->v[number & (h->n - 1)].number;
  return h->n < SPR_MAX_HEADS && there != 0 && there != number;
}

spr_status spr_heads_get(spr_heads *h, uint64_t number, uint64_t seq, spr_head **out, spr_str *id) {
  while (crowded(h, number)) {
    uint32_t before = h->n;
    spr_status s = widen(h);
    if (s != SPR_OK) return s;
    if (h->n == before) break;
  }
  spr_head *head = *out = &h->v[number & (h->n - 1)];
  bool known = head->number == number;
  spr_status s = SPR_OK;
  if (known && head->nid > 0) {
    *id = spr_str_n(head->id, head->nid);
  } else {
    s = read_id(h, head, number, id);
  }
  if (s == SPR_OK && !(known && head->seq == seq)) s = read_hash(h, head, number, seq);
  head->number = s == SPR_OK ? number : 0;
  return s;
}
