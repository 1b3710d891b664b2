/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* A gate whose guard, value and actions are answered here. */
static const char *const gate =
    "initial: shut\n"
    "fields: {seen: {type: text}, beds: {type: integer}, until: {type: datetime}, note: {type: text}}\n"
    "hooks:\n"
    "  may_pass: {takes: [who, list], returns: boolean}\n"
    "  beds: {takes: [n], returns: integer}\n"
    "  term: {takes: [], returns: datetime}\n"
    "  remember: {takes: [who]}\n"
    "states:\n"
    "  shut:\n"
    "    on:\n"
    "      pass: {when: \"hook.may_pass(event.data.who, {1, 2.5, 'x', {a = true}})\", to: open,\n"
    "             do: [{call: hook.remember(event.data.who)}]}\n"
    "      count: {do: [{set: {beds: \"=hook.beds(2)\"}}]}\n"
    "      wait: {do: [{set: {until: \"=hook.term()\"}}]}\n"
    "      enter: careful\n"
    "      many: {do: [{run: \"for i = 1, 1000000 do hook.beds(i) end\"}]}\n"
    "      look: {when: \"hook.beds(case.beds or 0) > 0 and hook.may_pass('x', {})\", to: open}\n"
    "      pair: {when: \"hook.may_pass('y', nil)\", to: open}\n"
    "  careful:\n"
    "    on:\n"
    "      count: {do: [{set: {beds: \"=hook.beds(3)\"}}]}\n"
    "      error.execution: {do: [{set: {note: =event.data.message}}]}\n"
    "  open: {on: {told: {do: [{run: \"log(event.data.by)\"}]}}}\n";

typedef struct porter {
  int asked;
  char arguments[256];
  void (*act)(struct porter *p, sprawa_step *step);
  sprawa_code code;
  sprawa_machine *m;
  sprawa_definitions *d;
} porter;

static void answer(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n) {
  porter *p = data;
  p->asked++;
  p->arguments[0] = '\0';
  for (size_t i = 0; i < n; i++) {
    size_t at = strlen(p->arguments);
    sprawa_value_json(arguments[i], p->arguments + at, sizeof p->arguments - at);
  }
  if (p->act) p->act(p, step);
}

typedef struct house {
  sprawa_definitions *d;
  sprawa_machine *m;
  porter may, beds, term, remember;
} house;

static int open_house(void **state) {
  static house h;
  sprawa_error e;
  h = (house){.d = read_workflow(gate)};
  porter *all[] = {&h.may, &h.beds, &h.term, &h.remember};
  const char *names[] = {"may_pass", "beds", "term", "remember"};
  for (size_t i = 0; i < 4; i++) expect_ok(sprawa_definitions_hook(h.d, names[i], answer, all[i], &e), &e);
  sprawa_start s = {.data = &h};
  expect_ok(sprawa_machine_start(h.d, &s, &h.m, &e), &e);
  for (size_t i = 0; i < 4; i++) *all[i] = (porter){.m = h.m, .d = h.d};
  *state = &h;
  return 0;
}

static int close_house(void **state) {
  house *h = *state;
  sprawa_machine_free(h->m);
  sprawa_definitions_free(h->d);
  return 0;
}

static sprawa_code send(house *h, const char *event, const char *who, sprawa_error *e) {
  const char *name = "who";
  sprawa_value *v = sprawa_value_text(NULL, who, SIZE_MAX), *data = sprawa_value_record(NULL, 1, &name, &v);
  sprawa_code code = sprawa_machine_send(h->m, event, data, NULL, e);
  sprawa_value_release(data);
  return code;
}

static void say_yes(porter *p, sprawa_step *s) {
  p->code = sprawa_step_answer(s, sprawa_value_boolean(NULL, true));
}

static void say_no(porter *p, sprawa_step *s) {
  p->code = sprawa_step_deny(s, "the gate is full");
}

static void write_down(porter *p, sprawa_step *s) {
  sprawa_value *data = sprawa_step_event_data(s);
  assert_string_equal(sprawa_step_event(s), "pass");
  assert_string_equal(sprawa_step_sender(s), "");
  assert_non_null(sprawa_step_data(s));
  assert_true(sprawa_step_time(s) == sprawa_machine_time(p->m));
  p->code = sprawa_step_set(s, "seen", sprawa_value_retain(sprawa_value_member(data, "who")));
  const char *name = "by";
  sprawa_value *by = sprawa_value_text(NULL, "porter", SIZE_MAX);
  assert_int_equal(sprawa_step_raise(s, "told", sprawa_value_record(NULL, 1, &name, &by)), SPRAWA_OK);
  assert_int_equal(sprawa_step_log(s, "written down"), SPRAWA_OK);
  expect_json(sprawa_step_field(s, "seen"), "\"Ala\"");
  expect_json(sprawa_step_field(s, "beds"), "null");
  sprawa_value_release(data);
}

static void a_guard_and_an_action_in_c(void **state) {
  house *h = *state;
  sprawa_error e;
  h->may.act = say_yes;
  h->remember.act = write_down;
  expect_ok(send(h, "pass", "Ala", &e), &e);
  assert_string_equal(h->may.arguments, "\"Ala\"[1,2.5,\"x\",{\"a\":true}]");
  assert_string_equal(h->remember.arguments, "\"Ala\"");
  assert_int_equal(h->remember.code, SPRAWA_OK);
  assert_true(sprawa_machine_is_in(h->m, "open"));
  assert_string_equal(sprawa_machine_log(h->m, 0), "written down");
  assert_string_equal(sprawa_machine_log(h->m, 1), "porter");
  expect_json(sprawa_machine_field(h->m, "seen"), "\"Ala\"");
}

static void a_no_with_its_reason(void **state) {
  house *h = *state;
  sprawa_error e;
  h->may.act = say_no;
  expect_error(send(h, "pass", "Ala", &e), &e, SPRAWA_REFUSED, "guard", "the gate is full");
  assert_int_equal(sprawa_machine_reason(h->m, 0)->why, SPRAWA_WHY_RULE);
  assert_true(sprawa_machine_is_in(h->m, "shut"));
  expect_error(sprawa_machine_send(h->m, "pair", NULL, NULL, &e), &e, SPRAWA_REFUSED, "guard", "full");
  assert_string_equal(h->may.arguments, "\"y\"null");
}

static void no_answer(porter *p, sprawa_step *s) {
  (void)p;
  (void)s;
}

static void text_answer(porter *p, sprawa_step *s) {
  p->code = sprawa_step_answer(s, sprawa_value_text(NULL, "seven", SIZE_MAX));
}

static void two_answers(porter *p, sprawa_step *s) {
  sprawa_step_deny(s, "first");
  p->code = sprawa_step_answer(s, sprawa_value_boolean(NULL, true));
}

static void answers_are_held_to_what_the_hook_declares(void **state) {
  house *h = *state;
  sprawa_error e;
  h->may.act = no_answer;
  expect_error(send(h, "pass", "Ala", &e), &e, SPRAWA_REFUSED, "error", "gives no answer");
  assert_string_equal(e.file, "test.yaml");
  assert_int_equal(e.line, 4);
  h->may.act = text_answer;
  expect_error(send(h, "pass", "Ala", &e), &e, SPRAWA_REFUSED, "error", "answers true or false, not a text");
  h->beds.act = text_answer;
  expect_error(sprawa_machine_send(h->m, "count", NULL, NULL, &e), &e, SPRAWA_REFUSED, "error",
               "does not fit");
  h->may.act = two_answers;
  expect_ok(send(h, "pass", "Ala", &e), &e);
}

static void four(porter *p, sprawa_step *s) {
  p->code = sprawa_step_answer(s, sprawa_value_number(NULL, 4.0));
}

static void at_noon(porter *p, sprawa_step *s) {
  p->code = sprawa_step_answer(s, sprawa_value_text(NULL, "2026-03-01T12:00:00+01:00", SIZE_MAX));
}

static void values_become_what_the_type_says(void **state) {
  house *h = *state;
  sprawa_error e;
  h->beds.act = four;
  expect_ok(sprawa_machine_send(h->m, "count", NULL, NULL, &e), &e);
  expect_json(sprawa_machine_field(h->m, "beds"), "4");
  assert_string_equal(h->beds.arguments, "2");
  h->term.act = at_noon;
  expect_ok(sprawa_machine_send(h->m, "wait", NULL, NULL, &e), &e);
  expect_json(sprawa_machine_field(h->m, "until"), "\"2026-03-01T11:00:00Z\"");
  assert_string_equal(h->term.arguments, "");
}

static void set_in_a_guard(porter *p, sprawa_step *s) {
  p->code = sprawa_step_set(s, "seen", sprawa_value_text(NULL, "x", SIZE_MAX));
  sprawa_step_answer(s, sprawa_value_boolean(NULL, true));
}

static void raise_in_a_guard(porter *p, sprawa_step *s) {
  p->code = sprawa_step_raise(s, "told", NULL);
  sprawa_step_answer(s, sprawa_value_boolean(NULL, true));
}

static void a_guard_has_no_effects_whatever_it_says(void **state) {
  house *h = *state;
  sprawa_error e;
  h->may.act = set_in_a_guard;
  expect_error(send(h, "pass", "Ala", &e), &e, SPRAWA_REFUSED, "error", "action hooks");
  assert_int_equal(h->may.code, SPRAWA_REFUSED);
  h->may.act = raise_in_a_guard;
  expect_error(send(h, "pass", "Ala", &e), &e, SPRAWA_REFUSED, "error", "action hooks");
  expect_json(sprawa_machine_fields(h->m), "{}");
}

static void set_wrongly(porter *p, sprawa_step *s) {
  p->code = sprawa_step_set(s, "beds", sprawa_value_text(NULL, "many", SIZE_MAX));
}

static void set_then_fail(porter *p, sprawa_step *s) {
  p->code = sprawa_step_set(s, "beds", sprawa_value_integer(NULL, 9));
  sprawa_step_fail(s, "the printer burns");
}

static void set_a_fault(porter *p, sprawa_step *s) {
  p->code = sprawa_step_set(s, "seen", sprawa_value_text(NULL, "\xff", 1));
}

static void set_nothing(porter *p, sprawa_step *s) {
  p->code = sprawa_step_set(s, "seen", NULL);
}

static void what_fails_in_an_action_undoes_the_step(void **state) {
  house *h = *state;
  sprawa_error e;
  const struct {
    void (*act)(porter *, sprawa_step *);
    sprawa_code code;
    const char *part;
  } cases[] = {
      {set_wrongly, SPRAWA_REFUSED, "beds"},
      {set_then_fail, SPRAWA_OK, "the printer burns"},
      {set_a_fault, SPRAWA_INVALID, "seen"},
      {set_nothing, SPRAWA_INVALID, "missing"},
  };
  h->may.act = say_yes;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    h->remember.act = cases[i].act;
    expect_error(send(h, "pass", "Ala", &e), &e, SPRAWA_REFUSED, "error", cases[i].part);
    assert_int_equal(h->remember.code, cases[i].code);
    assert_true(sprawa_machine_is_in(h->m, "shut"));
    expect_json(sprawa_machine_fields(h->m), "{}");
  }
}

static void break_down(porter *p, sprawa_step *s) {
  (void)p;
  sprawa_step_fail(s, "no line to the house");
}

static void a_workflow_can_take_the_failure_of_a_hook(void **state) {
  house *h = *state;
  sprawa_error e;
  h->beds.act = break_down;
  expect_ok(sprawa_machine_send(h->m, "enter", NULL, NULL, &e), &e);
  expect_ok(sprawa_machine_send(h->m, "count", NULL, NULL, &e), &e);
  expect_json(sprawa_machine_field(h->m, "note"), "\"no line to the house\"");
  expect_json(sprawa_machine_field(h->m, "beds"), "null");
}

static void hooks_are_charged_to_the_budget(void **state) {
  house *h = *state;
  sprawa_error e;
  h->beds.act = four;
  expect_error(sprawa_machine_send(h->m, "many", NULL, NULL, &e), &e, SPRAWA_LIMIT, "limit", "work");
  assert_in_range(h->beds.asked, 1000, 10000);
  /* The state is made anew, and the hooks are there again. */
  expect_ok(sprawa_machine_send(h->m, "count", NULL, NULL, &e), &e);
}

static void call_back(porter *p, sprawa_step *s) {
  sprawa_error e;
  sprawa_machine *other = NULL;
  expect_error(sprawa_machine_send(p->m, "count", NULL, NULL, &e), &e, SPRAWA_INVALID, "busy", "hook");
  expect_error(sprawa_machine_advance(p->m, "1 day", &e), &e, SPRAWA_INVALID, "busy", "hook");
  expect_error(sprawa_machine_start(p->d, NULL, &other, &e), &e, SPRAWA_INVALID, "busy", "hook");
  expect_error(sprawa_definitions_hook(p->d, "beds", answer, p, &e), &e, SPRAWA_INVALID, "busy", "hook");
  sprawa_step_answer(s, sprawa_value_boolean(NULL, true));
}

static void a_hook_cannot_step_the_machine_that_asks(void **state) {
  house *h = *state;
  sprawa_error e;
  h->may.act = call_back;
  expect_ok(send(h, "pass", "Ala", &e), &e);
}

static void ask_nothing(porter *p, sprawa_step *s) {
  (void)p;
  assert_int_equal(sprawa_step_answer(s, NULL), SPRAWA_INVALID);
}

static void ask_unknown(porter *p, sprawa_step *s) {
  (void)p;
  expect_json(sprawa_step_field(s, "unknown"), "null"); /* the workflow stands alone */
  assert_int_equal(sprawa_value_type(sprawa_step_field(s, NULL)), SPRAWA_FAULT);
}

static void wrong_calls_are_refused(void **state) {
  house *h = *state;
  sprawa_error e;
  h->may.act = ask_nothing;
  expect_error(send(h, "pass", "Ala", &e), &e, SPRAWA_REFUSED, "error", "the answer is missing");
  h->may.act = ask_unknown;
  expect_error(send(h, "pass", "Ala", &e), &e, SPRAWA_REFUSED, "error", "the field's name is missing");
  expect_error(sprawa_definitions_hook(h->d, "nothing", answer, NULL, &e), &e, SPRAWA_NOT_FOUND,
               "unknown-hook", "nothing");
  assert_int_equal(sprawa_definitions_hook(h->d, NULL, answer, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_definitions_hook(h->d, "beds", NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_definitions_hook(NULL, "beds", answer, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_step_set(NULL, "a", sprawa_value_null(NULL)), SPRAWA_INVALID);
  assert_int_equal(sprawa_step_raise(NULL, "a", NULL), SPRAWA_INVALID);
  assert_int_equal(sprawa_step_deny(NULL, "a"), SPRAWA_INVALID);
  assert_int_equal(sprawa_step_log(NULL, "a"), SPRAWA_INVALID);
  assert_int_equal(sprawa_step_answer(NULL, sprawa_value_null(NULL)), SPRAWA_INVALID);
  assert_null(sprawa_step_data(NULL));
  assert_string_equal(sprawa_step_event(NULL), "");
  sprawa_step_fail(NULL, "x");
}

static void hooks_stand_before_lua_and_can_be_replaced(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_machine *m = NULL;
  const char *text =
      "initial: a\nhooks: {h: {returns: boolean}}\nstates: {a: {on: {e: {when: hook.h(), to: b}}}, b: {}}\n";
  expect_ok(sprawa_definitions_text(NULL, "t", text, "return {h = function() return false, 'Lua' end}", NULL,
                                    NULL, &d, &e),
            &e);
  expect_ok(sprawa_machine_start(d, NULL, &m, &e), &e);
  expect_error(sprawa_machine_send(m, "e", NULL, NULL, &e), &e, SPRAWA_REFUSED, "guard", "Lua");
  porter no = {.act = say_no}, yes = {.act = say_yes};
  expect_ok(sprawa_definitions_hook(d, "h", answer, &no, &e), &e);
  expect_error(sprawa_machine_send(m, "e", NULL, NULL, &e), &e, SPRAWA_REFUSED, "guard", "the gate is full");
  expect_ok(sprawa_definitions_hook(d, "h", answer, &yes, &e), &e);
  expect_ok(sprawa_machine_send(m, "e", NULL, NULL, &e), &e);
  assert_int_equal(no.asked, 1);
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_house, close_house)
  const struct CMUnitTest tests[] = {
      T(a_guard_and_an_action_in_c),
      T(a_no_with_its_reason),
      T(answers_are_held_to_what_the_hook_declares),
      T(values_become_what_the_type_says),
      T(a_guard_has_no_effects_whatever_it_says),
      T(what_fails_in_an_action_undoes_the_step),
      T(a_workflow_can_take_the_failure_of_a_hook),
      T(hooks_are_charged_to_the_budget),
      T(a_hook_cannot_step_the_machine_that_asks),
      T(wrong_calls_are_refused),
      cmocka_unit_test(hooks_stand_before_lua_and_can_be_replaced),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
