/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/queue.h"

#include "base/clock.h"
#include "base/limits.h"

static void init_cond(pthread_cond_t *c) {
  pthread_condattr_t a;
  pthread_condattr_init(&a);
  pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
  pthread_cond_init(c, &a);
  pthread_condattr_destroy(&a);
}

void spr_queue_init(spr_queue *q) {
  *q = (spr_queue){0};
  pthread_mutex_init(&q->lock, NULL);
  init_cond(&q->come);
  init_cond(&q->over);
  spr_bell_init(&q->bell);
}

void spr_queue_release(spr_queue *q) {
  pthread_cond_destroy(&q->come);
  pthread_cond_destroy(&q->over);
  spr_bell_release(&q->bell);
  pthread_mutex_destroy(&q->lock);
}

/* -- asking --------------------------------------------------------------------------------------------- */

static void put(spr_queue *q, spr_request *r) {
  if (q->last)
    q->last->next = r;
  else
    q->first = r;
  q->last = r;
  q->n++;
}

/* Rings are heard before the state is looked at, so that none is missed in between. */
static spr_request_state wait_for_state(spr_queue *q, spr_request *r) {
  for (;;) {
    uint32_t heard = spr_bell_heard(&q->bell);
    int state = atomic_load(&r->state);
    if (state != SPR_REQUEST_WAITS) return (spr_request_state)state;
    spr_bell_wait(&q->bell, heard);
  }
}

bool spr_queue_ask(spr_queue *q, spr_request *r) {
  atomic_init(&r->state, SPR_REQUEST_WAITS);
  pthread_mutex_lock(&q->lock);
  bool open = !q->closed, turn = open && !q->busy;
  if (turn) q->busy = true;
  if (open) put(q, r);
  bool tell = open && q->n == q->wanted;
  pthread_mutex_unlock(&q->lock);
  if (!open) r->status = SPR_EREFUSED;
  if (!open || turn) return turn;
  if (tell) pthread_cond_signal(&q->come);
  return wait_for_state(q, r) == SPR_REQUEST_TURN;
}

/* -- the turn ------------------------------------------------------------------------------------------- */

/* false: it was waited long enough. How long somebody sleeps is no part of any decision: what is due is asked
 * of the host's clock. */
static bool wait_until(spr_queue *q, pthread_cond_t *c, int64_t end) {
  struct timespec until = {.tv_sec = (time_t)(end / 1000), .tv_nsec = (long)(end % 1000) * 1000000};
  return pthread_cond_timedwait(c, &q->lock, &until) == 0;
}

static bool may_join(const spr_queue *q, const spr_batch *b) {
  return q->first && b->n < SPR_BATCH_REQUESTS && b->first->kind == SPR_REQUEST_ASK &&
         q->first->kind == SPR_REQUEST_ASK;
}

/* From the queue into the batch; the first always. */
static void take(spr_queue *q, spr_batch *b) {
  do {
    spr_request *r = q->first;
    q->first = r->next;
    r->next = NULL;
    if (b->last)
      b->last->next = r;
    else
      b->first = r;
    b->last = r;
    b->n++;
    q->n--;
  } while (may_join(q, b));
  if (!q->first) q->last = NULL;
}

spr_batch spr_queue_begin(spr_queue *q) {
  spr_batch b = {.end = spr_clock_steady() + SPR_BATCH_MS};
  pthread_mutex_lock(&q->lock);
  take(q, &b);
  pthread_mutex_unlock(&q->lock);
  return b;
}

/* Half of those that are missing, then half of the rest: there is work to do while they come. */
static void gather(spr_queue *q, spr_batch *b, int64_t now) {
  if (!b->gather) b->gather = now + SPR_GATHER_MS;
  q->wanted = (q->served - b->n + 1) / 2;
  while (q->n < q->wanted && wait_until(q, &q->come, b->gather)) {}
  q->wanted = 0;
}

bool spr_queue_more(spr_queue *q, spr_batch *b) {
  bool more = false;
  if (b->first->kind != SPR_REQUEST_ASK) return false;
  int64_t now = spr_clock_steady();
  pthread_mutex_lock(&q->lock);
  if (!q->first && b->n < q->served && now < b->end) gather(q, b, now);
  if (now < b->end && may_join(q, b)) {
    more = true;
    take(q, b);
  }
  pthread_mutex_unlock(&q->lock);
  return more;
}

void spr_queue_end(spr_queue *q, spr_batch *b) {
  spr_request *r = b->first;
  pthread_mutex_lock(&q->lock);
  if (r->kind == SPR_REQUEST_ASK) q->served = b->n;
  spr_request *turn = q->first;
  q->busy = turn != NULL;
  if (q->closed && !turn) pthread_cond_broadcast(&q->over);
  pthread_mutex_unlock(&q->lock);
  bool others = turn || r->next;
  if (turn) atomic_store(&turn->state, SPR_REQUEST_TURN);
  while (r) {
    spr_request *next = r->next; /* whoever is answered goes away with its request */
    atomic_store(&r->state, SPR_REQUEST_ANSWERED);
    r = next;
  }
  if (others) spr_bell_ring(&q->bell);
}

/* -- the end -------------------------------------------------------------------------------------------- */

bool spr_queue_pause(spr_queue *q, int64_t ms) {
  int64_t end = spr_clock_steady() + ms;
  pthread_mutex_lock(&q->lock);
  while (!q->closed && wait_until(q, &q->over, end)) {}
  bool open = !q->closed;
  pthread_mutex_unlock(&q->lock);
  return open;
}

void spr_queue_close(spr_queue *q) {
  pthread_mutex_lock(&q->lock);
  q->closed = true;
  pthread_cond_broadcast(&q->over);
  while (q->busy) pthread_cond_wait(&q->over, &q->lock);
  pthread_mutex_unlock(&q->lock);
}
