/* SPDX-License-Identifier: Apache-2.0 */
#include "server/console.h"
#include "server/screen.h"

/* How long cases take, and how many deadlines are met: each indicator with its municipalities. */

/* -- the period ------------------------------------------------------------------------------------------ */

static void put_day(spr_screen *p, const char *name, spr_phrase label, const char *value) {
  spr_html *h = &p->html;
  spr_html_open(h, "div", "field");
  spr_html_open(h, "label", NULL);
  spr_html_attr(h, "for", spr_str_of(name));
  spr_html_say(h, label);
  spr_html_close(h, "label");
  spr_html_open(h, "input", NULL);
  spr_html_attr(h, "id", spr_str_of(name));
  spr_html_attr(h, "name", spr_str_of(name));
  spr_html_attr(h, "type", SPR_STR("date"));
  if (value) spr_html_attr(h, "value", spr_str_of(value));
  spr_html_close(h, "div");
}

static void put_period(spr_screen *p, const sprawa_indicators_query *q) {
  spr_html *h = &p->html;
  spr_html_open(h, "form", "filters");
  spr_html_attr(h, "method", SPR_STR("get"));
  spr_html_url(h, "action", SPR_STR("/indicators"));
  spr_html_open(h, "div", "fields");
  put_day(p, "since", SPR_SAY_indicator_since, q->since);
  put_day(p, "until", SPR_SAY_indicator_until, q->until);
  spr_html_close(h, "div");
  spr_screen_submit(p, "main", SPR_SAY_filter_apply);
  spr_html_close(h, "form");
}

/* -- one row --------------------------------------------------------------------------------------------- */

static void put_number(spr_screen *p, spr_phrase column, uint64_t n) {
  spr_screen_cell(p, NULL, column);
  spr_html_number(&p->html, (int64_t)n);
  spr_html_close(&p->html, "td");
}

static void put_figures(spr_screen *p, const sprawa_indicator *x) {
  static const struct {
    const char *name;
    int percent;
  } percents[] = {{"p10", 10}, {"p25", 25}, {"median", 50}, {"p75", 75}, {"p90", 90}, {"p95", 95}};
  bool working = strcmp(x->measure, "working_days") == 0;
  spr_screen_cell(p, NULL, SPR_SAY_indicator_at_most);
  for (size_t i = 0; i < x->nfigures; i++) {
    size_t k = 0;
    while (strcmp(percents[k].name, x->figures[i].name) != 0) k++;
    spr_str days = spr_screen_said_with(p->visit, working ? SPR_SAY_working_days : SPR_SAY_days,
                                        (spr_with){.n = x->figures[i].days});
    spr_html_open(&p->html, "p", "about");
    spr_html_say_with(&p->html, SPR_SAY_indicator_percent, (spr_with){.n = percents[k].percent, .a = days});
    spr_html_close(&p->html, "p");
  }
  spr_html_close(&p->html, "td");
}

static void put_share(spr_screen *p, const sprawa_indicator *x) {
  spr_screen_cell(p, NULL, SPR_SAY_indicator_met);
  if (x->counted && !x->withheld)
    spr_html_say_with(&p->html, SPR_SAY_indicator_share,
                      (spr_with){.n = (x->share_met + 5) / 10,
                                 .a = spr_str_printf(p->arena, "%llu", (unsigned long long)x->met),
                                 .b = spr_str_printf(p->arena, "%llu", (unsigned long long)x->counted)});
  spr_html_close(&p->html, "td");
}

static void put_row(spr_screen *p, const sprawa_indicator *x) {
  spr_html *h = &p->html;
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_text(h, spr_str_of(x->municipality_title));
  if (x->elsewhere) {
    spr_html_open(h, "span", "sub");
    spr_html_say_with(h, SPR_SAY_indicator_elsewhere, (spr_with){.n = (int64_t)x->elsewhere});
    spr_html_close(h, "span");
  }
  spr_html_close(h, "th");
  put_number(p, SPR_SAY_indicator_counted, x->counted);
  if (*x->deadline) {
    put_share(p, x);
    put_number(p, SPR_SAY_indicator_open, x->open);
    put_number(p, SPR_SAY_indicator_gone, x->waived + x->cancelled);
  } else {
    put_figures(p, x);
    put_number(p, SPR_SAY_indicator_waiting, x->waiting);
    put_number(p, SPR_SAY_indicator_left, x->left);
  }
  spr_html_close(h, "tr");
}

/* -- one indicator --------------------------------------------------------------------------------------- */

static bool same_indicator(const sprawa_indicator *a, const sprawa_indicator *b) {
  return strcmp(a->package, b->package) == 0 && strcmp(a->workflow, b->workflow) == 0 &&
         strcmp(a->name, b->name) == 0 && strcmp(a->measure, b->measure) == 0 &&
         strcmp(a->from, b->from) == 0 && strcmp(a->to, b->to) == 0 && strcmp(a->deadline, b->deadline) == 0;
}

static void put_head(spr_screen *p, const sprawa_indicator *x) {
  spr_html *h = &p->html;
  spr_html_open(h, "h2", NULL);
  spr_html_text(h, spr_str_of(x->title));
  spr_html_close(h, "h2");
  if (*x->description) spr_html_element(h, "p", NULL, spr_str_of(x->description));
  if (x->illustrative) spr_html_said(h, "p", "about", SPR_SAY_indicator_illustrative);
}

/* Gives the number of the row behind the last one of this indicator. */
static size_t put_indicator(spr_screen *p, const sprawa_indicators *all, size_t i) {
  static const spr_phrase ways[] = {SPR_SAY_municipality, SPR_SAY_indicator_counted,
                                    SPR_SAY_indicator_at_most, SPR_SAY_indicator_waiting,
                                    SPR_SAY_indicator_left};
  static const spr_phrase deadlines[] = {SPR_SAY_municipality, SPR_SAY_indicator_counted,
                                         SPR_SAY_indicator_met, SPR_SAY_indicator_open,
                                         SPR_SAY_indicator_gone};
  spr_html *h = &p->html;
  const sprawa_indicator *first = sprawa_indicators_at(all, i), *x = first;
  spr_html_open(h, "section", NULL);
  put_head(p, first);
  spr_html_open(h, "table", "cards");
  spr_html_element(h, "caption", "hidden-text", spr_str_of(first->title));
  spr_screen_columns(p, *first->deadline ? deadlines : ways, 5);
  spr_html_open(h, "tbody", NULL);
  for (; x && same_indicator(first, x); x = sprawa_indicators_at(all, ++i)) put_row(p, x);
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
  spr_html_close(h, "section");
  return i;
}

/* -- the page -------------------------------------------------------------------------------------------- */

static const char *asked(spr_visit *v, const char *name) {
  spr_str s = spr_http_query(v->http, name);
  return s.n ? spr_arena_strdup(v->http->arena, s.p, s.n) : NULL;
}

void spr_screen_indicators(spr_visit *v) {
  bool reads_cases = spr_principal_may(v->who, SPR_SCOPE_CASES_READ);
  sprawa_indicators_query q = {.as = &v->view,
                               .since = asked(v, "since"),
                               .until = asked(v, "until"),
                               .by_municipality = true,
                               .least = reads_cases ? 0 : SPRAWA_INDICATOR_LEAST};
  sprawa_indicators *all = NULL;
  sprawa_error e;
  sprawa_code code = sprawa_engine_indicators(v->server->engine, &q, &all, &e);
  bool wrong = code == SPRAWA_INVALID && strcmp(e.name, "period") == 0;
  if (code != SPRAWA_OK && code != SPRAWA_NOT_FOUND && !wrong) {
    spr_screen_failed(v, &e);
    return;
  }
  if (all) SPR_HOLD(v, all, sprawa_indicators_free);
  spr_screen p;
  if (wrong) v->answer->status = 400;
  spr_screen_begin(&p, v, SPR_AT_INDICATORS, spr_screen_said(v, SPR_SAY_indicators));
  spr_html_said(&p.html, "p", "lead", SPR_SAY_indicators_lead);
  put_period(&p, &q);
  if (wrong) spr_html_said(&p.html, "p", "box", SPR_SAY_indicator_period_wrong);
  if (!wrong && !sprawa_indicators_at(all, 0)) spr_html_said(&p.html, "p", "box", SPR_SAY_none);
  for (size_t i = 0; sprawa_indicators_at(all, i);) i = put_indicator(&p, all, i);
  spr_screen_end(&p);
}
