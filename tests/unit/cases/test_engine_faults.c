/* SPDX-License-Identifier: Apache-2.0 */
#include "../store/fault_vfs.h"
#include "../store/faulty.h"
#include "life.h"

/* The life of an engine, in which each read, write, sync, truncation, opening, renaming and each request for
 * memory fails in turn, once or for ever, and the disk is full from each byte on. Whatever fails: an error
 * says so, the same request is done when the fault is over, on the same engine or, where a commit's outcome
 * is unknown, on one that was opened anew; and at the end the journal is that of a life without faults. */

typedef struct faulty_life {
  life l;
  bool memory; /* is what fails, so the words may be missing */
  bool fired;
} faulty_life;

/* -- faults ------------------------------------------------------------------------------------------------
 */
static void no_faults(faulty_life *l) {
  bool call = faulty_disarm();
  l->fired = l->fired || call || fault_vfs_fired() > 0;
  fault_vfs_plan((fault_plan){0});
}

static void assert_told(faulty_life *l, spr_status st, const char *why) {
  bool fair = st == SPR_EIO || st == SPR_EFULL || st == SPR_EUNKNOWN || st == SPR_ENOMEM;
  if (l->memory && st == SPR_EREFUSED && strstr(why, "locked")) return;
  if (!fair || (st == SPR_ENOMEM && !l->memory))
    fail_msg("the fault was told as \"%s\": %s", spr_status_text(st), why);
  if (st != SPR_ENOMEM && why[0] == '\0') fail_msg("\"%s\" without a word", spr_status_text(st));
}

static void open_at_last(faulty_life *l) {
  spr_status st = life_open(&l->l);
  if (st == SPR_OK) return;
  assert_null(l->l.e);
  assert_told(l, st, l->l.why);
  no_faults(l);
  st = life_open(&l->l);
  if (st != SPR_OK) fail_msg("does not open again: %s: %s", spr_status_text(st), l->l.why);
}

static spr_status look_at_nothing(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)store;
  (void)now;
  *(bool *)ud = true;
  return SPR_OK;
}

/* Nothing is answered until the engine is opened anew. */
static void restart(faulty_life *l, life_step step) {
  uint64_t fired;
  bool looked = false;
  assert_int_equal(step(&l->l), SPR_EUNKNOWN);
  no_faults(l);
  assert_int_equal(step(&l->l), SPR_EUNKNOWN);
  assert_int_equal(spr_engine_tick(l->l.e, SPR_NO_INSTANT, SPR_STR(""), &fired, NULL), SPR_EUNKNOWN);
  assert_int_equal(spr_engine_read(l->l.e, look_at_nothing, &looked), SPR_EUNKNOWN);
  assert_false(looked);
  life_close(&l->l);
  open_at_last(l);
}

static void step_at_last(faulty_life *l, life_step step) {
  spr_buf why;
  spr_status st = step(&l->l);
  if (st == SPR_OK) return;
  spr_buf_init(&why, &spr_alloc_default, 1 << 12);
  spr_engine_fault(l->l.e, &why);
  assert_told(l, st, why.p ? why.p : "");
  spr_buf_release(&why);
  if (st == SPR_EUNKNOWN) restart(l, step);
  no_faults(l);
  st = step(&l->l);
  if (st != SPR_OK) fail_msg("not done when the fault was over: %s", spr_status_text(st));
}

static void live(faulty_life *l) {
  open_at_last(l);
  for (size_t i = 0; i < LIFE_STEPS; i++) step_at_last(l, life_steps[i]);
  life_close(&l->l);
}

static void begin(faulty_life *l, town_desk *t) {
  *l = (faulty_life){.fired = false};
  life_begin(&l->l, t);
}

static life_remains end(faulty_life *l) {
  l->l.alloc = &spr_alloc_default;
  l->l.vfs = NULL;
  open_at_last(l);
  life_remains r = life_look(&l->l);
  life_remove(&l->l);
  return r;
}

/* -- sweeps ------------------------------------------------------------------------------------------------
 */
static town_desk town;
static life_remains expected;

static int load_town(void **state) {
  faulty_life l;
  (void)state;
  town = (town_desk){.seed = 1};
  town_site(&town);
  begin(&l, &town);
  live(&l);
  expected = end(&l);
  assert_int_equal(expected.count.cases, 3);
  assert_int_equal(expected.kinds[SPR_JOURNAL_ERASED], 1);
  assert_int_equal(expected.load, 1);
  assert_int_equal(expected.away, 7);
  assert_true(expected.kinds[SPR_JOURNAL_INCIDENT] > 0 && expected.kinds[SPR_JOURNAL_LINKED] > 0);
  return 0;
}

static int free_town(void **state) {
  (void)state;
  spr_library_free(town.library);
  spr_arena_release(&town.arena);
  return 0;
}

static void sweep_vfs(fault_plan plan, uint64_t step, uint64_t least) {
  uint64_t n = 1, places = 0;
  for (bool fired = true; fired; n += step, places++) {
    faulty_life l;
    begin(&l, &town);
    l.l.vfs = FAULT_VFS;
    plan.nth = n;
    fault_vfs_plan(plan);
    live(&l);
    no_faults(&l);
    fired = l.fired;
    life_compare(end(&l), &expected);
  }
  print_message("    %u of %u places\n", (unsigned)places, (unsigned)n);
  assert_true(n > least);
}

static void both_ways(fault_kind kind, uint64_t step, uint64_t least) {
  sweep_vfs((fault_plan){.kind = kind}, step, least);
  sweep_vfs((fault_plan){.kind = kind, .for_ever = true}, step, least);
}

static void reads(void **state) {
  (void)state;
  both_ways(FAULT_READ, test_stride(3), 5);
}
static void writes(void **state) {
  (void)state;
  both_ways(FAULT_WRITE, test_stride(7), 400);
}
static void syncs(void **state) {
  (void)state;
  both_ways(FAULT_SYNC, 1, 10);
}
static void truncations(void **state) {
  (void)state;
  both_ways(FAULT_TRUNCATE, 1, 0);
}
static void openings(void **state) {
  (void)state;
  both_ways(FAULT_OPEN, 1, 6);
}
static void deletions(void **state) {
  (void)state;
  both_ways(FAULT_DELETE, 1, 0);
}

static void a_full_disk(void **state) {
  uint64_t bytes = 500, places = 0;
  (void)state;
  for (bool fired = true; fired; bytes += test_stride(101) * 250, places++) {
    faulty_life l;
    begin(&l, &town);
    l.l.vfs = FAULT_VFS;
    fault_vfs_plan((fault_plan){.full_after = bytes});
    live(&l);
    no_faults(&l);
    fired = l.fired;
    life_compare(end(&l), &expected);
  }
  print_message("    %u places\n", (unsigned)places);
  assert_true(bytes > 100000);
}

/* The calls themselves, also those beside SQLite (the master key, folders), and memory. */
static void sweep_calls(faulty_kind kind, faulty_way way, uint64_t step, uint64_t least) {
  uint64_t n = 1, places = 0;
  for (bool fired = true; fired; n += step, places++) {
    faulty_life l;
    begin(&l, &town);
    l.l.alloc = &faulty_alloc;
    l.memory = kind == FAULTY_MEMORY;
    faulty_arm(kind, way, (size_t)n);
    live(&l);
    no_faults(&l);
    fired = l.fired;
    life_compare(end(&l), &expected);
  }
  print_message("    %u of %u places\n", (unsigned)places, (unsigned)n);
  assert_true(n > least);
}

static void calls_once(void **state) {
  (void)state;
  sweep_calls(FAULTY_FILES, FAULTY_ONCE, test_stride(7), 600);
}
static void calls_for_ever(void **state) {
  (void)state;
  sweep_calls(FAULTY_FILES, FAULTY_FOR_EVER, test_stride(8), 600);
}
static void memory_once(void **state) {
  (void)state;
  sweep_calls(FAULTY_MEMORY, FAULTY_ONCE, test_stride(127), 1000);
}
static void memory_for_ever(void **state) {
  (void)state;
  sweep_calls(FAULTY_MEMORY, FAULTY_FOR_EVER, test_stride(139), 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads),       cmocka_unit_test(writes),          cmocka_unit_test(syncs),
      cmocka_unit_test(truncations), cmocka_unit_test(openings),        cmocka_unit_test(deletions),
      cmocka_unit_test(a_full_disk), cmocka_unit_test(calls_once),      cmocka_unit_test(calls_for_ever),
      cmocka_unit_test(memory_once), cmocka_unit_test(memory_for_ever),
  };
  faulty_start();
  fault_vfs_start();
  return cmocka_run_group_tests(tests, load_town, free_town);
}
