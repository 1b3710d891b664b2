/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_store.h"

/* `listed` fields of cases (sqlite_filter.c finds cases by them, and sqlite_walk.c orders them so). They lie
 * by the drawer of the case, so that whoever sees some drawers passes by no values of others. */

spr_status spr_sqlite_listed_put(spr_store *s, uint64_t number, const spr_listed_row *l) {
  spr_sqlite *q = spr_sqlite_of(s);
  bool gone = l->value.kind == SPR_LISTED_NOTHING;
  uint64_t field;
  spr_status status = spr_interned_add(&q->names, l->field, &field);
  if (status == SPR_OK) status = spr_sqlite_words_gone(q, number, field);
  if (status != SPR_OK) return status;
  spr_query query = spr_query_begin(&q->db, gone ? SPR_SQL_LISTED_ONE_GONE : SPR_SQL_LISTED_PUT);
  spr_bind_u64(&query, number);
  spr_bind_u64(&query, field);
  if (!gone) spr_bind_u64(&query, l->value.kind);
  if (!gone) spr_bind_listed(&query, &l->value);
  status = spr_query_run(&query);
  return status == SPR_OK ? spr_sqlite_words_put(q, number) : status;
}

spr_status spr_sqlite_listed_moved(spr_sqlite *q, uint64_t number) {
  spr_query query = spr_query_begin(&q->db, SPR_SQL_LISTED_MOVED);
  spr_bind_u64(&query, number);
  return spr_query_run(&query);
}

static spr_status take_listed(spr_sqlite *q, spr_query *query, void *row) {
  (void)q;
  spr_listed_row *l = row;
  *l = (spr_listed_row){.id = spr_column_str(query, 0), .field = spr_column_str(query, 1)};
  spr_column_listed(query, 2, &l->value);
  return query->status;
}

typedef struct listed_caller {
  spr_listed_fn fn;
  void *ud;
} listed_caller;

static bool call_listed(void *ud, const void *row) {
  const listed_caller *k = ud;
  return k->fn(k->ud, row);
}

spr_status spr_sqlite_listed(spr_store *s, spr_str id, spr_listed_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_listed_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_LISTED);
  spr_bind_text(&query, id);
  return spr_sqlite_each(q, &query, take_listed, &row, call_listed, &(listed_caller){fn, ud});
}

spr_status spr_sqlite_listed_count(spr_store *s, uint64_t *n) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_LISTED_COUNT);
  *n = spr_query_row(&query) ? spr_column_u64(&query, 0) : 0;
  return spr_query_end(&query);
}
