/* SPDX-License-Identifier: Apache-2.0 */
#include "store/reads_impl.h"

/* Does the access log hold together? Rows are read in slices, so that its log can be emptied meanwhile. */

typedef struct verifying {
  spr_reads *r;
  void (*fn)(void *ud, uint64_t pos, const char *what);
  void *ud;
  uint64_t pos, found; /* rows that were read; what must be in the index for them */
  spr_hash chain;
} verifying;

static spr_status check_pages(verifying *v) {
  spr_query q = spr_query_begin(&v->r->reader.side.db, READS_INTEGRITY);
  bool sound = spr_query_row(&q) && spr_str_is(spr_column_str(&q, 0), "ok");
  spr_status s = spr_query_end(&q);
  if (s == SPR_OK && !sound) v->fn(v->ud, 0, "its pages do not hold together");
  return s;
}

/* -- the index ------------------------------------------------------------------------------------------ */
static spr_status look_up(verifying *v, spr_read_by by, uint64_t name, bool *found) {
  spr_query q = spr_query_begin(&v->r->reader.side.db, READS_IS_FOUND);
  spr_bind_u64(&q, by);
  spr_bind_u64(&q, name);
  spr_bind_u64(&q, v->pos);
  *found = *found && spr_query_row(&q);
  return spr_query_end(&q);
}

static spr_status look_up_name(verifying *v, spr_read_by by, spr_str name, bool *found) {
  uint64_t number = 0;
  spr_status s = spr_interned_find(&v->r->reader.names, name, &number);
  return s == SPR_OK ? look_up(v, by, number, found) : s;
}

static bool stands_before(const spr_read *read, uint32_t i) {
  for (uint32_t k = 0; k < i; k++)
    if (spr_str_eq(read->ids[k], read->ids[i])) return true;
  return false;
}

static bool named_before(spr_str joined, spr_str name) {
  spr_str before;
  while (spr_reads_name(&joined, &before) && before.p != name.p)
    if (spr_str_eq(before, name)) return true;
  return false;
}

static spr_status check_index(verifying *v, const spr_read *read) {
  bool found = true;
  spr_str joined = read->institution, name;
  spr_status s = look_up_name(v, READ_BY_WHO, read->who, &found);
  if (s == SPR_OK) s = look_up(v, READ_BY_KIND, read->kind, &found);
  v->found += 2;
  while (s == SPR_OK && spr_reads_name(&joined, &name)) {
    s = look_up_name(v, READ_BY_INSTITUTION, name, &found);
    if (!named_before(read->institution, name)) v->found++;
  }
  for (uint32_t i = 0; i < read->nids && s == SPR_OK; i++) {
    s = look_up_name(v, READ_BY_CASE, read->ids[i], &found);
    if (!stands_before(read, i)) v->found++;
  }
  if (s == SPR_OK && !found) v->fn(v->ud, v->pos, "it is not in the index");
  return s;
}

/* More than the rows need: there is one of no row, or of one that was cut off. */
static spr_status check_count(verifying *v) {
  spr_query q = spr_query_begin(&v->r->reader.side.db, READS_COUNT_FOUND);
  uint64_t n = spr_query_row(&q) ? spr_column_u64(&q, 0) : 0;
  spr_status s = spr_query_end(&q);
  if (s == SPR_OK && n > v->found) v->fn(v->ud, 0, "its index names rows that are not there");
  return s;
}

/* -- the rows ------------------------------------------------------------------------------------------- */
static spr_status check_row(verifying *v, spr_query *q) {
  spr_reads_row row;
  spr_hash hash;
  spr_interned_trim(&v->r->reader.names);
  spr_status s = spr_reads_take(v->r, q, &row);
  if (s == SPR_ECORRUPT) {
    v->fn(v->ud, row.read.pos, "it cannot be read");
    v->chain = row.hash;
    v->pos = row.read.pos;
    return SPR_OK;
  }
  if (s != SPR_OK) return s;
  if (row.read.pos != v->pos + 1) v->fn(v->ud, v->pos + 1, "it is missing");
  v->pos = row.read.pos;
  spr_reads_hash(&v->chain, &row.read, &hash);
  if (!spr_hash_equal(&hash, &row.hash)) v->fn(v->ud, v->pos, "its hash does not fit");
  v->chain = row.hash;
  return check_index(v, &row.read);
}

static spr_status check_slice(verifying *v, bool *any) {
  spr_query q = spr_query_begin(&v->r->reader.side.db, READS_FROM);
  spr_status s = SPR_OK;
  spr_bind_u64(&q, v->pos + 1);
  spr_bind_u64(&q, SPR_SLICE_ENTRIES);
  *any = false;
  while (s == SPR_OK && spr_query_row(&q)) {
    *any = true;
    s = check_row(v, &q);
    if (q.status == SPR_ECORRUPT) q.status = SPR_OK; /* it was told */
  }
  spr_status end = spr_query_end(&q);
  return s == SPR_OK ? end : s;
}

/* One slice, as one look sees it; that which finds no more rows also counts. */
static spr_status look(verifying *v, bool *any) {
  spr_db *db = &v->r->reader.side.db;
  spr_query q = spr_query_begin(db, READS_LOOK);
  spr_status s = spr_query_run(&q);
  if (s == SPR_OK) s = check_slice(v, any);
  if (s == SPR_OK && !*any) s = check_count(v);
  spr_db_end(db);
  return s;
}

spr_status spr_reads_verify(spr_reads *r, void (*fn)(void *ud, uint64_t pos, const char *what), void *ud,
                            uint64_t *n) {
  verifying v = {.r = r, .fn = fn, .ud = ud};
  bool any = true;
  pthread_mutex_lock(&r->looking);
  spr_status s = check_pages(&v);
  while (s == SPR_OK && any) s = look(&v, &any);
  if (s != SPR_OK) (void)spr_reads_failed(r, &r->reader, s);
  pthread_mutex_unlock(&r->looking);
  *n = v.pos;
  return s;
}
