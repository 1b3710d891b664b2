/* SPDX-License-Identifier: Apache-2.0 */
#include "store/block.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_walk.h"

/* How many cases a filter lets through, up to a bound. Where an index or the lanes know how many they have,
 * those say it. Else few hits are looked at, one by one; and of many, or where there are none, the cases of
 * the lanes, side by side in their index, until as many are found. */

typedef struct counting {
  spr_sqlite *q;
  const spr_case_filter *f;
  const spr_hits *hits;  /* NULL: any case may be one */
  const spr_hits *known; /* NULL: of none more is known (sqlite_walk.h) */
  bool tries;            /* it need not look through all */
  spr_query pick;
  int place; /* where the number is bound in it */
  uint32_t most, n, seen;
} counting;

/* Has the filter parts of which neither the hits nor the index by standing say all? */
static bool asks_more(const counting *k, const stander *s) {
  const spr_case_filter *f = k->f;
  if (k->known || (k->hits && k->hits->narrow)) return false;
  return f->nwishes > 0 || f->only_failing || (f->due_by && s->due <= f->now);
}

/* row NULL: it stands as is asked. */
static spr_status count_picked(counting *k, uint64_t number, spr_case_row *row) {
  spr_sqlite_trim(k->q);
  spr_query_again(&k->pick, k->place);
  spr_bind_u64(&k->pick, number);
  if (!spr_query_row(&k->pick)) return SPR_OK; /* what went wrong is told at its end */
  spr_status s = row ? spr_sqlite_take_case(k->q, &k->pick, row) : SPR_OK;
  k->n += s == SPR_OK && (!row || spr_case_fits(k->f, row));
  return s;
}

/* Of a million each fortieth is met, and more, in so many. */
static bool has_tried(const counting *k) {
  return k->tries && k->seen > k->q->gathered / 2;
}

static bool goes_on(const counting *k) {
  bool good = k->pick.rc == SQLITE_OK || k->pick.rc == SQLITE_ROW || k->pick.rc == SQLITE_DONE;
  return good && k->n < k->most && !has_tried(k);
}

/* The case that was opened for an emergency comes by itself (sqlite_walk.h). */
static spr_status count_opened(counting *k) {
  spr_case_row c;
  return k->q->opened && goes_on(k) ? count_picked(k, k->q->opened, &c) : SPR_OK;
}

static spr_status count_hits(counting *k) {
  spr_case_row row;
  spr_status s = SPR_OK;
  for (uint64_t n = spr_hits_next(k->hits, 0); n && s == SPR_OK && goes_on(k); n = spr_hits_next(k->hits, n))
    if (n != k->q->opened) s = count_picked(k, n, &row);
  return s;
}

/* -- lanes ---------------------------------------------------------------------------------------------- */
static bool may_be_hit(const counting *k, uint64_t number, uint64_t drawer) {
  return !k->hits || spr_hits_has(k->hits, number) || spr_hits_open(k->hits, drawer);
}

static bool is_counted(counting *k, const spr_lane *lane, const stander *s) {
  k->seen++;
  return spr_stander_fits(k->f, s) && may_be_hit(k, s->number, lane->drawer) &&
         (!k->known || spr_hits_has(k->known, s->number));
}

static spr_status count_standers(counting *k, const spr_lane *lane) {
  spr_query query = spr_standers_begin(k->q, k->f, lane);
  spr_status s = SPR_OK;
  stander at;
  while (s == SPR_OK && goes_on(k) && spr_standers_next(&query, &at)) {
    if (at.number == k->q->opened || !is_counted(k, lane, &at)) continue;
    if (asks_more(k, &at))
      s = count_picked(k, at.number, NULL);
    else
      k->n++;
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static void count_lane(counting *k, uint64_t n) {
  k->n = n < k->most - k->n ? k->n + (uint32_t)n : k->most;
}

static spr_status count_lanes(counting *k) {
  const spr_case_filter *f = k->f;
  bool each = k->q->opened || f->nwishes || f->among || f->only_failing || f->only_overdue || f->due_by ||
              f->quiet_since;
  spr_lanes lanes;
  spr_status s = spr_lanes_begin(k->q, f, SPR_LANES_STANDING, &lanes);
  if (s == SPR_OK) s = spr_lanes_next(&lanes);
  while (s == SPR_OK && lanes.found && goes_on(k)) {
    if (each || (k->hits && !spr_hits_open(k->hits, lanes.at.drawer)))
      s = count_standers(k, &lanes.at);
    else
      count_lane(k, lanes.n);
    if (s == SPR_OK) s = spr_lanes_next(&lanes);
  }
  spr_lanes_end(&lanes);
  return s;
}

/* What is known of some may be enough; else all of them are asked. */
static spr_status count_known(counting *k, const spr_hits *known) {
  uint32_t before = k->n;
  k->known = known;
  k->tries = true;
  spr_status s = known->bits ? count_lanes(k) : SPR_OK;
  k->known = NULL;
  k->tries = false;
  if (s == SPR_OK && k->n < k->most) k->n = before;
  return s;
}

/* -- searches ------------------------------------------------------------------------------------------- */
static bool count_one(void *ud, const spr_case_row *c) {
  uint32_t *n = ud;
  (void)c;
  ++*n;
  return true;
}

/* What the list gives. */
static spr_status count_given(counting *k) {
  spr_case_filter all = *k->f;
  all.after = false;
  all.limit = k->most;
  all.stopped = NULL;
  k->n = 0;
  return spr_walk_list(k->q, &all, k->hits, count_one, &k->n);
}

/* Where the words tell all, hits that are not rare are met soon among the cases that stand side by side. */
static bool is_common(const counting *k) {
  enum { RARE = 64 };
  return k->hits->sure && (k->hits->nopen || k->hits->n * RARE >= k->hits->blocks * SPR_BLOCK_NUMBERS);
}

static spr_status count_found(counting *k) {
  k->tries = true;
  spr_status s = is_common(k) ? count_lanes(k) : SPR_OK;
  bool whole = is_common(k) && !has_tried(k);
  k->tries = false;
  return s == SPR_OK && !whole && k->n < k->most ? count_given(k) : s;
}

/* -- all of it ------------------------------------------------------------------------------------------ */
static spr_status count_asked(counting *k, const spr_hits *known) {
  if (k->f->nsought) return count_found(k);
  if (k->hits && k->hits->n <= k->q->few) return count_hits(k);
  spr_status s = count_known(k, known);
  return s == SPR_OK && k->n < k->most ? count_lanes(k) : s;
}

static spr_status count_by(spr_sqlite *q, const spr_case_filter *f, const spr_hits *hits,
                           const spr_hits *known, uint32_t most, uint32_t *n) {
  counting k = {.q = q, .f = f, .hits = hits, .most = most};
  bool none = false;
  spr_status s = spr_filter_pick(q, f, &k.pick, &k.place, &none);
  if (s != SPR_OK || none) return s;
  if (f->nsought == 0) s = count_opened(&k);
  if (s == SPR_OK) s = count_asked(&k, known);
  spr_status end = spr_query_end(&k.pick);
  *n = k.n;
  return s == SPR_OK ? end : s;
}

/* Are the marked cases all that is asked? */
static bool tells_all(const spr_case_filter *f, const spr_hits *h) {
  bool more = spr_walk_asks_standing(f) || f->only_open || f->scope.opened.n;
  return h->bits && h->narrow && h->nopen == 0 && (h->sure || f->nsought == 0) && !more;
}

spr_status spr_sqlite_tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_hits hits, known;
  bool counted;
  *n = 0;
  if (most == 0) return SPR_OK;
  spr_status status = spr_filter_count(q, f, most, n, &counted);
  if (status != SPR_OK || counted) return status;
  status = spr_filter_hits(q, f, &hits, &known);
  q->hits = hits.bits ? &hits : NULL;
  if (status == SPR_OK && tells_all(f, &hits))
    *n = hits.n < most ? (uint32_t)hits.n : most;
  else if (status == SPR_OK)
    status = count_by(q, f, q->hits, &known, most, n);
  q->hits = NULL;
  spr_hits_release(q, &hits);
  spr_hits_release(q, &known);
  return status;
}
