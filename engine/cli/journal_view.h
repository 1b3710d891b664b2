/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_JOURNAL_VIEW_H
#define SPR_CLI_JOURNAL_VIEW_H

#include "cli/database.h"

/* Entries of a case's journal, for people and for programs: what happened, by whom, from where to where, the
 * place of the rule that decided. *whole*: with what the step was given and everything in its receipt: each
 * guard and hook that was asked, its answer, reason, place and the facts that it read; what the step did; the
 * hashes.
 *
 * In the view of an institution (`--as`) an entry is its skeleton: of what was said in a step nothing is
 * shown, for it may hold a value of a field that the institution does not see. */
typedef struct spr_journal_view {
  const spr_look *look;
  spr_loaded *l;
  bool json, whole;
  spr_buf *out;
  spr_str before; /* configuration before the next entry; in the arena */
  uint64_t only;  /* 0: all */
  spr_pool pool;  /* values of bodies */
  spr_buf body;
  spr_str reason;    /* of the present entry, told already */
  uint32_t n;        /* shown */
  spr_status status; /* of the first body that could not be read */
} spr_journal_view;

void spr_journal_view_init(spr_journal_view *v, const spr_look *look, spr_loaded *l, spr_buf *out);
void spr_journal_view_release(spr_journal_view *v);
/* An spr_entry_fn; ud: the view. */
bool spr_journal_view_entry(void *ud, const spr_entry_row *e);

#endif
