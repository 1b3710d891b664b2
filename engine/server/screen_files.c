/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "doors/json_out.h"
#include "doors/rows_json.h"
#include "server/ask.h"
#include "server/cases_read.h"
#include "server/csv.h"
#include "server/screen.h"

/* A list of cases as a file. It leaves the house: so the password is asked for again, the access log has
 * every case in it, and its length is bounded. */

#define MOST_PAGES (SPR_MAX_EXPORT_ROWS / SPR_MAX_LISTED)

typedef struct file {
  sprawa_list *pages[MOST_PAGES];
  uint32_t npages;
} file;

/* All pages of the list. false: there are too many, or they could not be read, and that is answered. */
static bool read_all(spr_visit *v, file *f) {
  *f = (file){0};
  spr_cases_query q = spr_cases_asked(v->http);
  q.value[SPR_CASES_CURSOR] = (spr_str){0};
  const char *next;
  do {
    if (f->npages == MOST_PAGES) {
      spr_screen_wrong_with(v, 422, SPR_SAY_too_long, SPR_SAY_export_cut,
                            (spr_with){.n = SPR_MAX_EXPORT_ROWS});
      return false;
    }
    sprawa_list **page = &f->pages[f->npages++];
    if (!spr_cases_page(v, &q, SPR_MAX_LISTED, page)) return false;
    if (!spr_cases_note(v, SPR_READ_EXPORT, *page)) return false;
    next = sprawa_list_next(*page);
    q.value[SPR_CASES_CURSOR] = next ? spr_str_of(next) : (spr_str){0};
  } while (next);
  return true;
}

/* Calls fn with each row. */
static void each(const file *f, void (*fn)(void *ud, const sprawa_case_row *row), void *ud) {
  for (uint32_t i = 0; i < f->npages; i++)
    for (size_t k = 0; sprawa_list_row(f->pages[i], k); k++) fn(ud, sprawa_list_row(f->pages[i], k));
}

static void finish(spr_visit *v, const char *type, const char *name) {
  v->answer->status = 200;
  v->answer->type = type;
  (void)spr_answer_header(v->answer, "Content-Disposition",
                          spr_str_printf(v->http->arena, "attachment; filename=\"%s\"", name));
}

/* -- a table ----------------------------------------------------------------------------------------------
 */

typedef struct table {
  spr_visit *visit;
  spr_buf *out;
  spr_names fields; /* listed fields that any of the cases has, in order of arrival ... */
  spr_str *titles;  /* ... and what they are called */
  uint32_t ntitles, cap;
} table;

static void find_fields(void *ud, const sprawa_case_row *row) {
  table *t = ud;
  spr_arena *a = t->visit->http->arena;
  for (size_t i = 0; i < row->nfields; i++) {
    const sprawa_field *f = &row->fields[i];
    bool added;
    sprawa_datum d = {.name = f->name, .title = f->title};
    (void)spr_names_add(&t->fields, spr_str_of(f->name), &added);
    if (added) *SPR_PUSH(a, t->titles, t->ntitles, t->cap) = spr_ask_label(a, &d);
  }
}

static void put_cell(table *t, const char *text) {
  spr_csv_cell(t->out, spr_str_of(text));
}

static void put_time(table *t, const sprawa_zone *zone, int64_t time) {
  char text[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, time, text);
  put_cell(t, text);
}

static void put_count(table *t, uint32_t n) {
  put_cell(t, spr_str_printf(t->visit->http->arena, "%u", n).p);
}

static void put_titles(table *t, const sprawa_case_row *row) {
  spr_buf text;
  spr_screen_scratch(t->visit, &text);
  for (size_t i = 0; i < row->ntitles; i++) {
    if (i) spr_buf_puts(&text, "; ");
    spr_buf_puts(&text, row->titles[i]);
  }
  spr_csv_cell(t->out, spr_buf_view(&text));
}

/* A text as it is, anything else as JSON. */
static void put_value(table *t, const sprawa_value *value) {
  if (sprawa_value_type(value) == SPRAWA_NULL) {
    put_cell(t, "");
  } else if (sprawa_value_type(value) == SPRAWA_TEXT) {
    put_cell(t, sprawa_value_as_text(value));
  } else {
    size_t n = sprawa_value_json(value, NULL, 0);
    char *text = spr_arena_alloc(t->visit->http->arena, n + 1);
    (void)sprawa_value_json(value, text, n + 1);
    put_cell(t, text);
  }
}

/* As people are told; empty where the case has not the field. */
static void put_field(table *t, const sprawa_case_row *row, spr_str name) {
  const sprawa_value *value = NULL;
  for (size_t i = 0; i < row->nfields && !value; i++)
    if (spr_str_is(name, row->fields[i].name)) value = row->fields[i].titled;
  put_value(t, value);
}

static void put_row(void *ud, const sprawa_case_row *row) {
  static const spr_phrase statuses[] = {[SPRAWA_CASE_OPEN] = SPR_SAY_case_open,
                                        [SPRAWA_CASE_ENDED] = SPR_SAY_case_ended,
                                        [SPRAWA_CASE_ERASED] = SPR_SAY_status_erased};
  table *t = ud;
  put_cell(t, row->id);
  put_cell(t, row->municipality_title);
  put_cell(t, row->workflow_title);
  spr_csv_cell(t->out, spr_screen_said(t->visit, statuses[row->status]));
  put_titles(t, row);
  put_cell(t, row->responsible_title);
  put_time(t, row->zone, row->due);
  put_count(t, row->overdue);
  put_count(t, row->incidents);
  put_time(t, row->zone, row->opened);
  put_time(t, row->zone, row->changed);
  for (uint32_t i = 0; i < t->fields.n; i++) put_field(t, row, t->fields.v[i]);
  spr_csv_row(t->out);
}

static void put_heading(table *t) {
  static const spr_phrase columns[] = {SPR_SAY_case_number, SPR_SAY_municipality, SPR_SAY_case_workflow,
                                       SPR_SAY_case_status, SPR_SAY_case_where,   SPR_SAY_case_responsible,
                                       SPR_SAY_case_due,    SPR_SAY_case_overdue, SPR_SAY_incidents,
                                       SPR_SAY_case_opened, SPR_SAY_case_changed};
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
    spr_csv_cell(t->out, spr_screen_said(t->visit, columns[i]));
  for (uint32_t i = 0; i < t->ntitles; i++) spr_csv_cell(t->out, t->titles[i]);
  spr_csv_row(t->out);
}

void spr_screen_cases_csv(spr_visit *v) {
  file f;
  if (!spr_console_confirmed(v) || !read_all(v, &f)) return;
  table t = {.visit = v, .out = &v->answer->body};
  spr_names_init(&t.fields, v->http->arena);
  each(&f, find_fields, &t);
  spr_csv_begin(t.out);
  put_heading(&t);
  each(&f, put_row, &t);
  finish(v, "text/csv; charset=utf-8", "cases.csv");
}

/* -- for programs -----------------------------------------------------------------------------------------
 */

static void put_json(void *ud, const sprawa_case_row *row) {
  spr_case_row_json(row, ud);
}

void spr_screen_cases_json(spr_visit *v) {
  file f;
  if (!spr_console_confirmed(v) || !read_all(v, &f)) return;
  spr_buf *out = &v->answer->body;
  spr_json_open(out, NULL, '{');
  spr_json_open(out, "items", '[');
  each(&f, put_json, out);
  spr_json_close(out, ']');
  spr_json_null(out, "next");
  spr_json_close(out, '}');
  spr_json_end(out);
  finish(v, "application/json", "cases.json");
}
