/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pack.h"
#include "store/reads_impl.h"

/* Finding what was noted. */

/* -- a row ---------------------------------------------------------------------------------------------- */
static spr_status take_cases(spr_reads *r, spr_query *q, spr_read *read) {
  spr_unpack u = spr_unpack_begin(spr_column_str(q, 6));
  spr_status s = SPR_OK;
  for (read->nids = 0; u.at < u.in.n && !u.failed && s == SPR_OK; read->nids++) {
    if (read->nids == SPR_MAX_READ_IDS) return spr_db_damaged(q->db, "a row with too many cases");
    s = spr_interned_bytes(&r->reader.names, spr_unpack_u64(&u), &r->ids[read->nids]);
  }
  read->ids = r->ids;
  return s == SPR_OK && u.failed ? spr_db_damaged(q->db, "a list of cases") : s;
}

spr_status spr_reads_take(spr_reads *r, spr_query *q, spr_reads_row *out) {
  spr_read *read = &out->read;
  spr_str *const texts[] = {&read->who, &read->institution, &read->route};
  read->pos = spr_column_u64(q, 0);
  read->at = spr_column_i64(q, 1);
  uint32_t kind = spr_column_u32(q, 2);
  read->kind = (spr_read_kind)kind;
  spr_column_hash(q, 7, &out->hash);
  if (q->status != SPR_OK) return q->status;
  if (kind < SPR_READ_CASE || kind > SPR_READ_EMERGENCY) return spr_db_damaged(q->db, "a kind that is none");
  spr_status s = take_cases(r, q, read);
  for (int i = 0; i < 3 && s == SPR_OK; i++)
    s = spr_interned_bytes(&r->reader.names, spr_column_u64(q, 3 + i), texts[i]);
  return s;
}

/* -- which rows ----------------------------------------------------------------------------------------- */
static bool names(spr_str joined, spr_str wanted) {
  spr_str name;
  while (spr_reads_name(&joined, &name))
    if (spr_str_eq(name, wanted)) return true;
  return false;
}

static bool has_case(const spr_read *read, spr_str id) {
  for (uint32_t i = 0; i < read->nids; i++)
    if (spr_str_eq(read->ids[i], id)) return true;
  return false;
}

static bool fits(const spr_reads_filter *f, const spr_read *read) {
  return (!f->who.p || spr_str_eq(f->who, read->who)) && (f->kind == 0 || f->kind == read->kind) &&
         (!f->institution.p || names(read->institution, f->institution)) &&
         (!f->id.p || has_case(read, f->id));
}

/* By what the rows are looked for: what leaves the fewest comes first. */
typedef struct spr_way {
  spr_read_by by; /* 0: all of them */
  uint64_t name;
} spr_way;

static bool is_rare(spr_read_kind kind) {
  return kind > SPR_READ_LIST;
}

static spr_status choose(spr_reads *r, const spr_reads_filter *f, spr_way *way) {
  const spr_str *name = NULL;
  *way = (spr_way){0};
  if (f->id.p) {
    way->by = READ_BY_CASE;
    name = &f->id;
  } else if (is_rare(f->kind)) {
    *way = (spr_way){READ_BY_KIND, f->kind};
  } else if (f->who.p) {
    way->by = READ_BY_WHO;
    name = &f->who;
  } else if (f->institution.p) {
    way->by = READ_BY_INSTITUTION;
    name = &f->institution;
  }
  return name ? spr_interned_find(&r->reader.names, *name, &way->name) : SPR_OK;
}

static spr_query query_of(spr_reads *r, const spr_way *way, uint64_t before) {
  spr_query q = spr_query_begin(&r->reader.side.db, way->by ? READS_FOUND : READS_NEWEST);
  if (way->by) {
    spr_bind_u64(&q, way->by);
    spr_bind_u64(&q, way->name);
  }
  spr_bind_u64(&q, before ? before : INT64_MAX);
  return q;
}

static spr_status tell(spr_reads *r, const spr_reads_filter *f, const spr_way *way, spr_read_fn fn,
                       void *ud) {
  spr_query q = query_of(r, way, f->before);
  spr_status s = SPR_OK;
  uint32_t left = f->limit;
  while (left > 0 && s == SPR_OK && spr_query_row(&q)) {
    spr_reads_row row;
    spr_interned_trim(&r->reader.names);
    s = spr_reads_take(r, &q, &row);
    if (s != SPR_OK || !fits(f, &row.read)) continue;
    left = fn(ud, &row.read) ? left - 1 : 0;
  }
  spr_status end = spr_query_end(&q);
  return s == SPR_OK ? end : s;
}

static spr_status looked(spr_reads *r, spr_status s) {
  if (s != SPR_OK) (void)spr_reads_failed(r, &r->reader, s);
  pthread_mutex_unlock(&r->looking);
  return s;
}

spr_status spr_reads_page(spr_reads *r, const spr_reads_filter *f, spr_read_fn fn, void *ud) {
  spr_way way;
  if (f->limit > SPR_MAX_LISTED) return SPR_ELIMIT;
  pthread_mutex_lock(&r->looking);
  spr_status s = choose(r, f, &way);
  if (s == SPR_OK) s = tell(r, f, &way, fn, ud);
  return looked(r, s == SPR_ENOTFOUND ? SPR_OK : s); /* a name that no row has */
}

static spr_status read_head(spr_reads *r, uint64_t *n, spr_hash *head) {
  spr_query q = spr_query_begin(&r->reader.side.db, READS_LAST);
  *n = 0;
  *head = (spr_hash){{0}};
  if (spr_query_row(&q)) {
    *n = spr_column_u64(&q, 0);
    spr_column_hash(&q, 1, head);
  }
  return spr_query_end(&q);
}

spr_status spr_reads_head(spr_reads *r, uint64_t *n, spr_hash *head) {
  pthread_mutex_lock(&r->looking);
  return looked(r, read_head(r, n, head));
}

spr_status spr_reads_counts(spr_reads *r, spr_reads_count *out) {
  spr_hash head;
  pthread_mutex_lock(&r->looking);
  spr_status s = read_head(r, &out->rows, &head);
  return looked(r, s == SPR_OK ? spr_db_bytes(&r->reader.side.db, &out->bytes) : s);
}
