/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/limits.h"
#include "cases/patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void made_is_applied(spr_str before, spr_str after) {
  spr_buf patch, again;
  spr_buf_init(&patch, &spr_alloc_default, SPR_MAX_CASE_BYTES);
  spr_buf_init(&again, &spr_alloc_default, SPR_MAX_CASE_BYTES);
  spr_patch_make(before, after, &patch);
  if (spr_patch_apply(before, spr_buf_view(&patch), &again) != SPR_OK) abort();
  if (!spr_str_eq(spr_buf_view(&again), after)) abort();
  spr_buf_release(&patch);
  spr_buf_release(&again);
}

/* The input is cut in two: a patch between the halves leads from one to the other, and the second half as a
 * patch of the first is taken or not, without harm. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  size_t half = (size - 1) * data[0] / 255;
  spr_str before = spr_str_n((const char *)data + 1, half);
  spr_str after = spr_str_n((const char *)data + 1 + half, size - 1 - half);
  made_is_applied(before, after);
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, SPR_MAX_CASE_BYTES);
  spr_status status = spr_patch_apply(before, after, &out);
  if (status != SPR_OK && status != SPR_EINVAL) abort();
  spr_buf_release(&out);
  return 0;
}
