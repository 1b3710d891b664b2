/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* How open cases stand: from one kind of standing to the next along the index, without reading the cases in
 * between. */

typedef struct stroll {
  spr_sqlite *q;
  const spr_case_filter *f;
  const spr_standing_fns *fns;
  void *ud;
  uint64_t drawer, configuration; /* where it stands; the next one is greater */
  spr_str name;                   /* of the drawer */
} stroll;

static spr_status step(stroll *w, spr_sql sql, bool *found) {
  spr_query query = spr_query_begin(&w->q->db, sql);
  spr_bind_u64(&query, w->drawer);
  if (sql == SPR_SQL_STANDING_NEXT) spr_bind_u64(&query, w->configuration);
  *found = spr_query_row(&query);
  if (*found) {
    w->drawer = spr_column_u64(&query, 0);
    w->configuration = spr_column_u64(&query, 1);
  }
  return spr_query_end(&query);
}

/* *found false: there are no more. Two questions, for SQLite seeks no further than the drawer where both are
 * compared at once, and would read all that stand alike. */
static spr_status next(stroll *w, bool *found) {
  spr_status s = step(w, SPR_SQL_STANDING_NEXT, found);
  return s == SPR_OK && !*found ? step(w, SPR_SQL_STANDING_NEXT_DRAWER, found) : s;
}

static spr_status count(const stroll *w, uint32_t most, uint64_t *n) {
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_STANDING_COUNT);
  spr_bind_u64(&query, w->drawer);
  spr_bind_u64(&query, w->configuration);
  spr_bind_u64(&query, most);
  *n = spr_query_row(&query) ? spr_column_u64(&query, 0) : 0;
  return spr_query_end(&query);
}

static spr_status tell(const stroll *w) {
  spr_standing at = {.package = spr_drawer_word(w->name, SPR_DRAWER_PACKAGE),
                     .workflow = spr_drawer_word(w->name, SPR_DRAWER_WORKFLOW),
                     .municipality = spr_drawer_word(w->name, SPR_DRAWER_MUNICIPALITY)};
  spr_status s = spr_interned_bytes(&w->q->names, w->configuration, &at.configuration);
  uint32_t most = s == SPR_OK ? w->fns->wanted(w->ud, &at) : 0;
  if (most == 0) return s;
  s = count(w, most, &at.n);
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
  spr_case_filter of = {.scope = w->f->scope,
                        .municipality = w->f->municipality,
                        .municipalities = w->f->municipalities,
                        .nmunicipalities = w->f->nmunicipalities,
                        .package = w->f->package,
                        .workflow = w->f->workflow,
                        .only_open = true};
  if (spr_audience_holds(&of.scope, c.seen) || !spr_case_fits(&of, &c)) return SPR_OK;
  spr_standing at = {c.package, c.workflow, c.municipality, c.configuration, 0};
  if (w->fns->wanted(w->ud, &at) == 0) return SPR_OK;
  at.n = 1;
  w->fns->told(w->ud, &at);
  return SPR_OK;
}

spr_status spr_sqlite_standings(spr_store *s, const spr_case_filter *f, const spr_standing_fns *fns,
                                void *ud) {
  stroll w = {.q = spr_sqlite_of(s), .f = f, .fns = fns, .ud = ud};
  for (;;) {
    bool found = false;
    spr_sqlite_trim(w.q);
    spr_status status = next(&w, &found);
    if (status == SPR_OK && found) status = spr_interned_bytes(&w.q->drawers, w.drawer, &w.name);
    if (status != SPR_OK) return status;
    if (!found) return tell_opened(&w);
    if (!spr_drawer_fits(f, w.name)) {
      w.configuration = INT64_MAX; /* no other one of this drawer */
      continue;
    }
    status = tell(&w);
    if (status != SPR_OK) return status;
  }
}
