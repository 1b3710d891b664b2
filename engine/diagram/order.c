/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/layout.h"

/* Who stands left of whom: sweeps down and up, in which each item goes to the mean of where its links lead,
 * and neighbours change places where that helps. The order with the fewest crossings is kept; the first one
 * is that of the definition. */

enum { SWEEPS = 16, SWAPS = 4 };
#define STEP 65536 /* from one place to the next; less: along the side of a box */

typedef struct sort_key { /* a fraction, so that nothing is rounded */
  int64_t sum;
  int64_t n;
  int32_t item;
  int32_t place;
} sort_key;

static int64_t end_key(const spr_layout *l, const spr_link *k, bool upper) {
  const spr_item *i = &l->items[upper ? k->upper : k->lower];
  int64_t off = upper ? k->upper_off : k->lower_off, width = i->l + i->r;
  return (int64_t)i->place * STEP + (width ? (off + i->l) * (STEP - 1) / width : STEP / 2);
}

/* -- sorting: merge sort, so that ties keep their order ------------------------------------------------- */

static bool is_less(const sort_key *a, const sort_key *b) {
  int64_t left = a->sum * b->n, right = b->sum * a->n;
  return left != right ? left < right : a->place < b->place;
}

static void sort_keys(sort_key *v, sort_key *spare, int32_t n) {
  for (int32_t width = 1; width < n; width *= 2) {
    for (int32_t from = 0; from < n; from += 2 * width) {
      int32_t middle = from + width < n ? from + width : n, to = from + 2 * width < n ? from + 2 * width : n;
      int32_t a = from, b = middle;
      for (int32_t k = from; k < to; k++)
        spare[k] = a < middle && (b >= to || !is_less(&v[b], &v[a])) ? v[a++] : v[b++];
    }
    memcpy(v, spare, (size_t)n * sizeof *v);
  }
}

/* -- crossings ------------------------------------------------------------------------------------------ */

typedef struct crossing_count {
  sort_key *keys, *spare;
  int64_t *tails, *merged;
} crossing_count;

/* How many pairs stand in the wrong order. Sorts v. */
static int64_t inversions(int64_t *v, int64_t *spare, int32_t n) {
  int64_t sum = 0;
  for (int32_t width = 1; width < n; width *= 2) {
    for (int32_t from = 0; from < n; from += 2 * width) {
      int32_t middle = from + width < n ? from + width : n, to = from + 2 * width < n ? from + 2 * width : n;
      int32_t a = from, b = middle;
      for (int32_t k = from; k < to; k++) {
        if (a < middle && (b >= to || v[a] <= v[b])) {
          spare[k] = v[a++];
        } else {
          spare[k] = v[b++];
          sum += middle - a;
        }
      }
    }
    memcpy(v, spare, (size_t)n * sizeof *v);
  }
  return sum;
}

static int64_t count_between(const spr_layout *l, int32_t layer, crossing_count *c) {
  int32_t from = l->starts[layer], n = l->starts[layer + 1] - from;
  for (int32_t i = 0; i < n; i++) {
    const spr_link *k = &l->links[l->between[from + i]];
    c->keys[i] = (sort_key){end_key(l, k, true), 1, l->between[from + i], 0};
    c->keys[i].place = (int32_t)(end_key(l, k, false) / 64); /* ends at the same point do not cross */
  }
  sort_keys(c->keys, c->spare, n);
  for (int32_t i = 0; i < n; i++) c->tails[i] = end_key(l, &l->links[c->keys[i].item], false);
  return inversions(c->tails, c->merged, n);
}

static int64_t count_all(const spr_layout *l, crossing_count *c) {
  int64_t sum = 0;
  for (int32_t k = 0; k + 1 < l->nlayers; k++) sum += count_between(l, k, c);
  return sum;
}

/* -- sweeps --------------------------------------------------------------------------------------------- */

static void sort_layer(spr_layout *l, int32_t layer, bool by_upper, crossing_count *c) {
  int32_t n = l->sizes[layer];
  if (layer == l->fixed) return;
  for (int32_t i = 0; i < n; i++) {
    const spr_item *item = spr_item_in(l, layer, i);
    int32_t count = by_upper ? item->nup : item->ndown;
    const int32_t *links = by_upper ? l->up + item->up : l->down + item->down;
    sort_key key = {count ? 0 : (int64_t)i * STEP + STEP / 2, count ? count : 1, l->layers[layer][i], i};
    for (int32_t k = 0; k < count; k++) key.sum += end_key(l, &l->links[links[k]], by_upper);
    c->keys[i] = key;
  }
  sort_keys(c->keys, c->spare, n);
  for (int32_t i = 0; i < n; i++) {
    l->layers[layer][i] = c->keys[i].item;
    l->items[c->keys[i].item].place = i;
  }
}

/* Crossings between the links of two neighbours, to one side, as they stand. */
static int64_t cross_pair(const spr_layout *l, const spr_item *a, const spr_item *b, bool up) {
  int64_t sum = 0;
  const int32_t *left = up ? l->up + a->up : l->down + a->down;
  const int32_t *right = up ? l->up + b->up : l->down + b->down;
  int32_t nleft = up ? a->nup : a->ndown, nright = up ? b->nup : b->ndown;
  for (int32_t i = 0; i < nleft; i++) {
    int64_t x = end_key(l, &l->links[left[i]], up);
    for (int32_t k = 0; k < nright; k++) sum += x > end_key(l, &l->links[right[k]], up);
  }
  return sum;
}

static bool swap_in(spr_layout *l, int32_t layer) {
  bool swapped = false;
  for (int32_t i = 0; i + 1 < l->sizes[layer]; i++) {
    spr_item *a = spr_item_in(l, layer, i), *b = spr_item_in(l, layer, i + 1);
    int64_t now = cross_pair(l, a, b, true) + cross_pair(l, a, b, false);
    if (now == 0) continue;
    int64_t then = cross_pair(l, b, a, true) + cross_pair(l, b, a, false);
    if (then >= now) continue;
    int32_t left = l->layers[layer][i];
    l->layers[layer][i] = l->layers[layer][i + 1];
    l->layers[layer][i + 1] = left;
    a->place = i + 1;
    b->place = i;
    swapped = true;
  }
  return swapped;
}

static void swap_neighbours(spr_layout *l) {
  bool swapped = true;
  for (int32_t round = 0; swapped && round < SWAPS; round++) {
    swapped = false;
    for (int32_t k = 0; k < l->nlayers; k++)
      if (k != l->fixed && swap_in(l, k)) swapped = true;
  }
}

static void keep_order(const spr_layout *l, int32_t *kept) {
  for (uint32_t i = 0; i < l->nitems; i++) kept[i] = l->items[i].place;
}

static void restore_order(spr_layout *l, const int32_t *kept) {
  for (uint32_t i = 0; i < l->nitems; i++) {
    l->items[i].place = kept[i];
    l->layers[l->items[i].layer][kept[i]] = (int32_t)i;
  }
}

void spr_items_order(spr_layout *l) {
  spr_arena *a = l->g->arena;
  uint32_t most = l->nlinks > l->nitems ? l->nlinks : l->nitems;
  crossing_count c = {SPR_NEW_N(a, sort_key, most + 1), SPR_NEW_N(a, sort_key, most + 1),
                      SPR_NEW_N(a, int64_t, most + 1), SPR_NEW_N(a, int64_t, most + 1)};
  int32_t *kept = SPR_NEW_N(a, int32_t, l->nitems + 1);
  keep_order(l, kept);
  int64_t best = count_all(l, &c);
  for (int32_t sweep = 0; sweep < SWEEPS && best > 0; sweep++) {
    bool down = sweep % 2 == 0;
    for (int32_t k = 0; k < l->nlayers; k++) sort_layer(l, down ? k : l->nlayers - 1 - k, down, &c);
    swap_neighbours(l);
    int64_t n = count_all(l, &c);
    if (n >= best) continue;
    best = n;
    keep_order(l, kept);
  }
  restore_order(l, kept);
}
