/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Pending things in the order in which they fire: sends without delay of an instant before everything else of
 * that instant, then by due time and creation. */

static bool before(const spr_due *a, const spr_due *b) {
  if (a->at != b->at) return a->at < b->at;
  if (a->at_once != b->at_once) return a->at_once;
  if (a->number != b->number) return a->number < b->number;
  return a->index < b->index; /* warnings of one deadline */
}

spr_due *spr_due_add(spr_step *st, spr_due_kind kind, spr_instant at, uint64_t number, bool at_once) {
  uint32_t n = st->c->tables[SPR_TAB_DUE].n;
  if (n >= SPR_MAX_PENDING) {
    spr_reason_add(st, SPR_STR(""), 0, "more than %d timers and sends are pending", SPR_MAX_PENDING);
    spr_abort(st, SPR_R_LIMIT);
    return NULL;
  }
  if (!spr_table_write(st, SPR_TAB_DUE)) return NULL;
  spr_due new = {.kind = (uint8_t)kind, .at = at, .number = number, .at_once = at_once, .index = SPR_NONE};
  uint32_t i = n;
  while (i > 0 && before(&new, &spr_dues(st->c)[i - 1])) i--;
  spr_due *d = spr_table_insert(st, SPR_TAB_DUE, i);
  if (d) *d = new;
  return d;
}

void spr_due_drop(spr_step *st, uint32_t i) {
  if (spr_table_write(st, SPR_TAB_DUE)) spr_table_remove(st, SPR_TAB_DUE, i);
}

bool spr_due_sorted(const spr_case *c) {
  const spr_due *d = spr_dues(c);
  for (uint32_t i = 1; i < c->tables[SPR_TAB_DUE].n; i++) {
    if (!before(&d[i - 1], &d[i])) return false;
  }
  return true;
}

spr_instant spr_case_next_due(const spr_case *c) {
  return c->tables[SPR_TAB_DUE].n ? spr_dues(c)[0].at : SPR_NO_INSTANT;
}

static spr_str sent(const spr_case *c, const spr_due *d) {
  return d->index == SPR_NONE ? spr_v_str(d->name) : c->chart->names.v[d->index];
}

bool spr_case_pending(const spr_case *c, uint32_t i, spr_pending *out) {
  const spr_due *d = spr_dues(c);
  for (uint32_t k = 0; k < c->tables[SPR_TAB_DUE].n; k++) {
    bool timer = d[k].kind == SPR_DUE_TIMER;
    if (!timer && d[k].kind != SPR_DUE_SEND) continue;
    if (i-- > 0) continue;
    *out = (spr_pending){timer ? d[k].index : SPR_NONE, timer ? SPR_STR("") : sent(c, &d[k]), d[k].at};
    return true;
  }
  return false;
}

static spr_str what_of(const spr_case *c, const spr_due *d) {
  switch ((spr_due_kind)d->kind) {
    case SPR_DUE_SEND: return sent(c, d);
    case SPR_DUE_TIMER: return SPR_STR("timer");
    case SPR_DUE_DEADLINE: return SPR_STR("deadline.passed");
    case SPR_DUE_WARNING: return SPR_STR("deadline.near");
    case SPR_DUE_EVERY: return SPR_STR("task");
  }
  return SPR_STR("");
}

bool spr_case_falling(const spr_case *c, spr_falling *out) {
  const spr_due *d = spr_dues(c);
  if (c->tables[SPR_TAB_DUE].n == 0) return false;
  bool clocked = d->kind == SPR_DUE_DEADLINE || d->kind == SPR_DUE_WARNING;
  *out = (spr_falling){.number = d->number,
                       .what = what_of(c, d),
                       .timer = d->kind == SPR_DUE_TIMER ? d->index : SPR_NONE,
                       .task = d->kind == SPR_DUE_EVERY ? d->index : SPR_NONE,
                       .deadline = clocked ? spr_deadline_find(c, d->owner) : SPR_NONE,
                       .tried = d->tried};
  return true;
}

uint64_t spr_case_tried(const spr_case *c, uint32_t i) {
  for (uint32_t k = 0; k < c->tables[SPR_TAB_DUE].n; k++)
    if (spr_dues(c)[k].tried && i-- == 0) return spr_dues(c)[k].number;
  return 0;
}

void spr_case_set_aside(spr_case *c) {
  if (c->tables[SPR_TAB_DUE].n) spr_table_remove(&c->step, SPR_TAB_DUE, 0);
}

void spr_case_postpone(spr_case *c, spr_instant at) {
  uint32_t n = c->tables[SPR_TAB_DUE].n, i = 0;
  if (n == 0) return;
  spr_due d = spr_dues(c)[0];
  d.at = at;
  d.at_once = false;
  d.tried = true;
  for (; i + 1 < n && before(&spr_dues(c)[i + 1], &d); i++) spr_dues(c)[i] = spr_dues(c)[i + 1];
  spr_dues(c)[i] = d;
}

void spr_case_hasten(spr_case *c, uint64_t number, spr_instant at) {
  uint32_t n = c->tables[SPR_TAB_DUE].n, i = 0;
  while (i < n && (!spr_dues(c)[i].tried || spr_dues(c)[i].number != number || spr_dues(c)[i].at <= at)) i++;
  if (i == n) return;
  spr_due d = spr_dues(c)[i];
  d.at = at;
  for (; i > 0 && before(&d, &spr_dues(c)[i - 1]); i--) spr_dues(c)[i] = spr_dues(c)[i - 1];
  spr_dues(c)[i] = d;
}
