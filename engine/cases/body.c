/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/body.h"

#include "base/limits.h"
#include "base/pack.h"
#include "store/row.h"

/* Which parts an effect has. Stored: these numbers never change their meaning. */
enum part {
  PART_INDEX = 1,
  PART_TEXT = 2,
  PART_TEXT2 = 4,
  PART_TEXT3 = 8,
  PART_VALUE = 16,
  PART_AT = 32,
  PART_PLACE = 64,
  PART_FACTS = 128
};

/* -- writing -------------------------------------------------------------------------------------------- */

static bool has_facts(const spr_effect *e) {
  return e->kind == SPR_E_DECISION && (e->facts || e->fields);
}

bool spr_body_apart(const spr_effect *e) {
  return e->kind == SPR_E_OBSERVED && e->value.type == SPR_RECORD &&
         spr_str_starts(e->text, SPR_STR("profile("));
}

static unsigned parts_of(const spr_effect *e) {
  unsigned parts = 0;
  if (e->index != SPR_NONE) parts |= PART_INDEX;
  /* What an expression asks stands in the definition. */
  if (e->text.n && !(e->kind == SPR_E_DECISION && e->index != SPR_NONE)) parts |= PART_TEXT;
  if (e->text2.n) parts |= PART_TEXT2;
  if (e->text3.n) parts |= PART_TEXT3;
  if (e->value.type != SPR_NIL) parts |= PART_VALUE;
  if (e->at != SPR_NO_INSTANT) parts |= PART_AT;
  if (e->line) parts |= PART_PLACE;
  if (has_facts(e)) parts |= PART_FACTS;
  return parts;
}

static void write_fields(const uint64_t *set, uint32_t nfields, spr_buf *out) {
  uint32_t n = 0, last = 0;
  for (uint32_t i = 0; set && i < nfields; i++) n += set[i >> 6] >> (i & 63) & 1;
  spr_pack_u64(out, n);
  for (uint32_t i = 0; n && i < nfields; i++) {
    if (!(set[i >> 6] >> (i & 63) & 1)) continue;
    spr_pack_u64(out, i - last);
    last = i;
  }
}

static void write_effect(const spr_effect *e, uint32_t nfields, spr_buf *out) {
  unsigned parts = parts_of(e);
  spr_pack_u64(out, e->kind);
  spr_buf_char(out, (char)(unsigned char)parts);
  if (parts & PART_INDEX) spr_pack_u64(out, (uint64_t)e->index);
  if (parts & PART_TEXT) spr_pack_str(out, e->text);
  if (parts & PART_TEXT2) spr_pack_str(out, e->text2);
  if (parts & PART_TEXT3) spr_pack_str(out, e->text3);
  if (parts & PART_VALUE) spr_v_encode(out, e->value);
  if (parts & PART_AT) spr_pack_i64(out, e->at);
  if (parts & PART_PLACE) {
    spr_pack_str(out, e->file);
    spr_pack_u64(out, e->line);
  }
  if (parts & PART_FACTS) {
    spr_pack_u64(out, e->facts);
    write_fields(e->fields, nfields, out);
  }
}

/* Takes the next hash. */
static void write_apart(const spr_effect *e, uint32_t nfields, spr_str *apart, spr_buf *out) {
  spr_effect with_hash = *e;
  with_hash.value = SPR_V_NIL;
  with_hash.text2 = spr_str_sub(*apart, 0, sizeof(spr_hash));
  *apart = spr_str_sub(*apart, sizeof(spr_hash), apart->n);
  write_effect(&with_hash, nfields, out);
}

/* Why a step got stuck, as its refusal would have told: the code with the first of its reasons. */
static void write_reasons(const spr_result *r, uint32_t nfields, spr_buf *out) {
  for (uint32_t i = 0; i < r->nreasons || i == 0; i++) {
    const spr_reason *why = i < r->nreasons ? &r->reasons[i] : NULL;
    spr_str code = spr_str_of(spr_refusal_name(r->code));
    write_effect(&(spr_effect){.kind = SPR_E_ERROR,
                               .index = SPR_NONE,
                               .text = why ? why->text : code,
                               .text2 = i == 0 ? code : SPR_STR(""),
                               .value = SPR_V_NIL,
                               .at = SPR_NO_INSTANT,
                               .file = why ? why->file : SPR_STR(""),
                               .line = why ? why->line : 0},
                 nfields, out);
  }
}

spr_status spr_body_write(const spr_input *in, bool named, const spr_result *r, uint32_t nfields,
                          spr_str patch, spr_str apart, spr_buf *out) {
  spr_pack_u64(out, SPR_BODY_VERSION);
  spr_v_encode(out, in->data);
  spr_pack_str(out, in->reason);
  spr_pack_str(out, in->link);
  spr_pack_u64(out, (in->occurred != SPR_NO_INSTANT ? 1u : 0u) | (in->operator? 2u : 0u) | (named ? 4u : 0u));
  if (in->occurred != SPR_NO_INSTANT) spr_pack_i64(out, in->occurred);
  if (named) spr_pack_str(out, in->name);
  spr_pack_str(out, patch);
  bool stuck = r && r->outcome == SPR_STUCK;
  spr_pack_u64(out, (r ? r->neffects : 0) + (stuck ? r->nreasons + (r->nreasons == 0) : 0));
  for (uint32_t i = 0; r && i < r->neffects; i++) {
    if (apart.n > 0 && spr_body_apart(&r->effects[i]))
      write_apart(&r->effects[i], nfields, &apart, out);
    else
      write_effect(&r->effects[i], nfields, out);
  }
  if (stuck) write_reasons(r, nfields, out);
  return out->failed ? (out->n + 1 >= out->max ? SPR_ELIMIT : SPR_ENOMEM) : SPR_OK;
}

/* -- reading -------------------------------------------------------------------------------------------- */

/* A value where the reader stands. */
static spr_status read_value(spr_heap *h, spr_unpack *u, spr_value *out) {
  *out = SPR_V_NIL;
  if (u->failed) return SPR_EINVAL;
  spr_status s = spr_v_decode(h, u->in, &u->at, out);
  if (s != SPR_OK) u->failed = true;
  return s == SPR_ENOMEM ? SPR_ENOMEM : s == SPR_OK ? SPR_OK : SPR_EINVAL;
}

spr_status spr_body_read(spr_heap *h, spr_str bytes, spr_body *out) {
  *out = (spr_body){.data = SPR_V_NIL, .occurred = SPR_NO_INSTANT};
  spr_unpack u = spr_unpack_begin(bytes);
  if (spr_unpack_u64(&u) != SPR_BODY_VERSION) return SPR_EINVAL;
  spr_status s = read_value(h, &u, &out->data);
  if (s != SPR_OK) return s;
  out->reason = spr_unpack_str(&u);
  out->link = spr_unpack_str(&u);
  uint64_t flags = spr_unpack_max(&u, 7);
  if (flags & 1) out->occurred = spr_unpack_i64(&u);
  if (flags & 4) out->name = spr_unpack_str(&u);
  out->operator= flags & 2;
  out->patch = spr_unpack_str(&u);
  out->neffects = spr_unpack_count(&u);
  out->effects = spr_str_sub(bytes, u.at, bytes.n);
  if (!u.failed) return SPR_OK;
  if (h->pool) spr_v_release(h->pool, out->data);
  out->data = SPR_V_NIL;
  return SPR_EINVAL;
}

static spr_str read_fields(spr_unpack *u) {
  uint32_t n = spr_unpack_count(u), from = u->at;
  for (uint32_t i = 0; i < n; i++) (void)spr_unpack_max(u, SPR_MAX_FIELDS);
  return spr_str_sub(u->in, from, u->at);
}

spr_status spr_body_next(spr_heap *h, spr_str *left, spr_body_effect *out) {
  *out = (spr_body_effect){.index = SPR_NONE, .value = SPR_V_NIL, .at = SPR_NO_INSTANT};
  if (left->n == 0) return SPR_ENOTFOUND;
  spr_unpack u = spr_unpack_begin(*left);
  out->kind = (spr_effect_kind)spr_unpack_max(&u, SPR_E_ENDED);
  unsigned parts = u.at < u.in.n ? (unsigned char)u.in.p[u.at++] : 0;
  if (parts & PART_INDEX) out->index = (int32_t)spr_unpack_max(&u, INT32_MAX);
  if (parts & PART_TEXT) out->text = spr_unpack_str(&u);
  if (parts & PART_TEXT2) out->text2 = spr_unpack_str(&u);
  if (parts & PART_TEXT3) out->text3 = spr_unpack_str(&u);
  if (parts & PART_VALUE) {
    spr_status s = read_value(h, &u, &out->value);
    if (s != SPR_OK) return s;
  }
  if (parts & PART_AT) out->at = spr_unpack_i64(&u);
  if (parts & PART_PLACE) {
    out->file = spr_unpack_str(&u);
    out->line = (uint32_t)spr_unpack_max(&u, UINT32_MAX);
  }
  if (parts & PART_FACTS) {
    out->facts = (uint32_t)spr_unpack_max(&u, UINT32_MAX);
    out->fields = read_fields(&u);
  }
  *left = spr_str_sub(u.in, u.at, u.in.n);
  if (!u.failed) return SPR_OK;
  if (h->pool) spr_v_release(h->pool, out->value);
  out->value = SPR_V_NIL;
  return SPR_EINVAL;
}

void spr_body_facts(const spr_model *m, const spr_body_effect *e, const char *before, spr_buf *out) {
  const char *join = before;
  spr_unpack u = spr_unpack_begin(e->fields);
  for (uint64_t field = 0; u.at < u.in.n;) {
    field += spr_unpack_u64(&u);
    if (u.failed || field >= m->nfields) return;
    spr_buf_printf(out, "%scase.%.*s", join, SPR_FMT(m->fields[field].name));
    join = ", ";
  }
  spr_facts_words(e->facts, join, out);
}
