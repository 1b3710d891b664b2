/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/world_impl.h"

/* What a step may observe beyond its case. Counters answer from what the cases' last steps left, as counter
 * rows of a database would. */

static int64_t caseload(void *ud, const spr_case *self, spr_str institution) {
  const spr_world *w = ((const world_case *)ud)->world;
  (void)self;
  int64_t n = 0;
  for (uint32_t i = 0; i < w->ncases; i++) {
    const char *who = w->cases[i].responsible;
    n += *who != '\0' && spr_str_is(institution, who);
  }
  return n;
}

static int64_t occupied(void *ud, const spr_case *self, spr_str institution) {
  const spr_world *w = ((const world_case *)ud)->world;
  int64_t n = 0;
  for (uint32_t i = 0; i < w->ncases; i++)
    if (w->cases[i].c != self && spr_case_open(w->cases[i].c))
      n += spr_case_occupies(w->cases[i].c, institution);
  return n;
}

static spr_value profile(void *ud, spr_heap *h, spr_str municipality) {
  const world_case *k = ud;
  spr_value out = SPR_V_NIL;
  const spr_site *site = spr_library_site(k->world->library);
  const spr_city *city = site ? spr_site_city(site, municipality) : NULL;
  if (city && spr_library_profile(k->world->library, k->def->package, city, &out) != SPR_OK) h->oom = true;
  return out;
}

const spr_world_ops world_observe = {caseload, occupied, profile};
