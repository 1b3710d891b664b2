/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people.h"
#include "server/console.h"
#include "server/screen.h"

/* Coming in and going out. A form that was wrong comes back with what is wrong, never with the password. */

/* -- pieces ---------------------------------------------------------------------------------------------- */

/* What is wrong, or was done; id: for the fields that it is about. */
static void notice(spr_screen *p, const char *class_names, const char *role, spr_str text) {
  spr_html *h = &p->html;
  spr_html_open(h, "div", class_names);
  spr_html_attr(h, "role", spr_str_of(role));
  spr_html_open(h, "p", NULL);
  spr_html_attr(h, "id", SPR_STR("told"));
  spr_html_text(h, text);
  spr_html_close(h, "p");
  spr_html_close(h, "div");
}

typedef struct field {
  const char *name, *type, *autocomplete;
  spr_phrase label;
} field;

static void put_field(spr_screen *p, const field *f, spr_str value, bool wrong) {
  spr_html *h = &p->html;
  spr_html_open(h, "div", "field");
  spr_html_open(h, "label", NULL);
  spr_html_attr(h, "for", spr_str_of(f->name));
  spr_html_say(h, f->label);
  spr_html_close(h, "label");
  spr_html_open(h, "input", NULL);
  spr_html_attr(h, "id", spr_str_of(f->name));
  spr_html_attr(h, "name", spr_str_of(f->name));
  spr_html_attr(h, "type", spr_str_of(f->type));
  spr_html_attr(h, "autocomplete", spr_str_of(f->autocomplete));
  spr_html_attr(h, "maxlength", spr_str_printf(p->arena, "%d", SPR_MAX_PASSWORD));
  if (value.n) spr_html_attr(h, "value", value);
  spr_html_flag(h, "required");
  if (wrong) {
    spr_html_attr(h, "aria-invalid", SPR_STR("true"));
    spr_html_attr(h, "aria-describedby", SPR_STR("told"));
  }
  spr_html_close(h, "div");
}

static spr_str waiting(spr_visit *v, uint32_t seconds) {
  v->answer->status = 429;
  (void)spr_answer_header(v->answer, "Retry-After", spr_str_printf(v->http->arena, "%u", seconds));
  return spr_screen_said_with(v, SPR_SAY_login_wait, (spr_with){.n = seconds});
}

/* What to say about an attempt that failed; .p NULL: it is not about what was typed, and is answered. */
static spr_str told(spr_visit *v, spr_status s, uint32_t retry, spr_phrase refused) {
  if (s == SPR_ELIMIT) return waiting(v, retry);
  if (s == SPR_EREFUSED) {
    v->answer->status = 403;
    return spr_screen_said(v, refused);
  }
  spr_answer_blame(v->answer, "users");
  spr_screen_status(v, 503);
  return (spr_str){0};
}

/* "user:anna" -> "anna" */
static spr_str bare_name(const spr_principal *who) {
  const char *colon = memchr(who->name.p, ':', who->name.n);
  return colon ? spr_str_sub(who->name, (uint32_t)(colon - who->name.p) + 1, who->name.n) : who->name;
}

/* For what keeps people's passwords: whose this one is. */
static void put_whose(spr_screen *p) {
  spr_html *h = &p->html;
  spr_html_open(h, "input", NULL);
  spr_html_attr(h, "type", SPR_STR("text"));
  spr_html_attr(h, "autocomplete", SPR_STR("username"));
  spr_html_attr(h, "value", bare_name(p->visit->who));
  spr_html_flag(h, "readonly");
  spr_html_flag(h, "hidden");
}

/* -- the login ------------------------------------------------------------------------------------------- */

static void login_page(spr_visit *v, spr_str name, spr_str next, spr_str wrong) {
  static const field fields[] = {{"name", "text", "username", SPR_SAY_login_name},
                                 {"password", "password", "current-password", SPR_SAY_login_password}};
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_NOWHERE, spr_screen_said(v, SPR_SAY_sign_in));
  spr_html *h = &p.html;
  spr_html_open(h, "div", "box narrow");
  if (wrong.n)
    notice(&p, "notice bad", "alert", wrong);
  else if (spr_http_query(v->http, "left").p)
    notice(&p, "notice good", "status", spr_screen_said(v, SPR_SAY_login_left));
  else if (spr_console_session(v).n && !v->who)
    notice(&p, "notice", "status", spr_screen_said(v, SPR_SAY_login_ended));
  spr_html_said(h, "p", "quiet", SPR_SAY_login_lead);
  spr_screen_form(&p, NULL, SPR_STR("/login"));
  if (next.n > 1) spr_screen_hidden(&p, "next", next);
  put_field(&p, &fields[0], name, wrong.n > 0);
  put_field(&p, &fields[1], (spr_str){0}, wrong.n > 0);
  spr_screen_submit(&p, "main", SPR_SAY_sign_in);
  spr_html_close(h, "form");
  spr_html_said(h, "p", "quiet", SPR_SAY_login_forgotten);
  spr_html_close(h, "div");
  spr_screen_end(&p);
}

void spr_screen_login(spr_visit *v) {
  spr_str next = spr_console_next(spr_http_query(v->http, "next"));
  if (v->who)
    spr_screen_go(v, next);
  else
    login_page(v, (spr_str){0}, next, (spr_str){0});
}

/* A session that the browser had before is not left behind. */
static void come_in(spr_visit *v, const spr_secret *session, spr_str next) {
  spr_str former = spr_console_session(v);
  if (former.n) (void)spr_people_log_out(v->server->people, former);
  spr_console_keep_session(v, spr_str_of(session->text));
  spr_screen_go(v, next);
}

void spr_screen_log_in(spr_visit *v) {
  spr_form f = spr_console_form(v);
  spr_str next = spr_console_next(spr_form_get(&f, "next"));
  spr_login login = {spr_str_trim(spr_form_get(&f, "name")), spr_form_get(&f, "password"), v->http->peer};
  spr_secret session;
  spr_principal who;
  uint32_t retry = 0;
  spr_status s =
      spr_people_log_in(v->server->people, &login, v->http->at, v->http->arena, &session, &who, &retry);
  if (s == SPR_OK) {
    come_in(v, &session, next);
    return;
  }
  spr_str wrong = told(v, s, retry, SPR_SAY_login_wrong);
  if (wrong.n) login_page(v, login.name, next, wrong);
}

/* A session that is over already is out as well. */
static bool log_out(spr_visit *v, bool everywhere) {
  spr_people *people = v->server->people;
  spr_str session = spr_console_session(v);
  if (!session.n) return true;
  spr_status s = everywhere ? spr_people_log_out_everywhere(people, session, v->http->at)
                            : spr_people_log_out(people, session);
  return s == SPR_OK || s == SPR_EREFUSED || !v->who;
}

void spr_screen_log_out(spr_visit *v) {
  spr_form f = spr_console_form(v);
  if (!log_out(v, spr_form_get(&f, "everywhere").n > 0)) {
    spr_answer_blame(v->answer, "users");
    spr_screen_status(v, 503);
    return;
  }
  spr_console_drop_session(v);
  spr_screen_go(v, SPR_STR("/login?left=1"));
}

/* -- one-time links -------------------------------------------------------------------------------------- */

/* Looking at it uses nothing up: programs that look into letters do that. */
void spr_screen_link_shown(spr_visit *v) {
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_NOWHERE, spr_screen_said(v, SPR_SAY_link_title));
  spr_html *h = &p.html;
  spr_html_open(h, "div", "box narrow");
  spr_html_said(h, "p", NULL, SPR_SAY_link_lead);
  spr_screen_form(&p, NULL, spr_screen_here(v));
  spr_screen_submit(&p, "main", SPR_SAY_link_use);
  spr_html_close(h, "form");
  spr_html_close(h, "div");
  spr_screen_end(&p);
}

void spr_screen_link_used(spr_visit *v) {
  spr_secret session;
  spr_principal who;
  uint32_t retry = 0;
  spr_status s = spr_people_use_link(v->server->people, v->args[0], v->http->peer, v->http->at,
                                     v->http->arena, &session, &who, &retry);
  if (s == SPR_OK) {
    come_in(v, &session, SPR_STR("/password"));
    return;
  }
  spr_str wrong = told(v, s, retry, SPR_SAY_link_spent);
  if (wrong.n) login_page(v, (spr_str){0}, SPR_STR("/"), wrong);
}

/* -- a password of one's own ----------------------------------------------------------------------------- */

/* For whoever sat at a desk that others use, or lost what they sat at. */
static void put_everywhere(spr_screen *p) {
  spr_html *h = &p->html;
  spr_html_open(h, "div", "box narrow");
  spr_html_said(h, "p", "quiet", SPR_SAY_everywhere_lead);
  spr_screen_form(p, NULL, SPR_STR("/logout"));
  spr_screen_hidden(p, "everywhere", SPR_STR("yes"));
  spr_screen_submit(p, NULL, SPR_SAY_everywhere);
  spr_html_close(h, "form");
  spr_html_close(h, "div");
}

static void password_page(spr_visit *v, spr_str wrong, spr_str good) {
  static const field fields[] = {{"former", "password", "current-password", SPR_SAY_password_former},
                                 {"password", "password", "new-password", SPR_SAY_password_new},
                                 {"again", "password", "new-password", SPR_SAY_password_again}};
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_NOWHERE, spr_screen_said(v, SPR_SAY_password_title));
  spr_html *h = &p.html;
  spr_html_open(h, "div", "box narrow");
  if (wrong.n) notice(&p, "notice bad", "alert", wrong);
  if (good.n) notice(&p, "notice good", "status", good);
  spr_html_open(h, "p", "quiet");
  spr_html_say_with(h, SPR_SAY_password_rule, (spr_with){.n = SPR_MIN_PASSWORD});
  spr_html_close(h, "p");
  spr_screen_form(&p, NULL, SPR_STR("/password"));
  put_whose(&p);
  for (size_t i = v->who->chooses ? 1 : 0; i < 3; i++) put_field(&p, &fields[i], (spr_str){0}, wrong.n > 0);
  spr_html_open(h, "div", "buttons");
  spr_screen_submit(&p, "main", SPR_SAY_password_keep);
  spr_screen_link(&p, NULL, SPR_STR("/"), spr_screen_said(v, SPR_SAY_go_overview));
  spr_html_close(h, "div");
  spr_html_close(h, "form");
  spr_html_close(h, "div");
  if (!v->who->chooses) put_everywhere(&p);
  spr_screen_end(&p);
}

void spr_screen_password(spr_visit *v) {
  if (v->who)
    password_page(v, (spr_str){0}, (spr_str){0});
  else
    spr_screen_go(v, SPR_STR("/login?next=%2Fpassword"));
}

static spr_phrase fault_of(spr_password_fault f) {
  switch (f) {
    case SPR_PASSWORD_LONG: return SPR_SAY_password_long;
    case SPR_PASSWORD_NAME: return SPR_SAY_password_name;
    case SPR_PASSWORD_PLAIN: return SPR_SAY_password_simple;
    default: return SPR_SAY_password_short;
  }
}

void spr_screen_password_chosen(spr_visit *v) {
  if (!v->who) {
    spr_screen_go(v, SPR_STR("/login?next=%2Fpassword"));
    return;
  }
  spr_form f = spr_console_form(v);
  spr_str password = spr_form_get(&f, "password");
  spr_password_fault fault = spr_password_judge(bare_name(v->who), password);
  bool same = spr_str_eq(password, spr_form_get(&f, "again"));
  if (fault != SPR_PASSWORD_GOOD || !same) {
    v->answer->status = 422;
    password_page(v, spr_screen_said(v, same ? fault_of(fault) : SPR_SAY_password_differs), (spr_str){0});
    return;
  }
  uint32_t retry = 0;
  spr_status s = spr_people_choose(v->server->people, spr_console_session(v), spr_form_get(&f, "former"),
                                   password, v->http->peer, v->http->at, &retry);
  if (s == SPR_OK) {
    password_page(v, (spr_str){0}, spr_screen_said(v, SPR_SAY_password_saved));
    return;
  }
  spr_str wrong = told(v, s, retry, SPR_SAY_password_wrong);
  if (wrong.n) password_page(v, wrong, (spr_str){0});
}

/* -- the password again ---------------------------------------------------------------------------------- */

static void confirm_page(spr_visit *v, spr_str next, spr_str wrong) {
  static const field password = {"password", "password", "current-password", SPR_SAY_login_password};
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_NOWHERE, spr_screen_said(v, SPR_SAY_confirm_title));
  spr_html *h = &p.html;
  spr_html_open(h, "div", "box narrow");
  if (wrong.n) notice(&p, "notice bad", "alert", wrong);
  spr_html_said(h, "p", NULL, SPR_SAY_confirm_lead);
  spr_screen_form(&p, NULL, SPR_STR("/confirm"));
  put_whose(&p);
  spr_screen_hidden(&p, "next", next);
  put_field(&p, &password, (spr_str){0}, wrong.n > 0);
  spr_screen_submit(&p, "main", SPR_SAY_go_on);
  spr_html_close(h, "form");
  spr_html_close(h, "div");
  spr_screen_end(&p);
}

void spr_screen_confirm(spr_visit *v) {
  if (v->who)
    confirm_page(v, spr_console_next(spr_http_query(v->http, "next")), (spr_str){0});
  else
    spr_screen_go(v, SPR_STR("/login"));
}

void spr_screen_confirmed(spr_visit *v) {
  if (!v->who) {
    spr_screen_go(v, SPR_STR("/login"));
    return;
  }
  spr_form f = spr_console_form(v);
  spr_str next = spr_console_next(spr_form_get(&f, "next"));
  uint32_t retry = 0;
  spr_status s = spr_people_confirm(v->server->people, spr_console_session(v), spr_form_get(&f, "password"),
                                    v->http->peer, v->http->at, &retry);
  if (s == SPR_OK) {
    spr_screen_go(v, next);
    return;
  }
  spr_str wrong = told(v, s, retry, SPR_SAY_password_wrong);
  if (wrong.n) confirm_page(v, next, wrong);
}

/* -- the language ---------------------------------------------------------------------------------------- */

void spr_screen_language(spr_visit *v) {
  spr_form f = spr_console_form(v);
  const spr_phrases *to = spr_phrases_named(spr_form_get(&f, "to"));
  if (!to) {
    spr_screen_status(v, 400);
    return;
  }
  spr_str cookie = spr_str_printf(v->http->arena, "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
                                  SPR_LANGUAGE_COOKIE, spr_phrases_code(to), SPR_CHOICE_SECONDS,
                                  v->http->secure ? "; Secure" : "");
  (void)spr_answer_header(v->answer, "Set-Cookie", cookie);
  spr_screen_go(v, spr_console_next(spr_form_get(&f, "back")));
}
