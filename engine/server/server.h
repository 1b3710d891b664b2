/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_SERVER_H
#define SPR_SERVER_SERVER_H

#include <stdatomic.h>

#include "server/http.h"
#include "sprawa/sprawa.h"

/* What all handlers have at hand. It holds no state of its own: engine, people and reads are safe to use from
 * all threads, and belong to whoever made the server. */
struct spr_people; /* access/people.h: users, tokens, sessions */
struct spr_reads;  /* access/reads.h: the access log */
struct spr_metrics;
struct spr_transport;

typedef struct spr_server {
  sprawa_engine *engine;
  struct spr_people *people;
  struct spr_reads *reads;
  struct spr_metrics *metrics;     /* what the transport counts (metrics.h) */
  struct spr_transport *transport; /* NULL until it runs */
  const char *version;
  const char *language; /* of titles, where nobody asks for another; NULL: the package's first */
  atomic_uint reports;  /* that are made now (spr_route) */
  bool secure;          /* cookies may be Secure: TLS here or at the proxy */
  char marking[65]; /* random, of this process: what it has marked nobody else can; empty: nothing is believed
                     */
} spr_server;

/* A request on its way through the server, in the arena of the request: its route is found, and nothing else
 * is done yet. Any thread; NULL: no memory. */
struct spr_visit *spr_visit_new(spr_server *s, const spr_http *h, spr_answer *a);
/* Does answering it take no longer than reading the request, and wait for nothing but a commit? Then a thread
 * that others depend on may begin it. */
bool spr_visit_soon(const struct spr_visit *v);
/* Answers the request; then it has a status, and NULL is given. Called on a worker thread (SPR_WORKERS of
 * them, SPR_WORKER_STACK bytes of stack each), or where spr_visit_soon on any. What waits for a commit gives
 * the visit instead, and the worker leaves it: if spr_visit_leave says so, what it waits for is here already,
 * and spr_visit_go_on answers. Else another thread will call h->ready, for spr_visit_go_on to be called: by a
 * worker, or, where that will be `soon` done, by any thread. The visit may be at its end by then. */
struct spr_visit *spr_visit_begin(struct spr_visit *v);
bool spr_visit_leave(struct spr_visit *v);
struct spr_visit *spr_visit_go_on(struct spr_visit *v);
/* In place of beginning, or of going on once what it waits for is here: nobody is there any more to be
 * answered. */
void spr_visit_end(struct spr_visit *v);
/* Something happened that streams may tell: they are pulled soon. Cheap; any thread. */
void spr_server_ring(spr_server *s);

#endif
