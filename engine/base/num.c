/* SPDX-License-Identifier: Apache-2.0 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/value.h"

#define MAX_DIGITS 17 /* enough for every double */
#define MAX_TEXT 64   /* of a number that spr_num_parse reads */

/* 0.d1d2d3... * 10^exponent */
typedef struct decimal {
  char digits[MAX_DIGITS + 1];
  int n, exponent;
} decimal;

/* The C library writes and reads the decimal point of the host's locale; this finds it. */
static size_t locale_point(char out[8]) {
  char sample[16];
  int n = snprintf(sample, sizeof sample, "%.1f", 0.5);
  size_t width = n > 2 ? (size_t)n - 2 : 0;
  if (width == 0 || width >= 8) return 0;
  memcpy(out, sample + 1, width);
  return width;
}

/* Rounded to n digits. */
static void round_to(double v, int n, decimal *out) {
  char text[48];
  snprintf(text, sizeof text, "%.*e", n - 1, v);
  const char *e = strchr(text, 'e');
  out->n = 0;
  for (const char *p = text; p < e; p++) {
    if (*p >= '0' && *p <= '9') out->digits[out->n++] = *p;
  }
  out->exponent = (int)strtol(e + 1, NULL, 10) + 1;
}

static bool reads_back(const decimal *d, double v) {
  char text[40];
  /* Without a decimal point there is no locale in it. */
  snprintf(text, sizeof text, "%.*se%d", d->n, d->digits, d->exponent - d->n);
  return strtod(text, NULL) == v;
}

/* The next larger number of so many digits. */
static void step_up(decimal *d) {
  int i = d->n - 1;
  while (i >= 0 && d->digits[i] == '9') d->digits[i--] = '0';
  if (i >= 0) {
    d->digits[i]++;
  } else {
    d->digits[0] = '1';
    d->exponent++;
  }
}

/* Fifteen digits are what a normal double always keeps, so that only subnormal ones are tried with fewer. At
 * a power of two the doubles below lie closer than those above: there the rounded digits may fail where the
 * next ones do not. */
static void shortest(double v, decimal *out) {
  for (int n = v < DBL_MIN ? 1 : DBL_DIG; n <= MAX_DIGITS; n++) {
    round_to(v, n, out);
    if (reads_back(out, v)) break;
    step_up(out);
    if (reads_back(out, v)) break;
  }
  while (out->n > 1 && out->digits[out->n - 1] == '0') out->n--;
}

void spr_num_format(double v, char out[32]) {
  if (v == 0 || !isfinite(v)) {
    snprintf(out, 32, v == 0 ? "0" : "null");
    return;
  }
  const char *minus = v < 0 ? "-" : "";
  decimal d = {0};
  shortest(fabs(v), &d);
  int n = d.n, point = d.exponent;
  if (n <= point && point <= 21) {
    snprintf(out, 32, "%s%.*s%.*s", minus, n, d.digits, point - n, "00000000000000000000");
  } else if (0 < point && point < n) {
    snprintf(out, 32, "%s%.*s.%.*s", minus, point, d.digits, n - point, d.digits + point);
  } else if (-6 < point && point <= 0) {
    snprintf(out, 32, "%s0.%.*s%.*s", minus, -point, "00000", n, d.digits);
  } else {
    snprintf(out, 32, "%s%c%s%.*se%+d", minus, d.digits[0], n > 1 ? "." : "", n - 1, d.digits + 1, point - 1);
  }
}

static uint32_t skip_digits(spr_str s, uint32_t i) {
  while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
  return i;
}

/* A number as in JSON. */
static bool is_number(spr_str s) {
  uint32_t i = s.n > 0 && s.p[0] == '-';
  uint32_t whole = skip_digits(s, i);
  if (whole == i || (s.p[i] == '0' && whole > i + 1)) return false;
  i = whole;
  if (i < s.n && s.p[i] == '.') {
    uint32_t end = skip_digits(s, i + 1);
    if (end == i + 1) return false;
    i = end;
  }
  if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
    i++;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) i++;
    uint32_t end = skip_digits(s, i);
    if (end == i) return false;
    i = end;
  }
  return i == s.n;
}

bool spr_num_parse(spr_str s, double *out) {
  if (s.n > MAX_TEXT || !is_number(s)) return false;
  char text[MAX_TEXT + 8], point[8];
  size_t width = locale_point(point), n = 0;
  for (uint32_t i = 0; i < s.n; i++) {
    if (s.p[i] == '.') {
      memcpy(text + n, point, width);
      n += width;
    } else {
      text[n++] = s.p[i];
    }
  }
  text[n] = '\0';
  double v = strtod(text, NULL);
  if (!isfinite(v)) return false;
  *out = v == 0 ? 0 : v;
  return true;
}
