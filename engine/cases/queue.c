/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/queue.h"

#include <errno.h>

#include "base/clock.h"
#include "base/limits.h"

void spr_queue_init(spr_queue *q) {
  *q = (spr_queue){0};
  pthread_condattr_t a;
  pthread_mutex_init(&q->lock, NULL);
  pthread_condattr_init(&a);
  pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
  pthread_cond_init(&q->work, &a);
  pthread_condattr_destroy(&a);
}

void spr_queue_release(spr_queue *q) {
  pthread_cond_destroy(&q->work);
  pthread_mutex_destroy(&q->lock);
}

static bool put(spr_queue *q, spr_request *r) {
  pthread_mutex_lock(&q->lock);
  bool open = !q->closed;
  if (open) {
    if (q->last)
      q->last->next = r;
    else
      q->first = r;
    q->last = r;
    q->n++;
  }
  bool wake = open && q->n == q->wanted;
  pthread_mutex_unlock(&q->lock);
  if (wake) pthread_cond_signal(&q->work);
  return open;
}

void spr_queue_ask(spr_queue *q, spr_request *r) {
  sem_init(&r->answered, 0, 0);
  if (put(q, r)) {
    while (sem_wait(&r->answered) != 0 && errno == EINTR) {}
  } else {
    r->status = SPR_EREFUSED;
  }
  sem_destroy(&r->answered);
}

/* false: it was waited long enough. How long the writer sleeps is no part of any decision: what is due is
 * asked of the host's clock. */
static bool wait_until(spr_queue *q, int64_t end) {
  if (end == SPR_FOR_EVER) return pthread_cond_wait(&q->work, &q->lock) == 0;
  struct timespec until = {.tv_sec = (time_t)(end / 1000), .tv_nsec = (long)(end % 1000) * 1000000};
  return pthread_cond_timedwait(&q->work, &q->lock, &until) == 0;
}

static void wait_for(spr_queue *q, uint32_t wanted, int64_t end) {
  q->wanted = wanted;
  while (q->n < wanted && !q->closed && end != 0 && wait_until(q, end)) {}
}

static spr_request *cut_batch(spr_queue *q) {
  spr_request *first = q->first, *last = first;
  uint32_t n = 1;
  while (last->next && n < SPR_BATCH_REQUESTS && last->kind == SPR_REQUEST_ASK &&
         last->next->kind == SPR_REQUEST_ASK) {
    last = last->next;
    n++;
  }
  q->first = last->next;
  if (!q->first) q->last = NULL;
  last->next = NULL;
  q->n -= n;
  q->served = n;
  return first;
}

spr_request *spr_queue_take(spr_queue *q, int64_t pause_ms) {
  spr_request *first = NULL;
  int64_t end = pause_ms > 0 ? spr_clock_steady() + pause_ms : pause_ms;
  pthread_mutex_lock(&q->lock);
  wait_for(q, 1, end);
  if (q->first && q->n < q->served) wait_for(q, q->served, spr_clock_steady() + SPR_GATHER_MS);
  if (q->first) first = cut_batch(q);
  pthread_mutex_unlock(&q->lock);
  return first;
}

void spr_queue_answer(spr_request *first) {
  while (first) {
    spr_request *next = first->next; /* whoever is answered goes away with its request */
    sem_post(&first->answered);
    first = next;
  }
}

void spr_queue_close(spr_queue *q) {
  pthread_mutex_lock(&q->lock);
  q->closed = true;
  pthread_cond_signal(&q->work);
  pthread_mutex_unlock(&q->lock);
}

bool spr_queue_closed(spr_queue *q) {
  pthread_mutex_lock(&q->lock);
  bool closed = q->closed && !q->first;
  pthread_mutex_unlock(&q->lock);
  return closed;
}
