/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/shelf.h"

#include <stdio.h>

#include "base/limits.h"
#include "cases/bundle.h"
#include "store/chain.h"

struct spr_shelf {
  spr_alloc alloc;
  spr_store *store;
  spr_library *library; /* NULL: of the store */
  spr_volume **v;
  uint32_t n, cap;
  uint64_t clock;       /* counts requests */
  uint64_t left;        /* counts volumes that were let go */
  spr_hash environment; /* that is deployed now */
  bool known;           /* environment is */
};

spr_status spr_shelf_new(const spr_alloc *alloc, spr_store *store, spr_library *library, spr_shelf **out) {
  spr_shelf *s = spr_realloc(alloc, NULL, 0, sizeof *s);
  *out = s;
  if (!s) return SPR_ENOMEM;
  *s = (spr_shelf){.alloc = *alloc, .store = store, .library = library};
  return SPR_OK;
}

static void volume_free(spr_shelf *s, spr_volume *v) {
  if (v->library != s->library) spr_library_free(v->library);
  spr_arena_release(&v->arena);
  spr_free(&s->alloc, v, sizeof *v);
  s->left++;
}

void spr_shelf_free(spr_shelf *s) {
  if (!s) return;
  for (uint32_t i = 0; i < s->n; i++) volume_free(s, s->v[i]);
  spr_free(&s->alloc, s->v, s->cap * sizeof(spr_volume *));
  spr_free(&s->alloc, s, sizeof *s);
}

spr_str spr_current_definition(char out[SPR_MAX_CURRENT_NAME], spr_str package, spr_str city) {
  int n = snprintf(out, SPR_MAX_CURRENT_NAME, "definition/%.*s/%.*s", SPR_FMT(package), SPR_FMT(city));
  bool fits = n > 0 && n < SPR_MAX_CURRENT_NAME;
  return fits ? spr_str_n(out, (size_t)n) : SPR_STR("");
}

bool spr_current_parts(spr_str name, spr_str *package, spr_str *city) {
  spr_str prefix = SPR_STR("definition/");
  uint32_t slash = prefix.n;
  if (!spr_str_starts(name, prefix)) return false;
  while (slash < name.n && name.p[slash] != '/') slash++;
  *package = spr_str_sub(name, prefix.n, slash);
  *city = spr_str_sub(name, slash + 1, name.n);
  return true;
}

/* -- making a volume ------------------------------------------------------------------------------------ */

/* Objects are borrowed from the store only until its next call. */
static spr_status copy_object(spr_shelf *s, spr_arena *a, const spr_hash *hash, spr_object_kind expected,
                              spr_str *out) {
  spr_object_kind kind = expected;
  spr_str bytes = SPR_STR("");
  spr_status st = spr_store_object(s->store, hash, &kind, &bytes);
  if (st != SPR_OK) return st;
  if (kind != expected) return SPR_ECORRUPT;
  *out = spr_str_dup(a, bytes);
  return SPR_OK;
}

static const spr_city *city_of(const spr_site *site, const spr_given *v, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    if (!spr_str_is(v[i].path, "city")) continue;
    return spr_site_city(site, v[i].bytes);
  }
  return NULL;
}

static spr_given *merge(spr_arena *a, const spr_given *x, uint32_t nx, const spr_given *y, uint32_t ny) {
  spr_given *v = SPR_NEW_N(a, spr_given, nx + ny + 1);
  for (uint32_t i = 0, k = 0, n = 0; i < nx || k < ny;) {
    bool first = k == ny || (i < nx && spr_str_cmp(x[i].path, y[k].path) <= 0);
    v[n++] = first ? x[i++] : y[k++];
  }
  return v;
}

static bool has_sensitive(const spr_model *m) {
  for (uint32_t i = 0; i < m->nfields; i++)
    if (m->fields[i].sensitive) return true;
  return false;
}

static spr_status read_site(spr_shelf *s, spr_volume *v, spr_site **site, spr_given **files, uint32_t *n) {
  spr_str definition, environment;
  spr_given *env_files = NULL;
  uint32_t nenv = 0;
  spr_status st = copy_object(s, &v->arena, &v->definition, SPR_OBJECT_DEFINITION, &definition);
  if (st == SPR_OK) st = copy_object(s, &v->arena, &v->environment, SPR_OBJECT_ENVIRONMENT, &environment);
  if (st == SPR_OK) st = spr_bundle_read(&v->arena, definition, files, n);
  if (st == SPR_OK) st = spr_bundle_read(&v->arena, environment, &env_files, &nenv);
  if (st != SPR_OK) return st == SPR_EINVAL ? SPR_ECORRUPT : st;
  spr_given *all = merge(&v->arena, *files, *n, env_files, nenv);
  spr_sources_init(&v->sources, &v->arena);
  spr_diags_init(&v->diags, &v->arena, &v->sources);
  spr_site_load_given(&v->arena, &v->sources, &v->diags, all, *n + nenv, site);
  return SPR_OK;
}

static spr_status fill(spr_shelf *s, spr_volume *v) {
  spr_site *site = NULL;
  spr_given *files = NULL;
  uint32_t n = 0;
  spr_status st = read_site(s, v, &site, &files, &n);
  if (st != SPR_OK) return st;
  v->city = city_of(site, files, n);
  if (site->npackages == 1) v->package = &site->packages[0];
  if (!v->city || !v->package) return SPR_ECORRUPT;
  st = spr_library_new(&s->alloc, site, &v->sources, &v->diags, &v->library);
  if (st != SPR_OK) return st;
  spr_definition *main = NULL;
  st = spr_library_get(v->library, v->package, v->city, SPR_STR(""), &main);
  if (st != SPR_OK) return st == SPR_EINVAL ? SPR_ECORRUPT : st;
  v->sealed = has_sensitive(main->model);
  return SPR_OK;
}

static spr_status fill_guarded(spr_shelf *s, spr_volume *v) {
  jmp_buf env;
  if (spr_arena_guard(&v->arena, &env)) return SPR_ENOMEM;
  spr_status st = fill(s, v);
  spr_arena_unguard(&v->arena, NULL);
  return st;
}

static spr_status make(spr_shelf *s, const spr_hash *definition, const spr_hash *environment,
                       spr_volume **out) {
  spr_volume *v = spr_realloc(&s->alloc, NULL, 0, sizeof *v);
  if (!v) return SPR_ENOMEM;
  *v = (spr_volume){.definition = *definition, .environment = *environment};
  spr_arena_init(&v->arena, &s->alloc, SPR_MAX_RUN_BYTES);
  spr_status st = fill_guarded(s, v);
  *out = v;
  if (st == SPR_OK) return SPR_OK;
  volume_free(s, v);
  *out = NULL;
  return st;
}

/* -- of a library --------------------------------------------------------------------------------------- */

/* What stands for the content of a definition that no store keeps: its name. */
static spr_str name_of(const spr_package *p, const spr_city *c, char out[SPR_MAX_CURRENT_NAME]) {
  return spr_current_definition(out, p ? p->name : SPR_STR(""), c ? c->id : SPR_STR(""));
}

spr_status spr_shelf_name(spr_shelf *s, const spr_volume *v) {
  char name[SPR_MAX_CURRENT_NAME];
  spr_hash h;
  if (!s->library) return SPR_OK;
  spr_status st =
      spr_store_object_put(s->store, SPR_OBJECT_DEFINITION, name_of(v->package, v->city, name), &h);
  return st == SPR_OK ? spr_store_object_put(s->store, SPR_OBJECT_ENVIRONMENT, SPR_STR(""), &h) : st;
}

static spr_status borrow(spr_shelf *s, const spr_package *p, const spr_city *c, spr_volume **out) {
  char name[SPR_MAX_CURRENT_NAME];
  spr_volume *v = spr_realloc(&s->alloc, NULL, 0, sizeof *v);
  *out = v;
  if (!v) return SPR_ENOMEM;
  *v = (spr_volume){.library = s->library, .package = p, .city = c};
  spr_arena_init(&v->arena, &s->alloc, SPR_MAX_RUN_BYTES);
  spr_chain_object(SPR_OBJECT_DEFINITION, name_of(p, c, name), &v->definition);
  spr_chain_object(SPR_OBJECT_ENVIRONMENT, SPR_STR(""), &v->environment);
  return SPR_OK;
}

/* -- the shelf ------------------------------------------------------------------------------------------ */

static bool grow(spr_shelf *s) {
  if (s->n < s->cap) return true;
  uint32_t cap = s->cap ? s->cap * 2 : 8;
  spr_volume **v = spr_realloc(&s->alloc, s->v, s->cap * sizeof *v, cap * sizeof *v);
  if (!v) return false;
  s->v = v;
  s->cap = cap;
  return true;
}

/* environment NULL: any. */
static bool find(spr_shelf *s, const spr_hash *definition, const spr_hash *environment, spr_volume **out) {
  *out = NULL;
  s->clock++;
  for (uint32_t i = 0; i < s->n && !*out; i++) {
    spr_volume *v = s->v[i];
    bool fits = spr_hash_equal(&v->definition, definition) &&
                (!environment || spr_hash_equal(&v->environment, environment));
    if (fits) *out = v;
  }
  if (*out) (*out)->used = s->clock;
  return *out != NULL;
}

/* Takes it over. There is room for it. */
static void put(spr_shelf *s, spr_volume *v) {
  v->used = s->clock;
  s->v[s->n++] = v;
}

spr_status spr_shelf_volume(spr_shelf *s, const spr_hash *definition, const spr_hash *environment,
                            spr_volume **out) {
  if (find(s, definition, environment, out)) return SPR_OK;
  if (s->library) return SPR_ENOTFOUND;
  if (!grow(s)) return SPR_ENOMEM;
  spr_status st = make(s, definition, environment, out);
  if (st == SPR_OK) put(s, *out);
  return st;
}

static spr_status of_library(spr_shelf *s, spr_str package, spr_str city, spr_volume **out) {
  const spr_site *site = spr_library_site(s->library);
  const spr_package *p = site ? spr_site_package(site, package) : NULL;
  const spr_city *c = site ? spr_site_city(site, city) : NULL;
  for (uint32_t i = 0; i < s->n; i++)
    if (s->v[i]->package == p && s->v[i]->city == c) *out = s->v[i];
  if (site ? !p || !c : package.n || city.n) return SPR_ENOTFOUND;
  if (*out) return SPR_OK;
  if (!grow(s)) return SPR_ENOMEM;
  spr_status st = borrow(s, p, c, out);
  if (st == SPR_OK) put(s, *out);
  return st;
}

static spr_status find_environment(spr_shelf *s) {
  if (s->known) return SPR_OK;
  spr_status st = spr_store_current(s->store, SPR_STR(SPR_CURRENT_ENVIRONMENT), &s->environment);
  s->known = st == SPR_OK;
  return st;
}

spr_status spr_shelf_pinned(spr_shelf *s, const spr_hash *definition, spr_volume **out) {
  *out = NULL;
  if (s->library) return find(s, definition, NULL, out) ? SPR_OK : SPR_ENOTFOUND;
  spr_status st = find_environment(s);
  return st == SPR_OK ? spr_shelf_volume(s, definition, &s->environment, out) : st;
}

spr_status spr_shelf_current(spr_shelf *s, spr_str package, spr_str city, spr_volume **out) {
  char name[SPR_MAX_CURRENT_NAME];
  spr_hash definition;
  *out = NULL;
  if (s->library) return of_library(s, package, city, out);
  spr_status st = spr_store_current(s->store, spr_current_definition(name, package, city), &definition);
  return st == SPR_OK ? spr_shelf_pinned(s, &definition, out) : st;
}

void spr_shelf_refresh(spr_shelf *s) {
  s->known = false;
}

uint64_t spr_shelf_left(const spr_shelf *s) {
  return s->left;
}

void spr_shelf_trim(spr_shelf *s) {
  spr_shelf_refresh(s);
  /* Those of a library cost nothing, and the shelf cannot make them again from their hashes. */
  while (s->n > SPR_MAX_VOLUMES && !s->library) {
    uint32_t oldest = 0;
    for (uint32_t i = 1; i < s->n; i++)
      if (s->v[i]->used < s->v[oldest]->used) oldest = i;
    volume_free(s, s->v[oldest]);
    s->v[oldest] = s->v[--s->n];
  }
}
