/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_MACHINE_IMPL_H
#define SPR_API_MACHINE_IMPL_H

#include "api/handles.h"
#include "lab/world.h"

/* A machine is a world (lab/world.h) whose first case is the caller's. Private to machine*.c and hooks.c. */

#define SPR_MINE 0

/* Of a reason what is no text. */
typedef struct spr_machine_line {
  sprawa_why why;
  uint32_t line;
} spr_machine_line;

struct sprawa_machine {
  sprawa_definitions *d;
  sprawa_definitions *owned; /* the same, or NULL */
  spr_definition *def;
  spr_world *world;
  const spr_loaded *at;  /* the case as the last call left it; NULL: that could not be looked at */
  spr_pool pool;         /* of what is given to it */
  void *data;            /* of the host */
  spr_input_kind asking; /* what the present call wants of the case */
  bool spoilt;           /* memory ran out in the middle of something */
  spr_texts states, logs, incidents, reasons, files;
  spr_buf lines; /* of the reasons: a spr_machine_line each */
  sprawa_reason *shown;
  size_t cap_shown;
};

/* machine_find.c: the definition that a start names, built if it was not yet. */
sprawa_code spr_machine_definition(sprawa_definitions *d, const sprawa_start *s, spr_definition **out,
                                   sprawa_error *e);

/* machine_run.c: one call of the world, in which rules run and hooks may look at the machine. */
typedef struct spr_machine_call {
  enum { SPR_OPENS, SPR_TAKES, SPR_ADVANCES } what;
  spr_input in; /* SPR_OPENS, SPR_TAKES */
  spr_instant until;
  spr_case_ref opened;
  spr_told told;
} spr_machine_call;
/* Does it, and puts what it left where the caller finds it. A refusal to open is told, and `opened` is -1. */
sprawa_code spr_machine_run(sprawa_machine *m, spr_machine_call *k, sprawa_error *e);
/* The watch of the machine's world. */
void spr_machine_watch(void *ud, const spr_world *w, spr_case_ref c, const spr_watched *x);

#endif
