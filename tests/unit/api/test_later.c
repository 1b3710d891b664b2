/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "api_support.h"

/* Requests for which nobody waits. Also run under the thread sanitizer. */

enum { THREADS = 4, EACH = 40, ALL = THREADS * EACH };

typedef struct sent {
  sprawa_request request;
  sprawa_reply reply;
  sprawa_error error;
  sprawa_case *after;
  char id[SPRAWA_CASE_ID + 1];
  sprawa_code code;
  atomic_int told;
} sent;

static void told(void *data, sprawa_code code) {
  sent *s = data;
  s->code = code;
  atomic_fetch_add(&s->told, 1);
}

static const char *const desk[] = {"desk-alpha"};
static const sprawa_view eyes = {.institutions = desk, .ninstitutions = 1};

static void prepare(sent *s, const char *id) {
  *s = (sent){.request = {.by = "desk-alpha", .as = &eyes, .done = told}};
  s->request.done_data = s;
  s->request.after = &s->after;
  snprintf(s->id, sizeof s->id, "%s", id);
}

static void await(sent *s) {
  const struct timespec nap = {.tv_nsec = 1000000};
  while (atomic_load(&s->told) == 0) nanosleep(&nap, NULL);
}

static void open_one(town *t, char id[SPRAWA_CASE_ID + 1]) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_request op = {.by = SPRAWA_OPERATOR};
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, NULL, &op, &r, &e), &e);
  memcpy(id, r.id, sizeof r.id);
}

static int begin(void **state) {
  town *t = test_calloc(1, sizeof *t);
  town_folder(t);
  town_start(t);
  town_deploy(t->e);
  *state = t;
  return 0;
}

static int end(void **state) {
  town_remove(*state);
  test_free(*state);
  return 0;
}

static void it_is_answered_as_if_one_had_waited(void **state) {
  town *t = *state;
  sent s;
  char id[SPRAWA_CASE_ID + 1];
  open_one(t, id);
  prepare(&s, id);
  assert_int_equal(sprawa_engine_send(t->e, s.id, "count", NULL, &s.request, &s.reply, &s.error), SPRAWA_OK);
  await(&s);
  expect_ok(s.code, &s.error);
  assert_int_equal(s.reply.seq, 2);
  assert_string_equal(s.reply.id, id);
  assert_int_equal(sprawa_case_head(s.after)->seq, 2);
  sprawa_case_free(s.after);
  /* The one that follows names the case by the reply before. */
  prepare(&s, id);
  snprintf(s.reply.id, sizeof s.reply.id, "%s", id);
  assert_int_equal(sprawa_engine_send(t->e, s.reply.id, "nothing", NULL, &s.request, &s.reply, &s.error),
                   SPRAWA_OK);
  await(&s);
  expect_error(s.code, &s.error, SPRAWA_REFUSED, "no-transition", "");
  assert_null(s.after);
  assert_string_equal(s.reply.id, id);
  assert_int_equal(atomic_load(&s.told), 1);
}

static void what_is_wrong_from_the_beginning_is_told_at_once(void **state) {
  town *t = *state;
  sent s;
  prepare(&s, "");
  assert_int_equal(sprawa_engine_send(t->e, NULL, "count", NULL, &s.request, &s.reply, &s.error),
                   SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_send(NULL, "a", "count", NULL, &s.request, &s.reply, &s.error),
                   SPRAWA_INVALID);
  assert_null(s.after);
  assert_int_equal(atomic_load(&s.told), 0);
}

typedef struct sender {
  sprawa_engine *e;
  sent *all;
  bool waits; /* with each second request */
} sender;

static void *send_all(void *data) {
  sender *w = data;
  for (int i = 0; i < EACH; i++) {
    sent *s = &w->all[i];
    bool waits = w->waits && i % 2;
    if (waits) s->request.done = NULL;
    sprawa_code code = sprawa_engine_send(w->e, s->id, "count", NULL, &s->request, &s->reply, &s->error);
    if (waits || code != SPRAWA_OK) told(s, code);
  }
  return NULL;
}

/* Those who wait and those who do not, all on one case: each has an entry of its own. */
static void many_send_and_some_wait(void **state) {
  town *t = *state;
  static sent all[ALL];
  pthread_t threads[THREADS];
  sender senders[THREADS];
  bool seen[ALL + 2] = {false};
  char id[SPRAWA_CASE_ID + 1];
  open_one(t, id);
  for (int i = 0; i < ALL; i++) prepare(&all[i], id);
  for (int i = 0; i < THREADS; i++) {
    senders[i] = (sender){t->e, &all[i * EACH], i % 2 == 1};
    assert_int_equal(pthread_create(&threads[i], NULL, send_all, &senders[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < ALL; i++) {
    await(&all[i]);
    expect_ok(all[i].code, &all[i].error);
    uint64_t seq = all[i].reply.seq;
    assert_in_range(seq, 2, ALL + 1);
    assert_false(seen[seq]);
    seen[seq] = true;
    assert_int_equal(sprawa_case_head(all[i].after)->seq, seq);
    assert_int_equal(atomic_load(&all[i].told), 1);
    sprawa_case_free(all[i].after);
  }
}

/* Closing ends what was asked, and comes back after the last one was told. */
static void closing_waits_for_all(void **state) {
  town *t = *state;
  static sent all[ALL];
  char id[SPRAWA_CASE_ID + 1];
  open_one(t, id);
  for (int i = 0; i < ALL; i++) prepare(&all[i], id);
  pthread_t threads[THREADS];
  sender senders[THREADS];
  for (int i = 0; i < THREADS; i++) {
    senders[i] = (sender){t->e, &all[i * EACH], false};
    assert_int_equal(pthread_create(&threads[i], NULL, send_all, &senders[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  sprawa_engine_close(t->e);
  for (int i = 0; i < ALL; i++) {
    assert_int_equal(atomic_load(&all[i].told), 1);
    expect_ok(all[i].code, &all[i].error);
    sprawa_case_free(all[i].after);
  }
  town_start(t);
  sprawa_error e;
  sprawa_case *c = NULL;
  expect_ok(sprawa_engine_read(t->e, id, sprawa_view_operator(), &c, &e), &e);
  assert_int_equal(sprawa_case_head(c)->seq, ALL + 1);
  sprawa_case_free(c);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
  const struct CMUnitTest tests[] = {
      T(it_is_answered_as_if_one_had_waited),
      T(what_is_wrong_from_the_beginning_is_told_at_once),
      T(many_send_and_some_wait),
      T(closing_waits_for_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
