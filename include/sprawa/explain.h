/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_EXPLAIN_H
#define SPRAWA_EXPLAIN_H

#include "sprawa/case.h"
#include "sprawa/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What may happen next in a case, who may do it, and for each thing that may not: why.
 *
 * Nothing is guessed: each event that the case waits for is tried on a copy of it, as it would be taken now,
 * and nothing changes. What is due and has not fired yet happens to the copy first. An explanation is a copy,
 * as in case.h, with the same errors; also SPRAWA_REFUSED "case-erased". */

typedef enum sprawa_may {
  SPRAWA_MAY_NOW,       /* a transition takes it */
  SPRAWA_MAY_WITH_DATA, /* that depends on the data of the event: the reasons are what looks at them */
  SPRAWA_MAY_NOT        /* code and reasons say why */
} sprawa_may;

typedef enum sprawa_kind {
  SPRAWA_KIND_ANY,
  SPRAWA_KIND_TEXT,
  SPRAWA_KIND_INTEGER,
  SPRAWA_KIND_NUMBER,
  SPRAWA_KIND_BOOLEAN,
  SPRAWA_KIND_DATE,
  SPRAWA_KIND_DATETIME,
  SPRAWA_KIND_DURATION,
  SPRAWA_KIND_CHOICE,
  SPRAWA_KIND_MUNICIPALITY,
  SPRAWA_KIND_INSTITUTION,
  SPRAWA_KIND_PERSON, /* a record of name, birth_date, sex, identifiers */
  SPRAWA_KIND_RECORD,
  SPRAWA_KIND_LIST
} sprawa_kind;

/* One of the data that an event takes. */
typedef struct sprawa_datum {
  const char *name, *type; /* "danger", "choice" */
  bool required;
  const char *title; /* its own, else that of the case file's field of its name; may be empty */
  sprawa_kind kind;
  const char *const *choices;       /* CHOICE */
  const char *const *choice_titles; /* one for each, found as the title is; may be empty */
  size_t nchoices;
  const struct sprawa_datum *members; /* RECORD, PERSON; of a LIST the one thing that it is a list of */
  size_t nmembers;
} sprawa_datum;

typedef struct sprawa_option {
  const char *event; /* "case.reopen": an ended case opens again */
  const char *title; /* may be empty */
  sprawa_may may;
  const char *code; /* MAY_NOT: the name of the error that it would give ("guard"); else empty */
  const sprawa_reason *reasons;
  size_t nreasons;
  bool anyone;           /* may be sent without being somebody */
  const char *const *by; /* else by these institutions, as the case stands now; none: the operator alone */
  size_t nby;
  const char *const *to; /* not MAY_NOT: paths of the states where it leads, or may lead; none: it stays */
  const char *const *to_titles; /* for people, one for each of them */
  size_t nto;
  const sprawa_datum *data;
  size_t ndata;
} sprawa_option;

/* How the end of a deadline was counted: what moved it, in the order in which it was counted. */
typedef enum sprawa_line_kind {
  SPRAWA_LINE_START,
  SPRAWA_LINE_COUNTED, /* the term was added, or taken off where it counts backwards */
  SPRAWA_LINE_EXTENDED,
  SPRAWA_LINE_SUSPENDED, /* from, until */
  SPRAWA_LINE_FREE,      /* on this day a term does not end: title, basis */
  SPRAWA_LINE_LEFT_OUT,  /* of working days: a holiday, which is none: title, basis; ... */
  SPRAWA_LINE_MORE,      /* ... so many more holidays, ... */
  SPRAWA_LINE_WEEKENDS,  /* ... and free days of weeks, which are none */
  SPRAWA_LINE_END
} sprawa_line_kind;

typedef struct sprawa_line {
  sprawa_line_kind kind;
  const char
      *day;   /* "2026-04-01": FREE and LEFT_OUT: which; else where the count stands then; empty: at ... */
  int64_t at; /* ... this instant */
  bool backwards;
  int32_t months, days, working_days; /* COUNTED, EXTENDED, SUSPENDED: by how much, ... */
  int64_t ms;                         /* ... and time; all zero: by nothing */
  int64_t from, until;                /* SUSPENDED; until: SPRAWA_NO_TIME while it holds */
  const char *title;                  /* of the holiday; empty: it is a free day of the week */
  const char *basis;                  /* legal: of the day, or (END) of the counting; may be empty */
  bool unconfirmed;                   /* that basis was not compared with the official text */
  uint32_t more;
  uint32_t weekends[7]; /* how many Mondays .. Sundays */
  const char *known;    /* END: "2026-04-01", as of when holidays were known; may be empty */
  bool suspended;       /* END: if the suspension ended now */
} sprawa_line;

typedef enum sprawa_coming_kind {
  SPRAWA_COMING_DEADLINE, /* name: its path; to: where it leads when it has passed */
  SPRAWA_COMING_TIMER,    /* name: the path of its state */
  SPRAWA_COMING_SEND      /* name: the event that the case sends to itself; told to the operator alone */
} sprawa_coming_kind;

/* What happens by itself. */
typedef struct sprawa_coming {
  sprawa_coming_kind kind;
  const char *name;
  const char *title;        /* that of the deadline, state or event; may be empty */
  int64_t at;               /* the first instant after a deadline; when a timer fires */
  const char *last_day;     /* as of sprawa_deadline */
  bool suspended;           /* a deadline's clock stands still */
  bool overdue;             /* as in case.h */
  int64_t missed;           /* as of sprawa_deadline */
  const char *basis;        /* legal, as the workflow names it; may be empty */
  const char *arithmetic;   /* of a deadline how its end was counted, line by line, in English; else empty */
  const sprawa_line *lines; /* the same for other languages: titles are those of the view's */
  size_t nlines;
  const char *const *to;        /* paths of the states where it leads, or may lead; none: it stays */
  const char *const *to_titles; /* for people, one for each of them */
  size_t nto;
} sprawa_coming;

typedef struct sprawa_explanation sprawa_explanation;

/* as: as this view would be answered; of several institutions as the one that may do most. On SPRAWA_OK *out
 * belongs to the caller (sprawa_explanation_free), else it is NULL. */
SPRAWA_API sprawa_code sprawa_engine_explain(sprawa_engine *e, const char *id, const sprawa_view *as,
                                             sprawa_explanation **out, sprawa_error *error);
/* The case as it stood after its entry `seq`, as of sprawa_engine_read_at, with what came by itself then and
 * how that was counted, by the calendar that is deployed now. There are no options: what could happen then is
 * not asked again. */
SPRAWA_API sprawa_code sprawa_engine_explain_at(sprawa_engine *e, const char *id, uint64_t seq,
                                                const sprawa_view *as, sprawa_explanation **out,
                                                sprawa_error *error);
SPRAWA_API void sprawa_explanation_free(sprawa_explanation *x); /* NULL is ignored */

/* The case as its last entry left it, with its tasks, deadlines and incidents; of its fields nothing. Lent.
 */
SPRAWA_API const sprawa_case *sprawa_explanation_case(const sprawa_explanation *x);
/* How many steps were due and came first; where the case stands then (as of sprawa_case_row), and whether it
 * is open. The options are those of this moment. */
SPRAWA_API uint32_t sprawa_explanation_due(const sprawa_explanation *x);
SPRAWA_API const char *sprawa_explanation_states(const sprawa_explanation *x);
SPRAWA_API bool sprawa_explanation_open(const sprawa_explanation *x);
/* The i-th event, in the order of the declarations, from 0; NULL beyond the last. */
SPRAWA_API const sprawa_option *sprawa_explanation_option(const sprawa_explanation *x, size_t i);
/* The i-th thing that comes by itself, as the last entry left the case: deadlines in the case's order, then
 * timers and sends by time; NULL beyond the last. */
SPRAWA_API const sprawa_coming *sprawa_explanation_coming(const sprawa_explanation *x, size_t i);

#ifdef __cplusplus
}
#endif

#endif
