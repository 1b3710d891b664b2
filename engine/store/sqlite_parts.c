/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Writing what belongs to a case: tasks, deadlines, places, links. */

static spr_instant never(spr_instant due) {
  return due == SPR_NO_INSTANT ? SPR_DUE_NEVER : due;
}

spr_status spr_sqlite_drop(spr_store *s, spr_sql sql, uint64_t number, uint64_t n) {
  spr_query gone = spr_query_begin(&spr_sqlite_of(s)->db, sql);
  spr_bind_u64(&gone, number);
  spr_bind_u64(&gone, n);
  return spr_query_run(&gone);
}

/* -- tasks ---------------------------------------------------------------------------------------------- */
spr_status spr_sqlite_task_put(spr_store *s, uint64_t number, const spr_task_row *t) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = spr_sqlite_hands_gone(q, number, t->task);
  if (status != SPR_OK) return status;
  spr_query put = spr_query_begin(&q->db, SPR_SQL_TASK_PUT);
  spr_bind_u64(&put, number);
  spr_bind_text(&put, t->task);
  spr_bind_interned(&put, &q->names, t->name);
  spr_bind_interned(&put, &q->names, t->state);
  spr_bind_interned(&put, &q->names, t->institutions);
  spr_bind_i64(&put, never(t->due));
  spr_bind_u64(&put, t->required);
  status = spr_query_run(&put);
  if (status != SPR_OK) return status;
  return spr_sqlite_hands_put(q, number, t->task);
}

spr_status spr_sqlite_task_gone(spr_store *s, uint64_t number, spr_str task) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = spr_sqlite_hands_gone(q, number, task);
  if (status != SPR_OK) return status;
  spr_query gone = spr_query_begin(&q->db, SPR_SQL_TASK_GONE);
  spr_bind_u64(&gone, number);
  spr_bind_text(&gone, task);
  return spr_query_run(&gone);
}

/* -- deadlines ------------------------------------------------------------------------------------------ */
spr_status spr_sqlite_deadline_put(spr_store *s, uint64_t number, const spr_deadline_row *d) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query put = spr_query_begin(&q->db, SPR_SQL_DEADLINE_PUT);
  spr_bind_u64(&put, number);
  spr_bind_u64(&put, d->n);
  spr_bind_interned(&put, &q->names, d->path);
  spr_bind_i64(&put, never(d->at));
  spr_bind_u64(&put, d->missed);
  return spr_query_run(&put);
}

spr_status spr_sqlite_deadline_gone(spr_store *s, uint64_t number, uint64_t n) {
  return spr_sqlite_drop(s, SPR_SQL_DEADLINE_GONE, number, n);
}

spr_status spr_sqlite_deadline_sum(spr_store *s, uint64_t number, spr_instant *due, uint32_t *missed) {
  *due = SPR_NO_INSTANT;
  *missed = 0;
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_DEADLINE_SUM);
  spr_bind_u64(&query, number);
  if (spr_query_row(&query)) {
    spr_instant earliest = spr_column_instant(&query, 0);
    *due = earliest == SPR_DUE_NEVER ? SPR_NO_INSTANT : earliest;
    *missed = spr_column_u32(&query, 1);
  }
  return spr_query_end(&query);
}

/* -- places, links -------------------------------------------------------------------------------------- */
spr_status spr_sqlite_place_put(spr_store *s, uint64_t number, const spr_place_row *p) {
  spr_sqlite *q = spr_sqlite_of(s);
  uint64_t institution;
  spr_status status = spr_interned_add(&q->names, p->institution, &institution);
  if (status != SPR_OK) return status;
  spr_query place = spr_query_begin(&q->db, SPR_SQL_PLACE);
  spr_bind_u64(&place, number);
  spr_bind_u64(&place, institution);
  int64_t before = spr_query_row(&place) ? spr_column_i64(&place, 0) : 0;
  status = spr_query_end(&place);
  if (status != SPR_OK) return status;
  spr_query put = spr_query_begin(&q->db, p->n > 0 ? SPR_SQL_PLACE_PUT : SPR_SQL_PLACE_GONE);
  spr_bind_u64(&put, number);
  spr_bind_u64(&put, institution);
  if (p->n > 0) spr_bind_u64(&put, p->n);
  status = spr_query_run(&put);
  return status == SPR_OK ? spr_sqlite_count(q, SPR_COUNT_OCCUPIED, institution, (int64_t)p->n - before)
                          : status;
}

spr_status spr_sqlite_link_put(spr_store *s, uint64_t number, const spr_link_row *l) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query put = spr_query_begin(&q->db, SPR_SQL_LINK_PUT);
  spr_bind_u64(&put, number);
  spr_bind_interned(&put, &q->names, l->name);
  spr_bind_text(&put, l->other);
  return spr_query_run(&put);
}

/* -- all of it ------------------------------------------------------------------------------------------ */
spr_status spr_sqlite_parts_gone(spr_store *s, uint64_t number) {
  static const spr_sql all[] = {SPR_SQL_TASKS_GONE,     SPR_SQL_DEADLINES_GONE, SPR_SQL_PLACES_GONE,
                                SPR_SQL_LINKS_GONE,     SPR_SQL_MESSAGES_GONE,  SPR_SQL_NOTICES_GONE,
                                SPR_SQL_INCIDENTS_GONE, SPR_SQL_LISTED_GONE};
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = spr_sqlite_hands_gone(q, number, SPR_STR(""));
  if (status == SPR_OK) status = spr_sqlite_words_gone(q, number, 0);
  if (status != SPR_OK) return status;
  spr_query uncount = spr_query_begin(&q->db, SPR_SQL_PLACES_UNCOUNT);
  spr_bind_u64(&uncount, number);
  spr_bind_u64(&uncount, SPR_COUNT_OCCUPIED);
  status = spr_query_run(&uncount);
  for (size_t i = 0; i < sizeof all / sizeof *all && status == SPR_OK; i++) {
    spr_query gone = spr_query_begin(&q->db, all[i]);
    spr_bind_u64(&gone, number);
    status = spr_query_run(&gone);
  }
  return status;
}
