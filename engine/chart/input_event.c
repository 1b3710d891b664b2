/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "chart/machine.h"

/* An event from a person, another system or a linked case. */

static bool reserved(const spr_step *st) {
  return st->event_id == SPR_NONE ? spr_event_reserved(st->event.name) : st->chart->reserved[st->event_id];
}

static bool refuse(spr_step *st, spr_refusal code, const char *why) {
  spr_reason_add(st, SPR_STR(""), 0, "%.*s%s", SPR_FMT(st->event.name), why);
  spr_abort(st, code);
  return false;
}

/* Was perhaps another name meant that may be sent? */
static bool refuse_unknown(spr_step *st) {
  spr_near near;
  spr_near_init(&near, st->event.name);
  for (uint32_t i = 0; i < st->m->nevents; i++)
    if (!st->m->events[i].internal) spr_near_offer(&near, st->m->events[i].name);
  spr_str best = spr_near_best(&near);
  if (best.n == 0) return refuse(st, SPR_R_NO_TRANSITION, " is not an event of this package");
  spr_reason_add(st, SPR_STR(""), 0, "%.*s is not an event of this package, did you mean \"%.*s\"?",
                 SPR_FMT(st->event.name), SPR_FMT(best));
  spr_abort(st, SPR_R_NO_TRANSITION);
  return false;
}

/* May this name come from outside at all? */
static bool admitted(spr_step *st, int32_t declared) {
  if (st->in->kind == SPR_IN_LINKED) return true;
  bool reopen = st->event_id == SPR_EV_REOPEN && st->chart->waiting[SPR_EV_REOPEN].n;
  if (reserved(st) && !reopen) {
    return refuse(st, SPR_R_RESERVED, ": the name belongs to the engine");
  }
  if (declared != SPR_NONE && st->m->events[declared].internal) {
    return refuse(st, SPR_R_RESERVED, " is raised inside of the workflow, not sent");
  }
  if (declared == SPR_NONE && !st->m->alone && !reopen) {
    return refuse_unknown(st);
  }
  return true;
}

static bool take_data(spr_step *st, int32_t declared) {
  bool checked = declared != SPR_NONE && !st->m->events[declared].any_data;
  if (checked) {
    const spr_event_decl *d = &st->m->events[declared];
    if (!spr_fit_members(st, d->data, d->ndata, st->in->data, &st->event.data)) {
      spr_abort(st, SPR_R_DATA);
      return false;
    }
  } else if (st->in->data.type != SPR_NIL && spr_v_check_limits(st->in->data) != SPR_OK) {
    return refuse(st, SPR_R_DATA, ": the data is too large or nested too deep");
  } else {
    st->event.data = spr_v_retain(st->in->data);
  }
  return true;
}

/* No transition took it. Where a guard failed, that is an event of its own, which may be taken. */
static void untaken(spr_step *st) {
  bool failed = st->queue.n > 0 && !st->in->probe;
  if (st->in->kind != SPR_IN_LINKED && !failed) {
    spr_abort(st, SPR_R_GUARD);
    return;
  }
  spr_effect_text(st, SPR_E_UNTAKEN, st->event.name);
  st->reasons.n = 0;
  spr_settle(st, false);
}

void spr_input_event(spr_step *st) {
  const spr_chart *ch = st->chart;
  spr_str name = st->in->name;
  if (st->c->marks.phase != SPR_PHASE_OPEN) {
    st->event.name = name;
    refuse(st, SPR_R_CLOSED,
           st->c->marks.phase == SPR_PHASE_NEW ? ": the case is not open" : ": the case has ended");
    return;
  }
  st->event_id = st->in->event_id ? (int32_t)st->in->event_id - 1 : spr_names_find(&ch->names, name);
  if (st->event_id != SPR_NONE) name = ch->names.v[st->event_id];
  st->event.name = name;
  int32_t declared = st->event_id == SPR_NONE ? SPR_NONE : ch->declared[st->event_id];
  if (!admitted(st, declared)) return;
  const spr_waiting *w = spr_waiting_for(st);
  bool linked = st->in->kind == SPR_IN_LINKED;
  st->ask_sender = true;
  if (!linked && !spr_competent(st, w)) {
    if (st->abort == SPR_R_NO_TRANSITION) refuse(st, SPR_R_NO_TRANSITION, ": nothing waits for it now");
    return;
  }
  if (st->in->occurred != SPR_NO_INSTANT && st->in->occurred > st->now) {
    refuse(st, SPR_R_DATA, ": it cannot have occurred in the future");
    return;
  }
  if (!st->in->probe && !take_data(st, declared)) return;
  spr_effect_text(st, SPR_E_EVENT, name);
  spr_select(st, w);
  st->ask_sender = false;
  if (st->abort) return;
  if (!st->enabled.n) {
    untaken(st);
    return;
  }
  st->reasons.n = 0;
  if (st->in->probe) {
    for (uint32_t i = 0; i < st->enabled.n; i++) spr_effect_index(st, SPR_E_TRANSITION, st->enabled.v[i]);
    return;
  }
  spr_deadlines_until_event(st);
  spr_settle(st, true);
}
