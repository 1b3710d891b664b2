/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_TRANSPORT_H
#define SPR_SERVER_TRANSPORT_H

#include "server/guard.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/server.h"

/* Carries requests and answers, by HTTP/1.1.
 *
 * One thread of libmicrohttpd reads and writes all connections. A request goes past the guard as soon as its
 * head is here, and to a crew of workers when it is whole; its connection rests until the answer is ready, so
 * that many senders share one commit. A keeper's thread pulls the streams, ends connections that have taken
 * too long, and writes the log.
 *
 * Every refusal, and every answer from 400 on, closes its connection: nobody has to guess where the next
 * request would begin. */
typedef struct spr_transport spr_transport;

typedef struct spr_transport_options {
  int listener;                  /* a socket that listens; the transport's from now on */
  const char *certificate, *key; /* PEM; NULL: no TLS */
  bool proxied; /* whoever connects is a proxy that tells its client's address (X-Forwarded-For, -Proto) */
  spr_guard guard;
} spr_transport_options;

/* Serves until it is stopped; s->transport is set. NULL with the reason in *fault, a constant. What it is
 * given stays the caller's and must outlive it. */
spr_transport *spr_transport_start(spr_server *s, const spr_transport_options *o, spr_log *log,
                                   const char **fault);
/* Takes no more connections, answers every request that was handed over, for SPR_STOP_MS at most, refuses
 * what has arrived and was not, ends the streams, and frees it. NULL is ignored. */
void spr_transport_stop(spr_transport *t);
/* Another certificate and its key (PEM), for those that connect from now on; others keep what they have.
 * false: they do not fit, or the certificate has ended, and the former ones stay; *fault is a constant. One
 * thread at a time. */
bool spr_transport_renew(spr_transport *t, const char *certificate, const char *key, const char **fault);
/* When the certificate ends; SPR_NO_INSTANT: there is none. */
spr_instant spr_transport_certificate_end(const spr_transport *t);
/* Streams are pulled soon. Any thread. */
void spr_transport_ring(spr_transport *t);
void spr_transport_count(spr_transport *t, spr_gauges *out);
/* The version of libmicrohttpd that carries it. */
const char *spr_transport_library(void);

#endif
