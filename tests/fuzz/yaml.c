/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "lang/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_span(spr_span at, uint32_t size) {
  if (at.file != 1 || at.from > at.to || at.to > size) abort();
}

static void check_text(spr_str s, const spr_node *n) {
  if (spr_utf8_invalid(s) >= 0) abort();
  for (uint32_t i = 0; i < s.n && !n->poisoned;)
    if (spr_utf8_forbidden(spr_utf8_next(s, &i))) abort();
}

static void check_tree(const spr_node *n, uint32_t size) {
  check_span(n->at, size);
  if (n->kind == SPR_NODE_SCALAR) check_text(n->text, n);
  for (uint32_t i = 0; n->kind == SPR_NODE_LIST && i < n->n; i++) check_tree(n->items[i], size);
  for (uint32_t i = 0; n->kind == SPR_NODE_MAP && i < n->n; i++) {
    check_span(n->members[i].key_at, size);
    check_text(n->members[i].key, n);
    check_tree(n->members[i].value, size);
  }
}

/* Any bytes as a workflow that stands alone: a tree whose places and texts are in order, or at least one
 * fault, each within the file, and a text of all faults. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > SPR_MAX_YAML_BYTES) return 0;
  spr_arena arena;
  jmp_buf env;
  spr_sources sources;
  spr_diags diags;
  spr_arena_init(&arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&arena, &env)) abort();
  spr_sources_init(&sources, &arena);
  spr_diags_init(&diags, &arena, &sources);
  uint32_t file = spr_sources_add(&sources, SPR_STR("f.yaml"), spr_str_n((const char *)data, size));
  spr_node *n = spr_yaml_parse(&arena, &diags, file);
  if (!n && diags.errors == 0) abort();
  if (n) check_tree(n, (uint32_t)size);
  spr_checker checker = {.d = &diags, .mode = SPR_MODE_ALONE};
  if (n) spr_schema_check(&checker, SPR_SHAPE_WORKFLOW, n);
  spr_diags_sort(&diags);
  for (uint32_t i = 0; i < diags.n; i++) check_span(diags.v[i].at, (uint32_t)size);
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, (size_t)1 << 26);
  spr_diags_text(&diags, &out, true);
  spr_buf_release(&out);
  spr_arena_release(&arena);
  return 0;
}
