/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_TIME_H
#define SPRAWA_TIME_H

#include "sprawa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Times for people. A time is a number (error.h); how it reads on a clock depends on the time zone of the
 * municipality. What tells of cases lends the zone of each: it lives as long as the handle that lends it,
 * never changes, and any thread may read it. NULL in place of a zone is UTC. */
typedef struct sprawa_zone sprawa_zone;

#define SPRAWA_TIME_TEXT 36

/* RFC 3339 with the zone's offset at that time, "2026-05-02T23:40:00+02:00", with a fraction only where there
 * is one; of UTC ends with "Z". Empty for SPRAWA_NO_TIME. Years beyond 1 to 9999 are told as the nearest one
 * in them. */
SPRAWA_API void sprawa_time_text(const sprawa_zone *zone, int64_t time, char out[SPRAWA_TIME_TEXT]);
/* Reads such a text; without an offset ("2026-05-02 23:40") it is a time on the zone's clocks. zone NULL:
 * there must be an offset. SPRAWA_INVALID "time": it is no such text, a day without its time, or a time that
 * the clocks skip or show twice, and the message names the two that may be meant; *out is SPRAWA_NO_TIME. */
SPRAWA_API sprawa_code sprawa_time_read(const sprawa_zone *zone, const char *text, int64_t *out,
                                        sprawa_error *error);
/* The end of a day ("2026-05-02") on the zone's clocks: the first instant that is no longer in it.
 * SPRAWA_INVALID "time": it is no day; *out is SPRAWA_NO_TIME. */
SPRAWA_API sprawa_code sprawa_time_day_end(const sprawa_zone *zone, const char *day, int64_t *out,
                                           sprawa_error *error);
/* The time that lies a duration ("3 days", "PT1.5S") behind another one. Working days are not known here, and
 * a month has 30.4 days: for "due within", not for deadlines. SPRAWA_INVALID "duration"; SPRAWA_LIMIT: beyond
 * the year 9999. */
SPRAWA_API sprawa_code sprawa_time_after(int64_t from, const char *duration, int64_t *out,
                                         sprawa_error *error);

#ifdef __cplusplus
}
#endif

#endif
