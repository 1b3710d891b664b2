/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/model.h"
#include "support.h"

/* Values against types: what fits, and how it is said what does not. */

static spr_arena arena;
static spr_heap heap;

static spr_value text(const char *z) {
  return spr_v_text(&heap, spr_str_of(z));
}

static spr_value list(spr_value a, spr_value b) {
  spr_value v[] = {a, b};
  return spr_v_list(&heap, v, 2);
}

static spr_value record(const char *key, spr_value value) {
  spr_pair p = {.key = text(key), .value = value};
  return spr_v_record(&heap, &p, 1);
}

static void expect(const spr_type *t, spr_value v, const char *reason) {
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, 1000);
  bool fits = spr_type_check(NULL, t, v, &out);
  assert_int_equal(fits, reason[0] == 0);
  assert_str(spr_buf_view(&out), reason);
  spr_buf_release(&out);
}

static void test_check(void **state) {
  (void)state;
  spr_arena_init(&arena, &spr_alloc_default, 1u << 20);
  heap = spr_heap_arena(&arena);
  static const spr_str words[] = {{"low", 3}, {"acute", 5}};
  const spr_type choice = {.kind = SPR_T_CHOICE, .choices = words, .nchoices = 2};
  const spr_type *person = spr_type_simple(SPR_T_PERSON), *number = spr_type_simple(SPR_T_NUMBER);
  const spr_type people = {.kind = SPR_T_LIST, .of = person};
  const spr_field member = {.name = SPR_STR("n"), .type = number, .required = true};
  const spr_type rec = {.kind = SPR_T_RECORD, .members = &member, .nmembers = 1};
  const spr_type *date = spr_type_simple(SPR_T_DATE), *integer = spr_type_simple(SPR_T_INTEGER);
  expect(integer, SPR_V_NIL, "");
  expect(integer, spr_v_int(3), "");
  expect(integer, spr_v_num(3), "expected integer, got number");
  expect(number, spr_v_num(3), "");
  expect(number, spr_v_int(3), "a number cannot hold so many digits: make it an integer or a text");
  expect(date, text("2024-02-29"), "");
  expect(date, text("2023-02-29"), "not a date such as 2026-04-01");
  expect(&choice, text("acute"), "");
  expect(&choice, text("Acute"), "not one of the choices");
  expect(&people, list(record("name", text("Ola")), record("birth_date", text("2019-05-01"))), "");
  expect(&people, list(record("name", text("Ola")), record("birth_date", text("soon"))),
         "[2].birth_date: not a date such as 2026-04-01");
  expect(&people, list(record("name", text("Ola")), record("age", spr_v_int(3))),
         "[2].age: not a part of this record");
  expect(&people, text("Ola"), "expected list of person, got text");
  expect(&people, spr_v_record(&heap, NULL, 0), "");
  expect(&rec, record("n", spr_v_num(1.5)), "");
  expect(&rec, record("n", text("x")), "n: expected number, got text");
  expect(&rec, spr_v_record(&heap, NULL, 0), "n: is required");
  spr_arena_release(&arena);
}

static void test_names(void **state) {
  (void)state;
  for (int k = SPR_T_ANY; k <= SPR_T_LIST; k++) {
    spr_type_kind found;
    assert_true(spr_type_kind_of(spr_type_name((spr_type_kind)k), &found));
    assert_int_equal(found, k);
  }
  spr_type_kind none;
  assert_false(spr_type_kind_of(SPR_STR("texts"), &none));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_check), cmocka_unit_test(test_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
