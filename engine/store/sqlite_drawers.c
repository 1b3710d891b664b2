/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_lanes.h"

/* How open cases stand: lanes know how many they have. */

typedef struct stroll {
  spr_sqlite *q;
  const spr_case_filter *f;
  spr_standing_fn fn;
  void *ud;
} stroll;

static spr_status tell(const stroll *w, const spr_lanes *lanes) {
  spr_str name;
  spr_sqlite_trim(w->q);
  spr_status s = spr_interned_bytes(&w->q->drawers, lanes->at.drawer, &name);
  if (s != SPR_OK) return s;
  spr_standing at = {.package = spr_drawer_word(name, SPR_DRAWER_PACKAGE),
                     .workflow = spr_drawer_word(name, SPR_DRAWER_WORKFLOW),
                     .municipality = spr_drawer_word(name, SPR_DRAWER_MUNICIPALITY),
                     .n = lanes->n};
  s = spr_interned_bytes(&w->q->names, lanes->at.configuration, &at.configuration);
  if (s == SPR_OK) w->fn(w->ud, &at);
  return s;
}

/* The case that was opened for an emergency, where it is not in the scope anyhow. */
static spr_status tell_opened(const stroll *w) {
  spr_str id = w->f->scope.opened;
  spr_case_row c;
  if (!w->f->scope.narrow || id.n == 0) return SPR_OK;
  spr_status s = spr_sqlite_case_get(&w->q->base, id, &c);
  if (s != SPR_OK) return s == SPR_ENOTFOUND ? SPR_OK : s;
  if (spr_audience_holds(&w->f->scope, c.seen) || !spr_case_fits(w->f, &c)) return SPR_OK;
  const spr_standing at = {c.package, c.workflow, c.municipality, c.configuration, 1};
  w->fn(w->ud, &at);
  return SPR_OK;
}

spr_status spr_sqlite_standings(spr_store *s, const spr_case_filter *f, spr_standing_fn fn, void *ud) {
  stroll w = {.q = spr_sqlite_of(s), .f = f, .fn = fn, .ud = ud};
  spr_lanes lanes;
  spr_status status = spr_lanes_begin(w.q, f, SPR_LANES_STANDING, &lanes);
  if (status == SPR_OK) status = spr_lanes_next(&lanes);
  while (status == SPR_OK && lanes.found) {
    status = tell(&w, &lanes);
    if (status == SPR_OK) status = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  return status == SPR_OK ? tell_opened(&w) : status;
}
