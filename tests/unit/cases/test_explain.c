/* SPDX-License-Identifier: Apache-2.0 */
#include "access/visibility.h"
#include "cases/explain.h"
#include "town_desk.h"

static int open_town(void **state) {
  static town_desk t;
  town_open(&t);
  *state = &t;
  return 0;
}

static int close_town(void **state) {
  town_close(*state);
  return 0;
}

typedef struct asked {
  spr_loaded l;
  spr_explanation x;
  spr_arena arena;
} asked;

static void explain_as(town_desk *t, const char *id, const spr_view *view, asked *a) {
  spr_arena_init(&a->arena, &spr_alloc_default, 1 << 20);
  assert_int_equal(spr_desk_load(t->desk, spr_str_of(id), &a->l), SPR_OK);
  assert_int_equal(spr_explain(&a->l, t->now, view, &a->arena, &a->x), SPR_OK);
}

/* by empty: the operator */
static void explain(town_desk *t, const char *id, const char *by, asked *a) {
  spr_str who = spr_str_of(by);
  spr_view view = {.as = &who, .nas = who.n > 0, .everything = who.n == 0};
  explain_as(t, id, &view, a);
}

static void release(asked *a) {
  spr_explanation_release(&a->x);
  spr_loaded_release(&a->l);
  spr_arena_release(&a->arena);
}

static const spr_explained *event(const asked *a, const char *name) {
  for (uint32_t i = 0; i < a->x.n; i++)
    if (spr_str_is(a->x.events[i].event, name)) return &a->x.events[i];
  return NULL;
}

static void it_tells_what_is_waited_for_and_by_whom(void **state) {
  town_desk *t = *state;
  spr_told c = town_new(t, "alpha", NULL);
  asked a;
  explain(t, c.id, "", &a);
  const spr_explained *tick = event(&a, "tick"), *approve = event(&a, "approve");
  assert_int_equal(tick->may, SPR_MAY_NOW);
  assert_int_equal(tick->nby, 1);
  assert_str(tick->by[0], "desk-alpha");
  assert_int_equal(tick->nto, 1);
  assert_str(tick->to[0], "ticking");
  assert_int_equal(approve->may, SPR_MAY_WITH);
  assert_int_equal(approve->nby, 2);
  assert_true(approve->nreasons == 1 && approve->reasons[0].line > 0);
  assert_null(event(&a, "ball"));   /* only linked cases send it */
  assert_null(event(&a, "finish")); /* nothing waits for it here */
  release(&a);
}

static void an_institution_gets_its_own_answer(void **state) {
  town_desk *t = *state;
  spr_told c = town_new(t, "alpha", NULL);
  asked a;
  explain(t, c.id, "guard-alpha", &a);
  assert_int_equal(event(&a, "tick")->may, SPR_MAY_NOT);
  assert_int_equal(event(&a, "tick")->code, SPR_R_NOT_COMPETENT);
  assert_int_equal(event(&a, "approve")->may, SPR_MAY_WITH);
  release(&a);
}

/* Whatever it says is what happens: each event that may happen now is taken, each that may not is refused. */
static void it_says_what_happens(void **state) {
  town_desk *t = *state;
  static const char *const before[] = {"", "tick", "fail_later"};
  for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
    spr_told probe = town_new(t, "alpha", NULL);
    if (*before[k]) town_take(t, probe.id, before[k], "desk-alpha");
    asked a;
    explain(t, probe.id, "desk-alpha", &a);
    for (uint32_t i = 0; i < a.x.n; i++) {
      const spr_explained *x = &a.x.events[i];
      spr_told fresh = town_new(t, "alpha", NULL);
      if (*before[k]) town_take(t, fresh.id, before[k], "desk-alpha");
      char name[64];
      snprintf(name, sizeof name, "%.*s", SPR_FMT(x->event));
      spr_told told = town_send(t, fresh.id, name, "desk-alpha");
      if (x->may == SPR_MAY_NOW) assert_int_equal(told.kind, SPR_TOLD_DONE);
      if (x->may == SPR_MAY_NOT) assert_int_equal(told.code, x->code);
    }
    assert_true(a.x.n > 0);
    release(&a);
  }
}

static void the_case_is_left_alone(void **state) {
  town_desk *t = *state;
  spr_told c = town_new(t, "alpha", NULL);
  town_take(t, c.id, "tick", "desk-alpha");
  t->now += 3000;
  asked a;
  spr_buf after;
  spr_buf_init(&after, &spr_alloc_default, 1 << 20);
  explain(t, c.id, "", &a);
  assert_int_equal(a.x.due, 3);
  assert_int_equal(event(&a, "finish")->may, SPR_MAY_NOW);
  assert_int_equal(spr_case_encode(a.l.c, &after), SPR_OK);
  assert_true(spr_str_eq(spr_buf_view(&after), spr_buf_view(&a.l.snapshot)));
  spr_buf_release(&after);
  release(&a);
}

static void an_ended_case_waits_for_nothing(void **state) {
  town_desk *t = *state;
  spr_told c = town_new(t, "alpha", NULL);
  town_take(t, c.id, "tick", "desk-alpha");
  town_take(t, c.id, "finish", "desk-alpha");
  asked a;
  explain(t, c.id, "", &a);
  assert_int_equal(a.x.n, 0); /* the workflow does not say how it may be reopened */
  release(&a);
}

static void who_has_no_part_does_not_see_the_case(void **state) {
  static const struct {
    const char *who;
    bool sees;
  } table[] = {{"desk-alpha", true}, {"guard-alpha", true}, {"inn-alpha", true}, {"shop-one", false},
               {"desk-beta", false}, {"nobody", false},     {"", false}};
  town_desk *t = *state;
  spr_told c = town_new(t, "alpha", NULL);
  spr_loaded l;
  assert_int_equal(spr_desk_load(t->desk, spr_str_of(c.id), &l), SPR_OK);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    spr_str who = spr_str_of(table[i].who);
    spr_view view = {.as = &who, .nas = 1};
    if (spr_view_case(&view, l.row.id, l.c) != table[i].sees) fail_msg("%s", table[i].who);
  }
  spr_loaded_release(&l);
}

/* Of a case of another municipality nothing is seen, whoever asks. */
static void what_is_elsewhere_is_not_there(void **state) {
  town_desk *t = *state;
  spr_told c = town_new(t, "alpha", NULL);
  spr_str desk = SPR_STR("desk-alpha");
  spr_loaded l;
  spr_result refused = {.outcome = SPR_REFUSED, .named = true};
  spr_input in = {.kind = SPR_IN_EVENT, .by = desk};
  assert_int_equal(spr_desk_load(t->desk, spr_str_of(c.id), &l), SPR_OK);
  for (int there = 0; there < 2; there++) {
    const spr_str cities[] = {SPR_STR("beta"), SPR_STR("alpha")};
    const spr_view views[] = {
        {.as = &desk, .nas = 1, .municipalities = cities, .nmunicipalities = 1 + (uint32_t)there},
        {.everything = true, .municipalities = cities, .nmunicipalities = 1 + (uint32_t)there},
        {.opened = l.row.id, .municipalities = cities, .nmunicipalities = 1 + (uint32_t)there}};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
      int32_t field = spr_model_field(l.definition->model, SPR_STR("rounds"));
      assert_int_equal(spr_view_case(&views[i], l.row.id, l.c), there);
      assert_int_equal(spr_view_field(&views[i], l.row.id, l.c, field), there);
      assert_int_equal(spr_view_refusal(&views[i], l.row.id, l.c, &in, &refused), there);
    }
  }
  spr_loaded_release(&l);
}

/* The answer is that of the institution that may do most. */
static void several_are_answered_as_the_most_able(void **state) {
  town_desk *t = *state;
  spr_told c = town_new(t, "alpha", NULL);
  const spr_str both[] = {SPR_STR("guard-alpha"), SPR_STR("desk-alpha")};
  const spr_view view = {.as = both, .nas = 2};
  asked a;
  explain_as(t, c.id, &view, &a);
  assert_int_equal(event(&a, "tick")->may, SPR_MAY_NOW);
  assert_int_equal(event(&a, "approve")->may, SPR_MAY_WITH);
  release(&a);
  const spr_view opened = {.opened = spr_str_of(c.id)};
  explain_as(t, c.id, &opened, &a);
  assert_int_equal(event(&a, "tick")->may, SPR_MAY_NOT);
  assert_int_equal(event(&a, "tick")->code, SPR_R_NOT_COMPETENT);
  release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(it_tells_what_is_waited_for_and_by_whom, open_town, close_town),
      cmocka_unit_test_setup_teardown(an_institution_gets_its_own_answer, open_town, close_town),
      cmocka_unit_test_setup_teardown(it_says_what_happens, open_town, close_town),
      cmocka_unit_test_setup_teardown(the_case_is_left_alone, open_town, close_town),
      cmocka_unit_test_setup_teardown(an_ended_case_waits_for_nothing, open_town, close_town),
      cmocka_unit_test_setup_teardown(who_has_no_part_does_not_see_the_case, open_town, close_town),
      cmocka_unit_test_setup_teardown(what_is_elsewhere_is_not_there, open_town, close_town),
      cmocka_unit_test_setup_teardown(several_are_answered_as_the_most_able, open_town, close_town),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
