/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listen.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support.h"

static void addresses(void **state) {
  (void)state;
  static const struct {
    const char *address;
    bool good, local;
  } rows[] = {
      {"127.0.0.1:0", true, true},   {"localhost:0", true, true},    {"127.9.9.9:0", true, true},
      {"0.0.0.0:0", true, false},    {"127.0.0.1", false, false},    {"127.0.0.1:", false, false},
      {":80", false, false},         {"127.0.0.1:x", false, false},  {"127.0.0.1:65536", false, false},
      {"::1:0", false, false},       {"[127.0.0.1:0", false, false}, {"no.such.name.invalid:0", false, false},
      {"192.0.2.1:0", false, false},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_listener l;
    const char *fault = NULL;
    bool good = spr_listen_open(rows[i].address, &l, &fault) == SPR_OK;
    if (good != rows[i].good) fail_msg("%s: %s", rows[i].address, fault);
    if (!good) {
      assert_non_null(fault);
      continue;
    }
    assert_int_equal(l.local, rows[i].local);
    assert_string_not_equal(strrchr(l.name, ':'), ":0");
    close(l.fd);
  }
}

static void a_port_that_is_taken(void **state) {
  (void)state;
  spr_listener one, other;
  const char *fault = NULL;
  assert_int_equal(spr_listen_open("127.0.0.1:0", &one, &fault), SPR_OK);
  assert_int_equal(spr_listen_open(one.name, &other, &fault), SPR_EBUSY);
  assert_string_equal(fault, "another program listens there");
  close(one.fd);
}

/* Is descriptor 3 of those that the manager says it hands over taken? */
static bool takes(const char *n, spr_listener *out, const char **fault) {
  char pid[32];
  snprintf(pid, sizeof pid, "%ld", (long)getpid());
  setenv("LISTEN_PID", pid, 1);
  setenv("LISTEN_FDS", n, 1);
  bool taken = spr_listen_inherited(out, fault);
  assert_true(!taken || *fault == NULL || **fault);
  return taken;
}

/* The service manager hands over descriptor 3, and says to which process. */
static void a_socket_that_is_given(void **state) {
  (void)state;
  spr_listener made, given;
  const char *fault = NULL;
  assert_int_equal(spr_listen_open("127.0.0.1:0", &made, &fault), SPR_OK);
  int kept = dup(3);
  assert_int_equal(dup2(made.fd, 3), 3);
  unsetenv("LISTEN_PID");
  assert_false(spr_listen_inherited(&given, &fault));
  assert_null(fault);
  assert_false(takes("0", &given, &fault));
  assert_null(fault);
  assert_false(takes("2", &given, &fault));
  assert_non_null(fault);
  assert_true(takes("1", &given, &fault));
  assert_int_equal(given.fd, 3);
  assert_true(given.local);
  assert_string_equal(given.name, made.name);
  setenv("LISTEN_PID", "1", 1);
  assert_false(spr_listen_inherited(&given, &fault));
  assert_null(fault);
  unsetenv("LISTEN_PID");
  if (kept >= 0) {
    dup2(kept, 3);
    close(kept);
  }
}

/* What no connection can be taken from is told, and nothing else is listened on in its place. */
static void what_is_given_is_none(void **state) {
  (void)state;
  spr_listener given;
  const char *fault;
  int kept = dup(3), both[2];
  int odd[] = {open("/dev/null", O_RDONLY), socket(AF_INET, SOCK_STREAM, 0), socket(AF_INET, SOCK_DGRAM, 0),
               -1};
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, both), 0);
  odd[3] = both[0];
  for (size_t i = 0; i < TEST_COUNT(odd); i++) {
    if (odd[i] != 3) assert_int_equal(dup2(odd[i], 3), 3);
    assert_false(takes("1", &given, &fault));
    assert_non_null(fault);
    if (odd[i] != 3) close(odd[i]);
  }
  close(3);
  assert_false(takes("1", &given, &fault));
  assert_non_null(fault);
  close(both[1]);
  unsetenv("LISTEN_PID");
  if (kept >= 0) {
    dup2(kept, 3);
    close(kept);
  }
}

static void words_to_the_manager(void **state) {
  (void)state;
  char folder[] = "/tmp/sprawa-notify-XXXXXX", heard[32] = "";
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  assert_non_null(mkdtemp(folder));
  snprintf(a.sun_path, sizeof a.sun_path, "%s/s", folder);
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
  unsetenv("NOTIFY_SOCKET");
  spr_notify_manager("READY=1");
  assert_int_equal(recv(fd, heard, sizeof heard, MSG_DONTWAIT), -1);
  setenv("NOTIFY_SOCKET", a.sun_path, 1);
  spr_notify_manager("READY=1");
  assert_int_equal(recv(fd, heard, sizeof heard, MSG_DONTWAIT), 7);
  assert_memory_equal(heard, "READY=1", 7);
  unsetenv("NOTIFY_SOCKET");
  close(fd);
  unlink(a.sun_path);
  rmdir(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(addresses),
      cmocka_unit_test(a_port_that_is_taken),
      cmocka_unit_test(a_socket_that_is_given),
      cmocka_unit_test(what_is_given_is_none),
      cmocka_unit_test(words_to_the_manager),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
