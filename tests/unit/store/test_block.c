/* SPDX-License-Identifier: Apache-2.0 */
#include "../support.h"

#include "store/block.h"

/* Sets of numbers in a block against an array of flags. */

typedef struct pair {
  bool in[SPR_BLOCK_NUMBERS];
  uint32_t n;
  char room[2][SPR_BLOCK_BYTES];
  spr_str set;
  int at; /* the set lies in room[at] */
} pair;

static void put(pair *p, uint32_t place, bool in) {
  char *out = p->room[p->at = !p->at];
  p->set = in ? spr_block_with(p->set, place, out) : spr_block_without(p->set, place, out);
  if (p->in[place] != in) p->n += in ? 1 : (uint32_t)-1;
  p->in[place] = in;
}

static void assert_alike(const pair *p) {
  static uint8_t bits[SPR_BLOCK_BYTES];
  memset(bits, 0, sizeof bits);
  spr_block_mark(p->set, bits);
  assert_int_equal(p->set.n, p->n < SPR_BLOCK_BYTES / 2 ? 2 * p->n : SPR_BLOCK_BYTES);
  assert_int_equal(spr_block_good(p->set), p->n > 0);
  uint32_t next = spr_block_next(p->set, 0), n = 0;
  for (uint32_t i = 0; i < SPR_BLOCK_NUMBERS; i++) {
    assert_int_equal(spr_block_has(p->set, i), p->in[i]);
    assert_int_equal(bits[i / 8] >> i % 8 & 1, p->in[i]);
    if (!p->in[i]) continue;
    assert_int_equal(next, i);
    next = spr_block_next(p->set, i + 1);
    n++;
  }
  assert_int_equal(next, SPR_BLOCK_NUMBERS);
  assert_int_equal(n, p->n);
}

/* It grows over the bound at which its form changes, and shrinks to nothing. */
static void test_grows(void **state) {
  static pair p;
  uint64_t r = 5;
  (void)state;
  p = (pair){.set = SPR_STR("")};
  while (p.n < SPR_BLOCK_BYTES / 2 + 40) {
    put(&p, (uint32_t)test_below(&r, SPR_BLOCK_NUMBERS), true);
    if (p.n % 97 == 0 || p.n + 2 > SPR_BLOCK_BYTES / 2) assert_alike(&p);
  }
  put(&p, 0, true);
  put(&p, SPR_BLOCK_NUMBERS - 1, true);
  assert_alike(&p);
  for (uint32_t i = 0; p.n > 0; i = (i + 7919) % SPR_BLOCK_NUMBERS) {
    bool was = p.in[i];
    put(&p, i, false);
    if (was && (p.n % 97 == 0 || p.n + 40 > SPR_BLOCK_BYTES / 2)) assert_alike(&p);
  }
  assert_alike(&p);
}

/* Around the bound, to and fro. */
static void test_changes(void **state) {
  static pair p;
  uint64_t r = 11;
  (void)state;
  p = (pair){.set = SPR_STR("")};
  for (uint32_t i = 0; i < SPR_BLOCK_BYTES / 2; i++) put(&p, 3 * i, true);
  for (int i = 0; i < 400; i++) {
    put(&p, (uint32_t)test_below(&r, SPR_BLOCK_BYTES), test_below(&r, 2));
    if (i % 10 == 0) assert_alike(&p);
  }
}

static void test_damaged(void **state) {
  static const struct {
    const char *bytes;
    uint32_t n;
  } rows[] = {{"", 0}, {"\0", 1}, {"\0\1\0", 3}, {"\0\2\0\1", 4}, {"\0\2\0\2", 4}, {"\x40\0", 2}};
  static char few[SPR_BLOCK_BYTES], longer[SPR_BLOCK_BYTES + 2];
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(rows); i++)
    assert_false(spr_block_good(spr_str_n(rows[i].bytes, rows[i].n)));
  few[0] = 1;
  assert_false(spr_block_good(spr_str_n(few, sizeof few)));
  for (uint32_t i = 0; i < sizeof longer; i++) longer[i] = (char)(i % 2 ? i / 2 : i / 512);
  assert_false(spr_block_good(spr_str_n(longer, sizeof longer)));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_grows), cmocka_unit_test(test_changes),
                                     cmocka_unit_test(test_damaged)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
