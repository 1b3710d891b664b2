/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people.h"
#include "server/media.h"
#include "server/rest.h"
#include "server/visitor.h"

void spr_rest_refuse(spr_visit *v, spr_problem p, const char *detail) {
  spr_problem_tell(v->answer, p, detail);
}

/* -- the token ------------------------------------------------------------------------------------------- */

static bool refuse_token(spr_visit *v, bool given) {
  (void)spr_answer_header(v->answer, "WWW-Authenticate",
                          given ? SPR_STR("Bearer realm=\"sprawa\", error=\"invalid_token\"")
                                : SPR_STR("Bearer realm=\"sprawa\""));
  spr_problem_tell(v->answer, SPR_PROBLEM_UNAUTHORIZED,
                   given ? "the bearer token is unknown, revoked or expired" : "there is no bearer token");
  return false;
}

/* The scheme's name may be written in any case (RFC 9110, 11.1). */
static bool is_bearer(spr_str s) {
  static const char scheme[] = "bearer ";
  if (s.n < sizeof scheme) return false;
  for (uint32_t i = 0; i + 1 < sizeof scheme; i++) {
    char c = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    if (c != scheme[i]) return false;
  }
  return true;
}

spr_str spr_rest_secret(const spr_visit *v) {
  spr_str header = spr_http_header(v->http, "authorization");
  return spr_str_trim(spr_str_sub(header, 7, header.n));
}

static bool come_in(spr_visit *v) {
  spr_str header = spr_http_header(v->http, "authorization");
  if (!header.p || !is_bearer(header)) return refuse_token(v, header.p != NULL);
  spr_str secret = spr_rest_secret(v);
  spr_principal *who = SPR_NEW(v->http->arena, spr_principal);
  uint32_t retry = 0;
  spr_status s =
      spr_people_token(v->server->people, secret, v->http->at, SPR_USED, v->http->arena, who, &retry);
  if (s == SPR_OK) {
    v->who = who;
    return true;
  }
  if (s == SPR_EREFUSED) return refuse_token(v, true);
  if (s != SPR_ELIMIT) spr_answer_blame(v->answer, "users");
  spr_problem_retry(v->answer, s == SPR_ELIMIT ? retry : SPR_RETRY_SECONDS);
  spr_problem_tell(v->answer, s == SPR_ELIMIT ? SPR_PROBLEM_TOO_MANY : SPR_PROBLEM_NOT_DONE,
                   s == SPR_ELIMIT ? "this token has asked too often" : "users cannot be looked up now");
  return false;
}

static bool may(spr_visit *v) {
  if (spr_principal_may(v->who, v->route->scope)) return true;
  const char *scope = spr_scope_text(v->route->scope);
  (void)spr_answer_header(
      v->answer, "WWW-Authenticate",
      spr_str_printf(v->http->arena, "Bearer realm=\"sprawa\", error=\"insufficient_scope\", scope=\"%s\"",
                     scope));
  spr_problem_tell(v->answer, SPR_PROBLEM_FORBIDDEN,
                   spr_str_printf(v->http->arena, "the token has not the scope %s", scope).p);
  return false;
}

static void open_eyes(spr_visit *v) {
  const char *language = spr_rest_query(v, "lang");
  v->view = spr_visitor_view(v->http->arena, v->who);
  v->view.language = language ? language : v->server->language;
}

/* -- what every request must have ------------------------------------------------------------------------ */

static bool is_acceptable(spr_visit *v) {
  spr_str accept = spr_http_header(v->http, "accept");
  const char *type = v->route->type ? v->route->type : "application/json";
  if (!accept.p || spr_media_accepts(accept, type)) return true;
  spr_problem_tell(v->answer, SPR_PROBLEM_NOT_ACCEPTABLE,
                   spr_str_printf(v->http->arena, "%s is served here", type).p);
  return false;
}

static bool is_json(spr_visit *v) {
  if (v->http->method != SPR_METHOD_POST) return true;
  if (spr_media_is_json(spr_http_header(v->http, "content-type"))) return true;
  (void)spr_answer_header(v->answer, "Accept-Post", SPR_STR("application/json"));
  spr_problem_tell(v->answer, SPR_PROBLEM_UNSUPPORTED, "what is posted is application/json");
  return false;
}

bool spr_rest_come_in(spr_visit *v) {
  if (!come_in(v) || !may(v)) return false;
  open_eyes(v);
  return true;
}

bool spr_rest_enter(spr_visit *v) {
  if (v->route->scope && !spr_rest_come_in(v)) return false;
  return is_acceptable(v) && is_json(v) && spr_rest_query_known(v);
}

/* -- the access log -------------------------------------------------------------------------------------- */

bool spr_rest_note(spr_visit *v, spr_read_kind kind, const spr_str *ids, uint32_t nids) {
  if (spr_visitor_reads(v, kind, ids, nids) == SPR_OK) return true;
  spr_answer_blame(v->answer, "access-log");
  spr_problem_retry(v->answer, SPR_RETRY_SECONDS);
  spr_problem_tell(v->answer, SPR_PROBLEM_NOT_DONE, "the access log cannot be written, so nothing is shown");
  return false;
}
