/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

/* Open addressing with linear probing; a slot holds the name's number plus one. At most half of the slots are
 * used. */

void spr_names_init(spr_names *t, spr_arena *a) {
  *t = (spr_names){.arena = a};
}

static uint32_t slot_of(const spr_names *t, spr_str name) {
  uint32_t mask = t->nslots - 1;
  uint32_t i = spr_str_hash(name) & mask;
  while (t->slots[i] && !spr_str_eq(t->v[t->slots[i] - 1], name)) i = (i + 1) & mask;
  return i;
}

static void widen(spr_names *t) {
  t->nslots = t->nslots ? t->nslots * 2 : 16;
  t->slots = SPR_NEW_N(t->arena, uint32_t, t->nslots);
  for (uint32_t i = 0; i < t->n; i++) t->slots[slot_of(t, t->v[i])] = i + 1;
}

uint32_t spr_names_add(spr_names *t, spr_str name, bool *added) {
  int32_t known = spr_names_find(t, name);
  if (added) *added = known < 0;
  if (known >= 0) return (uint32_t)known;
  if ((t->n + 1) * 2 > t->nslots) widen(t);
  *SPR_PUSH(t->arena, t->v, t->n, t->cap) = name;
  /* The new name is not yet in a slot, so that this finds the empty one where it belongs. */
  t->slots[slot_of(t, name)] = t->n;
  return t->n - 1;
}

int32_t spr_names_find(const spr_names *t, spr_str name) {
  if (t->nslots == 0) return -1;
  return (int32_t)t->slots[slot_of(t, name)] - 1;
}
