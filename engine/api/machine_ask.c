/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "api/machine_impl.h"

/* What a machine is asked to do. */

static sprawa_code ready(const sprawa_machine *m, sprawa_error *e) {
  if (!m) return spr_api_fail(e, SPRAWA_INVALID, NULL, "the machine is missing");
  if (m->spoilt) return spr_api_status(e, SPR_ENOMEM, NULL);
  return spr_api_idle(m->d, e);
}

/* Who is meant, in memory of the caller's, for the case may change under the step. A name that means nobody
 * goes on as it is: the engine refuses it with its own reasons. false: no memory. */
static bool find_who(const sprawa_machine *m, spr_str *by, char name[SPR_MAX_NAME]) {
  spr_buf ignored;
  spr_str who;
  if (by->n == 0) return true;
  spr_buf_init(&ignored, &m->d->alloc, SPR_MAX_OUTPUT_BYTES);
  bool found = spr_who_named(m->at->c, *by, &who, &ignored) && who.n <= SPR_MAX_NAME;
  if (found) {
    memcpy(name, who.p, who.n);
    *by = spr_str_n(name, who.n);
  }
  bool ok = !ignored.failed;
  spr_buf_release(&ignored);
  return ok;
}

/* in: kind, and reason where there is one. */
static sprawa_code ask(sprawa_machine *m, spr_input in, const char *what, const char *name,
                       const sprawa_value *data, const char *by, sprawa_error *e) {
  char who[SPR_MAX_NAME];
  sprawa_code code = ready(m, e);
  if (code == SPRAWA_OK) code = spr_api_name(e, what, name, &in.name);
  if (code == SPRAWA_OK) code = spr_api_by(e, by, &in.by, &in.operator);
  if (code != SPRAWA_OK) return code;
  spr_heap h = spr_heap_pool(&m->pool);
  code = spr_api_data(e, "the data", &h, data, &in.data);
  if (code != SPRAWA_OK) return code;
  in.occurred = SPR_NO_INSTANT;
  /* A closed case takes one event alone. */
  bool again = in.kind == SPR_IN_EVENT && spr_case_ended(m->at->c) && spr_str_is(in.name, "case.reopen");
  if (again) in.kind = SPR_IN_REOPEN;
  bool found = find_who(m, &in.by, who);
  spr_machine_call k = {.what = SPR_TAKES, .in = in};
  code = found ? spr_machine_run(m, &k, e) : spr_api_status(e, SPR_ENOMEM, NULL);
  m->spoilt = m->spoilt || !found;
  spr_v_release(&m->pool, in.data);
  return code;
}

sprawa_code sprawa_machine_send(sprawa_machine *m, const char *event, const sprawa_value *data,
                                const char *by, sprawa_error *error) {
  return ask(m, (spr_input){.kind = SPR_IN_EVENT}, "the event", event, data, by, error);
}

sprawa_code sprawa_machine_done(sprawa_machine *m, const char *task, const sprawa_value *result,
                                const char *by, sprawa_error *error) {
  return ask(m, (spr_input){.kind = SPR_IN_DONE}, "the task", task, result, by, error);
}

sprawa_code sprawa_machine_sign(sprawa_machine *m, const char *task, const char *by, sprawa_error *error) {
  return ask(m, (spr_input){.kind = SPR_IN_SIGN}, "the task", task, NULL, by, error);
}

sprawa_code sprawa_machine_waive(sprawa_machine *m, const char *task, const char *reason, const char *by,
                                 sprawa_error *error) {
  spr_input in = {.kind = SPR_IN_WAIVE};
  sprawa_code code = spr_api_text(error, "the reason", reason, true, &in.reason);
  return code == SPRAWA_OK ? ask(m, in, "the task", task, NULL, by, error) : code;
}

sprawa_code sprawa_machine_advance(sprawa_machine *m, const char *duration, sprawa_error *error) {
  spr_str text;
  spr_duration d;
  spr_machine_call k = {.what = SPR_ADVANCES};
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
  return spr_machine_run(m, &k, error);
}
