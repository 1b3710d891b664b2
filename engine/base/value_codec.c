/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/limits.h"
#include "base/pack.h"
#include "base/utf8.h"
#include "base/value_impl.h"

/* The first byte of each encoded value. These numbers are stored: they never change their meaning. */
enum tag {
  TAG_NIL,
  TAG_FALSE,
  TAG_TRUE,
  TAG_INT,      /* zigzag varint */
  TAG_NUM,      /* 8 bytes */
  TAG_TEXT,     /* length, bytes */
  TAG_DATETIME, /* zigzag varint */
  TAG_DURATION, /* months, days, working days, ms: zigzag varints */
  TAG_LIST,     /* count, values */
  TAG_RECORD,   /* count, then key length, key bytes, value; keys rise */
  TAG_NO_DAYS   /* the duration `0 days` */
};

static void put_tag(spr_buf *out, enum tag tag) {
  spr_buf_char(out, (char)tag);
}

static void put_double(spr_buf *out, double n) {
  uint64_t bits;
  if (n == 0) n = 0; /* both zeros are one value */
  memcpy(&bits, &n, sizeof bits);
  char bytes[8];
  for (int i = 0; i < 8; i++) bytes[i] = (char)(unsigned char)(bits >> (8 * i) & 0xFF);
  spr_buf_add(out, bytes, sizeof bytes);
}

static void put_duration(spr_buf *out, spr_duration d) {
  spr_pack_i64(out, d.months);
  spr_pack_i64(out, d.days);
  spr_pack_i64(out, d.working_days);
  spr_pack_i64(out, d.ms);
}

static void put_list(spr_buf *out, const spr_vlist *l) {
  spr_pack_u64(out, l->n);
  for (uint32_t i = 0; i < l->n; i++) spr_v_encode(out, l->v[i]);
}

static void put_record(spr_buf *out, const spr_vrecord *r) {
  spr_pack_u64(out, r->n);
  for (uint32_t i = 0; i < r->n; i++) {
    spr_pack_str(out, spr_v_str(r->v[i].key));
    spr_v_encode(out, r->v[i].value);
  }
}

void spr_v_encode(spr_buf *out, spr_value v) {
  if (out->failed) return;
  switch ((spr_vtype)v.type) {
    case SPR_NIL: put_tag(out, TAG_NIL); break;
    case SPR_BOOL: put_tag(out, v.u.b ? TAG_TRUE : TAG_FALSE); break;
    case SPR_INT:
      put_tag(out, TAG_INT);
      spr_pack_i64(out, v.u.i);
      break;
    case SPR_NUM:
      put_tag(out, TAG_NUM);
      put_double(out, v.u.n);
      break;
    case SPR_TEXT:
      put_tag(out, TAG_TEXT);
      spr_pack_str(out, spr_v_str(v));
      break;
    case SPR_DATETIME:
      put_tag(out, TAG_DATETIME);
      spr_pack_i64(out, v.u.i);
      break;
    case SPR_DURATION:
      put_tag(out, v.u.d->d.no_days ? TAG_NO_DAYS : TAG_DURATION);
      if (!v.u.d->d.no_days) put_duration(out, v.u.d->d);
      break;
    case SPR_LIST:
      put_tag(out, TAG_LIST);
      put_list(out, v.u.l);
      break;
    case SPR_RECORD:
      put_tag(out, TAG_RECORD);
      put_record(out, v.u.r);
      break;
  }
}

typedef struct reader {
  spr_heap *heap;
  spr_str in;
  uint32_t i, nodes, bytes;
  spr_status status; /* the first failure; whoever sets it gives nil */
} reader;

static bool fail(reader *r, spr_status status) {
  if (r->status == SPR_OK) r->status = status;
  return false;
}

static spr_value fail_value(reader *r, spr_status status) {
  fail(r, status);
  return SPR_V_NIL;
}

static bool get_byte(reader *r, unsigned char *out) {
  if (r->i >= r->in.n) return fail(r, SPR_EINVAL);
  *out = (unsigned char)r->in.p[r->i++];
  return true;
}

/* Only the shortest form is taken, so that one value has one encoding. */
static bool get_varint(reader *r, uint64_t *out) {
  uint64_t n = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    unsigned char byte = 0;
    if (!get_byte(r, &byte)) return false;
    if (shift == 63 && byte > 1) break;
    n |= (uint64_t)(byte & 0x7F) << shift;
    if (byte & 0x80) continue;
    if (byte == 0 && shift > 0) break;
    *out = n;
    return true;
  }
  return fail(r, SPR_EINVAL);
}

static bool get_signed(reader *r, int64_t *out) {
  uint64_t u = 0;
  if (!get_varint(r, &u)) return false;
  int64_t half = (int64_t)(u >> 1);
  *out = u & 1 ? -half - 1 : half;
  return true;
}

/* A count of things that take at least one byte each. */
static bool get_count(reader *r, uint32_t *out) {
  uint64_t n = 0;
  if (!get_varint(r, &n)) return false;
  if (n > r->in.n - r->i) return fail(r, SPR_EINVAL);
  *out = (uint32_t)n;
  return true;
}

static spr_value get_text(reader *r) {
  uint32_t n = 0;
  if (!get_count(r, &n)) return SPR_V_NIL;
  if (n > SPR_MAX_VALUE_BYTES - r->bytes) return fail_value(r, SPR_ELIMIT);
  r->bytes += n;
  spr_str s = spr_str_sub(r->in, r->i, r->i + n);
  if (spr_utf8_invalid(s) >= 0) return fail_value(r, SPR_EINVAL);
  r->i += n;
  return spr_v_text(r->heap, s);
}

static spr_value get_double(reader *r) {
  uint64_t bits = 0;
  for (int i = 0; i < 8; i++) {
    unsigned char byte = 0;
    if (!get_byte(r, &byte)) return SPR_V_NIL;
    bits |= (uint64_t)byte << (8 * i);
  }
  double n;
  memcpy(&n, &bits, sizeof n);
  if (!isfinite(n) || (n == 0 && signbit(n))) return fail_value(r, SPR_EINVAL);
  return spr_v_num(n);
}

static bool get_int32(reader *r, int32_t *out) {
  int64_t n;
  if (!get_signed(r, &n)) return false;
  if (n < INT32_MIN || n > INT32_MAX) return fail(r, SPR_EINVAL);
  *out = (int32_t)n;
  return true;
}

static spr_value get_duration(reader *r) {
  spr_duration d = {0};
  if (!get_int32(r, &d.months) || !get_int32(r, &d.days) || !get_int32(r, &d.working_days) ||
      !get_signed(r, &d.ms))
    return SPR_V_NIL;
  if (!spr_duration_valid(d)) return fail_value(r, SPR_EINVAL);
  return spr_v_duration(r->heap, d);
}

static spr_value get_datetime(reader *r) {
  int64_t t;
  if (!get_signed(r, &t)) return SPR_V_NIL;
  if (t < SPR_MIN_INSTANT || t > SPR_MAX_INSTANT) return fail_value(r, SPR_EINVAL);
  return spr_v_datetime(t);
}

static spr_value get_value(reader *r, uint32_t depth);

/* Counts the parts before there is memory for them. */
static bool get_size(reader *r, uint32_t depth, uint32_t nodes_each, uint32_t *n) {
  if (!get_count(r, n)) return false;
  bool fits = depth < SPR_MAX_VALUE_DEPTH && *n <= (SPR_MAX_VALUE_NODES - r->nodes) / nodes_each;
  return fits || fail(r, SPR_ELIMIT);
}

static spr_value get_list(reader *r, uint32_t depth) {
  uint32_t n = 0;
  if (!get_size(r, depth, 1, &n)) return SPR_V_NIL;
  spr_vlist *l = spr_vlist_new(r->heap, n);
  if (!l) return SPR_V_NIL;
  for (uint32_t i = 0; i < n && r->status == SPR_OK && !r->heap->oom; i++) l->v[i] = get_value(r, depth + 1);
  return spr_vlist_seal(r->heap, l);
}

static bool get_pair(reader *r, uint32_t depth, spr_pair *out) {
  if (++r->nodes > SPR_MAX_VALUE_NODES) return fail(r, SPR_ELIMIT);
  out->key = get_text(r);
  if (r->status != SPR_OK || r->heap->oom) return false;
  out->value = get_value(r, depth + 1);
  return r->status == SPR_OK && out->value.type == SPR_NIL ? fail(r, SPR_EINVAL) : true;
}

static spr_value get_record(reader *r, uint32_t depth) {
  uint32_t n = 0;
  if (!get_size(r, depth, 2, &n)) return SPR_V_NIL;
  spr_vrecord *rec = spr_vrecord_new(r->heap, n);
  if (!rec) return SPR_V_NIL;
  for (uint32_t i = 0; i < n && r->status == SPR_OK && !r->heap->oom; i++) {
    if (!get_pair(r, depth, &rec->v[i])) break;
    if (i > 0 && spr_str_cmp(spr_v_str(rec->v[i - 1].key), spr_v_str(rec->v[i].key)) >= 0)
      fail(r, SPR_EINVAL);
  }
  return spr_vrecord_seal(r->heap, rec);
}

static spr_value get_value(reader *r, uint32_t depth) {
  unsigned char tag;
  int64_t n;
  if (++r->nodes > SPR_MAX_VALUE_NODES) return fail_value(r, SPR_ELIMIT);
  if (!get_byte(r, &tag)) return SPR_V_NIL;
  switch (tag) {
    case TAG_NIL: return SPR_V_NIL;
    case TAG_FALSE: return spr_v_bool(false);
    case TAG_TRUE: return spr_v_bool(true);
    case TAG_INT: return get_signed(r, &n) ? spr_v_int(n) : SPR_V_NIL;
    case TAG_NUM: return get_double(r);
    case TAG_TEXT: return get_text(r);
    case TAG_DATETIME: return get_datetime(r);
    case TAG_DURATION: return get_duration(r);
    case TAG_LIST: return get_list(r, depth);
    case TAG_RECORD: return get_record(r, depth);
    case TAG_NO_DAYS: return spr_v_duration(r->heap, (spr_duration){.no_days = true});
    default: return fail_value(r, SPR_EINVAL);
  }
}

spr_status spr_v_decode(spr_heap *h, spr_str in, uint32_t *i, spr_value *out) {
  reader r = {.heap = h, .in = in, .i = *i, .status = SPR_OK};
  *out = SPR_V_NIL;
  if (*i > in.n) return SPR_EINVAL;
  spr_value v = get_value(&r, 0);
  if (r.status == SPR_OK && h->oom) r.status = SPR_ENOMEM;
  if (r.status != SPR_OK) {
    if (h->pool) spr_v_release(h->pool, v);
    return r.status;
  }
  *i = r.i;
  *out = v;
  return SPR_OK;
}
