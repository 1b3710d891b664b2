/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/graph.h"

/* A wire from a box to another one leaves all boxes around the first that do not hold the second, goes on in
 * the innermost box that holds both, and enters boxes down to the second. In each of these it is a segment;
 * those of a wire follow one another. */

static void add(spr_graph *g, int32_t wire, int32_t box, int32_t a, int32_t b) {
  spr_segment *s = SPR_PUSH(g->arena, g->segments, g->nsegments, g->cap_segments);
  *s = (spr_segment){.wire = wire, .box = box, .next = SPR_NONE, .a = a, .b = b};
  g->wires[wire].nsegments++;
}

/* The child of `around` that holds the box. */
static int32_t child_that_holds(const spr_graph *g, int32_t around, int32_t box) {
  while (g->boxes[box].parent != around) box = g->boxes[box].parent;
  return box;
}

static void enter(spr_graph *g, int32_t wire, int32_t from, int32_t to) {
  while (from != to) {
    int32_t child = child_that_holds(g, from, to);
    add(g, wire, from, SPR_NONE, child);
    from = child;
  }
}

/* Leaves boxes until `around` is the box in which it goes on; gives the box in that one. */
static int32_t leave(spr_graph *g, int32_t wire, int32_t from, int32_t around) {
  while (g->boxes[from].parent != around) {
    add(g, wire, g->boxes[from].parent, from, SPR_NONE);
    from = g->boxes[from].parent;
  }
  return from;
}

static void main_one(spr_graph *g, uint32_t segment, spr_side side) {
  g->segments[segment].main = true;
  g->segments[segment].side = side;
}

static void cut(spr_graph *g, int32_t wire) {
  spr_wire *w = &g->wires[wire];
  int32_t from = w->from, to = w->to, around = from;
  w->segments = (int32_t)g->nsegments;
  if (from == to) return;
  if (spr_box_inside(g, to, from)) {
    w->inward = true;
    enter(g, wire, from, to);
    main_one(g, (uint32_t)w->segments, SPR_TOP);
    return;
  }
  while (!spr_box_inside(g, to, around)) around = g->boxes[around].parent;
  from = leave(g, wire, from, around);
  if (around == to) {
    add(g, wire, to, from, SPR_NONE);
    main_one(g, g->nsegments - 1, SPR_BOTTOM);
    return;
  }
  int32_t child = child_that_holds(g, around, to);
  add(g, wire, around, from, child);
  main_one(g, g->nsegments - 1, SPR_TOP);
  enter(g, wire, child, to);
}

void spr_graph_cut(spr_graph *g) {
  for (uint32_t i = 0; i < g->nwires; i++) cut(g, (int32_t)i);
  for (uint32_t i = g->nsegments; i > 0; i--) { /* backwards, so that the lists are in order */
    spr_segment *s = &g->segments[i - 1];
    s->next = g->boxes[s->box].segments;
    g->boxes[s->box].segments = (int32_t)i - 1;
  }
}
