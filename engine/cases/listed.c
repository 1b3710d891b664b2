/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/listed.h"

#include "base/limits.h"
#include "cases/desk_impl.h"
#include "cases/exact.h"

/* -- one value ------------------------------------------------------------------------------------------ */

/* A duration as JSON has it, without its quotes. */
static spr_str in_words(spr_arena *a, spr_value v) {
  spr_buf b;
  spr_buf_init(&b, &a->alloc, SPR_MAX_LISTED_TEXT);
  spr_v_json(&b, v, NULL, NULL);
  bool failed = b.failed || b.n < 2;
  spr_str out = failed ? SPR_STR("") : spr_str_dup(a, spr_str_n(b.p + 1, b.n - 2));
  spr_buf_release(&b);
  if (failed) spr_arena_alloc(a, SIZE_MAX); /* goes where the arena's owner wants to be */
  return out;
}

static spr_listed listed(spr_arena *a, spr_value v) {
  switch ((spr_vtype)v.type) {
    case SPR_BOOL:
      return (spr_listed){.kind = SPR_LISTED_FLAG, .text = v.u.b ? SPR_STR("true") : SPR_STR("false")};
    case SPR_INT: return (spr_listed){.kind = SPR_LISTED_WHOLE, .whole = v.u.i};
    case SPR_NUM: return (spr_listed){.kind = SPR_LISTED_NUMBER, .number = v.u.n};
    case SPR_TEXT: return (spr_listed){.kind = SPR_LISTED_TEXT, .text = spr_listed_cut(spr_v_str(v))};
    case SPR_DATETIME: return (spr_listed){.kind = SPR_LISTED_INSTANT, .whole = v.u.i};
    case SPR_DURATION: return (spr_listed){.kind = SPR_LISTED_TEXT, .text = in_words(a, v)};
    case SPR_NIL:
    case SPR_LIST:
    case SPR_RECORD: break;
  }
  return (spr_listed){.kind = SPR_LISTED_NOTHING};
}

static bool is_listed(const spr_field *f) {
  return f->listed && !f->sensitive;
}

static bool is_exact(const spr_field *f) {
  return f->exact && f->sensitive;
}

bool spr_listed_any(const spr_model *m) {
  for (uint32_t i = 0; i < m->nfields; i++)
    if (is_listed(&m->fields[i]) || is_exact(&m->fields[i])) return true;
  return false;
}

/* -- who is told ---------------------------------------------------------------------------------------- */

/* Fields for which nothing is said are for the same eyes, but for those that are sensitive. */
const spr_str *spr_listed_told(const spr_case *c, const spr_seers *seers, spr_arena *a) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  spr_str alike[2] = {{NULL, 0}, {NULL, 0}};
  if (!spr_listed_any(m)) return NULL;
  spr_str *told = SPR_NEW_N(a, spr_str, m->nfields);
  for (uint32_t i = 0; i < m->nfields; i++) {
    const spr_field *f = &m->fields[i];
    spr_str *same = f->has_visible ? &told[i] : &alike[f->sensitive];
    if (!is_listed(f) && !is_exact(f)) continue;
    if (!same->p) *same = spr_seers_told(c, (int32_t)i, seers, a);
    told[i] = *same;
  }
  return told;
}

/* -- those of a case ------------------------------------------------------------------------------------ */

static bool has_changed(const spr_result *r, uint32_t field) {
  for (uint32_t i = 0; r && i < r->neffects; i++)
    if (r->effects[i].kind == SPR_E_FIELD && r->effects[i].index == (int32_t)field) return true;
  return false;
}

typedef struct collecting {
  spr_desk *desk;
  const spr_case *c;
  const spr_result *r;
  const spr_str *before, *told; /* before NULL: every field, as of a new case */
  bool make;
  spr_arena *a;
  spr_listed_row *v;
  uint32_t n, cap;
} collecting;

/* one that is empty goes, if it has not been empty */
static void add(collecting *k, const spr_listed_row *row, uint32_t field) {
  if (row->value.kind == SPR_LISTED_NOTHING && (!k->before || !has_changed(k->r, field))) return;
  spr_listed_row *to = SPR_PUSH(k->a, k->v, k->n, k->cap);
  *to = *row;
  to->told = k->told[field];
}

static spr_status collect_exact(collecting *k, uint32_t field, const spr_field *f, spr_value value) {
  spr_listed_row rows[SPR_MAX_EXACT];
  uint32_t n;
  spr_status st = spr_exact_rows(k->desk, f, value, k->make, k->a, rows, &n);
  for (uint32_t i = 0; i < n && st == SPR_OK; i++) add(k, &rows[i], field);
  return st;
}

static spr_status collect(collecting *k) {
  const spr_model *m = spr_chart_model(spr_case_chart(k->c));
  spr_status st = SPR_OK;
  for (uint32_t i = 0; i < m->nfields && st == SPR_OK && k->told; i++) {
    const spr_field *f = &m->fields[i];
    if (!is_listed(f) && !is_exact(f)) continue;
    if (k->before && spr_str_eq(k->before[i], k->told[i]) && !has_changed(k->r, i)) continue;
    spr_value value = spr_case_field(k->c, (int32_t)i);
    if (is_exact(f))
      st = collect_exact(k, i, f, value);
    else
      add(k, &(spr_listed_row){.field = f->name, .value = listed(k->a, value)}, i);
  }
  return st;
}

static spr_status collect_guarded(collecting *k) {
  jmp_buf env;
  if (spr_arena_guard(k->a, &env)) return SPR_ENOMEM;
  spr_status st = collect(k);
  spr_arena_unguard(k->a, NULL);
  return st;
}

spr_status spr_listed_changed(spr_desk *s, const spr_case *c, const spr_result *r, bool all, spr_arena *a,
                              spr_listed_row **v, uint32_t *n) {
  const spr_derive *d = &s->derive;
  collecting k = {.desk = s,
                  .c = c,
                  .r = r,
                  .before = all ? NULL : d->told_before,
                  .told = d->told,
                  .make = r != NULL,
                  .a = a};
  spr_status st = collect_guarded(&k);
  *v = k.v;
  *n = st == SPR_OK ? k.n : 0;
  return st;
}

/* -- comparing ------------------------------------------------------------------------------------------ */

typedef struct comparing {
  const spr_listed_row *v;
  uint32_t n, same;
  bool differs;
} comparing;

static bool on_row(void *ud, const spr_listed_row *row) {
  comparing *k = ud;
  for (uint32_t i = 0; i < k->n; i++) {
    if (!spr_str_eq(k->v[i].field, row->field)) continue;
    k->same++;
    k->differs |= k->v[i].value.kind != row->value.kind || spr_listed_cmp(&k->v[i].value, &row->value) != 0 ||
                  !spr_str_eq(k->v[i].told, row->told);
    return !k->differs;
  }
  k->differs = true; /* a field that the case has not, or not listed */
  return false;
}

/* All that the case has, as of a new one. */
static spr_status collect_all(spr_loaded *l, collecting *k) {
  spr_seers seers;
  jmp_buf env;
  *k = (collecting){.desk = l->desk, .c = l->c, .a = &l->arena};
  if (!l->c) return SPR_OK;
  if (spr_arena_guard(&l->arena, &env)) return SPR_ENOMEM;
  spr_seers_find(l->c, &l->arena, &seers);
  k->told = spr_listed_told(l->c, &seers, &l->arena);
  spr_arena_unguard(&l->arena, NULL);
  return collect_guarded(k);
}

spr_status spr_listed_true(spr_loaded *l, bool *out, uint32_t *n) {
  collecting all;
  spr_status st = collect_all(l, &all);
  comparing k = {.v = all.v, .n = all.n};
  if (st == SPR_OK) st = spr_store_listed(l->desk->store, l->row.id, on_row, &k);
  *out = !k.differs && k.same == k.n;
  *n = k.n;
  return st;
}
