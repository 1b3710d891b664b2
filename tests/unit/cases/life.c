/* SPDX-License-Identifier: Apache-2.0 */
#include "life.h"

#include <stdlib.h>
#include <unistd.h>

#include "cases/verify.h"

static int64_t clock_of(void *ud) {
  return *(int64_t *)ud;
}

spr_status life_open(life *l) {
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
  l->again = st == SPR_OK && reply.told.again;
  spr_engine_reply_release(&reply);
  return st;
}

static spr_status step_deploy(life *l) {
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  spr_status st = spr_engine_deploy(l->e, l->t->library, SPR_STR("test"), &report, &why);
  spr_buf_release(&why);
  l->again = st == SPR_OK && report.changed == 0 && !report.environment;
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

static spr_status tick(life *l, spr_instant at) {
  uint64_t fired = 0;
  l->now = at;
  spr_status st = spr_engine_tick(l->e, SPR_NO_INSTANT, SPR_STR(""), &fired, NULL);
  l->again = st == SPR_OK && fired == 0;
  return st;
}

/* The child's timer after half a day; then the parent's deadlines, and its warning. */
static spr_status step_tick(life *l) {
  return tick(l, AT(2026, 1, 9, 9));
}

static spr_status step_end(life *l) {
  return event(l, "end_other");
}
static spr_status step_fail(life *l) {
  return event(l, "fail_later");
}

/* A timer that fails, and is tried again. */
static spr_status step_retry(life *l) {
  return tick(l, AT(2026, 1, 9, 14));
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
  l->again = st == SPR_OK && told == SPR_TOLD_ERASED;
  spr_engine_reply_release(&reply);
  return st;
}

static spr_status step_finish(life *l) {
  return event(l, "finish");
}

const life_step life_steps[LIFE_STEPS] = {step_deploy, step_open,  step_link,  step_count, step_tell,
                                          step_papers, step_tick,  step_end,   step_fail,  step_retry,
                                          step_other,  step_erase, step_finish};

/* -- what is left of it ------------------------------------------------------------------------------------
 */
static bool on_entry(void *ud, const spr_entry_row *e) {
  life_remains *r = ud;
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
  life_remains r;
} looked;

static spr_status verify(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_verify_report report;
  spr_verify_options o = {.rebuild = true, .decide = true, .found = on_found};
  (void)ud;
  (void)now;
  assert_int_equal(spr_verify(desk, store, &o, &report), SPR_OK);
  assert_int_equal(report.faults, 0);
  assert_int_equal(spr_store_erasing(store, 0, on_erasing, NULL), SPR_OK);
  return SPR_OK;
}

void life_verify(life *l) {
  assert_int_equal(spr_engine_inspect(l->e, verify, NULL), SPR_OK);
}

static spr_status look_back(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  looked *x = ud;
  spr_loaded c;
  (void)now;
  assert_int_equal(spr_store_counts(store, &x->r.count), SPR_OK);
  assert_int_equal(spr_store_journal(store, 1, on_entry, &x->r), SPR_OK);
  assert_int_equal(spr_desk_load(desk, spr_str_of(x->l->id), &c), SPR_OK);
  x->r.load = field(&c, "load");
  x->r.taken = field(&c, "taken");
  x->r.away = field(&c, "away");
  spr_loaded_release(&c);
  return SPR_OK;
}

life_remains life_look(life *l) {
  looked x = {.l = l};
  life_verify(l);
  assert_int_equal(spr_engine_inspect(l->e, look_back, &x), SPR_OK);
  return x.r;
}

void life_compare(life_remains r, const life_remains *expected) {
  r.count.bytes = expected->count.bytes;
  r.count.unsealed = expected->count.unsealed; /* a seal is not owed */
  assert_memory_equal(&r, expected, sizeof r);
}

/* -- where it lies ------------------------------------------------------------------------------------------
 */
void life_begin(life *l, town_desk *t) {
  const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  *l = (life){.t = t, .alloc = &spr_alloc_default, .now = AT(2026, 1, 7, 9), .seed = 11};
  snprintf(l->folder, sizeof l->folder, "%s/town-XXXXXX", memory);
  assert_non_null(mkdtemp(l->folder));
  snprintf(l->database, sizeof l->database, "%s/db", l->folder);
  snprintf(l->keys, sizeof l->keys, "%s/keys", l->folder);
  snprintf(l->master, sizeof l->master, "%s/master", l->folder);
}

void life_close(life *l) {
  spr_engine_close(l->e);
  l->e = NULL;
}

void life_remove(life *l) {
  char command[64];
  life_close(l);
  snprintf(command, sizeof command, "rm -r %s", l->folder);
  assert_true(test_shell(command));
}
