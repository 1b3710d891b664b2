/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "server/log.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "support.h"

/* The server's log: whoever reads it, or does not. */

enum { LINES = 4000, SLOW_MS = 10000 };

typedef struct reader {
  spr_log log;
  int from;
  char text[512 * 1024];
} reader;

static reader *begin(void) {
  reader *r = test_calloc(1, sizeof *r);
  int ends[2];
  assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
  assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
  r->from = ends[0];
  spr_log_init(&r->log, ends[1]);
  return r;
}

/* Appends all that is there now. */
static void read_on(reader *r) {
  size_t n = strlen(r->text);
  ssize_t got = 1;
  for (; got > 0; n += got > 0 ? (size_t)got : 0) got = read(r->from, r->text + n, sizeof r->text - 1 - n);
}

static void read_all(reader *r) {
  for (int i = 0; i < 50; i++) {
    read_on(r);
    spr_log_flush(&r->log);
  }
  read_on(r);
}

static void end(reader *r) {
  close(r->from);
  spr_log_release(&r->log);
  close(r->log.fd);
  test_free(r);
}

static unsigned count(const char *text, const char *word) {
  unsigned n = 0;
  for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) n++;
  return n;
}

static void request(reader *r) {
  spr_log_request(&r->log, 0, "/test", SPR_METHOD_GET, 200, 1234, 99, NULL);
}

static void what_is_read_is_whole(void **state) {
  (void)state;
  reader *r = begin();
  for (int i = 0; i < LINES; i++) {
    request(r);
    if (i % 100 == 0) read_on(r);
  }
  spr_log_tell(&r->log, 0, "info", "stopping", "a \"quote\"");
  read_all(r);
  assert_int_equal(count(r->text, "\"event\":\"request\""), LINES);
  assert_non_null(strstr(r->text, "\"event\":\"stopping\",\"text\":\"a \\\"quote\\\"\"}\n"));
  assert_null(strstr(r->text, "\"lost\""));
  assert_int_equal(spr_log_lost(&r->log), 0);
  end(r);
}

/* Nobody waits for it, and what it missed is told, at its place. */
static void who_does_not_read_holds_nobody_up(void **state) {
  (void)state;
  reader *r = begin();
  int64_t began = spr_clock_steady();
  for (int i = 0; i < LINES; i++) request(r);
  spr_log_tell(&r->log, 0, "error", "unknown", "in vain");
  spr_log_flush(&r->log);
  assert_in_range(spr_clock_steady() - began, 0, SLOW_MS);
  unsigned long long lost = spr_log_lost(&r->log), told;
  assert_true(lost > 1 && lost < LINES);
  read_all(r);
  assert_int_equal(count(r->text, "\"event\":\"request\"") + lost, LINES + 1);
  assert_null(strstr(r->text, "\"lost\""));
  request(r);
  spr_log_tell(&r->log, 0, "info", "stopping", "the end");
  read_on(r);
  const char *line = strstr(r->text, "\"event\":\"lost\",\"lines\":");
  assert_non_null(line);
  told = strtoull(line + strlen("\"event\":\"lost\",\"lines\":"), NULL, 10);
  assert_int_equal(told, lost);
  assert_int_equal(count(r->text, "\"lost\""), 1);
  assert_int_equal(count(line, "\"event\":"), 3);
  assert_int_equal(spr_log_lost(&r->log), lost);
  end(r);
}

static void the_end_waits_for_a_while(void **state) {
  (void)state;
  reader *r = begin();
  for (int i = 0; i < LINES; i++) request(r);
  int64_t began = spr_clock_steady();
  spr_log_release(&r->log);
  assert_in_range(spr_clock_steady() - began, SPR_LOG_END_MS - 1, SPR_LOG_END_MS + 2000);
  close(r->log.fd);
  close(r->from);
  test_free(r);
}

/* Nor where nobody reads any more. */
static void who_has_left_is_no_fault(void **state) {
  (void)state;
  reader *r = begin();
  signal(SIGPIPE, SIG_IGN);
  close(r->from);
  spr_log_tell(&r->log, 0, "info", "listening", "here");
  assert_int_equal(spr_log_lost(&r->log), 1);
  r->from = open("/dev/null", O_RDONLY);
  end(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_read_is_whole),
      cmocka_unit_test(who_does_not_read_holds_nobody_up),
      cmocka_unit_test(the_end_waits_for_a_while),
      cmocka_unit_test(who_has_left_is_no_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
