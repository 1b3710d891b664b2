/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_WALK_H
#define SPR_STORE_SQLITE_WALK_H

#include "store/sqlite_hits.h"
#include "store/sqlite_lanes.h"
#include "store/sqlite_ranking.h"

/* Lists and counts of cases; private to sqlite_filter.c, sqlite_walk.c, sqlite_gather.c and sqlite_tally.c.
 *
 * Before one is looked at, the cases are narrowed to hits (sqlite_hits.h), where that can be. A list then
 * comes from its lanes (sqlite_lanes.h) in one of two ways. Lanes by place are in every order of lists, and
 * are merged a step at a time; those of values are the drawers. Where there are few hits, or where lanes by
 * standing know more of what is asked, those cases are gathered, if they are not too many, and those picked
 * out that come first. Each case is then read, and asked what is not yet known. */

/* In the place of a lane: */
#define NO_LANE UINT32_MAX     /* it was gathered, or opened for an emergency */
#define HITS (UINT32_MAX - 1)  /* the hits that are marked */
#define EVERY (UINT32_MAX - 2) /* all cases */
#define FROM_START INT64_MIN   /* the key of a cursor: there is none */
/* Slots of values: the cursor's, that of the case that was opened, and where those of lanes begin. */
enum { SLOT_AFTER, SLOT_OPENED, FIRST_SLOT };
/* Of a lane so many cases are passed by that are no hits; longer, where there is none again and again. */
enum { FIRST_STEP = 8, LONGEST_STEP = 512 };

typedef struct walk {
  spr_sqlite *q;
  const spr_case_filter *f;
  spr_case_fn fn;
  void *ud;
  const spr_hits *hits; /* NULL: any case may be one */
  spr_hits standers;    /* those of them that stand as is asked; without bits: they were not looked for */
  spr_lane *lanes;      /* that are merged */
  uint32_t nlanes, most_lanes;
  spr_sql next;
  spr_case_order by;   /* what they are ranked by */
  bool bare;           /* only cases without a deadline, or without a value */
  uint64_t field;      /* by whose values; 0: it was never heard of */
  spr_candidate after; /* the cursor */
  spr_ranking ranking;
  spr_values values; /* by field: of what is ranked */
  uint32_t spare;    /* the slot for the next value that is gathered */
  spr_query pick;
  int place;            /* where the number is bound in it */
  bool by_hits;         /* those are all that has to be looked through */
  uint32_t given, work; /* of a search */
  bool ended;           /* the callback has enough, or the page is full */
} walk;

/* One of a lane's cases as an index by standing gives it. Where its first deadline has passed, a later one
 * may be meant. */
typedef struct stander {
  int64_t at, due;
  uint64_t number;
  uint32_t overdue;
} stander;

/* -- sqlite_walk.c --------------------------------------------------------------------------------------- */
bool spr_walk_behind(const walk *w, const spr_candidate *c);
/* Nothing is ranked; v[0] will be the one that comes first, or last. */
void spr_walk_empty(walk *w, bool last);
/* The case that was opened for an emergency (q->opened). Who opens it is told more of it than of others, so
 * it comes by itself, also where it is in the scope, and what lanes and hits have of it is left out. */
spr_status spr_walk_opened(walk *w, spr_candidate *out, bool *found);
/* Puts the value of a case into the slot; *found false: it has none. */
spr_status spr_walk_value(walk *w, uint64_t number, uint32_t slot, bool *found);
/* The row of a case; *found false: a part of the filter that spr_case_fits does not ask does not let it
 * through. Good until the next one. */
spr_status spr_walk_pick(walk *w, uint64_t number, spr_case_row *row, bool *found);
/* Gives the case, if it is what is asked for. */
spr_status spr_walk_give(walk *w, const spr_candidate *c);
bool spr_walk_goes_on(const walk *w);
/* Is anything asked that only lanes by standing tell? */
bool spr_walk_asks_standing(const spr_case_filter *f);
spr_status spr_walk_list(spr_sqlite *q, const spr_case_filter *f, const spr_hits *hits, spr_case_fn fn,
                         void *ud);

/* -- sqlite_gather.c ------------------------------------------------------------------------------------- */
/* So few that each of them may be fetched; NULL: there are none. */
bool spr_walk_few_hits(const spr_sqlite *q, const spr_hits *h);
/* Gathers, and gives what comes first. *done false: there are too many; nothing was given. */
spr_status spr_walk_pick_out(walk *w, bool *done);
/* The cases of a lane by standing; all that the filter asks of quiet ones. */
spr_query spr_standers_begin(spr_sqlite *q, const spr_case_filter *f, const spr_lane *lane);
bool spr_standers_next(spr_query *query, stander *s);
bool spr_stander_fits(const spr_case_filter *f, const stander *s);

/* -- sqlite_filter.c ------------------------------------------------------------------------------------- */
/* What there is to look at; to be released also after a failure. known, unless it is NULL: where a part of
 * the filter lets through too many to read them all, cases that are let through by all such parts, and of
 * which nothing else is to be asked but whether they are hits; without bits where there is no such part. */
spr_status spr_filter_hits(spr_sqlite *q, const spr_case_filter *f, spr_hits *h, spr_hits *known);
/* How many there are, `most` at most, where an index alone says it. */
spr_status spr_filter_count(spr_sqlite *q, const spr_case_filter *f, uint32_t most, uint32_t *n,
                            bool *counted);
/* A query for the case whose number is bound at *place, again for each; it finds none where a part of the
 * filter does not let it through that spr_case_fits does not ask, but for the words that are sought: behind
 * the columns of a case it says whether those find it. To be ended where it began. *none: the filter names
 * something that the file has never heard of. */
enum { SPR_PICK_FOUND = 20 };
spr_status spr_filter_pick(spr_sqlite *q, const spr_case_filter *f, spr_query *query, int *place, bool *none);

#endif
