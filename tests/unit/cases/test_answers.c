/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/settings.h"
#include "store/chain.h"
#include "town_desk.h"

/* Idempotency keys are kept as hashes under a secret: sealed where there is a key file. */

static int open_town(void **state) {
  static town_desk t;
  t = (town_desk){.now = AT(2026, 1, 7, 9), .seed = 1};
  town_site_in(&t, "../../data/register");
  assert_int_equal(spr_store_memory(&spr_alloc_default, &t.store), SPR_OK);
  town_keys(&t);
  *state = &t;
  return 0;
}

static int close_town(void **state) {
  town_close(*state);
  return 0;
}

static void sit_down(town_desk *t, spr_keys *keys) {
  spr_desk_options o = {.alloc = &spr_alloc_default,
                        .store = t->store,
                        .keys = keys,
                        .random = town_random,
                        .random_ud = &t->seed};
  spr_desk_free(t->desk);
  assert_int_equal(spr_desk_new(&o, &t->desk), SPR_OK);
}

static spr_told open_once(town_desk *t, const char *key) {
  return town_ask(t, (spr_ask){.kind = SPR_IN_OPEN,
                               .package = SPR_STR("open"),
                               .municipality = SPR_STR("alpha"),
                               .principal = SPR_STR("somebody"),
                               .key = spr_str_of(key)});
}

static char first_byte(town_desk *t) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 1000);
  assert_int_equal(spr_setting(t->store, SPR_SETTING_ANSWERS, &b), SPR_OK);
  char c = b.p[0];
  spr_buf_release(&b);
  return c;
}

static void assert_kept_for_good(town_desk *t, spr_keys *keys) {
  sit_down(t, keys);
  town_deploy(t);
  spr_told told = open_once(t, "anna-nowak");
  assert_int_equal(told.kind, SPR_TOLD_DONE);
  assert_false(told.again);
  char id[SPR_CASE_ID_CHARS + 1];
  memcpy(id, told.id, sizeof id);
  assert_true(open_once(t, "anna-nowak").again);
  /* Another desk, as after a restart, finds the same secret. */
  sit_down(t, keys);
  told = open_once(t, "anna-nowak");
  assert_true(told.again);
  assert_string_equal(told.id, id);
  assert_false(open_once(t, "jan-nowak").again);
}

/* Whoever knows how it is done, but not the secret, finds nothing by trying names. */
static void assert_not_guessed(town_desk *t) {
  spr_hasher h;
  spr_hash key;
  spr_answer_row row;
  char text[2 * sizeof key + 1];
  for (int keyed = 0; keyed < 2; keyed++) {
    spr_hash none = {{0}};
    if (keyed)
      spr_hasher_begin_keyed(&h, "sprawa idempotency key 2", &none);
    else
      spr_hasher_begin(&h, "sprawa idempotency key 2");
    spr_hasher_str(&h, SPR_STR("somebody"));
    spr_hasher_str(&h, SPR_STR("anna-nowak"));
    spr_hasher_end(&h, &key);
    for (size_t i = 0; i < sizeof key; i++) snprintf(text + 2 * i, 3, "%02x", key.b[i]);
    assert_int_equal(spr_store_answer(t->store, SPR_STR(""), spr_str_of(text), &row), SPR_ENOTFOUND);
  }
}

static void test_with_keys(void **state) {
  town_desk *t = *state;
  assert_kept_for_good(t, t->keys);
  assert_int_equal(first_byte(t), 's');
  assert_not_guessed(t);
  /* Without the key file nothing can be said, and nothing happens twice. */
  sit_down(t, NULL);
  assert_int_equal(open_once(t, "anna-nowak").kind, SPR_TOLD_NO_KEYS);
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.cases, 2);
}

static void test_without_keys(void **state) {
  town_desk *t = *state;
  assert_kept_for_good(t, NULL);
  assert_int_equal(first_byte(t), 'c');
  assert_not_guessed(t);
  /* A key file that comes later changes nothing of it. */
  sit_down(t, t->keys);
  assert_true(open_once(t, "anna-nowak").again);
}

/* What is undone takes the secret that it made with it. */
static void test_undone(void **state) {
  town_desk *t = *state;
  sit_down(t, t->keys);
  town_deploy(t);
  spr_told told;
  spr_ask ask = {.kind = SPR_IN_OPEN,
                 .package = SPR_STR("open"),
                 .municipality = SPR_STR("alpha"),
                 .principal = SPR_STR("somebody"),
                 .key = SPR_STR("k"),
                 .now = t->now,
                 .occurred = SPR_NO_INSTANT};
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_take(t->desk, &ask, &told), SPR_OK);
  spr_store_abandon(t->store);
  spr_desk_ended(t->desk, false);
  assert_false(open_once(t, "k").again);
  sit_down(t, t->keys);
  assert_true(open_once(t, "k").again);
}

int main(void) {
#define IN_TOWN(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {IN_TOWN(test_with_keys), IN_TOWN(test_without_keys),
                                     IN_TOWN(test_undone)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
