/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* Following what happens: each view is told of each entry of the cases that it may read, once, in order and
 * of no other; from where it is, however small the pages are. */

enum { CASES = 12, MOST = 200 };

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR};

typedef struct told {
  char id[MOST][SPRAWA_CASE_ID + 1];
  uint64_t seq[MOST];
  char kind[MOST][12];
  uint32_t n, pages;
  char cursor[SPRAWA_CURSOR + 1];
} told;

static int open_place(void **state) {
  static town t;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  town_folder(&t);
  town_start(&t);
  expect_ok(sprawa_definitions_site(NULL, "../../data/eyes", NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(t.e, d, NULL, NULL, &e), &e);
  sprawa_definitions_free(d);
  *state = &t;
  return 0;
}

static int close_place(void **state) {
  town_remove(*state);
  return 0;
}

static void open_cases(town *t, char ids[CASES][SPRAWA_CASE_ID + 1]) {
  sprawa_error e;
  sprawa_reply r;
  for (int i = 0; i < CASES; i++) {
    expect_ok(sprawa_engine_open_case(t->e, "stay", "alpha", NULL, NULL, &as_operator, &r, &e), &e);
    if (ids) memcpy(ids[i], r.id, sizeof r.id);
    if (i % 3) expect_ok(sprawa_engine_send(t->e, r.id, "begin", NULL, &as_operator, NULL, &e), &e);
  }
}

static void follow(town *t, sprawa_changes_query q, told *to) {
  sprawa_error e;
  sprawa_changes *c = NULL;
  bool more = true;
  if (to->cursor[0]) q.cursor = to->cursor;
  for (; more; to->pages++) {
    expect_ok(sprawa_engine_changes(t->e, &q, &c, &e), &e);
    for (size_t i = 0; sprawa_changes_at(c, i); i++) {
      const sprawa_change *x = sprawa_changes_at(c, i);
      assert_true(to->n < MOST && x->at == t->now);
      snprintf(to->id[to->n], sizeof to->id[0], "%s", x->id);
      snprintf(to->kind[to->n], sizeof to->kind[0], "%s", x->kind);
      to->seq[to->n++] = x->seq;
    }
    snprintf(to->cursor, sizeof to->cursor, "%s", sprawa_changes_next(c));
    q.cursor = to->cursor;
    more = sprawa_changes_more(c);
    sprawa_changes_free(c);
  }
}

/* Entries of the cases that the view can read, by reading each. */
static uint32_t readable(town *t, const char *who, char ids[CASES][SPRAWA_CASE_ID + 1]) {
  uint32_t n = 0;
  for (int i = 0; i < CASES; i++) {
    sprawa_error e;
    sprawa_case *c = NULL;
    if (sprawa_engine_read(t->e, ids[i], SPRAWA_AS(who), &c, &e) == SPRAWA_OK)
      n += (uint32_t)sprawa_case_head(c)->seq;
    sprawa_case_free(c);
  }
  return n;
}

static void each_view_is_told_of_its_own(void **state) {
  static const char *const who[] = {"early-alpha", "leads-alpha",    "errand-alpha", "pays-alpha",
                                    "named-alpha", "stranger-alpha", SPRAWA_OPERATOR};
  static char ids[CASES][SPRAWA_CASE_ID + 1];
  open_cases(*state, ids);
  for (size_t i = 0; i < TEST_COUNT(who); i++)
    for (uint32_t limit = 1; limit <= 9; limit += 4) {
      static told all;
      all = (told){.n = 0};
      follow(*state, (sprawa_changes_query){.as = SPRAWA_AS(who[i]), .from_beginning = true, .limit = limit},
             &all);
      assert_int_equal(all.n, readable(*state, who[i], ids));
      for (uint32_t k = 0; k < all.n; k++)
        for (uint32_t j = 0; j < k; j++)
          assert_true(strcmp(all.id[j], all.id[k]) != 0 || all.seq[j] < all.seq[k]);
      if (all.n) assert_string_equal(all.kind[0], "opened");
    }
}

static void from_now_on_is_what_comes_after(void **state) {
  town *t = *state;
  static told now;
  now = (told){.n = 0};
  open_cases(t, NULL);
  follow(t, (sprawa_changes_query){.as = sprawa_view_operator()}, &now);
  assert_int_equal(now.n, 0);
  open_cases(t, NULL);
  follow(t, (sprawa_changes_query){.as = sprawa_view_operator()}, &now);
  assert_int_equal(now.n, CASES + CASES * 2 / 3);
  uint32_t before = now.n;
  follow(t, (sprawa_changes_query){.as = sprawa_view_operator()}, &now);
  assert_int_equal(now.n, before);
}

/* Also before anything has happened. */
static void an_empty_journal_is_followed_too(void **state) {
  town *t = *state;
  static told now;
  now = (told){.n = 0};
  follow(t, (sprawa_changes_query){.as = sprawa_view_operator()}, &now);
  open_cases(t, NULL);
  follow(t, (sprawa_changes_query){.as = sprawa_view_operator()}, &now);
  assert_int_equal(now.n, CASES + CASES * 2 / 3);
}

static void ask_wrongly(town *t, const sprawa_view *as, const char *cursor, sprawa_code code,
                        const char *name) {
  sprawa_error e;
  sprawa_changes *c = NULL;
  sprawa_changes_query q = {.as = as, .cursor = cursor};
  expect_error(sprawa_engine_changes(t->e, &q, &c, &e), &e, code, name, "");
  assert_null(c);
}

static void copy_file(const char *from, const char *to) {
  char bytes[4096];
  FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
  assert_non_null(in);
  assert_non_null(out);
  for (size_t n = fread(bytes, 1, sizeof bytes, in); n; n = fread(bytes, 1, sizeof bytes, in))
    assert_int_equal(fwrite(bytes, 1, n, out), n);
  fclose(in);
  assert_int_equal(fclose(out), 0);
}

static void a_cursor_from_elsewhere_is_told_from_a_journal_put_back(void **state) {
  town *t = *state;
  static told now;
  char copy[80];
  snprintf(copy, sizeof copy, "%s.copy", t->database);
  open_cases(t, NULL);
  sprawa_engine_close(t->e);
  copy_file(t->database, copy);
  town_start(t);
  open_cases(t, NULL);
  now = (told){.n = 0};
  follow(t, (sprawa_changes_query){.as = sprawa_view_operator()}, &now);
  ask_wrongly(t, SPRAWA_AS("leads-alpha"), now.cursor, SPRAWA_INVALID, "cursor");
  ask_wrongly(t, sprawa_view_operator(), "nonsense", SPRAWA_INVALID, "cursor");
  ask_wrongly(t, NULL, NULL, SPRAWA_INVALID, "invalid");
  sprawa_engine_close(t->e);
  copy_file(copy, t->database);
  town_start(t);
  ask_wrongly(t, sprawa_view_operator(), now.cursor, SPRAWA_REFUSED, "reset"); /* there is no such entry */
  open_cases(t, NULL);
  ask_wrongly(t, sprawa_view_operator(), now.cursor, SPRAWA_REFUSED, "reset"); /* there is another one */
}

static void count_up(void *data) {
  ++*(int *)data;
}

static void who_listens_is_told_of_commits(void **state) {
  town *t = *state;
  sprawa_error e;
  int heard = 0;
  uint64_t before = 0, after = 0, again = 0;
  expect_ok(sprawa_engine_generation(t->e, &before, &e), &e);
  expect_ok(sprawa_engine_listen(t->e, count_up, &heard, &e), &e);
  open_cases(t, NULL);
  assert_true(heard >= CASES);
  expect_ok(sprawa_engine_generation(t->e, &after, &e), &e);
  expect_ok(sprawa_engine_generation(t->e, &again, &e), &e);
  assert_true(after != before && after == again);
  int quiet = heard;
  expect_ok(sprawa_engine_listen(t->e, NULL, NULL, &e), &e);
  open_cases(t, NULL);
  assert_int_equal(heard, quiet);
  assert_int_equal(sprawa_engine_listen(NULL, NULL, NULL, &e), SPRAWA_INVALID);
}

int main(void) {
#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, open_place, close_place)
  const struct CMUnitTest tests[] = {PLACE_TEST(each_view_is_told_of_its_own),
                                     PLACE_TEST(from_now_on_is_what_comes_after),
                                     PLACE_TEST(an_empty_journal_is_followed_too),
                                     PLACE_TEST(a_cursor_from_elsewhere_is_told_from_a_journal_put_back),
                                     PLACE_TEST(who_listens_is_told_of_commits)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
