/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"

#include "base/limits.h"
#include "support.h"

static spr_str nearest(const char *name, const char *const *candidates) {
  spr_near n;
  spr_near_init(&n, spr_str_of(name));
  for (; *candidates; candidates++) spr_near_offer(&n, spr_str_of(*candidates));
  return spr_near_best(&n);
}

static void suggestions(void **state) {
  (void)state;
  static const struct {
    const char *name;
    const char *candidates[5];
    const char *best;
  } rows[] = {
      {"asessed", {"assessed", "reported"}, "assessed"},
      {"reprot", {"report", "repost"}, "report"}, /* neighbours that changed places are one step */
      {"gdańsk", {"gdansk"}, "gdansk"},
      {"Łódź", {"lodz", "lodzie"}, "lodz"},
      {"zażółć", {"zazolc"}, "zazolc"},
      {"zaz\xCC\x87o\xCC\x81lc", {"zażólc"}, "zażólc"}, /* with combining marks */
      {"příbram", {"pribram"}, "pribram"},
      {"wieluń", {"wielu", "wielun"}, "wielun"},
      {"Mother_Home", {"mother-home"}, "mother-home"},
      {"mother home", {"mother-home"}, "mother-home"},
      {"stayplan", {"stay.plan"}, "stay.plan"},
      {"ops", {"opsx", "dsm", "opz"}, "opsx"}, /* the first of equals */
      {"ops", {"dsm", "psi"}, ""},
      {"abcdef", {"abcxyz"}, ""}, /* three of six is too far */
      {"abcdefghi", {"abcdefxyz"}, "abcdefxyz"},
      {"abcdefghijkl", {"abcdefghwxyz"}, ""}, /* never more than three */
      {"aa", {"ab"}, "ab"},
      {"withdrawn", {""}, ""},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_str best = nearest(rows[i].name, rows[i].candidates);
    if (!spr_str_is(best, rows[i].best))
      fail_msg("%s: \"%.*s\", not \"%s\"", rows[i].name, SPR_FMT(best), rows[i].best);
  }
}

/* The whole table, as the definition says. */
static uint32_t plain_distance(const char *a, uint32_t na, const char *b, uint32_t nb) {
  uint32_t d[16][16];
  for (uint32_t i = 0; i <= na; i++) {
    for (uint32_t j = 0; j <= nb; j++) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      uint32_t best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      if (d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
      if (d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
        best = d[i - 2][j - 2] + 1;
      d[i][j] = best;
    }
  }
  return d[na][nb];
}

static void agrees_with_the_definition(void **state) {
  (void)state;
  uint64_t random = 3;
  int found = 0;
  for (int round = 0; round < 100000; round++) {
    char a[16], b[16];
    uint32_t na = 1 + test_below(&random, 12), nb = 1 + test_below(&random, 12);
    for (uint32_t i = 0; i < na; i++) a[i] = (char)('a' + test_below(&random, 3));
    for (uint32_t i = 0; i < nb; i++) b[i] = (char)('a' + test_below(&random, 3));
    uint32_t limit = na / 3 < 1 ? 1 : na / 3 > 3 ? 3 : na / 3;
    uint32_t expected = plain_distance(a, na, b, nb);
    spr_near n;
    spr_near_init(&n, spr_str_n(a, na));
    spr_near_offer(&n, spr_str_n(b, nb));
    bool near = spr_near_best(&n).n > 0;
    if (near != (expected <= limit) || (near && n.distance != expected))
      fail_msg("%.*s, %.*s: %u, expected %u", (int)na, a, (int)nb, b, n.distance, expected);
    found += near;
  }
  assert_true(found > 1000);
}

static void long_names(void **state) {
  (void)state;
  char name[SPR_MAX_NEAR + 2];
  memset(name, 'x', sizeof name);
  spr_near n;
  spr_near_init(&n, spr_str_n(name, SPR_MAX_NEAR));
  spr_near_offer(&n, spr_str_n(name, SPR_MAX_NEAR + 1));
  assert_int_equal(spr_near_best(&n).n, 0);
  spr_near_offer(&n, spr_str_n(name, SPR_MAX_NEAR - 1));
  assert_int_equal(spr_near_best(&n).n, SPR_MAX_NEAR - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(suggestions),
      cmocka_unit_test(agrees_with_the_definition),
      cmocka_unit_test(long_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
