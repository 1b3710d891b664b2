/* SPDX-License-Identifier: Apache-2.0 */
#include "server/target.h"

#include <stdio.h>

#include "base/limits.h"
#include "support.h"

typedef struct row {
  const char *target;
  const char *told; /* the path, then " NAME=VALUE" of each parameter; NULL: it is wrong */
} row;

static const row rows[] = {
    {"/", "/"},
    {"/a/b", "/a/b"},
    {"/a/", "/a/"},
    {"/a.b/..c/d..", "/a.b/..c/d.."},
    {"/%41%c5%82", "/Ał"},
    {"/a%25b", "/a%b"},
    {"/a%252fb", "/a%2fb"},
    {"/a+b", "/a+b"},
    {"/?", "/"},
    {"/?a", "/ a="},
    {"/?a=b=c", "/ a=b=c"},
    {"/?=b", "/ =b"},
    {"/?a=1&a=2&&b=%26%3d+%2b", "/ a=1 a=2 b=&= +"},
    {"/?q=%C5%81%C3%B3d%C5%BA", "/ q=Łódź"},
    {"/?a=/../?b", "/ a=/../?b"},
    {"", NULL},
    {"a", NULL},
    {"*", NULL},
    {"?a", NULL},
    {"//", NULL},
    {"/a//b", NULL},
    {"//a", NULL},
    {"/.", NULL},
    {"/..", NULL},
    {"/a/./b", NULL},
    {"/a/../b", NULL},
    {"/%2e%2E/a", NULL},
    {"/a%2fb", NULL},
    {"/a%5cb", NULL},
    {"/a\\b", NULL},
    {"/a?b\\c", NULL},
    {"/a b", NULL},
    {"/a#b", NULL},
    {"/a?b#c", NULL},
    {"/\xc5\x82", NULL},
    {"/%", NULL},
    {"/%4", NULL},
    {"/%4g", NULL},
    {"/%-1", NULL},
    {"/%00", NULL},
    {"/%0a", NULL},
    {"/%09", NULL},
    {"/%7f", NULL},
    {"/%ff", NULL},
    {"/%c0%ae%c0%ae/", NULL},
    {"/%e2%80%ae", NULL},
    {"/?a=%00", NULL},
    {"/?%ff", NULL},
    {"/?a=%", NULL},
    {"/?a=%1", NULL},
};

static void tell(spr_arena *a, const char *target, spr_buf *out) {
  spr_http h = {.arena = a};
  spr_target_read(spr_str_of(target), &h);
  spr_buf_str(out, h.path);
  for (uint32_t i = 0; i < h.nquery; i++)
    spr_buf_printf(out, " %.*s=%.*s", SPR_FMT(h.query[i].name), SPR_FMT(h.query[i].value));
}

static void rows_hold(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    spr_target_result r = spr_target_check(spr_str_of(rows[i].target));
    if ((r == SPR_TARGET_GOOD) != (rows[i].told != NULL)) fail_msg("%s", rows[i].target);
    if (!rows[i].told) continue;
    spr_arena a;
    spr_buf out;
    spr_arena_init(&a, &spr_alloc_default, 1 << 20);
    spr_buf_init(&out, &spr_alloc_default, 1024);
    tell(&a, rows[i].target, &out);
    assert_string_equal(out.p, rows[i].told);
    spr_buf_release(&out);
    spr_arena_release(&a);
  }
}

static void bounds_hold(void **state) {
  (void)state;
  char target[SPR_MAX_TARGET + 2];
  memset(target, 'a', sizeof target);
  target[0] = '/';
  assert_int_equal(spr_target_check(spr_str_n(target, SPR_MAX_TARGET)), SPR_TARGET_GOOD);
  assert_int_equal(spr_target_check(spr_str_n(target, SPR_MAX_TARGET + 1)), SPR_TARGET_LONG);
  uint32_t n = 2;
  target[1] = '?';
  for (int i = 0; i < SPR_MAX_HTTP_PARAMETERS; i++) n += (uint32_t)snprintf(target + n, 4, "a&");
  assert_int_equal(spr_target_check(spr_str_n(target, n)), SPR_TARGET_GOOD);
  target[n] = 'a';
  assert_int_equal(spr_target_check(spr_str_n(target, n + 1)), SPR_TARGET_MANY);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(rows_hold), cmocka_unit_test(bounds_hold)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
