/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "doors/json_out.h"
#include "doors/rows_json.h"
#include "server/rest_routes.h"

/* Lists: cases, open tasks, messages that wait for somebody. */

typedef struct listing {
  spr_rest_page page;
  bool searched;   /* for a sensitive value (sprawa_list_searched) */
  spr_names cases; /* that are told of, each once */
  const char *next;
} listing;

static void begin(spr_visit *v, listing *l) {
  spr_names_init(&l->cases, v->http->arena);
  spr_json_open(&v->answer->body, NULL, '{');
  spr_json_open(&v->answer->body, "items", '[');
}

static void count(spr_visit *v, listing *l, const char *id) {
  if (spr_names_find(&l->cases, spr_str_of(id)) < 0)
    (void)spr_names_add(&l->cases, spr_str_dup(v->http->arena, spr_str_of(id)), NULL);
}

static bool note(spr_visit *v, const listing *l) {
  return spr_rest_note(v, l->searched ? SPR_READ_SEARCH : SPR_READ_LIST, l->cases.v, l->cases.n);
}

static void end(spr_visit *v, const listing *l) {
  spr_buf *out = &v->answer->body;
  if (!note(v, l)) return;
  spr_json_close(out, ']');
  spr_rest_next(v, "cursor", l->next);
  spr_json_close(out, '}');
  spr_json_end(out);
  spr_rest_done(v);
}

/* Which parameter is to blame, where the engine will not have what was asked for. */
static const char *blamed(const listing *l, const sprawa_error *e) {
  if (strcmp(e->name, "search-too-long") == 0) return "q";
  return l->page.cursor ? "cursor" : NULL;
}

/* -- cases ----------------------------------------------------------------------------------------------- */

/* field[NAME]=VALUE */
static bool read_where(spr_visit *v, sprawa_where *where, size_t *n) {
  const spr_http *h = v->http;
  static const char head[] = "field[";
  *n = 0;
  for (uint32_t i = 0; i < h->nquery; i++) {
    spr_str name = h->query[i].name;
    if (!spr_str_starts(name, spr_str_of(head))) continue;
    if (*n == SPR_MAX_WISHES) {
      spr_rest_misasked(v, "field", "of 8 fields at most");
      return false;
    }
    spr_str field = spr_str_sub(name, sizeof head - 1, name.n - 1);
    where[(*n)++] =
        (sprawa_where){spr_str_dup(h->arena, field).p, spr_str_dup(h->arena, h->query[i].value).p};
  }
  return true;
}

static bool read_status(spr_visit *v, bool *only_open) {
  const char *status = spr_rest_query(v, "status");
  *only_open = !status || strcmp(status, "open") == 0;
  if (*only_open || strcmp(status, "all") == 0) return true;
  spr_rest_misasked(v, "status", "open or all");
  return false;
}

static bool read_filter(spr_visit *v, sprawa_filter *f, sprawa_where *where) {
  *f = (sprawa_filter){.as = &v->view,
                       .municipality = spr_rest_query(v, "municipality"),
                       .package = spr_rest_query(v, "package"),
                       .workflow = spr_rest_query(v, "workflow"),
                       .state = spr_rest_query(v, "state"),
                       .responsible = spr_rest_query(v, "responsible"),
                       .text = spr_rest_query(v, "q"),
                       .sort = spr_rest_query(v, "sort"),
                       .where = where};
  return read_where(v, where, &f->nwhere) && read_status(v, &f->only_open) &&
         spr_rest_flag(v, "incidents", &f->only_incidents) &&
         spr_rest_within(v, "emergencies", &f->emergency_since) &&
         spr_rest_due(v, &f->only_overdue, &f->due_by);
}

static bool tell_cases(spr_visit *v, listing *l, sprawa_filter *f) {
  sprawa_list *page = NULL;
  sprawa_error e;
  f->limit = l->page.limit;
  f->cursor = l->page.cursor;
  if (sprawa_engine_list(v->server->engine, f, &page, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, blamed(l, &e));
    return false;
  }
  SPR_HOLD(v, page, sprawa_list_free);
  const sprawa_case_row *row = sprawa_list_row(page, 0);
  for (size_t i = 0; row; row = sprawa_list_row(page, ++i)) {
    count(v, l, row->id);
    spr_case_row_json(row, &v->answer->body);
  }
  l->next = sprawa_list_next(page);
  l->searched = sprawa_list_searched(page);
  return true;
}

void spr_rest_list_cases(spr_visit *v) {
  listing l = {.next = NULL};
  sprawa_filter f;
  sprawa_where where[SPR_MAX_WISHES];
  if (!spr_rest_page_of(v, &l.page) || !read_filter(v, &f, where)) return;
  begin(v, &l);
  if (tell_cases(v, &l, &f)) end(v, &l);
}

/* -- tasks ----------------------------------------------------------------------------------------------- */

static bool tell_tasks(spr_visit *v, listing *l, sprawa_work_filter *f) {
  sprawa_work *page = NULL;
  sprawa_error e;
  f->limit = l->page.limit;
  f->cursor = l->page.cursor;
  if (sprawa_engine_work(v->server->engine, f, &page, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, blamed(l, &e));
    return false;
  }
  SPR_HOLD(v, page, sprawa_work_free);
  const sprawa_work_row *row = sprawa_work_at(page, 0);
  for (size_t i = 0; row; row = sprawa_work_at(page, ++i)) {
    count(v, l, row->case_id);
    spr_work_row_json(row, &v->answer->body);
  }
  l->next = sprawa_work_next(page);
  return true;
}

void spr_rest_list_tasks(spr_visit *v) {
  listing l = {.next = NULL};
  sprawa_work_filter f = {.as = &v->view,
                          .municipality = spr_rest_query(v, "municipality"),
                          .institution = spr_rest_query(v, "institution")};
  if (!spr_rest_page_of(v, &l.page) || !spr_rest_due(v, &f.only_overdue, &f.due_by)) return;
  begin(v, &l);
  if (tell_tasks(v, &l, &f)) end(v, &l);
}

/* -- the outbox ------------------------------------------------------------------------------------------ */

static void notice_json(const sprawa_notice *n, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "id", n->id);
  spr_json_word(out, "case", n->case_id);
  spr_json_word(out, "institution", n->institution);
  if (n->text)
    spr_json_word(out, "text", n->text);
  else
    spr_json_null(out, "text");
  spr_json_time(out, "at", NULL, n->at);
  spr_json_bool(out, "delivered", n->delivered);
  spr_json_close(out, '}');
}

void spr_rest_list_outbox(spr_visit *v) {
  listing l = {.next = NULL};
  sprawa_outbox *o = NULL;
  sprawa_error e;
  if (!spr_rest_page_of(v, &l.page)) return;
  l.page.cursor = spr_rest_query(v, "after");
  if (sprawa_engine_outbox(v->server->engine, &v->view, l.page.cursor, l.page.limit, &o, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, l.page.cursor ? "after" : NULL);
    return;
  }
  SPR_HOLD(v, o, sprawa_outbox_free);
  const sprawa_notice *n = sprawa_outbox_at(o, 0);
  begin(v, &l);
  for (size_t i = 0; n; n = sprawa_outbox_at(o, ++i)) {
    count(v, &l, n->case_id);
    notice_json(n, &v->answer->body);
  }
  if (!note(v, &l)) return;
  spr_buf *out = &v->answer->body;
  spr_json_close(out, ']');
  spr_rest_next(v, "after", sprawa_outbox_next(o));
  spr_json_bool(out, "more", sprawa_outbox_more(o));
  spr_json_close(out, '}');
  spr_json_end(out);
  spr_rest_done(v);
}
