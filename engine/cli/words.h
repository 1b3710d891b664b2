/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_WORDS_H
#define SPR_CLI_WORDS_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* What people read in reports. */

/* A time on the zone's clocks: "2026-06-21 21:00", with seconds only where there are some. */
void spr_words_time(spr_buf *out, const sprawa_zone *zone, int64_t time);
/* The last day of a deadline by days, or of one that ends with a day; else the time at which it ends. */
void spr_words_end(spr_buf *out, const sprawa_zone *zone, int64_t ends, const char *last_day, bool suspended);
/* A text as it is, anything else as JSON, on one line of bounded length; "nothing". */
void spr_words_value(spr_buf *out, const sprawa_value *v);
/* A text that a person or a rule has written, on one line of bounded length. */
void spr_words_clean(spr_buf *out, const char *text);
/* The names, with ", " between and `before` before the first. */
void spr_words_names(spr_buf *out, const char *before, const char *const *v, size_t n);
/* Names that are joined with ",", with ", " between. */
void spr_words_joined(spr_buf *out, const char *joined);
/* "open", "ended" or "erased". */
const char *spr_words_status(sprawa_status s);

#endif
