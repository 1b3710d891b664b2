/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "towns.h"

static void check_name(towns *t, spr_case_ref c, const char *name, const char *expected,
                       const char *problem) {
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 12);
  spr_str who = {0};
  bool ok = spr_who_named(towns_look(t, c)->c, spr_str_of(name), &who, &why);
  if (problem) {
    assert_false(ok);
    assert_str(spr_buf_view(&why), problem);
  } else {
    if (!ok) fail_msg("%s: %s", name, why.p);
    assert_str(who, expected);
  }
  spr_buf_release(&why);
}

static void names_of_roles_kinds_and_institutions(void **state) {
  static const struct {
    const char *city, *name, *expected, *problem;
  } table[] = {
      {"alpha", "owner", "desk-alpha", NULL},
      {"beta", "owner", "desk-beta", NULL},
      {"alpha", "desk", "desk-alpha", NULL},
      {"alpha", "inn", "inn-alpha", NULL},
      {"alpha", "house", "inn-alpha", NULL},
      {"alpha", "desk-alpha", "desk-alpha", NULL},
      {"alpha", "desk-beta", "desk-beta", NULL}, /* of another city of the site */
      {"beta", "guard", "guard-beta", NULL},
      {"beta", "shop", "shop-beta", NULL},
      {"alpha", "shop", NULL,
       "alpha has several institutions of kind \"shop\", name one: shop-one, shop-two"},
      {"alpha", "payer", NULL, "nobody plays \"payer\" in this case yet"},
      {"alpha", "dekk", NULL, "no role, kind or institution \"dekk\", did you mean \"desk\"?"},
      {"alpha", "zzzzzz", NULL, "no role, kind or institution \"zzzzzz\""},
  };
  (void)state;
  towns t;
  towns_open(&t, &spr_alloc_default);
  for (size_t i = 0; i < TEST_COUNT(table); i++) {
    spr_case_ref c = towns_case(&t, table[i].city, NULL);
    check_name(&t, c, table[i].name, table[i].expected, table[i].problem);
  }
  towns_close(&t);
}

static bool sees(const towns *t, spr_case_ref c, const char *who, const char *field) {
  int32_t f = spr_model_field(towns_look(t, c)->definition->model, spr_str_of(field));
  assert_true(f >= 0);
  return spr_case_sees(towns_look(t, c)->c, f, spr_str_of(who));
}

/* Who sees which field in `open`: owner is responsible, guards are informed. */
static void fields_are_hidden_unless_there_is_a_reason(void **state) {
  static const struct {
    const char *who, *field;
    bool visible;
  } table[] = {
      {"desk-alpha", "note", true},
      {"desk-alpha", "secret", true},
      {"desk-alpha", "ours", true},
      {"guard-alpha", "note", false},
      {"guard-alpha", "secret", false},
      {"guard-alpha", "ours", false},
      {"inn-alpha", "note", false},
      {"inn-alpha", "secret", false},
      {"desk-beta", "note", false},
      {"desk-beta", "ours", false},
      {"nobody", "note", false},
      {"", "note", false},
      {"", "ours", false},
  };
  (void)state;
  towns t;
  towns_open(&t, &spr_alloc_default);
  spr_case_ref c = towns_case(&t, "alpha", NULL);
  for (size_t i = 0; i < TEST_COUNT(table); i++)
    if (sees(&t, c, table[i].who, table[i].field) != table[i].visible)
      fail_msg("%s, %s: expected %s", table[i].who, table[i].field, table[i].visible ? "visible" : "hidden");
  towns_close(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_of_roles_kinds_and_institutions),
      cmocka_unit_test(fields_are_hidden_unless_there_is_a_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
