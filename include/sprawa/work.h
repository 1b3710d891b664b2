/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_WORK_H
#define SPRAWA_WORK_H

#include "sprawa/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Work lists: open tasks of all cases, the earliest due first, those without a due time last. A page is a
 * copy, as in case.h, with the same errors. A view sees the tasks of its institutions, and others'
 * in the cases that it may see. A task is done by sprawa_engine_done with the case's id and the task's. */

typedef struct sprawa_work_row {
  const char *case_id, *municipality, *package, *workflow;
  const sprawa_zone *zone; /* of the municipality */
  const char *id;          /* "4.1": entry and number */
  const char *name;        /* of a task that a rule opened: its id, for the name is the rule's own */
  const char *title;       /* may be empty */
  const char *state;       /* path of the state that opened it */
  const char *const *by;   /* institutions */
  size_t nby;
  bool required;
  int64_t due;          /* the first instant after it; SPRAWA_NO_TIME: none */
  const char *last_day; /* "2026-04-01", where it ends with a day of the municipality; else empty */
  bool overdue;         /* as in case.h */
} sprawa_work_row;

/* NULL and zero: any. */
typedef struct sprawa_work_filter {
  const sprawa_view *as;    /* whose view; needed */
  const char *municipality; /* of the case */
  const char *institution;  /* one of those whose task it is */
  bool only_overdue;
  int64_t due_by;     /* due by then; 0: any, also without a due time */
  uint32_t limit;     /* rows of one page; 0: 50; at most 1,000 */
  const char *cursor; /* sprawa_work_next of the page before, under the same filter; NULL: the first page */
} sprawa_work_filter;

typedef struct sprawa_work sprawa_work;

/* One page; of pages and cursors as sprawa_engine_list. On SPRAWA_OK *out belongs to the caller
 * (sprawa_work_free), else it is NULL. */
SPRAWA_API sprawa_code sprawa_engine_work(sprawa_engine *e, const sprawa_work_filter *filter,
                                          sprawa_work **out, sprawa_error *error);
SPRAWA_API void sprawa_work_free(sprawa_work *w);                                 /* NULL is ignored */
SPRAWA_API const sprawa_work_row *sprawa_work_at(const sprawa_work *w, size_t i); /* NULL beyond the last */
SPRAWA_API const char *sprawa_work_next(const sprawa_work *w); /* NULL: this was the last page */

#ifdef __cplusplus
}
#endif

#endif
