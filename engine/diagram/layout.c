/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/layout.h"

/* The places in one box, from the x of its items to points of its segments. */

enum { TRACK_STEP = 9, BESIDE_BOX = 12, BESIDE_LABEL = 4, ABOVE_BORDER = 6, TITLE_GAP = 8 };
enum { STAYS_ROWS = 4, STAYS_COLUMNS = 4 }; /* fewer need no columns; more of these are no list */

typedef struct rows {
  int32_t *y, *h;   /* of each layer */
  int32_t *channel; /* y of the first track below it */
} rows;

/* -- heights -------------------------------------------------------------------------------------------- */

static int32_t head_height(const spr_box *b) {
  int32_t h = spr_lines_height(&b->title) + spr_lines_height(&b->notes) + spr_lines_height(&b->stays);
  if (b->stays.n) h += SPR_LABEL_X;
  return h ? h + 2 * SPR_TEXT_Y : SPR_TEXT_Y;
}

static bool holds_boxes(const spr_layout *l, int32_t layer) {
  return l->sizes[layer] > 0 && spr_item_in(l, layer, 0)->kind == SPR_ITEM_BOX;
}

static bool has_box(const spr_layout *l, int32_t layer) {
  for (int32_t i = 0; i < l->sizes[layer]; i++)
    if (spr_item_in(l, layer, i)->kind == SPR_ITEM_BOX) return true;
  return false;
}

static bool has_large_box(const spr_layout *l, int32_t layer) {
  for (int32_t i = 0; i < l->sizes[layer]; i++) {
    const spr_item *item = spr_item_in(l, layer, i);
    if (item->kind == SPR_ITEM_BOX && spr_box_holds(&l->g->boxes[item->box])) return true;
  }
  return false;
}

/* Boxes stand in the middle of their row, but beside large ones at its top; regions are all as high as the
 * highest. */
static void place_row(spr_layout *l, int32_t layer, int32_t y, int32_t h) {
  bool top = has_large_box(l, layer);
  for (int32_t i = 0; i < l->sizes[layer]; i++) {
    spr_item *item = spr_item_in(l, layer, i);
    if (spr_item_is_region(l, item)) item->h = l->g->boxes[item->box].h = h;
    item->y = item->kind == SPR_ITEM_BOX && !top ? y + (h - item->h) / 2 : y;
  }
}

static int32_t row_height(const spr_layout *l, int32_t layer) {
  int32_t h = 0;
  for (int32_t i = 0; i < l->sizes[layer]; i++)
    if (spr_item_in(l, layer, i)->h > h) h = spr_item_in(l, layer, i)->h;
  return h;
}

/* Gives the y below the last row. */
static int32_t place_rows(spr_layout *l, rows *r, int32_t y) {
  for (int32_t k = 0; k < l->nlayers; k++) {
    r->y[k] = y;
    r->h[k] = row_height(l, k);
    place_row(l, k, y, r->h[k]);
    y += r->h[k];
    if (k + 1 == l->nlayers) break;
    int32_t n = spr_tracks_assign(l, k);
    int32_t above = has_box(l, k) ? BESIDE_BOX : BESIDE_LABEL,
            below = has_box(l, k + 1) ? BESIDE_BOX : BESIDE_LABEL;
    r->channel[k] = y + above;
    y += above + below + (n ? (n - 1) * TRACK_STEP : 0);
  }
  return y;
}

/* -- widths --------------------------------------------------------------------------------------------- */

static void shift(spr_layout *l, int32_t by) {
  for (uint32_t i = 0; i < l->nitems; i++) l->items[i].x += by;
}

/* The leftmost place for the texts of the box where no wire comes down through them, of those that cross its
 * upper border in this order. Gives by how much all must move to the right for it. */
static int32_t place_texts(const spr_layout *l, spr_box *b, int32_t width, int32_t text) {
  int32_t from = SPR_TEXT_X;
  for (int32_t i = 0; l->nlayers && i < l->sizes[0]; i++) {
    const spr_item *item = spr_item_in(l, 0, i);
    if (item->kind != SPR_ITEM_BORDER) continue;
    if (item->x - TITLE_GAP >= from + text) break;
    from = item->x + TITLE_GAP;
  }
  b->text_x = from;
  if (from + text + SPR_TEXT_X <= width || from == SPR_TEXT_X) return 0;
  b->text_x = SPR_TEXT_X;
  for (int32_t i = 0; i < l->sizes[0]; i++) {
    const spr_item *item = spr_item_in(l, 0, i);
    if (item->kind == SPR_ITEM_BORDER) return SPR_TEXT_X + text + TITLE_GAP - item->x;
  }
  return 0;
}

/* What stays in a box that has room for it stands in columns beside one another. */
static void divide_stays(const spr_layout *l, spr_box *b) {
  if (b->stays.n < STAYS_ROWS) return;
  int32_t end = b->w - SPR_TEXT_X;
  for (int32_t i = 0; l->nlayers && i < l->sizes[0]; i++) {
    const spr_item *item = spr_item_in(l, 0, i);
    if (item->kind == SPR_ITEM_BORDER && item->x > b->text_x && item->x - TITLE_GAP < end)
      end = item->x - TITLE_GAP;
  }
  for (int32_t columns = STAYS_COLUMNS; columns > 1; columns--) {
    spr_lines_divide(&b->stays, (uint32_t)columns);
    if (spr_lines_width(&b->stays) <= end - b->text_x) return;
  }
  b->stays.rows = 0;
}

static int32_t text_width(const spr_box *b) {
  int32_t w = b->title.w;
  if (b->notes.w > w) w = b->notes.w;
  if (b->stays.w > w) w = b->stays.w;
  return w;
}

/* Enough for the texts, and for all wires that end at one side: each may take the room of two. */
static int32_t least_width(const spr_layout *l, const spr_box *b) {
  int32_t ends = (int32_t)b->ends, crossing = 0;
  for (int32_t i = b->segments; i != SPR_NONE; i = l->g->segments[i].next)
    crossing += l->g->segments[i].a == SPR_NONE || l->g->segments[i].b == SPR_NONE;
  int32_t wires = 2 * SPR_END_MARGIN + (ends ? 2 * SPR_END_GAP * (ends + crossing) : 0);
  int32_t text = text_width(b) + 2 * SPR_TEXT_X;
  return wires > text ? wires : text;
}

static void fit_width(spr_layout *l, spr_box *b) {
  int32_t least = INT32_MAX, most = INT32_MIN;
  for (uint32_t i = 0; i < l->nitems; i++) {
    const spr_item *item = &l->items[i];
    if (item->x - item->l < least) least = item->x - item->l;
    if (item->x + item->r > most) most = item->x + item->r;
  }
  if (l->nitems == 0) least = most = 0;
  int32_t w = most - least + 2 * SPR_PAD, wanted = least_width(l, b);
  shift(l, SPR_PAD - least + (wanted > w ? (wanted - w) / 2 : 0));
  b->w = wanted > w ? wanted : w;
  int32_t by = place_texts(l, b, b->w, text_width(b));
  shift(l, by);
  b->w += by;
}

/* -- points --------------------------------------------------------------------------------------------- */

typedef struct path {
  spr_point *v;
  uint32_t n;
} path;

static void add_point(path *p, int32_t x, int32_t y) {
  p->v[p->n++] = (spr_point){x, y};
}

static int32_t track_y(const rows *r, int32_t layer, int32_t track) {
  return r->channel[layer] + track * TRACK_STEP;
}

static void add_link(const spr_layout *l, const rows *r, const spr_link *k, path *p) {
  int32_t layer = l->items[k->upper].layer;
  if (k->track == SPR_NONE) return;
  int32_t y = track_y(r, layer, k->track);
  add_point(p, k->x1, y);
  if (k->split_track != SPR_NONE) {
    add_point(p, k->split_x, y);
    y = track_y(r, layer, k->split_track);
    add_point(p, k->split_x, y);
  }
  add_point(p, k->x2, y);
}

static void start_at(const spr_layout *l, const spr_link *k, path *p) {
  const spr_item *item = &l->items[k->upper];
  add_point(p, k->x1, item->kind == SPR_ITEM_BOX ? item->y + item->h : 0);
}

static void end_path(const spr_layout *l, const spr_link *k, path *p) {
  const spr_item *item = &l->items[k->lower];
  add_point(p, k->x2, item->kind == SPR_ITEM_BOX ? item->y : SPR_AT_BOTTOM);
}

static void reverse(path *p) {
  for (uint32_t i = 0; i < p->n / 2; i++) {
    spr_point a = p->v[i];
    p->v[i] = p->v[p->n - 1 - i];
    p->v[p->n - 1 - i] = a;
  }
}

static void put_label(spr_segment *s, const spr_item *item) {
  s->label_x = item->x + SPR_LABEL_X + (item->kind == SPR_ITEM_TURN ? SPR_LABEL_X : 0);
  s->label_y = item->y;
}

/* Adds links from above to below until one leads to `until`, or all of the segment. Gives the next link. */
static uint32_t follow(const spr_layout *l, const rows *r, uint32_t from, spr_item_kind until, path *p) {
  int32_t segment = l->links[from].segment;
  uint32_t i = from;
  start_at(l, &l->links[from], p);
  while (i < l->nlinks && l->links[i].segment == segment) {
    const spr_link *k = &l->links[i++];
    const spr_item *item = &l->items[k->lower];
    add_link(l, r, k, p);
    if (item->kind == SPR_ITEM_LABEL || item->kind == SPR_ITEM_TURN)
      put_label(&l->g->segments[segment], item);
    if (item->kind == until) break;
  }
  return i;
}

/* A turn comes down from both of its ends. */
static uint32_t trace_turn(const spr_layout *l, const rows *r, uint32_t from, path *p, path *back) {
  uint32_t second = follow(l, r, from, SPR_ITEM_TURN, p);
  const spr_item *turn = &l->items[l->links[second - 1].lower];
  add_point(p, l->links[second - 1].x2, turn->y + turn->h);
  uint32_t to = follow(l, r, second, SPR_ITEM_TURN, back);
  add_point(back, l->links[to - 1].x2, turn->y + turn->h);
  reverse(back);
  for (uint32_t i = 0; i < back->n; i++) add_point(p, back->v[i].x, back->v[i].y);
  return to;
}

/* The links of a segment follow one another. */
static uint32_t trace(const spr_layout *l, const rows *r, uint32_t from) {
  spr_segment *s = &l->g->segments[l->links[from].segment];
  uint32_t n = 0;
  while (from + n < l->nlinks && l->links[from + n].segment == l->links[from].segment) n++;
  path p = {SPR_NEW_N(l->g->arena, spr_point, 4 * n + 6), 0};
  if (s->turn) {
    path back = {SPR_NEW_N(l->g->arena, spr_point, 4 * n + 6), 0};
    from = trace_turn(l, r, from, &p, &back);
  } else {
    from = follow(l, r, from, SPR_ITEM_BOX, &p);
    end_path(l, &l->links[from - 1], &p);
    if (s->up) reverse(&p);
  }
  s->points = p.v;
  s->npoints = p.n;
  return from;
}

static void keep_places(const spr_layout *l) {
  for (uint32_t i = 0; i < l->nitems; i++) {
    const spr_item *item = &l->items[i];
    if (item->kind == SPR_ITEM_BORDER) l->g->segments[item->segment].at = item->x;
    if (item->kind != SPR_ITEM_BOX) continue;
    l->g->boxes[item->box].x = item->x - item->l;
    l->g->boxes[item->box].y = item->y;
  }
}

/* -- the whole ------------------------------------------------------------------------------------------ */

bool spr_layout_box(spr_graph *g, int32_t box) {
  spr_layout l = {.g = g, .box = box};
  spr_box *b = &g->boxes[box];
  if (!spr_box_holds(b)) return true;
  if (!spr_items_make(&l)) return false;
  spr_items_order(&l);
  spr_items_place(&l);
  fit_width(&l, b);
  divide_stays(&l, b);
  spr_items_attach(&l);
  rows r = {SPR_NEW_N(g->arena, int32_t, l.nlayers + 1), SPR_NEW_N(g->arena, int32_t, l.nlayers + 1),
            SPR_NEW_N(g->arena, int32_t, l.nlayers + 1)};
  int32_t y = place_rows(&l, &r, head_height(b));
  bool border = l.nlayers && l.sizes[l.nlayers - 1] && !holds_boxes(&l, l.nlayers - 1);
  b->h = y + (border ? ABOVE_BORDER : SPR_PAD);
  if (b->loop != SPR_NONE) {
    int32_t least = spr_lines_height(&g->wires[b->loop].label) + 2 * SPR_TEXT_Y;
    if (b->h < least) b->h = least;
  }
  for (uint32_t i = 0; i < l.nlinks;) i = trace(&l, &r, i);
  keep_places(&l);
  return true;
}
