/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "keys_support.h"

static spr_buf buffer(void) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 100000);
  return b;
}

static void test_seal_lengths(void **state) {
  (void)state;
  place p;
  place_make(&p, 1);
  spr_keys *k = open_keys(&p);
  create(k, "a", "north");
  spr_buf sealed = buffer(), again = buffer(), plain = buffer();
  char text[1100];
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)test_random(&p.seed);
  for (uint32_t n = 0; n < sizeof text; n += n < 300 ? 1 : 97) {
    spr_buf_clear(&sealed);
    spr_buf_clear(&again);
    spr_buf_clear(&plain);
    spr_str t = spr_str_n(text, n);
    assert_int_equal(spr_keys_seal(k, SPR_STR("a"), SPR_STR("body"), t, &sealed), SPR_OK);
    assert_int_equal(spr_keys_seal(k, SPR_STR("a"), SPR_STR("body"), t, &again), SPR_OK);
    assert_int_equal(sealed.n, n + SPR_SEAL_BYTES);
    assert_true(spr_str_eq(spr_buf_view(&sealed), spr_buf_view(&again)));
    assert_int_equal(spr_keys_unseal(k, SPR_STR("a"), SPR_STR("body"), spr_buf_view(&sealed), &plain),
                     SPR_OK);
    assert_true(spr_str_eq(spr_buf_view(&plain), t));
  }
  spr_buf_release(&sealed);
  spr_buf_release(&again);
  spr_buf_release(&plain);
  spr_keys_close(k);
  place_remove(&p);
}

/* Nonces: the same for the same text in the same place, and only then. */
static void test_seal_nonces(void **state) {
  (void)state;
  static const struct {
    const char *id, *context, *text;
  } cases[] = {{"a", "body 1", "text"}, {"a", "body 2", "text"}, {"a", "body 1", "texu"},
               {"a", "body 1t", "ext"}, {"a", "body ", "1text"}, {"b", "body 1", "text"},
               {"a", "", "text"},       {"a", "body 1", ""},     {"a", "body 1", "text "},
               {"a", "", ""},           {"a", "", "body 1text"}, {"a", "body 1text", ""}};
  place p;
  place_make(&p, 2);
  spr_keys *k = open_keys(&p);
  create(k, "a", "north");
  create(k, "b", "north");
  spr_buf sealed[TEST_COUNT(cases)];
  for (size_t i = 0; i < TEST_COUNT(cases); i++) {
    sealed[i] = buffer();
    assert_int_equal(spr_keys_seal(k, spr_str_of(cases[i].id), spr_str_of(cases[i].context),
                                   spr_str_of(cases[i].text), &sealed[i]),
                     SPR_OK);
    for (size_t j = 0; j < i; j++) assert_memory_not_equal(sealed[i].p + 6, sealed[j].p + 6, 24);
    /* What was sealed in one place opens in no other. */
    for (size_t j = 0; j < TEST_COUNT(cases); j++) {
      bool same = strcmp(cases[i].id, cases[j].id) == 0 && strcmp(cases[i].context, cases[j].context) == 0;
      spr_buf plain = buffer();
      assert_int_equal(spr_keys_unseal(k, spr_str_of(cases[j].id), spr_str_of(cases[j].context),
                                       spr_buf_view(&sealed[i]), &plain),
                       same ? SPR_OK : SPR_ECORRUPT);
      if (!same) assert_int_equal(plain.n, 0);
      spr_buf_release(&plain);
    }
  }
  for (size_t i = 0; i < TEST_COUNT(cases); i++) spr_buf_release(&sealed[i]);
  spr_keys_close(k);
  place_remove(&p);
}

static void test_seal_damage(void **state) {
  (void)state;
  static const char text[] = "moved to the shelter on Harbour Lane";
  place p;
  place_make(&p, 3);
  spr_keys *k = open_keys(&p);
  create(k, "a", "north");
  spr_buf sealed = buffer(), plain = buffer();
  assert_int_equal(spr_keys_seal(k, SPR_STR("a"), SPR_STR("body"), spr_str_of(text), &sealed), SPR_OK);
  spr_buf_puts(&plain, "before");
  for (size_t bit = 0; bit < sealed.n * 8; bit++) {
    sealed.p[bit / 8] = (char)(sealed.p[bit / 8] ^ (1 << bit % 8));
    assert_int_equal(spr_keys_unseal(k, SPR_STR("a"), SPR_STR("body"), spr_buf_view(&sealed), &plain),
                     SPR_ECORRUPT);
    assert_true(spr_keys_fault(k).n > 0);
    assert_str(spr_buf_view(&plain), "before");
    assert_int_equal(plain.p[plain.n], 0);
    /* Nothing of the text in what the buffer has room for, either. */
    for (size_t i = plain.n; i + 8 < plain.cap; i++) assert_memory_not_equal(plain.p + i, text, 8);
    sealed.p[bit / 8] = (char)(sealed.p[bit / 8] ^ (1 << bit % 8));
  }
  for (uint32_t n = 0; n < sealed.n; n++) {
    spr_str cut = spr_str_n(sealed.p, n);
    assert_int_equal(spr_keys_unseal(k, SPR_STR("a"), SPR_STR("body"), cut, &plain), SPR_ECORRUPT);
  }
  spr_buf_char(&sealed, 'x');
  assert_int_equal(spr_keys_unseal(k, SPR_STR("a"), SPR_STR("body"), spr_buf_view(&sealed), &plain),
                   SPR_ECORRUPT);
  spr_buf_release(&sealed);
  spr_buf_release(&plain);
  spr_keys_close(k);
  place_remove(&p);
}

static void test_seal_bounds(void **state) {
  (void)state;
  place p;
  place_make(&p, 4);
  spr_keys *k = open_keys(&p);
  create(k, "a", "north");
  char context[SPR_MAX_SEAL_CONTEXT + 1];
  memset(context, 'c', sizeof context);
  spr_buf small, plain = buffer();
  spr_buf_init(&small, &spr_alloc_default, SPR_SEAL_BYTES + 3);
  assert_int_equal(spr_keys_seal(k, SPR_STR("a"), SPR_STR("x"), SPR_STR("1234"), &small), SPR_ELIMIT);
  spr_buf_clear(&small);
  spr_str longest = spr_str_n(context, SPR_MAX_SEAL_CONTEXT);
  assert_int_equal(spr_keys_seal(k, SPR_STR("a"), longest, SPR_STR("123"), &small), SPR_OK);
  assert_int_equal(spr_keys_unseal(k, SPR_STR("a"), longest, spr_buf_view(&small), &plain), SPR_OK);
  assert_str(spr_buf_view(&plain), "123");
  assert_int_equal(spr_keys_seal(k, SPR_STR("a"), spr_str_n(context, sizeof context), SPR_STR(""), &plain),
                   SPR_EINVAL);
  assert_int_equal(spr_keys_seal(k, SPR_STR("nobody"), SPR_STR("x"), SPR_STR(""), &plain), SPR_ENOTFOUND);
  assert_int_equal(spr_keys_seal(k, SPR_STR(""), SPR_STR("x"), SPR_STR(""), &plain), SPR_EINVAL);
  assert_int_equal(
      spr_keys_seal(k, spr_str_n(context, SPR_MAX_CASE_ID + 1), SPR_STR("x"), SPR_STR(""), &plain),
      SPR_EINVAL);
  spr_buf_release(&small);
  spr_buf_release(&plain);
  spr_keys_close(k);
  place_remove(&p);
}

/* A key in the caller's keeping opens what the key itself opens, whatever is cached by then, and nothing
 * else.
 */
static void test_held_keys(void **state) {
  (void)state;
  enum { CASES = SPR_MAX_CACHED_KEYS + 2000, ASKED = 20 };
  static spr_held_key held[ASKED];
  spr_buf sealed[ASKED], plain = buffer();
  char id[16];
  place p;
  place_make(&p, 5);
  spr_keys *k = open_keys(&p);
  assert_int_equal(spr_keys_begin(k), SPR_OK);
  for (int i = 0; i < CASES; i++) {
    snprintf(id, sizeof id, "c%d", i);
    assert_int_equal(spr_keys_create(k, spr_str_of(id), SPR_STR("north")), SPR_OK);
  }
  assert_int_equal(spr_keys_commit(k), SPR_OK);
  for (int i = 0; i < ASKED; i++) {
    sealed[i] = buffer();
    snprintf(id, sizeof id, "c%d", i);
    assert_int_equal(spr_keys_seal(k, spr_str_of(id), SPR_STR("body"), spr_str_of(id), &sealed[i]), SPR_OK);
  }
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < ASKED; i++) {
      spr_buf_clear(&plain);
      snprintf(id, sizeof id, "c%d", i);
      assert_int_equal(spr_keys_unseal_held(k, &held[i], spr_str_of(id), SPR_STR("body"),
                                            spr_buf_view(&sealed[i]), &plain),
                       SPR_OK);
      assert_true(spr_str_eq(spr_buf_view(&plain), spr_str_of(id)));
      assert_int_equal(spr_keys_unseal_held(k, &held[i], spr_str_of(id), SPR_STR("soul"),
                                            spr_buf_view(&sealed[i]), &plain),
                       SPR_ECORRUPT);
      assert_int_equal(spr_keys_unseal_held(k, &held[i], spr_str_of(id), SPR_STR("body"),
                                            spr_buf_view(&sealed[(i + 1) % ASKED]), &plain),
                       SPR_ECORRUPT);
    }
    for (int i = ASKED; i < CASES && round == 1; i++) { /* now they have left the cache */
      snprintf(id, sizeof id, "c%d", i);
      spr_buf_clear(&plain);
      assert_int_equal(spr_keys_seal(k, spr_str_of(id), SPR_STR("body"), SPR_STR(""), &plain), SPR_OK);
    }
  }
  char longest[SPR_MAX_SEAL_CONTEXT + 1] = {0};
  assert_int_equal(spr_keys_unseal_held(k, &held[0], SPR_STR("c0"), spr_str_n(longest, sizeof longest),
                                        spr_buf_view(&sealed[0]), &plain),
                   SPR_EINVAL);
  for (int i = 0; i < ASKED; i++) spr_buf_release(&sealed[i]);
  spr_buf_release(&plain);
  spr_keys_close(k);
  place_remove(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_seal_lengths), cmocka_unit_test(test_seal_nonces),
      cmocka_unit_test(test_seal_damage),  cmocka_unit_test(test_seal_bounds),
      cmocka_unit_test(test_held_keys),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
