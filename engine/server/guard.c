/* SPDX-License-Identifier: Apache-2.0 */
#include "server/guard.h"

#include "base/utf8.h"
#include "server/target.h"

#define REFUSAL(name, problem, detail) static const spr_refusal name = {SPR_PROBLEM_##problem, detail}

const spr_refusal spr_refused_malformed = {SPR_PROBLEM_MALFORMED, "the head is not that of an HTTP request"};
const spr_refusal spr_refused_version = {SPR_PROBLEM_MALFORMED, "only HTTP/1.1 and HTTP/1.0 are understood"};
const spr_refusal spr_refused_large = {SPR_PROBLEM_TOO_LARGE, NULL};
const spr_refusal spr_refused_headers = {SPR_PROBLEM_HEADERS_TOO_LARGE, NULL};
const spr_refusal spr_refused_long = {SPR_PROBLEM_URI_TOO_LONG, NULL};
const spr_refusal spr_refused_overloaded = {SPR_PROBLEM_OVERLOADED, NULL};
const spr_refusal spr_refused_stopping = {SPR_PROBLEM_OVERLOADED,
                                          "the server is about to end, and has done nothing: ask again"};
const spr_refusal spr_refused_failed = {SPR_PROBLEM_INTERNAL, NULL};
REFUSAL(refused_target, MALFORMED, "the address is not well formed");
REFUSAL(refused_many, HEADERS_TOO_LARGE, "the address has too many parameters");
REFUSAL(refused_method, METHOD_NOT_ALLOWED, "only GET, HEAD and POST are understood");
REFUSAL(refused_host, MALFORMED, "the header Host is missing, malformed or there twice");
REFUSAL(refused_other, MALFORMED, "this server has another name than Host says");
REFUSAL(refused_field, MALFORMED, "a header is not well formed");
REFUSAL(refused_twice, MALFORMED, "a header is there twice");
REFUSAL(refused_chunks, LENGTH_REQUIRED, NULL);
REFUSAL(refused_length, MALFORMED, "Content-Length is not a number");
REFUSAL(refused_body, MALFORMED, "a request of this method has no body");
REFUSAL(refused_expect, MALFORMED, "Expect can only be 100-continue");

/* Fields that hold lists, and so may be sent in several lines. No other one may be there twice: one program
 * would take the first, another the last. */
static bool is_list(spr_str name) {
  static const char *const lists[] = {"accept",
                                      "accept-charset",
                                      "accept-encoding",
                                      "accept-language",
                                      "cache-control",
                                      "connection",
                                      "dnt",
                                      "forwarded",
                                      "if-none-match",
                                      "pragma",
                                      "te",
                                      "upgrade",
                                      "via",
                                      "warning",
                                      "x-forwarded-for",
                                      NULL};
  for (uint32_t i = 0; lists[i]; i++)
    if (spr_head_is(name, lists[i])) return true;
  return false;
}

static bool same_name(spr_str a, spr_str b) {
  if (a.n != b.n) return false;
  for (uint32_t i = 0; i < a.n; i++) {
    char x = a.p[i], y = b.p[i];
    if (x >= 'A' && x <= 'Z') x = (char)(x | 0x20);
    if (y >= 'A' && y <= 'Z') y = (char)(y | 0x20);
    if (x != y) return false;
  }
  return true;
}

static bool printable(spr_str s) {
  for (uint32_t i = spr_utf8_plain(s, 0); i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == 0x7f || (c < 0x20 && c != '\t')) return false;
  }
  return spr_utf8_invalid(s) < 0;
}

static const spr_refusal *check_fields(const spr_head *h) {
  for (uint32_t i = 0; i < h->nfields; i++) {
    const spr_pair *f = &h->fields[i];
    if (!spr_head_token(f->name) || !printable(f->value)) return &refused_field;
    if (is_list(f->name)) continue;
    for (uint32_t k = 0; k < i; k++)
      if (same_name(f->name, h->fields[k].name))
        return spr_head_is(f->name, "host") ? &refused_host : &refused_twice;
  }
  return NULL;
}

static bool host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && strchr("-._", c));
}

/* The name in "name", "name:port", "[v6]" and "[v6]:port"; false: it is none of these. */
static bool split_host(spr_str s, spr_str *name) {
  uint32_t i = 0;
  if (s.n > 0 && s.p[0] == '[') {
    for (i = 1; i < s.n && s.p[i] != ']'; i++)
      if (!strchr("0123456789abcdefABCDEF:.", s.p[i])) return false;
    if (i == s.n || i == 1) return false;
    i++;
  } else {
    while (i < s.n && host_char(s.p[i])) i++;
  }
  *name = spr_str_sub(s, 0, i);
  spr_str port = spr_str_sub(s, i, s.n);
  if (name->n == 0 || port.n == 1 || port.n > 6 || (port.n > 0 && port.p[0] != ':')) return false;
  for (uint32_t k = 1; k < port.n; k++)
    if (port.p[k] < '0' || port.p[k] > '9') return false;
  return true;
}

static const spr_refusal *check_host(const spr_guard *g, const spr_head *h) {
  spr_str value = spr_head_field(h, "host"), name;
  if (!value.p || !split_host(value, &name)) return &refused_host;
  if (g->nhosts == 0) return NULL;
  for (uint32_t i = 0; i < g->nhosts; i++)
    if (same_name(name, g->hosts[i])) return NULL;
  return &refused_other;
}

static const spr_refusal *check_line(const spr_head *h) {
  if (!spr_head_token(h->method) || h->method.n > SPR_MAX_HTTP_METHOD) return &spr_refused_malformed;
  if (!spr_str_is(h->version, "HTTP/1.1") && !spr_str_is(h->version, "HTTP/1.0")) return &spr_refused_version;
  if (!spr_str_is(h->method, "GET") && !spr_str_is(h->method, "HEAD") && !spr_str_is(h->method, "POST"))
    return &refused_method;
  switch (spr_target_check(h->target)) {
    case SPR_TARGET_GOOD: break;
    case SPR_TARGET_WRONG: return &refused_target;
    case SPR_TARGET_LONG: return &spr_refused_long;
    case SPR_TARGET_MANY: return &refused_many;
  }
  return NULL;
}

static const spr_refusal *check_body(const spr_head *h, uint32_t *length) {
  spr_str value = spr_head_field(h, "content-length");
  *length = 0;
  if (spr_head_field(h, "transfer-encoding").p) return &refused_chunks;
  spr_str expect = spr_head_field(h, "expect");
  if (expect.p && !spr_head_is(expect, "100-continue")) return &refused_expect;
  if (!value.p) return NULL;
  if (value.n == 0 || (value.n > 1 && value.p[0] == '0')) return &refused_length;
  uint64_t n = 0;
  for (uint32_t i = 0; i < value.n; i++) {
    if (value.p[i] < '0' || value.p[i] > '9') return &refused_length;
    /* Past the bound it does not matter how much. */
    if (n <= SPR_MAX_HTTP_BODY) n = n * 10 + (uint64_t)(value.p[i] - '0');
  }
  if (n > 0 && !spr_str_is(h->method, "POST")) return &refused_body;
  if (n > SPR_MAX_HTTP_BODY) return &spr_refused_large;
  *length = (uint32_t)n;
  return NULL;
}

const spr_refusal *spr_guard_check(const spr_guard *g, const spr_head *h, uint32_t *length) {
  const spr_refusal *no = check_line(h);
  if (!no) no = check_fields(h);
  if (!no) no = check_host(g, h);
  if (!no) no = check_body(h, length);
  return no;
}
