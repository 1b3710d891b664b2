/* SPDX-License-Identifier: Apache-2.0 */
#include "base/civil.h"

#include "base/limits.h"

/* Years are counted from 1 March, so that the leap day is a year's last, and in eras of 400 years, after
 * which the Gregorian calendar repeats itself. */
#define DAYS_PER_ERA 146097
#define EPOCH_FROM_MARCH_0 719468 /* days from 0000-03-01 to 1970-01-01 */

static int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0);
}

static bool is_leap(int32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

spr_day spr_day_from_ymd(spr_ymd d) {
  int64_t year = d.month > 2 ? d.year : (int64_t)d.year - 1;
  int64_t era = floor_div(year, 400);
  int64_t year_of_era = year - era * 400;
  int64_t month = (d.month + 9) % 12; /* March is 0 */
  int64_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return (spr_day)(era * DAYS_PER_ERA + day_of_era - EPOCH_FROM_MARCH_0);
}

spr_ymd spr_day_to_ymd(spr_day d) {
  int64_t days = (int64_t)d + EPOCH_FROM_MARCH_0;
  int64_t era = floor_div(days, DAYS_PER_ERA);
  int64_t day_of_era = days - era * DAYS_PER_ERA;
  /* Leap days before this one are taken out, so that all years have 365 days. */
  int64_t leaps = day_of_era / 1460 - day_of_era / 36524 + day_of_era / 146096;
  int64_t year_of_era = (day_of_era - leaps) / 365;
  int64_t day_of_year = day_of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
  int64_t month = (5 * day_of_year + 2) / 153;
  spr_ymd out = {
      .year = (int32_t)(year_of_era + era * 400 + (month >= 10)),
      .month = (int32_t)(month < 10 ? month + 3 : month - 9),
      .day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1),
  };
  return out;
}

int32_t spr_days_in_month(int32_t year, int32_t month) {
  static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool spr_ymd_valid(spr_ymd d) {
  return d.year >= SPR_MIN_YEAR && d.year <= SPR_MAX_YEAR && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
         d.day <= spr_days_in_month(d.year, d.month);
}

int32_t spr_weekday(spr_day d) {
  /* 1970-01-01 was a Thursday. */
  int64_t shifted = (int64_t)d + 3;
  return (int32_t)(shifted - floor_div(shifted, 7) * 7) + 1;
}

spr_day spr_day_add_months(spr_day d, int32_t n) {
  spr_ymd from = spr_day_to_ymd(d);
  int64_t months = (int64_t)from.year * 12 + (from.month - 1) + n;
  int64_t year = floor_div(months, 12);
  if (year < SPR_MIN_YEAR || year > SPR_MAX_YEAR) return SPR_NO_DAY;
  spr_ymd to = {(int32_t)year, (int32_t)(months - year * 12) + 1, from.day};
  int32_t last = spr_days_in_month(to.year, to.month);
  if (to.day > last) to.day = last;
  return spr_day_from_ymd(to);
}

void spr_local_split(spr_local t, spr_day *day, int64_t *ms) {
  int64_t d = floor_div(t, SPR_MS_PER_DAY);
  *day = (spr_day)d;
  *ms = t - d * SPR_MS_PER_DAY;
}

spr_day spr_easter(int32_t year) {
  int32_t golden = year % 19; /* place in the moon's cycle of 19 years */
  int32_t century = year / 100, rest = year % 100;
  int32_t drift = (century - (century + 8) / 25 + 1) / 3;
  int32_t epact = (19 * golden + century - century / 4 - drift + 15) % 30;
  int32_t weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
  int32_t correction = (golden + 11 * epact + 22 * weekday) / 451;
  int32_t day = epact + weekday - 7 * correction + 114;
  return spr_day_from_ymd((spr_ymd){year, day / 31, day % 31 + 1});
}
