/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_store.h"

/* Writing what leads out of a case: messages, notices, incidents; and finding one of them. */

/* The end of a search for one row. taken: what came of it, or SPR_ENOTFOUND. */
static spr_status end_search(spr_sqlite *q, spr_query *query, spr_status taken, spr_str *const *texts,
                             uint32_t n) {
  if (taken == SPR_OK) spr_sqlite_lend(&q->read, texts, n);
  if (taken == SPR_OK && q->read.failed) taken = SPR_ENOMEM;
  spr_status end = spr_query_end(query);
  return end == SPR_OK || (taken != SPR_OK && taken != SPR_ENOTFOUND) ? taken : end;
}

/* -- messages ------------------------------------------------------------------------------------------- */
static void bind_message(spr_query *query, spr_str source, uint64_t seq, uint32_t n) {
  spr_bind_text(query, source);
  spr_bind_u64(query, seq);
  spr_bind_u64(query, n);
}

spr_status spr_sqlite_message_get(spr_store *s, spr_str source, uint64_t seq, uint32_t n,
                                  spr_message_row *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query query = spr_query_begin(&q->db, SPR_SQL_MESSAGE);
  bind_message(&query, source, seq, n);
  spr_str *const lent[] = {&out->source, &out->target};
  bool found = spr_query_row(&query);
  return end_search(q, &query, found ? spr_sqlite_take_message(q, &query, out) : SPR_ENOTFOUND, lent, 2);
}

spr_status spr_sqlite_message_put(spr_store *s, uint64_t number, const spr_message_row *m) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query put = spr_query_begin(&q->db, SPR_SQL_MESSAGE_PUT);
  spr_bind_u64(&put, m->pos);
  spr_bind_u64(&put, m->n);
  spr_bind_u64(&put, number);
  spr_bind_u64(&put, m->seq);
  spr_bind_interned(&put, &q->names, m->event);
  spr_bind_interned(&put, &q->names, m->link);
  spr_bind_text(&put, m->target);
  spr_bind_u64(&put, m->urgent);
  spr_bind_u64(&put, m->hops);
  spr_bind_instant(&put, m->try_at);
  spr_bind_u64(&put, m->tries);
  return spr_query_run(&put);
}

spr_status spr_sqlite_message_later(spr_store *s, spr_str source, uint64_t seq, uint32_t n, spr_instant at) {
  spr_query later = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_MESSAGE_LATER);
  spr_bind_instant(&later, at);
  bind_message(&later, source, seq, n);
  return spr_query_run(&later);
}

spr_status spr_sqlite_message_gone(spr_store *s, spr_str source, uint64_t seq, uint32_t n) {
  spr_query gone = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_MESSAGE_GONE);
  bind_message(&gone, source, seq, n);
  return spr_query_run(&gone);
}

/* -- notices -------------------------------------------------------------------------------------------- */
spr_status spr_sqlite_notice_put(spr_store *s, uint64_t number, const spr_notice_row *n) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query put = spr_query_begin(&q->db, SPR_SQL_NOTICE_PUT);
  spr_bind_u64(&put, n->pos);
  spr_bind_u64(&put, n->n);
  spr_bind_u64(&put, number);
  spr_bind_interned(&put, &q->names, n->institution);
  spr_bind_instant(&put, n->at);
  return spr_query_run(&put);
}

spr_status spr_sqlite_delivered(spr_store *s, uint64_t pos, uint32_t n, spr_instant at) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_NOTICE_DELIVERED);
  spr_bind_i64(&query, at);
  spr_bind_u64(&query, pos);
  spr_bind_u64(&query, n);
  bool found = spr_query_row(&query);
  spr_status status = spr_query_end(&query);
  return status != SPR_OK || found ? status : SPR_ENOTFOUND;
}

/* -- incidents ------------------------------------------------------------------------------------------ */
spr_status spr_sqlite_incident_get(spr_store *s, uint64_t number, uint64_t n, spr_incident_row *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query query = spr_query_begin(&q->db, SPR_SQL_INCIDENT);
  spr_bind_u64(&query, number);
  spr_bind_u64(&query, n);
  spr_str *const lent[] = {&out->id};
  bool found = spr_query_row(&query);
  return end_search(q, &query, found ? spr_sqlite_take_incident(q, &query, out) : SPR_ENOTFOUND, lent, 1);
}

spr_status spr_sqlite_incident_put(spr_store *s, uint64_t number, const spr_incident_row *i) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query put = spr_query_begin(&q->db, SPR_SQL_INCIDENT_PUT);
  spr_bind_u64(&put, number);
  spr_bind_u64(&put, i->n);
  spr_bind_interned(&put, &q->names, i->what);
  spr_bind_instant(&put, i->since);
  spr_bind_instant(&put, i->try_at);
  spr_bind_u64(&put, i->tries);
  spr_bind_interned(&put, &q->names, i->subject);
  spr_bind_u64(&put, i->seq);
  return spr_query_run(&put);
}

spr_status spr_sqlite_incident_gone(spr_store *s, uint64_t number, uint64_t n) {
  return spr_sqlite_drop(s, SPR_SQL_INCIDENT_GONE, number, n);
}
