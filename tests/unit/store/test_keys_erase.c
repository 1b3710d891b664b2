/* SPDX-License-Identifier: Apache-2.0 */
#include "keys_support.h"

/* What is left of a key that was erased. */

/* A tombstone says when, and stays as it was. */
static void test_tombstones_say_when(void **state) {
  (void)state;
  place p;
  place_make(&p, 7);
  spr_keys *k = open_keys(&p);
  const spr_instant day = 1778000000123;
  spr_instant at = 1;
  create(k, "there", "south");
  assert_int_equal(spr_keys_erased_at(k, SPR_STR("there"), &at), SPR_OK);
  assert_int_equal(at, SPR_NO_INSTANT);
  assert_int_equal(spr_keys_bury(k, SPR_STR("there"), day), SPR_OK);
  assert_int_equal(spr_keys_bury(k, SPR_STR("there"), day + 1), SPR_OK);
  assert_int_equal(spr_keys_bury(k, SPR_STR("never there"), -day), SPR_OK);
  assert_int_equal(spr_keys_erase(k, SPR_STR("some time")), SPR_OK);
  assert_int_equal(works(k, "there"), SPR_EREFUSED);
  spr_keys_close(k);
  k = open_keys(&p);
  const struct {
    const char *id;
    spr_instant at;
  } rows[] = {
      {"there", day}, {"never there", -day}, {"some time", SPR_NO_INSTANT}, {"unknown", SPR_NO_INSTANT}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    assert_int_equal(spr_keys_erased_at(k, spr_str_of(rows[i].id), &at), SPR_OK);
    assert_int_equal(at, rows[i].at);
  }
  assert_int_equal(spr_keys_check(k), SPR_OK);
  spr_keys_close(k);
  place_remove(&p);
}

/* While somebody reads, nobody waits for long, and the key is gone all the same. */
static void test_erase_under_a_reader(void **state) {
  (void)state;
  place p;
  place_make(&p, 8);
  spr_keys *k = open_keys(&p), *reader = open_keys(&p);
  create(k, "one", "south");
  create(k, "two", "south");
  assert_int_equal(spr_keys_look(reader), SPR_OK);
  assert_works(reader, "one");
  assert_int_equal(spr_keys_bury(k, SPR_STR("one"), 5), SPR_OK);
  assert_int_equal(works(k, "one"), SPR_EREFUSED);
  assert_int_equal(spr_keys_scrub(k), SPR_EBUSY);
  spr_keys *third = open_keys(&p);
  assert_int_equal(works(third, "one"), SPR_EREFUSED);
  create(third, "three", "south");
  spr_keys_looked(reader);
  assert_int_equal(spr_keys_scrub(k), SPR_OK);
  spr_keys_close(third);
  spr_keys_close(reader);
  spr_keys_close(k);
  place_remove(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tombstones_say_when),
      cmocka_unit_test(test_erase_under_a_reader),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
