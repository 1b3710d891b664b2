/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_INDICATORS_H
#define SPRAWA_INDICATORS_H

#include "sprawa/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Indicators: what packages declare under `indicators`, computed from the journal. How long cases take from
 * one state to another, and how many deadlines are met; of the cases that the view sees as they stand now,
 * and of nothing else. The operator's numbers hold erased cases, too.
 *
 * Those that are declared as the package is deployed now are counted in all cases of the workflow they are
 * for, under whatever version these began. Nothing is rounded or guessed:
 *
 * - A *way* goes from the first entry into `from` to the first entry into `to` in the same or a later step.
 * It counts in the period in which it ends; each case counts once. What is passed through within one step
 * does not count. A case that has not arrived is told apart: as one that waits, or that ended before. One
 * that is reopened goes on with its way, and begins no other.
 * - Its length is in days of the municipality: the first day does not count, the last one does, so the same
 *   day is 0. `working_days` leaves out those that its calendar leaves out. Steps count when they were
 *   recorded.
 * - Each *deadline* that begins counts by itself, by its end as it stood then, moved and suspended as it was.
 *   It is met when what it is for came in time, and missed when its end passed; a later extension takes that
 *   back. Waived tasks and what nobody waits for any more (the case ended, or the state of the task was left)
 *   are told apart.
 * - Figures are percentiles by nearest rank: the smallest number of days such that so many percent of the
 * ways are not longer. The share of deadlines met is of those met or missed.
 *
 * The whole journal is read, about a million entries in a second, or only the cases of the view where
 * these are few; others read and write meanwhile. Entries that come while it is read are not counted. Copies,
 * errors and threads as in case.h. */

typedef struct sprawa_indicators_query {
  const sprawa_view *as;              /* whose view; needed */
  const char *municipality, *package; /* NULL: all */
  /* The period: RFC 3339 with an offset, or a day ("2026-03-31") of each municipality's calendar; a day in
   * `until` belongs to it, an instant does not. NULL: from the beginning; until now. */
  const char *since, *until;
  bool by_municipality, by_version; /* a row for each, in place of one for all */
  /* Where fewer were counted, the row is `withheld`: it has no figures, and does not say how many deadlines
   * were met. A figure about one case tells that case. 0: nothing is withheld, as for who may read the cases
   * themselves. */
  uint32_t least;
} sprawa_indicators_query;

/* For what leaves the house: fewer than this are nobody's business. */
#define SPRAWA_INDICATOR_LEAST 5

typedef struct sprawa_figure {
  const char *name; /* "p10", "p25", "median", "p75", "p90", "p95" */
  uint32_t days;
} sprawa_figure;

typedef struct sprawa_indicator {
  const char *package, *name;
  const char *title,
      *description;      /* the title is the name where there is none; the description may be empty */
  const char *workflow;  /* whose cases are counted */
  const char *measure;   /* "days", "working_days", "share_met" */
  const char *from, *to; /* of a way; else empty */
  const char *deadline;  /* else empty */
  const char *basis;     /* may be empty */
  bool illustrative;     /* it is invented, to show how it works */
  bool by_city;          /* a municipality has added it */
  const char *municipality, *municipality_title; /* empty: of all */
  const char *version;                           /* under which the cases began; empty: of all */
  uint64_t counted; /* ways that ended in the period; deadlines that were met or missed in it */
  bool withheld;
  /* -- of a way */
  uint64_t waiting;             /* under way at the end of the period */
  uint64_t left;                /* whose case ended in the period on the way */
  const sprawa_figure *figures; /* that are shown; none where nothing was counted, or it is withheld */
  size_t nfigures;
  /* -- of a deadline */
  uint64_t met, missed; /* 0 where withheld */
  uint32_t share_met;   /* of 1000, rounded half up; 0 where nothing was counted, or it is withheld */
  uint64_t moved;       /* of those met or missed, whose end was another one before; 0 where withheld */
  uint64_t open;        /* neither, at the end of the period */
  uint64_t resting;     /* of those, whose clock stands still */
  uint64_t waived, cancelled;
  /* -- of both */
  uint64_t
      elsewhere; /* cases that have no such state or deadline: of another version, or changed by a city */
} sprawa_indicator;

typedef struct sprawa_indicators sprawa_indicators;

/* On SPRAWA_OK *out belongs to the caller (sprawa_indicators_free), else it is NULL. SPRAWA_NOT_FOUND: a name
 * in the question, as of sprawa_engine_list, and there are no cases; SPRAWA_INVALID "period": since or until
 * is no time and no day, or the period ends before it begins. */
SPRAWA_API sprawa_code sprawa_engine_indicators(sprawa_engine *e, const sprawa_indicators_query *q,
                                                sprawa_indicators **out, sprawa_error *error);
SPRAWA_API void sprawa_indicators_free(sprawa_indicators *x); /* NULL is ignored */
/* The i-th, from 0; NULL beyond the last. By package, as it declares them, municipality and version; also
 * those in which nothing was counted yet. */
SPRAWA_API const sprawa_indicator *sprawa_indicators_at(const sprawa_indicators *x, size_t i);
/* How many entries of the journal were read for it. */
SPRAWA_API uint64_t sprawa_indicators_entries(const sprawa_indicators *x);

#ifdef __cplusplus
}
#endif

#endif
