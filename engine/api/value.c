/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "api/value_impl.h"
#include "base/civil.h"
#include "base/utf8.h"

/* -- faults --------------------------------------------------------------------------------------------- */

static const sprawa_value no_memory = {.type = SPRAWA_FAULT, .u.fault = SPRAWA_NO_MEMORY};
static const sprawa_value too_large = {.type = SPRAWA_FAULT, .u.fault = SPRAWA_LIMIT};
static const sprawa_value invalid = {.type = SPRAWA_FAULT, .u.fault = SPRAWA_INVALID};

sprawa_value *spr_api_fault(sprawa_code why) {
  const sprawa_value *v = why == SPRAWA_NO_MEMORY ? &no_memory : why == SPRAWA_LIMIT ? &too_large : &invalid;
  return (sprawa_value *)(uintptr_t)v; /* nobody writes to one: it is not counted */
}

sprawa_code sprawa_value_check(const sprawa_value *v) {
  return v && v->type == SPRAWA_FAULT ? v->u.fault : SPRAWA_OK;
}

/* -- counting ------------------------------------------------------------------------------------------- */

sprawa_value *sprawa_value_retain(const sprawa_value *v) {
  sprawa_value *w = (sprawa_value *)(uintptr_t)v;
  if (w && w->type != SPRAWA_FAULT) atomic_fetch_add_explicit(&w->refs, 1, memory_order_relaxed);
  return w;
}

void sprawa_value_release(sprawa_value *v) {
  if (!v || v->type == SPRAWA_FAULT) return;
  if (atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel) != 1) return;
  for (size_t i = 0; v->type == SPRAWA_LIST && i < v->n; i++) sprawa_value_release(spr_api_items(v)[i]);
  for (size_t i = 0; v->type == SPRAWA_RECORD && i < v->n; i++)
    sprawa_value_release(spr_api_members(v)[i].value);
  spr_alloc alloc = v->alloc;
  spr_free(&alloc, v, v->size);
}

static void release_all(size_t n, sprawa_value *const *v) {
  for (size_t i = 0; v && i < n; i++) sprawa_value_release(v[i]);
}

/* -- plain ones ----------------------------------------------------------------------------------------- */

/* NULL: no memory. */
static sprawa_value *make(const spr_alloc *alloc, sprawa_type type, size_t behind) {
  size_t size = sizeof(sprawa_value) + behind;
  sprawa_value *v = spr_realloc(alloc, NULL, 0, size);
  if (!v) return NULL;
  memset(v, 0, sizeof *v);
  v->alloc = *alloc;
  atomic_init(&v->refs, 1);
  v->type = (uint8_t)type;
  v->depth = 1;
  v->parts = 1;
  v->size = size;
  return v;
}

static sprawa_value *make_for(const sprawa_host *host, sprawa_type type) {
  spr_alloc alloc = spr_api_alloc(host);
  return make(&alloc, type, 0);
}

sprawa_value *sprawa_value_null(const sprawa_host *host) {
  sprawa_value *v = make_for(host, SPRAWA_NULL);
  return v ? v : spr_api_fault(SPRAWA_NO_MEMORY);
}

sprawa_value *sprawa_value_boolean(const sprawa_host *host, bool b) {
  sprawa_value *v = make_for(host, SPRAWA_BOOLEAN);
  if (v) v->u.b = b;
  return v ? v : spr_api_fault(SPRAWA_NO_MEMORY);
}

sprawa_value *sprawa_value_integer(const sprawa_host *host, int64_t i) {
  sprawa_value *v = make_for(host, SPRAWA_INTEGER);
  if (v) v->u.i = i;
  return v ? v : spr_api_fault(SPRAWA_NO_MEMORY);
}

sprawa_value *sprawa_value_number(const sprawa_host *host, double n) {
  if (!isfinite(n)) return spr_api_fault(SPRAWA_INVALID);
  sprawa_value *v = make_for(host, SPRAWA_NUMBER);
  if (v) v->u.n = n;
  return v ? v : spr_api_fault(SPRAWA_NO_MEMORY);
}

static bool hides(spr_str s) {
  for (uint32_t i = 0; i < s.n;)
    if (spr_utf8_forbidden(spr_utf8_next(s, &i))) return true;
  return false;
}

static sprawa_value *make_text(const spr_alloc *alloc, spr_str s) {
  sprawa_value *v = make(alloc, SPRAWA_TEXT, (size_t)s.n + 1);
  if (!v) return spr_api_fault(SPRAWA_NO_MEMORY);
  char *p = (char *)(v + 1);
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = '\0';
  v->n = v->bytes = s.n;
  v->hidden = hides(s);
  return v;
}

sprawa_value *sprawa_value_text(const sprawa_host *host, const char *text, size_t n) {
  if (!text) return spr_api_fault(SPRAWA_INVALID);
  size_t length = n == SIZE_MAX ? strlen(text) : n;
  if (length > SPR_MAX_VALUE_BYTES) return spr_api_fault(SPRAWA_LIMIT);
  spr_str s = spr_str_n(text, length);
  if (spr_utf8_invalid(s) >= 0 || (length > 0 && memchr(text, '\0', length)))
    return spr_api_fault(SPRAWA_INVALID);
  spr_alloc alloc = spr_api_alloc(host);
  return make_text(&alloc, s);
}

sprawa_value *sprawa_value_date(const sprawa_host *host, int year, int month, int day) {
  char text[11];
  spr_ymd d = {year, month, day};
  if (!spr_ymd_valid(d)) return spr_api_fault(SPRAWA_INVALID);
  spr_day_format(spr_day_from_ymd(d), text);
  return sprawa_value_text(host, text, SIZE_MAX);
}

/* -- lists and records ---------------------------------------------------------------------------------- */

/* Adds what a part counts. */
static void count_in(sprawa_value *v, const sprawa_value *part) {
  v->parts += part->parts;
  v->bytes += part->bytes;
  if (part->depth >= v->depth) v->depth = part->depth + 1;
  v->hidden = v->hidden || part->hidden;
}

static sprawa_code within(const sprawa_value *v) {
  bool fits =
      v->parts <= SPR_MAX_VALUE_NODES && v->bytes <= SPR_MAX_VALUE_BYTES && v->depth <= SPR_MAX_VALUE_DEPTH;
  return fits ? SPRAWA_OK : SPRAWA_LIMIT;
}

static sprawa_code check_parts(size_t n, sprawa_value *const *v) {
  for (size_t i = 0; i < n; i++) {
    if (!v[i]) return SPRAWA_INVALID;
    if (sprawa_value_check(v[i]) != SPRAWA_OK) return sprawa_value_check(v[i]);
  }
  return SPRAWA_OK;
}

static sprawa_value *checked(sprawa_value *v) {
  sprawa_code code = sprawa_value_check(v);
  if (code == SPRAWA_OK) code = within(v);
  if (code == SPRAWA_OK) return v;
  sprawa_value_release(v);
  return spr_api_fault(code);
}

/* Takes over the references. */
static sprawa_value *make_list(const spr_alloc *alloc, size_t n, sprawa_value *const *items) {
  sprawa_code code = check_parts(n, items);
  sprawa_value *v = code == SPRAWA_OK ? make(alloc, SPRAWA_LIST, n * sizeof *items) : NULL;
  if (!v) {
    release_all(n, items);
    return spr_api_fault(code == SPRAWA_OK ? SPRAWA_NO_MEMORY : code);
  }
  if (n) memcpy(spr_api_items(v), items, n * sizeof *items);
  v->n = n;
  for (size_t i = 0; i < n; i++) count_in(v, items[i]);
  return v;
}

sprawa_value *sprawa_value_list(const sprawa_host *host, size_t n, sprawa_value *const *items) {
  spr_alloc alloc = spr_api_alloc(host);
  if (n > 0 && !items) return spr_api_fault(SPRAWA_INVALID);
  if (n <= SPR_MAX_VALUE_NODES) return checked(make_list(&alloc, n, items));
  release_all(n, items);
  return spr_api_fault(SPRAWA_LIMIT);
}

typedef struct named {
  spr_str name;
  sprawa_value *value;
  size_t order;
} named;

static int by_order(const void *a, const void *b) {
  const named *x = a, *y = b;
  return (x->order > y->order) - (x->order < y->order);
}

static int by_name(const void *a, const void *b) {
  const named *x = a, *y = b;
  int c = spr_str_cmp(x->name, y->name);
  return c ? c : by_order(a, b);
}

/* Sorts, and drops what an equal name behind it hides, and nulls: v[0..result). */
static size_t sort_members(named *v, size_t n) {
  size_t kept = 0;
  if (n) qsort(v, n, sizeof *v, by_name);
  for (size_t i = 0; i < n; i++) {
    bool hidden = i + 1 < n && spr_str_eq(v[i].name, v[i + 1].name);
    if (hidden || v[i].value->type == SPRAWA_NULL)
      sprawa_value_release(v[i].value);
    else
      v[kept++] = v[i];
  }
  return kept;
}

/* Takes over the references of v; NULL: no memory, and they are still the caller's. */
static sprawa_value *fill_record(const spr_alloc *alloc, const named *v, size_t n) {
  size_t names = 0;
  for (size_t i = 0; i < n; i++) names += (size_t)v[i].name.n + 1;
  sprawa_value *r = make(alloc, SPRAWA_RECORD, n * sizeof(spr_api_member) + names);
  if (!r) return NULL;
  spr_api_member *m = spr_api_members(r);
  char *p = (char *)(m + n);
  r->n = n;
  for (size_t i = 0; i < n; i++) {
    if (v[i].name.n) memcpy(p, v[i].name.p, v[i].name.n);
    p[v[i].name.n] = '\0';
    m[i] = (spr_api_member){p, v[i].value};
    p += v[i].name.n + 1;
    r->bytes += v[i].name.n;
    count_in(r, v[i].value);
  }
  return r;
}

sprawa_value *spr_api_record(const spr_alloc *alloc, size_t n, const spr_str *names,
                             sprawa_value *const *values) {
  sprawa_code code = check_parts(n, values);
  named *v = code == SPRAWA_OK ? spr_realloc(alloc, NULL, 0, (n + 1) * sizeof *v) : NULL;
  if (!v) {
    release_all(n, values);
    return spr_api_fault(code == SPRAWA_OK ? SPRAWA_NO_MEMORY : code);
  }
  for (size_t i = 0; i < n; i++) v[i] = (named){names[i], values[i], i};
  size_t kept = sort_members(v, n);
  sprawa_value *r = fill_record(alloc, v, kept);
  for (size_t i = 0; !r && i < kept; i++) sprawa_value_release(v[i].value);
  spr_free(alloc, v, (n + 1) * sizeof *v);
  return r ? r : spr_api_fault(SPRAWA_NO_MEMORY);
}

static sprawa_code check_names(size_t n, const char *const *names) {
  for (size_t i = 0; i < n; i++) {
    spr_str s;
    if (!names[i] || spr_api_text(NULL, "", names[i], false, &s) != SPRAWA_OK) return SPRAWA_INVALID;
  }
  return SPRAWA_OK;
}

static sprawa_value *name_members(const spr_alloc *alloc, size_t n, const char *const *names,
                                  sprawa_value *const *values) {
  spr_str *s = spr_realloc(alloc, NULL, 0, (n + 1) * sizeof *s);
  if (!s) {
    release_all(n, values);
    return spr_api_fault(SPRAWA_NO_MEMORY);
  }
  for (size_t i = 0; i < n; i++) s[i] = spr_str_of(names[i]);
  sprawa_value *v = checked(spr_api_record(alloc, n, s, values));
  spr_free(alloc, s, (n + 1) * sizeof *s);
  return v;
}

#define MEMBERS 64

sprawa_value *sprawa_value_members(const sprawa_host *host, ...) {
  const char *names[MEMBERS], *name;
  sprawa_value *values[MEMBERS];
  size_t n = 0;
  bool fits = true;
  va_list ap;
  va_start(ap, host);
  for (name = va_arg(ap, const char *); name; name = va_arg(ap, const char *)) {
    sprawa_value *v = va_arg(ap, sprawa_value *);
    fits = fits && n < MEMBERS;
    if (!fits) sprawa_value_release(v);
    if (!fits) continue;
    names[n] = name;
    values[n++] = v;
  }
  va_end(ap);
  sprawa_value *out = sprawa_value_record(host, n, names, values);
  if (fits) return out;
  sprawa_value_release(out);
  return spr_api_fault(SPRAWA_LIMIT);
}

sprawa_value *sprawa_value_record(const sprawa_host *host, size_t n, const char *const *names,
                                  sprawa_value *const *values) {
  spr_alloc alloc = spr_api_alloc(host);
  sprawa_code code = n > SPR_MAX_VALUE_NODES ? SPRAWA_LIMIT : SPRAWA_OK;
  if (n > 0 && (!names || !values)) code = SPRAWA_INVALID;
  if (code == SPRAWA_OK) code = check_names(n, names);
  if (code == SPRAWA_OK) return name_members(&alloc, n, names, values);
  release_all(n, values);
  return spr_api_fault(code);
}

/* -- out of the engine ---------------------------------------------------------------------------------- */

/* How values are told. */
typedef struct telling {
  const spr_alloc *alloc;
  const spr_zone *zone;
  const spr_titler *titler; /* NULL: texts are told as they are */
} telling;

/* t: its type, or NULL. */
static sprawa_value *from(const telling *k, spr_value v, const spr_type *t);

static sprawa_value *from_list(const telling *k, const spr_vlist *l, const spr_type *t) {
  const spr_type *of = t && t->kind == SPR_T_LIST ? t->of : NULL;
  sprawa_value **v = spr_realloc(k->alloc, NULL, 0, (l->n + 1) * sizeof *v);
  if (!v) return spr_api_fault(SPRAWA_NO_MEMORY);
  for (uint32_t i = 0; i < l->n; i++) v[i] = from(k, l->v[i], of);
  sprawa_value *list = make_list(k->alloc, l->n, v);
  spr_free(k->alloc, v, (l->n + 1) * sizeof *v);
  return list;
}

static const spr_field *member_of(const spr_type *t, spr_str name) {
  for (uint32_t i = 0; t && i < t->nmembers; i++)
    if (spr_str_eq(t->members[i].name, name)) return &t->members[i];
  return NULL;
}

static sprawa_value *from_record(const telling *k, const spr_vrecord *r, const spr_type *t) {
  named *v = spr_realloc(k->alloc, NULL, 0, (r->n + 1) * sizeof *v);
  sprawa_value *out = NULL;
  size_t declared = t ? t->nmembers : 0; /* what is not comes behind */
  bool sound = v != NULL;
  for (uint32_t i = 0; v && i < r->n; i++) {
    spr_str name = spr_v_str(r->v[i].key);
    const spr_field *f = member_of(t, name);
    v[i] = (named){k->titler && f ? spr_api_member_called(k->titler, t, f) : name,
                   from(k, r->v[i].value, f ? f->type : NULL), f ? (size_t)(f - t->members) : declared + i};
    sound = sound && v[i].value->type != SPRAWA_FAULT;
  }
  if (sound && k->titler && r->n) qsort(v, r->n, sizeof *v, by_order);
  if (sound) out = fill_record(k->alloc, v, r->n);
  if (out && k->titler) out->declared = true;
  for (uint32_t i = 0; v && !out && i < r->n; i++) sprawa_value_release(v[i].value);
  spr_free(k->alloc, v, (r->n + 1) * sizeof *v);
  return out ? out : spr_api_fault(SPRAWA_NO_MEMORY);
}

static sprawa_value *from_text(const telling *k, spr_str s, const spr_type *t) {
  return make_text(k->alloc, k->titler && t ? spr_api_called(k->titler, t, s) : s);
}

static sprawa_value *from(const telling *k, spr_value v, const spr_type *t) {
  char text[64];
  sprawa_value *out;
  switch ((spr_vtype)v.type) {
    case SPR_TEXT: return from_text(k, spr_v_str(v), t);
    case SPR_DATETIME: spr_zone_format(k->zone, v.u.i, text); return make_text(k->alloc, spr_str_of(text));
    case SPR_DURATION: spr_duration_format(v.u.d->d, text); return make_text(k->alloc, spr_str_of(text));
    case SPR_LIST: return from_list(k, v.u.l, t);
    case SPR_RECORD: return from_record(k, v.u.r, t);
    case SPR_NIL: out = make(k->alloc, SPRAWA_NULL, 0); break;
    case SPR_BOOL: out = make(k->alloc, SPRAWA_BOOLEAN, 0); break;
    case SPR_INT: out = make(k->alloc, SPRAWA_INTEGER, 0); break;
    case SPR_NUM: out = make(k->alloc, SPRAWA_NUMBER, 0); break;
    default: return spr_api_fault(SPRAWA_INVALID);
  }
  if (!out) return spr_api_fault(SPRAWA_NO_MEMORY);
  if (v.type == SPR_BOOL) out->u.b = v.u.b;
  if (v.type == SPR_INT) out->u.i = v.u.i;
  if (v.type == SPR_NUM) out->u.n = v.u.n;
  return out;
}

sprawa_value *spr_api_from(const spr_alloc *alloc, spr_value v, const spr_zone *zone, int64_t *work) {
  sprawa_value *out = from(&(telling){.alloc = alloc, .zone = zone}, v, NULL);
  if (work) *work -= (int64_t)spr_api_parts(out);
  return out;
}

sprawa_value *spr_api_from_titled(const spr_alloc *alloc, spr_value v, const spr_zone *zone,
                                  const spr_titler *titler, const spr_type *t) {
  return from(&(telling){alloc, zone, titler}, v, t);
}
