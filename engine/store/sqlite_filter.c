/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_question.h"
#include "store/sqlite_schema.h"

/* Cases by filter. The statement is put together from what is asked; values are parameters all the same.
 *
 * Which index serves is said here and not left to SQLite, which knows nothing of what is in the file: what is
 * asked is counted by the index that it names, up to a bound. Few cases are fetched by that and sorted; of
 * many, the list is gone through in its own order, for a page of them is soon full. */

/* An order by a `listed` field takes two questions: cases with a value, then those without. */
typedef enum list_part { PART_ALL, PART_VALUED, PART_UNVALUED } list_part;

static void ask_name(question *k, const char *clause, spr_str name) {
  uint64_t number;
  if (name.n == 0 || k->status != SPR_OK) return;
  spr_status s = spr_interned_find(&k->q->names, name, &number);
  if (s == SPR_OK) ask(k, clause, (int64_t)number);
  if (s == SPR_ENOTFOUND) k->none = true;
  if (s != SPR_ENOTFOUND) k->status = s;
}

/* -- conditions ----------------------------------------------------------------------------------------- */

static bool asks_drawer(const spr_case_filter *f) {
  return f->scope.narrow || f->municipality.n || f->nmunicipalities || f->package.n || f->workflow.n;
}

#define FITTING "drawer IN (SELECT number FROM drawers WHERE spr_drawer(name, 0))"
#define FITTING_OPENED "+drawer IN (SELECT number FROM drawers WHERE spr_drawer(name, 1))"

static bool asks_opened(const spr_case_filter *f) {
  return f->scope.narrow && f->scope.opened.n > 0;
}

/* The plus sign keeps SQLite from taking an index for it. */
static void residual_drawer(question *k) {
  if (!asks_drawer(k->f)) return;
  put(k, " AND (+" FITTING);
  if (asks_opened(k->f)) ask_text(k, " OR id = ? AND " FITTING_OPENED, k->f->scope.opened);
  put(k, ")");
}

static const char *drawers(const question *k) {
  return asks_drawer(k->f) ? " AND " FITTING : " AND drawer IN (SELECT number FROM drawers)";
}

static void ask_state(question *k, const char *column) {
  if (k->f->state.n == 0) return;
  put(k, column);
  ask_text(k, " IN (SELECT number FROM names WHERE spr_active(name, ?))", k->f->state);
}

/* A text may mean a number or an instant, too. */
static void ask_wish(question *k, const char *clause, const spr_listed_wish *wish) {
  spr_listed number = spr_listed_number(wish->text), instant = spr_listed_instant(wish->text);
  ask_name(k, clause, wish->field);
  ask_text(k, " AND value IN (?, ", spr_listed_cut(wish->text));
  ask_value(k, "?, ", &number);
  ask_value(k, "?))", &instant);
}

static void residual_wishes(question *k, uint32_t from) {
  for (uint32_t i = from; i < k->f->nwishes; i++)
    ask_wish(k, " AND EXISTS (SELECT 1 FROM listed l WHERE l.number = cases.number AND l.field = ?",
             &k->f->wishes[i]);
}

static void ask_quiet(question *k) {
  int64_t day = spr_sqlite_day(k->f->quiet_since);
  ask(k, " AND state = 0 AND day <= ?", day);
  ask(k, " AND (day < ?", day);
  ask(k, " OR at <= ?)", k->f->quiet_since);
}

/* One of its deadlines has not passed and does by then. The row knows the earliest that has not fired; where
 * that one has passed, the others are looked at. */
static void residual_due_by(question *k) {
  ask(k, " AND (due > ?", k->f->now);
  ask(k, " AND due <= ? OR due <= ", k->f->due_by);
  ask(k, "? AND EXISTS (SELECT 1 FROM deadlines d WHERE d.number = cases.number AND NOT d.missed", k->f->now);
  ask(k, " AND d.at > ?", k->f->now);
  ask(k, " AND d.at <= ?))", k->f->due_by);
}

/* What is asked, but for what the index has answered already. */
enum {
  DRAWER = 1,
  STATE = 2,
  OVERDUE = 4,
  DUE_BY = 8,
  QUIET = 16,
  FAILING = 32,
  RESPONSIBLE = 64,
  WISH = 128
};

static void residual(question *k, unsigned answered) {
  const spr_case_filter *f = k->f;
  if (!(answered & DRAWER)) residual_drawer(k);
  if (!(answered & STATE)) ask_state(k, " AND +configuration");
  if (f->only_open && !(answered & (QUIET | RESPONSIBLE))) put(k, " AND +state = 0");
  if (f->only_overdue && !(answered & OVERDUE)) ask(k, " AND (+overdue > 0 OR +due <= ?)", f->now);
  if (f->due_by && !(answered & DUE_BY)) residual_due_by(k);
  if (f->quiet_since && !(answered & QUIET)) ask_quiet(k);
  if (f->only_failing && !(answered & FAILING))
    put(k, " AND EXISTS (SELECT 1 FROM incidents i WHERE i.number = cases.number)");
  if (!(answered & RESPONSIBLE)) ask_name(k, " AND responsible > 0 AND +responsible = ?", f->responsible);
  residual_wishes(k, answered & WISH ? 1 : 0);
}

/* -- by an index ---------------------------------------------------------------------------------------- */

static void by_wish(question *k) {
  put(k, "SELECT number FROM cases NOT INDEXED WHERE number IN ");
  ask_wish(k, "(SELECT number FROM listed INDEXED BY listed_value WHERE field = ?", &k->f->wishes[0]);
  residual(k, WISH);
}

static void by_failing(question *k) {
  put(k, "SELECT number FROM cases NOT INDEXED WHERE number IN (SELECT number FROM incidents)");
  residual(k, FAILING);
}

static void by_overdue(question *k) {
  put(k, "SELECT number FROM cases INDEXED BY cases_late WHERE overdue > 0");
  put(k, drawers(k));
  residual(k, OVERDUE | DRAWER);
  put(k, " UNION ALL SELECT number FROM cases INDEXED BY cases_owed WHERE due < 9223372036854775807");
  put(k, drawers(k));
  ask(k, " AND due <= ? AND +overdue = 0", k->f->now);
  residual(k, OVERDUE | DRAWER);
}

static void by_due(question *k) {
  put(k, "SELECT number FROM cases INDEXED BY cases_owed WHERE due < 9223372036854775807");
  put(k, drawers(k));
  ask(k, " AND due <= ?", k->f->due_by);
  residual_due_by(k);
  residual(k, DUE_BY | DRAWER);
}

static void by_quiet(question *k) {
  put(k, "SELECT number FROM cases INDEXED BY cases_quiet WHERE true");
  put(k, drawers(k));
  ask_quiet(k);
  residual(k, QUIET | DRAWER);
}

static void by_responsible(question *k) {
  put(k, "SELECT number FROM cases INDEXED BY cases_responsible WHERE state = 0 AND responsible > 0");
  ask_name(k, " AND responsible = ?", k->f->responsible);
  residual(k, RESPONSIBLE);
}

static void by_drawer(question *k) {
  put(k, "SELECT number FROM cases INDEXED BY cases_drawer WHERE state IN ");
  put(k, k->f->only_open ? "(0)" : "(0, 1, 2)");
  put(k, drawers(k));
  ask_state(k, " AND configuration");
  residual(k, DRAWER | STATE);
}

static void by_opened(question *k) {
  ask_text(k, " UNION SELECT number FROM cases WHERE id = ? AND " FITTING_OPENED, k->f->scope.opened);
  residual(k, DRAWER);
}

static void by_index(question *k) {
  const spr_case_filter *f = k->f;
  if (f->nwishes) {
    by_wish(k);
  } else if (f->only_failing) {
    by_failing(k);
  } else if (f->only_overdue) {
    by_overdue(k);
  } else if (f->due_by) {
    by_due(k);
  } else if (f->quiet_since) {
    by_quiet(k);
  } else if (f->responsible.n && f->only_open) {
    by_responsible(k);
  } else {
    by_drawer(k);
  }
  if (asks_opened(f)) by_opened(k);
}

/* -- asking --------------------------------------------------------------------------------------------- */

static spr_status new_question(spr_sqlite *q, const spr_case_filter *f, question **out) {
  question *k = *out = spr_realloc(&q->base.alloc, NULL, 0, sizeof *k);
  if (!k) return SPR_ENOMEM;
  *k = (question){.q = q, .f = f};
  spr_buf_init(&k->sql, &q->base.alloc, MAX_SQL);
  return SPR_OK;
}

static void free_question(question *k) {
  spr_buf_release(&k->sql);
  spr_free(&k->q->base.alloc, k, sizeof *k);
}

/* The query is to be ended also where this is not SPR_OK; k->none: it is not to be asked. */
static spr_status begin(question *k, spr_query *query) {
  spr_status s = k->status == SPR_OK && k->sql.failed ? SPR_ENOMEM : k->status;
  if (s == SPR_OK && k->n > MAX_VALUES) s = SPR_EINVAL;
  if (s != SPR_OK || k->none) return s;
  k->q->asked = k->f;
  memset(k->q->stands, 0, sizeof k->q->stands);
  *query = spr_query_once(&k->q->db, k->sql.p);
  for (uint32_t i = 0; i < k->n; i++) spr_bind_listed(query, &k->values[i]);
  return SPR_OK;
}

/* By what few cases are found that are then asked for the rest: an index (but for `sought`), or a word. */
enum { BY_INDEX = -1, BY_NOTHING = -2 };

static void found_by(question *k, int by) {
  if (by == BY_INDEX)
    by_index(k);
  else
    spr_question_word(k, (uint32_t)by, asks_drawer(k->f) ? "spr_drawer(name, 0)" : "true");
}

static spr_status count_asked(question *k, int by, uint32_t most, uint32_t *n) {
  spr_query query;
  put(k, "SELECT count(*) FROM (SELECT 1 FROM (");
  found_by(k, by);
  ask(k, ") LIMIT ?)", most);
  spr_status s = begin(k, &query);
  if (s != SPR_OK || k->none) return s;
  if (spr_query_row(&query)) *n = spr_column_u32(&query, 0);
  return spr_query_end(&query);
}

static spr_status count(spr_sqlite *q, const spr_case_filter *f, int by, uint32_t most, uint32_t *n) {
  question *k;
  spr_status status = new_question(q, f, &k);
  *n = 0;
  if (status != SPR_OK) return status;
  status = count_asked(k, by, most, n);
  free_question(k);
  return status;
}

spr_status spr_sqlite_tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n) {
  return count(spr_sqlite_of(s), f, BY_INDEX, most, n);
}

/* -- lists ---------------------------------------------------------------------------------------------- */

static int64_t cursor_number(const spr_case_filter *f) {
  return f->after_number > INT64_MAX ? INT64_MAX : (int64_t)f->after_number;
}

static void order_by_field(question *k, list_part part) {
  const spr_case_filter *f = k->f;
  bool cursor = f->after && (part == PART_VALUED) == (f->after_value.kind != SPR_LISTED_NOTHING);
  if (part == PART_UNVALUED) {
    if (cursor) ask(k, " AND number > ?", cursor_number(f));
    put(k, " ORDER BY number");
    return;
  }
  if (cursor) {
    ask_value(k, " AND (value, number) > (?, ", &f->after_value);
    ask(k, "?)", cursor_number(f));
  }
  put(k, " ORDER BY value, number");
}

/* The cursor is a row that was given before: the next is behind it in the order that was asked for. */
static void ask_order(question *k, list_part part) {
  const spr_case_filter *f = k->f;
  switch (f->order) {
    case SPR_BY_NUMBER:
      if (f->after) ask(k, " AND number > ?", cursor_number(f));
      put(k, " ORDER BY number");
      break;
    case SPR_BY_DUE:
      if (f->after) {
        ask(k, " AND (due, number) > (?, ", f->after_at == SPR_NO_INSTANT ? SPR_DUE_NEVER : f->after_at);
        ask(k, "?)", cursor_number(f));
      }
      put(k, " ORDER BY due, number");
      break;
    case SPR_BY_LAST:
      if (f->after) {
        ask(k, " AND (at, number) < (?, ", f->after_at);
        ask(k, "?)", cursor_number(f));
      }
      put(k, " ORDER BY at DESC, number DESC");
      break;
    case SPR_BY_FIELD: order_by_field(k, part); break;
  }
}

static const char *from(const spr_case_filter *f, list_part part, bool few) {
  if (part != PART_VALUED)
    return f->order == SPR_BY_DUE && !few ? " FROM cases INDEXED BY cases_due" : " FROM cases NOT INDEXED";
  return few ? " FROM cases NOT INDEXED CROSS JOIN listed USING(number)"
             : " FROM listed CROSS JOIN cases NOT INDEXED USING(number)";
}

static void of_part(question *k, list_part part) {
  const spr_case_filter *f = k->f;
  uint64_t field = 0;
  spr_status s = part == PART_ALL ? SPR_OK : spr_interned_find(&k->q->names, f->by, &field);
  if (s != SPR_ENOTFOUND) k->status = s; /* 0 is no field's number */
  if (part == PART_VALUED) ask(k, " AND field = ?", (int64_t)field);
  if (part == PART_UNVALUED)
    ask(k, " AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.number = cases.number AND l.field = ?)",
        (int64_t)field);
}

/* The rows in their order; whether each word finds them is asked only where there are few of them. */
static void rows_of(question *k, list_part part, int by) {
  bool few = by != BY_NOTHING;
  put(k, SPR_SQL_CASE_COLUMNS);
  put(k, from(k->f, part, few));
  put(k, " WHERE true");
  of_part(k, part);
  if (few) {
    put(k, " AND number IN (");
    found_by(k, by);
    put(k, ")");
    spr_question_words(k);
  }
  if (by != BY_INDEX) residual(k, 0);
  ask_order(k, part);
}

/* Where there are many, SPR_MAX_LOOKED of them are looked at: the order of the rows within is that without.
 */
static void compose(question *k, list_part part, int by, uint32_t limit) {
  bool looks = by == BY_NOTHING && k->f->nsought;
  if (looks) put(k, "SELECT * FROM (");
  rows_of(k, part, by);
  if (looks) {
    ask(k, " LIMIT ?) AS cases WHERE true", SPR_MAX_LOOKED);
    spr_question_words(k);
  }
  ask(k, " LIMIT ?", limit ? (int64_t)limit : -1);
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
  spr_query query;
  spr_case_row row;
  spr_status s = begin(k, &query);
  if (s != SPR_OK || k->none) return s;
  return spr_sqlite_each(k->q, &query, spr_sqlite_take_case, &row, call_case, caller);
}

static bool is_full(const spr_case_filter *f, const case_caller *caller) {
  return caller->ended || (f->limit > 0 && caller->given == f->limit);
}

/* Tells the last row that was looked at, if there are so many: then more may be behind it. */
static spr_status stop(question *k, list_part part, case_caller *caller) {
  spr_query query;
  spr_case_row row;
  rows_of(k, part, BY_NOTHING);
  ask(k, " LIMIT 1 OFFSET ?", SPR_MAX_LOOKED - 1);
  spr_status s = begin(k, &query);
  if (s != SPR_OK || k->none) return s;
  caller->ended = spr_query_row(&query);
  s = caller->ended ? spr_sqlite_take_case(k->q, &query, &row) : SPR_OK;
  if (s == SPR_OK && caller->ended && k->f->stopped) k->f->stopped(caller->ud, &row);
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static spr_status give(spr_sqlite *q, const spr_case_filter *f, list_part part, int by, case_caller *caller) {
  question *k;
  if (is_full(f, caller)) return SPR_OK;
  spr_status s = new_question(q, f, &k);
  if (s != SPR_OK) return s;
  compose(k, part, by, f->limit ? f->limit - caller->given : 0);
  s = answer(k, caller);
  free_question(k);
  if (s != SPR_OK || by != BY_NOTHING || f->nsought == 0 || is_full(f, caller)) return s;
  s = new_question(q, f, &k);
  if (s != SPR_OK) return s;
  s = stop(k, part, caller);
  free_question(k);
  return s;
}

static bool asks_anything(const spr_case_filter *f) {
  return asks_drawer(f) || f->state.n || f->responsible.n || f->only_open || f->only_overdue ||
         f->only_failing || f->due_by || f->quiet_since || f->nwishes;
}

/* By what the fewest cases are found, if they are few; *none: by nothing any. */
static spr_status choose(spr_sqlite *q, const spr_case_filter *f, int *by, bool *none) {
  uint32_t fewest = FEW + 1;
  *by = BY_NOTHING;
  for (int i = asks_anything(f) ? BY_INDEX : 0; i < (int)f->nsought && fewest > 0; i++) {
    uint32_t n;
    spr_status s = count(q, f, i, fewest, &n);
    if (s != SPR_OK) return s;
    if (n < fewest) *by = i;
    if (n < fewest) fewest = n;
  }
  *none = fewest == 0;
  return SPR_OK;
}

spr_status spr_sqlite_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  case_caller caller = {fn, ud, 0, false};
  int by;
  bool none;
  spr_status status = choose(q, f, &by, &none);
  if (status != SPR_OK || none) return status;
  if (f->order != SPR_BY_FIELD) return give(q, f, PART_ALL, by, &caller);
  bool valued = !f->after || f->after_value.kind != SPR_LISTED_NOTHING;
  if (valued) status = give(q, f, PART_VALUED, by, &caller);
  return status == SPR_OK ? give(q, f, PART_UNVALUED, by, &caller) : status;
}

/* -- in SQL --------------------------------------------------------------------------------------------- */

static spr_str text_of(sqlite3_value *v) {
  const char *p = sqlite3_value_blob(v);
  return p ? spr_str_n(p, (size_t)sqlite3_value_bytes(v)) : SPR_STR("");
}

/* spr_active(configuration, state): the same question as everywhere (filter.c). */
static void active(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  spr_str configuration = text_of(v[0]);
  sqlite3_result_int(c, spr_state_active(configuration, text_of(v[1])));
}

/* spr_drawer(name, opened): does the filter that is asked let cases of that drawer through? */
static void drawer(sqlite3_context *c, int n, sqlite3_value **v) {
  const spr_sqlite *q = sqlite3_user_data(c);
  spr_str name = text_of(v[0]);
  (void)n;
  sqlite3_result_int(c, sqlite3_value_int(v[1]) ? spr_drawer_fits_opened(q->asked, name)
                                                : spr_drawer_fits(q->asked, name));
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

int spr_sqlite_add_functions(spr_sqlite *q) {
  const int pure = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  sqlite3 *db = q->db.sqlite;
  int rc = sqlite3_create_function(db, "spr_active", 2, pure, NULL, active, NULL, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_create_function(db, "spr_among", 2, pure, NULL, among, NULL, NULL);
  if (rc == SQLITE_OK) rc = spr_sqlite_add_words(q);
  if (rc != SQLITE_OK) return rc;
  return sqlite3_create_function(db, "spr_drawer", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, q, drawer, NULL, NULL);
}
