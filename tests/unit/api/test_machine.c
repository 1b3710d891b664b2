/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

static const char *const lamp =
    "start: \"2026-01-07 10:00\"\n"
    "initial: off\n"
    "fields: {count: {type: integer, default: 0}, when: {type: datetime}}\n"
    "hooks: {}\n"
    "states:\n"
    "  off: {on: {press: {to: on, do: [{set: {count: =case.count + 1}}, {run: \"log('pressed')\"}]}}}\n"
    "  on:\n"
    "    tasks: {check: {title: Check}}\n"
    "    after: {2 hours: off}\n"
    "    on:\n"
    "      press: {when: event.data.really, to: off}\n"
    "      mark: {do: [{set: {when: =now}}]}\n"
    "      break: {to: broken}\n"
    "  broken: {final: true, outcome: dark}\n";

static sprawa_machine *start(sprawa_definitions *d) {
  sprawa_error e;
  sprawa_machine *m = NULL;
  expect_ok(sprawa_machine_start(d, NULL, &m, &e), &e);
  return m;
}

static sprawa_value *really(bool yes) {
  const char *name = "really";
  sprawa_value *v = sprawa_value_boolean(NULL, yes);
  return sprawa_value_record(NULL, 1, &name, &v);
}

static void a_machine_steps_and_tells_where_it_stands(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = read_workflow(lamp);
  sprawa_machine *m = start(d);
  assert_string_equal(sprawa_machine_state(m, 0), "off");
  assert_null(sprawa_machine_state(m, 1));
  assert_true(sprawa_machine_is_in(m, "off"));
  assert_false(sprawa_machine_is_in(m, "on"));
  assert_false(sprawa_machine_is_in(m, "nonsense"));
  expect_ok(sprawa_machine_send(m, "press", NULL, NULL, &e), &e);
  assert_string_equal(sprawa_machine_state(m, 0), "on");
  assert_string_equal(sprawa_machine_log(m, 0), "pressed");
  assert_null(sprawa_machine_log(m, 1));
  expect_json(sprawa_machine_field(m, "count"), "1");
  expect_json(sprawa_machine_field(m, "nothing"), "null");
  int64_t before = sprawa_machine_time(m);
  expect_ok(sprawa_machine_send(m, "mark", NULL, NULL, &e), &e);
  assert_null(sprawa_machine_log(m, 0));
  expect_json(sprawa_machine_fields(m), "{\"count\":1,\"when\":\"2026-01-07T10:00:00Z\"}");
  expect_ok(sprawa_machine_advance(m, "119 minutes", &e), &e);
  assert_true(sprawa_machine_is_in(m, "on"));
  expect_ok(sprawa_machine_advance(m, "PT60S", &e), &e);
  assert_true(sprawa_machine_is_in(m, "off"));
  assert_int_equal(sprawa_machine_time(m) - before, 7200000);
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
}

static void a_refusal_gives_its_reasons_and_changes_nothing(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = read_workflow(lamp);
  sprawa_machine *m = start(d);
  sprawa_code code = sprawa_machine_send(m, "nonsense", NULL, NULL, &e);
  expect_error(code, &e, SPRAWA_REFUSED, "no-transition", "nonsense");
  expect_ok(sprawa_machine_send(m, "press", NULL, NULL, &e), &e);
  assert_null(sprawa_machine_reason(m, 0));
  sprawa_value *no = really(false);
  code = sprawa_machine_send(m, "press", no, NULL, &e);
  expect_error(code, &e, SPRAWA_REFUSED, "guard", "");
  assert_non_null(sprawa_machine_reason(m, 0));
  assert_string_equal(sprawa_machine_reason(m, 0)->file, "test.yaml");
  assert_int_equal(sprawa_machine_reason(m, 0)->line, e.line);
  assert_null(sprawa_machine_reason(m, 1));
  assert_true(sprawa_machine_is_in(m, "on"));
  sprawa_value_release(no);
  expect_error(sprawa_machine_send(m, "done.task.check", NULL, NULL, &e), &e, SPRAWA_REFUSED, "reserved", "");
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
}

static void tasks_and_the_end(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = read_workflow(lamp);
  sprawa_machine *m = start(d);
  expect_ok(sprawa_machine_send(m, "press", NULL, NULL, &e), &e);
  expect_error(sprawa_machine_done(m, "sweep", NULL, NULL, &e), &e, SPRAWA_REFUSED, "no-task", "sweep");
  expect_error(sprawa_machine_sign(m, "sweep", NULL, &e), &e, SPRAWA_REFUSED, "no-task", "");
  expect_ok(sprawa_machine_done(m, "check", NULL, NULL, &e), &e);
  expect_error(sprawa_machine_waive(m, "check", "tired", NULL, &e), &e, SPRAWA_REFUSED, "no-task", "");
  assert_int_equal(sprawa_machine_waive(m, "check", NULL, NULL, &e), SPRAWA_INVALID);
  assert_false(sprawa_machine_final(m));
  assert_string_equal(sprawa_machine_outcome(m), "");
  expect_ok(sprawa_machine_send(m, "break", NULL, NULL, &e), &e);
  assert_true(sprawa_machine_final(m));
  assert_string_equal(sprawa_machine_outcome(m), "dark");
  assert_string_equal(sprawa_machine_state(m, 0), "broken");
  expect_error(sprawa_machine_send(m, "press", NULL, NULL, &e), &e, SPRAWA_REFUSED, "case-closed", "");
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
}

static void wrong_calls_are_refused(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = read_workflow(lamp);
  sprawa_machine *m = start(d), *none = (void *)&e;
  sprawa_value *fault = sprawa_value_text(NULL, "\xff", 1);
  assert_int_equal(sprawa_machine_send(NULL, "press", NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_send(m, NULL, NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_send(m, "\xff", NULL, NULL, NULL), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_send(m, "press", fault, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_done(m, NULL, NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_sign(NULL, "check", NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_advance(NULL, "1 day", &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_advance(m, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_advance(m, "soon", &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_start(NULL, NULL, &none, &e), SPRAWA_INVALID);
  assert_null(none);
  assert_int_equal(sprawa_machine_start(d, NULL, NULL, &e), SPRAWA_INVALID);
  sprawa_start s = {.package = "x"};
  assert_int_equal(sprawa_machine_start(d, &s, &none, &e), SPRAWA_INVALID);
  s = (sprawa_start){.fields = fault};
  assert_int_equal(sprawa_machine_start(d, &s, &none, &e), SPRAWA_INVALID);
  s = (sprawa_start){.has_time = true, .time = INT64_MAX};
  assert_int_equal(sprawa_machine_start(d, &s, &none, &e), SPRAWA_INVALID);
  assert_null(sprawa_machine_state(NULL, 0));
  assert_false(sprawa_machine_is_in(NULL, "off"));
  assert_false(sprawa_machine_final(NULL));
  assert_string_equal(sprawa_machine_outcome(NULL), "");
  assert_null(sprawa_machine_reason(NULL, 0));
  assert_null(sprawa_machine_log(NULL, 0));
  assert_null(sprawa_machine_incident(NULL, 0));
  assert_int_equal(sprawa_value_type(sprawa_machine_field(m, NULL)), SPRAWA_FAULT);
  assert_int_equal(sprawa_value_type(sprawa_machine_fields(NULL)), SPRAWA_FAULT);
  assert_true(sprawa_machine_time(NULL) == SPRAWA_NO_TIME);
  sprawa_machine_free(NULL);
  assert_true(sprawa_machine_is_in(m, "off"));
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
}

static void time_has_an_end(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *still = read_workflow("initial: a\nstates: {a: {}}\n");
  sprawa_definitions *d =
      read_workflow("initial: a\nstates: {a: {after: {1 second: {to: a, reenter: true}}}}\n");
  sprawa_start s = {.has_time = true, .time = INT64_C(253402300700000)};
  sprawa_machine *m = NULL;
  expect_ok(sprawa_machine_start(still, &s, &m, &e), &e);
  expect_error(sprawa_machine_advance(m, "2 days", &e), &e, SPRAWA_LIMIT, "limit", "9999");
  sprawa_machine_free(m);
  sprawa_definitions_free(still);
  m = start(d);
  expect_error(sprawa_machine_advance(m, "2 days", &e), &e, SPRAWA_LIMIT, "limit", "time stands");
  expect_ok(sprawa_machine_advance(m, "1 second", &e), &e);
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
}

static void a_case_of_a_site_knows_its_city(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_machine *m = NULL;
  expect_ok(sprawa_definitions_site(NULL, TOWNS, NULL, NULL, &d, &e), &e);
  sprawa_start s = {.package = "relay", .municipality = "alpha", .by = SPRAWA_OPERATOR};
  expect_ok(sprawa_machine_start(d, &s, &m, &e), &e);
  expect_error(sprawa_machine_send(m, "tell", NULL, "guard", &e), &e, SPRAWA_REFUSED, "not-competent", "");
  expect_error(sprawa_machine_send(m, "tick", NULL, NULL, &e), &e, SPRAWA_REFUSED, "not-competent", "");
  expect_ok(sprawa_machine_send(m, "tick", NULL, "owner", &e), &e);
  assert_true(sprawa_machine_is_in(m, "ticking"));
  sprawa_machine_free(m);
  const struct {
    sprawa_start s;
    sprawa_code code;
  } wrong[] = {
      {{.package = "relay"}, SPRAWA_INVALID},
      {{.municipality = "alpha"}, SPRAWA_INVALID},
      {{.package = "delay", .municipality = "alpha"}, SPRAWA_NOT_FOUND},
      {{.package = "relay", .municipality = "omega"}, SPRAWA_NOT_FOUND},
      {{.package = "relay", .municipality = "alpha", .workflow = "side"}, SPRAWA_NOT_FOUND},
      {{.package = "relay", .municipality = "alpha", .workflow = "strict"}, SPRAWA_REFUSED},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(sprawa_machine_start(d, &wrong[i].s, &m, &e), wrong[i].code);
    assert_null(m);
  }
  sprawa_definitions_free(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_machine_steps_and_tells_where_it_stands),
      cmocka_unit_test(a_refusal_gives_its_reasons_and_changes_nothing),
      cmocka_unit_test(tasks_and_the_end),
      cmocka_unit_test(wrong_calls_are_refused),
      cmocka_unit_test(time_has_an_end),
      cmocka_unit_test(a_case_of_a_site_knows_its_city),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
