/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_store.h"

#include <inttypes.h>

/* Lists of notices. Each institution's lie together in their index, and the list is merged of those that are
 * asked for. */

/* An arm for each institution, as many as a view may have; more of them are not looked for. */
#define ARM                                                                                                  \
  "SELECT " SPR_SQL_NOTICE_COLUMNS " FROM notices o %s CROSS JOIN cases c USING(number) WHERE o.pos > ?1"
enum { MAX_SQL = (SPR_MAX_VIEW_INSTITUTIONS + 2) * 384 };

typedef struct notice_caller {
  spr_notice_fn fn;
  void *ud;
  uint32_t limit, given;
  uint64_t pos; /* of the last one */
} notice_caller;

/* Those of one entry stay together. */
static bool call_notice(void *ud, const void *row) {
  notice_caller *k = ud;
  const spr_notice_row *n = row;
  if (k->limit > 0 && k->given >= k->limit && n->pos != k->pos) return false;
  k->pos = n->pos;
  k->given++;
  return k->fn(k->ud, n);
}

static void put_arm(spr_buf *sql, const spr_notice_filter *f, const char *index) {
  spr_buf_printf(sql, sql->n ? " UNION " ARM : ARM, index);
  if (f->nmunicipalities)
    spr_buf_puts(sql, " AND +c.drawer IN (SELECT number FROM drawers WHERE spr_drawer(name))");
}

/* Without an arm there is nothing to ask for. */
static spr_status compose(spr_sqlite *q, const spr_notice_filter *f, spr_buf *sql) {
  spr_status s = SPR_OK;
  if (!f->to.narrow) put_arm(sql, f, "");
  for (uint32_t i = 0; f->to.narrow && i < f->to.ninstitutions; i++) {
    uint64_t number;
    s = spr_interned_find(&q->names, f->to.institutions[i], &number);
    if (s == SPR_ENOTFOUND || (s == SPR_OK && number == 0)) continue;
    if (s != SPR_OK) return s;
    put_arm(sql, f, "INDEXED BY notices_institution");
    spr_buf_printf(sql, " AND o.institution = %" PRIu64, number);
  }
  if (sql->n) spr_buf_puts(sql, " ORDER BY 1, 2");
  return sql->failed ? SPR_ENOMEM : SPR_OK;
}

static spr_status ask(spr_sqlite *q, const char *sql, uint64_t after, notice_caller *k) {
  spr_notice_row row;
  spr_query query = spr_query_once(&q->db, sql);
  spr_bind_u64(&query, after);
  return spr_sqlite_each(q, &query, spr_sqlite_take_notice, &row, call_notice, k);
}

spr_status spr_sqlite_notices(spr_store *s, const spr_notice_filter *f, spr_notice_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  const spr_case_filter cases = {.municipalities = f->municipalities, .nmunicipalities = f->nmunicipalities};
  notice_caller k = {fn, ud, f->limit, 0, 0};
  spr_buf sql;
  spr_buf_init(&sql, &q->base.alloc, MAX_SQL);
  spr_status status = compose(q, f, &sql);
  q->asked = &cases;
  if (status == SPR_OK && sql.n) status = ask(q, sql.p, f->after, &k);
  q->asked = NULL;
  spr_buf_release(&sql);
  return status;
}
