/* SPDX-License-Identifier: Apache-2.0 */
#include "build_support.h"

/* The examples of the language, as a small complete site: tests/data/language. */

#define SITE "../../data/language"

typedef struct loaded {
  test_world w;
  spr_site *site;
} loaded;

static void load(loaded *l) {
  test_world_init(&l->w);
  if (spr_arena_guard(&l->w.arena, &l->w.env)) fail_msg("out of memory");
  assert_int_equal(spr_site_load(&l->w.arena, &l->w.sources, &l->w.diags, SITE, &l->site), SPR_OK);
}

static const spr_model *model_of(loaded *l, const char *city, const char *workflow) {
  const spr_package *p = spr_site_package(l->site, SPR_STR("mother-home"));
  const spr_city *c = city ? spr_site_city(l->site, spr_str_of(city)) : NULL;
  assert_non_null(p);
  assert_true(!city || c);
  return spr_build(&l->w.arena, &l->w.diags, l->site, p, c, spr_str_of(workflow));
}

/* Nothing in the examples is a fault; tables are known, and not there yet. */
static void test_no_faults(void **state) {
  (void)state;
  loaded l;
  load(&l);
  static const char *const workflows[] = {"path", "sequence", "intake", "stay", "exit", "referral"};
  for (size_t i = 0; i < TEST_COUNT(workflows); i++) {
    for (int k = 0; k < 2; k++) {
      const spr_model *m = model_of(&l, k ? "gdansk" : NULL, workflows[i]);
      assert_non_null(m);
      if (m->faulty) fail_msg("%s: %.*s", workflows[i], SPR_FMT(test_faults(&l.w)));
    }
  }
  assert_int_equal(l.w.diags.errors, 0);
  for (uint32_t i = 0; i < l.w.diags.n; i++) assert_int_equal(l.w.diags.v[i].code, SPR_D_NOT_YET);
  test_world_release(&l.w);
}

static const char reported_shared[] = "    passed intake.reported -> intake.overdue\n"
                                      "    on interview_held when `event.data.consent` -> intake.assessed\n"
                                      "      set consent=true\n"
                                      "    on interview_held -> intake.refused\n"
                                      "    on withdraw -> intake.withdrawn\n";

static void expect_reported(const char *city, const char *duties, const char *more) {
  loaded l;
  load(&l);
  const spr_model *m = model_of(&l, city, "path");
  char expected[4096];
  snprintf(expected, sizeof expected,
           "state 4..4 intake.reported atomic parent 3 scope 3 of intake en:\"Reported\" "
           "pl:\"Zg\xc5\x82oszenie\"\n"
           "    responsible [role home]\n    decides [role centre]\n    provides [role centre]\n"
           "    informed [role court, role police]\n%s%s%s",
           duties, reported_shared, more);
  assert_str(test_dump(&l.w, m, "state 4..", "state 5.."), expected);
  test_world_release(&l.w);
}

/* Section 7: a shorter deadline, a task dropped, one added, and an event of the city's own. */
static void test_adaptation(void **state) {
  (void)state;
  expect_reported(NULL,
                  "    deadline intake.reported within 3 working days roll next\n"
                  "    deadline intake.reported.safety_check within 24 hours roll next without consequence\n"
                  "    deadline intake.reported.id_papers within 7 days roll next without consequence\n"
                  "    task safety_check by [role home] due intake.reported.safety_check en:\"Safety check\" "
                  "pl:\"Ocena bezpiecze\xc5\x84stwa\"\n"
                  "    task id_papers optional by [role home] due intake.reported.id_papers en:\"Papers\" "
                  "pl:\"Dokumenty\"\n"
                  "    task joint_visit all by [role centre, role police] when `case.risk == \"acute\"` "
                  "en:\"Joint visit\" "
                  "pl:\"Wsp\xc3\xb3lna wizyta\"\n",
                  "");
  expect_reported(
      "gdansk",
      "    deadline intake.reported within 2 working days roll next\n"
      "    deadline intake.reported.safety_check within 24 hours roll next without consequence\n"
      "    deadline intake.reported.x-trauma_consult within 5 days roll next without consequence\n"
      "    task safety_check by [role home] due intake.reported.safety_check en:\"Safety check\" "
      "pl:\"Ocena bezpiecze\xc5\x84stwa\"\n"
      "    task joint_visit all by [role centre, role police] when `case.risk == \"acute\"` en:\"Joint "
      "visit\" "
      "pl:\"Wsp\xc3\xb3lna wizyta\"\n"
      "    task x-trauma_consult by [role centre] due intake.reported.x-trauma_consult en:\"Trauma "
      "consultation\" "
      "pl:\"Konsultacja\"\n",
      "    on x-consult.done\n      set risk=\"low\"\n");
}

/* Section 3: a used workflow's `closed` is not its user's. */
static void test_sequence(void **state) {
  (void)state;
  loaded l;
  load(&l);
  const spr_model *m = model_of(&l, "gdansk", "sequence");
  const spr_state *referral = &m->states[spr_model_state(m, SPR_STR("referral"))];
  assert_int_equal(referral->ntransitions, 1);
  assert_int_equal(m->transitions[referral->transitions].targets[0], spr_model_state(m, SPR_STR("closed")));
  int32_t fine = spr_model_state(m, SPR_STR("stay.care.fine"));
  assert_str(m->transitions[m->states[fine].transitions + 1].event, "done.state.stay.plan");
  assert_int_equal(m->reopen.to, spr_model_state(m, SPR_STR("intake")));
  int32_t limit = spr_model_deadline(m, SPR_STR("stay.limit"));
  assert_int_equal(m->deadlines[limit].within.literal.months, 9);
  assert_int_equal(m->deadlines[limit].within.param, spr_model_param(m, SPR_STR("stay_limit")));
  test_world_release(&l.w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_no_faults),
      cmocka_unit_test(test_adaptation),
      cmocka_unit_test(test_sequence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
