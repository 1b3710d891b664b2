/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* The macrostep: microsteps until neither eventless transitions nor internal events are left. */

static void transition_actions(spr_step *st) {
  for (uint32_t i = 0; i < st->enabled.n && !st->abort; i++) {
    int32_t t = st->enabled.v[i];
    spr_effect_index(st, SPR_E_TRANSITION, t);
    if (st->chart->transitions[t].acts)
      spr_block_run(st, &st->m->transitions[t].actions, st->chart->transitions[t].source);
  }
}

static void microstep(spr_step *st) {
  if (++st->microsteps > SPR_MAX_MICROSTEPS) {
    spr_reason_add(st, SPR_STR(""), 0, "more than %d microsteps", SPR_MAX_MICROSTEPS);
    spr_abort(st, SPR_R_LIMIT);
    return;
  }
  spr_exit_states(st);
  transition_actions(st);
  if (!st->abort) spr_enter_for(st);
}

/* A rule may raise the event itself, and call anything a file. */
static spr_str known_file(const spr_step *st, spr_str file) {
  for (uint32_t i = 0; st->sources && i < st->sources->n; i++)
    if (spr_str_eq(st->sources->v[i].path, file)) return file;
  return SPR_STR("");
}

void spr_untaken_error(spr_step *st) {
  spr_value data = st->event.data;
  spr_value line = spr_v_get(data, SPR_STR("line"));
  spr_str file = known_file(st, spr_v_str(spr_v_get(data, SPR_STR("file"))));
  spr_str message = spr_v_str(spr_v_get(data, SPR_STR("message")));
  if (message.n == 0) message = SPR_STR("error.execution was raised, and nothing takes it");
  spr_reason_failed(st, file, file.n && line.type == SPR_INT ? (uint32_t)line.u.i : 0, message);
  spr_abort(st, SPR_R_ERROR);
}

/* The internal event that has come to its turn. */
static void handle_internal(spr_step *st) {
  spr_select(st, spr_waiting_for(st));
  if (st->abort) return;
  if (st->enabled.n) {
    spr_deadlines_until_event(st);
    microstep(st);
  } else if (st->event_id == SPR_EV_ERROR) {
    spr_untaken_error(st);
  }
}

void spr_macrostep(spr_step *st, bool with_event) {
  st->ask_sender = false;
  if (with_event) microstep(st);
  while (st->running && !st->abort) {
    spr_select(st, &st->chart->always);
    if (st->abort) return;
    if (st->enabled.n) {
      microstep(st);
    } else if (spr_dequeue(st)) {
      handle_internal(st);
    } else {
      return;
    }
  }
}
