/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_lanes.h"

#include "store/drawer.h"

/* From one lane to the next, and over all those that the filter cannot take. */

#define NO_CONFIGURATION UINT64_MAX

static spr_status want(spr_lanes *l, uint64_t configuration) {
  uint64_t *v = spr_grow(&l->q->base.alloc, l->wanted, l->nwanted, &l->cap, sizeof *v);
  if (!v) return SPR_ENOMEM;
  l->wanted = v;
  l->wanted[l->nwanted++] = configuration;
  return SPR_OK;
}

/* The configurations in which the state is active. */
static spr_status find_wanted(spr_lanes *l) {
  spr_status s = SPR_OK;
  if (l->f->state.n == 0) return SPR_OK;
  spr_query query = spr_query_begin(&l->q->db, SPR_SQL_CONFIGURATIONS);
  spr_bind_text(&query, l->f->state);
  while (s == SPR_OK && spr_query_row(&query)) s = want(l, spr_column_u64(&query, 0));
  spr_status end = spr_query_end(&query);
  l->none = l->none || l->nwanted == 0;
  return s == SPR_OK ? end : s;
}

static spr_status find_responsible(spr_lanes *l) {
  spr_status s = spr_interned_find(&l->q->names, l->f->responsible, &l->responsible);
  l->none = l->none || s == SPR_ENOTFOUND;
  return s == SPR_ENOTFOUND ? SPR_OK : s;
}

/* Is the drawer the filter's? */
static spr_status look_at(spr_lanes *l, uint64_t drawer) {
  spr_str name;
  if (l->drawer == drawer) return SPR_OK;
  spr_sqlite_trim(l->q);
  spr_status s = spr_interned_bytes(&l->q->drawers, drawer, &name);
  if (s != SPR_OK) return s;
  l->fits = spr_drawer_fits(l->f, name);
  l->drawer = drawer;
  return SPR_OK;
}

/* The first configuration that is wanted and not smaller. */
static uint64_t wanted_from(const spr_lanes *l, uint64_t configuration) {
  uint32_t from = 0, to = l->nwanted;
  if (l->f->state.n == 0) return configuration;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (l->wanted[middle] < configuration)
      from = middle + 1;
    else
      to = middle;
  }
  return from < l->nwanted ? l->wanted[from] : NO_CONFIGURATION;
}

/* Is the lane one to take? And which is the smallest that may be the next? */
static spr_status judge(spr_lanes *l, const spr_lane *at, bool *taken) {
  spr_status s = look_at(l, at->drawer);
  *taken = false;
  l->next = (spr_lane){at->state, at->drawer + 1, 0, 0};
  if (s != SPR_OK || !l->fits) return s;
  *taken = l->kind == SPR_LANES_PLACE;
  if (*taken) return SPR_OK;
  uint64_t configuration = wanted_from(l, at->configuration);
  if (configuration == NO_CONFIGURATION) return SPR_OK;
  l->next = (spr_lane){at->state, at->drawer, configuration, l->responsible};
  if (configuration > at->configuration || l->responsible > at->responsible) return SPR_OK;
  *taken = !l->responsible || l->responsible == at->responsible;
  l->next.responsible = at->responsible + 1;
  if (l->responsible) l->next = (spr_lane){at->state, at->drawer, configuration + 1, 0};
  return SPR_OK;
}

/* In another drawer it is searched for; in the same one it is near. */
static void go_to_next(spr_lanes *l) {
  bool near = l->scan.db && l->next.state == l->at.state && l->next.drawer == l->at.drawer;
  if (near) return;
  if (l->scan.db)
    spr_query_again(&l->scan, 1);
  else
    l->scan = spr_query_begin(&l->q->db, SPR_SQL_LANES_FROM);
  spr_lane_bind(&l->scan, &l->next, SPR_LANES_STANDING);
}

/* One that could not even be prepared has no statement, and has failed all the same. */
static spr_status end_scan(spr_lanes *l) {
  spr_status s = l->scan.db ? spr_query_end(&l->scan) : SPR_OK;
  l->scan = (spr_query){.db = NULL};
  return s;
}

static spr_status seek(spr_lanes *l, bool *found) {
  go_to_next(l);
  *found = spr_query_row(&l->scan);
  if (!*found) return end_scan(l);
  l->at = (spr_lane){spr_column_u64(&l->scan, 0), spr_column_u64(&l->scan, 1), spr_column_u64(&l->scan, 2),
                     spr_column_u64(&l->scan, 3)};
  l->n = spr_column_u64(&l->scan, 4);
  return SPR_OK;
}

spr_status spr_lanes_next(spr_lanes *l) {
  bool only_open = l->f->only_open || l->f->quiet_since, found = !l->none;
  spr_status s = SPR_OK;
  for (l->found = false; s == SPR_OK && found && !l->found;) {
    s = seek(l, &found);
    found = found && !(only_open && l->at.state != SPR_CASE_IS_OPEN);
    if (s == SPR_OK && found) s = judge(l, &l->at, &l->found);
  }
  return s;
}

void spr_lanes_leave(spr_lanes *l) {
  l->next = (spr_lane){l->at.state, l->at.drawer + 1, 0, 0};
}

spr_status spr_lanes_begin(spr_sqlite *q, const spr_case_filter *f, spr_lane_kind kind, spr_lanes *out) {
  *out = (spr_lanes){.q = q, .f = f, .kind = kind};
  spr_status s = spr_shifts_write(&q->shifts, &q->db);
  if (s == SPR_OK && kind == SPR_LANES_STANDING) s = find_wanted(out);
  return s == SPR_OK && kind == SPR_LANES_STANDING ? find_responsible(out) : s;
}

void spr_lanes_end(spr_lanes *l) {
  (void)end_scan(l); /* what went wrong was told by the last step */
  spr_free(&l->q->base.alloc, l->wanted, l->cap * sizeof *l->wanted);
  *l = (spr_lanes){.q = l->q};
}

void spr_lane_bind(spr_query *query, const spr_lane *lane, spr_lane_kind kind) {
  spr_bind_u64(query, lane->state);
  spr_bind_u64(query, lane->drawer);
  if (kind == SPR_LANES_PLACE) return;
  spr_bind_u64(query, lane->configuration);
  spr_bind_u64(query, lane->responsible);
}
