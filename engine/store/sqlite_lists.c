/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_schema.h"
#include "store/sqlite_store.h"

/* Lists of rows, each in the order that store.h names. */

/* A callback with a row type of its own, and a limit (0: none), behind the one that spr_sqlite_each takes. */
#define CALLER(name, row_type, fn_type)                                                                      \
  typedef struct name##_caller {                                                                             \
    fn_type fn;                                                                                              \
    void *ud;                                                                                                \
    uint32_t limit, given;                                                                                   \
  } name##_caller;                                                                                           \
  static bool call_##name(void *ud, const void *row) {                                                       \
    name##_caller *k = ud;                                                                                   \
    k->given++;                                                                                              \
    return k->fn(k->ud, (const row_type *)row) && k->given != k->limit;                                      \
  }

CALLER(case, spr_case_row, spr_case_fn)
CALLER(task, spr_task_row, spr_task_fn)
CALLER(deadline, spr_deadline_row, spr_deadline_fn)
CALLER(link, spr_link_row, spr_link_fn)
CALLER(message, spr_message_row, spr_message_fn)
CALLER(incident, spr_incident_row, spr_incident_fn)

/* -- cases that are due --------------------------------------------------------------------------------- */
spr_status spr_sqlite_due(spr_store *s, spr_instant at, const spr_due_mark *behind, uint32_t limit,
                          spr_case_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_case_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_CASES_DUE);
  spr_bind_i64(&query, at);
  spr_bind_i64(&query, behind ? behind->at : INT64_MIN);
  spr_bind_u64(&query, behind ? behind->number : 0);
  return spr_sqlite_each(q, &query, spr_sqlite_take_case, &row, call_case, &(case_caller){fn, ud, limit, 0});
}

/* -- erased cases --------------------------------------------------------------------------------------- */
spr_status spr_sqlite_erasing(spr_store *s, uint32_t limit, spr_case_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_case_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_CASES_ERASING);
  return spr_sqlite_each(q, &query, spr_sqlite_take_case, &row, call_case, &(case_caller){fn, ud, limit, 0});
}

spr_status spr_sqlite_erased(spr_store *s, uint64_t *n) {
  spr_query query = spr_query_begin(&spr_sqlite_of(s)->db, SPR_SQL_CASES_ERASED);
  *n = spr_query_row(&query) ? spr_column_u64(&query, 0) : 0;
  return spr_query_end(&query);
}

/* -- duties --------------------------------------------------------------------------------------------- */
/* What a filter means in numbers. */
typedef struct duties {
  uint64_t number, institution;                         /* 0: any */
  uint64_t municipalities[SPR_MAX_VIEW_MUNICIPALITIES]; /* one of these ... */
  uint32_t nmunicipalities;
  bool anywhere; /* ... or any */
  spr_instant due_by;
  bool none;             /* it names something that the file has never heard of */
  spr_instant after_due; /* the cursor: what is not greater was given already */
  uint64_t after_number;
  spr_str after_task;
} duties;

static spr_status find_name(spr_sqlite *q, spr_str name, uint64_t *number, bool *none) {
  spr_status s = spr_interned_find(&q->names, name, number);
  if (s == SPR_ENOTFOUND) *none = true;
  return s == SPR_ENOTFOUND ? SPR_OK : s;
}

static int64_t due_of(spr_instant t) {
  return t == SPR_NO_INSTANT ? SPR_DUE_NEVER : t;
}

static spr_status find_case(spr_sqlite *q, spr_str id, uint64_t *number, bool *none) {
  spr_status s = spr_sqlite_case_number(q, id, number);
  if (s == SPR_ENOTFOUND) *none = true;
  return s == SPR_ENOTFOUND ? SPR_OK : s;
}

static spr_status find_municipality(spr_sqlite *q, spr_str name, duties *d) {
  bool unknown = false;
  uint64_t number = 0;
  spr_status s = find_name(q, name, &number, &unknown);
  if (s == SPR_OK && !unknown) d->municipalities[d->nmunicipalities++] = number;
  return s;
}

/* One that is asked for is one of those that may be, or there is none. */
static spr_status find_municipalities(spr_sqlite *q, const spr_duty_filter *f, duties *d) {
  spr_status s = SPR_OK;
  spr_str one = f->municipality;
  d->anywhere = one.n == 0 && f->nmunicipalities == 0;
  if (one.n > 0 && spr_municipality_fits(one, f->municipalities, f->nmunicipalities, one))
    s = find_municipality(q, one, d);
  for (uint32_t i = 0; one.n == 0 && i < f->nmunicipalities && s == SPR_OK; i++)
    s = find_municipality(q, f->municipalities[i], d);
  d->none = d->none || (!d->anywhere && d->nmunicipalities == 0);
  return s;
}

static void bind_municipalities(spr_query *query, const duties *d) {
  if (d->anywhere)
    spr_bind_null(query);
  else
    spr_bind_blob(query, spr_str_n((const char *)d->municipalities, d->nmunicipalities * sizeof(uint64_t)));
}

static spr_status read_filter(spr_sqlite *q, const spr_duty_filter *f, duties *d) {
  *d = (duties){.due_by = due_of(f->due_by),
                .after_due = f->after ? due_of(f->after_due) : INT64_MIN,
                .after_task = f->after_task};
  spr_status s = find_municipalities(q, f, d);
  if (s == SPR_OK) s = find_name(q, f->institution, &d->institution, &d->none);
  if (s == SPR_OK && f->id.n > 0) s = find_case(q, f->id, &d->number, &d->none);
  if (s == SPR_OK && f->after) s = find_case(q, f->after_id, &d->after_number, &d->none);
  return s;
}

/* Of one case's tasks all are read. */
typedef struct task_sieve {
  task_caller caller;
  spr_str institution; /* empty: any */
} task_sieve;

static bool sift_task(void *ud, const void *row) {
  task_sieve *k = ud;
  const spr_task_row *t = row;
  bool wanted = k->institution.n == 0 || spr_joined_has(t->institutions, k->institution);
  return !wanted || call_task(&k->caller, t);
}

static void bind_cursor(spr_query *query, const duties *d) {
  spr_bind_i64(query, d->after_due);
  spr_bind_u64(query, d->after_number);
  spr_bind_text(query, d->after_task);
}

spr_status spr_sqlite_tasks(spr_store *s, const spr_duty_filter *f, spr_task_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  duties d;
  spr_status status = read_filter(q, f, &d);
  if (status != SPR_OK || d.none) return status;
  bool hands = d.number == 0 && d.institution > 0;
  spr_query query = spr_query_begin(&q->db, d.number ? SPR_SQL_TASKS_OF_CASE
                                            : hands  ? SPR_SQL_TASKS_OF_HANDS
                                                     : SPR_SQL_TASKS_ALL);
  spr_bind_i64(&query, d.due_by);
  bind_municipalities(&query, &d);
  if (d.number || hands) spr_bind_u64(&query, d.number ? d.number : d.institution);
  if (!d.number) bind_cursor(&query, &d);
  spr_task_row row;
  task_sieve k = {{fn, ud, f->limit, 0}, f->institution};
  return spr_sqlite_each(q, &query, spr_sqlite_take_task, &row, sift_task, &k);
}

spr_status spr_sqlite_deadlines(spr_store *s, const spr_duty_filter *f, spr_deadline_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  duties d;
  spr_status status = read_filter(q, f, &d);
  if (status != SPR_OK || d.none) return status;
  spr_query query = spr_query_begin(&q->db, d.number ? SPR_SQL_DEADLINES_OF_CASE : SPR_SQL_DEADLINES_ALL);
  spr_bind_i64(&query, d.due_by);
  bind_municipalities(&query, &d);
  spr_bind_u64(&query, d.institution);
  if (d.number) spr_bind_u64(&query, d.number);
  spr_deadline_row row;
  deadline_caller k = {fn, ud, f->limit, 0};
  return spr_sqlite_each(q, &query, spr_sqlite_take_deadline, &row, call_deadline, &k);
}

/* -- links, messages, incidents ------------------------------------------------------------------------- */
spr_status spr_sqlite_links(spr_store *s, spr_str id, spr_link_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_link_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_LINKS);
  spr_bind_text(&query, id);
  return spr_sqlite_each(q, &query, spr_sqlite_take_link, &row, call_link, &(link_caller){fn, ud, 0, 0});
}

spr_status spr_sqlite_messages(spr_store *s, spr_instant at, const spr_message_mark *behind, uint32_t limit,
                               spr_message_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_message_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_MESSAGES);
  spr_bind_i64(&query, at);
  spr_bind_u64(&query, behind ? behind->pos : 0);
  spr_bind_u64(&query, behind ? behind->n : 0);
  message_caller k = {fn, ud, limit, 0};
  return spr_sqlite_each(q, &query, spr_sqlite_take_message, &row, call_message, &k);
}

spr_status spr_sqlite_incidents(spr_store *s, uint64_t number, spr_incident_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_incident_row row;
  spr_query query = spr_query_begin(&q->db, SPR_SQL_INCIDENTS_IN_RANGE);
  spr_bind_u64(&query, number);
  spr_bind_u64(&query, number ? number + 1 : UINT64_MAX);
  incident_caller k = {fn, ud, 0, 0};
  return spr_sqlite_each(q, &query, spr_sqlite_take_incident, &row, call_incident, &k);
}

/* -- notices -------------------------------------------------------------------------------------------- */
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

spr_status spr_sqlite_notices(spr_store *s, uint64_t after_pos, uint32_t limit, spr_notice_fn fn, void *ud) {
  spr_sqlite *q = spr_sqlite_of(s);
  spr_notice_row row;
  notice_caller k = {fn, ud, limit, 0, 0};
  spr_query query = spr_query_begin(&q->db, SPR_SQL_NOTICES);
  spr_bind_u64(&query, after_pos);
  return spr_sqlite_each(q, &query, spr_sqlite_take_notice, &row, call_notice, &k);
}
