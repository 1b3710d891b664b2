/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_ROW_H
#define SPR_STORE_ROW_H

#include "base/duration.h"
#include "base/str.h"
#include "store/sought.h"

/* The rows of a store and the changes that entries make in them. */

/* BLAKE2b with 32 bytes (RFC 7693). */
typedef struct spr_hash {
  uint8_t b[32];
} spr_hash;

static inline bool spr_hash_equal(const spr_hash *a, const spr_hash *b) {
  return memcmp(a->b, b->b, sizeof a->b) == 0;
}

typedef enum spr_object_kind {
  SPR_OBJECT_DEFINITION = 1,
  SPR_OBJECT_ENVIRONMENT = 2,
  SPR_OBJECT_KEYS = 3,    /* the identity of the key file that belongs to the store */
  SPR_OBJECT_SETTING = 4, /* what the engine keeps for itself, by name */
  SPR_OBJECT_OBSERVED = 5 /* what many steps have observed, and what is published anyway */
} spr_object_kind;

/* An object as it is kept. sound: its bytes are those of its hash. */
typedef struct spr_object_row {
  uint8_t kind; /* spr_object_kind; of a damaged one, anything */
  spr_hash hash;
  spr_str bytes;
  bool sound;
} spr_object_row;

/* -- the journal ---------------------------------------------------------------------------------------- */
typedef enum spr_journal_kind {
  SPR_JOURNAL_OPENED = 1,
  SPR_JOURNAL_EVENT,
  SPR_JOURNAL_DUE, /* a timer, deadline, warning or own send */
  SPR_JOURNAL_LINKED,
  SPR_JOURNAL_DONE,
  SPR_JOURNAL_SIGNED,
  SPR_JOURNAL_WAIVED,
  SPR_JOURNAL_NOTE,
  SPR_JOURNAL_REOPENED,
  SPR_JOURNAL_INCIDENT,    /* what failed is set aside, or tried again and failed again */
  SPR_JOURNAL_ENVIRONMENT, /* a deploy has moved deadlines */
  SPR_JOURNAL_LINK,        /* what became of a message */
  SPR_JOURNAL_ERASED,
  SPR_JOURNAL_HELD,     /* under legal hold: it is not erased; the reason is in the body */
  SPR_JOURNAL_RELEASED, /* from it */
  SPR_JOURNAL_RETRIED,  /* a person wants what is set aside tried now */
  SPR_JOURNAL_EMERGENCY /* somebody was let see the case for an emergency; the reason is in the body */
} spr_journal_kind;

/* What an entry does to derived rows. It is all that is needed to make them again, also of an erased case; so
 * nothing here may be a value of the case file. Each change says all: ending a case leaves its tasks. Taking
 * away what is not there does nothing. The numbers are stored and never change their meaning. */
typedef enum spr_change_kind {
  SPR_CHANGE_OPENED = 1, /* name package, text workflow, text2 municipality */
  SPR_CHANGE_ENDED,      /* text outcome */
  SPR_CHANGE_REOPENED,
  SPR_CHANGE_PENDING,   /* at: the earliest pending thing; SPR_NO_INSTANT: nothing is pending */
  SPR_CHANGE_TASK,      /* name its id, text its name, text2 its state's path, list institutions, at due or
                           SPR_NO_INSTANT, flag: required; replaces the one of that id */
  SPR_CHANGE_TASK_GONE, /* name its id */
  SPR_CHANGE_DEADLINE,  /* name its path, n its number, at its end (SPR_NO_INSTANT: its clock stands still),
                           flag:  missed, was: from where it has moved (SPR_NO_INSTANT: it has not); replaces
                           the one  of that number */
  SPR_CHANGE_DEADLINE_GONE, /* n its number */
  SPR_CHANGE_PLACES,        /* name institution, n places (0: none any more) */
  SPR_CHANGE_LINK,          /* name of the link here, text id of the other case */
  SPR_CHANGE_MESSAGE,  /* to another case: n number within the entry, name event (empty: opens a case), text
                          link,  text2 id of the target (empty: opens), flag: urgent for the sender's answer, m
                          hops */
  SPR_CHANGE_CONSUMED, /* of a message: text id of its source, n its entry's sequence number, m its number */
  SPR_CHANGE_NOTICE,   /* n number within the entry, name institution; its words are in the body */
  SPR_CHANGE_INCIDENT, /* n number, name what failed, text of what (as of FELL_DUE), at the next try, m tries;
                          replaces the one of that number */
  SPR_CHANGE_INCIDENT_GONE, /* n number */
  SPR_CHANGE_ERASED,   /* the last change of the last entry of a case: everything else that is derived goes,
                          tasks to incidents and what it waits for; refused under hold */
  SPR_CHANGE_LATER,    /* of a message that could not be taken: text id of its source, n its entry's sequence
                         number, m its number, at: not before, or SPR_NO_INSTANT; its tries are one more */
  SPR_CHANGE_HOLD,     /* flag: under legal hold from now on, or not any more */
  SPR_CHANGE_FELL_DUE, /* name what the step is about: a deadline, a task, a timer; it makes no row */
  SPR_CHANGE_SEEN      /* list institutions: from now on these may know of the case, and no others */
} spr_change_kind;

typedef struct spr_change {
  spr_change_kind kind;
  bool flag;
  spr_str name, text, text2;
  const spr_str *list;
  uint32_t nlist;
  uint64_t n, m;
  spr_instant at, was;
} spr_change;

/* One step of one case. Clear *skeleton*: everything but body. */
typedef struct spr_entry_row {
  uint64_t pos;    /* global position, from 1, without gaps */
  spr_str id;      /* of the case */
  uint64_t number; /* of the case in this store; never leaves it */
  uint64_t seq;    /* within the case, from 1, without gaps */
  spr_instant at;
  uint8_t kind;          /* spr_journal_kind */
  uint32_t semantics;    /* of the step that made it */
  spr_str event;         /* or task, or what was due */
  spr_str by;            /* institution, or empty */
  spr_str actor;         /* who was at the door: a user, a program, "operator"; or empty */
  spr_str place;         /* of the rule or transition that decided, "FILE:LINE", or empty */
  spr_str configuration; /* after it: paths of the active atomic states, joined with "," */
  spr_str responsible;   /* after it: of the case */
  spr_hash definition, environment;
  const spr_change *changes;
  uint32_t nchanges;
  spr_str packed;     /* the changes as the journal keeps them (changes.h); the store fills it in */
  bool sealed;        /* body is ciphertext */
  spr_str body;       /* empty once erased */
  spr_hash body_hash; /* of the stored bytes of the body; it stays when the body goes */
  spr_hash prev;      /* of the entry before it in the case; zero for the first */
  spr_hash hash; /* BLAKE2b over prev and the canonical bytes of the skeleton, body_hash included (chain.h) */
} spr_entry_row;

typedef struct spr_append {
  spr_entry_row entry;
  spr_str
      snapshot; /* of the case after the entry; sealed like the body. p NULL: as it was (and sealed alike) */
  /* The `listed` fields of which the entry has changed the value, or who is told of it: NOTHING for one that
   * was emptied. Their `id` is not read. */
  const spr_listed_row *listed;
  uint32_t nlisted;
} spr_append;

/* A seal: BLAKE2b over the former seal and the hashes of the entries since, in order of position (chain.h).
 */
typedef struct spr_seal_row {
  uint64_t from, to; /* positions, both included */
  spr_hash hash;
} spr_seal_row;

/* -- derived -------------------------------------------------------------------------------------------- */
typedef enum spr_case_state { SPR_CASE_IS_OPEN, SPR_CASE_IS_ENDED, SPR_CASE_IS_ERASED } spr_case_state;

typedef struct spr_case_row {
  spr_str id;
  uint64_t number;
  uint8_t state; /* spr_case_state */
  spr_str package, workflow, municipality;
  spr_str outcome;
  spr_str configuration, responsible; /* as the last entry left them */
  spr_str seen;                       /* institutions that may know of it, joined with "," */
  spr_instant opened, at;             /* first and last entry */
  uint64_t seq;                       /* last entry */
  spr_hash hash;
  spr_instant pending; /* the earliest; SPR_NO_INSTANT */
  spr_instant due;     /* the earliest deadline that has not passed; SPR_NO_INSTANT */
  uint32_t overdue;    /* deadlines that passed and are open */
  spr_hash definition; /* of the first entry: it is pinned */
  bool sealed;         /* as the last entry */
  bool held;           /* under legal hold */
  spr_str snapshot;
} spr_case_row;

typedef struct spr_task_row {
  spr_str id, task, name, state; /* case; task's id */
  spr_str institutions;          /* joined with "," */
  spr_instant due;               /* SPR_NO_INSTANT */
  bool required;
} spr_task_row;

typedef struct spr_deadline_row {
  spr_str id, path;
  uint64_t n;
  spr_instant at;
  bool missed;
} spr_deadline_row;

typedef struct spr_place_row {
  spr_str id, institution;
  uint64_t n; /* places there that the case takes */
} spr_place_row;

typedef struct spr_link_row {
  spr_str id, name, other;
} spr_link_row;

typedef struct spr_message_row {
  spr_str source;
  uint64_t pos, seq; /* of the source's entry */
  uint32_t n;
  spr_str event, link, target;
  bool urgent; /* for the sender's answer */
  uint32_t hops;
  spr_instant try_at; /* not before; SPR_NO_INSTANT: at once */
  uint32_t tries;
} spr_message_row;

typedef struct spr_notice_row {
  uint64_t pos;
  uint32_t n;
  spr_str id, institution;
  spr_instant at;
  bool delivered;
} spr_notice_row;

typedef struct spr_incident_row {
  spr_str id, what, subject;
  uint64_t n;
  uint64_t seq; /* of the last entry that says why */
  spr_instant since, try_at;
  uint32_t tries;
} spr_incident_row;

/* What is counted over all cases: open cases by `responsible`, places by institution. Never zero. */
typedef enum spr_counter_kind { SPR_COUNT_CASELOAD = 1, SPR_COUNT_OCCUPIED } spr_counter_kind;

typedef struct spr_counter_row {
  uint8_t kind; /* spr_counter_kind */
  spr_str institution;
  int64_t n;
} spr_counter_row;

/* -- others --------------------------------------------------------------------------------------------- */
typedef struct spr_answer_row {
  spr_str principal, key;
  spr_hash request;
  spr_str id;
  uint64_t seq;
  spr_instant expires;
} spr_answer_row;

/* Each order is broken by number, and a cursor goes by both: a row that keeps its place comes exactly once
 * however others change. */
typedef enum spr_case_order {
  SPR_BY_NUMBER,
  SPR_BY_DUE,  /* the earliest first, cases without a deadline last */
  SPR_BY_LAST, /* by last entry, the latest first (and the greater number first) */
  SPR_BY_FIELD /* by the value of a `listed` field (spr_listed_cmp): cases without one last */
} spr_case_order;

/* What a `listed` field must be, as a person writes it. */
typedef struct spr_listed_wish {
  spr_str field, text;
} spr_listed_wish;

/* Whose cases: those that one of the institutions may know of, and the one that was opened for an emergency.
 */
typedef struct spr_audience {
  bool narrow; /* else every case */
  const spr_str *institutions;
  uint32_t ninstitutions; /* none: no case but the opened one */
  spr_str opened;         /* its id, or empty */
} spr_audience;

/* Empty texts and zeros: any. */
typedef struct spr_case_filter {
  spr_audience scope;
  spr_str municipality, package, workflow;
  const spr_str *municipalities; /* and one of these */
  uint32_t nmunicipalities;
  spr_str state; /* an active state: its path, or one around it */
  spr_str responsible;
  bool only_open;
  bool only_overdue;       /* a deadline's end has passed `now` */
  bool only_failing;       /* with incidents */
  const uint64_t *among;   /* one of these numbers, ascending; NULL: any */
  uint32_t namong;         /* 0: none is let through */
  spr_instant due_by;      /* a deadline ends by then that has not passed `now`; 0: any */
  spr_instant quiet_since; /* open, and the last entry is not after that; 0: any */
  spr_instant now;
  const spr_listed_wish *wishes; /* all of them; SPR_MAX_WISHES at most */
  uint32_t nwishes;
  const spr_sought *sought; /* all of them; SPR_MAX_SOUGHT at most */
  uint32_t nsought;
  spr_case_order order;
  spr_str by; /* BY_FIELD: the field */
  /* The cursor: what the last row of the page before had: its number, and `due`, `at` or the field's value by
   * order. */
  bool after;
  spr_instant after_at;
  spr_listed after_value;
  uint64_t after_number;
  uint32_t limit;
  /* With `sought`: the store may stop looking where it has found less than the limit. Then this is called
   * with the last row that it has looked at, and the same callback's ud: more may be behind a cursor there.
   * May be NULL. */
  void (*stopped)(void *ud, const spr_case_row *row);
} spr_case_filter;

/* Open cases that stand alike. */
typedef struct spr_standing {
  spr_str package, workflow, municipality, configuration;
  uint64_t n;
} spr_standing;

/* Where a reading goes on: behind a case that was due, or a message. */
typedef struct spr_due_mark {
  spr_instant at;
  uint64_t number;
} spr_due_mark;

typedef struct spr_message_mark {
  uint64_t pos;
  uint32_t n;
} spr_message_mark;

typedef struct spr_duty_filter {
  spr_audience scope;
  spr_str id; /* of a case, or empty */
  spr_str municipality;
  const spr_str *municipalities; /* and one of these */
  uint32_t nmunicipalities;
  spr_str institution; /* one of the task's own */
  spr_instant due_by;  /* SPR_NO_INSTANT: any, also without */
  uint32_t limit;
  /* The cursor, without `id`: case, due instant and id of the last row of the page before. */
  bool after;
  spr_str after_id, after_task;
  spr_instant after_due;
} spr_duty_filter;

/* Which notices. Zeros: all. */
typedef struct spr_notice_filter {
  spr_audience to;               /* one of its institutions; what was opened is not read */
  const spr_str *municipalities; /* in one of which the case is */
  uint32_t nmunicipalities;
  uint64_t after; /* behind this position */
  uint32_t limit;
} spr_notice_filter;

/* What is cheap to know at any size. */
typedef struct spr_store_backlog {
  uint64_t notices; /* that nobody has acknowledged */
  uint64_t bytes;   /* of the database */
} spr_store_backlog;

typedef struct spr_store_count {
  uint64_t cases, open, ended, erased; /* those in state OPEN, ENDED, ERASED */
  uint64_t entries, unsealed;          /* unsealed: those behind the last seal */
  uint64_t pending, messages, incidents, bytes;
} spr_store_count;

/* Is it one of those joined with ","? */
bool spr_joined_has(spr_str joined, spr_str word);
/* Is an audience told of a value of that case (listed.h)? */
bool spr_is_told(const spr_audience *scope, spr_str id, spr_str told);

#endif
