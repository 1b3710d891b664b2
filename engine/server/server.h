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

/* Answers a request; then it has a status, and NULL is given. Called on a worker thread (SPR_WORKERS of them,
 * SPR_WORKER_STACK bytes of stack each), or where spr_server_handles_soon on any. What waits for a commit
 * gives a visit instead, in the arena of the request, and the worker leaves it: if spr_visit_leave says so,
 * what it waits for is here already, and spr_visit_go_on answers. Else another thread will call h->ready, for
 * spr_visit_go_on to be called: by a worker, or, where that will be `soon` done, by any thread. The visit may
 * be at its end by then. */
struct spr_visit *spr_server_handle(spr_server *s, const spr_http *h, spr_answer *a);
/* Does that take no longer than reading the request, and waits for nothing but a commit? Then it may be
 * called by a thread that others depend on. */
bool spr_server_handles_soon(const spr_http *h);
bool spr_visit_leave(struct spr_visit *v);
struct spr_visit *spr_visit_go_on(struct spr_visit *v);
/* In place of going on, once what it waits for is here: nobody is there any more to be answered. */
void spr_visit_end(struct spr_visit *v);
/* Something happened that streams may tell: they are pulled soon. Cheap; any thread. */
void spr_server_ring(spr_server *s);

#endif
