/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_WORLD_H
#define SPR_LAB_WORLD_H

#include "cases/desk.h"

/* A small world in memory: cases of one site (or of a workflow that stands alone) under virtual time. It is
 * the host of stories and of machines, and nothing but a desk (cases/desk.h) over a store in memory: what
 * follows from a step, linked cases, messages, counters and incidents are those of a city's database.
 *
 *   spr_world_new(library, start, SPR_WORLD_WHOLE, &w)
 *   spr_world_open(w, definition, &input, &c, &told)
 *   spr_world_take(w, c, &input, &told)
 *   spr_world_advance(w, t)
 *
 * Between two calls nothing waits that is due by now. What falls due fires in order of time, then of opening,
 * each at its own time, with all that follows from it. A call gives SPR_OK; SPR_ELIMIT when SPR_MAX_TICKS
 * steps did not end what is due: time stands where it came to, and the rest waits for the next call. After
 * anything else the world can only be freed (SPR_ENOMEM; SPR_EBUG; SPR_ELIMIT, too, where a step is too large
 * to be kept: spr_world_look gives the same). */
typedef struct spr_world spr_world;
typedef int32_t spr_case_ref; /* number of a case in this world, from 0, in order of opening */

typedef enum spr_world_kind {
  SPR_WORLD_WHOLE, /* each step is written as a database has it, and read from there: for stories */
  SPR_WORLD_LIGHT  /* cases stay in hand, and there is no past: for machines that step often and live long */
} spr_world_kind;
spr_status spr_world_new(spr_library *l, spr_instant start, spr_world_kind kind, spr_world **out);
void spr_world_free(spr_world *w);
spr_instant spr_world_now(const spr_world *w);

/* Called for each step of any case and each message that is given up, those of timers and refused ones too
 * (desk.h), for logs and explanations. c is -1 for the opening of a linked case that was refused. */
typedef void (*spr_world_watch_fn)(void *ud, const spr_world *w, spr_case_ref c, const spr_watched *what);
void spr_world_watch(spr_world *w, spr_world_watch_fn fn, void *ud);

/* Opens a case of a definition of the library. Of the input counts: data (the fields, a record or nil), by,
 * operator. *out is its number, or -1 where the opening was refused. Texts of *told are valid until the next
 * call of this function or spr_world_take. */
spr_status spr_world_open(spr_world *w, const spr_definition *def, const spr_input *in, spr_case_ref *out,
                          spr_told *told);
/* One input for a case at the present time, then everything that follows from it. Its texts and data are
 * borrowed for the call. */
spr_status spr_world_take(spr_world *w, spr_case_ref c, const spr_input *in, spr_told *told);
/* Time passes to t (not back). */
spr_status spr_world_advance(spr_world *w, spr_instant t);

/* What the world is made of, for whoever only reads; the id by which a case is known there. */
spr_desk *spr_world_desk(spr_world *w);
spr_store *spr_world_store(spr_world *w);
spr_str spr_world_id(const spr_world *w, spr_case_ref c);

/* The case as it stands, until the next call on the world: `c` is never NULL, `row` has its outcome and who
 * is responsible. SPR_ENOMEM. */
spr_status spr_world_look(spr_world *w, spr_case_ref c, const spr_loaded **out);
uint32_t spr_world_cases(const spr_world *w);
/* The linked case that `c` opened under that id (the last one of that id), or -1. */
spr_case_ref spr_world_link(const spr_world *w, spr_case_ref c, spr_str id);
/* Who opened the case, or -1; and the name of the link, empty for a case that nobody opened. */
spr_case_ref spr_world_opener(const spr_world *w, spr_case_ref c, spr_str *link);

/* Things that were set aside because their step failed, and messages given up, since they were last
 * forgotten: how many, and what each says (the first SPR_MAX_INCIDENTS_SHOWN are kept). What is tried again
 * and fails again is no new one. */
uint32_t spr_world_incidents(const spr_world *w);
spr_str spr_world_incident(const spr_world *w, uint32_t i);
void spr_world_forget_incidents(spr_world *w);

#endif
