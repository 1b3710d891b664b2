/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diag.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

static const struct {
  const char *name, *doc;
  spr_severity severity;
} codes[SPR_D_COUNT] = {
#define X(id, name, severity, doc) {name, doc, SPR_##severity},
#include "base/codes.def"
#undef X
};

const char *spr_code_name(spr_code c) {
  return codes[c].name;
}

const char *spr_code_doc(spr_code c) {
  return codes[c].doc;
}

spr_severity spr_code_severity(spr_code c) {
  return codes[c].severity;
}

void spr_diags_init(spr_diags *d, spr_arena *a, const spr_sources *s) {
  *d = (spr_diags){.arena = a, .sources = s};
}

static uint32_t *counter(spr_diags *d, spr_severity severity) {
  return severity == SPR_ERROR ? &d->errors : severity == SPR_WARNING ? &d->warnings : &d->notes;
}

/* What the user wrote stands in messages, and may hold anything. */
__attribute__((format(printf, 2, 0))) static spr_str clean_text(spr_arena *a, const char *fmt, va_list ap) {
  spr_str raw = spr_str_vprintf(a, fmt, ap);
  /* A code point never grows when it is cleaned, so that the raw length is room enough. */
  uint32_t room = raw.n < SPR_MAX_MESSAGE_BYTES ? raw.n : SPR_MAX_MESSAGE_BYTES;
  char *text = spr_arena_alloc(a, room + 1);
  return spr_str_n(text, spr_utf8_clean_into(text, raw, room));
}

spr_diag *spr_diag_add(spr_diags *d, spr_code code, spr_span at, const char *fmt, ...) {
  spr_severity severity = spr_code_severity(code);
  ++*counter(d, severity);
  if (d->n == SPR_MAX_DIAGS) {
    d->dropped++;
    return NULL;
  }
  va_list ap;
  va_start(ap, fmt);
  spr_str message = clean_text(d->arena, fmt, ap);
  va_end(ap);
  uint32_t order = d->n;
  spr_diag *e = SPR_PUSH(d->arena, d->v, d->n, d->cap);
  *e = (spr_diag){
      .code = code, .severity = severity, .at = at, .message = message, .help = {"", 0}, .order = order};
  return e;
}

void spr_diag_help(spr_diags *d, spr_diag *e, const char *fmt, ...) {
  if (!e) return;
  va_list ap;
  va_start(ap, fmt);
  e->help = clean_text(d->arena, fmt, ap);
  va_end(ap);
}

void spr_diag_also(spr_diags *d, spr_diag *e, spr_span at, const char *fmt, ...) {
  if (!e) return;
  va_list ap;
  va_start(ap, fmt);
  spr_related *r = SPR_NEW(d->arena, spr_related);
  *r = (spr_related){.at = at, .message = clean_text(d->arena, fmt, ap)};
  va_end(ap);
  spr_related **last = &e->related;
  while (*last) last = &(*last)->next;
  *last = r;
}

void spr_diag_mean(spr_diags *d, spr_diag *e, spr_str best) {
  if (!e || best.n == 0) return;
  spr_diag_help(d, e, "did you mean \"%.*s\"?", SPR_FMT(best));
  e->meant = spr_str_dup(d->arena, best);
}

static int by_number(uint32_t a, uint32_t b) {
  return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b) {
  const spr_diag *x = a, *y = b;
  int c = by_number(x->at.file, y->at.file);
  if (c == 0) c = by_number(x->at.from, y->at.from);
  return c != 0 ? c : by_number(x->order, y->order);
}

static bool is_same(const spr_diag *a, const spr_diag *b) {
  return a->code == b->code && a->at.to == b->at.to && spr_str_eq(a->message, b->message);
}

/* Is it among the entries before it at the same place? v is sorted by place. */
static bool is_repeated(const spr_diag *v, uint32_t n, const spr_diag *e) {
  for (uint32_t i = n; i > 0 && v[i - 1].at.file == e->at.file && v[i - 1].at.from == e->at.from; i--) {
    if (is_same(&v[i - 1], e)) return true;
  }
  return false;
}

void spr_diags_sort(spr_diags *d) {
  if (d->n < 2) return;
  qsort(d->v, d->n, sizeof *d->v, by_place);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < d->n; i++) {
    if (is_repeated(d->v, kept, &d->v[i])) {
      --*counter(d, d->v[i].severity);
    } else {
      d->v[kept++] = d->v[i];
    }
  }
  d->n = kept;
}

void spr_diag_soften(spr_diags *d, spr_diag *e) {
  if (!e || e->severity != SPR_ERROR) return;
  e->severity = SPR_WARNING;
  d->errors--;
  d->warnings++;
}
