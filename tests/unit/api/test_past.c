/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* A case as it stood: the same that reading it gave after each entry, for whoever may see it now and could
 * see it then. */

#define MAX_TOLD 4096

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR};

typedef struct place {
  town t;
  char id[SPRAWA_CASE_ID + 1];
} place;

static int open_place(void **state) {
  static const char *const names[] = {"open", "secret", "tag"};
  static place p;
  sprawa_error e;
  sprawa_reply r;
  sprawa_definitions *d = NULL;
  sprawa_value *values[3];
  town_folder(&p.t);
  town_start(&p.t);
  expect_ok(sprawa_definitions_site(NULL, "../../data/eyes", NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(p.t.e, d, NULL, NULL, &e), &e);
  sprawa_definitions_free(d);
  for (int i = 0; i < 3; i++) values[i] = sprawa_value_text(NULL, names[i], SIZE_MAX);
  sprawa_value *record = sprawa_value_record(NULL, 3, names, values);
  expect_ok(sprawa_engine_open_case(p.t.e, "stay", "alpha", NULL, record, &as_operator, &r, &e), &e);
  sprawa_value_release(record);
  memcpy(p.id, r.id, sizeof p.id);
  *state = &p;
  return 0;
}

static int close_place(void **state) {
  town_remove(&((place *)*state)->t);
  return 0;
}

/* All that is told of a case, but for what the past is not kept of. */
static void tell(const sprawa_case *c, char out[MAX_TOLD]) {
  const sprawa_case_row *h = sprawa_case_head(c);
  char json[1024];
  int n = snprintf(out, MAX_TOLD, "%s %s %d %d %s %s %llu %lld %lld %lld %u\n", h->id, h->states,
                   (int)h->status, h->held, h->outcome, h->responsible, (unsigned long long)h->seq,
                   (long long)h->opened, (long long)h->changed, (long long)h->due, h->overdue);
  assert_true(sprawa_value_json(sprawa_case_fields(c), json, sizeof json) < sizeof json);
  n += snprintf(out + n, MAX_TOLD - (size_t)n, "%s\n", json);
  for (size_t i = 0; sprawa_case_task(c, i); i++) {
    const sprawa_task *t = sprawa_case_task(c, i);
    n += snprintf(out + n, MAX_TOLD - (size_t)n, "%s %s %s %lld %zu\n", t->id, t->name, t->state,
                  (long long)t->due, t->nsigned);
  }
  for (size_t i = 0; sprawa_case_deadline(c, i); i++)
    n += snprintf(out + n, MAX_TOLD - (size_t)n, "%s %lld\n", sprawa_case_deadline(c, i)->name,
                  (long long)sprawa_case_deadline(c, i)->ends);
  assert_true(n < MAX_TOLD);
}

static void read_now(place *p, const char *who, char out[MAX_TOLD]) {
  sprawa_error e;
  sprawa_case *c = NULL;
  expect_ok(sprawa_engine_read(p->t.e, p->id, SPRAWA_AS(who), &c, &e), &e);
  tell(c, out);
  sprawa_case_free(c);
}

static void expect_past(place *p, uint64_t seq, const char *want) {
  char told[MAX_TOLD];
  sprawa_error e;
  sprawa_case *c = NULL;
  expect_ok(sprawa_engine_read_at(p->t.e, p->id, seq, sprawa_view_operator(), &c, &e), &e);
  tell(c, told);
  assert_string_equal(told, want);
  assert_null(sprawa_case_link(c, 0));
  assert_null(sprawa_case_incident(c, 0));
  sprawa_case_free(c);
}

static void act(place *p, int what) {
  sprawa_error e;
  p->t.now += 1000;
  switch (what) {
    case 1: expect_ok(sprawa_engine_send(p->t.e, p->id, "begin", NULL, &as_operator, NULL, &e), &e); break;
    case 2: expect_ok(sprawa_engine_note(p->t.e, p->id, "a note", &as_operator, NULL, &e), &e); break;
    case 3: expect_ok(sprawa_engine_hold(p->t.e, p->id, "a hold", NULL, NULL, &e), &e); break;
    case 4: expect_ok(sprawa_engine_release(p->t.e, p->id, "no more", NULL, NULL, &e), &e); break;
    default: expect_ok(sprawa_engine_send(p->t.e, p->id, "end", NULL, &as_operator, NULL, &e), &e);
  }
}

static void each_entry_is_as_it_was_read_then(void **state) {
  static char told[7][MAX_TOLD];
  place *p = *state;
  read_now(p, SPRAWA_OPERATOR, told[1]);
  for (int i = 1; i <= 5; i++) {
    act(p, i);
    read_now(p, SPRAWA_OPERATOR, told[i + 1]);
  }
  for (uint64_t seq = 1; seq <= 6; seq++) expect_past(p, seq, told[seq]);
}

/* How the ends of deadlines were counted. */
static void count(const sprawa_explanation *x, char out[MAX_TOLD]) {
  int n = 0;
  out[0] = '\0';
  for (size_t i = 0; sprawa_explanation_coming(x, i); i++) {
    const sprawa_coming *c = sprawa_explanation_coming(x, i);
    n += snprintf(out + n, MAX_TOLD - (size_t)n, "%s %lld %zu\n%s", c->name, (long long)c->at, c->nlines,
                  c->arithmetic);
  }
  assert_true(n < MAX_TOLD);
}

static void deadlines_are_counted_as_they_were_then(void **state) {
  static char then[MAX_TOLD], later[MAX_TOLD];
  place *p = *state;
  sprawa_error e;
  sprawa_explanation *x = NULL;
  act(p, 1);
  expect_ok(sprawa_engine_explain(p->t.e, p->id, sprawa_view_operator(), &x, &e), &e);
  count(x, then);
  sprawa_explanation_free(x);
  for (int i = 2; i <= 5; i++) act(p, i);
  expect_ok(sprawa_engine_explain_at(p->t.e, p->id, 2, sprawa_view_operator(), &x, &e), &e);
  count(x, later);
  assert_true(strlen(then) > 0);
  assert_string_equal(later, then);
  assert_int_equal(sprawa_case_head(sprawa_explanation_case(x))->seq, 2);
  assert_true(sprawa_explanation_open(x));
  assert_null(sprawa_explanation_option(x, 0));
  sprawa_explanation_free(x);
  expect_error(sprawa_engine_explain_at(p->t.e, p->id, 99, sprawa_view_operator(), &x, &e), &e,
               SPRAWA_NOT_FOUND, "not-found", "no case");
  assert_null(x);
}

static void expect_missing(place *p, uint64_t seq, const char *who) {
  sprawa_error e;
  sprawa_case *c = NULL;
  expect_error(sprawa_engine_read_at(p->t.e, p->id, seq, SPRAWA_AS(who), &c, &e), &e, SPRAWA_NOT_FOUND,
               "not-found", "no case");
  assert_null(c);
}

static void what_is_not_there_is_not_found(void **state) {
  place *p = *state;
  expect_missing(p, 0, SPRAWA_OPERATOR);
  expect_missing(p, 2, SPRAWA_OPERATOR);
  expect_missing(p, UINT64_MAX, SPRAWA_OPERATOR);
  expect_missing(p, 1, "stranger-alpha");
}

/* early leads in the first state alone and keeps its role; leads comes with the second. */
static void both_then_and_now_decide(void **state) {
  place *p = *state;
  char told[MAX_TOLD];
  sprawa_error e;
  sprawa_case *c = NULL;
  read_now(p, "early-alpha", told);
  assert_non_null(strstr(told, "secret"));
  expect_missing(p, 1, "leads-alpha"); /* neither now nor then */
  act(p, 1);
  expect_missing(p, 1, "leads-alpha"); /* now, but not then */
  expect_ok(sprawa_engine_read_at(p->t.e, p->id, 2, SPRAWA_AS("leads-alpha"), &c, &e), &e);
  tell(c, told);
  assert_non_null(strstr(told, "\"secret\":\"secret\""));
  sprawa_case_free(c);
  expect_ok(sprawa_engine_read_at(p->t.e, p->id, 1, SPRAWA_AS("early-alpha"), &c, &e), &e);
  tell(c, told);
  assert_null(strstr(told, "\"secret\"")); /* it saw that field then, and sees none now */
  assert_non_null(strstr(told, " first "));
  sprawa_case_free(c);
}

static void an_erased_case_has_no_past(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  act(p, 1);
  expect_ok(sprawa_engine_erase(p->t.e, p->id, "it was asked for", true, NULL, NULL, &e), &e);
  expect_error(sprawa_engine_read_at(p->t.e, p->id, 1, sprawa_view_operator(), &c, &e), &e, SPRAWA_REFUSED,
               "case-erased", "gone for good");
}

int main(void) {
#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, open_place, close_place)
  const struct CMUnitTest tests[] = {
      PLACE_TEST(each_entry_is_as_it_was_read_then), PLACE_TEST(what_is_not_there_is_not_found),
      PLACE_TEST(deadlines_are_counted_as_they_were_then), PLACE_TEST(both_then_and_now_decide),
      PLACE_TEST(an_erased_case_has_no_past)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
