/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_LOG_H
#define SPR_SERVER_LOG_H

#include <pthread.h>

#include "base/limits.h"
#include "server/http.h"

/* What the server tells its keeper: lines of JSON on standard error. No personal data is in them: of a
 * request the route's pattern, never its path, query, body, address, or who asked.
 *
 * Lines of requests are gathered, and written by whoever fills the buffer or calls spr_log_flush; others are
 * written at once. Nobody ever waits for whoever reads them: what a pipe has no room for stays in the buffer,
 * lines that find no room there are left out, and where there is some again a line tells how many. Any
 * thread. */
typedef struct spr_log {
  int fd;
  pthread_mutex_t lock;
  char lines[SPR_MAX_LOG_BYTES];
  size_t n;
  uint64_t lost, untold; /* lines that were left out: ever, and not told in the log yet */
} spr_log;

void spr_log_init(spr_log *l, int fd);
/* Waits for whoever reads it, SPR_LOG_END_MS at most. */
void spr_log_release(spr_log *l);
/* fault: of ours that has failed (spr_answer); the line is an error then. NULL: nothing did. */
void spr_log_request(spr_log *l, spr_instant at, const char *route, spr_method method, uint16_t status,
                     int64_t us, size_t bytes, const char *fault);
/* One that was refused before any handler saw it. code: of the refusal. */
void spr_log_refused(spr_log *l, spr_instant at, const char *code, uint16_t status);
/* level: "info", "warning", "error"; text: for people, in one line. */
void spr_log_tell(spr_log *l, spr_instant at, const char *level, const char *event, const char *text);
void spr_log_flush(spr_log *l);
/* How many lines were left out. */
uint64_t spr_log_lost(spr_log *l);

#endif
