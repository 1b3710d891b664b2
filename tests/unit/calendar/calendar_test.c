/* SPDX-License-Identifier: Apache-2.0 */
#include "law.h"

/* Holidays, weekends and working days of the two calendars against the dates that the law gives. */

static uint32_t holidays_in(const spr_calendar *c, int32_t year) {
  uint32_t n = 0;
  spr_day last = spr_day_from_ymd((spr_ymd){year, 12, 31});
  for (spr_day d = spr_day_from_ymd((spr_ymd){year, 1, 1}); d <= last; d++)
    n += spr_calendar_holiday(c, d, SPR_DAY_MAX) != NULL;
  return n;
}

/* Polish numbers count Easter Sunday and Pentecost, which are Sundays anyway. */
static void test_numbers_of_holidays(void **state) {
  (void)state;
  for (int32_t year = 1990; year <= 2050; year++) {
    uint32_t pl = year < 2011 ? 12 : year == 2018 || year >= 2025 ? 14 : 13;
    uint32_t cz = year < 2000 ? 10 : year < 2016 ? 12 : 13;
    if (holidays_in(PL.calendar, year) != pl) fail_msg("PL %d: %u", year, holidays_in(PL.calendar, year));
    if (holidays_in(CZ.calendar, year) != cz) fail_msg("CZ %d: %u", year, holidays_in(CZ.calendar, year));
  }
}

static const struct {
  spr_law *law;
  const char *day, *as_of, *title; /* title NULL: no holiday */
} holidays[] = {
    {&PL, "1990-05-03", "2026-01-01", "Constitution Day"},
    {&PL, "1990-07-22", "2026-01-01", NULL},
    {&PL, "2010-01-06", "2026-01-01", NULL},
    {&PL, "2011-01-06", "2026-01-01", "Epiphany"},
    {&PL, "2011-01-06", "2010-09-24", "Epiphany"},
    {&PL, "2011-01-06", "2010-09-23", NULL},
    {&PL, "2018-11-12", "2018-11-07", "Centenary of Independence"},
    {&PL, "2018-11-12", "2018-11-06", NULL},
    {&PL, "2017-11-12", "2026-01-01", NULL},
    {&PL, "2019-11-12", "2026-01-01", NULL},
    {&PL, "2024-12-24", "2026-01-01", NULL},
    {&PL, "2025-12-24", "2026-01-01", "Christmas Eve"},
    {&PL, "2025-12-24", "2024-12-06", "Christmas Eve"},
    {&PL, "2025-12-24", "2024-12-05", NULL},
    {&PL, "2026-04-03", "2026-01-01", NULL},
    {&PL, "2026-04-05", "2026-01-01", "Easter Sunday"},
    {&PL, "2026-04-06", "2026-01-01", "Easter Monday"},
    {&PL, "2026-05-24", "2026-01-01", "Pentecost"},
    {&PL, "2026-06-04", "2026-01-01", "Corpus Christi"},
    {&PL, "2026-12-26", "2026-01-01", "Second Day of Christmas"},
    {&CZ, "1990-05-09", "2026-01-01", "Liberation Day"},
    {&CZ, "1991-05-09", "2026-01-01", "Liberation Day"},
    {&CZ, "1991-05-08", "2026-01-01", NULL},
    {&CZ, "1992-05-08", "2026-01-01", "Victory Day"},
    {&CZ, "1992-05-09", "2026-01-01", NULL},
    {&CZ, "1990-07-05", "2026-01-01", "Saints Cyril and Methodius"},
    {&CZ, "1990-07-06", "2026-01-01", "Jan Hus Day"},
    {&CZ, "1999-09-28", "2026-01-01", NULL},
    {&CZ, "1999-11-17", "2026-01-01", NULL},
    {&CZ, "2000-09-28", "2026-01-01", "Day of Czech Statehood"},
    {&CZ, "2000-09-28", "2000-06-28", NULL},
    {&CZ, "2000-11-17", "2026-01-01", "Day of the Struggle for Freedom and Democracy"},
    {&CZ, "2015-04-03", "2026-01-01", NULL},
    {&CZ, "2016-03-25", "2026-01-01", "Good Friday"},
    {&CZ, "2026-04-05", "2026-01-01", NULL},
    {&CZ, "2026-06-04", "2026-01-01", NULL},
    {&CZ, "2026-10-28", "2026-01-01", "Czechoslovak Independence Day"},
    {&CZ, "2026-12-24", "2026-01-01", "Christmas Eve"},
};

static void test_holidays(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++) {
    const spr_holiday *h =
        spr_calendar_holiday(holidays[i].law->calendar, day(holidays[i].day), day(holidays[i].as_of));
    const char *expected = holidays[i].title ? holidays[i].title : "";
    spr_str title = h ? spr_title_in(&h->title, SPR_STR("en"), SPR_STR("")) : SPR_STR("");
    if (!spr_str_is(title, expected))
      fail_msg("%s as of %s: \"%.*s\", not \"%s\"", holidays[i].day, holidays[i].as_of, SPR_FMT(title),
               expected);
    if (h && h->basis.n == 0) fail_msg("%s has no basis", holidays[i].day);
  }
}

/* Saturdays: equal to holidays for Polish terms since a judgment of 2011, in Czechia always; nobody works on
 * them. */
static const struct {
  spr_law *law;
  const char *day, *as_of;
  bool term_free, working;
} weekends[] = {
    {&PL, "2011-06-11", "2026-01-01", false, false}, {&PL, "2011-06-12", "2026-01-01", true, false},
    {&PL, "2011-06-18", "2026-01-01", true, false},  {&PL, "2011-06-18", "2011-06-14", false, false},
    {&PL, "2011-06-18", "2011-06-15", true, false},  {&PL, "2017-05-27", "2026-01-01", true, false},
    {&PL, "2017-06-03", "2017-01-01", true, false},  {&PL, "2026-05-16", "2026-01-01", true, false},
    {&PL, "2026-05-15", "2026-01-01", false, true},  {&CZ, "1995-06-10", "2026-01-01", true, false},
    {&CZ, "2026-05-16", "2026-01-01", true, false},  {&CZ, "2026-05-18", "2026-01-01", false, true},
};

static void test_weekends(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof weekends / sizeof *weekends; i++) {
    const spr_calendar *c = weekends[i].law->calendar;
    spr_day d = day(weekends[i].day), as_of = day(weekends[i].as_of);
    if (spr_calendar_term_free(c, d, as_of) != weekends[i].term_free ||
        spr_calendar_is_working(c, d, as_of) != weekends[i].working)
      fail_msg("%s as of %s", weekends[i].day, weekends[i].as_of);
  }
}

static const struct {
  spr_law *law;
  const char *from;
  int32_t n;
  const char *to;
} working[] = {
    {&PL, "2026-05-04", 2, "2026-05-06"},  {&PL, "2026-05-04", 0, "2026-05-04"},
    {&PL, "2026-05-02", 0, "2026-05-02"},  {&PL, "2026-05-02", 1, "2026-05-04"},
    {&PL, "2026-05-02", -1, "2026-04-30"}, {&PL, "2026-12-23", 1, "2026-12-28"},
    {&PL, "2026-12-28", -1, "2026-12-23"}, {&CZ, "2026-04-02", 1, "2026-04-07"},
    {&PL, "2026-04-02", 1, "2026-04-03"},  {&CZ, "2026-02-10", 5, "2026-02-17"},
};

static void test_working_days(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof working / sizeof *working; i++) {
    spr_day d =
        spr_calendar_add_working(working[i].law->calendar, day(working[i].from), working[i].n, SPR_DAY_MAX);
    assert_day(working[i].from, d, working[i].to);
  }
  const spr_calendar *c = PL.calendar;
  assert_int_equal(spr_calendar_working_between(c, day("2026-05-04"), day("2026-05-06"), SPR_DAY_MAX), 2);
  assert_int_equal(spr_calendar_working_between(c, day("2026-05-06"), day("2026-05-04"), SPR_DAY_MAX), -2);
  assert_int_equal(spr_calendar_working_between(c, day("2026-05-01"), day("2026-05-03"), SPR_DAY_MAX), 0);
  assert_int_equal(spr_calendar_working_between(c, day("2026-01-01"), day("2026-01-01"), SPR_DAY_MAX), 0);
  assert_int_equal(spr_calendar_working_between(c, day("2025-12-31"), day("2026-12-31"), SPR_DAY_MAX), 253);
}

/* Adding n working days passes exactly n of them; going back as many comes to the same working day. */
static void test_working_days_are_inverse(void **state) {
  (void)state;
  spr_law *laws[] = {&PL, &CZ};
  for (int l = 0; l < 2; l++)
    for (spr_day d = day("1990-01-01"); d <= day("2050-12-31"); d += 3)
      for (int32_t n = -12; n <= 12; n++) {
        spr_day e = spr_calendar_add_working(laws[l]->calendar, d, n, SPR_DAY_MAX);
        assert_int_equal(spr_calendar_working_between(laws[l]->calendar, d, e, SPR_DAY_MAX),
                         n < 0 && !spr_calendar_is_working(laws[l]->calendar, d, SPR_DAY_MAX) ? n + 1 : n);
        if (spr_calendar_is_working(laws[l]->calendar, d, SPR_DAY_MAX))
          assert_int_equal(spr_calendar_add_working(laws[l]->calendar, e, -n, SPR_DAY_MAX), d);
      }
}

static void test_plain_calendar(void **state) {
  (void)state;
  const spr_calendar *c = &spr_calendar_plain;
  assert_null(spr_calendar_holiday(c, day("2026-12-25"), SPR_DAY_MAX));
  assert_true(spr_calendar_is_working(c, day("2026-12-25"), 0));
  assert_true(spr_calendar_term_free(c, day("2026-12-26"), 0));
  assert_day("next", spr_calendar_roll(c, day("2026-12-26"), SPR_ROLL_NEXT, 0), "2026-12-28");
  assert_day("previous", spr_calendar_roll(c, day("2026-12-27"), SPR_ROLL_PREVIOUS, 0), "2026-12-25");
  assert_day("none", spr_calendar_roll(c, day("2026-12-27"), SPR_ROLL_NONE, 0), "2026-12-27");
}

/* The first and last days of rules and periods are part of them. */
static void test_bounds_are_included(void **state) {
  (void)state;
  spr_day d = day("2026-05-16"); /* a Saturday */
  const spr_holiday rule = {.kind = SPR_RULE_DATE, .date = d, .from = d, .until = d, .known = d};
  const spr_weekend week[] = {{.from = SPR_DAY_MIN, .known = SPR_DAY_MIN, .free_for_terms = 1 << 7},
                              {.from = d, .known = d, .free_for_terms = 1 << 6}};
  const spr_calendar c = {.rules = &rule, .nrules = 1, .weekends = week, .nweekends = 2};
  assert_ptr_equal(spr_calendar_holiday(&c, d, d), &rule);
  assert_null(spr_calendar_holiday(&c, d, d - 1));
  assert_null(spr_calendar_holiday(&c, d + 1, d));
  assert_ptr_equal(spr_calendar_weekend(&c, d, d), &week[1]);
  assert_ptr_equal(spr_calendar_weekend(&c, d - 1, d), &week[0]);
  assert_ptr_equal(spr_calendar_weekend(&c, d, d - 1), &week[0]);
}

/* Where the years end, a search ends. */
static void test_edges(void **state) {
  (void)state;
  assert_int_equal(spr_calendar_add_working(PL.calendar, day("9999-12-30"), INT32_MAX, SPR_DAY_MAX),
                   SPR_LAST_DAY + 1);
  assert_int_equal(spr_calendar_add_working(PL.calendar, day("0001-01-02"), INT32_MIN, SPR_DAY_MAX),
                   SPR_FIRST_DAY - 1);
  assert_int_equal(spr_calendar_roll(PL.calendar, day("0001-01-01"), SPR_ROLL_PREVIOUS, SPR_DAY_MAX),
                   SPR_FIRST_DAY - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numbers_of_holidays),
      cmocka_unit_test(test_holidays),
      cmocka_unit_test(test_weekends),
      cmocka_unit_test(test_working_days),
      cmocka_unit_test(test_working_days_are_inverse),
      cmocka_unit_test(test_plain_calendar),
      cmocka_unit_test(test_bounds_are_included),
      cmocka_unit_test(test_edges),
  };
  return cmocka_run_group_tests(tests, law_setup, law_teardown);
}
