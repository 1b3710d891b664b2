/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/graph.h"

/* From places within boxes to places in the picture, and from segments to wires. */

static void move_boxes(spr_graph *g) {
  for (uint32_t i = 1; i < g->nboxes; i++) { /* the box around it comes before it */
    spr_box *b = &g->boxes[i];
    b->x += g->boxes[b->parent].x;
    b->y += g->boxes[b->parent].y;
  }
}

static bool same(spr_point a, spr_point b) {
  return a.x == b.x && a.y == b.y;
}

/* Leaves out what lies on a straight line between its neighbours. */
static void add_point(spr_wire *w, spr_point p) {
  if (w->npoints && same(w->points[w->npoints - 1], p)) return;
  if (w->npoints >= 2) {
    spr_point *a = &w->points[w->npoints - 2], *b = &w->points[w->npoints - 1];
    if ((a->x == b->x && b->x == p.x) || (a->y == b->y && b->y == p.y)) w->npoints--;
  }
  w->points[w->npoints++] = p;
}

static void join_wire(spr_graph *g, spr_wire *w) {
  uint32_t n = 0;
  for (int32_t i = 0; i < w->nsegments; i++) n += g->segments[w->segments + i].npoints;
  w->points = SPR_NEW_N(g->arena, spr_point, n + 1);
  for (int32_t i = 0; i < w->nsegments; i++) {
    const spr_segment *s = &g->segments[w->segments + i];
    const spr_box *b = &g->boxes[s->box];
    for (uint32_t k = 0; k < s->npoints; k++) {
      spr_point p = s->points[k];
      add_point(w, (spr_point){p.x + b->x, p.y == SPR_AT_BOTTOM ? b->y + b->h : p.y + b->y});
    }
    if (!s->main) continue;
    w->label_x = s->label_x + b->x;
    w->label_y = s->label_y + b->y;
  }
}

/* At the right of its box, from below back to above. */
static void join_loop(spr_graph *g, spr_wire *w) {
  const spr_box *b = &g->boxes[w->from];
  int32_t label = spr_lines_height(&w->label), room = b->h - 2 * SPR_TEXT_Y;
  int32_t h = label > 18 && label <= room ? label : room < 18 ? room : 18;
  int32_t x = b->x + b->w, y = b->y + SPR_TEXT_Y;
  w->points = SPR_NEW_N(g->arena, spr_point, 4);
  w->points[w->npoints++] = (spr_point){x, y};
  w->points[w->npoints++] = (spr_point){x + SPR_LOOP, y};
  w->points[w->npoints++] = (spr_point){x + SPR_LOOP, y + h};
  w->points[w->npoints++] = (spr_point){x, y + h};
  w->label_x = x + SPR_LOOP + SPR_LABEL_X;
  w->label_y = y + (h - label) / 2;
}

void spr_graph_join(spr_graph *g) {
  move_boxes(g);
  for (uint32_t i = 0; i < g->nwires; i++) {
    spr_wire *w = &g->wires[i];
    if (w->from == w->to)
      join_loop(g, w);
    else
      join_wire(g, w);
  }
}

bool spr_graph_draw(spr_graph *g) {
  if (!spr_graph_build(g)) return false;
  spr_graph_cut(g);
  for (uint32_t i = 0; i < g->nboxes; i++)
    if (!spr_graph_layer(g, (int32_t)i)) return false;
  for (uint32_t i = g->nboxes; i > 0; i--)
    if (!spr_layout_box(g, (int32_t)i - 1)) return false;
  spr_graph_join(g);
  return true;
}
