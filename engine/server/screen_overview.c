/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "server/cases_read.h"
#include "server/live.h"
#include "server/screen.h"
#include "server/stream.h"

/* The first page: where help is needed. Each number is the list of exactly the cases that it counts. */

static spr_str number(spr_visit *v, sprawa_count c) {
  spr_buf text;
  spr_screen_scratch(v, &text);
  if (c.more)
    spr_phrase_put(spr_screen_phrases(v), &text, spr_buf_str, SPR_SAY_more_than, &(spr_with){.n = c.n});
  else
    spr_phrase_number(spr_screen_phrases(v), &text, c.n);
  return spr_buf_view(&text);
}

/* -- what is urgent -------------------------------------------------------------------------------------- */

static void tile(spr_screen *p, const char *class_names, sprawa_count c, spr_phrase what, spr_phrase why,
                 spr_cases_key key, const char *value) {
  spr_html *h = &p->html;
  spr_cases_query q = {0};
  if (value) q.value[key] = spr_str_of(value);
  spr_html_open(h, "li", NULL);
  spr_html_open(h, "a", c.n ? class_names : "tile calm");
  spr_html_url(h, "href", spr_cases_url(p->arena, "/cases", &q));
  spr_html_said(h, "span", "what", what);
  spr_html_text(h, SPR_STR(" "));
  spr_html_element(h, "span", "count", number(p->visit, c));
  spr_html_text(h, SPR_STR(" "));
  spr_html_open(h, "span", "why");
  spr_html_say_with(h, why, (spr_with){.n = SPR_STILL_DAYS});
  spr_html_close(h, "span");
  spr_html_close(h, "a");
  spr_html_close(h, "li");
}

static void put_tiles(spr_screen *p, const sprawa_overview_counts *c) {
  spr_html *h = &p->html;
  spr_html_open(h, "ul", "tiles");
  tile(p, "tile late", c->overdue, SPR_SAY_overdue, SPR_SAY_overdue_hint, SPR_CASES_DUE, "overdue");
  tile(p, "tile soon", c->due, SPR_SAY_due_soon, SPR_SAY_due_soon_hint, SPR_CASES_DUE, "week");
  tile(p, "tile soon", c->quiet, SPR_SAY_still, SPR_SAY_still_hint, SPR_CASES_NEED, "still");
  tile(p, "tile late", c->incidents, SPR_SAY_incidents, SPR_SAY_incidents_hint, SPR_CASES_NEED, "incidents");
  tile(p, "tile", c->open, SPR_SAY_open_cases, SPR_SAY_open_hint, SPR_CASES_KEYS, NULL);
  spr_html_close(h, "ul");
}

/* -- where cases are ------------------------------------------------------------------------------------- */

static void bar(spr_screen *p, uint32_t n, uint32_t of) {
  spr_html *h = &p->html;
  spr_html_open(h, "svg", "bar");
  spr_html_attr(h, "aria-hidden", SPR_STR("true"));
  spr_html_open(h, "rect", NULL);
  spr_html_attr(h, "width", spr_str_printf(p->arena, "%u%%", of ? n * 100 / of : 0));
  spr_html_attr(h, "height", SPR_STR("100%"));
  spr_html_close(h, "rect");
  spr_html_close(h, "svg");
}

static void begin_counts(spr_screen *p, spr_phrase title, spr_phrase column) {
  spr_html *h = &p->html;
  spr_html_open(h, "section", NULL);
  spr_html_said(h, "h2", NULL, title);
  spr_html_open(h, "table", "counts");
  spr_html_open(h, "caption", "hidden-text");
  spr_html_say(h, title);
  spr_html_close(h, "caption");
  spr_screen_columns(p, (const spr_phrase[]){column, SPR_SAY_number_of_cases, SPR_SAY_share}, 3);
  spr_html_open(h, "tbody", NULL);
}

static void put_count(spr_screen *p, spr_str title, spr_str beneath, spr_cases_key key, spr_str value,
                      sprawa_count c, uint32_t all) {
  spr_html *h = &p->html;
  spr_cases_query q = {0};
  q.value[key] = value;
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_text(h, title);
  if (beneath.n) spr_html_element(h, "span", "sub", beneath);
  spr_html_close(h, "th");
  spr_html_open(h, "td", "number");
  spr_html_open(h, "a", NULL);
  spr_html_url(h, "href", spr_cases_url(p->arena, "/cases", &q));
  spr_html_label_with(h, "aria-label", SPR_SAY_chip, (spr_with){.a = title, .b = number(p->visit, c)});
  spr_html_text(h, number(p->visit, c));
  spr_html_close(h, "a");
  spr_html_close(h, "td");
  spr_html_open(h, "td", "share");
  bar(p, c.n, all);
  spr_html_close(h, "td");
  spr_html_close(h, "tr");
}

static void end_counts(spr_screen *p) {
  spr_html_close(&p->html, "tbody");
  spr_html_close(&p->html, "table");
  spr_html_close(&p->html, "section");
}

static void put_stages(spr_screen *p, const sprawa_overview *o, uint32_t all) {
  begin_counts(p, SPR_SAY_by_stage, SPR_SAY_stage);
  for (size_t i = 0; sprawa_overview_stage(o, i); i++) {
    const sprawa_stage_count *s = sprawa_overview_stage(o, i);
    put_count(p, spr_str_of(s->title), spr_str_of(s->workflow_title), SPR_CASES_STAGE,
              spr_cases_stage(p->arena, s), s->open, all);
  }
  end_counts(p);
}

static void put_cities(spr_screen *p, const sprawa_overview *o, uint32_t all) {
  begin_counts(p, SPR_SAY_by_city, SPR_SAY_municipality);
  for (size_t i = 0; sprawa_overview_municipality(o, i); i++) {
    const sprawa_municipality_count *m = sprawa_overview_municipality(o, i);
    put_count(p, spr_str_of(m->title), (spr_str){0}, SPR_CASES_CITY, spr_str_of(m->municipality), m->open,
              all);
  }
  end_counts(p);
}

void spr_screen_overview(spr_visit *v) {
  sprawa_error e;
  spr_live live = {.after = spr_stream_here(v), .again = spr_screen_here(v)};
  const sprawa_overview *o = spr_cases_overview(v, &e);
  if (!o && e.code != SPRAWA_NOT_FOUND) {
    spr_screen_failed(v, &e);
    return;
  }
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_OVERVIEW, spr_screen_said(v, SPR_SAY_overview));
  spr_html *h = &p.html;
  spr_html_said(h, "p", "lead", SPR_SAY_overview_lead);
  if (o) put_tiles(&p, sprawa_overview_all(o));
  if (o && sprawa_overview_all(o)->open.n) {
    spr_html_open(h, "div", "side-by-side");
    put_stages(&p, o, sprawa_overview_all(o)->open.n);
    put_cities(&p, o, sprawa_overview_all(o)->open.n);
    spr_html_close(h, "div");
  } else {
    spr_html_said(h, "p", "box", SPR_SAY_no_open_cases);
  }
  spr_live_offer(&p, &live);
  spr_screen_end(&p);
}
