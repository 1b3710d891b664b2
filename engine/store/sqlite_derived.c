/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_store.h"

/* Derived rows in their canonical order. */

static spr_status take_place(spr_sqlite *q, spr_query *query, void *row) {
  (void)q;
  spr_place_row *p = row;
  *p = (spr_place_row){spr_column_str(query, 0), spr_column_str(query, 1), spr_column_u64(query, 2)};
  return SPR_OK;
}

static spr_status take_counter(spr_sqlite *q, spr_query *query, void *row) {
  (void)q;
  spr_counter_row *c = row;
  *c = (spr_counter_row){(uint8_t)spr_column_u32(query, 0), spr_column_str(query, 1),
                         spr_column_i64(query, 2)};
  return SPR_OK;
}

spr_status spr_sqlite_derived(spr_store *s, spr_derived_table t, uint64_t from, uint64_t to,
                              spr_derived_fn fn, void *ud) {
  static const struct {
    spr_sql sql;
    spr_take_fn take;
  } tables[] = {
      [SPR_DERIVED_CASES] = {SPR_SQL_CASES_IN_RANGE, spr_sqlite_take_case},
      [SPR_DERIVED_TASKS] = {SPR_SQL_TASKS_IN_RANGE, spr_sqlite_take_task},
      [SPR_DERIVED_DEADLINES] = {SPR_SQL_DEADLINES_IN_RANGE, spr_sqlite_take_deadline},
      [SPR_DERIVED_PLACES] = {SPR_SQL_PLACES_IN_RANGE, take_place},
      [SPR_DERIVED_LINKS] = {SPR_SQL_LINKS_IN_RANGE, spr_sqlite_take_link},
      [SPR_DERIVED_MESSAGES] = {SPR_SQL_MESSAGES_IN_RANGE, spr_sqlite_take_message},
      [SPR_DERIVED_NOTICES] = {SPR_SQL_NOTICES_IN_RANGE, spr_sqlite_take_notice},
      [SPR_DERIVED_INCIDENTS] = {SPR_SQL_INCIDENTS_IN_RANGE, spr_sqlite_take_incident},
      [SPR_DERIVED_COUNTERS] = {SPR_SQL_COUNTERS, take_counter},
  };
  union {
    spr_case_row c;
    spr_task_row t;
    spr_deadline_row d;
    spr_place_row p;
    spr_link_row l;
    spr_message_row m;
    spr_notice_row n;
    spr_incident_row i;
    spr_counter_row k;
  } row;
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query query = spr_query_begin(&q->db, tables[t].sql);
  if (t != SPR_DERIVED_COUNTERS) {
    spr_bind_u64(&query, from);
    spr_bind_u64(&query, to);
  }
  return spr_sqlite_each(q, &query, tables[t].take, &row, fn, ud);
}

spr_status spr_sqlite_derived_counts(spr_store *s, uint64_t out[SPR_DERIVED_COUNTERS]) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_DERIVED_COUNTS);
  bool found = spr_query_row(&query);
  for (int t = 0; t < SPR_DERIVED_COUNTERS; t++) out[t] = found ? spr_column_u64(&query, t) : 0;
  return spr_query_end(&query);
}
