/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DIAGRAM_FIT_H
#define SPR_DIAGRAM_FIT_H

#include "diagram/graph.h"

/* Whole numbers that keep their distances and, among those that do, cost least. Private to diagram/.
 *
 *   spr_fit f;
 *   spr_fit_init(&f, arena, n)             numbers 0 to n - 1
 *   spr_fit_apart, spr_fit_most, spr_fit_near ...
 *   spr_fit_solve(&f, steps, x)
 *
 * What it costs is a sum of distances, not of their squares: most of them come out as exactly none, which is
 * what makes lines straight and boxes stand in columns. The numbers are the potentials of a flow of least
 * cost, one arc for each pull, found by the network simplex method: Gansner, Koutsofios, North, Vo, "A
 * Technique for Drawing Directed Graphs" (1993), for its use in drawing; Ahuja, Magnanti, Orlin, "Network
 * Flows" (1993), chapter 11, for trees that cannot go round in circles. Who is not tied to any other stays
 * where it began. */

typedef struct spr_fit_pull { /* from a to b; its flow is how hard it pulls now */
  int32_t a, b, d;
  int32_t flow, most;
  int32_t next_a, next_b; /* of the same end */
  bool listed;
} spr_fit_pull;

typedef struct spr_fit_node { /* of the tree in which every pull is just satisfied */
  int32_t x;
  int32_t first_a, first_b;            /* of its pulls, by the end that is here */
  int32_t parent, child, next, before; /* child: the first; next, before: of the same parent */
  int32_t pull;                        /* to the parent; SPR_NONE: none is */
  bool up;                             /* ... its end a is here */
  int32_t depth;
} spr_fit_node;

typedef struct spr_fit {
  spr_arena *arena;
  int32_t n;
  spr_fit_node *nodes; /* one more than numbers: the root */
  spr_fit_pull *pulls;
  uint32_t npulls, cap;
  int32_t *list; /* of pulls that are not as they should be: all of these, and some that were */
  int32_t nlist;
} spr_fit;

void spr_fit_init(spr_fit *f, spr_arena *arena, int32_t n);
/* b - a is at least d, whatever it costs. These must not contradict one another. */
void spr_fit_apart(spr_fit *f, int32_t a, int32_t b, int32_t d);
/* Each unit by which b - a is more than d costs w. */
void spr_fit_most(spr_fit *f, int32_t a, int32_t b, int32_t d, int32_t w);
/* Each unit between b - a and d costs w. */
void spr_fit_near(spr_fit *f, int32_t a, int32_t b, int32_t d, int32_t w);

/* x: where they stand at the beginning, then where they stand best. false: that took more than `steps`; x may
 * then keep no distance. */
bool spr_fit_solve(spr_fit *f, int64_t steps, int32_t *x);
/* Once solved: what pulls in vain pulls less when it is solved again, the less the further off it is. So what
 * lies off a line may lie further off, but more lies on it: Candès, Wakin, Boyd, "Enhancing Sparsity by
 * Reweighted l1 Minimization" (2008). */
void spr_fit_ease(spr_fit *f);

#endif
