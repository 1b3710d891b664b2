/* SPDX-License-Identifier: Apache-2.0 */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/value.h"
#include "support.h"

static void known_forms(void **state) {
  (void)state;
  static const struct {
    double n;
    const char *text;
  } rows[] = {
      {0, "0"},
      {-0.0, "0"},
      {1, "1"},
      {-1, "-1"},
      {0.1, "0.1"},
      {0.5, "0.5"},
      {-2.5, "-2.5"},
      {100, "100"},
      {1.0 / 3, "0.3333333333333333"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1e20, "100000000000000000000"},
      {1e21, "1e+21"},
      {123456789012345680000.0, "123456789012345680000"},
      {1.5e300, "1.5e+300"},
      {1e-6, "0.000001"},
      {1e-7, "1e-7"},
      {1.25e-7, "1.25e-7"},
      {0.000123, "0.000123"},
      {9007199254740993.0, "9007199254740992"},
      {DBL_MAX, "1.7976931348623157e+308"},
      {DBL_MIN, "2.2250738585072014e-308"},
      {5e-324, "5e-324"},
      {-5e-324, "-5e-324"},
      {4.9406564584124654e-323, "5e-323"},
      {0x1p-44, "5.684341886080802e-14"}, /* a power of two: the nearest 16 digits do not read back, the next
                                             ones do */
      {INFINITY, "null"},
      {NAN, "null"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    char text[32];
    spr_num_format(rows[i].n, text);
    assert_string_equal(text, rows[i].text);
  }
}

static uint32_t significant(const char *text) {
  uint32_t n = 0, zeros = 0;
  for (const char *p = text; *p && *p != 'e'; p++) {
    if (*p < '0' || *p > '9' || (n == 0 && *p == '0')) continue;
    n++;
    zeros = *p == '0' ? zeros + 1 : 0;
  }
  return n - zeros;
}

static void round_trips(void **state) {
  (void)state;
  uint64_t random = 5;
  for (int i = 0; i < 50000; i++) {
    uint64_t bits = test_random(&random);
    if (i % 8 == 0) bits &= UINT64_C(0xFFF0000000000000); /* powers of two */
    if (i % 8 == 1) bits &= UINT64_C(0x800FFFFFFFFFFFFF); /* subnormal */
    if (i % 8 == 2) bits = (bits & UINT64_C(0xFFFFFFFFFF)) | UINT64_C(0x40F0000000000000);
    double n, back;
    memcpy(&n, &bits, sizeof n);
    if (!isfinite(n) || n == 0) continue;
    char text[32], digits[40];
    spr_num_format(n, text);
    if (strtod(text, NULL) != n) fail_msg("%a became %s", n, text);
    if (!spr_num_parse(spr_str_of(text), &back) || back != n) fail_msg("%s is read as %a", text, back);
    /* No correctly rounded text with fewer digits does it. */
    uint32_t used = significant(text);
    if (used > 1) {
      snprintf(digits, sizeof digits, "%.*e", (int)used - 2, n);
      if (strtod(digits, NULL) == n) fail_msg("%s is longer than %s", text, digits);
    }
  }
}

static void reading(void **state) {
  (void)state;
  double n;
  assert_true(spr_num_parse(SPR_STR("-12.5e+2"), &n) && n == -1250);
  assert_true(spr_num_parse(SPR_STR("-0"), &n) && n == 0 && !signbit(n));
  static const char *const bad[] = {"",    "-",   ".5",    "5.", "01", "+1",  "1e",    "1e+", "0x10",
                                    "inf", "nan", "1e999", " 1", "1 ", "1,5", "1.5.2", "--1", "1_000"};
  for (size_t i = 0; i < TEST_COUNT(bad); i++) {
    if (spr_num_parse(spr_str_of(bad[i]), &n)) fail_msg("accepted \"%s\"", bad[i]);
  }
  char digits[80];
  memset(digits, '1', sizeof digits);
  assert_true(spr_num_parse(spr_str_n(digits, 64), &n));
  assert_false(spr_num_parse(spr_str_n(digits, 65), &n));
}

/* A host that counts with a decimal comma gets the same texts. Where the system has no such locale there is
 * nothing to see. */
static void locale_does_not_matter(void **state) {
  (void)state;
  static const char *const locales[] = {"pl_PL.UTF-8", "cs_CZ.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8"};
  bool found = false;
  for (size_t i = 0; i < TEST_COUNT(locales) && !found; i++)
    found = setlocale(LC_NUMERIC, locales[i]) != NULL;
  if (!found) skip();
  char text[32];
  double n = 0;
  spr_num_format(1234.5, text);
  bool read = spr_num_parse(SPR_STR("0.25"), &n);
  setlocale(LC_NUMERIC, "C");
  assert_string_equal(text, "1234.5");
  assert_true(read && n == 0.25);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_forms),
      cmocka_unit_test(round_trips),
      cmocka_unit_test(reading),
      cmocka_unit_test(locale_does_not_matter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
