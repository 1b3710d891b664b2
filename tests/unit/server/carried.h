/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_SERVER_CARRIED_H
#define TESTS_UNIT_SERVER_CARRIED_H

#include <stdatomic.h>

#include "server/listen.h"
#include "server/transport.h"
#include "support.h"

/* The transport with a handler of these tests behind it, over real sockets. Its paths:
 *
 *   /stream, /flood   a stream that tells `event`, and one that has always more; ?of=N is its owner
 *   /wait             until open_gate; a worker waits
 *   /hold             the same, and the library's thread does: nothing is read, and nobody taken
 *   /later            a visit that waits for `ready`
 *   /large, /over, /memory, /none, /peer
 *   anything else     says what was asked
 */
typedef struct fixture {
  spr_server server;
  spr_listener listener;
  spr_log log;
  spr_transport *t;
} fixture;

extern atomic_int event, released; /* of streams */
extern atomic_bool open_gate;

/* Requests that wait for what a test does. */
#define VISITS 8
struct spr_visit {
  const spr_http *http;
  spr_answer *answer;
};
extern struct spr_visit *visits[VISITS];
extern atomic_int begun, resting, ended;

/* Of each test; without a proxy, or behind one. The test may have stopped it, and says so by f->t. */
int begin(void **state);
int begin_proxied(void **state);
int end(void **state);

void nap(long ms);
/* A client at 127.0.0.N. */
int connect_to(const fixture *f, unsigned last_of_address);
void say(int fd, const char *text);
int get(const fixture *f, const char *path, unsigned from);
/* Reads until the text is there, for half a minute; false: it did not come. `heard` has what came. */
#define HEARD 4096
extern char heard[HEARD];
bool hears(int fd, const char *want);
bool ends(int fd);

#endif
