/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "carried.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void nap(long ms) {
  struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  nanosleep(&t, NULL);
}

/* -- the handler ---------------------------------------------------------------------------------------- */

atomic_int event, released;
atomic_bool open_gate;

struct spr_visit *visits[VISITS];
atomic_int begun, resting, ended;

typedef struct ticker {
  spr_stream stream;
  int told;
} ticker;

static bool pull(spr_stream *s, spr_buf *out) {
  ticker *t = (ticker *)s;
  int now = event;
  if (t->told < now) spr_buf_printf(out, "id: %d\n\n", now);
  t->told = now;
  return now < 99;
}

static void release(spr_stream *s) {
  atomic_fetch_add(&released, 1);
  test_free(s);
}

/* There is always more. */
static bool pull_flood(spr_stream *s, spr_buf *out) {
  (void)s;
  spr_buf_printf(out, ":%*s\n\n", SPR_MAX_STREAM_PULL - 4, "");
  return true;
}

static void answer_stream(spr_answer *a, bool flood, spr_str owner) {
  ticker *t = test_calloc(1, sizeof *t);
  t->stream = (spr_stream){.pull = flood ? pull_flood : pull, .release = release, .more = flood};
  t->stream.owner = owner.n ? strtoull(owner.p, NULL, 10) : 0;
  a->status = 200;
  a->type = "text/event-stream";
  a->stream = &t->stream;
  spr_buf_puts(&a->body, "id: 0\n\n");
}

struct spr_visit *spr_visit_new(spr_server *s, const spr_http *h, spr_answer *a) {
  (void)s;
  struct spr_visit *v = SPR_NEW(h->arena, struct spr_visit);
  *v = (struct spr_visit){h, a};
  return v;
}

bool spr_visit_soon(const struct spr_visit *v) {
  return spr_str_is(v->http->path, "/soon") || spr_str_is(v->http->path, "/hold");
}

struct spr_visit *spr_visit_begin(struct spr_visit *v) {
  const spr_http *h = v->http;
  spr_answer *a = v->answer;
  a->status = 200;
  a->type = "text/plain";
  a->route = "/test";
  if (spr_str_is(h->path, "/stream") || spr_str_is(h->path, "/flood")) {
    answer_stream(a, spr_str_is(h->path, "/flood"), spr_http_query(h, "of"));
  } else if (spr_str_is(h->path, "/wait") || spr_str_is(h->path, "/hold")) {
    while (!open_gate) nap(1);
    spr_buf_puts(&a->body, "waited");
  } else if (spr_str_is(h->path, "/large")) {
    char *p = spr_buf_reserve(&a->body, 4u << 20);
    memset(p, 'x', 4u << 20);
    spr_buf_commit(&a->body, 4u << 20);
  } else if (spr_str_is(h->path, "/over")) {
    while (!a->body.failed) spr_buf_puts(&a->body, "0123456789abcdef0123456789abcdef");
  } else if (spr_str_is(h->path, "/memory")) {
    for (;;) (void)spr_arena_alloc(h->arena, 1u << 20);
  } else if (spr_str_is(h->path, "/none")) {
    a->status = 0;
  } else if (spr_str_is(h->path, "/peer")) {
    spr_buf_printf(&a->body, "[%.*s]", SPR_FMT(h->peer));
  } else if (spr_str_is(h->path, "/later")) {
    return visits[atomic_fetch_add(&begun, 1) % VISITS] = v;
  } else {
    spr_str key = spr_http_header(h, "x-key"), q = spr_http_query(h, "q");
    spr_buf_printf(&a->body, "%.*s|%.*s|%.*s|%.*s", SPR_FMT(h->path), SPR_FMT(q), SPR_FMT(key),
                   SPR_FMT(h->body));
    (void)spr_answer_header(a, "X-Good", SPR_STR("yes"));
    if (spr_answer_header(a, "X-Bad", SPR_STR("a\r\nb"))) a->status = 500;
  }
  return NULL;
}

bool spr_visit_leave(struct spr_visit *v) {
  (void)v;
  atomic_fetch_add(&resting, 1);
  return false;
}

struct spr_visit *spr_visit_go_on(struct spr_visit *v) {
  spr_buf_puts(&v->answer->body, "later");
  spr_visit_end(v);
  return NULL;
}

void spr_visit_end(struct spr_visit *v) {
  *v = (struct spr_visit){.http = NULL};
  atomic_fetch_add(&ended, 1);
}

/* -- the client ----------------------------------------------------------------------------------------- */

int connect_to(const fixture *f, unsigned last_of_address) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000000u + last_of_address)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_true(fd >= 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  a.sin_port = htons((uint16_t)strtoul(strrchr(f->listener.name, ':') + 1, NULL, 10));
  assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
  return fd;
}

void say(int fd, const char *text) {
  assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

int get(const fixture *f, const char *path, unsigned from) {
  char text[256];
  int fd = connect_to(f, from);
  snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
  say(fd, text);
  return fd;
}

char heard[HEARD];

/* Reads until the text is there, for half a minute; false: it did not come. `heard` has what came. */
bool hears(int fd, const char *want) {
  char *const text = heard;
  size_t n = 0;
  *text = '\0';
  while (n + 1 < sizeof heard) {
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (poll(&p, 1, 30000) <= 0) return false;
    ssize_t got = recv(fd, text + n, sizeof heard - 1 - n, 0);
    if (got <= 0) return false;
    n += (size_t)got;
    text[n] = '\0';
    if (strstr(text, want)) return true;
  }
  return false;
}

bool ends(int fd) {
  char work[65536];
  ssize_t n = 1;
  while (n > 0) {
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (poll(&p, 1, 30000) <= 0) return false;
    n = recv(fd, work, sizeof work, 0);
  }
  return true;
}

static int begin_as(void **state, bool proxied) {
  fixture *f = test_calloc(1, sizeof *f);
  const char *fault = NULL;
  struct rlimit files = {0, 0};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  event = released = begun = resting = ended = 0;
  open_gate = false;
  f->server.metrics = spr_metrics_new();
  spr_log_init(&f->log, open("/dev/null", O_WRONLY));
  if (spr_listen_open("127.0.0.1:0", &f->listener, &fault) != SPR_OK) return -1;
  spr_transport_options o = {.listener = f->listener.fd, .proxied = proxied};
  f->t = spr_transport_start(&f->server, &o, &f->log, &fault);
  *state = f;
  return f->t ? 0 : -1;
}

int begin(void **state) {
  return begin_as(state, false);
}

int begin_proxied(void **state) {
  return begin_as(state, true);
}

int end(void **state) {
  fixture *f = *state;
  open_gate = true;
  spr_transport_stop(f->t);
  spr_metrics_free(f->server.metrics);
  spr_log_release(&f->log);
  close(f->log.fd);
  test_free(f);
  return 0;
}
