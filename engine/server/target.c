/* SPDX-License-Identifier: Apache-2.0 */
#include "server/target.h"

#include "base/limits.h"
#include "base/utf8.h"

static int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/* Decodes into `out`, of at least s.n bytes; false: a broken escape, or a byte that must be escaped. */
static bool decode(spr_str s, bool query, char *out, uint32_t *n) {
  *n = 0;
  for (uint32_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\') return false;
    if (c == '+' && query) c = ' ';
    if (c == '%') {
      int high = i + 2 < s.n ? digit(s.p[i + 1]) : -1;
      int low = i + 2 < s.n ? digit(s.p[i + 2]) : -1;
      if (high < 0 || low < 0) return false;
      c = (unsigned char)(high * 16 + low);
      /* In a path it would be a separator to one program and a character to the next. */
      if (!query && (c == '/' || c == '\\')) return false;
      i += 2;
    }
    out[(*n)++] = (char)c;
  }
  return true;
}

static bool clean(spr_str s) {
  for (uint32_t i = spr_utf8_plain(s, 0); i < s.n; i += spr_utf8_plain(s, i)) {
    int32_t cp = spr_utf8_next(s, &i);
    if (cp < 0 || spr_utf8_forbidden(cp)) return false;
  }
  return true;
}

static bool good_segments(spr_str path) {
  if (path.n == 0 || path.p[0] != '/') return false;
  uint32_t from = 1;
  for (uint32_t i = 1; i <= path.n; i++) {
    if (i < path.n && path.p[i] != '/') continue;
    spr_str segment = spr_str_sub(path, from, i);
    /* The last one may be empty: a path that ends in "/". */
    if (segment.n == 0 && i < path.n) return false;
    if (spr_str_is(segment, ".") || spr_str_is(segment, "..")) return false;
    from = i + 1;
  }
  return memchr(path.p, '\t', path.n) == NULL && memchr(path.p, '\n', path.n) == NULL;
}

static void split(spr_str s, char c, spr_str *before, spr_str *behind) {
  const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
  uint32_t n = at ? (uint32_t)(at - s.p) : s.n;
  *before = spr_str_sub(s, 0, n);
  *behind = at ? spr_str_sub(s, n + 1, s.n) : (spr_str){"", 0};
}

/* The next parameter of what is left of a query; false: there is none. Empty ones are passed over. */
static bool next_parameter(spr_str *rest, spr_str *name, spr_str *value) {
  spr_str part = {"", 0};
  while (part.n == 0) {
    if (rest->n == 0) return false;
    split(*rest, '&', &part, rest);
  }
  split(part, '=', name, value);
  return true;
}

static bool good_text(spr_str s, char *work) {
  uint32_t n;
  return decode(s, true, work, &n) && clean(spr_str_n(work, n));
}

spr_target_result spr_target_check(spr_str target) {
  char work[SPR_MAX_TARGET];
  spr_str path, query, name, value;
  uint32_t n, parameters = 0;
  if (target.n > SPR_MAX_TARGET) return SPR_TARGET_LONG;
  split(target, '?', &path, &query);
  if (!decode(path, false, work, &n)) return SPR_TARGET_WRONG;
  if (!good_segments(spr_str_n(work, n)) || !clean(spr_str_n(work, n))) return SPR_TARGET_WRONG;
  while (next_parameter(&query, &name, &value)) {
    if (!good_text(name, work) || !good_text(value, work)) return SPR_TARGET_WRONG;
    if (++parameters > SPR_MAX_HTTP_PARAMETERS) return SPR_TARGET_MANY;
  }
  return SPR_TARGET_GOOD;
}

static spr_str decoded(spr_arena *a, spr_str s, bool query) {
  char *p = spr_arena_alloc(a, (size_t)s.n + 1);
  uint32_t n = 0;
  decode(s, query, p, &n);
  p[n] = '\0';
  return spr_str_n(p, n);
}

void spr_target_read(spr_str target, spr_http *out) {
  spr_str path, query, name, value;
  uint32_t n = 0;
  split(target, '?', &path, &query);
  out->path = decoded(out->arena, path, false);
  spr_pair *v = query.n ? SPR_NEW_N(out->arena, spr_pair, SPR_MAX_HTTP_PARAMETERS) : NULL;
  while (n < SPR_MAX_HTTP_PARAMETERS && next_parameter(&query, &name, &value))
    v[n++] = (spr_pair){decoded(out->arena, name, true), decoded(out->arena, value, true)};
  out->query = v;
  out->nquery = n;
}
