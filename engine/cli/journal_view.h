/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_JOURNAL_VIEW_H
#define SPR_CLI_JOURNAL_VIEW_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* An entry of a case's journal, for people and for programs: what happened, by whom, from where to where, the
 * place of the rule that decided. *whole*: with what the step was given and everything in its receipt: each
 * guard and hook that was asked, its answer, reason, place and the facts that it read; what the step did; the
 * hashes. */
typedef struct spr_journal_view {
  const sprawa_zone *zone;
  bool whole;
  bool full;    /* paths in place of titles, and times as they are */
  int64_t seen; /* time of the entry that was told before; SPRAWA_NO_TIME: none */
} spr_journal_view;
/* People read where the entry has led from and to, as far as that has changed; and the seconds, where the
 * entry before has the same minute. */
void spr_journal_view_text(const sprawa_entry *e, spr_journal_view *v, spr_buf *out);
void spr_journal_view_json(const sprawa_entry *e, const sprawa_zone *zone, bool whole, spr_buf *out);

#endif
