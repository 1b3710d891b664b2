/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/value.h"
#include "support.h"

typedef struct world {
  spr_pool pool;
  spr_heap heap;
  spr_buf out;
} world;

static int set_up(void **state) {
  static world w;
  spr_pool_init(&w.pool, &spr_alloc_default);
  w.heap = spr_heap_pool(&w.pool);
  spr_buf_init(&w.out, &spr_alloc_default, 1 << 20);
  *state = &w;
  return 0;
}

static int tear_down(void **state) {
  world *w = *state;
  assert_int_equal(w->pool.in_use, 0);
  spr_buf_release(&w->out);
  spr_pool_release(&w->pool);
  return 0;
}

static spr_value random_text(world *w, uint64_t *random) {
  static const char *const words[] = {"",       "a", "case",
                                      "zażółć", "😀", "long enough to leave the smallest class"};
  return spr_v_text(&w->heap, spr_str_of(words[test_below(random, TEST_COUNT(words))]));
}

static int64_t random_int(uint64_t *random) {
  return (int64_t)(test_random(random) >> test_below(random, 64)) * (test_below(random, 2) ? 1 : -1);
}

static spr_duration random_duration(uint64_t *random) {
  int32_t n = (int32_t)test_below(random, 1000) - 500;
  switch (test_below(random, 5)) {
    case 0: return (spr_duration){.working_days = n};
    case 3: return (spr_duration){.no_days = true};
    case 1: return (spr_duration){.months = n};
    case 2: return (spr_duration){.ms = n};
    default: return (spr_duration){.days = n, .ms = n};
  }
}

static spr_value random_value(world *w, uint64_t *random, int depth) {
  switch (test_below(random, depth > 0 ? 11 : 7)) {
    case 0: return SPR_V_NIL;
    case 1: return spr_v_bool(test_below(random, 2));
    case 2: return spr_v_int(random_int(random));
    case 3: return spr_v_num((double)random_int(random) / 1024);
    case 4: return random_text(w, random);
    case 5: return spr_v_datetime(random_int(random) % SPR_MAX_INSTANT / 40);
    case 6: return spr_v_duration(&w->heap, random_duration(random));
    case 7:
    case 8: {
      spr_value items[6];
      uint32_t n = test_below(random, 7);
      for (uint32_t i = 0; i < n; i++) items[i] = random_value(w, random, depth - 1);
      return spr_v_list(&w->heap, items, n);
    }
    default: {
      spr_pair pairs[6];
      uint32_t n = test_below(random, 7);
      for (uint32_t i = 0; i < n; i++)
        pairs[i] = (spr_pair){random_text(w, random), random_value(w, random, depth - 1)};
      return spr_v_record(&w->heap, pairs, n);
    }
  }
}

static void encode(world *w, spr_value v) {
  spr_buf_clear(&w->out);
  spr_v_encode(&w->out, v);
  assert_false(w->out.failed);
}

/* Decoding may do anything but crash, leak or make what encodes otherwise. */
static spr_status try_bytes(world *w, const char *p, uint32_t n) {
  uint32_t i = 0;
  spr_value v;
  spr_heap heap = spr_heap_pool(&w->pool);
  spr_status status = spr_v_decode(&heap, spr_str_n(p, n), &i, &v);
  if (status != SPR_OK) {
    assert_int_equal(i, 0);
    assert_int_equal(v.type, SPR_NIL);
    return status;
  }
  assert_int_equal(spr_v_check_limits(v), SPR_OK);
  spr_buf again;
  spr_buf_init(&again, &spr_alloc_default, 1 << 20);
  spr_v_encode(&again, v);
  assert_true(spr_str_eq(spr_buf_view(&again), spr_str_n(p, i)));
  spr_buf_release(&again);
  spr_v_release(&w->pool, v);
  return status;
}

static void values_come_back(void **state) {
  world *w = *state;
  uint64_t random = 17;
  for (int round = 0; round < 3000; round++) {
    spr_value v = random_value(w, &random, 4);
    encode(w, v);
    uint32_t i = 0;
    spr_value back;
    assert_int_equal(spr_v_decode(&w->heap, spr_buf_view(&w->out), &i, &back), SPR_OK);
    assert_int_equal(i, w->out.n);
    assert_true(spr_v_equal(v, back));
    spr_v_release(&w->pool, v);
    spr_v_release(&w->pool, back);
  }
}

static void cut_and_garbled(void **state) {
  world *w = *state;
  uint64_t random = 23;
  int refused = 0;
  for (int round = 0; round < 1500; round++) {
    spr_value v = random_value(w, &random, 3);
    encode(w, v);
    spr_v_release(&w->pool, v);
    for (uint32_t n = 0; n < w->out.n && n < 200; n++)
      assert_int_equal(try_bytes(w, w->out.p, n), SPR_EINVAL);
    for (int k = 0; k < 50; k++) {
      uint32_t at = test_below(&random, (uint32_t)w->out.n);
      char old = w->out.p[at];
      w->out.p[at] = (char)test_random(&random);
      refused += try_bytes(w, w->out.p, (uint32_t)w->out.n) != SPR_OK;
      w->out.p[at] = old;
    }
  }
  assert_true(refused > 1000);
}

/* The stored form of each type is fixed. */
static void golden_bytes(void **state) {
  world *w = *state;
  spr_pair pairs[] = {
      {spr_v_text(&w->heap, SPR_STR("k")), spr_v_int(-2)},
      {spr_v_text(&w->heap, SPR_STR("d")), spr_v_duration(&w->heap, (spr_duration){.months = 1})},
  };
  spr_value items[] = {SPR_V_NIL,
                       spr_v_bool(false),
                       spr_v_bool(true),
                       spr_v_int(64),
                       spr_v_num(1.5),
                       spr_v_num(-0.0),
                       spr_v_text(&w->heap, SPR_STR("a")),
                       spr_v_datetime(1),
                       spr_v_record(&w->heap, pairs, 2)};
  spr_value v = spr_v_list(&w->heap, items, TEST_COUNT(items));
  encode(w, v);
  spr_v_release(&w->pool, v);
  static const char bytes[] = "\x08\x09\x00\x01\x02\x03\x80\x01\x04\x00\x00\x00\x00\x00\x00\xF8\x3F\x04\x00"
                              "\x00\x00\x00\x00\x00\x00\x00"
                              "\x05\x01"
                              "a\x06\x02\x09\x02\x01"
                              "d\x07\x02\x00\x00\x00\x01k\x03\x03";
  assert_int_equal(w->out.n, sizeof bytes - 1);
  assert_memory_equal(w->out.p, bytes, sizeof bytes - 1);
}

static void hostile_bytes(void **state) {
  world *w = *state;
  static const struct {
    const char *bytes;
    uint32_t n;
    spr_status status;
  } rows[] = {
      {"", 0, SPR_EINVAL},
      {"\x0A", 1, SPR_OK},     /* no days */
      {"\x0B", 1, SPR_EINVAL}, /* no such type */
      {"\xFF", 1, SPR_EINVAL},
      {"\x03\x80\x00", 3, SPR_EINVAL},                              /* a number in more bytes than it needs */
      {"\x03\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11, SPR_OK}, /* the smallest integer */
      {"\x03\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 11, SPR_EINVAL}, /* 65 bits */
      {"\x03\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12, SPR_EINVAL},
      {"\x05\xFF\xFF\xFF\xFF\x0F"
       "a",
       7, SPR_EINVAL},                                                  /* longer than the input */
      {"\x05\x01\xFF", 3, SPR_EINVAL},                                  /* no UTF-8 */
      {"\x04\x00\x00\x00\x00\x00\x00\xF0\x7F", 9, SPR_EINVAL},          /* infinity */
      {"\x04\x01\x00\x00\x00\x00\x00\xF0\x7F", 9, SPR_EINVAL},          /* NaN */
      {"\x04\x00\x00\x00\x00\x00\x00\x00\x80", 9, SPR_EINVAL},          /* the other zero */
      {"\x06\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11, SPR_EINVAL}, /* an instant out of all years */
      {"\x07\x02\x00\x02\x00", 5, SPR_EINVAL},                          /* a month and a working day */
      {"\x07\xFE\xFF\xFF\xFF\x1F\x00\x00\x00", 9, SPR_EINVAL},          /* months beyond 32 bits */
      {"\x08\xFF\xFF\xFF\xFF\x0F", 6, SPR_EINVAL},                      /* a list larger than the input */
      {"\x09\x01\x01"
       "a\x00",
       5, SPR_EINVAL}, /* nil in a record */
      {"\x09\x02\x01"
       "b\x01\x01"
       "a\x01",
       8, SPR_EINVAL}, /* keys out of order */
      {"\x09\x02\x01"
       "a\x01\x01"
       "a\x01",
       8, SPR_EINVAL}, /* a key twice */
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    if (try_bytes(w, rows[i].bytes, rows[i].n) != rows[i].status) fail_msg("row %zu", i);
  }
}

static void limits_hold(void **state) {
  world *w = *state;
  static char bytes[SPR_MAX_VALUE_BYTES + 100];
  /* Lists within lists. */
  for (int i = 0; i < 100; i++) memcpy(bytes + 2 * i, "\x08\x01", 2);
  assert_int_equal(try_bytes(w, bytes, 200), SPR_ELIMIT);
  bytes[2 * SPR_MAX_VALUE_DEPTH] = 0;
  assert_int_equal(try_bytes(w, bytes, 200), SPR_OK);
  /* One node too many: 5000 = 0x27 0x08 in groups of seven bits. */
  memset(bytes, 0, sizeof bytes);
  memcpy(bytes, "\x08\x88\x27", 3);
  assert_int_equal(try_bytes(w, bytes, 3 + 5000), SPR_ELIMIT);
  memcpy(bytes, "\x08\x87\x27", 3);
  assert_int_equal(try_bytes(w, bytes, 3 + 4999), SPR_OK);
  /* One byte of text too many: 65537. */
  memset(bytes, 'x', sizeof bytes);
  memcpy(bytes, "\x05\x81\x80\x04", 4);
  assert_int_equal(try_bytes(w, bytes, 4 + 65537), SPR_ELIMIT);
  memcpy(bytes, "\x05\x80\x80\x04", 4);
  assert_int_equal(try_bytes(w, bytes, 4 + 65536), SPR_OK);
}

static void memory_runs_out(void **state) {
  world *w = *state;
  uint64_t random = 31;
  spr_value v = SPR_V_NIL;
  while (v.type != SPR_RECORD || v.u.r->n < 4) {
    spr_v_release(&w->pool, v);
    v = random_value(w, &random, 4);
  }
  encode(w, v);
  spr_v_release(&w->pool, v);
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  counter.fail_at = 1;
  spr_pool pool;
  spr_pool_init(&pool, &alloc);
  spr_heap heap = spr_heap_pool(&pool);
  uint32_t i = 0;
  assert_int_equal(spr_v_decode(&heap, spr_buf_view(&w->out), &i, &v), SPR_ENOMEM);
  assert_int_equal(i, 0);
  assert_int_equal(pool.in_use, 0);
  spr_pool_release(&pool);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(values_come_back), TEST(cut_and_garbled), TEST(golden_bytes),
      TEST(hostile_bytes),    TEST(limits_hold),     TEST(memory_runs_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
