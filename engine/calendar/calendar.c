/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar.h"

#include "base/limits.h"

#define SATURDAY_AND_SUNDAY ((1u << 6) | (1u << 7))

static const spr_weekend plain_weekend = {
    .from = SPR_DAY_MIN,
    .known = SPR_DAY_MIN,
    .free_for_terms = SATURDAY_AND_SUNDAY,
    .free_for_work = SATURDAY_AND_SUNDAY,
    .basis = {"", 0},
};

static const spr_title_text plain_title = {{"", 0}, {"Saturdays and Sundays", 21}};

const spr_calendar spr_calendar_plain = {
    .id = {"plain", 5},
    .title = {.v = &plain_title, .n = 1},
    .weekends = &plain_weekend,
    .nweekends = 1,
    .basis = {"", 0},
};

const char *spr_weekday_name(int32_t weekday) {
  static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                      "Friday", "Saturday", "Sunday"};
  return names[weekday - 1];
}

/* A day with what the rules ask of it; Easter is reckoned only if one asks. */
typedef struct asked {
  spr_day day;
  spr_ymd ymd;
  int32_t weekday;
  spr_day easter; /* SPR_NO_DAY: not yet */
} asked;

static bool falls_on(const spr_holiday *r, asked *q) {
  switch (r->kind) {
    case SPR_RULE_FIXED: return r->month == q->ymd.month && r->day == q->ymd.day;
    case SPR_RULE_EASTER:
      if ((q->weekday - r->offset) % 7 != 0)
        return false; /* Easter is a Sunday: most days need no reckoning */
      if (q->easter == SPR_NO_DAY) q->easter = spr_easter(q->ymd.year);
      return q->day == q->easter + r->offset;
    case SPR_RULE_DATE: return q->day == r->date;
  }
  return false;
}

const spr_holiday *spr_calendar_holiday(const spr_calendar *c, spr_day d, spr_day as_of) {
  asked q = {d, spr_day_to_ymd(d), spr_weekday(d), SPR_NO_DAY};
  for (uint32_t i = 0; i < c->nrules; i++) {
    const spr_holiday *r = &c->rules[i];
    if (falls_on(r, &q) && r->from <= d && d <= r->until && r->known <= as_of) return r;
  }
  return NULL;
}

const spr_weekend *spr_calendar_weekend(const spr_calendar *c, spr_day d, spr_day as_of) {
  uint32_t i = c->nweekends - 1;
  while (i > 0 && (c->weekends[i].from > d || c->weekends[i].known > as_of)) i--;
  return &c->weekends[i];
}

bool spr_calendar_term_free(const spr_calendar *c, spr_day d, spr_day as_of) {
  unsigned bit = 1u << spr_weekday(d);
  return (spr_calendar_weekend(c, d, as_of)->free_for_terms & bit) || spr_calendar_holiday(c, d, as_of);
}

bool spr_calendar_is_working(const spr_calendar *c, spr_day d, spr_day as_of) {
  unsigned bit = 1u << spr_weekday(d);
  return !(spr_calendar_weekend(c, d, as_of)->free_for_work & bit) && !spr_calendar_holiday(c, d, as_of);
}

static bool within_years(spr_day d) {
  return SPR_FIRST_DAY <= d && d <= SPR_LAST_DAY;
}

spr_day spr_calendar_roll(const spr_calendar *c, spr_day d, spr_roll roll, spr_day as_of) {
  if (roll == SPR_ROLL_NONE) return d;
  int32_t step = roll == SPR_ROLL_NEXT ? 1 : -1;
  while (within_years(d) && spr_calendar_term_free(c, d, as_of)) d += step;
  return d;
}

spr_day spr_calendar_add_working(const spr_calendar *c, spr_day d, int32_t n, spr_day as_of) {
  int32_t step = n < 0 ? -1 : 1;
  while (n != 0 && within_years(d)) {
    d += step;
    if (spr_calendar_is_working(c, d, as_of)) n -= step;
  }
  return d;
}

int32_t spr_calendar_working_between(const spr_calendar *c, spr_day a, spr_day b, spr_day as_of) {
  if (b < a) return -spr_calendar_working_between(c, b, a, as_of);
  int32_t n = 0;
  for (spr_day d = a; d < b; d++) n += spr_calendar_is_working(c, d + 1, as_of);
  return n;
}
