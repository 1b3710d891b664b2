/* SPDX-License-Identifier: Apache-2.0 */
#include "server/crew.h"

#include <stdatomic.h>
#include <time.h>

#include "support.h"

typedef struct task {
  spr_job job;
  atomic_int *done;
  atomic_bool *gate; /* it waits until that is open */
} task;

static void nap(void) {
  struct timespec ms = {.tv_nsec = 1000000};
  nanosleep(&ms, NULL);
}

static void run(spr_job *job) {
  task *t = (task *)job;
  while (t->gate && !*t->gate) nap();
  atomic_fetch_add(t->done, 1);
}

/* All that was given is done before the crew has stopped. */
static void does_all(void **state) {
  (void)state;
  enum { N = 1000 };
  static task tasks[N];
  atomic_int done = 0;
  int given = 0;
  spr_crew *c = spr_crew_start(4, 1u << 20, N);
  assert_non_null(c);
  for (int i = 0; i < N; i++) {
    tasks[i] = (task){.job = {.run = run}, .done = &done};
    if (spr_crew_give(c, &tasks[i].job)) given++;
  }
  spr_crew_stop(c);
  assert_int_equal(given, N);
  assert_int_equal(done, N);
}

/* What waits is bounded; who is refused keeps the job. */
static void is_bounded(void **state) {
  (void)state;
  task tasks[5];
  atomic_int done = 0;
  atomic_bool gate = false;
  uint32_t waiting = 0, working = 0;
  spr_crew *c = spr_crew_start(1, 1u << 20, 3);
  for (int i = 0; i < 5; i++) tasks[i] = (task){.job = {.run = run}, .done = &done, .gate = &gate};
  assert_true(spr_crew_give(c, &tasks[0].job));
  while (working == 0) {
    nap();
    spr_crew_count(c, &waiting, &working);
  }
  for (int i = 1; i < 4; i++) assert_true(spr_crew_give(c, &tasks[i].job));
  assert_false(spr_crew_give(c, &tasks[4].job));
  spr_crew_count(c, &waiting, &working);
  assert_int_equal(waiting, 3);
  assert_int_equal(working, 1);
  gate = true;
  spr_crew_stop(c);
  assert_int_equal(done, 4);
}

typedef struct twice {
  spr_job job;
  spr_crew *crew;
  atomic_int *done;
  int times;
} twice;

static void run_twice(spr_job *job) {
  twice *t = (twice *)job;
  if (t->times++ == 0)
    spr_crew_give_again(t->crew, job);
  else
    atomic_fetch_add(t->done, 1);
}

/* What is given again is not refused, however many wait, and is not counted among them. */
static void takes_back_what_it_gave(void **state) {
  (void)state;
  enum { N = 200 };
  static twice jobs[N];
  atomic_int done = 0;
  uint32_t waiting = 0, working = 0;
  spr_crew *c = spr_crew_start(3, 1u << 20, N);
  for (int i = 0; i < N; i++) {
    jobs[i] = (twice){.job = {.run = run_twice}, .crew = c, .done = &done};
    assert_true(spr_crew_give(c, &jobs[i].job));
  }
  while (done < N) nap();
  spr_crew_count(c, &waiting, &working);
  assert_int_equal(waiting, 0);
  spr_crew_stop(c);
  assert_int_equal(done, N);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(does_all), cmocka_unit_test(is_bounded),
                                     cmocka_unit_test(takes_back_what_it_gave)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
