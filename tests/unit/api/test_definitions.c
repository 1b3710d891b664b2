/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

#define DOOR "initial: closed\nstates:\n  closed: {on: {open: open}}\n  open: {on: {close: closed}}\n"

typedef struct seen {
  uint32_t n, errors;
  char first[64];
  uint32_t line, column;
} seen;

static void see(void *data, const sprawa_diagnostic *d) {
  seen *s = data;
  s->errors += d->severity == SPRAWA_ERROR;
  if (s->n++ > 0) return;
  snprintf(s->first, sizeof s->first, "%s", d->name);
  s->line = d->line;
  s->column = d->column;
  assert_non_null(d->message);
  assert_non_null(d->help);
}

static void faults_of_a_text_are_told_with_their_place(void **state) {
  (void)state;
  sprawa_error e;
  seen s = {0};
  sprawa_definitions *d = (void *)&s;
  const char *text = "initial: closed\nstates:\n  closed: {on: {open: opne, shut: gone}}\n  open: {}\n";
  sprawa_code code = sprawa_definitions_text(NULL, "door.yaml", text, NULL, see, &s, &d, &e);
  expect_error(code, &e, SPRAWA_INVALID, "unknown-state", "did you mean");
  assert_null(d);
  assert_int_equal(s.errors, 2);
  assert_string_equal(s.first, "unknown-state");
  assert_int_equal(s.line, 3);
  assert_int_equal(s.column, e.column);
  assert_string_equal(e.file, "door.yaml");
  assert_int_equal(e.line, 3);
}

static void faults_of_rules_are_told_in_their_file(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_code code = sprawa_definitions_text(NULL, "door.yaml", DOOR, "return {", NULL, NULL, &d, &e);
  assert_int_equal(code, SPRAWA_INVALID);
  assert_string_equal(e.file, "door.yaml.lua");
  assert_null(d);
}

static void what_is_not_there_is_not_found(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_code code = sprawa_definitions_site(NULL, "/nowhere/at/all", NULL, NULL, &d, &e);
  expect_error(code, &e, SPRAWA_NOT_FOUND, "not-found", "/nowhere/at/all");
  code = sprawa_definitions_file(NULL, "/nowhere.yaml", NULL, NULL, NULL, &d, &e);
  expect_error(code, &e, SPRAWA_NOT_FOUND, "not-found", "/nowhere.yaml");
  code =
      sprawa_definitions_file(NULL, TOWNS "/workflows/relay/child.yaml", "/nowhere.lua", NULL, NULL, &d, &e);
  assert_int_equal(code, SPRAWA_NOT_FOUND);
  code = sprawa_definitions_file(NULL, TOWNS, NULL, NULL, NULL, &d, &e);
  expect_error(code, &e, SPRAWA_NOT_DONE, "io", TOWNS);
  assert_null(d);
}

static void wrong_calls_are_refused(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  assert_int_equal(sprawa_definitions_site(NULL, NULL, NULL, NULL, &d, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_definitions_site(NULL, TOWNS, NULL, NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_definitions_file(NULL, NULL, NULL, NULL, NULL, &d, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_definitions_text(NULL, NULL, DOOR, NULL, NULL, NULL, &d, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_definitions_text(NULL, "x", NULL, NULL, NULL, NULL, &d, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_definitions_text(NULL, "x", "\xff", NULL, NULL, NULL, &d, NULL), SPRAWA_INVALID);
  sprawa_definitions_free(NULL);
}

static void text_too_large_is_a_limit(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  size_t n = 300000;
  char *text = malloc(n + 1);
  memset(text, '#', n);
  text[n] = '\0';
  assert_int_equal(sprawa_definitions_text(NULL, "x.yaml", text, NULL, NULL, NULL, &d, &e), SPRAWA_LIMIT);
  free(text);
}

static void a_site_is_read_and_checked(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  expect_ok(sprawa_definitions_site(NULL, TOWNS, NULL, NULL, &d, &e), &e);
  sprawa_definitions_free(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(faults_of_a_text_are_told_with_their_place),
      cmocka_unit_test(faults_of_rules_are_told_in_their_file),
      cmocka_unit_test(what_is_not_there_is_not_found),
      cmocka_unit_test(wrong_calls_are_refused),
      cmocka_unit_test(text_too_large_is_a_limit),
      cmocka_unit_test(a_site_is_read_and_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
