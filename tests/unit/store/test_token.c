/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "store/chain.h"
#include "store/token.h"
#include "support.h"

/* Few bytes that are given away sealed. */

#define LONGEST SPR_TOKEN_CHARS(SPR_MAX_TOKEN_BYTES)

static const spr_hash secret = {{1, 2, 3}}, other = {{1, 2, 4}}, bound = {{5}}, elsewhere = {{6}};

static void expect_refused(const spr_hash *by, const spr_hash *to, spr_str token) {
  uint8_t plain[SPR_MAX_TOKEN_BYTES];
  size_t n = 1;
  assert_false(spr_token_read(by, to, token, plain, &n));
  assert_int_equal(n, 0);
}

static void what_is_written_is_read(void **state) {
  char bytes[SPR_MAX_TOKEN_BYTES], token[LONGEST + 1], again[LONGEST + 1];
  uint8_t plain[SPR_MAX_TOKEN_BYTES];
  uint64_t random = 5;
  (void)state;
  spr_chain_ready();
  for (uint32_t n = 0; n <= SPR_MAX_TOKEN_BYTES; n++) {
    size_t read = 0;
    for (uint32_t i = 0; i < n; i++) bytes[i] = (char)test_random(&random);
    spr_token_write(&secret, &bound, spr_str_n(bytes, n), token);
    assert_int_equal(strlen(token), SPR_TOKEN_CHARS(n));
    assert_true(token[0] == 'A');
    assert_true(spr_token_read(&secret, &bound, spr_str_of(token), plain, &read));
    assert_int_equal(read, n);
    assert_memory_equal(plain, bytes, n);
    spr_token_write(&secret, &bound, spr_str_n(bytes, n), again);
    assert_string_equal(token, again);
    expect_refused(&other, &bound, spr_str_of(token));
    expect_refused(&secret, &elsewhere, spr_str_of(token));
  }
}

/* One byte more or less is another nonce, and so another token from its beginning on. */
static void tokens_have_nothing_in_common(void **state) {
  static const char *const plain[] = {"", "a", "aa", "ab", "b"};
  static const spr_hash *const secrets[] = {&secret, &other}, *const bounds[] = {&bound, &elsewhere};
  char tokens[20][LONGEST + 1];
  int n = 0;
  (void)state;
  for (int i = 0; i < 5; i++)
    for (int k = 0; k < 4; k++)
      spr_token_write(secrets[k / 2], bounds[k % 2], spr_str_of(plain[i]), tokens[n++]);
  for (int i = 0; i < n; i++)
    for (int k = 0; k < i; k++) assert_int_not_equal(memcmp(tokens[i] + 2, tokens[k] + 2, 16), 0);
}

static void a_changed_token_is_refused(void **state) {
  char token[LONGEST + 1], changed[LONGEST + 2];
  (void)state;
  spr_token_write(&secret, &bound, SPR_STR("twenty bytes and more"), token);
  uint32_t n = (uint32_t)strlen(token);
  for (uint32_t i = 0; i < n; i++) {
    expect_refused(&secret, &bound, spr_str_n(token, i));
    for (int c = 0; c < 256; c++) {
      snprintf(changed, sizeof changed, "%s", token);
      changed[i] = (char)c;
      if (changed[i] != token[i]) expect_refused(&secret, &bound, spr_str_n(changed, n));
    }
  }
  for (int c = 0; c < 256; c++) {
    snprintf(changed, sizeof changed, "%s", token);
    changed[n] = (char)c;
    expect_refused(&secret, &bound, spr_str_n(changed, n + 1));
  }
  memset(changed, 'A', sizeof changed);
  for (uint32_t i = 0; i < sizeof changed; i++) expect_refused(&secret, &bound, spr_str_n(changed, i));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_written_is_read),
                                     cmocka_unit_test(tokens_have_nothing_in_common),
                                     cmocka_unit_test(a_changed_token_is_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
