/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"

#include "base/limits.h"
#include "base/utf8.h"

typedef struct folded {
  int32_t cp[SPR_MAX_NEAR];
  uint32_t n;
} folded;

static bool is_combining(int32_t cp) {
  return cp >= 0x300 && cp <= 0x36F;
}

/* false: too long to compare. */
static bool fold(spr_str s, folded *out) {
  out->n = 0;
  for (uint32_t i = 0; i < s.n;) {
    int32_t cp = spr_utf8_fold(spr_utf8_next(s, &i));
    if (is_combining(cp)) continue;
    if (out->n == SPR_MAX_NEAR) return false;
    out->cp[out->n++] = cp == '_' || cp == ' ' ? '-' : cp;
  }
  return true;
}

static uint32_t least(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

/* The distance if it is at most limit, else limit + 1. Only cells within limit of the diagonal can matter, so
 * that the work grows with the length, not with its square. */
static uint32_t distance(const folded *a, const folded *b, uint32_t limit) {
  uint32_t far = limit + 1;
  if ((a->n > b->n ? a->n - b->n : b->n - a->n) > limit) return far;
  uint32_t rows[3][SPR_MAX_NEAR + 1] = {{0}};
  for (uint32_t j = 0; j <= b->n; j++) rows[0][j] = least(j, far);
  for (uint32_t i = 1; i <= a->n; i++) {
    const uint32_t *above = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
    uint32_t *row = rows[i % 3];
    uint32_t from = i > limit ? i - limit : 1, to = least(i + limit, b->n);
    row[from - 1] = from == 1 ? least(i, far) : far;
    for (uint32_t j = from; j <= to; j++) {
      int32_t x = a->cp[i - 1], y = b->cp[j - 1];
      uint32_t d = above[j - 1] + (x != y);
      d = least(d, row[j - 1] + 1);
      if (j < i + limit) d = least(d, above[j] + 1);
      if (i > 1 && j > 1 && x == b->cp[j - 2] && y == a->cp[i - 2]) d = least(d, before[j - 2] + 1);
      row[j] = least(d, far);
    }
  }
  return rows[a->n % 3][b->n];
}

void spr_near_init(spr_near *n, spr_str name) {
  *n = (spr_near){.name = name, .best = {"", 0}, .distance = UINT32_MAX};
}

void spr_near_offer(spr_near *n, spr_str candidate) {
  folded a, b;
  if (candidate.n == 0 || !fold(n->name, &a) || !fold(candidate, &b)) return;
  uint32_t limit = a.n / 3 < 1 ? 1 : least(a.n / 3, 3);
  uint32_t d = distance(&a, &b, limit);
  if (d > limit || d >= n->distance) return;
  n->distance = d;
  n->best = candidate;
}

spr_str spr_near_best(const spr_near *n) {
  return n->best;
}
