/* SPDX-License-Identifier: Apache-2.0 */
#include "bare_http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bare.h"

enum { WAITING = 1024, ID = 16 };

typedef struct request {
  struct MHD_Connection *connection;
  char id[ID + 1];
  int done;
} request;

typedef struct server {
  pthread_mutex_t lock;
  pthread_cond_t given;
  request *waiting[WAITING], *taken[WAITING];
  uint32_t nwaiting;
  uint64_t next; /* of those taken, whose turn it is */
  bare *loop;
} server;

static enum MHD_Result answer(request *r) {
  static const char text[] = "{\"done\":true,\"seq\":7,\"configuration\":[\"s1\"],\"counter\":6}\n";
  struct MHD_Response *a =
      MHD_create_response_from_buffer(sizeof text - 1, (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
  enum MHD_Result ok = MHD_queue_response(r->connection, 200, a);
  MHD_destroy_response(a);
  return ok;
}

static enum MHD_Result handle(void *ud, struct MHD_Connection *c, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **context) {
  server *s = ud;
  request *r = *context;
  (void)method;
  (void)version;
  (void)data;
  if (!r) {
    r = calloc(1, sizeof *r);
    *context = r;
    if (!r) return MHD_NO;
    r->connection = c;
    snprintf(r->id, sizeof r->id, "%s", url + 1);
    return MHD_YES;
  }
  if (*size > 0) {
    *size = 0;
    return MHD_YES;
  }
  if (r->done) return answer(r);
  MHD_suspend_connection(c);
  pthread_mutex_lock(&s->lock);
  s->waiting[s->nwaiting++] = r;
  pthread_cond_signal(&s->given);
  pthread_mutex_unlock(&s->lock);
  return MHD_YES;
}

static void finish(void *ud, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why) {
  (void)ud;
  (void)c;
  (void)why;
  free(*context);
}

static spr_str turn(void *ud, uint64_t i) {
  server *s = ud;
  (void)i;
  return spr_str_n(s->taken[s->next++]->id, ID);
}

static void serve(server *s) {
  for (;;) {
    pthread_mutex_lock(&s->lock);
    while (s->nwaiting == 0) pthread_cond_wait(&s->given, &s->lock);
    uint32_t n = s->nwaiting;
    memcpy(s->taken, s->waiting, n * sizeof *s->taken);
    s->nwaiting = 0;
    pthread_mutex_unlock(&s->lock);
    s->next = 0;
    bare_events(s->loop, n, n);
    for (uint32_t i = 0; i < n; i++) {
      s->taken[i]->done = 1;
      MHD_resume_connection(s->taken[i]->connection);
    }
  }
}

static void run(const char *database, int tell) {
  static server s = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, {NULL}, {NULL}, 0, 0, NULL};
  s.loop = bare_open(database, NULL, turn, &s);
  struct MHD_Daemon *d =
      MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, &s,
                       MHD_OPTION_NOTIFY_COMPLETED, finish, NULL, MHD_OPTION_END);
  bench_check(d != NULL, "the bare server");
  uint16_t port = MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port;
  bench_check(write(tell, &port, sizeof port) == sizeof port, "a pipe");
  serve(&s);
}

uint16_t bare_http_start(const char *database, int *pid) {
  int told[2];
  uint16_t port = 0;
  bench_check(pipe(told) == 0, "a pipe");
  *pid = fork();
  bench_check(*pid >= 0, "a process");
  if (*pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    run(database, told[1]);
    _exit(1);
  }
  close(told[1]);
  bench_check(read(told[0], &port, sizeof port) == sizeof port, "the port of the bare server");
  close(told[0]);
  return port;
}
