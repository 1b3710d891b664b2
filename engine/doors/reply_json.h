/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_REPLY_JSON_H
#define SPR_DOORS_REPLY_JSON_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* What became of a request that was done, for programs: {"done": true, "id", "seq", "again", "followed",
 * "configuration", "responsible", "outcome"}, where the last four are as the case stands now. c NULL: whoever
 * asked may not see the case, and these four are left out. */
void spr_reply_json(const sprawa_reply *r, const sprawa_case_row *c, spr_buf *out);
/* How many entries came of it at once, or have come since. */
uint64_t spr_reply_followed(const sprawa_reply *r, const sprawa_case_row *c);

#endif
