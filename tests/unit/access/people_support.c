/* SPDX-License-Identifier: Apache-2.0 */
#include "people_support.h"

#include <stdio.h>

spr_people *town_open(town *t, const char *vfs, char *why) {
  int which = t->opened++ % 4;
  const uint8_t seed[32] = {(uint8_t)t->opened};
  spr_random_init(&t->random[which], seed);
  spr_people_options o = {.alloc = &spr_alloc_default,
                          .database = t->database,
                          .create = true,
                          .random = spr_random_bytes,
                          .random_ud = &t->random[which],
                          .busy_ms = 5000,
                          .vfs = vfs};
  spr_people *p = NULL;
  (void)spr_people_open(&o, &p, why);
  return p;
}

spr_people *town_again(town *t) {
  char why[SPR_MAX_MESSAGE_BYTES];
  spr_people *p = town_open(t, NULL, why);
  if (!p) fail_msg("%s", why);
  return p;
}

void town_make(town *t) {
  const spr_str anna_at[] = {SPR_STR("centre"), SPR_STR("home")}, towns[] = {SPR_STR("alpha")};
  *t = (town){.now = INT64_C(1770000000000)};
  scratch_make(&t->folder);
  snprintf(t->database, sizeof t->database, "%s", scratch_path(&t->folder, "sprawa.db"));
  spr_arena_init(&t->arena, &spr_alloc_default, 1 << 20);
  t->people = town_again(t);
  const spr_user anna = {.name = SPR_STR("anna"),
                         .role = SPR_WORKER,
                         .institutions = anna_at,
                         .ninstitutions = 2,
                         .municipalities = towns,
                         .nmunicipalities = 1};
  assert_int_equal(spr_people_add(t->people, &anna, t->now), SPR_OK);
  assert_int_equal(spr_people_password(t->people, SPR_STR("anna"), SPR_STR(GOOD)), SPR_OK);
  assert_int_equal(town_add(t, "vera", SPR_VIEWER, "police"), SPR_OK);
}

void town_remove(town *t) {
  spr_people_close(t->people);
  spr_arena_release(&t->arena);
  scratch_remove(&t->folder);
}

spr_status town_add(town *t, const char *name, spr_role_of role, const char *institution) {
  const spr_str at = spr_str_of(institution ? institution : "");
  const spr_user u = {
      .name = spr_str_of(name), .role = role, .institutions = &at, .ninstitutions = institution != NULL};
  return spr_people_add(t->people, &u, t->now);
}

spr_status town_log_in(town *t, const char *name, const char *password) {
  const spr_login l = {spr_str_of(name), spr_str_of(password), SPR_STR(PEER)};
  return spr_people_log_in(t->people, &l, t->now, &t->arena, &t->session, &t->who, &t->retry);
}

spr_status town_session(town *t) {
  return spr_people_session(t->people, spr_str_of(t->session.text), t->now, SPR_USED, &t->arena, &t->who);
}

spr_status town_token(town *t, const char *name, char out[SPR_BEARER_CHARS + 1]) {
  const spr_str at[] = {SPR_STR("centre")};
  const spr_bearer token = {.name = spr_str_of(name),
                            .scopes = SPR_SCOPES_ALL,
                            .institutions = at,
                            .ninstitutions = 1,
                            .expires = t->now + 86400000};
  return spr_people_token_add(t->people, &token, t->now, out);
}

spr_status town_knock(town *t, const char *token) {
  return spr_people_token(t->people, spr_str_of(token), t->now, SPR_USED, &t->arena, &t->who, &t->retry);
}
