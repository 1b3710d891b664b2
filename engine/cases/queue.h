/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_QUEUE_H
#define SPR_CASES_QUEUE_H

#include "base/bell.h"
#include "cases/engine.h"

/* Requests, and whose turn it is to write. A request lives on the stack of the thread that asks, or, where
 * nobody waits for it (`done`), until it is done.
 *
 * Whoever asks while nobody writes has the turn at once; the others wait, and are answered or given the turn
 * in the order in which they came. Who has it writes for itself and for those that come meanwhile: one fsync
 * serves them all, and who asks alone waits for no other thread to wake up.
 *
 *   if (spr_queue_ask(&q, &r)) {            false: somebody else has served it
 *     spr_batch b = spr_queue_begin(&q);      r is its first
 *     serve them one after another; where there is no next one, spr_queue_more(&q, &b) may have more
 *     spr_queue_end(&q, &b);                  the turn is the next one's, and all of b are answered
 *   }
 *
 * Where nobody waits for the next one, the turn is handed to a thread that waits for nothing else
 * (spr_queue_take_over): who asks without waiting never writes.
 *
 * Whoever was answered usually asks again at once. So where fewer have come than were in the last batch, the
 * others, up to SPR_GATHER_REQUESTS, are given SPR_GATHER_MS at most. A batch ends with SPR_BATCH_REQUESTS,
 * or after SPR_BATCH_MS. Private to engine.c and queue.c. */
typedef enum spr_request_kind {
  SPR_REQUEST_ASK,
  SPR_REQUEST_TICK, /* in a batch of its own, as those that follow */
  SPR_REQUEST_WORK,
  SPR_REQUEST_ALONE /* in none: it makes its own */
} spr_request_kind;

typedef enum spr_request_state {
  SPR_REQUEST_WAITS,
  SPR_REQUEST_TURN,
  SPR_REQUEST_ANSWERED
} spr_request_state;

typedef struct spr_request {
  spr_request_kind kind;
  const spr_ask *ask;
  spr_engine_reply *reply;
  spr_engine_after *after; /* of an ASK, with `ud` */
  spr_instant until;       /* TICK */
  spr_str actor;
  bool anew;
  bool seals; /* with it, what stands behind the last seal is sealed; of a TICK: with the last one */
  spr_ticked ticked;
  spr_engine_work work;
  void *ud;
  spr_status status;
  void (*done)(struct spr_request *r); /* called by whoever has served it; NULL: its thread waits */
  int64_t asked;                       /* when, by the steady clock */
  atomic_int state;                    /* spr_request_state */
  struct spr_request *next;
} spr_request;

typedef struct spr_queue {
  pthread_mutex_t lock;
  pthread_cond_t come; /* as many wait as are wanted */
  pthread_cond_t over; /* closed; and then: nobody has the turn */
  pthread_cond_t hand; /* `handed`, or nothing more will be */
  spr_bell bell;       /* somebody was answered, or given the turn */
  spr_request *first, *last;
  uint32_t n;      /* that wait */
  uint32_t wanted; /* with so many `come` is told */
  uint32_t served; /* in the last batch */
  uint32_t giving; /* batches of which some are being given back */
  bool busy;       /* somebody has the turn */
  bool handed;     /* and it is to be taken over */
  bool closed;
} spr_queue;

typedef struct spr_batch {
  spr_request *first, *last;
  uint32_t n;
  bool given;     /* some are for nobody who waits */
  int64_t end;    /* by the steady clock: nobody is taken after it */
  int64_t gather; /* nobody is waited for after it; 0: nobody was waited for */
} spr_batch;

void spr_queue_init(spr_queue *q);
void spr_queue_release(spr_queue *q);
/* SPR_EREFUSED in r->status: the queue is closed. */
bool spr_queue_ask(spr_queue *q, spr_request *r);
/* The same, and nobody waits: for a request with `done`. Where nobody has the turn it is handed over.
 * SPR_EREFUSED: the queue is closed; else the request may be gone already. */
spr_status spr_queue_leave(spr_queue *q, spr_request *r);
/* Waits for a turn that is nobody else's; false: the queue is closed, and there are no more. */
bool spr_queue_take_over(spr_queue *q);
spr_batch spr_queue_begin(spr_queue *q);
/* Adds those that have come, behind b->last. false: there are none, and the batch is to be written. */
bool spr_queue_more(spr_queue *q, spr_batch *b);
void spr_queue_end(spr_queue *q, spr_batch *b);
/* Sleeps; false: the queue was closed. */
bool spr_queue_pause(spr_queue *q, int64_t ms);
/* No more requests are taken; returns when nobody has the turn any more, and all are given back. */
void spr_queue_close(spr_queue *q);

#endif
