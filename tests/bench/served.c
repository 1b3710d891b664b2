/* SPDX-License-Identifier: Apache-2.0 */
#include "served.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
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

double served_spent(int pid) {
  clockid_t clock;
  struct timespec t;
  bench_check(clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &t) == 0, "the server's time");
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double served_memory(int pid) {
  char path[64], line[256];
  unsigned long kb = 0;
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *f = fopen(path, "r");
  bench_check(f != NULL, path);
  while (fgets(line, sizeof line, f))
    if (strncmp(line, "VmRSS:", 6) == 0) kb = strtoul(line + 6, NULL, 10);
  fclose(f);
  return (double)kb / 1024;
}

int served_ask(uint16_t port, const char *request, char *out, size_t size) {
  struct sockaddr_in a = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  size_t n = 0, length = strlen(request);
  bench_check(fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0, "a connection");
  bench_check(send(fd, request, length, MSG_NOSIGNAL) == (ssize_t)length, "a request");
  for (out[0] = '\0'; !strstr(out, "\r\n\r\n") && n + 1 < size; out[n] = '\0') {
    ssize_t got = recv(fd, out + n, size - 1 - n, 0);
    bench_check(got > 0, "an answer");
    n += (size_t)got;
  }
  return fd;
}

void served_enter(uint16_t port, const char *link, char *cookie, size_t size) {
  char request[600], head[4096];
  snprintf(request, sizeof request,
           "POST %s HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Type: "
           "application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n",
           link);
  close(served_ask(port, request, head, sizeof head));
  const char *at = strstr(head, "Set-Cookie: ");
  bench_check(at != NULL, head);
  at += strlen("Set-Cookie: ");
  snprintf(cookie, size, "%.*s", (int)strcspn(at, ";\r"), at);
}
