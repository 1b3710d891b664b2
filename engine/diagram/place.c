/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/fit.h"
#include "diagram/layout.h"

/* x of each item: none nearer to its neighbour than it may, and links as straight as that allows (fit.h),
 * those of long wires most of all. A link that may end anywhere on a box's side is straight as long as its
 * other end is above or below that side, with room for the ones beside it; that it ends where it looks best
 * on that side is wished as well, but little. */

enum { BOX_GAP = 26, MIXED_GAP = 16, WIRE_GAP = 14 };
enum { PULL_LONG = 64, PULL_END = 32, PULL_LITTLE = 4 };

/* Between the x of two items that stand beside one another, at least. */
static int32_t item_gap(const spr_item *left, const spr_item *right) {
  bool thin = spr_item_is_thin(left), also = spr_item_is_thin(right);
  int32_t gap = thin && also ? WIRE_GAP : thin || also ? MIXED_GAP : BOX_GAP;
  return left->r + gap + right->l;
}

static int32_t least_gap(const spr_layout *l, int32_t layer, int32_t place) {
  if (layer != l->fixed) return item_gap(spr_item_in(l, layer, place), spr_item_in(l, layer, place + 1));
  return spr_item_in(l, layer, place)->r + SPR_REGION_GAP + spr_item_in(l, layer, place + 1)->l;
}

/* -- what must be --------------------------------------------------------------------------------------- */

/* As far to the left as they may. */
static void begin(spr_layout *l, int32_t *x) {
  for (int32_t k = 0; k < l->nlayers; k++) {
    for (int32_t i = 0; i < l->sizes[k]; i++) {
      int32_t *here = &x[l->layers[k][i]];
      *here = i ? x[l->layers[k][i - 1]] + least_gap(l, k, i - 1) : spr_item_in(l, k, 0)->l;
    }
  }
}

/* Regions stay where they begin: beside one another, or in rows at the left. */
static void keep_apart(const spr_layout *l, spr_fit *f, const int32_t *x) {
  int32_t first_region = SPR_NONE;
  for (int32_t k = 0; k < l->nlayers; k++) {
    for (int32_t i = 0; i < l->sizes[k]; i++) {
      int32_t number = l->layers[k][i];
      if (i) spr_fit_apart(f, l->layers[k][i - 1], number, least_gap(l, k, i - 1));
      if (k != l->fixed && !spr_item_is_region(l, &l->items[number])) continue;
      if (first_region == SPR_NONE) first_region = number;
      spr_fit_apart(f, first_region, number, x[number] - x[first_region]);
      spr_fit_apart(f, number, first_region, x[first_region] - x[number]);
    }
  }
}

/* -- what is wished ------------------------------------------------------------------------------------- */

typedef struct side { /* of a box: the links that may end anywhere on it */
  const int32_t *links;
  int32_t n;
  bool upper; /* the box is the links' upper end: it is the lower side */
} side;

static bool is_free(const spr_layout *l, const side *s, int32_t i) {
  const spr_link *k = &l->links[s->links[i]];
  return s->upper ? k->upper_free : k->lower_free;
}

static int32_t other_end(const spr_layout *l, const side *s, int32_t i) {
  const spr_link *k = &l->links[s->links[i]];
  return s->upper ? k->lower : k->upper;
}

/* How many of the side's free links end left of link i. */
static int32_t rank(const spr_layout *l, const side *s, int32_t i) {
  int32_t n = 0, place = l->items[other_end(l, s, i)].place;
  for (int32_t k = 0; k < s->n; k++) {
    if (k == i || !is_free(l, s, k)) continue;
    int32_t its = l->items[other_end(l, s, k)].place;
    n += its < place || (its == place && k < i);
  }
  return n;
}

static void pull_side(const spr_layout *l, spr_fit *f, int32_t number, const side *s) {
  const spr_item *item = &l->items[number];
  int32_t nfree = 0, w = l->g->boxes[item->box].w, margin = spr_end_margin(&l->g->boxes[item->box]);
  for (int32_t i = 0; i < s->n; i++) nfree += is_free(l, s, i);
  for (int32_t i = 0; i < s->n; i++) {
    if (!is_free(l, s, i)) continue;
    const spr_link *k = &l->links[s->links[i]];
    int32_t other = other_end(l, s, i), off = s->upper ? k->lower_off : k->upper_off, at = rank(l, s, i);
    int32_t least = margin + at * SPR_END_GAP - item->l - off;
    int32_t most = w - margin - (nfree - 1 - at) * SPR_END_GAP - item->l - off;
    spr_fit_most(f, number, other, most, PULL_END);
    spr_fit_most(f, other, number, -least, PULL_END);
    spr_fit_near(f, number, other, (2 * at + 1) * w / (2 * nfree) - item->l - off, PULL_LITTLE);
  }
}

static void pull_links(const spr_layout *l, spr_fit *f) {
  for (uint32_t i = 0; i < l->nlinks; i++) {
    const spr_link *k = &l->links[i];
    if (k->upper_free || k->lower_free) continue;
    bool thin = spr_item_is_thin(&l->items[k->upper]) && spr_item_is_thin(&l->items[k->lower]);
    spr_fit_near(f, k->upper, k->lower, k->upper_off - k->lower_off, thin ? PULL_LONG : PULL_END);
  }
  for (int32_t i = 0; i < (int32_t)l->nitems; i++) {
    const spr_item *item = &l->items[i];
    if (item->kind != SPR_ITEM_BOX) continue;
    pull_side(l, f, i, &(side){l->up + item->up, item->nup, false});
    pull_side(l, f, i, &(side){l->down + item->down, item->ndown, true});
  }
}

/* -- the whole ------------------------------------------------------------------------------------------ */

/* Where it took too long, what overtook its neighbour is pushed to the right. */
static void push_apart(const spr_layout *l, int32_t *x) {
  for (int32_t k = 0; k < l->nlayers; k++) {
    for (int32_t i = 1; i < l->sizes[k]; i++) {
      int32_t least = x[l->layers[k][i - 1]] + least_gap(l, k, i - 1), *here = &x[l->layers[k][i]];
      if (*here < least) *here = least;
    }
  }
}

void spr_items_place(spr_layout *l) {
  spr_fit f;
  int32_t *x = SPR_NEW_N(l->g->arena, int32_t, l->nitems + 1);
  begin(l, x);
  spr_fit_init(&f, l->g->arena, (int32_t)l->nitems);
  keep_apart(l, &f, x);
  pull_links(l, &f);
  bool done = spr_fit_solve(&f, SPR_MAX_DRAWING_STEPS, x);
  if (done) {
    spr_fit_ease(&f);
    done = spr_fit_solve(&f, SPR_MAX_DRAWING_STEPS, x);
  }
  if (!done) push_apart(l, x);
  for (uint32_t i = 0; i < l->nitems; i++) l->items[i].x = x[i];
}
