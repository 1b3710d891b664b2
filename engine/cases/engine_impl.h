/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_ENGINE_IMPL_H
#define SPR_CASES_ENGINE_IMPL_H

#include <stdatomic.h>

#include "cases/engine.h"
#include "cases/queue.h"
#include "cases/watch.h"

/* The inside of an engine: opening and closing (engine_open.c), the writer, time and readers (engine.c),
 * requests of callers (engine_ask.c), and what is made of several requests (engine_work.c). */
struct spr_engine {
  spr_alloc alloc;
  spr_engine_options o;
  spr_store *store, *reader_store;
  spr_keys *keys, *reader_keys;
  spr_desk *desk, *reader_desk;
  spr_queue queue;
  pthread_t keeper; /* of time */
  pthread_t writer; /* takes the turn over where nobody waits for it; from the first such request on */
  bool started, writing;
  pthread_mutex_t reading; /* one reader at a time */
  pthread_mutex_t slicing; /* one long reader at a time waits for that */
  atomic_uint readers;     /* who read, or wait for it */
  pthread_mutex_t telling; /* of fault, over, unwritten and writing, and of who listens */
  void (*listener)(void *ud);
  void *listener_ud;
  char fault[SPR_MAX_MESSAGE_BYTES];
  spr_status unwritten; /* why the last batch could not be written; SPR_OK: one was, since */
  int64_t unwritten_at; /* by the steady clock */
  bool unmarked;        /* requests of the present batch have no marks; the writer's */
  bool over;            /* a commit's outcome is unknown; only the writer sets it */
  int64_t ended;    /* the last batch; by the steady clock, in microseconds; the writer's, like `rested` */
  int64_t rested;   /* when another process last found nobody writing */
  spr_watch watch;  /* where it keeps time; the writer's */
  uint64_t in_vain; /* what the last round of timers passed over; the keeper's */
};

/* -- engine.c ------------------------------------------------------------------------------------------- */
/* For whoever has the queue's turn: serves a batch, and passes the turn on. */
void spr_engine_take_turn(spr_engine *e);
/* Returns when the request is answered: by this thread, or by another one that had the turn. */
void spr_engine_put_through(spr_engine *e, spr_request *r);
/* spr_engine_write; seals: after it, what was written gets a seal. */
spr_status spr_engine_write_sealing(spr_engine *e, spr_engine_work fn, void *ud, bool seals);
/* ready.c: a batch was written, or could not be. */
void spr_engine_note_batch(spr_engine *e, const spr_batch *b, spr_status batch);
/* The thread that keeps time. */
void *spr_engine_keep_time(void *engine);
/* The texts of an answer become the caller's. */
void spr_engine_keep_reply(const spr_told *told, spr_engine_reply *out);
/* What a store, or its keys, said last. */
spr_str spr_engine_fault_of(spr_store *store, spr_keys *keys);
/* Alone: erases to its end what was marked as erased. ud: a bool, spr_erase_finish. */
spr_status spr_engine_finish_erasing(void *ud, spr_desk *desk, spr_store *store, spr_instant now);

#endif
