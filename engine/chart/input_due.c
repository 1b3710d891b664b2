/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* The earliest pending thing fires. */

static void take_off(spr_step *st, spr_due *out) {
  *out = spr_dues(st->c)[0];
  (void)spr_v_retain(out->name);
  (void)spr_v_retain(out->data);
  (void)spr_v_retain(out->to);
  spr_due_drop(st, 0);
}

static void untaken(spr_step *st) {
  spr_effect_text(st, SPR_E_UNTAKEN, st->event.name);
}

/* Offers the event to those who wait; the step counts as taken in any case. */
static void offer(spr_step *st, const spr_waiting *own, bool by_name) {
  if (own) spr_select(st, own);
  if (!st->enabled.n && by_name && !st->abort) spr_select(st, spr_waiting_for(st));
  if (st->abort) return;
  bool taken = st->enabled.n > 0;
  if (taken) {
    spr_deadlines_until_event(st);
  } else {
    untaken(st);
  }
  spr_settle(st, taken);
}

static void fire_send(spr_step *st, const spr_due *d) {
  if (spr_v_str(d->to).n) {
    spr_send_message(st, d);
    spr_settle(st, false);
    return;
  }
  spr_event_set(st, d->index, spr_scratch_str(st, spr_v_str(d->name)), spr_v_retain(d->data));
  offer(st, NULL, true);
}

static void fire_timer(spr_step *st, const spr_due *d) {
  spr_event_set(st, SPR_EV_TIMER, SPR_STR(""), SPR_V_NIL);
  offer(st, &st->chart->timers[d->index], false);
}

/* {deadline, due} */
static spr_value deadline_data(spr_step *st, const spr_deadline *d) {
  spr_value due = spr_v_datetime(d->end.at);
  if (d->end.by_days) {
    char text[11];
    spr_day_format(d->end.day, text);
    due = spr_v_text(&st->heap, spr_str_of(text));
  }
  spr_pair pairs[2] = {
      {spr_v_text(&st->heap, SPR_STR("deadline")), spr_v_text(&st->heap, spr_deadline_path(st->c, d))},
      {spr_v_text(&st->heap, SPR_STR("due")), due},
  };
  return spr_v_record(&st->heap, pairs, 2);
}

static void fire_deadline(spr_step *st, const spr_due *d, uint32_t i) {
  const spr_deadline *dl = &spr_deadlines(st->c)[i];
  int32_t def = dl->def;
  bool ends = def != SPR_NONE && st->m->deadlines[def].ends;
  spr_event_set(st, ends ? SPR_EV_ENDED : SPR_EV_PASSED, SPR_STR(""), deadline_data(st, dl));
  if (!d->recorded) spr_deadline_passed(st, i);
  if (ends) spr_deadline_close(st, i, false);
  offer(st, def == SPR_NONE ? NULL : &st->chart->deadlines[def], true);
}

static void fire_warning(spr_step *st, const spr_due *d, uint32_t i) {
  spr_event_set(st, SPR_EV_NEAR, SPR_STR(""), deadline_data(st, &spr_deadlines(st->c)[i]));
  if (!d->recorded) spr_deadline_warned(st, i, d->index);
  offer(st, &st->chart->warnings[d->index], true);
}

void spr_due_record(spr_step *st) {
  if (!spr_table_write(st, SPR_TAB_DUE)) return;
  spr_due *d = &spr_dues(st->c)[0];
  int32_t i = spr_deadline_find(st->c, d->owner);
  d->recorded = true;
  if (i == SPR_NONE) return;
  if (d->kind == SPR_DUE_DEADLINE) {
    spr_deadline_passed(st, (uint32_t)i);
  } else {
    spr_deadline_warned(st, (uint32_t)i, d->index);
  }
}

static void fire(spr_step *st, const spr_due *d) {
  int32_t i = SPR_NONE;
  switch ((spr_due_kind)d->kind) {
    case SPR_DUE_SEND: fire_send(st, d); return;
    case SPR_DUE_TIMER: fire_timer(st, d); return;
    case SPR_DUE_EVERY: spr_task_again(st, d); return;
    case SPR_DUE_DEADLINE:
    case SPR_DUE_WARNING: i = spr_deadline_find(st->c, d->owner); break;
  }
  if (i == SPR_NONE || spr_deadline_moved(st, (uint32_t)i, d)) {
    spr_settle(st, false);
  } else if (d->kind == SPR_DUE_DEADLINE) {
    fire_deadline(st, d, (uint32_t)i);
  } else {
    fire_warning(st, d, (uint32_t)i);
  }
}

void spr_input_due(spr_step *st) {
  spr_case *c = st->c;
  if (c->marks.phase != SPR_PHASE_OPEN || c->tables[SPR_TAB_DUE].n == 0 || spr_dues(c)[0].at > st->now) {
    spr_reason_add(st, SPR_STR(""), 0, "nothing is due");
    spr_abort(st, c->marks.phase == SPR_PHASE_ENDED ? SPR_R_CLOSED : SPR_R_NO_TRANSITION);
    return;
  }
  /* A timer without delay is due at the time of the step that started it, as a send without delay is. */
  bool at_once = spr_dues(c)[0].at_once || st->now == c->marks_was.time;
  c->marks.chain = at_once ? c->marks.chain + 1 : 0;
  if (c->marks.chain > SPR_MAX_IMMEDIATE_SENDS) {
    spr_reason_add(st, SPR_STR(""), 0, "more than %d sends and timers without delay follow one another",
                   SPR_MAX_IMMEDIATE_SENDS);
    spr_abort(st, SPR_R_LIMIT);
    return;
  }
  spr_due d;
  take_off(st, &d);
  fire(st, &d);
  spr_v_release(&c->pool, d.name);
  spr_v_release(&c->pool, d.data);
  spr_v_release(&c->pool, d.to);
}
