/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify.h"
#include "town_desk.h"

/* Deploying over open cases: what changes in them, and what is refused. */

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

static spr_status deploy(town_desk *t, spr_deploy_report *report, spr_buf *why) {
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  spr_status st = spr_deploy(t->desk, t->library, t->now, SPR_STR("test"), report, why);
  if (st == SPR_OK)
    assert_int_equal(spr_store_commit(t->store), SPR_OK);
  else
    spr_store_abandon(t->store);
  return st;
}

static spr_recounted recount_all(town_desk *t) {
  spr_recounted r = {.more = true}, all = {.moved = 0};
  while (r.more) {
    r = town_recount(t);
    all.moved += r.moved;
    all.passed = r.passed;
  }
  return all;
}

static bool on_deadline(void *ud, const spr_deadline_row *d) {
  if (spr_str_is(d->path, "open")) *(spr_instant *)ud = d->at;
  return true;
}

static spr_instant end_of_open(town_desk *t, const char *id) {
  spr_instant at = SPR_NO_INSTANT;
  assert_int_equal(spr_store_deadlines(t->store, spr_str_of(id), on_deadline, &at), SPR_OK);
  return at;
}

static void a_new_holiday_moves_open_deadlines_and_says_so(void **state) {
  town_desk *t = *state;
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  spr_told a = town_new(t, "alpha", NULL), b = town_new(t, "alpha", NULL);
  town_take(t, b.id, "fail_later", "desk-alpha"); /* has no deadline any more */
  assert_int_equal(end_of_open(t, a.id), AT(2026, 1, 12, 23));
  town_changed(t, "sed -i 's/^holidays: .*/holidays: [{on: 01-09, title: New, basis: none}]/' "
                  "workflows/calendars/xx.yaml");
  assert_int_equal(deploy(t, &report, &why), SPR_OK);
  assert_true(report.environment);
  assert_int_equal(report.changed, 0);
  assert_int_equal(recount_all(t).moved, 1);
  assert_int_equal(end_of_open(t, a.id), AT(2026, 1, 13, 23));
  spr_entry_row e;
  assert_int_equal(spr_store_entry(t->store, spr_str_of(a.id), 2, &e), SPR_OK);
  assert_int_equal(e.kind, SPR_JOURNAL_ENVIRONMENT);
  assert_str(e.actor, "test");
  spr_verify_options o = {.rebuild = true, .decide = true};
  spr_verify_report v;
  assert_int_equal(spr_verify(t->desk, t->store, &o, &v), SPR_OK);
  assert_int_equal(v.faults, 0);
  spr_buf_release(&why);
}

static void a_responsible_institution_cannot_vanish(void **state) {
  town_desk *t = *state;
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  town_new(t, "alpha", NULL);
  town_changed(t, "sed -i 's/desk-alpha/desk-new/' scripts/alpha/municipality.yaml");
  assert_int_equal(deploy(t, &report, &why), SPR_EREFUSED);
  assert_string_equal(why.p, "desk-alpha (alpha): responsible for 1 open case\n");
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.entries, 1);
  spr_buf_release(&why);
}

/* An open case goes on under the definition with which it began; a new one begins under the new one. */
static void a_case_keeps_its_definition(void **state) {
  town_desk *t = *state;
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  spr_told a = town_new(t, "alpha", NULL);
  town_changed(t,
               "sed -i 's/^      fail_later:  failing/      fail_later:  closed/' workflows/relay/main.yaml");
  assert_int_equal(deploy(t, &report, &why), SPR_OK);
  assert_int_equal(report.changed, 2);
  assert_false(report.environment);
  spr_told b = town_new(t, "alpha", NULL);
  town_take(t, a.id, "fail_later", "desk-alpha");
  town_take(t, b.id, "fail_later", "desk-alpha");
  spr_case_row row;
  assert_int_equal(spr_store_case(t->store, spr_str_of(a.id), &row), SPR_OK);
  assert_str(row.configuration, "failing");
  assert_int_equal(spr_store_case(t->store, spr_str_of(b.id), &row), SPR_OK);
  assert_int_equal(row.state, SPR_CASE_IS_ENDED);
  spr_buf_release(&why);
}

/* -- many cases, crashes -------------------------------------------------------------------------------- */

#define HOLIDAY                                                                                              \
  "sed -i 's/^holidays: .*/holidays: [{on: 01-09, title: New, basis: none}]/' workflows/calendars/xx.yaml"
enum { MANY = 2 * SPR_RECOUNT_CASES + 30 };
static char ids[MANY][SPR_CASE_ID_CHARS + 1];

static void open_many(town_desk *t) {
  for (int i = 0; i < MANY; i++) memcpy(ids[i], town_new(t, "alpha", NULL).id, sizeof ids[i]);
}

static uint32_t moved(town_desk *t) {
  uint32_t n = 0;
  for (int i = 0; i < MANY; i++) {
    spr_case_row row;
    assert_int_equal(spr_store_case(t->store, spr_str_of(ids[i]), &row), SPR_OK);
    assert_true(row.seq <= 2);
    n += row.seq == 2;
  }
  return n;
}

static void deploy_change(town_desk *t, const char *edit) {
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  town_changed(t, edit);
  assert_int_equal(deploy(t, &report, &why), SPR_OK);
  assert_true(report.environment);
  spr_buf_release(&why);
}

/* The desk as it is in a process that starts. */
static void start_again(town_desk *t, spr_keys *keys) {
  spr_desk_options o = {.alloc = &spr_alloc_default,
                        .store = t->store,
                        .keys = keys,
                        .random = town_random,
                        .random_ud = &t->seed};
  spr_desk_free(t->desk);
  assert_int_equal(spr_desk_new(&o, &t->desk), SPR_OK);
}

static void assert_true_to_itself(town_desk *t) {
  spr_verify_options o = {.rebuild = true, .decide = true};
  spr_verify_report v;
  assert_int_equal(spr_verify(t->desk, t->store, &o, &v), SPR_OK);
  assert_int_equal(v.faults, 0);
}

static void each_batch_is_bounded(void **state) {
  town_desk *t = *state;
  open_many(t);
  deploy_change(t, HOLIDAY);
  assert_int_equal(moved(t), 0); /* not on the way of the deploy itself */
  spr_recounted r = town_recount(t);
  assert_int_equal(r.moved, SPR_RECOUNT_CASES);
  assert_true(r.more);
  /* In between a case goes on, under the new calendar. */
  town_take(t, ids[MANY - 1], "fail_later", "desk-alpha");
  assert_int_equal(town_recount(t).moved, SPR_RECOUNT_CASES);
  r = town_recount(t);
  assert_int_equal(r.moved, MANY - 2 * SPR_RECOUNT_CASES - 1);
  assert_false(r.more);
  assert_int_equal(town_recount(t).moved, 0);
  assert_true_to_itself(t);
}

static void an_abandoned_batch_is_done_again(void **state) {
  town_desk *t = *state;
  spr_recounted r;
  open_many(t);
  deploy_change(t, HOLIDAY);
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_recount(t->desk, t->now, &r), SPR_OK);
  spr_store_abandon(t->store);
  spr_desk_ended(t->desk, false);
  assert_int_equal(recount_all(t).moved, MANY);
  assert_int_equal(moved(t), MANY);
}

/* Whoever ticks next, in another process too, goes on with it. */
static void what_a_crash_cut_short_is_finished(void **state) {
  town_desk *t = *state;
  open_many(t);
  deploy_change(t, HOLIDAY);
  town_recount(t);
  start_again(t, t->keys);
  town_tick(t, t->now);
  assert_int_equal(moved(t), MANY);
  assert_int_equal(town_recount(t).moved, 0);
  start_again(t, t->keys);
  assert_int_equal(recount_all(t).moved, 0);
  assert_true_to_itself(t);
}

/* The days that were counted already are counted once more. */
static void another_deploy_takes_it_over(void **state) {
  town_desk *t = *state;
  open_many(t);
  deploy_change(t, HOLIDAY);
  town_recount(t);
  deploy_change(t,
                "sed -i 's/^holidays: .*/holidays: [{on: 01-09, title: New, basis: none}, {on: 01-12, title: "
                "Newer, basis: none}]/' workflows/calendars/xx.yaml");
  assert_int_equal(recount_all(t).moved, MANY);
  for (int i = 0; i < MANY; i++) assert_int_equal(end_of_open(t, ids[i]), AT(2026, 1, 14, 23));
  assert_true_to_itself(t);
}

static void what_has_no_key_here_is_left_to_others(void **state) {
  town_desk *t = *state;
  open_many(t);
  start_again(t, NULL);
  deploy_change(t, HOLIDAY);
  assert_int_equal(recount_all(t).passed, MANY);
  assert_false(town_recount(t).more); /* and not again and again */
  assert_int_equal(moved(t), 0);
  start_again(t, t->keys);
  spr_recounted r = recount_all(t);
  assert_int_equal(r.moved, MANY);
  assert_int_equal(r.passed, 0);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {
      T(a_new_holiday_moves_open_deadlines_and_says_so),
      T(a_responsible_institution_cannot_vanish),
      T(a_case_keeps_its_definition),
      T(each_batch_is_bounded),
      T(an_abandoned_batch_is_done_again),
      T(what_a_crash_cut_short_is_finished),
      T(another_deploy_takes_it_over),
      T(what_has_no_key_here_is_left_to_others),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
