/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stored values from any bytes: what is taken keeps the limits, encodes to the same bytes, and can be written
 * as JSON. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  spr_pool pool;
  spr_pool_init(&pool, &spr_alloc_default);
  spr_heap heap = spr_heap_pool(&pool);
  spr_str in = spr_str_n((const char *)data, size);
  uint32_t i = 0;
  spr_value v;
  if (spr_v_decode(&heap, in, &i, &v) == SPR_OK) {
    spr_buf out;
    spr_buf_init(&out, &spr_alloc_default, 1 << 20);
    spr_v_encode(&out, v);
    if (!spr_str_eq(spr_buf_view(&out), spr_str_sub(in, 0, i)) || spr_v_check_limits(v) != SPR_OK) abort();
    spr_buf_clear(&out);
    spr_v_json(&out, v, NULL, NULL);
    spr_buf_release(&out);
    spr_v_release(&pool, v);
  }
  if (pool.in_use != 0) abort();
  spr_pool_release(&pool);
  return 0;
}
