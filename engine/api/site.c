/* SPDX-License-Identifier: Apache-2.0 */
#include "api/site_impl.h"
#include "cases/deployed.h"

/* What is deployed, compiled one after another. */

struct sprawa_site {
  spr_api_bag bag;
  sprawa_site_package *v;
  uint32_t n, cap;
  bool more;
};

typedef struct reading {
  sprawa_site *x;
  spr_eyes eyes;
  spr_str package, municipality, after;
  uint32_t wanted, limit;
  spr_shelf *shelf;
} reading;

static void write_hash(const spr_hash *h, char out[SPRAWA_HASH_TEXT]) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < sizeof h->b; i++) {
    out[2 * i] = digits[h->b[i] >> 4];
    out[2 * i + 1] = digits[h->b[i] & 15];
  }
  out[2 * sizeof h->b] = '\0';
}

static const char *or_name(const char *title, const char *name) {
  return *title ? title : name;
}

sprawa_site_package spr_api_site_package(spr_api_bag *b, const spr_volume *v) {
  sprawa_site_package out = {.package = spr_api_z(b, v->package->name),
                             .version = spr_api_z(b, v->package->version),
                             .municipality = spr_api_z(b, v->city->id),
                             .zone = spr_api_zone(b, v->city->zone)};
  out.title = spr_api_package_title(b, v->package);
  out.municipality_title = or_name(spr_api_title(b, &v->city->title), out.municipality);
  write_hash(&v->definition, out.definition);
  return out;
}

/* A workflow that others use alone may not stand by itself: it is no case's. */
static void add(reading *r, const spr_volume *v) {
  spr_api_bag *b = &r->x->bag;
  const spr_package *p = v->package;
  sprawa_site_package out = spr_api_site_package(b, v);
  sprawa_site_workflow *w = SPR_NEW_N(&b->arena, sprawa_site_workflow, p->nworkflows + 1);
  for (uint32_t i = 0; i < p->nworkflows; i++) {
    spr_definition *d = NULL;
    if (spr_library_get(v->library, p, v->city, p->workflows[i].name, &d) != SPR_OK) continue;
    sprawa_site_workflow *x = &w[out.nworkflows++];
    x->name = spr_api_z(b, p->workflows[i].name);
    x->title = or_name(spr_api_state_title(b, d->model, 0), x->name);
    x->main = spr_str_eq(p->workflows[i].name, p->main);
  }
  out.workflows = w;
  *SPR_PUSH(&b->arena, r->x->v, r->x->n, r->x->cap) = out;
}

static spr_status copy(reading *r, const spr_volume *v) {
  jmp_buf env;
  if (!v->package || !v->city) return SPR_OK;
  if (spr_arena_guard(&r->x->bag.arena, &env)) return SPR_ENOMEM;
  add(r, v);
  spr_arena_unguard(&r->x->bag.arena, NULL);
  return SPR_OK;
}

static spr_status look_into(void *ud, spr_str package, spr_str city) {
  reading *r = ud;
  spr_volume *v = NULL;
  spr_status s = spr_shelf_current(r->shelf, package, city, &v);
  if (s == SPR_OK) s = copy(r, v);
  spr_shelf_trim(r->shelf);
  return s;
}

static bool is_asked(spr_str wanted, spr_str name) {
  return wanted.n == 0 || spr_str_eq(wanted, name);
}

/* In the order in which they come, which is that of "PACKAGE/MUNICIPALITY". */
static bool is_behind(spr_str package, spr_str city, spr_str after) {
  uint32_t n = package.n + 1 + city.n;
  for (uint32_t i = 0; i < n && i < after.n; i++) {
    char c = i < package.n ? package.p[i] : i == package.n ? '/' : city.p[i - package.n - 1];
    if (c != after.p[i]) return (unsigned char)c > (unsigned char)after.p[i];
  }
  return n > after.n;
}

static bool is_wanted(void *ud, spr_str package, spr_str city) {
  reading *r = ud;
  if (!is_asked(r->package, package) || !is_asked(r->municipality, city) ||
      !spr_view_within(&r->eyes.view, city) || !is_behind(package, city, r->after))
    return false;
  r->x->more = r->limit && r->wanted == r->limit;
  if (!r->x->more) r->wanted++;
  return !r->x->more;
}

static spr_status read_site(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  (void)now;
  r->shelf = spr_desk_shelf(desk);
  return spr_deployed(store, &r->x->bag.alloc, is_wanted, look_into, r);
}

sprawa_code sprawa_engine_site(sprawa_engine *e, const sprawa_site_query *q, sprawa_site **out,
                               sprawa_error *error) {
  reading r = {.x = NULL};
  if (out) *out = NULL;
  if (!e || !q || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the question, or where to put the site, is missing");
  sprawa_code code = spr_api_eyes(error, q->as, &r.eyes);
  if (code == SPRAWA_OK) code = spr_api_text(error, "the package", q->package, false, &r.package);
  if (code == SPRAWA_OK)
    code = spr_api_text(error, "the municipality", q->municipality, false, &r.municipality);
  if (code == SPRAWA_OK) code = spr_api_text(error, "what is before", q->after, false, &r.after);
  if (code != SPRAWA_OK) return code;
  r.limit = q->limit;
  r.x = spr_realloc(&e->alloc, NULL, 0, sizeof *r.x);
  if (!r.x) return spr_api_status(error, SPR_ENOMEM, NULL);
  *r.x = (sprawa_site){.n = 0};
  spr_api_bag_init(&r.x->bag, &e->alloc);
  spr_api_bag_speaks(&r.x->bag, &r.eyes, e->language);
  spr_status s = spr_engine_read(e->engine, read_site, &r);
  if (s == SPR_OK) {
    *out = r.x;
    return spr_api_ok(error);
  }
  sprawa_site_free(r.x);
  return spr_api_failed(e, s, error);
}

void sprawa_site_free(sprawa_site *s) {
  if (!s) return;
  spr_alloc alloc = s->bag.alloc;
  spr_api_bag_release(&s->bag);
  spr_free(&alloc, s, sizeof *s);
}

const sprawa_site_package *sprawa_site_at(const sprawa_site *s, size_t i) {
  return s && i < s->n ? &s->v[i] : NULL;
}

bool sprawa_site_more(const sprawa_site *s) {
  return s && s->more;
}
