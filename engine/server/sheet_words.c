/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/actor.h"
#include "server/definition.h"
#include "server/sheet.h"

/* What the parts of a case's page say alike. */

spr_str spr_sheet_institution(const spr_sheet *k, const char *id) {
  const sprawa_part *p = sprawa_case_part(k->c, 0);
  for (size_t i = 0; p; p = sprawa_case_part(k->c, ++i))
    if (*p->title && strcmp(p->institution, id) == 0) return spr_str_of(p->title);
  const sprawa_site_institution *known = sprawa_directory_find(k->directory, id);
  return spr_str_of(known ? known->title : id);
}

void spr_sheet_institutions(spr_sheet *k, const char *const *ids, size_t n) {
  spr_html *h = &k->page.html;
  for (size_t i = 0; i < n; i++) {
    if (i) spr_html_text(h, SPR_STR(", "));
    spr_html_text(h, spr_sheet_institution(k, ids[i]));
  }
}

spr_str spr_sheet_joined(const spr_sheet *k, const char *const *titles, size_t n) {
  spr_buf text;
  spr_screen_scratch(k->visit, &text);
  for (size_t i = 0; i < n; i++) {
    if (i) spr_buf_puts(&text, ", ");
    spr_buf_puts(&text, titles[i]);
  }
  return spr_buf_view(&text);
}

size_t spr_sheet_acting(const spr_sheet *k, bool anyone, const char *const *by, size_t nby,
                        const char *const **out) {
  const spr_principal *who = k->visit->who;
  const char **v = SPR_NEW_N(k->page.arena, const char *, who->ninstitutions + 1);
  size_t n = 0;
  *out = v;
  if (k->past || !spr_principal_may(who, SPR_SCOPE_CASES_WRITE)) return 0;
  for (uint32_t i = 0; i < who->ninstitutions; i++) {
    bool listed = anyone;
    for (size_t j = 0; j < nby && !listed; j++) listed = spr_str_is(who->institutions[i], by[j]);
    if (listed) v[n++] = who->institutions[i].p;
  }
  return n;
}

void spr_sheet_section(spr_sheet *k, const char *id, spr_phrase title) {
  spr_html_section(&k->page.html, id, title);
}

/* How far away it was from today says nothing of the past. */
static void put_end_then(spr_sheet *k, int64_t ends, const char *last_day, bool overdue) {
  spr_screen_end_of(&k->page, k->row->zone, ends, last_day);
  if (!overdue) return;
  spr_html_text(&k->page.html, SPR_STR(" "));
  spr_html_said(&k->page.html, "span", "tag late", SPR_SAY_overdue);
}

void spr_sheet_end(spr_sheet *k, int64_t ends, const char *last_day, bool suspended, bool overdue) {
  if (suspended)
    spr_html_said(&k->page.html, "span", "tag", SPR_SAY_clock_stands);
  else if (k->past)
    put_end_then(k, ends, last_day, overdue);
  else
    spr_screen_due(&k->page, k->row->zone, ends, last_day, overdue);
}

spr_str spr_sheet_at_url(const spr_sheet *k, uint64_t seq) {
  spr_url u = spr_url_begin(k->page.arena, "/cases");
  spr_url_segment(&u, k->visit->args[0]);
  spr_url_segment(&u, SPR_STR("at"));
  spr_url_segment(&u, spr_str_printf(k->page.arena, "%llu", (unsigned long long)seq));
  return u.text;
}

void spr_sheet_rule(spr_sheet *k, const char *place) {
  if (!*place) return;
  spr_html_open(&k->page.html, "code", "place");
  if (spr_principal_may(k->visit->who, SPR_SCOPE_DEFINITIONS_READ))
    spr_screen_link(&k->page, NULL,
                    spr_source_url(k->page.arena, k->row->package, k->row->municipality, spr_str_of(place)),
                    spr_str_of(place));
  else
    spr_html_text(&k->page.html, spr_str_of(place));
  spr_html_close(&k->page.html, "code");
}

spr_str spr_sheet_actor(const spr_sheet *k, const char *actor) {
  const char *colon = strchr(actor, ':');
  if (strcmp(actor, SPR_ACTOR) == 0) return spr_screen_said(k->page.visit, SPR_SAY_by_operator);
  if (strcmp(actor, SPR_ACTOR_PRETENDED) == 0)
    return spr_screen_said(k->page.visit, SPR_SAY_by_operator_pretending);
  return spr_str_of(colon ? colon + 1 : actor);
}
