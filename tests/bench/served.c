/* SPDX-License-Identifier: Apache-2.0 */
#include "served.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

int served_shell(char *out, size_t size, const char *line) {
  FILE *f = popen(line, "r");
  bench_check(f != NULL, line);
  size_t n = fread(out, 1, size - 1, f);
  out[n] = '\0';
  out[strcspn(out, "\n")] = '\0';
  return pclose(f);
}

/* The port that the server tells in its log. */
static uint16_t port_of(const char *log) {
  struct timespec nap = {.tv_nsec = 500000};
  for (int i = 0; i < 20000; i++) {
    char text[4096] = "";
    FILE *f = fopen(log, "r");
    if (f) {
      text[fread(text, 1, sizeof text - 1, f)] = '\0';
      fclose(f);
    }
    const char *at = strstr(text, "http://127.0.0.1:");
    if (at && strchr(at, '}')) return (uint16_t)strtoul(at + 17, NULL, 10);
    nanosleep(&nap, NULL);
  }
  bench_check(0, "the server does not begin");
  return 0;
}

uint16_t served_start(const char *sprawa, const char *folder, int *pid) {
  char database[400], log[400];
  snprintf(database, sizeof database, "%s/a.db", folder);
  snprintf(log, sizeof log, "%s/log", folder);
  unlink(log);
  *pid = fork();
  bench_check(*pid >= 0, "a process");
  if (*pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    bench_check(freopen(log, "w", stderr) != NULL, log);
    execl(sprawa, sprawa, "serve", "--db", database, "--listen", "127.0.0.1:0", (char *)NULL);
    _exit(127);
  }
  return port_of(log);
}

int served_stop(int pid) {
  int status = 0;
  kill(pid, SIGTERM);
  waitpid(pid, &status, 0);
  return status;
}
