/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <stdio.h>

bool spr_str_starts(spr_str s, spr_str prefix) {
  return s.n >= prefix.n && spr_str_eq(spr_str_n(s.p, prefix.n), prefix);
}

bool spr_str_ends(spr_str s, spr_str suffix) {
  return s.n >= suffix.n && spr_str_eq(spr_str_sub(s, s.n - suffix.n, s.n), suffix);
}

int spr_str_cmp(spr_str a, spr_str b) {
  uint32_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  if (c != 0) return c < 0 ? -1 : 1;
  return (a.n > b.n) - (a.n < b.n);
}

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

spr_str spr_str_trim(spr_str s) {
  uint32_t from = 0, to = s.n;
  while (from < to && is_space(s.p[from])) from++;
  while (to > from && is_space(s.p[to - 1])) to--;
  return spr_str_sub(s, from, to);
}

spr_str spr_str_dup(spr_arena *a, spr_str s) {
  return (spr_str){spr_arena_strdup(a, s.p, s.n), s.n};
}

spr_str spr_str_join(spr_arena *a, const spr_str *v, uint32_t n) {
  size_t length = 0;
  for (uint32_t i = 0; i < n; i++) length += v[i].n;
  char *p = spr_arena_alloc(a, length + 1), *end = p;
  for (uint32_t i = 0; i < n; i++) {
    if (v[i].n) memcpy(end, v[i].p, v[i].n);
    end += v[i].n;
  }
  *end = '\0';
  return spr_str_n(p, length);
}

bool spr_strs_keep(spr_arena *a, spr_str *const *v, uint32_t n) {
  jmp_buf *outer = a->escape, env;
  if (spr_arena_guard(a, &env)) {
    spr_arena_unguard(a, outer);
    return false;
  }
  for (uint32_t i = 0; i < n; i++) *v[i] = spr_str_dup(a, *v[i]);
  spr_arena_unguard(a, outer);
  return true;
}

spr_str spr_str_vprintf(spr_arena *a, const char *fmt, va_list ap) {
  va_list again;
  va_copy(again, ap);
  int n = vsnprintf(NULL, 0, fmt, ap);
  if (n < 0) n = 0;
  char *p = spr_arena_alloc(a, (size_t)n + 1);
  vsnprintf(p, (size_t)n + 1, fmt, again);
  va_end(again);
  return (spr_str){p, (uint32_t)n};
}

spr_str spr_str_printf(spr_arena *a, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  spr_str s = spr_str_vprintf(a, fmt, ap);
  va_end(ap);
  return s;
}

uint32_t spr_str_hash(spr_str s) {
  uint32_t h = 2166136261u;
  for (uint32_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 16777619u;
  return h;
}
