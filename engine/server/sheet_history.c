/* SPDX-License-Identifier: Apache-2.0 */
#include "base/scan.h"
#include "server/sheet.h"

/* What has happened: who, what, from where to where, by which rule; the latest first. */

#define ENTRIES 25 /* of a page: about what one screen and a half holds */

static const struct {
  const char *kind;
  spr_phrase what;
} kinds[] = {
    {"opened", SPR_SAY_did_opened},
    {"event", SPR_SAY_did_event},
    {"due", SPR_SAY_did_due},
    {"linked", SPR_SAY_did_linked},
    {"done", SPR_SAY_did_done},
    {"signed", SPR_SAY_did_signed},
    {"waived", SPR_SAY_did_waived},
    {"note", SPR_SAY_did_note},
    {"reopened", SPR_SAY_did_reopened},
    {"incident", SPR_SAY_did_incident},
    {"moved", SPR_SAY_did_moved},
    {"link", SPR_SAY_did_link},
    {"erased", SPR_SAY_did_erased},
    {"held", SPR_SAY_did_held},
    {"released", SPR_SAY_did_released},
    {"retried", SPR_SAY_did_retried},
    {"emergency", SPR_SAY_did_emergency},
};

static void put_what(spr_sheet *k, const sprawa_entry *e) {
  spr_html *h = &k->page.html;
  spr_phrase what = SPR_SAY_did_event;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(e->kind, kinds[i].kind) == 0) what = kinds[i].what;
  spr_html_say(h, what);
  const char *name = *e->title ? e->title : *e->name ? e->name : e->event;
  bool bare = strcmp(name, "case.open") == 0 || strcmp(name, "case.reopen") == 0;
  if (!*name || bare) return;
  spr_html_text(h, SPR_STR(": "));
  spr_html_element(h, "strong", NULL, spr_str_of(name));
}

static void put_who(spr_sheet *k, const sprawa_entry *e) {
  spr_html *h = &k->page.html;
  const spr_str actor = spr_sheet_actor(k, e->actor);
  if (!*e->by && !*e->actor) return;
  spr_html_open(h, "p", "about");
  if (*e->by) spr_html_text(h, spr_sheet_institution(k, e->by));
  if (*e->actor) {
    spr_html_open(h, "span", "quiet");
    spr_html_text(h, spr_str_printf(k->page.arena, "%s(%.*s)", *e->by ? " " : "", SPR_FMT(actor)));
    spr_html_close(h, "span");
  }
  spr_html_close(h, "p");
}

static bool is_among(const char *joined, spr_str path) {
  for (const char *at = joined; *at;) {
    size_t n = strcspn(at, ",");
    if (spr_str_eq(path, spr_str_n(at, n))) return true;
    at += n + (at[n] == ',');
  }
  return false;
}

/* Of the states that are joined with "," the titles of those that are not among the others. */
static size_t titles_without(const spr_sheet *k, const char *joined, const char *const *titles, size_t n,
                             const char *others, const char *const **out) {
  const char **v = SPR_NEW_N(k->page.arena, const char *, n + 1);
  size_t found = 0;
  *out = v;
  for (size_t i = 0; i < n; i++) {
    size_t length = strcspn(joined, ",");
    if (!is_among(others, spr_str_n(joined, length))) v[found++] = titles[i];
    joined += length + (joined[length] == ',');
  }
  return found;
}

/* Of several states at once those that it has left, and those that it has come to. */
static void put_moves(spr_sheet *k, const sprawa_entry *e) {
  spr_html *h = &k->page.html;
  const char *const *left, *const *come;
  size_t nleft = titles_without(k, e->before, e->before_titles, e->nbefore_titles, e->states, &left);
  size_t ncome = titles_without(k, e->states, e->titles, e->ntitles, e->before, &come);
  if (nleft + ncome == 0) return;
  spr_html_open(h, "p", "about moves");
  if (ncome == 0) {
    spr_html_said(h, "span", "quiet", SPR_SAY_left);
    spr_html_text(h, SPR_STR(" "));
  }
  if (nleft) spr_html_text(h, spr_sheet_joined(k, left, nleft));
  if (nleft && ncome) {
    spr_html_open(h, "span", NULL);
    spr_html_attr(h, "aria-hidden", SPR_STR("true"));
    spr_html_text(h, SPR_STR(" \xE2\x86\x92 "));
    spr_html_close(h, "span");
    spr_html_said(h, "span", "hidden-text", SPR_SAY_leads_to);
  }
  if (ncome) spr_html_element(h, "span", "to", spr_sheet_joined(k, come, ncome));
  spr_html_close(h, "p");
}

static void put_moved(spr_sheet *k, const sprawa_moved *m) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "p", "about");
  spr_html_element(h, "span", "mono", spr_str_of(m->name));
  spr_html_text(h, SPR_STR(": "));
  spr_screen_time(&k->page, k->row->zone, m->before);
  spr_html_text(h, SPR_STR(" \xE2\x86\x92 "));
  if (m->after == SPRAWA_NO_TIME)
    spr_html_say(h, SPR_SAY_clock_stands);
  else
    spr_screen_time(&k->page, k->row->zone, m->after);
  spr_html_close(h, "p");
}

static void put_entry(spr_sheet *k, const sprawa_entry *e) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "li", NULL);
  spr_html_attr(h, "id", spr_str_printf(k->page.arena, "entry-%llu", (unsigned long long)e->seq));
  spr_html_open(h, "p", "when");
  spr_screen_time(&k->page, k->row->zone, e->at);
  spr_html_text(h, SPR_STR(" "));
  spr_html_open(h, "a", NULL);
  spr_html_url(h, "href", spr_sheet_at_url(k, e->seq));
  spr_html_say_with(h, SPR_SAY_entry, (spr_with){.n = (int64_t)e->seq});
  spr_html_close(h, "a");
  spr_html_close(h, "p");
  spr_html_open(h, "p", "did");
  put_what(k, e);
  spr_html_close(h, "p");
  put_who(k, e);
  put_moves(k, e);
  for (size_t i = 0; i < e->nmoved; i++) put_moved(k, &e->moved[i]);
  if (*e->reason) spr_html_element(h, "blockquote", NULL, spr_str_of(e->reason));
  if (*e->place) {
    spr_html_open(h, "p", "about");
    spr_html_said(h, "span", "quiet", SPR_SAY_rule);
    spr_html_text(h, SPR_STR(" "));
    spr_sheet_rule(k, e->place);
    spr_html_close(h, "p");
  }
  spr_html_close(h, "li");
}

/* Pages of the past stay in it. */
static spr_str page_url(spr_sheet *k, uint64_t before) {
  spr_url u = spr_url_begin(k->page.arena, "/cases");
  spr_url_segment(&u, spr_str_of(k->row->id));
  if (k->past) spr_url_segment(&u, SPR_STR("at"));
  if (k->past) spr_url_segment(&u, spr_str_printf(k->page.arena, "%llu", (unsigned long long)k->row->seq));
  if (before) spr_url_query(&u, "before", spr_str_printf(k->page.arena, "%llu", (unsigned long long)before));
  spr_url_place(&u, SPR_STR("history"));
  return u.text;
}

static void put_pages(spr_sheet *k, uint64_t first, uint64_t before) {
  spr_html *h = &k->page.html;
  if (first <= 1 && before > k->row->seq) return;
  spr_html_open(h, "nav", "pages");
  spr_html_label(h, "aria-label", SPR_SAY_history_pages);
  if (before <= k->row->seq)
    spr_screen_link(&k->page, "button", page_url(k, 0), spr_screen_said(k->visit, SPR_SAY_history_newest));
  if (first > 1)
    spr_screen_link(&k->page, "button", page_url(k, first), spr_screen_said(k->visit, SPR_SAY_history_older));
  spr_html_close(h, "nav");
}

/* The entries before this one; all where the address does not say. */
static uint64_t before_of(const spr_sheet *k) {
  int64_t n;
  (void)spr_scan_number(spr_http_query(k->visit->http, "before"), &n);
  return n > 1 && (uint64_t)n <= k->row->seq ? (uint64_t)n : k->row->seq + 1;
}

void spr_sheet_history(spr_sheet *k) {
  spr_html *h = &k->page.html;
  sprawa_error error;
  sprawa_journal *j = NULL;
  uint64_t before = before_of(k), first = before > ENTRIES ? before - ENTRIES : 1;
  sprawa_journal_query q = {
      .as = &k->visit->view, .from = first, .limit = (uint32_t)(before - first), .bodies = true};
  spr_sheet_section(k, "history", SPR_SAY_history);
  spr_sheet_notes(k);
  if (sprawa_engine_journal(k->visit->server->engine, k->row->id, &q, &j, &error) == SPRAWA_OK)
    SPR_HOLD(k->visit, j, sprawa_journal_free);
  size_t n = 0;
  while (sprawa_journal_entry(j, n)) n++;
  spr_html_open(h, "ol", "history");
  while (n > 0) put_entry(k, sprawa_journal_entry(j, --n));
  spr_html_close(h, "ol");
  put_pages(k, first, before);
  spr_html_close(h, "section");
}
