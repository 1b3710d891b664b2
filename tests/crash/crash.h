/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CRASH_H
#define TESTS_CRASH_H

#include <stdio.h>

#include "base/limits.h"
#include "cases/engine.h"
#include "cases/verify.h"

/* Load programs work on one database and are killed at random moments; then everything that was answered is
 * looked for.
 *
 * - *place.c*: a folder with database and keys, an engine on it, a clock that runs fast, random numbers with
 * a seed.
 * - *load.c*: what a load program does. Each of its threads keeps a log of its own: before it asks what it is
 * about to ask, and after the answer, synced, what it was told.
 * - *tally.c*: those logs, read back.
 * - *house.c*: what the second program does beside: it makes backups, and opens cases that it erases again.
 * - *examine.c*: what must be true after a restart. */

enum { PROGRAMS = 2, THREADS = 8, ROUNDS_OF_PLACE = 20 };

/* Ends the program and says where to look. */
void crash_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
#define CHECK(condition, ...)                                                                                \
  do {                                                                                                       \
    if (!(condition)) crash_fail(__VA_ARGS__);                                                               \
  } while (0)

/* -- place.c ----------------------------------------------------------------------------------------------
 */
typedef struct place {
  char folder[64], database[96], keys[96], master[96];
  uint64_t seed; /* of this process or thread; never 0 */
  int64_t begun; /* on the machine's clock */
  int64_t ahead; /* of the cases' clock */
  spr_engine *engine;
} place;

/* A site, loaded before the first process is forked; the second one has a holiday more. */
typedef struct site {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
  spr_library *library;
} site;

uint64_t place_random(place *p);
uint32_t place_below(place *p, uint32_t n);
void place_nap(uint32_t us);
void place_make(place *p, uint64_t seed);
void place_remove(place *p);
/* With `timers` it fires by itself. */
void place_start(place *p, bool timers);
void place_stop(place *p);
void place_deploy(place *p, site *s);
void site_load(site *s, const char *folder);
void site_release(site *s);

/* -- requests ----------------------------------------------------------------------------------------------
 */
typedef enum crash_ask {
  ASK_OPEN,
  ASK_ADD,
  ASK_WAIT,
  ASK_CANCEL,
  ASK_SPAWN,
  ASK_CLOSE,
  ASK_PAPERS,
  ASK_NOTE,
  CRASH_ASKS
} crash_ask;

/* One line of a log. */
typedef struct record {
  uint32_t number; /* of the request, from 1 */
  uint8_t ask;     /* crash_ask */
  uint8_t stage;   /* what is known of it */
  char id[SPR_CASE_ID_CHARS + 1];
  uint64_t seq;
} record;
enum { RECORD_ASKED, RECORD_DONE, RECORD_REFUSED };

#define KEY_BYTES 48
/* The idempotency key of a request; it is also its actor, so that the journal names it. */
void request_key(char out[KEY_BYTES], uint32_t round, uint32_t program, uint32_t thread, uint32_t number);
/* Asks it, again if need be. */
spr_status request_ask(place *p, const char *key, crash_ask ask, const char *id, spr_engine_reply *reply);

/* -- load.c ------------------------------------------------------------------------------------------------
 */
/* Never returns: works until it is killed. */
void load_run(place *p, uint32_t round, uint32_t program, site *sites) __attribute__((noreturn));
void load_log_path(const place *p, char out[128], uint32_t round, uint32_t program, uint32_t thread);

/* -- house.c -----------------------------------------------------------------------------------------------
 */
/* Both are done once more by the next call. */
void house_back_up(place *p, uint32_t round, uint32_t n);
void house_erase(place *p, uint32_t round, uint32_t n);
/* After a restart: what was answered as erased is so, in the database of the engine, and none is half so. How
 * many there are. */
uint64_t house_examine(place *p, spr_engine *e, uint32_t rounds);
/* A backup, with the present key file, brings none of them back. */
void house_restore(place *p, const char *backup, uint32_t rounds);

/* -- tally.c -----------------------------------------------------------------------------------------------
 */
typedef struct told {
  record r;
  uint32_t seen; /* entries with its key */
  uint64_t seq;  /* of the entry */
  char id[SPR_CASE_ID_CHARS + 1];
} told;

typedef struct tally {
  told *v[ROUNDS_OF_PLACE][PROGRAMS][THREADS];
  uint32_t n[ROUNDS_OF_PLACE][PROGRAMS][THREADS];
} tally;

/* Reads the logs of a round. */
void tally_read(tally *t, const place *p, uint32_t round);
/* NULL: nobody ever asked that. */
told *tally_find(tally *t, const char *key, size_t n);
void tally_release(tally *t);

/* -- examine.c ---------------------------------------------------------------------------------------------
 */
typedef struct examined {
  uint64_t entries, answered, again, timers, erased;
} examined;

/* After a restart: the round's answered requests are there once, the others once or not; `last`: of the
 * place, so that what is waited for has to come. */
void examine(place *p, tally *t, uint32_t round, bool last, examined *out);

#endif
