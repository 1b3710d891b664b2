/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "people_support.h"

/* Bearer tokens. Time is pretended. */

static town t;

static int begin(void **state) {
  (void)state;
  town_make(&t);
  return 0;
}

static int end(void **state) {
  (void)state;
  town_remove(&t);
  return 0;
}

static void a_token_opens_until_it_ends(void **state) {
  char token[SPR_BEARER_CHARS + 1];
  (void)state;
  assert_int_equal(town_token(&t, "register", token), SPR_OK);
  assert_int_equal(strlen(token), SPR_BEARER_CHARS);
  assert_memory_equal(token, "spr_", 4);
  assert_int_equal(town_knock(&t, token), SPR_OK);
  assert_str(t.who.name, "token:register");
  assert_int_equal(t.who.scopes, SPR_SCOPES_ALL);
  assert_int_equal(t.who.session, 0);
  assert_str(t.who.institutions[0], "centre");
  assert_int_equal(t.who.nmunicipalities, 0);
  assert_int_equal(town_token(&t, "register", token), SPR_EREFUSED);
  t.now += 86400000 - 1;
  assert_int_equal(town_token(&t, "another", token), SPR_OK);
  assert_int_equal(town_knock(&t, token), SPR_OK);
  t.now += 1;
  assert_int_equal(town_knock(&t, token), SPR_OK);
  t.now += 86400000;
  assert_int_equal(town_knock(&t, token), SPR_EREFUSED);
}

static void each_other_token_is_refused(void **state) {
  char token[SPR_BEARER_CHARS + 1], bad[SPR_BEARER_CHARS + 2];
  (void)state;
  assert_int_equal(town_token(&t, "register", token), SPR_OK);
  for (int i = 0; i < SPR_BEARER_CHARS; i++) {
    memcpy(bad, token, sizeof token);
    bad[i] = bad[i] == 'x' ? 'y' : 'x';
    assert_int_equal(town_knock(&t, bad), SPR_EREFUSED);
  }
  snprintf(bad, sizeof bad, "%sx", token);
  assert_int_equal(town_knock(&t, bad), SPR_EREFUSED);
  bad[SPR_BEARER_CHARS - 1] = '\0';
  assert_int_equal(town_knock(&t, bad), SPR_EREFUSED);
  assert_int_equal(town_knock(&t, ""), SPR_EREFUSED);
  assert_int_equal(town_knock(&t, token + 4), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  snprintf(bad, sizeof bad, "spr_%s", t.session.text);
  assert_int_equal(town_knock(&t, bad), SPR_EREFUSED);
  memcpy(t.session.text, token + 4, SPR_SECRET_CHARS); /* nor does a token open a session */
  assert_int_equal(town_session(&t), SPR_EREFUSED);
  assert_int_equal(town_knock(&t, token), SPR_OK);
}

static void a_revoked_token_is_out_at_once(void **state) {
  char token[SPR_BEARER_CHARS + 1];
  (void)state;
  assert_int_equal(town_token(&t, "register", token), SPR_OK);
  assert_int_equal(town_knock(&t, token), SPR_OK);
  spr_people *other = town_again(&t);
  assert_int_equal(spr_people_token_revoke(other, SPR_STR("register"), t.now), SPR_OK);
  assert_int_equal(town_knock(&t, token), SPR_EREFUSED);
  assert_int_equal(spr_people_token_revoke(other, SPR_STR("register"), t.now + 1), SPR_OK);
  assert_int_equal(spr_people_token_revoke(other, SPR_STR("nothing"), t.now), SPR_ENOTFOUND);
  assert_int_equal(town_token(&t, "register", token), SPR_EREFUSED);
  spr_people_close(other);
}

/* More than are known at a time, so that some have one place in memory. */
static void nobody_is_taken_for_another(void **state) {
  enum { TOKENS = 3 * SPR_KNOWN_TOKENS };
  static char tokens[TOKENS][SPR_BEARER_CHARS + 1];
  char name[30];
  (void)state;
  for (int i = 0; i < TOKENS; i++) {
    snprintf(name, sizeof name, "program-%d", i);
    assert_int_equal(town_token(&t, name, tokens[i]), SPR_OK);
  }
  for (int round = 0; round < 3; round++) /* that they are used is noted in the first */
    for (int i = 0; i < TOKENS; i++) {
      snprintf(name, sizeof name, "token:program-%d", i);
      assert_int_equal(town_knock(&t, tokens[i]), SPR_OK);
      assert_str(t.who.name, name);
    }
  for (int i = 0; i < TOKENS; i++) {
    tokens[i][10] = tokens[i][10] == 'A' ? 'B' : 'A';
    assert_int_equal(town_knock(&t, tokens[i]), SPR_EREFUSED);
  }
}

static void a_token_is_limited(void **state) {
  char token[SPR_BEARER_CHARS + 1];
  uint32_t n = 0;
  (void)state;
  assert_int_equal(town_token(&t, "register", token), SPR_OK);
  while (n < 1000 && town_knock(&t, token) == SPR_OK) n++;
  assert_int_equal(n, 2 * SPR_TOKEN_RATE);
  assert_int_equal(town_knock(&t, token), SPR_ELIMIT);
  assert_int_equal(t.retry, 1);
  t.now += 1000;
  assert_int_equal(town_knock(&t, token), SPR_OK);
}

static bool write_token(void *ud, const spr_bearer *b) {
  char *out = ud;
  bool used = b->used != SPR_NO_INSTANT, revoked = b->revoked != SPR_NO_INSTANT;
  snprintf(out + strlen(out), 200, "%.*s %x %u %d %d;", SPR_FMT(b->name), (unsigned)b->scopes,
           (unsigned)b->rate, used, revoked);
  return true;
}

static void tokens_are_checked_and_listed(void **state) {
  const spr_str at[] = {SPR_STR("centre")};
  const spr_instant later = t.now + 1000;
  const struct {
    spr_bearer token;
    spr_status status;
  } cases[] = {
      {{.name = {"a", 1}, .scopes = SPR_SCOPE_METRICS, .expires = later}, SPR_OK},
      {{.name = {"b", 1}, .scopes = SPR_SCOPE_CASES_READ, .expires = later}, SPR_EINVAL},
      {{.name = {"b", 1}, .scopes = SPR_SCOPE_STREAM, .expires = later}, SPR_EINVAL},
      {{.name = {"b", 1}, .scopes = 0, .expires = later}, SPR_EINVAL},
      {{.name = {"b", 1}, .scopes = SPR_SCOPES_ALL + 1, .expires = later}, SPR_EINVAL},
      {{.name = {"b", 1}, .scopes = SPR_SCOPE_METRICS, .expires = t.now}, SPR_EINVAL},
      {{.name = {"b", 1}, .scopes = SPR_SCOPE_METRICS, .expires = t.now + SPR_MAX_TOKEN_MS + 1}, SPR_EINVAL},
      {{.name = {"B", 1}, .scopes = SPR_SCOPE_METRICS, .expires = later}, SPR_EINVAL},
      {{.name = {"b", 1},
        .scopes = 1,
        .institutions = at,
        .ninstitutions = 1,
        .expires = later,
        .rate = SPR_MAX_TOKEN_RATE + 1},
       SPR_EINVAL},
      {{.name = {"b", 1}, .scopes = 1, .institutions = at, .ninstitutions = 1, .expires = later, .rate = 7},
       SPR_OK},
  };
  char token[SPR_BEARER_CHARS + 1], out[1000] = "";
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(cases); i++)
    if (spr_people_token_add(t.people, &cases[i].token, t.now, token) != cases[i].status)
      fail_msg("token %zu", i);
  assert_int_equal(town_knock(&t, token), SPR_OK);
  assert_int_equal(t.who.role, SPR_VIEWER);
  assert_int_equal(spr_people_token_revoke(t.people, SPR_STR("a"), t.now), SPR_OK);
  assert_int_equal(spr_people_tokens(t.people, write_token, out), SPR_OK);
  assert_string_equal(out, "a 80 100 0 1;b 1 7 1 0;");
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
  const struct CMUnitTest tests[] = {
      TEST(a_token_opens_until_it_ends),
      TEST(each_other_token_is_refused),
      TEST(a_revoked_token_is_out_at_once),
      TEST(nobody_is_taken_for_another),
      TEST(a_token_is_limited),
      TEST(tokens_are_checked_and_listed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
