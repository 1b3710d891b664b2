/* SPDX-License-Identifier: Apache-2.0 */
#include "base/duration.h"

#include "base/limits.h"
#include "support.h"

#define HOUR INT64_C(3600000)

static const struct {
  const char *text;
  spr_duration d;
  const char *canonical;
} good[] = {
    {"30 seconds", {.ms = 30000}, "30 seconds"},
    {"1 second", {.ms = 1000}, "1 second"},
    {"1 seconds", {.ms = 1000}, "1 second"},
    {"60 seconds", {.ms = 60000}, "1 minute"},
    {"30 minutes", {.ms = 1800000}, "30 minutes"},
    {"24 hours", {.ms = 24 * HOUR}, "24 hours"},
    {"3 working days", {.working_days = 3}, "3 working days"},
    {"1 working day", {.working_days = 1}, "1 working day"},
    {"14 days", {.days = 14}, "14 days"},
    {"1 day", {.days = 1}, "1 day"},
    {"2 weeks", {.days = 14}, "14 days"},
    {"1 month", {.months = 1}, "1 month"},
    {"12 months", {.months = 12}, "12 months"},
    {"2 years", {.months = 24}, "24 months"},
    {"0 days", {.no_days = true}, "0 days"},
    {"0 working days", {.no_days = true}, "0 days"},
    {"P0M", {.no_days = true}, "0 days"},
    {"0 hours", {.no_days = false}, "0 seconds"},
    {"PT0S", {.no_days = false}, "0 seconds"},
    {"P0DT0H", {.no_days = false}, "0 seconds"},
    {"P0DT1H", {.ms = HOUR}, "1 hour"},
    {"P1DT0H", {.days = 1}, "1 day"},
    {"100 years", {.months = 1200}, "1200 months"},
    {"36525 days", {.days = 36525}, "36525 days"},
    {"P14D", {.days = 14}, "14 days"},
    {"P1Y2M", {.months = 14}, "14 months"},
    {"P2W", {.days = 14}, "14 days"},
    {"PT1.5S", {.ms = 1500}, "PT1.5S"},
    {"PT0.001S", {.ms = 1}, "PT0.001S"},
    {"PT1H0.25S", {.ms = HOUR + 250}, "PT1H0.25S"},
    {"PT0.5H", {.ms = HOUR / 2}, "30 minutes"},
    {"PT0.1M", {.ms = 6000}, "6 seconds"},
    {"P1DT12H", {.days = 1, .ms = 12 * HOUR}, "P1DT12H"},
    {"P1M3D", {.months = 1, .days = 3}, "P1M3D"},
    {"PT90M", {.ms = 90 * 60000}, "90 minutes"},
    {"P1Y2M3DT4H5M6.789S", {.months = 14, .days = 3, .ms = 4 * HOUR + 5 * 60000 + 6789}, "P14M3DT4H5M6.789S"},
    {"-3 days", {.days = -3}, "-3 days"},
    {"-P1M2D", {.months = -1, .days = -2}, "-P1M2D"},
    {"-PT0.5S", {.ms = -500}, "-PT0.5S"},
    {"-1 working day", {.working_days = -1}, "-1 working day"},
};

static void durations_are_read(void **state) {
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(good); i++) {
    spr_duration d;
    char text[64];
    if (!spr_duration_parse(spr_str_of(good[i].text), true, &d)) fail_msg("%s", good[i].text);
    if (!spr_duration_equal(d, good[i].d)) fail_msg("%s: other parts", good[i].text);
    spr_duration_format(d, text);
    assert_string_equal(text, good[i].canonical);
    /* The canonical text means the same. */
    assert_true(spr_duration_parse(spr_str_of(text), true, &d));
    if (!spr_duration_equal(d, good[i].d)) fail_msg("%s: %s is something else", good[i].text, text);
    assert_int_equal(spr_duration_parse(spr_str_of(good[i].text), false, &d), good[i].text[0] != '-');
  }
}

static void others_are_refused(void **state) {
  (void)state;
  static const char *const bad[] = {
      "",
      " ",
      "days",
      "3",
      "3days",
      "3  days",
      " 3 days",
      "3 days ",
      "+3 days",
      "3.5 days",
      "three days",
      "3 dayss",
      "3 Days",
      "3 day s",
      "3 working  days",
      "3 working hours",
      "3 fortnights",
      "1 month 3 days",
      "3\tdays",
      "3 s",
      "P",
      "PT",
      "-",
      "-P",
      "P1",
      "1D",
      "P1S",
      "PT1D",
      "P1DT",
      "P1D2M",
      "P1M1M",
      "P1W1D",
      "P1D1W",
      "P1MW",
      "PT1W",
      "p14d",
      "P 1D",
      "P1.5D",
      "PT1.5H30M",
      "PT1.S",
      "PT.5S",
      "PT1.0001S",
      "PT0.0000001H",
      "PT1,5S",
      "P1DT1DT1H",
      "PT1HT1M",
      "P-1D",
      "--P1D",
      "PT1.1234567891S",
      "36526 days",
      "101 years",
      "1201 months",
      "5218 weeks",
      "99999999999999999999 days",
      "P9999999999Y",
      "9999999999 hours",
      "876601 hours",
      "P100Y1D",
      "\xEF\xBC\x93 days",
  };
  for (size_t i = 0; i < TEST_COUNT(bad); i++) {
    spr_duration d = {.days = 7};
    if (spr_duration_parse(spr_str_of(bad[i]), true, &d)) fail_msg("accepted \"%s\"", bad[i]);
    assert_int_equal(d.days, 7);
  }
  spr_duration d;
  assert_false(spr_duration_parse(spr_str_n("3 days\0", 7), true, &d));
}

/* Texts from the pieces of the grammar: nothing breaks, and what is taken is valid and comes back. */
static void pieces(void **state) {
  (void)state;
  static const char *const parts[] = {"P", "T", "1", "0", "12", "36525", ".",        "5",     "Y", "M",
                                      "W", "D", "H", "S", " ",  "days",  "working ", "month", "-"};
  uint64_t random = 11;
  int taken = 0;
  for (int i = 0; i < 200000; i++) {
    char text[64] = "";
    size_t n = 0;
    static const char *const starts[] = {"P", "PT", "-P", "1 ", "12 working ", ""};
    const char *start = starts[test_below(&random, TEST_COUNT(starts))];
    n = strlen(start);
    memcpy(text, start, n + 1);
    uint32_t count = 1 + test_below(&random, 5);
    for (uint32_t k = 0; k < count; k++) {
      const char *part = parts[test_below(&random, TEST_COUNT(parts))];
      memcpy(text + n, part, strlen(part) + 1);
      n += strlen(part);
    }
    spr_duration d, back;
    if (!spr_duration_parse(spr_str_n(text, n), true, &d)) continue;
    taken++;
    char canonical[64];
    spr_duration_format(d, canonical);
    assert_true(spr_duration_valid(d));
    if (!spr_duration_parse(spr_str_of(canonical), true, &back) || !spr_duration_equal(d, back))
      fail_msg("%s became %s", text, canonical);
  }
  assert_true(taken > 1000);
}

static void comparing(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    bool alike;
    int cmp;
  } rows[] = {
      {"1 month", "2 months", true, -1}, {"2 years", "24 months", true, 0},
      {"14 days", "2 weeks", true, 0},   {"15 days", "2 weeks", true, 1},
      {"1 month", "30 days", false, 0},  {"3 days", "3 working days", false, 0},
      {"24 hours", "1 day", false, 0},   {"90 minutes", "1 hour", true, 1},
      {"0 days", "1 month", true, -1},   {"1 working day", "0 days", true, 1},
      {"P1M2D", "0 days", true, 1},      {"P1M2D", "P1M2D", true, 0},
      {"P1M2D", "P1M3D", false, 0},      {"-1 day", "0 hours", true, -1},
      {"P1DT1H", "1 day", false, 0},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_duration a = {0}, b = {0};
    int cmp = 7;
    assert_true(spr_duration_parse(spr_str_of(rows[i].a), true, &a) &&
                spr_duration_parse(spr_str_of(rows[i].b), true, &b));
    if (spr_duration_compare(a, b, &cmp) != rows[i].alike) fail_msg("%s, %s", rows[i].a, rows[i].b);
    if (rows[i].alike && cmp != rows[i].cmp) fail_msg("%s, %s: %d", rows[i].a, rows[i].b, cmp);
    if (rows[i].alike && spr_duration_compare(b, a, &cmp)) assert_int_equal(cmp, -rows[i].cmp);
  }
}

static void validity(void **state) {
  (void)state;
  assert_false(spr_duration_valid((spr_duration){.working_days = 1, .days = 1}));
  assert_false(spr_duration_valid((spr_duration){.months = 1, .days = -1}));
  assert_false(spr_duration_valid((spr_duration){.days = 1, .no_days = true}));
  assert_true(spr_duration_valid((spr_duration){.no_days = true}));
  assert_false(spr_duration_valid((spr_duration){.ms = INT64_MIN}));
  assert_false(spr_duration_valid((spr_duration){.months = INT32_MIN}));
  assert_false(spr_duration_valid((spr_duration){.days = SPR_MAX_DURATION_DAYS, .ms = 1}));
  assert_true(spr_duration_valid((spr_duration){.days = -SPR_MAX_DURATION_DAYS}));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(durations_are_read), cmocka_unit_test(others_are_refused), cmocka_unit_test(pieces),
      cmocka_unit_test(comparing),          cmocka_unit_test(validity),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
