/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_EXPLAIN_JSON_H
#define SPR_DOORS_EXPLAIN_JSON_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* What may happen next in a case, for programs:
 * {"id", "seq", "configuration", "due", "events": [{"event", "title", "may": "now", "with-data" or
 * "no", "by", "anyone", "to", "data": [{"name", "type", "required"}], "code", "reasons": [{"text", "file",
 * "line"}]}], "tasks", "deadlines": [{"name", "ends", "last_day", "overdue", "basis", "to",
 * "arithmetic"}],
 * "timers": [{"state" or "event", "at", "to"}]} */
void spr_explain_json(const sprawa_explanation *x, spr_buf *out);

#endif
