/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "../store/fault_vfs.h"
#include "../store/faulty.h"
#include "cases/engine.h"
#include "cases/verify.h"
#include "town_desk.h"

/* A short life of the whole engine, in which each read, write, sync, truncation, opening, renaming and each
 * request for memory fails in turn, once or for ever, and the disk is full from each byte on. Whatever fails:
 * an error says so, the same request is done when the fault is over, on the same engine or, where a commit's
 * outcome is unknown, on one that was opened anew; and at the end the journal is that of a life without
 * faults. */

typedef struct life {
  town_desk *t;
  spr_engine *e;
  const spr_alloc *alloc;
  const char *vfs;
  int64_t now;
  char folder[40], database[64], keys[64], master[64];
  char id[SPR_CASE_ID_CHARS + 1];    /* of the case */
  char other[SPR_CASE_ID_CHARS + 1]; /* of one that is erased */
  char why[SPR_MAX_MESSAGE_BYTES];
  uint64_t seed;
  bool memory; /* is what fails, so the words may be missing */
  bool fired;
} life;

static int64_t clock_of(void *ud) {
  return *(int64_t *)ud;
}

static spr_status engine_open(life *l) {
  spr_engine_options o = {.alloc = l->alloc,
                          .database = l->database,
                          .keys = l->keys,
                          .master = l->master,
                          .create = true,
                          .clock = clock_of,
                          .clock_ud = &l->now,
                          .random = town_random,
                          .random_ud = &l->seed,
                          .vfs = l->vfs};
  l->why[0] = '\0';
  return spr_engine_open(&o, &l->e, l->why);
}

/* -- what is done in it ---------------------------------------------------------------------------------- */
/* Each is done once, however often it is asked for: requests by their keys, the others by what they are. */
static spr_status take(life *l, spr_ask a, const char *key) {
  spr_engine_reply reply;
  a.id = spr_str_of(a.kind == SPR_IN_OPEN ? "" : l->id);
  a.by = SPR_STR("desk-alpha");
  a.principal = SPR_STR("p");
  a.key = spr_str_of(key);
  a.occurred = SPR_NO_INSTANT;
  memcpy(a.request.b, key, strlen(key));
  spr_status st = spr_engine_take(l->e, &a, &reply);
  if (st == SPR_OK && reply.told.kind != SPR_TOLD_DONE)
    fail_msg("%s: %.*s", key, SPR_FMT(reply.told.reasons));
  if (st == SPR_OK && a.kind == SPR_IN_OPEN) memcpy(l->id, reply.told.id, sizeof l->id);
  spr_engine_reply_release(&reply);
  return st;
}

static spr_status step_deploy(life *l) {
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  spr_status st = spr_engine_deploy(l->e, l->t->library, SPR_STR("test"), &report, &why);
  spr_buf_release(&why);
  return st;
}

static spr_status step_open(life *l) {
  spr_heap h = spr_heap_arena(&l->t->arena);
  spr_pair pair = {spr_v_text(&h, SPR_STR("target")), spr_v_text(&h, SPR_STR("beta"))};
  return take(l,
              (spr_ask){.kind = SPR_IN_OPEN,
                        .package = SPR_STR("relay"),
                        .municipality = SPR_STR("alpha"),
                        .data = spr_v_record(&h, &pair, 1)},
              "open");
}

static spr_status event(life *l, const char *name) {
  return take(l, (spr_ask){.kind = SPR_IN_EVENT, .name = spr_str_of(name)}, name);
}

static spr_status step_link(life *l) {
  return event(l, "open_other");
}
static spr_status step_count(life *l) {
  return event(l, "count");
}
static spr_status step_tell(life *l) {
  return event(l, "tell");
}
static spr_status step_papers(life *l) {
  return take(l, (spr_ask){.kind = SPR_IN_DONE, .name = SPR_STR("papers")}, "papers");
}

/* The child's timer after half a day; then the parent's deadlines, and its warning. */
static spr_status step_tick(life *l) {
  uint64_t fired;
  l->now = AT(2026, 1, 9, 9);
  return spr_engine_tick(l->e, SPR_NO_INSTANT, &fired);
}

static spr_status step_end(life *l) {
  return event(l, "end_other");
}
static spr_status step_fail(life *l) {
  return event(l, "fail_later");
}

/* A timer that fails, and is tried again. */
static spr_status step_retry(life *l) {
  uint64_t fired;
  l->now = AT(2026, 1, 9, 14);
  return spr_engine_tick(l->e, SPR_NO_INSTANT, &fired);
}

static spr_status step_other(life *l) {
  char id[sizeof l->id];
  memcpy(id, l->id, sizeof id);
  spr_status st =
      take(l, (spr_ask){.kind = SPR_IN_OPEN, .package = SPR_STR("relay"), .municipality = SPR_STR("alpha")},
           "other");
  if (st == SPR_OK) memcpy(l->other, l->id, sizeof l->other);
  memcpy(l->id, id, sizeof l->id);
  return st;
}

static spr_status step_erase(life *l) {
  spr_engine_reply reply;
  spr_upkeep u = {
      .kind = SPR_UPKEEP_ERASE, .id = spr_str_of(l->other), .reason = SPR_STR("over"), .force = true};
  spr_status st = spr_engine_upkeep(l->e, &u, &reply);
  spr_answer_kind told = reply.told.kind;
  if (st == SPR_OK && told != SPR_TOLD_DONE && told != SPR_TOLD_ERASED) fail_msg("not erased");
  spr_engine_reply_release(&reply);
  return st;
}

static spr_status step_finish(life *l) {
  return event(l, "finish");
}

typedef spr_status (*step_fn)(life *l);
static const step_fn steps[] = {step_deploy, step_open,  step_link,  step_count, step_tell,
                                step_papers, step_tick,  step_end,   step_fail,  step_retry,
                                step_other,  step_erase, step_finish};

/* -- faults ------------------------------------------------------------------------------------------------
 */
static void no_faults(life *l) {
  bool call = faulty_disarm();
  l->fired = l->fired || call || fault_vfs_fired() > 0;
  fault_vfs_plan((fault_plan){0});
}

static void assert_told(life *l, spr_status st, const char *why) {
  bool fair = st == SPR_EIO || st == SPR_EFULL || st == SPR_EUNKNOWN || st == SPR_ENOMEM;
  if (l->memory && st == SPR_EREFUSED && strstr(why, "locked")) return;
  if (!fair || (st == SPR_ENOMEM && !l->memory))
    fail_msg("the fault was told as \"%s\": %s", spr_status_text(st), why);
  if (st != SPR_ENOMEM && why[0] == '\0') fail_msg("\"%s\" without a word", spr_status_text(st));
}

static void open_at_last(life *l) {
  spr_status st = engine_open(l);
  if (st == SPR_OK) return;
  assert_null(l->e);
  assert_told(l, st, l->why);
  no_faults(l);
  st = engine_open(l);
  if (st != SPR_OK) fail_msg("does not open again: %s: %s", spr_status_text(st), l->why);
}

static spr_status look_at_nothing(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)store;
  (void)now;
  *(bool *)ud = true;
  return SPR_OK;
}

/* Nothing is answered until the engine is opened anew. */
static void restart(life *l, step_fn step) {
  uint64_t fired;
  bool looked = false;
  assert_int_equal(step(l), SPR_EUNKNOWN);
  no_faults(l);
  assert_int_equal(step(l), SPR_EUNKNOWN);
  assert_int_equal(spr_engine_tick(l->e, SPR_NO_INSTANT, &fired), SPR_EUNKNOWN);
  assert_int_equal(spr_engine_read(l->e, look_at_nothing, &looked), SPR_EUNKNOWN);
  assert_false(looked);
  spr_engine_close(l->e);
  l->e = NULL;
  open_at_last(l);
}

static void step_at_last(life *l, step_fn step) {
  spr_buf why;
  spr_status st = step(l);
  if (st == SPR_OK) return;
  spr_buf_init(&why, &spr_alloc_default, 1 << 12);
  spr_engine_fault(l->e, &why);
  assert_told(l, st, why.p ? why.p : "");
  spr_buf_release(&why);
  if (st == SPR_EUNKNOWN) restart(l, step);
  no_faults(l);
  st = step(l);
  if (st != SPR_OK) fail_msg("not done when the fault was over: %s", spr_status_text(st));
}

/* -- what is left of it ------------------------------------------------------------------------------------
 */
typedef struct remains {
  spr_store_count count;
  int64_t load, taken, away;
  uint64_t kinds[SPR_JOURNAL_RETRIED + 1];
} remains;

static bool on_entry(void *ud, const spr_entry_row *e) {
  remains *r = ud;
  r->kinds[e->kind]++;
  return true;
}

static void on_found(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos) {
  (void)ud;
  fail_msg("%s: %.*s/%u at %u", what, SPR_FMT(id), (unsigned)seq, (unsigned)pos);
}

static bool on_erasing(void *ud, const spr_case_row *c) {
  (void)ud;
  fail_msg("%.*s is not quite erased", SPR_FMT(c->id));
  return false;
}

static int64_t field(spr_loaded *c, const char *name) {
  return spr_case_field(c->c, spr_model_field(c->definition->model, spr_str_of(name))).u.i;
}

typedef struct looked {
  life *l;
  remains r;
} looked;

static spr_status look_back(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  looked *x = ud;
  spr_loaded c;
  spr_verify_report report;
  spr_verify_options o = {.rebuild = true, .decide = true, .found = on_found};
  (void)now;
  assert_int_equal(spr_verify(desk, store, &o, &report), SPR_OK);
  assert_int_equal(report.faults, 0);
  assert_int_equal(spr_store_counts(store, &x->r.count), SPR_OK);
  assert_int_equal(spr_store_erasing(store, 0, on_erasing, NULL), SPR_OK);
  assert_int_equal(spr_store_journal(store, 1, on_entry, &x->r), SPR_OK);
  assert_int_equal(spr_desk_load(desk, spr_str_of(x->l->id), &c), SPR_OK);
  x->r.load = field(&c, "load");
  x->r.taken = field(&c, "taken");
  x->r.away = field(&c, "away");
  spr_loaded_release(&c);
  return SPR_OK;
}

static void live(life *l) {
  open_at_last(l);
  for (size_t i = 0; i < TEST_COUNT(steps); i++) step_at_last(l, steps[i]);
  spr_engine_close(l->e);
}

static void begin(life *l, town_desk *t) {
  const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  *l = (life){.t = t, .alloc = &spr_alloc_default, .now = AT(2026, 1, 7, 9), .seed = 11};
  snprintf(l->folder, sizeof l->folder, "%s/town-XXXXXX", memory);
  assert_non_null(mkdtemp(l->folder));
  snprintf(l->database, sizeof l->database, "%s/db", l->folder);
  snprintf(l->keys, sizeof l->keys, "%s/keys", l->folder);
  snprintf(l->master, sizeof l->master, "%s/master", l->folder);
}

static remains end(life *l) {
  char command[64];
  looked x = {.l = l};
  l->alloc = &spr_alloc_default;
  l->vfs = NULL;
  open_at_last(l);
  assert_int_equal(spr_engine_inspect(l->e, look_back, &x), SPR_OK);
  spr_engine_close(l->e);
  snprintf(command, sizeof command, "rm -r %s", l->folder);
  assert_true(test_shell(command));
  return x.r;
}

/* -- sweeps ------------------------------------------------------------------------------------------------
 */
static town_desk town;
static remains expected;

static void compare(remains r) {
  r.count.bytes = expected.count.bytes;
  assert_memory_equal(&r, &expected, sizeof r);
}

static int load_town(void **state) {
  life l;
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

/* Every n-th place is tried: SPRAWA_EVERY_FAULT=1 tries them all. */
static uint64_t stride(uint64_t usual) {
  return getenv("SPRAWA_EVERY_FAULT") ? 1 : usual;
}

static void sweep_vfs(fault_plan plan, uint64_t least) {
  uint64_t n = 1;
  for (bool fired = true; fired; n++) {
    life l;
    begin(&l, &town);
    l.vfs = FAULT_VFS;
    plan.nth = n;
    fault_vfs_plan(plan);
    live(&l);
    no_faults(&l);
    fired = l.fired;
    compare(end(&l));
  }
  print_message("    %u places\n", (unsigned)n - 2);
  assert_true(n - 2 >= least);
}

static void both_ways(fault_kind kind, uint64_t least) {
  sweep_vfs((fault_plan){.kind = kind}, least);
  sweep_vfs((fault_plan){.kind = kind, .for_ever = true}, least);
}

static void reads(void **state) {
  (void)state;
  both_ways(FAULT_READ, 5);
}
static void writes(void **state) {
  (void)state;
  both_ways(FAULT_WRITE, 40);
}
static void syncs(void **state) {
  (void)state;
  both_ways(FAULT_SYNC, 10);
}
static void truncations(void **state) {
  (void)state;
  both_ways(FAULT_TRUNCATE, 0);
}
static void openings(void **state) {
  (void)state;
  both_ways(FAULT_OPEN, 6);
}
static void deletions(void **state) {
  (void)state;
  both_ways(FAULT_DELETE, 0);
}

static void a_full_disk(void **state) {
  uint64_t bytes = 500, places = 0;
  (void)state;
  for (bool fired = true; fired; bytes += stride(12) * 250, places++) {
    life l;
    begin(&l, &town);
    l.vfs = FAULT_VFS;
    fault_vfs_plan((fault_plan){.full_after = bytes});
    live(&l);
    no_faults(&l);
    fired = l.fired;
    compare(end(&l));
  }
  print_message("    %u places\n", (unsigned)places);
  assert_true(bytes > 100000);
}

/* The calls themselves, also those beside SQLite (the master key, folders), and memory. */
static void sweep_calls(faulty_kind kind, faulty_way way, uint64_t step, uint64_t least) {
  uint64_t n = 1, places = 0;
  for (bool fired = true; fired; n += step, places++) {
    life l;
    begin(&l, &town);
    l.alloc = &faulty_alloc;
    l.memory = kind == FAULTY_MEMORY;
    faulty_arm(kind, way, (size_t)n);
    live(&l);
    no_faults(&l);
    fired = l.fired;
    compare(end(&l));
  }
  print_message("    %u of %u places\n", (unsigned)places, (unsigned)n);
  assert_true(n > least);
}

static void calls_once(void **state) {
  (void)state;
  sweep_calls(FAULTY_FILES, FAULTY_ONCE, 1, 80);
}
static void calls_for_ever(void **state) {
  (void)state;
  sweep_calls(FAULTY_FILES, FAULTY_FOR_EVER, 1, 80);
}
static void memory_once(void **state) {
  (void)state;
  sweep_calls(FAULTY_MEMORY, FAULTY_ONCE, stride(23), 1000);
}
static void memory_for_ever(void **state) {
  (void)state;
  sweep_calls(FAULTY_MEMORY, FAULTY_FOR_EVER, stride(29), 1000);
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
