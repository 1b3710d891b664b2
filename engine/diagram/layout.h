/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DIAGRAM_LAYOUT_H
#define SPR_DIAGRAM_LAYOUT_H

#include "diagram/graph.h"

/* The places of what is in one box. Its layers hold *items*: the boxes in it, the points where wires cross
 * its border, and, in each layer that a wire passes, a bend or its label. *Links* lead from an item to one in
 * the next layer.
 *
 *   spr_items_make     (items.c)
 *   spr_items_order    who stands left of whom: the fewest crossings (order.c)
 *   spr_items_place    x of each item (place.c)
 *   spr_items_attach   x of each link's ends (attach.c)
 *   spr_tracks_assign  between two layers: at which height links go sideways (tracks.c)
 *   layout.c           y of each layer, then points */

typedef enum spr_item_kind {
  SPR_ITEM_BOX,
  SPR_ITEM_BORDER,
  SPR_ITEM_BEND,
  SPR_ITEM_LABEL,
  SPR_ITEM_TURN /* below two regions: a wire comes down at its left end, bears its label, and goes up at the
                   right one, or the other way round */
} spr_item_kind;

typedef struct spr_item {
  uint8_t kind;
  int32_t layer, place; /* place: within the layer, from the left */
  int32_t box;          /* BOX */
  int32_t segment;      /* else */
  int32_t x;            /* the middle of a box; else of the wire that comes down here */
  int32_t l, r;         /* how far it reaches to both sides */
  int32_t h;
  int32_t y;
  int32_t up, nup, down, ndown; /* its links: ranges of spr_layout.up and .down */
} spr_item;

typedef struct spr_link {
  int32_t upper, lower; /* items */
  int32_t segment;
  int32_t upper_off, lower_off; /* from the item's x, where that is known beforehand */
  bool upper_free, lower_free;  /* else it may end anywhere on that side of the box */
  int32_t x1, x2;               /* of its ends */
  int32_t track;                /* SPR_NONE: it is straight */
  int32_t split_x, split_track; /* it goes sideways twice: at `track` to split_x, then at split_track */
} spr_link;

typedef struct spr_layout {
  spr_graph *g;
  int32_t box;
  spr_item *items;
  uint32_t nitems, cap_items;
  spr_link *links;
  uint32_t nlinks, cap_links;
  int32_t nlayers;
  int32_t **layers;   /* items of each, from the left */
  int32_t *sizes;     /* how many these are */
  int32_t fixed;      /* the layer of regions, which keep their order; SPR_NONE */
  int32_t *up, *down; /* links by item, sorted by nothing */
  int32_t *between;   /* links sorted by the layer of their upper item; of layer i from starts[i] on */
  int32_t *starts;
} spr_layout;

static inline spr_item *spr_item_in(const spr_layout *l, int32_t layer, int32_t place) {
  return &l->items[l->layers[layer][place]];
}
static inline bool spr_item_is_thin(const spr_item *i) {
  return i->kind != SPR_ITEM_BOX;
}
bool spr_item_is_region(const spr_layout *l, const spr_item *i);
/* How near to the corner of a box a wire may end. */
static inline int32_t spr_end_margin(const spr_box *b) {
  return b->kind == SPR_BOX_DOT || b->kind == SPR_BOX_HISTORY ? b->h / 2 : SPR_END_MARGIN;
}

/* false: too much for one picture. */
bool spr_items_make(spr_layout *l);
void spr_items_order(spr_layout *l);
void spr_items_place(spr_layout *l);
void spr_items_attach(spr_layout *l);
/* Gives how many tracks there are between a layer and the next. */
int32_t spr_tracks_assign(spr_layout *l, int32_t layer);

#endif
