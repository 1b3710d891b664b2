/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_CHART_TOWN_H
#define TESTS_UNIT_CHART_TOWN_H

#include "play.h"

#include "lang/build_support.h"

/* As play.h, for a package in a town that has one dsm (dsm-one) and one ops (ops-one). */

static inline void town_open(play *p, test_world *w, const char *name, const char *package,
                             const test_flow *flows) {
  *p = (play){.name = name};
  test_world_init(w);
  p->model = test_build(w, package, flows, NULL);
  spr_str faults = test_faults(w);
  if (!p->model || w->diags.errors) {
    fprintf(stderr, "%s: %.*s\n", name, SPR_FMT(faults));
    fail();
  }
  spr_arena_init(&p->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&p->arena, &p->escape)) fail();
  assert_int_equal(spr_chart_compile(p->model, &spr_alloc_default, &p->chart), SPR_OK);
  assert_int_equal(spr_case_new(p->chart, &spr_alloc_default, &p->c), SPR_OK);
  p->env = (spr_env){.now = 1735689600000,
                     .law = {&spr_calendar_plain, spr_zone_utc, 0},
                     .site = &w->site,
                     .city = &w->city};
  spr_buf_init(&p->log, &spr_alloc_default, 1u << 20);
  spr_buf_init(&p->before, &spr_alloc_default, 1u << 22);
  spr_buf_init(&p->after, &spr_alloc_default, 1u << 22);
}

static inline void town_close(play *p, test_world *w) {
  play_close(p);
  test_world_release(w);
}

#endif
