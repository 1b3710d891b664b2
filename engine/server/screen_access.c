/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "server/access_log.h"
#include "server/screen.h"

/* The access log: of the cases that an administrator oversees, and that of one case for the institution that
 * is responsible for it. */

#define MOST_CASES 5 /* of a list that one row names; how many more there were is told */

#define ROWS 50

/* -- who may know, and who they are ------------------------------------------------------------------------
 */

sprawa_directory *spr_console_directory(spr_visit *v, const char *municipality) {
  const sprawa_site_query q = {.as = &v->view, .municipality = municipality};
  sprawa_directory *d = NULL;
  (void)sprawa_engine_directory(v->server->engine, &q, &d, NULL);
  return SPR_HOLD(v, d, sprawa_directory_free);
}

bool spr_console_may_know(const spr_visit *v, const sprawa_case *c) {
  if (spr_principal_may(v->who, SPR_SCOPE_ADMIN_USERS)) return true;
  for (size_t i = 0; sprawa_case_place(c, i); i++)
    if (spr_principal_acts(v->who, spr_str_of(sprawa_case_place(c, i)->responsible))) return true;
  return false;
}

/* -- a row ------------------------------------------------------------------------------------------------
 */

/* "user:anna" -> "anna"; "token:register" -> "program register". */
static spr_str who_it_is(spr_screen *p, spr_str who) {
  spr_str user = SPR_STR("user:"), token = SPR_STR("token:");
  if (spr_str_starts(who, user)) return spr_str_sub(who, user.n, who.n);
  if (!spr_str_starts(who, token)) return who;
  return spr_screen_said_with(p->visit, SPR_SAY_token_of, (spr_with){.a = spr_str_sub(who, token.n, who.n)});
}

static spr_phrase kind_of(spr_read_kind kind) {
  switch (kind) {
    case SPR_READ_LIST: return SPR_SAY_access_list;
    case SPR_READ_SEARCH: return SPR_SAY_access_search;
    case SPR_READ_EXPORT: return SPR_SAY_access_export;
    case SPR_READ_EMERGENCY: return SPR_SAY_access_emergency;
    default: return SPR_SAY_access_read;
  }
}

static void put_cases(spr_screen *p, const spr_read *r) {
  spr_html *h = &p->html;
  spr_screen_cell(p, NULL, SPR_SAY_access_cases);
  for (uint32_t i = 0; i < r->nids && i < MOST_CASES; i++) {
    spr_url u = spr_url_begin(p->arena, "/access");
    spr_url_query(&u, "case", r->ids[i]);
    if (i) spr_html_text(h, SPR_STR(", "));
    spr_screen_link(p, "mono", u.text, r->ids[i]);
  }
  if (r->nids > MOST_CASES) {
    spr_html_text(h, SPR_STR(" "));
    spr_html_say_with(h, SPR_SAY_and_more, (spr_with){.n = r->nids - MOST_CASES});
  }
  if (r->nids == 0) spr_html_said(h, "span", "quiet", SPR_SAY_access_nothing_found);
  spr_html_close(h, "td");
}

static void put_who(spr_screen *p, const spr_read *r, bool one_case) {
  spr_html *h = &p->html;
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  if (one_case) {
    spr_html_text(h, who_it_is(p, r->who));
  } else {
    spr_url u = spr_url_begin(p->arena, "/access");
    spr_url_query(&u, "who", r->who);
    spr_screen_link(p, NULL, u.text, who_it_is(p, r->who));
  }
  spr_html_close(h, "th");
}

static void put_institutions(spr_screen *p, const spr_access_log *l, spr_str joined) {
  spr_html *h = &p->html;
  const char *id = spr_access_institution(p->arena, &joined);
  for (bool first = true; id; id = spr_access_institution(p->arena, &joined), first = false) {
    const sprawa_site_institution *one = sprawa_directory_find(l->directory, id);
    if (!first) spr_html_text(h, SPR_STR(", "));
    spr_html_text(h, spr_str_of(one ? one->title : id));
  }
}

/* On the clocks of the case, else of whoever looked; where neither is known in UTC, which is said. */
static void put_when(spr_screen *p, const spr_access_log *l, const spr_read *r) {
  spr_str joined = r->institution;
  const sprawa_site_institution *one =
      sprawa_directory_find(l->directory, spr_access_institution(p->arena, &joined));
  const sprawa_zone *zone = l->zone ? l->zone : one ? one->zone : NULL;
  spr_screen_time(p, zone, r->at);
  if (zone) return;
  spr_html_text(&p->html, SPR_STR(" "));
  spr_html_say(&p->html, SPR_SAY_utc);
}

static void put_row(spr_screen *p, const spr_access_log *l, const spr_read *r, bool one_case) {
  spr_html *h = &p->html;
  spr_html_open(h, "tr", NULL);
  put_who(p, r, one_case);
  spr_screen_cell(p, NULL, SPR_SAY_access_when);
  put_when(p, l, r);
  spr_html_close(h, "td");
  spr_screen_cell(p, NULL, SPR_SAY_access_for);
  put_institutions(p, l, r->institution);
  spr_html_close(h, "td");
  spr_screen_cell(p, NULL, SPR_SAY_access_kind);
  bool rare = r->kind == SPR_READ_EMERGENCY || r->kind == SPR_READ_SEARCH || r->kind == SPR_READ_EXPORT;
  spr_html_said(h, "span", rare ? "tag soon" : NULL, kind_of(r->kind));
  spr_html_close(h, "td");
  if (!one_case) put_cases(p, r);
  spr_html_close(h, "tr");
}

/* -- the page ---------------------------------------------------------------------------------------------
 */

static void put_log(spr_screen *p, const spr_access_log *l, bool one_case) {
  static const spr_phrase columns[] = {SPR_SAY_access_who, SPR_SAY_access_when, SPR_SAY_access_for,
                                       SPR_SAY_access_kind, SPR_SAY_access_cases};
  spr_html *h = &p->html;
  if (l->n == 0) {
    spr_html_said(h, "p", "box", SPR_SAY_access_none);
    return;
  }
  spr_screen_table(p, spr_screen_said(p->visit, SPR_SAY_access_log));
  spr_screen_columns(p, columns, one_case ? 4 : 5);
  spr_html_open(h, "tbody", NULL);
  for (uint32_t i = 0; i < l->n; i++) put_row(p, l, &l->rows[i].read, one_case);
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
  spr_html_said(h, "p", "quiet", one_case ? SPR_SAY_times_local : SPR_SAY_times_institution);
}

/* u: the address of these rows; those before the last one, and the newest ones. */
static void put_turns(spr_screen *p, const spr_access_log *l, spr_url u) {
  spr_html *h = &p->html;
  if (l->first && !l->next.n) return;
  spr_html_open(h, "nav", "pages");
  spr_html_label(h, "aria-label", SPR_SAY_pages);
  if (!l->first) spr_screen_link(p, "button", u.text, spr_screen_said(p->visit, SPR_SAY_newest));
  if (l->next.n) {
    spr_url_query(&u, "before", l->next);
    spr_screen_link(p, "button", u.text, spr_screen_said(p->visit, SPR_SAY_older));
  }
  spr_html_close(h, "nav");
}

/* Who looks into the log is not written into it: it tells of no case what is in it. */
void spr_screen_access(spr_visit *v) {
  const spr_http *http = v->http;
  const spr_access_asked f = {.who = spr_http_query(http, "who"),
                              .id = spr_http_query(http, "case"),
                              .before = spr_http_query(http, "before"),
                              .limit = ROWS};
  spr_access_log l;
  if (!spr_access_log_read(v, &f, &l)) return;
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_ACCESS, spr_screen_said(v, SPR_SAY_access_log));
  spr_html *h = &p.html;
  spr_html_said(h, "p", "lead", SPR_SAY_access_lead);
  spr_url u = spr_url_begin(p.arena, "/access");
  spr_url_query(&u, "who", f.who);
  spr_url_query(&u, "case", f.id);
  if (f.who.n || f.id.n) {
    spr_html_open(h, "p", NULL);
    spr_str one = f.who.n ? who_it_is(&p, f.who) : f.id;
    spr_html_say_with(h, SPR_SAY_access_of, (spr_with){.a = one});
    spr_html_text(h, SPR_STR(" "));
    spr_screen_link(&p, NULL, SPR_STR("/access"), spr_screen_said(v, SPR_SAY_access_all));
    spr_html_close(h, "p");
  }
  put_log(&p, &l, false);
  put_turns(&p, &l, u);
  spr_screen_end(&p);
}

/* NULL: it may not be known, and that is answered, as if there were no such case. */
static const sprawa_case *known_case(spr_visit *v, const char *id) {
  sprawa_case *c = NULL;
  sprawa_error e;
  sprawa_code code = sprawa_engine_read(v->server->engine, id, &v->view, &c, &e);
  SPR_HOLD(v, c, sprawa_case_free);
  if (code != SPRAWA_OK) {
    spr_screen_failed(v, &e);
    return NULL;
  }
  if (spr_console_may_know(v, c)) return c;
  spr_screen_status(v, 403);
  return NULL;
}

void spr_screen_case_access(spr_visit *v) {
  spr_access_log l;
  const spr_access_asked f = {
      .id = v->args[0], .before = spr_http_query(v->http, "before"), .limit = ROWS, .one_case = true};
  const sprawa_case *c = known_case(v, v->args[0].p);
  if (!c || !spr_console_note(v, SPR_READ_CASE, &v->args[0], 1) || !spr_access_log_read(v, &f, &l)) return;
  l.zone = sprawa_case_head(c)->zone;
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_CASES,
                   spr_screen_said_with(v, SPR_SAY_access_title, (spr_with){.a = v->args[0]}));
  spr_url u = spr_url_begin(p.arena, "/cases");
  spr_url_segment(&u, v->args[0]);
  spr_html_said(&p.html, "p", "lead", SPR_SAY_access_case_lead);
  spr_html_open(&p.html, "p", NULL);
  spr_screen_link(&p, NULL, u.text, spr_screen_said(v, SPR_SAY_go_back));
  spr_html_close(&p.html, "p");
  spr_url_segment(&u, SPR_STR("access"));
  put_log(&p, &l, true);
  put_turns(&p, &l, u);
  spr_screen_end(&p);
}
