/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CALENDAR_TERM_H
#define SPR_CALENDAR_TERM_H

#include "base/duration.h"
#include "base/status.h"
#include "calendar/calendar.h"
#include "calendar/zone.h"

/* Terms: how a legal deadline is counted (KPA art. 57; § 40 správní řád), and plain timers.
 *
 * A term keeps everything that its end rests on: start, duration, direction, roll, and its *moves*
 * (extensions and suspensions) in the order in which they happened. The end is computed from it, never stored
 * alone. Pure functions; moves are owned by the caller.
 *
 * A term *by days* has no part shorter than a day: `14 days`, `1 month`, `3 working days`, `0 days`. The day
 * of the event is not counted; months end on the same number, else on the last day of the month; the end is
 * rolled once, after all moves; the term lasts until 24:00 of that local day. Every other term (`72 hours`,
 * `P1DT12H`) is *exact*: its days are counted on the wall clock, then the time is added, and nothing is
 * rolled.
 *
 * In each duration months come first, then days, then working days, then time. */

typedef struct spr_law {
  const spr_calendar *calendar;
  const spr_zone *zone;
  spr_day as_of; /* whose knowledge of holidays counts; normally the day of the step */
} spr_law;

typedef enum spr_move_kind { SPR_MOVE_EXTEND, SPR_MOVE_SUSPEND } spr_move_kind;

/* An extension moves the end later, also of a term that counts backwards; of a term by days, each 24 hours
 * that are begun are a day. */
typedef struct spr_move {
  spr_move_kind kind;
  spr_duration by;         /* EXTEND */
  spr_instant from, until; /* SUSPEND: [from, until); until is SPR_NO_INSTANT while it holds */
} spr_move;

typedef struct spr_term {
  spr_instant start;  /* the event from which is counted */
  bool start_is_date; /* the start was given as a date, and is told so: `start` is that day's beginning */
  bool backwards;     /* `before`: counted backwards from start */
  spr_roll roll;
  spr_duration within;
  const spr_move *moves; /* suspensions in the order of their beginning */
  uint32_t nmoves;
} spr_term;

typedef struct spr_end {
  bool by_days;   /* ends at 24:00 of `day`; else at the exact instant */
  bool suspended; /* a suspension holds, so the term does not pass: this is the end if it were over now */
  spr_day unrolled, day; /* before and after rolling; only by_days */
  spr_instant at;        /* the first instant at which the term has passed */
} spr_end;

/* The end of a term. now: the step's time, for a suspension that still holds.
 *
 * A suspension moves a term by days by the local days that it touches, a term of working days by the working
 * days among them, an exact term by its length; what several suspensions cover counts once, and nothing
 * before the start counts.
 *
 * SPR_ELIMIT outside of years 1..9999; SPR_EINVAL if the suspensions are not in order. */
spr_status spr_term_end(const spr_law *law, const spr_term *t, spr_instant now, spr_end *out);
/* The instant `d` before the end. Of a term by days: 24:00 of the day that lies so many months, days or
 * working days before its last day; else the same wall-clock time. SPR_NO_INSTANT outside of years
 * 1..9999. */
spr_instant spr_term_warning(const spr_law *law, const spr_end *end, spr_duration d);
/* -- the arithmetic ------------------------------------------------------------------------------------- */
/* What moved the end, thing by thing, in the order in which it was counted. */
typedef enum spr_line_kind {
  SPR_LINE_START,
  SPR_LINE_COUNTED, /* `by` was added, or taken off of a term that counts backwards */
  SPR_LINE_EXTENDED,
  SPR_LINE_SUSPENDED, /* for [from, until), which moved the end by `by` */
  SPR_LINE_FREE,      /* the roll passed this day */
  SPR_LINE_LEFT_OUT,  /* of working days: a holiday that was none of them, ... */
  SPR_LINE_MORE,      /* ... so many more of these than SPR_MAX_LEFT_OUT, ... */
  SPR_LINE_WEEKENDS,  /* ... and the free days of weeks, by their number */
  SPR_LINE_END
} spr_line_kind;

typedef struct spr_line {
  spr_line_kind kind;
  spr_day day;    /* FREE, LEFT_OUT: which; else where the count stands then; SPR_NO_DAY: at an instant */
  spr_instant at; /* the same, of an exact term and of a start that is no date */
  bool backwards;
  spr_duration by;
  spr_instant from, until;    /* until: SPR_NO_INSTANT while it holds */
  const spr_holiday *holiday; /* FREE, LEFT_OUT; NULL: it is a free day of the week */
  spr_str basis;              /* FREE, LEFT_OUT: why the day is free; END: of the counting, if by days */
  bool unconfirmed;           /* that basis */
  int32_t more;
  int32_t weekends[7]; /* Mondays .. Sundays */
  spr_day known;       /* END by days, with a basis: as of when holidays were known */
  bool suspended;      /* END: if the suspension ended now */
} spr_line;

typedef void spr_line_fn(void *ud, const spr_line *line);
/* As spr_term_end, whose status it gives: without one there is no END, but what was counted before. Lines are
 * lent. */
spr_status spr_term_lines(const spr_law *law, const spr_term *t, spr_instant now, spr_line_fn *fn, void *ud);
/* The same for people, one line for each thing that moved the end: start, what was added, each
 * suspension with its days, each extension, each free day that the roll passed with its name and legal basis,
 * the days that are no working days where such were counted (holidays by name, SPR_MAX_LEFT_OUT of them,
 * weekends by their number), the result. In English; ends with a line end. */
void spr_term_explain(const spr_law *law, const spr_term *t, spr_instant now, spr_buf *out);
/* A plain timer (`after`, `send`, steps of a story): the same wall-clock time that many days, months or
 * working days later, no roll; hours and less are exact. Negative durations go back. SPR_ELIMIT outside of
 * years 1..9999. */
spr_status spr_timer_due(const spr_law *law, spr_instant from, spr_duration d, spr_instant *out);
/* `due_on` of the rules: the last day of a term that starts on a day; of an exact one the day in which it
 * ends. */
spr_status spr_term_day(const spr_law *law, spr_day start, spr_duration d, spr_roll roll, spr_day *out);

#endif
