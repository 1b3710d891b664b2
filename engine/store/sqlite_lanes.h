/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_LANES_H
#define SPR_STORE_SQLITE_LANES_H

#include "store/sqlite_store.h"

/* Cases of one drawer (drawer.h) in one state (open, ended, erased) lie in a lane, one after the other by
 * number, by their last entry, and by the end of their deadlines. Those of them that stand alike, with the
 * same responsible institution, lie in a narrower one. So a filter by these takes or leaves whole lanes, and
 * a list is merged of the first cases of those that it takes.
 *
 *   spr_lanes_begin(q, &filter, SPR_LANES_PLACE, &lanes)
 *   while (spr_lanes_next(&lanes) == SPR_OK && lanes.found) ... lanes.at
 *   spr_lanes_end(&lanes)                                          also after a failure */
typedef enum spr_lane_kind {
  SPR_LANES_PLACE,   /* by state and drawer */
  SPR_LANES_STANDING /* by configuration and responsible, too */
} spr_lane_kind;

typedef struct spr_lanes {
  bool found; /* else there are no more */
  spr_lane at;
  uint64_t n; /* cases in it; of one by place, in a part of it */
  /* its own: */
  spr_sqlite *q;
  const spr_case_filter *f;
  spr_lane_kind kind;
  spr_query scan;   /* db NULL: there is none */
  spr_lane next;    /* not smaller than this one */
  uint64_t *wanted; /* configurations, by number; of a state that is asked for */
  uint32_t nwanted, cap;
  uint64_t responsible; /* 0: any */
  uint64_t drawer;      /* the one that was looked at last; 0: none */
  bool fits;            /* is it the filter's? */
  bool none;            /* the filter names what the file has never heard of */
} spr_lanes;

/* The lanes in which the filter may find something, in the order of their numbers; each has a case at least.
 * Of the filter are read: scope, but for the case that was opened; municipalities, package, workflow;
 * only_open, quiet_since as far as it means that; and in those by standing the state and the responsible
 * institution. */
spr_status spr_lanes_begin(spr_sqlite *q, const spr_case_filter *f, spr_lane_kind kind, spr_lanes *out);
spr_status spr_lanes_next(spr_lanes *l);
/* The next one is not of the same state and drawer. */
void spr_lanes_leave(spr_lanes *l);
void spr_lanes_end(spr_lanes *l);
/* Binds the lane's numbers: two of one by place, four of one by standing. */
void spr_lane_bind(spr_query *query, const spr_lane *lane, spr_lane_kind kind);

#endif
