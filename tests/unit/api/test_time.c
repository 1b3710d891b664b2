/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* Times as people read and write them, on the clocks of a municipality. */

typedef struct clocks {
  town town;
  sprawa_directory *all;
  const sprawa_zone *warsaw;
} clocks;

static int begin(void **state) {
  static clocks c;
  const char *as = SPRAWA_OPERATOR;
  const sprawa_view view = {.institutions = &as, .ninstitutions = 1};
  const sprawa_site_query q = {.as = &view, .municipality = "alpha"};
  sprawa_error e;
  town_folder(&c.town);
  town_start(&c.town);
  town_deploy(c.town.e);
  expect_ok(sprawa_engine_directory(c.town.e, &q, &c.all, &e), &e);
  c.warsaw = sprawa_directory_at(c.all, 0)->zone;
  *state = &c;
  return 0;
}

static int end(void **state) {
  clocks *c = *state;
  sprawa_directory_free(c->all);
  town_remove(&c->town);
  return 0;
}

static void expect_time(const sprawa_zone *zone, int64_t time, const char *text) {
  char found[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, time, found);
  assert_string_equal(found, text);
}

static void times_are_written_with_their_offset(void **state) {
  const clocks *c = *state;
  expect_time(c->warsaw, c->town.now, "2026-01-07T10:00:00+01:00");
  expect_time(NULL, c->town.now, "2026-01-07T09:00:00Z");
  expect_time(NULL, SPRAWA_NO_TIME, "");
}

static void times_read_as_people_write_them(void **state) {
  const sprawa_zone *warsaw = ((clocks *)*state)->warsaw;
  sprawa_error e;
  int64_t time = 0;
  expect_ok(sprawa_time_read(warsaw, "2026-07-01 12:00", &time, &e), &e);
  expect_time(warsaw, time, "2026-07-01T12:00:00+02:00");
  expect_error(sprawa_time_read(NULL, "2026-07-01 12:00", &time, &e), &e, SPRAWA_INVALID, "time",
               "everywhere");
  assert_true(time == SPRAWA_NO_TIME);
  expect_error(sprawa_time_read(warsaw, "2026-07-01", &time, &e), &e, SPRAWA_INVALID, "time", "whole day");
  expect_error(sprawa_time_read(warsaw, "2026-03-29 02:30", &time, &e), &e, SPRAWA_INVALID, "time",
               "\"2026-03-29T01:59:59+01:00\" to \"2026-03-29T03:00:00+02:00\"");
  assert_true(time == SPRAWA_NO_TIME);
  expect_error(sprawa_time_read(warsaw, "2026-10-25 02:30", &time, &e), &e, SPRAWA_INVALID, "time",
               "\"2026-10-25T02:30:00+02:00\" for the first, or \"2026-10-25T02:30:00+01:00\"");
  expect_ok(sprawa_time_read(warsaw, "2026-10-25 03:00", &time, &e), &e);
  expect_ok(sprawa_time_read(warsaw, "2026-03-29 03:00", &time, &e), &e);
  expect_error(sprawa_time_read(warsaw, "noon", &time, &e), &e, SPRAWA_INVALID, "time", "noon");
}

static void a_day_ends_with_the_clocks_of_its_place(void **state) {
  const sprawa_zone *warsaw = ((clocks *)*state)->warsaw;
  sprawa_error e;
  int64_t time = 0;
  expect_ok(sprawa_time_day_end(warsaw, "2026-03-29", &time, &e), &e);
  expect_time(warsaw, time, "2026-03-30T00:00:00+02:00");
  expect_ok(sprawa_time_day_end(NULL, "2026-12-31", &time, &e), &e);
  expect_time(NULL, time, "2027-01-01T00:00:00Z");
  expect_error(sprawa_time_day_end(warsaw, "2026-02-29", &time, &e), &e, SPRAWA_INVALID, "time", "no day");
  assert_true(time == SPRAWA_NO_TIME);
  expect_error(sprawa_time_day_end(warsaw, NULL, &time, &e), &e, SPRAWA_INVALID, "invalid", "missing");
}

static void a_time_lies_a_duration_behind_another(void **state) {
  sprawa_error e;
  int64_t time = 0;
  (void)state;
  expect_ok(sprawa_time_after(0, "2 days", &time, &e), &e);
  assert_true(time == 2 * INT64_C(86400000));
  expect_error(sprawa_time_after(0, "2 working days", &time, &e), &e, SPRAWA_INVALID, "duration", "working");
  expect_error(sprawa_time_after(INT64_MAX, "2 days", &time, &e), &e, SPRAWA_LIMIT, "limit", "9999");
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
  const struct CMUnitTest tests[] = {
      T(times_are_written_with_their_offset),
      T(times_read_as_people_write_them),
      T(a_day_ends_with_the_clocks_of_its_place),
      T(a_time_lies_a_duration_behind_another),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
