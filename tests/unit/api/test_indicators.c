/* SPDX-License-Identifier: Apache-2.0 */
#include "flows.h"

/* Indicators: journals made by hand, with the numbers that they must give. */

typedef struct step {
  int c; /* number of the case; cases from 10 on are of beta, from 20 on of the package parts */
  const char *at, *what;
} step;

typedef struct want {
  const char *name, *row;
} want;

typedef struct table {
  const char *name;
  const char *now, *since, *until;
  step steps[16];
  want wants[6];
} table;

#define T(day, time) "2026-" day "T" time ":00Z"

static const table tables[] = {
    {.name = "the day of the start does not count",
     .now = T("03-02", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-05", "10:00"), "go"},
               {1, T("01-15", "08:00"), "next"}},
     .wants = {{"to_second", "counted 1 p10 10 p25 10 median 10 p75 10 p90 10 p95 10"},
               {"to_work", "counted 1 median 0 p90 0"},
               {"of_inner", "waiting 1"},
               {"answered", "counted 1 met 1 share 1000"},
               {"papers", "counted 1 missed 1"}}},
    {.name = "days are those of the municipality",
     .now = T("03-02", "12:00"),
     .steps = {{1, T("01-05", "22:30"), "open"}, /* 23:30 in Warsaw; 22:30 in Lisbon */
               {10, T("01-05", "22:30"), "open"},
               {1, T("01-05", "23:30"), "skip"},
               {10, T("01-05", "23:30"), "skip"},
               {1, T("01-06", "23:30"), "next"},
               {10, T("01-06", "23:30"), "next"}},
     .wants = {{"to_second", "counted 2 p10 1 p25 1 median 1 p75 2 p90 2 p95 2"},
               {"to_work", "counted 2 median 0 p90 1"},
               {"x-all", "waiting 1"}}},
    {.name = "working days leave out Saturday and Sunday",
     .now = T("03-02", "12:00"),
     .steps = {{1, T("01-09", "09:00"), "open"}, /* a Friday */
               {1, T("01-12", "09:00"), "go"},
               {2, T("01-10", "09:00"), "open"},
               {2, T("01-11", "09:00"), "go"},
               {3, T("01-09", "09:00"), "open"},
               {3, T("01-19", "09:00"), "go"}},
     .wants = {{"to_work", "counted 3 median 1 p90 6"}}},
    {.name = "the first way counts, and each case once",
     .now = T("03-02", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-06", "09:00"), "go"},
               {1, T("01-07", "09:00"), "back"},
               {1, T("01-14", "09:00"), "go"},
               {1, T("01-15", "09:00"), "next"},
               {1, T("01-16", "09:00"), "back"},
               {1, T("01-20", "09:00"), "go"},
               {1, T("01-26", "09:00"), "next"}},
     .wants = {{"to_work", "counted 1 median 1 p90 1"},
               {"to_second", "counted 1 p10 10 p25 10 median 10 p75 10 p90 10 p95 10"},
               {"of_inner", "waiting 1"},
               {"answered", "counted 3 met 1 missed 2 share 333"}}},
    {.name = "a case that ended on the way has left, and goes on when it is reopened",
     .now = T("03-02", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-06", "09:00"), "give_up"},
               {2, T("01-05", "09:00"), "open"},
               {2, T("01-06", "09:00"), "give_up"},
               {2, T("01-12", "09:00"), "reopen"},
               {2, T("01-13", "09:00"), "go"}},
     .wants = {{"to_work", "counted 1 median 6 p90 6 left 1"},
               {"to_second", "waiting 1 left 1"},
               {"of_inner", "waiting 1"},
               {"answered", "counted 3 met 3 share 1000"},
               {"whole", "counted 1 missed 1 cancelled 2"}}},
    {.name = "what waits is as it stood at the end of the period",
     .now = T("03-02", "12:00"),
     .until = "2026-01-07",
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-07", "22:59"), "go"}, /* 23:59 in Warsaw */
               {2, T("01-05", "09:00"), "open"},
               {2, T("01-07", "23:00"), "go"}, /* the day after */
               {3, T("01-07", "23:00"), "open"}},
     .wants = {{"to_work", "counted 1 median 2 p90 2 waiting 1"},
               {"to_second", "waiting 2"},
               {"answered", "counted 1 met 1 share 1000 open 1"}}},
    {.name = "a way counts in the period in which it ends",
     .now = T("03-02", "12:00"),
     .since = "2026-01-08",
     .until = T("01-20", "00:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-07", "09:00"), "go"},
               {2, T("01-05", "09:00"), "open"},
               {2, T("01-09", "09:00"), "go"},
               {3, T("01-05", "09:00"), "open"},
               {3, T("01-07", "09:00"), "give_up"},
               {4, T("01-05", "09:00"), "open"},
               {4, T("01-19", "23:59"), "give_up"},
               {5, T("01-05", "09:00"), "open"},
               {5, T("01-20", "00:00"), "give_up"}},
     .wants = {{"to_work", "counted 1 median 4 p90 4 waiting 1 left 1"},
               /* 1 was met before, 3 as well; the end of the others passed at midnight of the 9th */
               {"answered", "counted 3 missed 3"}}},
    {.name = "a deadline is judged by its end as it stood",
     .now = T("01-20", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-05", "10:00"), "go"},
               {1, T("01-06", "10:00"), "more"}, /* until the 12th in place of the 9th */
               {1, T("01-11", "10:00"), "next"},
               {2, T("01-05", "09:00"), "open"},
               {2, T("01-05", "10:00"), "go"},
               {2, T("01-06", "10:00"), "pause"},
               {3, T("01-05", "09:00"), "open"},
               {3, T("01-05", "10:00"), "go"},
               {3, T("01-13", "10:00"), "more"}}, /* it was missed, and is missed for good */
     .wants = {{"papers", "counted 2 met 1 missed 1 share 500 moved 2 open 1 resting 1"},
               {"inner_term", "counted 3 missed 3"}}},
    {.name = "an extension takes back what was missed",
     .now = T("01-11", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-05", "10:00"), "go"},
               {1, T("01-10", "10:00"), "tick"},
               {1, T("01-11", "10:00"), "more"}},
     .wants = {{"papers", "open 1"}}},
    {.name = "it is missed as it passes, also where that leaves the state",
     .now = T("01-20", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-06", "09:00"), "wait"},
               {1, T("01-12", "09:00"), "tick"},
               {2, T("01-12", "09:00"), "open"},
               {2, T("01-12", "09:00"), "wait"},
               {2, T("01-13", "09:00"), "back"}},
     .wants = {{"waited", "counted 2 met 1 missed 1 share 500"}}},
    {.name = "a name that begins alike is another state, an event no task",
     .now = T("01-20", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-06", "09:00"), "shop"},
               {2, T("01-05", "09:00"), "open"},
               {2, T("01-06", "09:00"), "call"}},
     .wants = {{"to_work", "counted 1 median 1 p90 1 waiting 1"}, {"calls", "cancelled 2"}}},
    {.name = "tasks are done in time, too late, waived, cancelled",
     .now = T("01-20", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-06", "09:00"), "+call"},
               {2, T("01-05", "09:00"), "open"},
               {2, T("01-08", "09:00"), "+call"},
               {3, T("01-05", "09:00"), "open"},
               {3, T("01-06", "09:00"), "-call"},
               {4, T("01-05", "09:00"), "open"},
               {4, T("01-06", "09:00"), "go"},
               {10, T("01-05", "09:00"), "open"},
               {11, T("01-05", "09:00"), "open"}},
     .wants = {{"calls", "counted 2 met 1 missed 1 share 500 waived 1 cancelled 1 elsewhere 2"}}},
    {.name = "what ends with the case is not met by it",
     .now = T("03-20", "12:00"),
     .steps = {{1, T("01-05", "09:00"), "open"},
               {1, T("01-06", "09:00"), "go"},
               {1, T("01-07", "09:00"), "next"},
               {1, T("01-08", "09:00"), "finish"},
               {2, T("01-05", "09:00"), "open"},
               {2, T("01-06", "09:00"), "go"},
               {2, T("01-07", "09:00"), "give_up"}},
     .wants = {{"whole", "cancelled 2"},
               {"papers", "counted 1 met 1 share 1000 cancelled 1"},
               {"inner_term", "counted 2 met 2 share 1000"},
               {"of_inner", "counted 2 median 1"}}},
    {.name = "a stage is left before the case ends with it",
     .now = T("03-20", "12:00"),
     .steps = {{20, T("01-05", "09:00"), "open"},
               {20, T("01-06", "09:00"), "go"},
               {20, T("01-07", "09:00"), "finish"},
               {21, T("01-05", "09:00"), "open"},
               {21, T("01-12", "09:00"), "second"},
               {21, T("01-13", "09:00"), "go"}},
     .wants = {{"of_stage", "counted 3 met 2 missed 1 share 667"}, /* of both: 21 has left both at once */
               {"stage", "counted 2 met 1 missed 1 share 500"},
               {"to_second", "counted 1 median 7 p90 7 left 1"}}},
    {.name = "what was active before must be entered again",
     .now = T("03-20", "12:00"),
     .steps = {{20, T("01-05", "09:00"), "open"},
               {20, T("01-06", "09:00"), "second"},
               {21, T("01-05", "09:00"), "open"},
               {21, T("01-06", "09:00"), "go"},
               {21, T("01-07", "09:00"), "second"},
               {21, T("01-08", "09:00"), "finish"},
               {21, T("01-12", "09:00"), "again"}},
     .wants = {{"to_first", "counted 1 median 5 p90 5 waiting 1"}}},
};

static const sprawa_indicator *find(const sprawa_indicators *x, const char *package, const char *name) {
  const sprawa_indicator *is = sprawa_indicators_at(x, 0);
  for (size_t i = 0; is; is = sprawa_indicators_at(x, ++i))
    if (strcmp(is->package, package) == 0 && strcmp(is->name, name) == 0) return is;
  fail_msg("no indicator %s", name);
  return NULL;
}

static const char *package_of(int c) {
  return c >= 20 ? "parts" : "flow";
}

static void play(town *t, const table *x) {
  flows_case cases[30];
  for (const step *s = x->steps; s < x->steps + TEST_COUNT(x->steps) && s->what; s++) {
    sprawa_error e;
    const char *city = s->c >= 10 && s->c < 20 ? "beta" : "alpha";
    t->now = flows_time(s->at);
    sprawa_code code = flows_step(t, package_of(s->c), city, &cases[s->c], s->what, &e);
    if (code != SPRAWA_OK) fail_msg("%s: case %d, %s: %s", x->name, s->c, s->what, e.message);
  }
  t->now = flows_time(x->now);
}

static void journals_made_by_hand(void **state) {
  (void)state;
  for (const table *x = tables; x < tables + TEST_COUNT(tables); x++) {
    town t;
    sprawa_error e;
    sprawa_indicators *got = NULL;
    sprawa_indicators_query q = {.as = sprawa_view_operator(), .since = x->since, .until = x->until};
    flows_start(&t);
    play(&t, x);
    expect_ok(sprawa_engine_indicators(t.e, &q, &got, &e), &e);
    for (const want *w = x->wants; w < x->wants + TEST_COUNT(x->wants) && w->name; w++) {
      char row[512];
      flows_row(find(got, package_of(x->steps[0].c), w->name), row, sizeof row);
      if (strcmp(row, w->row) != 0) fail_msg("%s, %s:\n  %s\nnot\n  %s", x->name, w->name, row, w->row);
    }
    sprawa_indicators_free(got);
    town_remove(&t);
  }
}

/* -- nearest rank: by the definition, over all sizes ----------------------------------------------------- */

static void figures_are_of_the_nearest_rank(void **state) {
  static const struct {
    const char *name;
    uint32_t percent;
  } figures[] = {{"p10", 10}, {"p25", 25}, {"median", 50}, {"p75", 75}, {"p90", 90}, {"p95", 95}};
  town t;
  sprawa_error e;
  (void)state;
  flows_start(&t);
  int64_t begun = flows_time(T("01-05", "09:00"));
  for (uint32_t n = 1; n <= 23; n++) {
    flows_case c;
    sprawa_indicators *got = NULL;
    t.now = begun + (int64_t)n * 60000;
    expect_ok(flows_step(&t, "flow", "alpha", &c, "open", &e), &e);
    expect_ok(flows_step(&t, "flow", "alpha", &c, "go", &e), &e);
    t.now += (int64_t)n * 86400000; /* the n-th case takes n days */
    expect_ok(flows_step(&t, "flow", "alpha", &c, "next", &e), &e);
    sprawa_indicators_query q = {.as = sprawa_view_operator()};
    expect_ok(sprawa_engine_indicators(t.e, &q, &got, &e), &e);
    const sprawa_indicator *is = find(got, "flow", "to_second");
    assert_int_equal(is->counted, n);
    assert_int_equal(is->nfigures, TEST_COUNT(figures));
    for (size_t i = 0; i < TEST_COUNT(figures); i++) {
      uint32_t least = 1;
      while (100 * least < figures[i].percent * n) least++;
      assert_string_equal(is->figures[i].name, figures[i].name);
      assert_int_equal(is->figures[i].days, least);
    }
    sprawa_indicators_free(got);
  }
  town_remove(&t);
}

/* -- what is told about them ----------------------------------------------------------------------------- */

static void rows_say_what_was_asked(void **state) {
  town t;
  sprawa_error e;
  sprawa_indicators *got = NULL;
  (void)state;
  flows_start(&t);
  sprawa_indicators_query q = {.as = sprawa_view_operator(), .by_municipality = true, .by_version = true};
  expect_ok(sprawa_engine_indicators(t.e, &q, &got, &e), &e);
  char *all = flows_rows(got);
  assert_string_equal(all, "flow/to_second alpha 1.0.0: \nflow/to_second beta 1.0.0: \n"
                           "flow/to_work alpha 1.0.0: \nflow/to_work beta 1.0.0: \n"
                           "flow/of_inner alpha 1.0.0: \nflow/of_inner beta 1.0.0: \n"
                           "flow/answered alpha 1.0.0: \nflow/answered beta 1.0.0: \n"
                           "flow/papers alpha 1.0.0: \nflow/papers beta 1.0.0: \n"
                           "flow/calls alpha 1.0.0: \nflow/calls beta 1.0.0: \n"
                           "flow/waited alpha 1.0.0: \nflow/waited beta 1.0.0: \n"
                           "flow/whole alpha 1.0.0: \nflow/whole beta 1.0.0: \n"
                           "flow/inner_term alpha 1.0.0: \nflow/inner_term beta 1.0.0: \n"
                           "flow/x-all beta 1.0.0: \n"
                           "parts/to_second alpha 1.0.0: \nparts/to_second beta 1.0.0: \n"
                           "parts/to_first alpha 1.0.0: \nparts/to_first beta 1.0.0: \n"
                           "parts/of_stage alpha 1.0.0: \nparts/of_stage beta 1.0.0: \n"
                           "parts/stage alpha 1.0.0: \nparts/stage beta 1.0.0: \n");
  free(all);
  const sprawa_indicator *is = find(got, "flow", "papers");
  assert_string_equal(is->title, "Papers");
  assert_string_equal(is->workflow, "path");
  assert_string_equal(is->measure, "share_met");
  assert_string_equal(is->deadline, "inner.first.papers");
  assert_string_equal(is->municipality_title, "Alpha");
  assert_true(is->illustrative && !is->by_city);
  assert_true(find(got, "flow", "x-all")->by_city);
  assert_string_equal(find(got, "flow", "inner_term")->basis, "§ 1");
  assert_null(sprawa_indicators_at(got, 99));
  sprawa_indicators_free(got);
  town_remove(&t);
}

static void few_are_withheld(void **state) {
  town t;
  sprawa_error e;
  (void)state;
  flows_start(&t);
  for (uint32_t n = 1; n <= 5; n++) {
    flows_case c;
    sprawa_indicators *got = NULL;
    sprawa_indicators_query q = {.as = sprawa_view_operator(), .least = SPRAWA_INDICATOR_LEAST};
    t.now += 3600000;
    expect_ok(flows_step(&t, "flow", "alpha", &c, "open", &e), &e);
    expect_ok(flows_step(&t, "flow", "alpha", &c, "go", &e), &e);
    expect_ok(sprawa_engine_indicators(t.e, &q, &got, &e), &e);
    const sprawa_indicator *way = find(got, "flow", "to_work"), *term = find(got, "flow", "answered");
    assert_int_equal(way->counted, n);
    assert_int_equal(term->counted, n);
    assert_int_equal(way->withheld, n < 5);
    assert_int_equal(way->nfigures, n < 5 ? 0 : 2);
    assert_int_equal(term->met, n < 5 ? 0 : 5);
    assert_int_equal(term->share_met, n < 5 ? 0 : 1000);
    sprawa_indicators_free(got);
  }
  town_remove(&t);
}

static void expect_wrong(town *t, sprawa_indicators_query q, sprawa_code right, const char *name,
                         const char *part) {
  sprawa_error e;
  sprawa_indicators *got = (sprawa_indicators *)t;
  sprawa_code code = sprawa_engine_indicators(t->e, &q, &got, &e);
  expect_error(code, &e, right, name, part);
  assert_null(got);
}

static void questions_that_are_wrong(void **state) {
  town t;
  const sprawa_view *all = sprawa_view_operator();
  (void)state;
  flows_start(&t);
  expect_wrong(&t, (sprawa_indicators_query){.as = NULL}, SPRAWA_INVALID, "invalid", "view");
  expect_wrong(&t, (sprawa_indicators_query){.as = all, .since = "yesterday"}, SPRAWA_INVALID, "period",
               "since \"yesterday\"");
  expect_wrong(&t, (sprawa_indicators_query){.as = all, .until = "2026-02-30"}, SPRAWA_INVALID, "period",
               "until");
  expect_wrong(&t, (sprawa_indicators_query){.as = all, .until = "2026-02-03T10:00:00"}, SPRAWA_INVALID,
               "period", "offset");
  expect_wrong(&t, (sprawa_indicators_query){.as = all, .since = "2026-03-02", .until = "2026-03-01"},
               SPRAWA_INVALID, "period", "before it begins");
  expect_wrong(&t, (sprawa_indicators_query){.as = all, .package = "flwo"}, SPRAWA_NOT_FOUND, "not-found",
               "did you mean \"flow\"");
  expect_wrong(&t, (sprawa_indicators_query){.as = all, .municipality = "alhpa"}, SPRAWA_NOT_FOUND,
               "not-found", "did you mean \"alpha\"");
  sprawa_error e;
  expect_error(sprawa_engine_indicators(t.e, NULL, NULL, &e), &e, SPRAWA_INVALID, "invalid", "missing");
  assert_null(sprawa_indicators_at(NULL, 0));
  sprawa_indicators_free(NULL);
  town_remove(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(journals_made_by_hand),    cmocka_unit_test(figures_are_of_the_nearest_rank),
      cmocka_unit_test(rows_say_what_was_asked),  cmocka_unit_test(few_are_withheld),
      cmocka_unit_test(questions_that_are_wrong),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
