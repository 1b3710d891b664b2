/* SPDX-License-Identifier: Apache-2.0 */
#include "store/chain.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Writing the journal, its seals, and taking bodies out of it. */

/* The numbers of an entry's names, in the order of the columns. */
static spr_status number_names(spr_sqlite *q, const spr_entry_row *e, uint64_t v[6]) {
  const spr_str names[6] = {e->event, e->by, e->actor, e->place, e->configuration, e->responsible};
  spr_status s = SPR_OK;
  for (int i = 0; i < 6 && s == SPR_OK; i++) s = spr_interned_add(&q->names, names[i], &v[i]);
  return s;
}

static spr_status number_objects(spr_sqlite *q, const spr_entry_row *e, uint64_t v[2]) {
  const spr_hash *hashes[2] = {&e->definition, &e->environment};
  spr_status s = SPR_OK;
  for (int i = 0; i < 2 && s == SPR_OK; i++)
    s = spr_interned_find(&q->objects, spr_str_n((const char *)hashes[i]->b, sizeof hashes[i]->b), &v[i]);
  return s;
}

spr_status spr_sqlite_entry_put(spr_store *s, const spr_entry_row *e) {
  spr_sqlite *q = spr_sqlite_of(s);
  uint64_t names[6], objects[2];
  spr_status status = number_names(q, e, names);
  if (status == SPR_OK) status = number_objects(q, e, objects);
  if (status != SPR_OK) return status;
  spr_query put = spr_query_begin(&q->db, SPR_SQL_ENTRY_PUT);
  spr_bind_u64(&put, e->pos);
  spr_bind_u64(&put, e->number);
  spr_bind_u64(&put, e->seq);
  spr_bind_instant(&put, e->at);
  spr_bind_u64(&put, e->kind);
  spr_bind_u64(&put, e->semantics);
  for (int i = 0; i < 6; i++) spr_bind_u64(&put, names[i]);
  for (int i = 0; i < 2; i++) spr_bind_u64(&put, objects[i]);
  spr_bind_u64(&put, e->sealed ? SPR_BODY_SEALED : SPR_BODY_CLEAR);
  spr_bind_blob(&put, e->packed);
  spr_bind_blob(&put, e->body);
  spr_bind_hash(&put, &e->hash);
  status = spr_query_run(&put);
  if (status == SPR_OK) q->last_pos = (int64_t)e->pos;
  return status;
}

/* -- seals ---------------------------------------------------------------------------------------------- */
spr_status spr_sqlite_seal_put(spr_store *s, const spr_seal_row *r) {
  spr_query put = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_SEAL_PUT);
  spr_bind_u64(&put, r->to);
  spr_bind_u64(&put, r->from);
  spr_bind_hash(&put, &r->hash);
  return spr_query_run(&put);
}

static void take_seal(spr_query *query, spr_seal_row *out) {
  out->from = spr_column_u64(query, 0);
  out->to = spr_column_u64(query, 1);
  spr_column_hash(query, 2, &out->hash);
}

spr_status spr_sqlite_seal_last(spr_store *s, spr_seal_row *out) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_SEAL_LAST);
  bool found = spr_query_row(&query);
  if (found) take_seal(&query, out);
  spr_status status = spr_query_end(&query);
  return status != SPR_OK || found ? status : SPR_ENOTFOUND;
}

spr_status spr_sqlite_seals(spr_store *s, uint64_t after_pos, spr_seal_fn fn, void *ud) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_SEALS);
  spr_bind_u64(&query, after_pos);
  bool on = true;
  while (on && spr_query_row(&query)) {
    spr_seal_row row;
    take_seal(&query, &row);
    on = query.status == SPR_OK && fn(ud, &row);
  }
  return spr_query_end(&query);
}

spr_status spr_sqlite_hashes(spr_store *s, uint64_t from_pos, uint64_t to_pos, spr_hash_fn fn, void *ud) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_HASHES);
  spr_bind_u64(&query, from_pos);
  spr_bind_u64(&query, to_pos);
  bool on = true;
  while (on && spr_query_row(&query)) {
    spr_hash hash;
    spr_column_hash(&query, 0, &hash);
    on = query.status == SPR_OK && fn(ud, &hash);
  }
  return spr_query_end(&query);
}

/* -- erasing -------------------------------------------------------------------------------------------- */
static spr_status empty_body(spr_sqlite *q, uint64_t pos, uint64_t state, const spr_hash *hash) {
  spr_query query = spr_query_begin(&q->db, SPR_SQL_BODY_EMPTY);
  spr_bind_u64(&query, state);
  spr_bind_hash(&query, hash);
  spr_bind_u64(&query, pos);
  return spr_query_run(&query);
}

/* All bodies but the last: the hash takes the body's place, so that the chain still holds. */
spr_status spr_sqlite_erase(spr_store *s, const spr_case_row *c) {
  spr_sqlite *q = spr_sqlite_of(s);
  uint64_t seq = 0;
  for (bool more = true; more;) {
    spr_query next = spr_query_begin(&q->db, SPR_SQL_BODY_NEXT);
    spr_bind_u64(&next, c->number);
    spr_bind_u64(&next, seq);
    spr_bind_u64(&next, c->seq);
    more = spr_query_row(&next);
    uint64_t pos = 0, state = SPR_BODY_ERASED;
    spr_hash hash;
    if (more) {
      pos = spr_column_u64(&next, 0);
      seq = spr_column_u64(&next, 1);
      state = spr_column_u64(&next, 2);
      spr_chain_body(spr_column_str(&next, 3), &hash);
    }
    spr_status status = spr_query_end(&next);
    if (status == SPR_OK && !(state & SPR_BODY_ERASED))
      status = empty_body(q, pos, state | SPR_BODY_ERASED, &hash);
    if (status != SPR_OK) return status;
  }
  q->held.good = false;
  spr_query forget = spr_query_begin(&q->db, SPR_SQL_CASE_FORGET);
  spr_bind_u64(&forget, c->number);
  return spr_query_run(&forget);
}
