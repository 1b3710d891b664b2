/* SPDX-License-Identifier: Apache-2.0 */
#include "api/site_impl.h"
#include "cases/deployed.h"

/* Who is who. The municipalities are part of the environment, so any definition that is deployed knows all of
 * them. */

struct sprawa_directory {
  spr_api_bag bag;
  sprawa_site_institution *v;
  sprawa_site_municipality *places;
  uint32_t n, cap, nplaces, placecap;
};

typedef struct reading {
  sprawa_directory *x;
  spr_eyes eyes;
  spr_str municipality; /* empty: any */
  spr_shelf *shelf;
  bool found;
} reading;

/* The first will do. */
static bool is_first(void *ud, spr_str package, spr_str city) {
  reading *r = ud;
  bool first = !r->found;
  (void)package;
  (void)city;
  r->found = true;
  return first;
}

static void add_place(const reading *r, spr_str id, const spr_title *title) {
  sprawa_directory *x = r->x;
  for (uint32_t i = 0; i < x->nplaces; i++)
    if (spr_str_is(id, x->places[i].id)) return;
  sprawa_site_municipality *to = SPR_PUSH(&x->bag.arena, x->places, x->nplaces, x->placecap);
  *to = (sprawa_site_municipality){.id = spr_api_z(&x->bag, id), .title = spr_api_title(&x->bag, title)};
  if (!*to->title) to->title = to->id;
}

static void add_gazetteer(const reading *r, const spr_package *p) {
  for (uint32_t i = 0; i < p->ngazetteer; i++) {
    const spr_place *place = &p->gazetteer[i];
    if (r->municipality.n == 0 || spr_str_eq(r->municipality, place->id))
      add_place(r, place->id, &place->title);
  }
}

static void add_city(const reading *r, const spr_city *c) {
  spr_api_bag *b = &r->x->bag;
  const char *id = spr_api_z(b, c->id), *title = spr_api_title(b, &c->title);
  const sprawa_zone *zone = spr_api_zone(b, c->zone);
  add_place(r, c->id, &c->title);
  for (uint32_t i = 0; i < c->ninstitutions; i++) {
    sprawa_site_institution *to = SPR_PUSH(&b->arena, r->x->v, r->x->n, r->x->cap);
    *to = (sprawa_site_institution){.id = spr_api_z(b, c->institutions[i].id),
                                    .title = spr_api_title(b, &c->institutions[i].title),
                                    .municipality = id,
                                    .municipality_title = *title ? title : id,
                                    .zone = zone};
    if (!*to->title) to->title = to->id;
  }
}

static spr_status add_site(const reading *r, const spr_site *site) {
  jmp_buf env;
  if (spr_arena_guard(&r->x->bag.arena, &env)) return SPR_ENOMEM;
  for (uint32_t i = 0; site && i < site->ncities; i++) {
    const spr_city *c = &site->cities[i];
    bool asked = r->municipality.n == 0 || spr_str_eq(r->municipality, c->id);
    if (asked && spr_view_within(&r->eyes.view, c->id)) add_city(r, c);
  }
  for (uint32_t i = 0; site && i < site->npackages; i++) add_gazetteer(r, &site->packages[i]);
  spr_arena_unguard(&r->x->bag.arena, NULL);
  return SPR_OK;
}

static spr_status look_into(void *ud, spr_str package, spr_str city) {
  const reading *r = ud;
  spr_volume *v = NULL;
  spr_status s = spr_shelf_current(r->shelf, package, city, &v);
  return s == SPR_OK ? add_site(r, spr_library_site(v->library)) : s;
}

static spr_status read_directory(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  (void)now;
  r->shelf = spr_desk_shelf(desk);
  return spr_deployed(store, &r->x->bag.alloc, is_first, look_into, r);
}

sprawa_code sprawa_engine_directory(sprawa_engine *e, const sprawa_site_query *q, sprawa_directory **out,
                                    sprawa_error *error) {
  reading r = {.x = NULL};
  if (out) *out = NULL;
  if (!e || !q || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the question, or where to put the directory, is missing");
  sprawa_code code = spr_api_eyes(error, q->as, &r.eyes);
  if (code == SPRAWA_OK)
    code = spr_api_text(error, "the municipality", q->municipality, false, &r.municipality);
  if (code != SPRAWA_OK) return code;
  r.x = spr_realloc(&e->alloc, NULL, 0, sizeof *r.x);
  if (!r.x) return spr_api_status(error, SPR_ENOMEM, NULL);
  *r.x = (sprawa_directory){.n = 0};
  spr_api_bag_init(&r.x->bag, &e->alloc);
  spr_api_bag_speaks(&r.x->bag, &r.eyes, e->language);
  spr_status s = spr_engine_read(e->engine, read_directory, &r);
  if (s == SPR_OK) {
    *out = r.x;
    return spr_api_ok(error);
  }
  sprawa_directory_free(r.x);
  return spr_api_failed(e, s, error);
}

void sprawa_directory_free(sprawa_directory *d) {
  if (!d) return;
  spr_alloc alloc = d->bag.alloc;
  spr_api_bag_release(&d->bag);
  spr_free(&alloc, d, sizeof *d);
}

const sprawa_site_institution *sprawa_directory_at(const sprawa_directory *d, size_t i) {
  return d && i < d->n ? &d->v[i] : NULL;
}

const sprawa_site_municipality *sprawa_directory_municipality_at(const sprawa_directory *d, size_t i) {
  return d && i < d->nplaces ? &d->places[i] : NULL;
}

const sprawa_site_institution *sprawa_directory_find(const sprawa_directory *d, const char *id) {
  for (uint32_t i = 0; d && id && i < d->n; i++)
    if (strcmp(d->v[i].id, id) == 0) return &d->v[i];
  return NULL;
}
