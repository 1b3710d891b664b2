/* SPDX-License-Identifier: Apache-2.0 */
#include "base/wording.h"

#include "base/utf8.h"
#include "support.h"

/* What the words of a text are. */

static const struct {
  const char *text, *words;
} rows[] = {
    {"", ""},
    {"  \t\n", ""},
    {"Łódź", "lodz"},
    {"Gdynia-Orłowo, ul. Świętojańska 5/7", "gdynia orlowo ul swietojanska 5/7"},
    {"2026-04-01", "2026-04-01"},
    {"2026-04-", "2026-04"},
    {"-5 1.5. 12:30 a-1 1-a", "5 1.5 12:30 a 1 1 a"},
    {"OPS/12/2026", "ops 12/2026"},
    {"Straße STRAẞE œuvre Ærø Þór", "strasse strasse oeuvre aero thor"},
    {"Z\xcc\x8c\x65lezo \xcc\x8c", "zelezo"}, /* marks of their own */
    {"ŽLUŤOUČKÝ kůň", "zlutoucky kun"},
    {"«Дом» — ΟΔΟΣ", "дом οδοσ"},
    {"a\xff"
     "b\xc5",
     "a b"},
    {"x×y÷z\xe2\x82\xac\xe3\x80\x82q", "x y z q"},
    {"a\xe2\x80\x8b"
     "b",
     "a b"},
};

static void words_of_texts(void **state) {
  (void)state;
  spr_buf got;
  spr_buf_init(&got, &spr_alloc_default, 200);
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_wording w = {.text = spr_str_of(rows[i].text)};
    spr_buf_clear(&got);
    while (spr_wording_next(&w)) {
      if (got.n) spr_buf_char(&got, ' ');
      spr_buf_str(&got, w.word);
    }
    assert_string_equal(got.n ? got.p : "", rows[i].words);
  }
  spr_buf_release(&got);
}

static void long_words_are_cut(void **state) {
  (void)state;
  char text[3 * SPR_MAX_WORDING];
  memset(text, 'A', sizeof text);
  memcpy(text + sizeof text - 4, " b\xc4\x99", 4);
  spr_wording w = {.text = spr_str_n(text, sizeof text)};
  assert_true(spr_wording_next(&w));
  assert_int_equal(w.word.n, SPR_MAX_WORDING);
  assert_true(spr_wording_next(&w));
  assert_true(spr_str_is(w.word, "be"));
  assert_false(spr_wording_next(&w));
  /* No letter is torn: one byte is left for one of two bytes. */
  memset(text, 'x', SPR_MAX_WORDING - 1);
  memcpy(text + SPR_MAX_WORDING - 1, "\xd0\xb6y", 3);
  w = (spr_wording){.text = spr_str_n(text, SPR_MAX_WORDING + 2)};
  assert_true(spr_wording_next(&w));
  assert_int_equal(w.word.n, SPR_MAX_WORDING - 1);
  assert_false(spr_wording_next(&w));
}

/* The words of a word are itself, so that a word that was kept can be sought. */
static void words_are_stable(void **state) {
  (void)state;
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 16);
  for (int32_t cp = 1; cp < 0x11000; cp++) {
    if (cp >= 0xD800 && cp <= 0xDFFF) continue;
    spr_buf_clear(&b);
    spr_utf8_put(&b, cp);
    spr_wording w = {.text = spr_buf_view(&b)};
    if (!spr_wording_next(&w)) continue;
    spr_wording again = {.text = w.word};
    assert_true(spr_wording_next(&again));
    assert_true(spr_str_eq(again.word, w.word));
    assert_int_equal(spr_utf8_invalid(w.word), -1);
  }
  spr_buf_release(&b);
}

static void beginnings(void **state) {
  (void)state;
  spr_str text = SPR_STR("Dom Matki i Dziecka");
  assert_true(spr_wording_begins(text, SPR_STR("dziec")));
  assert_true(spr_wording_begins(text, SPR_STR("dziecka")));
  assert_false(spr_wording_begins(text, SPR_STR("ziecka")));
  assert_false(spr_wording_begins(text, SPR_STR("dzieckaa")));
  assert_true(spr_wording_has(text, SPR_STR("i")));
  assert_false(spr_wording_has(text, SPR_STR("dziec")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_of_texts),
      cmocka_unit_test(long_words_are_cut),
      cmocka_unit_test(words_are_stable),
      cmocka_unit_test(beginnings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
