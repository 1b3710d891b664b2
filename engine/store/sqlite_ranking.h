/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_RANKING_H
#define SPR_STORE_SQLITE_RANKING_H

#include "store/sqlite_values.h"

/* Cases that may come next in a list, in the order of a key, or of a value, and then of their numbers.
 *
 *   spr_ranking h = {.alloc = &alloc};
 *   h.down = ...; h.last = ...;        while it is empty
 *   spr_ranking_push(&h, &c); ... while (h.n > 0) c = spr_ranking_pop(&h);
 *   spr_ranking_release(&h); */
typedef struct spr_candidate {
  int64_t key; /* of the order */
  uint64_t number;
  uint32_t lane; /* that it comes from */
  uint32_t slot; /* of its value */
  uint32_t step; /* so many cases were passed by to come to it, where it is no hit */
} spr_candidate;

typedef struct spr_ranking {
  const spr_alloc *alloc;
  bool down;                /* the greatest come first */
  bool last;                /* v[0] is the one that comes last; else the first */
  const spr_values *values; /* they are in the order of these; NULL: of their keys */
  spr_candidate *v;
  uint32_t n, cap;
} spr_ranking;

bool spr_ranking_before(const spr_ranking *h, const spr_candidate *a, const spr_candidate *b);
/* SPR_ENOMEM. */
spr_status spr_ranking_push(spr_ranking *h, const spr_candidate *c);
/* v[0]; of one that is not empty. The place that it leaves is v[n]. */
spr_candidate spr_ranking_pop(spr_ranking *h);
/* Puts another in the place of v[0]. */
void spr_ranking_replace(spr_ranking *h, const spr_candidate *c);
void spr_ranking_release(spr_ranking *h);

#endif
