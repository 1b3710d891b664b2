/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_walk.h"

#include "store/sqlite_hits.h"
#include "store/sqlite_ranking.h"
#include "store/sqlite_schema.h"

/* A list comes from its lanes in one of two ways. Lanes by place are in every order of lists, and are merged
 * a step at a time. Where lanes by standing know more of what is asked, their cases are gathered, if they are
 * not too many, and those picked out that come first. Each case is then read, and asked what its lane does
 * not tell. */

/* A hit is fetched by its number, while others lie side by side in an index. */
enum { HIT_COST = 16 };
#define NO_LANE UINT32_MAX
#define HITS (UINT32_MAX - 1) /* the hits of a search that are marked, as if they were a lane */
#define FROM_START INT64_MIN

typedef struct walk {
  spr_sqlite *q;
  const spr_case_filter *f;
  spr_case_fn fn;
  void *ud;
  spr_lane *lanes; /* that are merged */
  uint32_t nlanes, most_lanes;
  spr_sql next;
  spr_case_order by;   /* what keys are */
  bool undue;          /* only cases without a deadline */
  spr_candidate after; /* the cursor; key FROM_START: there is none */
  spr_ranking ranking;
  spr_query pick;
  int place;            /* where the number is bound in it */
  const spr_hits *hits; /* of a search; NULL: there are no words */
  bool by_hits;         /* those are all that has to be looked through */
  uint32_t given, work; /* of a search */
  bool ended;           /* the callback has enough, or the page is full */
} walk;

static bool behind_cursor(const walk *w, const spr_candidate *c) {
  return w->after.key == FROM_START || spr_ranking_before(&w->ranking, &w->after, c);
}

/* Nothing is in it; v[0] will be the one that comes first, or last. */
static void empty(walk *w, bool last) {
  w->ranking.n = 0;
  w->ranking.last = last;
}

/* -- giving --------------------------------------------------------------------------------------------- */
static bool is_wanted(const walk *w, const spr_case_row *row) {
  return spr_case_fits(w->f, row) && (!w->undue || row->due == SPR_NO_INSTANT);
}

static bool goes_on(const walk *w) {
  return w->pick.rc == SQLITE_OK || w->pick.rc == SQLITE_ROW || w->pick.rc == SQLITE_DONE;
}

static bool in_open(const walk *w, uint32_t lane) {
  return spr_hits_open(w->hits, w->lanes[lane].drawer);
}

static bool is_hit(const walk *w, const spr_candidate *c) {
  bool known = !w->hits || c->lane == NO_LANE || c->lane == HITS;
  return known || spr_hits_has(w->hits, c->number) || in_open(w, c->lane);
}

/* A search stops somewhere (store.h): a case is looked at as soon as some others are passed by. */
static bool does_work(walk *w, bool looks) {
  w->work += looks ? 2 : 1;
  return w->hits && w->work >= 2 * SPR_MAX_LOOKED;
}

static void stop(walk *w, const spr_case_row *row) {
  if (w->ended || (w->undue && row->due != SPR_NO_INSTANT)) return;
  w->ended = true;
  if (w->f->stopped) w->f->stopped(w->ud, row);
}

static spr_status give(walk *w, const spr_candidate *c) {
  spr_case_row row;
  bool hit = is_hit(w, c), stops = does_work(w, hit);
  if (!hit && !stops) return SPR_OK;
  spr_sqlite_trim(w->q);
  spr_query_again(&w->pick, w->place);
  spr_bind_u64(&w->pick, c->number);
  if (!spr_query_row(&w->pick)) return SPR_OK; /* what went wrong is told at its end */
  spr_status s = spr_sqlite_take_case(w->q, &w->pick, &row);
  if (s != SPR_OK) return s;
  bool found = is_wanted(w, &row) && spr_column_u32(&w->pick, SPR_PICK_FOUND);
  w->given += found;
  if (found) w->ended = !w->fn(w->ud, &row) || w->given == w->f->limit;
  if (stops) stop(w, &row);
  return SPR_OK;
}

/* The case that was opened for an emergency, where it is not in the scope anyhow. */
static spr_status find_opened(walk *w, spr_candidate *out, bool *found) {
  spr_case_row c;
  *found = false;
  if (!w->f->scope.narrow || w->f->scope.opened.n == 0) return SPR_OK;
  spr_status s = spr_sqlite_case_get(&w->q->base, w->f->scope.opened, &c);
  if (s != SPR_OK) return s == SPR_ENOTFOUND ? SPR_OK : s;
  int64_t due = c.due == SPR_NO_INSTANT ? SPR_DUE_NEVER : c.due;
  *out = (spr_candidate){.number = c.number, .lane = NO_LANE};
  out->key = w->by == SPR_BY_LAST ? c.at : w->by == SPR_BY_DUE ? due : (int64_t)c.number;
  *found = !spr_audience_holds(&w->f->scope, c.seen) && behind_cursor(w, out);
  return SPR_OK;
}

/* -- merging -------------------------------------------------------------------------------------------- */
static spr_status add_lane(walk *w, const spr_lane *lane) {
  spr_lane *v = spr_grow(&w->q->base.alloc, w->lanes, w->nlanes, &w->most_lanes, sizeof *v);
  if (!v) return SPR_ENOMEM;
  w->lanes = v;
  w->lanes[w->nlanes++] = *lane;
  return SPR_OK;
}

/* Is anything asked that only lanes by standing tell? */
static bool asks_standing(const spr_case_filter *f) {
  return f->state.n || f->responsible.n;
}

/* Those by place, each once, in which somebody stands so. */
static spr_status find_lanes(walk *w) {
  spr_lanes lanes;
  spr_lane_kind kind = asks_standing(w->f) ? SPR_LANES_STANDING : SPR_LANES_PLACE;
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

/* Where a lane begins, from the cursor on: nothing that is quiet has a later entry than that. */
static spr_candidate beginning(const walk *w, uint32_t lane) {
  spr_candidate c = w->after;
  if (w->ranking.down && c.key == FROM_START) c = (spr_candidate){INT64_MAX, INT64_MAX, lane};
  if (w->ranking.down && w->f->quiet_since && w->f->quiet_since < c.key)
    c = (spr_candidate){w->f->quiet_since, INT64_MAX, lane};
  c.lane = lane;
  return c;
}

static spr_status next_hit(walk *w, spr_candidate c) {
  c.number = spr_hits_next(w->hits, c.number);
  c.key = (int64_t)c.number;
  return c.number ? spr_ranking_push(&w->ranking, &c) : SPR_OK;
}

/* By number the hits need not be sought in lanes. */
static bool takes_hits(const walk *w) {
  return w->hits && w->next == SPR_SQL_NEXT_BY_NUMBER;
}

/* The next case of the lane behind `c` becomes a candidate. */
static spr_status advance(walk *w, spr_candidate c) {
  if (c.lane == HITS) return next_hit(w, c);
  if (takes_hits(w) && !in_open(w, c.lane)) return SPR_OK;
  spr_query query = spr_query_begin(&w->q->db, w->next);
  spr_lane_bind(&query, &w->lanes[c.lane], SPR_LANES_PLACE);
  if (w->next != SPR_SQL_NEXT_BY_NUMBER) spr_bind_i64(&query, c.key);
  spr_bind_u64(&query, c.number);
  bool found = spr_query_row(&query);
  if (found) c = (spr_candidate){spr_column_i64(&query, 0), spr_column_u64(&query, 1), c.lane};
  spr_status s = spr_query_end(&query);
  return s == SPR_OK && found ? spr_ranking_push(&w->ranking, &c) : s;
}

static spr_status merge(walk *w) {
  bool found;
  spr_candidate opened;
  spr_status s = find_opened(w, &opened, &found);
  empty(w, false);
  if (s == SPR_OK && found && (w->next != SPR_SQL_NEXT_BY_DUE || opened.key != SPR_DUE_NEVER))
    s = spr_ranking_push(&w->ranking, &opened);
  for (uint32_t i = 0; i < w->nlanes && s == SPR_OK; i++) s = advance(w, beginning(w, i));
  if (s == SPR_OK && takes_hits(w)) s = advance(w, beginning(w, HITS));
  while (s == SPR_OK && w->ranking.n > 0 && !w->ended && goes_on(w)) {
    spr_candidate c = spr_ranking_pop(&w->ranking);
    s = give(w, &c);
    if (s == SPR_OK && c.lane != NO_LANE) s = advance(w, c);
  }
  return s;
}

/* Those with a deadline, by its end; then those without one, by number. */
static spr_status merge_by_due(walk *w) {
  spr_status s = SPR_OK;
  w->next = SPR_SQL_NEXT_BY_DUE;
  if (w->after.key != SPR_DUE_NEVER) s = merge(w);
  if (s != SPR_OK || w->ended) return s;
  w->next = SPR_SQL_NEXT_BY_NUMBER;
  w->undue = true;
  w->by = SPR_BY_NUMBER;
  w->after.key = w->after.key == SPR_DUE_NEVER ? (int64_t)w->after.number : FROM_START;
  if (w->after.key == FROM_START) w->after.number = 0;
  return merge(w);
}

/* -- gathering ------------------------------------------------------------------------------------------ */
static int64_t quiet_since(const spr_case_filter *f) {
  return f->quiet_since ? f->quiet_since : INT64_MAX;
}

/* One of the lane's cases as SPR_SQL_STANDING_CASES gives it. Where its first deadline has passed, a later
 * one may be meant. */
typedef struct stander {
  int64_t at, due;
  uint64_t number;
  uint32_t overdue;
} stander;

static bool next_stander(spr_query *query, stander *s) {
  if (!spr_query_row(query)) return false;
  *s = (stander){spr_column_i64(query, 0), spr_column_i64(query, 2), spr_column_u64(query, 1),
                 spr_column_u32(query, 3)};
  return true;
}

static bool may_fit(const spr_case_filter *f, const stander *s) {
  bool late = s->overdue > 0 || s->due <= f->now;
  return (!f->only_overdue || late) && (!f->due_by || s->due <= f->due_by);
}

static spr_query begin_standers(const walk *w, const spr_lane *lane) {
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_STANDING_CASES);
  spr_lane_bind(&query, lane, SPR_LANES_STANDING);
  spr_bind_i64(&query, quiet_since(w->f));
  return query;
}

static int64_t key_of(const walk *w, const stander *s) {
  return w->by == SPR_BY_LAST ? s->at : w->by == SPR_BY_DUE ? s->due : (int64_t)s->number;
}

/* Keeps the `most` that come first: of them the last one is on top. */
static spr_status keep(walk *w, uint32_t most, const spr_candidate *c) {
  if (!behind_cursor(w, c)) return SPR_OK;
  if (w->ranking.n < most) return spr_ranking_push(&w->ranking, c);
  if (spr_ranking_before(&w->ranking, c, &w->ranking.v[0])) spr_ranking_replace(&w->ranking, c);
  return SPR_OK;
}

/* Whether lanes have too many cases is known before they are read; but not of how many it is long ago. */
static spr_status look_ahead(const walk *w, bool *too_many) {
  spr_lanes lanes;
  uint64_t n = 0;
  *too_many = false;
  if (w->f->quiet_since) return SPR_OK;
  spr_status s = spr_lanes_begin(w->q, w->f, SPR_LANES_STANDING, &lanes);
  if (s == SPR_OK) s = spr_lanes_next(&lanes);
  while (s == SPR_OK && lanes.found && n <= w->q->gathered) {
    n += lanes.n;
    s = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  *too_many = n > w->q->gathered;
  return s;
}

static spr_status gather_lane(walk *w, const spr_lane *lane, uint32_t most, uint32_t *seen) {
  stander at;
  spr_query query = begin_standers(w, lane);
  spr_status s = SPR_OK;
  while (s == SPR_OK && *seen <= w->q->gathered && next_stander(&query, &at)) {
    const spr_candidate c = {key_of(w, &at), at.number, NO_LANE};
    ++*seen;
    bool hit = !w->hits || spr_hits_has(w->hits, at.number) || spr_hits_open(w->hits, lane->drawer);
    if (hit && may_fit(w->f, &at)) s = keep(w, most, &c);
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

/* Of all hits, whichever lane they lie in. */
static spr_status gather_hits(walk *w, uint32_t most) {
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_STANDING_CASE);
  spr_status s = SPR_OK;
  stander at;
  for (uint64_t n = spr_hits_next(w->hits, 0); n && s == SPR_OK; n = spr_hits_next(w->hits, n)) {
    spr_query_again(&query, 1);
    spr_bind_u64(&query, n);
    if (!next_stander(&query, &at)) break;
    const spr_candidate c = {key_of(w, &at), at.number, NO_LANE};
    if (at.at <= quiet_since(w->f) && may_fit(w->f, &at)) s = keep(w, most, &c);
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static spr_status gather_lanes(walk *w, uint32_t most, bool *too_many) {
  spr_lanes lanes;
  uint32_t seen = 0;
  spr_status s = spr_lanes_begin(w->q, w->f, SPR_LANES_STANDING, &lanes);
  if (s == SPR_OK) s = spr_lanes_next(&lanes);
  while (s == SPR_OK && lanes.found && seen <= w->q->gathered) {
    s = gather_lane(w, &lanes.at, most, &seen);
    if (s == SPR_OK) s = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  *too_many = seen > w->q->gathered;
  return s;
}

static spr_status gather(walk *w, uint32_t most, bool *too_many) {
  spr_candidate opened;
  bool found;
  empty(w, true);
  *too_many = false;
  spr_status s = w->by_hits ? SPR_OK : look_ahead(w, too_many);
  if (s != SPR_OK || *too_many) return s;
  s = find_opened(w, &opened, &found);
  if (s == SPR_OK && found) s = keep(w, most, &opened);
  if (s != SPR_OK) return s;
  return w->by_hits ? gather_hits(w, most) : gather_lanes(w, most, too_many);
}

static spr_status give_gathered(walk *w) {
  spr_status s = SPR_OK;
  spr_ranking *h = &w->ranking;
  uint32_t n = h->n;
  while (h->n > 0) { /* each time the last one goes to the end */
    spr_candidate c = spr_ranking_pop(h);
    h->v[h->n] = c;
  }
  for (uint32_t i = 0; i < n && s == SPR_OK && !w->ended && goes_on(w); i++) s = give(w, &h->v[i]);
  if (n > 0) w->after = h->v[n - 1];
  return s;
}

/* *done false: there are too many. Where fewer of those picked out were given than were asked for, more of
 * them are picked. */
static spr_status pick_out(walk *w, bool *done) {
  uint32_t all = w->q->gathered + 1, most = w->f->limit && w->f->limit < all ? w->f->limit : all;
  for (;;) {
    bool too_many = false;
    spr_status s = gather(w, most, &too_many);
    bool last = w->ranking.n < most;
    *done = !too_many;
    if (s != SPR_OK || too_many) return s;
    s = give_gathered(w);
    if (s != SPR_OK || w->ended || last) return s;
    most = most < all / 16 ? 16 * most : all;
  }
}

/* -- lists ---------------------------------------------------------------------------------------------- */
static spr_candidate cursor_of(const spr_case_filter *f) {
  spr_candidate c = {.key = FROM_START};
  int64_t number = f->after_number > INT64_MAX ? INT64_MAX : (int64_t)f->after_number;
  if (!f->after) return c;
  c.number = (uint64_t)number;
  c.key = f->order == SPR_BY_NUMBER ? number : f->after_at;
  if (f->order == SPR_BY_DUE && f->after_at == SPR_NO_INSTANT) c.key = SPR_DUE_NEVER;
  return c;
}

static spr_status list(walk *w) {
  const spr_hits *h = w->hits;
  bool done = false;
  w->by_hits = h && h->nopen == 0 && h->n <= w->q->gathered / HIT_COST && w->by != SPR_BY_NUMBER;
  spr_status s = asks_standing(w->f) || w->by_hits ? pick_out(w, &done) : SPR_OK;
  if (s != SPR_OK || done) return s;
  s = find_lanes(w);
  if (s != SPR_OK) return s;
  w->next = w->ranking.down ? SPR_SQL_NEXT_BY_LAST : SPR_SQL_NEXT_BY_NUMBER;
  return w->by == SPR_BY_DUE ? merge_by_due(w) : merge(w);
}

spr_status spr_walk_list(spr_sqlite *q, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  walk w = {.q = q,
            .f = f,
            .hits = q->hits,
            .fn = fn,
            .ud = ud,
            .by = f->order,
            .after = cursor_of(f),
            .ranking.alloc = &q->base.alloc};
  w.ranking.down = w.by == SPR_BY_LAST;
  bool none = false;
  spr_status s = spr_filter_pick(q, f, &w.pick, &w.place, &none);
  if (s != SPR_OK || none) return s;
  s = list(&w);
  spr_status end = spr_query_end(&w.pick);
  spr_free(&q->base.alloc, w.lanes, w.most_lanes * sizeof *w.lanes);
  spr_ranking_release(&w.ranking);
  return end != SPR_OK ? end : s;
}

spr_status spr_walk_numbers(spr_sqlite *q, const spr_case_filter *f, uint32_t most, uint64_t *v,
                            uint32_t *n) {
  walk w = {.q = q,
            .f = f,
            .hits = q->hits,
            .by = SPR_BY_NUMBER,
            .after = {.key = FROM_START},
            .ranking.alloc = &q->base.alloc};
  bool too_many;
  spr_status s = gather(&w, most + 1, &too_many);
  *n = too_many ? most + 1 : w.ranking.n;
  for (uint32_t i = 0; s == SPR_OK && i < *n && *n <= most; i++) v[i] = w.ranking.v[i].number;
  spr_ranking_release(&w.ranking);
  return s;
}

/* -- counting ------------------------------------------------------------------------------------------- */
static void count_lane(const spr_lanes *lanes, uint32_t most, uint32_t *n) {
  *n = lanes->n < most - *n ? *n + (uint32_t)lanes->n : most;
}

/* Does a deadline end by then that has not passed? */
static spr_status is_due(const walk *w, const stander *at, bool *fits) {
  *fits = may_fit(w->f, at);
  if (!*fits || !w->f->due_by || at->due > w->f->now) return SPR_OK;
  spr_query query = spr_query_begin(&w->q->db, SPR_SQL_DUE_WITHIN);
  spr_bind_u64(&query, at->number);
  spr_bind_i64(&query, w->f->now);
  spr_bind_i64(&query, w->f->due_by);
  *fits = spr_query_row(&query);
  return spr_query_end(&query);
}

static spr_status count_standers(const walk *w, const spr_lanes *lanes, uint32_t most, uint32_t *n) {
  spr_query query = begin_standers(w, &lanes->at);
  spr_status s = SPR_OK;
  stander at;
  bool fits;
  while (s == SPR_OK && *n < most && next_stander(&query, &at)) {
    s = is_due(w, &at, &fits);
    *n += s == SPR_OK && fits;
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static spr_status count_opened(walk *w, uint32_t most, uint32_t *n) {
  spr_case_row c;
  spr_candidate at;
  bool found, fits = false;
  spr_status s = find_opened(w, &at, &found);
  if (s != SPR_OK || !found || *n == most) return s;
  s = spr_sqlite_case_get(&w->q->base, w->f->scope.opened, &c);
  if (s != SPR_OK || !spr_case_fits(w->f, &c)) return s;
  int64_t due = c.due == SPR_NO_INSTANT ? SPR_DUE_NEVER : c.due;
  s = is_due(w, &(stander){c.at, due, c.number, c.overdue}, &fits);
  *n += s == SPR_OK && fits;
  return s;
}

spr_status spr_walk_count(spr_sqlite *q, const spr_case_filter *f, uint32_t most, uint32_t *n) {
  walk w = {.q = q, .f = f, .after = {.key = FROM_START}};
  spr_lanes lanes;
  bool each = f->only_overdue || f->due_by || f->quiet_since;
  *n = 0;
  spr_status s = spr_lanes_begin(q, f, SPR_LANES_STANDING, &lanes);
  if (s == SPR_OK) s = spr_lanes_next(&lanes);
  while (s == SPR_OK && lanes.found && *n < most) {
    if (each)
      s = count_standers(&w, &lanes, most, n);
    else
      count_lane(&lanes, most, n);
    if (s == SPR_OK) s = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  return s == SPR_OK ? count_opened(&w, most, n) : s;
}
