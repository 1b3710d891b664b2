/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/try.h"

#include "access/who.h"
#include "base/limits.h"
#include "base/value.h"

static spr_status advance(spr_try *t, spr_duration d, spr_told *reply) {
  const spr_model *m = t->at->definition->model;
  spr_instant now = spr_world_now(t->world), then = 0;
  spr_law law = {m->calendar, m->zone, spr_zone_day(m->zone, now)};
  *reply = (spr_told){.kind = SPR_TOLD_REFUSED, .code = SPR_R_LIMIT};
  if (spr_timer_due(&law, now, d, &then) != SPR_OK || then > SPR_MAX_INSTANT) {
    reply->reasons = SPR_STR("time ends with the year 9999");
    return SPR_OK;
  }
  spr_status s = spr_world_advance(t->world, then);
  if (s == SPR_OK) *reply = (spr_told){.kind = SPR_TOLD_DONE};
  if (s != SPR_ELIMIT) return s;
  reply->reasons = SPR_STR("too many timers fell due; time stands where they came to");
  return SPR_OK;
}

static spr_status act(spr_try *t, const spr_try_input *in, spr_told *reply) {
  if (in->advance) return advance(t, in->duration, reply);
  spr_str by = in->by;
  spr_buf_clear(&t->fault);
  /* A name that means nobody goes on as it is: the engine refuses it with its own reasons. */
  if (by.n > 0 && !spr_who_named(t->at->c, in->by, &by, &t->fault)) by = in->by;
  /* A closed case takes one event alone. */
  spr_input_kind kind = in->kind;
  bool ended = spr_case_ended(t->at->c);
  if (kind == SPR_IN_EVENT && ended && spr_str_is(in->name, "case.reopen")) kind = SPR_IN_REOPEN;
  return spr_world_take(t->world, t->c,
                        &(spr_input){.kind = kind,
                                     .name = in->name,
                                     .data = in->data,
                                     .by = by,
                                     .occurred = SPR_NO_INSTANT,
                                     .reason = in->reason},
                        reply);
}

spr_status spr_try_do(spr_try *t, const spr_try_input *in, spr_told *reply) {
  spr_status s = act(t, in, reply);
  return s == SPR_OK ? spr_world_look(t->world, t->c, &t->at) : s;
}

/* -- the answer line ------------------------------------------------------------------------------------ */

static int64_t offset_of(void *ud, spr_instant t, bool *as_utc) {
  const spr_zone *zone = ud;
  *as_utc = zone == spr_zone_utc;
  return spr_zone_offset(zone, t);
}

static void member(spr_buf *out, bool *any, spr_str name, spr_value v, const spr_zone *zone) {
  if (v.type == SPR_NIL) return;
  if (*any) spr_buf_char(out, ',');
  *any = true;
  spr_json_string(out, name);
  spr_buf_char(out, ':');
  spr_v_json(out, v, offset_of, (void *)(uintptr_t)zone);
}

static void case_file(spr_buf *out, const spr_model *m, const spr_case *c) {
  bool any = false;
  spr_buf_puts(out, ",\"case\":{");
  for (uint32_t i = 0; i < m->nfields; i++)
    member(out, &any, m->fields[i].name, spr_case_field(c, (int32_t)i), m->zone);
  spr_str name;
  spr_value value;
  for (uint32_t i = 0; spr_case_extra(c, i, &name, &value); i++) member(out, &any, name, value, m->zone);
  spr_buf_char(out, '}');
}

static void configuration(spr_buf *out, const spr_model *m, const spr_case *c) {
  int32_t states[SPR_MAX_STATES];
  uint32_t n = spr_case_configuration(c, states, SPR_MAX_STATES);
  spr_buf_puts(out, "{\"configuration\":[");
  for (uint32_t i = 0; i < n; i++) {
    if (i > 0) spr_buf_char(out, ',');
    spr_json_string(out, m->states[states[i]].path);
  }
  spr_buf_char(out, ']');
}

static void incidents(spr_buf *out, spr_world *w) {
  uint32_t n = spr_world_incidents(w);
  if (n == 0) return;
  spr_buf_puts(out, ",\"incidents\":[");
  for (uint32_t i = 0; i < n && i < SPR_MAX_INCIDENTS_SHOWN; i++) {
    if (i > 0) spr_buf_char(out, ',');
    spr_json_string(out, spr_world_incident(w, i));
  }
  spr_buf_char(out, ']');
}

void spr_try_line(spr_try *t, const spr_told *reply) {
  const spr_model *m = t->at->definition->model;
  const spr_case *c = t->at->c;
  bool accepted = reply->kind == SPR_TOLD_DONE;
  char time[36];
  spr_zone_format(m->zone, spr_world_now(t->world), time);
  configuration(&t->out, m, c);
  spr_buf_printf(&t->out, ",\"final\":%s,\"accepted\":%s,\"time\":\"%s\"",
                 spr_case_ended(c) ? "true" : "false", accepted ? "true" : "false", time);
  case_file(&t->out, m, c);
  spr_buf_puts(&t->out, ",\"log\":[");
  spr_buf_str(&t->out, spr_buf_view(&t->log));
  spr_buf_char(&t->out, ']');
  if (!accepted) {
    spr_buf_puts(&t->out, ",\"reason\":");
    spr_json_string(&t->out, reply->reasons);
    spr_buf_puts(&t->out, ",\"code\":");
    spr_json_string(&t->out, spr_str_of(spr_refusal_name(reply->code)));
  }
  incidents(&t->out, t->world);
  spr_buf_puts(&t->out, "}\n");
}
