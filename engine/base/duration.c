/* SPDX-License-Identifier: Apache-2.0 */
#include "base/duration.h"

#include "base/limits.h"

/* The mean Gregorian month, exactly: 146097 days in 4800 months. */
#define MS_PER_MONTH (INT64_C(146097) * SPR_MS_PER_DAY / 4800)

static bool within(int64_t v, int64_t limit) {
  return v >= -limit && v <= limit;
}

int64_t spr_duration_mean_ms(spr_duration d) {
  return d.months * MS_PER_MONTH + ((int64_t)d.days + d.working_days) * SPR_MS_PER_DAY + d.ms;
}

bool spr_duration_valid(spr_duration d) {
  /* Each part alone first, so that the sum cannot overflow. */
  int64_t max_ms = SPR_MAX_DURATION_DAYS * SPR_MS_PER_DAY;
  if (!within(d.months, SPR_MAX_DURATION_DAYS) || !within(d.days, SPR_MAX_DURATION_DAYS) ||
      !within(d.working_days, SPR_MAX_DURATION_DAYS) || !within(d.ms, max_ms))
    return false;
  bool others = d.months != 0 || d.days != 0 || d.ms != 0;
  if (d.working_days != 0 && others) return false;
  bool forward = d.months > 0 || d.days > 0 || d.working_days > 0 || d.ms > 0;
  bool backward = d.months < 0 || d.days < 0 || d.working_days < 0 || d.ms < 0;
  if (forward && backward) return false;
  if (d.no_days && (forward || backward)) return false;
  return within(spr_duration_mean_ms(d), max_ms);
}

bool spr_duration_is_zero(spr_duration d) {
  return d.months == 0 && d.days == 0 && d.working_days == 0 && d.ms == 0;
}

bool spr_duration_equal(spr_duration a, spr_duration b) {
  return a.months == b.months && a.days == b.days && a.working_days == b.working_days && a.ms == b.ms &&
         a.no_days == b.no_days;
}

static int sign(int64_t a, int64_t b) {
  return (a > b) - (a < b);
}

bool spr_duration_compare(spr_duration a, spr_duration b, int *cmp) {
  int order[] = {sign(a.months, b.months), sign(a.days, b.days), sign(a.working_days, b.working_days),
                 sign(a.ms, b.ms)};
  bool used[] = {a.months || b.months, a.days || b.days, a.working_days || b.working_days, a.ms || b.ms};
  bool beside_zero = spr_duration_is_zero(a) || spr_duration_is_zero(b);
  int units = 0, result = 0;
  for (int i = 0; i < 4; i++) {
    units += used[i];
    if (order[i] == 0) continue;
    if (result == -order[i]) return false;
    result = order[i];
  }
  if (units > 1 && !beside_zero && result != 0) return false;
  *cmp = result;
  return true;
}
