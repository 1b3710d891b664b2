/* SPDX-License-Identifier: Apache-2.0 */
#include "server/phrases.h"
#include "base/utf8.h"
#include "support.h"

static const spr_phrases *named(const char *code) {
  const spr_phrases *p = spr_phrases_named(spr_str_of(code));
  assert_non_null(p);
  return p;
}

/* Numbers that between them need every form of the three languages. */
static const int64_t numbers[] = {0, 1, 2, 5, 12, 22, 1000};

static uint32_t holes(const char *text) {
  uint32_t found = 0;
  for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
    if (!at[1] || !strchr("nabc", at[1]) || at[2] != '}') fail_msg("a hole without a name: %s", text);
    found |= 1u << (at[1] == 'n' ? 3 : at[1] - 'a');
  }
  return found;
}

static void every_language_has_every_phrase(void **state) {
  (void)state;
  const spr_phrases *en = named("en");
  for (uint32_t i = 0; spr_phrases_at(i); i++) {
    const spr_phrases *p = spr_phrases_at(i);
    for (int key = 0; key < SPR_PHRASES; key++) {
      for (size_t k = 0; k < TEST_COUNT(numbers); k++) {
        const char *text = spr_phrase_text(p, (spr_phrase)key, numbers[k]);
        const char *original = spr_phrase_text(en, (spr_phrase)key, numbers[k]);
        if (!text || !*text) fail_msg("%s: no text for \"%s\"", spr_phrases_code(p), original);
        if (spr_utf8_invalid(spr_str_of(text)) >= 0) fail_msg("no UTF-8: %s", text);
        if (strstr(text, "  ") || strpbrk(text, "\n\t<>")) fail_msg("no plain text: %s", text);
        if (holes(text) != holes(original)) fail_msg("other holes: \"%s\", \"%s\"", original, text);
      }
    }
  }
  assert_null(spr_phrases_named(SPR_STR("de")));
  assert_null(spr_phrases_named(SPR_STR("")));
}

static bool is_among(const spr_phrase *list, size_t n, int key) {
  for (size_t i = 0; i < n; i++)
    if ((int)list[i] == key) return true;
  return false;
}

/* What was copied and not translated would be alike. These are alike, and right. */
static void texts_are_translated(void **state) {
  (void)state;
  static const spr_phrase same[] = {SPR_SAY_product, SPR_SAY_page_title, SPR_SAY_chip,
                                    SPR_SAY_as_json, SPR_SAY_exactly,    SPR_SAY_token_of,
                                    SPR_SAY_drawing, SPR_SAY_utc,        SPR_SAY_megabytes};
  static const spr_phrase polish[] = {SPR_SAY_system, SPR_SAY_administrator, SPR_SAY_case_status,
                                      SPR_SAY_weekday_day};
  const spr_phrases *en = named("en"), *pl = named("pl"), *cs = named("cs");
  for (int key = 0; key < SPR_PHRASES; key++) {
    const char *text = spr_phrase_text(en, (spr_phrase)key, 5);
    if (is_among(same, TEST_COUNT(same), key)) continue;
    if (strcmp(text, spr_phrase_text(cs, (spr_phrase)key, 5)) == 0) fail_msg("not in Czech: %s", text);
    if (is_among(polish, TEST_COUNT(polish), key)) continue;
    if (strcmp(text, spr_phrase_text(pl, (spr_phrase)key, 5)) == 0) fail_msg("not in Polish: %s", text);
  }
}

static void plural_forms(void **state) {
  (void)state;
  static const struct {
    int64_t n;
    const char *en, *pl, *cs;
  } rows[] = {
      {0, "0 cases", "0 spraw", "0 případů"},
      {1, "1 case", "1 sprawa", "1 případ"},
      {2, "2 cases", "2 sprawy", "2 případy"},
      {4, "4 cases", "4 sprawy", "4 případy"},
      {5, "5 cases", "5 spraw", "5 případů"},
      {11, "11 cases", "11 spraw", "11 případů"},
      {12, "12 cases", "12 spraw", "12 případů"},
      {21, "21 cases", "21 spraw", "21 případů"},
      {22, "22 cases", "22 sprawy", "22 případů"},
      {24, "24 cases", "24 sprawy", "24 případů"},
      {25, "25 cases", "25 spraw", "25 případů"},
      {101, "101 cases", "101 spraw", "101 případů"},
      {112, "112 cases", "112 spraw", "112 případů"},
      {122, "122 cases", "122 sprawy", "122 případů"},
      {1234567, "1,234,567 cases", "1\u00A0234\u00A0567 spraw", "1\u00A0234\u00A0567 případů"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    const char *const expected[] = {rows[i].en, rows[i].pl, rows[i].cs};
    static const char *const codes[] = {"en", "pl", "cs"};
    for (size_t k = 0; k < 3; k++) {
      spr_buf out;
      spr_buf_init(&out, &spr_alloc_default, 1000);
      spr_phrase_put(named(codes[k]), &out, spr_buf_str, SPR_SAY_n_cases, &(spr_with){.n = rows[i].n});
      assert_str(spr_buf_view(&out), expected[k]);
      spr_buf_release(&out);
    }
  }
}

static void numbers_in_groups(void **state) {
  (void)state;
  static const struct {
    int64_t n;
    const char *text;
  } rows[] = {{0, "0"},
              {999, "999"},
              {1000, "1,000"},
              {-1000, "-1,000"},
              {-100, "-100"},
              {100000, "100,000"},
              {INT64_MIN, "-9,223,372,036,854,775,808"}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_buf out;
    spr_buf_init(&out, &spr_alloc_default, 1000);
    spr_phrase_number(named("en"), &out, rows[i].n);
    assert_str(spr_buf_view(&out), rows[i].text);
    spr_buf_release(&out);
  }
}

static void dates_in_words(void **state) {
  (void)state;
  static const struct {
    const char *code, *day, *time, *month_end;
  } rows[] = {
      {"en", "3\u00A0March\u00A02026", "3\u00A0March\u00A02026, 09:05", "31\u00A0December\u00A02025"},
      {"pl", "3\u00A0marca\u00A02026", "3\u00A0marca\u00A02026, 09:05", "31\u00A0grudnia\u00A02025"},
      {"cs", "3.\u00A0března\u00A02026", "3.\u00A0března\u00A02026, 09:05", "31.\u00A0prosince\u00A02025"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_buf out;
    spr_buf_init(&out, &spr_alloc_default, 1000);
    spr_day day = spr_day_from_ymd((spr_ymd){2026, 3, 3});
    spr_phrase_day(named(rows[i].code), &out, day);
    assert_str(spr_buf_view(&out), rows[i].day);
    spr_buf_clear(&out);
    spr_phrase_time(named(rows[i].code), &out, day * SPR_MS_PER_DAY + (9 * 60 + 5) * 60000 + 59999);
    assert_str(spr_buf_view(&out), rows[i].time);
    spr_buf_clear(&out);
    spr_phrase_day(named(rows[i].code), &out, spr_day_from_ymd((spr_ymd){2025, 12, 31}));
    assert_str(spr_buf_view(&out), rows[i].month_end);
    spr_buf_release(&out);
  }
}

static void how_far_a_day_is(void **state) {
  (void)state;
  static const struct {
    int32_t days;
    const char *en, *pl, *cs;
  } rows[] = {
      {0, "today", "dzisiaj", "dnes"},
      {1, "tomorrow", "jutro", "zítra"},
      {2, "in 2 days", "za 2 dni", "za 2 dny"},
      {7, "in 7 days", "za 7 dni", "za 7 dní"},
      {-1, "1 day overdue", "1 dzień po terminie", "1 den po lhůtě"},
      {-2, "2 days overdue", "2 dni po terminie", "2 dny po lhůtě"},
      {-40, "40 days overdue", "40 dni po terminie", "40 dní po lhůtě"},
  };
  static const char *const codes[] = {"en", "pl", "cs"};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    const char *const expected[] = {rows[i].en, rows[i].pl, rows[i].cs};
    for (size_t k = 0; k < 3; k++) {
      spr_buf out;
      spr_buf_init(&out, &spr_alloc_default, 1000);
      spr_phrase_until(named(codes[k]), &out, 20000, 20000 + rows[i].days);
      assert_str(spr_buf_view(&out), expected[k]);
      spr_buf_release(&out);
    }
  }
}

static void what_a_browser_wants(void **state) {
  (void)state;
  static const struct {
    const char *header, *code;
  } rows[] = {
      {"", "en"},
      {"pl", "pl"},
      {"PL-pl,pl;q=0.9,en;q=0.8", "pl"},
      {"de-DE, de;q=0.9, cs;q=0.5, pl;q=0.4", "cs"},
      {"en;q=0.3, pl;q=0.7", "pl"},
      {"pl;q=0, cs;q=0.001", "cs"},
      {"pl;q=x, cs; q=0.1", "cs"},
      {"plx, *;q=0.5", "en"},
      {",,;;=q;q=,", "en"},
      {"cs ; q=1.0, pl;q=1", "cs"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    const char *code = spr_phrases_code(spr_phrases_wanted(spr_str_of(rows[i].header)));
    if (strcmp(code, rows[i].code) != 0) fail_msg("%s: %s", rows[i].header, code);
  }
}

static void lengths_are_read_as_they_are_written(void **state) {
  (void)state;
  static const struct {
    const char *code, *typed, *canonical;
  } rows[] = {
      {"pl", "2 tygodnie", "14 days"},
      {"pl", "3 dni", "3 days"},
      {"pl", "3 dni robocze", "3 working days"},
      {"pl", " 1  Miesiac ", "1 month"},
      {"pl", "2 lata", "24 months"},
      {"pl", "1 miesiąc 3 dni", "P1M3D"},
      {"pl", "0 dni", "0 days"},
      {"pl", "0 godzin", "0 seconds"},
      {"cs",
       "14\xC2\xA0"
       "dní",
       "14 days"},
      {"cs", "5 pracovních dnů", "5 working days"},
      {"cs", "2 týdny", "14 days"},
      {"en", "2 weeks", "14 days"},
      {"en", "24 hours", "24 hours"},
      {"pl", "14 days", "14 days"},
      {"pl", "PT90M", "90 minutes"},
      {"en", "1,000 days", "1000 days"},
      {"en", "1,00 days", NULL},
      {"pl", "", NULL},
      {"pl", "dni", NULL},
      {"pl", "3", NULL},
      {"pl", "3 robocze", NULL},
      {"pl", "3 dni 4", NULL},
      {"pl", "-3 dni x", NULL},
      {"pl", "1,5 roku", NULL},
      {"pl", "1 dzień roboczy 1 dzień", NULL},
      {"pl", "999999999 lat", NULL},
      {"pl", "9999999999 dni", NULL},
      {"en", "3 dni", NULL},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_duration d;
    char text[64] = "";
    bool fits = spr_phrase_length_read(named(rows[i].code), spr_str_of(rows[i].typed), &d);
    if (fits) spr_duration_format(d, text);
    if (fits != (rows[i].canonical != NULL) || (fits && strcmp(text, rows[i].canonical) != 0))
      fail_msg("%s: \"%s\" is read as \"%s\"", rows[i].code, rows[i].typed, text);
  }
}

/* Each in every language: what is written is read back, with every plural form. */
static void lengths_are_written_as_they_are_read(void **state) {
  (void)state;
  for (uint32_t i = 0; spr_phrases_at(i); i++) {
    for (size_t k = 0; k < TEST_COUNT(numbers); k++) {
      int32_t n = (int32_t)numbers[k];
      const spr_duration each[] = {{.months = n, .no_days = n == 0}, {.days = n, .no_days = n == 0},
                                   {.months = n, .days = 1},         {.working_days = n, .no_days = n == 0},
                                   {.ms = n * INT64_C(3600000)},     {.ms = n * INT64_C(61000)}};
      for (size_t j = 0; j < TEST_COUNT(each); j++) {
        spr_buf text;
        spr_duration back;
        spr_buf_init(&text, &spr_alloc_default, 200);
        spr_phrase_length(spr_phrases_at(i), &text, each[j]);
        if (!spr_phrase_length_read(spr_phrases_at(i), spr_buf_view(&text), &back) ||
            !spr_duration_equal(back, each[j]))
          fail_msg("\"%.*s\" is not read back", SPR_FMT(spr_buf_view(&text)));
        spr_buf_release(&text);
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_language_has_every_phrase),
      cmocka_unit_test(texts_are_translated),
      cmocka_unit_test(lengths_are_read_as_they_are_written),
      cmocka_unit_test(lengths_are_written_as_they_are_read),
      cmocka_unit_test(plural_forms),
      cmocka_unit_test(numbers_in_groups),
      cmocka_unit_test(dates_in_words),
      cmocka_unit_test(how_far_a_day_is),
      cmocka_unit_test(what_a_browser_wants),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
