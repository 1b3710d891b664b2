/* SPDX-License-Identifier: Apache-2.0 */
#include <float.h>
#include <math.h>

#include "api_support.h"

static sprawa_value *text(const char *z) {
  return sprawa_value_text(NULL, z, SIZE_MAX);
}

static void each_kind_reads_as_itself_and_as_nothing_else(void **state) {
  (void)state;
  sprawa_value *items[] = {sprawa_value_integer(NULL, 7), text("x")};
  const char *names[] = {"b", "a"};
  sprawa_value *members[] = {sprawa_value_boolean(NULL, true), sprawa_value_number(NULL, 1.5)};
  sprawa_value *all[] = {sprawa_value_null(NULL),
                         sprawa_value_boolean(NULL, true),
                         sprawa_value_integer(NULL, -3),
                         sprawa_value_number(NULL, 2.5),
                         text("ą"),
                         sprawa_value_list(NULL, 2, items),
                         sprawa_value_record(NULL, 2, names, members)};
  const sprawa_type types[] = {SPRAWA_NULL, SPRAWA_BOOLEAN, SPRAWA_INTEGER, SPRAWA_NUMBER,
                               SPRAWA_TEXT, SPRAWA_LIST,    SPRAWA_RECORD};
  const size_t sizes[] = {0, 0, 0, 0, 2, 2, 2};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    assert_int_equal(sprawa_value_type(all[i]), types[i]);
    assert_int_equal(sprawa_value_check(all[i]), SPRAWA_OK);
    assert_int_equal(sprawa_value_size(all[i]), sizes[i]);
    assert_int_equal(sprawa_value_as_boolean(all[i]), i == 1);
    assert_int_equal(sprawa_value_as_integer(all[i]), i == 2 ? -3 : 0);
    assert_true(sprawa_value_as_number(all[i]) == (i == 2 ? -3 : i == 3 ? 2.5 : 0));
    assert_string_equal(sprawa_value_as_text(all[i]), i == 4 ? "ą" : "");
    assert_int_equal(sprawa_value_at(all[i], 1) != NULL, i >= 5);
    assert_null(sprawa_value_at(all[i], 2));
    assert_int_equal(sprawa_value_member(all[i], "b") != NULL, i == 6);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
      assert_int_equal(sprawa_value_equal(all[i], all[k]), i == k);
  }
  assert_string_equal(sprawa_value_name(all[6], 0), "a");
  assert_null(sprawa_value_name(all[6], 2));
  assert_null(sprawa_value_name(all[5], 0));
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sprawa_value_release(all[i]);
}

static void nothing_reads_as_null(void **state) {
  (void)state;
  assert_int_equal(sprawa_value_type(NULL), SPRAWA_NULL);
  assert_int_equal(sprawa_value_check(NULL), SPRAWA_OK);
  assert_string_equal(sprawa_value_as_text(NULL), "");
  assert_int_equal(sprawa_value_size(NULL), 0);
  assert_null(sprawa_value_at(NULL, 0));
  assert_null(sprawa_value_name(NULL, 0));
  assert_null(sprawa_value_member(NULL, "a"));
  assert_null(sprawa_value_retain(NULL));
  sprawa_value_release(NULL);
  sprawa_value *null = sprawa_value_null(NULL);
  assert_true(sprawa_value_equal(NULL, null));
  sprawa_value_release(null);
}

static void json_has_one_form(void **state) {
  (void)state;
  const char *names[] = {"z", "ą", "a", "z", "none"};
  sprawa_value *inner[] = {sprawa_value_number(NULL, 0.1), sprawa_value_number(NULL, 1e21),
                           sprawa_value_integer(NULL, INT64_MIN), sprawa_value_null(NULL)};
  sprawa_value *members[] = {text("hidden"), sprawa_value_list(NULL, 4, inner),
                             sprawa_value_boolean(NULL, false), text("\"\n"), sprawa_value_null(NULL)};
  sprawa_value *v = sprawa_value_record(NULL, 5, names, members);
  char cut[8];
  const char *want = "{\"a\":false,\"z\":\"\\\"\\n\",\"ą\":[0.1,1e+21,-9223372036854775808,null]}";
  assert_int_equal(sprawa_value_json(v, NULL, 0), strlen(want));
  assert_int_equal(sprawa_value_json(v, cut, sizeof cut), strlen(want));
  assert_string_equal(cut, "{\"a\":fa");
  expect_json(v, want);
  expect_json(sprawa_value_list(NULL, 0, NULL), "[]");
  expect_json(sprawa_value_record(NULL, 0, NULL, NULL), "{}");
}

static void what_cannot_be_made_says_so(void **state) {
  (void)state;
  char *large = malloc(70000);
  memset(large, 'x', 70000);
  const struct {
    sprawa_value *v;
    sprawa_code why;
  } faults[] = {
      {sprawa_value_number(NULL, NAN), SPRAWA_INVALID},
      {sprawa_value_number(NULL, -INFINITY), SPRAWA_INVALID},
      {sprawa_value_text(NULL, NULL, 0), SPRAWA_INVALID},
      {sprawa_value_text(NULL, "\xc3", 1), SPRAWA_INVALID},
      {sprawa_value_text(NULL, "\xed\xa0\x80", 3), SPRAWA_INVALID},
      {sprawa_value_text(NULL, "a\0b", 3), SPRAWA_INVALID},
      {sprawa_value_text(NULL, "a\0b", 3), SPRAWA_INVALID},
      {sprawa_value_text(NULL, large, 70000), SPRAWA_LIMIT},
      {sprawa_value_date(NULL, 2025, 2, 29), SPRAWA_INVALID},
      {sprawa_value_date(NULL, 0, 1, 1), SPRAWA_INVALID},
      {sprawa_value_date(NULL, 10000, 1, 1), SPRAWA_INVALID},
      {sprawa_value_list(NULL, 1, NULL), SPRAWA_INVALID},
      {sprawa_value_list(NULL, 1, (sprawa_value *[]){NULL}), SPRAWA_INVALID},
      {sprawa_value_record(NULL, 1, NULL, (sprawa_value *[]){sprawa_value_null(NULL)}), SPRAWA_INVALID},
      {sprawa_value_record(NULL, 1, (const char *[]){NULL}, (sprawa_value *[]){sprawa_value_null(NULL)}),
       SPRAWA_INVALID},
      {sprawa_value_record(NULL, 1, (const char *[]){"\xff"}, (sprawa_value *[]){sprawa_value_null(NULL)}),
       SPRAWA_INVALID},
  };
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    assert_int_equal(sprawa_value_type(faults[i].v), SPRAWA_FAULT);
    assert_int_equal(sprawa_value_check(faults[i].v), faults[i].why);
    assert_int_equal(sprawa_value_json(faults[i].v, NULL, 0), 0);
    assert_false(sprawa_value_equal(faults[i].v, faults[i].v));
    /* It spoils what is made of it, and nothing leaks. */
    sprawa_value *around[] = {text("sound"), sprawa_value_retain(faults[i].v)};
    sprawa_value *list = sprawa_value_list(NULL, 2, around);
    assert_int_equal(sprawa_value_check(list), faults[i].why);
    sprawa_value_release(list);
    sprawa_value_release(faults[i].v);
  }
  free(large);
  expect_json(sprawa_value_date(NULL, 2024, 2, 29), "\"2024-02-29\"");
}

static void bounds_hold_for_the_whole_of_a_value(void **state) {
  (void)state;
  sprawa_value *deep = sprawa_value_list(NULL, 0, NULL);
  int levels = 1;
  for (; sprawa_value_check(deep) == SPRAWA_OK; levels++) deep = sprawa_value_list(NULL, 1, &deep);
  assert_int_equal(levels, 21);
  assert_int_equal(sprawa_value_check(deep), SPRAWA_LIMIT);
  /* Sharing does not get around the number of parts. */
  sprawa_value *wide = sprawa_value_integer(NULL, 1);
  for (int i = 0; i < 12; i++) {
    sprawa_value *both[] = {wide, sprawa_value_retain(wide)};
    wide = sprawa_value_list(NULL, 2, both);
  }
  assert_int_equal(sprawa_value_check(wide), SPRAWA_LIMIT);
  sprawa_value *many[5000];
  for (int i = 0; i < 5000; i++) many[i] = sprawa_value_null(NULL);
  assert_int_equal(sprawa_value_check(sprawa_value_list(NULL, 5000, many)), SPRAWA_LIMIT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind_reads_as_itself_and_as_nothing_else),
      cmocka_unit_test(nothing_reads_as_null),
      cmocka_unit_test(json_has_one_form),
      cmocka_unit_test(what_cannot_be_made_says_so),
      cmocka_unit_test(bounds_hold_for_the_whole_of_a_value),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
