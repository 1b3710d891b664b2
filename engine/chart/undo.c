/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* What a step changes, and how it is put back. */

void spr_undo_begin(spr_step *st) {
  spr_case *c = st->c;
  c->marks_was = c->marks;
  spr_set_copy(c->config_was, c->config, st->chart->words);
  st->history_saved = false;
}

void spr_undo_history(spr_step *st) {
  if (st->history_saved) return;
  memcpy(st->c->history_was, st->c->history, st->chart->history_words * sizeof(uint64_t));
  st->history_saved = true;
}

bool spr_undo_field(spr_step *st, int32_t field, spr_value v) {
  spr_old_field *old = SPR_VEC_PUSH(st, st->old_fields);
  if (!old) {
    spr_v_release(&st->c->pool, v);
    return false;
  }
  *old = (spr_old_field){field, st->c->fields[field]};
  st->c->fields[field] = v;
  return true;
}

void spr_undo_commit(spr_step *st) {
  spr_case *c = st->c;
  for (uint32_t i = 0; i < st->old_fields.n; i++) spr_v_release(&c->pool, st->old_fields.v[i].value);
  st->old_fields.n = 0;
  if (c->saved) spr_tables_commit(c);
}

void spr_undo_rollback(spr_step *st) {
  spr_case *c = st->c;
  c->marks = c->marks_was;
  memcpy(c->config, c->config_was, st->chart->words * sizeof(uint64_t));
  if (st->history_saved) memcpy(c->history, c->history_was, st->chart->history_words * sizeof(uint64_t));
  for (uint32_t i = st->old_fields.n; i > 0; i--) {
    spr_old_field *old = &st->old_fields.v[i - 1];
    spr_v_release(&c->pool, c->fields[old->field]);
    c->fields[old->field] = old->value;
  }
  st->old_fields.n = 0;
  spr_tables_rollback(c);
}
