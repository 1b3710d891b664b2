/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* Cases in numbers: each number is as many as the list gives under the filter that is named beside it, for
 * each view, and as many as that view can read one by one. */

enum { CASES = 30, DAY = 86400000 };

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR};

typedef struct place {
  town t;
  char ids[CASES + 1][SPRAWA_CASE_ID + 1];
} place;

static void opened_for_an_emergency(place *p, int i) {
  static const char *const who[] = {"stranger-alpha"};
  static const sprawa_view view = {.institutions = who, .ninstitutions = 1};
  const sprawa_request q = {.by = who[0], .as = &view};
  sprawa_error e;
  expect_ok(sprawa_engine_emergency(p->t.e, p->ids[i], "she does not answer", &q, NULL, &e), &e);
}

/* Some are begun, of those some are over; a day lies between two, so that deadlines pass. */
static int open_place(void **state) {
  static place p;
  sprawa_error e;
  sprawa_reply r;
  town_folder(&p.t);
  town_start(&p.t);
  town_site(&p.t, "../../data/eyes");
  for (int i = 0; i < CASES; i++) {
    expect_ok(sprawa_engine_open_case(p.t.e, "stay", "alpha", NULL, NULL, &as_operator, &r, &e), &e);
    memcpy(p.ids[i], r.id, sizeof r.id);
    if (i % 3) expect_ok(sprawa_engine_send(p.t.e, r.id, "begin", NULL, &as_operator, NULL, &e), &e);
    if (i % 6 == 5) expect_ok(sprawa_engine_send(p.t.e, r.id, "end", NULL, &as_operator, NULL, &e), &e);
    if (i % 4 == 0) opened_for_an_emergency(&p, i);
    p.t.now += DAY / 2;
  }
  *state = &p;
  return 0;
}

static int close_place(void **state) {
  place *p = *state;
  town_remove(&p->t);
  return 0;
}

static void expect_count(const char *who, const char *what, const sprawa_count *c, uint32_t want) {
  if (c->n != want || c->more) fail_msg("%s, %s: %u%s, not %u", who, what, c->n, c->more ? "+" : "", want);
}

/* Of the list; where it finds nothing for a name that nobody knows, so does whoever counts. */
static uint32_t count(sprawa_engine *engine, sprawa_filter f) {
  sprawa_error e;
  sprawa_list *l = NULL;
  sprawa_count counted;
  bool stopped = true;
  uint32_t n = 0;
  f.limit = 1000;
  sprawa_code code = sprawa_engine_list(engine, &f, &l, &e);
  if (code != SPRAWA_NOT_FOUND) expect_ok(code, &e);
  assert_null(sprawa_list_next(l));
  while (sprawa_list_row(l, n)) n++;
  sprawa_list_free(l);
  assert_int_equal(sprawa_engine_count(engine, &f, &counted, &stopped, &e), code);
  expect_count("counted alone", f.text ? f.text : "", &counted, n);
  assert_false(stopped);
  return n;
}

static void expect_stages(sprawa_engine *engine, const char *who, const sprawa_view *as,
                          const sprawa_overview *o) {
  uint32_t sum = 0;
  for (size_t i = 0; sprawa_overview_stage(o, i); i++) {
    const sprawa_stage_count *s = sprawa_overview_stage(o, i);
    sprawa_filter f = {
        .as = as, .only_open = true, .package = s->package, .workflow = s->workflow, .state = s->state};
    expect_count(who, s->state, &s->open, count(engine, f));
    assert_true(s->open.n > 0);
    sum += s->open.n;
  }
  expect_count(who, "all stages", &sprawa_overview_all(o)->open, sum);
  sum = 0;
  for (size_t i = 0; sprawa_overview_municipality(o, i); i++) {
    const sprawa_municipality_count *m = sprawa_overview_municipality(o, i);
    expect_count(
        who, m->municipality, &m->open,
        count(engine, (sprawa_filter){.as = as, .only_open = true, .municipality = m->municipality}));
    sum += m->open.n;
  }
  expect_count(who, "all municipalities", &sprawa_overview_all(o)->open, sum);
}

static void expect_overview(sprawa_engine *engine, const char *who, const sprawa_view *as, int64_t now) {
  sprawa_error e;
  sprawa_overview *o = NULL;
  sprawa_overview_query q = {
      .as = as, .due_by = now + 3 * DAY, .quiet_since = now - 4 * DAY, .emergency_since = now - 9 * DAY};
  expect_ok(sprawa_engine_overview(engine, &q, &o, &e), &e);
  const sprawa_overview_counts *all = sprawa_overview_all(o);
  expect_count(who, "open", &all->open, count(engine, (sprawa_filter){.as = as, .only_open = true}));
  expect_count(who, "overdue", &all->overdue, count(engine, (sprawa_filter){.as = as, .only_overdue = true}));
  expect_count(who, "due", &all->due, count(engine, (sprawa_filter){.as = as, .due_by = q.due_by}));
  expect_count(who, "quiet", &all->quiet,
               count(engine, (sprawa_filter){.as = as, .quiet_since = q.quiet_since}));
  expect_count(who, "incidents", &all->incidents,
               count(engine, (sprawa_filter){.as = as, .only_incidents = true}));
  expect_count(who, "emergencies", &all->emergencies,
               count(engine, (sprawa_filter){.as = as, .emergency_since = q.emergency_since}));
  expect_stages(engine, who, as, o);
  sprawa_overview_free(o);
}

static const char *const everybody[] = {"early-alpha",    "leads-alpha",    "decides-alpha", "provides-alpha",
                                        "monitors-alpha", "informed-alpha", "pays-alpha",    "inn-alpha",
                                        "errand-alpha",   "shown-alpha",    "named-alpha",   "stranger-alpha",
                                        SPRAWA_OPERATOR};

static void every_number_is_that_of_a_list(void **state) {
  place *p = *state;
  sprawa_error e;
  for (int round = 0; round < 3; round++) {
    for (size_t i = 0; i < TEST_COUNT(everybody); i++)
      expect_overview(p->t.e, everybody[i], SPRAWA_AS(everybody[i]), p->t.now);
    const char *two[] = {"early-alpha", "errand-alpha"}, *alpha[] = {"alpha"}, *beta[] = {"beta"};
    const sprawa_view
        joined = {.institutions = two, .ninstitutions = 2},
        here = {.institutions = two, .ninstitutions = 2, .municipalities = alpha, .nmunicipalities = 1},
        there = {.institutions = two, .ninstitutions = 2, .municipalities = beta, .nmunicipalities = 1},
        opened = {.opened = p->ids[1]}, more = {.institutions = two, .ninstitutions = 1, .opened = p->ids[2]};
    expect_overview(p->t.e, "two", &joined, p->t.now);
    expect_overview(p->t.e, "two, here", &here, p->t.now);
    expect_overview(p->t.e, "two, elsewhere", &there, p->t.now);
    expect_overview(p->t.e, "an emergency", &opened, p->t.now);
    expect_overview(p->t.e, "an emergency beside others", &more, p->t.now);
    if (round == 0) expect_ok(sprawa_engine_tick(p->t.e, SPRAWA_NO_TIME, NULL, NULL, &e), &e);
    if (round == 1)
      expect_ok(sprawa_engine_erase(p->t.e, p->ids[1], "it was asked for", true, NULL, NULL, &e), &e);
  }
}

/* The lists of a view have the cases that it can read, no others, and no fewer. */
static void a_list_has_what_the_view_can_read(void **state) {
  place *p = *state;
  for (size_t i = 0; i < TEST_COUNT(everybody); i++) {
    uint32_t n = 0;
    for (int k = 0; k < CASES; k++) {
      sprawa_error e;
      sprawa_case *c = NULL;
      n += sprawa_engine_read(p->t.e, p->ids[k], SPRAWA_AS(everybody[i]), &c, &e) == SPRAWA_OK;
      sprawa_case_free(c);
    }
    uint32_t listed = count(p->t.e, (sprawa_filter){.as = SPRAWA_AS(everybody[i])});
    if (listed != n) fail_msg("%s: %u in the list, %u to read", everybody[i], listed, n);
  }
}

/* Words and fields find by what is seen of each case, so each is opened. */
static void a_search_is_counted_as_it_is_listed(void **state) {
  place *p = *state;
  static const char *const texts[] = {"alpha", "stay", "a", "zebra", "!"};
  uint32_t found = 0;
  for (size_t i = 0; i < TEST_COUNT(everybody); i++)
    for (size_t k = 0; k < TEST_COUNT(texts); k++) {
      sprawa_filter f = {.as = SPRAWA_AS(everybody[i]), .text = texts[k]};
      uint32_t n = count(p->t.e, f);
      f.due_by = p->t.now + 3 * DAY;
      assert_true(count(p->t.e, f) <= n);
      f = (sprawa_filter){.as = SPRAWA_AS(everybody[i]), .text = texts[k], .municipality = "nowhere"};
      assert_int_equal(count(p->t.e, f), 0);
      found += n;
    }
  assert_true(found > CASES);
}

static void what_is_deployed_gives_the_titles(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_overview *o = NULL;
  sprawa_overview_query q = {.as = sprawa_view_operator()};
  expect_ok(sprawa_engine_overview(p->t.e, &q, &o, &e), &e);
  const sprawa_stage_count *first = sprawa_overview_stage(o, 0), *second = sprawa_overview_stage(o, 1);
  assert_string_equal(first->state, "first");
  assert_string_equal(first->title, "First");
  assert_string_equal(first->workflow_title, "Main");
  assert_string_equal(second->state, "second");
  assert_null(sprawa_overview_stage(o, 2));
  assert_string_equal(sprawa_overview_municipality(o, 0)->municipality, "alpha");
  assert_null(sprawa_overview_municipality(o, 1));
  assert_int_equal(sprawa_overview_all(o)->due.n, 0); /* not asked for */
  assert_int_equal(sprawa_overview_all(o)->quiet.n, 0);
  sprawa_overview_free(o);
}

/* Behind before what is due has fired, and no longer after it. */
static void how_far_it_is_behind(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_condition before, after;
  sprawa_ticked ticked;
  expect_ok(sprawa_engine_condition(p->t.e, sprawa_view_operator(), &before, &e), &e);
  expect_ok(sprawa_engine_tick(p->t.e, SPRAWA_NO_TIME, NULL, &ticked, &e), &e);
  expect_ok(sprawa_engine_condition(p->t.e, sprawa_view_operator(), &after, &e), &e);
  assert_true(before.due.n > 0 && before.due.n <= CASES && !before.due.more);
  assert_int_equal(after.due.n, 0);
  assert_true(before.late > 0 && after.late == 0);
  expect_count("the operator", "overdue", &after.overdue,
               count(p->t.e, (sprawa_filter){.as = sprawa_view_operator(), .only_overdue = true}));
  expect_ok(sprawa_engine_ready(p->t.e, &e), &e);
  expect_error(sprawa_engine_ready(NULL, &e), &e, SPRAWA_INVALID, "invalid", "missing");
  assert_true(before.entries >= CASES);
  assert_true(after.entries >= before.entries + ticked.fired);
  expect_count("the operator", "incidents", &after.incidents,
               count(p->t.e, (sprawa_filter){.as = sprawa_view_operator(), .only_incidents = true}));
  assert_int_equal(after.messages.n, 0);
  assert_int_equal(after.notices.n, 0);
  assert_true(after.bytes >= before.bytes && before.bytes > 0);
  expect_error(sprawa_engine_condition(NULL, sprawa_view_operator(), &after, &e), &e, SPRAWA_INVALID,
               "invalid", "missing");
}

static void rows_say_what_things_are_called(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_list *l = NULL;
  sprawa_filter f = {.as = sprawa_view_operator(), .only_open = true};
  expect_ok(sprawa_engine_list(p->t.e, &f, &l, &e), &e);
  const sprawa_case_row *row = sprawa_list_row(l, 0);
  assert_string_equal(row->municipality_title, "Alpha");
  assert_string_equal(row->responsible, "early-alpha");
  assert_string_equal(row->responsible_title, "Early");
  sprawa_list_free(l);
}

static void what_is_wrong_is_told(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_overview *o = NULL;
  sprawa_overview_query q = {.as = NULL};
  expect_error(sprawa_engine_overview(p->t.e, &q, &o, &e), &e, SPRAWA_INVALID, "invalid", "view");
  q.as = sprawa_view_operator();
  q.municipality = "alpa";
  expect_error(sprawa_engine_overview(p->t.e, &q, &o, &e), &e, SPRAWA_NOT_FOUND, "not-found",
               "did you mean \"alpha\"?");
  assert_null(o);
  expect_error(sprawa_engine_overview(p->t.e, NULL, &o, &e), &e, SPRAWA_INVALID, "invalid", "missing");
  assert_null(sprawa_overview_all(NULL));
  assert_null(sprawa_overview_stage(NULL, 0));
  assert_null(sprawa_overview_municipality(NULL, 0));
  sprawa_overview_free(NULL);
}

int main(void) {
#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, open_place, close_place)
  const struct CMUnitTest tests[] = {PLACE_TEST(every_number_is_that_of_a_list),
                                     PLACE_TEST(a_list_has_what_the_view_can_read),
                                     PLACE_TEST(a_search_is_counted_as_it_is_listed),
                                     PLACE_TEST(what_is_deployed_gives_the_titles),
                                     PLACE_TEST(how_far_it_is_behind),
                                     PLACE_TEST(rows_say_what_things_are_called),
                                     PLACE_TEST(what_is_wrong_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
