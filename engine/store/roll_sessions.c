/* SPDX-License-Identifier: Apache-2.0 */
#include "store/roll_impl.h"

/* The sessions and one-time links of the roll. */

/* -- coming in ------------------------------------------------------------------------------------------ */
static spr_status mark_entered(spr_roll *r, uint64_t user, const spr_password *p, spr_instant at) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_ENTERED);
  spr_bind_instant(&q, at);
  spr_bind_u64(&q, user);
  if (p)
    spr_bind_blob(&q, spr_str_n((const char *)p->hash, sizeof p->hash));
  else
    spr_bind_null(&q);
  spr_status s = spr_query_run(&q);
  return s == SPR_OK && !spr_roll_changed(r) ? SPR_EREFUSED : s;
}

static spr_status make_room(spr_roll *r, uint64_t user) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_SESSION_ROOM);
  spr_bind_u64(&q, user);
  spr_bind_u64(&q, SPR_MAX_SESSIONS);
  return spr_query_run(&q);
}

/* p NULL: by a link. */
static spr_status enter(spr_roll *r, uint64_t user, const spr_password *p, const spr_hash *session,
                        spr_instant at) {
  spr_status s = mark_entered(r, user, p, at);
  if (s != SPR_OK) return s;
  spr_query q = spr_query_begin(&r->writer.db, ROLL_SESSION_ADD);
  spr_bind_hash(&q, session);
  spr_bind_u64(&q, user);
  spr_bind_instant(&q, at);
  spr_bind_instant(&q, at);
  spr_bind_instant(&q, p ? at : SPR_NO_INSTANT);
  spr_bind_u64(&q, p == NULL);
  s = spr_query_run(&q);
  return s == SPR_OK ? make_room(r, user) : s;
}

spr_status spr_roll_enter(spr_roll *r, uint64_t user, const spr_password *password, const spr_hash *session,
                          spr_instant at) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? enter(r, user, password, session, at) : s);
}

/* Whoever takes the row away has used the link. */
static spr_status use_up(spr_roll *r, const spr_hash *link, spr_instant at, uint64_t *user) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_LINK_USE);
  spr_bind_hash(&q, link);
  spr_bind_instant(&q, at);
  bool found = spr_query_row(&q);
  *user = found ? spr_column_u64(&q, 0) : 0;
  spr_status s = spr_query_end(&q);
  return s == SPR_OK && !found ? SPR_ENOTFOUND : s;
}

spr_status spr_roll_enter_by_link(spr_roll *r, const spr_hash *link, const spr_hash *session,
                                  spr_instant at) {
  uint64_t user = 0;
  spr_status s = spr_roll_begin(r);
  if (s == SPR_OK) s = use_up(r, link, at, &user);
  return spr_roll_end(r, s == SPR_OK ? enter(r, user, NULL, session, at) : s);
}

static spr_status put_link(spr_roll *r, uint64_t user, const spr_hash *link, spr_instant expires) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_LINK_PUT);
  spr_bind_u64(&q, user);
  spr_bind_hash(&q, link);
  spr_bind_instant(&q, expires);
  return spr_query_run(&q);
}

spr_status spr_roll_link_put(spr_roll *r, uint64_t user, const spr_hash *link, spr_instant expires) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? put_link(r, user, link, expires) : s);
}

/* -- being in ------------------------------------------------------------------------------------------- */
static spr_roll_session take(const spr_query *q) {
  return (spr_roll_session){
      .number = spr_column_u64(q, 0),
      .user = spr_column_u64(q, 1),
      .made = spr_column_instant(q, 2),
      .used = spr_column_instant(q, 3),
      .confirmed = spr_column_instant(q, 4),
      .by_link = spr_column_u64(q, 5) != 0,
  };
}

spr_status spr_roll_session_of(spr_roll *r, const spr_hash *session, spr_buf *text, spr_roll_session *out,
                               spr_user_row *user) {
  spr_str *const texts[] = {&user->name, &user->institutions, &user->municipalities};
  spr_query q = spr_query_begin(spr_roll_look(r), ROLL_SESSION);
  spr_status s = SPR_OK;
  spr_bind_hash(&q, session);
  bool found = spr_query_row(&q);
  if (found) {
    *out = take(&q);
    s = spr_roll_take_user(&q, 6, user);
    if (s == SPR_OK) s = spr_roll_lend(text, texts, 3);
  }
  spr_status end = spr_query_end(&q);
  if (s == SPR_OK) s = end;
  return spr_roll_looked(r, s == SPR_OK && !found ? SPR_ENOTFOUND : s);
}

spr_status spr_roll_sessions(spr_roll *r, spr_roll_session_fn fn, void *ud) {
  spr_query q = spr_query_begin(spr_roll_look(r), ROLL_SESSIONS);
  for (bool on = true; on && spr_query_row(&q);) {
    spr_roll_session session = take(&q);
    on = fn(ud, &session, spr_column_str(&q, 6));
  }
  return spr_roll_looked(r, spr_query_end(&q));
}

void spr_roll_session_touch(spr_roll *r, uint64_t session, spr_instant at) {
  spr_roll_touch(r, ROLL_SESSION_TOUCH, at, session);
}

static spr_status confirm(spr_roll *r, uint64_t session, spr_instant at) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_SESSION_CONFIRM);
  spr_bind_instant(&q, at);
  spr_bind_u64(&q, session);
  spr_status s = spr_query_run(&q);
  return s == SPR_OK && !spr_roll_changed(r) ? SPR_ENOTFOUND : s;
}

spr_status spr_roll_session_confirm(spr_roll *r, uint64_t session, spr_instant at) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? confirm(r, session, at) : s);
}

/* -- going out ------------------------------------------------------------------------------------------ */
static spr_status end_one(spr_roll *r, const spr_hash *session) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_SESSION_END);
  spr_bind_hash(&q, session);
  return spr_query_run(&q);
}

spr_status spr_roll_session_end(spr_roll *r, const spr_hash *session) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? end_one(r, session) : s);
}

static spr_status end_all(spr_roll *r, uint64_t user) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_SESSIONS_END);
  spr_bind_u64(&q, user);
  spr_bind_u64(&q, 0);
  return spr_query_run(&q);
}

spr_status spr_roll_sessions_end(spr_roll *r, uint64_t user) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? end_all(r, user) : s);
}

static spr_status expire(spr_roll *r, spr_instant made_before, spr_instant used_before, spr_instant now) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_SESSIONS_EXPIRE);
  spr_bind_instant(&q, made_before);
  spr_bind_instant(&q, used_before);
  spr_status s = spr_query_run(&q);
  if (s != SPR_OK) return s;
  q = spr_query_begin(&r->writer.db, ROLL_LINKS_EXPIRE);
  spr_bind_instant(&q, now);
  return spr_query_run(&q);
}

spr_status spr_roll_upkeep(spr_roll *r, spr_instant made_before, spr_instant used_before, spr_instant now) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? expire(r, made_before, used_before, now) : s);
}
