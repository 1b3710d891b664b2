/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/deploy.h"

#include "cases/bundle.h"
#include "cases/desk_impl.h"
#include "cases/recount.h"

typedef struct deployer {
  spr_desk *desk;
  spr_library *library;
  const spr_site *site;
  spr_instant now;
  spr_str actor;
  spr_deploy_report *report;
  spr_buf *why, *bytes;
} deployer;

/* -- institutions that would vanish --------------------------------------------------------------------- */

static spr_status check_city(deployer *d, const spr_city *former, bool *vanish) {
  for (uint32_t i = 0; i < former->ninstitutions; i++) {
    spr_str id = former->institutions[i].id;
    int64_t n = 0;
    if (spr_site_institution(d->site, id, NULL)) continue;
    spr_status st = spr_store_caseload(d->desk->store, id, &n);
    if (st != SPR_OK) return st;
    if (n == 0) continue;
    *vanish = true;
    spr_buf_printf(d->why, "%.*s (%.*s): responsible for %lld open %s\n", SPR_FMT(id), SPR_FMT(former->id),
                   (long long)n, n == 1 ? "case" : "cases");
  }
  return d->why->failed ? SPR_ENOMEM : SPR_OK;
}

/* The environment that is current, as a site without packages. */
static spr_status former_site(deployer *d, spr_arena *a, spr_sources *src, spr_diags *diags, spr_site **out) {
  spr_hash hash;
  spr_object_kind kind;
  spr_str bytes;
  spr_given *v;
  uint32_t n;
  *out = NULL;
  spr_status st = spr_store_current(d->desk->store, SPR_STR(SPR_CURRENT_ENVIRONMENT), &hash);
  if (st == SPR_ENOTFOUND) return SPR_OK; /* nothing was deployed yet */
  if (st == SPR_OK) st = spr_store_object(d->desk->store, &hash, &kind, &bytes);
  if (st == SPR_OK) st = spr_bundle_read(a, spr_str_dup(a, bytes), &v, &n);
  if (st != SPR_OK) return st == SPR_EINVAL ? SPR_ECORRUPT : st;
  spr_sources_init(src, a);
  spr_diags_init(diags, a, src);
  spr_site_load_given(a, src, diags, v, n, out);
  return SPR_OK;
}

static spr_status check_cities(deployer *d, spr_arena *a) {
  spr_sources src;
  spr_diags diags;
  spr_site *former = NULL;
  bool vanish = false;
  spr_status st = former_site(d, a, &src, &diags, &former);
  for (uint32_t i = 0; st == SPR_OK && former && i < former->ncities; i++)
    st = check_city(d, &former->cities[i], &vanish);
  return st == SPR_OK && vanish ? SPR_EREFUSED : st;
}

static spr_status check_vanishing(deployer *d, spr_arena *a) {
  jmp_buf env;
  if (spr_arena_guard(a, &env)) {
    spr_arena_unguard(a, NULL);
    return SPR_ENOMEM;
  }
  spr_status st = check_cities(d, a);
  spr_arena_unguard(a, NULL);
  return st;
}

/* -- objects -------------------------------------------------------------------------------------------- */

static spr_status put_current(deployer *d, spr_object_kind kind, spr_str name, bool *changed) {
  spr_store *store = d->desk->store;
  spr_hash hash, former;
  spr_status st = spr_store_object_put(store, kind, spr_buf_view(d->bytes), &hash);
  if (st != SPR_OK) return st;
  st = spr_store_current(store, name, &former);
  *changed = st != SPR_OK || !spr_hash_equal(&former, &hash);
  if (st != SPR_OK && st != SPR_ENOTFOUND) return st;
  spr_shelf_refresh(spr_desk_shelf(d->desk));
  return *changed ? spr_store_current_set(store, name, &hash) : SPR_OK;
}

static spr_status put_environment(deployer *d) {
  spr_buf_clear(d->bytes);
  spr_status st = spr_bundle_environment(d->site, d->bytes);
  if (st != SPR_OK) return st;
  return put_current(d, SPR_OBJECT_ENVIRONMENT, SPR_STR(SPR_CURRENT_ENVIRONMENT), &d->report->environment);
}

static spr_status put_definition(deployer *d, const spr_package *p, const spr_city *c) {
  char name[SPR_MAX_CURRENT_NAME];
  bool changed = false;
  spr_definition *built = NULL;
  spr_buf_clear(d->bytes);
  spr_status st = spr_library_get(d->library, p, c, SPR_STR(""), &built);
  if (st == SPR_OK) st = spr_bundle_definition(d->site, p, c, d->bytes);
  if (st == SPR_OK)
    st = put_current(d, SPR_OBJECT_DEFINITION, spr_current_definition(name, p->name, c->id), &changed);
  if (st != SPR_OK) return st;
  d->report->definitions++;
  d->report->changed += changed;
  return SPR_OK;
}

static spr_status put_all(deployer *d) {
  spr_status st = put_environment(d);
  for (uint32_t i = 0; i < d->site->npackages && st == SPR_OK; i++)
    for (uint32_t k = 0; k < d->site->ncities && st == SPR_OK; k++)
      st = put_definition(d, &d->site->packages[i], &d->site->cities[k]);
  return st;
}

/* Open cases look at the world anew, if they had looked at it before. */
static spr_status note_recount(deployer *d, bool first) {
  spr_hash now;
  if (!d->report->environment || first) return SPR_OK;
  spr_status st = spr_store_current(d->desk->store, SPR_STR(SPR_CURRENT_ENVIRONMENT), &now);
  return st == SPR_OK ? spr_recount_note(d->desk->store, &d->desk->alloc, &now, d->actor) : st;
}

spr_status spr_deploy(spr_desk *desk, spr_library *library, spr_instant now, spr_str actor,
                      spr_deploy_report *report, spr_buf *why) {
  spr_buf bytes;
  spr_arena a;
  *report = (spr_deploy_report){0};
  deployer d = {desk, library, spr_library_site(library), now, actor, report, why, &bytes};
  spr_buf_init(&bytes, &desk->alloc, SPR_MAX_SITE_BYTES);
  spr_arena_init(&a, &desk->alloc, SPR_MAX_RUN_BYTES);
  spr_desk_begin(desk, now, SPR_STR(""));
  spr_hash former;
  spr_status st = spr_store_current(desk->store, SPR_STR(SPR_CURRENT_ENVIRONMENT), &former);
  bool first = st == SPR_ENOTFOUND;
  if (st == SPR_OK || first) st = check_vanishing(&d, &a);
  if (st == SPR_OK) st = put_all(&d);
  if (st == SPR_OK) spr_desk_relieve(desk);
  if (st == SPR_OK) st = note_recount(&d, first);
  spr_arena_release(&a);
  spr_buf_release(&bytes);
  return st;
}
