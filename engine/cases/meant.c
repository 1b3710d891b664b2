/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/meant.h"

#include "cases/nearest.h"
#include "lang/site.h"

/* -- what is deployed ----------------------------------------------------------------------------------- */

typedef struct deployed {
  spr_nearest package, municipality;
} deployed;

static bool on_current(void *ud, spr_str name) {
  deployed *d = ud;
  spr_str package, city;
  if (!spr_current_parts(name, &package, &city)) return true;
  spr_nearest_offer(&d->package, package);
  spr_nearest_offer(&d->municipality, city);
  return true;
}

static spr_status find(spr_store *store, spr_str package, spr_str municipality, deployed *d) {
  spr_nearest_begin(&d->package, package);
  spr_nearest_begin(&d->municipality, municipality);
  return spr_store_currents(store, on_current, d);
}

spr_status spr_meant_deployed(spr_store *store, spr_str package, spr_str municipality, spr_buf *out) {
  deployed d;
  spr_status s = find(store, package, municipality, &d);
  if (s != SPR_OK) return s;
  if (package.n && !d.package.known) spr_nearest_say(out, "package ", spr_near_best(&d.package.near));
  if (municipality.n && !d.municipality.known)
    spr_nearest_say(out, "municipality ", spr_near_best(&d.municipality.near));
  return out->failed ? SPR_ENOMEM : SPR_OK;
}

/* -- what a definition has ------------------------------------------------------------------------------ */

void spr_meant_workflow(const spr_package *p, spr_str name, spr_buf *out) {
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < p->nworkflows; i++) spr_near_offer(&near, p->workflows[i].name);
  spr_nearest_say(out, "", spr_near_best(&near));
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
  spr_nearest_say(out, "", spr_near_best(&near));
}
