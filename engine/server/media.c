/* SPDX-License-Identifier: Apache-2.0 */
#include "server/media.h"

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is(spr_str a, spr_str b) {
  if (a.n != b.n) return false;
  for (uint32_t i = 0; i < a.n; i++)
    if (lower(a.p[i]) != lower(b.p[i])) return false;
  return true;
}

/* What stands before the first c, trimmed; *rest is what stands behind it, or empty. */
static spr_str cut(spr_str s, char c, spr_str *rest) {
  const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
  uint32_t n = at ? (uint32_t)(at - s.p) : s.n;
  *rest = at ? spr_str_sub(s, n + 1, s.n) : spr_str_sub(s, s.n, s.n);
  return spr_str_trim(spr_str_sub(s, 0, n));
}

/* "0", "0.0", "0.000": not wanted at all. */
static bool is_zero(spr_str q) {
  if (q.n == 0 || q.p[0] != '0') return false;
  for (uint32_t i = 1; i < q.n; i++)
    if (q.p[i] != (i == 1 ? '.' : '0')) return false;
  return true;
}

static bool is_refused(spr_str parameters) {
  while (parameters.n) {
    spr_str value, one = cut(parameters, ';', &parameters);
    spr_str name = cut(one, '=', &value);
    if (is(name, SPR_STR("q")) && is_zero(spr_str_trim(value))) return true;
  }
  return false;
}

/* How exactly a range means the type: 0 not at all, 1 by "*" for both, 2 by its first half, 3 by name. */
static int exactness(spr_str range, spr_str type) {
  spr_str sub, subtype, main = cut(range, '/', &sub), maintype = cut(type, '/', &subtype);
  if (is(range, type)) return 3;
  if (!is(sub, SPR_STR("*"))) return 0;
  if (is(main, SPR_STR("*"))) return 1;
  return is(main, maintype) ? 2 : 0;
}

/* The range that means it most exactly decides. */
bool spr_media_accepts(spr_str accept, const char *type) {
  int best = 0;
  bool good = false;
  while (accept.n) {
    spr_str parameters, one = cut(accept, ',', &accept);
    spr_str range = cut(one, ';', &parameters);
    int how = exactness(range, spr_str_of(type));
    if (how > best) good = !is_refused(parameters);
    if (how > best) best = how;
  }
  return good;
}

bool spr_media_is_json(spr_str content_type) {
  spr_str parameters;
  if (!content_type.p || !is(cut(content_type, ';', &parameters), SPR_STR("application/json"))) return false;
  while (parameters.n) {
    spr_str value, one = cut(parameters, ';', &parameters);
    spr_str name = cut(one, '=', &value);
    value = spr_str_trim(value);
    bool utf8 = is(value, SPR_STR("utf-8")) || is(value, SPR_STR("\"utf-8\""));
    if (is(name, SPR_STR("charset")) && !utf8) return false;
  }
  return true;
}
