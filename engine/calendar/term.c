/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/term.h"

#include "base/limits.h"
#include "calendar/term_trace.h"

/* -- arithmetic with bounds ----------------------------------------------------------------------------- */

static bool day_ok(int64_t d) {
  return SPR_FIRST_DAY <= d && d <= SPR_LAST_DAY;
}

/* Two days at each end of the years are kept free, so that every instant has a local time within them, too.
 */
static bool instant_ok(spr_instant t) {
  return SPR_MIN_INSTANT + 2 * SPR_MS_PER_DAY <= t && t <= SPR_MAX_INSTANT - 2 * SPR_MS_PER_DAY;
}

static int32_t minus(int32_t n) {
  return n == INT32_MIN ? INT32_MAX : -n;
}

static spr_duration negated(spr_duration d) {
  return (spr_duration){.months = minus(d.months),
                        .days = minus(d.days),
                        .working_days = minus(d.working_days),
                        .no_days = d.no_days,
                        .ms = d.ms == INT64_MIN ? INT64_MAX : -d.ms};
}

/* Moves a day by months, days and working days. working_from: where the last begin; may be NULL. */
static spr_status add_to_day(const spr_law *law, spr_day *day, spr_duration d, spr_day *working_from) {
  spr_day month = spr_day_add_months(*day, d.months);
  int64_t moved = (int64_t)month + d.days;
  if (month == SPR_NO_DAY || !day_ok(moved)) return SPR_ELIMIT;
  if (working_from) *working_from = (spr_day)moved;
  *day = spr_calendar_add_working(law->calendar, (spr_day)moved, d.working_days, law->as_of);
  return day_ok(*day) ? SPR_OK : SPR_ELIMIT;
}

spr_status spr_timer_due(const spr_law *law, spr_instant from, spr_duration d, spr_instant *out) {
  if (!instant_ok(from)) return SPR_ELIMIT;
  spr_instant t = from;
  if (spr_duration_by_days(d)) {
    spr_day day;
    int64_t ms;
    spr_local_split(spr_zone_local(law->zone, from), &day, &ms);
    spr_status s = add_to_day(law, &day, d, NULL);
    if (s != SPR_OK) return s;
    t = spr_zone_instant(law->zone, day * SPR_MS_PER_DAY + ms);
  }
  const int64_t span = SPR_MAX_INSTANT - SPR_MIN_INSTANT;
  if (d.ms < -span || d.ms > span || !instant_ok(t + d.ms)) return SPR_ELIMIT;
  *out = t + d.ms;
  return SPR_OK;
}

/* -- the walk ------------------------------------------------------------------------------------------- */

typedef struct walk {
  const spr_law *law;
  const spr_term *term;
  spr_instant now;
  term_watch watch;
  void *ud;
  bool by_days, suspended;
  spr_instant runs_from;    /* what was suspended before does not matter */
  spr_day day, covered_day; /* by days: where the count stands; the last day that suspensions have taken */
  spr_instant at, covered_until; /* exact: the same */
  spr_instant last_from;         /* of the last suspension */
} walk;

static void tell(const walk *w, term_step s) {
  s.day = w->day;
  s.at = w->at;
  if (w->watch) w->watch(w->ud, &s);
}

/* Moves the count by what the step says. */
static spr_status count(walk *w, term_step step) {
  spr_status s = w->by_days ? add_to_day(w->law, &w->day, step.by, &step.working_from)
                            : spr_timer_due(w->law, w->at, step.by, &w->at);
  if (s == SPR_OK) tell(w, step);
  return s;
}

static spr_status extend(walk *w, spr_duration by) {
  if (w->by_days && by.ms != 0) {
    int64_t days = by.days + by.ms / SPR_MS_PER_DAY + (by.ms % SPR_MS_PER_DAY > 0);
    if (days < INT32_MIN || days > INT32_MAX) return SPR_ELIMIT;
    by.days = (int32_t)days;
    by.ms = 0;
  }
  return count(w, (term_step){.kind = TERM_EXTENDED, .by = by});
}

/* What a suspension takes from the term beyond what earlier ones took. */
static spr_duration taken_days(walk *w, spr_instant from, spr_instant until) {
  spr_duration by = {0};
  spr_day first = spr_zone_day(w->law->zone, from), last = spr_zone_day(w->law->zone, until - 1);
  if (first <= w->covered_day) first = w->covered_day + 1;
  if (first > last) return by;
  w->covered_day = last;
  if (w->term->within.working_days)
    by.working_days = spr_calendar_working_between(w->law->calendar, first - 1, last, w->law->as_of);
  else
    by.days = last - first + 1;
  return by;
}

static spr_duration taken_time(walk *w, spr_instant from, spr_instant until) {
  spr_duration by = {0};
  if (from < w->covered_until) from = w->covered_until;
  if (from >= until) return by;
  w->covered_until = until;
  by.ms = until - from;
  return by;
}

static spr_status suspend(walk *w, const spr_move *m) {
  bool open = m->until == SPR_NO_INSTANT;
  spr_instant until = open ? w->now : m->until;
  if (m->from < w->last_from) return SPR_EINVAL;
  w->last_from = m->from;
  if (open && m->from <= w->now) w->suspended = true;
  term_step step = {.kind = TERM_SUSPENDED, .from = m->from, .until = m->until};
  spr_instant from = m->from < w->runs_from ? w->runs_from : m->from;
  if (from < until) {
    if (!instant_ok(from) || !instant_ok(until)) return SPR_ELIMIT;
    step.by = w->by_days ? taken_days(w, from, until) : taken_time(w, from, until);
  }
  return count(w, step);
}

static spr_status begin(walk *w) {
  const spr_term *t = w->term;
  if (!instant_ok(t->start)) return SPR_ELIMIT;
  w->at = t->start;
  w->day = spr_zone_day(w->law->zone, t->start);
  w->runs_from = t->backwards ? SPR_MIN_INSTANT : t->start;
  w->covered_day = SPR_DAY_MIN;
  w->covered_until = w->last_from = INT64_MIN;
  tell(w, (term_step){.kind = TERM_START});
  return count(w, (term_step){.kind = TERM_COUNTED, .by = t->backwards ? negated(t->within) : t->within});
}

static void roll(walk *w) {
  spr_day rolled = spr_calendar_roll(w->law->calendar, w->day, w->term->roll, w->law->as_of);
  int32_t step = rolled < w->day ? -1 : 1;
  while (w->day != rolled) {
    tell(w, (term_step){.kind = TERM_FREE});
    w->day += step;
  }
}

spr_status term_walk(const spr_law *law, const spr_term *t, spr_instant now, spr_end *out, term_watch watch,
                     void *ud) {
  walk w = {.law = law, .term = t, .now = now, .watch = watch, .ud = ud};
  w.by_days = term_by_days(t->within);
  *out = (spr_end){.by_days = w.by_days, .unrolled = SPR_NO_DAY, .day = SPR_NO_DAY, .at = SPR_NO_INSTANT};
  spr_status s = begin(&w);
  for (uint32_t i = 0; i < t->nmoves && s == SPR_OK; i++)
    s = t->moves[i].kind == SPR_MOVE_EXTEND ? extend(&w, t->moves[i].by) : suspend(&w, &t->moves[i]);
  if (s != SPR_OK) return s;
  out->suspended = w.suspended;
  if (w.by_days) {
    out->unrolled = w.day;
    roll(&w);
    out->day = w.day;
    w.at = spr_zone_day_start(law->zone, w.day + 1);
  }
  out->at = w.at;
  return instant_ok(w.at) ? SPR_OK : SPR_ELIMIT;
}

/* -- what others ask ------------------------------------------------------------------------------------ */

spr_status spr_term_end(const spr_law *law, const spr_term *t, spr_instant now, spr_end *out) {
  return term_walk(law, t, now, out, NULL, NULL);
}

spr_instant spr_term_warning(const spr_law *law, const spr_end *end, spr_duration d) {
  spr_duration back = negated(d), time = {.ms = back.ms};
  spr_instant t = end->at;
  if (end->by_days && spr_duration_by_days(d)) {
    spr_day day = end->day;
    if (add_to_day(law, &day, back, NULL) != SPR_OK) return SPR_NO_INSTANT;
    t = spr_zone_day_start(law->zone, day + 1);
    back = time;
  }
  return spr_timer_due(law, t, back, &t) == SPR_OK ? t : SPR_NO_INSTANT;
}

spr_status spr_term_day(const spr_law *law, spr_day start, spr_duration d, spr_roll how, spr_day *out) {
  if (!day_ok(start)) return SPR_ELIMIT;
  spr_term t = {
      .start = spr_zone_day_start(law->zone, start), .start_is_date = true, .roll = how, .within = d};
  spr_end end;
  spr_status s = spr_term_end(law, &t, t.start, &end);
  if (s == SPR_OK) *out = end.by_days ? end.day : spr_zone_day(law->zone, end.at);
  return s;
}
