/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "../store/powercut.h"
#include "life.h"

/* The life of an engine is recorded, with database, key file and master key, and then the power goes at each
 * of its changes of the disk. Whatever of the unsynced reached it: the engine opens by itself, the record is
 * true to itself, every step that was answered is there and is told to be so, none is there twice or by half,
 * and the rest can be done. */

#define WRAP_BYTES 72

static town_desk town;
static life_remains expected;
static struct {
  char id[sizeof((life *)0)->id], other[sizeof((life *)0)->other];
  unsigned char wrap[WRAP_BYTES]; /* of the erased case's key */
} recorded;

/* -- the life ------------------------------------------------------------------------------------------- */
static void read_wrap(const life *l) {
  sqlite3 *db;
  sqlite3_stmt *s;
  assert_int_equal(sqlite3_open_v2(l->keys, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db, "SELECT wrap FROM case_key WHERE id = ?", -1, &s, NULL), SQLITE_OK);
  sqlite3_bind_text(s, 1, l->other, -1, SQLITE_STATIC);
  assert_int_equal(sqlite3_step(s), SQLITE_ROW);
  assert_int_equal(sqlite3_column_bytes(s, 0), WRAP_BYTES);
  memcpy(recorded.wrap, sqlite3_column_blob(s, 0), WRAP_BYTES);
  sqlite3_finalize(s);
  sqlite3_close(db);
}

/* A step that was answered is not done again; the one after it may have been done. With an erased case its
 * answers go: that it was opened shows as it is erased. */
static void ask_for_all(life *l, uint32_t answered) {
  memcpy(l->other, recorded.other, sizeof l->other);
  for (uint32_t i = 0; i < LIFE_STEPS; i++) {
    bool gone = i == LIFE_OTHER && answered > LIFE_OTHER;
    spr_status st = gone ? SPR_OK : life_steps[i](l);
    if (st != SPR_OK) fail_msg("step %u: %s", i, spr_status_text(st));
    if (i < answered && !gone && !l->again) fail_msg("step %u was answered, and is lost", i);
    if (i > answered && l->again) fail_msg("step %u was never asked for, and is there", i);
    if (i == 1 && answered > 1) assert_string_equal(l->id, recorded.id);
    if (i == LIFE_OTHER && !gone) read_wrap(l);
    power_mark();
  }
}

/* Of a life that begins in the folder, in which so many steps were answered before. */
static void record(life *l, uint32_t answered) {
  power_record(l->folder);
  assert_int_equal(life_open(l), SPR_OK);
  ask_for_all(l, answered);
  life_close(l);
  power_pause();
  memcpy(recorded.id, l->id, sizeof l->id);
  memcpy(recorded.other, l->other, sizeof l->other);
}

static void record_first(void) {
  life l;
  life_begin(&l, &town);
  record(&l, 0);
  assert_int_equal(life_open(&l), SPR_OK);
  expected = life_look(&l);
  life_remove(&l);
}

static int load_town(void **state) {
  (void)state;
  town = (town_desk){.seed = 1};
  town_site(&town);
  return 0;
}

static int free_town(void **state) {
  (void)state;
  power_release();
  spr_library_free(town.library);
  spr_arena_release(&town.arena);
  return 0;
}

/* -- after the cut -------------------------------------------------------------------------------------- */
static bool file_holds(const char *path, const unsigned char *what, size_t n) {
  static unsigned char bytes[1 << 20];
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  size_t size = fread(bytes, 1, sizeof bytes, f);
  fclose(f);
  for (size_t i = 0; i + n <= size; i++)
    if (bytes[i] == what[0] && memcmp(bytes + i, what, n) == 0) return true;
  return false;
}

static void assert_key_is_gone(const life *l) {
  char path[400];
  DIR *d = opendir(l->folder);
  assert_non_null(d);
  for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
    if (e->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s", l->folder, e->d_name);
    if (file_holds(path, recorded.wrap, WRAP_BYTES)) fail_msg("the erased case's key is in %s", e->d_name);
  }
  closedir(d);
}

/* Lays out what a cut leaves. How many steps were answered before, in this life and others before it. */
static uint32_t find_again(life *l, size_t at, uint64_t seed, uint32_t before) {
  uint32_t answered = power_marks(at) > before ? power_marks(at) : before;
  life_begin(l, &town);
  l->seed = 1000 * (before + 1) + seed;
  power_cut(at, seed, l->folder);
  if (answered > LIFE_OTHER + 1) assert_key_is_gone(l);
  return answered;
}

static void cut(size_t at, uint64_t seed, uint32_t before) {
  life l;
  uint32_t answered = find_again(&l, at, seed, before);
  spr_status st = life_open(&l);
  if (st != SPR_OK) fail_msg("does not open: %s: %s", spr_status_text(st), l.why);
  life_verify(&l);
  ask_for_all(&l, answered);
  life_compare(life_look(&l), &expected);
  life_remove(&l);
}

/* SPRAWA_POWER_SEEDS: so many ways in which each change may be lost, instead of one or two. */
static uint64_t seeds(void) {
  const char *n = getenv("SPRAWA_POWER_SEEDS");
  return n ? strtoull(n, NULL, 10) : 0;
}

static void the_power_goes_at_each_change(void **state) {
  (void)state;
  uint64_t all = seeds();
  record_first();
  assert_int_equal(expected.count.cases, 3);
  assert_int_equal(expected.kinds[SPR_JOURNAL_ERASED], 1);
  print_message("    %zu changes of the disk\n", power_changes());
  assert_true(power_changes() > 200);
  for (size_t at = 0; at <= power_changes(); at++) {
    for (uint64_t seed = 0; seed < all; seed++) cut(at, seed, 0);
    /* Of every third change, in turn: nothing, all, removals alone, some part. */
    if (all == 0 && at % 3 == 0) cut(at, at % 18 < 9 ? at % 9 / 3 : at + 3, 0);
  }
}

/* While the engine starts up and catches up, it goes a second time. */
static void and_goes_again(void **state) {
  uint64_t random = 7, rounds = seeds() ? 10 * seeds() : 3;
  (void)state;
  for (uint64_t round = 0; round < rounds; round++) {
    life l;
    record_first();
    size_t at = test_below(&random, (uint32_t)power_changes());
    uint32_t before = find_again(&l, at, 3 + round, 0);
    record(&l, before);
    life_remove(&l);
    for (at = test_below(&random, 8); at <= power_changes(); at += 1 + test_below(&random, 16))
      cut(at, 3 + at, before);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_power_goes_at_each_change),
      cmocka_unit_test(and_goes_again),
  };
  return cmocka_run_group_tests(tests, load_town, free_town);
}
