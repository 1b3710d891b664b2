/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "api/handles.h"

/* A machine is a world (lab/world.h) whose first case is the caller's. */

#define MINE 0

/* -- what the last call left ---------------------------------------------------------------------------- */

static void forget(sprawa_machine *m) {
  spr_texts_clear(&m->states);
  spr_texts_clear(&m->logs);
  spr_texts_clear(&m->incidents);
  spr_texts_clear(&m->reasons);
  spr_texts_clear(&m->files);
  spr_buf_clear(&m->lines);
  spr_world_forget_incidents(m->world);
}

static bool keep_reasons(sprawa_machine *m, const spr_result *r) {
  bool ok = true;
  for (uint32_t i = 0; i < r->nreasons; i++) {
    ok = ok && spr_texts_add(&m->reasons, r->reasons[i].text) && spr_texts_add(&m->files, r->reasons[i].file);
    spr_buf_add(&m->lines, &r->reasons[i].line, sizeof r->reasons[i].line);
  }
  return ok && !m->lines.failed;
}

/* Called by the world after each step. */
static void watch(void *ud, spr_world *w, spr_case_ref c, const spr_input *in, const spr_result *r) {
  sprawa_machine *m = ud;
  const sprawa_host *host = &m->d->host;
  (void)w;
  if (c == MINE && in->kind == m->asking && r->outcome == SPR_REFUSED && !keep_reasons(m, r))
    m->spoilt = true;
  for (uint32_t i = 0; i < r->neffects; i++) {
    if (r->effects[i].kind != SPR_E_LOG) continue;
    if (!spr_texts_add(&m->logs, r->effects[i].text)) m->spoilt = true;
    if (host->log && !m->spoilt)
      host->log(host->data, spr_texts_get(&m->logs, spr_texts_count(&m->logs) - 1));
  }
}

static const spr_case *case_of(const sprawa_machine *m) {
  return spr_world_case(m->world, MINE);
}

static bool keep_states(sprawa_machine *m) {
  int32_t states[SPR_MAX_STATES];
  uint32_t n = spr_case_configuration(case_of(m), states, SPR_MAX_STATES);
  bool ok = true;
  for (uint32_t i = 0; i < n; i++)
    ok = ok && spr_texts_add(&m->states, m->def->model->states[states[i]].path);
  return ok;
}

static bool keep_incidents(sprawa_machine *m) {
  uint32_t n = spr_world_incidents(m->world);
  bool ok = true;
  if (n > SPR_MAX_INCIDENTS_SHOWN) n = SPR_MAX_INCIDENTS_SHOWN;
  for (uint32_t i = 0; i < n; i++) ok = ok && spr_texts_add(&m->incidents, spr_world_incident(m->world, i));
  return ok;
}

static bool make_reasons(sprawa_machine *m) {
  size_t n = spr_texts_count(&m->reasons);
  if (n > m->cap_shown) {
    sprawa_reason *v = spr_realloc(&m->d->alloc, m->shown, m->cap_shown * sizeof *v, n * sizeof *v);
    if (!v) return false;
    m->shown = v;
    m->cap_shown = n;
  }
  for (size_t i = 0; i < n; i++) {
    m->shown[i] = (sprawa_reason){.text = spr_texts_get(&m->reasons, i), .file = spr_texts_get(&m->files, i)};
    memcpy(&m->shown[i].line, m->lines.p + i * sizeof m->shown[i].line, sizeof m->shown[i].line);
  }
  return true;
}

static void keep_outcome(sprawa_machine *m) {
  spr_str s = spr_world_outcome(m->world, MINE);
  uint32_t n = s.n < SPR_MAX_NAME ? s.n : SPR_MAX_NAME;
  if (n) memcpy(m->outcome, s.p, n);
  m->outcome[n] = '\0';
}

/* After a call: what it left is put where the caller finds it. */
static sprawa_code settle(sprawa_machine *m, spr_status s, const spr_reply *reply, sprawa_error *e) {
  bool kept = s != SPR_ENOMEM && keep_states(m) && keep_incidents(m) && make_reasons(m);
  if (!kept || m->spoilt) {
    m->spoilt = true;
    return spr_api_status(e, SPR_ENOMEM, NULL);
  }
  keep_outcome(m);
  if (s == SPR_ELIMIT)
    return spr_api_fail(e, SPRAWA_LIMIT, NULL, "too much fell due; time stands where it came to");
  if (s != SPR_OK) return spr_api_status(e, s, NULL);
  if (reply->outcome == SPR_TAKEN) return spr_api_ok(e);
  return spr_api_refused(e, reply->code, reply->reasons, reply->file, reply->line);
}

/* -- running -------------------------------------------------------------------------------------------- */

typedef struct call {
  enum { OPENS, SENDS, ADVANCES } what;
  spr_input *in; /* SENDS */
  spr_value fields;
  spr_str by;
  spr_instant until;
  spr_case_ref opened;
  spr_reply reply;
} call;

static spr_status run_unguarded(sprawa_machine *m, call *k) {
  switch (k->what) {
    case OPENS: return spr_world_open(m->world, m->def, k->fields, k->by, &k->opened, &k->reply);
    case SENDS: return spr_world_send(m->world, MINE, k->in, &k->reply);
    case ADVANCES: break;
  }
  return spr_world_advance(m->world, k->until);
}

static spr_status run_guarded(sprawa_machine *m, call *k) {
  jmp_buf env;
  if (spr_arena_guard(&m->d->arena, &env)) return SPR_ENOMEM;
  return run_unguarded(m, k);
}

/* The world may build definitions of linked cases as it goes, and their faults go to the arena of the
 * definitions. */
static spr_status run(sprawa_machine *m, call *k) {
  m->d->running = m;
  spr_status s = run_guarded(m, k);
  spr_arena_unguard(&m->d->arena, NULL);
  m->d->running = NULL;
  return s;
}

/* -- starting ------------------------------------------------------------------------------------------- */

static sprawa_code no_such(sprawa_error *e, const char *what, const char *name) {
  return spr_api_fail(e, SPRAWA_NOT_FOUND, NULL, "no %s \"%s\"", what, name);
}

static bool has_workflow(const spr_package *p, spr_str name) {
  for (uint32_t i = 0; i < p->nworkflows; i++)
    if (spr_str_eq(p->workflows[i].name, name)) return true;
  return name.n == 0;
}

static sprawa_code get_definition(sprawa_definitions *d, const spr_package *p, const spr_city *city,
                                  spr_str workflow, spr_definition **out, sprawa_error *e) {
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return spr_api_status(e, SPR_ENOMEM, NULL);
  spr_status s = spr_library_get(d->library, p, city, workflow, out);
  spr_arena_unguard(&d->arena, NULL);
  return s == SPR_OK ? SPRAWA_OK : spr_api_status(e, s, "the definition");
}

static sprawa_code find_definition(sprawa_definitions *d, const sprawa_start *s, spr_definition **out,
                                   sprawa_error *e) {
  spr_str package, municipality, workflow;
  sprawa_code code = spr_api_text(e, "the package", s->package, d->site != NULL, &package);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", s->municipality, d->site != NULL, &municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", s->workflow, false, &workflow);
  if (code != SPRAWA_OK) return code;
  if (!d->site && (package.n || municipality.n || workflow.n))
    return spr_api_fail(e, SPRAWA_INVALID, NULL,
                        "a workflow that stands alone is of no package and municipality");
  if (!d->site) return get_definition(d, NULL, NULL, SPR_STR(""), out, e);
  const spr_package *p = spr_site_package(d->site, package);
  const spr_city *city = spr_site_city(d->site, municipality);
  if (!p) return no_such(e, "package", s->package);
  if (!city) return no_such(e, "municipality", s->municipality);
  if (!has_workflow(p, workflow)) return no_such(e, "workflow", s->workflow);
  return get_definition(d, p, city, workflow, out, e);
}

static spr_instant start_time(const sprawa_machine *m, const sprawa_start *s) {
  const spr_model *model = m->def->model;
  if (s->has_time) return s->time;
  return model->alone ? model->start
                      : spr_zone_day_start(model->zone, spr_day_from_ymd((spr_ymd){2025, 1, 1}));
}

static sprawa_code open_case(sprawa_machine *m, const sprawa_start *s, sprawa_error *e) {
  spr_heap h = spr_heap_pool(&m->pool);
  call k = {.what = OPENS};
  bool everything;
  sprawa_code code = spr_api_by(e, s->by, &k.by, &everything);
  if (code == SPRAWA_OK) code = spr_api_data(e, "the case file", &h, s->fields, &k.fields);
  if (code != SPRAWA_OK) return code;
  if (k.by.n > 0 && m->def->city) k.by = spr_who_in_city(m->def->model, k.by);
  m->asking = SPR_IN_OPEN;
  spr_status st = run(m, &k);
  spr_v_release(&m->pool, k.fields);
  if (st == SPR_OK && k.opened < 0)
    return spr_api_refused(e, k.reply.code, k.reply.reasons, k.reply.file, k.reply.line);
  return st == SPR_OK ? settle(m, st, &k.reply, e) : spr_api_status(e, st, NULL);
}

static sprawa_code begin(sprawa_machine *m, const sprawa_start *s, sprawa_error *e) {
  spr_status st = spr_world_new(m->d->library, start_time(m, s), &m->world);
  if (st != SPR_OK) return spr_api_status(e, st, NULL);
  spr_world_watch(m->world, watch, m);
  return open_case(m, s, e);
}

sprawa_code sprawa_machine_start(sprawa_definitions *d, const sprawa_start *start, sprawa_machine **out,
                                 sprawa_error *error) {
  static const sprawa_start none = {0};
  const sprawa_start *s = start ? start : &none;
  spr_definition *def = NULL;
  if (out) *out = NULL;
  if (!d || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the definitions, or where to put it, are missing");
  sprawa_code code = spr_api_idle(d, error);
  if (code == SPRAWA_OK && s->has_time && (s->time < SPR_MIN_INSTANT || s->time > SPR_MAX_INSTANT))
    code = spr_api_fail(error, SPRAWA_INVALID, NULL, "the time lies beyond the years 1 to 9999");
  if (code == SPRAWA_OK) code = find_definition(d, s, &def, error);
  if (code != SPRAWA_OK) return code;
  sprawa_machine *m = spr_realloc(&d->alloc, NULL, 0, sizeof *m);
  if (!m) return spr_api_status(error, SPR_ENOMEM, NULL);
  *m = (sprawa_machine){.d = d, .def = def, .data = s->data};
  spr_pool_init(&m->pool, &d->alloc);
  spr_texts *const texts[] = {&m->states, &m->logs, &m->incidents, &m->reasons, &m->files};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_texts_init(texts[i], &d->alloc);
  spr_buf_init(&m->lines, &d->alloc, SPR_MAX_OUTPUT_BYTES);
  code = begin(m, s, error);
  if (code == SPRAWA_OK)
    *out = m;
  else
    sprawa_machine_free(m);
  return code;
}

void sprawa_machine_free(sprawa_machine *m) {
  if (!m) return;
  spr_alloc alloc = m->d->alloc;
  spr_world_free(m->world);
  spr_texts *const texts[] = {&m->states, &m->logs, &m->incidents, &m->reasons, &m->files};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_texts_release(texts[i]);
  spr_buf_release(&m->lines);
  spr_free(&alloc, m->shown, m->cap_shown * sizeof *m->shown);
  spr_pool_release(&m->pool);
  spr_free(&alloc, m, sizeof *m);
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code ready(const sprawa_machine *m, sprawa_error *e) {
  if (!m) return spr_api_fail(e, SPRAWA_INVALID, NULL, "the machine is missing");
  if (m->spoilt) return spr_api_status(e, SPR_ENOMEM, NULL);
  return spr_api_idle(m->d, e);
}

/* Who is meant, in memory of the caller's, for the case may change under the step. A name that means nobody
 * goes on as it is: the engine refuses it with its own reasons. */
static void find_who(const sprawa_machine *m, spr_str *by, char name[SPR_MAX_NAME]) {
  spr_buf ignored;
  spr_str who;
  if (by->n == 0) return;
  spr_buf_init(&ignored, &m->d->alloc, SPR_MAX_MESSAGE_BYTES);
  if (spr_who_named(case_of(m), *by, &who, &ignored) && who.n <= SPR_MAX_NAME) {
    memcpy(name, who.p, who.n);
    *by = spr_str_n(name, who.n);
  }
  spr_buf_release(&ignored);
}

static sprawa_code ask(sprawa_machine *m, spr_input *in, const char *what, const char *name,
                       const sprawa_value *data, const char *by, sprawa_error *e) {
  char who[SPR_MAX_NAME];
  call k = {.what = SENDS, .in = in};
  sprawa_code code = ready(m, e);
  if (code == SPRAWA_OK) code = spr_api_text(e, what, name, true, &in->name);
  if (code == SPRAWA_OK) code = spr_api_by(e, by, &in->by, &in->operator);
  if (code != SPRAWA_OK) return code;
  spr_heap h = spr_heap_pool(&m->pool);
  code = spr_api_data(e, "the data", &h, data, &in->data);
  if (code != SPRAWA_OK) return code;
  forget(m);
  find_who(m, &in->by, who);
  in->occurred = SPR_NO_INSTANT;
  bool again = in->kind == SPR_IN_EVENT && spr_case_ended(case_of(m)) && spr_str_is(in->name, "case.reopen");
  if (again) in->kind = SPR_IN_REOPEN;
  m->asking = in->kind;
  spr_status s = run(m, &k);
  spr_v_release(&m->pool, in->data);
  return settle(m, s, &k.reply, e);
}

sprawa_code sprawa_machine_send(sprawa_machine *m, const char *event, const sprawa_value *data,
                                const char *by, sprawa_error *error) {
  spr_input in = {.kind = SPR_IN_EVENT};
  return ask(m, &in, "the event", event, data, by, error);
}

sprawa_code sprawa_machine_done(sprawa_machine *m, const char *task, const sprawa_value *result,
                                const char *by, sprawa_error *error) {
  spr_input in = {.kind = SPR_IN_DONE};
  return ask(m, &in, "the task", task, result, by, error);
}

sprawa_code sprawa_machine_sign(sprawa_machine *m, const char *task, const char *by, sprawa_error *error) {
  spr_input in = {.kind = SPR_IN_SIGN};
  return ask(m, &in, "the task", task, NULL, by, error);
}

sprawa_code sprawa_machine_waive(sprawa_machine *m, const char *task, const char *reason, const char *by,
                                 sprawa_error *error) {
  spr_input in = {.kind = SPR_IN_WAIVE};
  sprawa_code code = spr_api_text(error, "the reason", reason, true, &in.reason);
  return code == SPRAWA_OK ? ask(m, &in, "the task", task, NULL, by, error) : code;
}

sprawa_code sprawa_machine_advance(sprawa_machine *m, const char *duration, sprawa_error *error) {
  spr_str text;
  spr_duration d;
  call k = {.what = ADVANCES, .reply = {.outcome = SPR_TAKEN}};
  sprawa_code code = ready(m, error);
  if (code == SPRAWA_OK) code = spr_api_text(error, "the duration", duration, true, &text);
  if (code != SPRAWA_OK) return code;
  if (!spr_duration_parse(text, false, &d))
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "\"%s\" is no duration; write for example \"2 days\"",
                        duration);
  const spr_model *model = m->def->model;
  spr_instant now = spr_world_now(m->world);
  spr_law law = {model->calendar, model->zone, spr_zone_day(model->zone, now)};
  if (spr_timer_due(&law, now, d, &k.until) != SPR_OK || k.until > SPR_MAX_INSTANT)
    return spr_api_fail(error, SPRAWA_LIMIT, NULL, "time ends with the year 9999");
  forget(m);
  m->asking = SPR_IN_OPEN; /* nothing of what happens now was asked for */
  spr_status s = run(m, &k);
  return settle(m, s, &k.reply, error);
}

/* -- reading -------------------------------------------------------------------------------------------- */

int64_t sprawa_machine_time(const sprawa_machine *m) {
  return m ? spr_world_now(m->world) : SPRAWA_NO_TIME;
}

const char *sprawa_machine_state(const sprawa_machine *m, size_t i) {
  return m ? spr_texts_get(&m->states, i) : NULL;
}

bool sprawa_machine_is_in(const sprawa_machine *m, const char *state) {
  if (!m || !state) return false;
  int32_t s = spr_model_state(m->def->model, spr_str_of(state));
  return s != SPR_NONE && spr_case_active(case_of(m), s);
}

bool sprawa_machine_final(const sprawa_machine *m) {
  return m && spr_case_ended(case_of(m));
}

const char *sprawa_machine_outcome(const sprawa_machine *m) {
  return m ? m->outcome : "";
}

static sprawa_value *out_of(const sprawa_machine *m, spr_value v) {
  return spr_api_from(&m->d->alloc, v, m->def->model->zone, NULL);
}

sprawa_value *sprawa_machine_field(const sprawa_machine *m, const char *field) {
  spr_str extra;
  spr_value v;
  if (!m || !field) return spr_api_fault(SPRAWA_INVALID);
  spr_str name = spr_str_of(field);
  int32_t f = spr_model_field(m->def->model, name);
  if (f != SPR_NONE) return out_of(m, spr_case_field(case_of(m), f));
  for (uint32_t i = 0; spr_case_extra(case_of(m), i, &extra, &v); i++)
    if (spr_str_eq(extra, name)) return out_of(m, v);
  return out_of(m, SPR_V_NIL);
}

sprawa_value *sprawa_machine_fields(const sprawa_machine *m) {
  spr_str names[2 * SPR_MAX_FIELDS];
  sprawa_value *values[2 * SPR_MAX_FIELDS];
  size_t n = 0;
  spr_str extra;
  spr_value v;
  if (!m) return spr_api_fault(SPRAWA_INVALID);
  const spr_model *model = m->def->model;
  for (uint32_t i = 0; i < model->nfields && n < SPR_MAX_FIELDS; i++, n++) {
    names[n] = model->fields[i].name;
    values[n] = out_of(m, spr_case_field(case_of(m), (int32_t)i));
  }
  for (uint32_t i = 0; n < 2 * SPR_MAX_FIELDS && spr_case_extra(case_of(m), i, &extra, &v); i++, n++) {
    names[n] = extra;
    values[n] = out_of(m, v);
  }
  return spr_api_record(&m->d->alloc, n, names, values);
}

const sprawa_reason *sprawa_machine_reason(const sprawa_machine *m, size_t i) {
  return m && i < spr_texts_count(&m->reasons) ? &m->shown[i] : NULL;
}

const char *sprawa_machine_log(const sprawa_machine *m, size_t i) {
  return m ? spr_texts_get(&m->logs, i) : NULL;
}

const char *sprawa_machine_incident(const sprawa_machine *m, size_t i) {
  return m ? spr_texts_get(&m->incidents, i) : NULL;
}
