/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_WORDS_H
#define SPR_CLI_WORDS_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* What people read in reports. */

/* A time on the zone's clocks, to the minute: "2026-06-21 21:00". */
void spr_words_time(spr_buf *out, const sprawa_zone *zone, int64_t time);
/* The same exactly: with seconds and their fraction where there are some. */
void spr_words_moment(spr_buf *out, const sprawa_zone *zone, int64_t time);
/* The last day of a deadline by days, or of one that ends with a day; else the time at which it ends. exact:
 * spr_words_moment. */
void spr_words_end(spr_buf *out, const sprawa_zone *zone, int64_t ends, const char *last_day, bool suspended,
                   bool exact);
/* Behind an end: that it has passed, or what was missed before the end moved away; or nothing. */
void spr_words_missed(spr_buf *out, const sprawa_zone *zone, bool overdue, int64_t missed);
/* A time to the minute on the clocks that it names, another text as it is, anything else as JSON, on one line
 * of bounded length; "nothing". */
void spr_words_value(spr_buf *out, const sprawa_value *v);
/* A text that a person or a rule has written, on one line of bounded length. */
void spr_words_clean(spr_buf *out, const char *text);
/* The names, with ", " between and `before` before the first. */
void spr_words_names(spr_buf *out, const char *before, const char *const *v, size_t n);
/* Titles, each once, with ", " between; of more than `most` the first, and how many more. */
void spr_words_titles(spr_buf *out, const char *const *v, size_t n, size_t most);
/* "TITLE (NAME)", or what there is of it. */
void spr_words_titled(spr_buf *out, const char *title, const char *name);
/* Names that are joined with ",", with ", " between. */
void spr_words_joined(spr_buf *out, const char *joined);

#endif
