/* SPDX-License-Identifier: Apache-2.0 */
#include "fault_vfs.h"
#include "sqlite_support.h"

/* Each read, write, sync, truncation, opening and deletion of a short life of a store fails in turn. Whatever
 * happens: an error says so; what was committed is there; nothing is there in half; and the work goes on
 * afterwards. */

#define STEPS 2
#define ENTRIES (STEPS + 1) /* of one batch */
#define BATCHES 3

static const char *const names[BATCHES + 2] = {"first", "second", "third", "again", "later"};

typedef struct life {
  spr_store *s;
  uint64_t sure; /* entries that were committed */
  bool unknown;  /* one more batch may be there */
  bool failed;   /* something said so */
} life;

static void say_failed(life *l, spr_status status, const char *why) {
  l->failed = true;
  if (!(status == SPR_EIO || status == SPR_EFULL || status == SPR_EUNKNOWN || status == SPR_ECORRUPT ||
        status == SPR_EBUSY))
    fail_msg("a fault of the disk gave \"%s\" (%s)", spr_status_text(status), why);
  if (why[0] == '\0') fail_msg("\"%s\" without a word", spr_status_text(status));
}

static bool step_ok(life *l, spr_status status) {
  if (status == SPR_OK) return true;
  say_failed(l, status, spr_store_fault(l->s).p);
  return false;
}

static bool open_life(life *l, const char *path, spr_store_mode mode) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store_options o = {&spr_alloc_default, path, mode, 20, FAULT_VFS};
  spr_status status = spr_store_open(&o, &l->s, why);
  if (status != SPR_OK) say_failed(l, status, why);
  return status == SPR_OK;
}

static bool batch(life *l, const char *id) {
  spr_status status = file_batch(l->s, id, STEPS);
  if (status == SPR_EUNKNOWN) l->unknown = true;
  if (status == SPR_OK) l->sure += ENTRIES;
  return step_ok(l, status);
}

static bool count_entry(void *ud, const spr_entry_row *e) {
  (void)e;
  (*(uint64_t *)ud)++;
  return true;
}

static void live(life *l, const char *path) {
  uint64_t n = 0;
  if (!open_life(l, path, SPR_STORE_CREATE)) return;
  bool on = batch(l, names[0]) && batch(l, names[1]);
  on = on && step_ok(l, spr_store_scrub(l->s));
  on = on && batch(l, names[2]);
  /* An error before COMMIT: the same handle goes on once the fault is over. */
  if (!on && !l->unknown && l->sure < (uint64_t)BATCHES * ENTRIES) {
    fault_vfs_plan((fault_plan){0});
    spr_status status = file_batch(l->s, names[3], STEPS);
    if (status != SPR_OK)
      fail_msg("not usable again: %s: %s", spr_status_text(status), spr_store_fault(l->s).p);
    l->sure += ENTRIES;
  }
  if (l->unknown) GIVES(spr_store_begin(l->s), SPR_EUNKNOWN);
  spr_store_close(l->s);
  l->s = NULL;
  if (!on || !open_life(l, path, SPR_STORE_READ)) return;
  if (step_ok(l, spr_store_journal(l->s, 0, count_entry, &n))) assert_int_equal(n, l->sure);
  spr_store_close(l->s);
}

/* What a restart finds. */
static void examine(const life *l, const char *path) {
  spr_store *s = file_open(path, SPR_STORE_CREATE, NULL);
  uint64_t n = file_entries(s);
  if (n != l->sure && !(l->unknown && n == l->sure + ENTRIES))
    fail_msg("%u entries, of which %u were committed", (unsigned)n, (unsigned)l->sure);
  OK(spr_store_check_file(s));
  OK(file_batch(s, names[4], STEPS));
  assert_int_equal(file_entries(s), n + ENTRIES);
  spr_store_close(s);
}

/* Did a fault happen, and was it told? */
static bool round_of(fault_plan plan) {
  scratch folder;
  life l = {0};
  scratch_make(&folder);
  const char *path = scratch_path(&folder, "sprawa.db");
  char kept[512];
  memcpy(kept, path, strlen(path) + 1);
  fault_vfs_plan(plan);
  live(&l, kept);
  bool fired = fault_vfs_fired() > 0;
  fault_vfs_plan((fault_plan){0});
  examine(&l, kept);
  scratch_remove(&folder);
  /* Where a fault changed nothing (the log could not be copied back or deleted, and is tried again later),
   * all was done. */
  if (!l.failed) assert_int_equal(l.sure, BATCHES * ENTRIES);
  return fired;
}

static void sweep(fault_kind kind, uint64_t least) {
  for (int for_ever = 0; for_ever <= 1; for_ever++) {
    uint64_t n = 0;
    for (bool fired = true; fired; n++)
      fired = round_of((fault_plan){.kind = kind, .nth = n + 1, .for_ever = for_ever});
    /* So many calls there were at least, or the sweep has missed the point. */
    if (n <= least) fail_msg("only %u faults of kind %d", (unsigned)n - 1, (int)kind);
  }
}

static void test_reads(void **state) {
  (void)state;
  sweep(FAULT_READ, 5);
}
static void test_writes(void **state) {
  (void)state;
  sweep(FAULT_WRITE, 30);
}
static void test_syncs(void **state) {
  (void)state;
  sweep(FAULT_SYNC, 5);
}
static void test_truncations(void **state) {
  (void)state;
  sweep(FAULT_TRUNCATE, 0);
}
static void test_openings(void **state) {
  (void)state;
  sweep(FAULT_OPEN, 3);
}
static void test_deletions(void **state) {
  (void)state;
  sweep(FAULT_DELETE, 0);
}

static void test_full_disk(void **state) {
  (void)state;
  uint64_t bytes = 1000;
  for (bool full = true; full; bytes += 2777) full = round_of((fault_plan){.full_after = bytes});
  assert_true(bytes > 100000);
}

/* -- the outcome that nobody knows ---------------------------------------------------------------------- */
static void test_unknown_commit(void **state) {
  (void)state;
  scratch folder;
  scratch_make(&folder);
  spr_store *s = file_open(scratch_path(&folder, "a.db"), SPR_STORE_CREATE, FAULT_VFS), *r = NULL;
  OK(file_batch(s, "one", 2));
  fault_vfs_plan((fault_plan){.kind = FAULT_SYNC, .nth = 1});
  GIVES(file_batch(s, "two", 2), SPR_EUNKNOWN);
  assert_int_equal(fault_vfs_fired(), 1);
  assert_non_null(strstr(spr_store_fault(s).p, "not known"));
  spr_case_row row;
  uint64_t n = 0;
  GIVES(spr_store_begin(s), SPR_EUNKNOWN);
  GIVES(spr_store_case(s, SPR_STR("one"), &row), SPR_EUNKNOWN);
  GIVES(spr_store_look(s), SPR_EUNKNOWN);
  GIVES(spr_store_journal(s, 0, count_entry, &n), SPR_EUNKNOWN);
  GIVES(spr_store_scrub(s), SPR_EUNKNOWN);
  GIVES(spr_store_backup(s, scratch_path(&folder, "b.db")), SPR_EUNKNOWN);
  GIVES(spr_store_check_file(s), SPR_EUNKNOWN);
  GIVES(spr_store_reader(s, &r), SPR_EUNKNOWN);
  spr_store_close(s);
  s = file_open(scratch_path(&folder, "a.db"), SPR_STORE_WRITE, FAULT_VFS);
  uint64_t found = file_entries(s);
  assert_true(found == 3 || found == 6);
  spr_status second = spr_store_case(s, SPR_STR("two"), &row);
  GIVES(second, found == 6 ? SPR_OK : SPR_ENOTFOUND);
  spr_store_close(s);
  scratch_remove(&folder);
}

/* A full disk is noticed before COMMIT, which would leave the outcome unknown. */
static void test_full_disk_is_not_done(void **state) {
  (void)state;
  scratch folder;
  scratch_make(&folder);
  spr_store *s = file_open(scratch_path(&folder, "a.db"), SPR_STORE_CREATE, FAULT_VFS);
  OK(file_batch(s, "one", 2));
  fault_vfs_plan((fault_plan){.full_after = 5000});
  for (int i = 0; i < 3; i++) {
    GIVES(file_batch(s, "two", 40), SPR_EFULL);
    assert_non_null(strstr(spr_store_fault(s).p, "make space"));
    assert_int_equal(file_entries(s), 3);
  }
  fault_vfs_plan((fault_plan){0});
  OK(file_batch(s, "two", 40));
  assert_int_equal(file_entries(s), 44);
  spr_store_close(s);
  scratch_remove(&folder);
}

/* A log that was copied back is written anew from its start: while there is room in it, work goes on, whoever
 * else writes; when there is none, that is told before COMMIT. Another handle's frames count, too. */
static void test_full_disk_and_a_log_with_room(void **state) {
  (void)state;
  uint64_t done = 0, refused = 0;
  scratch folder;
  scratch_make(&folder);
  const char *path = scratch_path(&folder, "a.db");
  spr_store *s = file_open(path, SPR_STORE_CREATE, FAULT_VFS), *other;
  fault_vfs_plan((fault_plan){.no_sync = true});
  OK(file_batch(s, "one", 2));
  other = file_open(path, SPR_STORE_WRITE, FAULT_VFS);
  for (int i = 0; i < 2500; i++) OK(file_step_batch(s, "one"));
  assert_non_null(file_sql(path, "PRAGMA wal_checkpoint(passive)"));
  uint64_t before = file_entries(s);
  fault_vfs_plan((fault_plan){.no_growth = true, .no_sync = true});
  for (int i = 0; i < 3000; i++) {
    spr_store *writer = i % 50 < 25 ? s : other;
    spr_status status = file_step_batch(writer, "one");
    if (status != SPR_OK) GIVES(status, SPR_EFULL);
    *(status == SPR_OK ? &done : &refused) += 1;
  }
  assert_true(done > 100 && refused > 100);
  assert_int_equal(file_entries(s), before + done);
  fault_vfs_plan((fault_plan){0});
  OK(file_step_batch(s, "one"));
  OK(file_step_batch(other, "one"));
  assert_int_equal(file_entries(s), before + done + 2);
  spr_store_close(other);
  spr_store_close(s);
  scratch_remove(&folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_reads),
      cmocka_unit_test(test_writes),
      cmocka_unit_test(test_syncs),
      cmocka_unit_test(test_truncations),
      cmocka_unit_test(test_openings),
      cmocka_unit_test(test_deletions),
      cmocka_unit_test(test_full_disk),
      cmocka_unit_test(test_unknown_commit),
      cmocka_unit_test(test_full_disk_is_not_done),
      cmocka_unit_test(test_full_disk_and_a_log_with_room),
  };
  fault_vfs_start();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
