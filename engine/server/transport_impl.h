/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_TRANSPORT_IMPL_H
#define SPR_SERVER_TRANSPORT_IMPL_H

#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "server/crew.h"
#include "server/transport.h"

/* The inside of the transport, shared by transport*.c. Names: a *link* is a connection, an *exchange* a
 * request with its answer. MHD's thread alone touches exchanges, but for the time in which a worker has one.
 */

typedef enum link_state {
  LINK_READING, /* waits for a request, or reads one */
  LINK_WORKING, /* a worker has it */
  LINK_SENDING, /* an answer is on its way */
  LINK_STREAM
} link_state;

typedef struct spr_feed {
  spr_stream *stream; /* NULL: no stream, or one that has ended */
  spr_buf out;        /* what was pulled and is not sent yet, from `sent` on */
  size_t sent;
  bool parked; /* the connection is suspended until there is something to send */
  bool ended;
  int64_t heard; /* when something was put in last */
} spr_feed;

typedef struct spr_link {
  struct spr_link *next, **at; /* in the transport's list */
  struct spr_transport *transport;
  struct MHD_Connection *connection;
  int fd;
  unsigned char address[16]; /* IPv4 as mapped; of IPv6 the network of 64 bits */
  link_state state;
  int64_t since;        /* when the state began */
  uintptr_t request_at; /* where in the library's memory requests begin; 0: there was none */
  bool heard, odd;      /* under TLS: something but empty lines has come; it does not begin as requests do */
  char before;          /* the byte before, of these lines */
  spr_feed feed;
} spr_link;

typedef enum exchange_state {
  EXCHANGE_NEW,      /* its target is known */
  EXCHANGE_BODY,     /* past the guard */
  EXCHANGE_WORKING,  /* a worker has it, or whatever it waits for */
  EXCHANGE_MET,      /* what it waited for is here, and the answer is soon told */
  EXCHANGE_ANSWERED, /* the answer is to be sent */
  EXCHANGE_SENT
} exchange_state;

typedef struct spr_exchange {
  spr_job job;               /* first */
  struct spr_exchange *next; /* of those that are kept */
  struct spr_transport *transport;
  struct MHD_Connection *connection;
  spr_link *link;
  exchange_state state;
  const spr_refusal *refused; /* before it was read */
  spr_head head;              /* in the library's memory, but for the target */
  const char *target_at;      /* where the library has it */
  uint32_t length;            /* of the body */
  spr_buf body;
  spr_arena arena;
  spr_http http;
  spr_answer answer;
  struct spr_visit *visit; /* has not begun, or waits for something; NULL: it is at its end */
  struct MHD_Response *response;
  int64_t began; /* microseconds of the steady clock */
} spr_exchange;

typedef struct spr_gate spr_gate;
typedef struct spr_papers spr_papers;
typedef enum MHD_Result spr_queue_fn(struct MHD_Connection *c, unsigned status, struct MHD_Response *r);
typedef ssize_t spr_receive_fn(gnutls_session_t s, void *out, size_t n);

struct spr_transport {
  spr_server *server;
  spr_transport_options options;
  spr_log *log;
  struct MHD_Daemon *daemon;
  spr_queue_fn *queue;
  spr_receive_fn *receive;
  spr_crew *crew;
  pthread_mutex_t lock; /* the links, and what the keeper is told */
  pthread_cond_t rung;
  spr_gate *gate;
  _Atomic(spr_papers *) papers; /* what is shown under TLS; NULL: there is none */
  pthread_t keeper, porter;
  bool keeps, watches; /* these threads run */
  atomic_bool stopping;
  _Atomic int64_t stopped; /* when it began to, by the steady clock */
  bool ringing, leaving;
  spr_link *links;
  uint32_t nlinks;              /* all of them */
  atomic_uint nstreams, coming; /* coming: handed to the library, and not yet in the list */
  atomic_uint away;             /* answers that wait for something, and no worker has them */
  spr_exchange *spares;         /* MHD's thread's */
  uint32_t nspares;
};

/* transport_gate.c: takes connections, on a thread of its own; new is called before it runs, free after. */
spr_gate *spr_gate_new(spr_transport *t);
void *spr_gate_watch(void *gate);
void spr_gate_wake(spr_gate *gate); /* it looks whether the transport stops */
void spr_gate_free(spr_gate *gate);

/* transport_link.c */
/* The address that a limit is for. */
void spr_link_address(const struct sockaddr *from, unsigned char out[16]);
/* May one more connection be taken from the address, beside so many that are not the library's yet? */
bool spr_link_room(spr_transport *t, const unsigned char address[16], uint32_t all, uint32_t same);
/* Called by MHD's thread. */
void spr_link_notify(void *ud, struct MHD_Connection *c, void **context,
                     enum MHD_ConnectionNotificationCode why);
spr_link *spr_link_of(struct MHD_Connection *c);
void spr_link_enter(spr_transport *t, spr_link *l, link_state state);
/* As LINK_WORKING. false: the transport stops, and what the connection sends is no longer read; the library
 * ends one that has rested then, without its answer, so what has come last is refused. */
bool spr_link_work(spr_transport *t, spr_link *l);
/* Under the lock: ends those that have been too long in their state. */
void spr_links_reap(spr_transport *t, int64_t now);

/* transport_tls.c: certificate and key, of which those that came last are shown to whoever connects. */
/* Begins to show them, where they fit one another and the certificate has not ended; or `now` is
 * SPR_NO_INSTANT. false: why not is in *fault, a constant. */
bool spr_tls_show(spr_transport *t, const char *certificate, const char *key, spr_instant now,
                  const char **fault);
/* By MHD's thread, before the connection says or hears anything. l: its link; NULL: there is no memory for
 * one. */
void spr_tls_meet(const spr_transport *t, struct MHD_Connection *c, spr_link *l);
/* After the library's last connection has ended. */
void spr_tls_release(spr_transport *t);

/* transport_exchange.c: by MHD's thread alone. NULL: no memory. */
spr_exchange *spr_exchange_new(spr_transport *t, struct MHD_Connection *c);
void spr_exchange_free(spr_exchange *x);
/* Those that are kept for the next requests. */
void spr_exchange_free_spares(spr_transport *t);

/* transport_request.c */
void *spr_request_target(void *ud, const char *uri, struct MHD_Connection *c);
enum MHD_Result spr_request_part(void *ud, struct MHD_Connection *c, const char *url, const char *method,
                                 const char *version, const char *data, size_t *size, void **context);
void spr_request_done(void *ud, struct MHD_Connection *c, void **context,
                      enum MHD_RequestTerminationCode why);

/* transport_answer.c */
void spr_answer_begin(spr_exchange *x);
/* A problem in place of all that was written. */
void spr_answer_refuse(spr_exchange *x, const spr_refusal *why);
/* The same for a request that was not read: as it goes over the wire, and by the library. */
void spr_answer_raw(const spr_transport *t, const spr_refusal *why, spr_buf *out);
enum MHD_Result spr_answer_refusal(spr_link *l, const spr_refusal *why);
/* Counts it and writes it into the log. */
void spr_answer_refused(const spr_transport *t, const spr_refusal *why);
/* Makes x->response of x->answer. false: no memory. */
bool spr_answer_make(spr_exchange *x);

/* transport_library.c: takes the library's own refusals for us. The function by which answers are sent, which
 * is called by this name in no other way. */
spr_queue_fn *spr_library_queue(void);
/* The same of what it reads under TLS. */
spr_receive_fn *spr_library_receive(void);

/* transport_stream.c. begin: why not, where there are too many; a stream that has begun is ended. */
const spr_refusal *spr_stream_begin(spr_exchange *x);
struct MHD_Response *spr_stream_response(spr_exchange *x);
void spr_stream_end(spr_exchange *x);
/* Under the lock: streams are pulled soon. */
void spr_keeper_ring(spr_transport *t);
/* Under the lock: sends those away that take nothing of what there is. */
void spr_streams_reap(spr_transport *t, int64_t now);
void *spr_transport_keep(void *ud);

#endif
