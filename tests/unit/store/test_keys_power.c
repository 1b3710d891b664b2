/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "keys_support.h"
#include "powercut.h"

/* A short life of a key file is recorded: made, filled, an erasure, a recovery key, two rotations. Then the
 * power goes at each of its changes of the disk. Whatever of the unsynced reached it: the file opens with a
 * master key that is there, every key that was answered opens what it sealed, the erased one is in no file.
 */

enum { MADE, FILLED, ERASED, RECOVERABLE, ROTATED, FILLED_AGAIN, ROTATED_AGAIN, STEPS };
enum { GONE, STAYS, LATE, CASES };
static const char *const ids[CASES] = {"to-be-erased", "stays", "late"};

static struct {
  uint8_t sealed[CASES][80];
  uint8_t wrap[WRAP]; /* of the case that is erased */
  uint8_t public_key[32], secret_key[32];
} kept;

static void seal(spr_keys *k, int which) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 80);
  assert_int_equal(spr_keys_seal(k, spr_str_of(ids[which]), SPR_STR("x"), SPR_STR("a text"), &b), SPR_OK);
  memcpy(kept.sealed[which], b.p, b.n);
  spr_buf_release(&b);
}

static void assert_unseals(spr_keys *k, int which) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 80);
  spr_str sealed = spr_str_n((const char *)kept.sealed[which], SPR_SEAL_BYTES + 6);
  if (spr_keys_unseal(k, spr_str_of(ids[which]), SPR_STR("x"), sealed, &b) != SPR_OK)
    fail_msg("%s: %.*s", ids[which], SPR_FMT(spr_keys_fault(k)));
  assert_str(spr_buf_view(&b), "a text");
  spr_buf_release(&b);
}

static void fill(place *p, spr_keys *k) {
  for (int i = GONE; i <= STAYS; i++) {
    create(k, ids[i], "north");
    seal(k, i);
  }
  assert_true(wrap_of(p, ids[GONE], kept.wrap));
}

static void done(void) {
  power_mark();
}

static int record_life(void **state) {
  place p;
  (void)state;
  place_make(&p, 100);
  assert_int_equal(crypto_box_keypair(kept.public_key, kept.secret_key), 0);
  power_record(p.folder);
  spr_keys *k = open_keys(&p);
  done();
  fill(&p, k);
  done();
  assert_int_equal(spr_keys_erase(k, spr_str_of(ids[GONE])), SPR_OK);
  done();
  assert_int_equal(spr_keys_recovery_set(k, kept.public_key), SPR_OK);
  done();
  assert_int_equal(spr_keys_rotate(k, NULL), SPR_OK);
  done();
  create(k, ids[LATE], "south");
  seal(k, LATE);
  done();
  assert_int_equal(spr_keys_rotate(k, place_path(&p, "elsewhere")), SPR_OK);
  done();
  spr_keys_close(k);
  power_pause();
  place_remove(&p);
  print_message("    %zu changes of the disk\n", power_changes());
  assert_true(power_changes() > 100);
  assert_int_equal(power_marks(power_changes()), STEPS);
  return 0;
}

static int free_life(void **state) {
  (void)state;
  power_release();
  return 0;
}

/* The second rotation puts the master key elsewhere: whoever asked for it looks there, too. */
static spr_keys *open_somehow(place *p) {
  char why[2][SPR_MAX_MESSAGE_BYTES] = {"", ""};
  const char *const masters[] = {p->master, place_path(p, "elsewhere")};
  for (int i = 0; i < 2; i++) {
    spr_keys_options o = options_of(p);
    spr_keys *k;
    o.master = masters[i];
    if (spr_keys_open(&o, &k, why[i]) == SPR_OK) return k;
  }
  fail_msg("does not open: %s; %s", why[0], why[1]);
  return NULL;
}

static void can_be_recovered(place *p) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_keys_options o = options_of(p);
  const char *to = place_path(p, "recovered");
  if (spr_keys_recover(&o, kept.public_key, kept.secret_key, to, why) != SPR_OK) fail_msg("recover: %s", why);
}

static void cut(size_t at, uint64_t seed) {
  place p;
  uint32_t done = power_marks(at);
  place_make(&p, 200 + seed);
  power_cut(at, seed, p.folder);
  if (done > ERASED && folder_holds(&p, kept.wrap, WRAP)) fail_msg("the erased case's key is in a file");
  spr_keys *k = open_somehow(&p);
  if (spr_keys_check(k) != SPR_OK) fail_msg("%.*s", SPR_FMT(spr_keys_fault(k)));
  if (done > ERASED) assert_int_equal(state_of(k, ids[GONE]), SPR_KEY_ERASED);
  if (done == ERASED && state_of(k, ids[GONE]) != SPR_KEY_ERASED) assert_unseals(k, GONE);
  if (done > FILLED) assert_unseals(k, STAYS);
  if (done > FILLED_AGAIN) assert_unseals(k, LATE);
  if (done > RECOVERABLE) can_be_recovered(&p);
  assert_int_equal(spr_keys_rotate(k, NULL), SPR_OK);
  if (done > FILLED) assert_unseals(k, STAYS);
  create(k, "afterwards", "east");
  assert_works(k, "afterwards");
  spr_keys_close(k);
  place_remove(&p);
}

/* SPRAWA_POWER_SEEDS: so many ways in which each change may be lost, instead of a few. */
static void the_power_goes_at_each_change(void **state) {
  const char *n = getenv("SPRAWA_POWER_SEEDS");
  uint64_t seeds = n ? strtoull(n, NULL, 10) : 4;
  (void)state;
  for (size_t at = 0; at <= power_changes(); at++)
    for (uint64_t seed = 0; seed < seeds; seed++) cut(at, seed < 3 ? seed : seed + 10 * at);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_power_goes_at_each_change),
  };
  return cmocka_run_group_tests(tests, record_life, free_life);
}
