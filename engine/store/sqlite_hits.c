/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_hits.h"

#include "store/block.h"

/* Hits as a set: making it smaller, and what is in it. What words find is found in sqlite_meet.c. */

spr_status spr_hits_none(spr_sqlite *q, spr_hits *out) {
  uint64_t last;
  *out = (spr_hits){.n = 0};
  spr_status s = spr_sqlite_last_number(&q->base, &last);
  if (s != SPR_OK) return s;
  out->blocks = spr_block_of(last) + 1;
  out->bits = spr_realloc(&q->base.alloc, NULL, 0, out->blocks * SPR_BLOCK_BYTES);
  if (!out->bits) return SPR_ENOMEM;
  memset(out->bits, 0, out->blocks * SPR_BLOCK_BYTES);
  return SPR_OK;
}

void spr_hits_add(spr_hits *h, uint64_t number) {
  if (spr_block_of(number) >= h->blocks || spr_hits_has(h, number)) return;
  h->bits[number / 8] |= (uint8_t)(1u << number % 8);
  h->n++;
}

/* Where every case of a drawer was a hit, the others may be: then the words are asked of each. */
void spr_hits_narrow(spr_sqlite *q, spr_hits *h, spr_hits *others) {
  size_t bytes = others->blocks * SPR_BLOCK_BYTES;
  uint64_t n = 0;
  for (size_t at = 0; at < bytes; at += sizeof(uint64_t)) {
    uint64_t one, other = UINT64_MAX;
    memcpy(&one, others->bits + at, sizeof one);
    if (h->bits && !h->nopen) memcpy(&other, h->bits + at, sizeof other);
    one &= other;
    memcpy(others->bits + at, &one, sizeof one);
    n += (uint64_t)__builtin_popcountll(one);
  }
  if (h->bits) spr_free(&q->base.alloc, h->bits, h->blocks * SPR_BLOCK_BYTES);
  h->blocks = others->blocks;
  h->bits = others->bits;
  h->n = n;
  h->sure = h->sure && h->nopen == 0;
  h->nopen = 0;
  others->bits = NULL;
}

void spr_hits_release(spr_sqlite *q, spr_hits *h) {
  if (h->bits) spr_free(&q->base.alloc, h->bits, h->blocks * SPR_BLOCK_BYTES);
  spr_free(&q->base.alloc, h->open, h->cap * sizeof *h->open);
  *h = (spr_hits){.n = 0};
}

bool spr_hits_open(const spr_hits *h, uint64_t drawer) {
  uint32_t from = 0, to = h->nopen;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (h->open[middle] < drawer)
      from = middle + 1;
    else
      to = middle;
  }
  return from < h->nopen && h->open[from] == drawer;
}

bool spr_hits_has(const spr_hits *h, uint64_t number) {
  return spr_block_of(number) < h->blocks && h->bits[number / 8] >> number % 8 & 1;
}

/* Most of the bits are none. */
static bool none_of_64(const spr_hits *h, uint64_t at) {
  uint64_t word;
  memcpy(&word, h->bits + at / 8, sizeof word);
  return word == 0;
}

uint64_t spr_hits_next(const spr_hits *h, uint64_t after) {
  uint64_t end = h->blocks * SPR_BLOCK_NUMBERS;
  for (uint64_t at = after + 1; at < end; at++) {
    if (at % 64 == 0 && none_of_64(h, at))
      at += 63;
    else if (spr_hits_has(h, at))
      return at;
  }
  return 0;
}
