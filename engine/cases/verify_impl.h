/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_VERIFY_IMPL_H
#define SPR_CASES_VERIFY_IMPL_H

#include "cases/desk_impl.h"
#include "cases/verify.h"
#include "store/chain.h"
#include "store/changes.h"
#include "store/fold.h"

/* What the parts of verifying share; private to verify*.c and decide.c. */

/* The seal that the journal is within, as far as it was read. */
typedef struct spr_sealing {
  spr_seal_row row; /* to 0: none is expected any more */
  spr_hash former;
  bool any;      /* there was one before */
  uint64_t last; /* position that the former ones reach to */
  spr_hasher hasher;
} spr_sealing;

typedef struct spr_told_fault {
  const char *what;
  uint32_t id; /* its hash */
  uint64_t seq, pos;
} spr_told_fault;

typedef struct spr_damaged {
  spr_verify_object o;
  uint64_t number; /* of the first case that needs it */
} spr_damaged;

/* A case as the last of its entries left it that was decided again; c NULL: none. */
typedef struct spr_live {
  uint64_t number, seq;
  size_t bytes;
  spr_case *c;
} spr_live;

/* What was observed, by the hash that it is kept under. */
typedef struct spr_seen {
  spr_hash hash;
  spr_value v;
} spr_seen;

/* What spr_folded.counts has; the report has it once the case was compared. */
enum { SPR_COUNT_DECIDED, SPR_COUNT_OTHER_SEMANTICS, SPR_COUNT_ERASED, SPR_COUNT_UNDECIDED };

typedef struct spr_verifier {
  spr_desk *desk;
  spr_store *store;
  const spr_verify_options *o;
  spr_verify_report *report;
  spr_fold *fold;
  spr_change_list changes;
  spr_sealing sealing;
  uint64_t last_pos;
  /* `listed` fields: of the definition and workflow asked for last (spr_folded's words); rows that cases
   * have; and whether that is all of them. */
  uint32_t listed_of[2];
  bool lists, listed_lost;
  uint64_t listed;
  spr_buf body, next;
  bool rebuild, first_pass;
  spr_folded *at; /* the case whose entry is looked at */
  spr_told_fault told[SPR_VERIFY_TOLD];
  uint32_t ntold;
  spr_damaged damaged[SPR_VERIFY_TOLD];
  uint32_t ndamaged;
  /* verify_live.c: SPR_VERIFY_LIVE of them, where it decides; what they take up, where the next is let go,
   * and what the shelf had let go when they were borrowed of it. */
  spr_live *live;
  size_t live_bytes;
  uint32_t live_at;
  uint64_t shelf_left;
  spr_seen seen[8];
  uint32_t nseen;
} spr_verifier;

void spr_verify_tell(spr_verifier *v, const char *what, const spr_entry_row *e);

/* -- verify_chain.c */
/* Of an entry that has its id and its prev; its body_hash is filled in. */
void spr_verify_entry(spr_verifier *v, spr_entry_row *e);
/* The seals, in order of position: before the first entry, for each entry, behind the last. */
spr_status spr_verify_seals_begin(spr_verifier *v);
spr_status spr_verify_seals_entry(spr_verifier *v, const spr_entry_row *e);
spr_status spr_verify_seals_end(spr_verifier *v);

/* -- verify_objects.c: all of them, each entry of the first pass, and who needs those that are damaged */
spr_status spr_verify_objects(spr_verifier *v);
void spr_verify_objects_entry(spr_verifier *v, const spr_entry_row *e);
spr_status spr_verify_objects_tell(spr_verifier *v);
/* Is there everything that the entry was decided by? */
bool spr_verify_decidable(spr_verifier *v, const spr_entry_row *e, const spr_body *body);

/* -- verify_live.c: deciding again needs the case before the step, and has the one after it */
spr_status spr_live_begin(spr_verifier *v);
void spr_live_end(spr_verifier *v);
/* The case as it was after that entry, under that chart, if it is still here; the caller's then. */
spr_case *spr_live_take(spr_verifier *v, uint64_t number, uint64_t seq, const spr_chart *chart);
/* Takes the case over. */
void spr_live_keep(spr_verifier *v, uint64_t number, uint64_t seq, spr_case *c);
/* As spr_desk_observed. */
spr_status spr_live_observed(spr_verifier *v, spr_body_effect *e);

/* -- verify_fold.c */
/* Makes what the entry makes, of its case or of messages of other ones. */
spr_status spr_verify_fold(spr_verifier *v, spr_folded *c, spr_entry_row *e);
spr_status spr_verify_fold_outside(spr_verifier *v, spr_entry_row *e);
/* Compares a case with what is stored of it. */
spr_status spr_verify_case(spr_verifier *v, spr_folded *c);
/* At the end: `listed` rows of cases that should have none. */
spr_status spr_verify_listed(spr_verifier *v);
void spr_verify_told(void *ud, const char *what, spr_str id);

/* decide.c: takes the step of an entry again. before: the snapshot before it; expected: after it. */
spr_status spr_decide_again(spr_verifier *v, const spr_entry_row *e, const spr_body *body, spr_str workflow,
                            spr_str before, spr_str expected);

#endif
