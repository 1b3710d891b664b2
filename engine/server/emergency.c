/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people.h"
#include "base/limits.h"
#include "base/scan.h"
#include "server/ask.h"
#include "server/console.h"
#include "server/screen.h"

/* Emergency access: somebody needs to see a case at once, for a person is in danger. Who does it says why;
 * that is in the journal, and is shown to whoever is responsible. What is opened is kept by the browser,
 * under a mark that only this server can make, and for this session: one case, for a bounded time, and gone
 * with either. Whoever has a session knows its secret, so that alone would mark nothing. */

#define COOKIE "sprawa-opened" /* ID.UNTIL.MARK */

static const char *what_of(const spr_visit *v, spr_str id, int64_t until) {
  return spr_str_printf(v->http->arena, "sprawa opened 2 %s %.*s %lld", v->server->marking, SPR_FMT(id),
                        (long long)until)
      .p;
}

spr_opened spr_console_opened(const spr_visit *v) {
  spr_str text = spr_cookie(v->http, COOKIE), part[3];
  for (int i = 0; i < 3; i++) {
    const char *dot = i < 2 && text.n ? memchr(text.p, '.', text.n) : NULL;
    uint32_t n = dot ? (uint32_t)(dot - text.p) : text.n;
    part[i] = spr_str_sub(text, 0, n);
    text = spr_str_sub(text, dot ? n + 1 : n, text.n);
  }
  int64_t until;
  (void)spr_scan_number(part[1], &until);
  if (!part[2].n || !*v->server->marking || until < v->http->at) return (spr_opened){NULL, 0};
  const char *what = what_of(v, part[0], until);
  if (!spr_mark_check(spr_console_session(v), what, part[2])) return (spr_opened){NULL, 0};
  return (spr_opened){spr_arena_strdup(v->http->arena, part[0].p, part[0].n), until};
}

static void keep_opened(spr_visit *v, spr_str id) {
  spr_secret mark;
  int64_t until = v->http->at + SPR_EMERGENCY_MS;
  spr_mark_make(spr_console_session(v), what_of(v, id, until), &mark);
  spr_str cookie =
      spr_str_printf(v->http->arena, COOKIE "=%.*s.%lld.%s; Path=/; HttpOnly; SameSite=Strict%s", SPR_FMT(id),
                     (long long)until, mark.text, v->http->secure ? "; Secure" : "");
  (void)spr_answer_header(v->answer, "Set-Cookie", cookie);
}

/* -- the page ---------------------------------------------------------------------------------------------
 */

static void put_field(spr_screen *p, const char *name, spr_phrase label, spr_str value, bool lines) {
  spr_html *h = &p->html;
  const char *tag = lines ? "textarea" : "input";
  spr_html_open(h, "div", "field");
  spr_html_open(h, "label", NULL);
  spr_html_attr(h, "for", spr_str_of(name));
  spr_html_say(h, label);
  spr_html_close(h, "label");
  spr_html_open(h, tag, NULL);
  spr_html_attr(h, "id", spr_str_of(name));
  spr_html_attr(h, "name", spr_str_of(name));
  spr_html_attr(
      h, "maxlength",
      spr_str_printf(p->arena, "%d", lines ? SPR_MAX_EMERGENCY_REASON : 64 /* an id with blanks */));
  spr_html_attr(h, "autocomplete", SPR_STR("off"));
  spr_html_flag(h, "required");
  if (!lines && value.n) spr_html_attr(h, "value", value);
  if (lines) spr_html_text(h, value);
  if (lines) spr_html_close(h, tag);
  spr_html_close(h, "div");
}

static void put_by(spr_screen *p, const spr_asked *back) {
  const spr_principal *who = p->visit->who;
  const sprawa_directory *d = spr_console_directory(p->visit, NULL);
  uint32_t n = who->ninstitutions;
  const char **ids = SPR_NEW_N(p->arena, const char *, n), **titles = SPR_NEW_N(p->arena, const char *, n);
  for (uint32_t i = 0; i < n; i++) {
    ids[i] = who->institutions[i].p;
    const sprawa_site_institution *known = sprawa_directory_find(d, ids[i]);
    titles[i] = known ? known->title : ids[i];
  }
  spr_ask_by(p, SPR_STR("emergency"), ids, titles, n, back);
}

/* back: what was refused; NULL: nothing yet. */
static void show(spr_visit *v, spr_str id, spr_str reason, const spr_asked *back) {
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_CASES, spr_screen_said(v, SPR_SAY_emergency));
  spr_html *h = &p.html;
  spr_html_said(h, "p", "lead", SPR_SAY_emergency_lead);
  if (back) {
    spr_html_open(h, "div", "notice bad faults");
    spr_html_attr(h, "role", SPR_STR("alert"));
    spr_html_attr(h, "tabindex", SPR_STR("-1"));
    spr_html_said(h, "p", NULL, SPR_SAY_emergency_refused);
    spr_html_close(h, "div");
  }
  spr_screen_form(&p, "box narrow", SPR_STR("/emergency"));
  put_field(&p, "case", SPR_SAY_case_number, id, false);
  put_by(&p, back);
  put_field(&p, "reason", SPR_SAY_emergency_reason, reason, true);
  spr_screen_submit(&p, "main", SPR_SAY_emergency_open);
  spr_html_close(h, "form");
  spr_screen_end(&p);
}

void spr_screen_emergency(spr_visit *v) {
  show(v, spr_http_query(v->http, "case"), (spr_str){0}, NULL);
}

void spr_screen_emergency_opened(spr_visit *v) {
  spr_form form = spr_console_form(v);
  spr_arena *a = v->http->arena;
  spr_str id = spr_str_trim(spr_form_get(&form, "case")), reason = spr_form_get(&form, "reason");
  spr_str by = spr_form_get(&form, "by");
  sprawa_error error;
  if (!spr_principal_acts(v->who, by)) {
    spr_screen_status(v, 403);
    return;
  }
  sprawa_request request = {.by = spr_arena_strdup(a, by.p, by.n), .as = &v->view, .actor = v->who->name.p};
  sprawa_code code = SPRAWA_NOT_FOUND;
  if (id.n && spr_str_trim(reason).n)
    code = sprawa_engine_emergency(v->server->engine, spr_arena_strdup(a, id.p, id.n),
                                   spr_arena_strdup(a, reason.p, reason.n), &request, NULL, &error);
  if (code != SPRAWA_OK && code != SPRAWA_NOT_FOUND && code != SPRAWA_REFUSED && code != SPRAWA_INVALID) {
    spr_screen_failed(v, &error);
    return;
  }
  if (code != SPRAWA_OK) {
    v->answer->status = 422;
    spr_asked *back = SPR_NEW(a, spr_asked);
    back->form = form;
    show(v, id, reason, back);
    return;
  }
  keep_opened(v, id);
  spr_url u = spr_url_begin(a, "/cases");
  spr_url_segment(&u, id);
  spr_screen_go(v, u.text);
}
