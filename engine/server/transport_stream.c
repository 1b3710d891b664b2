/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* POLLRDHUP */
#include <poll.h>
#include <time.h>

#include "server/transport_impl.h"

/* A stream's connection is *parked* (suspended) while there is nothing to send. The keeper pulls parked
 * streams alone: the library leaves them where they are, so the keeper may let go of the lock meanwhile. */

/* -- on MHD's thread and on workers ---------------------------------------------------------------------- */

bool spr_stream_begin(spr_exchange *x) {
  spr_transport *t = x->transport;
  if (atomic_fetch_add(&t->nstreams, 1) >= SPR_MAX_STREAMS || t->stopping) {
    atomic_fetch_sub(&t->nstreams, 1);
    return false;
  }
  x->link->feed = (spr_feed){.stream = x->answer.stream, .out = x->answer.body, .heard = spr_clock_steady()};
  spr_buf_init(&x->answer.body, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  return true;
}

static ssize_t read_feed(void *ud, uint64_t pos, char *out, size_t max) {
  spr_exchange *x = ud;
  spr_transport *t = x->transport;
  spr_feed *f = &x->link->feed;
  (void)pos;
  pthread_mutex_lock(&t->lock);
  size_t n = f->out.n - f->sent;
  if (n > max) n = max;
  if (n > 0) memcpy(out, f->out.p + f->sent, n);
  f->sent += n;
  if (f->sent == f->out.n) {
    spr_buf_release(&f->out);
    f->sent = 0;
  }
  bool over = n == 0 && f->ended;
  if (n == 0 && !over) {
    f->parked = true;
    MHD_suspend_connection(x->connection);
  }
  pthread_mutex_unlock(&t->lock);
  return over ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)n;
}

struct MHD_Response *spr_stream_response(spr_exchange *x) {
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, SPR_STREAM_BLOCK, read_feed, x, NULL);
}

void spr_stream_end(spr_exchange *x) {
  spr_feed *f = &x->link->feed;
  x->answer.stream->release(x->answer.stream);
  spr_buf_release(&f->out);
  *f = (spr_feed){.stream = NULL};
  atomic_fetch_sub(&x->transport->nstreams, 1);
}

/* -- the keeper ------------------------------------------------------------------------------------------ */

static bool has_gone(int fd) {
  struct pollfd p = {.fd = fd, .events = POLLRDHUP};
  return poll(&p, 1, 0) > 0 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

/* Under the lock, which it gives away while it pulls. */
static void pull(spr_transport *t, spr_link *l, int64_t now) {
  spr_feed *f = &l->feed;
  spr_buf_init(&f->out, &spr_alloc_default, SPR_MAX_STREAM_PULL);
  if (has_gone(l->fd)) {
    f->ended = true;
  } else if (!f->ended) {
    pthread_mutex_unlock(&t->lock);
    bool more = f->stream->pull(f->stream, &f->out);
    pthread_mutex_lock(&t->lock);
    f->ended = !more || f->out.failed || t->stopping;
    if (f->out.n == 0 && !f->ended && now - f->heard >= SPR_STREAM_SILENCE_MS) spr_buf_puts(&f->out, ":\n\n");
  }
  if (f->out.n > 0) f->heard = now;
  if (f->out.n == 0 && !f->ended) return;
  f->parked = false;
  MHD_resume_connection(l->connection);
}

static void pull_all(spr_transport *t, int64_t now) {
  for (spr_link *l = t->links; l; l = l->next)
    if (l->state == LINK_STREAM && l->feed.parked) pull(t, l, now);
}

/* Until somebody rings, or for so long at most. */
static void wait_for(spr_transport *t, int64_t ms) {
  int64_t until = spr_clock_steady_us() + ms * 1000;
  struct timespec at = {.tv_sec = (time_t)(until / 1000000), .tv_nsec = (long)(until % 1000000) * 1000};
  pthread_cond_timedwait(&t->rung, &t->lock, &at);
}

void *spr_transport_keep(void *ud) {
  spr_transport *t = ud;
  int64_t looked = spr_clock_steady(), pulled = looked;
  pthread_mutex_lock(&t->lock);
  while (!t->leaving) {
    wait_for(t, SPR_KEEPER_MS);
    int64_t now = spr_clock_steady();
    bool due = now - looked >= SPR_KEEPER_LOOK_MS || t->stopping;
    if (due) spr_links_reap(t, now);
    if (due) looked = now;
    /* After a ring there are often more. */
    if (due || (t->ringing && now - pulled >= SPR_KEEPER_MS)) {
      t->ringing = false;
      pulled = now;
      pull_all(t, now);
    }
    pthread_mutex_unlock(&t->lock);
    spr_log_flush(t->log);
    pthread_mutex_lock(&t->lock);
  }
  pthread_mutex_unlock(&t->lock);
  return NULL;
}
