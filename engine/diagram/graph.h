/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DIAGRAM_GRAPH_H
#define SPR_DIAGRAM_GRAPH_H

#include "base/limits.h"
#include "diagram/diagram.h"
#include "diagram/text.h"

/* What is drawn: boxes within boxes, and wires between them. Private to diagram/.
 *
 *   spr_graph_build    states, dots and transitions become boxes and wires, with their texts (build.c)
 *   spr_graph_cut      wires are cut where they cross a box's border, into segments (segments.c)
 *   spr_graph_layer    in each box: who stands above whom (layers.c); from the outermost box inwards, for
 *                      what crosses a border goes on inside of it in the same direction
 *   spr_layout_box     in each box: places (layout.h); from the innermost box outwards, for a box is as large
 *                      as what is in it
 *   spr_graph_join     from places within boxes to places in the picture, and from segments to wires again
 *
 * Places are whole pixels; y grows downwards. All lives in one arena, which jumps where memory runs out. */

typedef enum spr_box_kind {
  SPR_BOX_STATE,
  SPR_BOX_FINAL,
  SPR_BOX_GROUP,    /* holds others, one of which is active */
  SPR_BOX_PARALLEL, /* holds regions */
  SPR_BOX_DOT,      /* where the way begins; also the hidden state of a stage that does not run */
  SPR_BOX_HISTORY
} spr_box_kind;

typedef struct spr_box { /* in the order of the definition: what is inside follows, up to `last` */
  uint8_t kind;
  bool region; /* the box around it is parallel */
  int32_t state;
  int32_t parent, last;
  spr_lines title, notes, stays; /* notes: who is responsible, deadlines; stays: transitions that do not leave
                                    the state */
  int32_t loop;                  /* a wire to itself, or SPR_NONE */
  int32_t segments;              /* inside, the first; SPR_NONE */
  int32_t layer;                 /* within the box around it */
  uint32_t ends;                 /* of wires, at most so many on one side */
  int32_t x, y, w, h;            /* within the box around it; once joined: in the picture */
  int32_t text_x;                /* of a box that holds others: where its texts begin, within it */
} spr_box;

/* What stands at a wire, or in a box, for one transition. */
typedef struct spr_label {
  spr_str text; /* what starts it, and its condition where that has a title */
  spr_str code; /* else its condition as it is written, if it is short */
} spr_label;

/* A condition too long for that: the label says its number, which is that of its row. */
typedef struct spr_long_guard {
  uint32_t number; /* from 1 */
  spr_str code;
  spr_str name; /* in the legend: "condition 12:" */
  spr_lines lines;
  int32_t y;
} spr_long_guard;

typedef struct spr_point {
  int32_t x, y;
} spr_point;

typedef struct spr_wire {
  int32_t from, to;
  spr_lines label;
  int32_t label_x, label_y;
  int32_t segments, nsegments;
  bool inward;  /* it begins at the border of `from` and leads inside */
  bool reopens; /* it is taken of an ended case alone */
  spr_point *points;
  uint32_t npoints;
} spr_wire;

#define SPR_AT_BOTTOM                                                                                        \
  INT32_MAX /* y of a point at the lower border of a box whose height is not known yet                       \
             */

typedef enum spr_side { SPR_TOP, SPR_BOTTOM } spr_side;

/* The part of a wire that is inside of one box, from a to b, which are boxes in it; SPR_NONE: its border. */
typedef struct spr_segment {
  int32_t wire, box, next; /* next: in the same box */
  int32_t a, b;
  spr_side side; /* of the border */
  bool main;     /* it bears the label; where both ends are boxes, it says which way the wire goes */
  bool up;       /* b stands above a */
  bool turn;     /* a and b stand side by side */
  int32_t at;    /* x on the border */
  spr_point *points;
  uint32_t npoints;
  int32_t label_x, label_y;
} spr_segment;

typedef struct spr_graph {
  spr_arena *arena;
  const spr_model *m;
  const spr_diagram_options *o;
  spr_str language;
  spr_box *boxes;
  uint32_t nboxes, cap_boxes;
  int32_t *box_of; /* by state */
  spr_wire *wires;
  uint32_t nwires, cap_wires;
  spr_segment *segments;
  uint32_t nsegments, cap_segments;
  spr_long_guard *guards;
  uint32_t nguards, cap_guards;
  int32_t legend_x, legend_w, legend_h; /* x: of the code in it; all 0: there is none */
  uint32_t nrows;                       /* of the transitions so far (rows.h) */
  uint32_t nparts;                      /* of all layouts: what work and memory grow with */
  spr_buf text;                         /* where labels are put together */
  spr_status failed;                    /* a text did not fit, or found no memory */
} spr_graph;

static inline bool spr_box_holds(const spr_box *b) {
  return b->kind == SPR_BOX_GROUP || b->kind == SPR_BOX_PARALLEL;
}
static inline bool spr_box_inside(const spr_graph *g, int32_t box, int32_t around) {
  return box >= around && box <= g->boxes[around].last;
}

/* Distances, in pixels. */
enum {
  SPR_PAD = 18,        /* between a border and what is inside */
  SPR_REGION_GAP = 16, /* between regions */
  SPR_END_GAP = 14,    /* between wires at one side of a box */
  SPR_END_MARGIN = 12, /* between the corner of a box and a wire */
  SPR_LABEL_X = 5,     /* between a wire and its label */
  SPR_LOOP = 16,       /* how far a wire to itself stands out */
  SPR_TEXT_X = 12,
  SPR_TEXT_Y = 7
};

/* false: too much for one picture. */
bool spr_graph_draw(spr_graph *g); /* all of it, in this order */
bool spr_graph_build(spr_graph *g);
/* Does the way in the state around it begin here? */
bool spr_graph_begins(const spr_model *m, int32_t state);
void spr_graph_cut(spr_graph *g);
bool spr_graph_layer(spr_graph *g, int32_t box);
bool spr_layout_box(spr_graph *g, int32_t box);
void spr_graph_join(spr_graph *g);

/* -- labels.c: in the picture's language; texts that are put together are kept in the arena ---------------
 */
/* What starts a transition; nothing where it goes by itself. */
spr_str spr_label_trigger(spr_graph *g, const spr_transition *t);
/* All of its conditions as they are written, joined with " and ". */
spr_str spr_label_guards(spr_graph *g, const spr_transition *t);
/* For a picture. row: that of the transition. */
spr_label spr_label_short(spr_graph *g, const spr_transition *t, uint32_t row);
/* What a state is called; a hidden one as the nearest one that people know. */
spr_str spr_label_state(const spr_graph *g, int32_t state);
/* Who is responsible, and its deadlines. */
void spr_label_notes(spr_graph *g, const spr_state *st, spr_lines *out, int32_t max);

/* -- legend.c: of a picture that stands alone, once it is laid out -------------------------------------- */
void spr_legend_make(spr_graph *g);

/* The whole: writes the <svg>. */
void spr_svg_size(const spr_graph *g, int32_t *width, int32_t *height);
void spr_svg_write(const spr_graph *g, spr_str title, spr_buf *out);

#endif
