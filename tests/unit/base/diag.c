/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diag.h"

#include "base/limits.h"
#include "support.h"

typedef struct world {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_buf out;
} world;

static int set_up(void **state) {
  static world w;
  spr_arena_init(&w.arena, &spr_alloc_default, 1 << 24);
  spr_sources_init(&w.sources, &w.arena);
  spr_diags_init(&w.diags, &w.arena, &w.sources);
  spr_buf_init(&w.out, &spr_alloc_default, 1 << 20);
  *state = &w;
  return 0;
}

static int tear_down(void **state) {
  world *w = *state;
  spr_buf_release(&w->out);
  spr_arena_release(&w->arena);
  return 0;
}

static uint32_t add(world *w, const char *path, const char *text) {
  return spr_sources_add(&w->sources, spr_str_of(path), spr_str_of(text));
}

/* The place of a word in a file. */
static spr_span find(const world *w, uint32_t file, const char *word) {
  const spr_source *src = spr_sources_get(&w->sources, file);
  const char *p = strstr(src->text.p, word);
  assert_non_null(p);
  uint32_t from = (uint32_t)(p - src->text.p);
  return spr_span_make(file, from, from + (uint32_t)strlen(word));
}

static void expect(world *w, const char *text) {
  spr_buf_clear(&w->out);
  spr_diags_text(&w->diags, &w->out, false);
  assert_string_equal(w->out.n ? w->out.p : "", text);
}

static void a_typing_error(void **state) {
  world *w = *state;
  uint32_t f = add(w, "workflows/mother-home/intake.yaml",
                   "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n        to: asessed\n");
  spr_diag *e =
      spr_diag_add(&w->diags, SPR_D_UNKNOWN_STATE, find(w, f, "asessed"), "no state \"%s\"", "asessed");
  spr_diag_mean(&w->diags, e, SPR_STR("assessed"));
  expect(w, "workflows/mother-home/intake.yaml:14:13: error: no state \"asessed\" [unknown-state]\n"
            "   14 |         to: asessed\n"
            "      |             ^^^^^^^ did you mean \"assessed\"?\n");
  assert_int_equal(w->diags.errors, 1);
}

static void further_places(void **state) {
  world *w = *state;
  uint32_t a = add(w, "a.yaml", "locked: true\n"), b = add(w, "b.yaml", "change: x\n");
  spr_diag *e = spr_diag_add(&w->diags, SPR_D_LOCKED, find(w, b, "change"), "locked");
  spr_diag_also(&w->diags, e, find(w, a, "locked"), "the lock stands %s", "here");
  spr_diag_also(&w->diags, e, spr_span_none(), "and nowhere else");
  expect(w, "b.yaml:1:1: error: locked [locked]\n"
            "    1 | change: x\n"
            "      | ^^^^^^\n"
            "a.yaml:1:1: note: the lock stands here\n"
            "    1 | locked: true\n"
            "      | ^^^^^^\n"
            "note: and nowhere else\n");
}

static void odd_places(void **state) {
  world *w = *state;
  uint32_t empty = add(w, "empty.yaml", "");
  uint32_t f = add(w, "f.yaml", "\tżół: \"x\n  y\"\n\nend");
  spr_diag_help(&w->diags, spr_diag_add(&w->diags, SPR_D_NO_FILE, spr_span_none(), "no site"),
                "run `sprawa init`");
  spr_diag_help(&w->diags,
                spr_diag_add(&w->diags, SPR_D_EMPTY_FILE, spr_span_make(empty, 0, 0), "the file is empty"),
                "help");
  spr_diag_add(&w->diags, SPR_D_WRONG_TYPE, find(w, f, "\"x\n  y\""), "over two lines");
  spr_diag_help(&w->diags, spr_diag_add(&w->diags, SPR_D_MISSING_KEY, find(w, f, "\nend"), "an empty line"),
                "add one");
  spr_diag_add(&w->diags, SPR_D_UNUSED_HOOK, spr_span_make(f, 9999, 9999), "behind the end");
  expect(w, "error: no site [no-file]\n"
            "      | run `sprawa init`\n"
            "empty.yaml:1:1: error: the file is empty [empty-file]\n"
            "      | help\n"
            "f.yaml:1:7: error: over two lines [wrong-type]\n"
            "    1 |  żół: \"x\n"
            "      |       ^^\n"
            "f.yaml:3:1: error: an empty line [missing-key]\n"
            "    3 |\n"
            "      | ^ add one\n"
            "f.yaml:4:4: warning: behind the end [unused-hook]\n"
            "    4 | end\n"
            "      |    ^\n");
}

static void long_lines_are_cut(void **state) {
  world *w = *state;
  char text[1001];
  memset(text, '.', 1000);
  text[1000] = '\0';
  memcpy(text + 500, "token", 5);
  uint32_t f = add(w, "long", text);
  spr_diag_add(&w->diags, SPR_D_UNKNOWN_KEY, spr_span_make(f, 500, 505), "in the middle");
  spr_diag_add(&w->diags, SPR_D_UNKNOWN_KEY, spr_span_make(f, 0, 1000), "from the beginning");
  spr_diag_add(&w->diags, SPR_D_UNKNOWN_KEY, spr_span_make(f, 999, 1000), "at the end");
  spr_buf_clear(&w->out);
  spr_diags_text(&w->diags, &w->out, false);
  spr_str rest = spr_buf_view(&w->out);
  static const struct {
    uint32_t length;
    const char *begins;
    uint32_t caret, width;
  } rows[] = {{8 + 3 + 160 + 3, "    1 | ......", 8 + 3 + 60, 5},
              {8 + 160 + 3, "    1 | ......", 8, 160},
              {8 + 3 + 160, "    1 | ...", 8 + 3 + 159, 1}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_str lines[3];
    for (int k = 0; k < 3; k++) {
      uint32_t end = (uint32_t)((const char *)memchr(rest.p, '\n', rest.n) - rest.p);
      lines[k] = spr_str_sub(rest, 0, end);
      rest = spr_str_sub(rest, end + 1, rest.n);
    }
    assert_int_equal(lines[1].n, rows[i].length);
    assert_true(spr_str_starts(lines[1], spr_str_of(rows[i].begins)));
    assert_int_equal(lines[2].n, rows[i].caret + rows[i].width);
    assert_int_equal(lines[2].p[rows[i].caret], '^');
    if (i == 0) assert_str(spr_str_sub(lines[1], rows[i].caret, rows[i].caret + 5), "token");
  }
  assert_int_equal(rest.n, 0);
}

static void sorted_without_repetitions(void **state) {
  world *w = *state;
  uint32_t a = add(w, "a", "one two\n"), b = add(w, "b", "one\n");
  spr_diag_add(&w->diags, SPR_D_UNKNOWN_KEY, find(w, b, "one"), "third");
  spr_diag_add(&w->diags, SPR_D_UNUSED_HOOK, find(w, a, "two"), "second");
  spr_diag_add(&w->diags, SPR_D_NOT_YET, find(w, a, "two"), "and this");
  spr_diag_add(&w->diags, SPR_D_UNUSED_HOOK, find(w, a, "two"), "second");
  spr_diag_add(&w->diags, SPR_D_UNKNOWN_KEY, find(w, a, "one"), "first");
  spr_diags_sort(&w->diags);
  expect(w, "a:1:1: error: first [unknown-key]\n    1 | one two\n      | ^^^\n"
            "a:1:5: warning: second [unused-hook]\n    1 | one two\n      |     ^^^\n"
            "a:1:5: note: and this [not-yet]\n    1 | one two\n      |     ^^^\n"
            "b:1:1: error: third [unknown-key]\n    1 | one\n      | ^^^\n");
  assert_int_equal(w->diags.errors, 2);
  assert_int_equal(w->diags.warnings, 1);
  assert_int_equal(w->diags.notes, 1);
  spr_diags_sort(&w->diags);
  assert_int_equal(w->diags.n, 4);
}

static void hostile_text_is_cleaned(void **state) {
  world *w = *state;
  uint32_t f = add(w, "a\033[2J", "x: \033[31m\xE2\x80\xAE\xFF!\n");
  static char giant[5000];
  memset(giant, 'g', sizeof giant - 1);
  spr_diag *e =
      spr_diag_add(&w->diags, SPR_D_FORBIDDEN_CHARACTER, spr_span_make(f, 3, 4), "bad \033[0m\n%s", giant);
  assert_int_equal(e->message.n, SPR_MAX_MESSAGE_BYTES);
  e->message = SPR_STR("bad");
  expect(w, "a?[2J:1:4: error: bad [forbidden-character]\n    1 | x: ?[31m?"
            "?!\n      |    ^\n");
}

static void too_many_are_counted(void **state) {
  world *w = *state;
  for (int i = 0; i < SPR_MAX_DIAGS + 5; i++) {
    spr_diag *e = spr_diag_add(&w->diags, SPR_D_UNKNOWN_KEY, spr_span_none(), "fault %d", i);
    assert_int_equal(e == NULL, i >= SPR_MAX_DIAGS);
    spr_diag_mean(&w->diags, e, SPR_STR("x"));
    spr_diag_also(&w->diags, e, spr_span_none(), "y");
  }
  assert_int_equal(w->diags.errors, SPR_MAX_DIAGS + 5);
  assert_int_equal(w->diags.dropped, 5);
}

static void colours(void **state) {
  world *w = *state;
  uint32_t f = add(w, "f", "x\n");
  spr_diag_add(&w->diags, SPR_D_UNKNOWN_KEY, spr_span_make(f, 0, 1), "m");
  spr_diags_text(&w->diags, &w->out, true);
  assert_string_equal(
      w->out.p,
      "\033[1mf:1:1: \033[1;31merror: \033[0mm [unknown-key]\n    1 | x\n      | \033[1;31m^\033[0m\n");
}

/* Each code has a name of its own and says what to do. */
static void codes_are_documented(void **state) {
  (void)state;
  for (int i = 0; i < SPR_D_COUNT; i++) {
    spr_str name = spr_str_of(spr_code_name((spr_code)i));
    assert_true(name.n > 0 && strlen(spr_code_doc((spr_code)i)) > 10);
    for (uint32_t k = 0; k < name.n; k++)
      assert_true((name.p[k] >= 'a' && name.p[k] <= 'z') || name.p[k] == '-');
    for (int j = 0; j < i; j++) assert_string_not_equal(spr_code_name((spr_code)j), name.p);
  }
  assert_int_equal(spr_code_severity(SPR_D_NOT_YET), SPR_NOTE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_typing_error),
      TEST(further_places),
      TEST(odd_places),
      TEST(long_lines_are_cut),
      TEST(sorted_without_repetitions),
      TEST(hostile_text_is_cleaned),
      TEST(too_many_are_counted),
      TEST(colours),
      TEST(codes_are_documented),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
