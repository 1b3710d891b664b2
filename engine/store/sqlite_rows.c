/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Reading rows, and what their columns mean. */

void spr_sqlite_lend(spr_buf *buf, spr_str *const *texts, uint32_t n) {
  size_t total = 0;
  for (uint32_t i = 0; i < n; i++) total += texts[i]->n;
  spr_buf_clear(buf);
  /* All at once: what is in the buffer must not move any more. */
  char *to = spr_buf_reserve(buf, total);
  for (uint32_t i = 0; i < n; i++) {
    if (!to || texts[i]->n == 0) {
      *texts[i] = SPR_STR("");
      continue;
    }
    memcpy(to, texts[i]->p, texts[i]->n);
    texts[i]->p = to;
    to += texts[i]->n;
  }
}

spr_status spr_sqlite_case_number(spr_sqlite *q, spr_str id, uint64_t *number) {
  spr_query query = spr_query_begin(&q->db, SPR_SQL_CASE_NUMBER);
  spr_bind_text(&query, id);
  bool found = spr_query_row(&query);
  *number = found ? spr_column_u64(&query, 0) : 0;
  spr_status s = spr_query_end(&query);
  return s != SPR_OK || found ? s : SPR_ENOTFOUND;
}

spr_status spr_sqlite_each(spr_sqlite *q, spr_query *query, spr_take_fn take, void *row, spr_derived_fn fn,
                           void *ud) {
  spr_status s = SPR_OK;
  bool on = true;
  while (on && s == SPR_OK && spr_query_row(query)) {
    spr_sqlite_trim(q);
    s = take(q, query, row);
    on = s == SPR_OK && fn(ud, row);
  }
  spr_status end = spr_query_end(query);
  return s != SPR_OK ? s : end;
}

static spr_status name(spr_sqlite *q, spr_query *query, int column, spr_str *out) {
  return spr_interned_bytes(&q->names, spr_column_u64(query, column), out);
}

static spr_instant due(spr_query *query, int column) {
  spr_instant t = spr_column_i64(query, column);
  return t == SPR_DUE_NEVER ? SPR_NO_INSTANT : t;
}

spr_status spr_sqlite_take_task(spr_sqlite *q, spr_query *query, void *row) {
  spr_task_row *t = row;
  *t = (spr_task_row){
      .id = spr_column_str(query, 0),
      .task = spr_column_str(query, 1),
      .due = due(query, 5),
      .required = spr_column_u32(query, 6),
  };
  spr_status s = name(q, query, 2, &t->name);
  if (s == SPR_OK) s = name(q, query, 3, &t->state);
  return s == SPR_OK ? name(q, query, 4, &t->institutions) : s;
}

spr_status spr_sqlite_take_deadline(spr_sqlite *q, spr_query *query, void *row) {
  spr_deadline_row *d = row;
  *d = (spr_deadline_row){
      .id = spr_column_str(query, 0),
      .n = spr_column_u64(query, 1),
      .at = due(query, 3),
      .missed = spr_column_u32(query, 4),
  };
  return name(q, query, 2, &d->path);
}

spr_status spr_sqlite_take_link(spr_sqlite *q, spr_query *query, void *row) {
  (void)q;
  spr_link_row *l = row;
  *l = (spr_link_row){spr_column_str(query, 0), spr_column_str(query, 1), spr_column_str(query, 2)};
  return SPR_OK;
}

spr_status spr_sqlite_take_message(spr_sqlite *q, spr_query *query, void *row) {
  spr_message_row *m = row;
  *m = (spr_message_row){
      .source = spr_column_str(query, 0),
      .pos = spr_column_u64(query, 1),
      .seq = spr_column_u64(query, 2),
      .n = spr_column_u32(query, 3),
      .target = spr_column_str(query, 6),
      .urgent = spr_column_u32(query, 7),
      .hops = spr_column_u32(query, 8),
      .try_at = spr_column_instant(query, 9),
      .tries = spr_column_u32(query, 10),
  };
  spr_status s = name(q, query, 4, &m->event);
  return s == SPR_OK ? name(q, query, 5, &m->link) : s;
}

spr_status spr_sqlite_take_notice(spr_sqlite *q, spr_query *query, void *row) {
  spr_notice_row *n = row;
  *n = (spr_notice_row){
      .pos = spr_column_u64(query, 0),
      .n = spr_column_u32(query, 1),
      .id = spr_column_str(query, 2),
      .at = spr_column_instant(query, 4),
      .delivered = spr_column_instant(query, 5) != SPR_NO_INSTANT,
  };
  return name(q, query, 3, &n->institution);
}

spr_status spr_sqlite_take_incident(spr_sqlite *q, spr_query *query, void *row) {
  spr_incident_row *i = row;
  *i = (spr_incident_row){
      .id = spr_column_str(query, 0),
      .n = spr_column_u64(query, 2),
      .since = spr_column_instant(query, 3),
      .try_at = spr_column_instant(query, 4),
      .tries = spr_column_u32(query, 5),
      .seq = spr_column_u64(query, 7),
  };
  spr_status s = name(q, query, 1, &i->what);
  return s == SPR_OK ? name(q, query, 6, &i->subject) : s;
}
