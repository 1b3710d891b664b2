/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "cases/engine.h"
#include "cases/verify.h"
#include "town_desk.h"

/* A process is killed while it deploys another calendar over many open cases. Whoever comes next, with a tick
 * or a deploy, finishes it: each deadline has moved, and each case says so once. */

enum { CASES = 500, ROUNDS = 12 };

typedef struct killing {
  char folder[32], sites[2][64];
  char ids[CASES][SPR_CASE_ID_CHARS + 1];
  uint64_t seed;
  int64_t now;
} killing;

static int64_t clock_of(void *ud) {
  return ((killing *)ud)->now;
}

static spr_engine *open_engine(killing *k) {
  char database[64], keys[64], master[64], why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_engine *e;
  snprintf(database, sizeof database, "%s/db", k->folder);
  snprintf(keys, sizeof keys, "%s/keys", k->folder);
  snprintf(master, sizeof master, "%s/master", k->folder);
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = database,
                          .keys = keys,
                          .master = master,
                          .create = true,
                          .busy_ms = 5000,
                          .clock = clock_of,
                          .clock_ud = k,
                          .random = town_random,
                          .random_ud = &k->seed};
  if (spr_engine_open(&o, &e, why) != SPR_OK) fail_msg("open: %s", why);
  return e;
}

static void deploy(spr_engine *e, const char *site) {
  static town_desk t;
  spr_deploy_report report;
  spr_buf why;
  town_site_in(&t, site);
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  assert_int_equal(spr_engine_deploy(e, t.library, SPR_STR("test"), &report, &why), SPR_OK);
  spr_buf_release(&why);
  spr_library_free(t.library);
  spr_arena_release(&t.arena);
}

static spr_status open_cases(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  killing *k = ud;
  (void)store;
  for (int i = 0; i < CASES; i++) {
    spr_ask ask = {.kind = SPR_IN_OPEN,
                   .package = SPR_STR("relay"),
                   .municipality = SPR_STR("alpha"),
                   .occurred = SPR_NO_INSTANT,
                   .now = now};
    spr_told told;
    spr_status st = spr_desk_take(desk, &ask, &told);
    if (st != SPR_OK || told.kind != SPR_TOLD_DONE) return SPR_EBUG;
    memcpy(k->ids[i], told.id, sizeof k->ids[i]);
  }
  return SPR_OK;
}

static void make_sites(killing *k) {
  char command[512], folder[32];
  memcpy(folder, k->folder, sizeof folder);
  for (int i = 0; i < 2; i++) {
    snprintf(k->sites[i], sizeof k->sites[i], "%s/site%d", folder, i);
    snprintf(
        command, sizeof command,
        "cp -r ../../data/towns %s && sed -i 's/^holidays: .*/holidays: [{on: 01-%s, title: A day, basis: "
        "none}]/' %s/workflows/calendars/xx.yaml",
        k->sites[i], i ? "09" : "31", k->sites[i]);
    assert_true(test_shell(command));
  }
}

/* Kills a child that deploys; how far it came is chance. */
static void deploy_and_die(killing *k, const char *site, long us) {
  pid_t child = fork();
  if (child == 0) {
    spr_engine *e = open_engine(k);
    deploy(e, site);
    _exit(0);
  }
  assert_true(child > 0);
  nanosleep(&(struct timespec){.tv_nsec = us * 1000}, NULL);
  kill(child, SIGKILL);
  assert_int_equal(waitpid(child, NULL, 0), child);
}

typedef struct looking {
  const killing *k;
  int site;           /* whose deadlines are expected */
  uint32_t at, moved; /* deadlines of that site, and all entries about the environment */
} looking;

static bool on_deadline(void *ud, const spr_deadline_row *d) {
  looking *l = ud;
  if (spr_str_is(d->path, "open")) l->at += d->at == AT(2026, 1, l->site ? 13 : 12, 23);
  return true;
}

static bool on_entry(void *ud, const spr_entry_row *e) {
  ((looking *)ud)->moved += e->kind == SPR_JOURNAL_ENVIRONMENT;
  return true;
}

static spr_status look(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  looking *l = ud;
  (void)desk;
  (void)now;
  for (int i = 0; i < CASES; i++) {
    spr_str id = spr_str_of(l->k->ids[i]);
    spr_status st = spr_store_deadlines(store, id, on_deadline, l);
    if (st == SPR_OK) st = spr_store_entries(store, id, 1, on_entry, l);
    if (st != SPR_OK) return st;
  }
  return SPR_OK;
}

static spr_status verify(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_verify_options o = {.rebuild = true, .decide = true};
  (void)now;
  return spr_verify(desk, store, &o, ud);
}

static void test_killed(void **state) {
  static killing k;
  (void)state;
  k = (killing){.seed = 5, .now = AT(2026, 1, 7, 9)};
  memcpy(k.folder, "/tmp/town-XXXXXX", sizeof "/tmp/town-XXXXXX");
  assert_non_null(mkdtemp(k.folder));
  make_sites(&k);
  spr_engine *e = open_engine(&k);
  deploy(e, k.sites[0]);
  assert_int_equal(spr_engine_write(e, open_cases, &k), SPR_OK);
  spr_engine_close(e);
  for (int i = 1; i <= ROUNDS; i++) {
    uint64_t fired = 0;
    const char *site = k.sites[i % 2];
    deploy_and_die(&k, site, 1000 + (long)test_below(&k.seed, 60000));
    e = open_engine(&k);
    /* Nothing is due: what the tick does is to finish what was begun. */
    assert_int_equal(spr_engine_tick(e, SPR_NO_INSTANT, SPR_STR(""), &fired, NULL), SPR_OK);
    assert_int_equal(fired, 0);
    deploy(e, site); /* where it died before the first commit */
    looking l = {.k = &k, .site = i % 2};
    assert_int_equal(spr_engine_read(e, look, &l), SPR_OK);
    assert_int_equal(l.at, CASES);
    assert_int_equal(l.moved, CASES * i);
    spr_engine_close(e);
  }
  spr_verify_report r;
  e = open_engine(&k);
  assert_int_equal(spr_engine_inspect(e, verify, &r), SPR_OK);
  assert_int_equal(r.faults, 0);
  assert_int_equal(r.entries, CASES * (ROUNDS + 1));
  spr_engine_close(e);
  char command[64];
  snprintf(command, sizeof command, "rm -r %s", k.folder);
  assert_true(test_shell(command));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_killed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
