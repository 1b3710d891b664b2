/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "calendar/term_trace.h"

/* The walk of a term as lines that can be put into words of any language. */

typedef struct teller {
  const spr_law *law;
  const spr_term *term;
  bool by_days;
  spr_line_fn *fn;
  void *ud;
} teller;

/* A line that stands where the count stands. */
static spr_line standing(const teller *t, spr_line_kind kind, const term_step *s) {
  bool by_day = kind == SPR_LINE_START ? t->term->start_is_date : t->by_days;
  return (spr_line){.kind = kind,
                    .day = by_day ? s->day : SPR_NO_DAY,
                    .at = s->at,
                    .by = s->by,
                    .from = s->from,
                    .until = s->until,
                    .known = SPR_NO_DAY};
}

static void tell_free(const teller *t, spr_line_kind kind, spr_day d) {
  const spr_holiday *h = spr_calendar_holiday(t->law->calendar, d, t->law->as_of);
  const spr_weekend *w = spr_calendar_weekend(t->law->calendar, d, t->law->as_of);
  t->fn(t->ud, &(spr_line){.kind = kind,
                           .day = d,
                           .holiday = h,
                           .basis = h ? h->basis : w->basis,
                           .unconfirmed = h ? h->unconfirmed : w->unconfirmed,
                           .known = SPR_NO_DAY});
}

/* The days that are no working days, of those that were counted over: holidays by name, the free days of
 * weeks by their number. A holiday on one of these is one of these. */
static void tell_left_out(const teller *t, const term_step *s) {
  spr_line weekends = {.kind = SPR_LINE_WEEKENDS, .day = SPR_NO_DAY, .known = SPR_NO_DAY};
  int32_t holidays = 0, free_days = 0, step = s->by.working_days < 0 ? -1 : 1;
  for (spr_day d = s->working_from; d != s->day;) {
    d += step;
    int32_t weekday = spr_weekday(d);
    bool weekend = spr_calendar_weekend(t->law->calendar, d, t->law->as_of)->free_for_work >> weekday & 1;
    if (weekend) weekends.weekends[weekday - 1]++, free_days++;
    if (weekend || spr_calendar_is_working(t->law->calendar, d, t->law->as_of)) continue;
    if (holidays++ < SPR_MAX_LEFT_OUT) tell_free(t, SPR_LINE_LEFT_OUT, d);
  }
  if (holidays > SPR_MAX_LEFT_OUT)
    t->fn(t->ud, &(spr_line){.kind = SPR_LINE_MORE,
                             .day = SPR_NO_DAY,
                             .more = holidays - SPR_MAX_LEFT_OUT,
                             .known = SPR_NO_DAY});
  if (free_days) t->fn(t->ud, &weekends);
}

static void tell_step(void *ud, const term_step *s) {
  static const spr_line_kind kinds[] = {[TERM_START] = SPR_LINE_START,
                                        [TERM_COUNTED] = SPR_LINE_COUNTED,
                                        [TERM_EXTENDED] = SPR_LINE_EXTENDED,
                                        [TERM_SUSPENDED] = SPR_LINE_SUSPENDED};
  const teller *t = ud;
  if (s->kind == TERM_FREE) {
    tell_free(t, SPR_LINE_FREE, s->day);
    return;
  }
  spr_line line = standing(t, kinds[s->kind], s);
  if (s->kind == TERM_COUNTED) {
    line.by = t->term->within;
    line.backwards = t->term->backwards;
  }
  t->fn(t->ud, &line);
  if (t->by_days && s->by.working_days) tell_left_out(t, s);
}

static void tell_end(const teller *t, const spr_end *e) {
  bool by_law = e->by_days && t->law->calendar->basis.n;
  t->fn(t->ud, &(spr_line){.kind = SPR_LINE_END,
                           .day = e->by_days ? e->day : SPR_NO_DAY,
                           .at = e->at,
                           .basis = by_law ? t->law->calendar->basis : (spr_str){0},
                           .known = by_law ? t->law->as_of : SPR_NO_DAY,
                           .suspended = e->suspended});
}

spr_status spr_term_lines(const spr_law *law, const spr_term *term, spr_instant now, spr_line_fn *fn,
                          void *ud) {
  teller t = {law, term, term_by_days(term->within), fn, ud};
  spr_end end;
  spr_status s = term_walk(law, term, now, &end, tell_step, &t);
  if (s == SPR_OK) tell_end(&t, &end);
  return s;
}
