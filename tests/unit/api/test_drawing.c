/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* Pictures of cases and of deployed workflows: what is marked, what a view may not see, what is refused. */

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR, .actor = "test"};

static void new_case(town *t, sprawa_reply *r) {
  sprawa_error e;
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, NULL, &as_operator, r, &e), &e);
}

static void approve(town *t, const char *id) {
  sprawa_error e;
  sprawa_value *on = sprawa_value_text(NULL, "2026-02-02", SIZE_MAX);
  sprawa_value *data = sprawa_value_record(NULL, 1, (const char *const[]){"on"}, &on);
  expect_ok(sprawa_engine_send(t->e, id, "approve", data, &as_operator, NULL, &e), &e);
  sprawa_value_release(data);
}

static sprawa_diagram *draw(town *t, sprawa_draw what) {
  sprawa_error e;
  sprawa_diagram *d = NULL;
  expect_ok(sprawa_engine_draw(t->e, &what, &d, &e), &e);
  size_t n = 0;
  const char *svg = sprawa_diagram_svg(d, &n);
  assert_int_equal(strlen(svg), n);
  return d;
}

static void expect_refused(town *t, sprawa_draw what, sprawa_code code, const char *name, const char *part) {
  sprawa_error e;
  sprawa_diagram *d = (sprawa_diagram *)&e;
  expect_error(sprawa_engine_draw(t->e, &what, &d, &e), &e, code, name, part);
  assert_null(d);
}

static void expect_part(const sprawa_diagram *d, const char *part) {
  if (!strstr(sprawa_diagram_svg(d, NULL), part)) fail_msg("no %s in\n%s", part, sprawa_diagram_svg(d, NULL));
}

/* -- cases ---------------------------------------------------------------------------------------------- */

static void a_case_is_marked_as_it_stands(void **state) {
  town *t = *state;
  sprawa_reply r;
  new_case(t, &r);
  approve(t, r.id);
  sprawa_diagram *d = draw(t, (sprawa_draw){.id = r.id, .as = sprawa_view_operator()});
  expect_part(d, "<g class=\"state leaf active\" data-state=\"approved\">");
  expect_part(d, "<g class=\"state leaf visited\" data-state=\"open\">");
  expect_part(d, "<g class=\"state leaf\" data-state=\"ticking\">");
  expect_part(d, "<title id=\"diagram-title\">Main</title>");
  assert_string_equal(sprawa_diagram_title(d), "Main");
  assert_string_equal(sprawa_diagram_language(d), "en");
  size_t n = 0;
  for (const sprawa_diagram_row *x = sprawa_diagram_at(d, 0); x; x = sprawa_diagram_at(d, ++n)) {
    bool here = strcmp(x->from, "approved") == 0, before = strcmp(x->from, "open") == 0;
    if (x->active != here || x->visited != (here || before)) fail_msg("%s, %s", x->from, x->event);
  }
  assert_true(n > 10);
  sprawa_diagram_free(d);
}

static void a_case_is_marked_as_it_stood(void **state) {
  town *t = *state;
  sprawa_reply r;
  new_case(t, &r);
  approve(t, r.id);
  sprawa_diagram *d = draw(t, (sprawa_draw){.id = r.id, .at_seq = 1, .as = sprawa_view_operator()});
  expect_part(d, "<g class=\"state leaf active\" data-state=\"open\">");
  expect_part(d, "<g class=\"state leaf\" data-state=\"approved\">");
  sprawa_diagram_free(d);
  expect_refused(t, (sprawa_draw){.id = r.id, .at_seq = 3, .as = sprawa_view_operator()}, SPRAWA_NOT_FOUND,
                 "not-found", "has no entry 3");
}

static void who_may_not_see_a_case_sees_no_picture(void **state) {
  town *t = *state;
  sprawa_reply r;
  new_case(t, &r);
  sprawa_diagram_free(draw(t, (sprawa_draw){.id = r.id, .as = SPRAWA_AS("desk-alpha")}));
  sprawa_diagram_free(draw(t, (sprawa_draw){.id = r.id, .as = SPRAWA_AS("guard-alpha")})); /* is informed */
  expect_refused(t, (sprawa_draw){.id = r.id, .as = SPRAWA_AS("desk-beta")}, SPRAWA_NOT_FOUND, "not-found",
                 "no case");
  expect_refused(t, (sprawa_draw){.id = r.id, .at_seq = 9, .as = SPRAWA_AS("desk-beta")}, SPRAWA_NOT_FOUND,
                 "not-found", "no case");
  expect_refused(t, (sprawa_draw){.id = "nosuch", .as = sprawa_view_operator()}, SPRAWA_NOT_FOUND,
                 "not-found", "no case");
  expect_refused(t, (sprawa_draw){.id = r.id}, SPRAWA_INVALID, "invalid", "");
}

static void an_erased_case_shows_where_it_was(void **state) {
  town *t = *state;
  sprawa_reply r;
  sprawa_error e;
  new_case(t, &r);
  expect_ok(sprawa_engine_erase(t->e, r.id, "asked for", true, "test", NULL, &e), &e);
  sprawa_diagram *d = draw(t, (sprawa_draw){.id = r.id, .at_seq = 1, .as = sprawa_view_operator()});
  expect_part(d, "<g class=\"state leaf active\" data-state=\"open\">");
  sprawa_diagram_free(d);
}

/* -- workflows ------------------------------------------------------------------------------------------ */

static void a_deployed_workflow_is_drawn(void **state) {
  town *t = *state;
  sprawa_diagram *d = draw(t, (sprawa_draw){.package = "relay",
                                            .municipality = "alpha",
                                            .workflow = "child",
                                            .prefix = "one",
                                            .link = "/states/",
                                            .alone = true});
  expect_part(d, "<title id=\"one-title\">Child</title>");
  expect_part(d, "<a href=\"/states/begun\">");
  expect_part(d, "@media print");
  const sprawa_diagram_row *row = sprawa_diagram_at(d, 0);
  assert_string_equal(row->from, "begun");
  assert_string_equal(row->from_title, "Begun (beginning)");
  assert_string_equal(row->event, "Told");
  assert_string_equal(row->guard, "");
  assert_string_equal(row->to, "told");
  assert_false(row->active || row->visited);
  sprawa_diagram_free(d);
  d = draw(t, (sprawa_draw){.package = "relay", .municipality = "alpha"});
  assert_string_equal(sprawa_diagram_title(d), "Main");
  sprawa_diagram_free(d);
}

static void what_is_not_there_is_refused(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_diagram *d = NULL;
  sprawa_draw what = {.package = "relay", .municipality = "alpha"};
  expect_refused(t, (sprawa_draw){.package = "relay", .municipality = "nowhere"}, SPRAWA_NOT_FOUND,
                 "not-found", "nowhere");
  expect_refused(t, (sprawa_draw){.package = "relay", .municipality = "alpha", .workflow = "none"},
                 SPRAWA_NOT_FOUND, "not-found", "none");
  expect_refused(t, (sprawa_draw){.municipality = "alpha"}, SPRAWA_INVALID, "invalid", "package");
  expect_refused(t, (sprawa_draw){.id = "x", .package = "relay"}, SPRAWA_INVALID, "invalid", "as well");
  static const char *const prefixes[] = {"", "1a", "a b", "a\"", "-a"};
  for (size_t i = 0; i < TEST_COUNT(prefixes); i++) {
    what.prefix = prefixes[i];
    expect_refused(t, what, SPRAWA_INVALID, "invalid", "prefix");
  }
  expect_error(sprawa_engine_draw(NULL, &what, &d, &e), &e, SPRAWA_INVALID, "invalid", "missing");
  expect_error(sprawa_engine_draw(t->e, NULL, &d, &e), &e, SPRAWA_INVALID, "invalid", "missing");
  expect_error(sprawa_engine_draw(t->e, &what, NULL, &e), &e, SPRAWA_INVALID, "invalid", "missing");
}

static void readers_of_nothing_give_nothing(void **state) {
  (void)state;
  size_t n = 1;
  sprawa_diagram_free(NULL);
  assert_null(sprawa_diagram_svg(NULL, &n));
  assert_int_equal(n, 0);
  assert_null(sprawa_diagram_title(NULL));
  assert_null(sprawa_diagram_language(NULL));
  assert_null(sprawa_diagram_at(NULL, 0));
  assert_non_null(strstr(sprawa_diagram_style(), ".sprawa-diagram"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_case_is_marked_as_it_stands),
      cmocka_unit_test(a_case_is_marked_as_it_stood),
      cmocka_unit_test(who_may_not_see_a_case_sees_no_picture),
      cmocka_unit_test(an_erased_case_shows_where_it_was),
      cmocka_unit_test(a_deployed_workflow_is_drawn),
      cmocka_unit_test(what_is_not_there_is_refused),
      cmocka_unit_test(readers_of_nothing_give_nothing),
  };
  return cmocka_run_group_tests(tests, open_town, close_town);
}
