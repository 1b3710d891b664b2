/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_PLACE_H
#define SPR_BENCH_PLACE_H

#include "bench.h"
#include "cases/engine.h"

/* A folder with a database of its own, to which a site is deployed; the engine on it, and what is asked of
 * it. Everything that goes wrong ends the program.
 *
 *   place_make(&p, site, folder, package)     the engine is open
 *   place_open_case(&p, i), place_send_event(&p, i)
 *   place_remove(&p) */

enum { PLACE_EVENTS = 6 }; /* of the machine: e0 to e5, in turn */

typedef struct place {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
  spr_library *library;
  jmp_buf escape;
  char folder[300], database[330], copy[330], keys[330], master[330];
  const char *package;
  spr_engine *engine;
  char (*ids)[SPR_CASE_ID_CHARS + 1]; /* of `cases`, as the next; both are the caller's to allocate */
  uint8_t *turns;                     /* which event each case waits for */
  uint64_t cases;
  int64_t ahead; /* of the clock */
} place;

void place_make(place *p, const char *site, const char *folder, const char *package);
void place_remove(place *p);
void place_start(place *p, bool timers);
void place_stop(place *p);
void place_draw(void *ud, void *out, size_t n);
spr_store_count place_counts(place *p);
/* Of the last entry: that costs nothing, where counting costs what it measures beside. */
uint64_t place_position(place *p);

/* `id` may be NULL. */
void place_ask(place *p, spr_ask a, char id[SPR_CASE_ID_CHARS + 1]);
/* Opens the i-th case; sends it the event that it waits for. */
void place_open_case(place *p, uint64_t i);
void place_send_event(place *p, uint64_t i);

#endif
