/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_schema.h"
#include "store/sqlite_walk.h"

/* Gathering: of cases that are not too many the first ones are picked out (sqlite_walk.h). */

/* A row is fetched by its number, while those of a lane lie side by side in an index. */
enum { ROW_COST = 16 };

/* -- standers ------------------------------------------------------------------------------------------- */
static int64_t quiet_since(const spr_case_filter *f) {
  return f->quiet_since ? f->quiet_since : INT64_MAX;
}

bool spr_standers_next(spr_query *query, stander *s) {
  if (!spr_query_row(query)) return false;
  *s = (stander){spr_column_i64(query, 0), spr_column_i64(query, 2), spr_column_u64(query, 1),
                 spr_column_u32(query, 3)};
  return true;
}

bool spr_stander_fits(const spr_case_filter *f, const stander *s) {
  bool late = s->overdue > 0 || s->due <= f->now;
  return spr_case_among(f, s->number) && s->at <= quiet_since(f) && (!f->only_overdue || late) &&
         (!f->due_by || s->due <= f->due_by);
}

spr_query spr_standers_begin(spr_sqlite *q, const spr_case_filter *f, const spr_lane *lane) {
  spr_query query = spr_query_begin(&q->db, SPR_SQL_STANDING_CASES);
  spr_lane_bind(&query, lane, SPR_LANES_STANDING);
  spr_bind_i64(&query, quiet_since(f));
  return query;
}

/* -- keeping the first ones ----------------------------------------------------------------------------- */
static int64_t key_of(const walk *w, const stander *s) {
  return w->by == SPR_BY_LAST ? s->at : w->by == SPR_BY_DUE ? s->due : (int64_t)s->number;
}

/* A value is put where none is: what is ranked now keeps that slot, and leaves another one. */
static void take_slot(walk *w, const spr_candidate *c, uint32_t left) {
  if (c->slot == w->spare) w->spare = left;
}

/* The `most` that come first: of them the last one is on top. */
static spr_status keep(walk *w, uint32_t most, const spr_candidate *c) {
  spr_ranking *h = &w->ranking;
  if (!spr_walk_behind(w, c)) return SPR_OK;
  if (h->n < most) {
    take_slot(w, c, FIRST_SLOT + 1 + h->n);
    return spr_ranking_push(h, c);
  }
  if (!spr_ranking_before(h, c, &h->v[0])) return SPR_OK;
  take_slot(w, c, h->v[0].slot);
  spr_ranking_replace(h, c);
  return SPR_OK;
}

/* By field: a case is asked for its value, and among those without one it has none. */
static spr_status keep_valued(walk *w, uint32_t most, uint64_t number) {
  const spr_candidate c = {
      .key = w->bare ? (int64_t)number : 0, .number = number, .lane = NO_LANE, .slot = w->spare};
  bool valued;
  spr_status s = spr_walk_value(w, number, w->spare, &valued);
  return s == SPR_OK && valued != w->bare ? keep(w, most, &c) : s;
}

static spr_status keep_stander(walk *w, uint32_t most, const stander *s) {
  const spr_candidate c = {.key = key_of(w, s), .number = s->number, .lane = NO_LANE};
  if (!spr_stander_fits(w->f, s)) return SPR_OK;
  return w->f->order == SPR_BY_FIELD ? keep_valued(w, most, s->number) : keep(w, most, &c);
}

bool spr_walk_few_hits(const spr_sqlite *q, const spr_hits *h) {
  return h && h->nopen == 0 && h->n <= q->gathered / ROW_COST;
}

/* -- gathering ------------------------------------------------------------------------------------------ */
/* So many are looked through, at most. */
static uint32_t most_gathered(const walk *w) {
  return w->f->order == SPR_BY_FIELD ? w->q->gathered / ROW_COST : w->q->gathered;
}

/* How many cases the lanes have is known before they are read; but not of how many it is long ago (0; by
 * field, no more than that). */
static spr_status look_ahead(const walk *w, uint64_t *n) {
  spr_lanes lanes;
  *n = 0;
  if (w->f->quiet_since && w->f->order != SPR_BY_FIELD) return SPR_OK;
  spr_status s = spr_lanes_begin(w->q, w->f, SPR_LANES_STANDING, &lanes);
  if (s == SPR_OK) s = spr_lanes_next(&lanes);
  while (s == SPR_OK && lanes.found && *n <= w->q->gathered) {
    *n += lanes.n;
    s = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  return s;
}

/* Few hits are fetched, unless still fewer stand as is asked. */
static void choose(walk *w, uint64_t standers, bool *too_many) {
  bool few = spr_walk_few_hits(w->q, w->hits);
  *too_many = standers > most_gathered(w);
  bool fewer = few && standers < w->hits->n * ROW_COST && !w->f->quiet_since && !*too_many;
  w->by_hits = few && (w->standers.bits || !(fewer && spr_walk_asks_standing(w->f)));
  if (w->by_hits) *too_many = false;
}

static bool may_be_hit(const walk *w, uint64_t number, uint64_t drawer) {
  return !w->hits || spr_hits_has(w->hits, number) || spr_hits_open(w->hits, drawer);
}

typedef spr_status (*taking)(walk *w, uint32_t most, const stander *s);

static spr_status gather_lane(walk *w, const spr_lane *lane, taking take, uint32_t most, uint32_t *left) {
  stander at;
  spr_query query = spr_standers_begin(w->q, w->f, lane);
  spr_status s = SPR_OK;
  for (; s == SPR_OK && *left > 0 && spr_standers_next(&query, &at); --*left) {
    bool apart = at.number == w->q->opened;
    if (!apart && may_be_hit(w, at.number, lane->drawer)) s = take(w, most, &at);
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

/* *left: how many of them may be looked through; 0, where there are as many or more. */
static spr_status gather_lanes(walk *w, taking take, uint32_t most, uint32_t *left) {
  spr_lanes lanes;
  spr_status s = spr_lanes_begin(w->q, w->f, SPR_LANES_STANDING, &lanes);
  if (s == SPR_OK) s = spr_lanes_next(&lanes);
  while (s == SPR_OK && lanes.found && *left > 0) {
    s = gather_lane(w, &lanes.at, take, most, left);
    if (s == SPR_OK) s = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  return s;
}

static spr_status keep_row(walk *w, uint32_t most, uint64_t number) {
  spr_case_row row;
  bool found;
  spr_status s = spr_walk_pick(w, number, &row, &found);
  if (s != SPR_OK || !found || !spr_case_fits(w->f, &row)) return s;
  int64_t due = row.due == SPR_NO_INSTANT ? SPR_DUE_NEVER : row.due;
  return keep_stander(w, most, &(stander){row.at, due, number, row.overdue});
}

static spr_status keep_fetched(walk *w, uint32_t most, uint64_t number, spr_query *query) {
  stander at;
  spr_query_again(query, 1);
  spr_bind_u64(query, number);
  return spr_standers_next(query, &at) ? keep_stander(w, most, &at) : SPR_OK;
}

/* Of all hits, whichever lane they lie in. Where lanes would tell more, each is asked at once, since most of
 * them may not stand so. */
static spr_status gather_hits(walk *w, uint32_t most) {
  bool asks = spr_walk_asks_standing(w->f) && !w->standers.bits, by_field = w->f->order == SPR_BY_FIELD;
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_STANDING_CASE);
  spr_status s = SPR_OK;
  for (uint64_t n = spr_hits_next(w->hits, 0); n && s == SPR_OK; n = spr_hits_next(w->hits, n)) {
    if (n == w->q->opened) continue;
    s = asks ? keep_row(w, most, n) : by_field ? keep_valued(w, most, n) : keep_fetched(w, most, n, &query);
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static spr_status gather(walk *w, uint32_t most, bool *too_many) {
  spr_candidate opened;
  uint32_t left = most_gathered(w) + 1;
  bool found;
  spr_walk_empty(w, true);
  w->spare = FIRST_SLOT;
  *too_many = false;
  spr_status s = spr_walk_opened(w, &opened, &found);
  if (s == SPR_OK && found) s = keep(w, most, &opened);
  if (s != SPR_OK) return s;
  s = w->by_hits ? gather_hits(w, most) : gather_lanes(w, keep_stander, most, &left);
  *too_many = left == 0;
  return s;
}

/* -- marking -------------------------------------------------------------------------------------------- */
static spr_status mark_stander(walk *w, uint32_t most, const stander *s) {
  (void)most;
  if (spr_stander_fits(w->f, s)) spr_hits_add(&w->standers, s->number);
  return SPR_OK;
}

/* By field a list comes from lanes that tell nothing of how cases stand. Where those that do are too many to
 * be asked for their values, they are marked at least, so that others are passed by. */
static spr_status mark_standers(walk *w) {
  uint32_t left = UINT32_MAX;
  spr_status s = spr_hits_none(w->q, &w->standers);
  if (s == SPR_OK) s = gather_lanes(w, mark_stander, 0, &left);
  w->standers.apart = w->hits ? w->hits->apart : 0;
  w->hits = w->q->hits = &w->standers;
  return s;
}

/* How many there are to look through, and what is done about it. */
static spr_status look_around(walk *w, bool *too_many) {
  uint64_t standers = w->standers.n;
  bool asks = spr_walk_asks_standing(w->f), marked = w->standers.bits != NULL;
  bool known = marked || (!asks && spr_walk_few_hits(w->q, w->hits));
  spr_status s = known ? SPR_OK : look_ahead(w, &standers);
  choose(w, standers, too_many);
  bool marks = *too_many && asks && !marked && w->f->order == SPR_BY_FIELD && standers <= w->q->gathered;
  if (s != SPR_OK || !marks) return s;
  s = mark_standers(w);
  choose(w, standers, too_many);
  return s;
}

/* -- giving --------------------------------------------------------------------------------------------- */
/* The next ones are behind that. */
static spr_status go_behind(walk *w, const spr_candidate *c) {
  w->after = *c;
  w->after.slot = SLOT_AFTER;
  return w->ranking.values ? spr_values_put(&w->values, SLOT_AFTER, &w->values.slots[c->slot].v) : SPR_OK;
}

static spr_status give_gathered(walk *w) {
  spr_status s = SPR_OK;
  spr_ranking *h = &w->ranking;
  uint32_t n = h->n;
  while (h->n > 0) { /* each time the last one goes to the end */
    spr_candidate c = spr_ranking_pop(h);
    h->v[h->n] = c;
  }
  for (uint32_t i = 0; i < n && s == SPR_OK && !w->ended && spr_walk_goes_on(w); i++)
    s = spr_walk_give(w, &h->v[i]);
  return s == SPR_OK && n > 0 ? go_behind(w, &h->v[n - 1]) : s;
}

/* Where fewer of those picked out were given than were asked for, more of them are picked. */
spr_status spr_walk_pick_out(walk *w, bool *done) {
  uint32_t all = w->q->gathered + 1, most = w->f->limit && w->f->limit < all ? w->f->limit : all;
  bool too_many, last = false;
  spr_status s = look_around(w, &too_many);
  while (s == SPR_OK && !too_many && !w->ended && !last) {
    s = gather(w, most, &too_many);
    last = w->ranking.n < most;
    if (s == SPR_OK && !too_many) s = give_gathered(w);
    most = most < all / 16 ? 16 * most : all;
  }
  *done = !too_many;
  return s;
}
