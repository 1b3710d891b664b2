/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/meant.h"

#include "base/limits.h"
#include "lang/site.h"

static void say(spr_buf *out, const char *what, spr_str best) {
  if (best.n) spr_buf_printf(out, ", did you mean %s\"%.*s\"?", what, SPR_FMT(best));
}

/* -- what is deployed ----------------------------------------------------------------------------------- */

/* The nearest of names that are lent one by one. */
typedef struct nearest {
  spr_near near;
  bool known; /* there is one that is equal */
  char best[SPR_MAX_NAME];
} nearest;

typedef struct deployed {
  nearest package, municipality;
} deployed;

static void begin(nearest *n, spr_str name) {
  n->known = false;
  spr_near_init(&n->near, name);
}

static void offer(nearest *n, spr_str name) {
  spr_near_offer(&n->near, name);
  n->known = n->known || spr_str_eq(n->near.name, name);
  spr_str best = spr_near_best(&n->near);
  if (best.n == 0 || best.n > sizeof n->best || best.p == n->best) return;
  memcpy(n->best, best.p, best.n);
  n->near.best = spr_str_n(n->best, best.n);
}

/* "definition/PACKAGE/CITY" */
static bool split(spr_str name, spr_str *package, spr_str *city) {
  spr_str prefix = SPR_STR("definition/");
  uint32_t slash = prefix.n;
  if (!spr_str_starts(name, prefix)) return false;
  while (slash < name.n && name.p[slash] != '/') slash++;
  *package = spr_str_sub(name, prefix.n, slash);
  *city = spr_str_sub(name, slash + 1, name.n);
  return true;
}

static bool on_current(void *ud, spr_str name) {
  deployed *d = ud;
  spr_str package, city;
  if (!split(name, &package, &city)) return true;
  offer(&d->package, package);
  offer(&d->municipality, city);
  return true;
}

static spr_status find(spr_store *store, spr_str package, spr_str municipality, deployed *d) {
  begin(&d->package, package);
  begin(&d->municipality, municipality);
  return spr_store_currents(store, on_current, d);
}

static void say_missing(spr_buf *out, const char *what, const nearest *n) {
  if (n->near.name.n == 0 || n->known) return;
  const char *before = out->n == 0 ? "" : out->p[out->n - 1] == '?' ? " " : "; ";
  spr_buf_printf(out, "%sno %s \"%.*s\"", before, what, SPR_FMT(n->near.name));
  say(out, "", spr_near_best(&n->near));
}

spr_status spr_meant_missing(spr_store *store, spr_str package, spr_str municipality, spr_buf *out) {
  deployed d;
  if (package.n == 0 && municipality.n == 0) return SPR_OK;
  spr_status s = find(store, package, municipality, &d);
  if (s != SPR_OK) return s;
  say_missing(out, "package", &d.package);
  say_missing(out, "municipality", &d.municipality);
  return out->failed ? SPR_ENOMEM : SPR_OK;
}

spr_status spr_meant_deployed(spr_store *store, spr_str package, spr_str municipality, spr_buf *out) {
  deployed d;
  spr_status s = find(store, package, municipality, &d);
  if (s != SPR_OK) return s;
  if (package.n && !d.package.known) say(out, "package ", spr_near_best(&d.package.near));
  if (municipality.n && !d.municipality.known) say(out, "municipality ", spr_near_best(&d.municipality.near));
  return out->failed ? SPR_ENOMEM : SPR_OK;
}

/* -- what is listed ------------------------------------------------------------------------------------- */

typedef struct gathered {
  const spr_case_filter *filter;
  spr_buf names; /* PACKAGE NUL CITY NUL ... of what is deployed where the list looks */
} gathered;

static bool gather(void *ud, spr_str name) {
  gathered *g = ud;
  spr_str package, city;
  if (!split(name, &package, &city)) return true;
  if (g->filter->package.n && !spr_str_eq(package, g->filter->package)) return true;
  if (g->filter->municipality.n && !spr_str_eq(city, g->filter->municipality)) return true;
  spr_buf_str(&g->names, package);
  spr_buf_char(&g->names, '\0');
  spr_buf_str(&g->names, city);
  spr_buf_char(&g->names, '\0');
  return !g->names.failed;
}

typedef struct wanted {
  nearest v[SPR_MAX_WISHES + 1];
  uint32_t n;
} wanted;

static spr_status offer_fields(spr_desk *desk, const char *package, const char *city, wanted *w) {
  spr_shelf *shelf = spr_desk_shelf(desk);
  spr_volume *volume = NULL;
  spr_definition *def = NULL;
  spr_status s = spr_shelf_current(shelf, spr_str_of(package), spr_str_of(city), &volume);
  if (s == SPR_OK) s = spr_library_get(volume->library, volume->package, volume->city, SPR_STR(""), &def);
  for (uint32_t i = 0; s == SPR_OK && i < def->model->nfields; i++)
    for (uint32_t k = 0; def->model->fields[i].listed && k < w->n; k++)
      offer(&w->v[k], def->model->fields[i].name);
  spr_shelf_trim(shelf);
  return s;
}

spr_status spr_meant_unlisted(spr_desk *desk, spr_store *store, const spr_case_filter *f, spr_buf *out) {
  gathered g = {.filter = f};
  wanted w = {.n = 0};
  for (uint32_t i = 0; i < f->nwishes; i++) begin(&w.v[w.n++], f->wishes[i].field);
  bool same = w.n == 1 && spr_str_eq(f->wishes[0].field, f->by);
  if (f->by.n && !same) begin(&w.v[w.n++], f->by);
  if (w.n == 0) return SPR_OK;
  spr_buf_init(&g.names, &out->alloc, SPR_MAX_OUTPUT_BYTES);
  spr_status s = spr_store_currents(store, gather, &g);
  if (s == SPR_OK && g.names.failed) s = SPR_ENOMEM;
  const char *end = g.names.p + g.names.n;
  for (const char *p = g.names.p, *city; s == SPR_OK && p < end; p = city + strlen(city) + 1) {
    city = p + strlen(p) + 1;
    s = offer_fields(desk, p, city, &w);
  }
  spr_buf_release(&g.names);
  for (uint32_t k = 0; s == SPR_OK && k < w.n; k++) say_missing(out, "listed field", &w.v[k]);
  return s == SPR_OK && out->failed ? SPR_ENOMEM : s;
}

/* -- what a definition has ------------------------------------------------------------------------------ */

void spr_meant_workflow(const spr_package *p, spr_str name, spr_buf *out) {
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < p->nworkflows; i++) spr_near_offer(&near, p->workflows[i].name);
  say(out, "", spr_near_best(&near));
}

void spr_meant_institution(const spr_model *m, spr_str name, spr_buf *out) {
  spr_near near;
  spr_near_init(&near, name);
  if (spr_model_role(m, name) != SPR_NONE) {
    spr_buf_puts(out, ": that is a role or a kind, and it takes an institution that plays it");
    return;
  }
  for (uint32_t i = 0; m->site && i < m->site->ncities; i++)
    for (uint32_t k = 0; k < m->site->cities[i].ninstitutions; k++)
      spr_near_offer(&near, m->site->cities[i].institutions[k].id);
  say(out, "", spr_near_best(&near));
}
