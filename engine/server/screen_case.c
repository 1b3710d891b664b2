/* SPDX-License-Identifier: Apache-2.0 */
#include "server/drawing.h"
#include "server/live.h"
#include "server/sheet.h"
#include "server/stream.h"

/* The page of a case: where it stands, what can happen, what is due, what it holds, what has happened. */

/* -- where it stands --------------------------------------------------------------------------------------
 */

static void fact(spr_html *h, spr_phrase what) {
  spr_html_said(h, "dt", NULL, what);
  spr_html_open(h, "dd", NULL);
}

static void put_places(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_place *p = sprawa_case_place(k->c, 0);
  fact(h, k->row->status == SPRAWA_CASE_OPEN ? SPR_SAY_case_where : SPR_SAY_case_ended_in);
  spr_html_open(h, "ul", "values");
  for (size_t i = 0; p; p = sprawa_case_place(k->c, ++i)) {
    spr_html_open(h, "li", NULL);
    spr_html_element(h, "strong", NULL, spr_str_of(*p->title ? p->title : p->state));
    if (*p->responsible && k->row->status == SPRAWA_CASE_OPEN) {
      spr_html_open(h, "span", "quiet");
      spr_html_text(h, SPR_STR(" \xE2\x80\x93 "));
      spr_html_text(h, spr_sheet_institution(k, p->responsible));
      spr_html_close(h, "span");
    }
    spr_html_close(h, "li");
  }
  spr_html_close(h, "ul");
  spr_html_close(h, "dd");
}

static void put_due(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_deadline *d = sprawa_case_deadline(k->c, 0), *next = NULL;
  for (size_t i = 0; d; d = sprawa_case_deadline(k->c, ++i))
    if (!d->suspended && (!next || d->ends < next->ends)) next = d;
  fact(h, next && next->overdue ? SPR_SAY_case_missed : SPR_SAY_case_due);
  if (next) {
    spr_html_element(h, "strong", NULL, spr_str_of(*next->title ? next->title : next->name));
    spr_html_text(h, SPR_STR(" \xE2\x80\x93 "));
    spr_sheet_end(k, next->ends, next->last_day, next->suspended, next->overdue);
  } else {
    spr_html_said(h, "span", "quiet", SPR_SAY_no_deadline);
  }
  spr_html_close(h, "dd");
}

static void put_tags(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_case_row *r = k->row;
  spr_html_open(h, "p", "tags");
  spr_html_said(h, "span", r->status == SPRAWA_CASE_OPEN ? "tag good" : "tag",
                r->status == SPRAWA_CASE_OPEN ? SPR_SAY_case_open : SPR_SAY_case_ended);
  if (r->overdue) {
    spr_html_text(h, SPR_STR(" "));
    spr_html_open(h, "span", "tag late");
    spr_html_say_with(h, SPR_SAY_n_overdue, (spr_with){.n = r->overdue});
    spr_html_close(h, "span");
  }
  if (r->incidents) {
    spr_html_text(h, SPR_STR(" "));
    spr_html_open(h, "span", "tag late");
    spr_html_say_with(h, SPR_SAY_n_incidents, (spr_with){.n = r->incidents});
    spr_html_close(h, "span");
  }
  if (r->held) {
    spr_html_text(h, SPR_STR(" "));
    spr_html_said(h, "span", "tag soon", SPR_SAY_held);
  }
  spr_html_close(h, "p");
}

/* For those who may know. */
static void put_who_looked(spr_sheet *k) {
  if (k->past || !spr_console_may_know(k->visit, k->c)) return;
  spr_url u = spr_url_begin(k->page.arena, "/cases");
  spr_url_segment(&u, k->visit->args[0]);
  spr_url_segment(&u, SPR_STR("access"));
  spr_html_open(&k->page.html, "p", "no-print");
  spr_screen_link(&k->page, NULL, u.text, spr_screen_said(k->visit, SPR_SAY_access_link));
  spr_html_close(&k->page.html, "p");
}

/* A sheet of paper says as of when it is true. */
static void put_printed(spr_sheet *k) {
  spr_with with = {.a = spr_screen_moment(&k->page, k->row->zone, k->visit->http->at)};
  if (k->past) return;
  spr_html_open(&k->page.html, "p", "printed");
  spr_html_say_with(&k->page.html, SPR_SAY_counted_at, with);
  spr_html_close(&k->page.html, "p");
}

void spr_sheet_head(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_case_row *r = k->row;
  spr_html_open(h, "section", "box standing");
  spr_html_label(h, "aria-label", SPR_SAY_case_where);
  put_tags(k);
  spr_html_open(h, "dl", "facts");
  put_places(k);
  fact(h, SPR_SAY_case_responsible);
  if (*r->responsible)
    spr_html_text(h, spr_str_of(r->responsible_title));
  else
    spr_html_say(h, SPR_SAY_nobody);
  spr_html_close(h, "dd");
  put_due(k);
  fact(h, SPR_SAY_municipality);
  spr_html_text(h, spr_str_of(r->municipality_title));
  spr_html_close(h, "dd");
  fact(h, SPR_SAY_procedure);
  spr_html_text(h, spr_str_of(sprawa_case_package_title(k->c)));
  spr_html_text(h, SPR_STR(" "));
  spr_html_element(h, "span", "quiet", spr_str_of(sprawa_case_version(k->c)));
  spr_html_close(h, "dd");
  fact(h, SPR_SAY_case_opened);
  spr_screen_time(&k->page, r->zone, r->opened);
  spr_html_close(h, "dd");
  fact(h, SPR_SAY_case_changed);
  spr_screen_time(&k->page, r->zone, r->changed);
  spr_html_text(h, SPR_STR(" "));
  spr_html_open(h, "span", "quiet");
  spr_html_say_with(h, SPR_SAY_entry, (spr_with){.n = (int64_t)r->seq});
  spr_html_close(h, "span");
  spr_html_close(h, "dd");
  spr_html_close(h, "dl");
  put_who_looked(k);
  put_printed(k);
  spr_html_close(h, "section");
}

/* -- all of it --------------------------------------------------------------------------------------------
 */

static spr_str here(const spr_sheet *k) {
  spr_url u = spr_url_begin(k->page.arena, "/cases");
  spr_url_segment(&u, k->visit->args[0]);
  return u.text;
}

static void put_erased(spr_sheet *k) {
  spr_html_said(&k->page.html, "p", "notice", SPR_SAY_cure_410);
  spr_sheet_history(k);
}

static void put_drawing(spr_sheet *k) {
  spr_sheet_section(k, "diagram", SPR_SAY_drawing);
  spr_drawing_show(&k->page, &(sprawa_draw){.id = k->row->id, .as = &k->visit->view});
  spr_html_close(&k->page.html, "section");
}

static void put_open(spr_sheet *k) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "div", "side-by-side");
  spr_html_open(h, "div", NULL);
  spr_sheet_head(k);
  spr_sheet_tasks(k);
  spr_sheet_deadlines(k);
  spr_html_close(h, "div");
  spr_sheet_next(k);
  spr_html_close(h, "div");
  spr_sheet_emergencies(k);
  spr_sheet_incidents(k);
  put_drawing(k);
  spr_sheet_fields(k);
  spr_sheet_competency(k);
  spr_sheet_links(k);
  spr_sheet_history(k);
}

/* Case and explanation as they stood at one moment: where others have moved it between, once more. */
static sprawa_code read_both(spr_sheet *k, const char *id, sprawa_error *error) {
  sprawa_engine *e = k->visit->server->engine;
  for (int round = 0; round < 3; round++) {
    sprawa_case *c = NULL;
    sprawa_explanation *x = NULL;
    sprawa_code code = sprawa_engine_read(e, id, &k->visit->view, &c, error);
    if (code != SPRAWA_OK) return code;
    k->c = SPR_HOLD(k->visit, c, sprawa_case_free);
    k->row = sprawa_case_head(c);
    if (k->row->status == SPRAWA_CASE_ERASED) return code;
    code = sprawa_engine_explain(e, id, &k->visit->view, &x, error);
    if (code != SPRAWA_OK) return code;
    k->x = SPR_HOLD(k->visit, x, sprawa_explanation_free);
    if (sprawa_case_head(sprawa_explanation_case(x))->seq == k->row->seq) break;
  }
  return SPRAWA_OK;
}

/* There is no such case, or not for whoever asks, which is told alike; and the way in for an emergency. */
static void put_stranger(spr_visit *v) {
  spr_screen p;
  v->answer->status = 404;
  spr_screen_begin(&p, v, SPR_AT_CASES, spr_screen_said(v, SPR_SAY_wrong_404));
  spr_html *h = &p.html;
  spr_html_said(h, "p", NULL, SPR_SAY_cure_404);
  spr_url u = spr_url_begin(p.arena, "/emergency");
  spr_url_query(&u, "case", v->args[0]);
  spr_html_open(h, "p", "buttons");
  spr_screen_link(&p, "button", SPR_STR("/cases"), spr_screen_said(v, SPR_SAY_go_cases));
  spr_screen_link(&p, "button", u.text, spr_screen_said(v, SPR_SAY_emergency));
  spr_html_close(h, "p");
  spr_screen_end(&p);
}

void spr_sheet_show(spr_visit *v, const spr_tried *tried) {
  spr_sheet k = {.visit = v, .tried = tried};
  spr_live live = {.after = spr_stream_here(v)};
  sprawa_error error;
  sprawa_code code = read_both(&k, v->args[0].p, &error);
  if (code == SPRAWA_NOT_FOUND && spr_principal_may(v->who, SPR_SCOPE_CASES_WRITE)) {
    put_stranger(v);
    return;
  }
  if (code != SPRAWA_OK) {
    spr_screen_failed(v, &error);
    return;
  }
  k.directory = spr_console_directory(v, k.row->municipality);
  if (!spr_console_note(v, SPR_READ_CASE, &v->args[0], 1)) return;
  spr_screen_begin(&k.page, v, SPR_AT_CASES,
                   spr_screen_said_with(v, SPR_SAY_case_title, (spr_with){.a = v->args[0]}));
  spr_sheet_told(&k);
  spr_sheet_opened(&k);
  if (k.x)
    put_open(&k);
  else
    put_erased(&k);
  live.id = k.row->id;
  live.seq = k.row->seq;
  live.again = here(&k);
  spr_live_offer(&k.page, &live);
  spr_screen_end(&k.page);
}

void spr_screen_case(spr_visit *v) {
  spr_sheet_show(v, NULL);
}
