/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/zone_data.h"

/* TZif (RFC 9636, section 3): a header with counts and a block with 32-bit times; from version 2 on they are
 * followed by a header and a block with 64-bit times, and a footer. Only the last block counts. */

#define HEADER_BYTES 44

typedef struct header {
  char version; /* NUL, '2', '3', '4' */
  uint32_t utc_flags, standard_flags, leaps, times, types, letters;
} header;

/* Where the parts of a block begin. */
typedef struct block {
  const uint8_t *times, *indices, *types, *rest;
} block;

static uint32_t get32(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t get_signed32(const uint8_t *p) {
  uint32_t u = get32(p);
  return u <= INT32_MAX ? (int64_t)u : (int64_t)u - INT64_C(0x100000000);
}

static int64_t get_signed64(const uint8_t *p) {
  return get_signed32(p) * INT64_C(0x100000000) + get32(p + 4);
}

static bool read_header(spr_str in, uint32_t i, header *h) {
  if (in.n - i < HEADER_BYTES || memcmp(in.p + i, "TZif", 4) != 0) return false;
  const uint8_t *p = (const uint8_t *)in.p + i;
  *h = (header){(char)p[4],    get32(p + 20), get32(p + 24), get32(p + 28),
                get32(p + 32), get32(p + 36), get32(p + 40)};
  bool known = h->version == '\0' || (h->version >= '2' && h->version <= '4');
  bool counts = h->types > 0 && h->types <= 256 && h->letters > 0 &&
                (h->utc_flags == 0 || h->utc_flags == h->types) &&
                (h->standard_flags == 0 || h->standard_flags == h->types);
  return known && counts;
}

/* Bytes of the block behind a header; at most 2^37, so no sum of them overflows. */
static uint64_t block_bytes(const header *h, uint32_t time_size) {
  return (uint64_t)h->times * (time_size + 1) + (uint64_t)h->types * 6 + h->letters +
         (uint64_t)h->leaps * (time_size + 4) + h->standard_flags + h->utc_flags;
}

static block block_at(spr_str in, uint32_t i, const header *h, uint32_t time_size) {
  block b;
  b.times = (const uint8_t *)in.p + i;
  b.indices = b.times + (size_t)h->times * time_size;
  b.types = b.indices + h->times;
  b.rest = (const uint8_t *)in.p + i + block_bytes(h, time_size);
  return b;
}

static bool read_offset(const block *b, const header *h, uint32_t type, int32_t *out) {
  if (type >= h->types) return false;
  const uint8_t *p = b->types + 6 * (size_t)type;
  int64_t offset = get_signed32(p);
  *out = (int32_t)offset;
  return offset > -ZONE_MAX_OFFSET && offset < ZONE_MAX_OFFSET && p[4] <= 1 && p[5] < h->letters;
}

static bool read_changes(spr_arena *a, const block *b, const header *h, uint32_t time_size, spr_zone *z) {
  for (uint32_t i = 0; i < h->types; i++) {
    int32_t offset;
    if (!read_offset(b, h, i, &offset)) return false;
    if (i == 0) z->first = offset;
  }
  z->nchanges = h->times;
  z->changes = SPR_NEW_N(a, zone_change, h->times ? h->times : 1);
  for (uint32_t i = 0; i < h->times; i++) {
    const uint8_t *p = b->times + (size_t)i * time_size;
    zone_change *c = &z->changes[i];
    c->at = time_size == 4 ? get_signed32(p) : get_signed64(p);
    if (i > 0 && c->at <= c[-1].at) return false;
    if (!read_offset(b, h, b->indices[i], &c->offset)) return false;
  }
  return true;
}

/* "\nRULE\n" to the end; the rule may be empty. */
static bool read_footer(spr_str s, spr_zone *z) {
  if (s.n < 2 || s.p[0] != '\n' || s.p[s.n - 1] != '\n') return false;
  spr_str rule = spr_str_sub(s, 1, s.n - 1);
  z->has_rule = rule.n > 0;
  return rule.n == 0 || zone_rule_parse(rule, &z->rule);
}

static bool read_zone(spr_arena *a, spr_str in, spr_zone *z) {
  header h;
  uint32_t i = 0, time_size = 4;
  if (!read_header(in, 0, &h)) return false;
  if (h.version != '\0') {
    uint64_t skip = HEADER_BYTES + block_bytes(&h, 4);
    if (skip > in.n) return false;
    i = (uint32_t)skip;
    time_size = 8;
    if (!read_header(in, i, &h) || h.version == '\0') return false;
  }
  i += HEADER_BYTES;
  if (h.leaps != 0 || block_bytes(&h, time_size) > in.n - i) return false;
  block b = block_at(in, i, &h, time_size);
  if (!read_changes(a, &b, &h, time_size, z)) return false;
  uint32_t end = (uint32_t)(b.rest - (const uint8_t *)in.p);
  return time_size == 4 || read_footer(spr_str_sub(in, end, in.n), z);
}

spr_status spr_zone_parse(spr_arena *a, spr_str name, spr_str bytes, const spr_zone **out) {
  spr_zone *z = SPR_NEW(a, spr_zone);
  *out = NULL;
  if (!read_zone(a, bytes, z)) return SPR_EINVAL;
  z->name = spr_str_dup(a, name);
  *out = z;
  return SPR_OK;
}
