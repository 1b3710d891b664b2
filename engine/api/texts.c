/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api.h"

void spr_texts_init(spr_texts *t, const spr_alloc *alloc) {
  spr_buf_init(&t->bytes, alloc, SPR_MAX_OUTPUT_BYTES);
  spr_buf_init(&t->ends, alloc, SPR_MAX_OUTPUT_BYTES);
}

void spr_texts_release(spr_texts *t) {
  spr_buf_release(&t->bytes);
  spr_buf_release(&t->ends);
}

void spr_texts_clear(spr_texts *t) {
  spr_buf_clear(&t->bytes);
  spr_buf_clear(&t->ends);
}

bool spr_texts_add(spr_texts *t, spr_str s) {
  spr_buf_str(&t->bytes, s);
  spr_buf_char(&t->bytes, '\0');
  size_t end = t->bytes.n;
  if (!t->bytes.failed) spr_buf_add(&t->ends, &end, sizeof end);
  return !t->bytes.failed && !t->ends.failed;
}

size_t spr_texts_count(const spr_texts *t) {
  return t->ends.n / sizeof(size_t);
}

const char *spr_texts_get(const spr_texts *t, size_t i) {
  size_t from = 0;
  if (i >= spr_texts_count(t)) return NULL;
  if (i > 0) memcpy(&from, t->ends.p + (i - 1) * sizeof from, sizeof from);
  return t->bytes.p + from;
}

size_t spr_texts_give(const spr_buf *b, char *out, size_t size) {
  size_t n = b->failed ? 0 : b->n, copied = n < size ? n : size - 1;
  if (!out || size == 0) return n;
  if (copied) memcpy(out, b->p, copied);
  out[copied] = '\0';
  return n;
}
