/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

#include "support.h"

/* What the chart asks of the allocator: nothing once it is warm; and each request may fail. */

static const char yaml[] =
    "workflow: w\n"
    "fields: {counter: {type: integer, default: 0}, x: {type: integer, default: 10}, words: {type: list, of: "
    "text, default: []}}\n"
    "states:\n"
    "  s0:\n    entry: [{run: 'case.note = \"in\"; log(\"in\")'}]\n    exit: [{set: {seen: true}}]\n    "
    "after: {1 hour: {do: [{set: {late: 1}}]}}\n"
    "    deadline: {within: 3 days, then: s1, warn: {1 day: {}}}\n    tasks: {t: {title: T, due: 2 days, by: "
    "home}}\n"
    "    on:\n      e: {when: case.x > 3, to: s1, do: [{set: {counter: =case.counter + 1}}, {append: {words: "
    "hello}}, {raise: i}]}\n"
    "      never: {when: case.x > 30, to: s1}\n"
    "  s1:\n    states:\n      h: {history: deep, to: a}\n      a: {on: {e: b}}\n      b: {on: {e: s0}}\n    "
    "on: {i: {do: [{remove: {words: hello}}, {send: later, after: 2 days, id: q}, {cancel: q}]}}\n";

static const char *const events[] = {"e", "never", "e", "e"};

static void warm(void **state) {
  (void)state;
  test_alloc count;
  spr_alloc alloc = test_alloc_make(&count);
  play p;
  play_open(&p, "warm", yaml);
  spr_case_free(p.c);
  assert_int_equal(spr_case_new(p.chart, &alloc, &p.c), SPR_OK);
  spr_step_run(p.c, &p.env, &mini_ops, NULL, &(spr_input){.kind = SPR_IN_OPEN}, &p.result);
  assert_int_equal(p.result.outcome, SPR_TAKEN);
  size_t after = 0;
  for (int i = 0; i < 4000; i++) {
    if (i == 400) after = count.requests;
    p.env.now += 1000;
    spr_step_run(p.c, &p.env, &mini_ops, NULL,
                 &(spr_input){.kind = SPR_IN_EVENT, .name = spr_str_of(events[i % 4])}, &p.result);
    assert_int_equal(p.result.outcome, i % 4 == 1 ? SPR_REFUSED : SPR_TAKEN);
  }
  assert_int_equal(count.requests, after);
  spr_case_free(p.c);
  assert_int_equal(count.bytes, 0);
  p.c = NULL;
  play_close(&p);
}

/* The n-th request fails, and all after it: the step is refused and leaves no trace. */
static bool play_with_failure(play *p, size_t fail_at) {
  test_alloc count;
  spr_alloc alloc = test_alloc_make(&count);
  count.fail_at = fail_at;
  bool failed = false;
  spr_env env = p->env;
  if (spr_case_new(p->chart, &alloc, &p->c) != SPR_OK) return true;
  for (int i = 0; i < 12 && !failed; i++) {
    spr_input in = {.kind = i ? SPR_IN_EVENT : SPR_IN_OPEN, .name = spr_str_of(events[i % 4])};
    spr_buf_clear(&p->before);
    assert_int_equal(spr_case_encode(p->c, &p->before), SPR_OK);
    env.now += 1000;
    spr_step_run(p->c, &env, &mini_ops, NULL, &in, &p->result);
    failed = p->result.code == SPR_R_NOMEM;
    if (!failed) continue;
    spr_buf_clear(&p->after);
    assert_int_equal(spr_case_encode(p->c, &p->after), SPR_OK);
    assert_true(spr_str_eq(spr_buf_view(&p->before), spr_buf_view(&p->after)));
  }
  spr_case_free(p->c);
  p->c = NULL;
  assert_int_equal(count.bytes, 0);
  return failed;
}

static void failing(void **state) {
  (void)state;
  play p;
  play_open(&p, "failing", yaml);
  spr_case_free(p.c);
  p.c = NULL;
  size_t n = 1;
  while (play_with_failure(&p, n)) n++;
  assert_true(n > 3);
  play_close(&p);
}

static void failing_chart(void **state) {
  (void)state;
  play p;
  play_open(&p, "failing chart", yaml);
  test_alloc count;
  spr_alloc alloc = test_alloc_make(&count);
  spr_chart *chart;
  for (size_t n = 1; n < 1000; n++) {
    alloc = test_alloc_make(&count);
    count.fail_at = n;
    spr_status s = spr_chart_compile(p.model, &alloc, &chart);
    if (s == SPR_OK) break;
    assert_int_equal(s, SPR_ENOMEM);
    assert_null(chart);
    assert_int_equal(count.bytes, 0);
  }
  assert_non_null(chart);
  spr_chart_free(chart);
  assert_int_equal(count.bytes, 0);
  play_close(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(warm), cmocka_unit_test(failing),
                                     cmocka_unit_test(failing_chart)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
