/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_store.h"

/* Contents by hash, what stands for a name now, and answers by idempotency key. */

static spr_str bytes_of(const spr_hash *h) {
  return spr_str_n((const char *)h->b, sizeof h->b);
}

spr_status spr_sqlite_object_known(spr_store *s, const spr_hash *h) {
  uint64_t number;
  return spr_interned_find(&spr_sqlite_of(s)->objects, bytes_of(h), &number);
}

spr_status spr_sqlite_object_put(spr_store *s, spr_object_kind kind, spr_str bytes, const spr_hash *h) {
  spr_sqlite *q = spr_sqlite_of(s);
  q->objects.fresh = true;
  spr_query put = spr_query_begin(&q->db, SPR_SQL_OBJECT_PUT);
  spr_bind_u64(&put, kind);
  spr_bind_hash(&put, h);
  spr_bind_blob(&put, bytes);
  return spr_query_run(&put);
}

spr_status spr_sqlite_object(spr_store *s, const spr_hash *h, spr_object_kind *kind, spr_str *bytes) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query query = spr_query_begin(&q->db, SPR_SQL_OBJECT);
  spr_bind_hash(&query, h);
  bool found = spr_query_row(&query);
  if (found) {
    *kind = (spr_object_kind)spr_column_u32(&query, 0);
    *bytes = spr_column_str(&query, 1);
    spr_sqlite_lend(&q->read, &bytes, 1);
  }
  spr_status status = spr_query_end(&query);
  if (status != SPR_OK) return status;
  if (!found) return SPR_ENOTFOUND;
  return q->read.failed ? SPR_ENOMEM : SPR_OK;
}

/* A hash of another length is no object's. */
static void take_hash(spr_query *query, int i, spr_hash *out) {
  spr_str s = spr_column_str(query, i);
  *out = (spr_hash){{0}};
  if (s.n == sizeof out->b) memcpy(out->b, s.p, sizeof out->b);
}

spr_status spr_sqlite_objects(spr_store *s, spr_object_fn fn, void *ud) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_OBJECTS);
  for (bool on = true; on && spr_query_row(&query);) {
    spr_object_row row = {.kind = (uint8_t)spr_column_u32(&query, 0), .bytes = spr_column_str(&query, 2)};
    take_hash(&query, 1, &row.hash);
    on = fn(ud, &row);
  }
  return spr_query_end(&query);
}

/* -- what a name stands for ----------------------------------------------------------------------------- */
spr_status spr_sqlite_current_set(spr_store *s, spr_str name, const spr_hash *h) {
  spr_sqlite *q = spr_sqlite_of(s);
  uint64_t number;
  spr_status status = spr_interned_find(&q->objects, bytes_of(h), &number);
  if (status != SPR_OK) return status;
  spr_query set = spr_query_begin(&q->db, SPR_SQL_CURRENT_SET);
  spr_bind_text(&set, name);
  spr_bind_u64(&set, number);
  return spr_query_run(&set);
}

spr_status spr_sqlite_current(spr_store *s, spr_str name, spr_hash *h) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_CURRENT);
  spr_bind_text(&query, name);
  bool found = spr_query_row(&query);
  if (found) spr_column_hash(&query, 0, h);
  spr_status status = spr_query_end(&query);
  return status != SPR_OK || found ? status : SPR_ENOTFOUND;
}

spr_status spr_sqlite_currents(spr_store *s, spr_name_fn fn, void *ud) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_CURRENTS);
  bool more = spr_query_row(&query);
  while (more) more = fn(ud, spr_column_str(&query, 0)) && spr_query_row(&query);
  return spr_query_end(&query);
}

/* -- answers -------------------------------------------------------------------------------------------- */
spr_status spr_sqlite_answer_put(spr_store *s, const spr_answer_row *a) {
  spr_query put = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_ANSWER_PUT);
  spr_bind_text(&put, a->principal);
  spr_bind_text(&put, a->key);
  spr_bind_hash(&put, &a->request);
  spr_bind_text(&put, a->id);
  spr_bind_u64(&put, a->seq);
  spr_bind_i64(&put, a->expires);
  return spr_query_run(&put);
}

spr_status spr_sqlite_answer(spr_store *s, spr_str principal, spr_str key, spr_answer_row *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query query = spr_query_begin(&q->db, SPR_SQL_ANSWER);
  spr_bind_text(&query, principal);
  spr_bind_text(&query, key);
  bool found = spr_query_row(&query);
  if (found) {
    *out = (spr_answer_row){.principal = principal, .key = key};
    spr_column_hash(&query, 0, &out->request);
    out->id = spr_column_str(&query, 1);
    out->seq = spr_column_u64(&query, 2);
    out->expires = spr_column_i64(&query, 3);
    spr_str *const lent[] = {&out->principal, &out->key, &out->id};
    spr_sqlite_lend(&q->read, lent, 3);
  }
  spr_status status = spr_query_end(&query);
  if (status != SPR_OK) return status;
  if (!found) return SPR_ENOTFOUND;
  return q->read.failed ? SPR_ENOMEM : SPR_OK;
}

spr_status spr_sqlite_answers_forget(spr_store *s, spr_str id) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_ANSWERS_FORGET);
  spr_bind_text(&query, id);
  return spr_query_run(&query);
}

spr_status spr_sqlite_answers_expire(spr_store *s, spr_instant before) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_ANSWERS_EXPIRE);
  spr_bind_i64(&query, before);
  return spr_query_run(&query);
}
