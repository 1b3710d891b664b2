/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_DESK_H
#define SPR_CASES_DESK_H

#include "access/visibility.h"
#include "cases/body.h"
#include "cases/shelf.h"
#include "store/keys.h"

/* The case service: takes what people, programs and time want of cases, lets the statechart decide, and
 * writes what came of it. One thread, inside of batches that its caller begins and commits:
 *
 *   spr_store_begin(store)
 *     spr_desk_take(s, &ask, &told)      any number of times
 *     spr_desk_tick(s, &tick, &ticked)
 *   spr_store_commit(store)                 then, and not before, whoever asked is answered
 *
 * Everything that follows from a request at once belongs to it: what was due in the case before, its own
 * sends without delay, then the messages to linked cases with what follows from them (SPR_MAX_IMMEDIATE_SENDS
 * at most; the rest is left to the next tick). Each is a step and a journal entry of its own.
 *
 * It reads no clock: each request says when it is. */
typedef struct spr_desk spr_desk;

typedef struct spr_desk_options {
  const spr_alloc *alloc;
  spr_store *store;
  spr_keys *keys;                                /* NULL: cases with sensitive fields are refused */
  void (*random)(void *ud, void *out, size_t n); /* for the ids of new cases */
  void *random_ud;
  /* Whose definitions hold, in place of those that are deployed in the store: for hosts that deploy nothing
   * (shelf.h). NULL: none; else it must outlive the desk, and nothing is sealed. */
  spr_library *library;
  uint64_t max_cases; /* beyond them none is opened; 0: as many as come */
  /* Cases stay in memory as they are, for a host that is alone with its store: they are not written and read
   * again with each request. The store then holds what is derived, and of an entry no more than the messages
   * need, and why a step got stuck. After any status but SPR_OK such a desk can only be freed. */
  bool in_hand;
} spr_desk_options;

spr_status spr_desk_new(const spr_desk_options *o, spr_desk **out);
void spr_desk_free(spr_desk *s);
spr_shelf *spr_desk_shelf(spr_desk *s);

/* Number of the step's semantics: an entry is decided again only by an engine with the same. */
#define SPR_STEP_SEMANTICS 1

#define SPR_CASE_ID_CHARS 16 /* 80 random bits, base32 of RFC 4648 in small letters */

typedef struct spr_ask {
  spr_input_kind kind;
  spr_str id;                              /* of the case; empty for OPEN */
  spr_str package, municipality, workflow; /* OPEN; workflow empty: the package's main one */
  spr_str name;                            /* event or task */
  spr_value data;                          /* borrowed */
  spr_str by;                              /* institution */
  spr_str actor;                           /* who is at the door; goes into the journal */
  spr_str reason;                          /* NOTE, WAIVE */
  bool emergency;       /* NOTE: it is no note; `by` is let see the case, for `reason` (emergency.c) */
  spr_instant occurred; /* SPR_NO_INSTANT: now */
  bool operator;
  spr_view view; /* whose eyes the answer is for; zero: nobody's, and no reasons are told */
  bool viewed;   /* the eyes are others than whoever acts: they do not learn of a case that they do not see */
  spr_instant now;
  /* The same key of the same principal happens once, and is answered again with what it gave. Empty: none.
   * Only hashes of it are kept. */
  spr_str principal, key;
  spr_hash request; /* hash of all that was asked: another one under the same key is a mistake */
  /* Only if the case stands at this entry; 0: wherever it stands. */
  uint64_t at_seq;
} spr_ask;

typedef enum spr_answer_kind {
  SPR_TOLD_DONE,
  SPR_TOLD_REFUSED,  /* code, reasons, place */
  SPR_TOLD_NO_CASE,  /* or package, municipality, workflow: reasons say which */
  SPR_TOLD_MISMATCH, /* the key was used for something else */
  SPR_TOLD_MOVED,    /* the case stands at another entry: seq */
  SPR_TOLD_ERASED,
  SPR_TOLD_KEPT,    /* it may not be erased now: reasons say why */
  SPR_TOLD_NO_KEYS, /* the case is sealed, and there is no key file */
  SPR_TOLD_FAILING  /* the city's rules keep running out of work (strain.h): until */
} spr_answer_kind;

/* Valid until the next call. */
typedef struct spr_told {
  spr_answer_kind kind;
  spr_refusal code;
  spr_str reasons; /* joined with "; " */
  spr_str each;    /* the same one by one, for spr_told_next; empty: `reasons` is the only one */
  spr_str file;    /* where the first reason's rule stands */
  uint32_t line;
  char id[SPR_CASE_ID_CHARS + 1];
  uint64_t seq;      /* of the entry that was written for it, or of the last one */
  bool again;        /* it had happened before, under the same key */
  spr_instant until; /* FAILING: ask again then */
} spr_told;

/* The next of the reasons in *each, which begins as told->each; false: there are no more. */
bool spr_told_next(spr_str *each, spr_reason *out);

/* SPR_OK: *told says what became of it. Anything else: nothing of it was done; where the store failed
 * (SPR_EIO, SPR_EFULL, SPR_EUNKNOWN, SPR_ECORRUPT) the batch can only be abandoned. */
spr_status spr_desk_take(spr_desk *s, const spr_ask *ask, spr_told *told);
/* -- time ----------------------------------------------------------------------------------------------- */
typedef struct spr_tick {
  spr_instant now;
  uint32_t limit; /* of steps */
  spr_str actor;  /* whoever lets time pass by hand; empty: nobody, it passes by itself */
  bool anew;      /* begins a round, whatever was come through before */
} spr_tick;

/* Why a case or a message that is due is passed over. Nothing is lost by it: the next round tries again. */
typedef enum spr_pass {
  SPR_PASS_SEALED,   /* the key is not here */
  SPR_PASS_DAMAGED,  /* snapshot or definition cannot be read */
  SPR_PASS_STRAINED, /* the city's rules keep running out of work */
  SPR_PASSES
} spr_pass;

typedef struct spr_passed {
  uint64_t of[SPR_PASSES];
  char id[SPR_CASE_ID_CHARS + 1]; /* the first one that is sealed or damaged, or empty */
} spr_passed;

typedef struct spr_ticked {
  uint32_t fired;
  bool more;         /* it stopped before it had come through everything that is due: call it again */
  spr_passed passed; /* !more: in the round that has ended */
} spr_ticked;

/* Fires what is due by `now`, case after case in order of due time, then delivers waiting messages, in rounds
 * of as many calls as they take. */
spr_status spr_desk_tick(spr_desk *s, const spr_tick *t, spr_ticked *out);
/* The rules of all cities are given another chance: they may be others now. */
void spr_desk_relieve(spr_desk *s);

/* From now on requests are not marked one by one, which costs much of their time: a request or tick that
 * gives anything but SPR_OK may be half done, and the batch can only be abandoned (and served again with
 * marks). */
void spr_desk_unmarked(spr_desk *s, bool unmarked);
/* Before the store's batch is committed: makes the keys of the cases that it opens durable, for a key without
 * a case does no harm. */
spr_status spr_desk_ready(spr_desk *s);
/* After the batch was committed or abandoned. */
void spr_desk_ended(spr_desk *s, bool committed);

/* -- watching ------------------------------------------------------------------------------------------- */
/* One step, or what became of a message without one. */
typedef struct spr_watched {
  const struct spr_loaded *loaded; /* the case after it; of a refused opening one that is not kept */
  const spr_input *in;
  const spr_result *result; /* NULL: a message was given up, in->name, and in->reason says why */
  uint32_t tries;           /* of what got stuck: how often it did before */
  bool endless;             /* given up, for messages answer each other without end */
} spr_watched;
/* Called after each step of any case, also a refused one, once its entry is written. It must not call the
 * desk. */
typedef void (*spr_watch_fn)(void *ud, const spr_watched *w);
void spr_desk_watch(spr_desk *s, spr_watch_fn fn, void *ud);

/* -- reading a case ------------------------------------------------------------------------------------- */
/* A case as it stands; spr_loaded_release when done, before the shelf is trimmed. */
typedef struct spr_loaded {
  spr_desk *desk;
  spr_case_row row; /* texts are copies in the arena */
  spr_volume *volume;
  spr_definition *definition;
  spr_case *c;      /* NULL: erased */
  spr_buf snapshot; /* plain */
  spr_instant now;  /* of the present step: never before the last entry */
  uint32_t hops;    /* of the chain of messages that its present step belongs to */
  spr_arena arena;
} spr_loaded;
/* SPR_ENOTFOUND; SPR_EREFUSED: sealed, and there is no key; SPR_ECORRUPT. Only on SPR_OK there is something
 * to release. */
spr_status spr_desk_load(spr_desk *s, spr_str id, spr_loaded *out);
void spr_loaded_release(spr_loaded *l);
/* How the case looks at the world at an instant; valid as long as `l`. */
spr_env spr_loaded_env(spr_loaded *l, spr_instant now);
/* The body of an entry, plain: appended to out. SPR_ENOTFOUND: it was erased. */
spr_status spr_desk_body(spr_desk *s, const spr_entry_row *e, spr_buf *out);
/* Fetches the value of an observation that is kept apart; other effects are as they are. */
spr_status spr_desk_observed(spr_desk *s, spr_heap *h, spr_body_effect *e);
/* The same of a body that is there, and the snapshot of a case's row, with a key that is kept for the next
 * time (keys.h). */
spr_status spr_desk_body_held(spr_desk *s, const spr_entry_row *e, spr_held_key *held, spr_buf *out);
spr_status spr_desk_snapshot_held(spr_desk *s, const spr_case_row *row, spr_held_key *held, spr_buf *out);

#endif
