/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Cases by filter. The statement is put together from what is asked, so that SQLite can take the index that
 * serves it; values are parameters all the same, and numbers but for the state, which comes first. */

#define MAX_SQL 2048 /* with every clause it is a third of that */
enum { MAX_VALUES = 8 };

typedef struct question {
  spr_sqlite *q;
  spr_buf sql;
  int64_t values[MAX_VALUES];
  uint32_t n;
  bool none; /* it names something that the file has never heard of */
} question;

static void ask(question *k, const char *clause, int64_t value) {
  spr_buf_puts(&k->sql, clause);
  k->values[k->n++] = value;
}

static spr_status ask_name(question *k, const char *clause, spr_str name) {
  uint64_t number;
  if (name.n == 0) return SPR_OK;
  spr_status s = spr_interned_find(&k->q->names, name, &number);
  if (s == SPR_OK) ask(k, clause, (int64_t)number);
  if (s == SPR_ENOTFOUND) k->none = true;
  return s == SPR_ENOTFOUND ? SPR_OK : s;
}

/* The cursor is a row that was given before: the next is behind it in the order that was asked for. */
static void ask_order(question *k, const spr_case_filter *f) {
  int64_t number = f->after_number > INT64_MAX ? INT64_MAX : (int64_t)f->after_number;
  switch (f->order) {
    case SPR_BY_NUMBER:
      if (f->after) ask(k, " AND number > ?", number);
      spr_buf_puts(&k->sql, " ORDER BY number");
      break;
    case SPR_BY_DUE:
      if (f->after) {
        ask(k, " AND (due, number) > (?, ", f->after_at == SPR_NO_INSTANT ? SPR_DUE_NEVER : f->after_at);
        ask(k, "?)", number);
      }
      spr_buf_puts(&k->sql, " ORDER BY due, number");
      break;
    case SPR_BY_LAST:
      if (f->after) {
        ask(k, " AND (at, number) < (?, ", f->after_at);
        ask(k, "?)", number);
      }
      spr_buf_puts(&k->sql, " ORDER BY at DESC, number DESC");
      break;
  }
  ask(k, " LIMIT ?", f->limit ? (int64_t)f->limit : -1);
}

static spr_status compose(question *k, const spr_case_filter *f) {
  spr_buf_puts(&k->sql, SPR_SQL_CASE_COLUMNS " FROM cases WHERE true");
  if (f->state.n > 0)
    spr_buf_puts(&k->sql, " AND configuration IN (SELECT number FROM names WHERE spr_active(name, ?))");
  if (f->only_open) spr_buf_puts(&k->sql, " AND state = 0");
  if (f->only_overdue) spr_buf_puts(&k->sql, " AND overdue > 0");
  spr_status s = ask_name(k, " AND municipality = ?", f->municipality);
  if (s == SPR_OK) s = ask_name(k, " AND package = ?", f->package);
  if (s == SPR_OK) s = ask_name(k, " AND workflow = ?", f->workflow);
  if (s == SPR_OK) s = ask_name(k, " AND responsible > 0 AND responsible = ?", f->responsible);
  ask_order(k, f);
  return s == SPR_OK && k->sql.failed ? SPR_ENOMEM : s;
}

typedef struct case_caller {
  spr_case_fn fn;
  void *ud;
} case_caller;

static bool call_case(void *ud, const void *row) {
  const case_caller *k = ud;
  return k->fn(k->ud, row);
}

static spr_status answer(question *k, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  spr_query query = spr_query_once(&k->q->db, k->sql.p);
  if (f->state.n > 0) spr_bind_text(&query, f->state);
  for (uint32_t i = 0; i < k->n; i++) spr_bind_i64(&query, k->values[i]);
  spr_case_row row;
  return spr_sqlite_each(k->q, &query, spr_sqlite_take_case, &row, call_case, &(case_caller){fn, ud});
}

spr_status spr_sqlite_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  question k = {.q = spr_sqlite_of(s)};
  spr_buf_init(&k.sql, &s->alloc, MAX_SQL);
  spr_status status = compose(&k, f);
  if (status == SPR_OK && !k.none) status = answer(&k, f, fn, ud);
  spr_buf_release(&k.sql);
  return status;
}

/* spr_active(configuration, state): the same question as everywhere (filter.c). */
static void active(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  spr_str text[2];
  for (int i = 0; i < 2; i++) {
    const char *p = sqlite3_value_blob(v[i]);
    text[i] = p ? spr_str_n(p, (size_t)sqlite3_value_bytes(v[i])) : SPR_STR("");
  }
  sqlite3_result_int(c, spr_state_active(text[0], text[1]));
}

int spr_sqlite_add_functions(sqlite3 *db) {
  return sqlite3_create_function(db, "spr_active", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                 NULL, active, NULL, NULL);
}
