/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <stdlib.h>

#include "store/chain.h"

static spr_entry_row sample(void) {
  return (spr_entry_row){
      .pos = 1,
      .id = {"id", 2},
      .number = 2,
      .seq = 3,
      .at = -400,
      .kind = 5,
      .semantics = 6,
      .event = {"event", 5},
      .by = {"by", 2},
      .actor = {"actor", 5},
      .place = {"place", 5},
      .configuration = {"conf", 4},
      .responsible = {"resp", 4},
      .definition = {{1}},
      .environment = {{2}},
      .packed = {"packed", 6},
      .sealed = true,
      .body = {"body", 4},
      .body_hash = {{3}},
      .prev = {{4}},
      .hash = {{5}},
  };
}

static bool hashes_alike(const spr_entry_row *a, const spr_entry_row *b) {
  spr_hash x, y;
  spr_chain_entry(a, &x);
  spr_chain_entry(b, &y);
  return memcmp(&x, &y, sizeof x) == 0;
}

/* Each member counts, and no byte can move from one to the next. */
static void test_every_member_counts(void **state) {
  (void)state;
  spr_entry_row e = sample(), x;
#define DIFFERS(change)                                                                                      \
  x = e;                                                                                                     \
  change;                                                                                                    \
  assert_false(hashes_alike(&e, &x))
  DIFFERS(x.id.n--);
  DIFFERS(x.seq++);
  DIFFERS(x.at = 400);
  DIFFERS(x.kind++);
  DIFFERS(x.semantics++);
  DIFFERS(x.event.n--);
  DIFFERS(x.by.n = 0);
  DIFFERS(x.actor.n--);
  DIFFERS(x.place.n--);
  DIFFERS(x.configuration.n--);
  DIFFERS(x.responsible.n--);
  DIFFERS(x.definition.b[31] = 1);
  DIFFERS(x.environment.b[31] = 1);
  DIFFERS(x.packed.n--);
  DIFFERS(x.sealed = false);
  DIFFERS(x.body_hash.b[31] = 1);
  DIFFERS(x.prev.b[31] = 1);
  DIFFERS((x.by = (spr_str){"b", 1}, x.actor = (spr_str){"yactor", 6}));
  x = e;
  x.pos = 9;
  x.number = 9;
  x.body = SPR_STR("");
  x.hash.b[0] = 9;
  assert_true(hashes_alike(&e, &x));
}

/* Hashes are stored: these were calculated by another program (Python's hashlib.blake2b) from the layout. */
static void assert_hex(const spr_hash *h, const char *hex) {
  static const char digits[] = "0123456789abcdef";
  char text[65] = {0};
  for (int i = 0; i < 32; i++) {
    text[2 * i] = digits[h->b[i] >> 4];
    text[2 * i + 1] = digits[h->b[i] & 15];
  }
  assert_string_equal(text, hex);
}

static void test_known_hashes(void **state) {
  (void)state;
  spr_entry_row e = sample();
  spr_hash h;
  spr_hasher seal;
  spr_chain_entry(&e, &h);
  assert_hex(&h, "e11f4a9b082cc6333564fff7d6641a435acd8f3f6f5810e68294e11c4b2558c4");
  spr_chain_body(SPR_STR("body"), &h);
  assert_hex(&h, "86543cfcbb03ea4b8c3da84800bae2ad25237c46716ce488457fdc96d59953f8");
  spr_chain_object(SPR_OBJECT_ENVIRONMENT, SPR_STR("env"), &h);
  assert_hex(&h, "2268dc97f9a5f2a9f8f34d2ce3be93e901c69fe298e6d56ea5171458a4607c17");
  spr_seal_begin(&seal, NULL, 1);
  spr_hasher_hash(&seal, &(spr_hash){{1}});
  spr_seal_end(&seal, 1, &h);
  assert_hex(&h, "5f4ba5b77cbe5cba8f1fc2d7dff2ad7b6cc83fdc273a975247b2424f4323d2af");
}

/* However a text is cut into pieces on its way, the hash is that of its bytes. */
static void test_long_texts(void **state) {
  (void)state;
  static char text[5000];
  uint64_t r = 3;
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)test_random(&r);
  for (uint32_t n = 0; n < 1200; n++) {
    spr_hasher a, b;
    spr_hash x, y;
    spr_hasher_begin(&a, "t");
    spr_hasher_u64(&a, n);
    for (uint32_t i = 0; i < n / 32; i++)
      spr_hasher_hash(&a, (const spr_hash *)(const void *)(text + 32 * (size_t)i));
    spr_hasher_end(&a, &x);
    spr_hasher_begin(&b, "t");
    spr_hasher_str(&b, spr_str_n(text, n / 32 * 32));
    spr_hasher_end(&b, &y);
    /* The lengths differ unless n is a whole number of hashes. */
    assert_int_equal(memcmp(&x, &y, sizeof x) == 0, n % 32 == 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_member_counts),
                                     cmocka_unit_test(test_known_hashes), cmocka_unit_test(test_long_texts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
