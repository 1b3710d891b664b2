/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_ranking.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Tasks by due time. Those of an institution, or of anybody, lie in a lane for each drawer (sqlite_hands.c):
 * the list is merged of the lanes whose drawers the filter takes. */

typedef struct duties {
  spr_sqlite *q;
  const spr_duty_filter *f;
  spr_case_filter cases; /* whose */
  spr_task_fn fn;
  void *ud;
  uint64_t institution; /* 0: anybody's */
  int64_t due_by;
  spr_candidate after; /* the case that the page before ended at; it may have more tasks */
  spr_ranking ranking; /* key: due; lane: see below */
  uint64_t *drawers;   /* of lanes; 0: the case that was opened for an emergency, wherever it lies */
  uint32_t ndrawers, cap;
  uint32_t given;
  bool ended; /* the callback has enough, or the page is full */
} duties;

static int64_t due_of(spr_instant t) {
  return t == SPR_NO_INSTANT ? SPR_DUE_NEVER : t;
}

/* -- lanes ---------------------------------------------------------------------------------------------- */
static spr_status add_lane(duties *d, uint64_t drawer, uint32_t *lane) {
  uint64_t *v = spr_grow(&d->q->base.alloc, d->drawers, d->ndrawers, &d->cap, sizeof *v);
  if (!v) return SPR_ENOMEM;
  d->drawers = v;
  *lane = d->ndrawers++;
  d->drawers[*lane] = drawer;
  return SPR_OK;
}

static spr_status push(duties *d, const spr_candidate *c) {
  return c->key <= d->due_by ? spr_ranking_push(&d->ranking, c) : SPR_OK;
}

/* The first case of its lane that is not before `c` becomes a candidate. */
static spr_status advance(duties *d, spr_candidate c) {
  uint64_t drawer = d->drawers[c.lane];
  spr_query query = spr_query_begin(&d->q->db, drawer ? SPR_SQL_NEXT_HAND : SPR_SQL_NEXT_HAND_OF_CASE);
  spr_bind_u64(&query, drawer ? d->institution : c.number);
  if (drawer) spr_bind_u64(&query, drawer);
  spr_bind_i64(&query, c.key);
  if (drawer) spr_bind_u64(&query, c.number);
  bool found = spr_query_row(&query);
  if (found)
    c = (spr_candidate){
        .key = spr_column_i64(&query, 0), .number = spr_column_u64(&query, 1), .lane = c.lane};
  spr_status s = spr_query_end(&query);
  return s == SPR_OK && found ? push(d, &c) : s;
}

static spr_status advance_behind(duties *d, spr_candidate c) {
  if (d->drawers[c.lane])
    c.number++;
  else if (c.key == INT64_MAX)
    return SPR_OK;
  else
    c.key++;
  return advance(d, c);
}

/* The lane of the drawer whose first case is known, from the cursor on. */
static spr_status enter(duties *d, uint64_t drawer, spr_candidate first) {
  spr_str name;
  spr_sqlite_trim(d->q);
  spr_status s = spr_interned_bytes(&d->q->drawers, drawer, &name);
  if (s != SPR_OK || !spr_drawer_fits(&d->cases, name)) return s;
  s = add_lane(d, drawer, &first.lane);
  if (s != SPR_OK) return s;
  if (!spr_ranking_before(&d->ranking, &first, &d->after)) return push(d, &first);
  return advance(d, (spr_candidate){.key = d->after.key, .number = d->after.number, .lane = first.lane});
}

static spr_status find_lanes(duties *d) {
  spr_status s = SPR_OK;
  for (uint64_t drawer = 1; s == SPR_OK && drawer > 0;) {
    spr_candidate first = {.key = 0};
    spr_query query = spr_query_begin(&d->q->db, SPR_SQL_LANE_HANDS);
    spr_bind_u64(&query, d->institution);
    spr_bind_u64(&query, drawer);
    bool found = spr_query_row(&query);
    drawer = found ? spr_column_u64(&query, 0) : 0;
    if (found) first = (spr_candidate){.key = spr_column_i64(&query, 1), .number = spr_column_u64(&query, 2)};
    s = spr_query_end(&query);
    if (s == SPR_OK && found) s = enter(d, drawer++, first);
  }
  return s;
}

/* The case that was opened for an emergency, where it is not in the scope anyhow. */
static spr_status enter_opened(duties *d) {
  spr_case_row c;
  uint32_t lane;
  spr_str id = d->cases.scope.opened;
  if (!d->cases.scope.narrow || id.n == 0) return SPR_OK;
  spr_status s = spr_sqlite_case_get(&d->q->base, id, &c);
  if (s != SPR_OK) return s == SPR_ENOTFOUND ? SPR_OK : s;
  if (spr_audience_holds(&d->cases.scope, c.seen) || !spr_case_fits(&d->cases, &c)) return SPR_OK;
  s = add_lane(d, 0, &lane);
  spr_candidate at = {.key = d->after.key, .number = c.number, .lane = lane};
  if (s != SPR_OK) return s;
  return c.number < d->after.number ? advance_behind(d, at) : advance(d, at);
}

/* -- giving --------------------------------------------------------------------------------------------- */
static bool on_task(void *ud, const void *row) {
  duties *d = ud;
  const spr_task_row *t = row;
  if (d->f->institution.n > 0 && !spr_joined_has(t->institutions, d->f->institution)) return true;
  d->given++;
  d->ended = !d->fn(d->ud, t) || d->given == d->f->limit;
  return !d->ended;
}

/* What the case has to do by that time; of the cursor's own what is behind its task. */
static spr_status give(duties *d, const spr_candidate *c) {
  bool same = d->f->after && c->key == d->after.key && c->number == d->after.number;
  spr_task_row row;
  spr_query query = spr_query_begin(&d->q->db, SPR_SQL_TASKS_AT);
  spr_bind_u64(&query, c->number);
  spr_bind_i64(&query, c->key);
  spr_bind_text(&query, same ? d->f->after_task : SPR_STR(""));
  return spr_sqlite_each(d->q, &query, spr_sqlite_take_task, &row, on_task, d);
}

static spr_status merge(duties *d) {
  spr_status s = enter_opened(d);
  if (s == SPR_OK) s = find_lanes(d);
  while (s == SPR_OK && d->ranking.n > 0 && !d->ended) {
    spr_candidate c = spr_ranking_pop(&d->ranking);
    s = give(d, &c);
    if (s == SPR_OK && !d->ended) s = advance_behind(d, c);
  }
  return s;
}

static spr_status of_case(duties *d) {
  spr_case_row c;
  spr_task_row row;
  spr_status s = spr_sqlite_case_get(&d->q->base, d->f->id, &c);
  if (s != SPR_OK || !spr_case_fits(&d->cases, &c)) return s == SPR_ENOTFOUND ? SPR_OK : s;
  spr_query query = spr_query_begin(&d->q->db, SPR_SQL_TASKS_OF_CASE);
  spr_bind_u64(&query, c.number);
  spr_bind_i64(&query, d->due_by);
  return spr_sqlite_each(d->q, &query, spr_sqlite_take_task, &row, on_task, d);
}

/* -- asking --------------------------------------------------------------------------------------------- */
/* SPR_ENOTFOUND: it names something that the file has never heard of. */
static spr_status read_filter(duties *d) {
  const spr_duty_filter *f = d->f;
  spr_status s = spr_interned_find(&d->q->names, f->institution, &d->institution);
  d->after = (spr_candidate){.key = f->after ? due_of(f->after_due) : INT64_MIN};
  if (s == SPR_OK && f->after && f->id.n == 0)
    s = spr_sqlite_case_number(d->q, f->after_id, &d->after.number);
  return s;
}

spr_status spr_sqlite_tasks(spr_store *s, const spr_duty_filter *f, spr_task_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  duties d = {.q = q,
              .f = f,
              .cases = spr_duty_cases(f),
              .fn = fn,
              .ud = ud,
              .due_by = due_of(f->due_by),
              .ranking.alloc = &q->base.alloc};
  spr_status status = read_filter(&d);
  if (status == SPR_OK) status = f->id.n > 0 ? of_case(&d) : merge(&d);
  spr_free(&q->base.alloc, d.drawers, d.cap * sizeof *d.drawers);
  spr_ranking_release(&d.ranking);
  return status == SPR_ENOTFOUND ? SPR_OK : status;
}
