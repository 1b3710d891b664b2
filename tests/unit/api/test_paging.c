/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* Pages of lists, above all in the view of an institution, which skips what it does not see: every row comes
 * once, and a cursor, which is of the last row that was read and not of the last one that was seen, tells
 * nothing and cannot be made up. */

enum { BY_AGE, BY_DUE, BY_LAST, BY_TAG, WORK, OUTBOX, LISTS };
enum { CASES = 15, MOST = 4 };
static const char *const names[LISTS] = {"by age", "by due", "by last", "by tag", "work", "outbox"};

typedef struct place {
  town t, other; /* two databases with the same site */
  char ids[CASES][SPRAWA_CASE_ID + 1];
  char tags[CASES][64];
} place;

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR};

static void found(town *t, const char *site) {
  town_folder(t);
  town_start(t);
  town_site(t, site);
}

/* Every third one is begun, and only there is something due. */
static int open_place(void **state) {
  static place p;
  static const char *const field = "tag";
  sprawa_error e;
  sprawa_reply r;
  found(&p.t, "../../data/eyes");
  found(&p.other, "../../data/eyes");
  for (int i = 0; i < CASES; i++) {
    snprintf(p.tags[i], sizeof p.tags[i], "canary%.*s%c", i, "-------------------------",
             'a' + (i * 7) % CASES);
    sprawa_value *tag = sprawa_value_text(NULL, p.tags[i], SIZE_MAX);
    sprawa_value *record = sprawa_value_record(NULL, 1, &field, &tag);
    expect_ok(sprawa_engine_open_case(p.t.e, "stay", "alpha", NULL, record, &as_operator, &r, &e), &e);
    sprawa_value_release(record);
    memcpy(p.ids[i], r.id, sizeof r.id);
    p.t.now += 3600000;
    if (i % 3 == 1) expect_ok(sprawa_engine_send(p.t.e, r.id, "begin", NULL, &as_operator, NULL, &e), &e);
  }
  *state = &p;
  return 0;
}

static int close_place(void **state) {
  place *p = *state;
  town_remove(&p->t);
  town_remove(&p->other);
  return 0;
}

/* -- pages of any list ---------------------------------------------------------------------------------- */

typedef struct page {
  char rows[MOST][64];
  size_t n;
  char next[SPRAWA_CURSOR + 1]; /* empty: there is none */
} page;

static void keep_row(page *out, const char *id, const char *task) {
  assert_true(out->n < MOST);
  size_t n = (size_t)snprintf(out->rows[out->n++], sizeof out->rows[0], "%s/%s", id, task);
  assert_true(n < sizeof out->rows[0]);
}

static void keep_next(page *out, const char *next) {
  assert_true(!next || strlen(next) < sizeof out->next);
  snprintf(out->next, sizeof out->next, "%s", next ? next : "");
}

static sprawa_code turn_cases(sprawa_engine *e, int list, const char *as, uint32_t limit, const char *cursor,
                              page *out, sprawa_error *error) {
  static const sprawa_order orders[] = {SPRAWA_BY_AGE, SPRAWA_BY_DUE, SPRAWA_BY_LAST, SPRAWA_BY_AGE};
  sprawa_list *l = NULL;
  sprawa_filter f = {.as = SPRAWA_AS(as), .limit = limit, .cursor = cursor, .order = orders[list]};
  f.sort = list == BY_TAG ? "tag" : NULL;
  sprawa_code code = sprawa_engine_list(e, &f, &l, error);
  for (size_t i = 0; sprawa_list_row(l, i); i++) keep_row(out, sprawa_list_row(l, i)->id, "");
  keep_next(out, sprawa_list_next(l));
  sprawa_list_free(l);
  return code;
}

static sprawa_code turn_work(sprawa_engine *e, const char *as, uint32_t limit, const char *cursor, page *out,
                             sprawa_error *error) {
  sprawa_work *w = NULL;
  sprawa_work_filter f = {.as = SPRAWA_AS(as), .limit = limit, .cursor = cursor};
  sprawa_code code = sprawa_engine_work(e, &f, &w, error);
  for (size_t i = 0; sprawa_work_at(w, i); i++)
    keep_row(out, sprawa_work_at(w, i)->case_id, sprawa_work_at(w, i)->id);
  keep_next(out, sprawa_work_next(w));
  sprawa_work_free(w);
  return code;
}

static sprawa_code turn_outbox(sprawa_engine *e, const char *as, uint32_t limit, const char *cursor,
                               page *out, sprawa_error *error) {
  sprawa_outbox *o = NULL;
  sprawa_code code = sprawa_engine_outbox(e, SPRAWA_AS(as), cursor, limit, &o, error);
  for (size_t i = 0; sprawa_outbox_at(o, i); i++) keep_row(out, sprawa_outbox_at(o, i)->id, "");
  keep_next(out, sprawa_outbox_next(o));
  sprawa_outbox_free(o);
  return code;
}

static sprawa_code turn(sprawa_engine *e, int list, const char *as, uint32_t limit, const char *cursor,
                        page *out, sprawa_error *error) {
  *out = (page){.n = 0};
  if (list == WORK) return turn_work(e, as, limit, cursor, out, error);
  if (list == OUTBOX) return turn_outbox(e, as, limit, cursor, out, error);
  return turn_cases(e, list, as, limit, cursor, out, error);
}

/* All rows that are seen, each once, in an end of pages. */
static void expect_rows(sprawa_engine *engine, int list, const char *as, uint32_t limit, size_t want) {
  static char seen[64][64];
  sprawa_error e;
  char cursor[SPRAWA_CURSOR + 1] = "";
  size_t n = 0, pages = 0;
  page out;
  do {
    expect_ok(turn(engine, list, as, limit, *cursor ? cursor : NULL, &out, &e), &e);
    for (size_t i = 0; i < out.n; i++) {
      for (size_t k = 0; k < n; k++) assert_string_not_equal(out.rows[i], seen[k]);
      assert_true(n < 64);
      memcpy(seen[n++], out.rows[i], sizeof seen[0]);
    }
    memcpy(cursor, out.next, sizeof cursor);
    assert_true(++pages < 64);
  } while (*cursor);
  if (n != want) fail_msg("%s, %s, by %u: %zu rows, not %zu", as, names[list], limit, n, want);
}

static void what_is_seen_comes_once_between_what_is_not(void **state) {
  place *p = *state;
  for (uint32_t limit = 1; limit <= MOST; limit++) {
    for (int list = BY_AGE; list <= BY_TAG; list++) {
      expect_rows(p->t.e, list, "leads-alpha", limit, CASES / 3); /* only what is begun */
      expect_rows(p->t.e, list, "stranger-alpha", limit, 0);
      expect_rows(p->t.e, list, SPRAWA_OPERATOR, limit, CASES);
    }
    expect_rows(p->t.e, WORK, "stranger-alpha", limit, 0);
    expect_rows(p->t.e, WORK, "errand-alpha", limit, 2 * (CASES / 3));
  }
}

/* Two cities whose cases alternate: each desk sees its own. */
static void one_city_pages_through_the_work_of_two(void **state) {
  town t;
  sprawa_error e;
  (void)state;
  found(&t, TOWNS);
  for (int i = 0; i < 8; i++) {
    const char *city = i % 2 ? "beta" : "alpha";
    expect_ok(sprawa_engine_open_case(t.e, "relay", city, NULL, NULL, &as_operator, NULL, &e), &e);
    t.now += i % 3 ? 0 : 3600000;
  }
  for (uint32_t limit = 1; limit <= MOST; limit++) {
    expect_rows(t.e, WORK, SPRAWA_OPERATOR, limit, 16);
    expect_rows(t.e, WORK, "desk-alpha", limit, 8);
    expect_rows(t.e, WORK, "desk-beta", limit, 8);
    expect_rows(t.e, WORK, "shop-one", limit, 0);
    for (int list = BY_AGE; list <= BY_LAST; list++) expect_rows(t.e, list, "desk-beta", limit, 4);
  }
  town_remove(&t);
}

/* -- what a cursor tells -------------------------------------------------------------------------------- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static size_t decode(const char *text, unsigned char *out) {
  uint32_t bits = 0;
  int have = 0;
  size_t n = 0;
  for (; *text; text++) {
    const char *at = strchr(alphabet, *text);
    if (!at) continue;
    bits = bits << 6 | (uint32_t)(at - alphabet);
    have += 6;
    if (have >= 8) out[n++] = (unsigned char)(bits >> (have -= 8));
  }
  return n;
}

static bool holds(const void *in, size_t n, const void *what, size_t m) {
  for (size_t i = 0; i + m <= n; i++)
    if (memcmp((const char *)in + i, what, m) == 0) return true;
  return false;
}

/* As it is, in hexadecimal digits, or behind base64. */
static void expect_untold(const char *cursor, const void *what, size_t m) {
  unsigned char plain[SPRAWA_CURSOR + 1];
  char hex[200];
  for (size_t i = 0; i < m; i++) snprintf(hex + 2 * i, 3, "%02x", ((const unsigned char *)what)[i]);
  bool told = holds(cursor, strlen(cursor), what, m) || holds(cursor, strlen(cursor), hex, 2 * m) ||
              holds(plain, decode(cursor, plain), what, m);
  if (told) fail_msg("%s tells %.*s (%s)", cursor, (int)m, (const char *)what, hex);
}

static void expect_time_untold(const char *cursor, int64_t time) {
  char text[24];
  unsigned char up[8], down[8];
  for (int i = 0; i < 8; i++) up[i] = down[7 - i] = (unsigned char)((uint64_t)time >> 8 * i);
  snprintf(text, sizeof text, "%lld", (long long)time);
  expect_untold(cursor, text, strlen(text));
  expect_untold(cursor, up, sizeof up);
  expect_untold(cursor, down, sizeof down);
}

static void expect_nothing_told(place *p, const char *cursor) {
  sprawa_error e;
  sprawa_list *l = NULL;
  sprawa_filter f = {.as = sprawa_view_operator()};
  assert_int_equal(strspn(cursor, alphabet), strlen(cursor));
  for (int i = 0; i < CASES; i++) {
    expect_untold(cursor, p->ids[i], strlen(p->ids[i]));
    expect_untold(cursor, p->tags[i], strlen(p->tags[i]));
  }
  expect_untold(cursor, "canary", 6);
  expect_ok(sprawa_engine_list(p->t.e, &f, &l, &e), &e);
  for (size_t i = 0; sprawa_list_row(l, i); i++) {
    const sprawa_case_row *row = sprawa_list_row(l, i);
    expect_time_untold(cursor, row->changed);
    if (row->due != SPRAWA_NO_TIME) expect_time_untold(cursor, row->due);
  }
  sprawa_list_free(l);
}

/* Who sees no case is not told by pages either that there are any. */
static void who_sees_nothing_gets_no_cursor(void **state) {
  place *p = *state;
  sprawa_error e;
  page out;
  for (int list = BY_AGE; list < OUTBOX; list++) {
    expect_ok(turn(p->t.e, list, "stranger-alpha", 1, NULL, &out, &e), &e);
    assert_int_equal(out.n, 0);
    assert_string_equal(out.next, "");
  }
}

/* Neither what it holds nor how long that is. */
static void a_cursor_tells_nothing(void **state) {
  place *p = *state;
  sprawa_error e;
  page out;
  for (int list = 0; list < OUTBOX; list++) {
    char cursor[SPRAWA_CURSOR + 1] = "";
    size_t length = 0, pages = 0, rows = (list == WORK ? 2 : 1) * (CASES / 3);
    const char *as = list == WORK ? "errand-alpha" : "leads-alpha";
    do {
      expect_ok(turn(p->t.e, list, as, 1, *cursor ? cursor : NULL, &out, &e), &e);
      assert_int_equal(out.n, pages < rows);
      memcpy(cursor, out.next, sizeof cursor);
      if (!*cursor) break;
      expect_nothing_told(p, cursor);
      if (length == 0) length = strlen(cursor);
      assert_int_equal(strlen(cursor), length);
      pages++;
    } while (*cursor);
    assert_true(pages + 1 >= rows && pages <= rows); /* behind the last one no page need be */
  }
}

static void the_same_page_gives_the_same_cursor(void **state) {
  place *p = *state;
  sprawa_error e;
  page first, again, behind, later;
  for (int list = 0; list < LISTS; list++) {
    expect_ok(turn(p->t.e, list, SPRAWA_OPERATOR, 2, NULL, &first, &e), &e);
    expect_ok(turn(p->t.e, list, SPRAWA_OPERATOR, 2, NULL, &again, &e), &e);
    assert_string_equal(first.next, again.next);
    expect_ok(turn(p->t.e, list, SPRAWA_OPERATOR, 2, first.next, &behind, &e), &e);
    /* Another engine on the same database, also one without the key file, takes it. */
    sprawa_engine *beside = NULL;
    sprawa_engine_options o = {.database = p->t.database};
    expect_ok(sprawa_engine_open(&p->t.host, &o, &beside, &e), &e);
    expect_ok(turn(beside, list, SPRAWA_OPERATOR, 2, first.next, &later, &e), &e);
    assert_memory_equal(&behind, &later, sizeof later);
    sprawa_engine_close(beside);
  }
}

/* -- cursors that are not taken ------------------------------------------------------------------------- */

static void expect_refused(sprawa_engine *engine, int list, const char *as, const char *cursor) {
  sprawa_error e;
  page out;
  if (turn(engine, list, as, 2, cursor, &out, &e) == SPRAWA_OK) fail_msg("%s took %s", names[list], cursor);
  expect_error(e.code, &e, SPRAWA_INVALID, "cursor", "take what the page before gave");
  assert_int_equal(out.n, 0);
}

static void a_cursor_of_something_else_is_refused(void **state) {
  place *p = *state;
  sprawa_error e;
  page out;
  for (int list = 0; list < LISTS; list++) {
    expect_ok(turn(p->t.e, list, "leads-alpha", 2, NULL, &out, &e), &e);
    for (int other = 0; other < LISTS; other++)
      if (other != list) expect_refused(p->t.e, other, "leads-alpha", out.next);
    expect_refused(p->t.e, list, "decides-alpha", out.next);
    expect_refused(p->t.e, list, SPRAWA_OPERATOR, out.next);
    expect_refused(p->other.e, list, "leads-alpha", out.next);
  }
  sprawa_list *l = NULL;
  const sprawa_where where = {"tag", "canary"};
  expect_ok(turn(p->t.e, BY_AGE, SPRAWA_OPERATOR, 2, NULL, &out, &e), &e);
  const sprawa_filter others[] = {{.municipality = "alpha"}, {.package = "stay"},
                                  {.workflow = "main"},      {.state = "first"},
                                  {.responsible = "leads"},  {.only_open = true},
                                  {.only_overdue = true},    {.only_incidents = true},
                                  {.due_by = p->t.now},      {.where = &where, .nwhere = 1}};
  for (size_t i = 0; i < TEST_COUNT(others); i++) {
    sprawa_filter f = others[i];
    f.as = sprawa_view_operator();
    f.cursor = out.next;
    expect_error(sprawa_engine_list(p->t.e, &f, &l, &e), &e, SPRAWA_INVALID, "cursor", "filter");
    assert_null(l);
  }
}

static void no_cursor_can_be_made_up(void **state) {
  static const char *const plain[] = {"",     "x", "1.2.x",    "0", "17", "00000000.1.x.y",
                                      "AAAA", "A", "\xff\xfe", "=="};
  static char huge[5000];
  place *p = *state;
  memset(huge, 'A', sizeof huge - 1);
  for (int list = 0; list < LISTS; list++) {
    for (size_t i = 0; i < TEST_COUNT(plain); i++) expect_refused(p->t.e, list, SPRAWA_OPERATOR, plain[i]);
    expect_refused(p->t.e, list, SPRAWA_OPERATOR, huge);
    for (size_t n = 1; n < 100; n++)
      expect_refused(p->t.e, list, SPRAWA_OPERATOR, huge + sizeof huge - 1 - n);
  }
}

/* Each cut, each longer one, each character changed into some other ones, then anything. */
static void a_changed_cursor_is_refused(void **state) {
  place *p = *state;
  sprawa_error e;
  page out, behind;
  uint64_t random = 11;
  for (int list = 0; list < LISTS; list++) {
    char c[SPRAWA_CURSOR + 2] = "";
    expect_ok(turn(p->t.e, list, "leads-alpha", 2, NULL, &out, &e), &e);
    size_t n = strlen(out.next);
    for (size_t i = 0; i < n; i++) {
      memcpy(c, out.next, i);
      c[i] = '\0';
      expect_refused(p->t.e, list, "leads-alpha", c);
      snprintf(c, sizeof c, "%s", out.next);
      for (int k = 0; k < 3; k++) {
        c[i] = alphabet[test_below(&random, 64)];
        if (c[i] != out.next[i]) expect_refused(p->t.e, list, "leads-alpha", c);
      }
    }
    for (size_t i = 0; i < 64; i++) {
      snprintf(c, sizeof c, "%s%c", out.next, alphabet[i]);
      expect_refused(p->t.e, list, "leads-alpha", c);
      snprintf(c, sizeof c, "%s", out.next);
      c[n - 1] = alphabet[i]; /* bits that stand for nothing are not overlooked */
      if (c[n - 1] != out.next[n - 1]) expect_refused(p->t.e, list, "leads-alpha", c);
    }
    for (int i = 0; i < 500; i++) {
      snprintf(c, sizeof c, "%s", out.next);
      for (uint32_t k = 1 + test_below(&random, 4); k > 0; k--)
        c[test_below(&random, (uint32_t)n)] = (char)(1 + test_below(&random, 255));
      if (strcmp(c, out.next) != 0) expect_refused(p->t.e, list, "leads-alpha", c);
    }
    expect_ok(turn(p->t.e, list, "leads-alpha", 2, out.next, &behind, &e), &e);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(what_is_seen_comes_once_between_what_is_not, open_place, close_place),
      cmocka_unit_test(one_city_pages_through_the_work_of_two),
      cmocka_unit_test_setup_teardown(who_sees_nothing_gets_no_cursor, open_place, close_place),
      cmocka_unit_test_setup_teardown(a_cursor_tells_nothing, open_place, close_place),
      cmocka_unit_test_setup_teardown(the_same_page_gives_the_same_cursor, open_place, close_place),
      cmocka_unit_test_setup_teardown(a_cursor_of_something_else_is_refused, open_place, close_place),
      cmocka_unit_test_setup_teardown(no_cursor_can_be_made_up, open_place, close_place),
      cmocka_unit_test_setup_teardown(a_changed_cursor_is_refused, open_place, close_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
