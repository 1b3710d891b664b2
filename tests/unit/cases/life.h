/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_CASES_LIFE_H
#define TESTS_UNIT_CASES_LIFE_H

#include "cases/engine.h"
#include "town_desk.h"

/* A short life of the whole engine, in steps: definitions, a case with timers, tasks and a linked case, an
 * incident, an erasure. Each step is done once, however often it is asked for: requests by their keys, the
 * others by what they are. So after a fault all of them are asked for again, and then what is left must be
 * what a life without faults leaves. Lies in memory, where the system has such a folder. */
typedef struct life {
  town_desk *t;
  spr_engine *e;
  const spr_alloc *alloc;
  const char *vfs;
  int64_t now;
  char folder[40], database[64], keys[64], master[64];
  char id[SPR_CASE_ID_CHARS + 1];    /* of the case */
  char other[SPR_CASE_ID_CHARS + 1]; /* of one that is erased */
  char why[SPR_MAX_MESSAGE_BYTES];
  uint64_t seed;
  bool again; /* the last step had been done before */
} life;

/* A new folder. */
void life_begin(life *l, town_desk *t);
spr_status life_open(life *l);
void life_close(life *l);
/* With the folder. */
void life_remove(life *l);

typedef spr_status (*life_step)(life *l);
#define LIFE_STEPS 13
#define LIFE_OTHER 10 /* the step that opens the case which the next one erases */
extern const life_step life_steps[LIFE_STEPS];

typedef struct life_remains {
  spr_store_count count;
  int64_t load, taken, away;
  uint64_t kinds[SPR_JOURNAL_EMERGENCY + 1];
} life_remains;

/* Of an open engine, whose record must be true to itself. */
void life_verify(life *l);
life_remains life_look(life *l);
void life_compare(life_remains r, const life_remains *expected);

#endif
