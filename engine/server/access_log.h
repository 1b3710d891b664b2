/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_ACCESS_LOG_H
#define SPR_SERVER_ACCESS_LOG_H

#include "server/console.h"

/* A page of the access log, as it may be told: to an administrator of the cases that he oversees
 * (sprawa_engine_oversees), to who may know who has looked at one case of that case. */
typedef struct spr_access_row {
  spr_read read;    /* its ids are those that may be told */
  const char **ids; /* the same, each with a NUL */
} spr_access_row;

typedef struct spr_access_log {
  spr_access_row *rows; /* newest first; in the visit's memory */
  uint32_t n;
  spr_str next; /* where the page after this one begins: its `before`; empty: this is the last one */
  bool first;   /* these are the newest */
  const sprawa_directory *directory;
  const sprawa_zone *zone; /* of the one case; NULL: each row has its institution's */
} spr_access_log;

typedef struct spr_access_asked {
  spr_str who, id; /* empty: any */
  spr_str before;  /* `next` of the page before; it lasts as long as the server runs */
  uint32_t limit;
  bool one_case; /* of the case `id`, and of no other that the same answers told of */
} spr_access_asked;

/* As many rows as the limit, wherever they lie in the log: neither a page nor its address counts those
 * between that may not be told. Where these are SPR_ACCESS_ROUNDS rounds and more, there may be fewer rows,
 * and yet older ones. false: it could not be read, and that is answered. */
bool spr_access_log_read(spr_visit *v, const spr_access_asked *asked, spr_access_log *out);
/* The next of institutions that are joined with ","; NULL: there are no more. */
const char *spr_access_institution(spr_arena *a, spr_str *joined);

#endif
