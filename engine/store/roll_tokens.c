/* SPDX-License-Identifier: Apache-2.0 */
#include "store/roll_impl.h"

/* The bearer tokens of the roll. */

static spr_token_row take(const spr_query *q) {
  return (spr_token_row){
      .number = spr_column_u64(q, 0),
      .name = spr_column_str(q, 1),
      .scopes = spr_column_u32(q, 2),
      .rate = spr_column_u32(q, 3),
      .institutions = spr_column_str(q, 4),
      .municipalities = spr_column_str(q, 5),
      .made = spr_column_instant(q, 6),
      .expires = spr_column_instant(q, 7),
      .used = spr_column_instant(q, 8),
      .revoked = spr_column_instant(q, 9),
  };
}

static spr_status look_up(spr_roll *r, const spr_hash *token, spr_buf *text, spr_token_row *out) {
  spr_str *const texts[] = {&out->name, &out->institutions, &out->municipalities};
  spr_query q = spr_query_begin(spr_roll_look(r), ROLL_TOKEN);
  spr_status s = SPR_OK;
  spr_bind_hash(&q, token);
  bool found = spr_query_row(&q);
  if (found) {
    *out = take(&q);
    s = spr_roll_lend(text, texts, 3);
  }
  spr_status end = spr_query_end(&q);
  if (s == SPR_OK) s = end;
  return spr_roll_looked(r, s == SPR_OK && !found ? SPR_ENOTFOUND : s);
}

spr_status spr_roll_token(spr_roll *r, const spr_hash *token, spr_buf *text, spr_token_row *out) {
  spr_side_state state;
  bool told = spr_side_state_now(&r->reader, &state);
  if (told && spr_known_find(&r->known, &state, token, text, out)) return SPR_OK;
  spr_status s = look_up(r, token, text, out);
  if (told && s == SPR_OK) spr_known_keep(&r->known, &state, token, out);
  return s;
}

spr_status spr_roll_tokens(spr_roll *r, spr_token_fn fn, void *ud) {
  spr_query q = spr_query_begin(spr_roll_look(r), ROLL_TOKENS);
  for (bool on = true; on && spr_query_row(&q);) {
    spr_token_row t = take(&q);
    on = fn(ud, &t);
  }
  return spr_roll_looked(r, spr_query_end(&q));
}

static spr_status add(spr_roll *r, const spr_token_row *t, const spr_hash *token) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_TOKEN_ADD);
  spr_bind_text(&q, t->name);
  spr_bind_hash(&q, token);
  spr_bind_u64(&q, t->scopes);
  spr_bind_u64(&q, t->rate);
  spr_bind_text(&q, t->institutions);
  spr_bind_text(&q, t->municipalities);
  spr_bind_instant(&q, t->made);
  spr_bind_instant(&q, t->expires);
  spr_status s = spr_query_run(&q);
  return s == SPR_OK && !spr_roll_changed(r) ? SPR_EREFUSED : s;
}

spr_status spr_roll_token_add(spr_roll *r, const spr_token_row *t, const spr_hash *token) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? add(r, t, token) : s);
}

static spr_status revoke(spr_roll *r, spr_str name, spr_instant at) {
  spr_query q = spr_query_begin(&r->writer.db, ROLL_TOKEN_REVOKE);
  spr_bind_instant(&q, at);
  spr_bind_text(&q, name);
  spr_status s = spr_query_run(&q);
  return s == SPR_OK && !spr_roll_changed(r) ? SPR_ENOTFOUND : s;
}

spr_status spr_roll_token_revoke(spr_roll *r, spr_str name, spr_instant at) {
  spr_status s = spr_roll_begin(r);
  return spr_roll_end(r, s == SPR_OK ? revoke(r, name, at) : s);
}

void spr_roll_token_touch(spr_roll *r, uint64_t token, spr_instant at) {
  spr_roll_touch(r, ROLL_TOKEN_TOUCH, at, token);
}
