/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_hits.h"
#include "store/sqlite_question.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_walk.h"

/* Cases by filter. The statement is put together from what is asked; values are parameters all the same.
 *
 * Which index serves is said here and not left to SQLite, which knows nothing of what is in the file. What
 * the filter asks is counted by the index of each part, up to a bound. Few cases are fetched by that and
 * sorted; of many, the list is gone through in its own order (sqlite_walk.h), for a page of them is soon
 * full. */

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
  ask_value(k, "?)", &instant);
}

static void residual_wishes(question *k, uint32_t from) {
  for (uint32_t i = from; i < k->f->nwishes; i++) {
    ask_wish(k, " AND EXISTS (SELECT 1 FROM listed l WHERE l.number = cases.number AND l.field = ?",
             &k->f->wishes[i]);
    put(k, ")");
  }
}

static void ask_quiet(question *k) {
  ask(k, " AND +state = 0 AND +at <= ?", k->f->quiet_since);
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

/* What a part of the filter lets through, by the index for it alone. */

static void by_wish(question *k) {
  ask_wish(k, "SELECT number FROM listed INDEXED BY listed_value WHERE field = ?", &k->f->wishes[0]);
}

static void by_failing(question *k) {
  put(k, "SELECT number FROM incidents");
}

/* Of two bounds SQLite searches by the one that it reads first; the other is that of the index. */
static void by_owed(question *k, int64_t until) {
  ask(k, "SELECT number FROM cases INDEXED BY cases_owed WHERE due <= ?", until);
  put(k, " AND due < 9223372036854775807 AND state IN ");
  put(k, k->f->only_open ? "(0)" : "(0, 1, 2)");
  put(k, drawers(k));
}

static void by_overdue(question *k) {
  put(k, "SELECT number FROM cases INDEXED BY cases_late WHERE overdue > 0");
  put(k, drawers(k));
  put(k, " UNION ALL ");
  by_owed(k, k->f->now);
  put(k, " AND +overdue = 0");
}

static void by_due(question *k) {
  by_owed(k, k->f->due_by);
  residual_due_by(k);
}

static void by_quiet(question *k) {
  put(k, "SELECT number FROM cases INDEXED BY cases_last WHERE state = 0");
  put(k, drawers(k));
  ask(k, " AND at <= ?", k->f->quiet_since);
}

static bool asks_wish(const spr_case_filter *f) {
  return f->nwishes > 0;
}
static bool asks_failing(const spr_case_filter *f) {
  return f->only_failing;
}
static bool asks_overdue(const spr_case_filter *f) {
  return f->only_overdue;
}
static bool asks_due(const spr_case_filter *f) {
  return f->due_by != 0;
}

static bool asks_quiet(const spr_case_filter *f) {
  return f->quiet_since != 0;
}

/* A part of the filter that leaves few cases where it is asked. */
typedef struct part {
  bool (*asked)(const spr_case_filter *f);
  void (*numbers)(question *k);
  unsigned answers;
  bool sizeable; /* its index alone is soon counted, and right */
  uint64_t *v;   /* the cases, where they are known already; SPR_MAX_FETCHED + 1 have room */
  uint32_t n;    /* of them */
} part;

static void by_numbers(question *k) {
  for (uint32_t i = 0; i < k->part->n; i++)
    spr_buf_printf(&k->sql, i ? ",%llu" : "%llu", (unsigned long long)k->part->v[i]);
}

static const part parts[] = {{asks_wish, by_wish, WISH, false, NULL, 0},
                             {asks_failing, by_failing, FAILING, false, NULL, 0},
                             {asks_overdue, by_overdue, OVERDUE | DRAWER, true, NULL, 0},
                             {asks_due, by_due, DUE_BY | DRAWER, true, NULL, 0},
                             {asks_quiet, by_quiet, QUIET | DRAWER, true, NULL, 0}};

/* Of the case that was opened for an emergency the part's index may not know. */
static void by_part(question *k, const part *p) {
  bool opened = asks_opened(k->f);
  put(k, " AND (number IN (");
  p->numbers(k);
  put(k, ")");
  if (opened) ask_text(k, " OR number = (SELECT number FROM cases WHERE id = ?)", k->f->scope.opened);
  put(k, ")");
  residual(k, opened ? 0 : p->answers);
  spr_question_words(k);
}

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

spr_status spr_question_begin(question *k, spr_query *query) {
  spr_status s = k->status == SPR_OK && k->sql.failed ? SPR_ENOMEM : k->status;
  if (s == SPR_OK && k->n > MAX_VALUES) s = SPR_EINVAL;
  if (s != SPR_OK || k->none) return s;
  k->q->asked = k->f;
  memset(k->q->stands, 0, sizeof k->q->stands);
  *query = spr_query_once(&k->q->db, k->sql.p);
  for (uint32_t i = 0; i < k->n; i++) spr_bind_listed(query, &k->values[i]);
  return SPR_OK;
}

static spr_status count_them(question *k, const char *end, uint32_t most, uint32_t *n) {
  spr_query query;
  ask(k, end, most);
  spr_status s = spr_question_begin(k, &query);
  if (s != SPR_OK || k->none) return s;
  if (spr_query_row(&query)) *n = spr_column_u32(&query, 0);
  return spr_query_end(&query);
}

/* How many cases the part lets through, or, `alone`, its index, where nothing else is asked of them. */
static spr_status count(spr_sqlite *q, const spr_case_filter *f, const part *p, bool alone, uint32_t most,
                        uint32_t *n) {
  question *k;
  *n = 0;
  spr_status s = spr_question_new(q, f, &k);
  if (s != SPR_OK) return s;
  put(k, alone ? "SELECT count(*) FROM (SELECT 1 FROM ("
               : "SELECT count(*) FROM (SELECT 1 FROM cases NOT INDEXED WHERE true");
  k->part = p;
  if (alone)
    p->numbers(k);
  else
    by_part(k, p);
  s = count_them(k, alone ? ") LIMIT ?)" : " LIMIT ?)", most, n);
  spr_question_free(k);
  return s;
}

static spr_status try_part(spr_sqlite *q, const spr_case_filter *f, const part *p, part *best, uint32_t *n) {
  uint32_t left = 0;
  spr_status s = count(q, f, p, true, *n, &left);
  if (s != SPR_OK || left >= *n) return s;
  *best = *p;
  *n = left;
  return SPR_OK;
}

static spr_status make_numbers(spr_sqlite *q, part *room, unsigned answers) {
  *room = (part){.numbers = by_numbers, .answers = answers};
  room->v = spr_realloc(&q->base.alloc, NULL, 0, (q->few + 1) * sizeof *room->v);
  return room->v ? SPR_OK : SPR_ENOMEM;
}

static void free_numbers(spr_sqlite *q, part *room) {
  if (room->numbers) spr_free(&q->base.alloc, room->v, (q->few + 1) * sizeof *room->v);
}

/* What the words of the search leave, if that is less. */
static spr_status try_hits(spr_sqlite *q, part *room, part *best, uint32_t *n) {
  const spr_hits *h = q->hits;
  if (!h || h->nopen || h->n >= *n) return SPR_OK;
  spr_status s = make_numbers(q, room, DRAWER);
  for (uint64_t at = 0; s == SPR_OK && room->n < h->n;) room->v[room->n++] = at = spr_hits_next(h, at);
  *best = *room;
  *n = room->n;
  return s;
}

/* The part that leaves least, if it leaves few; else best->numbers is NULL. *n: as many are left, or one more
 * than few; a case that was opened for an emergency is not always counted. room: for numbers, to be freed. */
static spr_status choose(spr_sqlite *q, const spr_case_filter *f, part *room, part *best, uint32_t *n) {
  *room = *best = (part){.numbers = NULL};
  *n = q->few + 1;
  spr_status s = try_hits(q, room, best, n);
  for (size_t i = 0; i < sizeof parts / sizeof *parts && s == SPR_OK && *n > 0; i++)
    if (parts[i].asked(f)) s = try_part(q, f, &parts[i], best, n);
  return s;
}

/* A part that has to count, though it leaves many; NULL: lanes count. `alone`: nothing else is asked. */
static const part *counted_by(const spr_case_filter *f, bool *alone) {
  const part *p = NULL;
  uint32_t n = 0;
  for (size_t i = sizeof parts / sizeof *parts; i-- > 0;) {
    if (!parts[i].asked(f)) continue;
    p = &parts[i];
    n++;
  }
  *alone = n == 1 && p->sizeable && !f->state.n && !f->responsible.n && !f->only_open && !asks_opened(f);
  return p && (*alone || !p->sizeable) ? p : NULL;
}

/* Is anything asked that lanes tell? */
static bool asks_lanes(const spr_case_filter *f) {
  return asks_drawer(f) || f->state.n || f->responsible.n || f->only_open || f->only_overdue || f->due_by ||
         f->quiet_since;
}

/* The cases in the filter's lanes, where they are few; else *few stays as it was. room->v is to be freed. */
static spr_status take_lanes(spr_sqlite *q, const spr_case_filter *f, part *room, const part **few) {
  *room = (part){.numbers = NULL};
  /* Hits lie in drawers of the filter already, and are too many. */
  bool more = !q->hits || q->hits->nopen || f->state.n || f->responsible.n || f->quiet_since;
  if (*few || !asks_lanes(f) || !more) return SPR_OK;
  spr_status s = make_numbers(q, room, DRAWER | STATE | QUIET | RESPONSIBLE);
  if (s == SPR_OK) s = spr_walk_numbers(q, f, q->few, room->v, &room->n);
  if (s == SPR_OK && room->n <= q->few) *few = room;
  return s;
}

static spr_status tally_many(spr_sqlite *q, const spr_case_filter *f, uint32_t most, uint32_t *n) {
  bool alone;
  const part *few = NULL, *p = counted_by(f, &alone);
  part room;
  if (!p) return spr_walk_count(q, f, most, n);
  if (alone) return count(q, f, p, true, most, n);
  spr_status s = take_lanes(q, f, &room, &few);
  if (s == SPR_OK) s = count(q, f, few ? few : p, false, most, n);
  free_numbers(q, &room);
  return s;
}

spr_status spr_sqlite_tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n) {
  spr_sqlite *q = spr_sqlite_of(s);
  part best, room;
  uint32_t few;
  spr_status status = choose(q, f, &room, &best, &few);
  if (status != SPR_OK) return status;
  return best.numbers ? count(q, f, &best, false, most, n) : tally_many(q, f, most, n);
}

/* -- lists ---------------------------------------------------------------------------------------------- */

static int64_t cursor_number(const spr_case_filter *f) {
  return f->after_number > INT64_MAX ? INT64_MAX : (int64_t)f->after_number;
}

static void order_by_field(question *k, list_part which) {
  const spr_case_filter *f = k->f;
  bool cursor = f->after && (which == PART_VALUED) == (f->after_value.kind != SPR_LISTED_NOTHING);
  if (which == PART_UNVALUED) {
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
static void ask_order(question *k, list_part which) {
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
    case SPR_BY_FIELD: order_by_field(k, which); break;
  }
}

static const char *from(list_part which, bool few) {
  if (which != PART_VALUED) return " FROM cases NOT INDEXED";
  return few ? " FROM cases NOT INDEXED CROSS JOIN listed USING(number)"
             : " FROM listed CROSS JOIN cases NOT INDEXED USING(number)";
}

static void of_part(question *k, list_part which) {
  uint64_t field = 0;
  spr_status s = which == PART_ALL ? SPR_OK : spr_interned_find(&k->q->names, k->f->by, &field);
  if (s != SPR_ENOTFOUND) k->status = s; /* 0 is no field's number */
  if (which == PART_VALUED) ask(k, " AND field = ?", (int64_t)field);
  if (which == PART_UNVALUED)
    ask(k, " AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.number = cases.number AND l.field = ?)",
        (int64_t)field);
}

/* The rows in their order. few NULL: the list is gone through, and words are not asked. */
static void rows_of(question *k, list_part which, const part *few) {
  put(k, SPR_SQL_CASE_COLUMNS);
  put(k, from(which, few != NULL));
  put(k, " WHERE true");
  of_part(k, which);
  k->part = few;
  if (few)
    by_part(k, few);
  else
    residual(k, 0);
  ask_order(k, which);
}

/* Where there are many, SPR_MAX_LOOKED of them are looked at: the order of the rows within is that without.
 */
static void compose(question *k, list_part which, const part *few, uint32_t limit) {
  bool looks = !few && k->f->nsought;
  if (looks) put(k, "SELECT * FROM (");
  rows_of(k, which, few);
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
  spr_status s = spr_question_begin(k, &query);
  if (s != SPR_OK || k->none) return s;
  return spr_sqlite_each(k->q, &query, spr_sqlite_take_case, &row, call_case, caller);
}

static bool is_full(const spr_case_filter *f, const case_caller *caller) {
  return caller->ended || (f->limit > 0 && caller->given == f->limit);
}

/* Tells the last row that was looked at, if there are so many: then more may be behind it. */
static spr_status stop(question *k, list_part which, case_caller *caller) {
  spr_query query;
  spr_case_row row;
  rows_of(k, which, NULL);
  ask(k, " LIMIT 1 OFFSET ?", SPR_MAX_LOOKED - 1);
  spr_status s = spr_question_begin(k, &query);
  if (s != SPR_OK || k->none) return s;
  caller->ended = spr_query_row(&query);
  s = caller->ended ? spr_sqlite_take_case(k->q, &query, &row) : SPR_OK;
  if (s == SPR_OK && caller->ended && k->f->stopped) k->f->stopped(caller->ud, &row);
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static spr_status give(spr_sqlite *q, const spr_case_filter *f, list_part which, const part *few,
                       case_caller *caller) {
  question *k;
  if (is_full(f, caller)) return SPR_OK;
  spr_status s = spr_question_new(q, f, &k);
  if (s != SPR_OK) return s;
  compose(k, which, few, f->limit ? f->limit - caller->given : 0);
  s = answer(k, caller);
  spr_question_free(k);
  if (s != SPR_OK || few || f->nsought == 0 || is_full(f, caller)) return s;
  s = spr_question_new(q, f, &k);
  if (s != SPR_OK) return s;
  s = stop(k, which, caller);
  spr_question_free(k);
  return s;
}

static spr_status list_by_field(spr_sqlite *q, const spr_case_filter *f, const part *few,
                                case_caller *caller) {
  part room;
  spr_status s = take_lanes(q, f, &room, &few);
  bool valued = !f->after || f->after_value.kind != SPR_LISTED_NOTHING;
  if (s == SPR_OK && valued) s = give(q, f, PART_VALUED, few, caller);
  if (s == SPR_OK) s = give(q, f, PART_UNVALUED, few, caller);
  free_numbers(q, &room);
  return s;
}

static spr_status list_cases(spr_sqlite *q, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  case_caller caller = {fn, ud, 0, false};
  part best, room;
  uint32_t n;
  spr_status s = choose(q, f, &room, &best, &n);
  const part *few = best.numbers ? &best : NULL;
  bool in_order = f->order == SPR_BY_NUMBER && !asks_lanes(f) && f->nsought == 0;
  if (s != SPR_OK || (n == 0 && !asks_opened(f)))
    ; /* there is nothing to give */
  else if (f->order == SPR_BY_FIELD)
    s = list_by_field(q, f, few, &caller);
  else
    s = few || in_order ? give(q, f, PART_ALL, few, &caller) : spr_walk_list(q, f, fn, ud);
  free_numbers(q, &room);
  return s;
}

spr_status spr_sqlite_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_hits hits = {.n = 0};
  if (f->nsought == 0) return list_cases(q, f, fn, ud);
  spr_status status = spr_hits_find(q, f, &hits);
  q->hits = &hits;
  if (status == SPR_OK) status = list_cases(q, f, fn, ud);
  q->hits = NULL;
  spr_hits_release(q, &hits);
  return status;
}

spr_status spr_filter_pick(spr_sqlite *q, const spr_case_filter *f, spr_query *query, int *place,
                           bool *none) {
  question *k;
  spr_status s = spr_question_new(q, f, &k);
  if (s != SPR_OK) return s;
  put(k, SPR_SQL_CASE_COLUMNS ", true");
  spr_question_words(k);
  ask(k, " FROM cases NOT INDEXED WHERE number = ?", 0);
  *place = (int)k->n;
  residual(k, DRAWER | STATE | OVERDUE | QUIET | RESPONSIBLE);
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

/* spr_drawer(name, opened): does the filter that is asked let cases of that drawer through? */
static void drawer(sqlite3_context *c, int n, sqlite3_value **v) {
  const spr_sqlite *q = sqlite3_user_data(c);
  spr_str name = spr_sqlite_text_of(v[0]);
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
  if (rc == SQLITE_OK) rc = spr_sqlite_add_sought(q);
  if (rc != SQLITE_OK) return rc;
  return sqlite3_create_function(db, "spr_drawer", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, q, drawer, NULL, NULL);
}
