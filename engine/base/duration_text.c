/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/duration.h"
#include "base/limits.h"
#include "base/scan.h"

/* More digits than any valid duration has; they fit, multiplied by the largest unit, into 64 bits. */
#define MAX_DIGITS 10
#define NANOS INT64_C(1000000000)

typedef enum part { MONTHS, DAYS, WORKING_DAYS, TIME, PARTS } part;

typedef struct unit {
  const char *name;
  char letter; /* in ISO 8601 */
  part part;
  int64_t factor;
} unit;

/* First those of ISO 8601 in its order, the time units behind the T; then the others. */
enum { FIRST_TIME = 3, WEEK = 6, UNITS = 8 };
static const unit units[UNITS] = {
    {"year", 'Y', MONTHS, 12},    {"month", 'M', MONTHS, 1},
    {"day", 'D', DAYS, 1},        {"hour", 'H', TIME, 3600000},
    {"minute", 'M', TIME, 60000}, {"second", 'S', TIME, 1000},
    {"week", 'W', DAYS, 7},       {"working day", '\0', WORKING_DAYS, 1},
};

/* The parts while they are read, wide enough not to overflow. */
typedef struct sums {
  int64_t of[PARTS];
  bool timed; /* a unit of time is written, be it with a zero */
} sums;

static void add(sums *s, const unit *u, int64_t number) {
  s->of[u->part] += number * u->factor;
  s->timed = s->timed || u->part == TIME;
}

static bool is_named(const unit *u, spr_str s) {
  spr_str name = spr_str_of(u->name);
  return spr_str_starts(s, name) && (s.n == name.n || spr_str_is(spr_str_sub(s, name.n, s.n), "s"));
}

static bool parse_words(spr_scan s, sums *out) {
  int64_t number;
  if (!spr_scan_digits(&s, 1, MAX_DIGITS, &number) || !spr_scan_char(&s, ' ')) return false;
  for (int i = 0; i < UNITS; i++) {
    if (!is_named(&units[i], s)) continue;
    add(out, &units[i], number);
    return true;
  }
  return false;
}

/* "14D" or "1.5S", of a unit from *next to before `end`; *next moves behind it. A fraction must be the end of
 * the text and come to whole milliseconds. */
static bool parse_part(spr_scan *s, int *next, int end, sums *out) {
  int64_t number, nanos = 0;
  if (!spr_scan_digits(s, 1, MAX_DIGITS, &number)) return false;
  bool fraction = spr_scan_char(s, '.');
  if (fraction && !spr_scan_fraction(s, 9, &nanos)) return false;
  int i = *next;
  while (i < end && !spr_scan_char(s, units[i].letter)) i++;
  if (i == end) return false;
  add(out, &units[i], number);
  *next = i + 1;
  if (!fraction) return true;
  out->of[TIME] += nanos * units[i].factor / NANOS;
  return units[i].part == TIME && s->n == 0 && nanos * units[i].factor % NANOS == 0;
}

static bool parse_iso(spr_scan s, sums *out) {
  spr_scan_char(&s, 'P');
  int next = 0, end = FIRST_TIME;
  /* Weeks stand alone. */
  if (spr_str_ends(s, SPR_STR("W"))) {
    next = WEEK;
    return parse_part(&s, &next, WEEK + 1, out) && s.n == 0;
  }
  if (s.n == 0) return false;
  while (s.n > 0) {
    if (end == FIRST_TIME && spr_scan_char(&s, 'T')) {
      next = FIRST_TIME;
      end = WEEK;
    }
    if (!parse_part(&s, &next, end, out)) return false;
  }
  return true;
}

bool spr_duration_parse(spr_str s, bool negative, spr_duration *out) {
  sums sum = {.timed = false};
  bool minus = negative && spr_scan_char(&s, '-');
  bool iso = s.n > 0 && *s.p == 'P';
  if (!(iso ? parse_iso(s, &sum) : parse_words(s, &sum))) return false;
  for (int i = 0; i < TIME; i++) {
    if (sum.of[i] > SPR_MAX_DURATION_DAYS) return false;
  }
  int64_t sign = minus ? -1 : 1;
  spr_duration d = {
      .months = (int32_t)(sign * sum.of[MONTHS]),
      .days = (int32_t)(sign * sum.of[DAYS]),
      .working_days = (int32_t)(sign * sum.of[WORKING_DAYS]),
      .ms = sign * sum.of[TIME],
  };
  if (!spr_duration_valid(d)) return false;
  d.no_days = spr_duration_is_zero(d) && !sum.timed;
  *out = d;
  return true;
}

static int64_t distance(int64_t n) {
  return n < 0 ? -n : n;
}

/* The unit in which one part is told: months, days and working days in their own, time in the largest that
 * comes out even; NULL if there is none. */
static const unit *telling_unit(part p, int64_t n) {
  for (int i = 0; i < UNITS; i++) {
    bool even = p == TIME ? n % units[i].factor == 0 : units[i].factor == 1;
    if (units[i].part == p && even) return &units[i];
  }
  return NULL;
}

static void format_iso(const sums *s, const char *minus, char out[64]) {
  int n = snprintf(out, 64, "%sP", minus);
  if (s->of[MONTHS]) n += snprintf(out + n, 64 - (size_t)n, "%lldM", (long long)s->of[MONTHS]);
  if (s->of[DAYS]) n += snprintf(out + n, 64 - (size_t)n, "%lldD", (long long)s->of[DAYS]);
  int64_t ms = s->of[TIME];
  if (ms) n += snprintf(out + n, 64 - (size_t)n, "T");
  for (int i = FIRST_TIME; i < WEEK - 1; i++) {
    int64_t count = ms / units[i].factor;
    ms %= units[i].factor;
    if (count) n += snprintf(out + n, 64 - (size_t)n, "%lld%c", (long long)count, units[i].letter);
  }
  if (ms == 0) return;
  n += snprintf(out + n, 64 - (size_t)n, "%d.%03d", (int)(ms / 1000), (int)(ms % 1000));
  while (out[n - 1] == '0') n--;
  if (out[n - 1] == '.') n--;
  snprintf(out + n, 64 - (size_t)n, "S");
}

void spr_duration_format(spr_duration d, char out[64]) {
  bool negative = d.months < 0 || d.days < 0 || d.working_days < 0 || d.ms < 0;
  sums s = {.of = {distance(d.months), distance(d.days), distance(d.working_days), distance(d.ms)}};
  const char *minus = negative ? "-" : "";
  part only = d.no_days ? DAYS : TIME;
  int used = 0;
  for (int i = 0; i < PARTS; i++) {
    if (s.of[i] == 0) continue;
    only = (part)i;
    used++;
  }
  const unit *u = used > 1 ? NULL : used || d.no_days ? telling_unit(only, s.of[only]) : &units[WEEK - 1];
  if (!u) {
    format_iso(&s, minus, out);
    return;
  }
  int64_t count = s.of[only] / u->factor;
  snprintf(out, 64, "%s%lld %s%s", minus, (long long)count, u->name, count == 1 ? "" : "s");
}
