/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* A case is opened for an emergency: who may do it, what it leaves, and who is told what of it. */

#define EYES "../../data/eyes"
#define REASON "canary-reason: she does not answer the door"
#define ACTOR "user:canary-clerk"

typedef struct place {
  town t;
  char id[SPRAWA_CASE_ID + 1];
} place;

static int open_place(void **state) {
  static place p;
  sprawa_error e;
  sprawa_reply r;
  sprawa_definitions *d = NULL;
  sprawa_request operator= {.by = SPRAWA_OPERATOR}, early = {.by = "early-alpha"};
  town_folder(&p.t);
  town_start(&p.t);
  expect_ok(sprawa_definitions_site(NULL, EYES, NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(p.t.e, d, NULL, NULL, &e), &e);
  sprawa_definitions_free(d);
  sprawa_value *fields =
      sprawa_value_members(NULL, "secret", sprawa_value_text(NULL, "canary-secret", SIZE_MAX), NULL);
  expect_ok(sprawa_engine_open_case(p.t.e, "stay", "alpha", NULL, fields, &operator, & r, &e), &e);
  sprawa_value_release(fields);
  memcpy(p.id, r.id, sizeof p.id);
  expect_ok(sprawa_engine_send(p.t.e, p.id, "begin", NULL, &early, NULL, &e), &e);
  *state = &p;
  return 0;
}

static int close_place(void **state) {
  place *p = *state;
  town_remove(&p->t);
  return 0;
}

static sprawa_request stranger(void) {
  static const char *const who[] = {"stranger-alpha"};
  static const sprawa_view view = {.institutions = who, .ninstitutions = 1};
  return (sprawa_request){.by = who[0], .as = &view, .actor = ACTOR};
}

static void opened(place *p) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_request q = stranger();
  expect_ok(sprawa_engine_emergency(p->t.e, p->id, REASON, &q, &r, &e), &e);
  assert_string_equal(r.id, p->id);
  assert_int_equal(r.seq, 3);
}

static void opened_again(place *p) {
  sprawa_error e;
  sprawa_request q = stranger();
  expect_ok(sprawa_engine_emergency(p->t.e, p->id, REASON, &q, NULL, &e), &e);
}

static bool sees(place *p, const sprawa_view *v) {
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_code code = sprawa_engine_read(p->t.e, p->id, v, &c, &e);
  bool secret = code == SPRAWA_OK && sprawa_value_member(sprawa_case_fields(c), "secret");
  sprawa_case_free(c);
  assert_true(code == SPRAWA_OK || code == SPRAWA_NOT_FOUND);
  return secret;
}

/* The entry changes nothing, and grants nothing; the view of the door does. */
static void it_grants_nothing_by_itself(void **state) {
  place *p = *state;
  sprawa_view v = *stranger().as;
  assert_false(sees(p, &v));
  opened(p);
  assert_false(sees(p, &v));
  v.opened = p->id;
  assert_true(sees(p, &v));
}

/* -- who is told --------------------------------------------------------------------------------------- */

/* The entry in the journal, and what the case says of it, in one text. */
static void tell(place *p, const char *who, char *out, size_t size) {
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_journal *j = NULL;
  sprawa_journal_query q = {.as = SPRAWA_AS(who), .from = 3, .bodies = true};
  int n = 0;
  if (sprawa_engine_read(p->t.e, p->id, SPRAWA_AS(who), &c, &e) == SPRAWA_OK) {
    const sprawa_emergency *v = sprawa_case_emergency(c, 0);
    n = snprintf(out, size, "%u %s [%s] [%s]", (unsigned)v->seq, v->by, v->actor, v->reason);
    assert_null(sprawa_case_emergency(c, 1));
    expect_ok(sprawa_engine_journal(p->t.e, p->id, &q, &j, &e), &e);
    const sprawa_entry *k = sprawa_journal_entry(j, 0);
    snprintf(out + n, size - (size_t)n, " / %s %s [%s] [%s]", k->kind, k->by, k->actor, k->reason);
    assert_true(!k->data && k->nreceipts == 0 && k->has_body == (*k->reason != 0));
  }
  if (!c) snprintf(out, size, "%s", e.name);
  sprawa_journal_free(j);
  sprawa_case_free(c);
}

static void whose_trust_was_used_is_told_all_of_it(void **state) {
  static const char all[] =
      "3 stranger-alpha [" ACTOR "] [" REASON "] / emergency stranger-alpha [" ACTOR "] [" REASON "]",
                    some[] = "3 stranger-alpha [] [] / emergency stranger-alpha [] []";
  static const struct {
    const char *who, *told;
  } rows[] = {{"leads-alpha", all},           {SPRAWA_OPERATOR, all},   {"decides-alpha", some},
              {"provides-alpha", some},       {"monitors-alpha", some}, {"informed-alpha", some},
              {"early-alpha", some},          {"errand-alpha", some},   {"named-alpha", "not-found"},
              {"stranger-alpha", "not-found"}};
  place *p = *state;
  sprawa_error e;
  char text[512];
  opened(p);
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    tell(p, rows[i].who, text, sizeof text);
    if (strcmp(text, rows[i].told) != 0) fail_msg("%s: %s", rows[i].who, text);
  }
  /* Also after the end, when nobody is responsible any more. */
  sprawa_request q = {.by = "leads-alpha"};
  expect_ok(sprawa_engine_send(p->t.e, p->id, "end", NULL, &q, NULL, &e), &e);
  tell(p, "leads-alpha", text, sizeof text);
  assert_string_equal(text, all);
}

static uint32_t listed(place *p, const sprawa_view *as, int64_t since) {
  sprawa_error e;
  sprawa_list *l = NULL;
  sprawa_filter f = {.as = as, .emergency_since = since};
  sprawa_code code = sprawa_engine_list(p->t.e, &f, &l, &e);
  assert_true(code == SPRAWA_OK || code == SPRAWA_NOT_FOUND);
  uint32_t n = 0;
  while (sprawa_list_row(l, n)) n++;
  sprawa_list_free(l);
  return n;
}

/* The list is of those who answer for the case, and of nobody who merely has a part in it. */
static void whoever_answers_finds_the_case(void **state) {
  static const struct {
    const char *who;
    uint32_t during, after; /* its end, when nobody is responsible any more */
  } rows[] = {{"leads-alpha", 1, 1},    {SPRAWA_OPERATOR, 1, 1},  {"decides-alpha", 0, 0},
              {"provides-alpha", 0, 0}, {"monitors-alpha", 0, 0}, {"informed-alpha", 0, 0},
              {"early-alpha", 0, 0},    {"stranger-alpha", 0, 0}};
  static const char *const far[] = {"beta"}, *const both[] = {"informed-alpha", "leads-alpha"};
  place *p = *state;
  sprawa_error e;
  assert_int_equal(listed(p, sprawa_view_operator(), 1), 0);
  opened(p);
  opened_again(p);
  int64_t at = sprawa_engine_time(p->t.e);
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    uint32_t n = listed(p, SPRAWA_AS(rows[i].who), at);
    if (n != rows[i].during) fail_msg("%s: %u", rows[i].who, n);
    assert_int_equal(listed(p, SPRAWA_AS(rows[i].who), at + 1), 0);
  }
  sprawa_view v = *SPRAWA_AS("leads-alpha");
  v.municipalities = far;
  v.nmunicipalities = 1;
  assert_int_equal(listed(p, &v, 1), 0);
  assert_int_equal(listed(p, &(sprawa_view){.institutions = both, .ninstitutions = 2}, 1), 1);
  sprawa_request q = {.by = "leads-alpha"};
  expect_ok(sprawa_engine_send(p->t.e, p->id, "end", NULL, &q, NULL, &e), &e);
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    uint32_t n = listed(p, SPRAWA_AS(rows[i].who), at);
    if (n != rows[i].after) fail_msg("%s, after the end: %u", rows[i].who, n);
  }
}

/* The institution that did it sees who of its people it was, once it sees the case. */
static void who_did_it_knows_it(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_view v = *stranger().as;
  opened(p);
  v.opened = p->id;
  expect_ok(sprawa_engine_read(p->t.e, p->id, &v, &c, &e), &e);
  assert_string_equal(sprawa_case_emergency(c, 0)->reason, REASON);
  assert_string_equal(sprawa_case_emergency(c, 0)->actor, ACTOR);
  sprawa_case_free(c);
}

/* Of an erased case that it happened is left. */
static void the_reason_goes_with_the_case(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  opened(p);
  expect_ok(sprawa_engine_erase(p->t.e, p->id, "the time is over", true, NULL, NULL, &e), &e);
  expect_ok(sprawa_engine_read(p->t.e, p->id, sprawa_view_operator(), &c, &e), &e);
  assert_string_equal(sprawa_case_emergency(c, 0)->reason, "");
  assert_string_equal(sprawa_case_emergency(c, 0)->by, "stranger-alpha");
  sprawa_case_free(c);
  sprawa_request q = stranger();
  assert_int_equal(sprawa_engine_emergency(p->t.e, p->id, REASON, &q, NULL, &e), SPRAWA_NOT_FOUND);
}

/* -- who may ------------------------------------------------------------------------------------------- */

static void it_is_done_in_ones_own_name_and_with_a_reason(void **state) {
  static const char *const far[] = {"beta"};
  place *p = *state;
  sprawa_error e;
  char longest[1002];
  memset(longest, 'x', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  sprawa_view there = *stranger().as;
  there.municipalities = far;
  there.nmunicipalities = 1;
  const struct {
    const char *by, *id, *reason;
    const sprawa_view *as;
    sprawa_code code;
    const char *name;
  } rows[] = {{"leads-alpha", p->id, REASON, stranger().as, SPRAWA_REFUSED, "not-competent"},
              {"nobody", p->id, REASON, SPRAWA_AS("nobody"), SPRAWA_REFUSED, "not-competent"},
              {NULL, p->id, REASON, stranger().as, SPRAWA_REFUSED, "not-competent"},
              {SPRAWA_OPERATOR, p->id, REASON, sprawa_view_operator(), SPRAWA_REFUSED, "not-competent"},
              {"stranger-alpha", p->id, " \n ", stranger().as, SPRAWA_REFUSED, "required"},
              {"stranger-alpha", p->id, longest, stranger().as, SPRAWA_REFUSED, "required"},
              {"stranger-alpha", p->id, "", stranger().as, SPRAWA_INVALID, "invalid"},
              {"stranger-alpha", p->id, REASON, &there, SPRAWA_NOT_FOUND, "not-found"},
              {"stranger-alpha", "aaaaaaaaaaaaaaaa", REASON, stranger().as, SPRAWA_NOT_FOUND, "not-found"}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    sprawa_request q = {.by = rows[i].by, .as = rows[i].as};
    sprawa_code code = sprawa_engine_emergency(p->t.e, rows[i].id, rows[i].reason, &q, NULL, &e);
    if (code != rows[i].code || strcmp(e.name, rows[i].name) != 0)
      fail_msg("%d: %s (%s)", (int)i, e.message, e.name);
  }
  longest[1000] = '\0';
  sprawa_request q = stranger();
  sprawa_reply r;
  expect_ok(sprawa_engine_emergency(p->t.e, p->id, longest, &q, &r, &e), &e);
  assert_int_equal(r.seq, 3); /* nothing of the others was written */
}

/* A lost answer is asked for again; a note of the same words is something else. */
static void with_a_key_it_happens_once(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_reply r;
  sprawa_request q = stranger();
  q.key = "k";
  for (int i = 0; i < 2; i++) {
    expect_ok(sprawa_engine_emergency(p->t.e, p->id, REASON, &q, &r, &e), &e);
    assert_true(r.seq == 3 && r.again == (i == 1));
  }
  expect_error(sprawa_engine_note(p->t.e, p->id, REASON, &q, &r, &e), &e, SPRAWA_REFUSED,
               "idempotency-mismatch", "");
  q.actor = "user:another"; /* whose key tells nothing of that */
  expect_ok(sprawa_engine_emergency(p->t.e, p->id, REASON, &q, &r, &e), &e);
  assert_true(r.seq == 4 && !r.again);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(it_grants_nothing_by_itself, open_place, close_place),
      cmocka_unit_test_setup_teardown(whose_trust_was_used_is_told_all_of_it, open_place, close_place),
      cmocka_unit_test_setup_teardown(whoever_answers_finds_the_case, open_place, close_place),
      cmocka_unit_test_setup_teardown(who_did_it_knows_it, open_place, close_place),
      cmocka_unit_test_setup_teardown(the_reason_goes_with_the_case, open_place, close_place),
      cmocka_unit_test_setup_teardown(it_is_done_in_ones_own_name_and_with_a_reason, open_place, close_place),
      cmocka_unit_test_setup_teardown(with_a_key_it_happens_once, open_place, close_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
