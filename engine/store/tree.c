/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tree.h"

/* The place that holds the pointer to n. */
static spr_tree_node **place_of(spr_tree *t, const spr_tree_node *n) {
  if (!n->parent) return &t->root;
  return &n->parent->child[n->parent->child[1] == n];
}

/* Turns n down to `side`; its other child comes up. The balances are the caller's. */
static spr_tree_node *rotate(spr_tree *t, spr_tree_node *n, int side) {
  spr_tree_node **place = place_of(t, n), *up = n->child[!side], *moved = up->child[side];
  *place = up;
  up->parent = n->parent;
  up->child[side] = n;
  n->parent = up;
  n->child[!side] = moved;
  if (moved) moved->parent = n;
  return up;
}

/* n is too heavy by two on one side: gives what stands in its place. */
static spr_tree_node *mend(spr_tree *t, spr_tree_node *n) {
  int heavy = n->balance > 0;
  int8_t sign = heavy ? 1 : -1;
  spr_tree_node *c = n->child[heavy];
  if (!c) return n; /* never so: it is the heavy side */
  if (c->balance != -sign) {
    /* After a removal the child may stand even; then the height stays. */
    int8_t rest = c->balance == 0 ? sign : 0;
    n->balance = rest;
    c->balance = (int8_t)-rest;
    return rotate(t, n, !heavy);
  }
  spr_tree_node *g = c->child[!heavy];
  n->balance = g->balance == sign ? (int8_t)-sign : 0;
  c->balance = g->balance == -sign ? sign : 0;
  g->balance = 0;
  rotate(t, c, heavy);
  return rotate(t, n, !heavy);
}

spr_tree_node *spr_tree_insert(spr_tree *t, spr_tree_node *n) {
  spr_tree_node **place = &t->root, *parent = NULL;
  while (*place) {
    parent = *place;
    int order = t->cmp(n, parent);
    if (order == 0) return parent;
    place = &parent->child[order > 0];
  }
  *n = (spr_tree_node){.parent = parent};
  *place = n;
  for (spr_tree_node *up = parent; up; n = up, up = up->parent) {
    up->balance = (int8_t)(up->balance + (up->child[1] == n ? 1 : -1));
    if (up->balance == 0) break;
    if (up->balance == 2 || up->balance == -2) {
      mend(t, up);
      break;
    }
  }
  return NULL;
}

/* The side of `up` became lower by one. */
static void lowered(spr_tree *t, spr_tree_node *up, int side) {
  while (up) {
    up->balance = (int8_t)(up->balance + (side ? -1 : 1));
    if (up->balance == 1 || up->balance == -1) return;
    if (up->balance != 0) {
      up = mend(t, up);
      if (up->balance != 0) return;
    }
    side = up->parent && up->parent->child[1] == up;
    up = up->parent;
  }
}

void spr_tree_replace(spr_tree *t, spr_tree_node *old, spr_tree_node *n) {
  *place_of(t, old) = n;
  *n = *old;
  for (int i = 0; i < 2; i++)
    if (n->child[i]) n->child[i]->parent = n;
}

void spr_tree_remove(spr_tree *t, spr_tree_node *n) {
  spr_tree_node *child = n->child[0] ? n->child[0] : n->child[1], *parent = n->parent;
  if (!n->child[0] || !n->child[1]) {
    int side = parent && parent->child[1] == n;
    *place_of(t, n) = child;
    if (child) child->parent = parent;
    lowered(t, parent, side);
    return;
  }
  /* With two children: its successor, which has no left one, is taken out and stands in for it. */
  spr_tree_node *next = n->child[1];
  while (next->child[0]) next = next->child[0];
  int side = next->parent == n;
  spr_tree_node *from = next->parent;
  *place_of(t, next) = next->child[1];
  if (next->child[1]) next->child[1]->parent = from;
  spr_tree_replace(t, n, next);
  lowered(t, from == n ? next : from, side);
}

spr_tree_node *spr_tree_find(const spr_tree *t, const spr_tree_node *key) {
  spr_tree_node *n = t->root;
  while (n) {
    int order = t->cmp(key, n);
    if (order == 0) return n;
    n = n->child[order > 0];
  }
  return NULL;
}

spr_tree_node *spr_tree_from(const spr_tree *t, const spr_tree_node *key) {
  spr_tree_node *n = t->root, *best = NULL;
  while (n) {
    int order = t->cmp(key, n);
    if (order == 0) return n;
    if (order < 0) best = n;
    n = n->child[order > 0];
  }
  return best;
}

static spr_tree_node *outermost(spr_tree_node *n, int side) {
  while (n && n->child[side]) n = n->child[side];
  return n;
}

spr_tree_node *spr_tree_first(const spr_tree *t) {
  return outermost(t->root, 0);
}

spr_tree_node *spr_tree_last(const spr_tree *t) {
  return outermost(t->root, 1);
}

spr_tree_node *spr_tree_next(const spr_tree_node *n) {
  if (n->child[1]) return outermost(n->child[1], 0);
  const spr_tree_node *child = n;
  spr_tree_node *up = n->parent;
  while (up && up->child[1] == child) {
    child = up;
    up = up->parent;
  }
  return up;
}
