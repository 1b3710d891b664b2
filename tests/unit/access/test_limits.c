/* SPDX-License-Identifier: Apache-2.0 */
#include "access/limits.h"

#include <stdio.h>

#include "support.h"

/* How often one may try, under a pretended clock. */

static spr_limits limits; /* large */
static spr_instant now;

static int begin(void **state) {
  static const spr_hash key = {{7}};
  (void)state;
  now = INT64_C(1770000000000);
  spr_limits_init(&limits, &key);
  return 0;
}

static int end(void **state) {
  (void)state;
  spr_limits_release(&limits);
  return 0;
}

static uint32_t try(const char *name, const char *peer) {
  uint32_t retry;
  bool may = spr_limits_try(&limits, spr_str_of(name), spr_str_of(peer), now, &retry);
  assert_int_equal(may, retry == 0);
  return retry;
}

static void forgive(const char *name, const char *peer) {
  spr_limits_forgive(&limits, spr_str_of(name), spr_str_of(peer), now);
}

/* A new address for each try, so that only the name counts. */
static uint32_t try_from_anywhere(const char *name) {
  static uint32_t n;
  char peer[32];
  snprintf(peer, sizeof peer, "address %u", (unsigned)n++);
  return try(name, peer);
}

static uint32_t try_any_name(const char *peer) {
  static uint32_t n;
  char name[32];
  snprintf(name, sizeof name, "name %u", (unsigned)n++);
  return try(name, peer);
}

static void pauses_of_a_name_double(void **state) {
  /* After so many failures: seconds. */
  static const uint32_t pauses[] = {0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900};
  (void)state;
  for (uint32_t n = 0; n < TEST_COUNT(pauses); n++) {
    if (pauses[n] > 0) {
      assert_int_equal(try_from_anywhere("anna"), pauses[n]);
      assert_int_equal(try_from_anywhere("anna"), pauses[n]); /* what was not tried does not count */
      now += pauses[n] * 1000 - 1;
      assert_int_equal(try_from_anywhere("anna"), 1);
      now += 1;
    }
    assert_int_equal(try_from_anywhere("anna"), 0);
  }
  assert_int_equal(try_from_anywhere("ben"), 0);
}

static void an_address_may_try_more(void **state) {
  (void)state;
  for (uint32_t n = 0; n <= SPR_LOGIN_PEER_FREE; n++) assert_int_equal(try_any_name("office"), 0);
  assert_int_equal(try_any_name("office"), 1);
  assert_int_equal(try_any_name("home"), 0);
  now += 1000;
  assert_int_equal(try_any_name("office"), 0);
  assert_int_equal(try_any_name("office"), 2);
}

static void what_was_right_is_forgiven(void **state) {
  (void)state;
  for (int n = 0; n < 100; n++) {
    assert_int_equal(try("anna", "office"), 0);
    forgive("anna", "office");
  }
  for (int n = 0; n < 4; n++) (void)try_from_anywhere("anna");
  assert_int_equal(try_from_anywhere("anna"), 1);
  now += 1000;
  assert_int_equal(try("anna", "office"), 0);
  forgive("anna", "office");
  assert_int_equal(try_from_anywhere("anna"), 0);
}

static void admit(const char *name, const char *peer) {
  spr_limits_admit(&limits, spr_str_of(name), spr_str_of(peer), now);
}

static void lock_out(const char *name) {
  for (uint32_t n = 0; n < 12; n++) {
    now += try_from_anywhere(name) * 1000;
    (void)try_from_anywhere(name);
  }
  assert_true(try_from_anywhere(name) > 60);
}

/* Whoever guesses at a name from elsewhere. */
static void strangers_keep_nobody_out(void **state) {
  (void)state;
  assert_int_equal(try("anna", "home"), 0);
  admit("anna", "home");
  lock_out("anna");
  for (int i = 0; i < 4; i++) assert_int_equal(try("anna", "home"), 0);
  assert_int_equal(try("anna", "home"), 1); /* her own mistakes count */
  now += 1000;
  assert_int_equal(try("anna", "home"), 0);
  admit("anna", "home");
  assert_true(try_from_anywhere("anna") > 60); /* and the strangers wait on */
  assert_true(try("anna", "office") > 60);
  assert_int_equal(try("ben", "home"), 0);
  lock_out("ben");
  assert_true(try("ben", "home") > 60); /* her address is not his */
}

static void an_address_is_known_for_a_month(void **state) {
  (void)state;
  assert_int_equal(try("anna", "home"), 0);
  admit("anna", "home");
  now += SPR_LOGIN_KNOWN_MS - INT64_C(3600000);
  lock_out("anna");
  assert_int_equal(try("anna", "home"), 0);
  now += INT64_C(3600000);
  lock_out("anna");
  assert_true(try("anna", "home") > 60);
}

/* Where the password could not be compared. */
static void what_is_forgiven_is_not_known(void **state) {
  (void)state;
  assert_int_equal(try("anna", "home"), 0);
  forgive("anna", "home");
  lock_out("anna");
  assert_true(try("anna", "home") > 60);
}

/* Somebody with an account of their own tries others from the same address. */
static void an_own_account_does_not_help(void **state) {
  uint32_t pause = 0;
  (void)state;
  for (int failures = 0; failures < 40;) {
    uint32_t retry = try_any_name("office");
    failures += retry == 0;
    if (retry > pause) pause = retry;
    now += retry * 1000;
    if (try("eve", "office") == 0) forgive("eve", "office");
  }
  assert_int_equal(pause, SPR_LOGIN_LAST_PAUSE_MS / 1000);
}

static void all_is_forgotten_after_a_day(void **state) {
  (void)state;
  for (int n = 0; n < 4; n++) (void)try_from_anywhere("anna");
  now += SPR_LOGIN_FORGET_MS + 1;
  for (int n = 0; n < 4; n++) assert_int_equal(try_from_anywhere("anna"), 0);
  assert_int_equal(try_from_anywhere("anna"), 1);
}

static void a_clock_put_back_locks_nobody_out(void **state) {
  (void)state;
  for (int n = 0; n < 4; n++) (void)try_from_anywhere("anna");
  now -= 86400000;
  assert_int_equal(try_from_anywhere("anna"), SPR_LOGIN_LAST_PAUSE_MS / 1000);
}

/* Whoever floods the table with other names, from many addresses, does not get rid of what a name has on it.
 */
static void a_flood_of_names_drops_the_lightest(void **state) {
  char text[32];
  (void)state;
  for (int n = 0; n < 10; n++) {
    now += 1000000;
    (void)try_from_anywhere("anna");
  }
  for (int n = 0; n < 10 * SPR_MAX_LIMITED; n++) {
    snprintf(text, sizeof text, "flood %d", n);
    assert_int_equal(try(text, text), 0);
    now += n % 4 == 0;
  }
  assert_in_range(try_from_anywhere("anna"), 50, 64);
}

static void tokens_have_buckets(void **state) {
  uint32_t retry, n = 0;
  (void)state;
  while (spr_limits_take(&limits, 5, 100, now, &retry)) n++;
  assert_int_equal(n, 200);
  assert_int_equal(retry, 1);
  assert_true(spr_limits_take(&limits, 6, 100, now, &retry));
  for (n = 0; n < 1000; n++) { /* a second, in which 100 more go through */
    now++;
    bool may = spr_limits_take(&limits, 5, 100, now, &retry);
    assert_int_equal(may, n % 10 == 9);
  }
  now += 3600000;
  for (n = 0; spr_limits_take(&limits, 5, 100, now, &retry);) n++;
  assert_int_equal(n, 200);
  now -= 7200000;
  assert_false(spr_limits_take(&limits, 5, 100, now, &retry));
}

static void tokens_of_any_rate(void **state) {
  static const uint32_t rates[] = {1, 7, 100, 999, SPR_MAX_TOKEN_RATE};
  uint32_t retry;
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(rates); i++) {
    uint64_t n = 0;
    while (spr_limits_take(&limits, 10 + i, rates[i], now, &retry)) n++;
    assert_int_equal(n, 2 * rates[i]);
    for (n = 0; n < rates[i] * UINT64_C(3);) { /* three seconds */
      now += 1000 / rates[i] + 1;
      if (!spr_limits_take(&limits, 10 + i, rates[i], now, &retry)) break;
      n++;
      if (rates[i] >= 1000) break;
    }
    assert_true(n > 0);
  }
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
  const struct CMUnitTest tests[] = {
      TEST(pauses_of_a_name_double),
      TEST(an_address_may_try_more),
      TEST(what_was_right_is_forgiven),
      TEST(strangers_keep_nobody_out),
      TEST(an_address_is_known_for_a_month),
      TEST(what_is_forgiven_is_not_known),
      TEST(an_own_account_does_not_help),
      TEST(all_is_forgotten_after_a_day),
      TEST(a_clock_put_back_locks_nobody_out),
      TEST(a_flood_of_names_drops_the_lightest),
      TEST(tokens_have_buckets),
      TEST(tokens_of_any_rate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
