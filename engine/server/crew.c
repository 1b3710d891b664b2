/* SPDX-License-Identifier: Apache-2.0 */
#include "server/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "base/limits.h"

struct spr_crew {
  pthread_mutex_t lock;
  pthread_cond_t given;
  spr_job *first, **last;
  atomic_uint waiting; /* changed under the lock */
  uint32_t most, working;
  uint32_t sleeping;
  bool waking; /* one of them has been called */
  bool stopping;
  uint32_t nthreads;
  pthread_t threads[SPR_WORKERS];
};

/* Where there is work for one more. Only one is called at a time, and calls the next one: most jobs are done
 * sooner than a thread wakes up, and then those that are awake do them all. */
static void call_one(spr_crew *c) {
  if (!c->first || c->sleeping == 0 || c->waking) return;
  c->waking = true;
  pthread_cond_signal(&c->given);
}

static void sleep_until_called(spr_crew *c) {
  c->sleeping++;
  pthread_cond_wait(&c->given, &c->lock);
  c->sleeping--;
  c->waking = false;
}

static spr_job *take(spr_crew *c) {
  while (!c->first && !c->stopping) sleep_until_called(c);
  spr_job *job = c->first;
  if (!job) return NULL;
  c->first = job->next;
  if (!c->first) c->last = &c->first;
  if (!job->again) c->waiting--;
  c->working++;
  call_one(c);
  return job;
}

static void *work(void *ud) {
  spr_crew *c = ud;
  pthread_mutex_lock(&c->lock);
  spr_job *job = take(c);
  while (job) {
    pthread_mutex_unlock(&c->lock);
    job->run(job);
    pthread_mutex_lock(&c->lock);
    c->working--;
    job = take(c);
  }
  pthread_mutex_unlock(&c->lock);
  return NULL;
}

/* Signals are the main thread's. */
static bool start_one(spr_crew *c, const pthread_attr_t *attr) {
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  bool ok = pthread_create(&c->threads[c->nthreads], attr, work, c) == 0;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (ok) c->nthreads++;
  return ok;
}

spr_crew *spr_crew_start(uint32_t threads, uint32_t stack, uint32_t most_waiting) {
  spr_crew *c = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *c);
  pthread_attr_t attr;
  if (!c) return NULL;
  *c = (spr_crew){.most = most_waiting};
  c->last = &c->first;
  pthread_mutex_init(&c->lock, NULL);
  pthread_cond_init(&c->given, NULL);
  pthread_attr_init(&attr);
  bool ok = pthread_attr_setstacksize(&attr, stack) == 0;
  while (ok && c->nthreads < threads && c->nthreads < SPR_WORKERS) ok = start_one(c, &attr);
  pthread_attr_destroy(&attr);
  if (ok) return c;
  spr_crew_stop(c);
  return NULL;
}

static void put(spr_crew *c, spr_job *job) {
  job->next = NULL;
  *c->last = job;
  c->last = &job->next;
  call_one(c);
}

bool spr_crew_give(spr_crew *c, spr_job *job) {
  job->again = false;
  pthread_mutex_lock(&c->lock);
  bool ok = c->waiting < c->most && !c->stopping;
  if (ok) c->waiting++;
  if (ok) put(c, job);
  pthread_mutex_unlock(&c->lock);
  return ok;
}

void spr_crew_give_again(spr_crew *c, spr_job *job) {
  job->again = true;
  pthread_mutex_lock(&c->lock);
  put(c, job);
  pthread_mutex_unlock(&c->lock);
}

bool spr_crew_has_room(spr_crew *c) {
  return atomic_load(&c->waiting) < c->most;
}

void spr_crew_count(spr_crew *c, uint32_t *waiting, uint32_t *working) {
  pthread_mutex_lock(&c->lock);
  *waiting = c->waiting;
  *working = c->working;
  pthread_mutex_unlock(&c->lock);
}

void spr_crew_stop(spr_crew *c) {
  if (!c) return;
  pthread_mutex_lock(&c->lock);
  c->stopping = true;
  pthread_cond_broadcast(&c->given);
  pthread_mutex_unlock(&c->lock);
  for (uint32_t i = 0; i < c->nthreads; i++) pthread_join(c->threads[i], NULL);
  pthread_cond_destroy(&c->given);
  pthread_mutex_destroy(&c->lock);
  spr_free(&spr_alloc_default, c, sizeof *c);
}
