/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_hits.h"
#include "store/sqlite_question.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_walk.h"

/* Cases by filter. A statement is put together from what is asked; values are parameters all the same.
 *
 * Which index serves is said here and not left to SQLite, which knows nothing of what is in the file. What a
 * part of the filter lets through is read from the index of that part, up to a bound, and is all that has to
 * be looked at (sqlite_hits.h). What lets through more is asked of each case, for a page is soon full. */

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

static bool asks_opened(const spr_case_filter *f) {
  return f->scope.narrow && f->scope.opened.n > 0;
}

static const char *drawers(const question *k) {
  return asks_drawer(k->f) ? " AND drawer IN (SELECT number FROM drawers WHERE spr_drawer(name))"
                           : " AND drawer IN (SELECT number FROM drawers)";
}

/* A text may mean a number or an instant, too. */
static void ask_wish(question *k, const spr_listed_wish *wish) {
  spr_listed number = spr_listed_number(wish->text), instant = spr_listed_instant(wish->text);
  ask_name(k, "field = ?", wish->field);
  ask_text(k, " AND value IN (?, ", spr_listed_cut(wish->text));
  ask_value(k, "?, ", &number);
  ask_value(k, "?)", &instant);
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

/* -- by an index ---------------------------------------------------------------------------------------- */

/* What a part of the filter lets through, by the index for it alone, of the drawers of the filter. */

static void by_wish(question *k, uint32_t i) {
  put(k, "SELECT number FROM listed INDEXED BY listed_value WHERE ");
  ask_wish(k, &k->f->wishes[i]);
  put(k, drawers(k));
}

/* There are few. */
static void by_failing(question *k, uint32_t i) {
  (void)i;
  put(k,
      "SELECT i.number FROM incidents i CROSS JOIN cases NOT INDEXED ON cases.number = i.number WHERE true");
  if (asks_drawer(k->f)) put(k, drawers(k));
}

/* Of two bounds SQLite searches by the one that it reads first; the other is that of the index. */
static void by_owed(question *k, int64_t until) {
  ask(k, "SELECT number FROM cases INDEXED BY cases_owed WHERE due <= ?", until);
  put(k, " AND due < 9223372036854775807 AND state IN ");
  put(k, k->f->only_open ? "(0)" : "(0, 1, 2)");
  put(k, drawers(k));
}

static void by_overdue(question *k, uint32_t i) {
  (void)i;
  put(k, "SELECT number FROM cases INDEXED BY cases_late WHERE overdue > 0");
  put(k, drawers(k));
  put(k, " UNION ALL ");
  by_owed(k, k->f->now);
  put(k, " AND +overdue = 0");
}

static void by_due(question *k, uint32_t i) {
  (void)i;
  by_owed(k, k->f->due_by);
  residual_due_by(k);
}

static void by_quiet(question *k, uint32_t i) {
  (void)i;
  put(k, "SELECT number FROM cases INDEXED BY cases_last WHERE state = 0");
  put(k, drawers(k));
  ask(k, " AND at <= ?", k->f->quiet_since);
}

/* The numbers are ours, and so is the text of them. */
static void by_number(question *k, uint32_t i) {
  (void)i;
  put(k, "SELECT number FROM cases NOT INDEXED WHERE number IN (0");
  for (uint32_t n = 0; n < k->f->namong; n++)
    spr_buf_printf(&k->sql, ",%llu", (unsigned long long)k->f->among[n]);
  put(k, ")");
  put(k, drawers(k));
}

static uint32_t asks_wishes(const spr_case_filter *f) {
  return f->nwishes;
}
static uint32_t asks_numbers(const spr_case_filter *f) {
  return f->among != NULL;
}
static uint32_t asks_failing(const spr_case_filter *f) {
  return f->only_failing;
}
static uint32_t asks_overdue(const spr_case_filter *f) {
  return f->only_overdue;
}
static uint32_t asks_due(const spr_case_filter *f) {
  return f->due_by != 0;
}
static uint32_t asks_quiet(const spr_case_filter *f) {
  return f->quiet_since != 0;
}

typedef struct part {
  uint32_t (*asked)(const spr_case_filter *f); /* how often */
  void (*numbers)(question *k, uint32_t i);
} part;

static const part parts[] = {{asks_wishes, by_wish},     {asks_numbers, by_number},
                             {asks_failing, by_failing}, {asks_overdue, by_overdue},
                             {asks_due, by_due},         {asks_quiet, by_quiet}};

/* -- asking --------------------------------------------------------------------------------------------- */

spr_status spr_question_new(spr_sqlite *q, const spr_case_filter *f, question **out) {
  question *k = *out = spr_realloc(&q->base.alloc, NULL, 0, sizeof *k);
  if (!k) return SPR_ENOMEM;
  *k = (question){.q = q, .f = f};
  spr_buf_init(&k->sql, &q->base.alloc, MAX_SQL);
  return SPR_OK;
}

void spr_question_free(question *k) {
  spr_buf_release(&k->sql);
  spr_free(&k->q->base.alloc, k, sizeof *k);
}

static spr_status find_opened(spr_sqlite *q, const spr_case_filter *f) {
  q->opened = 0;
  if (!asks_opened(f)) return SPR_OK;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_CASE_NUMBER);
  spr_bind_text(&query, f->scope.opened);
  if (spr_query_row(&query)) q->opened = spr_column_u64(&query, 0);
  return spr_query_end(&query);
}

spr_status spr_question_begin(question *k, spr_query *query) {
  spr_status s = k->status == SPR_OK && k->sql.failed ? SPR_ENOMEM : k->status;
  if (s == SPR_OK && k->n > MAX_VALUES) s = SPR_EINVAL;
  if (s == SPR_OK && !k->none) s = find_opened(k->q, k->f);
  if (s != SPR_OK || k->none) return s;
  k->q->asked = k->f;
  memset(k->q->stands, 0, sizeof k->q->stands);
  memset(k->q->told, 0, sizeof k->q->told);
  *query = spr_query_once(&k->q->db, k->sql.p);
  for (uint32_t i = 0; i < k->n; i++) spr_bind_listed(query, &k->values[i]);
  return SPR_OK;
}

/* -- narrowing ------------------------------------------------------------------------------------------ */

/* What is more common than that is soon met by looking at each case: of a million, each fortieth. */
static uint32_t most_read(const spr_sqlite *q) {
  return q->gathered / 2;
}

/* *whole false: there are more than were added. */
static void add_some(spr_query *numbers, uint32_t most, spr_hits *h, bool *whole) {
  for (*whole = true; *whole && spr_query_row(numbers);) {
    *whole = most-- > 0;
    if (*whole) spr_hits_add(h, spr_column_u64(numbers, 0));
  }
}

static spr_status read_part(question *k, spr_hits *others, bool *whole) {
  spr_query query;
  spr_status s = spr_question_begin(k, &query);
  *whole = true;
  if (s != SPR_OK || k->none) return s;
  add_some(&query, most_read(k->q), others, whole);
  return spr_query_end(&query);
}

/* Some of many are known at least. */
static spr_status narrow_by(question *k, spr_hits *h, spr_hits *known) {
  spr_hits others;
  bool whole = false;
  spr_status s = spr_hits_none(k->q, &others);
  if (s == SPR_OK) s = read_part(k, &others, &whole);
  if (!whole) h->narrow = false;
  if (s == SPR_OK && (whole || known)) spr_hits_narrow(k->q, whole ? h : known, &others);
  spr_hits_release(k->q, &others);
  return s;
}

/* Are there so few that looking at them is less than reading more? */
static bool is_narrow(const spr_sqlite *q, const spr_hits *h) {
  return h->bits && h->nopen == 0 && h->n <= q->few;
}

static spr_status narrow(spr_sqlite *q, const spr_case_filter *f, const part *p, uint32_t i, spr_hits *h,
                         spr_hits *known) {
  question *k;
  if (is_narrow(q, h)) {
    h->narrow = false;
    return SPR_OK;
  }
  spr_status s = spr_question_new(q, f, &k);
  if (s != SPR_OK) return s;
  p->numbers(k, i);
  s = narrow_by(k, h, known);
  spr_question_free(k);
  return s;
}

spr_status spr_filter_hits(spr_sqlite *q, const spr_case_filter *f, spr_hits *h, spr_hits *known) {
  *h = (spr_hits){.n = 0};
  if (known) *known = (spr_hits){.n = 0};
  spr_status s = f->nsought ? spr_hits_find(q, f, h) : SPR_OK;
  h->narrow = true;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    for (uint32_t n = 0; n < parts[i].asked(f) && s == SPR_OK; n++) s = narrow(q, f, &parts[i], n, h, known);
  return s;
}

/* -- counting by an index alone ------------------------------------------------------------------------- */

/* The part that is all that is asked, but for drawers; or NULL. Of incidents a case may have some. */
static const part *only_part(const spr_case_filter *f) {
  const part *only = NULL;
  uint32_t n = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (parts[i].asked(f)) only = &parts[i];
    n += parts[i].asked(f);
  }
  bool more =
      f->state.n || f->responsible.n || f->only_open || f->only_failing || asks_opened(f) || f->nsought;
  return n == 1 && !more ? only : NULL;
}

spr_status spr_filter_count(spr_sqlite *q, const spr_case_filter *f, uint32_t most, uint32_t *n,
                            bool *counted) {
  const part *p = only_part(f);
  question *k;
  spr_query query;
  *n = 0;
  *counted = p != NULL;
  if (!p) return SPR_OK;
  spr_status s = spr_question_new(q, f, &k);
  if (s != SPR_OK) return s;
  put(k, "SELECT count(*) FROM (SELECT 1 FROM (");
  p->numbers(k, 0);
  ask(k, ") LIMIT ?)", most);
  s = spr_question_begin(k, &query);
  if (s == SPR_OK && !k->none) {
    if (spr_query_row(&query)) *n = spr_column_u32(&query, 0);
    s = spr_query_end(&query);
  }
  spr_question_free(k);
  return s;
}

/* -- one case ------------------------------------------------------------------------------------------- */

spr_status spr_filter_pick(spr_sqlite *q, const spr_case_filter *f, spr_query *query, int *place,
                           bool *none) {
  question *k;
  spr_status s = spr_question_new(q, f, &k);
  if (s != SPR_OK) return s;
  put(k, SPR_SQL_CASE_COLUMNS ", true");
  spr_question_words(k);
  ask(k, " FROM cases NOT INDEXED WHERE number = ?", 0);
  *place = (int)k->n;
  if (f->due_by) residual_due_by(k);
  if (f->only_failing) put(k, " AND EXISTS (SELECT 1 FROM incidents i WHERE i.number = cases.number)");
  for (uint32_t i = 0; i < f->nwishes; i++) {
    put(k, " AND EXISTS (SELECT 1 FROM listed l WHERE l.number = cases.number AND ");
    ask_wish(k, &f->wishes[i]);
    put(k, " AND spr_told(l.drawer, l.number))");
  }
  s = spr_question_begin(k, query);
  *none = k->none;
  spr_question_free(k);
  return s;
}

/* -- in SQL --------------------------------------------------------------------------------------------- */

/* spr_active(configuration, state): the same question as everywhere (filter.c). */
static void active(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  spr_str configuration = spr_sqlite_text_of(v[0]);
  sqlite3_result_int(c, spr_state_active(configuration, spr_sqlite_text_of(v[1])));
}

/* spr_drawer(name): does the filter that is asked let cases of that drawer through? */
static void drawer(sqlite3_context *c, int n, sqlite3_value **v) {
  const spr_sqlite *q = sqlite3_user_data(c);
  (void)n;
  sqlite3_result_int(c, spr_drawer_fits(q->asked, spr_sqlite_text_of(v[0])));
}

/* spr_place(name): of a drawer all but who may know of what lies there. */
static void place(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_str name = spr_sqlite_text_of(v[0]);
  spr_str city = spr_drawer_word(name, SPR_DRAWER_MUNICIPALITY);
  (void)n;
  sqlite3_result_blob(c, name.p, name.n ? (int)(city.p + city.n - name.p) : 0, SQLITE_TRANSIENT);
}

static spr_status look_up(spr_sqlite *q, uint64_t drawer, spr_told_known *known) {
  spr_str name;
  spr_status s = spr_interned_bytes(&q->drawers, drawer, &name);
  if (s != SPR_OK) return s;
  spr_str told = spr_drawer_word(name, SPR_DRAWER_SEEN);
  *known = (spr_told_known){.drawer = drawer,
                            .all = spr_audience_holds(&q->asked->scope, told),
                            .opened = spr_joined_has(told, SPR_STR(SPR_TOLD_OPENER))};
  return SPR_OK;
}

/* spr_told(drawer, number): are those who ask told of what is listed of that case in that drawer? */
static void told(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_sqlite *q = sqlite3_user_data(c);
  uint64_t drawer = (uint64_t)sqlite3_value_int64(v[0]), number = (uint64_t)sqlite3_value_int64(v[1]);
  spr_told_known *known = &q->told[drawer % SPR_TOLD_KNOWN];
  spr_status s = known->drawer == drawer ? SPR_OK : look_up(q, drawer, known);
  (void)n;
  if (s == SPR_OK)
    sqlite3_result_int(c, known->all || (known->opened && number == q->opened));
  else
    sqlite3_result_error_code(c, s == SPR_ENOMEM ? SQLITE_NOMEM : SQLITE_CORRUPT);
}

int spr_sqlite_add_functions(spr_sqlite *q) {
  const int pure = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  sqlite3 *db = q->db.sqlite;
  int rc = sqlite3_create_function(db, "spr_active", 2, pure, NULL, active, NULL, NULL);
  if (rc == SQLITE_OK) rc = spr_sqlite_add_words(q);
  if (rc == SQLITE_OK) rc = spr_sqlite_add_sought(q);
  if (rc != SQLITE_OK) return rc;
  rc = sqlite3_create_function(db, "spr_place", 1, pure, NULL, place, NULL, NULL);
  if (rc != SQLITE_OK) return rc;
  rc = sqlite3_create_function(db, "spr_told", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, q, told, NULL, NULL);
  if (rc != SQLITE_OK) return rc;
  return sqlite3_create_function(db, "spr_drawer", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, q, drawer, NULL, NULL);
}
