/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_VERIFY_IMPL_H
#define SPR_CASES_VERIFY_IMPL_H

#include "cases/desk_impl.h"
#include "cases/verify.h"
#include "store/chain.h"
#include "store/changes.h"

/* What the parts of verifying share; private to verify.c and decide.c. */

typedef struct spr_folded_case {
  spr_buf snapshot; /* plain, as far as the journal was read */
  char workflow[SPR_MAX_NAME + 1];
  bool erased;
} spr_folded_case;

/* Entries that were copied out of the journal, so that the store can be asked for other things while they are
 * looked at, and no reading lasts long. */
typedef struct spr_slice {
  spr_arena arena;
  spr_entry_row v[SPR_VERIFY_SLICE];
  uint32_t n;
  bool lost; /* no memory for one */
} spr_slice;

typedef struct spr_verifier {
  spr_desk *desk;
  spr_store *store;
  const spr_verify_options *o;
  spr_verify_report *report;
  spr_slice slice;
  spr_change_list changes;
  uint64_t from, to; /* numbers of the cases of this pass */
  spr_store *rows;   /* derived rows made again */
  bool rows_lost;    /* an entry did not fit; nothing more can be said about them */
  spr_folded_case *cases;
  uint64_t last_pos;
  spr_buf body, next;
  bool first_pass;
} spr_verifier;

void spr_verify_tell(spr_verifier *v, const char *what, const spr_entry_row *e);

/* decide.c: takes the step of an entry again. before: the snapshot before it; expected: after it. */
spr_status spr_decide_again(spr_verifier *v, const spr_entry_row *e, const spr_body *body, spr_str workflow,
                            spr_str before, spr_str expected);

#endif
