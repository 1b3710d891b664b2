/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/text.h"
#include "support.h"

/* How much room text takes, and where it is wrapped. */

typedef struct shelf {
  spr_arena arena;
  jmp_buf env;
} shelf;

static void open_shelf(shelf *s) {
  spr_arena_init(&s->arena, &spr_alloc_default, 1u << 20);
  if (spr_arena_guard(&s->arena, &s->env)) fail_msg("out of memory");
}

/* The lines, joined with "|". */
static void expect_lines(spr_font font, const char *text, int32_t max, const char *want) {
  shelf s;
  spr_buf got;
  open_shelf(&s);
  spr_lines l = {.font = font};
  spr_lines_add(&s.arena, &l, spr_str_of(text), max);
  spr_buf_init(&got, &spr_alloc_default, 1u << 16);
  for (uint32_t i = 0; i < l.n; i++) {
    spr_buf_printf(&got, "%s%.*s", i ? "|" : "", SPR_FMT(l.v[i].text));
    assert_true(spr_text_width(l.v[i].text, font) <= l.w);
    assert_int_equal(l.v[i].first, i == 0);
  }
  assert_true(l.w <= max);
  assert_str(spr_buf_view(&got), want);
  spr_buf_release(&got);
  spr_arena_release(&s.arena);
}

static void lines_are_wrapped_and_never_cut(void **state) {
  (void)state;
  expect_lines(SPR_FONT_TITLE, "", 100, "");
  expect_lines(SPR_FONT_TITLE, "  \n ", 100, "");
  expect_lines(SPR_FONT_TITLE, "Wniosek", 100, "Wniosek");
  expect_lines(SPR_FONT_TITLE, " Wniosek\n złożony ", 60, "Wniosek|złożony");
  /* As short as two lines allow: not "Przekazanie wniosku do|zespołu". */
  expect_lines(SPR_FONT_TITLE, "Przekazanie wniosku do zespołu", 180, "Przekazanie|wniosku do zespołu");
  expect_lines(SPR_FONT_SMALL, "done.task.interview_urgent", 100, "done.task.|interview_urgent");
  expect_lines(SPR_FONT_SMALL, "korekcyjno-edukacyjny", 80, "korekcyjno-|edukacyjny");
  /* A word that is wider than all is broken, and all of it is there. */
  expect_lines(SPR_FONT_TITLE, "Konstantynopol", 60, "Konstant|ynopol");
  expect_lines(SPR_FONT_TITLE, "żżżżżż", 20, "żż|żż|żż");
}

/* Entries stand in columns as low as they can be, and none is torn apart. */
static void entries_stand_in_columns(void **state) {
  (void)state;
  shelf s;
  open_shelf(&s);
  spr_lines l = {.font = SPR_FONT_SMALL};
  spr_lines_add(&s.arena, &l, SPR_STR("Wniosek"), 200);
  spr_lines_add(&s.arena, &l, SPR_STR("Przekazanie"), 200);
  spr_lines_add_code(&s.arena, &l, SPR_STR("[case.x]"), true, 200);
  spr_lines_add(&s.arena, &l, SPR_STR("Zgon"), 200);
  int32_t all = spr_lines_height(&l), line = spr_lines_foot(&l, 2) - spr_lines_foot(&l, 1);
  assert_int_equal(spr_lines_width(&l), l.w);
  assert_true(l.v[2].code && !l.v[2].first && l.v[3].first);
  spr_lines_divide(&l, 2);
  assert_int_equal(l.rows, 3);
  assert_int_equal(spr_lines_left(&l, 2), 0);
  assert_true(spr_lines_left(&l, 3) >= l.w && spr_lines_width(&l) == spr_lines_left(&l, 3) + l.w);
  assert_int_equal(spr_lines_foot(&l, 3), spr_lines_foot(&l, 0));
  assert_true(spr_lines_height(&l) < all);
  spr_lines_divide(&l, 3);
  assert_int_equal(l.rows, 1);
  assert_int_equal(spr_lines_left(&l, 1), spr_lines_left(&l, 2));
  assert_int_equal(spr_lines_height(&l), 2 * line);
  spr_lines_divide(&l, 1);
  assert_int_equal(spr_lines_height(&l), all);
  spr_arena_release(&s.arena);
}

static void bold_and_small_text_differ(void **state) {
  (void)state;
  spr_str s = SPR_STR("Zgłoszenie");
  assert_true(spr_text_width(s, SPR_FONT_HEAD) > spr_text_width(s, SPR_FONT_TITLE));
  assert_true(spr_text_width(s, SPR_FONT_SMALL) < spr_text_width(s, SPR_FONT_TITLE));
  assert_int_equal(spr_text_width(SPR_STR(""), SPR_FONT_TITLE), 0);
}

/* Letters with marks are as wide as without; what no table knows is wider than anything that it knows. */
static void every_letter_has_a_width(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"ą", "a"}, {"ć", "c"}, {"ę", "e"}, {"ń", "n"}, {"ó", "o"}, {"ś", "s"}, {"ź", "z"}, {"ż", "z"},
      {"č", "c"}, {"ď", "d"}, {"ě", "e"}, {"ň", "n"}, {"ř", "r"}, {"š", "s"}, {"ů", "u"}, {"ý", "y"},
      {"ž", "z"}, {"Ł", "L"}, {"Ř", "R"}, {"Ů", "U"}, {"Ż", "Z"}, {"Ó", "O"}};
  for (size_t i = 0; i < TEST_COUNT(pairs); i++) {
    int32_t with = spr_text_width(spr_str_of(pairs[i][0]), SPR_FONT_TITLE);
    int32_t without = spr_text_width(spr_str_of(pairs[i][1]), SPR_FONT_TITLE);
    if (with < without || with > without + 3) fail_msg("%s: %d and %d", pairs[i][0], with, without);
  }
  assert_true(spr_text_width(SPR_STR("\xe6\xbc\xa2"), SPR_FONT_TITLE) >
              spr_text_width(SPR_STR("W"), SPR_FONT_TITLE));
  assert_true(spr_text_width(SPR_STR("\xff"), SPR_FONT_TITLE) > 0);
}

static void entries_stand_apart(void **state) {
  (void)state;
  shelf s;
  open_shelf(&s);
  spr_lines l = {.font = SPR_FONT_SMALL};
  assert_int_equal(spr_lines_height(&l), 0);
  spr_lines_add(&s.arena, &l, SPR_STR("one"), 100);
  assert_int_equal(spr_lines_height(&l), 14);
  spr_lines_add(&s.arena, &l, SPR_STR("two"), 100);
  assert_int_equal(spr_lines_height(&l), 31);
  assert_int_equal(spr_lines_foot(&l, 1) - spr_lines_foot(&l, 0), 17);
  spr_arena_release(&s.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_wrapped_and_never_cut),
      cmocka_unit_test(entries_stand_in_columns),
      cmocka_unit_test(bold_and_small_text_differ),
      cmocka_unit_test(every_letter_has_a_width),
      cmocka_unit_test(entries_stand_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
