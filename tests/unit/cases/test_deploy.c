/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

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

/* The site anew, from a copy that a shell command has changed. */
static void changed_site(town_desk *t, const char *edit) {
  char command[512], folder[64];
  spr_library_free(t->library);
  spr_arena_release(&t->arena);
  snprintf(folder, sizeof folder, "%s/site", t->folder);
  snprintf(command, sizeof command, "cp -r ../../data/towns %s && cd %s && %s", folder, folder, edit);
  assert_true(test_shell(command));
  town_site_in(t, folder);
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

static bool on_deadline(void *ud, const spr_deadline_row *d) {
  if (spr_str_is(d->path, "open")) *(spr_instant *)ud = d->at;
  return true;
}

static spr_instant end_of_open(town_desk *t, const char *id) {
  spr_duty_filter f = {.id = spr_str_of(id), .due_by = SPR_NO_INSTANT, .limit = 100};
  spr_instant at = SPR_NO_INSTANT;
  assert_int_equal(spr_store_deadlines(t->store, &f, on_deadline, &at), SPR_OK);
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
  changed_site(t, "sed -i 's/^holidays: .*/holidays: [{on: 01-09, title: New, basis: none}]/' "
                  "workflows/calendars/xx.yaml");
  assert_int_equal(deploy(t, &report, &why), SPR_OK);
  assert_true(report.environment);
  assert_int_equal(report.changed, 0);
  assert_int_equal(report.cases, 1);
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
  changed_site(t, "sed -i 's/desk-alpha/desk-new/' scripts/alpha/municipality.yaml");
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
  changed_site(t,
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

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {
      T(a_new_holiday_moves_open_deadlines_and_says_so),
      T(a_responsible_institution_cannot_vanish),
      T(a_case_keeps_its_definition),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
