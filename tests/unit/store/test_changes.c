/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <stdlib.h>

#include "base/limits.h"
#include "store/changes.h"

#define KINDS 19

static bool same(const spr_change *a, const spr_change *b) {
  bool ok = a->kind == b->kind && a->flag == b->flag && spr_str_eq(a->name, b->name) &&
            spr_str_eq(a->text, b->text) && spr_str_eq(a->text2, b->text2) && a->nlist == b->nlist &&
            a->n == b->n && a->m == b->m && a->at == b->at && a->was == b->was;
  for (uint32_t i = 0; ok && i < a->nlist; i++) ok = spr_str_eq(a->list[i], b->list[i]);
  return ok;
}

/* The bytes are stored for decades: each kind, written out. */
static const struct {
  spr_change change;
  const char *bytes;
  uint32_t n;
} known[] = {
    {{.kind = SPR_CHANGE_OPENED, .name = {"p", 1}, .text = {"wf", 2}, .text2 = {"", 0}},
     "\x01\x01p\x02wf\x00",
     7},
    {{.kind = SPR_CHANGE_ENDED, .text = {"o", 1}}, "\x02\x01o", 3},
    {{.kind = SPR_CHANGE_REOPENED}, "\x03", 1},
    {{.kind = SPR_CHANGE_PENDING, .at = SPR_NO_INSTANT}, "\x04\x00", 2},
    {{.kind = SPR_CHANGE_PENDING, .at = 0}, "\x04\x01", 2},
    {{.kind = SPR_CHANGE_PENDING, .at = -1}, "\x04\x02", 2},
    {{.kind = SPR_CHANGE_PENDING, .at = INT64_MAX}, "\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11},
    {{.kind = SPR_CHANGE_PENDING, .at = 64}, "\x04\x81\x01", 3},
    {{.kind = SPR_CHANGE_TASK,
      .flag = true,
      .name = {"t", 1},
      .text = {"n", 1},
      .text2 = {"s", 1},
      .at = 1,
      .list = (const spr_str[]){{"x", 1}, {"", 0}},
      .nlist = 2},
     "\x85\x01t\x01n\x01s\x02\x01x\x00\x03",
     12},
    {{.kind = SPR_CHANGE_TASK_GONE, .name = {"t", 1}}, "\x06\x01t", 3},
    {{.kind = SPR_CHANGE_DEADLINE, .flag = true, .name = {"d", 1}, .n = 300, .at = 0, .was = SPR_NO_INSTANT},
     "\x87\x01"
     "d\xac\x02\x01\x00",
     7},
    {{.kind = SPR_CHANGE_DEADLINE, .name = {"d", 1}, .n = 1, .at = SPR_NO_INSTANT, .was = 1},
     "\x07\x01"
     "d\x01\x00\x03",
     6},
    {{.kind = SPR_CHANGE_FELL_DUE, .name = {"d", 1}},
     "\x13\x01"
     "d",
     3},
    {{.kind = SPR_CHANGE_DEADLINE_GONE, .n = 1}, "\x08\x01", 2},
    {{.kind = SPR_CHANGE_PLACES, .name = {"i", 1}, .n = 2}, "\x09\x01i\x02", 4},
    {{.kind = SPR_CHANGE_LINK, .name = {"l", 1}, .text = {"o", 1}}, "\x0a\x01l\x01o", 5},
    {{.kind = SPR_CHANGE_MESSAGE, .name = {"e", 1}, .text = {"l", 1}, .text2 = {"t", 1}, .n = 1, .m = 2},
     "\x0b\x01"
     "e\x01l\x01t\x01\x02",
     9},
    {{.kind = SPR_CHANGE_CONSUMED, .text = {"s", 1}, .n = 4, .m = 5}, "\x0c\x01s\x04\x05", 5},
    {{.kind = SPR_CHANGE_NOTICE, .name = {"i", 1}, .n = 1}, "\x0d\x01i\x01", 4},
    {{.kind = SPR_CHANGE_INCIDENT, .name = {"h", 1}, .text = {"p", 1}, .n = 1, .m = 2, .at = 0},
     "\x0e\x01h\x01p\x01\x02\x01",
     8},
    {{.kind = SPR_CHANGE_INCIDENT_GONE, .n = 1}, "\x0f\x01", 2},
    {{.kind = SPR_CHANGE_ERASED}, "\x10", 1},
    {{.kind = SPR_CHANGE_HOLD}, "\x12", 1},
    {{.kind = SPR_CHANGE_HOLD, .flag = true}, "\x92", 1},
    {{.kind = SPR_CHANGE_LATER, .text = {"s", 1}, .n = 1, .m = 2, .at = SPR_NO_INSTANT},
     "\x11\x01s\x01\x02\x00",
     6},
};

static void test_known_bytes(void **state) {
  (void)state;
  spr_buf out;
  spr_change_list l = {.alloc = spr_alloc_default};
  uint32_t kinds = 0;
  spr_buf_init(&out, &spr_alloc_default, 1 << 20);
  for (size_t i = 0; i < TEST_COUNT(known); i++) {
    spr_buf_clear(&out);
    assert_int_equal(spr_changes_pack(&out, &known[i].change, 1), SPR_OK);
    if (out.n != known[i].n || memcmp(out.p, known[i].bytes, out.n) != 0)
      fail_msg("row %zu is written otherwise", i);
    assert_int_equal(spr_changes_unpack(&l, spr_str_n(known[i].bytes, known[i].n)), SPR_OK);
    assert_int_equal(l.n, 1);
    if (!same(&l.v[0], &known[i].change)) fail_msg("row %zu is read otherwise", i);
    kinds |= 1u << known[i].change.kind;
    /* No beginning of it is a list, but the empty one. */
    for (uint32_t n = 1; n < known[i].n; n++)
      assert_int_equal(spr_changes_unpack(&l, spr_str_n(known[i].bytes, n)), SPR_ECORRUPT);
  }
  assert_int_equal(kinds, (2u << KINDS) - 2);
  assert_int_equal(spr_changes_unpack(&l, SPR_STR("")), SPR_OK);
  assert_int_equal(l.n, 0);
  spr_changes_release(&l);
  spr_buf_release(&out);
}

static void test_hostile(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    uint32_t n;
  } rows[] = {
      {"\x00", 1}, /* no kind */
      {"\x13", 1}, /* one too high */
      {"\x7f", 1},
      {"\x83", 1},                                          /* a flag that the kind does not have */
      {"\x08\x80\x00", 3},                                  /* a number longer than it must be */
      {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11}, /* over 64 bits */
      {"\x02\xff\xff\xff\xff\x0f", 6},                      /* a text of 4 GB */
      {"\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11},
      {"\x05\x01t\x00\x00\xff\xff\xff\xff\x0f", 10}, /* a list of 4 G words */
      {"\x05\x01t\x00\x00\x21", 6},                  /* more hands than there may be */
      {"\x03\x00", 2},                               /* something behind */
  };
  spr_change_list l = {.alloc = spr_alloc_default};
  for (size_t i = 0; i < TEST_COUNT(rows); i++)
    if (spr_changes_unpack(&l, spr_str_n(rows[i].bytes, rows[i].n)) != SPR_ECORRUPT) fail_msg("row %zu", i);
  static char many[SPR_MAX_CHANGES + 1];
  memset(many, SPR_CHANGE_REOPENED, sizeof many);
  assert_int_equal(spr_changes_unpack(&l, spr_str_n(many, SPR_MAX_CHANGES)), SPR_OK);
  assert_int_equal(l.n, SPR_MAX_CHANGES);
  assert_int_equal(spr_changes_unpack(&l, spr_str_n(many, SPR_MAX_CHANGES + 1)), SPR_ECORRUPT);
  static char big[SPR_MAX_CHANGES_BYTES + 1];
  assert_int_equal(spr_changes_unpack(&l, spr_str_n(big, sizeof big)), SPR_ECORRUPT);
  static char text[SPR_MAX_STORED_TEXT + 4] = {SPR_CHANGE_ENDED, (char)0x81, 0x20}; /* 4097 bytes */
  assert_int_equal(spr_changes_unpack(&l, spr_str_n(text, sizeof text)), SPR_ECORRUPT);
  spr_changes_release(&l);
}

/* Members that a kind does not have leave no bytes: lists that mean the same are the same. */
static void test_foreign_members(void **state) {
  (void)state;
  spr_change full = {
      .kind = SPR_CHANGE_REOPENED, .flag = true, .name = SPR_STR("n"), .text = SPR_STR("t"), .n = 4, .at = 5};
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, 100);
  assert_int_equal(spr_changes_pack(&out, &full, 1), SPR_OK);
  assert_int_equal(out.n, 1);
  spr_buf_release(&out);
}

static void test_pack_refuses(void **state) {
  (void)state;
  static char text[SPR_MAX_STORED_TEXT + 1];
  static spr_change many[SPR_MAX_CHANGES + 1];
  static spr_str hands[SPR_MAX_TASK_HANDS + 1];
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, 8u << 20);
  many[0].kind = (spr_change_kind)(SPR_CHANGE_SEEN + 1);
  assert_int_equal(spr_changes_pack(&out, many, 1), SPR_EINVAL);
  for (size_t i = 0; i < TEST_COUNT(many); i++)
    many[i] = (spr_change){.kind = SPR_CHANGE_TASK_GONE, .name = {text, 200}};
  assert_int_equal(spr_changes_pack(&out, many, 1000), SPR_OK);
  assert_int_equal(spr_changes_pack(&out, many, SPR_MAX_CHANGES), SPR_ELIMIT);
  assert_int_equal(spr_changes_pack(&out, many, SPR_MAX_CHANGES + 1), SPR_ELIMIT);
  many[0].name.n = sizeof text;
  assert_int_equal(spr_changes_pack(&out, many, 1), SPR_ELIMIT);
  many[0] = (spr_change){.kind = SPR_CHANGE_TASK, .list = hands, .nlist = SPR_MAX_TASK_HANDS + 1};
  assert_int_equal(spr_changes_pack(&out, many, 1), SPR_ELIMIT);
  spr_buf_release(&out);
}

/* Random lists come back, the same bytes from what came back, and with any byte changed they are refused or
 * another list. Memory that runs out is said, and warm nothing is asked for. */
static void test_random_lists(void **state) {
  (void)state;
  static char noise[64];
  uint64_t r = 5;
  spr_buf out, again;
  test_alloc memory;
  spr_alloc alloc = test_alloc_make(&memory);
  spr_change_list l = {.alloc = alloc};
  spr_buf_init(&out, &spr_alloc_default, 1 << 20);
  spr_buf_init(&again, &spr_alloc_default, 1 << 20);
  for (size_t i = 0; i < sizeof noise; i++) noise[i] = (char)test_random(&r);
  for (int round = 0; round < 3000; round++) {
    spr_change v[40];
    spr_str words[5];
    uint32_t n = test_below(&r, 40);
    for (uint32_t i = 0; i < 5; i++) words[i] = spr_str_n(noise + i, test_below(&r, 9));
    for (uint32_t i = 0; i < n; i++)
      v[i] = (spr_change){.kind = (spr_change_kind)(1 + test_below(&r, KINDS)),
                          .flag = test_below(&r, 2),
                          .name = spr_str_n(noise, test_below(&r, 60)),
                          .text = spr_str_n(noise + 3, test_below(&r, 9)),
                          .text2 = spr_str_n(noise + 5, test_below(&r, 9)),
                          .list = words,
                          .nlist = test_below(&r, 6),
                          .n = test_random(&r) >> test_below(&r, 64),
                          .m = test_random(&r) >> test_below(&r, 64),
                          .at = (int64_t)test_random(&r) >> test_below(&r, 64)};
    spr_buf_clear(&out);
    spr_buf_clear(&again);
    assert_int_equal(spr_changes_pack(&out, v, n), SPR_OK);
    assert_int_equal(spr_changes_unpack(&l, spr_buf_view(&out)), SPR_OK);
    assert_int_equal(l.n, n);
    assert_int_equal(spr_changes_pack(&again, l.v, l.n), SPR_OK);
    assert_true(spr_str_eq(spr_buf_view(&out), spr_buf_view(&again)));
    if (out.n == 0) continue;
    char *byte = &out.p[test_below(&r, (uint32_t)out.n)];
    *byte = (char)(*byte ^ (1 << test_below(&r, 8)));
    if (spr_changes_unpack(&l, spr_buf_view(&out)) != SPR_OK) continue;
    spr_buf_clear(&again);
    assert_int_equal(spr_changes_pack(&again, l.v, l.n), SPR_OK);
    assert_true(spr_str_eq(spr_buf_view(&out), spr_buf_view(&again)));
  }
  size_t warm = memory.requests;
  assert_int_equal(spr_changes_unpack(&l, spr_str_n(known[8].bytes, known[8].n)), SPR_OK);
  assert_int_equal(memory.requests, warm);
  spr_changes_release(&l);
  assert_int_equal(memory.bytes, 0);
  for (size_t at = 1; at <= 2; at++) {
    alloc = test_alloc_make(&memory);
    memory.fail_at = at;
    assert_int_equal(spr_changes_unpack(&l, spr_str_n(known[8].bytes, known[8].n)), SPR_ENOMEM);
    spr_changes_release(&l);
    assert_int_equal(memory.bytes, 0);
  }
  spr_buf_release(&out);
  spr_buf_release(&again);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_known_bytes),     cmocka_unit_test(test_hostile),
      cmocka_unit_test(test_foreign_members), cmocka_unit_test(test_pack_refuses),
      cmocka_unit_test(test_random_lists),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
