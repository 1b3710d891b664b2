/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* The names by which people know what a case holds and asks for. */

static int open_town(void **state) {
  static town t;
  town_folder(&t);
  town_start(&t);
  town_deploy(t.e);
  *state = &t;
  return 0;
}

static int close_town(void **state) {
  town_remove(*state);
  return 0;
}

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR, .actor = "test"};

static sprawa_value *one_field(const char *name, const char *value) {
  sprawa_value *v = sprawa_value_text(NULL, value, SIZE_MAX);
  return sprawa_value_record(NULL, 1, &name, &v);
}

static sprawa_reply new_case(town *t, const char *field, const char *value) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_value *fields = one_field(field, value);
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, fields, &as_operator, &r, &e), &e);
  sprawa_value_release(fields);
  return r;
}

static sprawa_explanation *explain_approved(town *t, const char *id) {
  sprawa_error e;
  sprawa_explanation *x = NULL;
  sprawa_value *data = one_field("on", "2026-01-07");
  expect_ok(sprawa_engine_send(t->e, id, "approve", data, &as_operator, NULL, &e), &e);
  sprawa_value_release(data);
  expect_ok(sprawa_engine_explain(t->e, id, sprawa_view_operator(), &x, &e), &e);
  return x;
}

static const sprawa_option *find_option(const sprawa_explanation *x, const char *event) {
  const sprawa_option *o = sprawa_explanation_option(x, 0);
  for (size_t i = 0; o && strcmp(o->event, event) != 0; o = sprawa_explanation_option(x, ++i)) {}
  assert_non_null(o);
  return o;
}

/* What it leads to, what it asks for and who is asked for it bear the names that people know. */
static void a_datum_says_what_it_takes(void **state) {
  town *t = *state;
  sprawa_reply r = new_case(t, "note", "x");
  sprawa_explanation *x = explain_approved(t, r.id);
  const sprawa_option *o = find_option(x, "survey");
  assert_int_equal(o->ndata, 4);
  const sprawa_datum *d = o->data;
  assert_string_equal(d[0].title, "Load of the house"); /* its own */
  assert_string_equal(d[1].title, "Note");              /* that of the field of its name */
  assert_string_equal(d[2].title, "");
  assert_int_equal(d[1].kind, SPRAWA_KIND_TEXT);
  assert_int_equal(d[2].kind, SPRAWA_KIND_CHOICE);
  assert_int_equal(d[2].nchoices, 2);
  assert_string_equal(d[2].choices[1], "bad");
  assert_int_equal(d[3].kind, SPRAWA_KIND_LIST);
  assert_string_equal(d[3].type, "list of record");
  assert_int_equal(d[3].nmembers, 1);
  assert_int_equal(d[3].members[0].kind, SPRAWA_KIND_RECORD);
  assert_int_equal(d[3].members[0].nmembers, 1);
  assert_string_equal(d[3].members[0].members[0].name, "room");
  assert_true(d[3].members[0].members[0].required);
  sprawa_explanation_free(x);
}

static void each_institution_has_its_part(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r = new_case(t, "note", "x");
  sprawa_case *c = NULL;
  expect_ok(sprawa_engine_read(t->e, r.id, sprawa_view_operator(), &c, &e), &e);
  const sprawa_part *p = sprawa_case_part(c, 0);
  assert_string_equal(p->state, "open");
  assert_int_equal(p->competency, SPRAWA_RESPONSIBLE);
  assert_string_equal(p->institution, "desk-alpha");
  assert_string_equal(p->title, "Desk");
  assert_string_equal(p->role, "Owner");
  p = sprawa_case_part(c, 1);
  assert_int_equal(p->competency, SPRAWA_INFORMED);
  assert_string_equal(p->institution, "guard-alpha");
  assert_string_equal(p->title, "Guard");
  assert_null(sprawa_case_part(c, 2));
  sprawa_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_datum_says_what_it_takes, open_town, close_town),
      cmocka_unit_test_setup_teardown(each_institution_has_its_part, open_town, close_town),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
