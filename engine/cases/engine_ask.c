/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/engine_impl.h"

/* Requests of the callers: waited for, or not. */

void spr_engine_reply_release(spr_engine_reply *r) {
  spr_buf_release(&r->reasons);
  spr_buf_release(&r->each);
}

spr_status spr_engine_take(spr_engine *e, const spr_ask *ask, spr_engine_reply *reply) {
  return spr_engine_take_seen(e, ask, NULL, NULL, reply);
}

spr_status spr_engine_take_seen(spr_engine *e, const spr_ask *ask, spr_engine_after *after, void *ud,
                                spr_engine_reply *reply) {
  spr_buf_init(&reply->reasons, &e->alloc, SPR_MAX_LOG_BYTES);
  spr_buf_init(&reply->each, &e->alloc, SPR_MAX_LOG_BYTES);
  spr_request r = {.kind = SPR_REQUEST_ASK, .ask = ask, .reply = reply, .after = after, .ud = ud};
  spr_engine_put_through(e, &r);
  return r.status;
}

/* -- asking without waiting ----------------------------------------------------------------------------- */

typedef struct later {
  spr_request request; /* first */
  spr_engine *engine;
  spr_engine_done *done;
  void *ud;
} later;

static void finish(spr_request *r) {
  const later *l = (const later *)r;
  spr_alloc alloc = l->engine->alloc;
  spr_engine_done *done = l->done;
  spr_status status = r->status;
  void *ud = l->ud;
  spr_free(&alloc, r, sizeof *l);
  done(ud, status);
}

static void *write_for_all(void *ud) {
  spr_engine *e = ud;
  while (spr_queue_take_over(&e->queue)) spr_engine_take_turn(e);
  return NULL;
}

static bool start_writer(spr_engine *e) {
  pthread_attr_t attr;
  pthread_mutex_lock(&e->telling);
  if (!e->writing && pthread_attr_init(&attr) == 0) {
    e->writing = pthread_attr_setstacksize(&attr, SPR_WRITER_STACK) == 0 &&
                 pthread_create(&e->writer, &attr, write_for_all, e) == 0;
    pthread_attr_destroy(&attr);
  }
  bool writing = e->writing;
  pthread_mutex_unlock(&e->telling);
  return writing;
}

spr_status spr_engine_take_later(spr_engine *e, const spr_ask *ask, spr_engine_after *after,
                                 spr_engine_done *done, void *ud, spr_engine_reply *reply) {
  if (!start_writer(e)) return SPR_ENOMEM;
  later *l = spr_realloc(&e->alloc, NULL, 0, sizeof *l);
  if (!l) return SPR_ENOMEM;
  spr_buf_init(&reply->reasons, &e->alloc, SPR_MAX_LOG_BYTES);
  spr_buf_init(&reply->each, &e->alloc, SPR_MAX_LOG_BYTES);
  *l = (later){
      .request =
          {.kind = SPR_REQUEST_ASK, .ask = ask, .reply = reply, .after = after, .ud = ud, .done = finish},
      .engine = e,
      .done = done,
      .ud = ud};
  spr_status st = spr_queue_leave(&e->queue, &l->request);
  if (st != SPR_OK) spr_free(&e->alloc, l, sizeof *l);
  return st;
}
