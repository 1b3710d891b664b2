/* SPDX-License-Identifier: Apache-2.0 */
#include "server/screen.h"

#include "access/people.h"
#include "server/assets.h"
#include "server/cases_query.h"
#include "server/console.h"

/* -- the language ---------------------------------------------------------------------------------------- */

const spr_phrases *spr_screen_phrases(const spr_visit *v) {
  const spr_phrases *chosen = spr_phrases_named(spr_cookie(v->http, SPR_LANGUAGE_COOKIE));
  return chosen ? chosen : spr_phrases_wanted(spr_http_header(v->http, "accept-language"));
}

spr_str spr_screen_said(const spr_visit *v, spr_phrase key) {
  return spr_screen_said_with(v, key, (spr_with){0});
}

spr_str spr_screen_said_with(const spr_visit *v, spr_phrase key, spr_with with) {
  spr_buf text;
  spr_screen_scratch(v, &text);
  spr_phrase_put(spr_screen_phrases(v), &text, spr_buf_str, key, &with);
  return spr_buf_view(&text);
}

/* The arena in the shape of an allocator: what is outgrown stays until the answer is sent. */
static void *from_arena(void *ud, void *p, size_t old_size, size_t new_size) {
  if (new_size <= old_size) return new_size ? p : NULL;
  void *larger = spr_arena_alloc(ud, new_size);
  if (old_size) memcpy(larger, p, old_size);
  return larger;
}

void spr_screen_scratch(const spr_visit *v, spr_buf *text) {
  spr_buf_init(text, &(spr_alloc){from_arena, v->http->arena}, SPR_MAX_STORED_TEXT);
}

/* -- the frame ------------------------------------------------------------------------------------------- */

static void asset(spr_screen *p, const char *attribute, const char *name) {
  spr_html_url(&p->html, attribute, spr_asset_url(p->arena, name));
}

static void linked(spr_screen *p, const char *rel, const char *name) {
  spr_html_open(&p->html, "link", NULL);
  spr_html_attr(&p->html, "rel", spr_str_of(rel));
  asset(p, "href", name);
}

static void script(spr_screen *p, const char *name) {
  spr_html_open(&p->html, "script", NULL);
  spr_html_attr(&p->html, "type", SPR_STR("module"));
  asset(p, "src", name);
  spr_html_close(&p->html, "script");
}

/* In this order, for of rules that weigh the same the last one holds. */
static const char *const sheets[] = {"base.css", "forms.css",    "parts.css",
                                     "case.css", "pictures.css", "print.css"};

static void head(spr_screen *p, spr_str title) {
  spr_html *h = &p->html;
  spr_html_drawing(h, SPR_STR("<!doctype html>"));
  spr_html_open(h, "html", NULL);
  spr_html_attr(h, "lang", spr_str_of(spr_phrases_code(p->phrases)));
  spr_html_open(h, "head", NULL);
  spr_html_open(h, "meta", NULL);
  spr_html_attr(h, "charset", SPR_STR("utf-8"));
  spr_html_open(h, "title", NULL);
  spr_html_say_with(h, SPR_SAY_page_title, (spr_with){.a = title});
  spr_html_close(h, "title");
  spr_html_open(h, "meta", NULL);
  spr_html_attr(h, "name", SPR_STR("viewport"));
  spr_html_attr(h, "content", SPR_STR("width=device-width, initial-scale=1"));
  for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) linked(p, "stylesheet", sheets[i]);
  linked(p, "icon", "icon.svg");
  script(p, "console.js");
  script(p, "keys.js");
  script(p, "live.js");
  spr_html_close(h, "head");
}

/* A page is offered to whoever may ask for it. */
static const struct {
  spr_section section;
  const char *path;
  spr_phrase title;
  uint32_t scope;
} menu[] = {
    {SPR_AT_OVERVIEW, "/", SPR_SAY_overview, SPR_SCOPE_CASES_READ},
    {SPR_AT_CASES, "/cases", SPR_SAY_cases, SPR_SCOPE_CASES_READ},
    {SPR_AT_WORKFLOWS, "/workflows", SPR_SAY_workflows, SPR_SCOPE_DEFINITIONS_READ},
    {SPR_AT_MATRIX, "/matrix", SPR_SAY_matrix, SPR_SCOPE_DEFINITIONS_READ},
    {SPR_AT_INDICATORS, "/indicators", SPR_SAY_indicators, SPR_SCOPE_REPORTS_READ},
    {SPR_AT_ACCESS, "/access", SPR_SAY_access_log, SPR_SCOPE_ADMIN_USERS},
    {SPR_AT_SYSTEM, "/system", SPR_SAY_system, SPR_SCOPE_METRICS},
};

static void navigation(spr_screen *p, spr_section here) {
  spr_html *h = &p->html;
  spr_html_open(h, "nav", "menu");
  spr_html_label(h, "aria-label", SPR_SAY_navigation);
  spr_html_open(h, "ul", NULL);
  for (size_t i = 0; i < sizeof menu / sizeof *menu; i++) {
    if (!spr_principal_may(p->visit->who, menu[i].scope)) continue;
    spr_html_open(h, "li", NULL);
    spr_html_open(h, "a", NULL);
    spr_html_url(h, "href", spr_str_of(menu[i].path));
    if (menu[i].section == here) spr_html_attr(h, "aria-current", SPR_STR("page"));
    spr_html_say(h, menu[i].title);
    spr_html_close(h, "a");
    spr_html_close(h, "li");
  }
  spr_html_close(h, "ul");
  spr_html_close(h, "nav");
}

/* On every page, but for the list of cases, which has a search of its own. Cases that have ended are found,
 * too: somebody may have nothing but the number of one. */
static void search(spr_screen *p) {
  spr_html *h = &p->html;
  if (!spr_principal_may(p->visit->who, SPR_SCOPE_CASES_READ) || spr_str_is(p->visit->http->path, "/cases"))
    return;
  spr_html_open(h, "form", "seek");
  spr_html_attr(h, "role", SPR_STR("search"));
  spr_html_attr(h, "method", SPR_STR("get"));
  spr_html_url(h, "action", SPR_STR("/cases"));
  spr_screen_hidden(p, spr_cases_name(SPR_CASES_STATUS), SPR_STR("all"));
  spr_html_open(h, "label", "hidden-text");
  spr_html_attr(h, "for", SPR_STR("seek"));
  spr_html_say(h, SPR_SAY_search_all);
  spr_html_close(h, "label");
  spr_screen_search(p, SPR_STR("seek"), SPR_STR(""), SPR_STR(""));
  spr_html_close(h, "form");
}

static void who_is_in(spr_screen *p) {
  spr_html *h = &p->html;
  spr_str name = p->visit->who->name;
  const char *colon = memchr(name.p, ':', name.n);
  spr_html_open(h, "div", "who");
  spr_html_open(h, "span", "quiet");
  spr_html_say_with(
      h, SPR_SAY_signed_in,
      (spr_with){.a = colon ? spr_str_sub(name, (uint32_t)(colon - name.p) + 1, name.n) : name});
  spr_html_close(h, "span");
  spr_screen_form(p, NULL, SPR_STR("/logout"));
  spr_screen_submit(p, "plain", SPR_SAY_sign_out);
  spr_html_close(h, "form");
  spr_html_close(h, "div");
}

static void top(spr_screen *p, spr_section here) {
  spr_html *h = &p->html;
  spr_html_open(h, "a", "skip");
  spr_html_url(h, "href", SPR_STR("#main"));
  spr_html_say(h, SPR_SAY_skip);
  spr_html_close(h, "a");
  spr_html_open(h, "header", "top");
  spr_html_open(h, "a", "brand");
  spr_html_url(h, "href", SPR_STR("/"));
  spr_html_say(h, SPR_SAY_product);
  spr_html_close(h, "a");
  if (p->visit->who) {
    navigation(p, here);
    search(p);
    who_is_in(p);
  }
  spr_html_close(h, "header");
}

spr_str spr_screen_here(const spr_visit *v) {
  if (v->http->method == SPR_METHOD_POST) return SPR_STR("/");
  spr_url u = spr_url_begin(v->http->arena, "");
  spr_str path = v->http->path;
  for (uint32_t from = 1; from <= path.n;) {
    uint32_t to = from;
    while (to < path.n && path.p[to] != '/') to++;
    spr_url_segment(&u, spr_str_sub(path, from, to));
    from = to + 1;
  }
  for (uint32_t i = 0; i < v->http->nquery; i++) {
    spr_pair q = v->http->query[i];
    spr_url_query(&u, spr_arena_strdup(v->http->arena, q.name.p, q.name.n), q.value);
  }
  return u.text;
}

static void languages(spr_screen *p) {
  spr_html *h = &p->html;
  spr_html_open(h, "form", "languages");
  spr_html_attr(h, "method", SPR_STR("post"));
  spr_html_url(h, "action", SPR_STR("/language"));
  spr_screen_hidden(p, "back", spr_screen_here(p->visit));
  for (uint32_t i = 0; spr_phrases_at(i); i++) {
    const spr_phrases *one = spr_phrases_at(i);
    spr_html_open(h, "button", "plain");
    spr_html_attr(h, "name", SPR_STR("to"));
    spr_html_attr(h, "value", spr_str_of(spr_phrases_code(one)));
    spr_html_attr(h, "lang", spr_str_of(spr_phrases_code(one)));
    if (one == p->phrases) spr_html_attr(h, "aria-current", SPR_STR("true"));
    spr_html_text(h, spr_str_of(spr_phrases_name(one)));
    spr_html_close(h, "button");
  }
  spr_html_close(h, "form");
}

static void foot(spr_screen *p) {
  spr_html *h = &p->html;
  spr_html_open(h, "footer", "foot");
  spr_html_open(h, "span", NULL);
  spr_html_say_with(h, SPR_SAY_version, (spr_with){.a = spr_str_of(p->visit->server->version)});
  spr_html_close(h, "span");
  spr_screen_link(p, NULL, SPR_STR("/accessibility"), spr_screen_said(p->visit, SPR_SAY_accessibility));
  spr_screen_link(p, NULL, SPR_STR("/keys"), spr_screen_said(p->visit, SPR_SAY_keys));
  if (p->visit->who)
    spr_screen_link(p, NULL, SPR_STR("/password"), spr_screen_said(p->visit, SPR_SAY_my_password));
  languages(p);
  spr_html_close(h, "footer");
}

void spr_screen_begin(spr_screen *p, spr_visit *v, spr_section here, spr_str title) {
  *p = (spr_screen){.visit = v, .phrases = spr_screen_phrases(v), .arena = v->http->arena};
  spr_buf_clear(&v->answer->body);
  spr_html *h = &p->html;
  spr_html_init(h, &v->answer->body, p->phrases);
  head(p, title);
  spr_html_open(h, "body", NULL);
  spr_html_attr(h, "data-keys", spr_screen_has_keys(v) ? SPR_STR("on") : SPR_STR("off"));
  top(p, here);
  spr_html_open(h, "main", NULL);
  spr_html_attr(h, "id", SPR_STR("main"));
  spr_html_attr(h, "tabindex", SPR_STR("-1"));
  spr_html_element(h, "h1", NULL, title);
}

void spr_screen_end(spr_screen *p) {
  spr_html *h = &p->html;
  spr_answer *a = p->visit->answer;
  spr_html_close(h, "main");
  foot(p);
  spr_html_close(h, "body");
  spr_html_close(h, "html");
  (void)spr_answer_header(a, "Content-Language", spr_str_of(spr_phrases_code(p->phrases)));
  a->type = "text/html; charset=utf-8";
  if (a->status == 0) a->status = 200;
  if (spr_html_whole(h) || a->body.failed) return; /* what did not fit is answered for all doors alike */
  spr_buf_clear(&a->body);
  a->status = 500;
}
