/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_ranking.h"

bool spr_ranking_before(const spr_ranking *h, const spr_candidate *a, const spr_candidate *b) {
  int order = (a->key > b->key) - (a->key < b->key);
  if (h->values) order = spr_listed_cmp(&h->values->slots[a->slot].v, &h->values->slots[b->slot].v);
  if (order == 0) order = (a->number > b->number) - (a->number < b->number);
  return h->down ? order > 0 : order < 0;
}

static bool above(const spr_ranking *h, uint32_t a, uint32_t b) {
  return h->last ? spr_ranking_before(h, &h->v[b], &h->v[a]) : spr_ranking_before(h, &h->v[a], &h->v[b]);
}

static void swap(spr_ranking *h, uint32_t a, uint32_t b) {
  spr_candidate c = h->v[a];
  h->v[a] = h->v[b];
  h->v[b] = c;
}

static void sink(spr_ranking *h, uint32_t i) {
  for (;;) {
    uint32_t top = i, l = 2 * i + 1, r = l + 1;
    if (l < h->n && above(h, l, top)) top = l;
    if (r < h->n && above(h, r, top)) top = r;
    if (top == i) return;
    swap(h, i, top);
    i = top;
  }
}

static void rise(spr_ranking *h, uint32_t i) {
  for (; i > 0 && above(h, i, (i - 1) / 2); i = (i - 1) / 2) swap(h, i, (i - 1) / 2);
}

spr_status spr_ranking_push(spr_ranking *h, const spr_candidate *c) {
  spr_candidate *v = spr_grow(h->alloc, h->v, h->n, &h->cap, sizeof *v);
  if (!v) return SPR_ENOMEM;
  h->v = v;
  h->v[h->n] = *c;
  rise(h, h->n++);
  return SPR_OK;
}

spr_candidate spr_ranking_pop(spr_ranking *h) {
  spr_candidate c = h->v[0];
  h->v[0] = h->v[--h->n];
  sink(h, 0);
  return c;
}

void spr_ranking_replace(spr_ranking *h, const spr_candidate *c) {
  h->v[0] = *c;
  sink(h, 0);
}

void spr_ranking_release(spr_ranking *h) {
  spr_free(h->alloc, h->v, h->cap * sizeof *h->v);
  h->v = NULL;
  h->n = h->cap = 0;
}
