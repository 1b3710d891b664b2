/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_ROLL_H
#define SPR_STORE_ROLL_H

#include "base/civil.h"
#include "base/limits.h"
#include "store/secret.h"

/* The roll of those who may enter, as it is kept: users, sessions, bearer tokens, one-time links, in a file
 * of its own beside the database (DATABASE-users). It keeps and finds rows, and decides nothing; that is done
 * by access/people.h, which is what the doors use.
 *
 * A handle serves many threads; several processes may work on the file. Each reading asks the file, and each
 * writing is durable when it returns, but for what was touched. Lists of institutions and municipalities are
 * one text, joined with ",". Texts that are given back lie in the caller's buffer.
 *
 * SPR_EBUSY, SPR_EFULL, SPR_EIO, SPR_ENOMEM: not done. SPR_EUNKNOWN: a commit failed; from then on nothing is
 * written by this handle. */
typedef struct spr_roll spr_roll;

#define SPR_ROLL_APPLICATION_ID 0x73707275 /* "spru", in the header of the file */

/* What the texts of a row need at most. */
#define SPR_ROLL_TEXT (2 * SPR_MAX_BOUND_BYTES + SPR_MAX_USER_NAME + 16)

typedef struct spr_roll_options {
  const spr_alloc *alloc;
  const char *database;
  bool create;
  bool reads_only; /* users, sessions and tokens are found, and nothing is changed */
  uint32_t busy_ms;
  const char *vfs;
} spr_roll_options;

/* Is there one beside the database? */
bool spr_roll_there(const char *database);
spr_status spr_roll_open(const spr_roll_options *o, spr_roll **out, char *why);
void spr_roll_close(spr_roll *r);
void spr_roll_fault(spr_roll *r, char *out);

typedef struct spr_roll_count {
  uint64_t users, tokens; /* that were not removed or revoked */
  uint64_t bytes;         /* of the file */
} spr_roll_count;
spr_status spr_roll_counts(spr_roll *r, spr_roll_count *out);

/* -- users ------------------------------------------------------------------------------------------------
 */
typedef struct spr_user_row {
  uint64_t number; /* from 1 */
  spr_str name;
  uint8_t role;
  spr_str institutions, municipalities;
  spr_instant made, removed, entered, failed; /* SPR_NO_INSTANT: not */
  uint32_t failures;
  bool has_password;
  spr_password password;
} spr_user_row;

/* SPR_ENOTFOUND; one that was removed is found, too. */
spr_status spr_roll_user(spr_roll *r, spr_str name, spr_buf *text, spr_user_row *out);
/* By name. fn gives false to end; what it is given is borrowed for the call. */
typedef bool (*spr_user_fn)(void *ud, const spr_user_row *u);
spr_status spr_roll_users(spr_roll *r, spr_user_fn fn, void *ud);
/* A new one, without a password. SPR_EREFUSED: there is, or was, one of that name. */
spr_status spr_roll_user_add(spr_roll *r, const spr_user_row *u);
/* Password, sessions and link go, the name stays. SPR_ENOTFOUND; also if it was removed before. */
spr_status spr_roll_user_remove(spr_roll *r, spr_str name, spr_instant at);
/* Sets the password; all sessions but the one numbered `but`, and links, go. SPR_ENOTFOUND: removed. */
spr_status spr_roll_password(spr_roll *r, uint64_t user, const spr_password *p, uint64_t but);
/* A wrong password. user 0: for a name that nobody has; it is counted, too, so that it takes as long. */
spr_status spr_roll_failed(spr_roll *r, uint64_t user, spr_instant at);

/* -- sessions ---------------------------------------------------------------------------------------------
 */
typedef struct spr_roll_session {
  uint64_t number; /* from 1; no two sessions ever have the same */
  uint64_t user;
  spr_instant made, used, confirmed;
  bool by_link;
} spr_roll_session;

/* Who comes in. It makes room where the user has SPR_MAX_SESSIONS. password: the hash that was compared, and
 * is the user's still. SPR_EREFUSED: it is not, or the user was removed meanwhile. */
spr_status spr_roll_enter(spr_roll *r, uint64_t user, const spr_password *password, const spr_hash *session,
                          spr_instant at);
/* The same by a link that has not expired, and now is used up. SPR_ENOTFOUND: there is none. */
spr_status spr_roll_enter_by_link(spr_roll *r, const spr_hash *link, const spr_hash *session, spr_instant at);
/* SPR_ENOTFOUND: there is none. */
spr_status spr_roll_session_of(spr_roll *r, const spr_hash *session, spr_buf *text, spr_roll_session *out,
                               spr_user_row *user);
typedef bool (*spr_roll_session_fn)(void *ud, const spr_roll_session *s, spr_str user);
spr_status spr_roll_sessions(spr_roll *r, spr_roll_session_fn fn, void *ud);
/* Was used. It costs nobody a sync or a wait, so a crash may lose it, and a busy file, too. */
void spr_roll_session_touch(spr_roll *r, uint64_t session, spr_instant at);
/* The password was given again. */
spr_status spr_roll_session_confirm(spr_roll *r, uint64_t session, spr_instant at);
spr_status spr_roll_session_end(spr_roll *r, const spr_hash *session);
spr_status spr_roll_sessions_end(spr_roll *r, uint64_t user);
/* Sessions that began or were used before, and links that expired: they go. */
spr_status spr_roll_upkeep(spr_roll *r, spr_instant made_before, spr_instant used_before, spr_instant now);

/* -- links ------------------------------------------------------------------------------------------------
 */
/* In the place of a former one of the user. */
spr_status spr_roll_link_put(spr_roll *r, uint64_t user, const spr_hash *link, spr_instant expires);

/* -- tokens -----------------------------------------------------------------------------------------------
 */
typedef struct spr_token_row {
  uint64_t number;
  spr_str name;
  uint32_t scopes, rate;
  spr_str institutions, municipalities;
  spr_instant made, expires, used, revoked;
} spr_token_row;

spr_status spr_roll_token(spr_roll *r, const spr_hash *token, spr_buf *text, spr_token_row *out);
typedef bool (*spr_token_fn)(void *ud, const spr_token_row *t);
spr_status spr_roll_tokens(spr_roll *r, spr_token_fn fn, void *ud);
/* SPR_EREFUSED: there is, or was, one of that name. */
spr_status spr_roll_token_add(spr_roll *r, const spr_token_row *t, const spr_hash *token);
spr_status spr_roll_token_revoke(spr_roll *r, spr_str name, spr_instant at);
void spr_roll_token_touch(spr_roll *r, uint64_t token, spr_instant at);

#endif
