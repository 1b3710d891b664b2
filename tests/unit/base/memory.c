/* SPDX-License-Identifier: Apache-2.0 */
#include "base/spares.h"
#include "support.h"

/* -- arenas --------------------------------------------------------------------------------------------- */

static void arena_memory_is_zeroed_and_aligned(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  spr_arena a;
  spr_arena_init(&a, &alloc, 1 << 24);
  unsigned char *last = NULL;
  for (size_t size = 0; size < 3000; size += 7) {
    unsigned char *p = spr_arena_alloc(&a, size);
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
    for (size_t i = 0; i < size; i++) assert_int_equal(p[i], 0);
    memset(p, 0xAA, size);
    if (last) assert_int_equal(last[0], 0xAA);
    if (size > 0) last = p;
  }
  assert_true(counter.bytes > 0);
  spr_arena_release(&a);
  assert_int_equal(counter.bytes, 0);
  assert_string_equal(spr_arena_strdup(&a, "again", 5), "again");
  spr_arena_release(&a);
}

static void a_cleared_arena_begins_anew_with_what_it_has(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  spr_arena a;
  spr_arena_init(&a, &alloc, 1 << 16);
  spr_arena_clear(&a); /* of nothing */
  for (int i = 0; i < 20; i++) memset(spr_arena_alloc(&a, 1000), 0xAA, 1000);
  size_t full = counter.bytes;
  spr_arena_clear(&a);
  assert_int_equal(a.used, 0);
  size_t kept = counter.bytes;
  assert_true(kept > 0 && kept < full);
  for (int round = 0; round < 100; round++) { /* more than the bound in all */
    const unsigned char *p = spr_arena_alloc(&a, 1000);
    for (size_t i = 0; i < 1000; i++) assert_int_equal(p[i], 0);
    memset((void *)(uintptr_t)p, 0xAA, 1000);
    spr_arena_clear(&a);
  }
  assert_int_equal(counter.bytes, kept);
  spr_arena_release(&a);
  assert_int_equal(counter.bytes, 0);
}

static void arena_escapes_at_its_bound(void **state) {
  (void)state;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 10000);
  jmp_buf env;
  volatile int got = 0;
  if (spr_arena_guard(&a, &env)) {
    assert_int_equal(got, 9); /* each rounded up for its alignment */
    assert_true(a.used <= 10000);
  } else {
    for (;;) {
      spr_arena_alloc(&a, 1000);
      got++;
      if (got > 100) break;
    }
    fail();
  }
  spr_arena_release(&a);
}

static void arena_escapes_when_memory_fails(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  counter.fail_at = 2;
  spr_arena a;
  spr_arena_init(&a, &alloc, 1 << 24);
  jmp_buf outer, inner;
  volatile int escaped = 0;
  if (spr_arena_guard(&a, &outer)) {
    escaped = 1;
  } else {
    jmp_buf *old = a.escape;
    if (spr_arena_guard(&a, &inner)) {
      spr_arena_unguard(&a, old);
      spr_arena_alloc(&a, 1 << 16);
      fail();
    } else {
      spr_arena_alloc(&a, 16);
      spr_arena_alloc(&a, 1 << 16);
      fail();
    }
  }
  assert_int_equal(escaped, 1);
  spr_arena_release(&a);
  assert_int_equal(counter.bytes, 0);
}

/* Products and sums that would wrap around are exhaustion, too. */
static void arena_sizes_do_not_wrap(void **state) {
  (void)state;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, SIZE_MAX);
  jmp_buf env;
  volatile int step = 0;
  if (spr_arena_guard(&a, &env)) step++;
  if (step == 0) spr_arena_alloc_n(&a, 16, SIZE_MAX / 8);
  if (step == 1) spr_arena_strdup(&a, "", SIZE_MAX);
  if (step == 2) {
    uint32_t cap = UINT32_MAX;
    spr_arena_grow(&a, NULL, 0, &cap, 1);
  }
  assert_int_equal(step, 3);
  spr_arena_release(&a);
}

static void pushing(void **state) {
  (void)state;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 1 << 20);
  uint32_t *v = NULL, n = 0, cap = 0;
  for (uint32_t i = 0; i < 1000; i++) {
    uint32_t *last = SPR_PUSH(&a, v, n, cap);
    assert_int_equal(*last, 0);
    *last = i;
  }
  for (uint32_t i = 0; i < 1000; i++) assert_int_equal(v[i], i);
  spr_arena_release(&a);
}

/* -- pools ---------------------------------------------------------------------------------------------- */

/* Random blocks of all sizes: they do not overlap, keep their bytes, and all of them come back. */
static void pool_blocks_are_apart(void **state) {
  (void)state;
  enum { BLOCKS = 500 };
  static struct {
    unsigned char *p;
    size_t size;
    unsigned char mark;
  } blocks[BLOCKS];
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  spr_pool pool;
  spr_pool_init(&pool, &alloc);
  uint64_t random = 1;
  for (int round = 0; round < 20000; round++) {
    uint32_t i = test_below(&random, BLOCKS);
    if (blocks[i].p) {
      for (size_t k = 0; k < blocks[i].size; k++) assert_int_equal(blocks[i].p[k], blocks[i].mark);
      spr_pool_free(&pool, blocks[i].p, blocks[i].size);
      blocks[i].p = NULL;
    } else {
      blocks[i].size = test_below(&random, test_below(&random, 50) == 0 ? 9000 : 300);
      blocks[i].mark = (unsigned char)round;
      blocks[i].p = spr_pool_alloc(&pool, blocks[i].size);
      assert_int_equal((uintptr_t)blocks[i].p % 8, 0);
      memset(blocks[i].p, blocks[i].mark, blocks[i].size);
    }
  }
  for (int i = 0; i < BLOCKS; i++) spr_pool_free(&pool, blocks[i].p, blocks[i].size);
  assert_int_equal(pool.in_use, 0);
  spr_pool_release(&pool);
  assert_int_equal(counter.bytes, 0);
}

static void warm_pool_asks_for_nothing(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  spr_pool pool;
  spr_pool_init(&pool, &alloc);
  size_t warm = 0;
  for (int round = 0; round < 100; round++) {
    void *blocks[SPR_POOL_LARGEST / 8 + 1];
    for (size_t i = 0; i < TEST_COUNT(blocks); i++) blocks[i] = spr_pool_alloc(&pool, i * 8);
    for (size_t i = 0; i < TEST_COUNT(blocks); i++) spr_pool_free(&pool, blocks[i], i * 8);
    if (round == 0) warm = counter.requests;
    assert_int_equal(counter.requests, warm);
  }
  spr_pool_release(&pool);
}

static void pool_release_takes_everything(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  spr_pool pool;
  spr_pool_init(&pool, &alloc);
  spr_pool_alloc(&pool, 10);
  void *first = spr_pool_alloc(&pool, 10000);
  void *middle = spr_pool_alloc(&pool, 20000);
  spr_pool_alloc(&pool, 30000);
  spr_pool_free(&pool, middle, 20000);
  spr_pool_free(&pool, first, 10000);
  spr_pool_release(&pool);
  assert_int_equal(counter.bytes, 0);
  assert_non_null(spr_pool_alloc(&pool, 16));
  spr_pool_release(&pool);
}

static void pool_says_when_memory_fails(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  counter.fail_at = 1;
  spr_pool pool;
  spr_pool_init(&pool, &alloc);
  assert_null(spr_pool_alloc(&pool, 16));
  assert_null(spr_pool_alloc(&pool, 5000));
  assert_null(spr_pool_alloc(&pool, SIZE_MAX));
  assert_int_equal(pool.in_use, 0);
  spr_pool_release(&pool);
}

/* -- spares --------------------------------------------------------------------------------------------- */

static void what_is_given_back_is_taken_again_up_to_a_number(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  spr_spares s;
  void *v[5];
  spr_spares_init(&s, &alloc, 1000, 3);
  for (int i = 0; i < 5; i++) v[i] = spr_spares_take(&s);
  for (int i = 0; i < 5; i++) memset(v[i], i, 1000);
  for (int i = 0; i < 5; i++) assert_int_equal(((unsigned char *)v[i])[999], i);
  assert_int_equal(counter.bytes, 5000);
  for (int i = 0; i < 5; i++) spr_spares_give(&s, v[i]);
  assert_int_equal(counter.bytes, 3000);
  for (int i = 0; i < 3; i++) v[i] = spr_spares_take(&s);
  assert_int_equal(counter.requests, 5);
  counter.fail_at = 6;
  assert_null(spr_spares_take(&s));
  for (int i = 0; i < 3; i++) spr_spares_give(&s, v[i]);
  spr_spares_release(&s);
  assert_int_equal(counter.bytes, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
      cmocka_unit_test(what_is_given_back_is_taken_again_up_to_a_number),
      cmocka_unit_test(a_cleared_arena_begins_anew_with_what_it_has),
      cmocka_unit_test(arena_escapes_at_its_bound),
      cmocka_unit_test(arena_escapes_when_memory_fails),
      cmocka_unit_test(arena_sizes_do_not_wrap),
      cmocka_unit_test(pushing),
      cmocka_unit_test(pool_blocks_are_apart),
      cmocka_unit_test(warm_pool_asks_for_nothing),
      cmocka_unit_test(pool_release_takes_everything),
      cmocka_unit_test(pool_says_when_memory_fails),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
