/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdio.h>

#include "base/clock.h"
#include "keys_support.h"
#include "reads_support.h"
#include "scratch.h"
#include "store/reads_impl.h"
#include "store/roll_impl.h"
#include "support.h"

/* Another process has the files, and does not let go: however many wait for it behind one another, each is
 * told within the time that one of them waits. */

enum { WAITERS = 12, BUSY_MS = 1000 };

static scratch folder;
static char database[512];

static int begin(void **state) {
  (void)state;
  scratch_make(&folder);
  snprintf(database, sizeof database, "%s", scratch_path(&folder, "sprawa.db"));
  return 0;
}

static int end(void **state) {
  (void)state;
  scratch_remove(&folder);
  return 0;
}

/* As many at once; how long until the last of them is told. */
static int64_t all_at_once(void *(*run)(void *ud), void *ud) {
  pthread_t threads[WAITERS];
  int64_t began = spr_clock_steady();
  for (int i = 0; i < WAITERS; i++) assert_int_equal(pthread_create(&threads[i], NULL, run, ud), 0);
  for (int i = 0; i < WAITERS; i++) {
    void *told = NULL;
    assert_int_equal(pthread_join(threads[i], &told), 0);
    assert_ptr_equal(told, ud);
  }
  return spr_clock_steady() - began;
}

/* turns: so many wait one after the other. */
static void in_time(int64_t took, int turns) {
  if (took < BUSY_MS) fail_msg("told after %d ms, and it waits for longer", (int)took);
  if (took > BUSY_MS + turns * SPR_BUSY_LAST_MS + 600)
    fail_msg("the last one was told after %d ms", (int)took);
}

/* -- the access log -------------------------------------------------------------------------------------- */
static spr_reads *open_reads(void) {
  spr_reads_options o = {
      .alloc = &spr_alloc_default, .database = database, .create = true, .busy_ms = BUSY_MS};
  spr_reads *r;
  assert_int_equal(spr_reads_open(&o, &r, NULL), SPR_OK);
  return r;
}

static void *note(void *ud) {
  return reads_note(ud, 1) == SPR_EBUSY ? ud : NULL;
}

static void who_reads_is_told_in_time(void **state) {
  (void)state;
  spr_reads *mine = open_reads(), *other = open_reads();
  spr_side *holder = &other->writer.side;
  assert_int_equal(spr_side_begin(holder), SPR_OK);
  in_time(all_at_once(note, mine), 1);
  assert_int_equal(spr_side_end(holder, SPR_OK), SPR_OK);
  assert_int_equal(reads_note(mine, 1), SPR_OK);
  spr_reads_close(mine);
  spr_reads_close(other);
}

/* -- users ----------------------------------------------------------------------------------------------- */
static spr_roll *open_roll(void) {
  spr_roll_options o = {
      .alloc = &spr_alloc_default, .database = database, .create = true, .busy_ms = BUSY_MS};
  spr_roll *r;
  assert_int_equal(spr_roll_open(&o, &r, NULL), SPR_OK);
  return r;
}

static void *keep_up(void *ud) {
  return spr_roll_upkeep(ud, 1, 1, 1) == SPR_EBUSY ? ud : NULL;
}

static void who_logs_in_is_told_in_time(void **state) {
  (void)state;
  spr_roll *mine = open_roll(), *other = open_roll();
  assert_int_equal(spr_roll_begin(other), SPR_OK);
  in_time(all_at_once(keep_up, mine), WAITERS);
  assert_int_equal(spr_roll_end(other, SPR_OK), SPR_OK);
  assert_int_equal(spr_roll_upkeep(mine, 1, 1, 1), SPR_OK);
  spr_roll_close(mine);
  spr_roll_close(other);
}

/* -- keys ------------------------------------------------------------------------------------------------ */
static void keys_wait_for_what_is_left(void **state) {
  (void)state;
  place p;
  place_make(&p, 7);
  p.busy_ms = 5000;
  spr_keys *mine = open_keys(&p), *other = open_keys(&p);
  assert_int_equal(spr_keys_begin(other), SPR_OK);
  int64_t began = spr_clock_steady();
  spr_keys_wait_since(mine, began - 5000);
  assert_int_equal(spr_keys_begin(mine), SPR_EBUSY);
  int64_t took = spr_clock_steady() - began;
  if (took < SPR_BUSY_LAST_MS || took > 2000) fail_msg("after %d ms", (int)took);
  spr_keys_abandon(other);
  assert_int_equal(spr_keys_begin(mine), SPR_OK);
  spr_keys_abandon(mine);
  spr_keys_close(mine);
  spr_keys_close(other);
  place_remove(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(who_reads_is_told_in_time, begin, end),
      cmocka_unit_test_setup_teardown(who_logs_in_is_told_in_time, begin, end),
      cmocka_unit_test(keys_wait_for_what_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
