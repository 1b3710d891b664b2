/* SPDX-License-Identifier: Apache-2.0 */
#include "api/ask_impl.h"

/* Requests, and what became of them. */

/* -- what became of it ---------------------------------------------------------------------------------- */

sprawa_code spr_api_told(const spr_told *t, sprawa_error *e) {
  switch (t->kind) {
    case SPR_TOLD_DONE: return spr_api_ok(e);
    case SPR_TOLD_REFUSED: return spr_api_refused(e, t->code, t->reasons, t->file, t->line);
    case SPR_TOLD_NO_CASE: return spr_api_fail(e, SPRAWA_NOT_FOUND, NULL, "%.*s", SPR_FMT(t->reasons));
    case SPR_TOLD_MISMATCH:
      return spr_api_fail(e, SPRAWA_REFUSED, "idempotency-mismatch", "%.*s", SPR_FMT(t->reasons));
    case SPR_TOLD_MOVED: return spr_api_fail(e, SPRAWA_REFUSED, "case-moved", "%.*s", SPR_FMT(t->reasons));
    case SPR_TOLD_ERASED: return spr_api_fail(e, SPRAWA_REFUSED, "case-erased", "%.*s", SPR_FMT(t->reasons));
    case SPR_TOLD_KEPT: return spr_api_fail(e, SPRAWA_REFUSED, "kept", "%.*s", SPR_FMT(t->reasons));
    case SPR_TOLD_FAILING:
      return spr_api_fail(e, SPRAWA_NOT_DONE, "rules-failing", "%.*s", SPR_FMT(t->reasons));
    case SPR_TOLD_NO_KEYS: return spr_api_fail(e, SPRAWA_NOT_DONE, "no-keys", "%.*s", SPR_FMT(t->reasons));
  }
  return spr_api_status(e, SPR_EBUG, NULL);
}

/* Texts that end with NUL are made one by one: a reason has 300 bytes at most, and a path is a path. */
static const char *text_of(spr_str s, char *out, size_t size) {
  uint32_t n = s.n < size ? s.n : (uint32_t)size - 1;
  if (n) memcpy(out, s.p, n);
  out[n] = '\0';
  return out;
}

static void tell_each(const spr_told *t, const sprawa_request *r) {
  char text[SPR_MAX_REASON_BYTES + 4], file[SPR_MAX_PATH], pointer[SPR_MAX_MESSAGE_BYTES];
  spr_str each = t->each;
  spr_reason one;
  while (r->reason && spr_told_next(&each, &one)) {
    /* A pointer that was cut would point elsewhere. */
    if (one.pointer.n >= sizeof pointer) one.pointer.n = 0;
    const sprawa_reason told = {.why = spr_api_why(one.why),
                                .text = text_of(one.text, text, sizeof text),
                                .file = text_of(one.file, file, sizeof file),
                                .line = one.line,
                                .pointer = text_of(one.pointer, pointer, sizeof pointer)};
    r->reason(r->reason_data, &told);
  }
}

/* -- one request ---------------------------------------------------------------------------------------- */

typedef struct errand {
  sprawa_engine *e;
  const sprawa_request *request; /* or NULL */
  sprawa_reply *reply;           /* or NULL */
  sprawa_error *error;           /* or NULL */
  spr_asking k;
  spr_pool pool; /* of the data */
  spr_engine_reply told;
  sprawa_case *after;
} errand;

size_t spr_api_errand_bytes(void) {
  return sizeof(errand);
}

static bool shows(const errand *x) {
  return x->request && x->request->after;
}

/* Within the batch: that it cannot be shown does not undo what was done. */
static void show(void *ud, const spr_told *told, spr_desk *desk, spr_store *store, spr_instant now) {
  errand *x = ud;
  sprawa_case_free(x->after);
  x->after = spr_api_case_new(&x->e->alloc);
  if (!x->after) return;
  spr_api_bag_speaks(&x->after->bag, &x->k.eyes, x->e->language);
  spr_status s = spr_api_case_read(x->after, desk, store, spr_str_of(told->id), &x->k.ask.view, now);
  if (s == SPR_OK) return;
  sprawa_case_free(x->after);
  x->after = NULL;
}

static spr_engine_after *after_of(const errand *x) {
  return shows(x) ? show : NULL;
}

/* What the caller finds where nothing is done. */
static void clear(const sprawa_request *request, sprawa_reply *reply) {
  if (request && request->after) *request->after = NULL;
  if (reply) *reply = (sprawa_reply){.seq = 0};
}

/* What is large in it is written before it is read. */
static sprawa_code begin(errand *x, sprawa_engine *e, const spr_wish *wish, const sprawa_request *request,
                         sprawa_reply *reply, sprawa_error *error) {
  x->e = e;
  x->request = request;
  x->reply = reply;
  x->error = error;
  x->after = NULL;
  spr_pool_init(&x->pool, &e->alloc);
  spr_asking_init(&x->k, wish);
  return spr_asking_read(e, &x->k, request, &x->pool, error);
}

static sprawa_code tell(errand *x, spr_status s, sprawa_reply *reply) {
  const spr_told *t = &x->told.told;
  if (s != SPR_OK) return spr_api_failed(x->e, s, x->error);
  sprawa_code code = spr_api_told(t, x->error);
  if (x->request) tell_each(t, x->request);
  memcpy(reply->id, t->id, sizeof reply->id);
  reply->seq = t->seq;
  reply->again = t->again;
  if (code == SPRAWA_REFUSED && x->error && x->k.problem[0] && strcmp(x->error->name, "not-competent") == 0)
    spr_api_fail(x->error, code, x->error->name, "%s", x->k.problem);
  return code;
}

static void give_case(errand *x, bool done) {
  if (done && shows(x))
    *x->request->after = x->after;
  else
    sprawa_case_free(x->after);
}

/* The reply is written last: the case may have been named by the id in it. */
static sprawa_code end(errand *x, spr_status s) {
  sprawa_reply r = {.seq = 0};
  sprawa_code code = tell(x, s, &r);
  give_case(x, code == SPRAWA_OK);
  spr_engine_reply_release(&x->told);
  spr_pool_release(&x->pool);
  if (x->reply) *x->reply = r;
  return code;
}

/* Where it was not even asked. */
static sprawa_code give_up(errand *x, sprawa_code code) {
  spr_pool_release(&x->pool);
  clear(NULL, x->reply);
  return code;
}

static sprawa_code run_now(sprawa_engine *e, const spr_wish *wish, const sprawa_request *request,
                           sprawa_reply *reply, sprawa_error *error) {
  errand x;
  sprawa_code code = begin(&x, e, wish, request, reply, error);
  if (code != SPRAWA_OK) return give_up(&x, code);
  return end(&x, spr_engine_take_seen(e->engine, &x.k.ask, after_of(&x), &x, &x.told));
}

/* -- without waiting ------------------------------------------------------------------------------------ */

static void done(void *ud, spr_status s) {
  errand *x = ud;
  const sprawa_request *request = x->request;
  sprawa_engine *e = x->e;
  sprawa_code code = end(x, s);
  spr_spares_give(&e->errands, x);
  request->done(request->done_data, code);
}

/* Once it is asked, it may be gone at any time. */
static sprawa_code run_later(sprawa_engine *e, const spr_wish *wish, const sprawa_request *request,
                             sprawa_reply *reply, sprawa_error *error) {
  errand *x = spr_spares_take(&e->errands);
  if (!x) clear(NULL, reply);
  if (!x) return spr_api_status(error, SPR_ENOMEM, NULL);
  sprawa_code code = begin(x, e, wish, request, reply, error);
  if (code == SPRAWA_OK) {
    spr_status s = spr_engine_take_later(e->engine, &x->k.ask, after_of(x), done, x, &x->told);
    if (s == SPR_OK) return SPRAWA_OK;
    code = spr_api_failed(e, s, error);
  }
  (void)give_up(x, code);
  spr_spares_give(&e->errands, x);
  return code;
}

static sprawa_code run(sprawa_engine *e, const spr_wish *wish, const sprawa_request *request,
                       sprawa_reply *reply, sprawa_error *error) {
  clear(request, e ? NULL : reply); /* the case may be named by the reply before */
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  return request && request->done ? run_later(e, wish, request, reply, error)
                                  : run_now(e, wish, request, reply, error);
}

/* -- the requests --------------------------------------------------------------------------------------- */

sprawa_code sprawa_engine_open_case(sprawa_engine *e, const char *package, const char *municipality,
                                    const char *workflow, const sprawa_value *fields,
                                    const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  const spr_wish w = {.kind = SPR_IN_OPEN,
                      .package = package,
                      .municipality = municipality,
                      .workflow = workflow,
                      .data = fields};
  return run(e, &w, request, reply, error);
}

sprawa_code sprawa_engine_send(sprawa_engine *e, const char *id, const char *event, const sprawa_value *data,
                               const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  const spr_wish w = {.kind = SPR_IN_EVENT, .id = id, .name = event, .named = "the event", .data = data};
  return run(e, &w, request, reply, error);
}

sprawa_code sprawa_engine_done(sprawa_engine *e, const char *id, const char *task, const sprawa_value *result,
                               const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  const spr_wish w = {.kind = SPR_IN_DONE, .id = id, .name = task, .named = "the task", .data = result};
  return run(e, &w, request, reply, error);
}

sprawa_code sprawa_engine_sign(sprawa_engine *e, const char *id, const char *task,
                               const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  const spr_wish w = {.kind = SPR_IN_SIGN, .id = id, .name = task, .named = "the task"};
  return run(e, &w, request, reply, error);
}

sprawa_code sprawa_engine_waive(sprawa_engine *e, const char *id, const char *task, const char *reason,
                                const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  const spr_wish w = {.kind = SPR_IN_WAIVE, .id = id, .name = task, .named = "the task", .reason = reason};
  return run(e, &w, request, reply, error);
}

sprawa_code sprawa_engine_note(sprawa_engine *e, const char *id, const char *text,
                               const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  const spr_wish w = {.kind = SPR_IN_NOTE, .id = id, .reason = text};
  return run(e, &w, request, reply, error);
}

sprawa_code sprawa_engine_reopen(sprawa_engine *e, const char *id, const sprawa_request *request,
                                 sprawa_reply *reply, sprawa_error *error) {
  const spr_wish w = {.kind = SPR_IN_REOPEN, .id = id};
  return run(e, &w, request, reply, error);
}

sprawa_code sprawa_engine_emergency(sprawa_engine *e, const char *id, const char *reason,
                                    const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  const spr_wish w = {.kind = SPR_IN_NOTE, .emergency = true, .id = id, .reason = reason};
  return run(e, &w, request, reply, error);
}
