/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify_impl.h"

/* What deciding again had in its hands a moment ago, and will mostly need again: reading a case from its
 * snapshot takes as long as its step, and what was observed is mostly the same profile. */

static void let_go(spr_verifier *v, spr_live *l) {
  spr_case_free(l->c);
  v->live_bytes -= l->bytes;
  *l = (spr_live){.c = NULL};
}

/* Cases point into the charts of volumes; freeing them does not need those any more. */
static void follow_shelf(spr_verifier *v) {
  uint64_t left = spr_shelf_left(v->desk->shelf);
  for (uint32_t i = 0; v->shelf_left != left && i < SPR_VERIFY_LIVE; i++)
    if (v->live[i].c) let_go(v, &v->live[i]);
  v->shelf_left = left;
}

spr_status spr_live_begin(spr_verifier *v) {
  v->live = spr_realloc(&v->desk->alloc, NULL, 0, SPR_VERIFY_LIVE * sizeof *v->live);
  if (!v->live) return SPR_ENOMEM;
  memset(v->live, 0, SPR_VERIFY_LIVE * sizeof *v->live);
  v->shelf_left = spr_shelf_left(v->desk->shelf);
  return SPR_OK;
}

void spr_live_end(spr_verifier *v) {
  for (uint32_t i = 0; v->live && i < SPR_VERIFY_LIVE; i++)
    if (v->live[i].c) let_go(v, &v->live[i]);
  spr_free(&v->desk->alloc, v->live, SPR_VERIFY_LIVE * sizeof *v->live);
  for (uint32_t i = 0; i < v->nseen; i++) spr_v_release(v->desk->heap.pool, v->seen[i].v);
  v->nseen = 0;
}

static spr_live *slot_of(spr_verifier *v, uint64_t number) {
  return &v->live[number % SPR_VERIFY_LIVE];
}

spr_case *spr_live_take(spr_verifier *v, uint64_t number, uint64_t seq, const spr_chart *chart) {
  follow_shelf(v);
  spr_live *l = slot_of(v, number);
  if (!l->c || l->number != number || l->seq != seq || spr_case_chart(l->c) != chart) return NULL;
  spr_case *c = l->c;
  l->c = NULL;
  let_go(v, l);
  return c;
}

void spr_live_keep(spr_verifier *v, uint64_t number, uint64_t seq, spr_case *c) {
  spr_live *l = slot_of(v, number);
  size_t bytes = spr_case_bytes(c);
  follow_shelf(v);
  if (l->c) let_go(v, l);
  while (v->live_bytes > 0 && v->live_bytes + bytes > SPR_VERIFY_LIVE_BYTES) {
    spr_live *other = slot_of(v, v->live_at++);
    if (other->c) let_go(v, other);
  }
  if (bytes > SPR_VERIFY_LIVE_BYTES) {
    spr_case_free(c);
    return;
  }
  *l = (spr_live){number, seq, bytes, c};
  v->live_bytes += bytes;
}

/* -- observations --------------------------------------------------------------------------------------- */
spr_status spr_live_observed(spr_verifier *v, spr_body_effect *e) {
  spr_hash hash;
  bool kept = e->kind == SPR_E_OBSERVED && e->text2.n == sizeof hash.b;
  if (kept) memcpy(hash.b, e->text2.p, sizeof hash.b);
  for (uint32_t i = 0; kept && i < v->nseen; i++) {
    if (!spr_hash_equal(&v->seen[i].hash, &hash)) continue;
    e->value = spr_v_retain(v->seen[i].v);
    e->text2 = SPR_STR("");
    return SPR_OK;
  }
  spr_status st = spr_desk_observed(v->desk, &v->desk->heap, e);
  const uint32_t room = sizeof v->seen / sizeof *v->seen;
  if (st == SPR_OK && kept && v->nseen < room) v->seen[v->nseen++] = (spr_seen){hash, spr_v_retain(e->value)};
  return st;
}
