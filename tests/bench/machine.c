/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include <stdlib.h>

#include "base/limits.h"
#include "chart/step.h"
#include "lang/build.h"
#include "rules/rules.h"

struct machine {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  jmp_buf escape;
  spr_model *model;
  spr_chart *chart;
  spr_rules *rules;
  spr_case *c;
  spr_env env;
  spr_input in[16];
  unsigned nevents;
};

static void stop_on_faults(machine *m, const char *name) {
  if (!m->diags.errors) return;
  spr_buf text;
  spr_buf_init(&text, &spr_alloc_default, 1u << 20);
  spr_diags_text(&m->diags, &text, false);
  bench_check(0, text.n ? text.p : name);
}

static spr_case *open_case(machine *m) {
  spr_case *c;
  spr_result r;
  bench_check(spr_case_new(m->chart, &spr_alloc_default, &c) == SPR_OK, "case");
  spr_input open = {.kind = SPR_IN_OPEN, .occurred = SPR_NO_INSTANT};
  spr_step_run(c, &m->env, spr_rules_ops(), m->rules, &open, &r);
  bench_check(r.outcome == SPR_TAKEN, "open");
  return c;
}

machine *machine_new(const char *name, const char *text, const char *const *events, unsigned nevents) {
  machine *m = calloc(1, sizeof *m);
  bench_check(m && nevents <= sizeof m->in / sizeof *m->in, "memory");
  spr_arena_init(&m->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  bench_check(spr_arena_guard(&m->arena, &m->escape) == 0, "memory");
  spr_sources_init(&m->sources, &m->arena);
  spr_diags_init(&m->diags, &m->arena, &m->sources);
  uint32_t file = spr_sources_add(&m->sources, spr_str_of(name), spr_str_of(text));
  m->model = spr_build_alone(&m->arena, &m->diags, file, 0);
  stop_on_faults(m, name);
  bench_check(m->model && spr_chart_compile(m->model, &spr_alloc_default, &m->chart) == SPR_OK, "compile");
  bench_check(spr_rules_new(&spr_alloc_default, m->model, &m->sources, &m->diags, &m->rules) == SPR_OK,
              "rules");
  stop_on_faults(m, name);
  m->env = (spr_env){.now = m->model->start};
  m->env.law = (spr_law){m->model->calendar, m->model->zone, spr_zone_day(m->model->zone, m->model->start)};
  m->nevents = nevents;
  for (unsigned i = 0; i < nevents; i++)
    m->in[i] = (spr_input){.kind = SPR_IN_EVENT,
                           .name = spr_str_of(events[i]),
                           .occurred = SPR_NO_INSTANT,
                           .event_id = spr_chart_event(m->chart, spr_str_of(events[i]))};
  m->c = open_case(m);
  return m;
}

void machine_free(machine *m) {
  spr_case_free(m->c);
  spr_rules_free(m->rules);
  spr_chart_free(m->chart);
  spr_arena_release(&m->arena);
  free(m);
}

void machine_native(machine *m, int on) {
  spr_rules_set_native(m->rules, on != 0);
}

int64_t machine_field(machine *m, const char *name) {
  int32_t f = spr_model_field(m->model, spr_str_of(name));
  bench_check(f != SPR_NONE, name);
  return spr_case_field(m->c, f).u.i;
}

static void send(machine *m, spr_case *c, unsigned i) {
  spr_result r;
  spr_step_run(c, &m->env, spr_rules_ops(), m->rules, &m->in[i], &r);
  bench_check(r.outcome == SPR_TAKEN, "event refused");
}

double machine_long(void *ud, uint64_t events) {
  machine *m = ud;
  events -= events % m->nevents;
  spr_case_free(m->c);
  m->c = open_case(m);
  double start = bench_now();
  for (uint64_t k = 0; k < events; k += m->nevents)
    for (unsigned i = 0; i < m->nevents; i++) send(m, m->c, i);
  return bench_now() - start;
}

double machine_many(void *ud, uint64_t instances) {
  machine *m = ud;
  double start = bench_now();
  for (uint64_t k = 0; k < instances; k++) {
    spr_case *c = open_case(m);
    for (unsigned i = 0; i < 6; i++) send(m, c, i % m->nevents);
    spr_case_free(c);
  }
  return bench_now() - start;
}
