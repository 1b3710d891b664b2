/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "access/people.h"
#include "server/console.h"
#include "support.h"

/* The mark by which a browser says that its session has opened a case for an emergency. Whoever has the
 * session knows its secret, the case, the time and how marks are made; the server's own secret alone is not
 * known. */

#define SESSION "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
#define OTHER "zyxwvutsrqponmlkjihgfedcba9876543210ABCDEFG"
#define MARKING "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define CASE "k2v7oyq3m4x5zt6a"
#define NOW 1000000

/* As the server makes them, with what is taken for its secret. */
static void make(const char *session, const char *marking, const char *id, long long until, spr_secret *out) {
  char what[256];
  snprintf(what, sizeof what, "sprawa opened 2 %s %s %lld", marking, id, until);
  spr_mark_make(spr_str_of(session), what, out);
}

/* Is it believed by a server with that secret? */
static bool opens(const char *marking, const char *id, long long until, const char *mark) {
  char cookie[512];
  spr_arena arena;
  spr_server server = {0};
  snprintf(server.marking, sizeof server.marking, "%s", marking);
  snprintf(cookie, sizeof cookie, "sprawa=%s; sprawa-opened=%s.%lld.%s", SESSION, id, until, mark);
  spr_pair header = {SPR_STR("cookie"), spr_str_of(cookie)};
  spr_arena_init(&arena, &spr_alloc_default, 1 << 16);
  spr_http http = {.arena = &arena, .at = NOW, .headers = &header, .nheaders = 1};
  spr_visit visit = {.server = &server, .http = &http};
  const char *opened = spr_console_opened(&visit).id;
  bool told = opened != NULL;
  if (opened) assert_string_equal(opened, id);
  spr_arena_release(&arena);
  return told;
}

static void the_servers_own_mark_opens(void **state) {
  spr_secret mark;
  (void)state;
  make(SESSION, MARKING, CASE, NOW + 1, &mark);
  assert_true(opens(MARKING, CASE, NOW + 1, mark.text));
  assert_false(opens(MARKING, "k2v7oyq3m4x5zt6b", NOW + 1, mark.text));
  assert_false(opens(MARKING, CASE, NOW + 2, mark.text));
  make(SESSION, MARKING, CASE, NOW - 1, &mark);
  assert_false(opens(MARKING, CASE, NOW - 1, mark.text));
}

/* With all but the server's secret. */
static void nobody_else_makes_one(void **state) {
  static const char *const guesses[] = {"",
                                        "0",
                                        SESSION,
                                        CASE,
                                        "0000000000000000000000000000000000000000000000000000000000000000",
                                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeefe"};
  spr_secret mark;
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(guesses); i++) {
    make(SESSION, guesses[i], CASE, NOW + 1, &mark);
    if (opens(MARKING, CASE, NOW + 1, mark.text)) fail_msg("with the secret \"%s\"", guesses[i]);
  }
  make(OTHER, MARKING, CASE, NOW + 1, &mark);
  assert_false(opens(MARKING, CASE, NOW + 1, mark.text));
  spr_csrf_make(SPR_STR(SESSION), &mark);
  assert_false(opens(MARKING, CASE, NOW + 1, mark.text));
  assert_false(opens(MARKING, CASE, NOW + 1, ""));
  assert_false(opens(MARKING, CASE, NOW + 1, SESSION));
}

/* A server that has no secret believes no mark, not even one that was made without. */
static void without_a_secret_nothing_is_believed(void **state) {
  spr_secret mark;
  (void)state;
  make(SESSION, "", CASE, NOW + 1, &mark);
  assert_false(opens("", CASE, NOW + 1, mark.text));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_servers_own_mark_opens),
      cmocka_unit_test(nobody_else_makes_one),
      cmocka_unit_test(without_a_secret_nothing_is_believed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
