/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/exact.h"

#include <stdio.h>

#include "base/wording.h"
#include "cases/desk_impl.h"
#include "cases/settings.h"
#include "store/chain.h"

static const spr_secret_kind kind = {SPR_SETTING_SEARCH, {"search!", 7}, {"search", 6}};

/* -- what is hashed -------------------------------------------------------------------------------------- */

typedef struct plain {
  char text[SPR_MAX_EXACT_BYTES];
  uint32_t n;
  bool digits;
} plain;

/* False: it is too short or too long for an identifier. */
static bool make_plain(spr_str text, plain *p) {
  spr_wording w = {.text = text};
  p->n = 0;
  p->digits = false;
  while (spr_wording_next(&w))
    for (uint32_t i = 0; i < w.word.n; i++) {
      char c = w.word.p[i];
      if (strchr("-./:", c)) continue; /* within a number */
      if (p->n == sizeof p->text) return false;
      p->text[p->n++] = c;
      p->digits |= c >= '0' && c <= '9';
    }
  return p->n >= SPR_MIN_EXACT;
}

/* 128 bits of it: two values that are alike by chance do not happen. */
static void hash(const spr_secret *secret, const plain *p, spr_exact *out) {
  spr_hasher h;
  spr_hash whole;
  spr_hasher_begin_keyed(&h, "sprawa searchable 1", &secret->bytes);
  spr_hasher_str(&h, spr_str_n(p->text, p->n));
  spr_hasher_end(&h, &whole);
  out->text[0] = '#';
  for (uint32_t i = 0; i < SPR_EXACT_CHARS / 2; i++) snprintf(out->text + 1 + 2 * i, 3, "%02x", whole.b[i]);
}

/* -- of a case ------------------------------------------------------------------------------------------- */

typedef struct rows {
  const spr_secret *secret;
  spr_arena *a;
  spr_listed_row *v;
  uint32_t n;
} rows;

static void add_text(rows *r, spr_str text) {
  plain p;
  spr_exact e;
  if (r->n == SPR_MAX_EXACT || !make_plain(text, &p)) return;
  hash(r->secret, &p, &e);
  r->v[r->n++].value = (spr_listed){.kind = SPR_LISTED_KEYED, .text = spr_str_dup(r->a, spr_str_of(e.text))};
}

/* The texts and whole numbers of a value, however deep. Values are bounded in depth (value.h). */
static void add_leaves(rows *r, spr_value v) {
  char digits[24];
  switch ((spr_vtype)v.type) {
    case SPR_TEXT: add_text(r, spr_v_str(v)); break;
    case SPR_INT:
      snprintf(digits, sizeof digits, "%lld", (long long)v.u.i);
      add_text(r, spr_str_of(digits));
      break;
    case SPR_LIST:
      for (uint32_t i = 0; i < v.u.l->n; i++) add_leaves(r, v.u.l->v[i]);
      break;
    case SPR_RECORD:
      for (uint32_t i = 0; i < v.u.r->n; i++) add_leaves(r, v.u.r->v[i].value);
      break;
    default: break;
  }
}

static void add_of_type(rows *r, const spr_type *t, spr_value v) {
  if (t->kind == SPR_T_LIST && v.type == SPR_LIST)
    for (uint32_t i = 0; i < v.u.l->n; i++) add_of_type(r, t->of, v.u.l->v[i]);
  if (t->kind == SPR_T_TEXT) add_leaves(r, v);
  if (t->kind != SPR_T_PERSON || v.type != SPR_RECORD) return;
  for (uint32_t i = 0; i < v.u.r->n; i++)
    if (spr_v_is_text(v.u.r->v[i].key, "identifiers")) add_leaves(r, v.u.r->v[i].value);
}

spr_status spr_exact_rows(spr_desk *s, const spr_field *f, spr_value value, bool make, spr_arena *a,
                          spr_listed_row *out, uint32_t *n) {
  rows r = {.secret = &s->search, .a = a, .v = out};
  *n = 0;
  if (!s->keys) return SPR_OK;
  spr_status st = make ? spr_secret_need(s, &kind, &s->search) : spr_secret_find(s, &kind, &s->search);
  if (st != SPR_OK) return st == SPR_ENOTFOUND ? SPR_OK : st;
  for (uint32_t i = 0; i < SPR_MAX_EXACT; i++)
    out[i] = (spr_listed_row){.field = spr_str_printf(a, "%.*s#%u", SPR_FMT(f->name), i)};
  add_of_type(&r, f->type, value);
  *n = SPR_MAX_EXACT;
  return SPR_OK;
}

/* -- seeking --------------------------------------------------------------------------------------------- */

spr_status spr_exact_sought(spr_desk *s, spr_str text, spr_exact *out) {
  plain p;
  out->text[0] = '\0';
  if (!s->keys || !make_plain(text, &p) || !p.digits) return SPR_OK;
  spr_status st = spr_secret_find(s, &kind, &s->search);
  if (st == SPR_OK) hash(&s->search, &p, out);
  return st == SPR_ENOTFOUND || st == SPR_EREFUSED ? SPR_OK : st;
}

spr_str spr_exact_field(spr_str name) {
  uint32_t n = 0;
  while (n < name.n && name.p[n] != '#') n++;
  return spr_str_n(name.p, n);
}
