/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "base/source.h"
#include "support.h"

static void slices(void **state) {
  (void)state;
  spr_str s = SPR_STR("workflow");
  assert_true(spr_str_starts(s, SPR_STR("work")) && spr_str_starts(s, SPR_STR("")) && spr_str_starts(s, s));
  assert_false(spr_str_starts(SPR_STR("work"), s) || spr_str_starts(s, SPR_STR("flow")));
  assert_true(spr_str_ends(s, SPR_STR("flow")) && spr_str_ends(s, SPR_STR("")));
  assert_false(spr_str_ends(SPR_STR("flow"), s));
  assert_str(spr_str_sub(s, 4, 8), "flow");
  assert_str(spr_str_sub(s, 4, 99), "flow");
  assert_str(spr_str_sub(s, 9, 3), "");
  assert_str(spr_str_trim(SPR_STR(" \t a b \r\n")), "a b");
  assert_str(spr_str_trim(SPR_STR(" \n ")), "");
  static const struct {
    const char *a, *b;
    int order;
  } rows[] = {{"", "", 0},    {"", "a", -1},        {"a", "ab", -1},
              {"b", "ab", 1}, {"\xC4\x85", "z", 1}, {"same", "same", 0}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    assert_int_equal(spr_str_cmp(spr_str_of(rows[i].a), spr_str_of(rows[i].b)), rows[i].order);
    assert_int_equal(spr_str_cmp(spr_str_of(rows[i].b), spr_str_of(rows[i].a)), -rows[i].order);
  }
  assert_true(spr_str_hash(SPR_STR("")) == 2166136261u);
  assert_true(spr_str_hash(SPR_STR("foobar")) == 0xBF9CF968u); /* from the authors' test suite */
}

static void copies(void **state) {
  (void)state;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 1 << 20);
  spr_str copy = spr_str_dup(&a, SPR_STR("abc"));
  assert_int_equal(copy.p[3], '\0');
  assert_str(copy, "abc");
  assert_str(spr_str_printf(&a, "%s-%d", "case", 7), "case-7");
  assert_str(spr_str_printf(&a, "%s", ""), "");
  spr_arena_release(&a);
}

static void buffers_grow_to_their_bound(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  spr_buf b;
  spr_buf_init(&b, &alloc, 100);
  assert_str(spr_buf_view(&b), "");
  for (int i = 0; i < 100; i++) spr_buf_char(&b, 'x');
  assert_false(b.failed);
  assert_int_equal(b.p[100], '\0');
  spr_buf_char(&b, 'y');
  assert_true(b.failed);
  assert_int_equal(b.n, 100);
  spr_buf_clear(&b);
  assert_string_equal(b.p, "");
  spr_buf_printf(&b, "%0100d", 1);
  assert_false(b.failed);
  spr_buf_clear(&b);
  spr_buf_printf(&b, "%0101d", 1);
  assert_true(b.failed);
  spr_buf_puts(&b, "");
  assert_int_equal(b.n, 0);
  spr_buf_clear(&b);
  spr_buf_str(&b, SPR_STR("a"));
  spr_buf_add(&b, NULL, 0);
  spr_buf_puts(&b, "b");
  assert_str(spr_buf_view(&b), "ab");
  spr_buf_release(&b);
  assert_int_equal(counter.bytes, 0);
}

static void buffers_say_when_memory_fails(void **state) {
  (void)state;
  test_alloc counter;
  spr_alloc alloc = test_alloc_make(&counter);
  counter.fail_at = 2;
  spr_buf b;
  spr_buf_init(&b, &alloc, SIZE_MAX);
  spr_buf_puts(&b, "kept");
  for (int i = 0; i < 1000; i++) spr_buf_puts(&b, "more");
  assert_true(b.failed);
  assert_true(spr_str_starts(spr_buf_view(&b), SPR_STR("kept")));
  spr_buf_release(&b);
  assert_int_equal(counter.bytes, 0);
}

static void names_are_numbered_in_order(void **state) {
  (void)state;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 1 << 24);
  spr_names t;
  spr_names_init(&t, &a);
  assert_int_equal(spr_names_find(&t, SPR_STR("x")), -1);
  for (int round = 0; round < 2; round++) {
    for (uint32_t i = 0; i < 5000; i++) {
      bool added;
      spr_str name = spr_str_printf(&a, "name_%u", i * 7919 % 5000);
      assert_int_equal(spr_names_add(&t, name, &added), i);
      assert_int_equal(added, round == 0);
    }
  }
  assert_int_equal(t.n, 5000);
  assert_int_equal(spr_names_find(&t, SPR_STR("name_5000")), -1);
  assert_int_equal(spr_names_find(&t, SPR_STR("name_0")), 0);
  assert_int_equal(spr_names_add(&t, SPR_STR(""), NULL), 5000);
  assert_int_equal(spr_names_find(&t, SPR_STR("")), 5000);
  spr_arena_release(&a);
}

static void places_in_sources(void **state) {
  (void)state;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 1 << 20);
  spr_sources s;
  spr_sources_init(&s, &a);
  assert_null(spr_sources_get(&s, 0));
  assert_null(spr_sources_get(&s, 1));
  assert_int_equal(spr_sources_add(&s, SPR_STR("empty"), SPR_STR("")), 1);
  assert_int_equal(spr_sources_add(&s, SPR_STR("b.yaml"), SPR_STR("ab\n\xC5\xBC\xC3\xB3\xC5\x82w\r\n\nlast")),
                   2);
  const spr_source *src = spr_sources_get(&s, 2);
  assert_int_equal(src->nlines, 4);
  static const struct {
    uint32_t offset, line, column;
  } rows[] = {{0, 1, 1},  {2, 1, 3},  {3, 2, 1},  {5, 2, 2},  {9, 2, 4},
              {12, 3, 1}, {13, 4, 1}, {17, 4, 5}, {999, 4, 5}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    uint32_t line, column;
    spr_source_place(src, rows[i].offset, &line, &column);
    if (line != rows[i].line || column != rows[i].column) fail_msg("%u: %u:%u", rows[i].offset, line, column);
  }
  assert_str(spr_source_line(src, 1), "ab");
  assert_str(spr_source_line(src, 2), "żółw");
  assert_str(spr_source_line(src, 3), "");
  assert_str(spr_source_line(src, 4), "last");
  assert_str(spr_source_line(src, 5), "");
  assert_str(spr_source_line(src, 0), "");
  assert_str(spr_source_line(spr_sources_get(&s, 1), 1), "");
  spr_arena_release(&a);
}

static void files_are_read(void **state) {
  (void)state;
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, 1 << 20);
  char path[] = "/tmp/sprawa-test-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, "a\0b\n", 4), 4);
  close(fd);
  spr_str text;
  assert_int_equal(spr_file_read(&a, path, 4, &text), SPR_OK);
  assert_true(spr_str_eq(text, spr_str_n("a\0b\n", 4)));
  assert_int_equal(text.p[4], '\0');
  assert_int_equal(spr_file_read(&a, path, 3, &text), SPR_ELIMIT);
  unlink(path);
  assert_int_equal(spr_file_read(&a, path, 4, &text), SPR_ENOTFOUND);
  assert_int_equal(spr_file_read(&a, "/dev/null/x", 4, &text), SPR_ENOTFOUND);
  assert_int_equal(spr_file_read(&a, "/tmp", 4, &text), SPR_EIO);
  assert_int_equal(spr_file_read(&a, "/dev/zero", 4, &text), SPR_EIO);
  spr_arena_release(&a);
}

static void statuses_have_texts(void **state) {
  (void)state;
  assert_string_equal(spr_status_text(SPR_OK), "done");
  assert_string_equal(spr_status_text(SPR_EBUG), "internal error");
  assert_non_null(spr_status_text((spr_status)-99));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slices),
      cmocka_unit_test(copies),
      cmocka_unit_test(buffers_grow_to_their_bound),
      cmocka_unit_test(buffers_say_when_memory_fails),
      cmocka_unit_test(names_are_numbered_in_order),
      cmocka_unit_test(places_in_sources),
      cmocka_unit_test(files_are_read),
      cmocka_unit_test(statuses_have_texts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
