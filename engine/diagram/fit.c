/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/fit.h"

enum {
  LOOKED_AT = 8, /* pulls, for the one that gains most */
  EASE = 8        /* so far off, what pulls in vain pulls half as hard */
};

void spr_fit_init(spr_fit *f, spr_arena *arena, int32_t n) {
  *f = (spr_fit){.arena = arena, .n = n, .nodes = SPR_NEW_N(arena, spr_fit_node, n + 1)};
}

void spr_fit_most(spr_fit *f, int32_t a, int32_t b, int32_t d, int32_t w) {
  *SPR_PUSH(f->arena, f->pulls, f->npulls, f->cap) = (spr_fit_pull){.a = a, .b = b, .d = d, .most = w};
}

void spr_fit_apart(spr_fit *f, int32_t a, int32_t b, int32_t d) {
  spr_fit_most(f, b, a, -d, INT32_MAX);
}

void spr_fit_near(spr_fit *f, int32_t a, int32_t b, int32_t d, int32_t w) {
  spr_fit_most(f, a, b, d, w);
  spr_fit_most(f, b, a, -d, w);
}

/* -- which pull is not as it should be ------------------------------------------------------------------ */

/* By how much too far its ends are apart (then it should pull harder) or too near (less); 0: it is well. */
static int32_t amiss(const spr_fit *f, const spr_fit_pull *p) {
  int32_t over = f->nodes[p->b].x - f->nodes[p->a].x - p->d;
  if (over > 0 && p->flow < p->most) return over;
  return over < 0 && p->flow > 0 ? -over : 0;
}

static void list_pull(spr_fit *f, int32_t i) {
  spr_fit_pull *p = &f->pulls[i];
  if (p->listed || amiss(f, p) == 0) return;
  p->listed = true;
  f->list[f->nlist++] = i;
}

static void list_pulls_at(spr_fit *f, int32_t node) {
  for (int32_t i = f->nodes[node].first_a; i != SPR_NONE; i = f->pulls[i].next_a) list_pull(f, i);
  for (int32_t i = f->nodes[node].first_b; i != SPR_NONE; i = f->pulls[i].next_b) list_pull(f, i);
}

/* The worst of the last few of the list; SPR_NONE: all are well. */
static int32_t next_pull(spr_fit *f) {
  int32_t worst = SPR_NONE, most = 0;
  for (int32_t k = f->nlist - 1, seen = 0; k >= 0 && seen < LOOKED_AT; k--) {
    int32_t i = f->list[k], by = amiss(f, &f->pulls[i]);
    if (by == 0) { /* the last one takes its place */
      f->pulls[i].listed = false;
      f->list[k] = f->list[--f->nlist];
      continue;
    }
    seen++;
    if (by <= most) continue;
    most = by;
    worst = i;
  }
  return worst;
}

/* At first all hang at the root, where they stand, and nothing pulls. */
static void plant(spr_fit *f, const int32_t *begin) {
  int32_t n = f->n;
  f->nodes[n] = (spr_fit_node){.parent = SPR_NONE, .next = SPR_NONE, .before = SPR_NONE, .pull = SPR_NONE};
  f->nodes[n].child = n ? 0 : SPR_NONE;
  for (int32_t i = 0; i < n; i++)
    f->nodes[i] = (spr_fit_node){.x = begin[i],
                                 .first_a = SPR_NONE,
                                 .first_b = SPR_NONE,
                                 .parent = n,
                                 .child = SPR_NONE,
                                 .next = i + 1 < n ? i + 1 : SPR_NONE,
                                 .before = i - 1,
                                 .pull = SPR_NONE,
                                 .up = true,
                                 .depth = 1};
  f->list = SPR_NEW_N(f->arena, int32_t, f->npulls + 1);
  f->nlist = 0;
  for (int32_t i = 0; i < (int32_t)f->npulls; i++) {
    spr_fit_pull *p = &f->pulls[i];
    p->flow = 0;
    p->listed = false;
    p->next_a = f->nodes[p->a].first_a;
    p->next_b = f->nodes[p->b].first_b;
    f->nodes[p->a].first_a = f->nodes[p->b].first_b = i;
    list_pull(f, i);
  }
}

/* -- the circle that it closes in the tree -------------------------------------------------------------- */

typedef struct circle { /* the flow goes from `from` by the pull to `to`, and back in the tree */
  int32_t pull, from, to, top;
  int32_t room;  /* by how much the flow may grow */
  int32_t leave; /* the node whose way up is full then; SPR_NONE: the pull itself is */
  bool under_to; /* ... below `to`, not below `from` */
  int32_t length;
} circle;

static int32_t room_up(const spr_fit *f, const spr_fit_node *n) {
  if (n->pull == SPR_NONE) return INT32_MAX;
  const spr_fit_pull *p = &f->pulls[n->pull];
  if (!n->up) return p->flow;
  return p->most == INT32_MAX ? INT32_MAX : p->most - p->flow;
}

static int32_t room_down(const spr_fit *f, const spr_fit_node *n) {
  if (n->pull == SPR_NONE) return 0;
  const spr_fit_pull *p = &f->pulls[n->pull];
  if (n->up) return p->flow;
  return p->most == INT32_MAX ? INT32_MAX : p->most - p->flow;
}

/* Where several are full at once, the last one on the way round from the top leaves the tree: so no tree
 * comes twice. */
static circle find_circle(const spr_fit *f, int32_t pull) {
  const spr_fit_pull *p = &f->pulls[pull];
  bool more = f->nodes[p->b].x - f->nodes[p->a].x > p->d;
  circle c = {.pull = pull, .from = more ? p->a : p->b, .to = more ? p->b : p->a, .leave = SPR_NONE};
  int32_t a = c.from, b = c.to;
  while (a != b) {
    if (f->nodes[a].depth >= f->nodes[b].depth)
      a = f->nodes[a].parent;
    else
      b = f->nodes[b].parent;
    c.length++;
  }
  c.top = a;
  c.room = INT32_MAX;
  for (int32_t i = c.from; i != c.top; i = f->nodes[i].parent) {
    int32_t room = room_down(f, &f->nodes[i]);
    if (room >= c.room) continue;
    c.room = room;
    c.leave = i;
  }
  int32_t own = !more ? p->flow : p->most == INT32_MAX ? INT32_MAX : p->most - p->flow;
  if (own <= c.room) {
    c.room = own;
    c.leave = SPR_NONE;
  }
  for (int32_t i = c.to; i != c.top; i = f->nodes[i].parent) {
    int32_t room = room_up(f, &f->nodes[i]);
    if (room > c.room) continue;
    c.room = room;
    c.leave = i;
    c.under_to = true;
  }
  return c;
}

static void send(spr_fit *f, const circle *c) {
  spr_fit_pull *p = &f->pulls[c->pull];
  p->flow += c->from == p->a ? c->room : -c->room;
  for (int32_t i = c->from; i != c->top; i = f->nodes[i].parent)
    if (f->nodes[i].pull != SPR_NONE) f->pulls[f->nodes[i].pull].flow += f->nodes[i].up ? -c->room : c->room;
  for (int32_t i = c->to; i != c->top; i = f->nodes[i].parent)
    if (f->nodes[i].pull != SPR_NONE) f->pulls[f->nodes[i].pull].flow += f->nodes[i].up ? c->room : -c->room;
}

/* -- the tree ------------------------------------------------------------------------------------------- */

static void cut(spr_fit *f, int32_t i) {
  spr_fit_node *n = &f->nodes[i];
  if (n->before == SPR_NONE)
    f->nodes[n->parent].child = n->next;
  else
    f->nodes[n->before].next = n->next;
  if (n->next != SPR_NONE) f->nodes[n->next].before = n->before;
}

static void hang(spr_fit *f, int32_t i, int32_t parent) {
  spr_fit_node *n = &f->nodes[i];
  n->parent = parent;
  n->before = SPR_NONE;
  n->next = f->nodes[parent].child;
  if (n->next != SPR_NONE) f->nodes[n->next].before = i;
  f->nodes[parent].child = i;
}

/* The part of the tree below `leave` hangs by the pull now. Gives the node that it hangs at. */
static int32_t turn(spr_fit *f, const circle *c) {
  int32_t first = c->under_to ? c->to : c->from, parent = c->under_to ? c->from : c->to;
  int32_t pull = c->pull, i = first;
  bool up = f->pulls[pull].a == first;
  while (true) {
    spr_fit_node *n = &f->nodes[i];
    int32_t old_parent = n->parent, old_pull = n->pull;
    bool old_up = n->up;
    cut(f, i);
    hang(f, i, parent);
    n->pull = pull;
    n->up = up;
    if (i == c->leave) return first;
    parent = i;
    pull = old_pull;
    up = !old_up;
    i = old_parent;
  }
}

static int32_t next_below(const spr_fit *f, int32_t i, int32_t top) {
  if (f->nodes[i].child != SPR_NONE) return f->nodes[i].child;
  while (i != top && f->nodes[i].next == SPR_NONE) i = f->nodes[i].parent;
  return i == top ? SPR_NONE : f->nodes[i].next;
}

/* Moves what hangs at `top` so that the pull by which it hangs is just satisfied. Gives how much that is. */
static int64_t move(spr_fit *f, int32_t top) {
  const spr_fit_node *n = &f->nodes[top];
  const spr_fit_pull *p = &f->pulls[n->pull];
  int32_t by = f->nodes[n->parent].x + (n->up ? -p->d : p->d) - n->x;
  int64_t moved = 0;
  for (int32_t i = top; i != SPR_NONE; i = next_below(f, i, top)) {
    f->nodes[i].x += by;
    f->nodes[i].depth = f->nodes[f->nodes[i].parent].depth + 1;
    moved++;
  }
  for (int32_t i = top; i != SPR_NONE; i = next_below(f, i, top)) list_pulls_at(f, i);
  return moved;
}

void spr_fit_ease(spr_fit *f) {
  for (uint32_t i = 0; i < f->npulls; i++) {
    spr_fit_pull *p = &f->pulls[i];
    int32_t over = f->nodes[p->b].x - f->nodes[p->a].x - p->d;
    if (over > 0) p->most = p->most / (1 + over / EASE) + 1;
  }
}

bool spr_fit_solve(spr_fit *f, int64_t steps, int32_t *x) {
  plant(f, x);
  int32_t pull = next_pull(f);
  while (pull != SPR_NONE && steps > 0) {
    circle c = find_circle(f, pull);
    if (c.room == INT32_MAX) return false;
    if (c.room > 0) send(f, &c);
    steps -= c.length;
    if (c.leave != SPR_NONE) steps -= move(f, turn(f, &c));
    pull = next_pull(f);
  }
  for (int32_t i = 0; i < f->n; i++) x[i] = f->nodes[i].x;
  return pull == SPR_NONE;
}
