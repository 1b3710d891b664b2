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

static void leave_set(spr_step *st) {
  const spr_chart *ch = st->chart;
  spr_history_record(st);
  int32_t s = spr_bit_previous(st->exits, (int32_t)ch->words * 64 - 1);
  while (s != SPR_NONE && !st->abort) {
    leave(st, s);
    s = spr_bit_previous(st->exits, s - 1);
  }
}

void spr_exit_states(spr_step *st) {
  const spr_chart *ch = st->chart;
  bool any = false;
  memset(st->exits, 0, ch->words * sizeof(uint64_t));
  for (uint32_t i = 0; i < st->enabled.n; i++) {
    int32_t domain = st->domains.v[i];
    if (domain == SPR_NONE) continue;
    const uint64_t *config = st->c->config;
    int32_t last = ch->states[domain].last;
    int32_t s = spr_bit_next(config, ch->words, domain + 1);
    while (s != SPR_NONE && s <= last) {
      spr_bit_set(st->exits, s);
      any = true;
      s = spr_bit_next(config, ch->words, s + 1);
    }
  }
  if (any) leave_set(st);
}

void spr_exit_all(spr_step *st) {
  memcpy(st->exits, st->c->config, st->chart->words * sizeof(uint64_t));
  int32_t s = spr_bit_previous(st->exits, (int32_t)st->chart->words * 64 - 1);
  while (s != SPR_NONE && !st->abort) {
    leave(st, s);
    s = spr_bit_previous(st->exits, s - 1);
  }
}
