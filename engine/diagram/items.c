/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/layout.h"

enum { LABEL_AFTER = 6, LABEL_HEIGHT = 4, FURTHER = 200, ROW_WIDTH = 1900 /* a screen */ };

static int32_t add_item(spr_layout *l, uint8_t kind, int32_t layer) {
  spr_item *i = SPR_PUSH(l->g->arena, l->items, l->nitems, l->cap_items);
  *i = (spr_item){.kind = kind, .layer = layer, .box = SPR_NONE, .segment = SPR_NONE};
  return (int32_t)l->nitems - 1;
}

static spr_link *add_link(spr_layout *l, int32_t upper, int32_t lower, int32_t segment) {
  spr_link *k = SPR_PUSH(l->g->arena, l->links, l->nlinks, l->cap_links);
  *k = (spr_link){
      .upper = upper, .lower = lower, .segment = segment, .track = SPR_NONE, .split_track = SPR_NONE};
  return k;
}

static void add_box(spr_layout *l, int32_t box) {
  const spr_box *b = &l->g->boxes[box];
  int32_t number = add_item(l, SPR_ITEM_BOX, b->layer);
  spr_item *i = &l->items[number];
  i->box = box;
  i->l = b->w / 2;
  i->r = b->w - i->l;
  i->h = b->h;
  if (b->loop != SPR_NONE) i->r += SPR_LOOP + SPR_LABEL_X + l->g->wires[b->loop].label.w;
}

static bool is_region(const spr_box *b) {
  return b->region && b->kind != SPR_BOX_DOT && b->kind != SPR_BOX_HISTORY;
}

bool spr_item_is_region(const spr_layout *l, const spr_item *i) {
  return i->kind == SPR_ITEM_BOX && is_region(&l->g->boxes[i->box]);
}

/* Regions stand side by side; where that would be too wide, in several rows. Gives the layer of all of them;
 * SPR_NONE: none, or several. */
static int32_t stack_regions(spr_graph *g, int32_t box) {
  const spr_box *b = &g->boxes[box];
  int32_t layer = SPR_NONE, first = SPR_NONE, w = 0;
  for (int32_t k = box + 1; k <= b->last; k = g->boxes[k].last + 1) {
    spr_box *region = &g->boxes[k];
    if (!is_region(region)) continue;
    if (first == SPR_NONE) first = layer = region->layer;
    if (w > 0 && w + region->w > ROW_WIDTH) {
      layer += 2;
      w = 0;
    }
    region->layer = layer;
    w += region->w + SPR_REGION_GAP;
  }
  return first == layer ? layer : SPR_NONE;
}

/* What crosses the lower border ends in a layer below all boxes. */
static int32_t lowest_layer(const spr_graph *g, int32_t box) {
  const spr_box *b = &g->boxes[box];
  int32_t last = 0;
  for (int32_t k = box + 1; k <= b->last; k = g->boxes[k].last + 1)
    if (g->boxes[k].layer > last) last = g->boxes[k].layer;
  bool turns = false, crosses = false;
  for (int32_t i = b->segments; i != SPR_NONE; i = g->segments[i].next) {
    const spr_segment *s = &g->segments[i];
    turns |= s->turn;
    crosses |= (s->a == SPR_NONE || s->b == SPR_NONE) && s->side == SPR_BOTTOM;
  }
  return crosses ? last + 2 : turns ? last + 1 : last;
}

/* -- segments ------------------------------------------------------------------------------------------- */

/* Where a segment ends at a box in this one: at the point where the next one of the wire goes on inside. */
static bool crossing(const spr_layout *l, int32_t segment, bool at_a, int32_t *off) {
  const spr_graph *g = l->g;
  const spr_wire *w = &g->wires[g->segments[segment].wire];
  int32_t other = at_a ? segment - 1 : segment + 1;
  if (other < w->segments || other >= w->segments + w->nsegments) return false;
  *off = g->segments[other].at - g->boxes[g->segments[other].box].w / 2;
  return true;
}

/* Of what is round and has one wire that ends in its middle. */
static bool is_round(const spr_box *b) {
  return (b->kind == SPR_BOX_DOT || b->kind == SPR_BOX_HISTORY) && b->w == b->h;
}

static void end_at(spr_layout *l, spr_link *k, bool upper, bool at_a) {
  const spr_segment *s = &l->g->segments[k->segment];
  int32_t off = 0;
  bool known = crossing(l, k->segment, at_a, &off) || is_round(&l->g->boxes[at_a ? s->a : s->b]);
  if (upper) {
    k->upper_off = off;
    k->upper_free = !known;
  } else {
    k->lower_off = off;
    k->lower_free = !known;
  }
}

/* The odd layer among those that the segment passes where its label stands: near where the wire begins, but
 * rather further on than in a row that is wide already. */
static int32_t label_layer(const spr_segment *s, int32_t from, int32_t to, int32_t w, int32_t *widths) {
  int32_t best = SPR_NONE, least = 0;
  for (int32_t k = from + 1; k < to; k += 2) {
    int32_t steps = s->up ? (to - 1 - k) / 2 : (k - from - 1) / 2;
    int32_t cost = widths[k] + steps * FURTHER;
    if (best == SPR_NONE || cost < least) {
      best = k;
      least = cost;
    }
  }
  if (best != SPR_NONE) widths[best] += w;
  return best;
}

static int32_t add_label(spr_layout *l, int32_t segment, uint8_t kind, int32_t layer) {
  const spr_lines *label = &l->g->wires[l->g->segments[segment].wire].label;
  int32_t n = add_item(l, kind, layer);
  l->items[n].segment = segment;
  l->items[n].r = SPR_LABEL_X + label->w + LABEL_AFTER;
  l->items[n].h = spr_lines_height(label) + LABEL_HEIGHT;
  return n;
}

/* One way of a turn, down from a region to where the wire turns; off: at which end of its label. */
static void add_way_down(spr_layout *l, int32_t segment, int32_t from, int32_t turn, int32_t off, bool at_a) {
  bool first = true;
  for (int32_t k = l->items[from].layer + 1; k <= l->items[turn].layer; k++) {
    int32_t next = turn;
    if (k < l->items[turn].layer) {
      next = add_item(l, SPR_ITEM_BEND, k);
      l->items[next].segment = segment;
    }
    spr_link *link = add_link(l, from, next, segment);
    if (first) end_at(l, link, true, at_a);
    if (next == turn) link->lower_off = off;
    first = false;
    from = next;
  }
}

/* A wire between regions comes down from both beside its label, below the lower one. */
static void add_turn(spr_layout *l, int32_t segment, const int32_t *item_of) {
  const spr_segment *s = &l->g->segments[segment];
  int32_t a = item_of[s->a - l->box], b = item_of[s->b - l->box];
  int32_t layer = l->items[a].layer > l->items[b].layer ? l->items[a].layer : l->items[b].layer;
  int32_t turn = add_label(l, segment, SPR_ITEM_TURN, layer + 1);
  l->items[turn].r += 2 * SPR_LABEL_X;
  l->items[turn].h += LABEL_HEIGHT;
  int32_t right = l->items[turn].r;
  add_way_down(l, segment, a, turn, s->a < s->b ? 0 : right, true);
  add_way_down(l, segment, b, turn, s->a < s->b ? right : 0, false);
}

static int32_t end_item(spr_layout *l, int32_t segment, int32_t end, int32_t last, const int32_t *item_of) {
  if (end != SPR_NONE) return item_of[end - l->box];
  int32_t n = add_item(l, SPR_ITEM_BORDER, l->g->segments[segment].side == SPR_TOP ? 0 : last);
  l->items[n].segment = segment;
  return n;
}

static void add_segment(spr_layout *l, int32_t segment, int32_t last, const int32_t *item_of,
                        int32_t *widths) {
  const spr_segment *s = &l->g->segments[segment];
  const spr_lines *label = &l->g->wires[s->wire].label;
  if (s->turn) {
    add_turn(l, segment, item_of);
    return;
  }
  int32_t a = end_item(l, segment, s->a, last, item_of), b = end_item(l, segment, s->b, last, item_of);
  int32_t at = s->up ? b : a, to = s->up ? a : b;
  int32_t labelled = SPR_NONE;
  if (s->main && label->n)
    labelled = label_layer(s, l->items[at].layer, l->items[to].layer, label->w, widths);
  int32_t lower_layer = l->items[to].layer;
  bool first = true;
  for (int32_t k = l->items[at].layer + 1; k <= lower_layer; k++) {
    int32_t next = to;
    if (k < lower_layer && k == labelled) next = add_label(l, segment, SPR_ITEM_LABEL, k);
    if (k < lower_layer && k != labelled) {
      next = add_item(l, SPR_ITEM_BEND, k);
      l->items[next].segment = segment;
    }
    spr_link *link = add_link(l, at, next, segment);
    if (first && l->items[at].kind == SPR_ITEM_BOX) end_at(l, link, true, !s->up);
    if (next == to && l->items[to].kind == SPR_ITEM_BOX) end_at(l, link, false, s->up);
    first = false;
    at = next;
  }
}

/* -- the whole ------------------------------------------------------------------------------------------ */

static void fill_layers(spr_layout *l) {
  spr_arena *a = l->g->arena;
  l->sizes = SPR_NEW_N(a, int32_t, l->nlayers);
  l->layers = SPR_NEW_N(a, int32_t *, l->nlayers);
  for (uint32_t i = 0; i < l->nitems; i++) l->sizes[l->items[i].layer]++;
  for (int32_t k = 0; k < l->nlayers; k++) {
    l->layers[k] = SPR_NEW_N(a, int32_t, l->sizes[k] + 1);
    l->sizes[k] = 0;
  }
  for (uint32_t i = 0; i < l->nitems; i++) {
    spr_item *item = &l->items[i];
    item->place = l->sizes[item->layer]++;
    l->layers[item->layer][item->place] = (int32_t)i;
  }
}

static void list_links(spr_layout *l) {
  spr_arena *a = l->g->arena;
  int32_t up = 0, down = 0;
  l->up = SPR_NEW_N(a, int32_t, l->nlinks + 1);
  l->down = SPR_NEW_N(a, int32_t, l->nlinks + 1);
  l->between = SPR_NEW_N(a, int32_t, l->nlinks + 1);
  l->starts = SPR_NEW_N(a, int32_t, l->nlayers + 2);
  for (uint32_t i = 0; i < l->nlinks; i++) {
    l->items[l->links[i].upper].ndown++;
    l->items[l->links[i].lower].nup++;
    l->starts[l->items[l->links[i].upper].layer + 1]++;
  }
  for (int32_t k = 0; k <= l->nlayers; k++) l->starts[k + 1] += l->starts[k];
  for (uint32_t i = 0; i < l->nitems; i++) {
    spr_item *item = &l->items[i];
    item->up = up;
    item->down = down;
    up += item->nup;
    down += item->ndown;
    item->nup = item->ndown = 0;
  }
  int32_t *at = SPR_NEW_N(a, int32_t, l->nlayers + 1);
  for (int32_t i = 0; i < (int32_t)l->nlinks; i++) {
    spr_item *upper = &l->items[l->links[i].upper], *lower = &l->items[l->links[i].lower];
    l->down[upper->down + upper->ndown++] = i;
    l->up[lower->up + lower->nup++] = i;
    l->between[l->starts[upper->layer] + at[upper->layer]++] = i;
  }
}

bool spr_items_make(spr_layout *l) {
  spr_graph *g = l->g;
  const spr_box *b = &g->boxes[l->box];
  l->fixed = stack_regions(g, l->box);
  int32_t last = lowest_layer(g, l->box);
  int32_t *item_of = SPR_NEW_N(g->arena, int32_t, b->last - l->box + 1);
  int32_t *widths = SPR_NEW_N(g->arena, int32_t, last + 2);
  l->nlayers = last + 1;
  for (int32_t k = l->box + 1; k <= b->last; k = g->boxes[k].last + 1) {
    item_of[k - l->box] = (int32_t)l->nitems;
    add_box(l, k);
  }
  for (int32_t i = b->segments; i != SPR_NONE; i = g->segments[i].next) {
    if (g->nparts + l->nitems > SPR_MAX_DRAWN_PARTS) return false;
    add_segment(l, i, last, item_of, widths);
  }
  g->nparts += l->nitems;
  fill_layers(l);
  list_links(l);
  return true;
}
