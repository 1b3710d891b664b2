/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/upkeep.h"
#include "cases/verify.h"
#include "town_desk.h"

/* What fails as it falls due, or as it comes from a linked case. */

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

typedef struct incident {
  uint32_t n, tries;
  uint64_t seq;
  char what[32], subject[64];
} incident;

static bool on_incident(void *ud, const spr_incident_row *row) {
  incident *i = ud;
  i->n++;
  i->tries = row->tries;
  i->seq = row->seq;
  snprintf(i->what, sizeof i->what, "%.*s", SPR_FMT(row->what));
  snprintf(i->subject, sizeof i->subject, "%.*s", SPR_FMT(row->subject));
  return true;
}

/* Of all cases together. */
static incident incidents(town_desk *t) {
  incident i = {.n = 0};
  assert_int_equal(spr_store_incidents(t->store, SPR_STR(""), on_incident, &i), SPR_OK);
  return i;
}

static void verify(town_desk *t) {
  spr_verify_options o = {.rebuild = true, .decide = true};
  spr_verify_report v;
  assert_int_equal(spr_verify(t->desk, t->store, &o, &v), SPR_OK);
  assert_int_equal(v.faults, 0);
}

static spr_entry_row entry(town_desk *t, const char *id, uint64_t seq) {
  spr_entry_row e;
  assert_int_equal(spr_store_entry(t->store, spr_str_of(id), seq, &e), SPR_OK);
  return e;
}

/* The first error in the body of an entry: its words, and the code behind "|". */
static void assert_error(town_desk *t, const char *id, uint64_t seq, const char *expected) {
  spr_entry_row e = entry(t, id, seq);
  spr_heap h = spr_heap_arena(&t->arena);
  spr_buf plain;
  spr_body body;
  spr_body_effect f;
  char found[200] = "";
  spr_buf_init(&plain, &spr_alloc_default, 1 << 20);
  assert_int_equal(spr_desk_body(t->desk, &e, &plain), SPR_OK);
  assert_int_equal(spr_body_read(&h, spr_buf_view(&plain), &body), SPR_OK);
  for (uint32_t i = 0; i < body.neffects && !*found; i++) {
    assert_int_equal(spr_body_next(&h, &body.effects, &f), SPR_OK);
    if (f.kind != SPR_E_ERROR) continue;
    snprintf(found, sizeof found, "%.*s|%.*s|%.*s:%u", SPR_FMT(f.text), SPR_FMT(f.text2), SPR_FMT(f.file),
             f.line);
  }
  assert_string_equal(found, expected);
  spr_buf_release(&plain);
}

static void an_incident_says_what_failed_why_and_where(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  town_take(t, a.id, "fail_later", "desk-alpha");
  town_tick(t, AT(2026, 1, 7, 10) + 1);
  incident i = incidents(t);
  assert_string_equal(i.what, "timer");
  assert_string_equal(i.subject, "failing after 1 hour");
  assert_int_equal(i.seq, 3);
  assert_int_equal(entry(t, a.id, 3).kind, SPR_JOURNAL_INCIDENT);
  assert_str(entry(t, a.id, 3).place, "workflows/relay/main.yaml:49");
  assert_error(
      t, a.id, 3,
      "attempt to perform arithmetic on a nil value (field 'note')|error|workflows/relay/main.yaml:49");
  verify(t);
}

static void an_incident_goes_with_what_was_to_happen(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  town_take(t, a.id, "fail_later", "desk-alpha");
  town_tick(t, AT(2026, 1, 7, 12));
  assert_int_equal(incidents(t).n, 1);
  town_take(t, a.id, "finish", "desk-alpha");
  assert_int_equal(incidents(t).n, 0);
  verify(t);
}

/* The pauses grow, and so the journal does not. */
static void an_unchanged_failure_is_a_few_entries_a_year(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  spr_loaded l;
  town_take(t, a.id, "fail_later", "desk-alpha");
  town_tick(t, AT(2027, 1, 7, 12));
  uint32_t first = incidents(t).tries;
  assert_in_range(first, 15, 25);
  town_tick(t, AT(2028, 1, 7, 12));
  assert_in_range(incidents(t).tries - first, 10, 12);
  assert_int_equal(spr_desk_load(t->desk, spr_str_of(a.id), &l), SPR_OK);
  assert_int_equal(l.row.seq, 2 + incidents(t).tries);
  spr_loaded_release(&l);
}

static void a_deploy_of_another_environment_tries_again_once(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  town_take(t, a.id, "fail_later", "desk-alpha");
  town_tick(t, AT(2026, 1, 7, 10) + 1);
  assert_int_equal(incidents(t).tries, 1);
  town_deploy(t);
  town_recount(t);
  assert_int_equal(incidents(t).tries, 1);
  town_changed(t, "sed -i 's/^holidays: .*/holidays: [{on: 01-09, title: New, basis: none}]/' "
                  "workflows/calendars/xx.yaml");
  town_deploy(t);
  town_recount(t);
  assert_int_equal(incidents(t).tries, 2);
  assert_int_equal(entry(t, a.id, 4).kind, SPR_JOURNAL_RETRIED);
  assert_int_equal(incidents(t).seq, 5);
  town_recount(t);
  assert_int_equal(incidents(t).tries, 2);
  verify(t);
}

static bool on_link(void *ud, const spr_link_row *row) {
  snprintf(ud, SPR_CASE_ID_CHARS + 1, "%.*s", SPR_FMT(row->id));
  return true;
}

static void a_message_that_fails_is_an_incident_of_its_target(void **state) {
  town_desk *t = *state;
  char child[SPR_CASE_ID_CHARS + 1] = "";
  spr_told told;
  town_changed(
      t, "sed -i \"s/told: *{to: told}/told: {do: [{run: error('deaf')}]}/\" workflows/relay/child.yaml");
  town_deploy(t);
  spr_told a = town_new(t, "alpha", "beta");
  town_take(t, a.id, "open_other", "desk-alpha");
  assert_int_equal(spr_store_links(t->store, spr_str_of(a.id), on_link, child), SPR_OK);
  town_take(t, a.id, "tell", "desk-alpha");
  incident i = incidents(t);
  assert_int_equal(i.n, 1);
  assert_string_equal(i.what, "told");
  assert_string_equal(i.subject, "parent");
  assert_str(entry(t, child, i.seq).event, "told");
  assert_error(t, child, i.seq, "deaf|error|workflows/relay/child.yaml:10");
  town_tick(t, t->now + SPR_FIRST_RETRY_MS);
  assert_int_equal(incidents(t).tries, 2);
  /* The target's incidents are tried by hand where they are seen. */
  spr_upkeep again = {.kind = SPR_UPKEEP_RETRY, .id = spr_str_of(child)};
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_upkeep(t->desk, &again, t->now, &told), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  assert_int_equal(told.kind, SPR_TOLD_DONE);
  assert_int_equal(incidents(t).tries, 3);
  verify(t);
  town_take(t, child, "finish", "desk-beta");
  town_tick(t, t->now + SPR_DAILY_RETRY_MS);
  assert_int_equal(incidents(t).n, 0);
  verify(t);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {
      T(an_incident_says_what_failed_why_and_where),
      T(an_incident_goes_with_what_was_to_happen),
      T(an_unchanged_failure_is_a_few_entries_a_year),
      T(a_deploy_of_another_environment_tries_again_once),
      T(a_message_that_fails_is_an_incident_of_its_target),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
