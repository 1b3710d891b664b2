/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_QUEUE_H
#define SPR_CASES_QUEUE_H

#include <pthread.h>
#include <semaphore.h>

#include "cases/engine.h"

/* Requests that wait for the writer, first come first served. A request lives on the stack of the thread that
 * waits for its answer.
 *
 * Whoever was answered usually asks again at once. So the writer, where as many do not wait as were in its
 * last batch, gives them SPR_GATHER_MS at most, and is woken once, by the last of them: one fsync serves them
 * all, and there are few changes between threads. Private to engine.c and queue.c. */
typedef enum spr_request_kind {
  SPR_REQUEST_ASK,
  SPR_REQUEST_TICK,
  SPR_REQUEST_WORK, /* in a batch of its own */
  SPR_REQUEST_ALONE /* in none: it makes its own */
} spr_request_kind;

typedef struct spr_request {
  spr_request_kind kind;
  const spr_ask *ask;
  spr_engine_reply *reply;
  spr_instant until; /* TICK */
  uint32_t fired;
  spr_engine_work work;
  void *ud;
  spr_status status;
  sem_t answered;
  struct spr_request *next;
} spr_request;

typedef struct spr_queue {
  pthread_mutex_t lock;
  pthread_cond_t work;
  spr_request *first, *last;
  uint32_t n;      /* that wait */
  uint32_t wanted; /* with so many the writer wakes */
  uint32_t served; /* in the last batch */
  bool closed;
} spr_queue;

void spr_queue_init(spr_queue *q);
void spr_queue_release(spr_queue *q);
/* Puts the request into the queue and waits until it is answered. */
void spr_queue_ask(spr_queue *q, spr_request *r);
/* The next batch: everything that waits, SPR_BATCH_REQUESTS at most; WORK stands alone. Waits for one,
 * pause_ms at most (or SPR_FOR_EVER). NULL: nothing came, or the queue is closed and empty. */
#define SPR_FOR_EVER (-1)
spr_request *spr_queue_take(spr_queue *q, int64_t pause_ms);
void spr_queue_answer(spr_request *first);
/* No more requests: those that come are answered with SPR_EREFUSED. */
void spr_queue_close(spr_queue *q);
bool spr_queue_closed(spr_queue *q);

#endif
