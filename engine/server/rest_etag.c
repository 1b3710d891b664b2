/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/scan.h"
#include "server/rest.h"

/* -- making ---------------------------------------------------------------------------------------------- */

/* FNV-1a: it tells versions apart, and is no secret. */
static uint32_t add(uint32_t h, const void *p, size_t n) {
  const unsigned char *b = p;
  for (size_t i = 0; i < n; i++) h = (h ^ b[i]) * 16777619u;
  return h;
}

/* With its NUL, so that two texts are not one. */
static uint32_t add_text(uint32_t h, const char *z) {
  return add(h, z, strlen(z) + 1);
}

static uint32_t add_number(uint32_t h, uint64_t n) {
  unsigned char b[8];
  for (int i = 0; i < 8; i++) b[i] = (unsigned char)(n >> (8 * i));
  return add(h, b, sizeof b);
}

static uint32_t add_texts(uint32_t h, const char *const *v, size_t n) {
  h = add_number(h, n);
  for (size_t i = 0; i < n; i++) h = add_text(h, v[i]);
  return h;
}

/* Depth is bounded: no value is nested deeper than SPR_MAX_VALUE_DEPTH. */
static uint32_t add_value(uint32_t h, const sprawa_value *v) {
  sprawa_type type = sprawa_value_type(v);
  h = add_number(h, type);
  double number = sprawa_value_as_number(v);
  switch (type) {
    case SPRAWA_BOOLEAN: return add_number(h, sprawa_value_as_boolean(v));
    case SPRAWA_INTEGER: return add_number(h, (uint64_t)sprawa_value_as_integer(v));
    case SPRAWA_NUMBER: return add(h, &number, sizeof number);
    case SPRAWA_TEXT: return add_text(h, sprawa_value_as_text(v));
    case SPRAWA_LIST:
    case SPRAWA_RECORD: break;
    case SPRAWA_NULL:
    case SPRAWA_FAULT: return h;
  }
  h = add_number(h, sprawa_value_size(v));
  for (size_t i = 0; i < sprawa_value_size(v); i++) {
    const char *name = sprawa_value_name(v, i);
    h = add_value(name ? add_text(h, name) : h, sprawa_value_at(v, i));
  }
  return h;
}

static uint32_t add_head(uint32_t h, const sprawa_case_row *r) {
  h = add_text(add_text(h, r->id), r->states);
  h = add_number(add_number(h, r->seq), (uint64_t)r->changed);
  h = add_number(add_number(h, r->status), r->held);
  return add_text(add_text(h, r->outcome), r->responsible);
}

static uint32_t add_places(uint32_t h, const sprawa_case *c) {
  const sprawa_place *p = sprawa_case_place(c, 0);
  for (size_t i = 0; p; p = sprawa_case_place(c, ++i)) h = add_text(add_text(h, p->state), p->responsible);
  return h;
}

static uint32_t add_deadlines(uint32_t h, const sprawa_case *c) {
  const sprawa_deadline *d = sprawa_case_deadline(c, 0);
  for (size_t i = 0; d; d = sprawa_case_deadline(c, ++i)) {
    h = add_number(add_text(h, d->name), (uint64_t)d->ends);
    h = add_number(add_number(h, d->suspended), d->overdue);
    h = add_number(add_text(h, d->last_day), (uint64_t)d->missed);
  }
  return h;
}

static uint32_t add_tasks(uint32_t h, const sprawa_case *c) {
  const sprawa_task *t = sprawa_case_task(c, 0);
  for (size_t i = 0; t; t = sprawa_case_task(c, ++i)) {
    h = add_text(add_text(add_text(h, t->id), t->name), t->state);
    h = add_texts(add_texts(h, t->by, t->nby), t->signed_by, t->nsigned);
    h = add_number(add_number(h, (uint64_t)t->due), t->required);
    h = add_number(add_number(h, t->overdue), (uint64_t)t->missed);
  }
  return h;
}

static uint32_t add_rest(uint32_t h, const sprawa_case *c) {
  const sprawa_link *l = sprawa_case_link(c, 0);
  for (size_t i = 0; l; l = sprawa_case_link(c, ++i)) h = add_text(add_text(h, l->name), l->id);
  const sprawa_incident *v = sprawa_case_incident(c, 0);
  for (size_t i = 0; v; v = sprawa_case_incident(c, ++i)) {
    h = add_number(add_number(h, v->number), v->tries);
    h = add_number(h, (uint64_t)v->next_try);
  }
  return h;
}

spr_etag spr_etag_of(const sprawa_case *c) {
  spr_etag out;
  uint32_t h = add_head(2166136261u, sprawa_case_head(c));
  h = add_value(add_places(h, c), sprawa_case_fields(c));
  h = add_rest(add_tasks(add_deadlines(h, c), c), c);
  snprintf(out.text, sizeof out.text, "\"%llu-%08x\"", (unsigned long long)sprawa_case_head(c)->seq,
           (unsigned)h);
  return out;
}

/* -- matching -------------------------------------------------------------------------------------------- */

/* What a tag's text may hold. */
static bool is_etagc(char c) {
  unsigned char u = (unsigned char)c;
  return u == 0x21 || (u >= 0x23 && u != 0x7f);
}

/* "SEQ-HASH8", or 0. */
static uint64_t seq_of(spr_str tag) {
  int64_t n = 0;
  spr_scan rest = spr_str_sub(tag, 1, tag.n);
  uint32_t i = 1 + spr_scan_digits(&rest, 1, 18, &n);
  bool hash = i > 1 && i + 10 == tag.n && tag.p[i] == '-';
  for (uint32_t k = i + 1; hash && k + 1 < tag.n; k++)
    hash = (tag.p[k] >= '0' && tag.p[k] <= '9') || (tag.p[k] >= 'a' && tag.p[k] <= 'f');
  return hash ? (uint64_t)n : 0;
}

/* One tag at the beginning of the list, which then begins behind it. */
static bool take_tag(spr_str *list, spr_str *tag, bool *weak) {
  *weak = spr_str_starts(*list, SPR_STR("W/"));
  if (*weak) *list = spr_str_sub(*list, 2, list->n);
  if (list->n < 2 || list->p[0] != '"') return false;
  uint32_t end = 1;
  while (end < list->n && is_etagc(list->p[end])) end++;
  if (end >= list->n || list->p[end] != '"') return false;
  *tag = spr_str_sub(*list, 0, end + 1);
  *list = spr_str_trim(spr_str_sub(*list, end + 1, list->n));
  return true;
}

spr_match spr_etag_match(spr_str list, const char *etag, bool weak, uint64_t *seq) {
  bool found = false;
  if (seq) *seq = 0;
  list = spr_str_trim(list);
  if (spr_str_is(list, "*")) return SPR_MATCH_ANY;
  if (list.n == 0) return SPR_MATCH_BROKEN;
  while (list.n) {
    spr_str tag;
    bool marked = false;
    if (!take_tag(&list, &tag, &marked)) return SPR_MATCH_BROKEN;
    bool counts = weak || !marked;
    if (counts && etag && spr_str_is(tag, etag)) found = true;
    if (counts && seq && *seq == 0) *seq = seq_of(tag);
    if (list.n == 0) break;
    if (list.p[0] != ',') return SPR_MATCH_BROKEN;
    list = spr_str_trim(spr_str_sub(list, 1, list.n));
    if (list.n == 0) return SPR_MATCH_BROKEN;
  }
  return found ? SPR_MATCH_ONE : SPR_MATCH_NONE;
}
