/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdio.h>

#include "fault_vfs.h"
#include "people_support.h"

/* Each read, write, sync and opening of the file of users fails in turn. Whatever happens: an error says so;
 * who was let in, shut out or added, and whoever was told so, stays it; nothing is there in half. */

enum { ADDED, LINKED, TOKEN, ENTERED, REVOKED, REMOVED, STEPS };

/* Passwords are hashed several times in each of some hundred lives: the linker leads the engine here, where
 * that takes no time. */
int __real_crypto_pwhash_argon2id(unsigned char *out, unsigned long long n, const char *password,
                                  unsigned long long m, const unsigned char *salt, unsigned long long passes,
                                  size_t bytes, int algorithm);
int __wrap_crypto_pwhash_argon2id(unsigned char *out, unsigned long long n, const char *password,
                                  unsigned long long m, const unsigned char *salt, unsigned long long passes,
                                  size_t bytes, int algorithm);
int __wrap_crypto_pwhash_argon2id(unsigned char *out, unsigned long long n, const char *password,
                                  unsigned long long m, const unsigned char *salt, unsigned long long passes,
                                  size_t bytes, int algorithm) {
  (void)passes;
  (void)bytes;
  return __real_crypto_pwhash_argon2id(out, n, password, m, salt, crypto_pwhash_argon2id_OPSLIMIT_MIN,
                                       crypto_pwhash_argon2id_MEMLIMIT_MIN, algorithm);
}

typedef struct life {
  town t;
  spr_status status[STEPS];
  spr_secret link;
  char token[SPR_BEARER_CHARS + 1];
} life;

static void check_told(life *l, spr_status s) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  if (s == SPR_OK) return;
  spr_people_fault(l->t.people, why);
  if (s != SPR_EIO && s != SPR_EFULL && s != SPR_EUNKNOWN && s != SPR_ECORRUPT && s != SPR_EBUSY)
    fail_msg("a fault of the disk gave \"%s\"", spr_status_text(s));
  if (why[0] == '\0') fail_msg("\"%s\" without a word", spr_status_text(s));
}

/* With the fault; the session that comes of it is in l->t.session. */
static void live(life *l) {
  town *t = &l->t;
  uint32_t retry;
  for (int i = 0; i < STEPS; i++) l->status[i] = SPR_EBUG;
  t->people = town_open(t, FAULT_VFS, NULL);
  if (!t->people) return;
  l->status[ADDED] = town_add(t, "carl", SPR_VIEWER, "police");
  l->status[LINKED] = spr_people_link(t->people, SPR_STR("vera"), 60000, t->now, &l->link);
  l->status[TOKEN] = town_token(t, "probe", l->token);
  if (l->status[LINKED] == SPR_OK)
    l->status[ENTERED] = spr_people_use_link(t->people, spr_str_of(l->link.text), SPR_STR(PEER), t->now,
                                             &t->arena, &t->session, &t->who, &retry);
  l->status[REVOKED] = spr_people_token_revoke(t->people, SPR_STR("register"), t->now);
  l->status[REMOVED] = spr_people_remove(t->people, SPR_STR("anna"), t->now);
  for (int i = 0; i < STEPS; i++)
    if (l->status[i] != SPR_EBUG) check_told(l, l->status[i]);
  spr_people_close(t->people);
}

static bool has_user(town *t, const char *name) {
  return spr_people_link(t->people, spr_str_of(name), 60000, t->now, &(spr_secret){{0}}) == SPR_OK;
}

/* What a restart finds; "register" and the session of anna are from before. */
static void examine(life *l, const char *registered, const spr_secret *annas) {
  town *t = &l->t;
  const spr_status *s = l->status;
  t->people = town_again(t);
  if (s[ENTERED] == SPR_OK) assert_int_equal(town_session(t), SPR_OK);
  if (s[ADDED] == SPR_OK) assert_true(has_user(t, "carl"));
  if (s[TOKEN] == SPR_OK) assert_int_equal(town_knock(t, l->token), SPR_OK);
  spr_status knocked = town_knock(t, registered);
  if (s[REVOKED] == SPR_OK) assert_int_equal(knocked, SPR_EREFUSED);
  t->session = *annas;
  spr_status in = town_session(t);
  bool there = has_user(t, "anna");
  /* Both or neither. */
  assert_int_equal(in == SPR_OK, there);
  if (s[REMOVED] == SPR_OK) assert_false(there);
  if (s[REMOVED] != SPR_OK && s[REMOVED] != SPR_EUNKNOWN) assert_true(there);
  /* A link that let somebody in lets in nobody else. */
  if (s[ENTERED] == SPR_OK)
    assert_int_equal(spr_people_use_link(t->people, spr_str_of(l->link.text), SPR_STR(PEER), t->now,
                                         &t->arena, &t->session, &t->who, &t->retry),
                     SPR_EREFUSED);
  assert_int_equal(town_add(t, "afterwards", SPR_VIEWER, "police"), SPR_OK);
}

static bool round_of(fault_plan plan) {
  life l;
  char registered[SPR_BEARER_CHARS + 1];
  fault_vfs_plan((fault_plan){0});
  town_make(&l.t);
  assert_int_equal(town_token(&l.t, "register", registered), SPR_OK);
  assert_int_equal(town_log_in(&l.t, "anna", GOOD), SPR_OK);
  spr_secret annas = l.t.session;
  spr_people_close(l.t.people);
  fault_vfs_plan(plan);
  live(&l);
  bool fired = fault_vfs_fired() > 0;
  fault_vfs_plan((fault_plan){0});
  examine(&l, registered, &annas);
  town_remove(&l.t);
  return fired;
}

static void sweep(fault_kind kind, uint32_t least) {
  for (int for_ever = 0; for_ever <= 1; for_ever++) {
    uint32_t n = 0;
    for (bool fired = true; fired; n += for_ever ? 3 : 1)
      fired = round_of((fault_plan){.kind = kind, .nth = n + 1, .for_ever = for_ever});
    if (n <= least) fail_msg("only %u faults of kind %d", (unsigned)n, (int)kind);
  }
}

static void each_read_may_fail(void **state) {
  (void)state;
  sweep(FAULT_READ, 10);
}

static void each_write_may_fail(void **state) {
  (void)state;
  sweep(FAULT_WRITE, 20);
}

static void each_sync_may_fail(void **state) {
  (void)state;
  sweep(FAULT_SYNC, 6);
}

static void each_opening_may_fail(void **state) {
  (void)state;
  sweep(FAULT_OPEN, 2);
}

static void the_disk_may_be_full(void **state) {
  (void)state;
  for (uint64_t room = 1; round_of((fault_plan){.full_after = room});) room += 9000;
}

int main(void) {
  fault_vfs_start();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_read_may_fail),   cmocka_unit_test(each_write_may_fail),
      cmocka_unit_test(each_sync_may_fail),   cmocka_unit_test(each_opening_may_fail),
      cmocka_unit_test(the_disk_may_be_full),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
