/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/civil.h"
#include "base/scan.h"

#define MS_PER_MINUTE INT64_C(60000)

static bool scan_day(spr_scan *s, spr_day *out) {
  int64_t year, month, day;
  if (!spr_scan_digits(s, 4, 4, &year) || !spr_scan_char(s, '-')) return false;
  if (!spr_scan_digits(s, 2, 2, &month) || !spr_scan_char(s, '-')) return false;
  if (!spr_scan_digits(s, 2, 2, &day)) return false;
  spr_ymd ymd = {(int32_t)year, (int32_t)month, (int32_t)day};
  if (!spr_ymd_valid(ymd)) return false;
  *out = spr_day_from_ymd(ymd);
  return true;
}

bool spr_day_parse(spr_str s, spr_day *out) {
  spr_day day;
  if (!scan_day(&s, &day) || s.n > 0) return false;
  *out = day;
  return true;
}

/* The last `width` digits of n, and what stands behind them. By hand, since each line of a log and each
 * answer tells a time. Gives the end. */
static char *put(char *out, int64_t n, int width, const char *behind) {
  for (int i = width; i-- > 0; n /= 10) out[i] = (char)('0' + n % 10);
  size_t length = strlen(behind) + 1;
  memcpy(out + width, behind, length);
  return out + width + length - 1;
}

void spr_day_format(spr_day d, char out[11]) {
  spr_ymd ymd = spr_day_to_ymd(d);
  out = put(out, ymd.year, 4, "-");
  out = put(out, ymd.month, 2, "-");
  put(out, ymd.day, 2, "");
}

static bool scan_clock(spr_scan *s, int64_t *minutes) {
  int64_t hour, minute;
  if (!spr_scan_digits(s, 2, 2, &hour) || !spr_scan_char(s, ':')) return false;
  if (!spr_scan_digits(s, 2, 2, &minute) || hour > 23 || minute > 59) return false;
  *minutes = hour * 60 + minute;
  return true;
}

static bool scan_time(spr_scan *s, int64_t *ms) {
  int64_t minutes, second = 0, fraction = 0;
  if (!scan_clock(s, &minutes)) return false;
  if (spr_scan_char(s, ':')) {
    if (!spr_scan_digits(s, 2, 2, &second) || second > 59) return false;
    if (spr_scan_char(s, '.') && !spr_scan_fraction(s, 3, &fraction)) return false;
  }
  *ms = minutes * MS_PER_MINUTE + second * 1000 + fraction;
  return true;
}

static bool scan_offset(spr_scan *s, int64_t *ms) {
  *ms = 0;
  if (spr_scan_char(s, 'Z')) return true;
  bool west = spr_scan_char(s, '-');
  int64_t minutes;
  if ((!west && !spr_scan_char(s, '+')) || !scan_clock(s, &minutes)) return false;
  *ms = (west ? -minutes : minutes) * MS_PER_MINUTE;
  return true;
}

bool spr_datetime_parse(spr_str s, spr_local *local, bool *has_offset, int64_t *offset_ms) {
  spr_day day;
  int64_t ms, offset = 0;
  if (!scan_day(&s, &day)) return false;
  if (!spr_scan_char(&s, ' ') && !spr_scan_char(&s, 'T')) return false;
  if (!scan_time(&s, &ms)) return false;
  bool offset_given = s.n > 0;
  if (offset_given && (!scan_offset(&s, &offset) || s.n > 0)) return false;
  *local = day * SPR_MS_PER_DAY + ms;
  *has_offset = offset_given;
  *offset_ms = offset;
  return true;
}

/* ".5", ".25", ".001" or nothing. */
static char *put_fraction(char *out, int64_t ms) {
  if (ms == 0) return out;
  *out = '.';
  char *end = put(out + 1, ms, 3, "");
  while (end[-1] == '0') end--;
  return end;
}

static void put_zone(char *out, int64_t minutes, bool as_utc) {
  int64_t distance = minutes < 0 ? -minutes : minutes;
  *out = as_utc ? 'Z' : minutes < 0 ? '-' : '+';
  out[1] = '\0';
  if (!as_utc) put(put(out + 1, distance / 60, 2, ":"), distance % 60, 2, "");
}

void spr_instant_format(spr_instant t, int64_t offset_ms, bool as_utc, char out[36]) {
  if (t < SPR_MIN_INSTANT) t = SPR_MIN_INSTANT;
  if (t > SPR_MAX_INSTANT) t = SPR_MAX_INSTANT;
  int64_t offset = offset_ms / MS_PER_MINUTE;
  spr_local local = t + offset * MS_PER_MINUTE;
  if (local < SPR_MIN_INSTANT || local > SPR_MAX_INSTANT) {
    local = t;
    offset = 0;
  }
  spr_day day;
  int64_t ms;
  spr_local_split(local, &day, &ms);
  int64_t seconds = ms / 1000;
  spr_day_format(day, out);
  out[10] = 'T';
  out = put(out + 11, seconds / 3600, 2, ":");
  out = put(out, seconds / 60 % 60, 2, ":");
  out = put(out, seconds % 60, 2, "");
  put_zone(put_fraction(out, ms % 1000), offset, as_utc);
}
