/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_values.h"

enum { FIRST_ROOM = 64 };

/* Texts move with their slots. */
static spr_status make_room(spr_values *values, uint32_t slot) {
  uint32_t room = values->cap ? values->cap : FIRST_ROOM;
  if (slot < values->cap) return SPR_OK;
  while (room <= slot) room *= 2;
  spr_value_slot *slots =
      spr_realloc(values->alloc, values->slots, values->cap * sizeof *slots, room * sizeof *slots);
  if (!slots) return SPR_ENOMEM;
  for (uint32_t i = 0; i < values->cap; i++) slots[i].v.text.p = slots[i].text;
  for (uint32_t i = values->cap; i < room; i++) slots[i].v = (spr_listed){.kind = SPR_LISTED_NOTHING};
  values->slots = slots;
  values->cap = room;
  return SPR_OK;
}

spr_status spr_values_put(spr_values *values, uint32_t slot, const spr_listed *v) {
  spr_str text = spr_listed_cut(v->text);
  spr_status s = make_room(values, slot);
  if (s != SPR_OK) return s;
  spr_value_slot *at = &values->slots[slot];
  if (text.n) memcpy(at->text, text.p, text.n);
  at->v = *v;
  at->v.text = spr_str_n(at->text, text.n);
  return SPR_OK;
}

void spr_values_release(spr_values *values) {
  spr_free(values->alloc, values->slots, values->cap * sizeof *values->slots);
  *values = (spr_values){.alloc = values->alloc};
}
