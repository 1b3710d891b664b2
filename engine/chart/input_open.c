/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Opening a case, and opening it again. */

static void refuse(spr_step *st, spr_refusal code, const char *why) {
  spr_reason_add(st, SPR_STR(""), 0, "%s", why);
  spr_abort(st, code);
}

static bool may(spr_step *st, const spr_whos *by) {
  if (st->in->operator|| !by->given || spr_whos_anyone(by)) return true;
  bool found = false;
  if (!spr_whos_have(st, by, 0, st->in->by, &found)) spr_error(st);
  if (st->abort || (found && st->in->by.n)) return !st->abort;
  spr_reason_who(st, by, 0);
  spr_abort(st, SPR_R_NOT_COMPETENT);
  return false;
}

static bool set_declared(spr_step *st, spr_value given) {
  for (uint32_t i = 0; i < st->m->nfields && !st->abort; i++) {
    const spr_field *f = &st->m->fields[i];
    spr_value v = spr_v_retain(spr_v_get(given, f->name));
    if (v.type == SPR_NIL && f->has_default && !spr_tmpl_value(st, &f->initial, &v)) spr_error(st);
    spr_str reason = SPR_STR("");
    if (!spr_step_fit(st, f->type, v, &v, &reason)) {
      spr_reason_data(st, f->name, reason, st->misfit);
      spr_abort(st, SPR_R_DATA);
      return false;
    }
    if (!spr_step_set(st, (int32_t)i, v)) spr_error(st);
  }
  return !st->abort;
}

static bool set_fields(spr_step *st) {
  spr_value given = st->in->data;
  if (given.type != SPR_NIL && given.type != SPR_RECORD) {
    refuse(st, SPR_R_DATA, "the case file must be a record");
    return false;
  }
  if (!set_declared(st, given)) return false;
  for (uint32_t i = 0; given.type == SPR_RECORD && i < given.u.r->n && !st->abort; i++) {
    spr_str name = spr_v_str(given.u.r->v[i].key);
    if (spr_model_field(st->m, name) != SPR_NONE) continue;
    if (!st->m->alone) {
      spr_reason_data(st, name, SPR_STR("is not declared"), SPR_STR(""));
      spr_abort(st, SPR_R_DATA);
    } else if (!spr_step_set_named(st, name, spr_v_retain(given.u.r->v[i].value))) {
      spr_error(st);
    }
  }
  return !st->abort;
}

void spr_input_open(spr_step *st) {
  if (st->c->marks.phase != SPR_PHASE_NEW) {
    refuse(st, SPR_R_CLOSED, "the case is open already");
    return;
  }
  st->c->marks.phase = SPR_PHASE_OPEN;
  spr_event_set(st, SPR_EV_OPEN, SPR_STR(""), spr_v_retain(st->in->data));
  st->fields_changed = true;
  if (!set_fields(st) || !may(st, &st->m->opens)) return;
  if (st->chart->waiting[SPR_EV_OPEN].n) spr_raise(st, SPR_EV_OPEN, SPR_V_NIL, spr_v_retain(st->in->data));
  spr_enter_fresh(st, 0);
  spr_settle(st, false);
}

static bool in_time(spr_step *st, const spr_reopen *r) {
  if (!r->within.given) return true;
  spr_duration within;
  spr_instant until;
  if (!spr_dur_value(st, &r->within, &within)) {
    spr_error(st);
    return false;
  }
  /* The last step of a case that has ended is the one that ended it. */
  if (spr_timer_due(&st->law, st->c->marks_was.time, within, &until) != SPR_OK || st->now <= until)
    return true;
  char text[64];
  spr_duration_format(within, text);
  spr_reason_add(st, SPR_STR(""), 0, "the case may be reopened only within %s of its end", text);
  spr_abort(st, SPR_R_CLOSED);
  return false;
}

void spr_input_reopen(spr_step *st) {
  const spr_reopen *r = &st->m->reopen;
  if (st->c->marks.phase != SPR_PHASE_ENDED) {
    refuse(st, SPR_R_NO_TRANSITION, "the case has not ended");
    return;
  }
  if (!r->given) {
    refuse(st, SPR_R_CLOSED, "the workflow does not say how a case may be reopened");
    return;
  }
  spr_event_set(st, SPR_EV_REOPEN, SPR_STR(""), spr_v_retain(st->in->data));
  if (!may(st, &r->by) || !in_time(st, r)) return;
  if (spr_guards(st, r->guards, r->nguards, true) != SPR_YES) {
    spr_abort(st, SPR_R_GUARD);
    return;
  }
  st->c->marks.phase = SPR_PHASE_OPEN;
  memset(st->c->config, 0, st->chart->words * sizeof(uint64_t));
  spr_history_clear(st);
  spr_enter_fresh(st, r->to);
  spr_settle(st, false);
}
