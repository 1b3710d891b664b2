/* SPDX-License-Identifier: Apache-2.0 */
#include "server/guard.h"

#include <stdio.h>

#include "support.h"

/* What the guard says of a head, by the code of the problem; "pass" and the length of the body. */

#define GET "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
#define POST "POST /x HTTP/1.1\r\nHost: localhost\r\n"

typedef struct row {
  const char *raw;
  const char *said;
} row;

static const row rows[] = {
    {GET "\r\n", "pass 0"},
    {"HEAD / HTTP/1.0\r\nHost: localhost:8080\r\n\r\n", "pass 0"},
    {"GET /a/b.c?d=e&f=%C5%82&&g HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", "pass 0"},
    {"GET /a/ HTTP/1.1\r\nHOST: LOCALHOST\r\n\r\n", "pass 0"},
    {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "pass 0"},
    {GET "Accept: a\r\nAccept: b\r\nX-Forwarded-For: a\r\nX-Forwarded-For: b\r\n\r\n", "pass 0"},
    {GET "A:b\r\nC: \t d \t\r\nE:\r\n\r\n", "pass 0"},
    {GET "A: \xc5\x82\r\n\r\n", "pass 0"},
    {POST "\r\n", "pass 0"},
    {POST "Content-Length: 0\r\n\r\n", "pass 0"},
    {POST "content-length: 65536\r\nExpect: 100-Continue\r\n\r\n", "pass 65536"},
    {GET "Content-Length: 0\r\n\r\n", "pass 0"},
    /* not whole */
    {"", "part"},
    {"GET / HTTP/1.1", "part"},
    {"GET / HTTP/1.1\r", "part"},
    {GET, "part"},
    {GET "\r", "part"},
    /* no head */
    {"\r\n", "wrong"},
    {"GET /\r\n\r\n", "wrong"},
    {"GET  / HTTP/1.1\r\n\r\n", "wrong"},
    {"GET / HTTP/1.1 \r\n\r\n", "wrong"},
    {"GET / x HTTP/1.1\r\n\r\n", "wrong"},
    {"GET / HTTP/1.1\n\n", "wrong"},
    {"GET / HTTP/1.1\rHost: x\r\n\r\n", "wrong"},
    {GET "abc\r\n\r\n", "wrong"},
    {GET ": b\r\n\r\n", "wrong"},
    {GET "a : b\r\n\r\n", "wrong"},
    {GET " a: b\r\n\r\n", "wrong"},
    {GET "a: b\r\n c\r\n\r\n", "wrong"},
    {GET "a: b\nc: d\r\n\r\n", "wrong"},
    /* the line */
    {"GET / HTTP/1.2\r\n\r\n", "malformed"},
    {"GET / HTTP/2.0\r\n\r\n", "malformed"},
    {"GET / http/1.1\r\n\r\n", "malformed"},
    {"PUT / HTTP/1.1\r\n\r\n", "method-not-allowed"},
    {"get / HTTP/1.1\r\n\r\n", "method-not-allowed"},
    {"G(T / HTTP/1.1\r\n\r\n", "malformed"},
    {"ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\n\r\n", "malformed"},
    {"GET http://localhost/ HTTP/1.1\r\n\r\n", "malformed"},
    {"GET * HTTP/1.1\r\n\r\n", "malformed"},
    /* fields */
    {"GET / HTTP/1.1\r\n\r\n", "malformed"},
    {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "malformed"},
    {"GET / HTTP/1.1\r\nHost: elsewhere\r\n\r\n", "malformed"},
    {"GET / HTTP/1.1\r\nHost: localhost.\r\n\r\n", "malformed"},
    {"GET / HTTP/1.1\r\nHost: localhost:\r\n\r\n", "malformed"},
    {"GET / HTTP/1.1\r\nHost: localhost:123456\r\n\r\n", "malformed"},
    {"GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n", "malformed"},
    {"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "malformed"},
    {"GET / HTTP/1.1\r\nHost: []\r\n\r\n", "malformed"},
    {GET "Cookie: a\r\ncookie: b\r\n\r\n", "malformed"},
    {GET "A: \x01\r\n\r\n", "malformed"},
    {GET "A: \x7f\r\n\r\n", "malformed"},
    {GET "A: \xff\r\n\r\n", "malformed"},
    /* bodies */
    {POST "Transfer-Encoding: chunked\r\n\r\n", "length-required"},
    {POST "transfer-encoding: identity\r\nContent-Length: 1\r\n\r\n", "length-required"},
    {GET "Transfer-Encoding:\r\n\r\n", "length-required"},
    {POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", "malformed"},
    {POST "Content-Length:\r\n\r\n", "malformed"},
    {POST "Content-Length: -1\r\n\r\n", "malformed"},
    {POST "Content-Length: 01\r\n\r\n", "malformed"},
    {POST "Content-Length: 1,1\r\n\r\n", "malformed"},
    {POST "Content-Length: 65537\r\n\r\n", "too-large"},
    {POST "Content-Length: 18446744073709551617\r\n\r\n", "too-large"},
    {POST "Expect: more\r\nContent-Length: 1\r\n\r\n", "malformed"},
    {GET "Content-Length: 1\r\n\r\n", "malformed"},
};

static const spr_str names[] = {{"localhost", 9}, {"127.0.0.1", 9}, {"[::1]", 5}};
static const spr_guard ours = {names, 3}, anybodys = {NULL, 0};

static void say(const spr_guard *g, spr_str raw, char out[64]) {
  static const char *const results[] = {"whole", "part", "wrong", "many"};
  spr_head head;
  uint32_t length;
  spr_head_result r = spr_head_scan(raw, &head);
  snprintf(out, 64, "%s", results[r]);
  if (r != SPR_HEAD_WHOLE) return;
  const spr_refusal *no = spr_guard_check(g, &head, &length);
  if (no)
    snprintf(out, 64, "%s", spr_problem_of(no->problem)->code);
  else
    snprintf(out, 64, "pass %u", length);
}

static void rows_hold(void **state) {
  (void)state;
  char said[64];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    say(&ours, spr_str_of(rows[i].raw), said);
    if (strcmp(said, rows[i].said) != 0) fail_msg("%s: %s, not %s", rows[i].raw, said, rows[i].said);
  }
}

/* A NUL is no end of anything. */
static void nul_is_refused(void **state) {
  (void)state;
  static const char whole[] = GET "A: bc\r\n\r\n";
  char raw[sizeof whole], said[64];
  for (size_t i = 0; i + 1 < sizeof whole; i++) {
    memcpy(raw, whole, sizeof whole);
    raw[i] = '\0';
    say(&ours, spr_str_n(raw, sizeof whole - 1), said);
    assert_string_not_equal(said, "pass 0");
  }
}

/* However much of a good head is here, it is a part of one until it ends. */
static void parts_are_parts(void **state) {
  (void)state;
  static const char whole[] = POST "Content-Length: 3\r\nAccept: a\r\n\r\n";
  char said[64];
  for (size_t n = 0; n + 1 < sizeof whole; n++) {
    say(&ours, spr_str_n(whole, n), said);
    assert_string_equal(said, "part");
  }
  say(&ours, spr_str_n(whole, sizeof whole - 1), said);
  assert_string_equal(said, "pass 3");
}

static void fields_are_counted(void **state) {
  (void)state;
  char raw[SPR_MAX_HTTP_HEADERS * 8 + 64], said[64];
  for (int n = SPR_MAX_HTTP_HEADERS - 1; n <= SPR_MAX_HTTP_HEADERS; n++) {
    size_t at = (size_t)snprintf(raw, sizeof raw, GET);
    for (int i = 0; i < n; i++) at += (size_t)snprintf(raw + at, sizeof raw - at, "a%d:\r\n", i);
    snprintf(raw + at, sizeof raw - at, "\r\n");
    say(&ours, spr_str_of(raw), said);
    assert_string_equal(said, n < SPR_MAX_HTTP_HEADERS ? "pass 0" : "many");
  }
}

static void long_targets(void **state) {
  (void)state;
  char raw[SPR_MAX_TARGET + 128], said[64];
  for (int n = SPR_MAX_TARGET; n <= SPR_MAX_TARGET + 1; n++) {
    snprintf(raw, sizeof raw, "GET /%0*d HTTP/1.1\r\nHost: localhost\r\n\r\n", n - 1, 0);
    say(&ours, spr_str_of(raw), said);
    assert_string_equal(said, n == SPR_MAX_TARGET ? "pass 0" : "uri-too-long");
  }
}

static void any_name_where_none_is_ours(void **state) {
  (void)state;
  char said[64];
  say(&anybodys, SPR_STR("GET / HTTP/1.1\r\nHost: cases.city.example\r\n\r\n"), said);
  assert_string_equal(said, "pass 0");
  say(&anybodys, SPR_STR("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), said);
  assert_string_equal(said, "malformed");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_hold),       cmocka_unit_test(nul_is_refused),
      cmocka_unit_test(parts_are_parts), cmocka_unit_test(fields_are_counted),
      cmocka_unit_test(long_targets),    cmocka_unit_test(any_name_where_none_is_ours),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
