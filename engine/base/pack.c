/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pack.h"

void spr_pack_long(spr_buf *b, uint64_t n) {
  unsigned char bytes[10];
  size_t length = 0;
  for (; n >= 0x80; n >>= 7) bytes[length++] = (unsigned char)(n | 0x80);
  bytes[length++] = (unsigned char)n;
  spr_buf_add(b, bytes, length);
}

void spr_pack_i64(spr_buf *b, int64_t n) {
  uint64_t twice = (uint64_t)n << 1;
  spr_pack_u64(b, n < 0 ? ~twice : twice);
}

void spr_pack_str(spr_buf *b, spr_str s) {
  spr_pack_u64(b, s.n);
  spr_buf_str(b, s);
}

static uint64_t fail(spr_unpack *u) {
  u->failed = true;
  return 0;
}

uint64_t spr_unpack_u64(spr_unpack *u) {
  uint64_t n = 0;
  for (unsigned shift = 0; shift < 64 && !u->failed; shift += 7) {
    if (u->at >= u->in.n) return fail(u);
    unsigned char byte = (unsigned char)u->in.p[u->at++];
    if (shift == 63 && byte > 1) return fail(u);
    n |= (uint64_t)(byte & 0x7F) << shift;
    if (byte & 0x80) continue;
    return byte == 0 && shift > 0 ? fail(u) : n;
  }
  return fail(u);
}

uint64_t spr_unpack_max(spr_unpack *u, uint64_t max) {
  uint64_t n = spr_unpack_u64(u);
  return n > max ? fail(u) : n;
}

int64_t spr_unpack_i64(spr_unpack *u) {
  uint64_t n = spr_unpack_u64(u);
  int64_t half = (int64_t)(n >> 1);
  return n & 1 ? -half - 1 : half;
}

uint32_t spr_unpack_count(spr_unpack *u) {
  uint32_t left = u->in.n - u->at;
  return (uint32_t)spr_unpack_max(u, left);
}

spr_str spr_unpack_str(spr_unpack *u) {
  uint64_t n = spr_unpack_u64(u);
  if (u->failed || n > u->in.n - u->at) {
    fail(u);
    return SPR_STR("");
  }
  spr_str s = spr_str_sub(u->in, u->at, u->at + (uint32_t)n);
  u->at += (uint32_t)n;
  return s;
}
