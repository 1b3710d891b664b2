/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "cases/engine.h"
#include "cases/verify.h"
#include "town_desk.h"

/* Restore drills on databases that nothing is sealed in: there an erased case could come back in clear. So
 * nothing is erased where no key file keeps the memory of it, and the first key file that a database is
 * opened with is its own from then on. */

typedef struct drill {
  town_desk t;
  spr_engine *e;
  int64_t now;
  uint64_t seed;
  char folder[40], why[SPR_MAX_MESSAGE_BYTES];
  char path[4][80]; /* of what is_at() gave last */
} drill;

static int64_t clock_of(void *ud) {
  return ((drill *)ud)->now;
}

static const char *is_at(drill *d, const char *name, int i) {
  snprintf(d->path[i], sizeof d->path[i], "%s/%s", d->folder, name);
  return d->path[i];
}

/* keys NULL: without a key file. */
static spr_status open_as(drill *d, const char *database, const char *keys) {
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = is_at(d, database, 0),
                          .keys = keys ? is_at(d, keys, 1) : NULL,
                          .master = keys ? is_at(d, "master", 2) : NULL,
                          .create = true,
                          .clock = clock_of,
                          .clock_ud = d,
                          .random = town_random,
                          .random_ud = &d->seed};
  return spr_engine_open(&o, &d->e, d->why);
}

static void opens(drill *d, const char *database, const char *keys) {
  spr_status st = open_as(d, database, keys);
  if (st != SPR_OK) fail_msg("%s: %s", spr_status_text(st), d->why);
}

static void closes(drill *d) {
  spr_engine_close(d->e);
  d->e = NULL;
}

/* The site of the other tests, but with nothing sensitive in it. */
static void make_site(drill *d) {
  char line[300];
  snprintf(
      line, sizeof line,
      "cp -r ../../data/towns %s/site && sed -i 's/, sensitive: true//' %s/site/workflows/relay/package.yaml",
      d->folder, d->folder);
  assert_true(test_shell(line));
  town_site_in(&d->t, is_at(d, "site", 3));
}

static int begin(void **state) {
  static drill d;
  d = (drill){.now = AT(2026, 1, 7, 9), .seed = 5};
  snprintf(d.folder, sizeof d.folder, "/tmp/town-XXXXXX");
  assert_non_null(mkdtemp(d.folder));
  make_site(&d);
  *state = &d;
  return 0;
}

static int end(void **state) {
  drill *d = *state;
  char line[80];
  closes(d);
  spr_library_free(d->t.library);
  spr_arena_release(&d->t.arena);
  snprintf(line, sizeof line, "rm -r %s", d->folder);
  assert_true(test_shell(line));
  return 0;
}

static void deploys(drill *d) {
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  assert_int_equal(spr_engine_deploy(d->e, d->t.library, SPR_STR("test"), &report, &why), SPR_OK);
  spr_buf_release(&why);
}

static void opens_case(drill *d, char id[SPR_CASE_ID_CHARS + 1]) {
  spr_engine_reply reply;
  spr_ask a = {.kind = SPR_IN_OPEN,
               .package = SPR_STR("relay"),
               .municipality = SPR_STR("alpha"),
               .by = SPR_STR("desk-alpha"),
               .occurred = SPR_NO_INSTANT};
  assert_int_equal(spr_engine_take(d->e, &a, &reply), SPR_OK);
  if (reply.told.kind != SPR_TOLD_DONE) fail_msg("%.*s", SPR_FMT(reply.told.reasons));
  memcpy(id, reply.told.id, SPR_CASE_ID_CHARS + 1);
  spr_engine_reply_release(&reply);
}

static spr_answer_kind erases(drill *d, const char *id) {
  spr_engine_reply reply;
  spr_upkeep u = {.kind = SPR_UPKEEP_ERASE, .id = spr_str_of(id), .reason = SPR_STR("over"), .force = true};
  assert_int_equal(spr_engine_upkeep(d->e, &u, &reply), SPR_OK);
  spr_answer_kind kind = reply.told.kind;
  spr_engine_reply_release(&reply);
  return kind;
}

static spr_status back_up(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_backup(store, ud);
}

typedef struct asked {
  const char *id;
  spr_case_state state;
  bool sealed;
} asked;

static spr_status state_of(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  asked *a = ud;
  spr_case_row row;
  spr_verify_options o = {.rebuild = true};
  spr_verify_report report;
  (void)now;
  spr_status st = spr_store_case(store, spr_str_of(a->id), &row);
  a->state = row.state;
  a->sealed = row.sealed;
  if (st == SPR_OK) st = spr_verify(desk, store, &o, &report);
  if (st == SPR_OK) assert_int_equal(report.faults, 0);
  return st;
}

static asked finds(drill *d, const char *id) {
  asked a = {.id = id};
  assert_int_equal(spr_engine_inspect(d->e, state_of, &a), SPR_OK);
  return a;
}

static void without_a_key_file_nothing_is_erased(void **state) {
  drill *d = *state;
  char id[SPR_CASE_ID_CHARS + 1];
  opens(d, "db", NULL);
  deploys(d);
  opens_case(d, id);
  assert_false(finds(d, id).sealed);
  assert_int_equal(erases(d, id), SPR_TOLD_NO_KEYS);
  assert_int_equal(finds(d, id).state, SPR_CASE_IS_OPEN);
}

/* The database never had a key file; then it gets one, erases, and an older copy takes its place. */
static void what_was_erased_stays_so_in_an_older_copy(void **state) {
  drill *d = *state;
  char a[SPR_CASE_ID_CHARS + 1], b[SPR_CASE_ID_CHARS + 1];
  opens(d, "db", NULL);
  deploys(d);
  opens_case(d, a);
  opens_case(d, b);
  assert_int_equal(spr_engine_inspect(d->e, back_up, (void *)(uintptr_t)is_at(d, "copy", 3)), SPR_OK);
  closes(d);
  opens(d, "db", "keys");
  assert_int_equal(erases(d, a), SPR_TOLD_DONE);
  closes(d);
  opens(d, "copy", "keys");
  assert_int_equal(finds(d, a).state, SPR_CASE_IS_ERASED);
  assert_int_equal(finds(d, b).state, SPR_CASE_IS_OPEN);
}

static void the_first_key_file_is_the_database_s_own(void **state) {
  drill *d = *state;
  opens(d, "db", NULL);
  deploys(d);
  closes(d);
  opens(d, "db", "keys");
  closes(d);
  opens(d, "other", "keys-of-another");
  closes(d);
  assert_int_equal(open_as(d, "db", "keys-of-another"), SPR_EINVAL);
  assert_non_null(strstr(d->why, "another database"));
  assert_int_equal(rename(is_at(d, "keys", 0), is_at(d, "away", 1)), 0);
  /* It is not made anew: no case's key would be in it. */
  assert_int_equal(open_as(d, "db", "keys"), SPR_ENOTFOUND);
  assert_non_null(strstr(d->why, "put it back"));
  assert_int_equal(access(is_at(d, "keys", 0), F_OK), -1);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
  const struct CMUnitTest tests[] = {
      T(without_a_key_file_nothing_is_erased),
      T(what_was_erased_stays_so_in_an_older_copy),
      T(the_first_key_file_is_the_database_s_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
