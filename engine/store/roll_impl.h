/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_ROLL_IMPL_H
#define SPR_STORE_ROLL_IMPL_H

#include <pthread.h>

#include "store/roll_known.h"

/* What the parts of the roll share: roll.c is the file, roll_users.c, roll_sessions.c and roll_tokens.c are
 * what stands in it. */

typedef enum spr_roll_sql {
  ROLL_BEGIN,
  ROLL_COMMIT,
  ROLL_USER,
  ROLL_USERS,
  ROLL_USER_ADD,
  ROLL_USER_REMOVE,
  ROLL_PASSWORD,
  ROLL_FAILED,
  ROLL_FAILED_NOBODY,
  ROLL_ENTERED,
  ROLL_SESSION_ADD,
  ROLL_SESSION_ROOM,
  ROLL_SESSION,
  ROLL_SESSIONS,
  ROLL_SESSION_TOUCH,
  ROLL_SESSION_CONFIRM,
  ROLL_SESSION_END,
  ROLL_SESSIONS_END,
  ROLL_SESSIONS_EXPIRE,
  ROLL_LINK_PUT,
  ROLL_LINK_USE,
  ROLL_LINK_END,
  ROLL_LINKS_EXPIRE,
  ROLL_TOKEN,
  ROLL_TOKENS,
  ROLL_TOKEN_ADD,
  ROLL_TOKEN_REVOKE,
  ROLL_TOKEN_TOUCH,
  ROLL_COUNTS,
  ROLL_NSQL
} spr_roll_sql;

struct spr_roll {
  spr_alloc alloc;
  pthread_mutex_t reading, writing;
  spr_side reader, writer;
  spr_known known;
  pthread_mutex_t telling;
  char fault[SPR_MAX_MESSAGE_BYTES]; /* under `telling` */
};

/* The reader or the writer for this thread alone; each begin has its end, whatever it gave. The end gives the
 * status of all, and keeps what failed for spr_roll_fault. */
spr_db *spr_roll_look(spr_roll *r);
spr_status spr_roll_looked(spr_roll *r, spr_status status);
spr_status spr_roll_begin(spr_roll *r);
spr_status spr_roll_end(spr_roll *r, spr_status status);
/* Begin and end around one statement with up to two numbers (SPR_NO_INSTANT: NULL) that changes one row or
 * none, which nobody waits for. */
void spr_roll_touch(spr_roll *r, spr_roll_sql sql, spr_instant at, uint64_t number);
/* Did the last statement of the writer change a row? */
bool spr_roll_changed(const spr_roll *r);
/* Runs a statement of the writer with one number. */
spr_status spr_roll_run(spr_roll *r, spr_roll_sql sql, uint64_t number);

#define SPR_ROLL_USER_COLUMNS                                                                                \
  "u.number, u.name, u.role, u.institutions, u.municipalities, u.made, u.removed, u.entered, u.failed, "     \
  "u.failures, u.salt, u.hash, u.passes, u.bytes"
#define SPR_ROLL_NUSER 14
/* From column `from` on. Texts are the query's. */
spr_status spr_roll_take_user(spr_query *q, int from, spr_user_row *out);
/* Copies its texts. */
spr_status spr_roll_lend(spr_buf *text, spr_str *const *texts, uint32_t n);

#endif
