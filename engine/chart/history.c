/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* What history states remember: for each a set of states that counts from its parent. */

bool spr_history_known(const spr_case *c, int32_t history) {
  return spr_bit(c->history, history);
}

bool spr_history_has(const spr_case *c, int32_t history, int32_t state) {
  const spr_chistory *h = &c->chart->histories[history];
  return spr_bit(c->history + h->word, state - c->chart->states[h->state].parent);
}

static void record(spr_step *st, int32_t history) {
  const spr_chart *ch = st->chart;
  const spr_chistory *h = &ch->histories[history];
  int32_t parent = ch->states[h->state].parent;
  bool deep = ch->states[h->state].kind == SPR_S_HISTORY_DEEP;
  spr_undo_history(st);
  uint64_t *set = st->c->history + h->word;
  memset(set, 0, h->words * sizeof *set);
  const uint64_t *config = st->c->config;
  int32_t s = spr_bit_next(config, ch->words, parent + 1);
  while (s != SPR_NONE && s <= ch->states[parent].last) {
    if (deep ? spr_bit(ch->atomic, s) : ch->states[s].parent == parent) spr_bit_set(set, s - parent);
    s = spr_bit_next(config, ch->words, s + 1);
  }
  spr_bit_set(st->c->history, history);
}

void spr_history_record(spr_step *st) {
  const spr_chart *ch = st->chart;
  if (ch->nhistories == 0) return;
  for (uint32_t i = 0; i < ch->nhistories; i++) {
    if (spr_bit(st->exits, ch->states[ch->histories[i].state].parent)) record(st, (int32_t)i);
  }
}

void spr_history_clear(spr_step *st) {
  spr_undo_history(st);
  memset(st->c->history, 0, st->chart->history_words * sizeof(uint64_t));
}
