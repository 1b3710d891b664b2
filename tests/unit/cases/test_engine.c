/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "cases/cursors.h"
#include "cases/engine.h"
#include "cases/verify.h"
#include "town_desk.h"

/* An engine on a file, many threads and a second process. */
typedef struct town_engine {
  town_desk t; /* its site and folder */
  spr_engine *e;
  int64_t now;
  uint32_t busy_ms;
  char database[64], keys[64], master[64];
} town_engine;

static int64_t clock_of(void *ud) {
  return *(int64_t *)ud;
}

static void start(town_engine *x) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = x->database,
                          .keys = x->keys,
                          .master = x->master,
                          .create = true,
                          .busy_ms = x->busy_ms,
                          .clock = clock_of,
                          .clock_ud = &x->now,
                          .random = town_random,
                          .random_ud = &x->t.seed};
  if (spr_engine_open(&o, &x->e, why) != SPR_OK) fail_msg("open: %s", why);
}

static int open_engine(void **state) {
  static town_engine x;
  x = (town_engine){.now = AT(2026, 1, 7, 9), .busy_ms = 5000};
  x.t.seed = 3;
  town_site(&x.t);
  memcpy(x.t.folder, "/tmp/town-XXXXXX", sizeof "/tmp/town-XXXXXX");
  assert_non_null(mkdtemp(x.t.folder));
  snprintf(x.database, sizeof x.database, "%s/db", x.t.folder);
  snprintf(x.keys, sizeof x.keys, "%s/keys", x.t.folder);
  snprintf(x.master, sizeof x.master, "%s/master", x.t.folder);
  start(&x);
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  assert_int_equal(spr_engine_deploy(x.e, x.t.library, SPR_STR("test"), &report, &why), SPR_OK);
  assert_int_equal(report.definitions, 2);
  spr_buf_release(&why);
  *state = &x;
  return 0;
}

static int close_engine(void **state) {
  town_engine *x = *state;
  char command[64];
  spr_engine_close(x->e);
  snprintf(command, sizeof command, "rm -r %s", x->t.folder);
  assert_true(test_shell(command));
  spr_library_free(x->t.library);
  spr_arena_release(&x->t.arena);
  return 0;
}

static spr_told ask(town_engine *x, spr_ask a) {
  spr_engine_reply reply;
  if (a.occurred == 0) a.occurred = SPR_NO_INSTANT;
  spr_status st = spr_engine_take(x->e, &a, &reply);
  if (st != SPR_OK) {
    spr_buf why;
    spr_buf_init(&why, &spr_alloc_default, 1 << 16);
    spr_engine_fault(x->e, &why);
    fail_msg("%s: %s", spr_status_text(st), why.p);
  }
  spr_told told = reply.told;
  spr_engine_reply_release(&reply);
  return told;
}

static spr_ask opening(const char *key) {
  return (spr_ask){.kind = SPR_IN_OPEN,
                   .package = SPR_STR("relay"),
                   .municipality = SPR_STR("alpha"),
                   .principal = SPR_STR("p"),
                   .key = spr_str_of(key)};
}

static void on_found(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos) {
  (void)ud;
  fail_msg("%s: %.*s/%u at %u", what, SPR_FMT(id), (unsigned)seq, (unsigned)pos);
}

static spr_status verify(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_verify_options o = {.rebuild = true, .decide = true, .found = on_found};
  (void)now;
  return spr_verify(desk, store, &o, ud);
}

static spr_verify_report verified(town_engine *x) {
  spr_verify_report r;
  assert_int_equal(spr_engine_inspect(x->e, verify, &r), SPR_OK);
  assert_int_equal(r.faults, 0);
  return r;
}

/* -- threads -------------------------------------------------------------------------------------------- */

typedef struct asker {
  town_engine *x;
  char first[SPR_CASE_ID_CHARS + 1];
  uint64_t seq;
} asker;

static void *ask_often(void *ud) {
  asker *a = ud;
  for (int i = 0; i < 10; i++) {
    spr_told told = ask(a->x, opening("the key"));
    if (told.kind != SPR_TOLD_DONE) return NULL;
    if (i > 0 && strcmp(a->first, told.id) != 0) return NULL;
    memcpy(a->first, told.id, sizeof a->first);
    a->seq = told.seq;
  }
  return a;
}

static void one_key_from_ten_threads_happens_once(void **state) {
  town_engine *x = *state;
  pthread_t threads[10];
  asker askers[10];
  for (int i = 0; i < 10; i++) {
    askers[i] = (asker){.x = x};
    assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &askers[i]), 0);
  }
  for (int i = 0; i < 10; i++) {
    void *ok = NULL;
    pthread_join(threads[i], &ok);
    assert_non_null(ok);
    assert_string_equal(askers[i].first, askers[0].first);
    assert_int_equal(askers[i].seq, 1);
  }
  assert_int_equal(verified(x).cases, 1);
  spr_engine_close(x->e);
  start(x);
  spr_told told = ask(x, opening("the key"));
  assert_true(told.again);
  assert_string_equal(told.id, askers[0].first);
}

static void *open_many(void *ud) {
  asker *a = ud;
  for (int i = 0; i < 25; i++) {
    spr_ask open = opening("");
    spr_told told = ask(a->x, open);
    spr_ask send = {.kind = SPR_IN_EVENT,
                    .id = spr_str_of(told.id),
                    .name = SPR_STR("fail_later"),
                    .by = SPR_STR("desk-alpha")};
    spr_told sent = ask(a->x, send);
    if (sent.kind != SPR_TOLD_DONE || sent.seq != 2) return NULL;
  }
  return a;
}

static void many_threads_write_and_everything_is_there(void **state) {
  town_engine *x = *state;
  pthread_t threads[8];
  pthread_attr_t small; /* whoever asks may have to write, and its stack is as engine.h says */
  asker askers[8];
  pthread_attr_init(&small);
  assert_int_equal(pthread_attr_setstacksize(&small, 512 * 1024), 0);
  for (int i = 0; i < 8; i++) {
    askers[i] = (asker){.x = x};
    assert_int_equal(pthread_create(&threads[i], &small, open_many, &askers[i]), 0);
  }
  pthread_attr_destroy(&small);
  for (int i = 0; i < 8; i++) {
    void *ok = NULL;
    pthread_join(threads[i], &ok);
    assert_non_null(ok);
  }
  spr_verify_report r = verified(x);
  assert_int_equal(r.cases, 200);
  assert_int_equal(r.entries, 400);
  uint64_t fired = 0;
  x->now = AT(2026, 1, 7, 12);
  assert_int_equal(spr_engine_tick(x->e, SPR_NO_INSTANT, SPR_STR(""), &fired, NULL), SPR_OK);
  assert_true(fired >= 200);
  verified(x);
}

/* -- a second process ----------------------------------------------------------------------------------- */

static void two_processes_write_one_file(void **state) {
  town_engine *x = *state;
  spr_engine_close(x->e);
  x->e = NULL;
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    x->t.seed = 77;
    start(x);
    for (int i = 0; i < 100; i++)
      if (ask(x, opening("")).kind != SPR_TOLD_DONE) _exit(1);
    spr_engine_close(x->e);
    _exit(0);
  }
  start(x);
  for (int i = 0; i < 100; i++) assert_int_equal(ask(x, opening("")).kind, SPR_TOLD_DONE);
  int status = 1;
  waitpid(child, &status, 0);
  assert_int_equal(status, 0);
  assert_int_equal(verified(x).cases, 200);
}

/* -- what cursors are sealed with ----------------------------------------------------------------------- */

static spr_status read_secret(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)store;
  (void)now;
  return spr_cursors_secret(desk, ud);
}

static spr_hash secret_of(spr_engine *e) {
  spr_hash secret;
  assert_int_equal(spr_engine_read(e, read_secret, &secret), SPR_OK);
  return secret;
}

/* A database from before there was one gets it as it is opened. */
static void a_database_keeps_its_secret(void **state) {
  town_engine *x = *state;
  spr_hash first = secret_of(x->e);
  spr_engine *before = x->e;
  start(x);
  spr_hash beside = secret_of(x->e);
  spr_engine_close(x->e);
  spr_engine_close(before);
  start(x);
  spr_hash later = secret_of(x->e);
  spr_engine_close(x->e);
  assert_true(spr_hash_equal(&first, &beside) && spr_hash_equal(&first, &later));

  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store *bare = NULL;
  snprintf(x->database, sizeof x->database, "%s/bare", x->t.folder);
  snprintf(x->keys, sizeof x->keys, "%s/bare.keys", x->t.folder);
  spr_store_options o = {.alloc = &spr_alloc_default, .path = x->database, .mode = SPR_STORE_CREATE};
  if (spr_store_open(&o, &bare, why) != SPR_OK) fail_msg("store: %s", why);
  spr_store_close(bare);
  start(x);
  spr_hash other = secret_of(x->e);
  assert_false(spr_hash_equal(&first, &other));
}

/* -- long work ------------------------------------------------------------------------------------------ */

typedef struct report {
  spr_engine *e;
  atomic_uint slices;
  atomic_bool over;
} report;

static void nap(void) {
  const struct timespec t = {.tv_nsec = 2000000};
  nanosleep(&t, NULL);
}

static spr_status make_slice(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  report *r = ud;
  (void)desk;
  (void)store;
  (void)now;
  nap();
  atomic_fetch_add(&r->slices, 1);
  return SPR_OK;
}

static void *make_report(void *ud) {
  report *r = ud;
  spr_status s = SPR_OK;
  while (s == SPR_OK && !r->over) s = spr_engine_slice(r->e, make_slice, r);
  return s == SPR_OK ? r : NULL;
}

static spr_status glance(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)ud;
  (void)desk;
  (void)store;
  (void)now;
  return SPR_OK;
}

typedef struct waiting {
  report *r;
  unsigned before, slices;
} waiting;

/* Counted while no slice can be made: who has waited may be long in going on. */
static spr_status end_wait(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  waiting *w = ud;
  w->slices += atomic_load(&w->r->slices) - w->before;
  return glance(NULL, desk, store, now);
}

static void begin_reports(report *r, pthread_t *threads, int n) {
  for (int i = 0; i < n; i++) assert_int_equal(pthread_create(&threads[i], NULL, make_report, r), 0);
  while (atomic_load(&r->slices) == 0) nap();
}

static void end_reports(report *r, pthread_t *threads, int n) {
  atomic_store(&r->over, true);
  for (int i = 0; i < n; i++) {
    void *ok = NULL;
    pthread_join(threads[i], &ok);
    assert_non_null(ok);
  }
}

/* However many reports there are. */
static void who_glances_waits_for_a_slice_or_two(void **state) {
  enum { GLANCES = 40, REPORTS = 8 };
  report r = {.e = ((town_engine *)*state)->e};
  pthread_t threads[REPORTS];
  begin_reports(&r, threads, REPORTS);
  waiting w = {.r = &r};
  for (int i = 0; i < GLANCES; i++) {
    nap();
    w.before = atomic_load(&r.slices);
    assert_int_equal(spr_engine_read(r.e, end_wait, &w), SPR_OK);
  }
  end_reports(&r, threads, REPORTS);
  if (w.slices > GLANCES * 4) fail_msg("%u slices", w.slices);
}

static void *glance_on(void *ud) {
  report *r = ud;
  while (!r->over)
    if (spr_engine_inspect(r->e, glance, NULL) != SPR_OK) return NULL;
  return r;
}

static void a_report_comes_to_its_end_whoever_glances(void **state) {
  report r = {.e = ((town_engine *)*state)->e};
  pthread_t threads[2];
  assert_int_equal(pthread_create(&threads[0], NULL, glance_on, &r), 0);
  begin_reports(&r, threads + 1, 1);
  while (atomic_load(&r.slices) < 5) nap();
  end_reports(&r, threads, 2);
}

/* -- another process has the file, and does not let go -------------------------------------------------- */

static spr_status nothing(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)ud;
  (void)desk;
  (void)store;
  (void)now;
  return SPR_OK;
}

static void *write_in_vain(void *ud) {
  return spr_engine_write(ud, nothing, NULL) == SPR_EBUSY ? ud : NULL;
}

/* Each of them is a batch of its own, and they wait for it one after the other. */
static void who_waits_behind_others_is_told_in_time(void **state) {
  enum { WAITERS = 12, BUSY_MS = 300 };
  town_engine *x = *state;
  spr_store_options o = {.alloc = &spr_alloc_default, .path = x->database, .mode = SPR_STORE_WRITE};
  spr_store *other;
  pthread_t threads[WAITERS];
  spr_engine_close(x->e);
  x->busy_ms = BUSY_MS;
  start(x);
  assert_int_equal(spr_store_open(&o, &other, NULL), SPR_OK);
  assert_int_equal(spr_store_begin(other), SPR_OK);
  int64_t began = spr_clock_steady();
  for (int i = 0; i < WAITERS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, write_in_vain, x->e), 0);
  for (int i = 0; i < WAITERS; i++) {
    void *told = NULL;
    assert_int_equal(pthread_join(threads[i], &told), 0);
    assert_ptr_equal(told, x->e);
  }
  int64_t took = spr_clock_steady() - began;
  if (took < BUSY_MS || took > BUSY_MS + WAITERS * SPR_BUSY_LAST_MS + 1000)
    fail_msg("the last one was told after %d ms", (int)took);
  spr_store_abandon(other);
  assert_int_equal(spr_engine_write(x->e, nothing, NULL), SPR_OK);
  spr_store_close(other);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_engine, close_engine)
  const struct CMUnitTest tests[] = {
      T(one_key_from_ten_threads_happens_once),
      T(many_threads_write_and_everything_is_there),
      T(two_processes_write_one_file),
      T(a_database_keeps_its_secret),
      T(who_glances_waits_for_a_slice_or_two),
      T(a_report_comes_to_its_end_whoever_glances),
      T(who_waits_behind_others_is_told_in_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
