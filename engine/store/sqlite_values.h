/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_VALUES_H
#define SPR_STORE_SQLITE_VALUES_H

#include "base/alloc.h"
#include "base/limits.h"
#include "base/status.h"
#include "store/listed.h"

/* Copies of `listed` values, each in a slot, while cases are ranked by them. A slot's value is good until
 * another one is put there.
 *
 *   spr_values values = {.alloc = &alloc};
 *   spr_values_put(&values, slot, &v) ... values.slots[slot].v
 *   spr_values_release(&values) */
typedef struct spr_value_slot {
  spr_listed v;
  char text[SPR_MAX_LISTED_TEXT]; /* of it */
} spr_value_slot;

typedef struct spr_values {
  const spr_alloc *alloc;
  spr_value_slot *slots;
  uint32_t cap;
} spr_values;

/* SPR_ENOMEM. */
spr_status spr_values_put(spr_values *values, uint32_t slot, const spr_listed *v);
void spr_values_release(spr_values *values);

#endif
