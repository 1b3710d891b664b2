/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Actions. One that fails ends its list. */

static bool assign_to(spr_step *st, const spr_assign *a, spr_value v) {
  return a->field == SPR_NONE ? spr_step_set_named(st, a->name, v) : spr_step_set(st, a->field, v);
}

static spr_value current(spr_step *st, const spr_assign *a) {
  bool found;
  return a->field == SPR_NONE ? spr_step_field_named(st, a->name, &found) : spr_step_peek(st, a->field);
}

static bool do_set(spr_step *st, const spr_action *a) {
  for (uint32_t i = 0; i < a->nassigns; i++) {
    spr_value v;
    if (!spr_tmpl_value(st, &a->assigns[i].value, &v) || !assign_to(st, &a->assigns[i], v)) return false;
  }
  return true;
}

/* The list with one more element, or without those that equal the value. */
static bool change_list(spr_step *st, const spr_assign *a, spr_value v, bool append) {
  spr_value old = current(st, a);
  if (old.type != SPR_LIST && old.type != SPR_NIL) {
    spr_v_release(&st->c->pool, v);
    return spr_step_fail(st, SPR_STR(""), 0, "%.*s is no list", SPR_FMT(a->name));
  }
  uint32_t n = old.type == SPR_LIST ? old.u.l->n : 0, kept = 0;
  spr_value *items = spr_scratch_alloc(st, (n + 1) * sizeof *items);
  if (!items) {
    spr_v_release(&st->c->pool, v);
    return true;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (append || !spr_v_equal(old.u.l->v[i], v)) items[kept++] = spr_v_retain(old.u.l->v[i]);
  }
  if (append) {
    items[kept++] = v;
  } else {
    spr_v_release(&st->c->pool, v);
  }
  return assign_to(st, a, spr_v_list(&st->heap, items, kept));
}

static bool do_list(spr_step *st, const spr_action *a, bool append) {
  for (uint32_t i = 0; i < a->nassigns; i++) {
    spr_value v;
    if (!spr_tmpl_value(st, &a->assigns[i].value, &v)) return false;
    if (!change_list(st, &a->assigns[i], v, append)) return false;
  }
  return true;
}

static bool do_keep(spr_step *st, const spr_action *a) {
  for (uint32_t i = 0; i < a->nassigns; i++) {
    spr_value v = spr_v_retain(spr_v_get(st->event.data, a->assigns[i].name));
    if (!assign_to(st, &a->assigns[i], v)) return false;
  }
  return true;
}

static bool data_of(spr_step *st, const spr_action *a, spr_value *out) {
  *out = SPR_V_NIL;
  return !a->has_data || spr_tmpl_value(st, &a->data, out);
}

static bool do_raise(spr_step *st, const spr_action *a) {
  spr_value data;
  return data_of(st, a, &data) && spr_step_raise(st, a->event, data);
}

static bool do_send(spr_step *st, const spr_action *a) {
  spr_value data;
  spr_duration after;
  if (!data_of(st, a, &data)) return false;
  if (a->after.given && !spr_dur_value(st, &a->after, &after)) {
    spr_v_release(&st->c->pool, data);
    return false;
  }
  return spr_step_send(st, a->event, a->after.given ? &after : NULL, a->id, data, a->to);
}

static bool do_run(spr_step *st, const spr_action *a) {
  spr_ask_begin(st);
  bool ok = st->ops->run(st->self, st, a->expr);
  if (ok) spr_decision(st, a->expr, SPR_V_NIL, SPR_STR(""));
  return ok;
}

static bool do_clock(spr_step *st, const spr_action *a, spr_clock_kind kind) {
  spr_clock_order o = {.kind = kind, .def = a->index};
  if (kind == SPR_CLOCK_EXTEND) {
    spr_value why;
    if (!spr_dur_value(st, &a->after, &o.by) || !spr_tmpl_value(st, &a->value, &why)) return false;
    o.why = spr_scratch_str(st, spr_v_str(why));
    spr_v_release(&st->c->pool, why);
  }
  spr_clock_order *p = SPR_VEC_PUSH(st, st->clocks);
  if (p) *p = o;
  return true;
}

static bool act(spr_step *st, const spr_action *a) {
  switch (a->kind) {
    case SPR_A_SET: return do_set(st, a);
    case SPR_A_APPEND: return do_list(st, a, true);
    case SPR_A_REMOVE: return do_list(st, a, false);
    case SPR_A_KEEP: return do_keep(st, a);
    case SPR_A_RAISE: return do_raise(st, a);
    case SPR_A_SEND: return do_send(st, a);
    case SPR_A_CANCEL: return spr_step_cancel(st, a->id);
    case SPR_A_CALL:
    case SPR_A_RUN: return do_run(st, a);
    case SPR_A_TASK: return spr_act_task(st, a);
    case SPR_A_OPEN: return spr_act_open(st, a);
    case SPR_A_SUSPEND: return do_clock(st, a, SPR_CLOCK_SUSPEND);
    case SPR_A_RESUME: return do_clock(st, a, SPR_CLOCK_RESUME);
    case SPR_A_EXTEND: return do_clock(st, a, SPR_CLOCK_EXTEND);
    case SPR_A_REASSIGN: return spr_role_reassign(st, a->index);
    case SPR_A_NOTIFY: return spr_act_notify(st, a);
  }
  return true;
}

void spr_block_run(spr_step *st, const spr_block *b, int32_t state) {
  int32_t was = st->acting;
  st->acting = state;
  for (uint32_t i = 0; i < b->n && !st->abort; i++) {
    const spr_action *a = &b->v[i];
    if (a->when != SPR_NONE && !spr_when(st, a->when)) continue;
    bool ok = act(st, a);
    if (st->heap.oom) spr_abort(st, SPR_R_NOMEM);
    if (ok || st->abort) continue;
    spr_error_at(st, a->at);
    break;
  }
  st->acting = was;
}
