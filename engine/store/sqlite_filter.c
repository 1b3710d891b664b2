/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Cases by filter. The statement is put together from what is asked, so that SQLite can take the index that
 * serves it; values are parameters all the same. */

#define MAX_SQL 4096 /* with every clause it is half of that */
enum { MAX_VALUES = 12 + 4 * SPR_MAX_WISHES + SPR_MAX_VIEW_MUNICIPALITIES };

/* An order by a `listed` field takes two questions: cases with a value, then those without. */
typedef enum list_part { PART_ALL, PART_VALUED, PART_UNVALUED } list_part;

typedef struct question {
  spr_sqlite *q;
  list_part part;
  spr_buf sql;
  spr_listed values[MAX_VALUES];
  uint32_t n;
  bool none; /* it names something that the file has never heard of */
} question;

static void ask_value(question *k, const char *clause, const spr_listed *value) {
  spr_buf_puts(&k->sql, clause);
  k->values[k->n++] = *value;
}

static void ask(question *k, const char *clause, int64_t value) {
  ask_value(k, clause, &(spr_listed){.kind = SPR_LISTED_WHOLE, .whole = value});
}

static void ask_text(question *k, const char *clause, spr_str text) {
  ask_value(k, clause, &(spr_listed){.kind = SPR_LISTED_TEXT, .text = text});
}

static spr_status ask_name(question *k, const char *clause, spr_str name) {
  uint64_t number;
  if (name.n == 0) return SPR_OK;
  spr_status s = spr_interned_find(&k->q->names, name, &number);
  if (s == SPR_OK) ask(k, clause, (int64_t)number);
  if (s == SPR_ENOTFOUND) k->none = true;
  return s == SPR_ENOTFOUND ? SPR_OK : s;
}

/* Those that the file has never heard of have no cases. */
static spr_status ask_municipalities(question *k, const spr_case_filter *f) {
  const char *before = " AND municipality IN (";
  spr_status s = SPR_OK;
  for (uint32_t i = 0; i < f->nmunicipalities && s == SPR_OK; i++) {
    uint64_t number = 0;
    s = spr_interned_find(&k->q->names, f->municipalities[i], &number);
    if (s == SPR_OK) {
      spr_buf_puts(&k->sql, before);
      ask(k, "?", (int64_t)number);
      before = ", ";
    }
    if (s == SPR_ENOTFOUND) s = SPR_OK;
  }
  bool any = before[0] == ',';
  if (any) spr_buf_char(&k->sql, ')');
  k->none = k->none || (f->nmunicipalities > 0 && !any);
  return s;
}

/* A text may mean a number or an instant, too. */
static spr_status ask_wishes(question *k, const spr_case_filter *f) {
  spr_status s = SPR_OK;
  for (uint32_t i = 0; i < f->nwishes && s == SPR_OK && !k->none; i++) {
    s = ask_name(k, " AND number IN (SELECT number FROM listed WHERE field = ?", f->wishes[i].field);
    if (s != SPR_OK || k->none) break;
    spr_listed number = spr_listed_number(f->wishes[i].text);
    ask_text(k, " AND value IN (?, ", spr_listed_cut(f->wishes[i].text));
    ask_value(k, "?, ", &number);
    spr_listed instant = spr_listed_instant(f->wishes[i].text);
    ask_value(k, "?))", &instant);
  }
  return s;
}

static int64_t cursor_number(const spr_case_filter *f) {
  return f->after_number > INT64_MAX ? INT64_MAX : (int64_t)f->after_number;
}

static void order_by_field(question *k, const spr_case_filter *f) {
  bool cursor = f->after && (k->part == PART_VALUED) == (f->after_value.kind != SPR_LISTED_NOTHING);
  if (k->part == PART_UNVALUED) {
    if (cursor) ask(k, " AND number > ?", cursor_number(f));
    spr_buf_puts(&k->sql, " ORDER BY number");
    return;
  }
  if (cursor) {
    ask_value(k, " AND (value, number) > (?, ", &f->after_value);
    ask(k, "?)", cursor_number(f));
  }
  spr_buf_puts(&k->sql, " ORDER BY value, number");
}

/* The cursor is a row that was given before: the next is behind it in the order that was asked for. */
static void ask_order(question *k, const spr_case_filter *f) {
  switch (f->order) {
    case SPR_BY_NUMBER:
      if (f->after) ask(k, " AND number > ?", cursor_number(f));
      spr_buf_puts(&k->sql, " ORDER BY number");
      break;
    case SPR_BY_DUE:
      if (f->after) {
        ask(k, " AND (due, number) > (?, ", f->after_at == SPR_NO_INSTANT ? SPR_DUE_NEVER : f->after_at);
        ask(k, "?)", cursor_number(f));
      }
      spr_buf_puts(&k->sql, " ORDER BY due, number");
      break;
    case SPR_BY_LAST:
      if (f->after) {
        ask(k, " AND (at, number) < (?, ", f->after_at);
        ask(k, "?)", cursor_number(f));
      }
      spr_buf_puts(&k->sql, " ORDER BY at DESC, number DESC");
      break;
    case SPR_BY_FIELD: order_by_field(k, f); break;
  }
}

static spr_status ask_part(question *k, const spr_case_filter *f) {
  uint64_t field = 0;
  spr_status s = k->part == PART_ALL ? SPR_OK : spr_interned_find(&k->q->names, f->by, &field);
  if (s == SPR_ENOTFOUND) s = SPR_OK; /* 0 is no field's number */
  spr_buf_puts(&k->sql, SPR_SQL_CASE_COLUMNS);
  if (k->part == PART_VALUED)
    ask(k, " FROM listed CROSS JOIN cases USING(number) WHERE field = ?", (int64_t)field);
  else
    spr_buf_puts(&k->sql, " FROM cases WHERE true");
  if (k->part == PART_UNVALUED)
    ask(k, " AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.number = cases.number AND l.field = ?)",
        (int64_t)field);
  return s;
}

static spr_status compose(question *k, const spr_case_filter *f, uint32_t limit) {
  spr_status s = ask_part(k, f);
  if (f->state.n > 0)
    ask_text(k, " AND configuration IN (SELECT number FROM names WHERE spr_active(name, ?))", f->state);
  if (f->only_open) spr_buf_puts(&k->sql, " AND state = 0");
  if (f->only_overdue) ask(k, " AND (overdue > 0 OR due <= ?)", f->now);
  if (f->only_failing) spr_buf_puts(&k->sql, " AND number IN (SELECT number FROM incidents)");
  if (s == SPR_OK) s = ask_name(k, " AND municipality = ?", f->municipality);
  if (s == SPR_OK) s = ask_municipalities(k, f);
  if (s == SPR_OK) s = ask_name(k, " AND package = ?", f->package);
  if (s == SPR_OK) s = ask_name(k, " AND workflow = ?", f->workflow);
  if (s == SPR_OK) s = ask_name(k, " AND responsible > 0 AND responsible = ?", f->responsible);
  if (s == SPR_OK) s = ask_wishes(k, f);
  ask_order(k, f);
  ask(k, " LIMIT ?", limit ? (int64_t)limit : -1);
  return s == SPR_OK && k->sql.failed ? SPR_ENOMEM : s;
}

typedef struct case_caller {
  spr_case_fn fn;
  void *ud;
  uint32_t given;
  bool ended; /* the callback has enough */
} case_caller;

static bool call_case(void *ud, const void *row) {
  case_caller *k = ud;
  k->given++;
  k->ended = !k->fn(k->ud, row);
  return !k->ended;
}

static spr_status answer(question *k, case_caller *caller) {
  spr_query query = spr_query_once(&k->q->db, k->sql.p);
  for (uint32_t i = 0; i < k->n; i++) spr_bind_listed(&query, &k->values[i]);
  spr_case_row row;
  return spr_sqlite_each(k->q, &query, spr_sqlite_take_case, &row, call_case, caller);
}

static spr_status give(spr_sqlite *q, const spr_case_filter *f, list_part part, case_caller *caller) {
  if (caller->ended || (f->limit > 0 && caller->given == f->limit)) return SPR_OK;
  question *k = spr_realloc(&q->base.alloc, NULL, 0, sizeof *k);
  if (!k) return SPR_ENOMEM;
  *k = (question){.q = q, .part = part};
  spr_buf_init(&k->sql, &q->base.alloc, MAX_SQL);
  spr_status s = compose(k, f, f->limit ? f->limit - caller->given : 0);
  if (s == SPR_OK && !k->none) s = answer(k, caller);
  spr_buf_release(&k->sql);
  spr_free(&q->base.alloc, k, sizeof *k);
  return s;
}

spr_status spr_sqlite_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  case_caller caller = {fn, ud, 0, false};
  if (f->order != SPR_BY_FIELD) return give(q, f, PART_ALL, &caller);
  bool valued = !f->after || f->after_value.kind != SPR_LISTED_NOTHING;
  spr_status status = valued ? give(q, f, PART_VALUED, &caller) : SPR_OK;
  return status == SPR_OK ? give(q, f, PART_UNVALUED, &caller) : status;
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

/* spr_among(number, numbers): is it one of them? They come as they lie in memory. */
static void among(sqlite3_context *c, int n, sqlite3_value **v) {
  uint64_t number = (uint64_t)sqlite3_value_int64(v[0]), one = 0;
  const char *p = sqlite3_value_blob(v[1]);
  size_t bytes = (size_t)sqlite3_value_bytes(v[1]);
  bool found = false;
  (void)n;
  for (size_t i = 0; p && i + sizeof one <= bytes && !found; i += sizeof one) {
    memcpy(&one, p + i, sizeof one);
    found = one == number;
  }
  sqlite3_result_int(c, found);
}

int spr_sqlite_add_functions(sqlite3 *db) {
  int code = sqlite3_create_function(
      db, "spr_among", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, among, NULL, NULL);
  if (code != SQLITE_OK) return code;
  return sqlite3_create_function(db, "spr_active", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                 NULL, active, NULL, NULL);
}
