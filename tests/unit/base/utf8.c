/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include "support.h"

static void every_code_point_round_trips(void **state) {
  (void)state;
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 16);
  for (int32_t cp = 0; cp <= 0x10FFFF; cp++) {
    spr_buf_clear(&b);
    spr_utf8_put(&b, cp);
    uint32_t i = 0;
    int32_t expected = cp >= 0xD800 && cp <= 0xDFFF ? -1 : cp;
    if (spr_utf8_next(spr_buf_view(&b), &i) != expected || i != (expected < 0 ? 1 : b.n))
      fail_msg("U+%04X", (unsigned)cp);
  }
  spr_buf_release(&b);
}

static void broken_bytes(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    int64_t at;
  } rows[] = {
      {"plain", -1},       {"\xC5\xBC", -1},        {"\xF4\x8F\xBF\xBF", -1}, {"a\x80", 1},
      {"\xC0\x80", 0},     {"\xC1\xBF", 0},         {"\xE0\x9F\xBF", 0},      {"\xED\xA0\x80", 0},
      {"\xED\xBF\xBF", 0}, {"\xF0\x8F\xBF\xBF", 0}, {"\xF4\x90\x80\x80", 0},  {"\xF5\x80\x80\x80", 0},
      {"\xFF", 0},         {"ab\xC5", 2},           {"ab\xE2\x82", 2},        {"\xE2\x28\xA1", 0},
      {"\xC5\xC5\xBC", 0}, {"\xF0\x9F\x98", 0},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    if (spr_utf8_invalid(spr_str_of(rows[i].bytes)) != rows[i].at) fail_msg("row %zu", i);
  }
  uint32_t i = 0;
  assert_int_equal(spr_utf8_next(SPR_STR("\xE2\x82!"), &i), -1);
  assert_int_equal(i, 1);
  i = 5;
  assert_int_equal(spr_utf8_next(SPR_STR("abc"), &i), -1);
}

static void counting(void **state) {
  (void)state;
  assert_int_equal(spr_utf8_count(SPR_STR("")), 0);
  assert_int_equal(spr_utf8_count(SPR_STR("zażółć 😀")), 8);
  assert_int_equal(spr_utf8_count(SPR_STR("a\xFFz")), 3);
}

static void forbidden_characters(void **state) {
  (void)state;
  static const int32_t bad[] = {-1,   0,    1,      8,      0x0B,   0x0D,   0x1B,   0x1F,   0x7F,
                                0x80, 0x9F, 0x200B, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF};
  static const int32_t good[] = {'\t',   '\n',   ' ',    '~',    0xA0,   0x104,   0x200A,
                                 0x2010, 0x2029, 0x202F, 0x2065, 0x206A, 0x1F600, 0x10FFFF};
  for (size_t i = 0; i < TEST_COUNT(bad); i++) assert_true(spr_utf8_forbidden(bad[i]));
  for (size_t i = 0; i < TEST_COUNT(good); i++) assert_false(spr_utf8_forbidden(good[i]));
}

static void folding(void **state) {
  (void)state;
  static const struct {
    const char *from, *to;
  } rows[] = {
      {"ĄĆĘŁŃÓŚŹŻąćęłńóśźż", "acelnoszzacelnoszz"},
      {"ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽáčďéěíňóřšťúůýž", "acdeeinorstuuyzacdeeinorstuuyz"},
      {"ÄÖÜßäöü", "aousaou"},
      {"ĹĽŔÔľĺŕô", "llrollro"},
      {"ŐŰőűȘȚșțŢţĂă", "ououststttaa"},
      {"ĢĶĻņŪ×÷ſİı", "gklnu×÷sii"},
      {"ƠưǍǰǾȀȞȳ", "ouajoahy"},
      {"ḀẞẠệỔỹ", "asaeoy"},
      {"Hello-_ 09", "hello-_ 09"},
      {"ЖЯЂжΑΩσς", "жяђжαωσς"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    uint32_t a = 0, b = 0;
    spr_str from = spr_str_of(rows[i].from), to = spr_str_of(rows[i].to);
    while (a < from.n) {
      uint32_t at = a;
      int32_t folded = spr_utf8_fold(spr_utf8_next(from, &a));
      if (folded != spr_utf8_next(to, &b)) fail_msg("%s: byte %u became %c", rows[i].from, at, (char)folded);
    }
    assert_int_equal(b, to.n);
  }
  /* What is folded stays so. */
  for (int32_t cp = 0; cp < 0x3000; cp++)
    assert_int_equal(spr_utf8_fold(spr_utf8_fold(cp)), spr_utf8_fold(cp));
}

static void cleaning(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t max;
    const char *clean;
  } rows[] = {
      {"zwykły", 100, "zwykły"},
      {"a\tb\nc", 100, "a b c"},
      {"\033[31mred\r", 100, "?[31mred?"},
      {"a\xE2\x80\xAE"
       "b",
       100, "a?b"},
      {"bad\xFF", 100, "bad?"},
      {"abcdef", 6, "abcdef"},
      {"abcdefg", 6, "abc..."},
      {"ąąąą", 8, "ąąąą"},
      {"ąąąąą", 8, "ąą..."}, /* two bytes each: no half letter */
      {"abcdef", 3, "..."},
      {"abcdef", 2, ".."},
      {"abcdef", 0, ""},
      {"", 0, ""},
  };
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 1000);
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_buf_clear(&b);
    spr_utf8_clean(&b, spr_str_of(rows[i].text), rows[i].max);
    assert_str(spr_buf_view(&b), rows[i].clean);
  }
  spr_buf_release(&b);
}

static void cleaning_never_breaks(void **state) {
  (void)state;
  uint64_t random = 9;
  for (int round = 0; round < 50000; round++) {
    char text[40], out[40];
    uint32_t n = test_below(&random, sizeof text);
    for (uint32_t i = 0; i < n; i++) text[i] = (char)test_random(&random);
    size_t max = test_below(&random, sizeof out);
    spr_str clean = spr_str_n(out, spr_utf8_clean_into(out, spr_str_n(text, n), max));
    assert_true(clean.n <= max);
    assert_int_equal(spr_utf8_invalid(clean), -1);
    for (uint32_t i = 0; i < clean.n;) assert_false(spr_utf8_forbidden(spr_utf8_next(clean, &i)));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_code_point_round_trips),
      cmocka_unit_test(broken_bytes),
      cmocka_unit_test(counting),
      cmocka_unit_test(forbidden_characters),
      cmocka_unit_test(folding),
      cmocka_unit_test(cleaning),
      cmocka_unit_test(cleaning_never_breaks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
