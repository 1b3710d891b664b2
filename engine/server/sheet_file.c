/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* What the case holds: its fields, linked cases, what has failed; and notes. */

void spr_sheet_fields(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_field *f = sprawa_case_field(k->c, 0);
  spr_sheet_section(k, "file", SPR_SAY_case_file);
  if (!f) spr_html_said(h, "p", "quiet", SPR_SAY_no_fields);
  if (f) {
    spr_html_open(h, "dl", "facts file");
    for (size_t i = 0; f; f = sprawa_case_field(k->c, ++i)) {
      sprawa_datum d = {.name = f->name, .title = f->title};
      spr_html_element(h, "dt", NULL, spr_ask_label(k->page.arena, &d));
      spr_html_open(h, "dd", NULL);
      spr_value_show(&k->page, f->titled);
      spr_html_close(h, "dd");
    }
    spr_html_close(h, "dl");
  }
  spr_html_close(h, "section");
}

/* -- linked cases, what has failed ------------------------------------------------------------------------
 */

void spr_sheet_links(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_link *l = sprawa_case_link(k->c, 0);
  if (!l) return;
  spr_sheet_section(k, "links", SPR_SAY_linked_cases);
  spr_html_open(h, "ul", NULL);
  for (size_t i = 0; l; l = sprawa_case_link(k->c, ++i)) {
    spr_url u = spr_url_begin(k->page.arena, "/cases");
    spr_url_segment(&u, spr_str_of(l->id));
    spr_html_open(h, "li", NULL);
    spr_screen_link(&k->page, "mono", u.text, spr_str_of(l->id));
    spr_html_text(h, SPR_STR(" "));
    spr_html_open(h, "span", "quiet");
    if (strcmp(l->name, "parent") == 0)
      spr_html_say(h, SPR_SAY_link_parent);
    else
      spr_html_say_with(h, SPR_SAY_link_known_as, (spr_with){.a = spr_str_of(l->name)});
    spr_html_close(h, "span");
    spr_html_close(h, "li");
  }
  spr_html_close(h, "ul");
  spr_html_close(h, "section");
}

static void put_emergency(spr_sheet *k, const sprawa_emergency *e) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "li", "duty late");
  spr_html_open(h, "p", NULL);
  spr_screen_time(&k->page, k->row->zone, e->at);
  spr_html_text(h, SPR_STR(" "));
  spr_html_element(h, "strong", NULL, spr_sheet_institution(k, e->by));
  spr_html_text(h, SPR_STR(" "));
  if (*e->actor) spr_html_element(h, "span", "quiet", spr_sheet_actor(k, e->actor));
  spr_html_close(h, "p");
  if (*e->reason) spr_html_element(h, "blockquote", NULL, spr_str_of(e->reason));
  spr_html_close(h, "li");
}

/* To whoever has opened it for an emergency: that this is known, and how long it lasts. */
void spr_sheet_opened(spr_sheet *k) {
  spr_html *h = &k->page.html;
  spr_opened opened = spr_console_opened(k->visit);
  if (!opened.id || strcmp(opened.id, k->row->id) != 0) return;
  spr_html_open(h, "p", "notice");
  spr_html_say(h, SPR_SAY_emergency_yours);
  spr_html_text(h, SPR_STR(" "));
  spr_screen_time(&k->page, k->row->zone, opened.until);
  spr_html_close(h, "p");
}

/* Who has opened the case without a part in it, for those who must know. */
void spr_sheet_emergencies(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_emergency *e = sprawa_case_emergency(k->c, 0);
  if (!e) return;
  spr_sheet_section(k, "emergencies", SPR_SAY_emergencies);
  spr_html_said(h, "p", NULL, SPR_SAY_emergencies_lead);
  spr_html_open(h, "ul", "duties");
  for (size_t i = 0; e; e = sprawa_case_emergency(k->c, ++i)) put_emergency(k, e);
  spr_html_close(h, "ul");
  spr_html_close(h, "section");
}

static void put_incident(spr_sheet *k, const sprawa_incident *v) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "li", "duty late");
  spr_html_open(h, "h3", NULL);
  spr_html_text(h, spr_str_of(v->what));
  if (*v->subject) spr_html_text(h, SPR_STR(" "));
  spr_html_text(h, spr_str_of(v->subject));
  spr_html_close(h, "h3");
  spr_html_open(h, "p", NULL);
  spr_html_say_with(h, SPR_SAY_tried_times, (spr_with){.n = v->tries});
  spr_html_text(h, SPR_STR(" "));
  spr_html_say(h, SPR_SAY_since);
  spr_html_text(h, SPR_STR(" "));
  spr_screen_time(&k->page, k->row->zone, v->since);
  spr_html_close(h, "p");
  spr_html_open(h, "p", NULL);
  spr_html_say(h, SPR_SAY_next_try);
  spr_html_text(h, SPR_STR(" "));
  spr_screen_time(&k->page, k->row->zone, v->next_try);
  spr_html_close(h, "p");
  spr_sheet_rule(k, v->place);
  if (*v->reason) {
    spr_html_open(h, "p", "quiet");
    spr_html_attr(h, "lang", SPR_STR("en"));
    spr_html_text(h, spr_str_of(v->reason));
    spr_html_close(h, "p");
  }
  spr_html_close(h, "li");
}

void spr_sheet_incidents(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_incident *v = sprawa_case_incident(k->c, 0);
  if (!v) return;
  spr_sheet_section(k, "incidents", SPR_SAY_incidents);
  spr_html_said(h, "p", NULL, SPR_SAY_incidents_lead);
  spr_html_open(h, "ul", "duties");
  for (size_t i = 0; v; v = sprawa_case_incident(k->c, ++i)) put_incident(k, v);
  spr_html_close(h, "ul");
  spr_html_close(h, "section");
}

/* -- notes ------------------------------------------------------------------------------------------------
 */

size_t spr_sheet_noting(const spr_sheet *k, const char *const **out) {
  size_t n = 0;
  while (sprawa_case_part(k->c, n)) n++;
  const char **by = SPR_NEW_N(k->page.arena, const char *, n + 1);
  for (size_t i = 0; i < n; i++) by[i] = sprawa_case_part(k->c, i)->institution;
  return spr_sheet_acting(k, false, by, n, out);
}

void spr_sheet_notes(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const char *const *acting;
  size_t n = spr_sheet_noting(k, &acting);
  if (n == 0) return;
  spr_str prefix = spr_sheet_prefix(k, "note", "");
  const spr_asked *back = spr_sheet_back(k, "note", "");
  spr_html_open(h, "details", "option no-print");
  if (back) spr_html_flag(h, "open");
  spr_html_said(h, "summary", NULL, SPR_SAY_note_write);
  spr_sheet_form(k, "note", (spr_str){0}, prefix, acting, n);
  spr_ask_text(&k->page, prefix, "text", SPR_SAY_note_text, true, back);
  spr_sheet_submit(k, "main", SPR_SAY_note_keep, (spr_str){0});
  spr_html_close(h, "form");
  spr_html_close(h, "details");
}
