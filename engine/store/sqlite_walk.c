/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_walk.h"

#include <math.h>

#include "store/drawer.h"
#include "store/sqlite_schema.h"

/* Lists: giving, and merging (sqlite_walk.h). */

bool spr_walk_behind(const walk *w, const spr_candidate *c) {
  return w->after.key == FROM_START || spr_ranking_before(&w->ranking, &w->after, c);
}

void spr_walk_empty(walk *w, bool last) {
  w->ranking.n = 0;
  w->ranking.last = last;
}

bool spr_walk_asks_standing(const spr_case_filter *f) {
  return f->state.n || f->responsible.n;
}

spr_status spr_walk_value(walk *w, uint64_t number, uint32_t slot, bool *found) {
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_VALUE);
  spr_bind_u64(&query, number);
  spr_bind_u64(&query, w->field);
  spr_status s = SPR_OK;
  *found = spr_query_row(&query);
  if (*found) {
    spr_listed v = spr_column_value(&query, 0);
    s = spr_values_put(&w->values, slot, &v);
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

/* -- giving --------------------------------------------------------------------------------------------- */
/* Is it among those that are listed now: of a bare part those without a deadline, or a value? */
static bool lacks_deadline(const walk *w, const spr_case_row *row) {
  return !w->bare || w->f->order != SPR_BY_DUE || row->due == SPR_NO_INSTANT;
}

static spr_status lacks_value(walk *w, const spr_candidate *c, bool *lacks) {
  bool valued = false, asked = w->bare && w->f->order == SPR_BY_FIELD && c->lane == HITS;
  spr_status s = asked ? spr_walk_value(w, c->number, FIRST_SLOT, &valued) : SPR_OK;
  *lacks = !valued;
  return s;
}

bool spr_walk_goes_on(const walk *w) {
  return w->pick.rc == SQLITE_OK || w->pick.rc == SQLITE_ROW || w->pick.rc == SQLITE_DONE;
}

/* Does the candidate come from a lane in which every case is a hit? */
static bool in_open(const walk *w, uint32_t lane) {
  return lane < w->nlanes && spr_hits_open(w->hits, w->lanes[lane].drawer);
}

static bool is_hit(const walk *w, const spr_candidate *c) {
  bool known = !w->hits || c->lane >= w->nlanes;
  return known || spr_hits_has(w->hits, c->number) || in_open(w, c->lane);
}

/* A search stops somewhere (store.h): a case is looked at as soon as some others are passed by. */
static bool does_work(walk *w, const spr_candidate *c, bool looks) {
  w->work += looks ? 2 : c->step / FIRST_STEP;
  return w->f->nsought && w->work >= 2 * SPR_MAX_LOOKED;
}

static void stop(walk *w, const spr_case_row *row) {
  if (w->ended) return;
  w->ended = true;
  if (w->f->stopped) w->f->stopped(w->ud, row);
}

spr_status spr_walk_pick(walk *w, uint64_t number, spr_case_row *row, bool *found) {
  spr_sqlite_trim(w->q);
  spr_query_again(&w->pick, w->place);
  spr_bind_u64(&w->pick, number);
  *found = spr_query_row(&w->pick); /* what went wrong is told at its end */
  return *found ? spr_sqlite_take_case(w->q, &w->pick, row) : SPR_OK;
}

/* What only fields can say is asked of those, before the case is read. */
static spr_status may_be_found(walk *w, uint64_t number, bool *may) {
  unsigned words = w->hits ? w->hits->apart : 0;
  spr_status s = SPR_OK;
  *may = true;
  for (uint32_t i = 0; words >> i && *may && s == SPR_OK; i++) {
    const spr_sought *word = &w->f->sought[i];
    if (!(words >> i & 1) || word->ntitled || word->word.n >= SPR_MIN_SOUGHT_ID) continue;
    spr_query query = spr_query_begin(&w->q->db, SPR_SQL_SAYS);
    spr_bind_u64(&query, number);
    spr_bind_u64(&query, i);
    *may = spr_query_row(&query);
    s = spr_query_end(&query);
  }
  return s;
}

/* Is it worth to be read? Where a search stops it is, to tell where that was. */
static spr_status is_picked(walk *w, const spr_candidate *c, bool hit, bool stops, bool *picked) {
  *picked = hit || stops;
  if (stops || !hit) return SPR_OK;
  spr_status s = lacks_value(w, c, picked);
  return s == SPR_OK && *picked ? may_be_found(w, c->number, picked) : s;
}

static void give(walk *w, const spr_case_row *row) {
  if (!spr_case_fits(w->f, row) || !spr_column_u32(&w->pick, SPR_PICK_FOUND)) return;
  w->given++;
  w->ended = !w->fn(w->ud, row) || w->given == w->f->limit;
}

spr_status spr_walk_give(walk *w, const spr_candidate *c) {
  spr_case_row row;
  bool hit = is_hit(w, c), stops = does_work(w, c, hit), picked, bare = true;
  spr_status s = is_picked(w, c, hit, stops, &picked);
  if (s == SPR_OK && picked) s = spr_walk_pick(w, c->number, &row, &picked);
  if (s == SPR_OK && picked && stops) s = lacks_value(w, c, &bare);
  if (s != SPR_OK || !picked || !bare || !lacks_deadline(w, &row)) return s;
  give(w, &row);
  if (stops) stop(w, &row);
  return SPR_OK;
}

spr_status spr_walk_opened(walk *w, spr_candidate *out, bool *found) {
  spr_case_row c;
  bool valued = false;
  *found = false;
  if (!w->q->opened) return SPR_OK;
  spr_status s = spr_sqlite_case_get(&w->q->base, w->f->scope.opened, &c);
  if (s != SPR_OK) return s == SPR_ENOTFOUND ? SPR_OK : s;
  if (w->f->order == SPR_BY_FIELD) s = spr_walk_value(w, c.number, SLOT_OPENED, &valued);
  if (s != SPR_OK || (w->f->order == SPR_BY_FIELD && valued == w->bare)) return s;
  int64_t due = c.due == SPR_NO_INSTANT ? SPR_DUE_NEVER : c.due;
  *out = (spr_candidate){.number = c.number, .lane = NO_LANE, .slot = SLOT_OPENED};
  if (w->by != SPR_BY_FIELD)
    out->key = w->by == SPR_BY_LAST ? c.at : w->by == SPR_BY_DUE ? due : (int64_t)c.number;
  *found = spr_walk_behind(w, out);
  return SPR_OK;
}

/* -- lanes ---------------------------------------------------------------------------------------------- */
static spr_status add_lane(walk *w, const spr_lane *lane) {
  spr_lane *v = spr_grow(&w->q->base.alloc, w->lanes, w->nlanes, &w->most_lanes, sizeof *v);
  if (!v) return SPR_ENOMEM;
  w->lanes = v;
  w->lanes[w->nlanes++] = *lane;
  return SPR_OK;
}

/* Those by place, each once, in which somebody stands so. */
static spr_status find_lanes(walk *w) {
  spr_lanes lanes;
  spr_lane_kind kind = spr_walk_asks_standing(w->f) ? SPR_LANES_STANDING : SPR_LANES_PLACE;
  w->nlanes = 0;
  spr_status s = spr_lanes_begin(w->q, w->f, kind, &lanes);
  if (s == SPR_OK) s = spr_lanes_next(&lanes);
  while (s == SPR_OK && lanes.found) {
    s = add_lane(w, &lanes.at);
    spr_lanes_leave(&lanes);
    if (s == SPR_OK) s = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  return s;
}

static spr_status add_drawer(walk *w, const spr_query *row) {
  if (!spr_drawer_fits(w->f, spr_column_str(row, 1))) return SPR_OK;
  return add_lane(w, &(spr_lane){.drawer = spr_column_u64(row, 0)});
}

/* In which of them values of cases lie that are looked for, only who is told of those says. */
static spr_status find_drawers(walk *w) {
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_DRAWERS);
  spr_status s = SPR_OK;
  w->nlanes = 0;
  while (s == SPR_OK && spr_query_row(&query)) s = add_drawer(w, &query);
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static spr_status lack_values(const walk *w, bool *lack) {
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_LACKS_VALUES);
  spr_bind_u64(&query, w->field);
  *lack = spr_query_row(&query) && spr_column_u32(&query, 0);
  return spr_query_end(&query);
}

/* Where each case has a value, none without is looked for. */
static spr_status find_bare(walk *w) {
  bool lack;
  spr_status s = lack_values(w, &lack);
  w->nlanes = 0;
  return s == SPR_OK && lack ? find_lanes(w) : s;
}

/* -- merging -------------------------------------------------------------------------------------------- */
/* Where a lane begins, from the cursor on: nothing that is quiet has a later entry than that. */
static spr_candidate beginning(const walk *w, uint32_t lane) {
  spr_candidate c = w->after;
  if (w->ranking.down && c.key == FROM_START) c = (spr_candidate){.key = INT64_MAX, .number = INT64_MAX};
  if (w->ranking.down && w->f->quiet_since && w->f->quiet_since < c.key)
    c = (spr_candidate){.key = w->f->quiet_since, .number = INT64_MAX};
  c.lane = lane;
  c.step = 0;
  return c;
}

static spr_status next_hit(walk *w, spr_candidate c) {
  c.number = spr_hits_next(w->hits, c.number);
  c.key = (int64_t)c.number;
  return c.number ? spr_ranking_push(&w->ranking, &c) : SPR_OK;
}

/* By number the hits need not be sought in lanes. */
static bool takes_hits(const walk *w) {
  return w->hits && w->by == SPR_BY_NUMBER;
}

/* What a question for the next one behind `c` asks. A value begins where the cursor is, or before all. */
static void bind_next(walk *w, spr_query *query, const spr_candidate *c) {
  static const spr_listed before_all = {.kind = SPR_LISTED_NUMBER, .number = -INFINITY};
  const spr_lane *lane = c->lane < w->nlanes ? &w->lanes[c->lane] : NULL;
  bool first = w->after.key == FROM_START && c->slot == SLOT_AFTER;
  if (w->next == SPR_SQL_NEXT_BY_VALUE) {
    spr_bind_u64(query, w->field);
    spr_bind_u64(query, lane->drawer);
    spr_bind_listed(query, first ? &before_all : &w->values.slots[c->slot].v);
  } else if (lane) {
    spr_lane_bind(query, lane, SPR_LANES_PLACE);
  }
  if (w->next == SPR_SQL_NEXT_BY_LAST || w->next == SPR_SQL_NEXT_BY_DUE) spr_bind_i64(query, c->key);
  spr_bind_u64(query, c->number);
  if (w->next == SPR_SQL_NEXT_UNVALUED) spr_bind_u64(query, w->field);
}

static spr_status take_next(walk *w, const spr_query *query, spr_candidate *c) {
  c->number = spr_column_u64(query, 1);
  if (w->next != SPR_SQL_NEXT_BY_VALUE) {
    c->key = spr_column_i64(query, 0);
    return SPR_OK;
  }
  spr_listed v = spr_column_value(query, 0);
  c->slot = FIRST_SLOT + c->lane;
  c->key = 0;
  return spr_values_put(&w->values, c->slot, &v);
}

static uint32_t next_step(const walk *w, const spr_candidate *c) {
  if (c->step == 0) return FIRST_STEP;
  return c->step < LONGEST_STEP && !is_hit(w, c) ? 2 * c->step : c->step;
}

/* The next case of the lane behind `c` becomes a candidate. */
static spr_status advance(walk *w, spr_candidate c) {
  if (c.lane == HITS) return next_hit(w, c);
  if (takes_hits(w) && !in_open(w, c.lane)) return SPR_OK;
  w->q->passed = 0;
  w->q->step = c.step = next_step(w, &c);
  spr_query query = spr_query_begin(&w->q->db, w->next);
  bind_next(w, &query, &c);
  bool found = spr_query_row(&query);
  spr_status s = found ? take_next(w, &query, &c) : SPR_OK;
  spr_status end = spr_query_end(&query);
  if (s == SPR_OK) s = end;
  return s == SPR_OK && found ? spr_ranking_push(&w->ranking, &c) : s;
}

/* Cases by number of which no lane has to be left out lie in one already. */
static bool takes_every(const walk *w) {
  const spr_case_filter *f = w->f;
  return w->next == SPR_SQL_NEXT_BY_NUMBER && f->order == SPR_BY_NUMBER && !w->hits && !f->scope.narrow &&
         !f->municipality.n && !f->nmunicipalities && !f->package.n && !f->workflow.n &&
         !spr_walk_asks_standing(f) && !f->only_open && !f->quiet_since;
}

static spr_status begin_lanes(walk *w) {
  if (takes_every(w)) {
    w->next = SPR_SQL_NEXT;
    return advance(w, beginning(w, EVERY));
  }
  bool valued = w->next == SPR_SQL_NEXT_BY_VALUE, bare = w->next == SPR_SQL_NEXT_UNVALUED;
  spr_status s = valued ? find_drawers(w) : bare ? find_bare(w) : find_lanes(w);
  for (uint32_t i = 0; i < w->nlanes && s == SPR_OK; i++) s = advance(w, beginning(w, i));
  bool none = w->next == SPR_SQL_NEXT_UNVALUED && w->nlanes == 0;
  return s == SPR_OK && takes_hits(w) && !none ? advance(w, beginning(w, HITS)) : s;
}

static spr_status merge(walk *w, spr_sql next) {
  bool found;
  spr_candidate opened;
  spr_status s = spr_walk_opened(w, &opened, &found);
  spr_walk_empty(w, false);
  w->next = next;
  if (s == SPR_OK && found && (next != SPR_SQL_NEXT_BY_DUE || opened.key != SPR_DUE_NEVER))
    s = spr_ranking_push(&w->ranking, &opened);
  if (s == SPR_OK) s = begin_lanes(w);
  while (s == SPR_OK && w->ranking.n > 0 && !w->ended && spr_walk_goes_on(w)) {
    spr_candidate c = spr_ranking_pop(&w->ranking);
    bool apart = c.lane != NO_LANE && c.number == w->q->opened;
    s = apart ? SPR_OK : spr_walk_give(w, &c);
    if (s == SPR_OK && c.lane != NO_LANE) s = advance(w, c);
  }
  return s;
}

/* Gathered, where that is less; `next`: else merged. */
static spr_status list_some(walk *w, spr_sql next) {
  bool sorts = w->by != SPR_BY_NUMBER || w->bare, done = false;
  bool gathers = spr_walk_asks_standing(w->f) || (sorts && spr_walk_few_hits(w->q, w->hits));
  spr_status s = gathers ? spr_walk_pick_out(w, &done) : SPR_OK;
  return s == SPR_OK && !done ? merge(w, next) : s;
}

/* What comes behind those that have a deadline, or a value: by number. */
static void turn_bare(walk *w, bool from_start) {
  w->bare = true;
  w->by = SPR_BY_NUMBER;
  w->ranking.values = NULL;
  w->after = (spr_candidate){.key = FROM_START};
  if (from_start) return;
  w->after.number = w->f->after_number > INT64_MAX ? INT64_MAX : w->f->after_number;
  w->after.key = (int64_t)w->after.number;
}

static spr_status list_by_due(walk *w) {
  bool done = false, owed = w->after.key != SPR_DUE_NEVER;
  bool gathers = spr_walk_asks_standing(w->f) || spr_walk_few_hits(w->q, w->hits);
  spr_status s = gathers ? spr_walk_pick_out(w, &done) : SPR_OK;
  if (s == SPR_OK && !done && owed) s = merge(w, SPR_SQL_NEXT_BY_DUE);
  if (s != SPR_OK || done || w->ended) return s;
  turn_bare(w, owed);
  return merge(w, SPR_SQL_NEXT_BY_NUMBER);
}

static spr_status list_by_field(walk *w) {
  bool valued = !w->f->after || w->f->after_value.kind != SPR_LISTED_NOTHING;
  spr_status s = spr_interned_find(&w->q->names, w->f->by, &w->field);
  if (s == SPR_ENOTFOUND) s = SPR_OK; /* 0 is no field's number */
  w->ranking.values = &w->values;
  if (s == SPR_OK) s = spr_values_put(&w->values, SLOT_AFTER, &w->f->after_value);
  if (s == SPR_OK && valued) s = list_some(w, SPR_SQL_NEXT_BY_VALUE);
  if (s != SPR_OK || w->ended) return s;
  turn_bare(w, valued);
  return list_some(w, SPR_SQL_NEXT_UNVALUED);
}

/* -- lists ---------------------------------------------------------------------------------------------- */
static spr_candidate cursor_of(const spr_case_filter *f) {
  spr_candidate c = {.key = FROM_START};
  int64_t number = f->after_number > INT64_MAX ? INT64_MAX : (int64_t)f->after_number;
  if (!f->after) return c;
  c.number = (uint64_t)number;
  c.key = f->order == SPR_BY_NUMBER ? number : f->order == SPR_BY_FIELD ? 0 : f->after_at;
  if (f->order == SPR_BY_DUE && f->after_at == SPR_NO_INSTANT) c.key = SPR_DUE_NEVER;
  return c;
}

static spr_status list(walk *w) {
  switch (w->by) {
    case SPR_BY_NUMBER: return list_some(w, SPR_SQL_NEXT_BY_NUMBER);
    case SPR_BY_LAST: return list_some(w, SPR_SQL_NEXT_BY_LAST);
    case SPR_BY_DUE: return list_by_due(w);
    case SPR_BY_FIELD: return list_by_field(w);
  }
  return SPR_EINVAL;
}

spr_status spr_walk_list(spr_sqlite *q, const spr_case_filter *f, const spr_hits *hits, spr_case_fn fn,
                         void *ud) {
  walk w = {.q = q,
            .f = f,
            .hits = hits,
            .fn = fn,
            .ud = ud,
            .by = f->order,
            .after = cursor_of(f),
            .values.alloc = &q->base.alloc,
            .ranking = {.alloc = &q->base.alloc, .down = f->order == SPR_BY_LAST}};
  bool none = false;
  spr_status s = spr_filter_pick(q, f, &w.pick, &w.place, &none);
  if (s != SPR_OK || none) return s;
  s = list(&w);
  spr_status end = spr_query_end(&w.pick);
  spr_free(&q->base.alloc, w.lanes, w.most_lanes * sizeof *w.lanes);
  spr_values_release(&w.values);
  spr_ranking_release(&w.ranking);
  spr_hits_release(q, &w.standers);
  return end != SPR_OK ? end : s;
}

spr_status spr_sqlite_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_hits hits;
  spr_status status = spr_filter_hits(q, f, &hits, NULL);
  q->hits = hits.bits ? &hits : NULL;
  bool none = q->hits && hits.n == 0 && hits.nopen == 0 && f->scope.opened.n == 0;
  if (status == SPR_OK && !none) status = spr_walk_list(q, f, q->hits, fn, ud);
  q->hits = NULL;
  spr_hits_release(q, &hits);
  return status;
}
