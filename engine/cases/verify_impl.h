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
