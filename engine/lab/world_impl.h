/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_WORLD_IMPL_H
#define SPR_LAB_WORLD_IMPL_H

#include "base/limits.h"
#include "lab/world.h"

/* What a world consists of; private to world.c, links.c and counters.c. */

typedef struct world_case {
  struct spr_world *world;
  spr_definition *def;
  spr_case *c;
  spr_case_ref opener;
  spr_value link;                     /* text: the name under which the opener knows it; nil */
  spr_str outcome;                    /* of a text of the model */
  char responsible[SPR_MAX_NAME + 1]; /* as committed by its last step */
  uint32_t hops;                      /* length of the chain of messages that its present step belongs to */
  uint32_t born;                      /* things it made that are due at once, since the last outer event */
} world_case;

/* A linked case to open, or an event for a case. Texts and data are owned, in the world's pool. */
typedef struct world_message {
  bool opens;
  spr_case_ref from;
  spr_case_ref to;  /* of an event */
  int32_t workflow; /* of an opening, in the opener's model */
  spr_value name;   /* the event; of an opening nil */
  spr_value link;   /* the link's name, as the target knows it; of an opening as the opener does */
  spr_value data;   /* of an opening {municipality, with, else} */
  uint32_t hops;
} world_message;

struct spr_world {
  spr_alloc alloc;
  spr_library *library;
  spr_instant now;
  spr_pool pool;
  spr_heap heap;
  world_case *cases;
  uint32_t ncases, cap;
  world_message *queue; /* [head, nqueue) are waiting */
  uint32_t head, nqueue, cap_queue;
  uint32_t delivered; /* since the last outer event */
  uint32_t ticks;     /* steps of the present advance */
  spr_watch_fn watch;
  void *watch_ud;
  spr_buf reasons; /* of the reply */
  char file[SPR_MAX_PATH];
  spr_buf incidents; /* texts, each with its NUL */
  uint32_t nincidents, nshown;
  bool nomem;
};

extern const spr_world_ops world_observe; /* counters.c; ud: the asking world_case */

/* One step of a case, and the collection of what follows from it. */
void world_step(spr_world *w, spr_case_ref c, const spr_input *in, spr_result *r);
/* A new case, not yet opened: its number, or -1 without memory or beyond the bound. */
spr_case_ref world_add(spr_world *w, spr_definition *def, spr_case_ref opener, spr_value link);
/* Takes the newest case away again. */
void world_drop_last(spr_world *w);
void world_incident(spr_world *w, spr_case_ref c, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The reasons of a refusal, joined with "; ". */
void world_reasons(const spr_result *r, spr_buf *out);
/* A step that nobody asked for failed; what: the event, or empty. */
void world_set_aside(spr_world *w, spr_case_ref c, spr_str what, const spr_result *r);

/* links.c: puts the messages that a step asked for behind those that wait; delivers the first one. */
void links_collect(spr_world *w, spr_case_ref c, const spr_result *r);
void links_deliver(spr_world *w);

#endif
