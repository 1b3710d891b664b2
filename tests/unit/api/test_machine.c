/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"
#include "base/alloc.h"
#include "shell.h"

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

/* -- the whole case, and what may happen ---------------------------------------------------------------- */

static void a_machine_tells_its_case_and_what_may_happen(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = read_workflow(lamp);
  sprawa_machine *m = start(d);
  sprawa_case *c = NULL;
  sprawa_explanation *x = NULL;
  char time[SPRAWA_TIME_TEXT];
  expect_ok(sprawa_machine_send(m, "press", NULL, NULL, &e), &e);
  expect_ok(sprawa_machine_read(m, sprawa_view_operator(), &c, &e), &e);
  assert_string_equal(sprawa_case_head(c)->states, "on");
  assert_string_equal(sprawa_case_head(c)->package, "");
  assert_string_equal(sprawa_case_field(c, 0)->name, "count");
  assert_null(sprawa_case_field(c, 1));
  assert_string_equal(sprawa_case_task(c, 0)->name, "check");
  sprawa_time_text(sprawa_case_head(c)->zone, sprawa_machine_time(m), time);
  assert_string_equal(time, "2026-01-07T10:00:00Z");
  expect_ok(sprawa_machine_explain(m, sprawa_view_operator(), &x, &e), &e);
  static const struct {
    const char *event, *to;
    sprawa_may may;
  } options[] = {{"press", "off", SPRAWA_MAY_WITH_DATA},
                 {"mark", NULL, SPRAWA_MAY_NOW},
                 {"break", "broken", SPRAWA_MAY_NOW}};
  for (size_t i = 0; i < 3; i++) {
    const sprawa_option *o = sprawa_explanation_option(x, i);
    assert_string_equal(o->event, options[i].event);
    assert_int_equal(o->may, options[i].may);
    assert_true(o->anyone);
    assert_int_equal(o->nto, options[i].to != NULL);
    if (options[i].to) assert_string_equal(o->to[0], options[i].to);
  }
  assert_null(sprawa_explanation_option(x, 3));
  assert_int_equal(sprawa_explanation_coming(x, 0)->kind, SPRAWA_COMING_TIMER);
  sprawa_explanation_free(x);
  sprawa_case_free(c);
  assert_int_equal(sprawa_machine_read(m, NULL, &c, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_read(NULL, sprawa_view_operator(), &c, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_explain(m, sprawa_view_operator(), NULL, &e), SPRAWA_INVALID);
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
}

/* -- starting ------------------------------------------------------------------------------------------- */

static void nobody_in_particular_opens_what_is_open_to_anyone(void **state) {
  (void)state;
  static const struct {
    const char *opens, *by;
    sprawa_code code;
  } table[] = {{"", NULL, SPRAWA_OK},
               {"", "clerk", SPRAWA_OK},
               {"opens: {by: anyone}\n", NULL, SPRAWA_OK},
               {"opens: {by: [clerk]}\n", NULL, SPRAWA_REFUSED},
               {"opens: {by: [clerk]}\n", "guard", SPRAWA_REFUSED},
               {"opens: {by: [clerk]}\n", SPRAWA_OPERATOR, SPRAWA_OK}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    char text[200];
    sprawa_error e;
    sprawa_machine *m = NULL;
    snprintf(text, sizeof text, "%sstates: {a: {}}\n", table[i].opens);
    sprawa_definitions *d = read_workflow(text);
    sprawa_start s = {.by = table[i].by};
    if (sprawa_machine_start(d, &s, &m, &e) != table[i].code) fail_msg("%d: %s", (int)i, e.message);
    sprawa_machine_free(m);
    sprawa_definitions_free(d);
  }
}

static void count_errors(void *data, const sprawa_diagnostic *v) {
  char text[1000];
  if (v->severity != SPRAWA_ERROR) return;
  assert_true(sprawa_diagnostic_text(v, false, text, sizeof text) > 0);
  snprintf(data, 200, "%s:%u: %s", v->file, v->line, v->message);
}

static void a_start_says_when_and_why_not(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_machine *m = NULL;
  char told[200] = "";
  sprawa_definitions *d = read_workflow("fields: {name: {type: text, required: true}}\nstates: {a: {}}\n");
  sprawa_value *fields = sprawa_value_members(NULL, "name", sprawa_value_text(NULL, "x", 1), NULL);
  sprawa_start s = {.at = "2026-05-02 23:40", .fields = fields};
  expect_ok(sprawa_machine_start(d, &s, &m, &e), &e);
  assert_true(sprawa_machine_time(m) == INT64_C(1777765200000));
  sprawa_machine_free(m);
  s.at = "soon";
  expect_error(sprawa_machine_start(d, &s, &m, &e), &e, SPRAWA_INVALID, "time", "soon");
  s = (sprawa_start){.report = count_errors, .report_data = told};
  expect_error(sprawa_machine_start(d, &s, &m, &e), &e, SPRAWA_REFUSED, "required", "name");
  assert_string_equal(told, "test.yaml:1: the case cannot be opened: name: is required (required)");
  sprawa_value_release(fields);
  sprawa_definitions_free(d);
}

/* A draft is tried although it could not be deployed; what a machine needs of it must be sound. */
static void a_draft_is_tried_unchecked(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_machine *m = NULL;
  char told[200] = "", folder[] = "/tmp/draft-XXXXXX", command[400];
  assert_non_null(mkdtemp(folder));
  snprintf(command, sizeof command,
           "cp -r %s/. %s && printf 'workflow: child\\ninitial: nowhere\\nstates: {a: {}}\\n' "
           ">%s/workflows/relay/child.yaml",
           TOWNS, folder, folder);
  assert_true(test_shell(command));
  assert_int_equal(sprawa_definitions_site(NULL, folder, NULL, NULL, &d, &e), SPRAWA_INVALID);
  expect_ok(sprawa_definitions_draft(NULL, folder, NULL, NULL, &d, &e), &e);
  sprawa_start s = {.municipality = "alpha", .workflow = "main", .by = SPRAWA_OPERATOR};
  expect_ok(sprawa_machine_start(d, &s, &m, &e), &e); /* of the only package that has it */
  sprawa_machine_free(m);
  s = (sprawa_start){.municipality = "alpha",
                     .workflow = "child",
                     .by = SPRAWA_OPERATOR,
                     .report = count_errors,
                     .report_data = told};
  expect_error(sprawa_machine_start(d, &s, &m, &e), &e, SPRAWA_INVALID, "unknown-state", "nowhere");
  assert_string_equal(told, "workflows/relay/child.yaml:2: no state \"nowhere\"");
  s.workflow = "mian";
  expect_error(sprawa_machine_start(d, &s, &m, &e), &e, SPRAWA_NOT_FOUND, "not-found", "\"main\"");
  s = (sprawa_start){.municipality = "alhpa", .package = "relay"};
  expect_error(sprawa_machine_start(d, &s, &m, &e), &e, SPRAWA_NOT_FOUND, "not-found", "\"alpha\"");
  sprawa_definitions_free(d);
  snprintf(command, sizeof command, "rm -r %s", folder);
  assert_true(test_shell(command));
}

static void guard_with_c(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n) {
  (void)arguments, (void)n;
  sprawa_step_decide(step, *(bool *)data, "shut");
}

static void one_call_makes_a_machine_with_its_hooks(void **state) {
  (void)state;
  bool open = false;
  sprawa_error e;
  sprawa_machine *m = NULL;
  static const char text[] = "hooks: {may: {returns: boolean}}\n"
                             "states: {a: {on: {go: {when: hook.may(), to: b}}}, b: {}}\n";
  const sprawa_hook hooks[] = {{"may", guard_with_c, &open}, {NULL, NULL, NULL}};
  const sprawa_hook wrong[] = {{"might", guard_with_c, &open}, {NULL, NULL, NULL}};
  expect_error(sprawa_machine_text(NULL, "x", text, wrong, &m, &e), &e, SPRAWA_NOT_FOUND, "unknown-hook", "");
  assert_null(m);
  assert_int_equal(sprawa_machine_text(NULL, "x", "states: 7\n", NULL, &m, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_machine_text(NULL, "x", text, hooks, NULL, &e), SPRAWA_INVALID);
  expect_ok(sprawa_machine_text(NULL, "x", text, hooks, &m, &e), &e);
  expect_error(sprawa_machine_send(m, "go", NULL, NULL, &e), &e, SPRAWA_REFUSED, "guard", "shut");
  open = true;
  expect_ok(sprawa_machine_send(m, "go", NULL, NULL, &e), &e);
  sprawa_machine_free(m);
}

/* However long it lives, it does not grow. */
static void *counted(void *data, void *p, size_t old_size, size_t new_size) {
  *(size_t *)data += new_size - (p ? old_size : 0);
  return spr_realloc(&spr_alloc_default, p, old_size, new_size);
}

static void a_machine_does_not_grow(void **state) {
  (void)state;
  size_t bytes = 0, warm = 0;
  sprawa_error e;
  sprawa_machine *m = NULL;
  sprawa_host host = {.data = &bytes, .allocate = counted};
  expect_ok(sprawa_machine_text(&host, "lamp.yaml", lamp, NULL, &m, &e), &e);
  for (int i = 0; i < 3000; i++) {
    expect_ok(sprawa_machine_send(m, "press", NULL, NULL, &e), &e);
    expect_ok(sprawa_machine_done(m, "check", NULL, NULL, &e), &e);
    expect_ok(sprawa_machine_advance(m, "2 hours", &e), &e);
    if (i == 1000) warm = bytes;
  }
  assert_true(warm > 0 && bytes == warm);
  sprawa_machine_free(m);
  assert_true(bytes == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_machine_steps_and_tells_where_it_stands),
      cmocka_unit_test(a_refusal_gives_its_reasons_and_changes_nothing),
      cmocka_unit_test(tasks_and_the_end),
      cmocka_unit_test(wrong_calls_are_refused),
      cmocka_unit_test(time_has_an_end),
      cmocka_unit_test(a_case_of_a_site_knows_its_city),
      cmocka_unit_test(a_machine_tells_its_case_and_what_may_happen),
      cmocka_unit_test(nobody_in_particular_opens_what_is_open_to_anyone),
      cmocka_unit_test(a_start_says_when_and_why_not),
      cmocka_unit_test(a_draft_is_tried_unchecked),
      cmocka_unit_test(one_call_makes_a_machine_with_its_hooks),
      cmocka_unit_test(a_machine_does_not_grow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
