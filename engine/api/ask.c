/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "api/engine_impl.h"
#include "api/value_impl.h"
#include "base/utf8.h"
#include "store/chain.h"

/* Requests: from what the caller says to spr_ask, and from what was told to a code. */

typedef struct asking {
  spr_ask ask;
  const char *id, *package, *municipality, *workflow, *name, *reason;
  const char *named; /* what `name` is, for messages; NULL: there is none */
  const sprawa_value *data;
  spr_str by_name; /* empty: `by` is said */
  bool own_view;   /* it is answered as whoever acts */
  spr_eyes eyes;
  char by[SPR_MAX_NAME + 1];           /* who is meant by it */
  char problem[SPR_MAX_MESSAGE_BYTES]; /* why nobody is */
} asking;

static sprawa_code read_target(asking *k, sprawa_error *e) {
  spr_ask *a = &k->ask;
  bool opens = a->kind == SPR_IN_OPEN;
  sprawa_code code = spr_api_text(e, "the case", k->id, !opens, &a->id);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the package", k->package, opens, &a->package);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the municipality", k->municipality, opens, &a->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", k->workflow, false, &a->workflow);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, k->named ? k->named : "", k->name, k->named != NULL, &a->name);
  bool told = a->kind == SPR_IN_NOTE || a->kind == SPR_IN_WAIVE;
  if (code == SPRAWA_OK) code = spr_api_text(e, "the text", k->reason, told, &a->reason);
  return code;
}

static sprawa_code read_request(asking *k, const sprawa_request *r, sprawa_error *e) {
  spr_ask *a = &k->ask;
  spr_str principal;
  sprawa_code code = spr_api_by(e, r->by, &a->by, &a->operator);
  if (code == SPRAWA_OK) code = spr_api_text(e, "`by_name`", r->by_name, r->by_name != NULL, &k->by_name);
  if (code == SPRAWA_OK && r->by && r->by_name)
    code = spr_api_fail(e, SPRAWA_INVALID, NULL, "`by` and `by_name` are given, and one of them is enough");
  if (k->by_name.n) a->by = k->by_name;
  if (code == SPRAWA_OK && r->as) code = spr_api_eyes(e, r->as, &k->eyes);
  if (r->as) a->view = k->eyes.view;
  a->viewed = r->as != NULL;
  if (code == SPRAWA_OK) code = spr_api_text(e, "the actor", r->actor, false, &a->actor);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the key", r->key, false, &a->key);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the principal", r->principal, false, &principal);
  if (code != SPRAWA_OK) return code;
  if (r->key && a->key.n == 0) return spr_api_fail(e, SPRAWA_INVALID, NULL, "the key is empty");
  k->own_view = !r->as;
  a->principal = principal.n ? principal : a->actor;
  a->at_seq = r->at_seq;
  a->occurred = r->occurred ? r->occurred : SPR_NO_INSTANT;
  return SPRAWA_OK;
}

/* -- who is meant --------------------------------------------------------------------------------------- */

static void keep_meant(asking *k, spr_str who) {
  if (who.n == 0 || who.n >= sizeof k->by) return;
  memcpy(k->by, who.p, who.n);
  k->ask.by = spr_str_n(k->by, who.n);
}

static spr_status find_in_city(asking *k, spr_desk *desk) {
  spr_volume *v = NULL;
  spr_definition *d = NULL;
  spr_status s = spr_shelf_current(spr_desk_shelf(desk), k->ask.package, k->ask.municipality, &v);
  if (s == SPR_OK) s = spr_library_get(v->library, v->package, v->city, k->ask.workflow, &d);
  if (s == SPR_OK) keep_meant(k, spr_who_in_city(d->model, k->by_name));
  return s;
}

/* That nobody plays a role yet is for those who see the case. */
static bool may_be_told(const asking *k, const spr_case *c) {
  uint32_t candidates = 0;
  int32_t role = spr_model_role(spr_chart_model(spr_case_chart(c)), k->by_name);
  if (role != SPR_NONE) (void)spr_who_plays(c, role, &candidates);
  return role == SPR_NONE || candidates > 0 || spr_view_case(&k->ask.view, k->ask.id, c);
}

static spr_status find_in_case(asking *k, const spr_case *c, const spr_alloc *alloc) {
  spr_buf problem;
  spr_str who;
  spr_buf_init(&problem, alloc, SPR_MAX_LOG_BYTES);
  if (spr_who_named(c, k->by_name, &who, &problem))
    keep_meant(k, who);
  else if (!problem.failed && may_be_told(k, c))
    k->problem[spr_utf8_clean_into(k->problem, spr_buf_view(&problem), sizeof k->problem - 1)] = '\0';
  bool lost = problem.failed;
  spr_buf_release(&problem);
  return lost ? SPR_ENOMEM : SPR_OK;
}

/* Where nobody is meant, or the case cannot be read, the name goes on as it is: the case refuses it. */
static spr_status find_meant(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  asking *k = ud;
  spr_loaded l;
  (void)store;
  (void)now;
  bool opens = k->ask.kind == SPR_IN_OPEN;
  spr_status s = opens ? find_in_city(k, desk) : spr_desk_load(desk, k->ask.id, &l);
  if (s == SPR_OK && !opens) {
    if (l.c) s = find_in_case(k, l.c, &l.arena.alloc);
    spr_loaded_release(&l);
  }
  return s == SPR_ENOTFOUND || s == SPR_EREFUSED || s == SPR_ECORRUPT || s == SPR_EINVAL ? SPR_OK : s;
}

static sprawa_code resolve(sprawa_engine *e, asking *k, sprawa_error *error) {
  if (k->by_name.n == 0) return SPRAWA_OK;
  spr_status s = spr_engine_read(e->engine, find_meant, k);
  return s == SPR_OK ? SPRAWA_OK : spr_api_failed(e, s, error);
}

/* -- the request ---------------------------------------------------------------------------------------- */

/* The same key with other words is a mistake. What they mean may change between two tries; and where the case
 * must stand is a condition of what is asked, no part of it. */
static sprawa_code hash_request(const sprawa_engine *e, asking *k, sprawa_error *error) {
  spr_ask *a = &k->ask;
  spr_hasher h;
  spr_buf data;
  spr_buf_init(&data, &e->alloc, SPR_MAX_STORED_BYTES);
  spr_v_encode(&data, a->data);
  bool whole = !data.failed;
  spr_hasher_begin(&h, "sprawa request 1");
  spr_hasher_u64(&h, a->kind);
  const spr_str texts[] = {a->id,
                           a->package,
                           a->municipality,
                           a->workflow,
                           a->name,
                           a->reason,
                           k->by_name.n ? k->by_name : a->by,
                           spr_buf_view(&data)};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_hasher_str(&h, texts[i]);
  spr_hasher_u64(&h, (uint64_t)a->operator+ 2 *(k->by_name.n > 0) + 4 * (uint64_t)a->emergency);
  spr_hasher_u64(&h, (uint64_t)a->occurred);
  spr_hasher_end(&h, &a->request);
  spr_buf_release(&data);
  return whole ? SPRAWA_OK : spr_api_status(error, SPR_ENOMEM, NULL);
}

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

/* -- the case after it ---------------------------------------------------------------------------------- */

typedef struct showing {
  sprawa_engine *e;
  const asking *k;
  sprawa_case *c;
} showing;

/* Within the batch: that it cannot be shown does not undo what was done. */
static void show(void *ud, const spr_told *told, spr_desk *desk, spr_store *store, spr_instant now) {
  showing *w = ud;
  sprawa_case_free(w->c);
  w->c = spr_api_case_new(&w->e->alloc);
  if (!w->c) return;
  spr_api_bag_speaks(&w->c->bag, &w->k->eyes, w->e->language);
  spr_status s = spr_api_case_read(w->c, desk, store, spr_str_of(told->id), &w->k->ask.view, now);
  if (s == SPR_OK) return;
  sprawa_case_free(w->c);
  w->c = NULL;
}

/* -- the answer ----------------------------------------------------------------------------------------- */

static sprawa_code take(sprawa_engine *e, const asking *k, const sprawa_request *request, sprawa_reply *reply,
                        sprawa_error *error) {
  spr_engine_reply r;
  showing w = {e, k, NULL};
  bool shows = request && request->after;
  spr_status s = spr_engine_take_seen(e->engine, &k->ask, shows ? show : NULL, &w, &r);
  sprawa_code code = s == SPR_OK ? spr_api_told(&r.told, error) : spr_api_failed(e, s, error);
  if (s == SPR_OK && request) tell_each(&r.told, request);
  if (s == SPR_OK) {
    memcpy(reply->id, r.told.id, sizeof reply->id);
    reply->seq = r.told.seq;
    reply->again = r.told.again;
  }
  spr_engine_reply_release(&r);
  if (code == SPRAWA_OK && shows)
    *request->after = w.c;
  else
    sprawa_case_free(w.c);
  return code;
}

static sprawa_code run_told(sprawa_engine *e, asking *k, const sprawa_request *request, sprawa_reply *reply,
                            sprawa_error *error) {
  static const sprawa_request none = {0};
  spr_pool pool;
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  sprawa_code code = read_target(k, error);
  if (code == SPRAWA_OK) code = read_request(k, request ? request : &none, error);
  /* A person will read it, and must not be shown one thing for another. */
  if (code == SPRAWA_OK && k->data && k->data->hidden)
    code = spr_api_fail(error, SPRAWA_INVALID, NULL, "the data hold a control or invisible character");
  if (code != SPRAWA_OK) return code;
  spr_pool_init(&pool, &e->alloc);
  spr_heap h = spr_heap_pool(&pool);
  code = spr_api_data(error, "the data", &h, k->data, &k->ask.data);
  if (code == SPRAWA_OK && k->ask.key.n) code = hash_request(e, k, error);
  if (code == SPRAWA_OK) code = resolve(e, k, error);
  if (k->own_view)
    k->ask.view = (spr_view){.as = &k->ask.by, .nas = k->ask.by.n > 0, .everything = k->ask.operator};
  if (code == SPRAWA_OK) code = take(e, k, request, reply, error);
  if (code == SPRAWA_REFUSED && error && k->problem[0] && strcmp(error->name, "not-competent") == 0)
    spr_api_fail(error, code, error->name, "%s", k->problem);
  spr_pool_release(&pool);
  return code;
}

/* The reply is written at the end: the id may be that of the reply before. */
static sprawa_code run(sprawa_engine *e, asking *k, const sprawa_request *request, sprawa_reply *reply,
                       sprawa_error *error) {
  sprawa_reply r = {.seq = 0};
  if (request && request->after) *request->after = NULL;
  sprawa_code code = run_told(e, k, request, &r, error);
  if (reply) *reply = r;
  return code;
}

/* -- the requests --------------------------------------------------------------------------------------- */

sprawa_code sprawa_engine_open_case(sprawa_engine *e, const char *package, const char *municipality,
                                    const char *workflow, const sprawa_value *fields,
                                    const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  asking k = {.ask = {.kind = SPR_IN_OPEN},
              .package = package,
              .municipality = municipality,
              .workflow = workflow,
              .data = fields};
  return run(e, &k, request, reply, error);
}

sprawa_code sprawa_engine_send(sprawa_engine *e, const char *id, const char *event, const sprawa_value *data,
                               const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  asking k = {.ask = {.kind = SPR_IN_EVENT}, .id = id, .name = event, .named = "the event", .data = data};
  return run(e, &k, request, reply, error);
}

sprawa_code sprawa_engine_done(sprawa_engine *e, const char *id, const char *task, const sprawa_value *result,
                               const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  asking k = {.ask = {.kind = SPR_IN_DONE}, .id = id, .name = task, .named = "the task", .data = result};
  return run(e, &k, request, reply, error);
}

sprawa_code sprawa_engine_sign(sprawa_engine *e, const char *id, const char *task,
                               const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  asking k = {.ask = {.kind = SPR_IN_SIGN}, .id = id, .name = task, .named = "the task"};
  return run(e, &k, request, reply, error);
}

sprawa_code sprawa_engine_waive(sprawa_engine *e, const char *id, const char *task, const char *reason,
                                const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  asking k = {.ask = {.kind = SPR_IN_WAIVE}, .id = id, .name = task, .named = "the task", .reason = reason};
  return run(e, &k, request, reply, error);
}

sprawa_code sprawa_engine_note(sprawa_engine *e, const char *id, const char *text,
                               const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  asking k = {.ask = {.kind = SPR_IN_NOTE}, .id = id, .reason = text};
  return run(e, &k, request, reply, error);
}

sprawa_code sprawa_engine_reopen(sprawa_engine *e, const char *id, const sprawa_request *request,
                                 sprawa_reply *reply, sprawa_error *error) {
  asking k = {.ask = {.kind = SPR_IN_REOPEN}, .id = id};
  return run(e, &k, request, reply, error);
}

sprawa_code sprawa_engine_emergency(sprawa_engine *e, const char *id, const char *reason,
                                    const sprawa_request *request, sprawa_reply *reply, sprawa_error *error) {
  asking k = {.ask = {.kind = SPR_IN_NOTE, .emergency = true}, .id = id, .reason = reason};
  return run(e, &k, request, reply, error);
}
