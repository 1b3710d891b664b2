/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L /* nanosleep */
#include "cases/engine_impl.h"

#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "cases/erase.h"

spr_instant spr_engine_now(const spr_engine *e) {
  return e->o.clock(e->o.clock_ud);
}

void spr_engine_fault(spr_engine *e, spr_buf *out) {
  pthread_mutex_lock(&e->telling);
  spr_buf_puts(out, e->fault);
  pthread_mutex_unlock(&e->telling);
}

static void keep_fault(spr_engine *e, spr_str text, bool over) {
  char fault[sizeof e->fault];
  snprintf(fault, sizeof fault, "%.*s", SPR_FMT(text));
  pthread_mutex_lock(&e->telling);
  memcpy(e->fault, fault, sizeof fault);
  e->over = over;
  pthread_mutex_unlock(&e->telling);
  if (e->o.log && fault[0]) e->o.log(e->o.log_ud, fault);
}

static bool is_over(spr_engine *e) {
  pthread_mutex_lock(&e->telling);
  bool over = e->over;
  pthread_mutex_unlock(&e->telling);
  return over;
}

/* -- the writer: whoever has the queue's turn ----------------------------------------------------------- */

void spr_engine_keep_reply(const spr_told *told, spr_engine_reply *out) {
  out->told = *told;
  spr_buf_clear(&out->reasons);
  spr_buf_str(&out->reasons, told->reasons);
  out->told.reasons = spr_buf_view(&out->reasons);
  spr_buf_clear(&out->each);
  spr_buf_str(&out->each, told->each);
  out->told.each = spr_buf_view(&out->each);
  uint32_t n = told->file.n < sizeof out->file ? told->file.n : 0;
  if (n) memcpy(out->file, told->file.p, n);
  out->told.file = spr_str_n(out->file, n);
}

/* Store failures spoil the batch for everybody in it. */
static bool spoils(spr_status st) {
  return st == SPR_EIO || st == SPR_EFULL || st == SPR_EBUSY || st == SPR_EUNKNOWN || st == SPR_ECORRUPT;
}

static void tell_doubt(spr_engine *e, spr_instant clock, spr_instant time) {
  char from[36], to[36], text[SPR_MAX_MESSAGE_BYTES];
  spr_instant_format(time, 0, true, from);
  spr_instant_format(clock, 0, true, to);
  snprintf(
      text, sizeof text,
      "the clock has jumped from %s to %s: timers wait. Put it back; or, if it is right, confirm that with "
      "`sprawa tick --confirm-clock`",
      from, to);
  keep_fault(e, spr_str_of(text), e->over);
}

/* In doubt of the clock, the time that has really passed (watch.h). */
static spr_status find_time(spr_engine *e, spr_instant *now) {
  spr_instant clock = spr_engine_now(e);
  int64_t steady = spr_clock_steady();
  bool before = e->watch.doubted;
  *now = clock;
  if (!e->o.timers) return SPR_OK;
  *now = spr_watch_time(&e->watch, clock, steady);
  if (!e->watch.doubted) return SPR_OK;
  if (!before) tell_doubt(e, clock, *now);
  spr_status st = spr_watch_ask(&e->watch, &e->alloc, e->store, clock, steady);
  if (!e->watch.doubted) *now = clock;
  return st;
}

static spr_status serve(spr_engine *e, spr_request *r) {
  spr_instant now;
  spr_told told;
  spr_status st = find_time(e, &now);
  if (st != SPR_OK) return st;
  if (r->kind == SPR_REQUEST_TICK && e->watch.doubted) {
    r->ticked = (spr_ticked){.more = false};
    return SPR_OK;
  }
  if (r->kind == SPR_REQUEST_TICK) {
    bool by_now = r->until == SPR_NO_INSTANT || r->until > now;
    spr_tick t = {by_now ? now : r->until, SPR_TICK_STEPS, r->actor, r->anew};
    return spr_desk_tick(e->desk, &t, &r->ticked);
  }
  if (r->kind == SPR_REQUEST_WORK) return r->work(r->ud, e->desk, e->store, now);
  spr_ask ask = *r->ask;
  ask.now = now;
  st = spr_desk_take(e->desk, &ask, &told);
  if (st != SPR_OK) return st;
  spr_engine_keep_reply(&told, r->reply);
  if (r->after && told.kind == SPR_TOLD_DONE) r->after(r->ud, &r->reply->told, e->desk, e->store, now);
  return SPR_OK;
}

/* After how many entries there is a seal: but for the quiet moments, only after many, for it costs whoever
 * waits. */
static uint64_t unsealed(const spr_batch *b) {
  const spr_request *r = b->first; /* which is the only one where it seals */
  return r->seals && !(r->kind == SPR_REQUEST_TICK && r->ticked.more) ? 1 : SPR_SEAL_ENTRIES;
}

/* Keys first: one without a case does no harm. *fault: whose words tell what failed. */
static spr_status commit(spr_engine *e, const spr_batch *b, spr_str *fault) {
  spr_status st = spr_desk_ready(e->desk);
  if (st != SPR_OK) *fault = spr_keys_fault(e->keys);
  if (st == SPR_OK) st = spr_store_seal(e->store, unsealed(b));
  return st == SPR_OK ? spr_store_commit(e->store) : st;
}

/* Those that come meanwhile are taken along, but not when all are served again. */
static spr_request *next_of(spr_engine *e, spr_batch *b, spr_request *r) {
  if (r->next || !e->unmarked) return r->next;
  return spr_queue_more(&e->queue, b) ? r->next : NULL;
}

static spr_status try_batch(spr_engine *e, spr_batch *b, spr_str *fault) {
  spr_status batch = SPR_OK;
  for (spr_request *r = b->first; r; r = batch == SPR_OK ? next_of(e, b, r) : NULL) {
    r->status = serve(e, r);
    if (spoils(r->status) || (r->status != SPR_OK && (r->kind == SPR_REQUEST_WORK || e->unmarked)))
      batch = r->status;
  }
  if (batch == SPR_OK) batch = commit(e, b, fault);
  if (batch != SPR_OK) spr_store_abandon(e->store);
  spr_desk_ended(e->desk, batch == SPR_OK);
  return batch;
}

static void set_unmarked(spr_engine *e, bool unmarked) {
  e->unmarked = unmarked;
  spr_desk_unmarked(e->desk, unmarked);
}

/* Nearly always all requests can be served. Where one cannot, for a reason of its own, nobody was answered
 * yet: all are served again, each with a mark to which it alone goes back. */
static spr_status write_batch(spr_engine *e, spr_batch *b, spr_str *fault) {
  set_unmarked(e, b->first->kind != SPR_REQUEST_WORK);
  spr_status batch = try_batch(e, b, fault);
  if (!e->unmarked || batch == SPR_OK || spoils(batch)) return batch;
  set_unmarked(e, false);
  batch = spr_store_begin(e->store);
  return batch == SPR_OK ? try_batch(e, b, fault) : batch;
}

spr_str spr_engine_fault_of(spr_store *store, spr_keys *keys) {
  spr_str text = spr_store_fault(store);
  return text.n == 0 && keys ? spr_keys_fault(keys) : text;
}

static void tell_listener(spr_engine *e) {
  pthread_mutex_lock(&e->telling);
  if (e->listener) e->listener(e->listener_ud);
  pthread_mutex_unlock(&e->telling);
}

void spr_engine_listen(spr_engine *e, void (*fn)(void *ud), void *ud) {
  pthread_mutex_lock(&e->telling);
  e->listener = fn;
  e->listener_ud = ud;
  pthread_mutex_unlock(&e->telling);
}

/* Serves a batch and writes it. A request that fails by itself leaves the others alone; one that spoils the
 * batch takes all of them with it. After a commit of unknown outcome nothing is served any more. */
static void serve_batch(spr_engine *e, spr_batch *b) {
  spr_str fault = SPR_STR("");
  spr_status batch = e->over ? SPR_EUNKNOWN : spr_store_begin(e->store);
  if (batch == SPR_OK) batch = write_batch(e, b, &fault);
  if (batch != SPR_OK && !e->over)
    keep_fault(e, fault.n ? fault : spr_engine_fault_of(e->store, e->keys), batch == SPR_EUNKNOWN);
  spr_engine_note_batch(e, b, batch);
  for (spr_request *r = b->first; r && batch != SPR_OK; r = r->next) r->status = batch;
  if (batch == SPR_OK) tell_listener(e);
}

static void serve_alone(spr_engine *e, spr_request *r) {
  set_unmarked(e, false);
  r->status = e->over ? SPR_EUNKNOWN : r->work(r->ud, e->desk, e->store, spr_engine_now(e));
  if (r->status != SPR_OK && !e->over)
    keep_fault(e, spr_engine_fault_of(e->store, e->keys), r->status == SPR_EUNKNOWN);
  tell_listener(e);
}

/* Another process looks for its turn every now and then. Where one batch follows another it would hardly ever
 * find it. */
static void rest(spr_engine *e) {
  int64_t now = spr_clock_steady_us();
  if (now - e->ended >= SPR_REST_US) e->rested = now;
  if (now - e->rested < SPR_RESTLESS_US) return;
  const struct timespec nap = {.tv_nsec = SPR_REST_US * 1000L};
  nanosleep(&nap, NULL);
  e->rested = spr_clock_steady_us();
}

/* However many wait behind one another while another process has the files, each is told in time. */
static void wait_since(spr_engine *e, int64_t asked) {
  spr_store_wait_since(e->store, asked);
  if (e->keys) spr_keys_wait_since(e->keys, asked);
}

void spr_engine_take_turn(spr_engine *e) {
  rest(e);
  spr_batch b = spr_queue_begin(&e->queue);
  wait_since(e, b.first->asked);
  if (b.first->kind == SPR_REQUEST_ALONE)
    serve_alone(e, b.first);
  else
    serve_batch(e, &b);
  wait_since(e, 0);
  e->ended = spr_clock_steady_us();
  spr_queue_end(&e->queue, &b);
}

void spr_engine_put_through(spr_engine *e, spr_request *r) {
  if (spr_queue_ask(&e->queue, r)) spr_engine_take_turn(e);
}

/* What waits in vain is told when it becomes more or less, and not each second. */
static void tell_passed(spr_engine *e, const spr_passed *p) {
  uint64_t vain = p->of[SPR_PASS_SEALED] + p->of[SPR_PASS_DAMAGED];
  char text[SPR_MAX_MESSAGE_BYTES];
  if (vain == e->in_vain || !e->o.log) return;
  e->in_vain = vain;
  snprintf(text, sizeof text,
           "cases or messages that are due and cannot be served: %llu without their key, %llu that cannot be "
           "read%s%s",
           (unsigned long long)p->of[SPR_PASS_SEALED], (unsigned long long)p->of[SPR_PASS_DAMAGED],
           vain ? "; the first of case " : "", p->id);
  e->o.log(e->o.log_ud, text);
}

spr_status spr_engine_finish_erasing(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)store;
  (void)now;
  return spr_erase_finish(desk, ud);
}

/* What readers kept from being erased to its end. */
static spr_status try_erasing(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  bool lingers;
  (void)ud;
  spr_status st = spr_engine_finish_erasing(&lingers, desk, store, now);
  return st == SPR_EBUSY ? SPR_OK : st;
}

/* While more is due, whoever waits is served in between. */
void *spr_engine_keep_time(void *ud) {
  spr_engine *e = ud;
  for (uint32_t round = 1;; round++) {
    bool seals = round % SPR_SEAL_ROUNDS == 0;
    spr_request tick = {.kind = SPR_REQUEST_TICK, .until = SPR_NO_INSTANT, .seals = seals};
    spr_engine_put_through(e, &tick);
    if (round % SPR_SCRUB_ROUNDS == 0) {
      spr_request erasing = {.kind = SPR_REQUEST_ALONE, .work = try_erasing};
      spr_engine_put_through(e, &erasing);
    }
    bool more = tick.status == SPR_OK && tick.ticked.more;
    if (tick.status == SPR_OK && !more) tell_passed(e, &tick.ticked.passed);
    if (!more && !spr_queue_pause(&e->queue, SPR_TICK_PAUSE_MS)) return NULL;
  }
}

/* -- ticks and other work ------------------------------------------------------------------------------- */

spr_status spr_engine_tick(spr_engine *e, spr_instant until, spr_str actor, uint64_t *fired,
                           spr_passed *passed) {
  spr_request r = {.anew = true};
  *fired = 0;
  do {
    r = (spr_request){
        .kind = SPR_REQUEST_TICK, .until = until, .actor = actor, .anew = r.anew, .seals = true};
    spr_engine_put_through(e, &r);
    *fired += r.status == SPR_OK ? r.ticked.fired : 0;
    r.anew = false;
  } while (r.status == SPR_OK && r.ticked.more);
  if (passed) *passed = r.ticked.passed;
  return r.status;
}

spr_status spr_engine_write_sealing(spr_engine *e, spr_engine_work fn, void *ud, bool seals) {
  spr_request r = {.kind = SPR_REQUEST_WORK, .work = fn, .ud = ud, .seals = seals};
  spr_engine_put_through(e, &r);
  return r.status;
}

spr_status spr_engine_write(spr_engine *e, spr_engine_work fn, void *ud) {
  return spr_engine_write_sealing(e, fn, ud, false);
}

spr_status spr_engine_inspect(spr_engine *e, spr_engine_work fn, void *ud) {
  if (is_over(e)) return SPR_EUNKNOWN;
  atomic_fetch_add(&e->readers, 1);
  pthread_mutex_lock(&e->reading);
  /* So that keys of cases that were erased meanwhile are forgotten. */
  spr_status st = e->reader_keys ? spr_keys_refresh(e->reader_keys) : SPR_OK;
  if (st == SPR_OK) st = fn(ud, e->reader_desk, e->reader_store, spr_engine_now(e));
  if (spoils(st)) keep_fault(e, spr_engine_fault_of(e->reader_store, e->reader_keys), is_over(e));
  spr_shelf_trim(spr_desk_shelf(e->reader_desk));
  pthread_mutex_unlock(&e->reading);
  atomic_fetch_sub(&e->readers, 1);
  return st;
}

/* However many there are, one slice at a time asks for the lock, and not before the others have had it. */
spr_status spr_engine_slice(spr_engine *e, spr_engine_work fn, void *ud) {
  const struct timespec nap = {.tv_nsec = SPR_GIVE_WAY_US * 1000};
  pthread_mutex_lock(&e->slicing);
  for (int i = 0; i < SPR_GIVE_WAYS && atomic_load(&e->readers) > 0; i++) nanosleep(&nap, NULL);
  spr_status st = spr_engine_inspect(e, fn, ud);
  pthread_mutex_unlock(&e->slicing);
  return st;
}

typedef struct look_work {
  spr_engine_work fn;
  void *ud;
} look_work;

static spr_status look(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const look_work *w = ud;
  spr_status st = spr_store_look(store);
  if (st != SPR_OK) return st;
  st = w->fn(w->ud, desk, store, now);
  spr_store_looked(store);
  return st;
}

spr_status spr_engine_read(spr_engine *e, spr_engine_work fn, void *ud) {
  look_work w = {fn, ud};
  return spr_engine_inspect(e, look, &w);
}
