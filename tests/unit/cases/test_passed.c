/* SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>
#include <time.h>

#include "cases/engine.h"
#include "store/impl.h"
#include "town_desk.h"

/* Cases that are due and cannot be served are passed over, told, and do not keep others from their turn. */

static int open_town(void **state) {
  static town_desk t;
  town_open(&t);
  *state = &t;
  return 0;
}

static int close_town(void **state) {
  town_close(*state);
  return 0;
}

/* The same desk without its key file, or with it again. */
static void reopen_desk(town_desk *t, spr_keys *keys) {
  spr_desk_options o = {.alloc = &spr_alloc_default,
                        .store = t->store,
                        .keys = keys,
                        .random = town_random,
                        .random_ud = &t->seed};
  spr_desk_free(t->desk);
  assert_int_equal(spr_desk_new(&o, &t->desk), SPR_OK);
}

static spr_ticked round_of(town_desk *t, uint64_t *fired) {
  spr_tick tick = {.now = t->now, .limit = SPR_TICK_STEPS, .anew = true};
  spr_ticked ticked;
  *fired = 0;
  do {
    assert_int_equal(spr_store_begin(t->store), SPR_OK);
    assert_int_equal(spr_desk_tick(t->desk, &tick, &ticked), SPR_OK);
    assert_int_equal(spr_store_commit(t->store), SPR_OK);
    *fired += ticked.fired;
    tick.anew = false;
  } while (ticked.more);
  return ticked;
}

static void test_without_keys(void **state) {
  enum { MANY = SPR_TICK_PASSED + 3 };
  town_desk *t = *state;
  uint64_t fired = 0;
  char first[SPR_CASE_ID_CHARS + 1];
  for (int i = 0; i < MANY; i++) {
    spr_told told = town_new(t, "alpha", NULL);
    if (i == 0) memcpy(first, told.id, sizeof first);
  }
  t->now = AT(2026, 2, 1, 9);
  reopen_desk(t, NULL);
  spr_ticked ticked = round_of(t, &fired);
  assert_int_equal(fired, 0);
  assert_int_equal(ticked.passed.of[SPR_PASS_SEALED], MANY);
  assert_int_equal(ticked.passed.of[SPR_PASS_DAMAGED], 0);
  assert_string_equal(ticked.passed.id, first);
  reopen_desk(t, t->keys);
  ticked = round_of(t, &fired);
  assert_int_equal(ticked.passed.of[SPR_PASS_SEALED], 0);
  assert_string_equal(ticked.passed.id, "");
  assert_true(fired >= MANY);
  round_of(t, &fired);
  assert_int_equal(fired, 0);
}

static void damage(town_desk *t, const char *id) {
  spr_case_row row;
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_store_case(t->store, spr_str_of(id), &row), SPR_OK);
  spr_case_row broken = row;
  broken.snapshot = SPR_STR("this is no snapshot");
  assert_int_equal(t->store->impl->case_put(t->store, &row, &broken), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
}

static void test_damaged(void **state) {
  enum { MANY = 100 };
  town_desk *t = *state;
  static char ids[MANY + 1][SPR_CASE_ID_CHARS + 1];
  uint64_t fired = 0;
  for (int i = 0; i <= MANY; i++) memcpy(ids[i], town_new(t, "alpha", NULL).id, sizeof ids[i]);
  for (int i = 0; i < MANY; i++) damage(t, ids[i]);
  t->now = AT(2026, 2, 1, 9);
  spr_ticked ticked = round_of(t, &fired);
  assert_int_equal(ticked.passed.of[SPR_PASS_SEALED] + ticked.passed.of[SPR_PASS_DAMAGED], MANY);
  assert_string_equal(ticked.passed.id, ids[0]);
  assert_true(fired > 0); /* the last one */
  spr_case_row row;
  assert_int_equal(spr_store_case(t->store, spr_str_of(ids[MANY]), &row), SPR_OK);
  assert_true(row.seq > 1);
}

static bool on_entry(void *ud, const spr_entry_row *e) {
  if (e->kind == SPR_JOURNAL_DUE) snprintf(ud, 40, "%.*s", SPR_FMT(e->actor));
  return true;
}

/* Whoever lets time pass by hand stands in the journal; time that passes by itself has no actor. */
static void test_actor(void **state) {
  town_desk *t = *state;
  static const char *const actors[] = {"", "somebody who pretends"};
  for (size_t i = 0; i < TEST_COUNT(actors); i++) {
    char id[SPR_CASE_ID_CHARS + 1], found[40] = "none";
    memcpy(id, town_new(t, "alpha", NULL).id, sizeof id);
    t->now += 30 * SPR_MS_PER_DAY;
    spr_tick tick = {.now = t->now, .limit = 1000, .actor = spr_str_of(actors[i]), .anew = true};
    spr_ticked ticked;
    assert_int_equal(spr_store_begin(t->store), SPR_OK);
    assert_int_equal(spr_desk_tick(t->desk, &tick, &ticked), SPR_OK);
    assert_int_equal(spr_store_commit(t->store), SPR_OK);
    assert_int_equal(spr_store_entries(t->store, spr_str_of(id), 1, on_entry, found), SPR_OK);
    assert_string_equal(found, actors[i]);
  }
}

/* -- an engine that keeps time -------------------------------------------------------------------------- */

typedef struct listener {
  _Atomic int64_t now;
  atomic_int vain; /* how often it was told that they wait in vain */
} listener;

static int64_t clock_of(void *ud) {
  return ((listener *)ud)->now;
}

static void on_log(void *ud, const char *text) {
  listener *l = ud;
  if (strstr(text, "2 without their key, 0 that cannot be read; the first of case ")) l->vain++;
}

/* Says so once, and not each second. */
static void test_log(void **state) {
  (void)state;
  static town_desk t;
  listener l = {.now = AT(2026, 1, 7, 9)};
  char database[64], keys[64], master[64], command[64], why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_engine *e;
  t = (town_desk){.seed = 3};
  town_site(&t);
  memcpy(t.folder, "/tmp/town-XXXXXX", sizeof "/tmp/town-XXXXXX");
  assert_non_null(mkdtemp(t.folder));
  snprintf(database, sizeof database, "%s/db", t.folder);
  snprintf(keys, sizeof keys, "%s/keys", t.folder);
  snprintf(master, sizeof master, "%s/master", t.folder);
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = database,
                          .keys = keys,
                          .master = master,
                          .create = true,
                          .busy_ms = 5000,
                          .clock = clock_of,
                          .clock_ud = &l,
                          .random = town_random,
                          .random_ud = &t.seed,
                          .log = on_log,
                          .log_ud = &l};
  if (spr_engine_open(&o, &e, why) != SPR_OK) fail_msg("open: %s", why);
  spr_deploy_report report;
  spr_buf reasons;
  spr_buf_init(&reasons, &spr_alloc_default, 1 << 16);
  assert_int_equal(spr_engine_deploy(e, t.library, SPR_STR("test"), &report, &reasons), SPR_OK);
  spr_buf_release(&reasons);
  for (int i = 0; i < 2; i++) {
    spr_engine_reply reply;
    spr_ask ask = {.kind = SPR_IN_OPEN,
                   .package = SPR_STR("relay"),
                   .municipality = SPR_STR("alpha"),
                   .occurred = SPR_NO_INSTANT};
    assert_int_equal(spr_engine_take(e, &ask, &reply), SPR_OK);
    assert_int_equal(reply.told.kind, SPR_TOLD_DONE);
    spr_engine_reply_release(&reply);
  }
  spr_engine_close(e);
  l.now = AT(2026, 2, 1, 9);
  o.keys = o.master = NULL;
  o.timers = true;
  if (spr_engine_open(&o, &e, why) != SPR_OK) fail_msg("open: %s", why);
  const struct timespec nap = {.tv_nsec = 20000000};
  for (int i = 0; i < 1500 && l.vain == 0; i++) nanosleep(&nap, NULL);
  for (int i = 0; i < 70; i++) nanosleep(&nap, NULL); /* another round */
  assert_int_equal(l.vain, 1);
  spr_engine_close(e);
  snprintf(command, sizeof command, "rm -r %s", t.folder);
  assert_true(test_shell(command));
  spr_library_free(t.library);
  spr_arena_release(&t.arena);
}

int main(void) {
#define IN_TOWN(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {IN_TOWN(test_without_keys), IN_TOWN(test_damaged), IN_TOWN(test_actor),
                                     cmocka_unit_test(test_log)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
