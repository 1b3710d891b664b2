/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/layout.h"

/* x of each item. In turn each layer is fitted to those above and below it: every item wishes to stand where
 * its links are straight, those of long wires most, and none nearer to its neighbour than it may. That is an
 * isotonic regression, solved by pooling neighbours that would overtake one another. Then what is nearly
 * straight is made straight. */

enum { ROUNDS = 48, UNIT = 8 /* of a pixel, while it moves */ };
enum { BOX_GAP = 26, MIXED_GAP = 16, WIRE_GAP = 14 };
enum { WISH_LONG = 8, WISH_END = 2, WISH_KNOWN = 4, WISH_STAY = 1000 };

int32_t spr_item_gap(const spr_item *left, const spr_item *right) {
  bool thin = spr_item_is_thin(left), also = spr_item_is_thin(right);
  int32_t gap = thin && also ? WIRE_GAP : thin || also ? MIXED_GAP : BOX_GAP;
  return left->r + gap + right->l;
}

static int32_t least_gap(const spr_layout *l, int32_t layer, int32_t place) {
  if (layer != l->fixed) return spr_item_gap(spr_item_in(l, layer, place), spr_item_in(l, layer, place + 1));
  return spr_item_in(l, layer, place)->r + SPR_REGION_GAP + spr_item_in(l, layer, place + 1)->l;
}

/* -- one layer ------------------------------------------------------------------------------------------ */

typedef struct block { /* items that stand as near to one another as they may */
  int64_t sum, weight;
  int32_t n;
} block;

typedef struct fitting {
  block *blocks;
  int64_t *ahead; /* of each item: how far its neighbours on the left keep it from the first one */
} fitting;

static int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Regions in several rows stay where they began, at the left. */
static void wish(const spr_layout *l, const spr_item *item, int32_t number, int64_t *sum, int64_t *weight) {
  if (spr_item_is_region(l, item)) {
    *weight = WISH_STAY;
    *sum = item->home * (int64_t)WISH_STAY;
    return;
  }
  for (int32_t i = 0; i < item->nup + item->ndown; i++) {
    bool up = i < item->nup;
    const spr_link *k = &l->links[up ? l->up[item->up + i] : l->down[item->down + i - item->nup]];
    bool lower = k->lower == number;
    const spr_item *other = &l->items[lower ? k->upper : k->lower];
    bool known = !k->upper_free && !k->lower_free;
    int64_t w = spr_item_is_thin(item) && spr_item_is_thin(other) ? WISH_LONG : known ? WISH_KNOWN : WISH_END;
    int64_t mine = lower ? k->lower_off : k->upper_off, its = lower ? k->upper_off : k->lower_off;
    *sum += w * (other->x + (its - mine) * UNIT);
    *weight += w;
  }
}

static void fit(spr_layout *l, int32_t layer, fitting *f) {
  int32_t n = 0;
  for (int32_t i = 0; i < l->sizes[layer]; i++) {
    int32_t number = l->layers[layer][i];
    const spr_item *item = &l->items[number];
    f->ahead[i] = i ? f->ahead[i - 1] + least_gap(l, layer, i - 1) * (int64_t)UNIT : 0;
    block b = {0, 0, 1};
    wish(l, item, number, &b.sum, &b.weight);
    if (b.weight == 0) b = (block){item->x, 1, 1};
    b.sum -= f->ahead[i] * b.weight;
    while (n > 0 && f->blocks[n - 1].sum * b.weight > b.sum * f->blocks[n - 1].weight) {
      n--;
      b = (block){b.sum + f->blocks[n].sum, b.weight + f->blocks[n].weight, b.n + f->blocks[n].n};
    }
    f->blocks[n++] = b;
  }
  int32_t i = 0;
  for (int32_t k = 0; k < n; k++) {
    int64_t x = floor_div(f->blocks[k].sum, f->blocks[k].weight);
    for (int32_t end = i + f->blocks[k].n; i < end; i++)
      spr_item_in(l, layer, i)->x = (int32_t)(x + f->ahead[i]);
  }
}

/* -- straightening -------------------------------------------------------------------------------------- */

typedef struct span {
  int32_t least, most;
} span;

static bool may_move(const spr_layout *l, const spr_item *item) {
  return spr_item_is_thin(item) && item->kind != SPR_ITEM_TURN && item->layer != l->fixed;
}

/* Where an item may stand between its neighbours. */
static span room_of(const spr_layout *l, const spr_item *item) {
  span s = {INT32_MIN, INT32_MAX};
  if (!may_move(l, item)) return (span){item->x, item->x};
  if (item->place > 0)
    s.least = spr_item_in(l, item->layer, item->place - 1)->x + least_gap(l, item->layer, item->place - 1);
  if (item->place + 1 < l->sizes[item->layer])
    s.most = spr_item_in(l, item->layer, item->place + 1)->x - least_gap(l, item->layer, item->place);
  return s;
}

static bool is_straight(const spr_layout *l, const spr_link *k) {
  return l->items[k->upper].x + k->upper_off == l->items[k->lower].x + k->lower_off;
}

/* The link by which a wire goes on straight from an item that may move; NULL: it does not. */
static const spr_link *goes_on(const spr_layout *l, const spr_item *item, bool down) {
  if (!may_move(l, item) || (down ? item->ndown : item->nup) != 1) return NULL;
  const spr_link *k = &l->links[down ? l->down[item->down] : l->up[item->up]];
  return k->upper_free || k->lower_free || !is_straight(l, k) ? NULL : k;
}

/* An item and all that is straight behind it, up or down: where they may stand together. */
static span room_of_run(const spr_layout *l, int32_t number, bool down) {
  span s = {INT32_MIN, INT32_MAX};
  int32_t from = l->items[number].x;
  while (number != SPR_NONE) {
    const spr_item *item = &l->items[number];
    span room = room_of(l, item);
    int32_t off = item->x - from; /* a box that a run ends at is wired off its middle */
    if (room.least != INT32_MIN && room.least - off > s.least) s.least = room.least - off;
    if (room.most != INT32_MAX && room.most - off < s.most) s.most = room.most - off;
    const spr_link *k = goes_on(l, item, down);
    number = !k ? SPR_NONE : down ? k->lower : k->upper;
  }
  return s;
}

static void move_run(spr_layout *l, int32_t number, int32_t by, bool down) {
  while (number != SPR_NONE) {
    spr_item *item = &l->items[number];
    const spr_link *k = goes_on(l, item, down);
    if (may_move(l, item)) item->x += by;
    number = !k ? SPR_NONE : down ? k->lower : k->upper;
  }
}

/* Moves what is above a link and what is below it to where both may stand, if there is such a place. */
static void straighten(spr_layout *l, const spr_link *k) {
  if (k->upper_free || k->lower_free || is_straight(l, k)) return;
  span above = room_of_run(l, k->upper, false), below = room_of_run(l, k->lower, true);
  int32_t x = l->items[k->upper].x, off = k->upper_off - k->lower_off;
  int32_t least = above.least, most = above.most;
  if (below.least != INT32_MIN && below.least - off > least) least = below.least - off;
  if (below.most != INT32_MAX && below.most - off < most) most = below.most - off;
  if (least > most) return;
  int32_t to = x < least ? least : x > most ? most : x;
  move_run(l, k->lower, to + off - l->items[k->lower].x, true);
  move_run(l, k->upper, to - x, false);
}

static void straighten_all(spr_layout *l) {
  for (int32_t i = 0; i < l->starts[l->nlayers]; i++) straighten(l, &l->links[l->between[i]]);
}

/* Moves a wire to where it ends at a box, so that it goes straight in. */
void spr_items_settle(spr_layout *l) {
  for (uint32_t i = 0; i < l->nlinks; i++) {
    const spr_link *k = &l->links[i];
    if (k->upper_free == k->lower_free) continue;
    int32_t number = k->upper_free ? k->lower : k->upper;
    int32_t to = k->upper_free ? k->x1 - k->lower_off : k->x2 - k->upper_off;
    span room = room_of_run(l, number, k->upper_free);
    if (to >= room.least && to <= room.most) move_run(l, number, to - l->items[number].x, k->upper_free);
  }
}

/* -- the whole ------------------------------------------------------------------------------------------ */

static void begin(spr_layout *l) {
  for (int32_t k = 0; k < l->nlayers; k++) {
    int32_t x = l->sizes[k] ? spr_item_in(l, k, 0)->l : 0;
    for (int32_t i = 0; i < l->sizes[k]; i++) {
      if (i) x += least_gap(l, k, i - 1);
      spr_item_in(l, k, i)->x = spr_item_in(l, k, i)->home = x * UNIT;
    }
  }
}

/* Whole pixels: rounding down keeps all distances, since these are whole. */
static void round_down(spr_layout *l) {
  for (uint32_t i = 0; i < l->nitems; i++) l->items[i].x = (int32_t)floor_div(l->items[i].x, UNIT);
}

void spr_items_place(spr_layout *l) {
  int32_t widest = 0;
  for (int32_t k = 0; k < l->nlayers; k++)
    if (l->sizes[k] > widest) widest = l->sizes[k];
  fitting f = {SPR_NEW_N(l->g->arena, block, widest + 1), SPR_NEW_N(l->g->arena, int64_t, widest + 1)};
  begin(l);
  for (int32_t round = 0; round < ROUNDS; round++) {
    for (int32_t k = 0; k < l->nlayers; k++) {
      int32_t layer = round % 2 ? l->nlayers - 1 - k : k;
      if (layer != l->fixed) fit(l, layer, &f);
    }
  }
  round_down(l);
  straighten_all(l);
}
