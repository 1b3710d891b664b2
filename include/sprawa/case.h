/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_CASE_H
#define SPRAWA_CASE_H

#include "sprawa/engine.h"
#include "sprawa/time.h"
#include "sprawa/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Reading cases. What a function here gives is a copy of how things stood at one moment: it never changes,
 * any thread may read it, and it lives until it is freed, also when the engine is closed before. Texts are
 * never NULL unless it says so. Readers of NULL give NULL.
 *
 * `as` says whose view it is (view.h); what it may not see does not exist for it.
 *
 * *Overdue* means everywhere that the end has passed at the engine's time of the reading, while the deadline
 * or task is open and its clock runs, whether or not what follows from it has fired yet.
 *
 * Errors: SPRAWA_NOT_FOUND: no such case, or not for that view; SPRAWA_INVALID: a NULL, or no clean
 * UTF-8; SPRAWA_NOT_DONE ("no-keys": the case is sealed, and its key is not there); SPRAWA_NO_MEMORY. Reading
 * never waits for writing; readers of one engine wait for one another. */

typedef enum sprawa_status { SPRAWA_CASE_OPEN, SPRAWA_CASE_ENDED, SPRAWA_CASE_ERASED } sprawa_status;

/* A field of a case file that is set and shown. */
typedef struct sprawa_field {
  const char *name;
  const char *title; /* may be empty */
  const sprawa_value *value;
  const sprawa_value *titled; /* for people: the word of a choice, a municipality and an institution by what
                                 they are called, and so the members of records; equal to the value where
                                 nothing in it is called otherwise */
} sprawa_field;

typedef struct sprawa_case_row {
  const char *id, *package, *workflow, *municipality;
  const sprawa_zone *zone; /* of the municipality */
  sprawa_status status;
  bool held;           /* under legal hold: it is not erased */
  const char *outcome; /* how it ended; empty while it is open */
  const char *states;  /* paths of the active atomic states (after the end: of the final states in which it
                          ended), joined with "," */
  const char *const *titles; /* for people, one for each of those paths: the state's, else that of the nearest
                                state around it, else the path */
  size_t ntitles;
  const char *responsible;       /* of the first of them; empty: nobody */
  const char *responsible_title; /* what it is called, else its id; so the next two */
  const char *municipality_title, *workflow_title;
  int64_t opened, changed;    /* first and last entry */
  uint64_t seq;               /* of the last entry */
  int64_t due;                /* the earliest end of a deadline that is not overdue; SPRAWA_NO_TIME */
  uint32_t overdue;           /* deadlines that are */
  uint32_t incidents;         /* what has failed, is set aside and is tried again */
  const sprawa_value *listed; /* in lists: the `listed` fields that are set and shown, a record; else NULL */
  const sprawa_field *fields; /* the same one by one */
  size_t nfields;
} sprawa_case_row;

/* -- one case ------------------------------------------------------------------------------------------- */
typedef struct sprawa_case sprawa_case;

/* On SPRAWA_OK *out belongs to the caller (sprawa_case_free), else it is NULL. SPRAWA_NOT_FOUND: also where
 * the view does not see the case, whatever else is the matter with it. SPRAWA_REFUSED "case-erased" is told
 * to the institutions that could know of the case when it was erased; the operator reads what is left. */
SPRAWA_API sprawa_code sprawa_engine_read(sprawa_engine *e, const char *id, const sprawa_view *as,
                                          sprawa_case **out, sprawa_error *error);
/* The same as it stood after its entry `seq`, made again from what the journal has recorded; overdue is what
 * was so at that moment. Links and incidents are not told of the past. What may be seen is decided by the
 * case as it stood then and as it stands now, both: who has come to it later does not see what was before by
 * that, and who has no part any more sees nothing. SPRAWA_NOT_FOUND: also where there is no such entry, or
 * the view did not see the case then; SPRAWA_REFUSED "case-erased". */
SPRAWA_API sprawa_code sprawa_engine_read_at(sprawa_engine *e, const char *id, uint64_t seq,
                                             const sprawa_view *as, sprawa_case **out, sprawa_error *error);
SPRAWA_API void sprawa_case_free(sprawa_case *c); /* NULL is ignored */

SPRAWA_API const sprawa_case_row *sprawa_case_head(const sprawa_case *c);
/* Of the package under which it began. */
SPRAWA_API const char *sprawa_case_version(const sprawa_case *c);
/* What that package is called, else its name. */
SPRAWA_API const char *sprawa_case_package_title(const sprawa_case *c);
/* Its fields: a record, as long as the case is there; empty once it is erased. sprawa_case_field gives them
 * one by one, in the order of their declaration. */
SPRAWA_API const sprawa_value *sprawa_case_fields(const sprawa_case *c);

/* Where it stands: an active atomic state (after the end: a final one), in document order. */
typedef struct sprawa_place {
  const char *state;       /* its path */
  const char *title;       /* its own, else that of the nearest state around it; may be empty */
  const char *responsible; /* institution; empty: nobody */
} sprawa_place;

/* What an institution has to do with an active atomic state: its *competency*. */
typedef enum sprawa_competency {
  SPRAWA_RESPONSIBLE,
  SPRAWA_DECIDES,
  SPRAWA_PROVIDES,
  SPRAWA_MONITORS,
  SPRAWA_INFORMED
} sprawa_competency;

typedef struct sprawa_part {
  const char *state; /* its path; by state in document order, in each in the order above */
  sprawa_competency competency;
  const char *institution; /* id */
  const char *title;       /* what it is called; may be empty */
  const char *role;        /* the title of the role that it plays there; may be empty */
} sprawa_part;

typedef struct sprawa_task {
  const char *id; /* "4.1": entry and number */
  const char *name;
  const char *title;                        /* may be empty */
  const char *state;                        /* path of the state that opened it */
  const char *const *by, *const *signed_by; /* institutions */
  size_t nby, nsigned;
  bool required;
  bool all;                /* each of `by` signs it; else one of them does it */
  const char *responsible; /* institution that may waive it; empty: nobody */
  bool anyone;             /* may be done by anyone */
  int64_t due;             /* the first instant after it; SPRAWA_NO_TIME: none */
  const char *last_day;    /* as of sprawa_deadline */
  bool suspended;          /* its clock stands still */
  bool overdue;
  int64_t missed; /* the end that it has missed, also where it was extended since; SPRAWA_NO_TIME */
} sprawa_task;

typedef struct sprawa_deadline {
  const char *name;     /* path */
  const char *title;    /* its own, else that of its task or state; may be empty */
  int64_t ends;         /* the first instant after it */
  const char *last_day; /* "2026-04-01", of one that is counted in days; else empty */
  bool suspended;       /* its clock stands still */
  bool overdue;
  int64_t missed; /* as of sprawa_task */
} sprawa_deadline;

/* A case that this one has opened, or by which it was opened, and that may be seen. */
typedef struct sprawa_link {
  const char *name; /* how it is known here: the `id` of an `open`, or "parent" */
  const char *id;   /* of the other case */
} sprawa_link;

/* What has failed, is set aside and is tried again: with growing pauses, when a deploy changes the
 * environment, and by sprawa_engine_retry. */
typedef struct sprawa_incident {
  const char
      *what; /* the event of a send or message, "timer", "deadline.passed", "deadline.near" or "task" */
  const char *subject; /* path of the deadline or task, "STATE after 3 days" of a timer, the link by which a
                          message came; empty: of a send */
  uint64_t number;     /* within the case */
  uint32_t tries;
  int64_t since, next_try;
  uint64_t seq;      /* of the entry that tells of the last try */
  const char *place; /* "FILE:LINE" of the rule that failed; may be empty */
  /* For the operator alone, else empty: as a refusal would have told. */
  const char *code, *reason;
} sprawa_incident;

/* The case was opened for an emergency (sprawa_engine_emergency). Who did it, and why, is told to the
 * institution in whose name it was, to whoever was responsible then or is now, and to the operator; for
 * others both are empty. */
typedef struct sprawa_emergency {
  uint64_t seq; /* of its entry */
  int64_t at;
  const char *by; /* institution */
  const char *actor, *reason;
} sprawa_emergency;

/* The i-th, from 0; NULL beyond the last. */
SPRAWA_API const sprawa_field *sprawa_case_field(const sprawa_case *c, size_t i);
SPRAWA_API const sprawa_place *sprawa_case_place(const sprawa_case *c, size_t i);
SPRAWA_API const sprawa_part *sprawa_case_part(const sprawa_case *c, size_t i);
SPRAWA_API const sprawa_task *sprawa_case_task(const sprawa_case *c, size_t i);
SPRAWA_API const sprawa_deadline *sprawa_case_deadline(const sprawa_case *c, size_t i);
SPRAWA_API const sprawa_link *sprawa_case_link(const sprawa_case *c, size_t i);
SPRAWA_API const sprawa_incident *sprawa_case_incident(const sprawa_case *c, size_t i);
/* The last one first; the journal has those before the last 50. */
SPRAWA_API const sprawa_emergency *sprawa_case_emergency(const sprawa_case *c, size_t i);

/* -- lists ---------------------------------------------------------------------------------------------- */
/* Where a list goes on: at most so many characters (and a NUL), letters, digits, "-" and "_". A cursor is
 * sealed by the database: it tells nothing to whoever has it, and is taken back only by the same database (or
 * a copy), for the same list, filter and view, in whatever language. The same page gives the same cursor. */
#define SPRAWA_CURSOR 511

typedef enum sprawa_order {
  SPRAWA_BY_AGE, /* as they were opened */
  SPRAWA_BY_DUE, /* the earliest deadline first that has not fired yet, those without one last */
  SPRAWA_BY_LAST /* the latest entry first */
} sprawa_order;

/* A `listed` field of the case file, and what it must be, as a person writes it: "true", "12", "2026-04-01".
 */
typedef struct sprawa_where {
  const char *field, *value;
} sprawa_where;

/* NULL and zero: any. */
typedef struct sprawa_filter {
  const sprawa_view *as; /* needed */
  const char *municipality, *package, *workflow;
  const char *state; /* an active state's path, or that of one around it */
  const char *responsible;
  bool only_open, only_overdue;
  bool only_incidents;     /* in which something has failed */
  int64_t emergency_since; /* that somebody was let see for an emergency since then (sprawa_engine_emergency),
                              of which the view is told why: it is responsible for the case, or was so
                              then; 0: any. At most 200, those that were opened first */
  int64_t quiet_since;     /* open, and nothing has happened in it after that; 0: any */
  const sprawa_where *where; /* all of them must hold; at most 8. Cases of which the view does not see
                                such a field are not found by it */
  size_t nwhere;
  /* Words, as a person writes them: case and diacritics do not count ("lodz" finds "Łódź"). Each one must
   * begin a word of the case: of its `listed` texts, dates and whole numbers (a choice by its word as the
   * definition writes it, and not by its title); of the titles, in any language, of the states it stands in,
   * of its workflow, package and municipality, as they are deployed now; or, from 4 characters on, its id.
   * What a view does not see of a case it does not find. And a text that as a whole is a sensitive identifier
   * finds the cases that have it in a field that is `searchable: exact`. At most 8 words and 256 bytes; a
   * text without a letter or digit finds nothing, and an empty one everything. A page ends where 2,000 cases
   * were looked at for it, or twice as many passed by (sprawa_list_stopped): titles of very many cases, or
   * single letters and digits, do not tell which have all of them. */
  const char *text;
  const char *sort; /* a `listed` field: orders by its value, cases without one last, and among those each of
                       which the view does not see the field; with SPRAWA_BY_AGE only */
  int64_t due_by;   /* with a deadline that ends by then and is not overdue; 0: any. Orders by due, whatever
                       `order` says */
  sprawa_order order;
  uint32_t limit;     /* rows of one page; 0: 50; at most 1,000 */
  const char *cursor; /* sprawa_list_next of the page before, under the same filter; NULL: the first page */
} sprawa_filter;

typedef struct sprawa_list sprawa_list;

/* One page. On SPRAWA_OK *out belongs to the caller (sprawa_list_free), else it is NULL. A case that does not
 * change meanwhile comes exactly once. With `due_by` or `text`, or where cases cannot be opened, a page may
 * hold fewer rows than the limit, or none, and yet be followed by another. SPRAWA_NOT_FOUND: there is
 * nothing, and a name in the filter (a view's only institution, too) is one that neither a deployed
 * definition nor one of a case knows, be it of a municipality, package, workflow, state, institution or
 * listed field, or a value that such a field cannot have; or there is no such field to sort by.
 * SPRAWA_INVALID also: the cursor is of another filter, view or database, or was changed. */
SPRAWA_API sprawa_code sprawa_engine_list(sprawa_engine *e, const sprawa_filter *filter, sprawa_list **out,
                                          sprawa_error *error);
SPRAWA_API void sprawa_list_free(sprawa_list *l);                                  /* NULL is ignored */
SPRAWA_API const sprawa_case_row *sprawa_list_row(const sprawa_list *l, size_t i); /* NULL beyond the last */
SPRAWA_API const char *sprawa_list_next(const sprawa_list *l); /* NULL: this was the last page */
/* Did a search end before the page was full, so that it is not known whether there are more? */
SPRAWA_API bool sprawa_list_stopped(const sprawa_list *l);
/* Has a search looked for a sensitive identifier (a field that is `searchable: exact`), and found a case by
 * it, or nothing at all? Who shows the page notes that in its log of accesses, without the text. */
SPRAWA_API bool sprawa_list_searched(const sprawa_list *l);

/* -- who has looked -------------------------------------------------------------------------------------- */
/* Of which cases may an administrator with this view be told who has read them? Of those of its
 * municipalities, and where it has institutions, of those which these may know of; bound to neither, of all.
 * What is in them is not told by that. out: as many as ids; false also where there is no such case. */
SPRAWA_API sprawa_code sprawa_engine_oversees(sprawa_engine *e, const sprawa_view *as, const char *const *ids,
                                              size_t n, bool *out, sprawa_error *error);

#ifdef __cplusplus
}
#endif

#endif
