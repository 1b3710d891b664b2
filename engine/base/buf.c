/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/str.h"

void spr_buf_init(spr_buf *b, const spr_alloc *alloc, size_t max) {
  /* A view counts in 32 bits. */
  *b = (spr_buf){.alloc = *alloc, .max = max < UINT32_MAX ? max : UINT32_MAX - 1};
}

void spr_buf_release(spr_buf *b) {
  spr_free(&b->alloc, b->p, b->cap);
  b->p = NULL;
  b->n = b->cap = 0;
  b->failed = false;
}

void spr_buf_clear(spr_buf *b) {
  b->n = 0;
  b->failed = b->nomem = false;
  if (b->p) b->p[0] = '\0';
}

char *spr_buf_reserve(spr_buf *b, size_t n) {
  if (b->failed) return NULL;
  if (n > b->max - b->n) {
    b->failed = true;
    return NULL;
  }
  size_t need = b->n + n + 1;
  if (need <= b->cap) return b->p + b->n;
  size_t cap = b->cap ? b->cap : 64;
  while (cap < need) cap *= 2;
  if (cap > b->max + 1) cap = b->max + 1;
  char *p = spr_realloc(&b->alloc, b->p, b->cap, cap);
  if (!p) {
    b->failed = b->nomem = true;
    return NULL;
  }
  b->p = p;
  b->cap = cap;
  return b->p + b->n;
}

void spr_buf_commit(spr_buf *b, size_t n) {
  b->n += n;
  b->p[b->n] = '\0';
}

void spr_buf_add(spr_buf *b, const void *p, size_t n) {
  char *end = spr_buf_room(b, n);
  if (!end) return;
  if (n) memcpy(end, p, n);
  spr_buf_commit(b, n);
}

void spr_buf_str(spr_buf *b, spr_str s) {
  spr_buf_add(b, s.p, s.n);
}

void spr_buf_puts(spr_buf *b, const char *z) {
  spr_buf_add(b, z, strlen(z));
}

void spr_buf_number(spr_buf *b, uint64_t n) {
  char digits[20], *p = digits + sizeof digits;
  do {
    *--p = (char)('0' + n % 10);
    n /= 10;
  } while (n > 0);
  spr_buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

void spr_buf_vprintf(spr_buf *b, const char *fmt, va_list ap) {
  va_list again;
  va_copy(again, ap);
  int n = vsnprintf(NULL, 0, fmt, ap);
  if (n < 0) {
    b->failed = true;
  } else if (spr_buf_reserve(b, (size_t)n)) {
    vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
    b->n += (size_t)n;
  }
  va_end(again);
}

void spr_buf_printf(spr_buf *b, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  spr_buf_vprintf(b, fmt, ap);
  va_end(ap);
}
