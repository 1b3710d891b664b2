/* SPDX-License-Identifier: Apache-2.0 */
#include "server/form.h"

#include "base/limits.h"
#include "base/utf8.h"

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static bool is_text(spr_str s) {
  if (spr_utf8_invalid(s) >= 0) return false;
  for (uint32_t i = 0; i < s.n;) {
    if (spr_utf8_forbidden(spr_utf8_next(s, &i))) return false;
  }
  return true;
}

/* Decodes into the arena; a line end of a form is CR LF. */
static bool decode(spr_arena *a, spr_str s, spr_str *out) {
  char *text = spr_arena_alloc(a, (size_t)s.n + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < s.n; i++) {
    char c = s.p[i] == '+' ? ' ' : s.p[i];
    if (c == '%') {
      if (s.n - i < 3) return false;
      int high = hex_digit(s.p[i + 1]), low = hex_digit(s.p[i + 2]);
      if (high < 0 || low < 0) return false;
      c = (char)(high * 16 + low);
      i += 2;
    }
    if (c == '\n' && n && text[n - 1] == '\r') n--;
    text[n++] = c;
  }
  *out = spr_str_n(text, n);
  return is_text(*out);
}

/* Everything before `end`; *rest goes on behind it. */
static spr_str cut(spr_str *rest, char end) {
  const char *found = rest->n ? memchr(rest->p, end, rest->n) : NULL;
  uint32_t n = found ? (uint32_t)(found - rest->p) : rest->n;
  spr_str part = spr_str_sub(*rest, 0, n);
  *rest = spr_str_sub(*rest, found ? n + 1 : n, rest->n);
  return part;
}

static bool is_form(const spr_http *h) {
  spr_str type = spr_http_header(h, "content-type");
  if (!type.p) return h->body.n == 0;
  return spr_str_is(spr_str_trim(cut(&type, ';')), "application/x-www-form-urlencoded");
}

bool spr_form_read(const spr_http *h, spr_form *out) {
  *out = (spr_form){0};
  if (!is_form(h)) return false;
  spr_pair *fields = SPR_NEW_N(h->arena, spr_pair, SPR_MAX_FORM_FIELDS);
  spr_str rest = h->body;
  uint32_t n = 0;
  while (rest.n) {
    spr_str value = cut(&rest, '&'), name = cut(&value, '=');
    if (n == SPR_MAX_FORM_FIELDS) return false;
    if (!decode(h->arena, name, &fields[n].name) || !decode(h->arena, value, &fields[n].value)) return false;
    n++;
  }
  *out = (spr_form){fields, n};
  return true;
}

spr_str spr_form_get(const spr_form *f, const char *name) {
  for (uint32_t i = 0; i < f->n; i++)
    if (spr_str_is(f->fields[i].name, name)) return f->fields[i].value;
  return (spr_str){0};
}

spr_str spr_cookie(const spr_http *h, const char *name) {
  spr_str rest = spr_http_header(h, "cookie");
  while (rest.n) {
    spr_str value = spr_str_trim(cut(&rest, ';')), key = cut(&value, '=');
    if (spr_str_is(key, name)) return value;
  }
  return (spr_str){0};
}

bool spr_form_from_here(const spr_http *h) {
  spr_str site = spr_http_header(h, "sec-fetch-site");
  if (site.p) return spr_str_is(site, "same-origin");
  spr_str origin = spr_http_header(h, "origin"), host = spr_http_header(h, "host");
  spr_str scheme = h->secure ? SPR_STR("https://") : SPR_STR("http://");
  return origin.p && host.n && spr_str_starts(origin, scheme) &&
         spr_str_eq(spr_str_sub(origin, scheme.n, origin.n), host);
}
