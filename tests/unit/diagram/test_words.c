/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/words.h"
#include "support.h"

/* The words of a picture in three languages. */

static void expect(const char *language, const char *duration, bool after, const char *want) {
  spr_duration d;
  spr_buf out;
  assert_true(spr_duration_parse(spr_str_of(duration), false, &d));
  spr_buf_init(&out, &spr_alloc_default, 200);
  spr_word_duration(spr_str_of(language), &d, after, &out);
  assert_str(spr_buf_view(&out), want);
  spr_buf_release(&out);
}

static void durations_take_the_right_form(void **state) {
  (void)state;
  expect("pl", "1 day", false, "1 dzień");
  expect("pl", "14 days", true, "po 14 dniach");
  expect("pl", "1 day", true, "po 1 dniu");
  expect("pl", "3 working days", false, "3 dni robocze");
  expect("pl", "5 working days", false, "5 dni roboczych");
  expect("pl", "22 working days", false, "22 dni robocze");
  expect("pl", "12 working days", false, "12 dni roboczych");
  expect("pl", "1 month", false, "1 miesiąc");
  expect("pl", "3 months", false, "3 miesiące");
  expect("pl", "12 months", true, "po 12 miesiącach");
  expect("pl", "24 hours", false, "24 godziny");
  expect("pl", "72 hours", true, "po 72 godzinach");
  expect("pl", "30 minutes", false, "30 minut");
  expect("cs", "1 day", false, "1 den");
  expect("cs", "3 days", false, "3 dny");
  expect("cs", "22 days", false, "22 dní");
  expect("cs", "14 days", true, "po 14 dnech");
  expect("cs", "1 month", true, "po 1 měsíci");
  expect("cs", "2 working days", false, "2 pracovní dny");
  expect("cs", "5 working days", false, "5 pracovních dnů");
  expect("en", "1 day", true, "after 1 day");
  expect("en", "2 weeks", false, "14 days");
  expect("de", "10 seconds", true, "after 10 seconds");
  expect("en", "0 days", false, "0 days");
  expect("en", "0 hours", false, "0 hours");
  expect("en", "P1DT12H", true, "after P1DT12H");
  expect("en", "PT1.5S", true, "after PT1.5S");
}

static void every_word_is_there(void **state) {
  (void)state;
  static const char *const languages[] = {"pl", "cs", "en"};
  for (size_t k = 0; k < TEST_COUNT(languages); k++) {
    for (int w = 0; w < SPR_WORDS; w++) {
      const char *word = spr_word_in(spr_str_of(languages[k]), (spr_word)w);
      if (!word || !*word) fail_msg("word %d has no %s", w, languages[k]);
    }
  }
  assert_string_equal(spr_word_in(SPR_STR("xx"), SPR_WORD_OTHERWISE), "otherwise");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(durations_take_the_right_form),
      cmocka_unit_test(every_word_is_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
