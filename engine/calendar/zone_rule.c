/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/scan.h"
#include "calendar/zone_data.h"

/* The TZ strings of POSIX, with the extensions of RFC 9636, section 3.3.1: hours of a change from -167 to
 * 167. */

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool number(spr_scan *s, int32_t min, int32_t max, int32_t *out) {
  int64_t n;
  if (!spr_scan_digits(s, 1, 3, &n)) return false;
  *out = (int32_t)n;
  return n >= min && n <= max;
}

/* [+-]h[:m[:s]] in seconds. */
static bool clock_time(spr_scan *s, int32_t max_hours, int32_t *out) {
  bool negative = spr_scan_char(s, '-');
  if (!negative) spr_scan_char(s, '+');
  int32_t hours = 0, minutes = 0, seconds = 0;
  if (!number(s, 0, max_hours, &hours)) return false;
  if (spr_scan_char(s, ':')) {
    if (!number(s, 0, 59, &minutes)) return false;
    if (spr_scan_char(s, ':') && !number(s, 0, 59, &seconds)) return false;
  }
  int32_t total = (hours * 60 + minutes) * 60 + seconds;
  *out = negative ? -total : total;
  return true;
}

/* An abbreviation: at least three letters, or between < and > also digits and signs. It is passed over. */
static bool abbreviation(spr_scan *s) {
  bool quoted = spr_scan_char(s, '<');
  uint32_t n = 0;
  for (; n < s->n; n++) {
    char c = s->p[n];
    if (!is_letter(c) && !(quoted && (is_digit(c) || c == '+' || c == '-'))) break;
  }
  *s = spr_str_sub(*s, n, s->n);
  return n >= 3 && (!quoted || spr_scan_char(s, '>'));
}

/* POSIX counts west of Greenwich. */
static bool offset(spr_scan *s, int32_t *out) {
  int32_t west;
  if (!clock_time(s, 24, &west)) return false;
  *out = -west;
  return true;
}

static bool date(spr_scan *s, zone_date *out) {
  bool ok;
  if (spr_scan_char(s, 'M')) {
    out->form = ZONE_WEEKDAY;
    ok = number(s, 1, 12, &out->month) && spr_scan_char(s, '.') && number(s, 1, 5, &out->week) &&
         spr_scan_char(s, '.') && number(s, 0, 6, &out->day);
  } else if (spr_scan_char(s, 'J')) {
    out->form = ZONE_JULIAN;
    ok = number(s, 1, 365, &out->day);
  } else {
    out->form = ZONE_YEARDAY;
    ok = number(s, 0, 365, &out->day);
  }
  out->time = 2 * 3600;
  return ok && (!spr_scan_char(s, '/') || clock_time(s, 167, &out->time));
}

bool zone_rule_parse(spr_str s, zone_rule *out) {
  *out = (zone_rule){0};
  if (!abbreviation(&s) || !offset(&s, &out->standard)) return false;
  if (s.n == 0) return true;
  out->has_summer = true;
  out->summer = out->standard + 3600;
  if (!abbreviation(&s) || s.n == 0) return false;
  if (*s.p != ',' && !offset(&s, &out->summer)) return false;
  return spr_scan_char(&s, ',') && date(&s, &out->begin) && spr_scan_char(&s, ',') && date(&s, &out->end) &&
         s.n == 0;
}

/* -- reckoning ------------------------------------------------------------------------------------------ */

static spr_day day_in_year(const zone_date *d, int32_t year) {
  spr_day first = spr_day_from_ymd((spr_ymd){year, d->form == ZONE_WEEKDAY ? d->month : 1, 1});
  switch (d->form) {
    case ZONE_YEARDAY: return first + d->day;
    case ZONE_JULIAN: return first + d->day - 1 + (d->day > 59 && spr_days_in_month(year, 2) == 29);
    case ZONE_WEEKDAY: break;
  }
  int32_t number = 1 + (d->day + 7 - spr_weekday(first) % 7) % 7 + (d->week - 1) * 7;
  return first + number - 1 - (number > spr_days_in_month(year, d->month) ? 7 : 0);
}

static int64_t change_in_year(const zone_date *d, int32_t year, int32_t offset_before) {
  return day_in_year(d, year) * INT64_C(86400) + d->time - offset_before;
}

static void consider(zone_span *s, int64_t t, int64_t at, int32_t offset) {
  if (at > t) {
    if (at < s->until) s->until = at;
  } else if (at >= s->from) { /* of changes at one time the later rule holds: so can summer last all year */
    s->from = at;
    s->offset = offset;
  }
}

zone_span zone_rule_span(const zone_rule *r, int64_t t) {
  zone_span s = {INT64_MIN, INT64_MAX, r->standard};
  if (!r->has_summer) return s;
  spr_day day;
  int64_t ms;
  spr_local_split((t + r->standard) * 1000, &day, &ms);
  /* A change may lie 167 hours beyond its year, so that two years on each side have a say. */
  int32_t year = spr_day_to_ymd(day).year;
  int32_t from = year - 2 < SPR_MIN_YEAR ? SPR_MIN_YEAR : year - 2;
  int32_t until = year + 2 > SPR_MAX_YEAR ? SPR_MAX_YEAR : year + 2;
  for (int32_t y = from; y <= until; y++) {
    consider(&s, t, change_in_year(&r->begin, y, r->standard), r->summer);
    consider(&s, t, change_in_year(&r->end, y, r->summer), r->standard);
  }
  return s;
}
