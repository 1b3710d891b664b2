/* SPDX-License-Identifier: Apache-2.0 */
#include "law.h"

/* What holds for every term that starts in the years 1990 to 2050, in both countries. */

static const char *const durations[] = {"1 day",         "7 days",         "14 days",  "30 days",
                                        "1 week",        "1 month",        "3 months", "12 months",
                                        "1 working day", "5 working days", "P1M10D"};
#define NDURATIONS (sizeof durations / sizeof *durations)

static spr_end end_on(const spr_law *law, spr_day start, spr_duration within, spr_roll roll, bool backwards,
                      const spr_move *moves, uint32_t n) {
  spr_term t = {.start = spr_zone_day_start(law->zone, start),
                .backwards = backwards,
                .roll = roll,
                .within = within,
                .moves = moves,
                .nmoves = n};
  spr_end e;
  assert_int_equal(spr_term_end(law, &t, t.start, &e), SPR_OK);
  return e;
}

typedef void (*property)(const spr_law *law, spr_day start, spr_duration within);

static void for_all(property p) {
  const spr_law *laws[] = {&PL, &CZ};
  for (int l = 0; l < 2; l++)
    for (size_t i = 0; i < NDURATIONS; i++) {
      spr_duration within = dur(durations[i]);
      for (spr_day d = day("1990-01-01"); d <= day("2050-12-31"); d++) p(laws[l], d, within);
    }
}

/* previous <= unrolled <= next; neither is a free day, and between them and the unrolled end all days are
 * free. */
static void rolls(const spr_law *law, spr_day start, spr_duration within) {
  for (int back = 0; back < 2; back++) {
    spr_end none = end_on(law, start, within, SPR_ROLL_NONE, back, NULL, 0);
    spr_end next = end_on(law, start, within, SPR_ROLL_NEXT, back, NULL, 0);
    spr_end previous = end_on(law, start, within, SPR_ROLL_PREVIOUS, back, NULL, 0);
    assert_true(none.day == none.unrolled && next.unrolled == none.day && previous.unrolled == none.day);
    assert_true(previous.day <= none.day && none.day <= next.day);
    for (spr_day d = previous.day; d <= next.day; d++) {
      bool is_end = d == previous.day || d == next.day;
      assert_true(spr_calendar_term_free(law->calendar, d, law->as_of) == !is_end);
    }
    assert_true(spr_zone_day(law->zone, next.at) == next.day + 1 &&
                spr_zone_day(law->zone, next.at - 1) == next.day);
  }
}
static void test_rolls(void **state) {
  (void)state;
  for_all(rolls);
}

/* Who starts a day later does not end earlier. */
static void monotone(const spr_law *law, spr_day start, spr_duration within) {
  for (int back = 0; back < 2; back++) {
    spr_end a = end_on(law, start, within, SPR_ROLL_NEXT, back, NULL, 0);
    spr_end b = end_on(law, start + 1, within, SPR_ROLL_NEXT, back, NULL, 0);
    assert_true(a.unrolled <= b.unrolled && a.day <= b.day && a.at <= b.at);
  }
}
static void test_monotone(void **state) {
  (void)state;
  for_all(monotone);
}

/* A suspension that touches k days moves the unrolled end by k, one that touches k working days a term of
 * working days by these. */
static void suspension(const spr_law *law, spr_day start, spr_duration within) {
  spr_end plain = end_on(law, start, within, SPR_ROLL_NEXT, false, NULL, 0);
  int32_t k = 1 + (start % 9 + 9) % 9;
  spr_instant noon = spr_zone_day_start(law->zone, start + 1) + 43200000;
  spr_move m = {
      .kind = SPR_MOVE_SUSPEND, .from = noon, .until = spr_zone_day_start(law->zone, start + k) + 43200000};
  if (k == 1) m.until++;
  spr_end e = end_on(law, start, within, SPR_ROLL_NEXT, false, &m, 1);
  if (within.working_days) {
    int32_t working = spr_calendar_working_between(law->calendar, start, start + k, law->as_of);
    assert_int_equal(spr_calendar_working_between(law->calendar, plain.unrolled, e.unrolled, law->as_of),
                     working);
  } else {
    assert_int_equal(e.unrolled - plain.unrolled, k);
  }
  /* Cut into two that meet or overlap, it is the same. */
  spr_instant cut = m.from + (m.until - m.from) / 2;
  spr_move two[] = {{.kind = SPR_MOVE_SUSPEND, .from = m.from, .until = cut},
                    {.kind = SPR_MOVE_SUSPEND, .from = cut - (cut - m.from) / 2, .until = m.until}};
  assert_int_equal(end_on(law, start, within, SPR_ROLL_NEXT, false, two, 2).unrolled, e.unrolled);
}
static void test_suspension(void **state) {
  (void)state;
  for_all(suspension);
}

/* Months end on the same number, else on the last day of the month. */
static void test_months(void **state) {
  (void)state;
  for (spr_day d = day("1990-01-01"); d <= day("2050-12-31"); d++)
    for (int32_t n = 1; n <= 14; n++) {
      spr_ymd from = spr_day_to_ymd(d);
      spr_ymd to =
          spr_day_to_ymd(end_on(&PL, d, (spr_duration){.months = n}, SPR_ROLL_NONE, false, NULL, 0).day);
      spr_ymd back =
          spr_day_to_ymd(end_on(&PL, d, (spr_duration){.months = n}, SPR_ROLL_NONE, true, NULL, 0).day);
      int32_t last = spr_days_in_month(to.year, to.month),
              last_back = spr_days_in_month(back.year, back.month);
      assert_int_equal(to.year * 12 + to.month, from.year * 12 + from.month + n);
      assert_int_equal(back.year * 12 + back.month, from.year * 12 + from.month - n);
      assert_int_equal(to.day, from.day < last ? from.day : last);
      assert_int_equal(back.day, from.day < last_back ? from.day : last_back);
    }
}

/* Days are days, weeks keep the weekday, and backwards is the mirror. */
static void test_days_and_weeks(void **state) {
  (void)state;
  for (spr_day d = day("1990-01-01"); d <= day("2050-12-31"); d += 5)
    for (int32_t n = 1; n <= 40; n++) {
      assert_int_equal(end_on(&CZ, d, (spr_duration){.days = n}, SPR_ROLL_NONE, false, NULL, 0).day, d + n);
      assert_int_equal(end_on(&CZ, d, (spr_duration){.days = n}, SPR_ROLL_NONE, true, NULL, 0).day, d - n);
    }
  spr_day d = day("2026-05-06");
  assert_int_equal(spr_weekday(end_on(&CZ, d, dur("3 weeks"), SPR_ROLL_NONE, false, NULL, 0).day),
                   spr_weekday(d));
}

/* A timer there and back comes to the same instant, but for months and for hours that a clock skipped. */
static void test_timers_are_inverse(void **state) {
  (void)state;
  for (spr_instant t = at(&PL, "2026-01-01 12:00"); t < at(&PL, "2028-01-01");
       t += INT64_C(11) * 3600000 + 17) {
    spr_instant there, back;
    spr_duration days = {.days = 9}, time = {.ms = 123456789};
    assert_int_equal(spr_timer_due(&PL, t, time, &there), SPR_OK);
    assert_int_equal(spr_timer_due(&PL, there, (spr_duration){.ms = -time.ms}, &back), SPR_OK);
    assert_true(there == t + time.ms && back == t);
    assert_int_equal(spr_timer_due(&PL, t, days, &there), SPR_OK);
    assert_int_equal(spr_zone_day(PL.zone, there), spr_zone_day(PL.zone, t) + 9);
    int64_t hour = (spr_zone_local(PL.zone, t) % SPR_MS_PER_DAY) / 3600000;
    if (hour == 2) continue;
    assert_int_equal(spr_timer_due(&PL, there, (spr_duration){.days = -9}, &back), SPR_OK);
    assert_true(back == t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rolls),          cmocka_unit_test(test_monotone),
      cmocka_unit_test(test_suspension),     cmocka_unit_test(test_months),
      cmocka_unit_test(test_days_and_weeks), cmocka_unit_test(test_timers_are_inverse),
  };
  return cmocka_run_group_tests(tests, law_setup, law_teardown);
}
