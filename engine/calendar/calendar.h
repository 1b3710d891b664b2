/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CALENDAR_CALENDAR_H
#define SPR_CALENDAR_CALENDAR_H

#include "base/civil.h"
#include "base/title.h"

/* Public holidays and working days of one country, as data: rules with the time in which they hold, their
 * legal basis, and the day on which they became known. A question names the day `as_of` whose knowledge
 * counts, so that the past is counted as its law had it: a rule that became known after `as_of` does not
 * exist for that question.
 *
 * Built once by the loader (lang/calendar_load.h), then only read; nothing is cached, so several threads may
 * ask. The loader sees to it that no period makes all seven days of the week free: so each search for a day
 * ends. */

typedef enum spr_rule_kind { SPR_RULE_FIXED, SPR_RULE_EASTER, SPR_RULE_DATE } spr_rule_kind;

typedef struct spr_holiday {
  spr_rule_kind kind;
  int32_t month, day;  /* FIXED */
  int32_t offset;      /* EASTER: days after Easter Sunday, negative before it */
  spr_day date;        /* DATE */
  spr_day from, until; /* first and last day on which the rule holds (SPR_DAY_MIN, SPR_DAY_MAX: always) */
  spr_day known;       /* the day from which one could know it (SPR_DAY_MIN: always) */
  bool unconfirmed;    /* not yet compared with the official text */
  spr_title title;     /* in English at least, or one for all languages */
  spr_str basis;
} spr_holiday;

#define SPR_DAY_MIN (INT32_MIN + 1)
#define SPR_DAY_MAX INT32_MAX

/* Weekdays that are free, as bits 1 << weekday (1 Monday .. 7 Sunday), from some day on: Saturday became
 * equal to a holiday for terms in Poland only in 2011. */
typedef struct spr_weekend {
  spr_day from; /* the first entry has SPR_DAY_MIN; each later one is greater */
  spr_day known;
  uint8_t free_for_terms; /* a term does not end on them */
  uint8_t free_for_work;  /* they are no working days */
  bool unconfirmed;
  spr_str basis;
} spr_weekend;

typedef struct spr_calendar {
  spr_str id;      /* "PL" */
  spr_title title; /* as of a holiday */
  const spr_holiday *rules;
  uint32_t nrules;
  const spr_weekend *weekends; /* at least one; the last that has begun and was known by a day counts */
  uint32_t nweekends;
  spr_str basis; /* of the counting rules: "KPA art. 57" */
} spr_calendar;

/* Saturdays and Sundays free, no holidays; for workflows that stand alone. */
extern const spr_calendar spr_calendar_plain;

/* "Monday" for 1 .. "Sunday" for 7. */
const char *spr_weekday_name(int32_t weekday);
/* The first rule that makes the day a holiday, or NULL. */
const spr_holiday *spr_calendar_holiday(const spr_calendar *c, spr_day d, spr_day as_of);
/* The period of the week that counts for the day. */
const spr_weekend *spr_calendar_weekend(const spr_calendar *c, spr_day d, spr_day as_of);
/* May a term not end on that day? */
bool spr_calendar_term_free(const spr_calendar *c, spr_day d, spr_day as_of);
bool spr_calendar_is_working(const spr_calendar *c, spr_day d, spr_day as_of);

typedef enum spr_roll { SPR_ROLL_NEXT, SPR_ROLL_NONE, SPR_ROLL_PREVIOUS } spr_roll;

/* The day itself if a term may end on it, else the nearest such day in the direction of the roll. */
spr_day spr_calendar_roll(const spr_calendar *c, spr_day d, spr_roll roll, spr_day as_of);
/* The n-th working day after d (d itself is not counted), or before it for n < 0; d for 0. Where the
 * years 1..9999 end, the first day beyond them. */
spr_day spr_calendar_add_working(const spr_calendar *c, spr_day d, int32_t n, spr_day as_of);
/* Working days in (a, b]; negative, those in (b, a], when b < a. Looks at each day between (some 20 ns a
 * day): who lets strangers choose a and b bounds their distance. */
int32_t spr_calendar_working_between(const spr_calendar *c, spr_day a, spr_day b, spr_day as_of);

#endif
