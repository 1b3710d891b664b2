/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "carried.h"

/* The transport: requests, answers and streams. */

#define LISTENERS 1000
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static void requests_come_whole(void **state) {
  fixture *f = *state;
  int fd = connect_to(f, 1);
  say(fd, "POST /a%20b?q=%C5%82+1 HTTP/1.1\r\nHost: localhost\r\nX-KEY: v\r\nContent-Length: 5\r\n\r\nhel");
  nap(50);
  say(fd, "lo");
  assert_true(hears(fd, "/a b|ł 1|v|hello"));
  /* The next one on the same connection. */
  say(fd, "POST /c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
  assert_true(hears(fd, "/c|||"));
  close(fd);
}

static void faults_of_handlers_are_problems(void **state) {
  fixture *f = *state;
  static const struct {
    const char *path, *code;
  } rows[] = {{"/over", "internal"}, {"/memory", "overloaded"}, {"/none", "internal"}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    int fd = get(f, rows[i].path, 1);
    assert_true(hears(fd, rows[i].code));
    assert_true(ends(fd));
    close(fd);
  }
}

static void check_peer(const fixture *f, const char *told, const char *peer) {
  char text[256];
  int fd = connect_to(f, 5);
  snprintf(text, sizeof text, "GET /peer HTTP/1.1\r\nHost: localhost\r\n%s\r\n", told);
  say(fd, text);
  if (!hears(fd, peer)) fail_msg("%s is not %s", told, peer);
  close(fd);
}

/* Limits go by what the proxy itself has added; whoever has one address of IPv6 has all of its network. */
static void a_proxy_tells_who_it_is(void **state) {
  static const char *const rows[][2] = {
      {"", "[127.0.0.5]"},
      {"X-Forwarded-For: 192.0.2.7\r\n", "[192.0.2.7]"},
      {"X-Forwarded-For: 198.51.100.1, 192.0.2.7\r\n", "[192.0.2.7]"},
      {"X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 192.0.2.7\r\n", "[192.0.2.7]"},
      {"X-Forwarded-For: ::ffff:192.0.2.7\r\n", "[192.0.2.7]"},
      {"X-Forwarded-For: 2001:db8:1:2:3:4:5:6\r\n", "[2001:db8:1:2::]"},
      {"X-Forwarded-For: unknown\r\n", "[127.0.0.5]"},
      {"X-Forwarded-For: 192.0.2.7,\r\n", "[127.0.0.5]"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) check_peer(*state, rows[i][0], rows[i][1]);
}

static void others_tell_nothing(void **state) {
  check_peer(*state, "X-Forwarded-For: 192.0.2.7\r\n", "[127.0.0.5]");
}

static uint32_t streams_of(const fixture *f) {
  spr_gauges g;
  spr_transport_count(f->t, &g);
  return g.streams;
}

static long resident_kb(void) {
  long all = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  char text[64] = "";
  assert_non_null(fgets(text, sizeof text, file));
  fclose(file);
  char *rest;
  all = strtol(text, &rest, 10);
  resident = strtol(rest, NULL, 10);
  assert_true(all > 0);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void a_thousand_listen(void **state) {
  fixture *f = *state;
  static int fds[LISTENERS];
  long before = resident_kb();
  for (int i = 0; i < LISTENERS; i++) {
    fds[i] = get(f, "/stream", 10 + (unsigned)i / 50);
    assert_true(hears(fds[i], "id: 0"));
  }
  assert_int_equal(streams_of(f), LISTENERS);
  /* What they take, whatever the libraries took before. */
  long grown = resident_kb() - before;
  print_message("%d kB for %d listeners\n", (int)grown, LISTENERS);
  if (!SANITIZED) assert_in_range(grown, 1, 32 * 1024);
  event = 1;
  spr_transport_ring(f->t);
  for (int i = 0; i < LISTENERS; i++) assert_true(hears(fds[i], "id: 1"));
  /* Who has left is noticed without anything to send. */
  for (int i = 0; i < LISTENERS / 2; i++) close(fds[i]);
  for (int i = 0; i < 600 && streams_of(f) > LISTENERS / 2; i++) nap(50);
  assert_int_equal(streams_of(f), LISTENERS / 2);
  assert_int_equal(released, LISTENERS / 2);
  /* A stream that ends by itself. */
  event = 99;
  spr_transport_ring(f->t);
  for (int i = LISTENERS / 2; i < LISTENERS; i++) {
    assert_true(hears(fds[i], "id: 99"));
    assert_true(ends(fds[i]));
    close(fds[i]);
  }
  for (int i = 0; i < 600 && released < LISTENERS; i++) nap(50);
  assert_int_equal(released, LISTENERS);
}

static void wait_for_streams(const fixture *f, uint32_t n) {
  for (int i = 0; i < 600 && streams_of(f) != n; i++) nap(50);
  assert_int_equal(streams_of(f), n);
}

static void one_has_so_many_streams(void **state) {
  fixture *f = *state;
  int fds[SPR_MAX_STREAMS_OF_ONE];
  for (int i = 0; i < SPR_MAX_STREAMS_OF_ONE; i++) {
    fds[i] = get(f, "/stream?of=7", 10);
    assert_true(hears(fds[i], "id: 0"));
  }
  int more = get(f, "/stream?of=7", 10), other = get(f, "/stream?of=8", 10);
  assert_true(hears(more, "429"));
  assert_true(hears(other, "id: 0"));
  assert_true(ends(more));
  /* Which it was that left does not matter. */
  close(fds[3]);
  wait_for_streams(f, SPR_MAX_STREAMS_OF_ONE);
  fds[3] = get(f, "/stream?of=7", 10);
  assert_true(hears(fds[3], "id: 0"));
  for (int i = 0; i < SPR_MAX_STREAMS_OF_ONE; i++) close(fds[i]);
  close(more);
  close(other);
  wait_for_streams(f, 0);
  assert_int_equal(released, SPR_MAX_STREAMS_OF_ONE + 3);
}

/* Asks for what it never reads, with as little room as the system gives. */
static int ask_and_not_read(const fixture *f) {
  int small = 1, fd = connect_to(f, 1);
  assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
  say(fd, "GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return fd;
}

static size_t read_all(int fd) {
  static char work[65536];
  size_t all = 0;
  ssize_t n = 1;
  for (; n > 0; all += n > 0 ? (size_t)n : 0) n = recv(fd, work, sizeof work, 0);
  return all;
}

/* Who does not read costs a bounded amount of memory, for a bounded time, and nobody else anything; and what
 * is silent tells that it is alive. */
static void slow_ones_are_sent_away(void **state) {
  fixture *f = *state;
  int quiet = get(f, "/stream", 1), slow = ask_and_not_read(f);
  assert_true(hears(quiet, "id: 0"));
  wait_for_streams(f, 2);
  event = 1;
  spr_transport_ring(f->t);
  assert_true(hears(quiet, "id: 1"));
  wait_for_streams(f, 1);
  assert_int_equal(released, 1);
  assert_in_range(read_all(slow), 1, 512 * 1024);
  assert_true(hears(quiet, ":\n\n"));
  close(slow);
  close(quiet);
}

/* Clients of HTTP/1.0 get it as it is; whoever asks for the head alone gets that. */
static void old_clients_follow_as_well(void **state) {
  fixture *f = *state;
  int old = connect_to(f, 1), head = connect_to(f, 1);
  say(old, "GET /stream HTTP/1.0\r\nHost: localhost\r\n\r\n");
  assert_true(hears(old, "\r\n\r\nid: 0\n\n")); /* no chunks, for it would not know them */
  assert_null(strstr(heard, "chunked"));
  event = 1;
  spr_transport_ring(f->t);
  assert_true(hears(old, "id: 1\n\n"));
  say(head, "HEAD /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  /* No length is said, since a stream has none (RFC 9110, 8.6). */
  assert_true(hears(head, "\r\n\r\n"));
  assert_non_null(strstr(heard, "text/event-stream"));
  assert_null(strstr(heard, "Content-Length"));
  assert_string_equal(strstr(heard, "\r\n\r\n"), "\r\n\r\n");
  assert_int_equal(read_all(head), 0);
  event = 99;
  spr_transport_ring(f->t);
  assert_true(hears(old, "id: 99\n\n"));
  assert_true(ends(old));
  wait_for_streams(f, 0);
  assert_int_equal(released, 2);
  close(old);
  close(head);
}

/* Until so many are there, or for half a minute. */
static spr_gauges gauges_of(fixture *f, uint32_t n) {
  spr_gauges g = {0};
  for (int i = 0; i < 1500 && g.waiting + g.working < n; i++) {
    nap(20);
    spr_transport_count(f->t, &g);
  }
  return g;
}

/* Workers wake up one after the other: those that nobody has waked yet would leave more to wait. What is soon
 * done needs none of them. */
static void more_are_told_to_come_back(void **state) {
  fixture *f = *state;
  static int fds[SPR_WORKERS + SPR_MAX_WAITING + 1];
  int n = SPR_WORKERS + SPR_MAX_WAITING;
  for (int i = 0; i < SPR_WORKERS; i++) fds[i] = get(f, "/wait", 40 + (unsigned)i / 50);
  for (int i = 0; i < 1500 && gauges_of(f, SPR_WORKERS).working < SPR_WORKERS; i++) nap(20);
  for (int i = SPR_WORKERS; i < n; i++) fds[i] = get(f, "/wait", 40 + (unsigned)i / 50);
  spr_gauges g = gauges_of(f, (uint32_t)n);
  assert_int_equal(g.working, SPR_WORKERS);
  assert_int_equal(g.waiting, SPR_MAX_WAITING);
  fds[n] = get(f, "/wait", 1);
  assert_true(hears(fds[n], "\"overloaded\""));
  int soon = get(f, "/soon", 1);
  assert_true(hears(soon, "/soon|"));
  close(soon);
  open_gate = true;
  for (int i = 0; i < n; i++) assert_true(hears(fds[i], "waited"));
  for (int i = 0; i <= n; i++) close(fds[i]);
}

/* What a request holds is released, also where its client did not stay for the answer. */
static void clients_leave_while_they_wait(void **state) {
  fixture *f = *state;
  for (int round = 1; round <= 8; round++) {
    for (int i = 0; i < VISITS; i++) {
      int fd = connect_to(f, 1);
      say(fd, "POST /later HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
      close(fd);
    }
    for (int k = 0; k < 3000 && resting < round * VISITS; k++) nap(10);
    assert_int_equal(resting, round * VISITS);
    for (int i = 0; i < VISITS; i++) visits[i]->http->ready(visits[i]->http->ready_ud, i < VISITS - 1);
    for (int k = 0; k < 3000 && ended < round * VISITS; k++) nap(10);
    assert_int_equal(ended, round * VISITS);
  }
}

/* What was accepted is answered, and streams are ended. */
static void stops_in_order(void **state) {
  fixture *f = *state;
  int waits = get(f, "/wait", 1), listens = get(f, "/stream", 1), large = get(f, "/large", 1),
      idle = connect_to(f, 1), slow = ask_and_not_read(f);
  assert_true(hears(listens, "id: 0"));
  assert_true(hears(large, "200 OK"));
  wait_for_streams(f, 2);
  for (int i = 0; i < 1500 && gauges_of(f, 1).connections < 3; i++) nap(20);
  int64_t began = spr_clock_steady();
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, (void *(*)(void *))(void (*)(void))spr_transport_stop, f->t),
                   0);
  assert_true(ends(listens));
  assert_true(ends(idle));
  open_gate = true;
  assert_true(hears(waits, "waited"));
  assert_true(ends(waits));
  assert_true(ends(large));
  pthread_join(thread, NULL);
  f->t = NULL;
  assert_int_equal(released, 2);
  /* Nobody waited for the one that does not read. */
  assert_in_range(spr_clock_steady() - began, 0, SPR_STOP_MS - 1);
  close(slow);
  close(waits);
  close(listens);
  close(large);
  close(idle);
}

int main(void) {
  mallopt(M_ARENA_MAX, SPR_MALLOC_ARENAS); /* as the server does */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_thousand_listen, begin, end),
      cmocka_unit_test_setup_teardown(requests_come_whole, begin, end),
      cmocka_unit_test_setup_teardown(faults_of_handlers_are_problems, begin, end),
      cmocka_unit_test_setup_teardown(one_has_so_many_streams, begin, end),
      cmocka_unit_test_setup_teardown(slow_ones_are_sent_away, begin, end),
      cmocka_unit_test_setup_teardown(old_clients_follow_as_well, begin, end),
      cmocka_unit_test_setup_teardown(more_are_told_to_come_back, begin, end),
      cmocka_unit_test_setup_teardown(a_proxy_tells_who_it_is, begin_proxied, end),
      cmocka_unit_test_setup_teardown(others_tell_nothing, begin, end),
      cmocka_unit_test_setup_teardown(clients_leave_while_they_wait, begin, end),
      cmocka_unit_test_setup_teardown(stops_in_order, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
