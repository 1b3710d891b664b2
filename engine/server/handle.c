/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "server/console.h"

/* A request finds its door and its route, whoever asks comes in, and the handler answers. */

void *spr_visit_hold(spr_visit *v, void *p, void (*release)(void *p)) {
  /* No handler has that many things; one that had would leak, and the tests under ASan tell. */
  if (p && v->nheld < SPR_VISIT_HELD) {
    v->held[v->nheld].p = p;
    v->held[v->nheld].release = release;
    v->nheld++;
  }
  return p;
}

static void release_held(spr_visit *v) {
  while (v->nheld > 0) {
    v->nheld--;
    v->held[v->nheld].release(v->held[v->nheld].p);
  }
}

static bool is_at(spr_visit *v, const spr_door *door) {
  v->door = door;
  v->route = spr_route_find(door->routes, v->http->method, v->http->path, v->args, &v->allowed);
  return v->route || v->allowed;
}

/* What is nobody else's is the console's. */
static void find_door(spr_visit *v) {
  if (spr_str_starts(v->http->path, SPR_STR("/api/")))
    (void)is_at(v, &spr_door_api);
  else if (!is_at(v, &spr_door_watch))
    (void)is_at(v, &spr_door_console);
}

/* Nothing of what was written so far goes out. */
static void take_back(spr_answer *a) {
  if (a->stream) a->stream->release(a->stream);
  a->stream = NULL;
  a->nheaders = 0;
  a->cacheable = false;
  spr_buf_clear(&a->body);
}

/* In as few words as there is room for. No header may be made: the arena has no room for one. */
static void tell_overloaded(spr_answer *a) {
  take_back(a);
  spr_problem_tell(a, SPR_PROBLEM_OVERLOADED, NULL);
  if (a->body.failed) spr_buf_clear(&a->body);
  a->headers[a->nheaders++] = (spr_pair){SPR_STR("Retry-After"), SPR_STR("1")};
}

static void finish(spr_visit *v) {
  if (!v->answer->body.failed) return;
  take_back(v->answer);
  v->door->refuse(v, SPR_PROBLEM_OVERLOADED, NULL);
  spr_problem_retry(v->answer, SPR_RETRY_SECONDS);
  spr_answer_blame(v->answer, "answer");
}

static void end_report(void *reports) {
  atomic_fetch_sub((atomic_uint *)reports, 1);
}

/* Else reports could have all workers at once, and nobody would be answered until they are done. */
static bool may_begin(spr_visit *v) {
  atomic_uint *reports = &v->server->reports;
  if (!v->route->report) return true;
  unsigned before = atomic_fetch_add(reports, 1);
  (void)spr_visit_hold(v, reports, end_report);
  if (before < SPR_MAX_REPORTS) return true;
  v->door->refuse(v, SPR_PROBLEM_OVERLOADED, "too many reports are made at this moment");
  spr_problem_retry(v->answer, SPR_RETRY_SECONDS);
  return false;
}

static void serve(spr_visit *v) {
  if (!v->route) {
    if (v->allowed) (void)spr_answer_header(v->answer, "Allow", spr_str_of(v->allowed));
    v->door->refuse(v, v->allowed ? SPR_PROBLEM_METHOD_NOT_ALLOWED : SPR_PROBLEM_NOT_FOUND, NULL);
    return;
  }
  v->answer->route = v->route->pattern;
  for (uint32_t i = 0; i < SPR_ROUTE_ARGS && v->args[i].p; i++)
    v->args[i] = spr_str_dup(v->http->arena, v->args[i]);
  if (!v->door->enter(v) || !may_begin(v)) return;
  v->route->handle(v);
  if (!v->then) finish(v);
}

static void serve_rest(spr_visit *v) {
  spr_handler *then = v->then;
  v->then = NULL;
  atomic_store(&v->met, false);
  then(v);
  if (!v->then) finish(v);
}

/* In a function of its own, so that no local variable is alive across the jump. */
static bool run_guarded(spr_visit *v, spr_handler *part) {
  jmp_buf env, *outer = v->http->arena->escape;
  if (spr_arena_guard(v->http->arena, &env)) {
    spr_arena_unguard(v->http->arena, outer);
    return false;
  }
  part(v);
  spr_arena_unguard(v->http->arena, outer);
  return true;
}

/* What waits for something does nothing after it has begun to, so it does not jump, either. */
static spr_visit *run(spr_visit *v, spr_handler *part) {
  bool whole = run_guarded(v, part);
  if (v->then) return v;
  if (!whole || v->answer->body.failed) tell_overloaded(v->answer);
  release_held(v);
  return NULL;
}

spr_visit *spr_visit_new(spr_server *s, const spr_http *h, spr_answer *a) {
  jmp_buf env, *outer = h->arena->escape;
  if (spr_arena_guard(h->arena, &env)) {
    spr_arena_unguard(h->arena, outer);
    return NULL;
  }
  spr_visit *v = SPR_NEW(h->arena, spr_visit);
  spr_arena_unguard(h->arena, outer);
  v->server = s;
  v->http = h;
  v->answer = a;
  find_door(v);
  return v;
}

/* What a condition is compared with is read first, and long bodies take long. */
bool spr_visit_soon(const spr_visit *v) {
  const spr_http *h = v->http;
  return v->route && v->route->soon && h->body.n <= SPR_SOON_BYTES && !spr_http_header(h, "if-match").p;
}

spr_visit *spr_visit_begin(spr_visit *v) {
  return run(v, serve);
}

/* -- waiting --------------------------------------------------------------------------------------------- */

/* Who comes second, the worker that leaves or what it waits for, sees that the visit goes on. */
bool spr_visit_leave(spr_visit *v) {
  return atomic_exchange(&v->met, true);
}

void spr_visit_ready(spr_visit *v, bool soon) {
  const spr_http *h = v->http;
  if (atomic_exchange(&v->met, true)) h->ready(h->ready_ud, soon);
}

spr_visit *spr_visit_go_on(spr_visit *v) {
  return run(v, serve_rest);
}

void spr_visit_end(spr_visit *v) {
  release_held(v);
}
