/* SPDX-License-Identifier: Apache-2.0 */
#include <time.h>
#include <unistd.h>

#include "server/transport_impl.h"

#define CIPHERS "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

/* The target is taken as it came (spr_request_target), and decoded by us. */
static size_t leave_escaped(void *ud, struct MHD_Connection *c, char *s) {
  (void)ud;
  (void)c;
  return strlen(s);
}

static struct MHD_Daemon *start_daemon(spr_transport *t) {
  const spr_transport_options *o = &t->options;
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET;
  struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)o->certificate},
      {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)o->key},
      {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)CIPHERS},
      {MHD_OPTION_END, 0, NULL},
  };
  struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
  if (o->certificate) flags |= MHD_USE_TLS;
  return MHD_start_daemon(flags, 0, NULL, NULL, spr_request_part, t,          /* what it asks */
                          MHD_OPTION_URI_LOG_CALLBACK, spr_request_target, t, /* before the head */
                          MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,  /* nothing */
                          MHD_OPTION_NOTIFY_COMPLETED, spr_request_done, t,   /* at a request's end */
                          MHD_OPTION_NOTIFY_CONNECTION, spr_link_notify, t,   /* at a connection's ends */
                          MHD_OPTION_CONNECTION_LIMIT,
                          SPR_MAX_CONNECTIONS + SPR_MAX_STREAMS + 8u, /* ours are lower */
                          MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)SPR_CONNECTION_BYTES, /* of each */
                          MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SPR_IDLE_S,    /* without a byte */
                          MHD_OPTION_THREAD_STACK_SIZE, (size_t)SPR_WORKER_STACK, /* of its one thread */
                          MHD_OPTION_ARRAY, o->certificate ? tls : none, MHD_OPTION_END);
}

static bool start_thread(pthread_t *thread, void *(*run)(void *ud), void *ud) {
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setstacksize(&attr, SPR_WORKER_STACK);
  bool ok = pthread_create(thread, &attr, run, ud) == 0;
  pthread_attr_destroy(&attr);
  return ok;
}

static void init_locks(spr_transport *t) {
  pthread_condattr_t attr;
  pthread_mutex_init(&t->lock, NULL);
  pthread_condattr_init(&attr);
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
  pthread_cond_init(&t->rung, &attr);
  pthread_condattr_destroy(&attr);
}

static void release(spr_transport *t) {
  pthread_mutex_lock(&t->lock);
  t->leaving = true;
  pthread_cond_signal(&t->rung);
  pthread_mutex_unlock(&t->lock);
  if (t->keeps) pthread_join(t->keeper, NULL);
  if (t->daemon) MHD_stop_daemon(t->daemon);
  spr_tls_release(t);
  spr_exchange_free_spares(t);
  spr_gate_free(t->gate);
  if (t->server->transport == t) t->server->transport = NULL;
  pthread_cond_destroy(&t->rung);
  pthread_mutex_destroy(&t->lock);
  spr_free(&spr_alloc_default, t, sizeof *t);
}

spr_transport *spr_transport_start(spr_server *s, const spr_transport_options *o, spr_log *log,
                                   const char **fault) {
  spr_transport *t = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *t);
  *fault = "there is not enough memory";
  if (!t) return NULL;
  *t = (spr_transport){.server = s, .options = *o, .log = log};
  init_locks(t);
  s->transport = t;
  t->queue = spr_library_queue();
  t->receive = spr_library_receive();
  t->crew = spr_crew_start(SPR_WORKERS, SPR_WORKER_STACK, SPR_MAX_WAITING);
  t->gate = spr_gate_new(t);
  bool dressed = !o->certificate || spr_tls_show(t, o->certificate, o->key, SPR_NO_INSTANT, fault);
  t->keeps = dressed && t->crew && t->gate && start_thread(&t->keeper, spr_transport_keep, t);
  if (t->keeps) {
    *fault = "the HTTP library cannot begin";
    t->daemon = start_daemon(t);
  }
  t->watches = t->daemon && start_thread(&t->porter, spr_gate_watch, t->gate);
  if (t->watches) return t;
  spr_crew_stop(t->crew);
  release(t);
  return NULL;
}

/* What has arrived is read still, and refused. Streams are ended by the keeper. */
static void close_doors(spr_transport *t) {
  pthread_mutex_lock(&t->lock);
  t->stopped = spr_clock_steady();
  t->stopping = true;
  for (spr_link *l = t->links; l; l = l->next)
    if (l->state == LINK_READING) shutdown(l->fd, SHUT_RD);
  pthread_cond_signal(&t->rung);
  pthread_mutex_unlock(&t->lock);
  spr_gate_wake(t->gate);
  pthread_join(t->porter, NULL);
  spr_gate_free(t->gate);
  t->gate = NULL;
  close(t->options.listener);
}

_Static_assert(SPR_STOP_BEGIN_MS + 2 * SPR_SERVE_BUSY_MS < SPR_STOP_MS, "what is begun can be answered");

static void wait_for_links(spr_transport *t) {
  int64_t until = spr_clock_steady() + SPR_STOP_MS;
  struct timespec nap = {.tv_nsec = 5000000};
  uint32_t n = 1;
  while (n > 0 && spr_clock_steady() < until) {
    pthread_mutex_lock(&t->lock);
    n = t->nlinks + atomic_load(&t->coming);
    pthread_mutex_unlock(&t->lock);
    if (n > 0) nanosleep(&nap, NULL);
  }
}

/* What was handed to the engine comes back: the crew is needed until then. */
static void wait_for_answers(spr_transport *t) {
  struct timespec nap = {.tv_nsec = 1000000};
  while (atomic_load(&t->away) > 0) nanosleep(&nap, NULL);
}

void spr_transport_stop(spr_transport *t) {
  if (!t) return;
  close_doors(t);
  wait_for_links(t);
  wait_for_answers(t);
  spr_crew_stop(t->crew);
  release(t);
}

bool spr_transport_renew(spr_transport *t, const char *certificate, const char *key, const char **fault) {
  return spr_tls_show(t, certificate, key, spr_clock_now(), fault);
}

void spr_transport_ring(spr_transport *t) {
  if (atomic_load(&t->nstreams) == 0) return;
  pthread_mutex_lock(&t->lock);
  spr_keeper_ring(t);
  pthread_mutex_unlock(&t->lock);
}

void spr_transport_count(spr_transport *t, spr_gauges *out) {
  *out = (spr_gauges){.streams = atomic_load(&t->nstreams), .unlogged = spr_log_lost(t->log)};
  spr_crew_count(t->crew, &out->waiting, &out->working);
  pthread_mutex_lock(&t->lock);
  uint32_t n = t->nlinks;
  pthread_mutex_unlock(&t->lock);
  out->connections = n > out->streams ? n - out->streams : 0;
}

const char *spr_transport_library(void) {
  return MHD_get_version();
}
