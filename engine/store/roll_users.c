/* SPDX-License-Identifier: Apache-2.0 */
#include "store/roll_impl.h"

/* The users of the roll. */

/* -- reading -------------------------------------------------------------------------------------------- */
static spr_status take_password(spr_query *q, int from, spr_user_row *out) {
  spr_str salt = spr_column_str(q, from), hash = spr_column_str(q, from + 1);
  out->has_password = hash.n > 0;
  out->password = (spr_password){.passes = spr_column_u32(q, from + 2), .bytes = spr_column_u32(q, from + 3)};
  if (!out->has_password) return SPR_OK;
  if (salt.n != sizeof out->password.salt || hash.n != sizeof out->password.hash)
    return spr_db_damaged(q->db, "a password of another length");
  memcpy(out->password.salt, salt.p, salt.n);
  memcpy(out->password.hash, hash.p, hash.n);
  return SPR_OK;
}

spr_status spr_roll_take_user(spr_query *q, int from, spr_user_row *out) {
  *out = (spr_user_row){
      .number = spr_column_u64(q, from),
      .name = spr_column_str(q, from + 1),
      .role = (uint8_t)spr_column_u32(q, from + 2),
      .institutions = spr_column_str(q, from + 3),
      .municipalities = spr_column_str(q, from + 4),
      .made = spr_column_instant(q, from + 5),
      .removed = spr_column_instant(q, from + 6),
      .entered = spr_column_instant(q, from + 7),
      .failed = spr_column_instant(q, from + 8),
      .failures = spr_column_u32(q, from + 9),
  };
  return take_password(q, from + 10, out);
}

static spr_status lend(spr_buf *text, spr_user_row *u) {
  spr_str *const texts[] = {&u->name, &u->institutions, &u->municipalities};
  return spr_roll_lend(text, texts, 3);
}

spr_status spr_roll_user(spr_roll *r, spr_str name, spr_buf *text, spr_user_row *out) {
  spr_query q = spr_query_begin(spr_roll_look(r), ROLL_USER);
  spr_bind_text(&q, name);
  bool found = spr_query_row(&q);
  spr_status s = found ? spr_roll_take_user(&q, 0, out) : SPR_OK;
  if (found && s == SPR_OK) s = lend(text, out);
  spr_status end = spr_query_end(&q);
  if (s == SPR_OK) s = end;
  return spr_roll_looked(r, s == SPR_OK && !found ? SPR_ENOTFOUND : s);
}

spr_status spr_roll_users(spr_roll *r, spr_user_fn fn, void *ud) {
  spr_query q = spr_query_begin(spr_roll_look(r), ROLL_USERS);
  spr_status s = SPR_OK;
  for (bool on = true; on && s == SPR_OK && spr_query_row(&q);) {
    spr_user_row u;
    s = spr_roll_take_user(&q, 0, &u);
    on = s == SPR_OK && fn(ud, &u);
  }
  spr_status end = spr_query_end(&q);
  return spr_roll_looked(r, s == SPR_OK ? end : s);
}

/* -- writing -------------------------------------------------------------------------------------------- */
static spr_status add(spr_roll *r, const spr_user_row *u) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_USER_ADD);
  spr_bind_text(&q, u->name);
  spr_bind_u64(&q, u->role);
  spr_bind_text(&q, u->institutions);
  spr_bind_text(&q, u->municipalities);
  spr_bind_instant(&q, u->made);
  spr_status s = spr_query_run(&q);
  return s == SPR_OK && !spr_roll_changed(r) ? SPR_EREFUSED : s;
}

spr_status spr_roll_user_add(spr_roll *r, const spr_user_row *u) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? add(r, u) : s);
}

static spr_status find_live(spr_roll *r, spr_str name, uint64_t *number) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_USER);
  spr_bind_text(&q, name);
  bool found = spr_query_row(&q) && spr_column_instant(&q, 6) == SPR_NO_INSTANT;
  *number = found ? spr_column_u64(&q, 0) : 0;
  spr_status s = spr_query_end(&q);
  return s == SPR_OK && !found ? SPR_ENOTFOUND : s;
}

/* What lets the user in, but for the session numbered `but`. */
static spr_status shut_out(spr_roll *r, uint64_t user, uint64_t but) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_SESSIONS_END);
  spr_bind_u64(&q, user);
  spr_bind_u64(&q, but);
  spr_status s = spr_query_run(&q);
  return s == SPR_OK ? spr_roll_run(r, ROLL_LINK_END, user) : s;
}

static spr_status remove_user(spr_roll *r, spr_str name, spr_instant at) {
  uint64_t number;
  spr_status s = find_live(r, name, &number);
  if (s != SPR_OK) return s;
  spr_query q = spr_query_begin(&r->writer.db, ROLL_USER_REMOVE);
  spr_bind_instant(&q, at);
  spr_bind_u64(&q, number);
  s = spr_query_run(&q);
  return s == SPR_OK ? shut_out(r, number, 0) : s;
}

spr_status spr_roll_user_remove(spr_roll *r, spr_str name, spr_instant at) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? remove_user(r, name, at) : s);
}

static spr_status set_password(spr_roll *r, uint64_t user, const spr_password *p, uint64_t but) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_PASSWORD);
  spr_bind_blob(&q, spr_str_n((const char *)p->salt, sizeof p->salt));
  spr_bind_blob(&q, spr_str_n((const char *)p->hash, sizeof p->hash));
  spr_bind_u64(&q, p->passes);
  spr_bind_u64(&q, p->bytes);
  spr_bind_u64(&q, user);
  spr_status s = spr_query_run(&q);
  if (s == SPR_OK && !spr_roll_changed(r)) return SPR_ENOTFOUND;
  return s == SPR_OK ? shut_out(r, user, but) : s;
}

spr_status spr_roll_password(spr_roll *r, uint64_t user, const spr_password *p, uint64_t but) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? set_password(r, user, p, but) : s);
}

static spr_status count_failure(spr_roll *r, uint64_t user, spr_instant at) {
  spr_query q = spr_query_begin(&r->writer.db, user ? ROLL_FAILED : ROLL_FAILED_NOBODY);
  spr_bind_instant(&q, at);
  if (user) spr_bind_u64(&q, user);
  return spr_query_run(&q);
}

spr_status spr_roll_failed(spr_roll *r, uint64_t user, spr_instant at) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? count_failure(r, user, at) : s);
}
