/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CALENDAR_TERM_TRACE_H
#define SPR_CALENDAR_TERM_TRACE_H

#include "calendar/term.h"

/* The walk from a term's start to its end, seen step by step; private to term.c and term_explain.c. There is
 * one walk: what is explained is what was counted. */

static inline bool term_by_days(spr_duration within) {
  return within.no_days || (spr_duration_by_days(within) && within.ms == 0);
}

typedef enum term_step_kind {
  TERM_START,
  TERM_COUNTED, /* `within` was added */
  TERM_EXTENDED,
  TERM_SUSPENDED, /* [from, until), `by`: what it moved the end */
  TERM_FREE       /* the roll passed this day */
} term_step_kind;

typedef struct term_step {
  term_step_kind kind;
  spr_duration by;
  spr_instant from, until; /* TERM_SUSPENDED; until is SPR_NO_INSTANT while it holds */
  spr_day working_from;    /* of a term by days: from where the working days in `by` were counted */
  spr_day day;             /* where the count stands after it, of a term by days */
  spr_instant at;          /* the same, of an exact term; the start */
} term_step;

typedef void (*term_watch)(void *ud, const term_step *s);

/* As spr_term_end; watch may be NULL. */
spr_status term_walk(const spr_law *law, const spr_term *t, spr_instant now, spr_end *out, term_watch watch,
                     void *ud);

#endif
