/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people.h"
#include "access/principal.h"
#include "support.h"

/* Roles, scopes, and what a principal may; what passwords will do; tokens of forms. */

static void roles_have_their_scopes(void **state) {
  static const struct {
    spr_role_of role;
    const char *text;
    uint32_t may, may_not;
  } cases[] = {
      {SPR_VIEWER, "viewer", SPR_SCOPE_CASES_READ | SPR_SCOPE_STREAM | SPR_SCOPE_REPORTS_READ,
       SPR_SCOPE_CASES_WRITE},
      {SPR_VIEWER, "viewer", SPR_SCOPE_DEFINITIONS_READ, SPR_SCOPE_CASES_OPEN},
      {SPR_WORKER, "worker", SPR_SCOPE_CASES_READ | SPR_SCOPE_CASES_WRITE | SPR_SCOPE_CASES_OPEN,
       SPR_SCOPE_ADMIN_USERS},
      {SPR_WORKER, "worker", SPR_SCOPE_STREAM, SPR_SCOPE_ADMIN_ERASE},
      {SPR_WORKER, "worker", 0, SPR_SCOPE_METRICS},
      {SPR_ADMINISTRATOR, "administrator",
       SPR_SCOPE_ADMIN_USERS | SPR_SCOPE_ADMIN_ERASE | SPR_SCOPE_CASES_WRITE, SPR_SCOPE_OUTBOX},
  };
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(cases); i++) {
    spr_principal who = {.role = cases[i].role, .scopes = spr_role_scopes(cases[i].role)};
    spr_role_of named;
    assert_true(spr_principal_may(&who, cases[i].may));
    assert_false(spr_principal_may(&who, cases[i].may_not));
    assert_false(spr_principal_may(&who, cases[i].may | cases[i].may_not));
    assert_string_equal(spr_role_text(cases[i].role), cases[i].text);
    assert_true(spr_role_named(spr_str_of(cases[i].text), &named));
    assert_int_equal(named, cases[i].role);
  }
  spr_role_of none;
  assert_false(spr_role_named(SPR_STR("owner"), &none));
  assert_false(spr_role_named(SPR_STR(""), &none));
  assert_int_equal(spr_role_scopes((spr_role_of)0), 0);
  assert_int_equal(spr_role_scopes((spr_role_of)4), 0);
}

static void scopes_have_their_names(void **state) {
  uint32_t scope, all = 0;
  (void)state;
  for (uint32_t bit = 1; bit <= SPR_SCOPES_ALL; bit <<= 1) {
    assert_true(spr_scope_named(spr_str_of(spr_scope_text(bit)), &scope));
    assert_int_equal(scope, bit);
    all |= scope;
  }
  assert_int_equal(all, SPR_SCOPES_ALL);
  assert_false(spr_scope_named(SPR_STR("cases"), &scope));
  assert_false(spr_scope_named(SPR_STR(""), &scope));
  assert_string_equal(spr_scope_text(3), "");
  assert_int_equal(spr_scopes_role(SPR_SCOPE_CASES_READ | SPR_SCOPE_OUTBOX), SPR_VIEWER);
  assert_int_equal(spr_scopes_role(SPR_SCOPE_CASES_OPEN), SPR_WORKER);
  assert_int_equal(spr_scopes_role(SPR_SCOPE_CASES_READ | SPR_SCOPE_METRICS), SPR_ADMINISTRATOR);
}

static void a_principal_is_bound(void **state) {
  const spr_str institutions[] = {SPR_STR("centre"), SPR_STR("home")}, towns[] = {SPR_STR("alpha")};
  const spr_principal bound = {
      .institutions = institutions, .ninstitutions = 2, .municipalities = towns, .nmunicipalities = 1};
  const spr_principal nobody = {.ninstitutions = 0};
  (void)state;
  assert_true(spr_principal_acts(&bound, SPR_STR("home")));
  assert_false(spr_principal_acts(&bound, SPR_STR("hom")));
  assert_false(spr_principal_acts(&bound, SPR_STR("")));
  assert_false(spr_principal_acts(&nobody, SPR_STR("home")));
  assert_true(spr_principal_reaches(&bound, SPR_STR("alpha")));
  assert_false(spr_principal_reaches(&bound, SPR_STR("beta")));
  assert_true(spr_principal_reaches(&nobody, SPR_STR("beta")));
}

static void passwords_are_judged(void **state) {
  static const struct {
    const char *name, *password;
    spr_password_fault fault;
  } cases[] = {
      {"anna", "a river in spring", SPR_PASSWORD_GOOD},
      {"anna", "elevenchars", SPR_PASSWORD_SHORT},
      {"anna", "twelve chars", SPR_PASSWORD_GOOD},
      {"anna", "", SPR_PASSWORD_SHORT},
      /* Twelve characters, not bytes. */
      {"anna", "ąęśćżźńłóąę", SPR_PASSWORD_SHORT},
      {"anna", "ąęśćżźńłóąęś", SPR_PASSWORD_GOOD},
      {"anna", "aaaaaaaaaaaaaaaa", SPR_PASSWORD_PLAIN},
      {"anna", "abababababababab", SPR_PASSWORD_PLAIN},
      {"anna", "abcdabcdabcdabcd", SPR_PASSWORD_PLAIN},
      {"anna", "abcdeabcdeabcde", SPR_PASSWORD_GOOD},
      {"anna", "valid so far \xff\xfe", SPR_PASSWORD_PLAIN},
      {"anna.kowalska", "anna.kowalska", SPR_PASSWORD_NAME},
      {"anna.kowalska", "Anna.Kowalska123", SPR_PASSWORD_NAME},
      {"anna.kowalska", "12Anna.Kowalska9", SPR_PASSWORD_NAME},
      {"anna.kowalska", "anna.kowalska and her dog", SPR_PASSWORD_GOOD},
      {"anna",
       "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
       "0123456789012345678901234567",
       SPR_PASSWORD_GOOD},
      {"anna",
       "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
       "01234567890123456789012345678",
       SPR_PASSWORD_LONG},
  };
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(cases); i++) {
    spr_password_fault fault = spr_password_judge(spr_str_of(cases[i].name), spr_str_of(cases[i].password));
    if (fault != cases[i].fault) fail_msg("\"%s\": %d", cases[i].password, (int)fault);
  }
}

static void forms_belong_to_their_session(void **state) {
  const spr_str session = SPR_STR("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"), other = SPR_STR("another");
  spr_secret token, again, foreign;
  (void)state;
  spr_csrf_make(session, &token);
  spr_csrf_make(session, &again);
  spr_csrf_make(other, &foreign);
  assert_int_equal(strlen(token.text), SPR_SECRET_CHARS);
  assert_string_equal(token.text, again.text);
  assert_string_not_equal(token.text, foreign.text);
  assert_string_not_equal(token.text, session.p);
  assert_true(spr_csrf_check(session, spr_str_of(token.text)));
  assert_false(spr_csrf_check(other, spr_str_of(token.text)));
  assert_false(spr_csrf_check(session, SPR_STR("")));
  assert_false(spr_csrf_check(session, spr_str_n(token.text, SPR_SECRET_CHARS - 1)));
  for (int i = 0; i < SPR_SECRET_CHARS; i++) {
    again = token;
    again.text[i] = again.text[i] == 'x' ? 'y' : 'x';
    assert_false(spr_csrf_check(session, spr_str_of(again.text)));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(roles_have_their_scopes),       cmocka_unit_test(scopes_have_their_names),
      cmocka_unit_test(a_principal_is_bound),          cmocka_unit_test(passwords_are_judged),
      cmocka_unit_test(forms_belong_to_their_session),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
