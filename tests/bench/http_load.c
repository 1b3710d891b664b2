/* SPDX-License-Identifier: Apache-2.0 */
#include "http_load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

enum { ANSWER = 512 * 1024, CLASSES = 20000, CLASS_US = 10 };

typedef struct connection {
  int fd;     /* -1: the server has ended it, since nothing was asked on it */
  bool asked; /* a request is under way */
  uint64_t i; /* that one */
  double begun;
  size_t n;
  char answer[ANSWER];
} connection;

struct load {
  int epoll;
  uint16_t port;
  connection all[LOAD_CONNECTIONS];
  uint64_t classes[CLASSES + 1], counted; /* of latencies */
};

static int connect_to(uint16_t port) {
  struct sockaddr_in a = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  bench_check(fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0, "a connection");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static void join(load *l, connection *c) {
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
  c->fd = connect_to(l->port);
  bench_check(epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e) == 0, "epoll");
}

load *load_open(uint16_t port) {
  load *l = calloc(1, sizeof *l);
  bench_check(l != NULL, "memory");
  l->epoll = epoll_create1(0);
  l->port = port;
  for (int i = 0; i < LOAD_CONNECTIONS; i++) join(l, &l->all[i]);
  return l;
}

void load_close(load *l) {
  for (int i = 0; i < LOAD_CONNECTIONS; i++)
    if (l->all[i].fd >= 0) close(l->all[i].fd);
  close(l->epoll);
  free(l);
}

static void begin(load *l, connection *c, uint64_t i, load_request request, void *ud) {
  char text[LOAD_TEXT];
  int n = request(ud, i, text);
  if (c->fd < 0) join(l, c);
  c->asked = true;
  c->i = i;
  c->n = 0;
  c->begun = bench_wall();
  bench_check(n > 0 && n < LOAD_TEXT && send(c->fd, text, (size_t)n, MSG_NOSIGNAL) == n, "a request");
}

/* The body, once it is whole. */
static const char *read_answer(connection *c) {
  ssize_t got = recv(c->fd, c->answer + c->n, ANSWER - 1 - c->n, 0);
  bench_check(got > 0, "an answer");
  c->n += (size_t)got;
  c->answer[c->n] = '\0';
  const char *end = strstr(c->answer, "\r\n\r\n");
  if (!end) return NULL;
  const char *length = strstr(c->answer, "Content-Length: ");
  bench_check(length && length < end, "a length");
  size_t body = strtoul(length + 16, NULL, 10);
  if (c->n < (size_t)(end + 4 - c->answer) + body) return NULL;
  bench_check(strncmp(c->answer, "HTTP/1.1 20", 11) == 0, c->answer);
  return end + 4;
}

static void count(load *l, double seconds) {
  uint64_t class = (uint64_t)(seconds * 1e6 / CLASS_US);
  l->classes[class < CLASSES ? class : CLASSES]++;
  l->counted++;
}

double load_run(load *l, uint64_t n, load_request request, load_answer answer, void *ud) {
  uint64_t done = 0;
  double begun = bench_wall();
  for (uint64_t i = 0; i < n && i < LOAD_CONNECTIONS; i++) begin(l, &l->all[i], i, request, ud);
  while (done < n) {
    struct epoll_event v[LOAD_CONNECTIONS];
    int m = epoll_wait(l->epoll, v, LOAD_CONNECTIONS, 30000);
    bench_check(m > 0, "an answer in half a minute");
    for (int k = 0; k < m; k++) {
      connection *c = v[k].data.ptr;
      if (!c->asked) {
        close(c->fd);
        c->fd = -1;
        continue;
      }
      const char *body = read_answer(c);
      if (!body) continue;
      c->asked = false;
      count(l, bench_wall() - c->begun);
      answer(ud, c->i, body);
      done++;
      if (c->i + LOAD_CONNECTIONS < n) begin(l, c, c->i + LOAD_CONNECTIONS, request, ud);
    }
  }
  return bench_wall() - begun;
}

static double at(const load *l, double share) {
  uint64_t seen = 0, wanted = (uint64_t)((double)l->counted * share);
  for (uint64_t i = 0; i <= CLASSES; i++) {
    seen += l->classes[i];
    if (seen >= wanted) return (double)(i + 1) * CLASS_US / 1000;
  }
  return 0;
}

void load_latency(load *l, double *half, double *most) {
  *half = at(l, 0.5);
  *most = at(l, 0.99);
  memset(l->classes, 0, sizeof l->classes);
  l->counted = 0;
}
