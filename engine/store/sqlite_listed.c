/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_store.h"

/* `listed` fields of cases (sqlite_filter.c finds cases by them, and sqlite_walk.c orders them so).
 *
 * A value lies in the drawer of its case (drawer.h) as if those who are told of it were those who may know of
 * the case. So whoever sees some drawers passes by no values of others, and by none that are hidden in cases
 * that they may know of: of these a list tells nothing, not even by the time that it takes. */

/* What is no value of the case comes from its own drawer, which is there. */
static spr_status name_drawer(spr_sqlite *q, uint64_t number, spr_str told, uint64_t *out) {
  spr_str name = SPR_STR("");
  spr_query query = spr_query_begin(&q->db, SPR_SQL_DRAWER_OF_CASE);
  spr_bind_u64(&query, number);
  uint64_t drawer = spr_query_row(&query) ? spr_column_u64(&query, 0) : 0;
  spr_status s = spr_query_end(&query);
  if (s == SPR_OK) s = spr_interned_bytes(&q->drawers, drawer, &name);
  if (s != SPR_OK) return s;
  const spr_case_row as_if = {.package = spr_drawer_word(name, SPR_DRAWER_PACKAGE),
                              .workflow = spr_drawer_word(name, SPR_DRAWER_WORKFLOW),
                              .municipality = spr_drawer_word(name, SPR_DRAWER_MUNICIPALITY),
                              .seen = told};
  spr_buf_clear(&q->drawer);
  spr_drawer_name(&as_if, &q->drawer);
  return q->drawer.failed ? SPR_ENOMEM : spr_interned_add(&q->drawers, spr_buf_view(&q->drawer), out);
}

static spr_status put_one(spr_sqlite *q, uint64_t number, uint64_t field, const spr_listed_row *l) {
  bool gone = l->value.kind == SPR_LISTED_NOTHING;
  uint64_t drawer = 0;
  spr_status s = gone ? SPR_OK : name_drawer(q, number, l->told, &drawer);
  if (s != SPR_OK) return s;
  spr_query query = spr_query_begin(&q->db, gone ? SPR_SQL_LISTED_ONE_GONE : SPR_SQL_LISTED_PUT);
  spr_bind_u64(&query, number);
  spr_bind_u64(&query, field);
  if (!gone) spr_bind_u64(&query, drawer);
  if (!gone) spr_bind_u64(&query, l->value.kind);
  if (!gone) spr_bind_listed(&query, &l->value);
  return spr_query_run(&query);
}

/* Words of a new case need not go; of some fields those of all go, and come again. */
spr_status spr_sqlite_listed_put(spr_store *s, const spr_entry_row *e, const spr_listed_row *v, uint32_t n) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = SPR_OK;
  uint64_t field = 0;
  if (n == 1) status = spr_interned_add(&q->names, v[0].field, &field);
  if (status == SPR_OK && e->seq > 1) status = spr_sqlite_words_gone(q, e->number, field);
  for (uint32_t i = 0; i < n && status == SPR_OK; i++) {
    status = spr_interned_add(&q->names, v[i].field, &field);
    if (status == SPR_OK) status = put_one(q, e->number, field, &v[i]);
  }
  return status == SPR_OK ? spr_sqlite_words_put(q, e->number) : status;
}

static spr_status take_listed(spr_sqlite *q, spr_query *query, void *row) {
  (void)q;
  spr_listed_row *l = row;
  *l = (spr_listed_row){.id = spr_column_str(query, 0),
                        .field = spr_column_str(query, 1),
                        .told = spr_drawer_word(spr_column_str(query, 4), SPR_DRAWER_SEEN)};
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
