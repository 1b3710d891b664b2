/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_BARE_HTTP_H
#define SPR_BENCH_BARE_HTTP_H

#include <stdint.h>

/* The limit for durable events over HTTP: libmicrohttpd before the loop of bare.h, with one commit for all
 * who wait. It checks nothing, and answers what the engine's answer looks like. In a process of its own, on a
 * copy of the engine's database; `POST /ID` is an event of the case. */

/* Starts it; gives the port, and the process in *pid, which ends with SIGTERM. */
uint16_t bare_http_start(const char *database, int *pid);

#endif
