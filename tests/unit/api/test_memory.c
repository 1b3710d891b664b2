/* SPDX-License-Identifier: Apache-2.0 */
#include <semaphore.h>
#include <stdatomic.h>

#include "api_support.h"

/* The host's memory runs out at the n-th request, for every n: once (the others are served), or for good.
 * What was asked is then not done and says so, and nothing stays behind. An engine asks from two threads. */
typedef struct scarce {
  atomic_long asked, bytes;
  long fail_at; /* 0: never */
  bool for_good;
  town *t;
} scarce;

static void *scarce_memory(void *data, void *p, size_t old_size, size_t new_size) {
  scarce *s = data;
  long n = new_size > 0 ? atomic_fetch_add(&s->asked, 1) + 1 : 0;
  bool fails = n > 0 && s->fail_at > 0 && (s->for_good ? n >= s->fail_at : n == s->fail_at);
  if (fails) return NULL;
  atomic_fetch_add(&s->bytes, (long)new_size - (long)(p ? old_size : 0));
  return spr_realloc(&spr_alloc_default, p, old_size, new_size);
}

static int64_t scarce_clock(void *data) {
  return ((scarce *)data)->t->now;
}

static sprawa_host host_of(scarce *s) {
  return (sprawa_host){.data = s, .allocate = scarce_memory, .clock = s->t ? scarce_clock : NULL};
}

/* Runs it for every n until memory suffices; for every step-th where that takes long. */
static long run_out(bool (*scenario)(scarce *s), town *t, long step) {
  if (step > 1) step = (long)test_stride((uint64_t)step);
  for (int for_good = 0; for_good < 2; for_good++) {
    for (long n = 1;; n += step) {
      scarce s = {.fail_at = n, .for_good = for_good, .t = t};
      bool done = scenario(&s);
      if (atomic_load(&s.bytes) != 0) fail_msg("request %ld: %ld bytes are left", n, atomic_load(&s.bytes));
      bool enough = atomic_load(&s.asked) < n;
      if (enough) assert_true(done);
      if (enough) break;
    }
  }
  scarce s = {.t = t};
  assert_true(scenario(&s));
  return atomic_load(&s.asked);
}

/* true: done. Nothing but a lack of memory may keep it from that. */
static bool done(const scarce *s, sprawa_code code, const sprawa_error *e) {
  assert_int_equal(code, e->code);
  if (code != SPRAWA_OK && code != SPRAWA_NO_MEMORY)
    fail_msg("request %ld%s: %s: %s", s->fail_at, s->for_good ? " and later" : "", e->name, e->message);
  return code == SPRAWA_OK;
}

/* -- a machine with hooks ------------------------------------------------------------------------------- */

static const char *const gate = "initial: shut\n"
                                "fields: {seen: {type: any}}\n"
                                "hooks: {may: {takes: [who], returns: boolean}, mark: {takes: [who]}}\n"
                                "states:\n"
                                "  shut: {on: {pass: {when: hook.may(event.data.who), to: open, do: [{call: "
                                "hook.mark(event.data.who)}]}}}\n"
                                "  open: {after: {1 hour: shut}}\n";

static void may(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n) {
  (void)n;
  sprawa_host *host = data;
  sprawa_step_answer(step, sprawa_value_boolean(host, sprawa_value_size(arguments[0]) == 2));
}

static void mark(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n) {
  (void)n;
  (void)data;
  sprawa_step_set(step, "seen", sprawa_value_retain(arguments[0]));
  sprawa_step_event(step);
  sprawa_step_log(step, "marked");
}

static sprawa_value *persons(const sprawa_host *host) {
  const char *who = "who";
  sprawa_value *names[] = {sprawa_value_text(host, "Ala", SIZE_MAX),
                           sprawa_value_text(host, "Ola", SIZE_MAX)};
  sprawa_value *list = sprawa_value_list(host, 2, names);
  return sprawa_value_record(host, 1, &who, &list);
}

static bool look_at_machine(const scarce *s, sprawa_machine *m) {
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_explanation *x = NULL;
  bool ok = done(s, sprawa_machine_read(m, sprawa_view_operator(), &c, &e), &e);
  ok = ok && done(s, sprawa_machine_explain(m, sprawa_view_operator(), &x, &e), &e);
  if (ok) assert_string_equal(sprawa_explanation_option(x, 0)->event, "pass");
  sprawa_case_free(c);
  sprawa_explanation_free(x);
  return ok;
}

static bool use_machine(const scarce *s, sprawa_machine *m, const sprawa_host *host) {
  sprawa_error e;
  char json[64];
  sprawa_value *data = persons(host);
  bool ok = done(s, sprawa_machine_send(m, "pass", data, NULL, &e), &e);
  sprawa_value_release(data);
  if (!ok) return false;
  assert_true(sprawa_machine_is_in(m, "open"));
  sprawa_value *fields = sprawa_machine_fields(m);
  size_t n = sprawa_value_json(fields, json, sizeof json);
  if (n > 0) assert_string_equal(json, "{\"seen\":[\"Ala\",\"Ola\"]}");
  sprawa_value_release(fields);
  if (!done(s, sprawa_machine_advance(m, "2 hours", &e), &e)) return false;
  assert_true(sprawa_machine_is_in(m, "shut"));
  return n > 0 && look_at_machine(s, m);
}

static bool live(scarce *s) {
  sprawa_error e;
  sprawa_host host = host_of(s);
  sprawa_definitions *d = NULL;
  sprawa_machine *m = NULL;
  bool ok = done(s, sprawa_definitions_text(&host, "gate.yaml", gate, NULL, NULL, NULL, &d, &e), &e);
  assert_int_equal(ok, d != NULL);
  ok = ok && done(s, sprawa_definitions_hook(d, "may", may, &host, &e), &e);
  ok = ok && done(s, sprawa_definitions_hook(d, "mark", mark, &host, &e), &e);
  ok = ok && done(s, sprawa_machine_start(d, NULL, &m, &e), &e);
  assert_int_equal(ok, m != NULL);
  ok = ok && use_machine(s, m, &host);
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
  return ok;
}

static void a_machine_without_memory(void **state) {
  (void)state;
  assert_true(run_out(live, NULL, 1) > 100);
}

static bool read_site(scarce *s) {
  sprawa_error e;
  sprawa_host host = host_of(s);
  sprawa_definitions *d = NULL;
  bool ok = done(s, sprawa_definitions_site(&host, TOWNS, NULL, NULL, &d, &e), &e);
  assert_int_equal(ok, d != NULL);
  sprawa_definitions_free(d);
  return ok;
}

/* Linked cases in two cities, of definitions that are built as they are needed. */
static bool relay(scarce *s) {
  static const char *const events[] = {"open_other", "open_broken", "tell", "count", "end_other"};
  sprawa_error e;
  sprawa_host host = host_of(s);
  sprawa_definitions *d = NULL;
  sprawa_machine *m = NULL;
  sprawa_value *fields = sprawa_value_members(NULL, "target", sprawa_value_text(NULL, "beta", 4), NULL);
  sprawa_start start = {.package = "relay", .municipality = "alpha", .by = SPRAWA_OPERATOR, .fields = fields};
  long fail_at = s->fail_at;
  s->fail_at = 0;
  bool ok = done(s, sprawa_definitions_draft(&host, TOWNS, NULL, NULL, &d, &e), &e);
  s->fail_at = fail_at; /* reading is another test's */
  atomic_store(&s->asked, 0);
  ok = ok && done(s, sprawa_machine_start(d, &start, &m, &e), &e);
  for (size_t i = 0; ok && i < sizeof events / sizeof *events; i++)
    ok = done(s, sprawa_machine_send(m, events[i], NULL, "owner", &e), &e);
  if (ok) assert_true(sprawa_machine_is_in(m, "open"));
  sprawa_value_release(fields);
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
  return ok;
}

static void a_site_without_memory(void **state) {
  (void)state;
  run_out(read_site, NULL, 499); /* some of many thousands, each a whole check */
}

static void linked_cases_without_memory(void **state) {
  (void)state;
  assert_true(run_out(relay, NULL, 29) > 300);
}

/* -- an engine ------------------------------------------------------------------------------------------ */

static char case_id[SPRAWA_CASE_ID + 1];
static uint64_t sent;

/* Everything that reads, as the operator and as an institution. */
static bool read_all(const scarce *s, sprawa_engine *engine, const char *as) {
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_list *l = NULL;
  sprawa_journal *j = NULL;
  sprawa_work *w = NULL;
  sprawa_explanation *x = NULL;
  const sprawa_where where = {"rounds", "0"};
  sprawa_filter f = {.as = SPRAWA_AS(as)},
                by_field = {.as = SPRAWA_AS(as), .where = &where, .nwhere = 1, .sort = "rounds"};
  sprawa_journal_query q = {.as = SPRAWA_AS(as), .limit = 3, .bodies = true};
  sprawa_work_filter tasks = {.as = SPRAWA_AS(as)};
  bool ok = done(s, sprawa_engine_read(engine, case_id, SPRAWA_AS(as), &c, &e), &e);
  ok = ok && done(s, sprawa_engine_list(engine, &f, &l, &e), &e);
  if (ok) assert_non_null(sprawa_list_row(l, 0));
  sprawa_list_free(l);
  l = NULL;
  sprawa_code unlisted = ok ? sprawa_engine_list(engine, &by_field, &l, &e) : SPRAWA_OK;
  ok = ok && (unlisted == SPRAWA_NOT_FOUND || done(s, unlisted, &e));
  ok = ok && done(s, sprawa_engine_journal(engine, case_id, &q, &j, &e), &e);
  ok = ok && done(s, sprawa_engine_work(engine, &tasks, &w, &e), &e);
  if (ok) assert_non_null(sprawa_work_at(w, 0));
  ok = ok && done(s, sprawa_engine_explain(engine, case_id, SPRAWA_AS(as), &x, &e), &e);
  if (ok) assert_non_null(sprawa_explanation_option(x, 0));
  sprawa_case_free(c);
  sprawa_list_free(l);
  sprawa_journal_free(j);
  sprawa_work_free(w);
  sprawa_explanation_free(x);
  return ok;
}

typedef struct told {
  sem_t here;
  sprawa_code code;
} told;

static void tell(void *data, sprawa_code code) {
  told *t = data;
  t->code = code;
  sem_post(&t->here);
}

/* Without waiting in the engine, and shown the case. */
static bool send_later(const scarce *s, sprawa_engine *engine) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_case *after = NULL;
  told t;
  sprawa_request q = {.by = "desk-alpha", .actor = "test", .after = &after, .done = tell, .done_data = &t};
  sem_init(&t.here, 0, 0);
  sprawa_code code = sprawa_engine_send(engine, case_id, "count", NULL, &q, &r, &e);
  if (code == SPRAWA_OK) {
    while (sem_wait(&t.here) != 0) {}
    code = t.code;
  }
  sem_destroy(&t.here);
  sent += code == SPRAWA_OK;
  if (after) assert_int_equal(sprawa_case_head(after)->seq, sent + 1);
  sprawa_case_free(after);
  return done(s, code, &e);
}

static bool use_engine(const scarce *s, sprawa_engine *engine) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_request q = {.by_name = "desk", .actor = "test"};
  bool ok = done(s, sprawa_engine_send(engine, case_id, "count", NULL, &q, &r, &e), &e);
  sent += ok;
  if (ok) assert_int_equal(r.seq, sent + 1);
  ok = ok && send_later(s, engine);
  return ok && read_all(s, engine, "desk-alpha") && read_all(s, engine, SPRAWA_OPERATOR);
}

/* What keeps a case: where it was done the time before, it is refused. */
static bool upkeep(const scarce *s, sprawa_engine *engine) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_code held = sprawa_engine_hold(engine, case_id, "a court asks", "test", &r, &e);
  bool ok = (held == SPRAWA_REFUSED && strcmp(e.name, "no-transition") == 0) || done(s, held, &e);
  sent += held == SPRAWA_OK;
  sprawa_code released =
      ok ? sprawa_engine_release(engine, case_id, "the court is done", "test", &r, &e) : held;
  sent += released == SPRAWA_OK;
  return ok && done(s, released, &e);
}

static bool emergency(const scarce *s, sprawa_engine *engine) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_request q = {.by = "guard-alpha", .as = SPRAWA_AS("guard-alpha"), .actor = "test"};
  bool ok = done(s, sprawa_engine_emergency(engine, case_id, "somebody is in danger", &q, &r, &e), &e);
  sent += ok;
  return ok && read_all(s, engine, "desk-alpha");
}

static bool work(scarce *s) {
  sprawa_error e;
  sprawa_host host = host_of(s);
  sprawa_engine *engine = NULL;
  sprawa_engine_options o = town_options(s->t);
  o.create = false;
  bool ok = done(s, sprawa_engine_open(&host, &o, &engine, &e), &e);
  assert_int_equal(ok, engine != NULL);
  ok = ok && use_engine(s, engine) && upkeep(s, engine) && emergency(s, engine);
  sprawa_engine_close(engine);
  return ok;
}

/* Neither more nor fewer entries than were answered. */
static void expect_entries(sprawa_engine *engine, uint64_t n) {
  sprawa_error e;
  uint64_t seen = 0;
  sprawa_journal_query q = {.as = sprawa_view_operator(), .limit = 1000};
  do {
    sprawa_journal *j = NULL;
    expect_ok(sprawa_engine_journal(engine, case_id, &q, &j, &e), &e);
    for (size_t i = 0; sprawa_journal_entry(j, i); i++)
      assert_int_equal(sprawa_journal_entry(j, i)->seq, ++seen);
    q.from = sprawa_journal_next(j);
    sprawa_journal_free(j);
  } while (q.from > 0);
  assert_int_equal(seen, n);
}

static void an_engine_without_memory(void **state) {
  (void)state;
  town t;
  sprawa_error e;
  sprawa_reply r;
  sprawa_request q = {.by = SPRAWA_OPERATOR};
  town_folder(&t);
  town_start(&t);
  town_deploy(t.e);
  expect_ok(sprawa_engine_open_case(t.e, "relay", "alpha", NULL, NULL, &q, &r, &e), &e);
  memcpy(case_id, r.id, sizeof case_id);
  sprawa_engine_close(t.e);
  sent = 0;
  assert_true(run_out(work, &t, 17) > 1000);
  town_start(&t);
  expect_entries(t.e, sent + 1);
  town_remove(&t);
}

/* -- readers of an engine that is open ------------------------------------------------------------------- */

/* Definitions are built already: what is left is each reader's own. */
static void readers_without_memory(void **state) {
  (void)state;
  town t;
  sprawa_error e;
  sprawa_reply r;
  sprawa_engine *engine = NULL;
  scarce s = {.t = &t};
  sprawa_request q = {.by = SPRAWA_OPERATOR};
  town_folder(&t);
  sprawa_engine_options o = town_options(&t);
  sprawa_host host = host_of(&s);
  expect_ok(sprawa_engine_open(&host, &o, &engine, &e), &e);
  town_deploy(engine);
  expect_ok(sprawa_engine_open_case(engine, "relay", "alpha", NULL, NULL, &q, &r, &e), &e);
  memcpy(case_id, r.id, sizeof case_id);
  assert_true(read_all(&s, engine, SPRAWA_OPERATOR) && read_all(&s, engine, "desk-alpha"));
  for (int for_good = 0; for_good < 2; for_good++) {
    bool enough = false;
    for (long n = 1; !enough; n++) {
      atomic_store(&s.asked, 0);
      s.for_good = for_good;
      s.fail_at = n;
      bool all = read_all(&s, engine, for_good ? SPRAWA_OPERATOR : "desk-alpha");
      s.fail_at = 0;
      enough = atomic_load(&s.asked) < n;
      assert_true(!enough || all);
    }
  }
  sprawa_engine_close(engine);
  assert_int_equal(atomic_load(&s.bytes), 0);
  t.e = NULL;
  town_remove(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_machine_without_memory),    cmocka_unit_test(a_site_without_memory),
      cmocka_unit_test(linked_cases_without_memory), cmocka_unit_test(an_engine_without_memory),
      cmocka_unit_test(readers_without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
