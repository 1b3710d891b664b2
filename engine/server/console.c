/* SPDX-License-Identifier: Apache-2.0 */
#include "server/console.h"

#include "access/people.h"
#include "server/screen.h"
#include "server/visitor.h"

#define COOKIE_SECURE "__Host-sprawa"
#define COOKIE_PLAIN "sprawa"

#define PAGE(m, path, page, may)                                                                             \
  { .method = SPR_METHOD_##m, .pattern = (path), .handle = (page), .scope = (may) }
#define REPORT(path, page, may)                                                                              \
  { .method = SPR_METHOD_GET, .pattern = (path), .handle = (page), .scope = (may), .report = true }

/* Scope 0: open to all. */
const spr_route spr_console_routes[] = {
    PAGE(GET, "/assets/{name}", spr_screen_asset, 0),
    PAGE(POST, "/language", spr_screen_language, 0),
    PAGE(GET, "/login", spr_screen_login, 0),
    PAGE(POST, "/login", spr_screen_log_in, 0),
    PAGE(POST, "/logout", spr_screen_log_out, 0),
    PAGE(GET, SPR_LINK_PATH "/{link}", spr_screen_link_shown, 0),
    PAGE(POST, SPR_LINK_PATH "/{link}", spr_screen_link_used, 0),
    PAGE(GET, "/password", spr_screen_password, 0),
    PAGE(POST, "/password", spr_screen_password_chosen, 0),
    PAGE(GET, "/confirm", spr_screen_confirm, 0),
    PAGE(POST, "/confirm", spr_screen_confirmed, 0),
    PAGE(GET, "/", spr_screen_overview, SPR_SCOPE_CASES_READ),
    PAGE(GET, "/cases", spr_screen_cases, SPR_SCOPE_CASES_READ),
    REPORT("/cases.csv", spr_screen_cases_csv, SPR_SCOPE_CASES_READ),
    REPORT("/cases.json", spr_screen_cases_json, SPR_SCOPE_CASES_READ),
    PAGE(GET, "/drawing.css", spr_screen_drawing_style, 0),
    PAGE(GET, "/cases/{id}", spr_screen_case, SPR_SCOPE_CASES_READ),
    PAGE(GET, "/cases/{id}/at/{entry}", spr_screen_case_at, SPR_SCOPE_CASES_READ),
    PAGE(POST, "/cases/{id}/event/{event}", spr_screen_case_event, SPR_SCOPE_CASES_WRITE),
    PAGE(POST, "/cases/{id}/done/{task}", spr_screen_case_done, SPR_SCOPE_CASES_WRITE),
    PAGE(POST, "/cases/{id}/sign/{task}", spr_screen_case_sign, SPR_SCOPE_CASES_WRITE),
    PAGE(POST, "/cases/{id}/waive/{task}", spr_screen_case_waive, SPR_SCOPE_CASES_WRITE),
    PAGE(POST, "/cases/{id}/note", spr_screen_case_note, SPR_SCOPE_CASES_WRITE),
    PAGE(POST, "/cases/{id}/reopen", spr_screen_case_reopen, SPR_SCOPE_CASES_WRITE),
    PAGE(GET, "/emergency", spr_screen_emergency, SPR_SCOPE_CASES_WRITE),
    PAGE(POST, "/emergency", spr_screen_emergency_opened, SPR_SCOPE_CASES_WRITE),
    PAGE(GET, "/workflows", spr_screen_workflows, SPR_SCOPE_DEFINITIONS_READ),
    PAGE(GET, "/workflows/{package}/{municipality}/{workflow}", spr_screen_workflow,
         SPR_SCOPE_DEFINITIONS_READ),
    PAGE(GET, "/source/{package}/{municipality}", spr_screen_source, SPR_SCOPE_DEFINITIONS_READ),
    REPORT("/matrix", spr_screen_matrix, SPR_SCOPE_DEFINITIONS_READ),
    REPORT("/indicators", spr_screen_indicators, SPR_SCOPE_REPORTS_READ),
    PAGE(GET, "/live", spr_screen_live, 0), /* it tells whoever may not listen in words of its own */
    PAGE(GET, "/keys", spr_screen_keys, 0),
    PAGE(POST, "/keys", spr_screen_keys_set, 0),
    PAGE(GET, "/cases/{id}/access", spr_screen_case_access, SPR_SCOPE_CASES_READ),
    PAGE(GET, "/access", spr_screen_access, SPR_SCOPE_ADMIN_USERS),
    PAGE(GET, "/system", spr_screen_system, SPR_SCOPE_METRICS),
    PAGE(GET, "/accessibility", spr_screen_accessibility, 0),
    {.pattern = NULL},
};

/* -- sessions -------------------------------------------------------------------------------------------- */

static const char *cookie_name(const spr_visit *v) {
  return v->http->secure ? COOKIE_SECURE : COOKIE_PLAIN;
}

spr_str spr_console_session(const spr_visit *v) {
  return spr_cookie(v->http, cookie_name(v));
}

static void set_cookie(spr_visit *v, spr_str secret, const char *until) {
  spr_str text = spr_str_printf(v->http->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%s",
                                cookie_name(v), SPR_FMT(secret), v->http->secure ? "; Secure" : "", until);
  (void)spr_answer_header(v->answer, "Set-Cookie", text);
}

void spr_console_keep_session(spr_visit *v, spr_str secret) {
  set_cookie(v, secret, "");
}

void spr_console_drop_session(spr_visit *v) {
  set_cookie(v, SPR_STR(""), "; Max-Age=0");
}

/* -- who comes in ---------------------------------------------------------------------------------------- */

/* Sets who and view where there is a session; false: it could not be found out. */
static bool come_in(spr_visit *v) {
  spr_arena *a = v->http->arena;
  const char *language = spr_phrases_code(spr_screen_phrases(v));
  v->view.language = language;
  spr_str session = spr_console_session(v);
  if (!session.n) return true;
  spr_principal *who = SPR_NEW(a, spr_principal);
  /* A page that listens does not keep a session alive that nobody uses. */
  spr_presence presence = v->route && v->route->handle == spr_screen_live ? SPR_SEEN : SPR_USED;
  spr_status s = spr_people_session(v->server->people, session, v->http->at, presence, a, who);
  if (s == SPR_EREFUSED) return true;
  if (s != SPR_OK) return false;
  v->who = who;
  v->view = spr_visitor_view(a, who);
  v->view.language = language;
  v->view.opened = spr_console_opened(v).id;
  return true;
}

/* May the form be acted on? */
static bool is_ours(const spr_visit *v) {
  spr_form form;
  if (!spr_form_from_here(v->http) || !spr_form_read(v->http, &form)) return false;
  if (!v->who) return true;
  spr_str token = spr_form_get(&form, SPR_FORM_TOKEN);
  /* The language may be changed by a page that was made before the login. */
  return v->route->handle == spr_screen_language ||
         (token.p && spr_csrf_check(spr_console_session(v), token));
}

static void lead_to(spr_visit *v, const char *page) {
  spr_url u = spr_url_begin(v->http->arena, page);
  spr_str here = spr_screen_here(v);
  if (!spr_str_is(here, "/")) spr_url_query(&u, "next", here);
  spr_screen_go(v, u.text);
}

static bool enter(spr_visit *v) {
  if (v->route->handle == spr_screen_asset) return true;
  if (!come_in(v)) {
    spr_answer_blame(v->answer, "users");
    spr_screen_status(v, 503);
    return false;
  }
  if (v->http->method == SPR_METHOD_POST && !is_ours(v)) {
    spr_screen_wrong(v, 403, SPR_SAY_wrong_form, SPR_SAY_cure_form);
    return false;
  }
  if (v->route->scope == 0) return true;
  if (!v->who) {
    if (v->http->method == SPR_METHOD_POST)
      spr_screen_wrong(v, 403, SPR_SAY_wrong_form, SPR_SAY_login_ended);
    else
      lead_to(v, "/login");
    return false;
  }
  if (spr_principal_may(v->who, v->route->scope)) return true;
  spr_screen_status(v, 403);
  return false;
}

static void refuse(spr_visit *v, spr_problem problem, const char *detail) {
  (void)detail; /* it is not in the language of whoever reads */
  if (!v->who) (void)come_in(v);
  spr_screen_status(v, spr_problem_of(problem)->status);
}

const spr_door spr_door_console = {spr_console_routes, enter, refuse};

/* -- what pages ask -------------------------------------------------------------------------------------- */

spr_form spr_console_form(const spr_visit *v) {
  spr_form form;
  (void)spr_form_read(v->http, &form);
  return form;
}

spr_str spr_console_next(spr_str wanted) {
  return wanted.n && wanted.p[0] == '/' && spr_url_is_own(wanted) ? wanted : SPR_STR("/");
}

bool spr_console_note(spr_visit *v, spr_read_kind kind, const spr_str *ids, uint32_t nids) {
  bool opened = nids == 1 && v->view.opened && spr_str_is(ids[0], v->view.opened);
  if (kind == SPR_READ_CASE && opened) kind = SPR_READ_EMERGENCY;
  if (spr_visitor_reads(v, kind, ids, nids) == SPR_OK) return true;
  spr_answer_blame(v->answer, "access-log");
  spr_screen_status(v, 503);
  return false;
}

bool spr_console_confirmed(spr_visit *v) {
  if (spr_principal_fresh(v->who, v->http->at)) return true;
  lead_to(v, "/confirm");
  return false;
}
