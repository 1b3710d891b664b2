/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/layout.h"

/* Between two layers each link that is not straight goes sideways at a height of its own, its track. Of two
 * whose ways meet, that one lies above that makes fewer crossings, and in no case may the ends of one run
 * along those of the other. Where both orders would make them do so, one of them goes sideways twice. */

enum { NEAR = 7, OVERLAP_COST = 10000, SORT_ROUNDS = 8, ROUNDS_AFTER_SPLIT = 2 };
enum {
  SORTED_MOST = 256
}; /* of more the order stays as it is begun, and ends may meet: sorting costs their number squared */

typedef struct piece { /* of a link that goes sideways, from the end above to the end below */
  int32_t link;
  bool rest; /* the second one of its link */
  int32_t from, to;
  int32_t track;
} piece;

typedef struct tracks {
  spr_layout *l;
  piece *v;
  int32_t n;
  const int32_t *links; /* all of them, also the straight ones */
  int32_t nlinks;
} tracks;

static int32_t low(const piece *p) {
  return p->from < p->to ? p->from : p->to;
}
static int32_t high(const piece *p) {
  return p->from < p->to ? p->to : p->from;
}
static bool is_near(int32_t a, int32_t b) {
  return a - b < NEAR && b - a < NEAR;
}
static bool within(const piece *p, int32_t x) {
  return x > low(p) - NEAR && x < high(p) + NEAR;
}
static bool meet(const piece *a, const piece *b) {
  return low(a) < high(b) + NEAR && low(b) < high(a) + NEAR;
}

/* What it costs that a lies above b: below a's track a's lower end goes down, and down to b's track b's upper
 * end. */
static int32_t cost_above(const piece *a, const piece *b) {
  if (a->link == b->link) return a->rest ? 2 * OVERLAP_COST : 0;
  int32_t cost = within(b, a->to) + within(a, b->from);
  return is_near(a->to, b->from) ? cost + OVERLAP_COST : cost;
}

/* -- the order ------------------------------------------------------------------------------------------ */

/* Those that lead to the right from the right on, then those that lead to the left from the left on. */
static bool begins_before(const piece *a, const piece *b) {
  bool right = a->to > a->from, also = b->to > b->from;
  if (right != also) return right;
  return right ? a->from > b->from : a->from < b->from;
}

static void begin_order(tracks *t) {
  for (int32_t i = 1; i < t->n; i++) {
    piece p = t->v[i];
    int32_t k = i;
    for (; k > 0 && begins_before(&p, &t->v[k - 1]); k--) t->v[k] = t->v[k - 1];
    t->v[k] = p;
  }
}

/* Moves piece i to where it costs least among the others. */
static bool settle(tracks *t, int32_t i) {
  piece p = t->v[i];
  int64_t cost = 0, least = 0;
  int32_t best = i;
  for (int32_t k = i - 1; k >= 0; k--) { /* upwards past k */
    cost += cost_above(&p, &t->v[k]) - cost_above(&t->v[k], &p);
    if (cost < least) {
      least = cost;
      best = k;
    }
  }
  cost = 0;
  for (int32_t k = i + 1; k < t->n; k++) {
    cost += cost_above(&t->v[k], &p) - cost_above(&p, &t->v[k]);
    if (cost < least) {
      least = cost;
      best = k;
    }
  }
  if (best < i) memmove(&t->v[best + 1], &t->v[best], (size_t)(i - best) * sizeof p);
  if (best > i) memmove(&t->v[i], &t->v[i + 1], (size_t)(best - i) * sizeof p);
  t->v[best] = p;
  return best != i;
}

static void sort_pieces(tracks *t, int32_t rounds) {
  bool moved = t->n <= SORTED_MOST;
  for (int32_t round = 0; moved && round < rounds; round++) {
    moved = false;
    for (int32_t i = 0; i < t->n; i++)
      if (settle(t, i)) moved = true;
  }
}

/* -- ways that would run along one another -------------------------------------------------------------- */

static bool is_clear(const tracks *t, int32_t x) {
  for (int32_t i = 0; i < t->nlinks; i++) {
    const spr_link *k = &t->l->links[t->links[i]];
    if (is_near(x, k->x1) || is_near(x, k->x2)) return false;
  }
  for (int32_t i = 0; i < t->n; i++)
    if (is_near(x, t->v[i].from) || is_near(x, t->v[i].to)) return false;
  return true;
}

/* The nearest x to the lower end where nothing else goes down. */
static int32_t clear_x(const tracks *t, const piece *p) {
  int32_t step = p->from < p->to ? -1 : 1;
  for (int32_t d = NEAR; d <= NEAR * (2 * t->nlinks + 4); d++) {
    if (is_clear(t, p->to + step * d)) return p->to + step * d;
    if (is_clear(t, p->to - step * d)) return p->to - step * d;
  }
  return p->to + step * NEAR;
}

/* Makes two of the first piece that runs along another one's end. false: there is none. */
static bool split_one(tracks *t) {
  for (int32_t i = 0; i < t->n; i++) {
    for (int32_t k = i + 1; k < t->n; k++) {
      piece *p = &t->v[i];
      if (p->link == t->v[k].link || !is_near(p->to, t->v[k].from) || p->rest) continue;
      int32_t x = clear_x(t, p);
      t->v[t->n++] = (piece){p->link, true, x, p->to, SPR_NONE};
      p->to = x;
      return true;
    }
  }
  return false;
}

/* -- tracks --------------------------------------------------------------------------------------------- */

static int32_t give_tracks(tracks *t) {
  int32_t most = 0;
  for (int32_t i = 0; i < t->n; i++) {
    int32_t track = 0;
    for (int32_t k = 0; k < i; k++)
      if (meet(&t->v[i], &t->v[k]) && t->v[k].track >= track) track = t->v[k].track + 1;
    t->v[i].track = track;
    if (track + 1 > most) most = track + 1;
  }
  return most;
}

int32_t spr_tracks_assign(spr_layout *l, int32_t layer) {
  tracks t = {
      .l = l, .links = l->between + l->starts[layer], .nlinks = l->starts[layer + 1] - l->starts[layer]};
  t.v = SPR_NEW_N(l->g->arena, piece, 2 * t.nlinks + 1);
  for (int32_t i = 0; i < t.nlinks; i++) {
    const spr_link *k = &l->links[t.links[i]];
    if (k->x1 != k->x2) t.v[t.n++] = (piece){t.links[i], false, k->x1, k->x2, SPR_NONE};
  }
  begin_order(&t);
  sort_pieces(&t, SORT_ROUNDS);
  while (t.n < 2 * t.nlinks && t.n <= SORTED_MOST && split_one(&t)) sort_pieces(&t, ROUNDS_AFTER_SPLIT);
  int32_t n = give_tracks(&t);
  for (int32_t i = 0; i < t.n; i++) {
    spr_link *k = &l->links[t.v[i].link];
    if (!t.v[i].rest) {
      k->track = t.v[i].track;
      continue;
    }
    k->split_track = t.v[i].track;
    k->split_x = t.v[i].from;
  }
  return n;
}
