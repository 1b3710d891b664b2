/* SPDX-License-Identifier: Apache-2.0 */
#include "api/receipt.h"

/* What has failed in a case: the rows tell what and when it is tried again, the entry of the last try tells
 * why.
 */

typedef struct gathering {
  spr_api_bag *b;
  sprawa_incident *v;
  uint32_t n, cap;
} gathering;

static void keep(gathering *g, const spr_incident_row *row) {
  sprawa_incident i = {.what = spr_api_z(g->b, row->what),
                       .subject = spr_api_z(g->b, row->subject),
                       .number = row->n,
                       .tries = row->tries,
                       .since = row->since,
                       .next_try = row->try_at,
                       .seq = row->seq,
                       .place = "",
                       .code = "",
                       .reason = ""};
  *SPR_PUSH(&g->b->arena, g->v, g->n, g->cap) = i;
}

/* A jump must not cross the store, so each row is guarded for itself. */
static bool on_incident(void *ud, const spr_incident_row *row) {
  gathering *g = ud;
  jmp_buf env;
  if (spr_arena_guard(&g->b->arena, &env)) {
    g->b->failed = true;
    return false;
  }
  keep(g, row);
  spr_arena_unguard(&g->b->arena, NULL);
  return true;
}

static spr_status keep_place(spr_api_bag *b, const spr_entry_row *e, sprawa_incident *i) {
  jmp_buf env;
  if (spr_arena_guard(&b->arena, &env)) return SPR_ENOMEM;
  i->place = spr_api_z(b, e->place);
  spr_arena_unguard(&b->arena, NULL);
  return SPR_OK;
}

static void keep_reason(const sprawa_entry *e, sprawa_incident *i) {
  for (size_t k = 0; k < e->nreceipts; k++) {
    const sprawa_receipt *r = &e->receipts[k];
    if (r->kind != SPRAWA_FAILED || !*r->name) continue;
    i->code = r->name;
    i->reason = r->text;
    return;
  }
}

static spr_status explain(spr_api_bag *b, spr_loaded *l, spr_store *store, bool bodies, spr_buf *plain,
                          sprawa_incident *i) {
  spr_entry_row row;
  sprawa_entry told = {.nreceipts = 0};
  spr_status s = spr_store_entry(store, l->row.id, i->seq, &row);
  if (s == SPR_ENOTFOUND) return SPR_OK; /* a machine forgets its journal */
  if (s == SPR_OK) s = keep_place(b, &row, i);
  if (s != SPR_OK || !bodies) return s;
  spr_buf_clear(plain);
  s = spr_desk_body(l->desk, &row, plain);
  if (s == SPR_OK) s = spr_api_body(b, l, spr_buf_view(plain), &told);
  if (s == SPR_OK) keep_reason(&told, i);
  return s == SPR_ENOTFOUND ? SPR_OK : s; /* it was erased */
}

spr_status spr_api_incidents(spr_api_bag *b, spr_loaded *l, spr_store *store, const spr_view *view,
                             sprawa_incident **out, size_t *n) {
  gathering g = {.b = b};
  spr_buf plain;
  spr_status s = spr_store_incidents(store, l->row.id, on_incident, &g);
  *out = g.v;
  *n = g.n;
  spr_buf_init(&plain, &b->alloc, SPR_MAX_ENTRY_BYTES);
  for (size_t i = 0; i < g.n && s == SPR_OK; i++) s = explain(b, l, store, view->everything, &plain, &g.v[i]);
  spr_buf_release(&plain);
  return s;
}

static bool count_one(void *ud, const spr_incident_row *row) {
  uint32_t *n = ud;
  (void)row;
  return ++*n < SPR_MAX_PENDING;
}

spr_status spr_api_incident_count(spr_store *store, spr_str id, uint32_t *n) {
  *n = 0;
  return spr_store_incidents(store, id, count_one, n);
}
