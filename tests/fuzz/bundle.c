/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/limits.h"
#include "cases/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a kept definition or environment, and what can be read as the site that it was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  spr_arena arena;
  jmp_buf env;
  spr_arena_init(&arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&arena, &env)) {
    spr_arena_release(&arena);
    return 0;
  }
  spr_given *files;
  uint32_t n;
  spr_status status = spr_bundle_read(&arena, spr_str_n((const char *)data, size), &files, &n);
  if (status != SPR_OK && status != SPR_EINVAL) abort();
  if (status == SPR_OK) {
    spr_sources sources;
    spr_diags diags;
    spr_site *site = NULL;
    spr_sources_init(&sources, &arena);
    spr_diags_init(&diags, &arena, &sources);
    for (uint32_t i = 1; i < n; i++)
      if (spr_str_cmp(files[i - 1].path, files[i].path) >= 0) abort();
    spr_site_load_given(&arena, &sources, &diags, files, n, &site);
  }
  spr_arena_release(&arena);
  return 0;
}
