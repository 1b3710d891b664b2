/* SPDX-License-Identifier: Apache-2.0 */
#include "api/receipt.h"

/* The emergencies for which a case was opened, and to whom it is told by whom and why. The reason stands in
 * the entry's body, which is opened in a second round, because that asks the store and the keys again. */

typedef struct gathering {
  spr_api_bag *b;
  const spr_loaded *l;
  const spr_view *view;
  sprawa_emergency *v;
  bool told[SPR_MAX_EMERGENCIES]; /* all of it */
  size_t n;
} gathering;

static void keep(gathering *g, const spr_entry_row *row) {
  bool told = spr_view_emergency(g->view, g->l->c, row->by, row->responsible);
  if (!g->v) g->v = SPR_NEW_N(&g->b->arena, sprawa_emergency, SPR_MAX_EMERGENCIES);
  g->told[g->n] = told;
  g->v[g->n++] = (sprawa_emergency){.seq = row->seq,
                                    .at = row->at,
                                    .by = spr_api_z(g->b, row->by),
                                    .actor = told ? spr_api_z(g->b, row->actor) : "",
                                    .reason = ""};
}

/* A jump must not cross the store, so each row is guarded for itself. */
static bool on_emergency(void *ud, const spr_entry_row *row) {
  gathering *g = ud;
  jmp_buf env;
  if (spr_arena_guard(&g->b->arena, &env)) {
    g->b->failed = true;
    return false;
  }
  keep(g, row);
  spr_arena_unguard(&g->b->arena, NULL);
  return g->n < SPR_MAX_EMERGENCIES;
}

static spr_status find_reason(spr_api_bag *b, spr_loaded *l, spr_store *store, spr_buf *plain,
                              sprawa_emergency *out) {
  spr_entry_row row;
  sprawa_entry told = {.reason = ""};
  spr_status s = spr_store_entry(store, l->row.id, out->seq, &row);
  if (s != SPR_OK) return s;
  spr_buf_clear(plain);
  s = spr_desk_body(l->desk, &row, plain);
  if (s == SPR_OK) s = spr_api_body(b, l, spr_buf_view(plain), &told);
  out->reason = told.reason;
  return s == SPR_ENOTFOUND ? SPR_OK : s; /* it was erased */
}

spr_status spr_api_emergencies(spr_api_bag *b, spr_loaded *l, spr_store *store, const spr_view *view,
                               sprawa_emergency **out, size_t *n) {
  gathering g = {.b = b, .l = l, .view = view};
  spr_buf plain;
  spr_status s = spr_store_emergencies(store, l->row.id, on_emergency, &g);
  *out = g.v;
  *n = g.n;
  if (s == SPR_OK && b->failed) s = SPR_ENOMEM;
  spr_buf_init(&plain, &b->alloc, SPR_MAX_ENTRY_BYTES);
  for (size_t i = 0; i < g.n && s == SPR_OK; i++)
    if (g.told[i]) s = find_reason(b, l, store, &plain, &g.v[i]);
  spr_buf_release(&plain);
  return s;
}
