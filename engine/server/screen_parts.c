/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people.h"
#include "server/cases_query.h"
#include "server/console.h"
#include "server/screen.h"

/* -- answers that are no page of their own --------------------------------------------------------------- */

void spr_screen_wrong(spr_visit *v, uint16_t status, spr_phrase title, spr_phrase cure) {
  spr_screen_wrong_with(v, status, title, cure, (spr_with){0});
}

void spr_screen_wrong_with(spr_visit *v, uint16_t status, spr_phrase title, spr_phrase cure, spr_with with) {
  spr_screen p;
  v->answer->status = status;
  spr_screen_begin(&p, v, SPR_AT_NOWHERE, spr_screen_said(v, title));
  spr_html *h = &p.html;
  spr_html_open(h, "p", NULL);
  spr_html_say_with(h, cure, with);
  spr_html_close(h, "p");
  spr_html_open(h, "p", "buttons");
  spr_screen_link(&p, "button", SPR_STR("/"),
                  spr_screen_said(v, v->who ? SPR_SAY_go_overview : SPR_SAY_sign_in));
  if (v->who) spr_screen_link(&p, "button", SPR_STR("/cases"), spr_screen_said(v, SPR_SAY_go_cases));
  spr_html_close(h, "p");
  spr_screen_end(&p);
}

void spr_screen_status(spr_visit *v, uint16_t status) {
  static const struct {
    uint16_t status;
    spr_phrase title, cure;
  } known[] = {
      {400, SPR_SAY_wrong_400, SPR_SAY_cure_400}, {403, SPR_SAY_wrong_403, SPR_SAY_cure_403},
      {404, SPR_SAY_wrong_404, SPR_SAY_cure_404}, {405, SPR_SAY_wrong_405, SPR_SAY_cure_404},
      {410, SPR_SAY_wrong_410, SPR_SAY_cure_410}, {429, SPR_SAY_wrong_429, SPR_SAY_cure_429},
      {503, SPR_SAY_wrong_503, SPR_SAY_cure_503},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (known[i].status != status) continue;
    spr_screen_wrong(v, status, known[i].title, known[i].cure);
    return;
  }
  spr_screen_wrong(v, 500, SPR_SAY_wrong_500, SPR_SAY_cure_500);
}

void spr_screen_failed(spr_visit *v, const sprawa_error *e) {
  switch (e->code) {
    case SPRAWA_NOT_FOUND: spr_screen_status(v, 404); break;
    case SPRAWA_INVALID: spr_screen_status(v, 400); break;
    case SPRAWA_NOT_DONE:
    case SPRAWA_NO_MEMORY:
    case SPRAWA_LIMIT: spr_screen_status(v, 503); break;
    case SPRAWA_OUTCOME_UNKNOWN:
      spr_screen_wrong(v, 503, SPR_SAY_wrong_uncertain, SPR_SAY_cure_uncertain);
      break;
    case SPRAWA_REFUSED: spr_screen_status(v, strcmp(e->name, "case-erased") == 0 ? 410 : 403); break;
    default: spr_screen_status(v, 500); break;
  }
  if (v->answer->status >= 500) spr_answer_blame(v->answer, e->name);
}

void spr_screen_go(spr_visit *v, spr_str url) {
  v->answer->status = 303;
  spr_answer_header(v->answer, "Location", url);
}

/* -- forms and links ------------------------------------------------------------------------------------- */

void spr_screen_form(spr_screen *p, const char *class_names, spr_str action) {
  spr_html_open(&p->html, "form", class_names);
  spr_html_attr(&p->html, "method", SPR_STR("post"));
  spr_html_url(&p->html, "action", action);
  spr_str session = spr_console_session(p->visit);
  if (!session.p) return;
  spr_secret token;
  spr_csrf_make(session, &token);
  spr_screen_hidden(p, SPR_FORM_TOKEN, spr_str_of(token.text));
}

void spr_screen_hidden(spr_screen *p, const char *name, spr_str value) {
  spr_html_open(&p->html, "input", NULL);
  spr_html_attr(&p->html, "type", SPR_STR("hidden"));
  spr_html_attr(&p->html, "name", spr_str_of(name));
  spr_html_attr(&p->html, "value", value);
}

void spr_screen_select(spr_screen *p, spr_str id, const char *name, spr_phrase label, const spr_choice *v,
                       size_t n, spr_str chosen) {
  spr_html *h = &p->html;
  spr_html_open(h, "div", "field");
  spr_html_open(h, "label", NULL);
  spr_html_attr(h, "for", id);
  spr_html_say(h, label);
  spr_html_close(h, "label");
  spr_html_open(h, "select", NULL);
  spr_html_attr(h, "id", id);
  spr_html_attr(h, "name", spr_str_of(name));
  for (size_t i = 0; i < n; i++) {
    spr_html_open(h, "option", NULL);
    spr_html_attr(h, "value", v[i].value);
    if (spr_str_eq(v[i].value, chosen)) spr_html_flag(h, "selected");
    spr_html_text(h, v[i].text);
    spr_html_close(h, "option");
  }
  spr_html_close(h, "select");
  spr_html_close(h, "div");
}

#define MOST_LETTERS "120" /* that a search takes, whatever they are: 256 bytes (case.h) */

void spr_screen_search(spr_screen *p, spr_str id, spr_str hint, spr_str value) {
  spr_html *h = &p->html;
  spr_html_open(h, "input", NULL);
  spr_html_attr(h, "type", SPR_STR("search"));
  spr_html_attr(h, "id", id);
  spr_html_attr(h, "name", spr_str_of(spr_cases_name(SPR_CASES_TEXT)));
  spr_html_attr(h, "maxlength", SPR_STR(MOST_LETTERS));
  spr_html_attr(h, "autocomplete", SPR_STR("off"));
  if (hint.n) spr_html_attr(h, "aria-describedby", hint);
  if (value.n) spr_html_attr(h, "value", value);
  spr_screen_submit(p, "main", SPR_SAY_search_now);
}

void spr_screen_submit(spr_screen *p, const char *class_names, spr_phrase key) {
  spr_html_said(&p->html, "button", class_names, key);
}

void spr_screen_link(spr_screen *p, const char *class_names, spr_str url, spr_str text) {
  spr_html_open(&p->html, "a", class_names);
  spr_html_url(&p->html, "href", url);
  spr_html_text(&p->html, text);
  spr_html_close(&p->html, "a");
}

/* -- tables ---------------------------------------------------------------------------------------------- */

void spr_screen_table(spr_screen *p, spr_str caption) {
  spr_html_open(&p->html, "table", "cards");
  spr_html_element(&p->html, "caption", NULL, caption);
}

void spr_screen_columns(spr_screen *p, const spr_phrase *keys, uint32_t n) {
  spr_html *h = &p->html;
  spr_html_open(h, "thead", NULL);
  spr_html_open(h, "tr", NULL);
  for (uint32_t i = 0; i < n; i++) {
    spr_html_open(h, "th", NULL);
    spr_html_attr(h, "scope", SPR_STR("col"));
    spr_html_say(h, keys[i]);
    spr_html_close(h, "th");
  }
  spr_html_close(h, "tr");
  spr_html_close(h, "thead");
}

void spr_screen_cell(spr_screen *p, const char *class_names, spr_phrase column) {
  spr_html_open(&p->html, "td", class_names);
  spr_html_label(&p->html, "data-label", column);
}

/* -- times ----------------------------------------------------------------------------------------------- */

/* What stands on the clock there. */
static spr_local local_of(const char *rfc3339) {
  spr_local local = 0;
  bool has_offset;
  int64_t offset;
  (void)spr_datetime_parse(spr_str_of(rfc3339), &local, &has_offset, &offset);
  return local;
}

static spr_day day_of(spr_local local) {
  spr_day day;
  int64_t ms;
  spr_local_split(local, &day, &ms);
  return day;
}

static spr_str in_words(spr_screen *p, bool by_day, spr_local time, spr_day day) {
  spr_buf text;
  spr_screen_scratch(p->visit, &text);
  if (by_day)
    spr_phrase_day(p->phrases, &text, day);
  else
    spr_phrase_time(p->phrases, &text, time);
  return spr_buf_view(&text);
}

static void put_time(spr_screen *p, const char *machine, spr_str words) {
  spr_html_open(&p->html, "time", NULL);
  spr_html_attr(&p->html, "datetime", spr_str_of(machine));
  spr_html_text(&p->html, words);
  spr_html_close(&p->html, "time");
}

void spr_screen_time(spr_screen *p, const sprawa_zone *zone, int64_t time) {
  char text[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, time, text);
  if (*text) put_time(p, text, in_words(p, false, local_of(text), 0));
}

spr_str spr_screen_moment(spr_screen *p, const sprawa_zone *zone, int64_t time) {
  char text[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, time, text);
  return *text ? in_words(p, false, local_of(text), 0) : SPR_STR("");
}

spr_str spr_screen_day(spr_screen *p, const char *day) {
  spr_day d;
  return spr_day_parse(spr_str_of(day), &d) ? in_words(p, true, 0, d) : SPR_STR("");
}

/* Midnight is told as the day that ends with it: who reads the next day's date would be a day late. Gives the
 * last day. */
static spr_day put_end(spr_screen *p, const sprawa_zone *zone, int64_t ends, const char *last_day) {
  char end[SPRAWA_TIME_TEXT], before[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, ends, end);
  sprawa_time_text(zone, ends - 1, before);
  spr_day last = day_of(local_of(before)), given;
  bool by_day = local_of(end) % SPR_MS_PER_DAY == 0;
  if (spr_day_parse(spr_str_of(last_day), &given)) {
    by_day = true;
    last = given;
  }
  put_time(p, end, in_words(p, by_day, local_of(end), last));
  return last;
}

void spr_screen_end_of(spr_screen *p, const sprawa_zone *zone, int64_t ends, const char *last_day) {
  (void)put_end(p, zone, ends, last_day);
}

void spr_screen_due(spr_screen *p, const sprawa_zone *zone, int64_t ends, const char *last_day,
                    bool overdue) {
  char now[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, p->visit->http->at, now);
  spr_day last = put_end(p, zone, ends, last_day);
  spr_buf away;
  spr_screen_scratch(p->visit, &away);
  spr_day today = day_of(local_of(now));
  if (overdue && last >= today) /* by hours */
    spr_phrase_put(p->phrases, &away, spr_buf_str, SPR_SAY_overdue, NULL);
  else
    spr_phrase_until(p->phrases, &away, today, last);
  spr_html_text(&p->html, SPR_STR(" "));
  spr_html_element(&p->html, "span", overdue ? "tag late" : "tag", spr_buf_view(&away));
}
