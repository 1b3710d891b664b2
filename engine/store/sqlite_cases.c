/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* The rows of cases and what is counted over them. */

/* The columns of CASE (sqlite_sql.def). */
enum {
  NUMBER,
  ID,
  STATE,
  PACKAGE,
  WORKFLOW,
  MUNICIPALITY,
  OUTCOME,
  CONFIGURATION,
  RESPONSIBLE,
  OPENED,
  AT,
  SEQ,
  HASH,
  PENDING,
  DUE,
  OVERDUE,
  DEFINITION,
  SEALED,
  HELD,
  DRAWER,
  SNAPSHOT
};

/* -- reading -------------------------------------------------------------------------------------------- */
static spr_status take_names(spr_sqlite *q, spr_query *query, spr_case_row *c) {
  spr_str *const names[] = {&c->package, &c->workflow,      &c->municipality,
                            &c->outcome, &c->configuration, &c->responsible};
  spr_status s = SPR_OK;
  for (int i = 0; i < 6 && s == SPR_OK; i++)
    s = spr_interned_bytes(&q->names, spr_column_u64(query, PACKAGE + i), names[i]);
  return s;
}

spr_status spr_sqlite_take_case(spr_sqlite *q, spr_query *query, void *row) {
  spr_case_row *out = row;
  spr_instant due = spr_column_instant(query, DUE);
  *out = (spr_case_row){
      .id = spr_column_str(query, ID),
      .number = spr_column_u64(query, NUMBER),
      .state = (uint8_t)spr_column_u32(query, STATE),
      .opened = spr_column_instant(query, OPENED),
      .at = spr_column_instant(query, AT),
      .seq = spr_column_u64(query, SEQ),
      .pending = spr_column_instant(query, PENDING),
      .due = due == SPR_DUE_NEVER ? SPR_NO_INSTANT : due,
      .overdue = spr_column_u32(query, OVERDUE),
      .sealed = spr_column_u32(query, SEALED),
      .held = spr_column_u32(query, HELD),
  };
  spr_column_hash(query, HASH, &out->hash);
  spr_str definition;
  spr_status s = take_names(q, query, out);
  if (s == SPR_OK) s = spr_interned_bytes(&q->objects, spr_column_u64(query, DEFINITION), &definition);
  if (s == SPR_OK) s = spr_interned_bytes(&q->drawers, spr_column_u64(query, DRAWER), &out->seen);
  out->seen = spr_drawer_word(out->seen, SPR_DRAWER_SEEN);
  if (s != SPR_OK) return s;
  if (definition.n != sizeof out->definition.b)
    return spr_db_damaged(&q->db, "a case without its definition");
  memcpy(out->definition.b, definition.p, definition.n);
  return query->status;
}

/* Within a batch nobody else writes, so the row that was read to decide a step is still good when its entry
 * is written. */
static bool held(const spr_sqlite *q, spr_str id) {
  const spr_held *h = &q->held;
  return h->good && q->base.in_batch && h->names == q->names.emptied && h->objects == q->objects.emptied &&
         h->drawers == q->drawers.emptied && spr_str_eq(h->row.id, id);
}

static void hold(spr_sqlite *q, const spr_case_row *row) {
  q->held = (spr_held){*row, q->names.emptied, q->objects.emptied, q->drawers.emptied, q->base.in_batch};
}

static spr_status take_whole(spr_sqlite *q, spr_query *query, spr_case_row *out) {
  q->held.good = false;
  spr_status status = spr_sqlite_take_case(q, query, out);
  out->snapshot = spr_column_str(query, SNAPSHOT);
  spr_str *const lent[] = {&out->id, &out->snapshot};
  spr_sqlite_lend(&q->row, lent, 2);
  return status == SPR_OK && q->row.failed ? SPR_ENOMEM : status;
}

spr_status spr_sqlite_case_get(spr_store *s, spr_str id, spr_case_row *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  if (held(q, id)) {
    *out = q->held.row;
    return SPR_OK;
  }
  spr_sqlite_trim(q);
  spr_query query = spr_query_begin(&q->db, SPR_SQL_CASE_BY_ID);
  spr_bind_text(&query, id);
  bool found = spr_query_row(&query);
  spr_status status = found ? take_whole(q, &query, out) : SPR_OK;
  spr_status end = spr_query_end(&query);
  if (status == SPR_OK) status = end;
  if (status == SPR_OK && found) hold(q, out);
  return status != SPR_OK || found ? status : SPR_ENOTFOUND;
}

/* -- by number ------------------------------------------------------------------------------------------ */
/* The row of that number, which the cursor then stands on. Numbers are mostly asked for one after the other
 * while the journal is walked, and a step to the next row costs a fraction of a search. */
static spr_status seek(spr_sqlite *q, spr_cursor *c, spr_sql sql, uint64_t number) {
  bool next = c->query.db && c->number + 1 == number;
  if (!next) {
    spr_sqlite_rest(c);
    spr_sqlite_trim(q);
    c->query = spr_query_begin(&q->db, sql);
    spr_bind_u64(&c->query, number);
  }
  c->number = number;
  if (spr_query_row(&c->query) && spr_column_u64(&c->query, NUMBER) == number) return SPR_OK;
  spr_status status = spr_sqlite_rest(c);
  return status == SPR_OK ? SPR_ENOTFOUND : status;
}

/* Outside of a walk nothing keeps a transaction open. */
static spr_status leave(spr_sqlite *q, spr_cursor *c, spr_status status) {
  spr_status end = q->walk.st ? SPR_OK : spr_sqlite_rest(c);
  return status == SPR_OK ? end : status;
}

spr_status spr_sqlite_rest(spr_cursor *c) {
  spr_status s = c->query.db ? spr_query_end(&c->query) : SPR_OK;
  c->query = (spr_query){.db = NULL};
  return s;
}

spr_status spr_sqlite_numbered(spr_store *s, uint64_t number, spr_case_row *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = seek(q, &q->rows, SPR_SQL_CASES_FROM, number);
  if (status == SPR_OK) status = take_whole(q, &q->rows.query, out);
  return leave(q, &q->rows, status);
}

spr_status spr_sqlite_head(spr_store *s, uint64_t number, spr_str *id, uint64_t *seq) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = seek(q, &q->ids, SPR_SQL_CASE_HEADS_FROM, number);
  if (status == SPR_OK) {
    *id = spr_column_str(&q->ids.query, 1);
    *seq = spr_column_u64(&q->ids.query, 2);
    q->held.good = false;
    spr_sqlite_lend(&q->row, (spr_str *const[]){id}, 1);
    if (q->row.failed) status = SPR_ENOMEM;
  }
  return leave(q, &q->ids, status);
}

/* -- writing -------------------------------------------------------------------------------------------- */
/* In the same drawer? */
static bool lies_alike(const spr_case_row *a, const spr_case_row *b) {
  return spr_str_eq(a->seen, b->seen) && spr_str_eq(a->package, b->package) &&
         spr_str_eq(a->workflow, b->workflow) && spr_str_eq(a->municipality, b->municipality);
}

/* Is everything as it was, but for what CASE_STEP writes and `pending`? */
static bool steady(const spr_case_row *a, const spr_case_row *b) {
  return a->state == b->state && a->held == b->held && a->opened == b->opened && a->due == b->due &&
         a->overdue == b->overdue && spr_str_eq(a->responsible, b->responsible) &&
         spr_str_eq(a->outcome, b->outcome) && lies_alike(a, b) &&
         memcmp(&a->definition, &b->definition, sizeof a->definition) == 0;
}

static void bind_step(spr_query *put, const spr_case_row *c, uint64_t configuration) {
  spr_bind_u64(put, configuration);
  spr_bind_instant(put, c->at);
  spr_bind_u64(put, c->seq);
  spr_bind_hash(put, &c->hash);
  spr_bind_u64(put, c->sealed);
  if (c->snapshot.p) {
    spr_bind_blob(put, c->snapshot);
  } else {
    spr_bind_null(put);
  }
}

static spr_status drawer_of(spr_sqlite *q, const spr_case_row *c, uint64_t *number) {
  spr_buf *name = &q->drawer;
  spr_buf_clear(name);
  spr_drawer_name(c, name);
  return name->failed ? SPR_ENOMEM : spr_interned_add(&q->drawers, spr_buf_view(name), number);
}

/* The row that is held goes on with the step, for whoever asks for it next within the batch. */
static spr_status hold_step(spr_sqlite *q, const spr_case_row *c, uint64_t configuration) {
  spr_case_row *row = &q->held.row;
  spr_status status = spr_interned_bytes(&q->names, configuration, &row->configuration);
  row->at = c->at;
  row->seq = c->seq;
  row->hash = c->hash;
  row->sealed = c->sealed;
  row->pending = c->pending;
  if (c->snapshot.p) {
    row->snapshot = c->snapshot;
    spr_sqlite_lend(&q->stepped, (spr_str *const[]){&row->snapshot}, 1);
  }
  q->held.good = status == SPR_OK && !q->stepped.failed;
  return status;
}

static spr_status put_step(spr_sqlite *q, const spr_case_row *former, const spr_case_row *c) {
  uint64_t configuration;
  bool holds = held(q, c->id);
  q->held.good = false;
  spr_status status = spr_interned_add(&q->names, c->configuration, &configuration);
  if (status != SPR_OK) return status;
  bool moved = former->pending != c->pending;
  spr_query put = spr_query_begin(&q->db, moved ? SPR_SQL_CASE_STEP_PENDING : SPR_SQL_CASE_STEP);
  bind_step(&put, c, configuration);
  if (moved) spr_bind_instant(&put, c->pending);
  spr_bind_u64(&put, c->number);
  status = spr_query_run(&put);
  return status == SPR_OK && holds ? hold_step(q, c, configuration) : status;
}

static spr_status put_all(spr_sqlite *q, spr_sql sql, const spr_case_row *c) {
  const spr_str names[6] = {c->configuration, c->package, c->workflow,
                            c->municipality,  c->outcome, c->responsible};
  uint64_t v[6], definition, drawer = 0;
  spr_status status = SPR_OK;
  for (int i = 0; i < 6 && status == SPR_OK; i++) status = spr_interned_add(&q->names, names[i], &v[i]);
  if (status == SPR_OK)
    status = spr_interned_find(&q->objects, spr_str_n((const char *)c->definition.b, sizeof c->definition.b),
                               &definition);
  if (status == SPR_OK) status = drawer_of(q, c, &drawer);
  if (status != SPR_OK) return status;
  spr_query put = spr_query_begin(&q->db, sql);
  bind_step(&put, c, v[0]);
  spr_bind_instant(&put, c->pending);
  spr_bind_u64(&put, c->state);
  for (int i = 1; i < 6; i++) spr_bind_u64(&put, v[i]);
  spr_bind_instant(&put, c->opened);
  spr_bind_instant(&put, c->due == SPR_NO_INSTANT ? SPR_DUE_NEVER : c->due);
  spr_bind_u64(&put, c->overdue);
  spr_bind_u64(&put, definition);
  spr_bind_u64(&put, c->held);
  spr_bind_u64(&put, drawer);
  spr_bind_text(&put, c->id);
  spr_bind_u64(&put, c->number);
  return spr_query_run(&put);
}

/* -- lanes ---------------------------------------------------------------------------------------------- */
static spr_status lane_of(spr_sqlite *q, const spr_case_row *c, spr_lane *out) {
  *out = (spr_lane){.state = c->state};
  spr_status s = drawer_of(q, c, &out->drawer);
  if (s == SPR_OK) s = spr_interned_add(&q->names, c->configuration, &out->configuration);
  return s == SPR_OK ? spr_interned_add(&q->names, c->responsible, &out->responsible) : s;
}

static spr_status move(spr_sqlite *q, const spr_case_row *former, const spr_case_row *c) {
  spr_lane from, to;
  if (former && former->state == c->state && spr_str_eq(former->configuration, c->configuration) &&
      spr_str_eq(former->responsible, c->responsible) && lies_alike(former, c))
    return SPR_OK;
  spr_status s = former ? lane_of(q, former, &from) : SPR_OK;
  if (s == SPR_OK) s = lane_of(q, c, &to);
  return s == SPR_OK ? spr_shifts_note(&q->shifts, &q->db, former ? &from : NULL, &to) : s;
}

/* -- counting ------------------------------------------------------------------------------------------- */
spr_status spr_sqlite_count(spr_sqlite *q, spr_counter_kind kind, uint64_t institution, int64_t by) {
  if (by == 0) return SPR_OK;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_COUNTER_ADD);
  spr_bind_u64(&query, kind);
  spr_bind_u64(&query, institution);
  spr_bind_i64(&query, by);
  return spr_query_run(&query);
}

/* Whose open case it is, or nobody's. */
static spr_str bearer(const spr_case_row *c) {
  return c && c->state == SPR_CASE_IS_OPEN ? c->responsible : SPR_STR("");
}

static spr_status count_load(spr_sqlite *q, spr_str institution, int64_t by) {
  uint64_t number;
  if (institution.n == 0) return SPR_OK;
  spr_status status = spr_interned_add(&q->names, institution, &number);
  return status == SPR_OK ? spr_sqlite_count(q, SPR_COUNT_CASELOAD, number, by) : status;
}

spr_status spr_sqlite_case_put(spr_store *s, const spr_case_row *former, const spr_case_row *c) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = move(q, former, c);
  if (status != SPR_OK) return status;
  if (former && steady(former, c)) return put_step(q, former, c);
  q->held.good = false;
  if (!spr_str_eq(bearer(former), bearer(c))) {
    status = count_load(q, bearer(former), -1);
    if (status == SPR_OK) status = count_load(q, bearer(c), 1);
  }
  bool moves = former && !lies_alike(former, c);
  if (status == SPR_OK && moves) status = spr_sqlite_hands_gone(q, c->number, SPR_STR(""));
  if (status == SPR_OK) status = put_all(q, former ? SPR_SQL_CASE_PUT : SPR_SQL_CASE_NEW, c);
  if (status == SPR_OK && (moves || !former)) status = spr_sqlite_hands_put(q, c->number, SPR_STR(""));
  if (status == SPR_OK && !former) q->last_number = (int64_t)c->number;
  return status;
}

static spr_status counter(spr_sqlite *q, spr_counter_kind kind, spr_str institution, int64_t *out) {
  uint64_t number;
  *out = 0;
  spr_status status = spr_interned_find(&q->names, institution, &number);
  if (status != SPR_OK) return status == SPR_ENOTFOUND ? SPR_OK : status;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_COUNTER);
  spr_bind_u64(&query, kind);
  spr_bind_u64(&query, number);
  if (spr_query_row(&query)) *out = spr_column_i64(&query, 0);
  return spr_query_end(&query);
}

spr_status spr_sqlite_caseload(spr_store *s, spr_str institution, int64_t *out) {
  return counter(spr_sqlite_of(s), SPR_COUNT_CASELOAD, institution, out);
}

spr_status spr_sqlite_occupied(spr_store *s, spr_str institution, spr_str except_id, int64_t *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_status status = counter(q, SPR_COUNT_OCCUPIED, institution, out);
  if (status != SPR_OK || except_id.n == 0 || *out == 0) return status;
  uint64_t name;
  status = spr_interned_find(&q->names, institution, &name);
  if (status != SPR_OK) return status;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_PLACE_OF);
  spr_bind_text(&query, except_id);
  spr_bind_u64(&query, name);
  if (spr_query_row(&query)) *out -= spr_column_i64(&query, 0);
  return spr_query_end(&query);
}

spr_status spr_sqlite_outstanding(spr_store *s, uint32_t most, spr_store_backlog *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  *out = (spr_store_backlog){0};
  spr_query query = spr_query_begin(&q->db, SPR_SQL_NOTICES_OUTSTANDING);
  spr_bind_u64(&query, most);
  if (spr_query_row(&query)) out->notices = spr_column_u64(&query, 0);
  spr_status status = spr_query_end(&query);
  return status == SPR_OK ? spr_db_bytes(&q->db, &out->bytes) : status;
}

spr_status spr_sqlite_counts(spr_store *s, spr_store_count *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  uint64_t sealed = 0;
  *out = (spr_store_count){0};
  spr_query query = spr_query_begin(&q->db, SPR_SQL_COUNTS);
  uint64_t *const v[] = {&out->cases, &out->open,    &out->erased,   &out->entries,
                         &sealed,     &out->pending, &out->messages, &out->incidents};
  if (spr_query_row(&query))
    for (int i = 0; i < 8; i++) *v[i] = spr_column_u64(&query, i);
  spr_status status = spr_query_end(&query);
  uint64_t others = out->open + out->erased;
  out->ended = out->cases > others ? out->cases - others : 0;
  out->unsealed = out->entries > sealed ? out->entries - sealed : 0;
  return status == SPR_OK ? spr_db_bytes(&q->db, &out->bytes) : status;
}
