/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

#include "support.h"

/* Snapshots: bytes that were tampered with are refused, or are another sound case; nothing crashes, and the
 * case that was read can go on. */

static const char yaml[] =
    "workflow: w\n"
    "fields: {n: {type: integer, default: 1}, day: {type: date, default: 2025-03-01}, words: {type: list, "
    "of: text, default: [a, b]}}\n"
    "states:\n"
    "  p:\n    parallel: true\n    on: {out: o, e: {do: [{set: {extra: 5}}]}}\n    states:\n"
    "      h: {history: deep, to: [l.x, r.x]}\n"
    "      l:\n        states:\n          x: {deadlines: {t: {within: 5 days, from: case.day, then: y, warn: "
    "{1 day: {}}}}, on: {n: y, s: {do: [{suspend: t}, {extend: t, by: 2 days, why: because}]}}}\n          "
    "y: {}\n"
    "      r:\n        states:\n          x: {after: {3 hours: y}, tasks: {q: {title: Q, by: [u, v], all: "
    "true, due: 2 days, every: 1 month}}, on: {n: y}}\n          y: {}\n"
    "    entry: [{send: e, after: 1 day, id: k, data: {a: 1}}, {send: strange.name, after: 2 days}]\n"
    "  o: {on: {back: p.h, end: z}}\n  z: {final: true}\n";

static const char *const scripts[] = {
    "",
    "start => p.l.x p.r.x",
    ("start => p.l.x p.r.x\ns => p.l.x p.r.x\nsign q by=u => p.l.x p.r.x\ne => p.l.x p.r.x\n"
     "+1 hour => p.l.x p.r.x"),
    "start => p.l.x p.r.x\ns => p.l.x p.r.x\nn => p.l.y p.r.y\nout => o\nback => p.l.y p.r.y\nout => o",
    "start => p.l.x p.r.x\nout => o\nend => z end",
};

static void try_bytes(play *p, const char *bytes, size_t n) {
  spr_case *c;
  spr_status s = spr_case_decode(p->chart, &spr_alloc_default, spr_str_n(bytes, n), &c);
  if (s != SPR_OK) {
    assert_int_equal(s, SPR_EINVAL);
    assert_null(c);
    return;
  }
  /* Whatever it is, it goes on. */
  static const char *const events[] = {"n", "out", "s", "back", "e"};
  spr_env env = p->env;
  for (size_t i = 0; i < 5; i++) {
    spr_instant due = spr_case_next_due(c);
    if (due != SPR_NO_INSTANT) env.now = due;
    spr_step_run(c, &env, &mini_ops, NULL, &(spr_input){.kind = SPR_IN_DUE}, &p->result);
    if (p->result.outcome == SPR_STUCK) spr_case_set_aside(c);
    spr_step_run(c, &env, &mini_ops, NULL, &(spr_input){.kind = SPR_IN_EVENT, .name = spr_str_of(events[i])},
                 &p->result);
    for (uint32_t k = 0; k < spr_case_tasks(c); k++) (void)spr_case_task(c, k);
    for (uint32_t k = 0; k < spr_case_deadlines(c); k++) (void)spr_case_deadline(c, k);
  }
  spr_case_free(c);
}

static void tampered(void **state) {
  (void)state;
  uint64_t random = 7;
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
    play p;
    play_open(&p, "tampered", yaml);
    play_script(&p, scripts[i]);
    spr_buf whole;
    spr_buf_init(&whole, &spr_alloc_default, 1u << 20);
    assert_int_equal(spr_case_encode(p.c, &whole), SPR_OK);
    for (size_t n = 0; n < whole.n; n++) {
      spr_case *c;
      assert_int_equal(spr_case_decode(p.chart, &spr_alloc_default, spr_str_n(whole.p, n), &c), SPR_EINVAL);
    }
    for (size_t at = 0; at < whole.n; at++) {
      char was = whole.p[at];
      for (int bit = 0; bit < 8; bit++) {
        whole.p[at] = (char)(was ^ (1 << bit));
        try_bytes(&p, whole.p, whole.n);
      }
      whole.p[at] = was;
    }
    for (int k = 0; k < 3000; k++) {
      char copy[4096];
      size_t n = whole.n < sizeof copy - 8 ? whole.n : sizeof copy - 8;
      memcpy(copy, whole.p, n);
      for (int changes = 0; changes < 3; changes++)
        copy[test_random(&random) % n] = (char)test_random(&random);
      try_bytes(&p, copy, n);
    }
    spr_buf_release(&whole);
    play_close(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tampered)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
