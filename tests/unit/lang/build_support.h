/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_LANG_BUILD_SUPPORT_H
#define TESTS_UNIT_LANG_BUILD_SUPPORT_H

#include <stdio.h>

#include "base/limits.h"
#include "lang/build.h"
#include "lang/schema.h"
#include "support.h"

/* A small package in memory and one city, so that a test says in a few lines of YAML what it is about, and in
 * one line what diagnostics it expects: "a.yaml:3:5 unknown-state (b.yaml:1:7) ~nearest". */

#define TEST_MAX_FLOWS 8

typedef struct test_flow {
  const char *name, *yaml;
} test_flow;

typedef struct test_world {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_package package;
  spr_city city;
  spr_site site;
  spr_workflow_file flows[TEST_MAX_FLOWS];
  spr_institution institutions[3];
  spr_adaptation adaptation;
  spr_buf out;
  jmp_buf env;
} test_world;

/* What every package of a test begins with: events, kinds and fields to speak of. */
#define TEST_PACKAGE                                                                                         \
  "sprawa: 1\npackage: demo\nversion: 1.0.0\ntitle: Demo\nlanguages: [en]\nmain: a\n"                        \
  "institutions: {dsm: {title: H}, ops: {title: C}}\n"                                                       \
  "roles: {home: {kind: dsm}, centre: {kind: ops}}\n"                                                        \
  "events: {go: {by: home}, stop: {by: home}, kept: {by: home, data: {consent: {type: boolean}}}}\n"         \
  "fields: {consent: {type: boolean}, count: {type: integer}, names: {type: list, of: text}}\n"

static inline spr_node *test_tree(test_world *w, const char *path, const char *yaml, spr_shape shape,
                                  spr_mode mode, uint32_t *file) {
  *file = spr_sources_add(&w->sources, spr_str_of(path), spr_str_of(yaml));
  spr_node *tree = spr_yaml_parse(&w->arena, &w->diags, *file);
  spr_checker c = {.d = &w->diags, .mode = mode};
  if (tree) spr_schema_check(&c, shape, tree);
  return tree;
}

static inline void test_world_init(test_world *w) {
  memset(w, 0, sizeof *w);
  spr_arena_init(&w->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  spr_sources_init(&w->sources, &w->arena);
  spr_diags_init(&w->diags, &w->arena, &w->sources);
  spr_buf_init(&w->out, &spr_alloc_default, 1u << 24);
}

static inline void test_world_release(test_world *w) {
  spr_buf_release(&w->out);
  spr_arena_release(&w->arena);
}

static inline void test_institutions(test_world *w) {
  static const spr_str kinds[] = {{"dsm", 3}, {"ops", 3}};
  w->institutions[0] = (spr_institution){.id = SPR_STR("dsm-one"), .kinds = &kinds[0], .nkinds = 1};
  w->institutions[1] = (spr_institution){.id = SPR_STR("ops-one"), .kinds = &kinds[1], .nkinds = 1};
  w->city = (spr_city){.id = SPR_STR("town"), .calendar = &spr_calendar_plain, .zone = spr_zone_utc};
  w->city.institutions = w->institutions;
  w->city.ninstitutions = 2;
}

/* The model of the first workflow. package NULL: TEST_PACKAGE; adaptation NULL: the city changes nothing. */
static inline spr_model *test_build(test_world *w, const char *package, const test_flow *flows,
                                    const char *adaptation) {
  if (spr_arena_guard(&w->arena, &w->env)) fail_msg("out of memory");
  uint32_t n = 0;
  test_institutions(w);
  w->package.tree = test_tree(w, "package.yaml", package ? package : TEST_PACKAGE, SPR_SHAPE_PACKAGE,
                              SPR_MODE_PACKAGE, &w->package.file);
  w->package.name = SPR_STR("demo");
  w->package.version = SPR_STR("1.0.0");
  for (; n < TEST_MAX_FLOWS && flows[n].name; n++) {
    char path[64];
    snprintf(path, sizeof path, "%s.yaml", flows[n].name);
    spr_str kept = spr_str_dup(&w->arena, spr_str_of(path));
    w->flows[n].name = spr_str_of(flows[n].name);
    w->flows[n].tree =
        test_tree(w, kept.p, flows[n].yaml, SPR_SHAPE_WORKFLOW, SPR_MODE_PACKAGE, &w->flows[n].file);
  }
  w->package.workflows = w->flows;
  w->package.nworkflows = n;
  if (adaptation) {
    w->adaptation.package = SPR_STR("demo");
    w->adaptation.tree =
        test_tree(w, "city.yaml", adaptation, SPR_SHAPE_ADAPTATION, SPR_MODE_CITY, &w->adaptation.file);
    w->city.adaptations = &w->adaptation;
  }
  w->site = (spr_site){.arena = &w->arena,
                       .sources = &w->sources,
                       .diags = &w->diags,
                       .cities = &w->city,
                       .ncities = 1,
                       .packages = &w->package,
                       .npackages = 1};
  return spr_build(&w->arena, &w->diags, &w->site, &w->package, &w->city, w->flows[0].name);
}

static inline void test_put_place(test_world *w, spr_span at) {
  uint32_t line, column;
  const spr_source *s = spr_sources_get(&w->sources, at.file);
  if (!s) return;
  spr_source_place(s, at.from, &line, &column);
  spr_buf_printf(&w->out, "%.*s:%u:%u", SPR_FMT(s->path), (unsigned)line, (unsigned)column);
}

/* "did you mean "X"?" -> " ~X"; other helps are left out. */
static inline void test_put_help(test_world *w, spr_str help) {
  const char *quote = help.n > 14 && memcmp(help.p, "did you mean \"", 14) == 0 ? help.p + 14 : NULL;
  const char *end = quote ? memchr(quote, '"', (size_t)(help.p + help.n - quote)) : NULL;
  if (end) spr_buf_printf(&w->out, " ~%.*s", (int)(end - quote), quote);
}

/* All diagnostics of the run, one a line. */
static inline spr_str test_faults(test_world *w) {
  spr_buf_clear(&w->out);
  spr_diags_sort(&w->diags);
  for (uint32_t i = 0; i < w->diags.n; i++) {
    const spr_diag *e = &w->diags.v[i];
    if (i) spr_buf_char(&w->out, '\n');
    test_put_place(w, e->at);
    spr_buf_printf(&w->out, " %s", spr_code_name(e->code));
    for (const spr_related *r = e->related; r; r = r->next) {
      spr_buf_puts(&w->out, " (");
      test_put_place(w, r->at);
      spr_buf_puts(&w->out, ")");
    }
    test_put_help(w, e->help);
  }
  return spr_buf_view(&w->out);
}

/* The part of the model's dump from the line that begins with `from` up to the next line that begins with
 * `to`. */
static inline spr_str test_dump(test_world *w, const spr_model *m, const char *from, const char *to) {
  spr_buf_clear(&w->out);
  spr_model_dump(m, &w->out);
  const char *start = strstr(w->out.p, from);
  const char *end = start && to ? strstr(start + 1, to) : NULL;
  if (!start) return SPR_STR("");
  return spr_str_n(start, end ? (size_t)(end - start) : strlen(start));
}

typedef struct test_fault_case {
  const char *about;
  const char *package;
  test_flow flows[4];
  const char *adaptation;
  const char *faults; /* expected; "" for none */
} test_fault_case;

static inline void test_fault_table(const test_fault_case *cases, size_t n) {
  size_t wrong = 0;
  for (size_t i = 0; i < n; i++) {
    test_world w;
    test_world_init(&w);
    const spr_model *m = test_build(&w, cases[i].package, cases[i].flows, cases[i].adaptation);
    spr_str got = test_faults(&w);
    bool same = spr_str_is(got, cases[i].faults);
    bool flag = !m || m->faulty == (w.diags.errors > 0);
    if (!same)
      print_error("%s:\n  got      %.*s\n  expected %s\n", cases[i].about, SPR_FMT(got), cases[i].faults);
    if (!flag)
      print_error("%s: faulty is %d with %u errors\n", cases[i].about, m->faulty, (unsigned)w.diags.errors);
    if (!same || !flag) wrong++;
    test_world_release(&w);
  }
  assert_int_equal(wrong, 0);
}

#endif
