/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* The end of a macrostep: stages that have run out, roles, obligations; and the end of the case. */

static bool stage_runs(const spr_step *st, int32_t parallel) {
  const spr_chart *ch = st->chart;
  for (int32_t r = ch->states[parallel].first; r != SPR_NONE; r = spr_child_next(ch, r)) {
    int32_t s = spr_bit_next(st->c->config, ch->words, r + 1);
    if (s == SPR_NONE || s > ch->states[r].last) continue;
    if (!(ch->states[s].flags & SPR_IS_IDLE)) return true;
  }
  return false;
}

/* A parallel state of stages is finished when none of them runs. */
static void stages(spr_step *st) {
  if (!st->stage_idle) return;
  st->stage_idle = false;
  for (uint32_t i = 0; i < st->chart->nstaged && st->running; i++) {
    int32_t p = st->chart->staged[i];
    if (!spr_bit(st->c->config, p) || stage_runs(st, p)) continue;
    if (p == 0) {
      st->running = false;
      st->ended = st->stage_outcome;
      st->ended_data = spr_v_retain(st->stage_data);
    } else {
      spr_raise(st, st->chart->states[p].done, SPR_V_NIL, spr_v_retain(st->stage_data));
    }
  }
}

/* Final states stay to tell how the case ended; of stages, which are idle by now, those with which they ended
 * in this step. */
static void end_case(spr_step *st) {
  const spr_chart *ch = st->chart;
  uint64_t *finals = spr_scratch_alloc(st, ch->words * sizeof *finals);
  if (!finals) return;
  memcpy(finals, st->rested, ch->words * sizeof *finals);
  for (int32_t s = spr_bit_next(st->c->config, ch->words, 0); s != SPR_NONE;
       s = spr_bit_next(st->c->config, ch->words, s + 1)) {
    if (ch->states[s].kind == SPR_S_FINAL) spr_bit_set(finals, s);
  }
  st->ending = true;
  spr_exit_all(st);
  spr_roles_seeing(st);
  while (!st->abort && spr_dequeue(st)) {
    if (st->event_id == SPR_EV_ERROR) spr_untaken_error(st);
  }
  if (st->abort) return;
  spr_duties_void(st);
  memcpy(st->c->config, finals, ch->words * sizeof *finals);
  st->c->marks.phase = SPR_PHASE_ENDED;
  spr_effect *e = spr_effect_add(st, SPR_E_ENDED);
  if (!e) return;
  e->text = st->ended;
  spr_effect_hold(st, e, st->ended_data);
}

static bool quiet(const spr_step *st) {
  return st->queue_at == st->queue.n;
}

static void required_hold(spr_step *st) {
  for (uint32_t i = 0; i < st->m->nfields; i++) {
    if (!st->m->fields[i].required || st->c->fields[i].type != SPR_NIL) continue;
    spr_reason_missing(st, st->m->fields[i].name);
    spr_abort(st, SPR_R_REQUIRED);
  }
}

/* Nobody is left alone: where a state says who is responsible, there must be such an institution. */
static void responsible_hold(spr_step *st) {
  const spr_chart *ch = st->chart;
  for (int32_t s = spr_bit_next(st->c->config, ch->words, 0); s != SPR_NONE;
       s = spr_bit_next(st->c->config, ch->words, s + 1)) {
    const spr_whos *w = spr_bit(ch->atomic, s) && !st->m->states[s].hidden ? spr_matrix(ch, s, 0) : NULL;
    if (!w || !w->n || spr_case_responsible(st->c, s).n) continue;
    spr_str file;
    uint32_t line;
    spr_place_of(st, w->v[0].at, &file, &line);
    spr_reason_add(st, file, line, "nobody would be responsible in \"%.*s\": no institution plays \"%.*s\"",
                   SPR_FMT(st->m->states[s].path), SPR_FMT(w->v[0].name));
    spr_abort(st, SPR_R_REQUIRED);
    return;
  }
}

static void case_size(spr_step *st) {
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_CASE_BYTES);
  for (uint32_t i = 0; i < st->m->nfields; i++) spr_v_encode(&b, st->c->fields[i]);
  spr_str name;
  spr_value v;
  for (uint32_t i = 0; spr_case_extra(st->c, i, &name, &v); i++) spr_v_encode(&b, v);
  bool large = b.failed, nomem = b.nomem;
  spr_buf_release(&b);
  if (nomem) spr_abort(st, SPR_R_NOMEM);
  if (!large || nomem) return;
  spr_reason_add(st, SPR_STR(""), 0, "the case file has more than %u bytes", SPR_MAX_CASE_BYTES);
  spr_abort(st, SPR_R_LIMIT);
}

void spr_settle(spr_step *st, bool with_event) {
  for (bool first = true; (first || !quiet(st)) && st->running && !st->abort; first = false) {
    spr_macrostep(st, with_event && first);
    if (st->running && !st->abort) stages(st);
    if (!quiet(st) || !st->running || st->abort) continue;
    if (st->fields_changed) spr_roles_seeing(st);
    if (st->m->nroles) spr_roles_again(st);
    spr_duties_begin(st);
  }
  if (st->abort) return;
  if (!st->running) end_case(st);
  if (st->abort) return;
  bool moved = st->running && (st->config_changed || st->roles_changed);
  if (moved && !st->m->alone) responsible_hold(st);
  if (st->fields_changed && !st->abort) required_hold(st);
  if (st->large && !st->abort) case_size(st);
}
