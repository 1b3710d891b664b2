/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "powercut.h"
#include "reads_support.h"
#include "scratch.h"

/* The power goes at each change of the disk: each row that was noted before is there, and the log holds
 * together. */

#define NOTES 8

static void record_life(const char *database) {
  for (uint32_t n = 1; n <= NOTES;) {
    spr_reads *r = reads_open(database, NULL);
    for (uint32_t i = 0; i < NOTES / 2; i++, n++) {
      assert_int_equal(reads_note(r, n), SPR_OK);
      power_mark();
    }
    spr_reads_close(r);
  }
}

static void cut(size_t at, uint64_t seed) {
  scratch folder;
  char database[512];
  uint32_t noted = power_marks(at), n = 1;
  scratch_make(&folder);
  snprintf(database, sizeof database, "%s", scratch_path(&folder, "sprawa.db"));
  power_cut(at, seed, folder.folder);
  spr_reads *r = reads_open(database, NULL);
  while (reads_has(r, n)) n++;
  if (n - 1 < noted) fail_msg("of %u rows %u are there, at %zu", (unsigned)noted, (unsigned)n - 1, at);
  assert_int_equal(reads_count(r), n - 1);
  reads_sound(r);
  assert_int_equal(reads_note(r, 99), SPR_OK);
  spr_reads_close(r);
  scratch_remove(&folder);
}

static void the_power_goes_at_each_change(void **state) {
  scratch folder;
  char database[512];
  (void)state;
  scratch_make(&folder);
  snprintf(database, sizeof database, "%s", scratch_path(&folder, "sprawa.db"));
  power_record(folder.folder);
  record_life(database);
  power_pause();
  scratch_remove(&folder);
  assert_int_equal(power_marks(power_changes()), NOTES);
  assert_true(power_changes() > 30);
  for (size_t at = 0; at <= power_changes(); at++)
    for (uint64_t seed = 0; seed < 4; seed++) cut(at, seed < 3 ? seed : seed + 10 * at);
  power_release();
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_power_goes_at_each_change)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
