/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cases/patch.h"
#include "support.h"

static spr_buf text(size_t max) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, max);
  return b;
}

static size_t round_trip(spr_str before, spr_str after) {
  spr_buf patch = text(1 << 22), back = text(1 << 22);
  spr_patch_make(before, after, &patch);
  assert_int_equal(spr_patch_apply(before, spr_buf_view(&patch), &back), SPR_OK);
  assert_true(spr_str_eq(spr_buf_view(&back), after));
  size_t n = patch.n;
  spr_buf_release(&patch);
  spr_buf_release(&back);
  return n;
}

static void every_pair_of_texts_comes_back(void **state) {
  static const char *const texts[] = {"",
                                      "a",
                                      "abcdefgh",
                                      "abcdefghi",
                                      "xabcdefgh",
                                      "aaaaaaaaaaaaaaaaaaaaaaaa",
                                      "aaaaaaaaaaaaaaaaaaaaaaaab",
                                      "the quick brown fox",
                                      "the quack brown fox",
                                      "fox brown quick the",
                                      "0123456789012345678901234567890123456789"};
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(texts); i++)
    for (size_t k = 0; k < TEST_COUNT(texts); k++) round_trip(spr_str_of(texts[i]), spr_str_of(texts[k]));
}

/* Edits of a longer text, as a step makes them: bytes changed, pieces put in, taken out and moved. */
static void edited_texts_come_back_and_their_patches_are_small(void **state) {
  (void)state;
  uint64_t seed = 17;
  for (int round = 0; round < 3000; round++) {
    char before[2000], after[4000];
    uint32_t n = test_below(&seed, sizeof before), m = 0;
    for (uint32_t i = 0; i < n; i++) before[i] = (char)test_below(&seed, round % 3 ? 256 : 3);
    uint32_t edits = 0;
    for (uint32_t i = 0; i < n && m + 40 < sizeof after; i++) {
      uint32_t what = test_below(&seed, 200);
      edits += what < 3;
      if (what == 0) continue;
      if (what == 1)
        for (uint32_t k = test_below(&seed, 20); k > 0; k--) after[m++] = (char)test_below(&seed, 256);
      after[m++] = what == 2 ? (char)test_below(&seed, 256) : before[i];
    }
    size_t size = round_trip(spr_str_n(before, n), spr_str_n(after, m));
    /* An edit costs what it puts in, at most two blocks that were too short to copy, and the words for it. */
    if (round % 3 && n > 0 && m + 60 < sizeof after) assert_true(size <= 16 + edits * 50);
  }
}

static void what_is_no_patch_is_refused(void **state) {
  (void)state;
  spr_str before = SPR_STR("the quick brown fox jumps over the lazy dog");
  spr_buf patch = text(1 << 16);
  spr_patch_make(before, SPR_STR("the quick brown cat jumps over the lazy dog, twice"), &patch);
  for (uint32_t cut = 0; cut < patch.n; cut++) {
    spr_buf out = text(1 << 16);
    assert_int_not_equal(spr_patch_apply(before, spr_str_n(patch.p, cut), &out), SPR_OK);
    spr_buf_release(&out);
  }
  uint64_t seed = 5;
  for (int round = 0; round < 20000; round++) {
    char bytes[64];
    uint32_t n = test_below(&seed, sizeof bytes);
    for (uint32_t i = 0; i < n; i++) bytes[i] = (char)test_below(&seed, round % 2 ? 256 : 20);
    spr_buf out = text(SPR_MAX_CASE_BYTES * 2);
    (void)spr_patch_apply(before, spr_str_n(bytes, n), &out);
    assert_true(out.n <= SPR_MAX_CASE_BYTES);
    spr_buf_release(&out);
  }
  spr_buf_release(&patch);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_pair_of_texts_comes_back),
      cmocka_unit_test(edited_texts_come_back_and_their_patches_are_small),
      cmocka_unit_test(what_is_no_patch_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
