/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_LAB_TOWNS_H
#define TESTS_UNIT_LAB_TOWNS_H

#include <stdio.h>

#include "base/limits.h"
#include "lab/world.h"
#include "support.h"

/* The site tests/data/towns, loaded, with a library and a world in it. */
static spr_world_kind towns_kind = SPR_WORLD_WHOLE; /* of the next one */
typedef struct towns {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
  spr_library *library;
  spr_world *world;
} towns;

#define AT(y, mo, d, h)                                                                                      \
  (spr_zone_instant(spr_zone_utc,                                                                            \
                    (spr_local)spr_day_from_ymd((spr_ymd){y, mo, d}) * SPR_MS_PER_DAY + (h)*3600000))

static inline void towns_show_faults(towns *t) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 1 << 20);
  spr_diags_text(&t->diags, &b, false);
  if (t->diags.errors > 0) fail_msg("%s", b.p);
  spr_buf_release(&b);
}

static inline void towns_open(towns *t, const spr_alloc *alloc) {
  *t = (towns){.site = NULL};
  spr_arena_init(&t->arena, &spr_alloc_default, 256u << 20);
  spr_sources_init(&t->sources, &t->arena);
  spr_diags_init(&t->diags, &t->arena, &t->sources);
  assert_int_equal(spr_site_load(&t->arena, &t->sources, &t->diags, "../../data/towns", &t->site), SPR_OK);
  towns_show_faults(t);
  assert_int_equal(spr_library_new(alloc, t->site, &t->sources, &t->diags, &t->library), SPR_OK);
  assert_int_equal(spr_world_new(t->library, AT(2026, 1, 7, 9), towns_kind, &t->world),
                   SPR_OK); /* a Wednesday, 10:00 in Warsaw */
}

static inline void towns_close(towns *t) {
  spr_world_free(t->world);
  spr_library_free(t->library);
  spr_arena_release(&t->arena);
}

static inline spr_case_ref towns_case(towns *t, const char *city, const char *target) {
  spr_definition *def = NULL;
  const spr_package *p = spr_site_package(t->site, SPR_STR("relay"));
  spr_status s =
      spr_library_get(t->library, p, spr_site_city(t->site, spr_str_of(city)), SPR_STR("main"), &def);
  towns_show_faults(t);
  assert_int_equal(s, SPR_OK);
  spr_heap h = spr_heap_arena(&t->arena);
  spr_pair pair = {spr_v_text(&h, SPR_STR("target")),
                   target ? spr_v_text(&h, spr_str_of(target)) : SPR_V_NIL};
  spr_case_ref c = -1;
  spr_told reply;
  spr_input in = {.data = spr_v_record(&h, &pair, 1), .operator= true };
  assert_int_equal(spr_world_open(t->world, def, &in, &c, &reply), SPR_OK);
  if (c < 0) fail_msg("not opened: %.*s", SPR_FMT(reply.reasons));
  return c;
}

static inline const spr_loaded *towns_look(const towns *t, spr_case_ref c) {
  const spr_loaded *at = NULL;
  assert_int_equal(spr_world_look(t->world, c, &at), SPR_OK);
  return at;
}

static inline spr_told towns_send(towns *t, spr_case_ref c, const char *event, const char *by) {
  spr_told reply;
  spr_input in = {
      .kind = SPR_IN_EVENT, .name = spr_str_of(event), .by = spr_str_of(by), .occurred = SPR_NO_INSTANT};
  assert_int_equal(spr_world_take(t->world, c, &in, &reply), SPR_OK);
  return reply;
}

static inline void towns_take(towns *t, spr_case_ref c, const char *event) {
  bool beta = spr_str_is(towns_look(t, c)->definition->city->id, "beta");
  spr_told reply = towns_send(t, c, event, beta ? "desk-beta" : "desk-alpha");
  if (reply.kind != SPR_TOLD_DONE) fail_msg("%s: %.*s", event, SPR_FMT(reply.reasons));
}

static inline spr_value towns_field(const towns *t, spr_case_ref c, const char *name) {
  const spr_loaded *at = towns_look(t, c);
  int32_t f = spr_model_field(at->definition->model, spr_str_of(name));
  assert_true(f >= 0);
  return spr_case_field(at->c, f);
}

#define assert_field(t, c, name, expected) assert_str(spr_v_str(towns_field((t), (c), (name))), (expected))

static inline bool towns_in(const towns *t, spr_case_ref c, const char *state) {
  const spr_loaded *at = towns_look(t, c);
  int32_t s = spr_model_state(at->definition->model, spr_str_of(state));
  assert_true(s >= 0);
  return spr_case_active(at->c, s);
}

#endif
