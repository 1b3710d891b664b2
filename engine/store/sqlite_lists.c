/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Lists of rows, each in the order that store.h names. */

/* A callback with a row type of its own, and a limit (0: none), behind the one that spr_sqlite_each takes. */
#define CALLER(name, row_type, fn_type)                                                                      \
  typedef struct name##_caller {                                                                             \
    fn_type fn;                                                                                              \
    void *ud;                                                                                                \
    uint32_t limit, given;                                                                                   \
  } name##_caller;                                                                                           \
  static bool call_##name(void *ud, const void *row) {                                                       \
    name##_caller *k = ud;                                                                                   \
    k->given++;                                                                                              \
    return k->fn(k->ud, (const row_type *)row) && k->given != k->limit;                                      \
  }

CALLER(case, spr_case_row, spr_case_fn)
CALLER(deadline, spr_deadline_row, spr_deadline_fn)
CALLER(link, spr_link_row, spr_link_fn)
CALLER(message, spr_message_row, spr_message_fn)
CALLER(incident, spr_incident_row, spr_incident_fn)

/* -- cases that are due --------------------------------------------------------------------------------- */
spr_status spr_sqlite_due(spr_store *s, spr_instant at, const spr_due_mark *behind, uint32_t limit,
                          spr_case_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_case_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_CASES_DUE);
  spr_bind_i64(&query, at);
  spr_bind_i64(&query, behind ? behind->at : INT64_MIN);
  spr_bind_u64(&query, behind ? behind->number : 0);
  return spr_sqlite_each(q, &query, spr_sqlite_take_case, &row, call_case, &(case_caller){fn, ud, limit, 0});
}

/* -- erased cases --------------------------------------------------------------------------------------- */
spr_status spr_sqlite_erasing(spr_store *s, uint32_t limit, spr_case_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_case_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_CASES_ERASING);
  return spr_sqlite_each(q, &query, spr_sqlite_take_case, &row, call_case, &(case_caller){fn, ud, limit, 0});
}

spr_status spr_sqlite_erased(spr_store *s, uint64_t *n) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_CASES_ERASED);
  *n = spr_query_row(&query) ? spr_column_u64(&query, 0) : 0;
  return spr_query_end(&query);
}

/* -- deadlines ------------------------------------------------------------------------------------------ */
spr_status spr_sqlite_deadlines(spr_store *s, spr_str id, spr_deadline_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_deadline_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_DEADLINES_OF_CASE);
  spr_bind_text(&query, id);
  return spr_sqlite_each(q, &query, spr_sqlite_take_deadline, &row, call_deadline,
                         &(deadline_caller){fn, ud, 0, 0});
}

/* -- links, messages, incidents ------------------------------------------------------------------------- */
static spr_status is_linked(spr_sqlite *q, spr_str id, bool *out) {
  spr_query query = spr_query_begin(&q->db, SPR_SQL_IS_LINKED);
  spr_bind_text(&query, id);
  *out = spr_query_row(&query) && spr_column_u32(&query, 0);
  return spr_query_end(&query);
}

spr_status spr_sqlite_links(spr_store *s, spr_str id, spr_link_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_link_row row;
  bool linked;
  spr_status status = is_linked(q, id, &linked);
  if (status != SPR_OK || !linked) return status;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_LINKS);
  spr_bind_text(&query, id);
  return spr_sqlite_each(q, &query, spr_sqlite_take_link, &row, call_link, &(link_caller){fn, ud, 0, 0});
}

spr_status spr_sqlite_messages(spr_store *s, spr_instant at, const spr_message_mark *behind, uint32_t limit,
                               spr_message_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_message_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_MESSAGES);
  spr_bind_i64(&query, at);
  spr_bind_u64(&query, behind ? behind->pos : 0);
  spr_bind_u64(&query, behind ? behind->n : 0);
  message_caller k = {fn, ud, limit, 0};
  return spr_sqlite_each(q, &query, spr_sqlite_take_message, &row, call_message, &k);
}

spr_status spr_sqlite_incidents(spr_store *s, uint64_t number, spr_incident_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_incident_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_INCIDENTS_IN_RANGE);
  spr_bind_u64(&query, number);
  spr_bind_u64(&query, number ? number + 1 : UINT64_MAX);
  incident_caller k = {fn, ud, 0, 0};
  return spr_sqlite_each(q, &query, spr_sqlite_take_incident, &row, call_incident, &k);
}
