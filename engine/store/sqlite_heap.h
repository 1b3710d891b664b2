/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_HEAP_H
#define SPR_STORE_SQLITE_HEAP_H

#include "base/alloc.h"
#include "base/status.h"

/* Cases that may come next in a list, in the order of a key and then of their numbers.
 *
 *   spr_heap h = {.alloc = &alloc};
 *   h.down = ...; h.last = ...;        while it is empty
 *   spr_heap_push(&h, &c); ... while (h.n > 0) c = spr_heap_pop(&h);
 *   spr_heap_release(&h); */
typedef struct spr_candidate {
  int64_t key; /* of the order */
  uint64_t number;
  uint32_t lane; /* that it comes from */
} spr_candidate;

typedef struct spr_heap {
  const spr_alloc *alloc;
  bool down; /* the greatest come first */
  bool last; /* v[0] is the one that comes last; else the first */
  spr_candidate *v;
  uint32_t n, cap;
} spr_heap;

bool spr_heap_before(const spr_heap *h, const spr_candidate *a, const spr_candidate *b);
/* SPR_ENOMEM. */
spr_status spr_heap_push(spr_heap *h, const spr_candidate *c);
/* v[0]; of one that is not empty. The place that it leaves is v[n]. */
spr_candidate spr_heap_pop(spr_heap *h);
/* Puts another in the place of v[0]. */
void spr_heap_replace(spr_heap *h, const spr_candidate *c);
void spr_heap_release(spr_heap *h);

#endif
