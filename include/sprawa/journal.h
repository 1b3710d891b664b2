/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_JOURNAL_H
#define SPRAWA_JOURNAL_H

#include "sprawa/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What has happened in a case. Each step is an entry: a *skeleton* (when, what, by whom, where it led), and a
 * *body* (what the step was given, what was asked with which answer, and what it did), which goes when the
 * case is erased.
 *
 * A page is a copy, as in case.h, with the same errors. Bodies are for the operator alone: in the view of an
 * institution an entry is its skeleton, for of what was said in a step anything may hold the value of a field
 * that the institution does not see. Two are told to more: a note to the institution in whose name it was
 * written, and an emergency (case.h). */

#define SPRAWA_HASH_TEXT 65 /* 64 hexadecimal digits and NUL */

typedef enum sprawa_receipt_kind {
  SPRAWA_ASKED,    /* a guard, value or hook: text as it is written, value its answer, reason, reads, place */
  SPRAWA_OBSERVED, /* of the world beside the case: text what ("occupied(home)"), value */
  SPRAWA_SET,      /* name the field, value what it became; NULL: it was emptied */
  SPRAWA_NOTED,    /* text alone */
  SPRAWA_LOGGED,   /* text alone: a line of a rule's log */
  SPRAWA_FAILED,   /* text: what went wrong, with its place; error.execution was raised. name: the code of a
                      refusal ("error"), where the step got stuck for it; else empty */
  SPRAWA_DID       /* anything else: a transition, deadline, task, message, role, ... */
} sprawa_receipt_kind;

/* A deadline or due date whose end a step has moved. */
typedef struct sprawa_moved {
  const char *name;      /* path */
  int64_t before, after; /* its end; after is SPRAWA_NO_TIME where its clock stands still now */
} sprawa_moved;

/* One line of what a step says of itself. Texts may be empty. */
typedef struct sprawa_receipt {
  sprawa_receipt_kind kind;
  const char *words;         /* all of it on one line, in English: "set since to 2026-02-02" */
  const char *text, *name;   /* as the kind says */
  const sprawa_value *value; /* as the kind says; else NULL */
  const char *reason;        /* with its answer */
  const char *reads;         /* the facts on which the answer rests, by name: "case.risk, event" */
  const char *file;          /* of the rule; empty: no place */
  uint32_t line;             /* from 1; 0: no place */
} sprawa_receipt;

typedef struct sprawa_entry {
  /* -- skeleton */
  uint64_t seq; /* within the case, from 1 */
  int64_t at;
  const char *kind;  /* "opened", "event", "due", "linked", "done", "signed", "waived", "note", "reopened",
                        "incident", "moved" (a deploy has moved deadlines), "link", "erased", "held",
                        "released", "retried", "emergency" (the case was opened for one: engine.h) */
  const char *event; /* or task, or what was due; "(withheld)": a rule made the name up, it is in the body */
  const char *title; /* of that event or task, or of what fell due; may be empty */
  const char *subject;              /* what fell due or failed, as of sprawa_incident; may be empty */
  const char *by;                   /* institution; may be empty */
  const char *actor;                /* who was at the door; empty also where it may not be seen: an
                                       institution sees that of entries by itself, and of an emergency in
                                       a case for which it is or was responsible */
  const char *place;                /* "FILE:LINE" of what decided; may be empty */
  const char *before;               /* states before it, as of sprawa_case_row; empty: it was not open */
  const char *states, *responsible; /* after it, as of sprawa_case_row */
  const char *const *before_titles, *const *titles; /* for people, one for each path in before and states */
  size_t nbefore_titles, ntitles;
  const sprawa_moved *moved;
  size_t nmoved;
  uint32_t tries;     /* "incident": how often it was tried so far, and when it is tried again; else 0 */
  int64_t next_try;   /* else SPRAWA_NO_TIME */
  uint64_t pos;       /* in the journal of all cases; 0: not told, for it tells how much happens elsewhere */
  uint32_t semantics; /* of the engine that took the step */
  bool sealed;        /* its body is kept as ciphertext */
  char definition[SPRAWA_HASH_TEXT], environment[SPRAWA_HASH_TEXT]; /* under which the step was taken */
  char previous[SPRAWA_HASH_TEXT], hash[SPRAWA_HASH_TEXT];          /* of the entry before it; of this one */
  /* -- body */
  bool has_body;            /* it was asked for, may be seen and is still there */
  const char *name;         /* of the event or task, where the skeleton withholds it */
  const char *reason;       /* what a person said: a note's text, why a task was waived, why it is erased */
  int64_t occurred;         /* when it happened, if it was told later; SPRAWA_NO_TIME */
  const sprawa_value *data; /* that it was given; NULL: none */
  const sprawa_receipt *receipts; /* in the order of the step */
  size_t nreceipts;
} sprawa_entry;

/* Zero and false: the beginning, 50, no bodies. */
typedef struct sprawa_journal_query {
  const sprawa_view *as; /* whose view; needed */
  uint64_t from;         /* sequence number of the first entry */
  uint32_t limit;        /* at most 1,000 */
  bool bodies;
} sprawa_journal_query;

typedef struct sprawa_journal sprawa_journal;

/* Entries of a case in their order: at most the limit, and with bodies fewer where they are large, but one at
 * least; none behind the last one. On SPRAWA_OK *out belongs to the caller (sprawa_journal_free), else it is
 * NULL. */
SPRAWA_API sprawa_code sprawa_engine_journal(sprawa_engine *e, const char *id,
                                             const sprawa_journal_query *query, sprawa_journal **out,
                                             sprawa_error *error);
SPRAWA_API void sprawa_journal_free(sprawa_journal *j); /* NULL is ignored */
/* The i-th of the page, from 0; NULL beyond the last. */
SPRAWA_API const sprawa_entry *sprawa_journal_entry(const sprawa_journal *j, size_t i);
/* Where the next page begins; 0: this was the last one. */
SPRAWA_API uint64_t sprawa_journal_next(const sprawa_journal *j);
/* Of the case's municipality. */
SPRAWA_API const sprawa_zone *sprawa_journal_zone(const sprawa_journal *j);

#ifdef __cplusplus
}
#endif

#endif
