/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Leaving states: computeExitSet and exitStates. */

static void leave(spr_step *st, int32_t s) {
  const spr_cstate *cs = &st->chart->states[s];
  spr_effect_index(st, SPR_E_EXIT, s);
  if (cs->flags & SPR_HAS_EXIT) spr_block_run(st, &st->m->states[s].exit, s);
  /* What was entered in this step has started nothing yet. */
  if (spr_bit(st->fresh, s)) {
    spr_bit_clear(st->fresh, s);
  } else if (cs->flags & SPR_HAS_DUTIES) {
    spr_duties_end(st, s);
  }
  spr_bit_clear(st->c->config, s);
}

/* Against the document order, so that what is inside is left first. */
static void leave_set(spr_step *st) {
  for (uint32_t w = st->chart->words; w > 0; w--) {
    uint64_t left = st->exits[w - 1];
    while (left && !st->abort) {
      int32_t last = 63 - __builtin_clzll(left);
      spr_bit_clear(&left, last);
      leave(st, (int32_t)(w - 1) * 64 + last);
    }
  }
}

void spr_exit_states(spr_step *st) {
  const spr_chart *ch = st->chart;
  bool any = false;
  spr_set_empty(st->exits, ch->words);
  for (uint32_t i = 0; i < st->enabled.n; i++) {
    int32_t domain = st->domains.v[i];
    if (domain == SPR_NONE) continue;
    int32_t first = domain + 1, last = ch->states[domain].last;
    for (int32_t w = first >> 6; w <= last >> 6; w++) {
      uint64_t left = st->c->config[w] & spr_word_of(w, first, last);
      st->exits[w] |= left;
      any = any || left;
    }
  }
  if (!any) return;
  spr_history_record(st);
  leave_set(st);
}

void spr_exit_all(spr_step *st) {
  memcpy(st->exits, st->c->config, st->chart->words * sizeof(uint64_t));
  leave_set(st);
}
