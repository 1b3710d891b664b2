/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_HTTP_LOAD_H
#define SPR_BENCH_HTTP_LOAD_H

#include <stdint.h>

/* A client of HTTP/1.1: connections that stay open, each with one request under way, on one thread. */
enum { LOAD_CONNECTIONS = 32, LOAD_TEXT = 2048 };

typedef struct load load;

/* Writes the request whose turn is the i-th on some connection; the head must have Content-Length. */
typedef int (*load_request)(void *ud, uint64_t i, char out[LOAD_TEXT]);
/* Takes the body of its answer, in 2xx; others end the program. */
typedef void (*load_answer)(void *ud, uint64_t i, const char *body);

load *load_open(uint16_t port);
void load_close(load *l);
/* n requests, the i-th on connection i mod 32; gives the seconds on the wall. */
double load_run(load *l, uint64_t n, load_request request, load_answer answer, void *ud);
/* Of all since the last call, in milliseconds: half of them, and 99 of a hundred, were answered in that time.
 */
void load_latency(load *l, double *half, double *most);

#endif
