/* SPDX-License-Identifier: Apache-2.0 */
#include "base/value.h"

#include "base/limits.h"
#include "support.h"

typedef struct world {
  test_alloc counter;
  spr_alloc alloc;
  spr_pool pool;
  spr_heap heap;
} world;

static int set_up(void **state) {
  static world w;
  w.alloc = test_alloc_make(&w.counter);
  spr_pool_init(&w.pool, &w.alloc);
  w.heap = spr_heap_pool(&w.pool);
  *state = &w;
  return 0;
}

/* Whatever a test did, it has given everything back. */
static int tear_down(void **state) {
  world *w = *state;
  assert_int_equal(w->pool.in_use, 0);
  spr_pool_release(&w->pool);
  assert_int_equal(w->counter.bytes, 0);
  return 0;
}

static spr_value text(world *w, const char *z) {
  return spr_v_text(&w->heap, spr_str_of(z));
}

static void expect_json(spr_value v, const char *json) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 1 << 20);
  spr_v_json(&b, v, NULL, NULL);
  assert_str(spr_buf_view(&b), json);
  spr_buf_release(&b);
}

static void records_are_sorted_and_unique(void **state) {
  world *w = *state;
  spr_pair pairs[] = {
      {text(w, "b"), spr_v_int(1)},   {text(w, "a"), text(w, "old")},   {text(w, "nil"), SPR_V_NIL},
      {text(w, ""), spr_v_int(0)},    {text(w, "a"), text(w, "newer")}, {text(w, "ab"), spr_v_bool(true)},
      {text(w, "a"), text(w, "new")},
  };
  spr_value r = spr_v_record(&w->heap, pairs, TEST_COUNT(pairs));
  expect_json(r, "{\"\":0,\"a\":\"new\",\"ab\":true,\"b\":1}");
  assert_true(spr_v_is_text(spr_v_get(r, SPR_STR("a")), "new"));
  assert_int_equal(spr_v_get(r, SPR_STR("b")).u.i, 1);
  assert_int_equal(spr_v_get(r, SPR_STR("c")).type, SPR_NIL);
  assert_int_equal(spr_v_get(spr_v_int(1), SPR_STR("c")).type, SPR_NIL);
  spr_v_release(&w->pool, r);
}

/* The same pairs in any order, with repetitions, against a plain search for the last of each key. */
static void records_of_any_order(void **state) {
  world *w = *state;
  uint64_t random = 21;
  for (int round = 0; round < 3000; round++) {
    spr_pair pairs[40];
    int64_t last[16];
    for (int k = 0; k < 16; k++) last[k] = -1;
    uint32_t n = test_below(&random, TEST_COUNT(pairs)), expected = 0;
    for (uint32_t i = 0; i < n; i++) {
      uint32_t key = test_below(&random, 16);
      char name[2] = {(char)('a' + key), '\0'};
      pairs[i] = (spr_pair){text(w, name), spr_v_int(i)};
      last[key] = i;
    }
    spr_value r = spr_v_record(&w->heap, pairs, n);
    for (uint32_t key = 0; key < 16; key++) {
      char name[2] = {(char)('a' + key), '\0'};
      spr_value got = spr_v_get(r, spr_str_of(name));
      if (last[key] < 0) {
        assert_int_equal(got.type, SPR_NIL);
      } else {
        assert_int_equal(got.u.i, last[key]);
        expected++;
      }
    }
    assert_int_equal(r.u.r->n, expected);
    spr_v_release(&w->pool, r);
  }
}

static spr_value sample(world *w) {
  spr_value items[] = {spr_v_int(1), spr_v_num(2.5), text(w, "ż"), SPR_V_NIL};
  spr_pair pairs[] = {
      {text(w, "list"), spr_v_list(&w->heap, items, TEST_COUNT(items))},
      {text(w, "due"), spr_v_duration(&w->heap, (spr_duration){.working_days = 3})},
      {text(w, "at"), spr_v_datetime(INT64_C(1741036500000))},
      {text(w, "empty"), spr_v_list(&w->heap, NULL, 0)},
      {text(w, "none"), spr_v_record(&w->heap, NULL, 0)},
  };
  return spr_v_record(&w->heap, pairs, TEST_COUNT(pairs));
}

static int64_t warsaw(void *ud, spr_instant t, bool *as_utc) {
  (void)ud;
  (void)t;
  *as_utc = false;
  return 3600000;
}

static void json(void **state) {
  world *w = *state;
  spr_value v = sample(w);
  expect_json(v, "{\"at\":\"2025-03-03T21:15:00Z\",\"due\":\"3 working days\",\"empty\":[],"
                 "\"list\":[1,2.5,\"ż\",null],\"none\":{}}");
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 1000);
  spr_v_json(&b, spr_v_get(v, SPR_STR("at")), warsaw, NULL);
  assert_str(spr_buf_view(&b), "\"2025-03-03T22:15:00+01:00\"");
  spr_buf_clear(&b);
  spr_json_string(&b, spr_str_n("\"\\/\b\f\n\r\t\v\0\x1F\x7F\xFF", 13));
  assert_str(spr_buf_view(&b), "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u000b\\u0000\\u001f\x7F\xEF\xBF\xBD\"");
  spr_buf_release(&b);
  spr_buf_init(&b, &spr_alloc_default, 20);
  spr_v_json(&b, v, NULL, NULL);
  assert_true(b.failed);
  spr_buf_release(&b);
  spr_v_release(&w->pool, v);
  expect_json(spr_v_int(INT64_MIN), "-9223372036854775808");
}

static void sharing(void **state) {
  world *w = *state;
  spr_value t = text(w, "shared");
  spr_value items[] = {spr_v_retain(t), spr_v_retain(t)};
  spr_value l = spr_v_list(&w->heap, items, 2);
  spr_v_release(&w->pool, t);
  spr_value again = spr_v_retain(l);
  spr_v_release(&w->pool, l);
  assert_true(spr_v_is_text(again.u.l->v[1], "shared"));
  spr_v_release(&w->pool, again);
}

static void constants_are_never_counted(void **state) {
  world *w = *state;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 1 << 20);
  spr_heap constants = spr_heap_arena(&a);
  spr_value mine = sample(w);
  spr_value fixed = spr_v_copy(&constants, mine);
  assert_true(spr_v_equal(mine, fixed));
  spr_v_release(&w->pool, mine);
  for (int i = 0; i < 3; i++) spr_v_release(&w->pool, fixed);
  spr_v_retain(fixed);
  assert_int_equal(fixed.u.r->refs, UINT32_MAX);
  spr_value back = spr_v_copy(&w->heap, fixed);
  assert_true(spr_v_equal(back, fixed));
  spr_arena_release(&a);
  expect_json(spr_v_get(back, SPR_STR("due")), "\"3 working days\"");
  spr_v_release(&w->pool, back);
}

static void equality_and_order(void **state) {
  world *w = *state;
  spr_value one[] = {spr_v_int(1)}, one_two[] = {spr_v_int(1), spr_v_int(2)};
  spr_value rising[] = {
      SPR_V_NIL,
      spr_v_bool(false),
      spr_v_bool(true),
      spr_v_num(-1e300),
      spr_v_int(INT64_MIN),
      spr_v_int(-1),
      spr_v_num(-0.5),
      spr_v_int(0),
      spr_v_num(0.5),
      spr_v_int(1),
      spr_v_num(9007199254740992.0),
      spr_v_int(INT64_C(9007199254740993)),
      spr_v_int(INT64_MAX),
      spr_v_num(9223372036854775808.0),
      text(w, ""),
      text(w, "a"),
      text(w, "b"),
      spr_v_datetime(-5),
      spr_v_datetime(5),
      spr_v_duration(&w->heap, (spr_duration){.days = 30}),
      spr_v_duration(&w->heap, (spr_duration){.months = 1}),
      spr_v_duration(&w->heap, (spr_duration){.days = 31}),
      spr_v_list(&w->heap, NULL, 0),
      spr_v_list(&w->heap, one, 1),
      spr_v_list(&w->heap, one_two, 2),
      spr_v_record(&w->heap, NULL, 0),
  };
  for (size_t i = 0; i < TEST_COUNT(rising); i++) {
    for (size_t j = 0; j < TEST_COUNT(rising); j++) {
      int expected = (i > j) - (i < j);
      if (spr_v_compare(rising[i], rising[j]) != expected)
        fail_msg("%zu, %zu: %d", i, j, spr_v_compare(rising[i], rising[j]));
      assert_int_equal(spr_v_equal(rising[i], rising[j]), i == j);
    }
  }
  for (size_t i = 0; i < TEST_COUNT(rising); i++) spr_v_release(&w->pool, rising[i]);
  assert_true(spr_v_equal(spr_v_int(3), spr_v_num(3.0)));
  assert_true(spr_v_equal(spr_v_num(0.0), spr_v_num(-0.0)));
  assert_false(spr_v_equal(spr_v_int(3), spr_v_datetime(3)));
  assert_false(spr_v_equal(spr_v_int(INT64_MAX), spr_v_num(9223372036854775808.0)));
  spr_value a = sample(w), b = sample(w);
  assert_true(spr_v_equal(a, b));
  spr_v_release(&w->pool, a);
  spr_v_release(&w->pool, b);
}

static spr_value nested(world *w, int depth) {
  spr_value v = spr_v_int(0);
  for (int i = 0; i < depth; i++) {
    spr_value items[] = {v, spr_v_retain(v)};
    v = spr_v_list(&w->heap, items, i % 2 ? 2 : 1);
    if (i % 2 == 0) spr_v_release(&w->pool, items[1]);
  }
  return v;
}

static void limits(void **state) {
  world *w = *state;
  spr_value v = nested(w, 8);
  assert_int_equal(spr_v_check_limits(v), SPR_OK);
  spr_v_release(&w->pool, v);
  spr_value deep = spr_v_int(0);
  for (int i = 0; i < SPR_MAX_VALUE_DEPTH; i++) deep = spr_v_list(&w->heap, &deep, 1);
  assert_int_equal(spr_v_check_limits(deep), SPR_OK);
  deep = spr_v_list(&w->heap, &deep, 1);
  assert_int_equal(spr_v_check_limits(deep), SPR_ELIMIT);
  spr_v_release(&w->pool, deep);
  /* Doubled at every second level: small in memory, a thousand million parts to walk. */
  v = nested(w, 60);
  assert_int_equal(spr_v_check_limits(v), SPR_ELIMIT);
  spr_v_release(&w->pool, v);
  static spr_value many[SPR_MAX_VALUE_NODES];
  v = spr_v_list(&w->heap, many, SPR_MAX_VALUE_NODES - 1);
  assert_int_equal(spr_v_check_limits(v), SPR_OK);
  spr_v_release(&w->pool, v);
  v = spr_v_list(&w->heap, many, SPR_MAX_VALUE_NODES);
  assert_int_equal(spr_v_check_limits(v), SPR_ELIMIT);
  spr_v_release(&w->pool, v);
  static char letters[SPR_MAX_VALUE_BYTES + 1];
  v = spr_v_text(&w->heap, spr_str_n(letters, SPR_MAX_VALUE_BYTES));
  assert_int_equal(spr_v_check_limits(v), SPR_OK);
  spr_v_release(&w->pool, v);
  v = spr_v_text(&w->heap, spr_str_n(letters, SPR_MAX_VALUE_BYTES + 1));
  assert_int_equal(spr_v_check_limits(v), SPR_ELIMIT);
  spr_v_release(&w->pool, v);
}

static void nesting_has_an_end(void **state) {
  world *w = *state;
  spr_value v = spr_v_int(0);
  for (int i = 0; i < SPR_MAX_NESTING; i++) {
    spr_pair pair = {text(w, "k"), v};
    v = i % 2 ? spr_v_list(&w->heap, &v, 1) : spr_v_record(&w->heap, &pair, 1);
    if (i % 2) spr_v_release(&w->pool, pair.key);
  }
  assert_int_equal(v.type, SPR_LIST);
  assert_false(w->heap.oom);
  v = spr_v_list(&w->heap, &v, 1);
  assert_int_equal(v.type, SPR_NIL);
  assert_true(w->heap.oom);
}

/* Each allocation fails once: no crash, nothing lost, and in the end it succeeds. */
static void memory_runs_out_anywhere(void **state) {
  world *w = *state;
  static char big[6000];
  bool done = false;
  for (size_t fail_at = 1; !done; fail_at++) {
    test_alloc counter;
    spr_alloc alloc = test_alloc_make(&counter);
    counter.fail_at = fail_at;
    world v = {.counter = counter};
    spr_pool_init(&v.pool, &alloc);
    v.heap = spr_heap_pool(&v.pool);
    spr_value items[4];
    for (int i = 0; i < 4; i++) {
      spr_pair pairs[] = {{text(&v, "b"), spr_v_text(&v.heap, spr_str_n(big, sizeof big))},
                          {text(&v, "a"), sample(&v)},
                          {text(&v, "a"), sample(&v)}};
      items[i] = spr_v_record(&v.heap, pairs, 3);
    }
    spr_value all = spr_v_list(&v.heap, items, 4);
    spr_value copy = spr_v_copy(&v.heap, all);
    done = !v.heap.oom;
    assert_int_equal(done, spr_v_equal(all, copy) && all.type == SPR_LIST && copy.type == SPR_LIST);
    spr_v_release(&v.pool, all);
    spr_v_release(&v.pool, copy);
    assert_int_equal(v.pool.in_use, 0);
    spr_pool_release(&v.pool);
    assert_int_equal(counter.bytes, 0);
    assert_true(fail_at < 200);
  }
  (void)w;
}

static void types_have_names(void **state) {
  (void)state;
  assert_string_equal(spr_vtype_name(SPR_NIL), "nil");
  assert_string_equal(spr_vtype_name(SPR_RECORD), "record");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(records_are_sorted_and_unique), TEST(records_of_any_order), TEST(json),   TEST(sharing),
      TEST(constants_are_never_counted),   TEST(equality_and_order),   TEST(limits), TEST(nesting_has_an_end),
      TEST(memory_runs_out_anywhere),      TEST(types_have_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
