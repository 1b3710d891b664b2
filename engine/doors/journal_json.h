/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_JOURNAL_JSON_H
#define SPR_DOORS_JOURNAL_JSON_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* An entry of a case's journal, for programs: what happened, by whom, from where to where, the place of the
 * rule that decided. *whole*: with what the step was given and everything in its receipt: each guard and hook
 * that was asked, its answer, reason, place and the facts that it read; what the step did; the hashes. */
void spr_entry_json(const sprawa_entry *e, const sprawa_zone *zone, bool whole, spr_buf *out);
/* Is this line of its receipt told? Of an entry that is not whole only what people have said, and what went
 * wrong. */
bool spr_entry_shows(const sprawa_entry *e, const sprawa_receipt *r, bool whole);

#endif
