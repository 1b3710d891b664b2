/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/patch.h"

#include "base/limits.h"
#include "base/pack.h"

/* Anchors of BLOCK bytes of the old text are kept in a small table by their hash; the new text is read from
 * left to right, and where a block is found again it is widened as far as both texts agree. Only copies that
 * go forward in the old text are made: snapshots keep the order of their parts. */
#define BLOCK 8u
#define MOST_BITS 10u /* of the number of a slot */

static uint32_t slot_of(const char *p, uint32_t bits) {
  uint64_t n;
  memcpy(&n, p, BLOCK);
  return (uint32_t)(n * UINT64_C(0x9E3779B97F4A7C15) >> (64 - bits));
}

typedef struct maker {
  spr_str old, new;
  uint32_t old_at, new_at; /* what both texts have been told up to */
  spr_buf *out;
} maker;

/* Copies `n` bytes at `from` of the old text, after what comes before them in the new one. */
static void emit(maker *m, uint32_t put, uint32_t from, uint32_t n) {
  spr_pack_str(m->out, spr_str_sub(m->new, m->new_at, m->new_at + put));
  spr_pack_u64(m->out, from - m->old_at);
  spr_pack_u64(m->out, n);
  m->new_at += put + n;
  m->old_at = from + n;
}

static uint32_t common(spr_str a, uint32_t i, spr_str b, uint32_t k) {
  uint32_t n = 0;
  while (i + n < a.n && k + n < b.n && a.p[i + n] == b.p[k + n]) n++;
  return n;
}

/* Gives how many bits the numbers of slots have: a short text needs few slots. */
static uint32_t index_old(const maker *m, uint32_t *slots) {
  uint32_t bits = 5;
  while (bits < MOST_BITS && m->old.n >> bits) bits++;
  memset(slots, 0xFF, sizeof *slots << bits);
  for (uint32_t i = m->old.n >= BLOCK ? m->old.n - BLOCK + 1 : 0; i-- > 0;)
    slots[slot_of(m->old.p + i, bits)] = i;
  return bits;
}

void spr_patch_make(spr_str before, spr_str after, spr_buf *out) {
  maker m = {before, after, 0, 0, out};
  uint32_t slots[1u << MOST_BITS], bits = 0;
  spr_pack_u64(out, after.n);
  uint32_t same = common(before, 0, after, 0);
  if (same > 0) emit(&m, 0, 0, same);
  if (m.new_at + BLOCK <= after.n) bits = index_old(&m, slots);
  for (uint32_t i = m.new_at; i + BLOCK <= after.n; i++) {
    /* The place where the old text would go on comes first: numbers that change keep their length. */
    uint32_t straight = m.old_at + (i - m.new_at), n = 0, from = straight;
    if (straight < before.n) n = common(before, straight, after, i);
    if (n < BLOCK) {
      from = slots[slot_of(after.p + i, bits)];
      if (from == UINT32_MAX || from < m.old_at) continue;
      n = common(before, from, after, i);
      if (n < BLOCK) continue;
    }
    emit(&m, i - m.new_at, from, n);
    i = m.new_at - 1;
  }
  if (m.new_at < after.n) spr_pack_str(out, spr_str_sub(after, m.new_at, after.n));
}

spr_status spr_patch_apply(spr_str before, spr_str patch, spr_buf *out) {
  spr_unpack u = spr_unpack_begin(patch);
  uint64_t left = spr_unpack_max(&u, SPR_MAX_CASE_BYTES);
  uint32_t at = 0;
  while (left > 0 && !u.failed) {
    spr_str put = spr_unpack_str(&u);
    if (put.n > left) return SPR_EINVAL;
    spr_buf_str(out, put);
    left -= put.n;
    if (left == 0 || u.failed) break;
    uint64_t skip = spr_unpack_max(&u, before.n - at);
    uint64_t n = spr_unpack_max(&u, before.n - at - skip);
    if (n == 0 || n > left) return SPR_EINVAL;
    at += (uint32_t)skip;
    spr_buf_add(out, before.p + at, n);
    at += (uint32_t)n;
    left -= n;
  }
  if (!spr_unpack_done(&u)) return SPR_EINVAL;
  return out->failed ? SPR_ENOMEM : SPR_OK;
}
