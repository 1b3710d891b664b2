/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "carried.h"

/* The transport: connections that are too many, and the end. */

enum { MOST = SPR_MAX_CONNECTIONS_OF_ONE };

/* -- too many -------------------------------------------------------------------------------------------- */

/* One that got in is answered; else it ends without a word. */
static bool is_in(int fd) {
  return hears(fd, "/x|");
}

static void one_address_has_so_many(void **state) {
  fixture *f = *state;
  int fds[MOST];
  /* Some say nothing, and wait at the gate; others have asked, and the library has them. */
  for (int i = 0; i < MOST; i++) fds[i] = i % 2 ? get(f, "/x", 7) : connect_to(f, 7);
  for (int i = 1; i < MOST; i += 2) assert_true(is_in(fds[i]));
  int more = get(f, "/x", 7), other = get(f, "/x", 8);
  assert_false(is_in(more));
  assert_true(is_in(other));
  for (int i = 0; i < MOST; i += 2) {
    say(fds[i], "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_true(is_in(fds[i]));
  }
  /* Where one has left, there is room for one. */
  close(fds[3]);
  close(more);
  bool in = false;
  for (int i = 0; i < 600 && !in; i++) {
    nap(10);
    fds[3] = get(f, "/x", 7);
    in = is_in(fds[3]);
    if (!in) close(fds[3]);
  }
  assert_true(in);
  for (int i = 0; i < MOST; i++) close(fds[i]);
  close(other);
}

/* Those that are on their way to the library are in no list. */
static void nor_more_at_once(void **state) {
  enum { ALL = MOST + 5 };
  fixture *f = *state;
  int fds[ALL], in = 0, hold = get(f, "/hold", 1);
  nap(100); /* until the library's thread is held */
  for (int i = 0; i < ALL; i++) fds[i] = get(f, "/x", 7);
  nap(300); /* until the gate has handed over all of them */
  open_gate = true;
  for (int i = 0; i < ALL; i++) in += is_in(fds[i]);
  assert_int_equal(in, MOST);
  for (int i = 0; i < ALL; i++) close(fds[i]);
  close(hold);
}

/* -- the end --------------------------------------------------------------------------------------------- */

static void *stop(void *ud) {
  spr_transport_stop(ud);
  return NULL;
}

static void begin_to_stop(fixture *f, pthread_t *thread) {
  assert_int_equal(pthread_create(thread, NULL, stop, f->t), 0);
  nap(200); /* until it has told the connections */
}

static void wait_for_end(fixture *f, pthread_t thread) {
  pthread_join(thread, NULL);
  f->t = NULL;
}

/* The library would end its connection without a word, after it was done. */
static void what_comes_at_the_end_is_not_done(void **state) {
  fixture *f = *state;
  pthread_t thread;
  int late = get(f, "/x", 1);
  assert_true(is_in(late));
  int hold = get(f, "/hold", 2);
  nap(100);
  begin_to_stop(f, &thread);
  say(late, "POST /later HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
  nap(100);
  open_gate = true;
  assert_true(hears(late, "about to end"));
  assert_non_null(strstr(heard, "503"));
  assert_non_null(strstr(heard, "Retry-After"));
  assert_true(ends(late));
  wait_for_end(f, thread);
  assert_int_equal(begun, 0);
  close(late);
  close(hold);
}

/* More than there are workers, and they take long. */
static void what_cannot_be_done_in_time_is_told(void **state) {
  enum { ALL = SPR_WORKERS + 3 };
  fixture *f = *state;
  pthread_t thread;
  int fds[ALL], done = 0, told = 0;
  for (int i = 0; i < ALL; i++) fds[i] = get(f, "/wait", 10 + (unsigned)i / 50);
  spr_gauges g = {0};
  for (int i = 0; i < 1500 && g.waiting + g.working < ALL; i++) {
    nap(20);
    spr_transport_count(f->t, &g);
  }
  int64_t began = spr_clock_steady();
  begin_to_stop(f, &thread);
  nap(SPR_STOP_BEGIN_MS + 200);
  open_gate = true;
  for (int i = 0; i < ALL; i++) {
    bool waited = hears(fds[i], "waited");
    done += waited;
    told += !waited && strstr(heard, "about to end") != NULL;
    close(fds[i]);
  }
  wait_for_end(f, thread);
  assert_in_range(spr_clock_steady() - began, 0, SPR_STOP_MS - 1);
  assert_int_equal(done, SPR_WORKERS);
  assert_int_equal(told, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(one_address_has_so_many, begin, end),
      cmocka_unit_test_setup_teardown(nor_more_at_once, begin, end),
      cmocka_unit_test_setup_teardown(what_comes_at_the_end_is_not_done, begin, end),
      cmocka_unit_test_setup_teardown(what_cannot_be_done_in_time_is_told, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
