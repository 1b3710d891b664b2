/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SIDE_H
#define SPR_STORE_SIDE_H

#include "store/sqlite_db.h"

/* A file beside the database (DATABASE-ENDING), an SQLite file as that one is: hardened, with a write-ahead
 * log, its owner's alone, used by several processes at once.
 *
 *   spr_side_open(&s, &kind, &options)
 *   st = spr_side_begin(&s); if (st == SPR_OK) st = ...; return spr_side_end(&s, st);
 *   spr_side_close(&s)
 *
 * A file that is empty was begun, and its maker cut short: whoever opens it makes its tables, also to look.
 *
 * One thread at a time. It must not be moved while it is open. What failed is told in `fault`. */
typedef struct spr_side_kind {
  const char *ending; /* of its path: "-users" */
  const char *what;   /* "a file of users" */
  const char *maker;  /* who makes one: "`sprawa user add`" */
  int32_t application, schema;
  const char *const *tables; /* of that schema; NULL ends them */
  spr_statements statements; /* at most SPR_MAX_SIDE_STATEMENTS */
} spr_side_kind;

#define SPR_MAX_SIDE_STATEMENTS 48

typedef struct spr_side_options {
  const spr_alloc *alloc;
  const char *database;
  bool create, reads_only;
  uint32_t busy_ms;
  const char *vfs;
} spr_side_options;

/* Of which state a file is: another one after each commit, by whatever process, as soon as it is told as
 * done. Asking costs nothing. */
#define SPR_SIDE_WORDS 12
typedef struct spr_side_state {
  uint32_t words[SPR_SIDE_WORDS];
} spr_side_state;

typedef struct spr_side {
  const spr_side_kind *kind;
  spr_db db;
  sqlite3_stmt *prepared[SPR_MAX_SIDE_STATEMENTS];
  bool poisoned;                   /* a commit failed */
  const volatile uint32_t *shared; /* NULL: states are not told */
  char path[SPR_MAX_STORE_PATH + 32];
  char fault[SPR_MAX_MESSAGE_BYTES];
} spr_side;

/* SPR_ENOTFOUND: there is none; SPR_EINVAL: another kind of file, or of a later version; SPR_EREFUSED: others
 * may read it. After a failure it is closed, and `fault` stays. */
spr_status spr_side_open(spr_side *s, const spr_side_kind *kind, const spr_side_options *o);
/* Also of one that is zero. */
void spr_side_close(spr_side *s);
/* SPR_EUNKNOWN: an earlier commit failed. */
spr_status spr_side_begin(spr_side *s);
/* Commits where status is SPR_OK, else rolls back and gives it. */
spr_status spr_side_end(spr_side *s, spr_status status);
/* Once, after it is open: from then on states are told, where the system shares memory between processes. */
void spr_side_watch(spr_side *s);
/* false: they are not told. While it is open, also by other threads than the one that uses it. */
bool spr_side_state_now(const spr_side *s, spr_side_state *out);
/* Where the file of that kind is: as the database lies, not as a link to it is called. false: the path is too
 * long. */
bool spr_side_path(const spr_side_kind *kind, const char *database, char out[SPR_MAX_STORE_PATH + 32]);

#endif
