/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "api/engine_impl.h"

/* Which cases somebody was let see for an emergency, as far as that is told to a view: it answered for them
 * then, or does so now. Who answered then stands in the entry; who does so now, with whatever goes on beside,
 * only the case itself knows. So the entries are read first, and the cases opened behind them. */

typedef struct alarm {
  uint64_t number;
  char id[SPR_CASE_ID_CHARS + 1];
  bool then; /* the view answered for the case */
} alarm;

typedef struct gathering {
  spr_api_bag *b;
  const spr_view *view;
  alarm *v;
  uint32_t n, cap;
} gathering;

/* May jump. */
static void keep(gathering *g, const spr_entry_row *row) {
  alarm a = {.number = row->number, .then = spr_view_answers(g->view, NULL, row->responsible)};
  uint32_t n = row->id.n < SPR_CASE_ID_CHARS ? row->id.n : SPR_CASE_ID_CHARS;
  memcpy(a.id, row->id.p, n);
  *SPR_PUSH(&g->b->arena, g->v, g->n, g->cap) = a;
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
  return g->n < SPR_MAX_ALARMS;
}

static int by_number(const void *a, const void *b) {
  const alarm *x = a, *y = b;
  return (x->number > y->number) - (x->number < y->number);
}

/* Each case once. */
static void join(gathering *g) {
  uint32_t n = 0;
  if (g->n) qsort(g->v, g->n, sizeof *g->v, by_number);
  for (uint32_t i = 0; i < g->n; i++) {
    if (n > 0 && g->v[n - 1].number == g->v[i].number)
      g->v[n - 1].then = g->v[n - 1].then || g->v[i].then;
    else
      g->v[n++] = g->v[i];
  }
  g->n = n;
}

/* A case that cannot be opened is one of those who answered then. */
static spr_status answers_now(const gathering *g, spr_desk *desk, spr_store *store, spr_str id, bool *out) {
  spr_loaded l;
  spr_status s = spr_api_load(desk, store, id, g->view, &l);
  if (s == SPR_ENOMEM || s == SPR_EIO) return s;
  if (s != SPR_OK) return SPR_OK;
  *out = spr_view_answers(g->view, l.c, SPR_STR(""));
  spr_loaded_release(&l);
  return SPR_OK;
}

static spr_status is_told(const gathering *g, spr_desk *desk, spr_store *store, const alarm *a, bool *out) {
  bool seen = false;
  *out = a->then;
  spr_status s = spr_api_sees(store, spr_str_of(a->id), g->view, &seen);
  if (s != SPR_OK || !seen) {
    *out = false;
    return s == SPR_ENOTFOUND ? SPR_OK : s;
  }
  return *out ? SPR_OK : answers_now(g, desk, store, spr_str_of(a->id), out);
}

static spr_status room(spr_api_bag *b, uint64_t **out) {
  jmp_buf env;
  if (spr_arena_guard(&b->arena, &env)) return SPR_ENOMEM;
  *out = SPR_NEW_N(&b->arena, uint64_t, SPR_MAX_AMONG);
  spr_arena_unguard(&b->arena, NULL);
  return SPR_OK;
}

spr_status spr_api_alarms(spr_api_bag *b, spr_desk *desk, spr_store *store, const spr_view *view,
                          spr_instant since, spr_case_filter *f) {
  gathering g = {.b = b, .view = view};
  uint64_t *numbers = NULL;
  uint32_t n = 0;
  spr_status s = room(b, &numbers);
  if (s == SPR_OK) s = spr_store_emergencies_since(store, since, on_emergency, &g);
  if (s == SPR_OK && b->failed) s = SPR_ENOMEM;
  join(&g);
  for (uint32_t i = 0; i < g.n && n < SPR_MAX_AMONG && s == SPR_OK; i++) {
    bool told;
    s = is_told(&g, desk, store, &g.v[i], &told);
    if (s == SPR_OK && told) numbers[n++] = g.v[i].number;
  }
  f->among = numbers;
  f->namong = n;
  return s;
}
