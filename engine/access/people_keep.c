/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people_impl.h"

/* Keeping users and tokens. */

static bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}

/* The name of a user or token. */
static bool is_name(spr_str s) {
  if (s.n == 0 || s.n > SPR_MAX_USER_NAME || !is_small(s.p[0])) return false;
  for (uint32_t i = 1; i < s.n; i++) {
    char c = s.p[i];
    if (!is_small(c) && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') return false;
  }
  return true;
}

static spr_status find_user(spr_people *p, spr_str name, spr_buf *text, spr_user_row *u) {
  spr_status s = spr_roll_user(p->roll, name, text, u);
  return s == SPR_OK && u->removed != SPR_NO_INSTANT ? SPR_ENOTFOUND : s;
}

/* -- users ---------------------------------------------------------------------------------------------- */
spr_status spr_people_add(spr_people *p, const spr_user *u, spr_instant now) {
  char institutions[SPR_MAX_BOUND_BYTES], municipalities[SPR_MAX_BOUND_BYTES];
  spr_user_row row = {.name = u->name, .role = (uint8_t)u->role, .made = now};
  if (!is_name(u->name) || spr_role_scopes(u->role) == 0) return SPR_EINVAL;
  if (u->ninstitutions == 0 && u->role != SPR_ADMINISTRATOR) return SPR_EINVAL;
  spr_status s = spr_bound_join(u->institutions, u->ninstitutions, institutions, &row.institutions);
  if (s == SPR_OK)
    s = spr_bound_join(u->municipalities, u->nmunicipalities, municipalities, &row.municipalities);
  return s == SPR_OK ? spr_roll_user_add(p->roll, &row) : s;
}

spr_status spr_people_remove(spr_people *p, spr_str name, spr_instant now) {
  return spr_roll_user_remove(p->roll, name, now);
}

spr_status spr_people_password(spr_people *p, spr_str name, spr_str password) {
  spr_buf text;
  spr_user_row u;
  spr_password made;
  if (spr_password_judge(name, password) != SPR_PASSWORD_GOOD) return SPR_EINVAL;
  spr_buf_init(&text, &p->alloc, SPR_ROLL_TEXT);
  spr_status s = find_user(p, name, &text, &u);
  spr_buf_release(&text);
  if (s == SPR_OK) s = spr_people_new_password(p, password, &made);
  return s == SPR_OK ? spr_roll_password(p->roll, u.number, &made, 0) : s;
}

spr_status spr_people_link(spr_people *p, spr_str name, int64_t for_ms, spr_instant now, spr_secret *out) {
  spr_buf text;
  spr_user_row u;
  spr_hash hash;
  if (for_ms <= 0 || for_ms > SPR_MAX_LINK_MS) return SPR_EINVAL;
  spr_buf_init(&text, &p->alloc, SPR_ROLL_TEXT);
  spr_status s = find_user(p, name, &text, &u);
  spr_buf_release(&text);
  if (s != SPR_OK) return s;
  spr_people_new_secret(p, out);
  spr_secret_hash(SPR_USE_LINK, spr_str_of(out->text), &hash);
  return spr_roll_link_put(p->roll, u.number, &hash, now + for_ms);
}

/* -- lists ---------------------------------------------------------------------------------------------- */
typedef struct bound {
  spr_str institutions[SPR_MAX_BOUND], municipalities[SPR_MAX_BOUND];
  uint32_t ninstitutions, nmunicipalities;
} bound;

static void split(bound *b, spr_str institutions, spr_str municipalities) {
  (void)spr_bound_split(institutions, b->institutions, &b->ninstitutions);
  (void)spr_bound_split(municipalities, b->municipalities, &b->nmunicipalities);
}

typedef struct telling_users {
  bool (*fn)(void *ud, const spr_user *u);
  void *ud;
} telling_users;

static bool tell_user(void *ud, const spr_user_row *row) {
  const telling_users *t = ud;
  bound b;
  if (row->removed != SPR_NO_INSTANT) return true;
  split(&b, row->institutions, row->municipalities);
  const spr_user u = {.name = row->name,
                      .role = (spr_role_of)row->role,
                      .institutions = b.institutions,
                      .ninstitutions = b.ninstitutions,
                      .municipalities = b.municipalities,
                      .nmunicipalities = b.nmunicipalities,
                      .made = row->made,
                      .entered = row->entered,
                      .failed = row->failed,
                      .failures = row->failures,
                      .has_password = row->has_password};
  return t->fn(t->ud, &u);
}

spr_status spr_people_users(spr_people *p, bool (*fn)(void *ud, const spr_user *u), void *ud) {
  telling_users t = {fn, ud};
  return spr_roll_users(p->roll, tell_user, &t);
}

spr_status spr_people_counts(spr_people *p, spr_people_count *out) {
  spr_roll_count n;
  spr_status s = spr_roll_counts(p->roll, &n);
  *out = (spr_people_count){.users = n.users, .tokens = n.tokens, .bytes = n.bytes};
  return s;
}

typedef struct telling_sessions {
  bool (*fn)(void *ud, const spr_session_row *s);
  void *ud;
  spr_str name;
  spr_instant now;
} telling_sessions;

static bool tell_session(void *ud, const spr_roll_session *s, spr_str user) {
  const telling_sessions *t = ud;
  const spr_session_row row = {user, s->number, s->made, s->used, s->by_link};
  bool alive = t->now - s->made < SPR_SESSION_MS && t->now - s->used < SPR_SESSION_IDLE_MS;
  bool meant = t->name.n == 0 || spr_str_eq(t->name, user);
  return alive && meant ? t->fn(t->ud, &row) : true;
}

spr_status spr_people_sessions(spr_people *p, spr_str name, spr_instant now,
                               bool (*fn)(void *ud, const spr_session_row *s), void *ud) {
  telling_sessions t = {fn, ud, name, now};
  return spr_roll_sessions(p->roll, tell_session, &t);
}

/* -- tokens --------------------------------------------------------------------------------------------- */
#define ABOUT_CASES (SPR_SCOPE_CASES_READ | SPR_SCOPE_CASES_WRITE | SPR_SCOPE_CASES_OPEN | SPR_SCOPE_STREAM)

static bool is_sound(const spr_bearer *t, spr_instant now) {
  bool scopes = t->scopes != 0 && (t->scopes & ~SPR_SCOPES_ALL) == 0;
  bool holds = t->ninstitutions > 0 || (t->scopes & ABOUT_CASES) == 0;
  bool time = t->expires > now && t->expires - now <= SPR_MAX_TOKEN_MS;
  return is_name(t->name) && scopes && holds && time && t->rate <= SPR_MAX_TOKEN_RATE;
}

spr_status spr_people_token_add(spr_people *p, const spr_bearer *t, spr_instant now,
                                char out[SPR_BEARER_CHARS + 1]) {
  char institutions[SPR_MAX_BOUND_BYTES], municipalities[SPR_MAX_BOUND_BYTES];
  spr_secret secret;
  spr_hash hash;
  spr_token_row row = {.name = t->name,
                       .scopes = t->scopes,
                       .rate = t->rate ? t->rate : SPR_TOKEN_RATE,
                       .made = now,
                       .expires = t->expires};
  if (!is_sound(t, now)) return SPR_EINVAL;
  spr_status s = spr_bound_join(t->institutions, t->ninstitutions, institutions, &row.institutions);
  if (s == SPR_OK)
    s = spr_bound_join(t->municipalities, t->nmunicipalities, municipalities, &row.municipalities);
  if (s != SPR_OK) return s;
  spr_people_new_secret(p, &secret);
  memcpy(out, SPR_TOKEN_PREFIX, sizeof SPR_TOKEN_PREFIX - 1);
  memcpy(out + sizeof SPR_TOKEN_PREFIX - 1, secret.text, sizeof secret.text);
  spr_secret_hash(SPR_USE_BEARER, spr_str_of(out), &hash);
  return spr_roll_token_add(p->roll, &row, &hash);
}

spr_status spr_people_token_revoke(spr_people *p, spr_str name, spr_instant now) {
  return spr_roll_token_revoke(p->roll, name, now);
}

typedef struct telling_tokens {
  bool (*fn)(void *ud, const spr_bearer *t);
  void *ud;
} telling_tokens;

static bool tell_token(void *ud, const spr_token_row *row) {
  const telling_tokens *t = ud;
  bound b;
  split(&b, row->institutions, row->municipalities);
  const spr_bearer token = {.name = row->name,
                            .scopes = row->scopes,
                            .institutions = b.institutions,
                            .ninstitutions = b.ninstitutions,
                            .municipalities = b.municipalities,
                            .nmunicipalities = b.nmunicipalities,
                            .expires = row->expires,
                            .rate = row->rate,
                            .made = row->made,
                            .used = row->used,
                            .revoked = row->revoked};
  return t->fn(t->ud, &token);
}

spr_status spr_people_tokens(spr_people *p, bool (*fn)(void *ud, const spr_bearer *t), void *ud) {
  telling_tokens t = {fn, ud};
  return spr_roll_tokens(p->roll, tell_token, &t);
}
