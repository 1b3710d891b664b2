/* SPDX-License-Identifier: Apache-2.0 */
#include "base/civil.h"

#include "base/limits.h"
#include "support.h"

/* Counts through the calendar by its plain rule, month by month, and expects the arithmetic to agree on each
 * day. */
static void every_day_round_trips(void **state) {
  (void)state;
  spr_day expected = -719162;
  int32_t weekday = 1; /* 0001-01-01 was a Monday */
  for (int32_t year = SPR_MIN_YEAR; year <= SPR_MAX_YEAR; year++) {
    bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    const int32_t lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int32_t month = 1; month <= 12; month++) {
      assert_int_equal(spr_days_in_month(year, month), lengths[month - 1]);
      for (int32_t day = 1; day <= lengths[month - 1]; day++, expected++) {
        spr_ymd d = {year, month, day};
        spr_ymd back = spr_day_to_ymd(expected);
        if (spr_day_from_ymd(d) != expected || back.year != year || back.month != month || back.day != day ||
            spr_weekday(expected) != weekday)
          fail_msg("%d-%d-%d", year, month, day);
        weekday = weekday % 7 + 1;
      }
      assert_false(spr_ymd_valid((spr_ymd){year, month, lengths[month - 1] + 1}));
      assert_true(spr_ymd_valid((spr_ymd){year, month, lengths[month - 1]}));
    }
  }
  assert_int_equal(expected, 2932897);
  assert_int_equal(SPR_MAX_INSTANT + 1, expected * SPR_MS_PER_DAY);
}

static void impossible_dates(void **state) {
  (void)state;
  static const spr_ymd bad[] = {{0, 1, 1},     {10000, 1, 1},        {2025, 0, 1},
                                {2025, 13, 1}, {2025, 1, 0},         {2025, -1, 1},
                                {1900, 2, 29}, {2025, INT32_MAX, 1}, {INT32_MIN, 1, 1}};
  for (size_t i = 0; i < TEST_COUNT(bad); i++) assert_false(spr_ymd_valid(bad[i]));
}

static void day_text(void **state) {
  (void)state;
  static const char *const good[] = {"0001-01-01", "1970-01-01", "2024-02-29", "9999-12-31"};
  for (size_t i = 0; i < TEST_COUNT(good); i++) {
    spr_day d;
    char text[11];
    assert_true(spr_day_parse(spr_str_of(good[i]), &d));
    spr_day_format(d, text);
    assert_string_equal(text, good[i]);
  }
  static const char *const bad[] = {"",           "2025",        "2025-02-29",  "2025-2-09",   "2025-02-9",
                                    "25-02-09",   "2025-02-09 ", " 2025-02-09", "2025/02/09",  "2025-02-00",
                                    "2025-13-01", "0000-01-01",  "02025-01-01", "2025-01-011", "-2025-01-01",
                                    "2025-01-0a", "+025-01-01"};
  for (size_t i = 0; i < TEST_COUNT(bad); i++) {
    spr_day d = 7;
    if (spr_day_parse(spr_str_of(bad[i]), &d)) fail_msg("accepted \"%s\"", bad[i]);
    assert_int_equal(d, 7);
  }
  spr_day d;
  assert_false(spr_day_parse(spr_str_n("2025-01-01\0", 11), &d));
}

static spr_day day(const char *text) {
  spr_day d;
  assert_true(spr_day_parse(spr_str_of(text), &d));
  return d;
}

static void months_end_right(void **state) {
  (void)state;
  static const struct {
    const char *from;
    int32_t n;
    const char *to;
  } rows[] = {
      {"2025-01-31", 1, "2025-02-28"},  {"2024-01-31", 1, "2024-02-29"},   {"2024-01-30", 1, "2024-02-29"},
      {"2025-01-29", 1, "2025-02-28"},  {"2025-03-31", 1, "2025-04-30"},   {"2025-03-31", -1, "2025-02-28"},
      {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"},  {"2025-12-15", 1, "2026-01-15"},
      {"2025-01-15", -1, "2024-12-15"}, {"2025-01-15", -13, "2023-12-15"}, {"2025-05-05", 0, "2025-05-05"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    char text[11];
    spr_day_format(spr_day_add_months(day(rows[i].from), rows[i].n), text);
    if (strcmp(text, rows[i].to) != 0)
      fail_msg("%s %+d: %s, not %s", rows[i].from, rows[i].n, text, rows[i].to);
  }
  assert_int_equal(spr_day_add_months(day("9999-12-01"), 1), SPR_NO_DAY);
  assert_int_equal(spr_day_add_months(day("0001-01-01"), -1), SPR_NO_DAY);
  assert_int_equal(spr_day_add_months(day("2025-01-01"), INT32_MAX), SPR_NO_DAY);
  assert_int_equal(spr_day_add_months(day("2025-01-01"), INT32_MIN), SPR_NO_DAY);
}

static void easter_sundays(void **state) {
  (void)state;
  /* The earliest and the latest, the two where the epact needs its exception, and recent ones. */
  static const char *const sundays[] = {"1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23",
                                        "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05",
                                        "2027-03-28", "2038-04-25", "2049-04-18"};
  for (size_t i = 0; i < TEST_COUNT(sundays); i++) {
    spr_day d = day(sundays[i]);
    assert_int_equal(spr_easter(spr_day_to_ymd(d).year), d);
  }
  for (int32_t year = 1583; year <= SPR_MAX_YEAR; year++) {
    spr_day d = spr_easter(year);
    assert_int_equal(spr_weekday(d), 7);
    assert_in_range(d - spr_day_from_ymd((spr_ymd){year, 3, 22}), 0, 34);
  }
}

static void splitting(void **state) {
  (void)state;
  static const struct {
    spr_local t;
    spr_day day;
    int64_t ms;
  } rows[] = {{0, 0, 0},
              {-1, -1, SPR_MS_PER_DAY - 1},
              {SPR_MS_PER_DAY, 1, 0},
              {-SPR_MS_PER_DAY, -1, 0},
              {-SPR_MS_PER_DAY - 1, -2, SPR_MS_PER_DAY - 1}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_day d;
    int64_t ms;
    spr_local_split(rows[i].t, &d, &ms);
    assert_int_equal(d, rows[i].day);
    assert_int_equal(ms, rows[i].ms);
  }
}

static void datetimes_are_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const char *day;
    int64_t ms;
    bool has_offset;
    int64_t offset_minutes;
  } rows[] = {
      {"2026-04-01 10:00", "2026-04-01", 36000000, false, 0},
      {"2026-04-01T10:00:30.5", "2026-04-01", 36030500, false, 0},
      {"2026-04-01T23:59:59.999Z", "2026-04-01", 86399999, true, 0},
      {"2026-04-01T00:00+01:00", "2026-04-01", 0, true, 60},
      {"2026-04-01T00:00:00-23:59", "2026-04-01", 0, true, -1439},
      {"0001-01-01T00:00Z", "0001-01-01", 0, true, 0},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_local local;
    bool has_offset;
    int64_t offset;
    if (!spr_datetime_parse(spr_str_of(rows[i].text), &local, &has_offset, &offset))
      fail_msg("%s", rows[i].text);
    assert_int_equal(local, day(rows[i].day) * SPR_MS_PER_DAY + rows[i].ms);
    assert_int_equal(has_offset, rows[i].has_offset);
    assert_int_equal(offset, rows[i].offset_minutes * 60000);
  }
  static const char *const bad[] = {"2026-04-01",
                                    "2026-04-01 ",
                                    "2026-04-01 1:00",
                                    "2026-04-01 24:00",
                                    "2026-04-01 10:60",
                                    "2026-04-01 10:00:60",
                                    "2026-04-01 10:00:00.",
                                    "2026-04-01 10:00:00.1234",
                                    "2026-04-01 10:00z",
                                    "2026-04-01 10:00+1:00",
                                    "2026-04-01 10:00+24:00",
                                    "2026-04-01 10:00+01",
                                    "2026-04-01 10:00 Z",
                                    "2026-04-01t10:00",
                                    "2026-04-01  10:00",
                                    "2026-02-30 10:00",
                                    "2026-04-01 10:00Zx",
                                    "10:00"};
  for (size_t i = 0; i < TEST_COUNT(bad); i++) {
    spr_local local;
    bool has_offset;
    int64_t offset;
    if (spr_datetime_parse(spr_str_of(bad[i]), &local, &has_offset, &offset))
      fail_msg("accepted \"%s\"", bad[i]);
  }
}

static void instants_are_written(void **state) {
  (void)state;
  static const struct {
    spr_instant t;
    int64_t offset_ms;
    bool as_utc;
    const char *text;
  } rows[] = {
      {0, 0, true, "1970-01-01T00:00:00Z"},
      {0, 0, false, "1970-01-01T00:00:00+00:00"},
      {INT64_C(1741036500000), 3600000, false, "2025-03-03T22:15:00+01:00"},
      {-1, 0, true, "1969-12-31T23:59:59.999Z"},
      {500, 0, true, "1970-01-01T00:00:00.5Z"},
      {10, -5400000, false, "1969-12-31T22:30:00.01-01:30"},
      {0, 3464000, false, "1970-01-01T00:57:00+00:57"}, /* Prague's local mean time, 57:44 */
      {SPR_NO_INSTANT, 0, true, "0001-01-01T00:00:00Z"},
      {INT64_MAX, 3600000, false, "9999-12-31T23:59:59.999+00:00"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    char text[36];
    spr_instant_format(rows[i].t, rows[i].offset_ms, rows[i].as_utc, text);
    assert_string_equal(text, rows[i].text);
  }
}

static void datetimes_round_trip(void **state) {
  (void)state;
  uint64_t random = 7;
  for (int i = 0; i < 20000; i++) {
    uint64_t span = (uint64_t)(SPR_MAX_INSTANT - SPR_MIN_INSTANT) - 4 * (uint64_t)SPR_MS_PER_DAY;
    spr_instant t = SPR_MIN_INSTANT + 2 * SPR_MS_PER_DAY + (int64_t)(test_random(&random) % span);
    int64_t offset = ((int64_t)test_below(&random, 1681) - 840) * 60000;
    char text[36];
    spr_instant_format(t, offset, false, text);
    spr_local local;
    bool has_offset;
    int64_t back;
    assert_true(spr_datetime_parse(spr_str_of(text), &local, &has_offset, &back));
    assert_true(has_offset);
    assert_int_equal(local - back, t);
    assert_int_equal(back, offset);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_day_round_trips),
      cmocka_unit_test(impossible_dates),
      cmocka_unit_test(day_text),
      cmocka_unit_test(months_end_right),
      cmocka_unit_test(easter_sundays),
      cmocka_unit_test(splitting),
      cmocka_unit_test(datetimes_are_read),
      cmocka_unit_test(instants_are_written),
      cmocka_unit_test(datetimes_round_trip),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
