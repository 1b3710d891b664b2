/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/scalar.h"

#include "lang_support.h"

/* What a plain scalar and one in quotes become where any type may stand, as JSON; "" for what is refused. */
static const struct {
  const char *text, *plain;
} any[] = {
    {"", "null"},
    {"~", "null"},
    {"null", "null"},
    {"Null", "null"},
    {"true", "true"},
    {"False", "false"},
    {"TRUE", "true"},
    {"tRUE", "\"tRUE\""},
    {"no", "\"no\""},
    {"on", "\"on\""},
    {"yes", "\"yes\""},
    {"0", "0"},
    {"12", "12"},
    {"-12", "-12"},
    {"+12", "12"},
    {"-0", "0"},
    {"0x1F", "31"},
    {"0o17", "15"},
    {"0x", "\"0x\""},
    {"017", "\"017\""},
    {"0201011", "\"0201011\""},
    {"1.5", "1.5"},
    {".5", "0.5"},
    {"5.", "5"},
    {"-.5e2", "-50"},
    {"1e3", "1000"},
    {"1e", "\"1e\""},
    {".", "\".\""},
    {"-", "\"-\""},
    {"1.2.3", "\"1.2.3\""},
    {"1_000", "\"1_000\""},
    {"12:30:45", "\"12:30:45\""},
    {"2026-04-01", "\"2026-04-01\""},
    {"9223372036854775807", "9223372036854775807"},
    {"-9223372036854775808", "-9223372036854775808"},
    {"9223372036854775808", ""},
    {".inf", ""},
    {"-.INF", ""},
    {".nan", ""},
    {"3 days", "\"3 days\""},
};

static spr_str as_json(spr_arena *a, spr_value v) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 1000);
  spr_v_json(&b, v, NULL, NULL);
  spr_str s = spr_str_dup(a, spr_buf_view(&b));
  spr_buf_release(&b);
  return s;
}

static void test_any(void **state) {
  (void)state;
  test_files t;
  jmp_buf env;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  for (size_t i = 0; i < TEST_COUNT(any); i++) {
    spr_node *n = spr_node_new_scalar(&t.arena, spr_str_of(any[i].text), SPR_PLAIN, spr_span_none());
    spr_value v;
    const spr_node *fault = NULL;
    bool ok = spr_value_any(&t.arena, n, &v, &fault);
    if (ok != (any[i].plain[0] != 0)) fail_msg("\"%s\": %d", any[i].text, ok);
    if (ok) assert_str(as_json(&t.arena, v), any[i].plain);
    if (!ok) assert_ptr_equal(fault, n);
    n->style = SPR_SINGLE_QUOTED;
    assert_true(spr_value_any(&t.arena, n, &v, NULL));
    assert_int_equal(v.type, SPR_TEXT);
    assert_str(spr_v_str(v), any[i].text);
  }
  test_files_release(&t);
}

static void test_parts(void **state) {
  (void)state;
  test_files t;
  jmp_buf env;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  uint32_t file =
      spr_sources_add(&t.sources, SPR_STR("f.yaml"), SPR_STR("{b: [1, ~, {c: x}], a: 'no', z: }"));
  spr_value v;
  assert_true(spr_value_any(&t.arena, spr_yaml_parse(&t.arena, &t.diags, file), &v, NULL));
  assert_str(as_json(&t.arena, v), "{\"a\":\"no\",\"b\":[1,null,{\"c\":\"x\"}]}");
  test_files_release(&t);
}

#define NOT NULL
static const struct {
  spr_type_kind kind;
  spr_scalar_style style;
  const char *text, *json;
} typed[] = {
    {SPR_T_TEXT, SPR_PLAIN, "true", "\"true\""},
    {SPR_T_TEXT, SPR_PLAIN, "0201011", "\"0201011\""},
    {SPR_T_TEXT, SPR_PLAIN, "~", "null"},
    {SPR_T_TEXT, SPR_SINGLE_QUOTED, "~", "\"~\""},
    {SPR_T_BOOLEAN, SPR_PLAIN, "true", "true"},
    {SPR_T_BOOLEAN, SPR_PLAIN, "True", NOT},
    {SPR_T_BOOLEAN, SPR_PLAIN, "no", NOT},
    {SPR_T_BOOLEAN, SPR_DOUBLE_QUOTED, "true", NOT},
    {SPR_T_INTEGER, SPR_PLAIN, "007", "7"},
    {SPR_T_INTEGER, SPR_PLAIN, "1.0", NOT},
    {SPR_T_INTEGER, SPR_PLAIN, "0x10", NOT},
    {SPR_T_INTEGER, SPR_PLAIN, "9223372036854775808", NOT},
    {SPR_T_INTEGER, SPR_DOUBLE_QUOTED, "7", NOT},
    {SPR_T_NUMBER, SPR_PLAIN, "7", "7"},
    {SPR_T_NUMBER, SPR_PLAIN, "1.25", "1.25"},
    {SPR_T_NUMBER, SPR_PLAIN, "9007199254740992", "9007199254740992"},
    {SPR_T_NUMBER, SPR_PLAIN, "9007199254740993", NOT},
    {SPR_T_NUMBER, SPR_PLAIN, "-9223372036854775808", "-9223372036854776000"},
    {SPR_T_NUMBER, SPR_PLAIN, "9223372036854775807", NOT},
    {SPR_T_NUMBER, SPR_PLAIN, "100000000000000000000", NOT},
    {SPR_T_NUMBER, SPR_PLAIN, "1e20", "100000000000000000000"},
    {SPR_T_NUMBER, SPR_PLAIN, ".nan", NOT},
    {SPR_T_NUMBER, SPR_PLAIN, "1e999", NOT},
    {SPR_T_DATE, SPR_PLAIN, "2026-02-28", "\"2026-02-28\""},
    {SPR_T_DATE, SPR_PLAIN, "2026-02-29", NOT},
    {SPR_T_DATE, SPR_PLAIN, "2026-02-28 10:00", NOT},
    {SPR_T_DATETIME, SPR_PLAIN, "2026-07-01", "\"2026-07-01T00:00:00Z\""},
    {SPR_T_DATETIME, SPR_PLAIN, "2026-07-01 10:00", "\"2026-07-01T10:00:00Z\""},
    {SPR_T_DATETIME, SPR_PLAIN, "2026-07-01T10:00:00+02:00", "\"2026-07-01T08:00:00Z\""},
    {SPR_T_DATETIME, SPR_PLAIN, "10:00", NOT},
    {SPR_T_DURATION, SPR_PLAIN, "2 weeks", "\"14 days\""},
    {SPR_T_DURATION, SPR_PLAIN, "-2 weeks", NOT},
    {SPR_T_CHOICE, SPR_PLAIN, "no", "\"no\""},
    {SPR_T_INSTITUTION, SPR_PLAIN, "dsm-a", "\"dsm-a\""},
    {SPR_T_LIST, SPR_PLAIN, "a", NOT},
    {SPR_T_PERSON, SPR_PLAIN, "a", NOT},
    {SPR_T_ANY, SPR_PLAIN, "12", "12"},
};

static void test_typed(void **state) {
  (void)state;
  test_files t;
  jmp_buf env;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  for (size_t i = 0; i < TEST_COUNT(typed); i++) {
    spr_node *n = spr_node_new_scalar(&t.arena, spr_str_of(typed[i].text), typed[i].style, spr_span_none());
    spr_value v;
    bool ok = spr_scalar_read(&t.arena, typed[i].kind, spr_zone_utc, n, &v);
    if (ok != (typed[i].json != NULL)) fail_msg("%zu: \"%s\": %d", i, typed[i].text, ok);
    if (ok) assert_str(as_json(&t.arena, v), typed[i].json);
    assert_non_null(spr_type_expects(typed[i].kind));
  }
  test_files_release(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_any), cmocka_unit_test(test_parts),
                                     cmocka_unit_test(test_typed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
