/* SPDX-License-Identifier: Apache-2.0 */
#include "store/chain.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Reading the journal. An entry's id and `prev` are not in its row: whoever reads brings them. */

/* The columns of ENTRY (sqlite_sql.def). */
enum {
  POS,
  NUMBER,
  SEQ,
  AT,
  KIND,
  SEMANTICS,
  EVENT,
  BY,
  ACTOR,
  PLACE,
  CONFIGURATION,
  RESPONSIBLE,
  DEFINITION,
  ENVIRONMENT,
  BODY_STATE,
  CHANGES,
  BODY,
  HASH
};

static spr_status take_names(spr_sqlite *q, spr_query *query, spr_entry_row *e) {
  spr_str *const names[] = {&e->event, &e->by, &e->actor, &e->place, &e->configuration, &e->responsible};
  spr_status s = SPR_OK;
  for (int i = 0; i < 6 && s == SPR_OK; i++)
    s = spr_interned_bytes(&q->names, spr_column_u64(query, EVENT + i), names[i]);
  return s;
}

static spr_status take_objects(spr_sqlite *q, spr_query *query, spr_entry_row *e) {
  spr_hash *const hashes[] = {&e->definition, &e->environment};
  for (int i = 0; i < 2; i++) {
    spr_str bytes;
    spr_status s = spr_interned_bytes(&q->objects, spr_column_u64(query, DEFINITION + i), &bytes);
    if (s != SPR_OK) return s;
    if (bytes.n != sizeof hashes[i]->b) return spr_db_damaged(&q->db, "an entry without its definition");
    memcpy(hashes[i]->b, bytes.p, bytes.n);
  }
  return SPR_OK;
}

/* True: the body is there, and its hash is that of its bytes. */
static bool take_body(spr_query *query, spr_entry_row *e) {
  uint64_t state = spr_column_u64(query, BODY_STATE);
  e->sealed = state & SPR_BODY_SEALED;
  bool there = !(state & SPR_BODY_ERASED);
  e->body = there ? spr_column_str(query, BODY) : SPR_STR("");
  if (!there) spr_column_hash(query, BODY, &e->body_hash);
  return there;
}

static spr_status take_skeleton(spr_sqlite *q, spr_query *query, spr_entry_row *e) {
  *e = (spr_entry_row){
      .pos = spr_column_u64(query, POS),
      .number = spr_column_u64(query, NUMBER),
      .seq = spr_column_u64(query, SEQ),
      .at = spr_column_i64(query, AT),
      .kind = (uint8_t)spr_column_u32(query, KIND),
      .semantics = spr_column_u32(query, SEMANTICS),
      .packed = spr_column_str(query, CHANGES),
  };
  spr_status s = take_names(q, query, e);
  if (s == SPR_OK) s = take_objects(q, query, e);
  return s == SPR_OK ? query->status : s;
}

static spr_status take_entry(spr_sqlite *q, spr_query *query, spr_entry_row *e, bool *there) {
  spr_status s = take_skeleton(q, query, e);
  if (s != SPR_OK) return s;
  *there = take_body(query, e);
  spr_column_hash(query, HASH, &e->hash);
  return query->status;
}

typedef struct reading {
  spr_entry_fn fn;
  void *ud;
  bool on;       /* the caller wants more */
  uint64_t n;    /* rows read */
  uint64_t next; /* position behind the last one */
} reading;

static spr_status read_row(spr_sqlite *q, spr_query *query, reading *r) {
  spr_entry_row e;
  spr_head *head;
  spr_sqlite_trim(q);
  bool there;
  spr_status s = take_entry(q, query, &e, &there);
  if (s == SPR_OK && there) spr_chain_body(e.body, &e.body_hash);
  if (s == SPR_OK) s = spr_heads_get(&q->heads, e.number, e.seq, &head, &e.id);
  if (s != SPR_OK) return s;
  e.prev = head->hash;
  head->hash = e.hash;
  head->seq = e.seq + 1;
  r->n++;
  r->next = e.pos + 1;
  r->on = r->fn(r->ud, &e);
  return SPR_OK;
}

static spr_status read_rows(spr_sqlite *q, spr_query *query, reading *r) {
  spr_status s = SPR_OK;
  while (s == SPR_OK && r->on && spr_query_row(query)) s = read_row(q, query, r);
  spr_status end = spr_query_end(query);
  return s != SPR_OK ? s : end;
}

/* In slices, each its own transaction, so that a long reading never holds the write-ahead log. What is
 * appended meanwhile is not read. */
spr_status spr_sqlite_journal(spr_store *s, uint64_t from_pos, spr_entry_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  reading r = {.fn = fn, .ud = ud, .on = true, .next = from_pos};
  uint64_t upto;
  spr_status status = spr_sqlite_last_pos(s, &upto);
  for (bool full = true; status == SPR_OK && r.on && full;) {
    spr_query query = spr_query_begin(&q->db, SPR_SQL_ENTRIES_BY_POS);
    spr_bind_u64(&query, r.next);
    spr_bind_u64(&query, upto);
    spr_bind_u64(&query, SPR_SLICE_ENTRIES);
    r.n = 0;
    status = read_rows(q, &query, &r);
    full = r.n == SPR_SLICE_ENTRIES;
  }
  return status;
}

spr_status spr_sqlite_entries(spr_store *s, uint64_t number, uint64_t from_seq, spr_entry_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query query = spr_query_begin(&q->db, SPR_SQL_ENTRIES_OF_CASE);
  spr_bind_u64(&query, number);
  spr_bind_u64(&query, from_seq);
  return read_rows(q, &query, &(reading){.fn = fn, .ud = ud, .on = true});
}

spr_status spr_sqlite_emergencies(spr_store *s, uint64_t number, spr_entry_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query query = spr_query_begin(&q->db, SPR_SQL_EMERGENCIES_OF_CASE);
  spr_bind_u64(&query, number);
  return read_rows(q, &query, &(reading){.fn = fn, .ud = ud, .on = true});
}

spr_status spr_sqlite_emergencies_since(spr_store *s, spr_instant since, spr_entry_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_query query = spr_query_begin(&q->db, SPR_SQL_EMERGENCIES_SINCE);
  spr_bind_i64(&query, since);
  return read_rows(q, &query, &(reading){.fn = fn, .ud = ud, .on = true});
}

/* -- walking ---------------------------------------------------------------------------------------- */
static void begin_walk(spr_sqlite *q, const spr_walk *w) {
  spr_sqlite_trim(q);
  bool all = w->from <= 1 && w->to == UINT64_MAX;
  all = all && !w->skeletons;
  q->walk = spr_query_begin(&q->db, w->skeletons ? SPR_SQL_WALK_SKELETONS
                                    : all        ? SPR_SQL_WALK
                                                 : SPR_SQL_WALK_RANGE);
  spr_bind_u64(&q->walk, w->pos);
  if (all) return;
  spr_bind_u64(&q->walk, w->from);
  spr_bind_u64(&q->walk, w->to);
}

spr_status spr_sqlite_walk(spr_store *s, spr_walk *w, spr_entry_row *out) {
  spr_sqlite *q = spr_sqlite_of(s);
  bool there = false;
  if (!q->walk.st) begin_walk(q, w);
  if (!spr_query_row(&q->walk)) {
    spr_status end = spr_query_end(&q->walk);
    return end == SPR_OK ? SPR_ENOTFOUND : end;
  }
  spr_status status = w->skeletons ? take_skeleton(q, &q->walk, out) : take_entry(q, &q->walk, out, &there);
  if (there && out->body.n == 0) spr_chain_body(out->body, &out->body_hash);
  w->pos = out->pos + 1;
  return status;
}

void spr_sqlite_walked(spr_store *s) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_sqlite_rest(&q->rows);
  spr_sqlite_rest(&q->ids);
  if (q->walk.st) spr_query_end(&q->walk);
}

/* -- one entry ------------------------------------------------------------------------------------------ */
typedef struct copier {
  spr_sqlite *q;
  uint64_t seq;
  spr_entry_row *out;
  bool found;
} copier;

/* What the query lent goes into the store's own buffer. */
static bool copy_entry(void *ud, const spr_entry_row *e) {
  copier *k = ud;
  k->found = e->seq == k->seq;
  *k->out = *e;
  spr_str *const lent[] = {&k->out->id, &k->out->packed, &k->out->body};
  spr_sqlite_lend(&k->q->read, lent, 3);
  return false;
}

spr_status spr_sqlite_entry(spr_store *s, uint64_t number, uint64_t seq, spr_entry_row *out) {
  copier k = {.q = spr_sqlite_of(s), .seq = seq, .out = out};
  spr_status status = spr_sqlite_entries(s, number, seq, copy_entry, &k);
  if (status == SPR_OK && k.q->read.failed) status = SPR_ENOMEM;
  return status != SPR_OK || k.found ? status : SPR_ENOTFOUND;
}
