/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

#include "api_support.h"

/* Also run under the thread sanitizer. A thread says what went wrong; only the first thread fails the test.
 */

typedef struct worker {
  sprawa_engine *e;
  town t;
  const sprawa_value *shared;
  char wrong[SPRAWA_ERROR_NAME + SPRAWA_ERROR_MESSAGE + 4];
} worker;

static bool fine(worker *w, sprawa_code code, const sprawa_error *e) {
  if (code != SPRAWA_OK) snprintf(w->wrong, sizeof w->wrong, "%s: %s", e->name, e->message);
  return code == SPRAWA_OK;
}

static bool use(worker *w, sprawa_engine *engine, int rounds) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_request desk = {.by = "desk-alpha", .actor = "thread"}, op = {.by = SPRAWA_OPERATOR};
  for (int i = 0; i < rounds; i++) {
    sprawa_case *c = NULL;
    sprawa_list *l = NULL;
    sprawa_filter f = {.as = sprawa_view_operator(), .limit = 5};
    bool ok = fine(w, sprawa_engine_open_case(engine, "relay", "alpha", NULL, w->shared, &op, &r, &e), &e) &&
              fine(w, sprawa_engine_send(engine, r.id, "count", NULL, &desk, &r, &e), &e) &&
              fine(w, sprawa_engine_read(engine, r.id, SPRAWA_AS("desk-alpha"), &c, &e), &e) &&
              fine(w, sprawa_engine_list(engine, &f, &l, &e), &e);
    if (ok && sprawa_case_head(c)->seq != 2)
      snprintf(w->wrong, sizeof w->wrong, "case %s has another entry", r.id);
    sprawa_case_free(c);
    sprawa_list_free(l);
    if (w->wrong[0]) return false;
  }
  return true;
}

static void *use_shared(void *data) {
  worker *w = data;
  use(w, w->e, 10);
  return NULL;
}

static sprawa_value *make_fields(void) {
  const char *name = "note";
  sprawa_value *v = sprawa_value_text(NULL, "shared by all threads", SIZE_MAX);
  return sprawa_value_record(NULL, 1, &name, &v);
}

static void one_engine_serves_many_threads(void **state) {
  (void)state;
  town t;
  pthread_t threads[4];
  worker workers[4];
  sprawa_value *fields = make_fields();
  town_folder(&t);
  town_start(&t);
  town_deploy(t.e);
  for (int i = 0; i < 4; i++) {
    workers[i] = (worker){.e = t.e, .shared = fields};
    assert_int_equal(pthread_create(&threads[i], NULL, use_shared, &workers[i]), 0);
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(threads[i], NULL);
    assert_string_equal(workers[i].wrong, "");
  }
  sprawa_value_release(fields);
  town_remove(&t);
}

static bool step_a_machine(worker *w) {
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_machine *m = NULL;
  sprawa_start s = {.package = "relay", .municipality = "alpha", .fields = w->shared};
  bool ok = fine(w, sprawa_definitions_site(NULL, TOWNS, NULL, NULL, &d, &e), &e) &&
            fine(w, sprawa_machine_start(d, &s, &m, &e), &e);
  for (int i = 0; ok && i < 50; i++) ok = fine(w, sprawa_machine_send(m, "count", NULL, "owner", &e), &e);
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
  return ok;
}

static void *use_own(void *data) {
  worker *w = data;
  sprawa_error e;
  sprawa_engine_options o = town_options(&w->t);
  sprawa_definitions *d = NULL;
  sprawa_engine *engine = NULL;
  o.timers = true;
  bool ok = fine(w, sprawa_engine_open(NULL, &o, &engine, &e), &e) &&
            fine(w, sprawa_definitions_site(NULL, TOWNS, NULL, NULL, &d, &e), &e) &&
            fine(w, sprawa_engine_deploy(engine, d, NULL, NULL, &e), &e);
  sprawa_definitions_free(d);
  if (ok && use(w, engine, 10)) step_a_machine(w);
  sprawa_engine_close(engine);
  return NULL;
}

static void two_engines_know_nothing_of_each_other(void **state) {
  (void)state;
  pthread_t threads[2];
  static worker workers[2];
  sprawa_value *fields = make_fields();
  for (int i = 0; i < 2; i++) {
    workers[i] = (worker){.shared = fields};
    town_folder(&workers[i].t);
    assert_int_equal(pthread_create(&threads[i], NULL, use_own, &workers[i]), 0);
  }
  for (int i = 0; i < 2; i++) {
    pthread_join(threads[i], NULL);
    assert_string_equal(workers[i].wrong, "");
    town_remove(&workers[i].t);
  }
  sprawa_value_release(fields);
}

static void *count_up_and_down(void *data) {
  sprawa_value *v = data;
  for (int i = 0; i < 10000; i++) sprawa_value_release(sprawa_value_retain(v));
  sprawa_value_release(v);
  return NULL;
}

static void a_value_is_counted_by_all(void **state) {
  (void)state;
  pthread_t threads[4];
  sprawa_value *v = make_fields();
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, count_up_and_down, sprawa_value_retain(v)), 0);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  expect_json(v, "{\"note\":\"shared by all threads\"}");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_engine_serves_many_threads),
      cmocka_unit_test(two_engines_know_nothing_of_each_other),
      cmocka_unit_test(a_value_is_counted_by_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
