/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* accept4 */
#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "server/transport_impl.h"

/* The gate takes connections, and hands each to the library once the head of its first request is here and
 * has passed the guard: what is slow, or no HTTP, costs one socket and is answered by us. It only looks at
 * the bytes; the library reads them. Under TLS there is nothing to look at, and the library gets them at
 * once. */

typedef struct guest {
  struct guest *next, **at;
  int fd;
  struct sockaddr_storage from;
  socklen_t from_n;
  unsigned char address[16];
  int64_t since;
  bool leaving; /* it was refused; what it still says is thrown away, so that it gets to read why */
} guest;

struct spr_gate {
  spr_transport *t;
  int epoll, wake;
  guest *guests;
  char head[SPR_MAX_HTTP_HEAD];
};

static void dismiss(guest *g, bool and_close) {
  *g->at = g->next;
  if (g->next) g->next->at = g->at;
  if (and_close) close(g->fd);
  spr_free(&spr_alloc_default, g, sizeof *g);
}

/* -- refusing ------------------------------------------------------------------------------------------- */

/* What was said by then would otherwise make the system forget our answer. */
static bool throw_away(spr_gate *gate, guest *g) {
  ssize_t n = 1;
  for (uint32_t i = 0; n > 0 && i < SPR_GATE_DISCARDS; i++) n = recv(g->fd, gate->head, sizeof gate->head, 0);
  return n > 0 || (n < 0 && errno == EAGAIN);
}

static void refuse(spr_gate *gate, guest *g, const spr_refusal *why) {
  spr_buf text;
  spr_answer_refused(gate->t, why);
  spr_buf_init(&text, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  spr_answer_raw(gate->t, why, &text);
  ssize_t sent = text.failed ? -1 : send(g->fd, text.p, text.n, MSG_NOSIGNAL);
  spr_buf_release(&text);
  g->leaving = true;
  g->since = spr_clock_steady();
  if (sent < 0 || shutdown(g->fd, SHUT_WR) != 0 || !throw_away(gate, g)) dismiss(g, true);
}

/* -- looking -------------------------------------------------------------------------------------------- */

static void hand_over(spr_gate *gate, guest *g) {
  epoll_ctl(gate->epoll, EPOLL_CTL_DEL, g->fd, NULL);
  atomic_fetch_add(&gate->t->coming, 1);
  if (MHD_add_connection(gate->t->daemon, g->fd, (const struct sockaddr *)&g->from, g->from_n) != MHD_YES)
    atomic_fetch_sub(&gate->t->coming, 1);
  /* The socket is the library's, also where it did not take it. */
  dismiss(g, false);
}

/* ended: nothing more will come. */
static void look(spr_gate *gate, guest *g, bool ended) {
  spr_head head;
  uint32_t length;
  const spr_refusal *no = NULL;
  ssize_t n = recv(g->fd, gate->head, sizeof gate->head, MSG_PEEK);
  if (n < 0 && errno == EAGAIN && !ended) return;
  if (n <= 0) {
    dismiss(g, true);
    return;
  }
  spr_str raw = spr_str_n(gate->head, (size_t)n);
  /* Line ends before a request are left over from another one (RFC 9112, 2.2), and not for the library. */
  while (raw.n >= 2 && raw.p[0] == '\r' && raw.p[1] == '\n') raw = spr_str_sub(raw, 2, raw.n);
  if (raw.p > gate->head) (void)!recv(g->fd, gate->head, (size_t)(raw.p - gate->head), 0);
  switch (spr_head_scan(raw, &head)) {
    case SPR_HEAD_WHOLE: no = spr_guard_check(&gate->t->options.guard, &head, &length); break;
    case SPR_HEAD_WRONG: no = &spr_refused_malformed; break;
    case SPR_HEAD_MANY: no = &spr_refused_headers; break;
    case SPR_HEAD_PART:
      if ((size_t)n < sizeof gate->head) {
        if (ended) dismiss(g, true);
        return;
      }
      no = memchr(gate->head, '\n', (size_t)n) ? &spr_refused_headers : &spr_refused_long;
      break;
  }
  if (no)
    refuse(gate, g, no);
  else
    hand_over(gate, g);
}

/* -- taking --------------------------------------------------------------------------------------------- */

static bool has_room(const spr_gate *gate, const unsigned char address[16]) {
  uint32_t all = 0, same = 0;
  for (const guest *g = gate->guests; g; g = g->next) {
    all++;
    if (memcmp(g->address, address, 16) == 0) same++;
  }
  return spr_link_room(gate->t, address, all, same);
}

/* false: it stays the caller's. */
static bool welcome(spr_gate *gate, int fd, const struct sockaddr_storage *from, socklen_t n) {
  unsigned char address[16];
  spr_link_address((const struct sockaddr *)from, address);
  guest *g = has_room(gate, address) ? spr_realloc(&spr_alloc_default, NULL, 0, sizeof *g) : NULL;
  if (!g) return false;
  *g = (guest){.next = gate->guests, .at = &gate->guests, .fd = fd, .from = *from, .from_n = n};
  g->since = spr_clock_steady();
  memcpy(g->address, address, sizeof address);
  struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = g};
  bool ok = gate->t->options.certificate || epoll_ctl(gate->epoll, EPOLL_CTL_ADD, fd, &e) == 0;
  if (!ok) {
    spr_free(&spr_alloc_default, g, sizeof *g);
    return false;
  }
  if (g->next) g->next->at = &g->next;
  gate->guests = g;
  if (gate->t->options.certificate)
    hand_over(gate, g);
  else
    look(gate, g, false);
  return true;
}

static void take(spr_gate *gate) {
  for (uint32_t i = 0; i < SPR_BACKLOG; i++) {
    struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
    socklen_t n = sizeof from;
    int fd = accept4(gate->t->options.listener, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)) {
      /* They wait in the system's queue; asking again at once would not help. */
      struct timespec nap = {.tv_nsec = SPR_KEEPER_MS * 1000000L};
      nanosleep(&nap, NULL);
    }
    if (fd < 0) return;
    if (welcome(gate, fd, &from, n)) continue;
    close(fd);
    spr_metrics_turned_away(gate->t->server->metrics);
  }
}

/* -- the thread ----------------------------------------------------------------------------------------- */

static void reap(spr_gate *gate) {
  int64_t now = spr_clock_steady();
  guest *next;
  for (guest *g = gate->guests; g; g = next) {
    next = g->next;
    if (g->leaving ? now - g->since > SPR_GATE_LEAVE_MS : now - g->since > SPR_REQUEST_MS) dismiss(g, true);
  }
}

static void meet(spr_gate *gate, guest *g, uint32_t events) {
  if (!g->leaving)
    look(gate, g, events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
  else if (!throw_away(gate, g))
    dismiss(g, true);
}

void *spr_gate_watch(void *ud) {
  spr_gate *gate = ud;
  struct epoll_event events[64];
  int64_t reaped = spr_clock_steady();
  while (!gate->t->stopping) {
    int n = epoll_wait(gate->epoll, events, 64, SPR_KEEPER_LOOK_MS);
    /* Connections last: a guest that is dismissed must not be met again, and a new one has its address. */
    bool arrivals = false;
    for (int i = 0; i < n; i++) {
      if (events[i].data.ptr == gate)
        arrivals = true;
      else if (events[i].data.ptr)
        meet(gate, events[i].data.ptr, events[i].events);
    }
    if (arrivals) take(gate);
    if (spr_clock_steady() - reaped < SPR_KEEPER_LOOK_MS) continue;
    reap(gate);
    reaped = spr_clock_steady();
  }
  return NULL;
}

spr_gate *spr_gate_new(spr_transport *t) {
  spr_gate *gate = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *gate);
  if (!gate) return NULL;
  *gate = (spr_gate){.t = t, .epoll = epoll_create1(EPOLL_CLOEXEC), .wake = eventfd(0, EFD_CLOEXEC)};
  struct epoll_event listen = {.events = EPOLLIN, .data.ptr = gate}, wake = {.events = EPOLLIN};
  bool ok = gate->epoll >= 0 && gate->wake >= 0 &&
            epoll_ctl(gate->epoll, EPOLL_CTL_ADD, t->options.listener, &listen) == 0 &&
            epoll_ctl(gate->epoll, EPOLL_CTL_ADD, gate->wake, &wake) == 0;
  if (ok) return gate;
  spr_gate_free(gate);
  return NULL;
}

void spr_gate_wake(spr_gate *gate) {
  (void)!eventfd_write(gate->wake, 1);
}

void spr_gate_free(spr_gate *gate) {
  if (!gate) return;
  while (gate->guests) dismiss(gate->guests, true);
  if (gate->epoll >= 0) close(gate->epoll);
  if (gate->wake >= 0) close(gate->wake);
  spr_free(&spr_alloc_default, gate, sizeof *gate);
}
