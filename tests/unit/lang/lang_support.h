/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_LANG_LANG_SUPPORT_H
#define TESTS_UNIT_LANG_LANG_SUPPORT_H

#include "lang/node.h"
#include "support.h"

/* Sources and diagnostics in one arena, and what was found as one line: "1:4 yaml-tag, 2:1 duplicate-key". */

typedef struct test_files {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_buf found;
} test_files;

static inline void test_files_init(test_files *t, size_t max) {
  spr_arena_init(&t->arena, &spr_alloc_default, max);
  spr_sources_init(&t->sources, &t->arena);
  spr_diags_init(&t->diags, &t->arena, &t->sources);
  spr_buf_init(&t->found, &spr_alloc_default, 1u << 20);
}

static inline void test_files_release(test_files *t) {
  spr_buf_release(&t->found);
  spr_arena_release(&t->arena);
}

/* with_path: "PATH:1:4 code". */
static inline spr_str test_found(test_files *t, bool with_path) {
  spr_buf_clear(&t->found);
  spr_diags_sort(&t->diags);
  for (uint32_t i = 0; i < t->diags.n; i++) {
    const spr_diag *e = &t->diags.v[i];
    const spr_source *src = spr_sources_get(&t->sources, e->at.file);
    uint32_t line = 0, column = 0;
    spr_source_place(src, e->at.from, &line, &column);
    if (i) spr_buf_puts(&t->found, ", ");
    if (with_path) spr_buf_printf(&t->found, "%.*s:", SPR_FMT(src->path));
    spr_buf_printf(&t->found, "%u:%u %s", line, column, spr_code_name(e->code));
  }
  return spr_buf_view(&t->found);
}

/* The bytes of the token of the n-th diagnostic. */
static inline spr_str test_token(const test_files *t, uint32_t n) {
  const spr_diag *e = &t->diags.v[n];
  return spr_str_sub(spr_sources_get(&t->sources, e->at.file)->text, e->at.from, e->at.to);
}

#endif
