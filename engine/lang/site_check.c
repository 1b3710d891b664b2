/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "lang/lost.h"
#include "lang/site_load.h"

static void unknown(spr_loader *l, spr_code code, spr_span at, const char *what, spr_str name,
                    const spr_near *near) {
  spr_diag *e = spr_diag_add(l->d, code, at, "no %s \"%.*s\"", what, SPR_FMT(name));
  spr_diag_mean(l->d, e, spr_near_best(near));
}

/* -- institutions --------------------------------------------------------------------------------------- */

/* A kind that stands where it could not be read counts as known. */
static bool offer_kinds(const spr_loader *l, spr_str kind, spr_near *near) {
  for (uint32_t i = 0; i < l->site->npackages; i++) {
    spr_names lost;
    spr_names_init(&lost, l->arena);
    spr_lost_gather(&lost, l->site->packages[i].tree);
    if (spr_lost_has(&lost, kind)) return true;
    const spr_node *kinds = spr_node_get(l->site->packages[i].tree, "institutions");
    for (uint32_t k = 0; spr_node_is_map(kinds) && k < kinds->n; k++) {
      if (spr_str_eq(kinds->members[k].key, kind)) return true;
      spr_near_offer(near, kinds->members[k].key);
    }
  }
  return false;
}

/* Where nobody can say which kind was meant, the place is poisoned: the city may have any kind. */
static void check_kind(spr_loader *l, spr_node *n) {
  if (!spr_node_is_scalar(n) || n->poisoned) return;
  spr_near near;
  spr_near_init(&near, n->text);
  if (offer_kinds(l, n->text, &near)) return;
  unknown(l, SPR_D_UNKNOWN_KIND, n->at, "package has a kind of institution", n->text, &near);
  n->poisoned = !spr_near_best(&near).n;
}

static void check_kinds(spr_loader *l, const spr_city *c) {
  const spr_node *map = spr_node_get(spr_site_tree(l->site, c->file), "institutions");
  for (uint32_t i = 0; spr_node_is_map(map) && i < map->n; i++) {
    spr_node *kind = spr_node_get(map->members[i].value, "kind");
    check_kind(l, kind);
    for (uint32_t k = 0; spr_node_is_list(kind) && k < kind->n; k++) check_kind(l, kind->items[k]);
  }
}

/* Cities are in order, so the first of two is always the same. */
static void check_ids(spr_loader *l) {
  spr_names seen;
  spr_names_init(&seen, l->arena);
  for (uint32_t i = 0; i < l->site->ncities; i++) {
    const spr_city *c = &l->site->cities[i];
    for (uint32_t k = 0; k < c->ninstitutions; k++) {
      bool added;
      spr_names_add(&seen, c->institutions[k].id, &added);
      if (added) continue;
      const spr_institution *first = spr_site_institution(l->site, c->institutions[k].id, NULL);
      spr_diag *e = spr_diag_add(l->d, SPR_D_DUPLICATE_NAME, c->institutions[k].at,
                                 "another city has an institution \"%.*s\", too", SPR_FMT(first->id));
      spr_diag_also(l->d, e, first->at, "the first one is here");
      spr_diag_help(l->d, e, "an institution's id holds in the whole site: add the city's name");
    }
  }
}

static void check_services(spr_loader *l, const spr_city *c) {
  const spr_node *map = spr_node_get(spr_site_tree(l->site, c->file), "services");
  for (uint32_t i = 0; spr_node_is_map(map) && i < map->n; i++) {
    const spr_node *by = spr_node_get(map->members[i].value, "by");
    if (!spr_node_is_scalar(by) || by->poisoned || spr_city_institution(c, by->text)) continue;
    spr_near near;
    spr_near_init(&near, by->text);
    for (uint32_t k = 0; k < c->ninstitutions; k++) spr_near_offer(&near, c->institutions[k].id);
    unknown(l, SPR_D_UNKNOWN_INSTITUTION, by->at, "institution", by->text, &near);
  }
}

/* -- names of packages and cities ----------------------------------------------------------------------- */

static void check_package(spr_loader *l, spr_str name, spr_span at) {
  if (l->package_lost || spr_site_package(l->site, name)) return;
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < l->site->npackages; i++) spr_near_offer(&near, l->site->packages[i].name);
  unknown(l, SPR_D_UNKNOWN_PACKAGE, at, "package", name, &near);
}

static void check_city(spr_loader *l, const spr_node *n) {
  if (l->city_lost || !spr_node_is_scalar(n) || n->poisoned || spr_site_city(l->site, n->text)) return;
  spr_near near;
  spr_near_init(&near, n->text);
  for (uint32_t i = 0; i < l->site->ncities; i++) spr_near_offer(&near, l->site->cities[i].id);
  unknown(l, SPR_D_UNKNOWN_MUNICIPALITY, n->at, "municipality", n->text, &near);
}

/* One name, or a list of names. */
static void check_cities(spr_loader *l, const spr_node *n) {
  check_city(l, n);
  for (uint32_t i = 0; spr_node_is_list(n) && i < n->n; i++) check_city(l, n->items[i]);
}

static void check_story(spr_loader *l, const spr_node *tree) {
  const spr_node *package = spr_node_get(tree, "package"), *steps = spr_node_get(tree, "steps");
  if (spr_node_is_scalar(package) && !package->poisoned) check_package(l, package->text, package->at);
  check_cities(l, spr_node_get(tree, "municipality"));
  for (uint32_t i = 0; spr_node_is_list(steps) && i < steps->n; i++)
    check_cities(l, spr_node_get(steps->items[i], "in"));
}

void spr_check_references(spr_loader *l) {
  for (uint32_t i = 0; i < l->site->ncities; i++) {
    if (!l->package_lost && l->site->npackages) check_kinds(l, &l->site->cities[i]);
    check_services(l, &l->site->cities[i]);
  }
  check_ids(l);
  for (uint32_t i = 0; i < l->files.n; i++) {
    const spr_site_file *f = &l->files.v[i];
    if (f->role == SPR_FILE_STORY || f->role == SPR_FILE_CITY_STORY) check_story(l, f->tree);
    if (f->role == SPR_FILE_CITY_LUA) check_package(l, f->name, spr_span_make(f->file, 0, 0));
    const spr_node *adapts = f->role == SPR_FILE_ADAPTATION ? spr_node_get(f->tree, "adapts") : NULL;
    if (spr_node_is_scalar(adapts) && !adapts->poisoned && spr_str_eq(adapts->text, f->name))
      check_package(l, f->name, adapts->at);
  }
}
