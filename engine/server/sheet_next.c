/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* What can happen in the case now, by whom, and why not. What the visitor may send has its form. */

static spr_str name_of(const sprawa_option *o) {
  return spr_str_of(*o->title ? o->title : o->event);
}

static bool reopens(const sprawa_option *o) {
  return strcmp(o->event, "case.reopen") == 0;
}

/* -- who, where to, why not -------------------------------------------------------------------------------
 */

static void put_line(spr_sheet *k, spr_phrase what, spr_str text) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "p", "about");
  spr_html_said(h, "span", "quiet", what);
  spr_html_text(h, SPR_STR(" "));
  spr_html_text(h, text);
  spr_html_close(h, "p");
}

static void put_who(spr_sheet *k, const sprawa_option *o) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "p", "about");
  spr_html_said(h, "span", "quiet", SPR_SAY_by_whom);
  spr_html_text(h, SPR_STR(" "));
  if (o->anyone)
    spr_html_say(h, SPR_SAY_anyone);
  else if (o->nby == 0)
    spr_html_say(h, SPR_SAY_operator_alone);
  else
    spr_sheet_institutions(k, o->by, o->nby);
  spr_html_close(h, "p");
}

static spr_phrase why_not(const sprawa_option *o) {
  static const struct {
    const char *code;
    spr_phrase why;
  } known[] = {
      {"not-competent", SPR_SAY_why_not_competent}, {"guard", SPR_SAY_why_guard},
      {"no-transition", SPR_SAY_why_no_transition}, {"case-closed", SPR_SAY_why_closed},
      {"required", SPR_SAY_why_required},           {"error", SPR_SAY_why_error},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(o->code, known[i].code) == 0) return known[i].why;
  return SPR_SAY_why_other;
}

/* -- what may happen --------------------------------------------------------------------------------------
 */

static void put_target(spr_sheet *k, const sprawa_option *o) {
  if (o->nto)
    put_line(k, SPR_SAY_leads_to, spr_sheet_joined(k, o->to_titles, o->nto));
  else if (!reopens(o))
    put_line(k, SPR_SAY_leads_to, spr_screen_said(k->visit, SPR_SAY_stays));
}

static void put_event_form(spr_sheet *k, const sprawa_option *o, const char *const *acting, size_t n) {
  const char *what = reopens(o) ? "reopen" : "event";
  spr_str prefix = spr_sheet_prefix(k, what, o->event);
  spr_str name = reopens(o) ? (spr_str){0} : spr_str_of(o->event);
  spr_sheet_form(k, what, name, prefix, acting, n);
  spr_ask_write(&k->page, prefix, o->data, o->ndata, spr_sheet_back(k, what, o->event));
  spr_sheet_submit(k, "main", SPR_SAY_send_event, name_of(o));
  spr_html_close(&k->page.html, "form");
}

/* Opens as a form where the visitor may send it. */
static void put_open(spr_sheet *k, const sprawa_option *o, const char *const *acting, size_t n) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "details", "option");
  spr_html_attr(h, "id", spr_sheet_prefix(k, "option", o->event));
  if (spr_sheet_back(k, reopens(o) ? "reopen" : "event", o->event)) spr_html_flag(h, "open");
  spr_html_open(h, "summary", NULL);
  spr_html_element(h, "span", "what", name_of(o));
  if (o->may == SPRAWA_MAY_WITH_DATA) {
    spr_html_text(h, SPR_STR(" "));
    spr_html_said(h, "span", "tag soon", SPR_SAY_depends);
  }
  spr_html_close(h, "summary");
  put_target(k, o);
  put_who(k, o);
  if (o->may == SPRAWA_MAY_WITH_DATA) spr_sheet_reasons(k, o->reasons, o->nreasons, true);
  put_event_form(k, o, acting, n);
  spr_html_close(h, "details");
}

/* That others may send it says enough of why the visitor may not. */
static bool is_barred(const sprawa_option *o) {
  bool others = strcmp(o->code, "not-competent") == 0 && (o->anyone || o->nby);
  return o->may == SPRAWA_MAY_NOT && !others;
}

static void put_told(spr_sheet *k, const sprawa_option *o) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "li", NULL);
  spr_html_element(h, "span", "what", name_of(o));
  if (is_barred(o)) put_line(k, SPR_SAY_why_not, spr_screen_said(k->visit, why_not(o)));
  if (o->may != SPRAWA_MAY_NOT) put_target(k, o);
  put_who(k, o);
  spr_sheet_reasons(k, o->reasons, o->nreasons, o->may == SPRAWA_MAY_WITH_DATA);
  spr_html_close(h, "li");
}

/* 0: those that the visitor may send now, 1: those that others may, 2: those that nobody may. */
static int group_of(const spr_sheet *k, const sprawa_option *o, const char *const **acting, size_t *n) {
  *n = spr_sheet_acting(k, o->anyone, o->by, o->nby, acting);
  return is_barred(o) ? 2 : *n && o->may != SPRAWA_MAY_NOT ? 0 : 1;
}

static size_t count(const spr_sheet *k, int group) {
  const sprawa_option *o = sprawa_explanation_option(k->x, 0);
  const char *const *acting;
  size_t found = 0, n;
  for (size_t i = 0; o; o = sprawa_explanation_option(k->x, ++i))
    found += group_of(k, o, &acting, &n) == group;
  return found;
}

static void put_group(spr_sheet *k, int group) {
  const sprawa_option *o = sprawa_explanation_option(k->x, 0);
  const char *const *acting;
  size_t n;
  for (size_t i = 0; o; o = sprawa_explanation_option(k->x, ++i)) {
    if (group_of(k, o, &acting, &n) != group) continue;
    if (group == 0)
      put_open(k, o, acting, n);
    else
      put_told(k, o);
  }
}

/* Those that need nothing of the visitor are told when asked for. */
static void put_others(spr_sheet *k, int group, spr_phrase title) {
  spr_html *h = &k->page.html;
  size_t n = count(k, group);
  if (n == 0) return;
  spr_html_open(h, "details", "others");
  spr_html_open(h, "summary", NULL);
  spr_html_say_with(h, title, (spr_with){.n = (int64_t)n});
  spr_html_close(h, "summary");
  spr_html_open(h, "ul", "options");
  put_group(k, group);
  spr_html_close(h, "ul");
  spr_html_close(h, "details");
}

void spr_sheet_next(spr_sheet *k) {
  spr_html *h = &k->page.html;
  uint32_t due = sprawa_explanation_due(k->x);
  spr_sheet_section(k, "next", SPR_SAY_what_next);
  if (due) {
    spr_html_open(h, "p", "notice");
    spr_html_say_with(h, SPR_SAY_due_first, (spr_with){.n = due});
    spr_html_close(h, "p");
  }
  if (!sprawa_explanation_option(k->x, 0)) spr_html_said(h, "p", "quiet", SPR_SAY_nothing_next);
  put_group(k, 0);
  put_others(k, 1, SPR_SAY_by_others);
  put_others(k, 2, SPR_SAY_not_now);
  spr_html_close(h, "section");
}
