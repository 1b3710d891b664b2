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
  init_cond(&q->hand);
  spr_bell_init(&q->bell);
}

void spr_queue_release(spr_queue *q) {
  pthread_cond_destroy(&q->come);
  pthread_cond_destroy(&q->over);
  pthread_cond_destroy(&q->hand);
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

/* Under the lock. */
static void hand_over(spr_queue *q) {
  q->handed = true;
  pthread_cond_signal(&q->hand);
}

/* *turn: it is the turn of whoever waits for this. */
static bool enter(spr_queue *q, spr_request *r, bool *turn) {
  atomic_init(&r->state, SPR_REQUEST_WAITS);
  r->asked = spr_clock_steady();
  pthread_mutex_lock(&q->lock);
  bool open = !q->closed, vacant = open && !q->busy;
  *turn = vacant && !r->done;
  if (vacant) q->busy = true;
  if (vacant && r->done) hand_over(q);
  if (open) put(q, r);
  bool tell = open && q->n == q->wanted;
  pthread_mutex_unlock(&q->lock);
  if (tell) pthread_cond_signal(&q->come);
  return open;
}

spr_status spr_queue_leave(spr_queue *q, spr_request *r) {
  bool turn;
  return enter(q, r, &turn) ? SPR_OK : SPR_EREFUSED;
}

bool spr_queue_ask(spr_queue *q, spr_request *r) {
  bool turn;
  if (enter(q, r, &turn)) return turn || wait_for_state(q, r) == SPR_REQUEST_TURN;
  r->status = SPR_EREFUSED;
  return false;
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
    b->given = b->given || r->done;
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

/* How many are waited for. */
static uint32_t expected(const spr_queue *q) {
  return q->served < SPR_GATHER_REQUESTS ? q->served : SPR_GATHER_REQUESTS;
}

/* Half of those that are missing, then half of the rest: there is work to do while they come. */
static void gather(spr_queue *q, spr_batch *b, int64_t now) {
  if (!b->gather) b->gather = now + SPR_GATHER_MS;
  q->wanted = (expected(q) - b->n + 1) / 2;
  while (q->n < q->wanted && wait_until(q, &q->come, b->gather)) {}
  q->wanted = 0;
}

bool spr_queue_more(spr_queue *q, spr_batch *b) {
  bool more = false;
  if (b->first->kind != SPR_REQUEST_ASK) return false;
  int64_t now = spr_clock_steady();
  pthread_mutex_lock(&q->lock);
  if (!q->first && b->n < expected(q) && now < b->end) gather(q, b, now);
  if (now < b->end && may_join(q, b)) {
    more = true;
    take(q, b);
  }
  pthread_mutex_unlock(&q->lock);
  return more;
}

bool spr_queue_take_over(spr_queue *q) {
  pthread_mutex_lock(&q->lock);
  while (!q->handed && !(q->closed && !q->busy)) pthread_cond_wait(&q->hand, &q->lock);
  bool turn = q->handed;
  q->handed = false;
  pthread_mutex_unlock(&q->lock);
  return turn;
}

/* Who waits, and will have the turn; NULL: nobody who waits. */
static spr_request *pass_turn(spr_queue *q, const spr_batch *b) {
  pthread_mutex_lock(&q->lock);
  if (b->first->kind == SPR_REQUEST_ASK) q->served = b->n;
  spr_request *next = q->first;
  q->busy = next != NULL;
  if (next && next->done) hand_over(q);
  if (q->closed && !next) {
    pthread_cond_broadcast(&q->over);
    pthread_cond_broadcast(&q->hand);
  }
  bool waits = next && !q->handed;
  q->giving += b->given;
  pthread_mutex_unlock(&q->lock);
  return waits ? next : NULL;
}

/* Whoever is answered goes away with its request. Those for whom nobody waits are given back. */
static spr_request *answer_those_who_wait(spr_batch *b, bool *any) {
  spr_request *left = NULL, **last = &left, *r = b->first;
  while (r) {
    spr_request *next = r->next;
    if (r->done) {
      *last = r;
      last = &r->next;
    } else {
      *any = *any || r != b->first; /* that one serves */
      atomic_store(&r->state, SPR_REQUEST_ANSWERED);
    }
    r = next;
  }
  *last = NULL;
  return left;
}

static void give_back(spr_queue *q, spr_request *r) {
  while (r) {
    spr_request *next = r->next;
    r->done(r);
    r = next;
  }
  pthread_mutex_lock(&q->lock);
  q->giving--;
  if (q->closed) pthread_cond_broadcast(&q->over);
  pthread_mutex_unlock(&q->lock);
}

void spr_queue_end(spr_queue *q, spr_batch *b) {
  spr_request *turn = pass_turn(q, b);
  bool ring = turn != NULL;
  if (turn) atomic_store(&turn->state, SPR_REQUEST_TURN);
  spr_request *left = answer_those_who_wait(b, &ring);
  if (ring) spr_bell_ring(&q->bell);
  if (left) give_back(q, left);
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
  pthread_cond_broadcast(&q->hand);
  while (q->busy || q->giving) pthread_cond_wait(&q->over, &q->lock);
  pthread_mutex_unlock(&q->lock);
}
