/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Entering states: enterStates. Which they are, entries.c tells. */

static bool in_final(const spr_step *st, int32_t s) {
  const spr_cstate *cs = &st->chart->states[s];
  if (cs->kind == SPR_S_FINAL) return spr_bit(st->c->config, s);
  if (cs->kind != SPR_S_COMPOUND && cs->kind != SPR_S_PARALLEL) return false;
  bool all = cs->kind == SPR_S_PARALLEL;
  for (int32_t k = cs->first; k != SPR_NONE; k = spr_child_next(st->chart, k)) {
    bool one = all ? in_final(st, k) : st->chart->states[k].kind == SPR_S_FINAL && spr_bit(st->c->config, k);
    if (one != all) return one;
  }
  return all;
}

/* {outcome, ...data} */
static spr_value done_data(spr_step *st, int32_t s) {
  const spr_state *ms = &st->m->states[s];
  spr_value data = SPR_V_NIL;
  if (ms->has_data && !spr_tmpl_value(st, &ms->data, &data)) {
    spr_error(st);
    data = SPR_V_NIL;
  }
  uint32_t n = data.type == SPR_RECORD ? data.u.r->n : 0;
  spr_pair *pairs = spr_scratch_alloc(st, (n + 1) * sizeof *pairs);
  if (!pairs) {
    spr_v_release(&st->c->pool, data);
    return SPR_V_NIL;
  }
  pairs[0] = (spr_pair){spr_v_text(&st->heap, SPR_STR("outcome")), spr_v_text(&st->heap, ms->outcome)};
  for (uint32_t i = 0; i < n; i++) {
    pairs[i + 1] = (spr_pair){spr_v_retain(data.u.r->v[i].key), spr_v_retain(data.u.r->v[i].value)};
  }
  spr_v_release(&st->c->pool, data);
  spr_value record = spr_v_record(&st->heap, pairs, n + 1);
  if (st->heap.oom) spr_abort(st, SPR_R_NOMEM);
  return record;
}

static void end_case(spr_step *st, spr_str outcome, spr_value data) {
  if (!st->running) {
    spr_v_release(&st->c->pool, data);
    return;
  }
  st->running = false;
  st->ended = outcome;
  st->ended_data = data;
}

static void final_entered(spr_step *st, int32_t s) {
  const spr_chart *ch = st->chart;
  int32_t parent = ch->states[s].parent;
  if (parent == SPR_NONE) return;
  spr_str outcome = st->m->states[s].outcome;
  spr_value data = done_data(st, s);
  int32_t around = parent;
  if (ch->states[parent].kind == SPR_S_COMPOUND) {
    if (parent == 0) {
      end_case(st, outcome, data);
      return;
    }
    if (st->m->states[ch->states[parent].parent].stage) {
      spr_v_release(&st->c->pool, st->stage_data);
      st->stage_outcome = outcome;
      st->stage_data = spr_v_retain(data);
    }
    spr_raise(st, ch->states[parent].done, SPR_V_NIL, spr_v_retain(data));
    around = ch->states[parent].parent;
  }
  while (around != SPR_NONE && ch->states[around].kind == SPR_S_PARALLEL && in_final(st, around)) {
    if (around == 0) {
      end_case(st, outcome, spr_v_retain(data));
    } else {
      spr_raise(st, ch->states[around].done, SPR_V_NIL, SPR_V_NIL);
    }
    around = ch->states[around].parent;
  }
  spr_v_release(&st->c->pool, data);
}

/* A stage goes back to its idle state: the final states that this microstep has left in it tell, should the
 * case end now, how. */
static void stage_rests(spr_step *st, int32_t idle) {
  const spr_chart *ch = st->chart;
  int32_t wrapper = ch->states[idle].parent;
  st->stage_idle = true;
  if (ch->states[wrapper].parent != 0) return;
  for (int32_t s = idle + 1; s <= ch->states[wrapper].last; s++) {
    spr_bit_clear(st->rested, s);
    if (spr_bit(st->exits, s) && ch->states[s].kind == SPR_S_FINAL) spr_bit_set(st->rested, s);
  }
}

static void enter(spr_step *st, int32_t s) {
  const spr_cstate *cs = &st->chart->states[s];
  spr_bit_set(st->c->config, s);
  spr_bit_set(st->fresh, s);
  st->config_changed = true;
  st->changes++;
  spr_effect_index(st, SPR_E_ENTER, s);
  if (cs->flags & (SPR_IS_UNTIL | SPR_IS_IDLE)) {
    if (cs->flags & SPR_IS_UNTIL) spr_deadlines_until_state(st, s);
    if (cs->flags & SPR_IS_IDLE) stage_rests(st, s);
  }
  if (cs->flags & SPR_HAS_ENTRY) spr_block_run(st, &st->m->states[s].entry, s);
  if (cs->initial != SPR_NONE && spr_bit(st->into.defaults, s)) {
    spr_block_run(st, &st->m->transitions[cs->initial].actions, s);
  }
  if (cs->flags & SPR_HAS_HISTORY && st->into.history_default[s] != SPR_NONE) {
    spr_block_run(st, &st->m->transitions[st->into.history_default[s]].actions, s);
  }
  if (cs->kind == SPR_S_FINAL) final_entered(st, s);
}

static void enter_set(spr_step *st) {
  for (uint32_t w = 0; w < st->chart->words; w++) {
    for (uint64_t left = st->into.entries[w]; left; left &= left - 1) {
      if (st->abort) return;
      enter(st, (int32_t)(w * 64) + __builtin_ctzll(left));
    }
  }
  for (uint32_t i = 0; i < st->chart->nhistories; i++) {
    st->into.history_default[st->chart->states[st->chart->histories[i].state].parent] = SPR_NONE;
  }
}

void spr_enter_for(spr_step *st) {
  spr_entries_clear(&st->into);
  for (uint32_t i = 0; i < st->enabled.n; i++) spr_entries_add(&st->into, st->enabled.v[i], st->domains.v[i]);
  enter_set(st);
}

void spr_enter_fresh(spr_step *st, int32_t state) {
  spr_set_empty(st->exits, st->chart->words);
  spr_entries_clear(&st->into);
  spr_entries_add_fresh(&st->into, state);
  enter_set(st);
}
