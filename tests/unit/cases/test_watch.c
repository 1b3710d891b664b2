/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/watch.h"

#include <stdatomic.h>
#include <time.h>

#include "cases/engine.h"
#include "town_desk.h"

/* A clock that jumps ahead is in doubt until it is back or a person says that it is right. */

#define DAY SPR_MAX_CLOCK_JUMP_MS
#define NOON ((spr_instant)1767787200000) /* 2026-01-07T12:00:00Z */

static void test_downtime_is_no_jump(void **state) {
  (void)state;
  spr_watch w = {.known = false};
  assert_int_equal(spr_watch_time(&w, NOON + 400 * (int64_t)DAY, 5), NOON + 400 * (int64_t)DAY);
  assert_false(w.doubted);
}

static void test_jumps(void **state) {
  (void)state;
  spr_watch w = {.known = false};
  assert_int_equal(spr_watch_time(&w, NOON, 1000), NOON);
  /* Two idle days are two days on both clocks. */
  assert_int_equal(spr_watch_time(&w, NOON + 2 * DAY, 1000 + 2 * DAY), NOON + 2 * DAY);
  assert_false(w.doubted);
  /* A day more is believed, a millisecond beyond it is not. */
  assert_int_equal(spr_watch_time(&w, NOON + 3 * (int64_t)DAY, 1000 + 2 * DAY), NOON + 3 * (int64_t)DAY);
  assert_false(w.doubted);
  spr_instant jumped = NOON + 4 * (int64_t)DAY + 1;
  assert_int_equal(spr_watch_time(&w, jumped, 1000 + 2 * DAY), NOON + 3 * (int64_t)DAY);
  assert_true(w.doubted);
  /* Time goes on as it really does. */
  assert_int_equal(spr_watch_time(&w, jumped + 5000, 6000 + 2 * DAY), NOON + 3 * (int64_t)DAY + 5000);
  assert_true(w.doubted);
  /* Put back, it is believed. */
  assert_int_equal(spr_watch_time(&w, NOON + 3 * (int64_t)DAY + 9000, 7000 + 2 * DAY),
                   NOON + 3 * (int64_t)DAY + 9000);
  assert_false(w.doubted);
  /* Backwards is no jump: a case's time never goes back. */
  assert_int_equal(spr_watch_time(&w, NOON, 8000 + 2 * DAY), NOON);
  assert_false(w.doubted);
}

static void confirm(spr_store *store, spr_instant clock) {
  assert_int_equal(spr_store_begin(store), SPR_OK);
  assert_int_equal(spr_watch_confirm(&spr_alloc_default, store, clock, SPR_STR("somebody")), SPR_OK);
  assert_int_equal(spr_store_commit(store), SPR_OK);
}

static void test_confirming(void **state) {
  (void)state;
  spr_store *store;
  spr_watch w = {.known = false};
  assert_int_equal(spr_store_memory(&spr_alloc_default, &store), SPR_OK);
  spr_watch_time(&w, NOON, 0);
  spr_instant jumped = NOON + 100 * (int64_t)DAY;
  confirm(store, NOON); /* of another jump, long ago */
  spr_watch_time(&w, jumped, 1000);
  assert_int_equal(spr_watch_ask(&w, &spr_alloc_default, store, jumped, 1000), SPR_OK);
  assert_true(w.doubted);
  confirm(store, NOON + 50 * (int64_t)DAY); /* of another one */
  assert_int_equal(spr_watch_ask(&w, &spr_alloc_default, store, jumped, 1000), SPR_OK);
  assert_true(w.doubted);
  confirm(store, jumped - 2000);
  assert_int_equal(spr_watch_ask(&w, &spr_alloc_default, store, jumped, 1000), SPR_OK);
  assert_false(w.doubted);
  assert_int_equal(spr_watch_time(&w, jumped + 7, 1007), jumped + 7);
  /* The next jump wants its own. */
  spr_watch_time(&w, jumped + 2 * (int64_t)DAY, 2000);
  assert_int_equal(spr_watch_ask(&w, &spr_alloc_default, store, jumped + 2 * (int64_t)DAY, 2000), SPR_OK);
  assert_true(w.doubted);
  spr_store_close(store);
}

/* -- an engine that keeps time -------------------------------------------------------------------------- */

typedef struct kept {
  town_desk t;
  spr_engine *e, *other; /* in its own process; and the one of a person's command */
  _Atomic int64_t now;
  _Atomic int logged; /* texts about the clock */
} kept;

static int64_t clock_of(void *ud) {
  return ((kept *)ud)->now;
}

static void on_log(void *ud, const char *text) {
  kept *k = ud;
  if (strstr(text, "the clock has jumped from 2026-01-07T09:00:") && strstr(text, "to 2026-03-08T09:00:") &&
      strstr(text, "--confirm-clock"))
    k->logged++;
}

static void nap(void) {
  nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
}

static spr_engine *start(kept *k, bool timers) {
  char database[64], keys[64], master[64], why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_engine *e;
  snprintf(database, sizeof database, "%s/db", k->t.folder);
  snprintf(keys, sizeof keys, "%s/keys", k->t.folder);
  snprintf(master, sizeof master, "%s/master", k->t.folder);
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = database,
                          .keys = keys,
                          .master = master,
                          .create = true,
                          .timers = timers,
                          .busy_ms = 5000,
                          .clock = clock_of,
                          .clock_ud = k,
                          .random = town_random,
                          .random_ud = &k->t.seed,
                          .log = on_log,
                          .log_ud = k};
  if (spr_engine_open(&o, &e, why) != SPR_OK) fail_msg("open: %s", why);
  return e;
}

static spr_told ask_kept(kept *k, spr_ask a) {
  spr_engine_reply reply;
  a.occurred = SPR_NO_INSTANT;
  assert_int_equal(spr_engine_take(k->e, &a, &reply), SPR_OK);
  assert_int_equal(reply.told.kind, SPR_TOLD_DONE);
  spr_told told = reply.told;
  spr_engine_reply_release(&reply);
  return told;
}

typedef struct looking {
  const char *id;
  uint64_t seq;
  spr_instant at;
} looking;

static spr_status look(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  looking *l = ud;
  spr_case_row row;
  (void)desk;
  (void)now;
  spr_status st = spr_store_case(store, spr_str_of(l->id), &row);
  l->seq = row.seq;
  l->at = row.at;
  return st;
}

static void test_timers_wait(void **state) {
  static kept k;
  (void)state;
  k.t = (town_desk){.seed = 3};
  k.now = AT(2026, 1, 7, 9);
  town_site(&k.t);
  memcpy(k.t.folder, "/tmp/town-XXXXXX", sizeof "/tmp/town-XXXXXX");
  assert_non_null(mkdtemp(k.t.folder));
  k.e = start(&k, true);
  k.other = start(&k, false);
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  assert_int_equal(spr_engine_deploy(k.e, k.t.library, SPR_STR("test"), &report, &why), SPR_OK);
  spr_buf_release(&why);
  spr_told told = ask_kept(&k, (spr_ask){.kind = SPR_IN_OPEN,
                                         .package = SPR_STR("relay"),
                                         .municipality = SPR_STR("alpha"),
                                         .actor = SPR_STR("test")});
  looking l = {.id = told.id};
  k.now += 60 * (int64_t)DAY;
  for (int i = 0; i < 1500 && k.logged == 0; i++) nap();
  assert_int_equal(k.logged, 1);
  /* What people ask goes on, at the time that has really passed, and nothing falls due by it. */
  ask_kept(&k, (spr_ask){.kind = SPR_IN_NOTE,
                         .id = spr_str_of(told.id),
                         .reason = SPR_STR("meanwhile"),
                         .by = SPR_STR("desk-alpha"),
                         .actor = SPR_STR("test")});
  for (int i = 0; i < 60; i++) nap();
  assert_int_equal(spr_engine_read(k.e, look, &l), SPR_OK);
  assert_int_equal(l.seq, 2);
  assert_true(l.at >= AT(2026, 1, 7, 9) && l.at < AT(2026, 1, 7, 10));
  /* Confirmed in another process. */
  assert_int_equal(spr_engine_confirm_clock(k.other, SPR_STR("test")), SPR_OK);
  for (int i = 0; i < 1500 && l.seq == 2; i++) {
    nap();
    assert_int_equal(spr_engine_read(k.e, look, &l), SPR_OK);
  }
  assert_true(l.seq > 2);
  assert_int_equal(k.logged, 1);
  spr_engine_close(k.e);
  spr_engine_close(k.other);
  char command[64];
  snprintf(command, sizeof command, "rm -r %s", k.t.folder);
  assert_true(test_shell(command));
  spr_library_free(k.t.library);
  spr_arena_release(&k.t.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_downtime_is_no_jump), cmocka_unit_test(test_jumps),
                                     cmocka_unit_test(test_confirming), cmocka_unit_test(test_timers_wait)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
