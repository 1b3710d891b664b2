/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_COUNT_WORDS_H
#define SPR_SERVER_COUNT_WORDS_H

#include "server/phrases.h"
#include "sprawa/sprawa.h"

/* How the end of a deadline was counted, as the console tells it, in plain text: a line for each step
 * ("+ 14 dni: środa, 24 grudnia 2025"). */
void spr_count_words(const spr_phrases *p, const sprawa_zone *zone, const sprawa_coming *c, spr_buf *out);

#endif
