/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/fit.h"
#include "support.h"

/* Against every choice that there is, of few numbers; and that many keep their distances. */

enum { FEW = 4, REACH = 7, PULLS = 9 };

typedef struct wish {
  int32_t a, b, d, w; /* w 0: it must be */
} wish;

typedef struct wishes {
  wish v[PULLS * 40];
  uint32_t n;
} wishes;

/* -1: a distance is not kept. */
static int64_t cost_of(const wishes *all, const int32_t *x) {
  int64_t cost = 0;
  for (uint32_t i = 0; i < all->n; i++) {
    const wish *w = &all->v[i];
    int32_t is = x[w->b] - x[w->a];
    if (w->w == 0 && is < w->d) return -1;
    if (w->w > 0 && is > w->d) cost += (int64_t)w->w * (is - w->d);
  }
  return cost;
}

/* Of all numbers up to REACH, the first one 0; that is far enough, for no distance is larger than 2. */
static int64_t least_cost(const wishes *all) {
  int64_t least = -1;
  int32_t x[FEW] = {0};
  for (uint32_t code = 0; code < 15 * 15 * 15; code++) {
    uint32_t rest = code;
    for (int32_t i = 1; i < FEW; i++, rest /= 15) x[i] = (int32_t)(rest % 15) - REACH;
    int64_t cost = cost_of(all, x);
    if (cost >= 0 && (least < 0 || cost < least)) least = cost;
  }
  return least;
}

/* Distances lead from a lower number to a higher one, so that they do not contradict one another. */
static void wish_any(wishes *all, uint64_t *random, uint32_t n, uint32_t of) {
  for (all->n = 0; all->n < n; all->n++) {
    int32_t a = (int32_t)test_below(random, of - 1);
    int32_t b = a + 1 + (int32_t)test_below(random, of - 1 - (uint32_t)a), d = (int32_t)test_below(random, 3);
    bool must = test_below(random, 3) == 0, back = test_below(random, 2);
    int32_t w = must ? 0 : 1 + (int32_t)test_below(random, 5);
    all->v[all->n] = must || !back ? (wish){a, b, d, w} : (wish){b, a, d - 2, w};
  }
}

static bool solve(const wishes *all, int32_t n, int64_t steps, int32_t *x) {
  spr_arena arena;
  spr_fit f;
  jmp_buf env;
  spr_arena_init(&arena, &spr_alloc_default, 1u << 24);
  if (spr_arena_guard(&arena, &env)) fail_msg("out of memory");
  spr_fit_init(&f, &arena, n);
  for (uint32_t i = 0; i < all->n; i++) {
    const wish *w = &all->v[i];
    if (w->w)
      spr_fit_most(&f, w->a, w->b, w->d, w->w);
    else
      spr_fit_apart(&f, w->a, w->b, w->d);
  }
  bool done = spr_fit_solve(&f, steps, x);
  spr_arena_release(&arena);
  return done;
}

static void nothing_costs_less(void **state) {
  (void)state;
  uint64_t random = 7;
  static wishes all;
  for (uint32_t round = 0; round < 300; round++) {
    wish_any(&all, &random, 1 + test_below(&random, PULLS), FEW);
    int32_t x[FEW] = {0};
    assert_true(solve(&all, FEW, 10000, x));
    assert_int_equal(cost_of(&all, x), least_cost(&all));
  }
}

static void many_keep_their_distances(void **state) {
  (void)state;
  uint64_t random = 11;
  static wishes all;
  static int32_t x[200], y[200];
  for (uint32_t round = 0; round < 20; round++) {
    wish_any(&all, &random, PULLS * 40, 200);
    memset(x, 0, sizeof x);
    memset(y, 0, sizeof y);
    assert_true(solve(&all, 200, 10000000, x));
    assert_true(cost_of(&all, x) >= 0);
    assert_true(solve(&all, 200, 10000000, y));
    assert_memory_equal(x, y, sizeof x);
  }
}

static void who_is_not_tied_stays(void **state) {
  (void)state;
  int32_t x[3] = {5, -3, 40};
  const wishes all = {{{0, 1, 2, 0}}, 1};
  assert_true(solve(&all, 3, 1000, x));
  assert_int_equal(x[1] - x[0], 2);
  assert_int_equal(x[2], 40);
}

static void too_much_work_is_told(void **state) {
  (void)state;
  uint64_t random = 3;
  static wishes all;
  int32_t x[200] = {0};
  wish_any(&all, &random, PULLS * 40, 200);
  assert_false(solve(&all, 200, 100, x));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_costs_less),
      cmocka_unit_test(many_keep_their_distances),
      cmocka_unit_test(who_is_not_tied_stays),
      cmocka_unit_test(too_much_work_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
