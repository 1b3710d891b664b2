/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_CREW_H
#define SPR_SERVER_CREW_H

#include <stdbool.h>
#include <stdint.h>

/* Threads that do jobs, in the order in which they were given. What waits is bounded. */
typedef struct spr_job {
  void (*run)(struct spr_job *job); /* on a thread of the crew; the job is its own from then on */
  struct spr_job *next;
  bool again; /* the crew's */
} spr_job;

typedef struct spr_crew spr_crew;

/* NULL: no memory, or not as many threads. */
spr_crew *spr_crew_start(uint32_t threads, uint32_t stack, uint32_t most_waiting);
/* false: too many wait; the job stays the caller's. */
bool spr_crew_give(spr_crew *c, spr_job *job);
/* A job that was given before and is not at its end: it is not refused. Not after spr_crew_stop. */
void spr_crew_give_again(spr_crew *c, spr_job *job);
/* Would it be taken now? Then also later, if nobody else gives any. */
bool spr_crew_has_room(spr_crew *c);
/* How many wait to be begun, and how many are worked on. */
void spr_crew_count(spr_crew *c, uint32_t *waiting, uint32_t *working);
/* Does all that was given, then ends the threads and frees it. NULL is ignored. */
void spr_crew_stop(spr_crew *c);

#endif
