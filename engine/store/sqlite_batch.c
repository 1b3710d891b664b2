/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_store.h"

/* Batches: one writer at a time among all processes, one fsync for what is in a batch. */

static spr_status run(spr_sqlite *q, spr_sql sql) {
  spr_query query = spr_query_begin(&q->db, sql);
  return spr_query_run(&query);
}

/* What was cached of rows that are gone. In what is left of the batch there may be names that are new. */
static void forget(spr_sqlite *q, bool goes_on) {
  bool names = q->names.fresh, objects = q->objects.fresh, drawers = q->drawers.fresh;
  if (names) spr_interned_forget(&q->names);
  if (objects) spr_interned_forget(&q->objects);
  if (drawers) spr_interned_forget(&q->drawers);
  q->names.fresh = goes_on && names;
  q->objects.fresh = goes_on && objects;
  q->drawers.fresh = goes_on && drawers;
  q->held.good = false;
  spr_heads_release(&q->heads);
  q->last_pos = q->last_number = -1;
}

/* -- beginning ------------------------------------------------------------------------------------------ */
uint32_t spr_sqlite_set_wait(spr_store *s, uint32_t busy_ms) {
  spr_sqlite *q = spr_sqlite_of(s);
  uint32_t before = q->db.patience.ms;
  q->db.patience.ms = busy_ms;
  return before;
}

void spr_sqlite_wait_since(spr_store *s, int64_t asked) {
  spr_sqlite_of(s)->db.patience.since = asked;
}

static spr_status first_pos(spr_sqlite *q) {
  uint64_t pos;
  spr_status s = spr_sqlite_last_pos(&q->base, &pos);
  q->held.good = false;
  q->stable_pos = q->last_pos = (int64_t)pos;
  q->last_number = -1;
  return s;
}

spr_status spr_sqlite_begin(spr_store *s) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = spr_db_begin(&q->db);
  if (status != SPR_OK) return status;
  status = first_pos(q);
  if (status != SPR_OK) spr_db_end(&q->db);
  return status;
}

/* -- ending --------------------------------------------------------------------------------------------- */
spr_status spr_sqlite_commit(spr_store *s) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = spr_shifts_write(&q->shifts, &q->db);
  if (status == SPR_OK) status = spr_db_commit(&q->db);
  if (status != SPR_OK) return status;
  spr_shifts_forget(&q->shifts);
  q->commits++;
  return SPR_OK;
}

void spr_sqlite_abandon(spr_store *s) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_db_end(&q->db);
  spr_shifts_forget(&q->shifts);
  forget(q, false);
}

/* -- marks ---------------------------------------------------------------------------------------------- */
spr_status spr_sqlite_mark(spr_store *s, uint32_t n) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_shifts_mark_at(&q->shifts, n);
  return run(q, SPR_SQL_MARK);
}

spr_status spr_sqlite_keep(spr_store *s, uint32_t n) {
  (void)n;
  return run(spr_sqlite_of(s), SPR_SQL_KEEP);
}

spr_status spr_sqlite_undo(spr_store *s, uint32_t n) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = run(q, SPR_SQL_UNDO);
  if (status == SPR_OK) status = run(q, SPR_SQL_KEEP);
  spr_shifts_undo(&q->shifts, n);
  forget(q, true);
  return status;
}

/* -- what readers see ----------------------------------------------------------------------------------- */
spr_status spr_sqlite_look(spr_store *s) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_db_end(&q->db);
  spr_status status = run(q, SPR_SQL_LOOK);
  if (status != SPR_OK) return status;
  q->db.inside = true;
  status = run(q, SPR_SQL_TOUCH);
  if (status != SPR_OK) spr_db_end(&q->db);
  return status;
}

void spr_sqlite_looked(spr_store *s) {
  spr_db_end(&spr_sqlite_of(s)->db);
}

static spr_status last_of(spr_sqlite *q, spr_sql sql, uint64_t *out) {
  spr_query query = spr_query_begin(&q->db, sql);
  *out = spr_query_row(&query) ? spr_column_u64(&query, 0) : 0;
  return spr_query_end(&query);
}

/* Within a batch it is asked for with every entry; outside of one others may have moved it. */
static spr_status last_known(spr_sqlite *q, spr_sql sql, int64_t *known, uint64_t *out) {
  bool batch = q->base.in_batch;
  if (batch && *known >= 0) {
    *out = (uint64_t)*known;
    return SPR_OK;
  }
  spr_status status = last_of(q, sql, out);
  if (batch && status == SPR_OK) *known = (int64_t)*out;
  return status;
}

spr_status spr_sqlite_last_pos(spr_store *s, uint64_t *pos) {
  spr_sqlite *q = spr_sqlite_of(s);
  return last_known(q, SPR_SQL_LAST_POS, &q->last_pos, pos);
}

spr_status spr_sqlite_last_number(spr_store *s, uint64_t *number) {
  spr_sqlite *q = spr_sqlite_of(s);
  return last_known(q, SPR_SQL_LAST_NUMBER, &q->last_number, number);
}

/* There is one writer at a time, and it counts on from the last. */
spr_status spr_sqlite_stable_pos(spr_store *s, uint64_t *pos) {
  spr_sqlite *q = spr_sqlite_of(s);
  if (!s->in_batch) return last_of(q, SPR_SQL_LAST_POS, pos);
  *pos = (uint64_t)q->stable_pos;
  return SPR_OK;
}

spr_status spr_sqlite_generation(spr_store *s, uint64_t *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  /* data_version tells of others only; neither number ever goes back. */
  spr_status status = last_of(q, SPR_SQL_DATA_VERSION, out);
  *out += q->commits;
  return status;
}
