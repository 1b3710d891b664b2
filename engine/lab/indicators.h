/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_INDICATORS_H
#define SPR_LAB_INDICATORS_H

#include "cases/desk.h"

/* Indicators: how long cases take from one state to another, and how many deadlines are met. Counted from the
 * skeletons of the journal alone: no rule runs, no body is read, and cases that were erased still count.
 *
 *   spr_indicators_new(alloc, &asked, &x)
 *   do st = spr_indicators_slice(x, desk, store, now);       a few milliseconds each; others read in between
 *   while (st == SPR_OK && !spr_indicators_done(x));
 *   for (i = 0; spr_indicators_row(x, i, &row); i++) ...
 *   spr_indicators_free(x)
 *
 * Which are counted. Those that the package declares as it is deployed now in the case's municipality, with
 * what that city adds, in cases of the workflow that they are for; in all of those, also in cases that began
 * under another version. Names mean what they mean in a case's own definition: where that has no such state
 * or deadline, because the version is older or the city has dropped it, the case counts as `elsewhere`. Of a
 * municipality where the package is deployed no longer, what its cases' own definition declares.
 *
 * The period: [since, until) by the time of entries; in a case nothing is read from its first entry on that
 * is not before `until`. A way counts when its end is reached in the period, a deadline when it is met or
 * missed in it; what waits, and what is open, is as it stood at `until` (or is now).
 *
 * From one state to another. From the first entry into `from` to the first entry into `to` in the same or a
 * later step; of either state each of those that the name means. A state is entered by the step after which
 * it is active and before which it was not: what is passed through within one step counts no more than it
 * starts a deadline. Where `to` was active before `from`, it must be left and entered again. Each case counts
 * once: neither a second entry nor an end that is reached again after `case.reopen` begins another way, but a
 * case that ended on the way and is reopened goes on with it. counted    have come to `to` in the period; the
 * figures rest on these waiting    were under way at the end of the period left       ended in the period
 * without having come to `to` `days` are days of the calendar, `working_days` those of the municipality's:
 * the day on which `from` was entered does not count, that on which `to` was entered does, as the terms of
 * the law are counted; the same day is 0. Days begin at midnight in the municipality's zone. A step that was
 * recorded later than it happened counts when it was recorded: when it happened is in its body.
 *
 * Deadlines. Each time that a deadline begins counts by itself, and so does each of a task that comes again.
 * It is judged by its end as it stood then, extended and suspended as it was.
 *   met        what it is for came in time: its state was left, its `until` came, its task was done
 *   missed     its end passed; for good, unless it was extended before the end of the period. It counts when
 *              the end passed, whether a timer has fired for it or not
 *   open       neither, at the end of the period; `resting` of them are suspended
 *   cancelled  neither, and nobody waits for it any more: the case ended first, or the state of the task was
 *              left
 *   waived     a task that was waived with a reason
 *   moved      of those met or missed, how many had another end before
 * The last step of a case closes all that is open. The deadline of a state that was left by the transition to
 * the end is met; that of a state around the end, and one whose `until` has not come by then, is cancelled.
 *
 * Figures are percentiles by nearest rank: the smallest value such that p percent of all are not above it
 * (the inverse of the empirical distribution function: definition 1 of R. J. Hyndman and Y. Fan, "Sample
 * Quantiles in Statistical Packages", The American Statistician 50 (1996), 361). So each is a number of days
 * that some case has really taken, and no figure needs a fraction. The median is the 50th.
 *
 * Few cases. A figure about one case is that case's. Where fewer than `least` were counted, figures and how
 * many of them were met are withheld; how many there are is told.
 *
 * Bounds. The journal is read in order of position. Of each case a few dozen bytes are kept, and durations as
 * counts of each length; where that is more than SPR_INDICATOR_BYTES, the cases with greater numbers wait for
 * another pass over the journal. Where few cases are asked for, only their entries are read, one case after
 * another.
 *
 * Belongs to one thread. The same journal and question give the same rows, in order of package, indicator (as
 * the package writes them), municipality and version. */
typedef struct spr_indicators spr_indicators;

/* A point in time: a day of each municipality's calendar, or an instant. Zero: none. */
typedef struct spr_moment {
  bool given, is_day;
  spr_day day;
  spr_instant at;
} spr_moment;

typedef struct spr_indicators_asked {
  /* Whose cases (scope, municipalities), and which (municipality, package, workflow): the filter of a list.
   * Nothing else of it is read. It is borrowed. */
  const spr_case_filter *which;
  spr_moment since; /* a day: from its beginning */
  spr_moment until; /* not after; a day: to its end */
  bool by_municipality, by_version;
  uint32_t least; /* 0 and 1: nothing is withheld */
  size_t bytes;   /* to be kept of cases; 0: SPR_INDICATOR_BYTES */
} spr_indicators_asked;

/* SPR_ENOMEM. */
spr_status spr_indicators_new(const spr_alloc *alloc, const spr_indicators_asked *asked,
                              spr_indicators **out);
void spr_indicators_free(spr_indicators *x); /* NULL is ignored */
/* Not within a look or batch. Errors as the store and the shelf give them; then it can only be freed. */
spr_status spr_indicators_slice(spr_indicators *x, spr_desk *desk, spr_store *store, spr_instant now);
bool spr_indicators_done(const spr_indicators *x);

typedef struct spr_indicator_row {
  spr_str package, municipality, version; /* the latter two empty: of all */
  spr_str workflow;
  const spr_indicator *is; /* texts live as long as x */
  uint64_t counted;        /* ways that came to their end; or deadlines met or missed */
  uint64_t waiting, left;
  uint64_t met, missed, open, resting, cancelled, waived, moved; /* met and missed 0 where withheld */
  uint64_t elsewhere; /* cases whose definition does not know what is measured */
  bool withheld;      /* fewer than `least` were counted */
  int32_t figures[SPR_FIGURES];
  bool has[SPR_FIGURES]; /* there is something to tell, it is asked for and not withheld */
} spr_indicator_row;
/* The i-th, from 0; false beyond the last. */
bool spr_indicators_row(const spr_indicators *x, uint32_t i, spr_indicator_row *out);
/* How many entries were read. */
uint64_t spr_indicators_read(const spr_indicators *x);

#endif
