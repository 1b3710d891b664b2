/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* What holds while a state is active. It begins when a step leaves the state active, and ends when the state
 * is left. */

static bool resolve_one(void *ud, spr_step *st, spr_str institution, const spr_who *who) {
  (void)ud;
  (void)st;
  (void)institution;
  (void)who;
  return true;
}

static void matrix(spr_step *st, int32_t s) {
  const spr_state *ms = &st->m->states[s];
  const spr_whos *w[] = {&ms->responsible, &ms->decides, &ms->provides, &ms->monitors, &ms->informed};
  for (size_t i = 0; i < sizeof w / sizeof *w && !st->abort; i++) {
    if (w[i]->given && !spr_whos_each(st, w[i], s, resolve_one, NULL)) spr_error_at(st, ms->at);
  }
}

static bool timer_at(spr_step *st, const spr_timer_def *t, spr_instant *at) {
  bool is_date;
  spr_duration d;
  if (t->at_expr != SPR_NONE) return spr_expr_instant(st, t->at_expr, at, &is_date);
  if (!spr_dur_value(st, &t->within, &d)) return false;
  if (spr_timer_due(&st->law, st->now, d, at) == SPR_OK) return true;
  return spr_step_fail(st, SPR_STR(""), 0, "the timer's time is outside of the years 1 to 9999");
}

static void timers(spr_step *st, int32_t s) {
  const spr_state *ms = &st->m->states[s];
  for (int32_t k = 0; k < ms->ntimers && !st->abort; k++) {
    int32_t t = ms->timers + k;
    spr_instant at;
    if (!timer_at(st, &st->m->timers[t], &at)) {
      spr_error_at(st, st->m->timers[t].at);
      continue;
    }
    spr_due *d = spr_due_add(st, SPR_DUE_TIMER, at, ++st->c->marks.number, false);
    if (!d) return;
    d->index = t;
    spr_effect *e = spr_effect_add(st, SPR_E_TIMER);
    if (!e) return;
    e->index = t;
    e->at = at;
  }
}

void spr_duties_end(spr_step *st, int32_t s) {
  for (uint32_t i = st->c->tables[SPR_TAB_DUE].n; i > 0; i--) {
    const spr_due *d = &spr_dues(st->c)[i - 1];
    bool timer = d->kind == SPR_DUE_TIMER && st->m->timers[d->index].state == s;
    bool every = d->kind == SPR_DUE_EVERY && st->m->tasks[d->index].state == s;
    if (timer || every) spr_due_drop(st, i - 1);
  }
  spr_tasks_leave(st, s);
  spr_deadlines_leave(st, s);
}

/* The case has ended: nothing is left. */
void spr_duties_void(spr_step *st) {
  for (uint32_t i = st->c->tables[SPR_TAB_TASKS].n; i > 0 && !st->abort; i--) spr_task_cancel(st, i - 1);
  spr_deadlines_void(st);
  for (uint32_t i = st->c->tables[SPR_TAB_DUE].n; i > 0 && !st->abort; i--) spr_due_drop(st, i - 1);
  while (st->c->tables[SPR_TAB_PLACES].n && spr_table_write(st, SPR_TAB_PLACES))
    spr_table_remove(st, SPR_TAB_PLACES, 0);
}

static bool places_of(spr_step *st, int32_t s, int64_t *out) {
  const spr_state *ms = &st->m->states[s];
  spr_value v;
  *out = 1;
  if (ms->occupies_places == SPR_NONE) return true;
  if (!spr_expr_value(st, ms->occupies_places, &v)) return false;
  bool ok = v.type == SPR_INT && v.u.i >= 0;
  if (ok) *out = v.u.i;
  spr_v_release(&st->c->pool, v);
  return ok || spr_step_fail(st, SPR_STR(""), 0, "`places` must be a whole number that is not negative");
}

static void places_count(spr_step *st) {
  uint32_t n = 0, words = st->chart->words;
  for (int32_t s = spr_bit_next(st->c->config, words, 0); s != SPR_NONE && !st->abort;
       s = spr_bit_next(st->c->config, words, s + 1)) {
    if (st->m->states[s].occupies_role == SPR_NONE) continue;
    int64_t places;
    spr_str who;
    if (!spr_role_ask(st, st->m->states[s].occupies_role, &who) || !places_of(st, s, &places)) {
      spr_error_at(st, st->m->states[s].at);
      continue;
    }
    const spr_places *old = SPR_ROWS(st->c, SPR_TAB_PLACES, spr_places);
    bool same = n < st->c->tables[SPR_TAB_PLACES].n && old[n].state == s && old[n].places == places;
    if (!same) {
      if (!spr_table_write(st, SPR_TAB_PLACES)) return;
      bool there = n < st->c->tables[SPR_TAB_PLACES].n;
      spr_places *row =
          there ? &SPR_ROWS(st->c, SPR_TAB_PLACES, spr_places)[n] : spr_table_insert(st, SPR_TAB_PLACES, n);
      if (row) *row = (spr_places){s, places};
    }
    n++;
  }
  while (st->c->tables[SPR_TAB_PLACES].n > n && spr_table_write(st, SPR_TAB_PLACES)) {
    spr_table_remove(st, SPR_TAB_PLACES, st->c->tables[SPR_TAB_PLACES].n - 1);
  }
}

void spr_duties_begin(spr_step *st) {
  const spr_chart *ch = st->chart;
  for (uint32_t w = 0; w < ch->words; w++) st->fresh[w] &= ch->dutiful[w];
  for (int32_t s = spr_bit_next(st->fresh, ch->words, 0); s != SPR_NONE && !st->abort;
       s = spr_bit_next(st->fresh, ch->words, s + 1)) {
    spr_bit_clear(st->fresh, s);
    matrix(st, s);
    spr_deadlines_begin(st, s);
    timers(st, s);
    spr_tasks_begin(st, s);
  }
  if (st->chart->nfollowers) spr_deadlines_begin_followers(st);
  if (st->c->tables[SPR_TAB_DEADLINES].n) spr_clocks_apply(st);
  st->clocks.n = 0;
  if (st->roles_changed) spr_tasks_roles(st);
  if (ch->occupies) places_count(st);
}
