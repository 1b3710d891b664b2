/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_METRICS_H
#define SPR_SERVER_METRICS_H

#include "server/http.h"
#include "sprawa/upkeep.h"

/* What the server counts of itself, for Prometheus and for people. Routes are counted by their patterns, so
 * that no path, and with it no case, is in a label. Any thread.
 *
 * Who is told: a collector on this machine, by no proxy, which could as well look at the process; and tokens
 * with the scope `metrics`. All of it is for those that are bound to no institution or municipality. How many
 * requests have opened cases, how long the journal is, how many people follow along: to a token that is bound
 * these are counts of the others' cases, so it is told how the cases keep up that it oversees
 * (sprawa/upkeep.h), and nothing else. */
typedef struct spr_metrics spr_metrics;

/* What is read, rather than counted, when somebody asks. */
typedef struct spr_gauges {
  bool whole;                    /* whoever asks is told all; else the condition of its own cases */
  uint32_t connections, streams; /* open */
  uint32_t waiting, working;     /* requests */
  uint64_t unlogged;             /* lines of the log that were left out */
  bool writable;                 /* the database */
  bool known;                    /* what follows could be read */
  sprawa_condition condition;
} spr_gauges;

spr_metrics *spr_metrics_new(void); /* NULL: no memory */
void spr_metrics_free(spr_metrics *m);
/* A request was answered. route: a pattern, a constant; NULL: none matched. */
void spr_metrics_request(spr_metrics *m, const char *route, spr_method method, uint16_t status, int64_t us);
/* One was refused before any handler saw it, by the code of the refusal (a constant). */
void spr_metrics_refused(spr_metrics *m, const char *code);
/* A connection was not taken: there are too many. */
void spr_metrics_turned_away(spr_metrics *m);
/* The text of /metrics, version 0.0.4 of the format. */
void spr_metrics_write(spr_metrics *m, const spr_gauges *g, spr_buf *out);

#endif
