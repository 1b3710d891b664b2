/* SPDX-License-Identifier: Apache-2.0 */
#include "server/form.h"

#include "base/limits.h"
#include "support.h"

#define TYPE "application/x-www-form-urlencoded"

static spr_pair pair(const char *name, const char *value) {
  return (spr_pair){spr_str_of(name), spr_str_of(value)};
}

static void fields_are_read(void **state) {
  (void)state;
  static const struct {
    const char *type, *body;
    const char *name, *value; /* value NULL: none; name NULL: it is no form */
  } rows[] = {
      {TYPE, "a=1&b=2", "b", "2"},
      {TYPE "; charset=UTF-8", "a=1&a=2", "a", "1"},
      {TYPE, "a=x+y%20z%2B", "a", "x y z+"},
      {TYPE, "a=%C5%81%C3%B3d%C5%BA", "a", "Łódź"},
      {TYPE, "a=1%0D", NULL, NULL},
      {TYPE, "a=1%0D%0A2%0a3", "a", "1\n2\n3"},
      {TYPE, "a", "a", ""},
      {TYPE, "a=b=c", "a", "b=c"},
      {TYPE, "", "a", NULL},
      {TYPE, "%61=1", "a", "1"},
      {TYPE, "b=1", "a", NULL},
      {TYPE, "a=%", NULL, NULL},
      {TYPE, "a=%2", NULL, NULL},
      {TYPE, "a=%2g", NULL, NULL},
      {TYPE, "a=%00", NULL, NULL},
      {TYPE, "a=%1B", NULL, NULL},
      {TYPE, "a=%FF", NULL, NULL},
      {TYPE, "a=%E2%80%AE", NULL, NULL},
      {TYPE, "a=\xC5", NULL, NULL},
      {"application/json", "a=1", NULL, NULL},
      {"multipart/form-data", "a=1", NULL, NULL},
      {"text/plain", "a=1", NULL, NULL},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_arena arena;
    spr_arena_init(&arena, &spr_alloc_default, 1 << 20);
    spr_pair header = pair("content-type", rows[i].type);
    spr_http h = {.headers = &header, .nheaders = 1, .body = spr_str_of(rows[i].body), .arena = &arena};
    spr_form f;
    bool ok = spr_form_read(&h, &f);
    if (ok != (rows[i].name != NULL)) fail_msg("%s: %d", rows[i].body, ok);
    if (ok && rows[i].value)
      assert_str(spr_form_get(&f, rows[i].name), rows[i].value);
    else if (ok)
      assert_null(spr_form_get(&f, rows[i].name).p);
    else
      assert_int_equal(f.n, 0);
    spr_arena_release(&arena);
  }
}

static void fields_are_bounded(void **state) {
  (void)state;
  char body[2 * (SPR_MAX_FORM_FIELDS + 1) + 1] = "";
  for (uint32_t n = SPR_MAX_FORM_FIELDS; n <= SPR_MAX_FORM_FIELDS + 1; n++) {
    for (uint32_t i = 0; i < n; i++) memcpy(body + 2 * i, "a&", 3);
    spr_arena arena;
    spr_arena_init(&arena, &spr_alloc_default, 1 << 20);
    spr_pair header = pair("content-type", TYPE);
    spr_http h = {.headers = &header, .nheaders = 1, .body = spr_str_n(body, 2 * n - 1), .arena = &arena};
    spr_form f;
    assert_int_equal(spr_form_read(&h, &f), n == SPR_MAX_FORM_FIELDS);
    spr_arena_release(&arena);
  }
}

static void cookies_are_found(void **state) {
  (void)state;
  static const struct {
    const char *header, *value;
  } rows[] = {
      {"a=1", "1"},  {"b=2; a=1", "1"}, {"xa=2; a=1;", "1"}, {"a=1; a=2", "1"},
      {"a=", ""},    {"a=x=y", "x=y"},  {"b=a=1", NULL},     {"", NULL},
      {"A=1", NULL}, {"a", ""},         {" ;;a=1 ;", "1"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_pair header = pair("cookie", rows[i].header);
    spr_http h = {.headers = &header, .nheaders = 1};
    spr_str value = spr_cookie(&h, "a");
    if (rows[i].value)
      assert_str(value, rows[i].value);
    else
      assert_null(value.p);
  }
}

static void forms_come_from_here(void **state) {
  (void)state;
  static const struct {
    const char *site, *origin, *host;
    bool secure, ours;
  } rows[] = {
      {"same-origin", NULL, "a.example", true, true},
      {"same-origin", "https://evil.example", "a.example", true, true}, /* no page can set Sec-Fetch-Site */
      {"same-site", "https://a.example", "a.example", true, false},
      {"cross-site", "https://a.example", "a.example", true, false},
      {"none", NULL, "a.example", true, false}, /* typed by a person: that is never a form */
      {NULL, "https://a.example", "a.example", true, true},
      {NULL, "https://a.example:8443", "a.example:8443", true, true},
      {NULL, "https://a.example:8443", "a.example", true, false},
      {NULL, "http://a.example", "a.example", true, false},
      {NULL, "https://a.example", "a.example", false, false},
      {NULL, "http://127.0.0.1:8080", "127.0.0.1:8080", false, true},
      {NULL, "https://a.example.evil", "a.example", true, false},
      {NULL, "http://xa.example", "a.example", true, false}, /* as long as what is before it with TLS */
      {NULL, "evil://a.example", "a.example", false, false},
      {NULL, "null", "a.example", true, false},
      {NULL, "https://", "", true, false},
      {NULL, NULL, "a.example", true, false},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_pair headers[3];
    uint32_t n = 0;
    headers[n++] = pair("host", rows[i].host);
    if (rows[i].site) headers[n++] = pair("sec-fetch-site", rows[i].site);
    if (rows[i].origin) headers[n++] = pair("origin", rows[i].origin);
    spr_http h = {.headers = headers, .nheaders = n, .secure = rows[i].secure};
    if (spr_form_from_here(&h) != rows[i].ours) fail_msg("row %zu", i);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fields_are_read),
      cmocka_unit_test(fields_are_bounded),
      cmocka_unit_test(cookies_are_found),
      cmocka_unit_test(forms_come_from_here),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
