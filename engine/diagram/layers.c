/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/fit.h"

/* Who stands above whom in one box. Boxes are in even layers, the labels of what leads from one to the next
 * in the odd ones between them; what crosses the upper border begins in layer 0.
 *
 * Arrows lead downwards, but for those that close a circle: these are found depth-first from where the way
 * begins, in the order of the definition, so that the picture reads as its author wrote it. */

typedef struct layering {
  spr_graph *g;
  int32_t box;
  int32_t first; /* number of the first box inside: the arrays below begin there */
  int32_t n;
  uint8_t *seen;     /* NEW, OPEN, DONE */
  int32_t *tree;     /* which search found it */
  int32_t *out;      /* first segment that leaves it */
  int32_t *next_out; /* by segment of this box, in a list of its own */
  int32_t *segments; /* of this box, between two boxes */
  int32_t nsegments;
} layering;

enum { NEW, OPEN, DONE };
enum { PULL_DOT = 16, PULL = 4, PULL_LITTLE = 1 };

static spr_box *box_at(layering *l, int32_t box) {
  return &l->g->boxes[box];
}

/* -- which arrows lead up ------------------------------------------------------------------------------- */

static void collect(layering *l) {
  spr_graph *g = l->g;
  int32_t n = 0;
  for (int32_t i = g->boxes[l->box].segments; i != SPR_NONE; i = g->segments[i].next) n++;
  l->segments = SPR_NEW_N(g->arena, int32_t, n + 1);
  l->next_out = SPR_NEW_N(g->arena, int32_t, n + 1);
  for (int32_t k = 0; k < l->n; k++) l->out[k] = SPR_NONE;
  for (int32_t i = g->boxes[l->box].segments; i != SPR_NONE; i = g->segments[i].next)
    if (g->segments[i].a != SPR_NONE && g->segments[i].b != SPR_NONE) l->segments[l->nsegments++] = i;
  for (int32_t k = l->nsegments - 1; k >= 0; k--) {
    int32_t from = g->segments[l->segments[k]].a - l->first;
    l->next_out[k] = l->out[from];
    l->out[from] = k;
  }
}

/* An arrow into what an earlier search found would put what is written later above it; only what is no place
 * to stay, dots and histories, stands above. */
static bool leads_up(layering *l, int32_t from, int32_t to) {
  uint8_t kind = box_at(l, from)->kind;
  if (l->seen[to - l->first] == OPEN) return true;
  bool earlier = l->seen[to - l->first] == DONE && l->tree[to - l->first] < l->tree[from - l->first];
  return earlier && kind != SPR_BOX_DOT && kind != SPR_BOX_HISTORY;
}

/* stack: boxes; at: for each of them where its search goes on. */
static void search(layering *l, int32_t root, int32_t *stack, int32_t *at) {
  int32_t depth = 0;
  stack[depth] = root;
  at[depth++] = l->out[root - l->first];
  l->seen[root - l->first] = OPEN;
  l->tree[root - l->first] = root;
  while (depth > 0) {
    int32_t box = stack[depth - 1], k = at[depth - 1];
    if (k == SPR_NONE) {
      l->seen[box - l->first] = DONE;
      depth--;
      continue;
    }
    at[depth - 1] = l->next_out[k];
    spr_segment *s = &l->g->segments[l->segments[k]];
    s->up = leads_up(l, box, s->b);
    if (l->seen[s->b - l->first] != NEW) continue;
    l->seen[s->b - l->first] = OPEN;
    l->tree[s->b - l->first] = root;
    stack[depth] = s->b;
    at[depth++] = l->out[s->b - l->first];
  }
}

/* -- layers --------------------------------------------------------------------------------------------- */

static int32_t upper(const spr_segment *s) {
  return s->up ? s->b : s->a;
}
static int32_t lower(const spr_segment *s) {
  return s->up ? s->a : s->b;
}
static bool crosses(const spr_segment *s) {
  return s->a == SPR_NONE || s->b == SPR_NONE;
}

static void pull_segment(const layering *l, spr_fit *f, const spr_segment *s, int32_t upmost,
                         int32_t lowest) {
  int32_t inside = (s->a == SPR_NONE ? s->b : s->a) - l->first;
  if (crosses(s) && s->side == SPR_TOP) {
    spr_fit_most(f, upmost, inside, 0, PULL);
  } else if (crosses(s)) {
    spr_fit_most(f, inside, lowest, 0, PULL);
  } else {
    int32_t from = upper(s) - l->first, to = lower(s) - l->first;
    bool dot = l->g->boxes[upper(s)].kind == SPR_BOX_DOT;
    spr_fit_apart(f, from, to, 1);
    spr_fit_most(f, from, to, 1, dot ? PULL_DOT : PULL);
  }
}

/* Each wire is as short as the others allow, counted in rows of boxes; so are those that cross a border, to
 * that border. All else stands high. Gansner et al. (fit.h) layer so as well. */
static bool give_layers(const layering *l, int32_t top) {
  spr_graph *g = l->g;
  int32_t upmost = l->n, lowest = l->n + 1, last = g->boxes[l->box].last;
  int32_t *row = SPR_NEW_N(g->arena, int32_t, l->n + 2);
  spr_fit f;
  spr_fit_init(&f, g->arena, l->n + 2);
  for (int32_t k = l->first; k <= last; k = g->boxes[k].last + 1) {
    spr_fit_apart(&f, upmost, k - l->first, 0);
    spr_fit_apart(&f, k - l->first, lowest, 0);
    spr_fit_most(&f, upmost, k - l->first, 0, PULL_LITTLE);
  }
  for (int32_t i = g->boxes[l->box].segments; i != SPR_NONE; i = g->segments[i].next)
    pull_segment(l, &f, &g->segments[i], upmost, lowest);
  if (!spr_fit_solve(&f, SPR_MAX_DRAWING_STEPS, row)) return false;
  for (int32_t k = l->first; k <= last; k = g->boxes[k].last + 1)
    g->boxes[k].layer = top + 2 * (row[k - l->first] - row[upmost]);
  return true;
}

/* Regions stand side by side; where the way begins and histories above them. */
static void layer_regions(layering *l, int32_t top) {
  spr_graph *g = l->g;
  int32_t row = top;
  for (int32_t k = l->first; k <= g->boxes[l->box].last; k = g->boxes[k].last + 1)
    if (g->boxes[k].kind == SPR_BOX_DOT || g->boxes[k].kind == SPR_BOX_HISTORY) row = top + 2;
  for (int32_t k = l->first; k <= g->boxes[l->box].last; k = g->boxes[k].last + 1)
    g->boxes[k].layer = g->boxes[k].kind == SPR_BOX_DOT || g->boxes[k].kind == SPR_BOX_HISTORY ? top : row;
  for (int32_t k = 0; k < l->nsegments; k++) {
    spr_segment *s = &g->segments[l->segments[k]];
    int32_t a = g->boxes[s->a].layer, b = g->boxes[s->b].layer;
    s->up = b < a;
    s->turn = b == a;
  }
}

/* What crosses a border goes on behind it in the same direction. */
static void pass_on(spr_graph *g, const spr_segment *s) {
  const spr_wire *w = &g->wires[s->wire];
  int32_t here = (int32_t)(s - g->segments);
  for (int32_t i = w->segments; i < w->segments + w->nsegments; i++) {
    spr_segment *t = &g->segments[i];
    if (i == here) continue;
    bool leaves = i < here;
    t->side = s->turn || leaves != s->up ? SPR_BOTTOM : SPR_TOP;
    t->up = leaves == (t->side == SPR_TOP);
  }
}

/* Also where a wire ends at this box's own border, what is behind is to be told. */
static void decide_sides(spr_graph *g, int32_t box) {
  for (int32_t i = g->boxes[box].segments; i != SPR_NONE; i = g->segments[i].next)
    if (g->segments[i].main) pass_on(g, &g->segments[i]);
}

static bool crosses_top(const spr_graph *g, int32_t box) {
  for (int32_t i = g->boxes[box].segments; i != SPR_NONE; i = g->segments[i].next) {
    const spr_segment *s = &g->segments[i];
    if (crosses(s) && s->side == SPR_TOP) return true;
  }
  return false;
}

bool spr_graph_layer(spr_graph *g, int32_t box) {
  const spr_box *b = &g->boxes[box];
  if (!spr_box_holds(b) || b->last == box) return true;
  layering l = {.g = g, .box = box, .first = box + 1, .n = b->last - box};
  l.seen = SPR_NEW_N(g->arena, uint8_t, l.n);
  l.tree = SPR_NEW_N(g->arena, int32_t, l.n);
  l.out = SPR_NEW_N(g->arena, int32_t, l.n);
  int32_t *stack = SPR_NEW_N(g->arena, int32_t, 2 * l.n);
  collect(&l);
  int32_t top = crosses_top(g, box) ? 2 : 0;
  if (b->kind == SPR_BOX_PARALLEL) {
    layer_regions(&l, top);
  } else {
    for (int32_t k = l.first; k <= b->last; k = g->boxes[k].last + 1)
      if (l.seen[k - l.first] == NEW) search(&l, k, stack, stack + l.n);
    if (!give_layers(&l, top)) return false;
  }
  decide_sides(g, box);
  return true;
}
