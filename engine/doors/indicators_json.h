/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_INDICATORS_JSON_H
#define SPR_DOORS_INDICATORS_JSON_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* Indicators, for programs: {"since", "until", "indicators": [{"package", "name", "title", "description",
 * "workflow", "measure", "basis", "illustrative", "by_city", "municipality", "municipality_title", "version",
 * "counted", "withheld", "elsewhere", and of a way "from", "to", "waiting", "left", "figures": {NAME: DAYS};
 * of a deadline "deadline", "met", "missed", "moved", "share_met", "open", "resting", "waived",
 * "cancelled"}]}. `since` and `until` as they were asked, or null; `municipality` and `version` null: of all.
 * What is withheld is null; so is the share of nothing. q: what was asked. */
void spr_indicators_json(const sprawa_indicators_query *q, const sprawa_indicators *x, spr_buf *out);

#endif
