/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_DURATION_H
#define SPR_BASE_DURATION_H

#include "base/civil.h"

/* A duration as people write it. Its parts are kept apart, because a month is no number of days and a working
 * day no number of hours. Years are 12 months, weeks 7 days; working days stand alone. A term of `0 days`
 * lasts until 24:00, one of `0 hours` ends at once: so a zero remembers which it is. */
typedef struct spr_duration {
  int32_t months;
  int32_t days;
  int32_t working_days;
  bool no_days; /* nothing else is set: no days, months or working days, rather than no time */
  int64_t ms;
} spr_duration;

/* `30 seconds`, `24 hours`, `3 working days`, `14 days`, `2 weeks`, `1 month`, `2 years` (singular and plural
 * alike), and ISO 8601: `P14D`, `P1Y2M`, `P2W`, `PT1.5S`, `P1DT12H`. At most SPR_MAX_DURATION_DAYS; fractions
 * only in the last ISO time part, to the millisecond. negative: allows a leading `-` (for `add`). */
bool spr_duration_parse(spr_str s, bool negative, spr_duration *out);
/* Canonical text of a valid duration: "3 working days", "12 months", "14 days", "24 hours", "1 month"; mixed
 * parts in ISO 8601. At most 63 characters. */
void spr_duration_format(spr_duration d, char out[64]);
/* Are both counted in one unit (months, days, working days or exact time)? Then *cmp is -1, 0, 1. Zero is
 * like anything. */
bool spr_duration_compare(spr_duration a, spr_duration b, int *cmp);
bool spr_duration_is_zero(spr_duration d);
bool spr_duration_equal(spr_duration a, spr_duration b);
/* The length for ordering unlike durations: a month is a twelfth of the mean year, a working day a day. */
int64_t spr_duration_mean_ms(spr_duration d);
/* Within SPR_MAX_DURATION_DAYS, all parts of one sign, working days alone: what spr_duration_parse can make.
 */
bool spr_duration_valid(spr_duration d);
/* Does it move a day? */
static inline bool spr_duration_by_days(spr_duration d) {
  return d.months || d.days || d.working_days;
}

#endif
