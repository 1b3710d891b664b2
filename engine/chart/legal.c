/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

bool spr_config_legal(const spr_chart *ch, const uint64_t *config) {
  if (!spr_bit(config, 0)) return false;
  for (int32_t s = spr_bit_next(config, ch->words, 0); s != SPR_NONE;
       s = spr_bit_next(config, ch->words, s + 1)) {
    if (s >= (int32_t)ch->model->nstates || spr_is_history(ch, s)) return false;
    const spr_cstate *cs = &ch->states[s];
    if (cs->parent != SPR_NONE && !spr_bit(config, cs->parent)) return false;
    uint32_t children = 0, active = 0;
    for (int32_t k = cs->first; k != SPR_NONE; k = spr_child_next(ch, k)) {
      children++;
      active += spr_bit(config, k);
    }
    if (cs->kind == SPR_S_COMPOUND && active != 1) return false;
    if (cs->kind == SPR_S_PARALLEL && active != children) return false;
  }
  return true;
}
