/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_OVERVIEW_H
#define SPRAWA_OVERVIEW_H

#include "sprawa/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How cases stand, in numbers: of what the view sees, and nothing else. Each number counts the cases that
 * sprawa_engine_list gives under the filter that is named beside it, with the view, municipality, package and
 * workflow of the question; open cases are counted all, what is searched for is counted up to
 * SPRAWA_COUNTED and is then "more than". Of the cases of an institution a list leaves out those whose key is
 * not there; they are counted.
 *
 * Copies, errors and threads as in case.h. */
#define SPRAWA_COUNTED 1000

typedef struct sprawa_count {
  uint32_t n;
  bool more; /* n is as far as it is counted, and there are more */
} sprawa_count;

/* How many cases all pages of a list hold together, up to SPRAWA_COUNTED, or half as many where each must be
 * looked into: with `text`. The filter's limit and cursor are not read.
 * *stopped (or NULL): a search ended before, so that there may be more, as sprawa_list_stopped tells of a
 * page. Errors as of sprawa_engine_list. */
SPRAWA_API sprawa_code sprawa_engine_count(sprawa_engine *e, const sprawa_filter *filter, sprawa_count *out,
                                           bool *stopped, sprawa_error *error);

/* NULL and zero: any. */
typedef struct sprawa_overview_query {
  const sprawa_view *as; /* whose view; needed */
  const char *municipality, *package, *workflow;
  int64_t due_by;          /* for `due`; 0: it is not counted */
  int64_t quiet_since;     /* for `quiet`; 0: it is not counted */
  int64_t emergency_since; /* for `emergencies`; 0: they are not counted */
} sprawa_overview_query;

typedef struct sprawa_overview_counts {
  sprawa_count open;        /* only_open */
  sprawa_count overdue;     /* only_overdue */
  sprawa_count due;         /* due_by */
  sprawa_count quiet;       /* quiet_since */
  sprawa_count incidents;   /* only_incidents */
  sprawa_count emergencies; /* emergency_since; up to 200 */
} sprawa_overview_counts;

/* Open cases by stage: by the outermost of their active states. A case that is in several stages at once
 * counts in each. The filter: only_open, package, workflow, `state`. By package, workflow and state. */
typedef struct sprawa_stage_count {
  const char *package, *workflow, *state;
  const char *workflow_title, *title; /* of the state; as deployed now in one of the municipalities, else the
                                         name */
  sprawa_count open;
} sprawa_stage_count;

/* Open cases by municipality. The filter: only_open, municipality. By id. */
typedef struct sprawa_municipality_count {
  const char *municipality;
  const char *title; /* as deployed now, else the id */
  sprawa_count open;
} sprawa_municipality_count;

typedef struct sprawa_overview sprawa_overview;

/* On SPRAWA_OK *out belongs to the caller (sprawa_overview_free), else it is NULL. SPRAWA_NOT_FOUND: a name
 * in the question, as of sprawa_engine_list, and nothing is open. */
SPRAWA_API sprawa_code sprawa_engine_overview(sprawa_engine *e, const sprawa_overview_query *q,
                                              sprawa_overview **out, sprawa_error *error);
SPRAWA_API void sprawa_overview_free(sprawa_overview *o); /* NULL is ignored */
SPRAWA_API const sprawa_overview_counts *sprawa_overview_all(const sprawa_overview *o);
/* The i-th, from 0; NULL beyond the last. */
SPRAWA_API const sprawa_stage_count *sprawa_overview_stage(const sprawa_overview *o, size_t i);
SPRAWA_API const sprawa_municipality_count *sprawa_overview_municipality(const sprawa_overview *o, size_t i);

#ifdef __cplusplus
}
#endif

#endif
