/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people_impl.h"

/* Coming in, being in, going out. */

/* -- principals ----------------------------------------------------------------------------------------- */
typedef struct holder {
  const char *prefix;
  spr_str name, institutions, municipalities;
} holder;

static const spr_str *keep_list(spr_arena *a, spr_str joined, uint32_t *n) {
  spr_str v[SPR_MAX_BOUND];
  (void)spr_bound_split(joined, v, n); /* what is above the bound was never let in */
  spr_str *kept = SPR_NEW_N(a, spr_str, *n + 1);
  for (uint32_t i = 0; i < *n; i++) kept[i] = spr_str_dup(a, v[i]);
  return kept;
}

/* Without a jump: whoever calls has a buffer to free. */
static spr_status keep(spr_arena *a, const holder *h, spr_principal *who) {
  jmp_buf env, *old = a->escape;
  if (spr_arena_guard(a, &env)) {
    spr_arena_unguard(a, old);
    return SPR_ENOMEM;
  }
  who->name = spr_str_join(a, (spr_str[]){spr_str_of(h->prefix), h->name}, 2);
  who->institutions = keep_list(a, h->institutions, &who->ninstitutions);
  who->municipalities = keep_list(a, h->municipalities, &who->nmunicipalities);
  spr_arena_unguard(a, old);
  return SPR_OK;
}

static spr_status principal_of_user(spr_arena *a, const spr_user_row *u, const spr_roll_session *s,
                                    spr_principal *who) {
  const holder h = {"user:", u->name, u->institutions, u->municipalities};
  *who = (spr_principal){.role = (spr_role_of)u->role,
                         .scopes = spr_role_scopes((spr_role_of)u->role),
                         .session = s->number,
                         .confirmed = s->confirmed,
                         .chooses = s->by_link};
  return keep(a, &h, who);
}

static spr_status principal_of_token(spr_arena *a, const spr_token_row *t, spr_principal *who) {
  const holder h = {"token:", t->name, t->institutions, t->municipalities};
  *who =
      (spr_principal){.role = spr_scopes_role(t->scopes), .scopes = t->scopes, .confirmed = SPR_NO_INSTANT};
  return keep(a, &h, who);
}

/* What is not there is refused like what will not do. */
static spr_status no_less(spr_status s) {
  return s == SPR_ENOTFOUND ? SPR_EREFUSED : s;
}

/* -- tokens --------------------------------------------------------------------------------------------- */
static bool is_stale(spr_instant used, spr_instant now) {
  return used == SPR_NO_INSTANT || now - used >= SPR_TOUCH_MS;
}

static bool is_valid(const spr_token_row *t, spr_instant now) {
  return t->revoked == SPR_NO_INSTANT && now < t->expires;
}

/* false: it was used too often. */
static bool use_token(spr_people *p, const spr_token_row *t, spr_instant now, uint32_t *retry) {
  if (!spr_limits_take(&p->limits, t->number, t->rate, now, retry)) return false;
  if (is_stale(t->used, now)) spr_roll_token_touch(p->roll, t->number, now);
  return true;
}

spr_status spr_people_token(spr_people *p, spr_str secret, spr_instant now, spr_presence use, spr_arena *a,
                            spr_principal *who, uint32_t *retry) {
  spr_hash hash;
  spr_buf text;
  spr_token_row t;
  *retry = 0;
  if (secret.n != SPR_BEARER_CHARS || !spr_str_starts(secret, SPR_STR(SPR_TOKEN_PREFIX))) return SPR_EREFUSED;
  spr_secret_hash(SPR_USE_BEARER, secret, &hash);
  spr_buf_init(&text, &p->alloc, SPR_ROLL_TEXT);
  spr_status s = spr_roll_token(p->roll, &hash, &text, &t);
  if (s == SPR_OK && !is_valid(&t, now)) s = SPR_EREFUSED;
  if (s == SPR_OK && use == SPR_USED && !use_token(p, &t, now, retry)) s = SPR_ELIMIT;
  if (s == SPR_OK) s = principal_of_token(a, &t, who);
  spr_buf_release(&text);
  return no_less(s);
}

/* -- passwords ------------------------------------------------------------------------------------------ */
static bool may_log_in(const spr_user_row *u) {
  return u->removed == SPR_NO_INSTANT && u->has_password;
}

/* Whatever is wrong takes one hash and one commit. */
static spr_status compare(spr_people *p, const spr_login *l, spr_instant now, spr_buf *text,
                          spr_user_row *u) {
  bool same = false;
  spr_status s = spr_roll_user(p->roll, l->name, text, u);
  if (s != SPR_OK && s != SPR_ENOTFOUND) return s;
  bool known = s == SPR_OK && may_log_in(u);
  s = spr_hashers_compare(&p->hashers, known ? &u->password : &p->decoy, l->password, &same);
  if (s != SPR_OK || (known && same)) return s;
  s = spr_roll_failed(p->roll, known ? u->number : 0, now);
  return s == SPR_OK ? SPR_EREFUSED : s;
}

/* SPR_OK: it is the password of u, whose texts lie in `text`. */
static spr_status check_password(spr_people *p, const spr_login *l, spr_instant now, spr_buf *text,
                                 spr_user_row *u, uint32_t *retry) {
  *retry = 0;
  if (!spr_limits_try(&p->limits, l->name, l->peer, now, retry)) return SPR_ELIMIT;
  spr_status s = compare(p, l, now, text, u);
  if (s == SPR_OK)
    spr_limits_admit(&p->limits, l->name, l->peer, now);
  else if (s != SPR_EREFUSED)
    spr_limits_forgive(&p->limits, l->name, l->peer, now);
  if (s == SPR_ELIMIT) *retry = 1;
  return s;
}

/* -- sessions ------------------------------------------------------------------------------------------- */
static bool is_alive(const spr_roll_session *s, spr_instant now) {
  return now - s->made < SPR_SESSION_MS && now - s->used < SPR_SESSION_IDLE_MS;
}

static spr_status find(spr_people *p, spr_str session, spr_instant now, spr_buf *text, spr_roll_session *s,
                       spr_user_row *u) {
  spr_hash hash;
  spr_secret_hash(SPR_USE_SESSION, session, &hash);
  spr_status status = spr_roll_session_of(p->roll, &hash, text, s, u);
  if (status == SPR_OK && (!is_alive(s, now) || u->removed != SPR_NO_INSTANT)) status = SPR_ENOTFOUND;
  return no_less(status);
}

spr_status spr_people_session(spr_people *p, spr_str session, spr_instant now, spr_presence use, spr_arena *a,
                              spr_principal *who) {
  spr_buf text;
  spr_user_row u;
  spr_roll_session s;
  spr_buf_init(&text, &p->alloc, SPR_ROLL_TEXT);
  spr_status status = find(p, session, now, &text, &s, &u);
  if (status == SPR_OK && use == SPR_USED && is_stale(s.used, now))
    spr_roll_session_touch(p->roll, s.number, now);
  if (status == SPR_OK) status = principal_of_user(a, &u, &s, who);
  spr_buf_release(&text);
  return status;
}

/* What has just come in, as the next request would find it. */
static spr_status begin(spr_people *p, spr_status status, const spr_secret *session, spr_instant now,
                        spr_arena *a, spr_principal *who) {
  if (status != SPR_OK) return no_less(status);
  return spr_people_session(p, spr_str_of(session->text), now, SPR_SEEN, a, who);
}

spr_status spr_people_log_in(spr_people *p, const spr_login *l, spr_instant now, spr_arena *a,
                             spr_secret *session, spr_principal *who, uint32_t *retry) {
  spr_buf text;
  spr_user_row u;
  spr_hash hash;
  spr_buf_init(&text, &p->alloc, SPR_ROLL_TEXT);
  spr_status s = check_password(p, l, now, &text, &u, retry);
  spr_people_new_secret(p, session);
  spr_secret_hash(SPR_USE_SESSION, spr_str_of(session->text), &hash);
  if (s == SPR_OK) s = spr_roll_enter(p->roll, u.number, &u.password, &hash, now);
  spr_buf_release(&text);
  return begin(p, s, session, now, a, who);
}

/* A link cannot be guessed, so what limits it is only there to keep floods from the file. */
spr_status spr_people_use_link(spr_people *p, spr_str link, spr_str peer, spr_instant now, spr_arena *a,
                               spr_secret *session, spr_principal *who, uint32_t *retry) {
  spr_hash from, hash;
  *retry = 0;
  spr_secret_hash(SPR_USE_LINK, link, &from);
  const spr_str key = spr_str_n((const char *)from.b, sizeof from.b);
  if (!spr_limits_try(&p->limits, key, peer, now, retry)) return SPR_ELIMIT;
  spr_people_new_secret(p, session);
  spr_secret_hash(SPR_USE_SESSION, spr_str_of(session->text), &hash);
  spr_status s = spr_roll_enter_by_link(p->roll, &from, &hash, now);
  if (s == SPR_OK) spr_limits_forgive(&p->limits, key, peer, now);
  return begin(p, s, session, now, a, who);
}

spr_status spr_people_confirm(spr_people *p, spr_str session, spr_str password, spr_str peer, spr_instant now,
                              uint32_t *retry) {
  spr_buf text, again;
  spr_user_row u;
  spr_roll_session s;
  *retry = 0;
  spr_buf_init(&text, &p->alloc, SPR_ROLL_TEXT);
  spr_buf_init(&again, &p->alloc, SPR_ROLL_TEXT);
  spr_status status = find(p, session, now, &text, &s, &u);
  if (status == SPR_OK) {
    const spr_login l = {u.name, password, peer};
    spr_user_row same;
    status = check_password(p, &l, now, &again, &same, retry);
  }
  if (status == SPR_OK) status = spr_roll_session_confirm(p->roll, s.number, now);
  spr_buf_release(&again);
  spr_buf_release(&text);
  return no_less(status);
}

spr_status spr_people_log_out(spr_people *p, spr_str session) {
  spr_hash hash;
  spr_secret_hash(SPR_USE_SESSION, session, &hash);
  return spr_roll_session_end(p->roll, &hash);
}

spr_status spr_people_log_out_everywhere(spr_people *p, spr_str session, spr_instant now) {
  spr_buf text;
  spr_user_row u;
  spr_roll_session s;
  spr_buf_init(&text, &p->alloc, SPR_ROLL_TEXT);
  spr_status status = find(p, session, now, &text, &s, &u);
  if (status == SPR_OK) status = spr_roll_sessions_end(p->roll, s.user);
  spr_buf_release(&text);
  return status;
}

/* -- a password of one's own ---------------------------------------------------------------------------- */
static spr_status choose(spr_people *p, const spr_user_row *u, const spr_roll_session *s, spr_str password,
                         spr_instant now) {
  spr_password made;
  if (spr_password_judge(u->name, password) != SPR_PASSWORD_GOOD) return SPR_EINVAL;
  spr_status status = spr_people_new_password(p, password, &made);
  if (status == SPR_OK) status = spr_roll_password(p->roll, s->user, &made, s->number);
  return status == SPR_OK ? spr_roll_session_confirm(p->roll, s->number, now) : status;
}

spr_status spr_people_choose(spr_people *p, spr_str session, spr_str former, spr_str password, spr_str peer,
                             spr_instant now, uint32_t *retry) {
  spr_buf text, again;
  spr_user_row u, same;
  spr_roll_session s;
  *retry = 0;
  spr_buf_init(&text, &p->alloc, SPR_ROLL_TEXT);
  spr_buf_init(&again, &p->alloc, SPR_ROLL_TEXT);
  spr_status status = find(p, session, now, &text, &s, &u);
  if (status == SPR_OK && !s.by_link) {
    const spr_login l = {u.name, former, peer};
    status = check_password(p, &l, now, &again, &same, retry);
  }
  if (status == SPR_OK) status = choose(p, &u, &s, password, now);
  if (status == SPR_ELIMIT && *retry == 0) *retry = 1;
  spr_buf_release(&again);
  spr_buf_release(&text);
  return no_less(status);
}
