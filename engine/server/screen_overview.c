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

/* A number, and the list of the cases that it counts. */
typedef struct tiled {
  const char *class_names;
  spr_phrase what, why;
  int64_t days; /* that `why` tells of */
  spr_cases_query q;
} tiled;

static void tile(spr_screen *p, sprawa_count c, const tiled *t) {
  spr_html *h = &p->html;
  spr_html_open(h, "li", NULL);
  spr_html_open(h, "a", c.n ? t->class_names : "tile calm");
  spr_html_url(h, "href", spr_cases_url(p->arena, "/cases", &t->q));
  spr_html_said(h, "span", "what", t->what);
  spr_html_text(h, SPR_STR(" "));
  spr_html_element(h, "span", "count", number(p->visit, c));
  spr_html_text(h, SPR_STR(" "));
  spr_html_open(h, "span", "why");
  spr_html_say_with(h, t->why, (spr_with){.n = t->days});
  spr_html_close(h, "span");
  spr_html_close(h, "a");
  spr_html_close(h, "li");
}

/* An emergency is also to be looked at where the case has ended meanwhile. */
static void put_tiles(spr_screen *p, const sprawa_overview_counts *c) {
  const struct {
    sprawa_count count;
    tiled tile;
  } rows[] = {
      {c->overdue,
       {"tile late", SPR_SAY_overdue, SPR_SAY_overdue_hint, 0, {{[SPR_CASES_DUE] = SPR_STR("overdue")}}}},
      {c->due,
       {"tile soon", SPR_SAY_due_soon, SPR_SAY_due_soon_hint, 0, {{[SPR_CASES_DUE] = SPR_STR("week")}}}},
      {c->quiet,
       {"tile soon",
        SPR_SAY_still,
        SPR_SAY_still_hint,
        SPR_STILL_DAYS,
        {{[SPR_CASES_NEED] = SPR_STR("still")}}}},
      {c->incidents,
       {"tile late",
        SPR_SAY_incidents,
        SPR_SAY_incidents_hint,
        0,
        {{[SPR_CASES_NEED] = SPR_STR("incidents")}}}},
      {c->emergencies,
       {"tile late",
        SPR_SAY_emergency,
        SPR_SAY_emergency_hint,
        SPR_ALARM_DAYS,
        {{[SPR_CASES_STATUS] = SPR_STR("all"), [SPR_CASES_NEED] = SPR_STR("emergencies")}}}},
      {c->open, {"tile", SPR_SAY_open_cases, SPR_SAY_open_hint, 0, {{{0}}}}}};
  spr_html *h = &p->html;
  spr_html_open(h, "ul", "tiles");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) tile(p, rows[i].count, &rows[i].tile);
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
  const sprawa_overview *o = spr_cases_overview(v, true, &e);
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
