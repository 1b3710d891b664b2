/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* POLLRDHUP */
#include <poll.h>
#include <time.h>

#include "server/transport_impl.h"

/* A stream's connection is *parked* (suspended) while there is nothing to send. The keeper pulls parked
 * streams alone: the library leaves them where they are, so the keeper may let go of the lock meanwhile. */

/* -- on MHD's thread and on workers ---------------------------------------------------------------------- */

static const spr_refusal one_has_enough = {SPR_PROBLEM_TOO_MANY,
                                           "as many streams are open as one may have: close one"};

/* Under the lock. */
static const spr_refusal *room_for(const spr_transport *t, const spr_stream *s) {
  uint32_t all = 0, same = 0;
  for (const spr_link *l = t->links; l; l = l->next) {
    if (!l->feed.stream) continue;
    all++;
    same += s->owner && l->feed.stream->owner == s->owner;
  }
  if (all >= SPR_MAX_STREAMS || t->stopping) return &spr_refused_overloaded;
  return same < SPR_MAX_STREAMS_OF_ONE ? NULL : &one_has_enough;
}

/* The system would keep megabytes for each that does not read. */
static void keep_small(int fd) {
  int bytes = SPR_STREAM_SOCKET_BYTES;
  (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

const spr_refusal *spr_stream_begin(spr_exchange *x) {
  spr_transport *t = x->transport;
  spr_feed *f = &x->link->feed;
  pthread_mutex_lock(&t->lock);
  const spr_refusal *no = room_for(t, x->answer.stream);
  if (!no) {
    *f = (spr_feed){.stream = x->answer.stream, .out = x->answer.body, .heard = spr_clock_steady()};
    atomic_fetch_add(&t->nstreams, 1);
  }
  pthread_mutex_unlock(&t->lock);
  if (no) return no;
  spr_buf_init(&x->answer.body, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  keep_small(x->link->fd);
  return NULL;
}

void spr_keeper_ring(spr_transport *t) {
  if (!t->ringing) pthread_cond_signal(&t->rung);
  t->ringing = true;
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
    if (f->stream->more) spr_keeper_ring(t);
  }
  pthread_mutex_unlock(&t->lock);
  return over ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)n;
}

struct MHD_Response *spr_stream_response(spr_exchange *x) {
  struct MHD_Response *r =
      MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, SPR_STREAM_BLOCK, read_feed, x, NULL);
  /* Behind the head that HEAD asks for, the library would send the end of a body in chunks. */
  if (r && x->http.method == SPR_METHOD_HEAD)
    (void)MHD_set_response_options(r, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
  return r;
}

void spr_stream_end(spr_exchange *x) {
  spr_transport *t = x->transport;
  pthread_mutex_lock(&t->lock);
  spr_feed was = x->link->feed;
  x->link->feed = (spr_feed){.stream = NULL};
  pthread_mutex_unlock(&t->lock);
  was.stream->release(was.stream);
  spr_buf_release(&was.out);
  atomic_fetch_sub(&t->nstreams, 1);
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
  if (f->out.n == 0 && !f->ended) return;
  f->heard = now;
  f->parked = false;
  MHD_resume_connection(l->connection);
}

static void pull_all(spr_transport *t, int64_t now) {
  for (spr_link *l = t->links; l; l = l->next)
    if (l->state == LINK_STREAM && l->feed.parked) pull(t, l, now);
}

void spr_streams_reap(spr_transport *t, int64_t now) {
  int64_t most = t->stopping ? SPR_KEEPER_LOOK_MS : SPR_STREAM_SLOW_MS;
  for (spr_link *l = t->links; l; l = l->next)
    if (l->state == LINK_STREAM && !l->feed.parked && now - l->feed.heard > most) shutdown(l->fd, SHUT_RDWR);
}

/* Until somebody rings, or for so long at most. */
static void wait_for(spr_transport *t, int64_t ms) {
  int64_t until = spr_clock_steady_us() + ms * 1000;
  struct timespec at = {.tv_sec = (time_t)(until / 1000000), .tv_nsec = (long)(until % 1000000) * 1000};
  pthread_cond_timedwait(&t->rung, &t->lock, &at);
}

void *spr_transport_keep(void *ud) {
  spr_transport *t = ud;
  int64_t looked = spr_clock_steady(), rested = looked;
  pthread_mutex_lock(&t->lock);
  while (!t->leaving) {
    wait_for(t, SPR_KEEPER_MS);
    int64_t now = spr_clock_steady();
    bool due = now - looked >= SPR_KEEPER_LOOK_MS || t->stopping;
    if (due) spr_links_reap(t, now);
    if (due) spr_streams_reap(t, now);
    if (due) looked = now;
    /* After a ring there are often more; and however many listen, half of the time is for others. */
    if (due || (t->ringing && now >= rested)) {
      t->ringing = false;
      pull_all(t, now);
      rested = 2 * spr_clock_steady() - now + SPR_KEEPER_MS;
    }
    pthread_mutex_unlock(&t->lock);
    spr_log_flush(t->log);
    pthread_mutex_lock(&t->lock);
  }
  pthread_mutex_unlock(&t->lock);
  return NULL;
}
