/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/limits.h"
#include "cases/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(spr_str part, spr_str whole) {
  return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void read_effects(spr_heap *h, const spr_body *body, spr_str whole) {
  static const spr_model model;
  spr_str left = body->effects;
  spr_body_effect e;
  spr_buf words;
  spr_buf_init(&words, &spr_alloc_default, SPR_MAX_MESSAGE_BYTES);
  while (spr_body_next(h, &left, &e) == SPR_OK) {
    if (!inside(left, whole) || !inside(e.text, whole) || !inside(e.fields, whole)) abort();
    spr_body_facts(&model, &e, " ", &words);
    spr_buf_clear(&words);
    spr_v_release(h->pool, e.value);
  }
  spr_buf_release(&words);
}

/* Any bytes as the body of an entry, as a damaged file would give them: read or refused, and what is read
 * lies inside of them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  spr_str in = spr_str_n((const char *)data, size);
  spr_pool pool;
  spr_pool_init(&pool, &spr_alloc_default);
  spr_heap heap = spr_heap_pool(&pool);
  spr_body body;
  spr_status status = spr_body_read(&heap, in, &body);
  if (status != SPR_OK && status != SPR_EINVAL && status != SPR_ENOMEM) abort();
  if (status == SPR_OK) {
    if (!inside(body.patch, in) || !inside(body.reason, in) || !inside(body.name, in)) abort();
    read_effects(&heap, &body, in);
    spr_v_release(&pool, body.data);
  }
  spr_pool_release(&pool);
  return 0;
}
