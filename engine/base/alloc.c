/* SPDX-License-Identifier: Apache-2.0 */
#include "base/alloc.h"

#include <stdlib.h>

static void *default_realloc(void *ud, void *ptr, size_t old_size, size_t new_size) {
  (void)ud;
  (void)old_size;
  if (new_size == 0) {
    free(ptr);
    return NULL;
  }
  return realloc(ptr, new_size);
}

const spr_alloc spr_alloc_default = {default_realloc, NULL};

void *spr_grow(const spr_alloc *a, void *v, uint32_t n, uint32_t *cap, size_t size) {
  if (n < *cap) return v;
  if (*cap > UINT32_MAX / 2) return NULL;
  uint32_t wider = *cap ? *cap * 2 : 16;
  void *p = spr_realloc(a, v, *cap * size, wider * size);
  if (p) *cap = wider;
  return p;
}
