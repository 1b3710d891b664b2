/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_CIVIL_H
#define SPR_BASE_CIVIL_H

#include "base/limits.h"
#include "base/str.h"

/* Dates and instants without a clock and without a zone.
 *
 * A *day* is a number: days since 1970-01-01 in the proleptic Gregorian calendar. An *instant* is
 * milliseconds since 1970-01-01T00:00:00Z, no leap seconds (POSIX). A *local time* is milliseconds since
 * 1970-01-01T00:00 of some local clock. */

typedef int32_t spr_day;
typedef int64_t spr_instant;
typedef int64_t spr_local;

#define SPR_MS_PER_DAY INT64_C(86400000)
#define SPR_NO_DAY INT32_MIN
#define SPR_NO_INSTANT INT64_MIN
/* The first and the last instant of SPR_MIN_YEAR..SPR_MAX_YEAR. */
#define SPR_MIN_INSTANT (SPR_FIRST_DAY * SPR_MS_PER_DAY)
#define SPR_MAX_INSTANT ((SPR_LAST_DAY + 1) * SPR_MS_PER_DAY - 1)

typedef struct spr_ymd {
  int32_t year;
  int32_t month; /* 1..12 */
  int32_t day;   /* 1..31 */
} spr_ymd;

spr_day spr_day_from_ymd(spr_ymd d); /* the date must be valid */
spr_ymd spr_day_to_ymd(spr_day d);
bool spr_ymd_valid(spr_ymd d); /* and within SPR_MIN_YEAR..SPR_MAX_YEAR */
int32_t spr_days_in_month(int32_t year, int32_t month);
/* 1 Monday .. 7 Sunday (ISO 8601). */
int32_t spr_weekday(spr_day d);
/* The same number n months later, else the last day of that month; SPR_NO_DAY beyond the years. */
spr_day spr_day_add_months(spr_day d, int32_t n);
/* Floor division of a local time into day and milliseconds; the day is within the range of spr_day. */
void spr_local_split(spr_local t, spr_day *day, int64_t *ms);

/* "2026-04-01"; false if s is anything else. */
bool spr_day_parse(spr_str s, spr_day *out);
/* Writes 10 characters and a NUL. */
void spr_day_format(spr_day d, char out[11]);
/* "2026-04-01 10:00", "2026-04-01T10:00:30.5", without zone -> local time (*has_offset false); with "Z" or
 * "+01:00" -> the local time and *has_offset true with the offset in *offset_ms. */
bool spr_datetime_parse(spr_str s, spr_local *local, bool *has_offset, int64_t *offset_ms);
/* RFC 3339 with the offset: "2025-03-03T22:15:00+01:00", "Z" for offset 0 of zone UTC (as_utc); milliseconds
 * only if not zero, without trailing zeros. The offset is given in whole minutes, the instant stays exact;
 * what lies beyond the years is shown as their first or last instant. At most 35 characters and a NUL. */
void spr_instant_format(spr_instant t, int64_t offset_ms, bool as_utc, char out[36]);
/* Easter Sunday of a year (Gregorian; Meeus, Astronomical Algorithms, ch. 8). */
spr_day spr_easter(int32_t year);

#endif
