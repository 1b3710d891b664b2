/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_lanes.h"

/* How open cases stand: from one lane to the next, counting no more of it than is of interest. */

typedef struct stroll {
  spr_sqlite *q;
  const spr_case_filter *f;
  const spr_standing_fns *fns;
  void *ud;
} stroll;

static spr_status count(const stroll *w, const spr_lane *lane, uint32_t most, uint64_t *n) {
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_STANDING_COUNT);
  spr_lane_bind(&query, lane, SPR_LANES_STANDING);
  spr_bind_u64(&query, most);
  *n = spr_query_row(&query) ? spr_column_u64(&query, 0) : 0;
  return spr_query_end(&query);
}

static spr_status tell(const stroll *w, const spr_lane *lane) {
  spr_str name;
  spr_sqlite_trim(w->q);
  spr_status s = spr_interned_bytes(&w->q->drawers, lane->drawer, &name);
  if (s != SPR_OK) return s;
  spr_standing at = {.package = spr_drawer_word(name, SPR_DRAWER_PACKAGE),
                     .workflow = spr_drawer_word(name, SPR_DRAWER_WORKFLOW),
                     .municipality = spr_drawer_word(name, SPR_DRAWER_MUNICIPALITY)};
  s = spr_interned_bytes(&w->q->names, lane->configuration, &at.configuration);
  uint32_t most = s == SPR_OK ? w->fns->wanted(w->ud, &at) : 0;
  if (most == 0) return s;
  s = count(w, lane, most, &at.n);
  if (s == SPR_OK) w->fns->told(w->ud, &at);
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
  spr_standing at = {c.package, c.workflow, c.municipality, c.configuration, 0};
  if (w->fns->wanted(w->ud, &at) == 0) return SPR_OK;
  at.n = 1;
  w->fns->told(w->ud, &at);
  return SPR_OK;
}

spr_status spr_sqlite_standings(spr_store *s, const spr_case_filter *f, const spr_standing_fns *fns,
                                void *ud) {
  stroll w = {.q = spr_sqlite_of(s), .f = f, .fns = fns, .ud = ud};
  spr_lanes lanes;
  spr_status status = spr_lanes_begin(w.q, f, SPR_LANES_STANDING, &lanes);
  if (status == SPR_OK) status = spr_lanes_next(&lanes);
  while (status == SPR_OK && lanes.found) {
    status = tell(&w, &lanes.at);
    if (status == SPR_OK) status = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  return status == SPR_OK ? tell_opened(&w) : status;
}
