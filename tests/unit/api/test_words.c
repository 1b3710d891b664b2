/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* The names by which people know what a case holds and asks for. */

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR, .actor = "test"};

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
  sprawa_reply r = town_case(t, "note", "x");
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
  assert_string_equal(d[2].choice_titles[1], "");
  assert_int_equal(d[3].kind, SPRAWA_KIND_LIST);
  assert_string_equal(d[3].type, "list of record");
  assert_int_equal(d[3].nmembers, 1);
  assert_int_equal(d[3].members[0].kind, SPRAWA_KIND_RECORD);
  assert_int_equal(d[3].members[0].nmembers, 1);
  assert_string_equal(d[3].members[0].members[0].name, "room");
  assert_true(d[3].members[0].members[0].required);
  sprawa_explanation_free(x);
}

/* -- values with titles ---------------------------------------------------------------------------------- */

#define WORDS "../../data/words"

static int open_house(void **state) {
  static town t;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_deployed report;
  town_folder(&t);
  town_start(&t);
  expect_ok(sprawa_definitions_site(NULL, WORDS, NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(t.e, d, &(sprawa_deploy){.actor = "test"}, &report, &e), &e);
  sprawa_definitions_free(d);
  *state = &t;
  return 0;
}

static sprawa_value *text(const char *s) {
  return sprawa_value_text(NULL, s, SIZE_MAX);
}

/* A case in which something of every kind has a title. */
static sprawa_reply furnished(town *t) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_value *room = sprawa_value_members(NULL, "room", text("Attic"), "state", text("bad"), "owner",
                                            text("desk-alpha"), NULL);
  sprawa_value *rooms = sprawa_value_list(NULL, 1, &room);
  sprawa_value *fields = sprawa_value_members(NULL, "town", text("alpha"), "note", text("good"), "state",
                                              text("good"), "plain", text("one"), "rooms", rooms, NULL);
  expect_ok(sprawa_engine_open_case(t->e, "house", "alpha", NULL, fields, &as_operator, &r, &e), &e);
  sprawa_value_release(fields);
  return r;
}

static const char *const desk[] = {"desk-alpha"};
static const sprawa_view worker = {.institutions = desk, .ninstitutions = 1, .language = "en"};
static const sprawa_view czech = {.institutions = desk, .ninstitutions = 1, .language = "cs"};
static const sprawa_view everything = {
    .institutions = (const char *const[]){SPRAWA_OPERATOR}, .ninstitutions = 1, .language = "en"};

static void expect_field(const sprawa_field *f, const char *name, const char *value, const char *titled) {
  assert_non_null(f);
  assert_string_equal(f->name, name);
  expect_json(sprawa_value_retain(f->value), value);
  expect_json(sprawa_value_retain(f->titled), titled);
}

static sprawa_case *read_case(town *t, const char *id, const sprawa_view *as) {
  sprawa_error e;
  sprawa_case *c = NULL;
  expect_ok(sprawa_engine_read(t->e, id, as, &c, &e), &e);
  return c;
}

#define ROOMS "[{\"owner\":\"desk-alpha\",\"room\":\"Attic\",\"state\":\"bad\"}]"

/* Programs read the words of the definition, people what they are called. Two members of a room share a
 * title: then each is called by its name. */
static void values_have_titles(void **state) {
  town *t = *state;
  sprawa_reply r = furnished(t);
  sprawa_case *c = read_case(t, r.id, &worker);
  expect_field(sprawa_case_field(c, 0), "town", "\"alpha\"", "\"Alpha\"");
  expect_field(sprawa_case_field(c, 1), "note", "\"good\"", "\"good\"");
  expect_field(sprawa_case_field(c, 2), "state", "\"good\"", "\"In good order\"");
  expect_field(sprawa_case_field(c, 3), "plain", "\"one\"", "\"one\"");
  expect_field(sprawa_case_field(c, 4), "rooms", ROOMS,
               "[{\"Room\":\"Attic\",\"state\":\"To be closed\",\"owner\":\"Desk\"}]");
  sprawa_case_free(c);
  c = read_case(t, r.id, &czech);
  expect_field(sprawa_case_field(c, 2), "state", "\"good\"", "\"Dobrý\"");
  expect_field(sprawa_case_field(c, 4), "rooms", ROOMS,
               "[{\"Místnost\":\"Attic\",\"state\":\"K uzavření\",\"owner\":\"Přepážka\"}]");
  sprawa_case_free(c);
}

/* Members stand as they are declared, and are found by name nevertheless. */
static void members_stand_as_they_are_declared(void **state) {
  static const char *const names[] = {"Room", "state", "owner"};
  town *t = *state;
  sprawa_reply r = furnished(t);
  sprawa_case *c = read_case(t, r.id, &worker);
  const sprawa_field *rooms = sprawa_case_field(c, 4);
  const sprawa_value *room = sprawa_value_at(rooms->titled, 0);
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(sprawa_value_name(room, i), names[i]);
    assert_ptr_equal(sprawa_value_member(room, names[i]), sprawa_value_at(room, i));
  }
  assert_null(sprawa_value_member(room, "room"));
  assert_false(sprawa_value_equal(rooms->value, rooms->titled));
  sprawa_value *same = sprawa_value_members(NULL, "owner", text("Desk"), "state", text("To be closed"),
                                            "Room", text("Attic"), NULL);
  assert_true(sprawa_value_equal(room, same) && sprawa_value_equal(same, room));
  sprawa_value_release(same);
  sprawa_case_free(c);
}

static void packages_have_titles(void **state) {
  town *t = *state;
  sprawa_reply r = furnished(t);
  sprawa_case *c = read_case(t, r.id, &czech);
  assert_string_equal(sprawa_case_package_title(c), "Domy");
  sprawa_case_free(c);
  c = read_case(t, r.id, &worker);
  assert_string_equal(sprawa_case_package_title(c), "Houses");
  sprawa_case_free(c);
}

/* Those that work with the system, then those that a package knows of; each once. */
static void municipalities_are_known(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_directory *d = NULL;
  expect_ok(sprawa_engine_directory(t->e, &(sprawa_site_query){.as = &czech}, &d, &e), &e);
  assert_string_equal(sprawa_directory_municipality_at(d, 0)->id, "alpha");
  assert_string_equal(sprawa_directory_municipality_at(d, 0)->title, "Alfa");
  assert_string_equal(sprawa_directory_municipality_at(d, 1)->id, "omega");
  assert_string_equal(sprawa_directory_municipality_at(d, 1)->title, "Ómega");
  assert_null(sprawa_directory_municipality_at(d, 2));
  sprawa_directory_free(d);
}

static void listed_values_have_titles(void **state) {
  town *t = *state;
  const sprawa_view *views[] = {&everything, &worker};
  furnished(t);
  for (size_t i = 0; i < 2; i++) {
    sprawa_error e;
    sprawa_list *l = NULL;
    expect_ok(sprawa_engine_list(t->e, &(sprawa_filter){.as = views[i]}, &l, &e), &e);
    const sprawa_case_row *row = sprawa_list_row(l, 0);
    assert_non_null(row);
    assert_int_equal(row->nfields, 2);
    expect_field(&row->fields[0], "state", "\"good\"", "\"In good order\"");
    expect_field(&row->fields[1], "town", "\"alpha\"", "\"Alpha\"");
    assert_string_equal(row->fields[0].title, "State of the house");
    sprawa_list_free(l);
  }
}

/* Its own title, else what the case file calls the word, else none. */
static void words_to_choose_from_have_titles(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_explanation *x = NULL;
  sprawa_reply r = furnished(t);
  expect_ok(sprawa_engine_explain(t->e, r.id, &worker, &x, &e), &e);
  const sprawa_datum *d = find_option(x, "survey")->data;
  assert_string_equal(d[0].title, "State of the house");
  assert_string_equal(d[0].choices[0], "bad");
  assert_string_equal(d[0].choice_titles[0], "Damaged");
  assert_string_equal(d[0].choice_titles[1], "In good order");
  assert_string_equal(d[1].choice_titles[1], "By hearsay");
  assert_string_equal(d[2].choice_titles[0], "");
  sprawa_explanation_free(x);
}

static void languages_are_those_of_what_is_deployed(void **state) {
  town *t = *state;
  sprawa_error e;
  char known[SPRAWA_LANGUAGES];
  expect_ok(sprawa_engine_languages(t->e, known, &e), &e);
  assert_string_equal(known, "pl,cs,en");
  town_deploy(t->e); /* a package in English alone, besides */
  expect_ok(sprawa_engine_languages(t->e, known, &e), &e);
  assert_string_equal(known, "pl,cs,en");
  expect_error(sprawa_engine_languages(t->e, NULL, &e), &e, SPRAWA_INVALID, "invalid", "languages");
}

static void each_institution_has_its_part(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r = town_case(t, "note", "x");
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
      cmocka_unit_test_setup_teardown(values_have_titles, open_house, close_town),
      cmocka_unit_test_setup_teardown(members_stand_as_they_are_declared, open_house, close_town),
      cmocka_unit_test_setup_teardown(packages_have_titles, open_house, close_town),
      cmocka_unit_test_setup_teardown(municipalities_are_known, open_house, close_town),
      cmocka_unit_test_setup_teardown(listed_values_have_titles, open_house, close_town),
      cmocka_unit_test_setup_teardown(words_to_choose_from_have_titles, open_house, close_town),
      cmocka_unit_test_setup_teardown(languages_are_those_of_what_is_deployed, open_house, close_town),
      cmocka_unit_test_setup_teardown(each_institution_has_its_part, open_town, close_town),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
