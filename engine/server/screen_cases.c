/* SPDX-License-Identifier: Apache-2.0 */
#include "server/cases_query.h"
#include "server/cases_read.h"
#include "server/console.h"
#include "server/live.h"
#include "server/screen.h"
#include "server/stream.h"

/* The list of cases: filters, what they are set to, the rows, and the way to the next page. */

/* -- filters --------------------------------------------------------------------------------------------- */

typedef struct choice {
  const char *value;
  spr_phrase label;
} choice;

static const choice dues[] = {
    {"", SPR_SAY_due_any}, {"overdue", SPR_SAY_due_overdue}, {"week", SPR_SAY_due_week}};
static const choice states[] = {{"", SPR_SAY_status_open}, {"all", SPR_SAY_status_all}};
static const choice needs[] = {{"", SPR_SAY_all},
                               {"incidents", SPR_SAY_incidents},
                               {"still", SPR_SAY_still},
                               {"emergencies", SPR_SAY_emergency}};
static const choice sorts[] = {
    {"", SPR_SAY_sort_due}, {"age", SPR_SAY_sort_age}, {"last", SPR_SAY_sort_last}};

/* A filter: how it is called, and from what one chooses. */
static const struct {
  spr_cases_key key;
  spr_phrase label;
  const choice *choices;
  uint32_t n;
} filters[] = {
    {SPR_CASES_CITY, SPR_SAY_filter_city, NULL, 0},
    {SPR_CASES_STAGE, SPR_SAY_filter_stage, NULL, 0},
    {SPR_CASES_RESPONSIBLE, SPR_SAY_filter_responsible, NULL, 0},
    {SPR_CASES_DUE, SPR_SAY_filter_due, dues, 3},
    {SPR_CASES_STATUS, SPR_SAY_filter_status, states, 2},
    {SPR_CASES_NEED, SPR_SAY_filter_need, needs, 4},
    {SPR_CASES_SORT, SPR_SAY_sort, sorts, 3},
};
#define FILTERS (sizeof filters / sizeof *filters)

static void put_select(spr_screen *p, const spr_cases_query *q, size_t i, const spr_cases_names *names) {
  const spr_cases_choices *of = &names->of[filters[i].key];
  spr_choice *v = SPR_NEW_N(p->arena, spr_choice, filters[i].n + of->n + 1);
  const char *name = spr_cases_name(filters[i].key);
  uint32_t n = 0;
  for (uint32_t k = 0; k < filters[i].n; k++)
    v[n++] = (spr_choice){spr_str_of(filters[i].choices[k].value),
                          spr_screen_said(p->visit, filters[i].choices[k].label)};
  if (n == 0) {
    v[n++] = (spr_choice){SPR_STR(""), spr_screen_said(p->visit, SPR_SAY_all)};
    for (uint32_t k = 0; k < of->n; k++) v[n++] = (spr_choice){of->v[k].name, of->v[k].title};
  }
  spr_screen_select(p, spr_str_of(name), name, filters[i].label, v, n, q->value[filters[i].key]);
}

static void put_search(spr_screen *p, const spr_cases_query *q) {
  spr_html *h = &p->html;
  spr_str name = spr_str_of(spr_cases_name(SPR_CASES_TEXT));
  spr_html_open(h, "div", "field search");
  spr_html_open(h, "label", NULL);
  spr_html_attr(h, "for", name);
  spr_html_say(h, SPR_SAY_filter_text);
  spr_html_close(h, "label");
  spr_screen_search(p, name, SPR_STR("search-hint"), q->value[SPR_CASES_TEXT]);
  spr_html_open(h, "p", "hint");
  spr_html_attr(h, "id", SPR_STR("search-hint"));
  spr_html_say(h, SPR_SAY_filter_text_hint);
  spr_html_close(h, "p");
  spr_html_close(h, "div");
}

static void put_filters(spr_screen *p, const spr_cases_query *q, const spr_cases_names *names) {
  spr_html *h = &p->html;
  spr_html_open(h, "form", "filters");
  spr_html_attr(h, "role", SPR_STR("search"));
  spr_html_label(h, "aria-label", SPR_SAY_filters);
  spr_html_attr(h, "method", SPR_STR("get"));
  spr_html_url(h, "action", SPR_STR("/cases"));
  put_search(p, q);
  spr_html_open(h, "details", "box");
  spr_html_said(h, "summary", NULL, SPR_SAY_filters);
  spr_html_open(h, "div", "fields");
  for (size_t i = 0; i < FILTERS; i++) put_select(p, q, i, names);
  spr_html_close(h, "div");
  spr_screen_submit(p, "main", SPR_SAY_filter_apply);
  spr_html_close(h, "details");
  spr_html_close(h, "form");
}

/* -- what is set ----------------------------------------------------------------------------------------- */

/* How a value is called that was chosen. */
static spr_str shown(spr_screen *p, const spr_cases_query *q, size_t i, const spr_cases_names *names) {
  spr_str value = q->value[filters[i].key];
  for (uint32_t k = 0; k < filters[i].n; k++)
    if (spr_str_is(value, filters[i].choices[k].value))
      return spr_screen_said(p->visit, filters[i].choices[k].label);
  return spr_cases_title(names, filters[i].key, value);
}

static void put_chip(spr_screen *p, const spr_cases_query *q, spr_cases_key key, spr_phrase label,
                     spr_str value) {
  spr_html *h = &p->html;
  spr_str text = spr_screen_said_with(p->visit, SPR_SAY_chip,
                                      (spr_with){.a = spr_screen_said(p->visit, label), .b = value});
  spr_html_open(h, "li", NULL);
  spr_html_open(h, "a", "chip");
  spr_html_url(h, "href", spr_cases_url_with(p->arena, q, key, (spr_str){0}));
  spr_html_label_with(h, "aria-label", SPR_SAY_filter_remove, (spr_with){.a = text});
  spr_html_text(h, text);
  spr_html_open(h, "svg", NULL);
  spr_html_attr(h, "viewBox", SPR_STR("0 0 12 12"));
  spr_html_attr(h, "aria-hidden", SPR_STR("true"));
  spr_html_open(h, "path", "stroke");
  spr_html_attr(h, "d", SPR_STR("M2 2 10 10M10 2 2 10"));
  spr_html_close(h, "path");
  spr_html_close(h, "svg");
  spr_html_close(h, "a");
  spr_html_close(h, "li");
}

static void put_chips(spr_screen *p, const spr_cases_query *q, const spr_cases_names *names) {
  spr_html *h = &p->html;
  if (!spr_cases_filtered(q)) return;
  spr_html_open(h, "ul", "chips");
  spr_html_label(h, "aria-label", SPR_SAY_filters_set);
  if (q->value[SPR_CASES_TEXT].n)
    put_chip(p, q, SPR_CASES_TEXT, SPR_SAY_filter_text, q->value[SPR_CASES_TEXT]);
  for (size_t i = 0; i < FILTERS; i++)
    if (q->value[filters[i].key].n && filters[i].key < SPR_CASES_SORT)
      put_chip(p, q, filters[i].key, filters[i].label, shown(p, q, i, names));
  spr_html_open(h, "li", NULL);
  spr_screen_link(p, NULL, SPR_STR("/cases"), spr_screen_said(p->visit, SPR_SAY_filter_clear));
  spr_html_close(h, "li");
  spr_html_close(h, "ul");
}

/* -- rows ------------------------------------------------------------------------------------------------ */

static void put_tag(spr_screen *p, const char *class_names, spr_phrase key, uint32_t n) {
  spr_html_text(&p->html, SPR_STR(" "));
  spr_html_open(&p->html, "span", class_names);
  spr_html_say_with(&p->html, key, (spr_with){.n = n});
  spr_html_close(&p->html, "span");
}

#define MOST_PLACES 3 /* of a case that is in several states at once; its page has all */

/* Each title once: the first, and beneath it some more. */
static void put_places(spr_screen *p, const sprawa_case_row *row) {
  spr_html *h = &p->html;
  spr_names titles;
  spr_names_init(&titles, p->arena);
  for (size_t i = 0; i < row->ntitles; i++) (void)spr_names_add(&titles, spr_str_of(row->titles[i]), NULL);
  if (titles.n) spr_html_element(h, "div", NULL, titles.v[0]);
  if (titles.n < 2) return;
  spr_html_open(h, "span", "sub");
  for (uint32_t i = 1; i < titles.n && i < MOST_PLACES; i++) {
    if (i > 1) spr_html_text(h, SPR_STR(", "));
    spr_html_text(h, titles.v[i]);
  }
  if (titles.n > MOST_PLACES) {
    spr_html_text(h, SPR_STR(" "));
    spr_html_say_with(h, SPR_SAY_and_more, (spr_with){.n = titles.n - MOST_PLACES});
  }
  spr_html_close(h, "span");
}

static void put_where(spr_screen *p, const sprawa_case_row *row) {
  spr_html *h = &p->html;
  spr_screen_cell(p, NULL, SPR_SAY_case_where);
  put_places(p, row);
  if (row->status == SPRAWA_CASE_ENDED) spr_html_said(h, "span", "tag", SPR_SAY_case_ended);
  if (row->status == SPRAWA_CASE_ERASED) spr_html_said(h, "span", "tag", SPR_SAY_status_erased);
  spr_html_close(h, "td");
}

static void put_due(spr_screen *p, const sprawa_case_row *row) {
  spr_html *h = &p->html;
  spr_screen_cell(p, NULL, SPR_SAY_case_due);
  if (row->overdue) {
    spr_html_open(h, "div", NULL);
    put_tag(p, "tag late", SPR_SAY_n_overdue, row->overdue);
    spr_html_close(h, "div");
  }
  if (row->due != SPRAWA_NO_TIME) {
    spr_screen_due(p, row->zone, row->due, "", false);
  } else if (!row->overdue) {
    spr_html_said(h, "span", "quiet", SPR_SAY_no_deadline);
  }
  spr_html_close(h, "td");
}

static void put_row(spr_screen *p, const sprawa_case_row *row) {
  spr_html *h = &p->html;
  spr_url url = spr_url_begin(p->arena, "/cases");
  spr_url_segment(&url, spr_str_of(row->id));
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_screen_link(p, "mono", url.text, spr_str_of(row->id));
  if (row->incidents) put_tag(p, "tag soon", SPR_SAY_n_incidents, row->incidents);
  if (row->held) spr_html_said(h, "span", "sub", SPR_SAY_held);
  spr_html_close(h, "th");
  put_where(p, row);
  put_due(p, row);
  spr_screen_cell(p, NULL, SPR_SAY_case_responsible);
  if (*row->responsible)
    spr_html_text(h, spr_str_of(row->responsible_title));
  else
    spr_html_said(h, "span", "quiet", SPR_SAY_nobody);
  spr_html_close(h, "td");
  spr_screen_cell(p, NULL, SPR_SAY_municipality);
  spr_html_text(h, spr_str_of(row->municipality_title));
  spr_html_close(h, "td");
  spr_screen_cell(p, NULL, SPR_SAY_case_changed);
  spr_screen_time(p, row->zone, row->changed);
  spr_html_close(h, "td");
  spr_html_close(h, "tr");
}

static spr_str how_many(spr_visit *v, const spr_cases_found *found) {
  spr_phrase key = found->stopped      ? SPR_SAY_at_least_cases
                   : found->count.more ? SPR_SAY_more_than_cases
                                       : SPR_SAY_n_cases;
  return spr_screen_said_with(v, key, (spr_with){.n = (int64_t)found->count.n});
}

static void put_table(spr_screen *p, const spr_cases_found *found) {
  static const spr_phrase columns[] = {SPR_SAY_case_number,      SPR_SAY_case_where,   SPR_SAY_case_due,
                                       SPR_SAY_case_responsible, SPR_SAY_municipality, SPR_SAY_case_changed};
  spr_html *h = &p->html;
  spr_screen_table(
      p, spr_screen_said_with(p->visit, SPR_SAY_list_caption, (spr_with){.a = how_many(p->visit, found)}));
  spr_screen_columns(p, columns, sizeof columns / sizeof *columns);
  spr_html_open(h, "tbody", NULL);
  for (size_t i = 0; sprawa_list_row(found->list, i); i++) put_row(p, sprawa_list_row(found->list, i));
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
}

/* -- the page -------------------------------------------------------------------------------------------- */

static void put_pages(spr_screen *p, const spr_cases_query *q, const spr_cases_found *found) {
  spr_html *h = &p->html;
  const char *next = sprawa_list_next(found->list);
  if (!next && !q->value[SPR_CASES_CURSOR].n) return;
  spr_html_open(h, "nav", "pages");
  spr_html_label(h, "aria-label", SPR_SAY_pages);
  if (q->value[SPR_CASES_CURSOR].n)
    spr_screen_link(p, "button", spr_cases_url_with(p->arena, q, SPR_CASES_CURSOR, (spr_str){0}),
                    spr_screen_said(p->visit, SPR_SAY_first_page));
  if (next)
    spr_screen_link(p, "button", spr_cases_url_with(p->arena, q, SPR_CASES_CURSOR, spr_str_of(next)),
                    spr_screen_said(p->visit, SPR_SAY_next_page));
  spr_html_close(h, "nav");
}

static void put_exports(spr_screen *p, const spr_cases_query *q) {
  spr_html *h = &p->html;
  spr_cases_query whole = *q;
  whole.value[SPR_CASES_CURSOR] = (spr_str){0};
  spr_html_open(h, "p", "quiet no-print");
  spr_html_say(h, SPR_SAY_take_along);
  spr_html_text(h, SPR_STR(" "));
  spr_screen_link(p, NULL, spr_cases_url(p->arena, "/cases.csv", &whole),
                  spr_screen_said(p->visit, SPR_SAY_as_csv));
  spr_html_text(h, SPR_STR(", "));
  spr_screen_link(p, NULL, spr_cases_url(p->arena, "/cases.json", &whole),
                  spr_screen_said(p->visit, SPR_SAY_as_json));
  spr_html_close(h, "p");
}

/* The list begins with what ends next; what has ended already is one step away. */
static void put_overdue(spr_screen *p, const spr_cases_query *q, const sprawa_overview *o) {
  const sprawa_overview_counts *all = sprawa_overview_all(o);
  if (!all || !all->overdue.n || spr_cases_filtered(q)) return;
  spr_phrase key = all->overdue.more ? SPR_SAY_more_than_cases : SPR_SAY_n_cases;
  spr_with with = {.a = spr_screen_said(p->visit, SPR_SAY_overdue),
                   .b = spr_screen_said_with(p->visit, key, (spr_with){.n = all->overdue.n})};
  spr_html_open(&p->html, "p", "notice bad");
  spr_screen_link(p, NULL, spr_cases_url_with(p->arena, q, SPR_CASES_DUE, SPR_STR("overdue")),
                  spr_screen_said_with(p->visit, SPR_SAY_chip, with));
  spr_html_close(&p->html, "p");
}

static void put_nothing(spr_screen *p) {
  spr_html *h = &p->html;
  spr_html_open(h, "div", "box");
  spr_html_said(h, "p", NULL, SPR_SAY_no_cases);
  spr_html_said(h, "p", "quiet", SPR_SAY_no_cases_cure);
  spr_html_close(h, "div");
}

void spr_screen_cases(spr_visit *v) {
  spr_cases_query q = spr_cases_asked(v->http);
  spr_cases_names names;
  spr_cases_found found;
  sprawa_error e;
  spr_live live = {.after = spr_stream_here(v), .again = spr_screen_here(v)};
  if (!spr_cases_find(v, &q, SPR_LISTED, &found) || !spr_cases_note(v, SPR_READ_LIST, found.list)) return;
  const sprawa_overview *o = spr_cases_overview(v, false, &e);
  spr_cases_names_of(v, o, &names);
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_CASES, spr_screen_said(v, SPR_SAY_cases));
  spr_html *h = &p.html;
  spr_cases_learn(v, &q, found.list, &names);
  put_filters(&p, &q, &names);
  put_chips(&p, &q, &names);
  put_overdue(&p, &q, o);
  if (!sprawa_list_row(found.list, 0) && !sprawa_list_next(found.list)) {
    put_nothing(&p);
  } else {
    if (found.stopped) spr_html_said(h, "p", "notice", SPR_SAY_search_stopped);
    put_table(&p, &found);
    put_pages(&p, &q, &found);
    put_exports(&p, &q);
    spr_html_said(h, "p", "quiet", SPR_SAY_times_local);
  }
  spr_live_offer(&p, &live);
  spr_screen_end(&p);
}
