/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cases/bind.h"
#include "cases/cursors.h"
#include "cases/engine_impl.h"
#include "cases/erase.h"

/* Opening an engine, and closing it. */

static spr_status open_keys(spr_engine *e, bool create, spr_keys **out, char *why) {
  const spr_engine_options *o = &e->o;
  spr_keys_options k = {.alloc = &e->alloc,
                        .path = o->keys,
                        .master = o->master,
                        .create = create,
                        .random = o->random,
                        .random_ud = o->random_ud,
                        .busy_ms = o->busy_ms,
                        .vfs = o->vfs};
  return o->keys ? spr_keys_open(&k, out, why) : SPR_OK;
}

/* A database that has its key file gets no new one, which would have none of its cases' keys. */
static spr_status open_own_keys(spr_engine *e, char *why) {
  bool bound;
  spr_status st = spr_bound_to_keys(e->store, &bound);
  if (st == SPR_OK) st = open_keys(e, e->o.create && !bound, &e->keys, why);
  return st == SPR_OK ? spr_bind_keys(e->store, e->keys, why) : st;
}

static spr_status open_desk(spr_engine *e, spr_store *store, spr_keys *keys, spr_desk **out) {
  spr_desk_options d = {
      .alloc = &e->alloc, .store = store, .keys = keys, .random = e->o.random, .random_ud = e->o.random_ud};
  return spr_desk_new(&d, out);
}

static spr_status recover_erased(spr_engine *e) {
  spr_store_options o = {.alloc = &e->alloc,
                         .path = e->o.former,
                         .mode = SPR_STORE_READ,
                         .busy_ms = e->o.busy_ms,
                         .vfs = e->o.vfs};
  spr_store *former = NULL;
  if (o.path) (void)spr_store_open(&o, &former, NULL);
  spr_status st = spr_erase_recover(e->desk, former, spr_engine_now(e));
  spr_store_close(former);
  return st;
}

static spr_status open_all(spr_engine *e, char *why) {
  spr_store_options s = {.alloc = &e->alloc,
                         .path = e->o.database,
                         .mode = e->o.create ? SPR_STORE_CREATE : SPR_STORE_WRITE,
                         .busy_ms = e->o.busy_ms,
                         .vfs = e->o.vfs};
  spr_status st = spr_store_open(&s, &e->store, why);
  if (st == SPR_OK) st = spr_store_reader(e->store, &e->reader_store);
  if (st == SPR_OK) st = open_own_keys(e, why);
  if (st == SPR_OK) st = open_keys(e, false, &e->reader_keys, why);
  if (st == SPR_OK) st = open_desk(e, e->store, e->keys, &e->desk);
  if (st == SPR_OK) st = open_desk(e, e->reader_store, e->reader_keys, &e->reader_desk);
  if (st == SPR_OK) st = recover_erased(e);
  if (st == SPR_OK) st = spr_cursors_ready(e->desk);
  if (st != SPR_OK || !e->o.timers) return st;
  e->started = pthread_create(&e->keeper, NULL, spr_engine_keep_time, e) == 0;
  return e->started ? SPR_OK : SPR_EIO;
}

/* Where what failed told nobody but its own handle. */
static void say_why(const spr_engine *e, spr_status st, char *why) {
  spr_str text = e->store ? spr_engine_fault_of(e->store, e->keys) : SPR_STR("");
  if (text.n == 0) text = spr_str_of(spr_status_text(st));
  snprintf(why, SPR_MAX_MESSAGE_BYTES, "%.*s", SPR_FMT(text));
}

spr_status spr_engine_open(const spr_engine_options *o, spr_engine **out, char *why) {
  *out = NULL;
  spr_engine *e = spr_realloc(o->alloc, NULL, 0, sizeof *e);
  if (!e) return SPR_ENOMEM;
  *e = (spr_engine){.alloc = *o->alloc, .o = *o};
  pthread_mutex_init(&e->reading, NULL);
  pthread_mutex_init(&e->slicing, NULL);
  pthread_mutex_init(&e->telling, NULL);
  spr_queue_init(&e->queue);
  why[0] = '\0';
  spr_status st = open_all(e, why);
  if (st == SPR_OK) {
    *out = e;
    return st;
  }
  if (why[0] == '\0') say_why(e, st, why);
  spr_engine_close(e);
  return st;
}

void spr_engine_close(spr_engine *e) {
  if (!e) return;
  spr_queue_close(&e->queue);
  if (e->started) pthread_join(e->keeper, NULL);
  if (e->writing) pthread_join(e->writer, NULL);
  if (e->store && spr_store_wrote(e->store)) spr_store_seal_rest(e->store);
  spr_desk_free(e->desk);
  spr_desk_free(e->reader_desk);
  spr_keys_close(e->keys);
  spr_keys_close(e->reader_keys);
  spr_store_close(e->reader_store);
  spr_store_close(e->store);
  spr_queue_release(&e->queue);
  pthread_mutex_destroy(&e->slicing);
  pthread_mutex_destroy(&e->reading);
  pthread_mutex_destroy(&e->telling);
  spr_alloc alloc = e->alloc;
  spr_free(&alloc, e, sizeof *e);
}
