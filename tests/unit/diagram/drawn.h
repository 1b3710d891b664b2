/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_DIAGRAM_DRAWN_H
#define TESTS_UNIT_DIAGRAM_DRAWN_H

#include <stdio.h>
#include <stdlib.h>

#include "diagram/graph.h"
#include "lang/build.h"
#include "support.h"

/* A workflow of a test, from YAML to places. */
typedef struct drawn {
  spr_arena arena; /* of the model */
  spr_arena drawing;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
  const spr_model *m;
  spr_diagram_options options;
  spr_graph g;
  jmp_buf env, drawing_env;
} drawn;

static inline void drawn_init(drawn *d) {
  memset(d, 0, sizeof *d);
  spr_arena_init(&d->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  spr_arena_init(&d->drawing, &spr_alloc_default, SPR_MAX_DRAWING_BYTES);
  if (spr_arena_guard(&d->arena, &d->env) || spr_arena_guard(&d->drawing, &d->drawing_env))
    fail_msg("out of memory");
  spr_sources_init(&d->sources, &d->arena);
  spr_diags_init(&d->diags, &d->arena, &d->sources);
}

static inline void drawn_release(drawn *d) {
  spr_buf_release(&d->g.text);
  spr_arena_release(&d->drawing);
  spr_arena_release(&d->arena);
}

/* faults: whether the workflow may have some. */
static inline void drawn_model(drawn *d, spr_str yaml, bool faults) {
  uint32_t file = spr_sources_add(&d->sources, SPR_STR("test.yaml"), yaml);
  d->m = spr_build_alone(&d->arena, &d->diags, file, 0);
  if (d->m && (faults || d->diags.errors == 0)) return;
  spr_buf text;
  spr_buf_init(&text, &spr_alloc_default, 1u << 20);
  spr_diags_text(&d->diags, &text, false);
  fail_msg("%s\n%.*s", text.p ? text.p : "no model", SPR_FMT(yaml));
}

static inline void drawn_file(drawn *d, const char *path) {
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  char *text = SPR_NEW_N(&d->arena, char, SPR_MAX_YAML_BYTES);
  size_t n = fread(text, 1, SPR_MAX_YAML_BYTES, f);
  fclose(f);
  drawn_model(d, spr_str_n(text, n), false);
}

static inline bool drawn_lay_out(drawn *d) {
  d->g = (spr_graph){.arena = &d->drawing, .m = d->m, .o = &d->options, .language = SPR_STR("pl")};
  spr_buf_init(&d->g.text, &spr_alloc_default, SPR_MAX_LABEL_BYTES);
  return spr_graph_draw(&d->g);
}

#endif
