/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_SHELL_H
#define TESTS_UNIT_SHELL_H

#include <spawn.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/wait.h>

/* Runs a line of shell that a test wrote itself (folders to copy and remove); true if it ended with 0. */
static inline int test_shell(char *line) {
  static char *const none[] = {NULL};
  char shell[] = "sh", option[] = "-c", *const words[] = {shell, option, line, NULL};
  pid_t child;
  int status = 1;
  if (posix_spawn(&child, "/bin/sh", NULL, NULL, words, none) != 0) return 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

#endif
