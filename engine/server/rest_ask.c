/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/case_json.h"
#include "doors/json_out.h"
#include "doors/reply_json.h"
#include "server/rest_request.h"
#include "server/rest_routes.h"

/* What is asked of cases. The answer is made anew each time, as the case stands now and as whoever asks sees
 * it now, also where it had been done before under the same key. */

#define TEXT(word, must)                                                                                     \
  { .name = (word), .kind = SPR_GIVEN_TEXT, .needed = (must) }
#define RECORD(word)                                                                                         \
  { .name = (word), .kind = SPR_GIVEN_RECORD }
#define END                                                                                                  \
  { .name = NULL }

static void tell_etag(spr_visit *v, const spr_rest_ask *k) {
  if (!k->after) return;
  spr_etag etag = spr_etag_of(k->after);
  (void)spr_answer_header(v->answer, "ETag", spr_str_of(etag.text));
}

static void tell(spr_visit *v) {
  spr_rest_ask *k = v->awaited;
  if (k->code != SPRAWA_OK) {
    spr_rest_ask_failed(v, k);
    return;
  }
  tell_etag(v, k);
  spr_reply_json(&k->reply, sprawa_case_head(k->after), &v->answer->body);
  spr_rest_done(v);
}

/* -- cases ----------------------------------------------------------------------------------------------- */

static void tell_opened(spr_visit *v) {
  spr_rest_ask *k = v->awaited;
  if (k->code != SPRAWA_OK) {
    spr_rest_ask_failed(v, k);
    return;
  }
  tell_etag(v, k);
  (void)spr_answer_header(v->answer, "Location",
                          spr_str_printf(v->http->arena, "/api/v1/cases/%s", k->reply.id));
  if (k->after)
    spr_case_json(k->after, &v->answer->body);
  else
    spr_reply_json(&k->reply, NULL, &v->answer->body);
  spr_rest_done(v);
}

void spr_rest_open_case(spr_visit *v) {
  static const spr_given members[] = {TEXT("package", true),   TEXT("municipality", true),
                                      TEXT("workflow", false), SPR_REST_BY,
                                      RECORD("case"),          END};
  spr_rest_ask *k = spr_rest_ask_begin(v, members, NULL, "/case");
  if (!k) return;
  const char *city = spr_rest_text(k, "municipality");
  if (!spr_principal_reaches(v->who, spr_str_of(city))) {
    spr_rest_misgiven(v, "/municipality", "the token is not for cases of this municipality");
    return;
  }
  spr_rest_await(v, k, tell_opened);
  spr_rest_awaited(v, k,
                   sprawa_engine_open_case(v->server->engine, spr_rest_text(k, "package"), city,
                                           spr_rest_text(k, "workflow"), spr_rest_value(k, "case"),
                                           &k->request, &k->reply, &k->error));
}

void spr_rest_send_event(spr_visit *v) {
  static const spr_given members[] = {TEXT("event", true), RECORD("data"), SPR_REST_BY,
                                      TEXT("occurred", false), END};
  spr_rest_ask *k = spr_rest_ask_begin(v, members, v->args[0].p, "/data");
  if (!k) return;
  spr_rest_await(v, k, tell);
  spr_rest_awaited(v, k,
                   sprawa_engine_send(v->server->engine, k->id, spr_rest_text(k, "event"),
                                      spr_rest_value(k, "data"), &k->request, &k->reply, &k->error));
}

void spr_rest_add_note(spr_visit *v) {
  static const spr_given members[] = {TEXT("text", true), SPR_REST_BY, TEXT("occurred", false), END};
  spr_rest_ask *k = spr_rest_ask_begin(v, members, v->args[0].p, "/text");
  if (!k) return;
  spr_rest_await(v, k, tell);
  spr_rest_awaited(v, k,
                   sprawa_engine_note(v->server->engine, k->id, spr_rest_text(k, "text"), &k->request,
                                      &k->reply, &k->error));
}

void spr_rest_reopen(spr_visit *v) {
  static const spr_given members[] = {SPR_REST_BY, END};
  spr_rest_ask *k = spr_rest_ask_begin(v, members, v->args[0].p, NULL);
  if (!k) return;
  spr_rest_await(v, k, tell);
  spr_rest_awaited(v, k, sprawa_engine_reopen(v->server->engine, k->id, &k->request, &k->reply, &k->error));
}

/* -- tasks ----------------------------------------------------------------------------------------------- */

/* CASE-TASK, as in lists of tasks. Ids of tasks have no "-". */
static spr_rest_ask *begin_task(spr_visit *v, const spr_given *members, const char *data) {
  spr_str s = v->args[0];
  uint32_t at = s.n;
  while (at > 0 && s.p[at - 1] != '-') at--;
  if (at < 2 || at == s.n || strspn(s.p + at, "0123456789.") != s.n - at) {
    spr_problem_tell(v->answer, SPR_PROBLEM_NOT_FOUND, NULL);
    return NULL;
  }
  const char *id = spr_str_dup(v->http->arena, spr_str_sub(s, 0, at - 1)).p;
  spr_rest_ask *k = spr_rest_ask_begin(v, members, id, data);
  if (k) k->task = s.p + at;
  return k;
}

void spr_rest_task_done(spr_visit *v) {
  static const spr_given members[] = {RECORD("result"), SPR_REST_BY, TEXT("occurred", false), END};
  spr_rest_ask *k = begin_task(v, members, "/result");
  if (!k) return;
  spr_rest_await(v, k, tell);
  spr_rest_awaited(v, k,
                   sprawa_engine_done(v->server->engine, k->id, k->task, spr_rest_value(k, "result"),
                                      &k->request, &k->reply, &k->error));
}

void spr_rest_task_sign(spr_visit *v) {
  static const spr_given members[] = {SPR_REST_BY, TEXT("occurred", false), END};
  spr_rest_ask *k = begin_task(v, members, NULL);
  if (!k) return;
  spr_rest_await(v, k, tell);
  spr_rest_awaited(v, k,
                   sprawa_engine_sign(v->server->engine, k->id, k->task, &k->request, &k->reply, &k->error));
}

void spr_rest_task_waive(spr_visit *v) {
  static const spr_given members[] = {TEXT("reason", true), SPR_REST_BY, END};
  spr_rest_ask *k = begin_task(v, members, "/reason");
  if (!k) return;
  spr_rest_await(v, k, tell);
  spr_rest_awaited(v, k,
                   sprawa_engine_waive(v->server->engine, k->id, k->task, spr_rest_text(k, "reason"),
                                       &k->request, &k->reply, &k->error));
}

/* -- the outbox ------------------------------------------------------------------------------------------ */

void spr_rest_acknowledge(spr_visit *v) {
  sprawa_error e;
  if (!spr_rest_nothing_given(v)) return;
  if (sprawa_engine_acknowledge(v->server->engine, v->args[0].p, &v->view, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, NULL);
    return;
  }
  spr_json_open(&v->answer->body, NULL, '{');
  spr_json_bool(&v->answer->body, "done", true);
  spr_json_text(&v->answer->body, "id", v->args[0]);
  spr_json_close(&v->answer->body, '}');
  spr_json_end(&v->answer->body);
  spr_rest_done(v);
}
