/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_WORLD_H
#define SPR_LAB_WORLD_H

#include "cases/library.h"

/* A small world in memory: cases of one site (or one case of a workflow that stands alone) under virtual
 * time. It is the host of stories and of `sprawa try`: it fires what falls due in order, lets sends follow
 * their step, opens linked cases in other cities under their rules, carries their messages, and counts
 * caseload and occupied places among its cases.
 *
 *   spr_world_new(library, start, &w)
 *   spr_world_open(w, package, city, "", fields, "", &c, &reply)
 *   spr_world_send(w, c, &input, &reply)
 *   spr_world_advance(w, t)
 *
 * Between two calls nothing is pending that is due by now. Order: pending things by due time, then by case
 * (order of opening), then as the case orders them. Of what follows from a step, the case's own sends come
 * first; then, one by one, linked cases and messages, each with what follows from it; all before the caller
 * gets an answer. Functions that give a status give SPR_OK or SPR_ENOMEM, after which the world can only be
 * freed. */
typedef struct spr_world spr_world;
typedef int32_t spr_case_ref; /* number of a case in this world, from 0 */

spr_status spr_world_new(spr_library *l, spr_instant start, spr_world **out);
void spr_world_free(spr_world *w);
spr_instant spr_world_now(const spr_world *w);

/* Called after each step of any case (also refused ones, and those of timers), for logs and explanations. The
 * result is valid during the call. */
typedef void (*spr_watch_fn)(void *ud, spr_world *w, spr_case_ref c, const spr_input *in,
                             const spr_result *r);
void spr_world_watch(spr_world *w, spr_watch_fn fn, void *ud);

/* What became of the caller's own input. */
typedef struct spr_reply {
  spr_outcome outcome;
  spr_refusal code;
  spr_str reasons; /* joined with "; "; empty if it was taken; valid until the next call */
  spr_str file;    /* the rule that gave the first reason, by its path as shown; empty if no rule did */
  uint32_t line;
} spr_reply;

/* Opens a case; fields is borrowed (record or nil); by empty: the operator, who may open any. *out is its
 * number, or -1 where the opening was refused. */
spr_status spr_world_open(spr_world *w, spr_definition *def, spr_value fields, spr_str by, spr_case_ref *out,
                          spr_reply *reply);
/* One input for a case at the present time (its data may come from any heap; fixed values must outlive the
 * world), then everything that follows from it. */
spr_status spr_world_send(spr_world *w, spr_case_ref c, const spr_input *in, spr_reply *reply);
/* Time passes to t (not back); everything due in between fires. SPR_ELIMIT after SPR_MAX_TICKS: time stands
 * where it came to. */
spr_status spr_world_advance(spr_world *w, spr_instant t);

uint32_t spr_world_cases(const spr_world *w);
const spr_case *spr_world_case(const spr_world *w, spr_case_ref c);
const spr_definition *spr_world_definition(const spr_world *w, spr_case_ref c);
const spr_model *spr_world_model(const spr_world *w, spr_case_ref c);
/* The linked case that `c` opened under that id (the last one of that id), or -1. */
spr_case_ref spr_world_link(const spr_world *w, spr_case_ref c, spr_str id);
/* Who opened the case, or -1; and the name of the link, empty for a case that nobody opened. */
spr_case_ref spr_world_opener(const spr_world *w, spr_case_ref c, spr_str *link);
/* The outcome with which the case ended; empty while it is open. */
spr_str spr_world_outcome(const spr_world *w, spr_case_ref c);
/* Who is responsible for the case: for the first active atomic state in document order; empty: nobody. */
spr_str spr_world_responsible(const spr_world *w, spr_case_ref c);

/* Things set aside because their step failed, since they were last forgotten: how many, and what each says
 * (the first SPR_MAX_INCIDENTS_SHOWN are kept). */
uint32_t spr_world_incidents(const spr_world *w);
spr_str spr_world_incident(const spr_world *w, uint32_t i);
void spr_world_forget_incidents(spr_world *w);

#endif
