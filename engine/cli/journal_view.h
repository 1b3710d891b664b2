/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_JOURNAL_VIEW_H
#define SPR_CLI_JOURNAL_VIEW_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* An entry of a case's journal, for people: what happened, by whom, from where to where, the place of the
 * rule that decided. *whole*: as in doors/journal_json.h. */
typedef struct spr_journal_view {
  const sprawa_zone *zone;
  bool whole;
  bool full;    /* paths in place of titles, and times as they are */
  int64_t seen; /* time of the entry that was told before; SPRAWA_NO_TIME: none */
} spr_journal_view;
/* People read where the entry has led from and to, as far as that has changed; and the seconds, where the
 * entry before has the same minute. */
void spr_journal_view_text(const sprawa_entry *e, spr_journal_view *v, spr_buf *out);

#endif
