/* SPDX-License-Identifier: Apache-2.0 */
#include "store/listed.h"

#include "base/civil.h"
#include "base/limits.h"
#include "base/value.h"

spr_str spr_listed_cut(spr_str text) {
  if (text.n <= SPR_MAX_LISTED_TEXT) return text;
  uint32_t n = SPR_MAX_LISTED_TEXT;
  while (n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80) n--;
  return spr_str_n(text.p, n);
}

/* Also an instant: no field holds both. */
static bool is_number(const spr_listed *v) {
  return v->kind == SPR_LISTED_WHOLE || v->kind == SPR_LISTED_NUMBER || v->kind == SPR_LISTED_INSTANT;
}

static spr_value value_of(const spr_listed *v) {
  return v->kind == SPR_LISTED_NUMBER ? spr_v_num(v->number) : spr_v_int(v->whole);
}

static int rank(const spr_listed *v) {
  return is_number(v) ? 0 : v->kind == SPR_LISTED_NOTHING ? 2 : 1;
}

int spr_listed_cmp(const spr_listed *a, const spr_listed *b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b) ? -1 : 1;
  if (is_number(a)) return spr_v_compare(value_of(a), value_of(b));
  return rank(a) == 1 ? spr_str_cmp(a->text, b->text) : 0;
}

static bool read_whole(spr_str s, int64_t *out) {
  bool negative = s.n > 0 && s.p[0] == '-';
  uint64_t n = 0, most = (uint64_t)INT64_MAX + negative;
  uint32_t i = negative;
  if (i == s.n) return false;
  for (; i < s.n; i++) {
    unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
    if (digit > 9 || n > (most - digit) / 10) return false;
    n = n * 10 + digit;
  }
  *out = negative ? (int64_t)(0 - n) : (int64_t)n;
  return true;
}

spr_listed spr_listed_number(spr_str text) {
  spr_listed v = {.kind = SPR_LISTED_WHOLE};
  if (read_whole(text, &v.whole)) return v;
  v.kind = spr_num_parse(text, &v.number) ? SPR_LISTED_NUMBER : SPR_LISTED_NOTHING;
  return v;
}

spr_listed spr_listed_instant(spr_str text) {
  spr_local local;
  int64_t offset;
  bool has_offset;
  if (!spr_datetime_parse(text, &local, &has_offset, &offset) || !has_offset)
    return (spr_listed){.kind = SPR_LISTED_NOTHING};
  return (spr_listed){.kind = SPR_LISTED_INSTANT, .whole = local - offset};
}

bool spr_listed_is(const spr_listed *v, spr_str text) {
  if (v->kind == SPR_LISTED_KEYED) return false;
  if (!is_number(v)) return v->kind != SPR_LISTED_NOTHING && spr_str_eq(v->text, spr_listed_cut(text));
  const spr_listed wanted[] = {spr_listed_number(text), spr_listed_instant(text)};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    if (is_number(&wanted[i]) && spr_listed_cmp(v, &wanted[i]) == 0) return true;
  return false;
}
