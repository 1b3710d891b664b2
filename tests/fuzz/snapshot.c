/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/limits.h"
#include "chart/step.h"
#include "lang/build.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char yaml[] =
    "workflow: w\n"
    "fields: {n: {type: integer, default: 1}, words: {type: list, of: text, default: [a]}}\n"
    "states:\n"
    "  p:\n    parallel: true\n    on: {out: o}\n    states:\n      h: {history: deep, to: [l.x, r.x]}\n"
    "      l:\n        states:\n          x: {deadlines: {t: {within: 5 days, then: y, warn: {1 day: {}}}}, "
    "on: {n: y, s: {do: [{suspend: t}]}}}\n"
    "          y: {stops_clock: [x.t]}\n"
    "      r:\n        states:\n          x: {after: {3 hours: y}, tasks: {q: {title: Q, by: [u, v], all: "
    "true, due: 2 days, every: 1 month}}, on: {n: y}}\n"
    "          y: {}\n"
    "    entry: [{send: e, after: 1 day, id: k}]\n"
    "  o: {on: {back: p.h, end: z}}\n  z: {final: true}\n";

static spr_answer no_guard(void *self, spr_step *st, spr_expr_id x, spr_str *reason) {
  (void)self, (void)st, (void)x, (void)reason;
  return SPR_NO;
}
static bool no_value(void *self, spr_step *st, spr_expr_id x, spr_value *out) {
  (void)self, (void)x;
  *out = SPR_V_NIL;
  return spr_step_fail(st, SPR_STR(""), 0, "none");
}
static bool no_run(void *self, spr_step *st, spr_expr_id x) {
  (void)self, (void)st, (void)x;
  return true;
}
static bool no_hook(void *self, spr_step *st, int32_t hook, spr_value *out) {
  (void)self, (void)st, (void)hook;
  *out = SPR_V_NIL;
  return true;
}
static const spr_ops ops = {.guard = no_guard, .value = no_value, .run = no_run, .hook = no_hook};

static spr_chart *build(spr_arena *arena, spr_model **model) {
  static spr_sources sources;
  static spr_diags diags;
  spr_chart *chart;
  spr_sources_init(&sources, arena);
  spr_diags_init(&diags, arena, &sources);
  *model = spr_build_alone(arena, &diags, spr_sources_add(&sources, SPR_STR("w.yaml"), spr_str_of(yaml)), 0);
  if (!*model || spr_chart_compile(*model, &spr_alloc_default, &chart) != SPR_OK) abort();
  return chart;
}

static void play(spr_case *c, const spr_model *m) {
  static const char *const events[] = {"n", "out", "back", "s", "end"};
  spr_env env = {.now = m->start, .law = {m->calendar, m->zone, 0}};
  spr_result r;
  for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
    spr_instant due = spr_case_next_due(c);
    if (due != SPR_NO_INSTANT) env.now = due;
    spr_step_run(c, &env, &ops, NULL, &(spr_input){.kind = SPR_IN_DUE}, &r);
    spr_step_run(c, &env, &ops, NULL, &(spr_input){.kind = SPR_IN_EVENT, .name = spr_str_of(events[i])}, &r);
  }
}

/* Any bytes as a snapshot: what is taken is written to the same bytes, and goes on. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static spr_arena arena;
  static spr_chart *chart;
  static spr_model *model;
  static jmp_buf env;
  if (!chart) {
    spr_arena_init(&arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
    if (spr_arena_guard(&arena, &env)) abort();
    chart = build(&arena, &model);
  }
  spr_case *c;
  spr_str in = spr_str_n((const char *)data, size);
  if (spr_case_decode(chart, &spr_alloc_default, in, &c) != SPR_OK) return 0;
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, 1u << 22);
  if (spr_case_encode(c, &out) != SPR_OK || !spr_str_eq(spr_buf_view(&out), in)) abort();
  spr_buf_release(&out);
  play(c, model);
  spr_case_free(c);
  return 0;
}
