/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_PEOPLE_H
#define SPR_ACCESS_PEOPLE_H

#include "access/principal.h"
#include "base/limits.h"
#include "base/status.h"
#include "store/secret.h"

/* Who may enter: users with passwords, sessions of the console, bearer tokens of programs, one-time links.
 *
 *   spr_people_open(&options, &p, why);
 *   spr_people_token(p, secret, now, SPR_USED, arena, &who, &retry)           /api: Authorization: Bearer ...
 *   spr_people_log_in(p, &login, now, arena, &secret, &who, &retry)           the form
 *   spr_people_session(p, secret, now, SPR_USED, arena, &who)                 every page
 *   spr_csrf_make(secret, text)  ...  spr_csrf_check(secret, given)           every form
 *   spr_people_log_out(p, secret)
 *
 * A handle serves many threads; several processes may work on the file (DATABASE-users) at once. Each call
 * asks the file, so that whoever was removed, and a token that was revoked, by whichever process, is out with
 * the next request.
 *
 * Of secrets (256 random bits, in letters, digits, "-" and "_") the file keeps hashes only, of passwords
 * Argon2id (RFC 9106). A password is hashed once for each attempt, also for names that nobody has, and at
 * most SPR_HASHES at a time.
 *
 * SPR_OK. SPR_EREFUSED: no, for whatever reason: who asks is not told which. SPR_ELIMIT: too often; *retry:
 * seconds to wait. SPR_EBUSY, SPR_EFULL, SPR_EIO, SPR_ENOMEM: not done. SPR_EUNKNOWN: a commit failed;
 * nothing more is written by this handle. Texts of principals are the arena's, each with a NUL behind it.
 * Times are the caller's. */
typedef struct spr_people spr_people;

typedef struct spr_people_options {
  const spr_alloc *alloc;
  const char *database;                          /* its path; that of the users is DATABASE-users */
  bool create;                                   /* makes the file where there is none */
  bool reads_only;                               /* nothing is changed, and nobody comes in */
  void (*random)(void *ud, void *out, size_t n); /* asked by one thread at a time */
  void *random_ud;
  uint32_t busy_ms; /* how long a call waits for another process */
  const char *vfs;  /* for tests; NULL */
} spr_people_options;

/* Is there one beside the database? */
bool spr_people_there(const char *database);
/* SPR_ENOTFOUND: there is no file. SPR_EINVAL: it is not one of users, or of a later version. why: NULL, or
 * room for SPR_MAX_MESSAGE_BYTES. */
spr_status spr_people_open(const spr_people_options *o, spr_people **out, char *why);
void spr_people_close(spr_people *p);
/* What the last failure was, for the operator; room for SPR_MAX_MESSAGE_BYTES. */
void spr_people_fault(spr_people *p, char *out);
/* Takes away what has expired. Every minute or so. */
spr_status spr_people_upkeep(spr_people *p, spr_instant now);
/* How many passwords this handle has hashed. */
uint64_t spr_people_hashed(spr_people *p);

/* -- coming in ------------------------------------------------------------------------------------------- */
/* USED: somebody asks for something. SEEN: a stream or a live update wants to know whether it may go on; that
 * keeps no session alive, is no use of a token, and counts for no limit. */
typedef enum spr_presence { SPR_SEEN, SPR_USED } spr_presence;

/* secret: with its "spr_" before it. SPR_ELIMIT only of what is used. */
spr_status spr_people_token(spr_people *p, spr_str secret, spr_instant now, spr_presence use, spr_arena *a,
                            spr_principal *who, uint32_t *retry);

typedef struct spr_login {
  spr_str name, password;
  spr_str peer; /* the address that asks; failures of one address are counted together */
} spr_login;
/* A new session, always under a new secret. */
spr_status spr_people_log_in(spr_people *p, const spr_login *l, spr_instant now, spr_arena *a,
                             spr_secret *session, spr_principal *who, uint32_t *retry);
/* The same for a one-time link, which then is used up: of several who use it at once one comes in. */
spr_status spr_people_use_link(spr_people *p, spr_str link, spr_str peer, spr_instant now, spr_arena *a,
                               spr_secret *session, spr_principal *who, uint32_t *retry);
/* A session ends SPR_SESSION_IDLE_MS after it was last used (give or take SPR_TOUCH_MS), and SPR_SESSION_MS
 * after it began. */
spr_status spr_people_session(spr_people *p, spr_str session, spr_instant now, spr_presence use, spr_arena *a,
                              spr_principal *who);
/* Again the password of who is in, before something that matters (spr_principal_fresh). */
spr_status spr_people_confirm(spr_people *p, spr_str session, spr_str password, spr_str peer, spr_instant now,
                              uint32_t *retry);
spr_status spr_people_log_out(spr_people *p, spr_str session);
/* All sessions of who has this one. */
spr_status spr_people_log_out_everywhere(spr_people *p, spr_str session, spr_instant now);
/* A password of one's own; `former` is not asked for in a session that came by a one-time link. Ends all
 * other sessions. SPR_EINVAL: the new one will not do, see spr_password_fault. */
spr_status spr_people_choose(spr_people *p, spr_str session, spr_str former, spr_str password, spr_str peer,
                             spr_instant now, uint32_t *retry);

/* What speaks against a password; the page says it in its language. */
typedef enum spr_password_fault {
  SPR_PASSWORD_GOOD,
  SPR_PASSWORD_SHORT, /* of fewer than SPR_MIN_PASSWORD characters */
  SPR_PASSWORD_LONG,  /* of more than SPR_MAX_PASSWORD bytes */
  SPR_PASSWORD_NAME,  /* it is little else than the user's name */
  SPR_PASSWORD_PLAIN  /* of fewer than five different characters; or no UTF-8 */
} spr_password_fault;
spr_password_fault spr_password_judge(spr_str name, spr_str password);

/* -- forms ----------------------------------------------------------------------------------------------- */
/* A token for the forms of one session: a keyed hash under its secret, so that nothing must be kept. The same
 * for all forms of the session. */
void spr_csrf_make(spr_str session, spr_secret *out);
bool spr_csrf_check(spr_str session, spr_str given);
/* The same for anything else that a session is to be believed later; what: told apart by what it says. */
void spr_mark_make(spr_str session, const char *what, spr_secret *out);
bool spr_mark_check(spr_str session, const char *what, spr_str given);

/* -- keeping users -----------------------------------------------------------------------------------------
 */
typedef struct spr_user {
  spr_str name; /* a small letter, then such letters, digits, ".", "_", "-": SPR_MAX_USER_NAME */
  spr_role_of role;
  const spr_str *institutions, *municipalities;
  uint32_t ninstitutions, nmunicipalities;
  /* Given back, not read: */
  spr_instant made, entered, failed; /* entered, failed: the last time, or SPR_NO_INSTANT */
  uint32_t failures;                 /* wrong passwords since it last came in */
  bool has_password;
} spr_user;

/* SPR_EINVAL: a name that is none, a role that needs an institution and has none (all but administrators), a
 * list that is too long. SPR_EREFUSED: the name is taken, or was: journals and the access log name people for
 * ever, so a name never becomes another's. */
spr_status spr_people_add(spr_people *p, const spr_user *u, spr_instant now);
/* Out at once: password, sessions and links go. SPR_ENOTFOUND. */
spr_status spr_people_remove(spr_people *p, spr_str name, spr_instant now);
/* Sets a password from outside, and ends all sessions. SPR_ENOTFOUND; SPR_EINVAL: it will not do. */
spr_status spr_people_password(spr_people *p, spr_str name, spr_str password);
/* A one-time link for so many milliseconds (SPR_MAX_LINK_MS at most, SPR_EINVAL); a former one is void. */
spr_status spr_people_link(spr_people *p, spr_str name, int64_t for_ms, spr_instant now, spr_secret *out);
/* Users, sessions and tokens in the order of their names and times; fn gives false to end. What it is given
 * it may copy, and not call back. */
spr_status spr_people_users(spr_people *p, bool (*fn)(void *ud, const spr_user *u), void *ud);

typedef struct spr_people_count {
  uint64_t users, tokens; /* that were not removed or revoked */
  uint64_t bytes;         /* of the file */
} spr_people_count;
spr_status spr_people_counts(spr_people *p, spr_people_count *out);

typedef struct spr_session_row {
  spr_str user;
  uint64_t session; /* as spr_principal.session */
  spr_instant made, used;
  bool by_link;
} spr_session_row;
/* Those of one user (name.n == 0: of all) that are alive. */
spr_status spr_people_sessions(spr_people *p, spr_str name, spr_instant now,
                               bool (*fn)(void *ud, const spr_session_row *s), void *ud);

/* -- keeping tokens ----------------------------------------------------------------------------------------
 */
typedef struct spr_bearer {
  spr_str name; /* as a user's; its principal is "token:NAME" */
  uint32_t scopes;
  const spr_str *institutions, *municipalities;
  uint32_t ninstitutions, nmunicipalities;
  spr_instant expires; /* there is always an end, SPR_MAX_TOKEN_MS from now at most */
  uint32_t rate;       /* requests per second in the long run, twice as many at once; 0: SPR_TOKEN_RATE */
  /* Given back, not read: */
  spr_instant made, used, revoked; /* used: give or take SPR_TOUCH_MS; or SPR_NO_INSTANT */
} spr_bearer;
#define SPR_TOKEN_PREFIX "spr_"
#define SPR_BEARER_CHARS (4 + SPR_SECRET_CHARS)
/* out: the token with its prefix and a NUL, which nobody can find out again. SPR_EINVAL, SPR_EREFUSED: as for
 * users; scopes on cases need an institution. */
spr_status spr_people_token_add(spr_people *p, const spr_bearer *t, spr_instant now,
                                char out[SPR_BEARER_CHARS + 1]);
/* SPR_ENOTFOUND: there is none of that name. Again: nothing. */
spr_status spr_people_token_revoke(spr_people *p, spr_str name, spr_instant now);
spr_status spr_people_tokens(spr_people *p, bool (*fn)(void *ud, const spr_bearer *t), void *ud);

#endif
