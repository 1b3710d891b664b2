/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, usleep */
#include "keys_support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faulty.h"

/* -- one short life of a key file, with a fault at each of its calls --------------------------------- */
/* What was answered, in memory that outlives a process. */
typedef struct told {
  bool opened, created, erasing, erased, rotated, late;
  bool fired, ended;
  uint8_t wrap[WRAP];    /* of the case that is erased */
  uint8_t sealed[3][80]; /* what the keys sealed when they were there */
  uint8_t public_key[32], secret_key[32];
} told;

static const char *const ids[] = {"to-be-erased", "stays", "late"};

static void remember(spr_keys *k, told *t, int which) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 80);
  if (spr_keys_seal(k, spr_str_of(ids[which]), SPR_STR("x"), SPR_STR("a text"), &b) == SPR_OK) {
    memcpy(t->sealed[which], b.p, b.n);
  }
  spr_buf_release(&b);
}

/* No fault may be taken for another: a full disk is no damage. */
static void assert_fair(spr_keys *k, spr_status st) {
  static const spr_status fair[] = {SPR_OK, SPR_ENOMEM, SPR_EIO, SPR_EFULL, SPR_EUNKNOWN, SPR_EBUSY};
  for (size_t i = 0; i < TEST_COUNT(fair); i++) {
    if (st == fair[i] && (st == SPR_OK || spr_keys_fault(k).n > 0)) return;
  }
  /* Locked memory cannot say why it is refused. */
  if (st == SPR_EREFUSED && strstr(spr_keys_fault(k).p, "locked")) return;
  fail_msg("%s: %.*s", spr_status_text(st), SPR_FMT(spr_keys_fault(k)));
}

static spr_status create_two(spr_keys *k, const char *a, const char *b) {
  spr_status st = spr_keys_begin(k);
  if (st != SPR_OK) return st;
  st = spr_keys_create(k, spr_str_of(a), SPR_STR("north"));
  if (st == SPR_OK && b) st = spr_keys_create(k, spr_str_of(b), SPR_STR("south"));
  if (st == SPR_OK) return spr_keys_commit(k);
  spr_keys_abandon(k);
  return st;
}

static void live(place *p, told *t) {
  spr_keys *k;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_status st = try_open(p, &k, why);
  if (st != SPR_OK) {
    assert_true(why[0] != '\0');
    assert_true(st == SPR_ENOMEM || st == SPR_EIO || st == SPR_EFULL || st == SPR_EUNKNOWN ||
                st == SPR_EREFUSED);
    return;
  }
  t->opened = true;
  st = create_two(k, ids[0], ids[1]);
  assert_fair(k, st);
  if (st == SPR_OK) {
    remember(k, t, 0);
    remember(k, t, 1);
    t->created = true;
  }
  t->erasing = true;
  st = spr_keys_erase(k, spr_str_of(ids[0]));
  assert_fair(k, st);
  t->erased = st == SPR_OK;
  st = spr_keys_recovery_set(k, t->public_key);
  assert_fair(k, st);
  st = spr_keys_rotate(k, NULL);
  assert_fair(k, st);
  t->rotated = st == SPR_OK;
  st = create_two(k, ids[2], NULL);
  assert_fair(k, st);
  if (st == SPR_OK) {
    remember(k, t, 2);
    t->late = true;
  }
  spr_keys_close(k);
  t->ended = true;
}

static void assert_unseals(spr_keys *k, const told *t, int which) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 80);
  static const uint8_t nothing[80];
  /* Sealing may have met the fault. */
  if (memcmp(t->sealed[which], nothing, 80) != 0) {
    spr_str sealed = spr_str_n((const char *)t->sealed[which], SPR_SEAL_BYTES + 6);
    spr_status st = spr_keys_unseal(k, spr_str_of(ids[which]), SPR_STR("x"), sealed, &b);
    if (st != SPR_OK) fail_msg("%s: %.*s", ids[which], SPR_FMT(spr_keys_fault(k)));
    assert_str(spr_buf_view(&b), "a text");
  }
  spr_buf_release(&b);
}

/* Whatever happened: it opens, what was answered holds, and what was not can be done now. */
static void afterwards(place *p, told *t) {
  p->alloc = &spr_alloc_default;
  p->seed = p->seed * 3 + 12345;
  spr_keys *k = open_keys(p);
  assert_int_equal(spr_keys_check(k), SPR_OK);
  if (t->created) {
    assert_int_equal(state_of(k, ids[1]), SPR_KEY_THERE);
    assert_unseals(k, t, 1);
    if (!t->erasing) assert_unseals(k, t, 0);
  }
  if (t->erased) assert_int_equal(state_of(k, ids[0]), SPR_KEY_ERASED);
  if (t->late) assert_unseals(k, t, 2);
  if (t->created && state_of(k, ids[0]) == SPR_KEY_THERE) assert_unseals(k, t, 0);
  uint8_t wrap[WRAP];
  bool had = state_of(k, ids[0]) == SPR_KEY_THERE && wrap_of(p, ids[0], wrap);
  assert_int_equal(spr_keys_erase(k, spr_str_of(ids[0])), SPR_OK);
  if (had) assert_false(folder_holds(p, wrap, WRAP));
  assert_int_equal(spr_keys_rotate(k, NULL), SPR_OK);
  create(k, "afterwards", "east");
  if (t->created) assert_unseals(k, t, 1);
  assert_int_equal(spr_keys_check(k), SPR_OK);
  spr_keys_close(k);
  k = open_keys(p);
  assert_works(k, "afterwards");
  spr_keys_close(k);
}

static void sweep(faulty_kind kind, faulty_way way, size_t stride) {
  size_t n = 1;
  for (bool fired = true; fired; n += stride) {
    place p;
    told t = {0};
    place_make(&p, 100);
    p.alloc = &faulty_alloc;
    p.busy_ms = 0;
    crypto_box_keypair(t.public_key, t.secret_key);
    faulty_arm(kind, way, n);
    live(&p, &t);
    fired = faulty_disarm();
    if (!fired) assert_true(t.late && t.rotated && t.erased);
    afterwards(&p, &t);
    place_remove(&p);
  }
  print_message("    %zu calls\n", n - 1);
  assert_true(n > 40);
}

static void test_files_once(void **state) {
  (void)state;
  sweep(FAULTY_FILES, FAULTY_ONCE, 1);
}

static void test_files_full(void **state) {
  (void)state;
  sweep(FAULTY_FILES, FAULTY_FOR_EVER, 1);
}

/* It is met before the commit, so nothing is unknown, and the file goes on once there is space. */
static void test_full_at_commit(void **state) {
  (void)state;
  place p;
  place_make(&p, 100);
  spr_keys *k = open_keys(&p);
  create(k, "before", "north");
  assert_int_equal(spr_keys_begin(k), SPR_OK);
  assert_int_equal(spr_keys_create(k, spr_str_of("while"), SPR_STR("south")), SPR_OK);
  faulty_arm(FAULTY_FILES, FAULTY_FOR_EVER, 1);
  spr_status st = spr_keys_commit(k);
  assert_true(faulty_disarm());
  assert_true(st == SPR_EFULL || st == SPR_EIO);
  assert_true(spr_keys_fault(k).n > 0);
  create(k, "after", "south");
  assert_int_equal(state_of(k, "while"), SPR_KEY_NONE);
  assert_works(k, "before");
  assert_works(k, "after");
  spr_keys_close(k);
  place_remove(&p);
}

static void test_memory_once(void **state) {
  (void)state;
  sweep(FAULTY_MEMORY, FAULTY_ONCE, (size_t)test_stride(5));
}

static void test_memory_gone(void **state) {
  (void)state;
  sweep(FAULTY_MEMORY, FAULTY_FOR_EVER, (size_t)test_stride(7));
}

static void *shared(size_t n) {
  void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_true(p != MAP_FAILED);
  return p;
}

static void sweep_crash(faulty_way way) {
  told *t = shared(sizeof *t);
  size_t n = 1;
  for (bool crashed = true; crashed; n++) {
    place p;
    place_make(&p, 100);
    memset(t, 0, sizeof *t);
    crypto_box_keypair(t->public_key, t->secret_key);
    pid_t child = fork();
    if (child == 0) {
      faulty_arm(FAULTY_FILES, way, n);
      live(&p, t);
      _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    crashed = WEXITSTATUS(status) == FAULTY_EXIT;
    if (!crashed) assert_int_equal(WEXITSTATUS(status), 0);
    afterwards(&p, t);
    place_remove(&p);
  }
  print_message("    %zu calls\n", n - 1);
  assert_true(n > 40);
  munmap(t, sizeof *t);
}

static void test_crash(void **state) {
  (void)state;
  sweep_crash(FAULTY_CRASH);
}

static void test_torn(void **state) {
  (void)state;
  sweep_crash(FAULTY_TORN);
}

/* -- kill -9 ----------------------------------------------------------------------------------------- */
#define BUSY_CASES 400
typedef enum busy_state { BUSY_NEW, BUSY_CREATING, BUSY_CREATED, BUSY_ERASING, BUSY_ERASED } busy_state;
typedef struct busy {
  volatile uint8_t state[BUSY_CASES];
  uint8_t nonce[BUSY_CASES][24];
  uint8_t wrap[WRAP]; /* of the last one that is erased */
  uint32_t last;
} busy;

static bool nonce_of(spr_keys *k, const char *id, uint8_t out[24]) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 80);
  bool there = spr_keys_seal(k, spr_str_of(id), SPR_STR("x"), SPR_STR("x"), &b) == SPR_OK;
  if (there) memcpy(out, b.p + 6, 24);
  spr_buf_release(&b);
  return there;
}

static void busy_create(spr_keys *k, place *p, busy *b) {
  uint32_t batch[8], n = 1 + test_below(&p->seed, 8);
  char id[16];
  if (spr_keys_begin(k) != SPR_OK) _exit(2);
  for (uint32_t i = 0; i < n; i++) {
    batch[i] = test_below(&p->seed, BUSY_CASES);
    if (b->state[batch[i]] >= BUSY_CREATED) continue;
    b->state[batch[i]] = BUSY_CREATING;
    if (spr_keys_create(k, spr_str_of(id_of(id, batch[i])), SPR_STR("north")) != SPR_OK) _exit(3);
    if (!nonce_of(k, id, b->nonce[batch[i]])) _exit(4);
  }
  if (spr_keys_commit(k) != SPR_OK) _exit(5);
  for (uint32_t i = 0; i < n; i++) {
    if (b->state[batch[i]] == BUSY_CREATING) b->state[batch[i]] = BUSY_CREATED;
  }
}

static void busy_erase(spr_keys *k, place *p, busy *b) {
  char id[16];
  uint32_t i = test_below(&p->seed, BUSY_CASES);
  if (b->state[i] != BUSY_CREATED) return;
  b->last = i;
  if (!wrap_of(p, id_of(id, i), b->wrap)) _exit(6);
  b->state[i] = BUSY_ERASING;
  if (spr_keys_erase(k, spr_str_of(id)) != SPR_OK) _exit(7);
  b->state[i] = BUSY_ERASED;
}

static void be_busy(place *p, busy *b) {
  spr_keys *k;
  if (try_open(p, &k, NULL) != SPR_OK) _exit(1);
  for (;;) {
    uint32_t what = test_below(&p->seed, 10);
    if (what == 0 && spr_keys_rotate(k, NULL) != SPR_OK) _exit(8);
    if (what > 0 && what < 5) busy_erase(k, p, b);
    if (what >= 5) busy_create(k, p, b);
  }
}

static void busy_check(place *p, busy *b) {
  char id[16];
  uint8_t nonce[24];
  spr_keys *k = open_keys(p);
  assert_int_equal(spr_keys_check(k), SPR_OK);
  if (b->state[b->last] == BUSY_ERASED) assert_false(folder_holds(p, b->wrap, WRAP));
  for (uint32_t i = 0; i < BUSY_CASES; i++) {
    spr_key_state is = state_of(k, id_of(id, i));
    busy_state was = b->state[i];
    if (was == BUSY_NEW) assert_int_equal(is, SPR_KEY_NONE);
    if (was == BUSY_CREATED) assert_int_equal(is, SPR_KEY_THERE);
    if (was == BUSY_ERASED) assert_int_equal(is, SPR_KEY_ERASED);
    if (was == BUSY_CREATING) assert_int_not_equal(is, SPR_KEY_ERASED);
    if (was == BUSY_ERASING) {
      assert_int_not_equal(is, SPR_KEY_NONE);
      assert_int_equal(spr_keys_erase(k, spr_str_of(id)), SPR_OK);
      assert_false(folder_holds(p, b->wrap, WRAP));
      is = SPR_KEY_ERASED;
    }
    if (is == SPR_KEY_THERE) {
      assert_true(nonce_of(k, id, nonce));
      assert_memory_equal(nonce, b->nonce[i], 24);
    }
    b->state[i] = is == SPR_KEY_NONE ? BUSY_NEW : is == SPR_KEY_THERE ? BUSY_CREATED : BUSY_ERASED;
  }
  spr_keys_close(k);
}

static void test_kill(void **state) {
  (void)state;
  place p;
  place_make(&p, 200);
  busy *b = shared(sizeof *b);
  uint32_t worked = 0;
  for (uint32_t round = 0; round < 40; round++) {
    p.seed = 1000 + round;
    pid_t child = fork();
    if (child == 0) be_busy(&p, b);
    usleep(500 + test_below(&p.seed, 40000));
    kill(child, SIGKILL);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) fail_msg("the child ended with %d", WEXITSTATUS(status));
    p.seed = 5000 + round;
    busy_check(&p, b);
  }
  for (uint32_t i = 0; i < BUSY_CASES; i++) worked += b->state[i] != BUSY_NEW;
  print_message("    %u cases\n", worked);
  assert_true(worked > 20);
  munmap(b, sizeof *b);
  place_remove(&p);
}

/* -- damage ------------------------------------------------------------------------------------------ */
/* After one changed byte a case either works as before or an error says so: never another text, never a
 * crash. */
static void look_at_damage(place *p, const spr_str sealed[3], unsigned *found) {
  spr_keys_options o = options_of(p);
  spr_keys *k;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  bool said = false;
  o.create = false;
  o.busy_ms = 0;
  spr_status st = spr_keys_open(&o, &k, why);
  if (st != SPR_OK) {
    assert_true(why[0] != '\0');
    ++*found;
    return;
  }
  for (int i = 0; i < 3; i++) {
    spr_buf plain;
    spr_buf_init(&plain, &spr_alloc_default, 80);
    st = spr_keys_unseal(k, spr_str_of(ids[i]), SPR_STR("x"), sealed[i], &plain);
    /* The first one is erased: whatever is flipped, it stays so. */
    if (i == 0) assert_int_not_equal(st, SPR_OK);
    if (st == SPR_OK) assert_str(spr_buf_view(&plain), "a text");
    if (st != SPR_OK) assert_int_equal(plain.n, 0);
    said = said || (st != SPR_OK && i > 0) || (i == 0 && st != SPR_EREFUSED);
    spr_buf_release(&plain);
  }
  st = spr_keys_check(k);
  /* Where a key is lost, the check knows it. */
  if (said) assert_int_not_equal(st, SPR_OK);
  *found += st != SPR_OK;
  spr_keys_close(k);
}

static void test_flips(void **state) {
  (void)state;
  place p;
  place_make(&p, 300);
  spr_keys *k = open_keys(&p);
  told t = {0};
  assert_int_equal(create_two(k, ids[0], ids[1]), SPR_OK);
  assert_int_equal(create_two(k, ids[2], NULL), SPR_OK);
  spr_str sealed[3];
  for (int i = 0; i < 3; i++) {
    remember(k, &t, i);
    sealed[i] = spr_str_n((const char *)t.sealed[i], SPR_SEAL_BYTES + 6);
  }
  assert_int_equal(spr_keys_erase(k, spr_str_of(ids[0])), SPR_OK);
  spr_keys_close(k);
  size_t n;
  uint8_t *bytes = slurp(p.keys, &n), *work = malloc(n);
  unsigned looked = 0, found = 0, secret = 0;
  for (size_t at = 0; at < n; at++) {
    /* Of the empty space a part; all that is written. */
    if (bytes[at] == 0 && at % 97 != 0) continue;
    memcpy(work, bytes, n);
    work[at] ^= (uint8_t)(1u << at % 8);
    spit(p.keys, work, n, 0600);
    unlink(place_path(&p, "keys-wal"));
    unlink(place_path(&p, "keys-shm"));
    look_at_damage(&p, sealed, &found);
    looked++;
  }
  /* Cut at every page and around it. */
  for (size_t at = 0; at < n; at += 509) {
    spit(p.keys, bytes, at, 0600);
    unlink(place_path(&p, "keys-wal"));
    unlink(place_path(&p, "keys-shm"));
    look_at_damage(&p, sealed, &secret);
  }
  assert_true(secret > 30);
  print_message("    %u flips of %zu bytes, %u noticed\n", looked, n, found);
  assert_true(found > looked / 2);
  free(bytes);
  free(work);
  place_remove(&p);
}

int main(void) {
  faulty_start();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_files_once),     cmocka_unit_test(test_files_full),
      cmocka_unit_test(test_full_at_commit), cmocka_unit_test(test_memory_once),
      cmocka_unit_test(test_memory_gone),    cmocka_unit_test(test_crash),
      cmocka_unit_test(test_torn),           cmocka_unit_test(test_kill),
      cmocka_unit_test(test_flips),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
