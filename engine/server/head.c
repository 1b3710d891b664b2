/* SPDX-License-Identifier: Apache-2.0 */
#include "server/head.h"

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool spr_head_is(spr_str a, const char *b) {
  for (uint32_t i = 0; i < a.n; i++)
    if (b[i] == '\0' || lower(a.p[i]) != b[i]) return false;
  return b[a.n] == '\0';
}

spr_str spr_head_field(const spr_head *h, const char *name) {
  for (uint32_t i = 0; i < h->nfields; i++)
    if (spr_head_is(h->fields[i].name, name)) return h->fields[i].value;
  return (spr_str){NULL, 0};
}

static bool token_char(char c) {
  if ((c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z')) return true;
  return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

bool spr_head_token(spr_str s) {
  for (uint32_t i = 0; i < s.n; i++)
    if (!token_char(s.p[i])) return false;
  return s.n > 0;
}

/* The line at *at, without its end; *at moves behind it. PART: it has no end yet. */
static spr_head_result next_line(spr_str raw, uint32_t *at, spr_str *line) {
  for (uint32_t i = *at; i < raw.n; i++) {
    char c = raw.p[i];
    if (c == '\0' || c == '\n') return SPR_HEAD_WRONG;
    if (c != '\r') continue;
    if (i + 1 == raw.n) return SPR_HEAD_PART;
    if (raw.p[i + 1] != '\n') return SPR_HEAD_WRONG;
    *line = spr_str_sub(raw, *at, i);
    *at = i + 2;
    return SPR_HEAD_WHOLE;
  }
  return SPR_HEAD_PART;
}

static bool split_first(spr_str line, spr_head *out) {
  const char *first = memchr(line.p, ' ', line.n);
  if (!first) return false;
  uint32_t a = (uint32_t)(first - line.p);
  spr_str rest = spr_str_sub(line, a + 1, line.n);
  const char *second = memchr(rest.p, ' ', rest.n);
  if (!second) return false;
  uint32_t b = (uint32_t)(second - rest.p);
  out->method = spr_str_sub(line, 0, a);
  out->target = spr_str_sub(rest, 0, b);
  out->version = spr_str_sub(rest, b + 1, rest.n);
  return out->target.n > 0 && memchr(out->version.p, ' ', out->version.n) == NULL;
}

static bool split_field(spr_str line, spr_pair *out) {
  const char *colon = memchr(line.p, ':', line.n);
  if (!colon) return false;
  uint32_t at = (uint32_t)(colon - line.p);
  out->name = spr_str_sub(line, 0, at);
  out->value = spr_str_trim(spr_str_sub(line, at + 1, line.n));
  return spr_head_token(out->name);
}

spr_head_result spr_head_scan(spr_str raw, spr_head *out) {
  uint32_t at = 0;
  spr_str line = {0};
  out->nfields = 0;
  spr_head_result r = next_line(raw, &at, &line);
  if (r != SPR_HEAD_WHOLE) return r;
  if (!split_first(line, out)) return SPR_HEAD_WRONG;
  for (;;) {
    r = next_line(raw, &at, &line);
    if (r != SPR_HEAD_WHOLE || line.n == 0) return r;
    if (out->nfields == SPR_MAX_HTTP_HEADERS) return SPR_HEAD_MANY;
    if (!split_field(line, &out->fields[out->nfields])) return SPR_HEAD_WRONG;
    out->nfields++;
  }
}
