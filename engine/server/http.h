/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_HTTP_H
#define SPR_SERVER_HTTP_H

#include "base/civil.h"
#include "base/str.h"

/* A request and its answer, as the handlers of the server see them; no library of HTTP shows through.
 *
 * A request that reaches a handler is whole (its body has come) and clean: the guard (guard.h) has refused
 * everything else. What it holds is borrowed, and lives with its arena until the answer is sent.
 *
 * An answer begins with status 0; the handler sets it, the type, and writes the body. Memory of the arena
 * that runs out jumps, as everywhere, out of the handler: it must not hold what the arena does not. */

typedef enum spr_method { SPR_METHOD_GET, SPR_METHOD_HEAD, SPR_METHOD_POST } spr_method;

typedef struct spr_pair {
  spr_str name, value;
} spr_pair;

typedef struct spr_http {
  spr_method method; /* of HEAD the body of the answer is left out by the transport */
  spr_str path;      /* decoded, UTF-8; begins with "/", no "//", no "." or ".." segments, nothing forbidden
                        (base/utf8.h) */
  const spr_pair *query;   /* decoded, UTF-8, in the order sent; names may repeat */
  const spr_pair *headers; /* names in lower case, values trimmed, printable; no name twice but of lists */
  uint32_t nquery, nheaders;
  spr_str body;
  spr_str peer;   /* the address, for limits; behind a proxy that of its client. Not for logs */
  bool secure;    /* it came by TLS, to us or to the proxy */
  bool local;     /* it came from this machine, by no proxy */
  spr_instant at; /* when it was whole */
  spr_arena *arena;
  void (*ready)(void *ud, bool soon); /* the answer can go on (spr_visit_begin); any thread */
  void *ready_ud;
} spr_http;

/* The value, or .p NULL: there is none. Of several the first. */
spr_str spr_http_header(const spr_http *h, const char *lower_case_name);
spr_str spr_http_query(const spr_http *h, const char *name);

/* An answer that goes on: server-sent events. Both functions are called from one thread of the transport,
 * never both at once; pull may read the database, and must not wait for anything. */
typedef struct spr_stream {
  /* Writes what there is to send, in whole events, SPR_MAX_STREAM_PULL bytes at most: what does not fit is
   * asked for again. Nothing is no end: it is called again after spr_server_ring, and every second. false:
   * the stream ends, after what was written. Silence is filled by the transport with comments. */
  bool (*pull)(struct spr_stream *s, spr_buf *out);
  void (*release)(struct spr_stream *s); /* once, at the end; it frees itself */
  uint64_t owner; /* the same for all of one, who has SPR_MAX_STREAMS_OF_ONE at most; 0: not counted */
  bool more;      /* set by pull: there is more to send already, so it is called as soon as this was taken */
} spr_stream;

#define SPR_ANSWER_HEADERS 12

typedef struct spr_answer {
  uint16_t status;
  const char *type;                     /* of the body, with its charset; a constant. NULL: no body */
  spr_buf body;                         /* with SPR_MAX_ANSWER_BYTES as its bound */
  spr_pair headers[SPR_ANSWER_HEADERS]; /* beside those that every answer has */
  uint32_t nheaders;
  spr_arena *arena;
  spr_stream *stream; /* NULL: the body is all. Else the body is its beginning; the transport releases it */
  bool close;         /* the connection ends with it; so it does with every status from 400 on */
  bool cacheable;     /* without it: Cache-Control: no-store */
  const char *route;  /* the pattern that matched, for logs and metrics; a constant. NULL: none did */
  const char *fault;  /* spr_answer_blame; NULL: nothing of ours has failed */
} spr_answer;

/* What of ours has failed, for the log: the name of an error or of what could not be used; never a person, a
 * case or a path. Copied into the arena. */
void spr_answer_blame(spr_answer *a, const char *name);

/* In place of a whole answer, which whoever asked has already: 304. The body stays, for the length that is
 * told is that of what is not sent (RFC 9110, 8.6). */
void spr_answer_unchanged(spr_answer *a);

/* A header beside the usual ones, copied into the arena. What could end it (CR, LF, NUL) is never sent: then,
 * and if there are too many, it is left out and false is given. A name that is there already gets a second
 * line (Set-Cookie). */
bool spr_answer_header(spr_answer *a, const char *name, spr_str value);

#endif
