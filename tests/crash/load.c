/* SPDX-License-Identifier: Apache-2.0 */
#include "crash.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>

/* -- requests ----------------------------------------------------------------------------------------------
 */
void request_key(char out[KEY_BYTES], uint32_t round, uint32_t program, uint32_t thread, uint32_t number) {
  snprintf(out, KEY_BYTES, "%u.%u.%u.%u", round, program, thread, number);
}

static const char *const events[CRASH_ASKS] = {
    [ASK_ADD] = "add",     [ASK_WAIT] = "wait",   [ASK_CANCEL] = "cancel",
    [ASK_SPAWN] = "spawn", [ASK_CLOSE] = "close", [ASK_PAPERS] = "papers"};

typedef struct asked {
  sem_t told;
  spr_status status;
} asked;

static void tell(void *ud, spr_status status) {
  asked *k = ud;
  k->status = status;
  sem_post(&k->told);
}

/* Every second one stands in the queue by itself, as a server's do, and only then is waited for. */
static spr_status take(place *p, const spr_ask *ask, spr_engine_reply *reply) {
  static atomic_uint count;
  asked k;
  if (atomic_fetch_add(&count, 1) % 2 == 0) return spr_engine_take(p->engine, ask, reply);
  CHECK(sem_init(&k.told, 0, 0) == 0, "cannot make a semaphore");
  spr_status st = spr_engine_take_later(p->engine, ask, NULL, tell, &k, reply);
  if (st != SPR_OK) return st;
  while (sem_wait(&k.told) != 0) {}
  sem_destroy(&k.told);
  return k.status;
}

spr_status request_ask(place *p, const char *key, crash_ask ask, const char *id, spr_engine_reply *reply) {
  static const spr_input_kind kinds[CRASH_ASKS] = {
      [ASK_OPEN] = SPR_IN_OPEN,    [ASK_ADD] = SPR_IN_EVENT,   [ASK_WAIT] = SPR_IN_EVENT,
      [ASK_CANCEL] = SPR_IN_EVENT, [ASK_SPAWN] = SPR_IN_EVENT, [ASK_CLOSE] = SPR_IN_EVENT,
      [ASK_PAPERS] = SPR_IN_DONE,  [ASK_NOTE] = SPR_IN_NOTE};
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 1 << 16);
  jmp_buf env;
  if (spr_arena_guard(&a, &env)) crash_fail("no memory");
  spr_heap h = spr_heap_arena(&a);
  spr_pair open = {spr_v_text(&h, SPR_STR("target")), spr_v_text(&h, SPR_STR("beta"))};
  spr_pair add = {spr_v_text(&h, SPR_STR("text")), spr_v_text(&h, spr_str_of(key))};
  spr_ask a_request = {.kind = kinds[ask],
                       .id = spr_str_of(id),
                       .package = SPR_STR("load"),
                       .municipality = SPR_STR("alpha"),
                       .name = spr_str_of(events[ask] ? events[ask] : ""),
                       .by = SPR_STR("desk-alpha"),
                       .actor = spr_str_of(key),
                       .reason = spr_str_of(ask == ASK_NOTE ? key : ""),
                       .occurred = SPR_NO_INSTANT,
                       .principal = SPR_STR("load"),
                       .key = spr_str_of(key)};
  if (ask == ASK_OPEN) a_request.data = spr_v_record(&h, &open, 1);
  if (ask == ASK_ADD) a_request.data = spr_v_record(&h, &add, 1);
  /* Hash of all that was asked: here its key says it all. */
  memcpy(a_request.request.b, key, strlen(key) < 32 ? strlen(key) : 32);
  spr_status st = take(p, &a_request, reply);
  spr_arena_unguard(&a, NULL);
  spr_arena_release(&a);
  return st;
}

/* -- one thread --------------------------------------------------------------------------------------------
 */
enum { KNOWN = 32 };

typedef struct worker {
  place p; /* its own seed */
  uint32_t round, program, thread;
  int log;
  char known[KNOWN][SPR_CASE_ID_CHARS + 1]; /* cases that it opened */
  uint32_t nknown;
} worker;

void load_log_path(const place *p, char out[128], uint32_t round, uint32_t program, uint32_t thread) {
  snprintf(out, 128, "%s/log.%u.%u.%u", p->folder, round, program, thread);
}

static void write_record(const worker *w, const record *r) {
  CHECK(write(w->log, r, sizeof *r) == (ssize_t)sizeof *r, "cannot write the log");
  if (r->stage != RECORD_ASKED) CHECK(fdatasync(w->log) == 0, "cannot sync the log");
}

static crash_ask choose(worker *w) {
  static const crash_ask often[] = {ASK_ADD,    ASK_ADD,    ASK_ADD,  ASK_ADD,  ASK_WAIT,
                                    ASK_CANCEL, ASK_PAPERS, ASK_NOTE, ASK_SPAWN};
  if (w->nknown == 0 || place_below(&w->p, 8) == 0) return ASK_OPEN;
  if (place_below(&w->p, 50) == 0) return ASK_CLOSE;
  return often[place_below(&w->p, sizeof often / sizeof *often)];
}

static void work_once(worker *w, uint32_t number) {
  char key[KEY_BYTES];
  record r = {.number = number, .ask = (uint8_t)choose(w), .stage = RECORD_ASKED};
  if (r.ask != ASK_OPEN) memcpy(r.id, w->known[place_below(&w->p, w->nknown)], sizeof r.id);
  request_key(key, w->round, w->program, w->thread, number);
  write_record(w, &r);
  spr_engine_reply reply;
  spr_status st = request_ask(&w->p, key, (crash_ask)r.ask, r.id, &reply);
  CHECK(st == SPR_OK, "%s %s: %s", w->p.folder, key, spr_status_text(st));
  CHECK(reply.told.kind == SPR_TOLD_DONE || reply.told.kind == SPR_TOLD_REFUSED, "%s %s: answer %d: %.*s",
        w->p.folder, key, (int)reply.told.kind, SPR_FMT(reply.told.reasons));
  r.stage = reply.told.kind == SPR_TOLD_DONE ? RECORD_DONE : RECORD_REFUSED;
  r.seq = reply.told.seq;
  memcpy(r.id, reply.told.id, sizeof r.id);
  write_record(w, &r);
  if (r.ask == ASK_OPEN && r.stage == RECORD_DONE) {
    uint32_t at = w->nknown < KNOWN ? w->nknown++ : place_below(&w->p, KNOWN);
    memcpy(w->known[at], r.id, sizeof r.id);
  }
  spr_engine_reply_release(&reply);
}

static void *work(void *ud) {
  worker *w = ud;
  char path[128];
  load_log_path(&w->p, path, w->round, w->program, w->thread);
  w->log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  CHECK(w->log >= 0, "cannot open %s", path);
  for (uint32_t number = 1;; number++) work_once(w, number);
  return NULL;
}

/* -- a program ---------------------------------------------------------------------------------------------
 */
/* The second program makes backups and erases, the first deploys now one site, now the other. */
static void keep_house(place *p, uint32_t round, uint32_t program, site *sites) {
  for (uint32_t n = 0;; n++) {
    place_nap(place_below(p, 60000));
    if (program == 0)
      place_deploy(p, &sites[n % 2]);
    else if (n % 2 == 0)
      house_erase(p, round, n);
    else
      house_back_up(p, round, n);
  }
}

void load_run(place *p, uint32_t round, uint32_t program, site *sites) {
  static worker workers[THREADS];
  pthread_t thread;
  place_start(p, true);
  place_deploy(p, &sites[0]);
  for (uint32_t i = 0; i < THREADS; i++) {
    workers[i] = (worker){.p = *p, .round = round, .program = program, .thread = i};
    workers[i].p.seed = place_random(p);
    CHECK(pthread_create(&thread, NULL, work, &workers[i]) == 0, "cannot make a thread");
  }
  keep_house(p, round, program, sites);
  _exit(0);
}
