/* SPDX-License-Identifier: Apache-2.0 */
#include "law.h"

/* What the loader of calendar files says about wrong ones. */

#define HEAD "calendar: XX\ntitle: {en: X}\nbasis: law\n"
#define WEEK "weekend:\n  - {terms: [sunday], work: [sunday], basis: law}\n"
#define ONE(rule) HEAD WEEK "holidays:\n  - {" rule ", title: {en: Day}, basis: law}\n"

static const struct {
  const char *text, *expected; /* all the diagnostics, their code and place; "": the file is right */
} files[] = {
    {HEAD WEEK "holidays: []\n", ""},
    {ONE("on: 02-29"), ""},
    {ONE("on: easter-200"), ""},
    {ONE("on: 2026-02-28, known: 2026-01-01"), ""},
    {ONE("on: 12-24, from: 2025-02-01, until: 2025-02-01, known: 2024-12-06, unconfirmed: true"), ""},
    {ONE("on: 02-30"), "7:10 bad-date\n"},
    {ONE("on: 13-01"), "7:10 bad-date\n"},
    {ONE("on: 1-01"), "7:10 bad-date\n"},
    {ONE("on: 12-241"), "7:10 bad-date\n"},
    {ONE("on: easter+0"), "7:10 bad-date\n"},
    {ONE("on: easter+201"), "7:10 bad-date\n"},
    {ONE("on: easter60"), "7:10 bad-date\n"},
    {ONE("on: easter+"), "7:10 bad-date\n"},
    {ONE("on: easter+1x"), "7:10 bad-date\n"},
    {ONE("on: 2026-02-29"), "7:10 bad-date\n"},
    {ONE("on: [12-24]"), "7:10 wrong-type\n"},
    {ONE("on: 12-24, from: 2025"), "7:23 bad-date\n"},
    {ONE("on: 12-24, from: 2025-02-01, until: 2025-01-31"), "7:42 out-of-range\n"},
    {ONE("on: 2026-01-02, from: 2025-02-01"), "7:28 conflicting-keys\n"},
    {ONE("on: 12-24, unconfirmed: yes"), "7:30 wrong-type\n"},
    {ONE("on: 12-24, untill: 2025-01-31"), "7:17 unknown-key\n"},
    {HEAD WEEK "holidays:\n  - {title: {pl: Dzien}, basis: ''}\n",
     "7:5 missing-key\n7:13 missing-translation\n7:33 wrong-type\n"},
    {HEAD WEEK "holidays: {}\n", "6:11 wrong-type\n"},
    {HEAD WEEK "holidays: [x]\n", "6:12 wrong-type\n"},
    {HEAD WEEK "holidays:\n  - {on: 12-24, title: Day, basis: law}\n", ""},
    {HEAD "holidays: []\n", "1:1 missing-key\n"},
    {HEAD "holidays: []\nweekend: []\n", "5:10 wrong-type\n"},
    {HEAD "holidays: []\nweekend:\n  - {terms: [sundy], work: sunday, basis: law}\n",
     "6:14 wrong-type\n6:28 wrong-type\n"},
    {HEAD "holidays: []\nweekend:\n  - {terms: [monday, tuesday, wednesday, thursday, friday, saturday, "
          "sunday], work: [], basis: law}\n",
     "6:13 out-of-range\n"},
    {HEAD "holidays: []\nweekend:\n  - {from: 2000-01-01, terms: [], work: [], basis: law}\n",
     "6:12 out-of-range\n"},
    {HEAD "holidays: []\n" WEEK "  - {terms: [], work: [], basis: law}\n", "7:5 out-of-range\n"},
    {HEAD "holidays: []\n" WEEK "  - {from: x, terms: [], work: [], basis: law}\n", "7:12 bad-date\n"},
    {HEAD "holidays: []\n" WEEK "  - {from: 2001-01-01, terms: [], work: [], basis: law}\n"
          "  - {from: 2001-01-01, terms: [], work: [], basis: law}\n",
     "8:12 out-of-range\n"},
    {"calendar: pl\ntitle: {en: X}\nbasis: law\nholidays: []\n" WEEK, "1:11 bad-name\n"},
    {"calendar: P\ntitle: {en: X}\nbasis: law\nholidays: []\n" WEEK, "1:11 bad-name\n"},
    {"[]\n", "1:1 wrong-type\n"},
    {"x: y\n", "1:1 unknown-key\n1:1 missing-key\n1:1 missing-key\n1:1 missing-key\n1:1 missing-key\n1:1 "
               "missing-key\n"},
};

static void put_codes(spr_buf *out) {
  spr_diags_sort(&law_diags);
  for (uint32_t i = 0; i < law_diags.n; i++) {
    const spr_diag *d = &law_diags.v[i];
    uint32_t line, column;
    spr_source_place(spr_sources_get(&law_sources, d->at.file), d->at.from, &line, &column);
    spr_buf_printf(out, "%u:%u %s\n", line, column, spr_code_name(d->code));
  }
}

static void test_files(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    const spr_calendar *c = &spr_calendar_plain;
    spr_diags_init(&law_diags, &law_arena, &law_sources);
    uint32_t file = spr_sources_add(&law_sources, SPR_STR("x.yaml"), spr_str_of(files[i].text));
    spr_status s = spr_calendar_load(&law_arena, &law_diags, file, &c);
    spr_buf out;
    spr_buf_init(&out, &spr_alloc_default, 1 << 16);
    spr_buf_puts(&out, "");
    put_codes(&out);
    spr_str found = spr_buf_view(&out);
    if (!spr_str_is(found, files[i].expected))
      fail_msg("%s\nfound:\n%.*sexpected:\n%s", files[i].text, SPR_FMT(found), files[i].expected);
    assert_int_equal(s, *files[i].expected ? SPR_EINVAL : SPR_OK);
    assert_true((c != NULL) == (s == SPR_OK));
    spr_buf_release(&out);
  }
}

static void test_contents(void **state) {
  (void)state;
  const spr_calendar *c = PL.calendar;
  assert_true(spr_str_is(c->id, "PL") && spr_str_is(c->basis, "KPA art. 57"));
  assert_true(spr_str_is(spr_title_in(&c->title, SPR_STR("en"), SPR_STR("")), "Poland"));
  assert_true(spr_str_is(spr_title_in(&c->rules[0].title, SPR_STR("cs"), SPR_STR("")), "Nový rok"));
  assert_int_equal(c->nrules, 15);
  assert_int_equal(c->nweekends, 3);
  assert_int_equal(c->weekends[0].free_for_terms, 1 << 7);
  assert_int_equal(c->weekends[1].free_for_terms, 1 << 6 | 1 << 7);
  assert_int_equal(c->weekends[0].from, SPR_DAY_MIN);
  assert_int_equal(c->weekends[2].known, day("2017-06-01"));
  const spr_holiday *eve = spr_calendar_holiday(c, day("2025-12-24"), SPR_DAY_MAX);
  assert_int_equal(eve->known, day("2024-12-06"));
  assert_int_equal(eve->until, SPR_DAY_MAX);
  assert_false(eve->unconfirmed);
  assert_true(spr_calendar_holiday(c, day("2018-11-12"), SPR_DAY_MAX)->unconfirmed);
}

/* Too many rules are refused, so that a question stays cheap. */
static void test_bounds(void **state) {
  (void)state;
  spr_buf text;
  spr_buf_init(&text, &spr_alloc_default, 1 << 20);
  spr_buf_puts(&text, HEAD WEEK "holidays:\n");
  for (int i = 0; i <= SPR_MAX_HOLIDAY_RULES; i++)
    spr_buf_puts(&text, "  - {on: 12-24, title: {en: Day}, basis: law}\n");
  spr_diags_init(&law_diags, &law_arena, &law_sources);
  const spr_calendar *c;
  uint32_t file = spr_sources_add(&law_sources, SPR_STR("x.yaml"), spr_buf_view(&text));
  assert_int_equal(spr_calendar_load(&law_arena, &law_diags, file, &c), SPR_EINVAL);
  assert_int_equal(law_diags.n, 1);
  assert_int_equal(law_diags.v[0].code, SPR_D_TOO_LARGE);
  spr_buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_files),
      cmocka_unit_test(test_contents),
      cmocka_unit_test(test_bounds),
  };
  return cmocka_run_group_tests(tests, law_setup, law_teardown);
}
