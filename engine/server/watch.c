/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "doors/json_out.h"
#include "server/metrics.h"
#include "server/rest.h"
#include "server/transport.h"

/* What watches over the server asks: is it alive, is it ready. */

static void tell(spr_visit *v, const char *status) {
  spr_json_open(&v->answer->body, NULL, '{');
  spr_json_word(&v->answer->body, "status", status);
  spr_json_close(&v->answer->body, '}');
  spr_json_end(&v->answer->body);
  v->answer->status = 200;
  v->answer->type = "application/json";
}

/* The process answers; that is all that is said. */
static void alive(spr_visit *v) {
  tell(v, "alive");
}

/* NULL: the database can be read, and could be written; nothing is written to find out. */
static const char *hindrance(spr_server *s) {
  sprawa_filter f = {.as = sprawa_view_operator(), .limit = 1};
  sprawa_list *page = NULL;
  sprawa_code code = sprawa_engine_list(s->engine, &f, &page, NULL);
  sprawa_list_free(page);
  if (code != SPRAWA_OK) return "the database cannot be read";
  return sprawa_engine_ready(s->engine, NULL) == SPRAWA_OK ? NULL : "the database cannot be written";
}

static void ready(spr_visit *v) {
  const char *why = hindrance(v->server);
  if (!why) {
    tell(v, "ready");
    return;
  }
  spr_answer_blame(v->answer, "database");
  spr_problem_retry(v->answer, SPR_RETRY_SECONDS);
  spr_problem_tell(v->answer, SPR_PROBLEM_NOT_DONE, why);
}

/* Counters, for Prometheus (metrics.h). How the engine does is left out where it cannot be read. Who is not
 * asked for a token sees all. */
static void measured(spr_visit *v) {
  const sprawa_view *as = v->who ? &v->view : sprawa_view_operator();
  spr_gauges g = {0};
  if (v->server->transport) spr_transport_count(v->server->transport, &g);
  g.whole = !v->who || spr_principal_unbound(v->who);
  g.writable = sprawa_engine_ready(v->server->engine, NULL) == SPRAWA_OK;
  g.known = sprawa_engine_condition(v->server->engine, as, &g.condition, NULL) == SPRAWA_OK;
  spr_metrics_write(v->server->metrics, &g, &v->answer->body);
  v->answer->status = 200;
  v->answer->type = "text/plain; version=0.0.4; charset=utf-8";
}

static const spr_route routes[] = {
    {.method = SPR_METHOD_GET, .pattern = "/healthz", .handle = alive},
    {.method = SPR_METHOD_GET, .pattern = "/readyz", .handle = ready},
    {.method = SPR_METHOD_GET, .pattern = "/metrics", .handle = measured, .scope = SPR_SCOPE_METRICS},
    {.pattern = NULL},
};

/* A collector on this machine needs no token; it could as well look at the process. Whoever shows one all the
 * same is told what that one is told. */
static bool enter(spr_visit *v) {
  bool open = v->http->local && !spr_http_header(v->http, "authorization").p;
  return !v->route->scope || open || spr_rest_come_in(v);
}

static void refuse(spr_visit *v, spr_problem p, const char *detail) {
  spr_problem_tell(v->answer, p, detail);
}

const spr_door spr_door_watch = {routes, enter, refuse};
