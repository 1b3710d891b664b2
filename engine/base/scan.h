/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_SCAN_H
#define SPR_BASE_SCAN_H

#include "base/str.h"

/* Reading small fixed grammars (dates, durations) from left to right. A scan is a string of which the read
 * part has been cut off; a function that answers false has read nothing. */
typedef spr_str spr_scan;

static inline bool spr_scan_char(spr_scan *s, char c) {
  if (s->n == 0 || *s->p != c) return false;
  *s = spr_str_sub(*s, 1, s->n);
  return true;
}

/* Decimal digits, at least `least` and at most `most` of them (18 at most, so that they fit); gives their
 * number. */
static inline uint32_t spr_scan_digits(spr_scan *s, uint32_t least, uint32_t most, int64_t *out) {
  uint32_t n = 0;
  int64_t value = 0;
  while (n < s->n && n <= most && s->p[n] >= '0' && s->p[n] <= '9') {
    if (n < 18) value = value * 10 + (s->p[n] - '0');
    n++;
  }
  if (n < least || n > most) return 0;
  *s = spr_str_sub(*s, n, s->n);
  *out = value;
  return n;
}

/* A text that is a number, all of it: 1 to 18 decimal digits. Else *out is 0. */
static inline bool spr_scan_number(spr_str text, int64_t *out) {
  bool good = spr_scan_digits(&text, 1, 18, out) > 0 && text.n == 0;
  if (!good) *out = 0;
  return good;
}

/* Digits of a decimal fraction, as a number of units of 10^-places; gives their number, 0 if there are none
 * or more than places. */
static inline uint32_t spr_scan_fraction(spr_scan *s, uint32_t places, int64_t *out) {
  uint32_t n = spr_scan_digits(s, 1, places, out);
  for (uint32_t i = n; n > 0 && i < places; i++) *out *= 10;
  return n;
}

#endif
