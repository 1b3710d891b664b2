/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/scalar.h"

#include "base/limits.h"

static bool plain(const spr_node *n) {
  return spr_node_is_scalar(n) && n->style == SPR_PLAIN;
}
static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool one_of(spr_str s, const char *const words[3]) {
  for (int i = 0; i < 3; i++)
    if (spr_str_is(s, words[i])) return true;
  return false;
}

/* -- typed scalars -------------------------------------------------------------------------------------- */

bool spr_scalar_boolean(const spr_node *n, bool *out) {
  if (!plain(n)) return false;
  *out = spr_str_is(n->text, "true");
  return *out || spr_str_is(n->text, "false");
}

/* Digits of a base behind an optional sign. */
static bool digits(spr_str s, unsigned base, bool negative, int64_t *out) {
  uint64_t v = 0, most = (uint64_t)INT64_MAX + (negative ? 1 : 0);
  if (!s.n) return false;
  for (uint32_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    unsigned d = is_digit(c)                              ? (unsigned)(c - '0')
                 : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (unsigned)((c | 0x20) - 'a') + 10
                                                          : 99;
    if (d >= base || v > (most - d) / base) return false;
    v = v * base + d;
  }
  *out = negative ? (v == most ? INT64_MIN : -(int64_t)v) : (int64_t)v;
  return true;
}

static bool decimal(spr_str s, int64_t *out) {
  bool sign = s.n && (s.p[0] == '-' || s.p[0] == '+');
  return digits(spr_str_sub(s, sign ? 1 : 0, s.n), 10, sign && s.p[0] == '-', out);
}

bool spr_scalar_integer(const spr_node *n, int64_t *out) {
  return plain(n) && decimal(n->text, out);
}

/* [-+]? ( . digits | digits (. digits?)? ) ( [eE] [-+]? digits )?, as YAML has it; in JSON's form for
 * spr_num_parse. */
static bool number(spr_str s, double *out) {
  char text[SPR_MAX_NAME + 4];
  uint32_t i = 0, n = 0;
  if (!s.n || s.n > SPR_MAX_NAME) return false;
  if (s.p[0] == '-') text[n++] = '-';
  if (s.p[0] == '-' || s.p[0] == '+') i = 1;
  if (i < s.n && s.p[i] == '.') text[n++] = '0';
  while (s.n > i + 1 && s.p[i] == '0' && is_digit(s.p[i + 1])) i++;
  for (; i < s.n; i++) {
    text[n++] = s.p[i];
    bool bare_point = s.p[i] == '.' && (i + 1 == s.n || !is_digit(s.p[i + 1]));
    if (bare_point && (i == 0 || !is_digit(s.p[i - 1]))) return false;
    if (bare_point) n--;
  }
  return spr_num_parse(spr_str_n(text, n), out);
}

bool spr_scalar_number(const spr_node *n, double *out) {
  return plain(n) && number(n->text, out);
}

bool spr_scalar_date(const spr_node *n, spr_day *out) {
  return spr_node_is_scalar(n) && spr_day_parse(n->text, out);
}

bool spr_scalar_datetime(const spr_node *n, const spr_zone *zone, spr_instant *out) {
  spr_day day;
  if (spr_scalar_date(n, &day)) {
    *out = spr_zone_day_start(zone, day);
    return true;
  }
  spr_local local;
  bool has_offset;
  int64_t offset;
  if (!spr_node_is_scalar(n) || !spr_datetime_parse(n->text, &local, &has_offset, &offset)) return false;
  *out = has_offset ? local - offset : spr_zone_instant(zone, local);
  return true;
}

bool spr_scalar_duration(const spr_node *n, spr_duration *out) {
  return spr_node_is_scalar(n) && spr_duration_parse(n->text, false, out);
}

static bool all_digits(spr_str s) {
  uint32_t i = s.n && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
  for (uint32_t k = i; k < s.n; k++)
    if (!is_digit(s.p[k])) return false;
  return s.n > i;
}

/* Whole digits are meant as they stand, so none may be lost; a decimal is the nearest number that there is.
 */
static bool read_number(const spr_node *n, spr_value *out) {
  int64_t i;
  double d;
  if (spr_scalar_integer(n, &i)) return spr_v_num_exact(i, out);
  if (all_digits(n->text) || !spr_scalar_number(n, &d)) return false;
  *out = spr_v_num(d);
  return true;
}

static bool read_any_number(const spr_node *n, spr_value *out) {
  int64_t i;
  double d;
  if (spr_scalar_integer(n, &i))
    *out = spr_v_int(i);
  else if (spr_scalar_number(n, &d))
    *out = spr_v_num(d);
  else
    return false;
  return true;
}

bool spr_scalar_read(spr_arena *a, spr_type_kind kind, const spr_zone *zone, const spr_node *n,
                     spr_value *out) {
  spr_heap h = spr_heap_arena(a);
  *out = SPR_V_NIL;
  if (kind == SPR_T_ANY) return spr_value_any(a, n, out, NULL);
  if (!spr_node_is_scalar(n)) return false;
  if (spr_node_is_null(n)) return true;
  switch (kind) {
    case SPR_T_INTEGER: {
      int64_t i;
      if (!spr_scalar_integer(n, &i)) return false;
      *out = spr_v_int(i);
      return true;
    }
    case SPR_T_NUMBER: return read_number(n, out);
    case SPR_T_BOOLEAN: {
      bool b;
      if (!spr_scalar_boolean(n, &b)) return false;
      *out = spr_v_bool(b);
      return true;
    }
    case SPR_T_DATETIME: {
      spr_instant t;
      if (!spr_scalar_datetime(n, zone, &t)) return false;
      *out = spr_v_datetime(t);
      return true;
    }
    case SPR_T_DURATION: {
      spr_duration d;
      if (!spr_scalar_duration(n, &d)) return false;
      *out = spr_v_duration(&h, d);
      return true;
    }
    case SPR_T_DATE: {
      spr_day day;
      if (!spr_scalar_date(n, &day)) return false;
      break;
    }
    case SPR_T_LIST:
    case SPR_T_RECORD:
    case SPR_T_PERSON: return false;
    default: break;
  }
  *out = spr_v_text(&h, n->text);
  return true;
}

const char *spr_type_expects(spr_type_kind kind) {
  static const char *const words[] = {
      [SPR_T_ANY] = "a value",
      [SPR_T_TEXT] = "a text",
      [SPR_T_INTEGER] = "a whole number",
      [SPR_T_NUMBER] = "a number",
      [SPR_T_BOOLEAN] = "true or false",
      [SPR_T_DATE] = "a date such as 2026-04-01",
      [SPR_T_DATETIME] = "a time such as 2026-04-01 10:00",
      [SPR_T_DURATION] = "a duration such as 14 days",
      [SPR_T_CHOICE] = "one of the words of the choice",
      [SPR_T_MUNICIPALITY] = "the name of a municipality",
      [SPR_T_INSTITUTION] = "the name of an institution",
      [SPR_T_PERSON] = "a map with the keys of a person",
      [SPR_T_RECORD] = "a map",
      [SPR_T_LIST] = "a list",
  };
  return words[kind];
}

/* -- any type ------------------------------------------------------------------------------------------- */

static bool is_infinite_or_nan(spr_str s) {
  static const char *const inf[] = {".inf", ".Inf", ".INF"}, *const nan[] = {".nan", ".NaN", ".NAN"};
  bool sign = s.n && (s.p[0] == '-' || s.p[0] == '+');
  return one_of(s, nan) || one_of(spr_str_sub(s, sign ? 1 : 0, s.n), inf);
}

static bool any_scalar(spr_arena *a, const spr_node *n, spr_value *out) {
  static const char *const yes[] = {"true", "True", "TRUE"}, *const no[] = {"false", "False", "FALSE"};
  spr_heap h = spr_heap_arena(a);
  spr_str s = n->text;
  int64_t i;
  *out = SPR_V_NIL;
  if (spr_node_is_null(n)) return true;
  if (n->style == SPR_PLAIN) {
    bool prefixed = s.n > 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'o');
    if (is_infinite_or_nan(s)) return false;
    if (one_of(s, yes) || one_of(s, no)) {
      *out = spr_v_bool((s.p[0] | 0x20) == 't');
      return true;
    }
    if (prefixed && digits(spr_str_sub(s, 2, s.n), s.p[1] == 'x' ? 16 : 8, false, &i)) {
      *out = spr_v_int(i);
      return true;
    }
    /* Codes begin with a zero (a TERYT number, a postal code), numbers do not: it would be lost. */
    bool code = s.n > 1 && s.p[0] == '0' && all_digits(s);
    if (!code && all_digits(s) && !decimal(s, &i)) return false;
    if (!code && read_any_number(n, out)) return true;
  }
  *out = spr_v_text(&h, s);
  return true;
}

static bool any_list(spr_arena *a, const spr_node *n, spr_value *out, const spr_node **fault) {
  spr_heap h = spr_heap_arena(a);
  spr_value *v = SPR_NEW_N(a, spr_value, n->n);
  for (uint32_t i = 0; i < n->n; i++)
    if (!spr_value_any(a, n->items[i], &v[i], fault)) return false;
  *out = spr_v_list(&h, v, n->n);
  return true;
}

static bool any_map(spr_arena *a, const spr_node *n, spr_value *out, const spr_node **fault) {
  spr_heap h = spr_heap_arena(a);
  spr_pair *v = SPR_NEW_N(a, spr_pair, n->n);
  for (uint32_t i = 0; i < n->n; i++) {
    v[i].key = spr_v_text(&h, n->members[i].key);
    if (!spr_value_any(a, n->members[i].value, &v[i].value, fault)) return false;
  }
  *out = spr_v_record(&h, v, n->n);
  return true;
}

/* As deep as a file at most (SPR_MAX_YAML_DEPTH). */
bool spr_value_any(spr_arena *a, const spr_node *n, spr_value *out, const spr_node **fault) {
  *out = SPR_V_NIL;
  if (spr_node_is_list(n)) return any_list(a, n, out, fault);
  if (spr_node_is_map(n)) return any_map(a, n, out, fault);
  bool ok = any_scalar(a, n, out);
  if (!ok && fault) *fault = n;
  return ok;
}
