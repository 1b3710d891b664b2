/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/body.h"
#include "cases/erase.h"
#include "cases/verify.h"
#include "town_desk.h"

/* Hold, retry, links by hand, and erasing: on a file, with its key file. */

static void open_files(town_desk *t, const char *database) {
  char path[64], master[64], why[SPR_MAX_MESSAGE_BYTES] = "";
  snprintf(path, sizeof path, "%s/%s", t->folder, database);
  spr_store_options so = {.alloc = &spr_alloc_default, .path = path, .mode = SPR_STORE_CREATE};
  if (spr_store_open(&so, &t->store, why) != SPR_OK) fail_msg("store: %s", why);
  snprintf(path, sizeof path, "%s/keys", t->folder);
  snprintf(master, sizeof master, "%s/master", t->folder);
  spr_keys_options ko = {.alloc = &spr_alloc_default,
                         .path = path,
                         .master = master,
                         .create = true,
                         .random = town_random,
                         .random_ud = &t->seed};
  if (spr_keys_open(&ko, &t->keys, why) != SPR_OK) fail_msg("keys: %s", why);
  spr_desk_options o = {.alloc = &spr_alloc_default,
                        .store = t->store,
                        .keys = t->keys,
                        .random = town_random,
                        .random_ud = &t->seed};
  assert_int_equal(spr_desk_new(&o, &t->desk), SPR_OK);
}

static void close_files(town_desk *t) {
  spr_desk_free(t->desk);
  spr_keys_close(t->keys);
  spr_store_close(t->store);
}

static int open_town(void **state) {
  static town_desk t;
  t = (town_desk){.now = AT(2026, 1, 7, 9), .seed = 1};
  town_site(&t);
  snprintf(t.folder, sizeof t.folder, "/tmp/town-XXXXXX");
  assert_non_null(mkdtemp(t.folder));
  open_files(&t, "db");
  town_deploy(&t);
  *state = &t;
  return 0;
}

static int close_town(void **state) {
  town_close(*state);
  return 0;
}

static spr_told keep(town_desk *t, spr_upkeep u) {
  spr_told told;
  u.actor = SPR_STR("test");
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_upkeep(t->desk, &u, t->now, &told), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  return told;
}

static spr_told keep_id(town_desk *t, spr_upkeep_kind kind, const char *id, const char *reason, bool force) {
  return keep(t,
              (spr_upkeep){.kind = kind, .id = spr_str_of(id), .reason = spr_str_of(reason), .force = force});
}

static void erase(town_desk *t, const char *id) {
  spr_told told = keep_id(t, SPR_UPKEEP_ERASE, id, "the time is over", true);
  if (told.kind != SPR_TOLD_DONE) fail_msg("not erased: %.*s", SPR_FMT(told.reasons));
  bool lingers;
  assert_int_equal(spr_erase_finish(t->desk, &lingers), SPR_OK);
}

static void on_found(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos) {
  (void)ud;
  fail_msg("%s: %.*s/%u at %u", what, SPR_FMT(id), (unsigned)seq, (unsigned)pos);
}

static void verify(town_desk *t) {
  spr_verify_options o = {.rebuild = true, .decide = true, .found = on_found};
  spr_verify_report r;
  assert_int_equal(spr_verify(t->desk, t->store, &o, &r), SPR_OK);
  assert_int_equal(r.faults, 0);
}

typedef struct bodies {
  town_desk *t;
  uint32_t there;
  char last[200]; /* the reason in the last one */
} bodies;

static bool on_entry(void *ud, const spr_entry_row *e) {
  bodies *b = ud;
  spr_buf plain;
  spr_body body;
  b->there += e->body.n > 0;
  if (e->kind != SPR_JOURNAL_ERASED) return true;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 1 << 20);
  spr_heap h = spr_heap_arena(&a);
  spr_buf_init(&plain, &spr_alloc_default, 1 << 20);
  assert_int_equal(spr_desk_body(b->t->desk, e, &plain), SPR_OK);
  assert_int_equal(spr_body_read(&h, spr_buf_view(&plain), &body), SPR_OK);
  snprintf(b->last, sizeof b->last, "%.*s", SPR_FMT(body.reason));
  spr_buf_release(&plain);
  spr_arena_release(&a);
  return true;
}

static void assert_gone(town_desk *t, const char *id, const char *reason) {
  bodies b = {.t = t};
  spr_case_row row;
  spr_key_state key;
  assert_int_equal(spr_store_case(t->store, spr_str_of(id), &row), SPR_OK);
  assert_int_equal(row.state, SPR_CASE_IS_ERASED);
  assert_int_equal(row.snapshot.n, 0);
  assert_int_equal(spr_store_entries(t->store, spr_str_of(id), 1, on_entry, &b), SPR_OK);
  assert_int_equal(b.there, 1);
  assert_string_equal(b.last, reason);
  assert_int_equal(spr_keys_state(t->keys, spr_str_of(id), &key), SPR_OK);
  assert_int_equal(key, SPR_KEY_ERASED);
  assert_int_equal(town_send(t, id, "finish", "desk-alpha").kind, SPR_TOLD_ERASED);
  verify(t);
}

static void an_erased_case_is_gone_and_its_skeletons_verify(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL), b = town_new(t, "alpha", NULL);
  town_take(t, a.id, "fail_later", "desk-alpha");
  town_tick(t, AT(2026, 1, 7, 12));
  assert_int_equal(keep_id(t, SPR_UPKEEP_ERASE, a.id, "x", false).kind, SPR_TOLD_KEPT);
  erase(t, a.id);
  assert_gone(t, a.id, "the time is over");
  assert_int_equal(keep_id(t, SPR_UPKEEP_ERASE, a.id, "x", true).kind, SPR_TOLD_ERASED);
  assert_int_equal(keep_id(t, SPR_UPKEEP_HOLD, a.id, "x", true).kind, SPR_TOLD_ERASED);
  assert_int_equal(keep_id(t, SPR_UPKEEP_ERASE, "none", "x", true).kind, SPR_TOLD_NO_CASE);
  assert_int_equal(keep_id(t, SPR_UPKEEP_ERASE, b.id, "", true).kind, SPR_TOLD_REFUSED);
  town_take(t, b.id, "fail_later", "desk-alpha");
}

/* Whoever writes for long is no reader: then the key is still there, and nobody is told that it is gone. */
static void a_writer_of_the_keys_keeps_a_case_from_being_gone(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  char path[64], master[64], why[SPR_MAX_MESSAGE_BYTES] = "";
  bool lingers = true;
  spr_key_state key;
  spr_keys *other;
  snprintf(path, sizeof path, "%s/keys", t->folder);
  snprintf(master, sizeof master, "%s/master", t->folder);
  spr_keys_options o = {.alloc = &spr_alloc_default,
                        .path = path,
                        .master = master,
                        .random = town_random,
                        .random_ud = &t->seed};
  if (spr_keys_open(&o, &other, why) != SPR_OK) fail_msg("keys: %s", why);
  assert_int_equal(spr_keys_begin(other), SPR_OK);
  keep_id(t, SPR_UPKEEP_ERASE, a.id, "the time is over", true);
  assert_int_equal(spr_erase_finish(t->desk, &lingers), SPR_EBUSY);
  assert_false(lingers);
  spr_keys_abandon(other);
  assert_int_equal(spr_keys_state(t->keys, spr_str_of(a.id), &key), SPR_OK);
  assert_int_equal(key, SPR_KEY_THERE);
  assert_int_equal(spr_keys_look(other), SPR_OK);
  assert_int_equal(spr_erase_finish(t->desk, &lingers), SPR_OK);
  assert_true(lingers);
  spr_keys_looked(other);
  spr_keys_close(other);
  assert_int_equal(spr_erase_finish(t->desk, &lingers), SPR_OK);
  assert_false(lingers);
  assert_gone(t, a.id, "the time is over");
}

/* It is an entry like others for whoever verifies: the chain, the rows, and each step decided again. */
static void an_emergency_verifies(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  spr_ask ask = {.kind = SPR_IN_NOTE,
                 .emergency = true,
                 .id = spr_str_of(a.id),
                 .by = SPR_STR("guard-alpha"),
                 .reason = SPR_STR("somebody is in danger")};
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_DONE);
  town_take(t, a.id, "tick", "desk-alpha");
  town_take(t, a.id, "finish", "desk-alpha");
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_DONE); /* after the end, too */
  verify(t);
  erase(t, a.id);
  assert_gone(t, a.id, "the time is over");
}

static void a_case_under_hold_is_not_erased(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  assert_int_equal(keep_id(t, SPR_UPKEEP_RELEASE, a.id, "x", false).kind, SPR_TOLD_REFUSED);
  assert_int_equal(keep_id(t, SPR_UPKEEP_HOLD, a.id, "a court asks", false).kind, SPR_TOLD_DONE);
  assert_int_equal(keep_id(t, SPR_UPKEEP_HOLD, a.id, "x", false).kind, SPR_TOLD_REFUSED);
  town_take(t, a.id, "fail_later", "desk-alpha");
  assert_int_equal(keep_id(t, SPR_UPKEEP_ERASE, a.id, "x", true).kind, SPR_TOLD_KEPT);
  verify(t);
  assert_int_equal(keep_id(t, SPR_UPKEEP_RELEASE, a.id, "the court is done", false).kind, SPR_TOLD_DONE);
  erase(t, a.id);
  assert_gone(t, a.id, "the time is over");
}

static void a_half_done_one_is_finished(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL), b = town_new(t, "alpha", NULL);
  assert_int_equal(keep_id(t, SPR_UPKEEP_ERASE, a.id, "cut short", true).kind, SPR_TOLD_DONE);
  assert_int_equal(town_send(t, a.id, "finish", "desk-alpha").kind, SPR_TOLD_ERASED);
  verify(t);
  assert_int_equal(keep_id(t, SPR_UPKEEP_ERASE, b.id, "cut later", true).kind, SPR_TOLD_DONE);
  assert_int_equal(spr_keys_erase(t->keys, spr_str_of(b.id)), SPR_OK);
  verify(t);
  close_files(t);
  open_files(t, "db");
  assert_int_equal(spr_erase_recover(t->desk, NULL, t->now), SPR_OK);
  assert_gone(t, a.id, "cut short");
  assert_gone(t, b.id, "cut later");
}

static void a_restore_does_not_bring_it_back(void **state) {
  town_desk *t = *state;
  char copy[64];
  spr_told a = town_new(t, "alpha", NULL), b = town_new(t, "alpha", NULL);
  assert_int_equal(keep_id(t, SPR_UPKEEP_HOLD, a.id, "a court asks", false).kind, SPR_TOLD_DONE);
  snprintf(copy, sizeof copy, "%s/copy", t->folder);
  assert_int_equal(spr_store_backup(t->store, copy), SPR_OK);
  assert_int_equal(keep_id(t, SPR_UPKEEP_RELEASE, a.id, "x", false).kind, SPR_TOLD_DONE);
  erase(t, a.id);
  close_files(t);
  open_files(t, "copy");
  assert_int_equal(spr_erase_recover(t->desk, NULL, t->now), SPR_OK);
  assert_gone(t, a.id,
              "the case was erased at 2026-01-07T09:00:00Z, after this copy of the database was made; why is "
              "not known here");
  assert_int_equal(spr_erase_recover(t->desk, NULL, t->now), SPR_OK);
  town_take(t, b.id, "fail_later", "desk-alpha");
  verify(t);
}

/* The database that the copy takes the place of knows why, and by whom. */
static void a_restore_keeps_the_reason(void **state) {
  town_desk *t = *state;
  char path[64];
  spr_store *former;
  spr_entry_row e;
  spr_told a = town_new(t, "alpha", NULL);
  snprintf(path, sizeof path, "%s/copy", t->folder);
  assert_int_equal(spr_store_backup(t->store, path), SPR_OK);
  erase(t, a.id);
  close_files(t);
  open_files(t, "copy");
  snprintf(path, sizeof path, "%s/db", t->folder);
  spr_store_options o = {.alloc = &spr_alloc_default, .path = path, .mode = SPR_STORE_READ};
  assert_int_equal(spr_store_open(&o, &former, NULL), SPR_OK);
  assert_int_equal(spr_store_entry(former, spr_str_of(a.id), 2, &e), SPR_OK);
  assert_int_equal(e.kind, SPR_JOURNAL_ERASED);
  assert_int_equal(spr_erase_recover(t->desk, former, t->now + 1000), SPR_OK);
  spr_store_close(former);
  assert_gone(t, a.id,
              "the time is over (erased at 2026-01-07T09:00:00Z, after this copy of the database was made)");
  verify(t);
}

/* Who asks again has the case neither opened anew nor told what it was. */
static void what_opened_an_erased_case_opens_no_other(void **state) {
  town_desk *t = *state;
  spr_ask ask = {.kind = SPR_IN_OPEN,
                 .package = SPR_STR("relay"),
                 .municipality = SPR_STR("alpha"),
                 .actor = SPR_STR("test"),
                 .key = SPR_STR("once")};
  spr_told a = town_ask(t, ask);
  assert_int_equal(a.kind, SPR_TOLD_DONE);
  erase(t, a.id);
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_ERASED);
}

static void the_answers_of_an_erased_case_go(void **state) {
  town_desk *t = *state;
  spr_answer_row row;
  spr_told a = town_new(t, "alpha", NULL);
  spr_ask ask = {.kind = SPR_IN_EVENT,
                 .id = spr_str_of(a.id),
                 .name = SPR_STR("fail_later"),
                 .by = SPR_STR("desk-alpha"),
                 .principal = SPR_STR("p"),
                 .key = SPR_STR("Adela Zmyslona 85010112345")};
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_DONE);
  assert_true(town_ask(t, ask).again);
  assert_int_equal(spr_store_answer(t->store, ask.principal, ask.key, &row),
                   SPR_ENOTFOUND); /* only its hash is kept */
  erase(t, a.id);
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_ERASED);
}

typedef struct other {
  char id[32];
} other;

static bool on_link(void *ud, const spr_link_row *row) {
  snprintf(((other *)ud)->id, sizeof((other *)ud)->id, "%.*s", SPR_FMT(row->id));
  return true;
}

static void what_is_sent_to_an_erased_case_comes_back(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", "beta");
  town_take(t, a.id, "open_other", "desk-alpha");
  other child = {{0}};
  assert_int_equal(spr_store_links(t->store, spr_str_of(a.id), on_link, &child), SPR_OK);
  erase(t, child.id);
  (void)town_send(t, a.id, "tell", "desk-alpha");
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.messages, 0);
  verify(t);
  /* The other way round: the child's word reaches nobody, and it goes on. */
  spr_told b = town_new(t, "alpha", "beta");
  town_take(t, b.id, "open_other", "desk-alpha");
  assert_int_equal(spr_store_links(t->store, spr_str_of(b.id), on_link, &child), SPR_OK);
  erase(t, b.id);
  town_take(t, child.id, "finish", "desk-beta");
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.messages, 0);
  verify(t);
}

static void cases_are_linked_by_hand(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL), b = town_new(t, "beta", NULL), c = town_new(t, "alpha", NULL);
  spr_upkeep u = {
      .kind = SPR_UPKEEP_LINK, .id = spr_str_of(a.id), .other = spr_str_of(b.id), .name = SPR_STR("other")};
  assert_int_equal(keep(t, u).kind, SPR_TOLD_DONE);
  assert_int_equal(keep(t, u).kind, SPR_TOLD_REFUSED); /* it has a parent now */
  u.name = SPR_STR("unknown");
  u.other = spr_str_of(c.id);
  assert_int_equal(keep(t, u).kind, SPR_TOLD_REFUSED);
  u.name = SPR_STR("other");
  u.other = spr_str_of(a.id);
  assert_int_equal(keep(t, u).kind, SPR_TOLD_REFUSED);
  u.other = SPR_STR("none");
  assert_int_equal(keep(t, u).kind, SPR_TOLD_NO_CASE);
  other found = {{0}};
  assert_int_equal(spr_store_links(t->store, spr_str_of(a.id), on_link, &found), SPR_OK);
  assert_string_equal(found.id, b.id);
  town_take(t, b.id, "fail_later", "desk-beta");
  town_take(t, b.id, "finish", "desk-beta"); /* the end is told */
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.messages, 0);
  verify(t);
}

static bool on_incident(void *ud, const spr_incident_row *row) {
  *(uint32_t *)ud = row->tries;
  return true;
}

static uint32_t tries(town_desk *t, const char *id) {
  uint32_t n = 0;
  assert_int_equal(spr_store_incidents(t->store, spr_str_of(id), on_incident, &n), SPR_OK);
  return n;
}

static void an_incident_is_tried_again_at_once(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  assert_int_equal(keep_id(t, SPR_UPKEEP_RETRY, a.id, "", false).kind, SPR_TOLD_REFUSED);
  town_take(t, a.id, "fail_later", "desk-alpha");
  town_tick(t, AT(2026, 1, 7, 10) + 1);
  assert_int_equal(tries(t, a.id), 1);
  t->now += 1000;
  assert_int_equal(keep_id(t, SPR_UPKEEP_RETRY, a.id, "", false).kind, SPR_TOLD_DONE);
  assert_int_equal(tries(t, a.id), 2);
  assert_int_equal(town_tick(t, t->now), 0);
  verify(t);
}

static void nobody_acts_as_an_institution_that_is_none(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  spr_ask ask = {.kind = SPR_IN_EVENT,
                 .id = spr_str_of(a.id),
                 .name = SPR_STR("fail_later"),
                 .by = SPR_STR("Adela Zmyslona"),
                 .operator= true };
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_REFUSED);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {
      T(an_erased_case_is_gone_and_its_skeletons_verify),
      T(a_writer_of_the_keys_keeps_a_case_from_being_gone),
      T(an_emergency_verifies),
      T(a_case_under_hold_is_not_erased),
      T(a_half_done_one_is_finished),
      T(a_restore_does_not_bring_it_back),
      T(a_restore_keeps_the_reason),
      T(the_answers_of_an_erased_case_go),
      T(what_opened_an_erased_case_opens_no_other),
      T(what_is_sent_to_an_erased_case_comes_back),
      T(cases_are_linked_by_hand),
      T(an_incident_is_tried_again_at_once),
      T(nobody_acts_as_an_institution_that_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
