/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/layout.h"

/* Where links end at their items. At a bend or border that is the item's x; where a wire goes on inside of
 * the box it is given from there. All others of a side of a box spread over it in the order of their other
 * ends, as near to these as they may. */

typedef struct end {
  int32_t link;
  int32_t wished;
} end;

static int32_t clamp(int32_t x, int32_t least, int32_t most) {
  return x < least ? least : x > most ? most : x;
}

static void sort_ends(end *v, int32_t n) {
  for (int32_t i = 1; i < n; i++) {
    end e = v[i];
    int32_t k = i;
    for (; k > 0 && v[k - 1].wished > e.wished; k--) v[k] = v[k - 1];
    v[k] = e;
  }
}

static int32_t *end_of(spr_layout *l, int32_t link, bool upper) {
  return upper ? &l->links[link].x1 : &l->links[link].x2;
}

/* Each at its wish, but no nearer to the one before it than END_GAP; what then stands beyond the right end is
 * pushed back. */
static void spread(spr_layout *l, const end *v, int32_t n, bool upper, int32_t least, int32_t most) {
  for (int32_t i = 0; i < n; i++) {
    int32_t x = clamp(v[i].wished, least, most);
    if (i && x < *end_of(l, v[i - 1].link, upper) + SPR_END_GAP)
      x = *end_of(l, v[i - 1].link, upper) + SPR_END_GAP;
    *end_of(l, v[i].link, upper) = x;
  }
  for (int32_t i = n - 1; i >= 0; i--) {
    int32_t bound = i + 1 < n ? *end_of(l, v[i + 1].link, upper) - SPR_END_GAP : most;
    if (*end_of(l, v[i].link, upper) > bound) *end_of(l, v[i].link, upper) = bound;
  }
}

/* -- sides where wires go on inside --------------------------------------------------------------------- */

static bool is_taken(const spr_layout *l, const int32_t *links, int32_t n, bool upper, int32_t x) {
  for (int32_t i = 0; i < n; i++) {
    const spr_link *k = &l->links[links[i]];
    int32_t other = upper ? k->x1 : k->x2;
    if (other != INT32_MIN && x > other - SPR_END_GAP && x < other + SPR_END_GAP) return true;
  }
  return false;
}

/* The nearest place to the wish that is not taken; the box is wide enough for one (spr_layout_box). */
static int32_t nearest_free(const spr_layout *l, const int32_t *links, int32_t n, bool upper, int32_t wished,
                            int32_t least, int32_t most) {
  for (int32_t d = 0; d <= most - least; d++) {
    if (wished + d <= most && !is_taken(l, links, n, upper, wished + d)) return wished + d;
    if (wished - d >= least && !is_taken(l, links, n, upper, wished - d)) return wished - d;
  }
  return wished;
}

static void attach_among(spr_layout *l, const int32_t *links, int32_t n, bool upper, end *ends, int32_t nends,
                         int32_t least, int32_t most) {
  for (int32_t i = 0; i < nends; i++) *end_of(l, ends[i].link, upper) = INT32_MIN;
  for (int32_t i = 0; i < nends; i++)
    *end_of(l, ends[i].link, upper) =
        nearest_free(l, links, n, upper, clamp(ends[i].wished, least, most), least, most);
  end found[2]; /* in order again: the place of a later one may lie left of an earlier one's */
  for (int32_t i = 1; i < nends; i++)
    for (int32_t k = i; k > 0; k--) {
      int32_t *a = end_of(l, ends[k - 1].link, upper), *b = end_of(l, ends[k].link, upper);
      if (*a <= *b) break;
      found[0].wished = *a;
      *a = *b;
      *b = found[0].wished;
    }
}

/* -- boxes ---------------------------------------------------------------------------------------------- */

static void attach_side(spr_layout *l, const spr_item *item, bool upper, end *ends) {
  const int32_t *links = upper ? l->down + item->down : l->up + item->up;
  int32_t n = upper ? item->ndown : item->nup, nends = 0;
  const spr_box *b = &l->g->boxes[item->box];
  int32_t left = item->x - item->l, right = left + b->w;
  for (int32_t i = 0; i < n; i++) {
    spr_link *k = &l->links[links[i]];
    const spr_item *other = &l->items[upper ? k->lower : k->upper];
    int32_t x = other->x + (upper ? k->lower_off : k->upper_off);
    if (upper ? k->upper_free : k->lower_free)
      ends[nends++] = (end){links[i], x};
    else
      *end_of(l, links[i], upper) = item->x + (upper ? k->upper_off : k->lower_off);
  }
  sort_ends(ends, nends);
  int32_t margin = spr_end_margin(b);
  if (nends == n)
    spread(l, ends, nends, upper, left + margin, right - margin);
  else
    attach_among(l, links, n, upper, ends, nends, left + margin, right - margin);
}

void spr_items_attach(spr_layout *l) {
  end *ends = SPR_NEW_N(l->g->arena, end, l->nlinks + 1);
  for (uint32_t i = 0; i < l->nlinks; i++) {
    spr_link *k = &l->links[i];
    k->x1 = l->items[k->upper].x + k->upper_off;
    k->x2 = l->items[k->lower].x + k->lower_off;
  }
  for (uint32_t i = 0; i < l->nitems; i++) {
    if (l->items[i].kind != SPR_ITEM_BOX) continue;
    attach_side(l, &l->items[i], true, ends);
    attach_side(l, &l->items[i], false, ends);
  }
}
