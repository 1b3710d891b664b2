/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_EXPLAIN_JSON_H
#define SPR_DOORS_EXPLAIN_JSON_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* Writes how the end of a deadline was counted, as text in another language than English. */
typedef void spr_arithmetic_fn(const void *ud, const sprawa_zone *zone, const sprawa_coming *c, spr_buf *out);

/* What may happen next in a case, for programs:
 * {"id", "seq", "configuration", "due", "events": [{"event", "title", "may": "now", "with-data" or
 * "no", "by", "anyone", "to", "data": [{"name", "type", "required"}], "code", "reasons": [{"text", "file",
 * "line"}]}], "tasks", "deadlines": [{"name", "ends", "last_day", "overdue", "basis", "to",
 * "arithmetic"}],
 * "timers": [{"state" or "event", "at", "to"}]} */
void spr_explain_json(const sprawa_explanation *x, spr_buf *out);
/* The same with other words for "arithmetic"; NULL: in English. */
void spr_explain_json_in(const sprawa_explanation *x, spr_arithmetic_fn *words, const void *ud, spr_buf *out);

#endif
