/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "law.h"

/* The arithmetic as people read it. */

static void assert_explained(const spr_law *law, const spr_term *t, const char *now, const char *expected) {
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, 1 << 16);
  spr_term_explain(law, t, at(law, now), &out);
  assert_false(out.failed);
  assert_string_equal(out.p, expected);
  spr_buf_release(&out);
}

static void test_christmas(void **state) {
  (void)state;
  spr_law law = PL;
  law.as_of = day("2025-12-10");
  spr_term t = {.start = at(&PL, "2025-12-10"), .start_is_date = true, .within = dur("14 days")};
  assert_explained(
      &law, &t, "2025-12-10",
      "start              2025-12-10 Wed\n"
      "+ 14 days          2025-12-24 Wed\n"
      "free               2025-12-24 Wed  Christmas Eve (Dz.U. 2024 poz. 1965)\n"
      "free               2025-12-25 Thu  Christmas Day (Dz.U. 1951 nr 4 poz. 28 art. 1)\n"
      "free               2025-12-26 Fri  Second Day of Christmas (Dz.U. 1951 nr 4 poz. 28 art. 1)\n"
      "free               2025-12-27 Sat  Saturday (KPA art. 57 § 4, Dz.U. 2017 poz. 935)\n"
      "free               2025-12-28 Sun  Sunday (KPA art. 57 § 4, Dz.U. 2017 poz. 935)\n"
      "end                2025-12-29 Mon  24:00, counted by KPA art. 57, holidays as known on 2025-12-10\n");
}

static void test_moves(void **state) {
  (void)state;
  spr_law law = PL;
  law.as_of = day("2026-05-04");
  spr_move m[] = {
      {.kind = SPR_MOVE_SUSPEND, .from = at(&PL, "2026-05-11 10:00"), .until = at(&PL, "2026-05-13 09:00")},
      {.kind = SPR_MOVE_EXTEND, .by = dur("2 days")},
      {.kind = SPR_MOVE_SUSPEND, .from = at(&PL, "2026-05-18 10:00"), .until = SPR_NO_INSTANT}};
  spr_term t = {.start = at(&PL, "2026-05-04 12:30"), .within = dur("14 days"), .moves = m, .nmoves = 3};
  assert_explained(&law, &t, "2026-05-18 11:00",
                   "start              2026-05-04 Mon 12:30:00+02:00\n"
                   "+ 14 days          2026-05-18 Mon\n"
                   "+ 3 days           2026-05-21 Thu  suspended from 2026-05-11 Mon 10:00:00+02:00 to "
                   "2026-05-13 Wed 09:00:00+02:00\n"
                   "+ 2 days           2026-05-23 Sat  extended\n"
                   "+ 1 day            2026-05-24 Sun  suspended from 2026-05-18 Mon 10:00:00+02:00, still\n"
                   "free               2026-05-24 Sun  Pentecost (Dz.U. 1951 nr 4 poz. 28 art. 1)\n"
                   "end                2026-05-25 Mon  24:00, counted by KPA art. 57, holidays as known on "
                   "2026-05-04, if the suspension ended now\n");
}

static void test_backwards(void **state) {
  (void)state;
  spr_law law = CZ;
  law.as_of = day("2026-01-01");
  spr_term t = {.start = at(&CZ, "2026-06-07"),
                .start_is_date = true,
                .backwards = true,
                .roll = SPR_ROLL_PREVIOUS,
                .within = dur("30 days")};
  assert_explained(&law, &t, "2026-01-01",
                   "start              2026-06-07 Sun\n"
                   "- 30 days          2026-05-08 Fri\n"
                   "free               2026-05-08 Fri  Victory Day (zákon 218/1991 Sb.; zákon 245/2000 Sb. § "
                   "1), not confirmed\n"
                   "end                2026-05-07 Thu  24:00, counted by zákon 500/2004 Sb. § 40; zákon "
                   "89/2012 Sb. § 607, "
                   "holidays as known on 2026-01-01\n");
}

static void test_exact(void **state) {
  (void)state;
  spr_move m[] = {
      {.kind = SPR_MOVE_SUSPEND, .from = at(&PL, "2026-06-19 10:00"), .until = at(&PL, "2026-06-19 11:30")}};
  spr_term t = {.start = at(&PL, "2026-06-18 21:00"), .within = dur("72 hours"), .moves = m, .nmoves = 1};
  assert_explained(&PL, &t, "2026-06-20",
                   "start              2026-06-18 Thu 21:00:00+02:00\n"
                   "+ 72 hours         2026-06-21 Sun 21:00:00+02:00\n"
                   "+ 90 minutes       2026-06-21 Sun 22:30:00+02:00  suspended from 2026-06-19 Fri "
                   "10:00:00+02:00 to 2026-06-19 Fri 11:30:00+02:00\n"
                   "end                2026-06-21 Sun 22:30:00+02:00\n");
}

/* A clerk can count them again: each holiday by name, weekends by their days. */
static void test_working_days(void **state) {
  (void)state;
  spr_law law = PL;
  law.as_of = day("2025-12-22");
  spr_term t = {.start = at(&PL, "2025-12-22"), .start_is_date = true, .within = dur("5 working days")};
  assert_explained(
      &law, &t, "2025-12-22",
      "start              2025-12-22 Mon\n"
      "+ 5 working days   2026-01-02 Fri\n"
      "left out           2025-12-24 Wed  Christmas Eve (Dz.U. 2024 poz. 1965)\n"
      "left out           2025-12-25 Thu  Christmas Day (Dz.U. 1951 nr 4 poz. 28 art. 1)\n"
      "left out           2025-12-26 Fri  Second Day of Christmas (Dz.U. 1951 nr 4 poz. 28 art. 1)\n"
      "left out           2026-01-01 Thu  New Year (Dz.U. 1951 nr 4 poz. 28 art. 1)\n"
      "left out           1 Saturday, 1 Sunday\n"
      "end                2026-01-02 Fri  24:00, counted by KPA art. 57, holidays as known on 2025-12-22\n");
  spr_term back = {.start = at(&PL, "2026-01-08"),
                   .start_is_date = true,
                   .backwards = true,
                   .roll = SPR_ROLL_PREVIOUS,
                   .within = dur("3 working days")};
  assert_explained(
      &law, &back, "2025-12-22",
      "start              2026-01-08 Thu\n"
      "- 3 working days   2026-01-02 Fri\n"
      "left out           2026-01-06 Tue  Epiphany (Dz.U. 2010 nr 224 poz. 1459)\n"
      "left out           1 Saturday, 1 Sunday\n"
      "end                2026-01-02 Fri  24:00, counted by KPA art. 57, holidays as known on 2025-12-22\n");
}

/* A suspension moves the end by working days, which have free ones among them again. */
static void test_working_days_suspended(void **state) {
  (void)state;
  spr_law law = PL;
  law.as_of = day("2026-05-04");
  spr_move m[] = {
      {.kind = SPR_MOVE_SUSPEND, .from = at(&PL, "2026-05-05 10:00"), .until = at(&PL, "2026-05-07 09:00")}};
  spr_term t = {
      .start = at(&PL, "2026-04-29 12:30"), .within = dur("4 working days"), .moves = m, .nmoves = 1};
  assert_explained(
      &law, &t, "2026-05-18 11:00",
      "start              2026-04-29 Wed 12:30:00+02:00\n"
      "+ 4 working days   2026-05-06 Wed\n"
      "left out           2026-05-01 Fri  State Holiday of 1 May (Dz.U. 1951 nr 4 poz. 28 art. 1)\n"
      "left out           1 Saturday, 1 Sunday\n"
      "+ 3 working days   2026-05-11 Mon  suspended from 2026-05-05 Tue 10:00:00+02:00 to 2026-05-07 Thu "
      "09:00:00+02:00\n"
      "left out           1 Saturday, 1 Sunday\n"
      "end                2026-05-11 Mon  24:00, counted by KPA art. 57, holidays as known on 2026-05-04\n");
}

static void test_a_long_span_stays_short(void **state) {
  (void)state;
  spr_term t = {.start = at(&PL, "2026-01-08"), .start_is_date = true, .within = dur("2500 working days")};
  spr_buf out;
  uint32_t lines = 0;
  spr_buf_init(&out, &spr_alloc_default, 1 << 16);
  spr_term_explain(&PL, &t, t.start, &out);
  for (uint32_t i = 0; i < out.n; i++) lines += out.p[i] == '\n';
  assert_int_equal(lines, 2 + SPR_MAX_LEFT_OUT + 2 + 1);
  assert_non_null(strstr(out.p, " more holidays\n"));
  assert_non_null(strstr(out.p, " Saturdays, "));
  spr_buf_release(&out);
}

static void test_no_end(void **state) {
  (void)state;
  spr_term t = {.start = at(&PL, "9990-01-01"), .start_is_date = true, .within = dur("12 years")};
  assert_explained(&PL, &t, "2026-06-20", "start              9990-01-01 Mon\nno end: a limit was reached\n");
}

/* The lines that other languages are made of say the same: which days, by what, called how. */
static void keep_line(void *ud, const spr_line *l) {
  spr_buf *out = ud;
  char day_text[11] = "-";
  if (l->day != SPR_NO_DAY) spr_day_format(l->day, day_text);
  spr_str polish = l->holiday ? spr_title_in(&l->holiday->title, SPR_STR("pl"), SPR_STR("")) : SPR_STR("");
  spr_buf_printf(out, "%d %s %d %d+%d %.*s%s\n", (int)l->kind, day_text, l->by.working_days, l->weekends[5],
                 l->weekends[6], SPR_FMT(polish), l->backwards ? " back" : "");
}

static void test_lines(void **state) {
  (void)state;
  spr_law law = PL;
  law.as_of = day("2026-01-05");
  spr_term t = {.start = at(&PL, "2026-01-05"), .start_is_date = true, .within = dur("4 working days")};
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, 1 << 16);
  assert_int_equal(spr_term_lines(&law, &t, t.start, keep_line, &out), SPR_OK);
  assert_string_equal(out.p, "0 2026-01-05 0 0+0 \n"
                             "1 2026-01-12 4 0+0 \n"
                             "5 2026-01-06 0 0+0 Święto Trzech Króli\n"
                             "7 - 0 1+1 \n"
                             "8 2026-01-12 0 0+0 \n");
  spr_buf_release(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_christmas),
      cmocka_unit_test(test_moves),
      cmocka_unit_test(test_backwards),
      cmocka_unit_test(test_exact),
      cmocka_unit_test(test_working_days),
      cmocka_unit_test(test_working_days_suspended),
      cmocka_unit_test(test_a_long_span_stays_short),
      cmocka_unit_test(test_no_end),
      cmocka_unit_test(test_lines),
  };
  return cmocka_run_group_tests(tests, law_setup, law_teardown);
}
