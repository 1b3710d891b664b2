/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_store.h"

/* In whose hands tasks lie, by the drawer of their case, so that whoever asks for some of them finds those by
 * due time without looking at others (sqlite_duties.c). */

/* A task with what decides where it lies. */
typedef struct task {
  char id[SPR_MAX_STORED_TEXT];
  uint32_t n;
  uint64_t institutions;
  int64_t due;
} task;

static spr_status find_task(spr_sqlite *q, spr_sql sql, uint64_t number, spr_str id, task *out, bool *found) {
  spr_query query = spr_query_begin(&q->db, sql);
  spr_bind_u64(&query, number);
  spr_bind_text(&query, id);
  *found = spr_query_row(&query);
  if (*found) {
    spr_str name = spr_column_str(&query, 0);
    out->n = name.n < sizeof out->id ? name.n : (uint32_t)sizeof out->id;
    memcpy(out->id, name.p, out->n);
    out->institutions = spr_column_u64(&query, 1);
    out->due = spr_column_i64(&query, 2);
  }
  return spr_query_end(&query);
}

static spr_status move_one(spr_sqlite *q, spr_sql sql, spr_str institution, uint64_t number, const task *t) {
  spr_query query = spr_query_begin(&q->db, sql);
  spr_bind_interned(&query, &q->names, institution);
  spr_bind_i64(&query, t->due);
  spr_bind_u64(&query, number);
  spr_bind_text(&query, spr_str_n(t->id, t->n));
  return spr_query_run(&query);
}

static spr_status move_all(spr_sqlite *q, spr_sql sql, uint64_t number, const task *t) {
  spr_str joined;
  spr_status s = spr_interned_bytes(&q->names, t->institutions, &joined);
  if (s == SPR_OK) s = move_one(q, sql, SPR_STR(""), number, t);
  for (uint32_t from = 0; s == SPR_OK && from < joined.n;) {
    const char *comma = memchr(joined.p + from, ',', joined.n - from);
    uint32_t to = comma ? (uint32_t)(comma - joined.p) : joined.n;
    s = move_one(q, sql, spr_str_sub(joined, from, to), number, t);
    from = to + 1;
  }
  return s;
}

/* One after the other: where an institution's name is new, other queries run in between. */
static spr_status move_tasks(spr_sqlite *q, spr_sql sql, uint64_t number, spr_str id) {
  task t = {.n = 0};
  bool found = true;
  spr_status s = SPR_OK;
  if (id.n > 0) {
    s = find_task(q, SPR_SQL_TASK_ONE, number, id, &t, &found);
    return s == SPR_OK && found ? move_all(q, sql, number, &t) : s;
  }
  while (s == SPR_OK && found) {
    s = find_task(q, SPR_SQL_TASK_BEHIND, number, spr_str_n(t.id, t.n), &t, &found);
    if (s == SPR_OK && found) s = move_all(q, sql, number, &t);
  }
  return s;
}

spr_status spr_sqlite_hands_put(spr_sqlite *q, uint64_t number, spr_str id) {
  return move_tasks(q, SPR_SQL_HAND_PUT, number, id);
}

spr_status spr_sqlite_hands_gone(spr_sqlite *q, uint64_t number, spr_str id) {
  return move_tasks(q, SPR_SQL_HAND_GONE, number, id);
}
