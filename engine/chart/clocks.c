/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* What moves a deadline: extensions, suspensions, the deadline that it goes before, and the calendar itself.
 */

void spr_deadline_follow(spr_step *st, spr_deadline *d, const spr_deadline *other) {
  d->start_is_date = other->end.by_days;
  d->start = other->end.by_days ? spr_zone_day_start(st->law.zone, other->end.day) : other->end.at;
}

static spr_move *last_move(const spr_deadline *d) {
  return d->moves && d->moves->n ? &d->moves->v[d->moves->n - 1] : NULL;
}

spr_move *spr_moves_resting(spr_moves *moves) {
  for (uint32_t i = moves ? moves->n : 0; i > 0; i--) {
    spr_move *m = &moves->v[i - 1];
    if (m->kind == SPR_MOVE_SUSPEND) return m->until == SPR_NO_INSTANT ? m : NULL;
  }
  return NULL;
}

/* An own copy of the moves, with room for `more`. */
static bool own_moves(spr_step *st, spr_deadline *d, uint32_t more) {
  uint32_t n = d->moves ? d->moves->n : 0;
  if (n + more > SPR_MAX_MOVES) {
    return spr_step_fail(st, SPR_STR(""), 0, "a deadline is extended and suspended at most %d times",
                         SPR_MAX_MOVES);
  }
  spr_moves *m = spr_moves_new(&st->c->pool, d->moves, n + more);
  if (!m) {
    spr_abort(st, SPR_R_NOMEM);
    return false;
  }
  spr_moves_release(&st->c->pool, d->moves);
  d->moves = m;
  return true;
}

static bool recount(spr_step *st, spr_deadline *d, const char *what) {
  if (!spr_deadline_count(st, d)) return false;
  if (d->missed && !d->end.suspended && d->end.at > st->now) d->missed = false;
  spr_deadline_tell(st, d, what);
  return spr_deadline_requeue(st, d);
}

static bool extend(spr_step *st, spr_deadline *d, const spr_clock_order *o) {
  if (!own_moves(st, d, 1)) return false;
  *last_move(d) = (spr_move){.kind = SPR_MOVE_EXTEND, .by = o->by, .until = SPR_NO_INSTANT};
  if (o->why.n) spr_effect_text(st, SPR_E_NOTE, o->why);
  return recount(st, d, "moved");
}

static bool suspend(spr_step *st, spr_deadline *d) {
  if (!own_moves(st, d, 1)) return false;
  *last_move(d) = (spr_move){.kind = SPR_MOVE_SUSPEND, .from = st->now, .until = SPR_NO_INSTANT};
  return recount(st, d, "suspended");
}

static bool resume(spr_step *st, spr_deadline *d) {
  if (!own_moves(st, d, 0)) return false;
  spr_moves_resting(d->moves)->until = st->now;
  return recount(st, d, "resumed");
}

static bool stopped_by_state(const spr_step *st, int32_t def) {
  const uint64_t *config = st->c->config;
  uint32_t words = st->chart->words;
  for (int32_t s = spr_bit_next(config, words, 0); s != SPR_NONE; s = spr_bit_next(config, words, s + 1)) {
    const spr_state *ms = &st->m->states[s];
    for (uint32_t k = 0; k < ms->nstops; k++) {
      if (ms->stops_clock[k] == def) return true;
    }
  }
  return false;
}

static void carry_out(spr_step *st, const spr_clock_order *o) {
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_DEADLINES].n && !st->abort; i++) {
    spr_deadline *d = &spr_deadlines(st->c)[i];
    if (d->def != o->def) continue;
    if (o->kind != SPR_CLOCK_EXTEND) {
      d->held = o->kind == SPR_CLOCK_SUSPEND;
    } else if (!extend(st, d, o)) {
      spr_error(st);
    }
  }
}

static void suspensions(spr_step *st) {
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_DEADLINES].n && !st->abort; i++) {
    spr_deadline *d = &spr_deadlines(st->c)[i];
    if (d->def == SPR_NONE) continue;
    bool holds = spr_moves_resting(d->moves) != NULL;
    bool wanted = !(d->missed && !holds) && (d->held || (st->chart->stops && stopped_by_state(st, d->def)));
    if (holds == wanted) continue;
    if (!(wanted ? suspend(st, d) : resume(st, d))) spr_error(st);
  }
}

/* true: the other one's end, or whether it is suspended, has made a difference. */
static bool follow(spr_step *st, spr_deadline *d, const spr_deadline *other) {
  spr_instant was = d->start;
  bool rested = d->end.suspended;
  bool rests = spr_deadline_rests(st, d) || spr_moves_resting(d->moves);
  spr_deadline_follow(st, d, other);
  if (d->start == was && rests == rested) return false;
  if (!recount(st, d, rests == rested ? "moved" : rests ? "suspended" : "resumed")) spr_error(st);
  return true;
}

/* A chain of deadlines each of which goes before the next one settles in as many rounds as it has links. */
static void follow_all(spr_step *st) {
  uint32_t n = st->c->tables[SPR_TAB_DEADLINES].n;
  for (uint32_t round = 0, moved = 1; moved && round < n; round++) {
    moved = 0;
    for (uint32_t i = 0; i < n && !st->abort; i++) {
      spr_deadline *d = &spr_deadlines(st->c)[i];
      for (uint32_t k = 0; d->following && k < n; k++) {
        const spr_deadline *other = &spr_deadlines(st->c)[k];
        if (other->def == st->m->deadlines[d->def].before_deadline) moved = follow(st, d, other) || moved;
      }
    }
  }
}

void spr_clocks_apply(spr_step *st) {
  if (!st->clocks.n && !st->chart->stops && !st->chart->nfollowers) return;
  if (!spr_table_write(st, SPR_TAB_DEADLINES)) return;
  for (uint32_t i = 0; i < st->clocks.n && !st->abort; i++) carry_out(st, &st->clocks.v[i]);
  suspensions(st);
  if (st->chart->nfollowers) follow_all(st);
}

bool spr_deadline_moved(spr_step *st, uint32_t i, const spr_due *due) {
  if (!spr_table_write(st, SPR_TAB_DEADLINES)) return false;
  spr_deadline *d = &spr_deadlines(st->c)[i];
  spr_instant was = d->end.at;
  if (due->recorded || d->missed) return false;
  if (!spr_deadline_count(st, d)) {
    spr_error(st);
    return false;
  }
  if (d->end.at == was) return false;
  spr_deadline_tell(st, d, "moved");
  if (!spr_deadline_requeue(st, d)) spr_error(st);
  return true;
}

void spr_input_recount(spr_step *st) {
  bool moved = false;
  if (st->c->marks.phase != SPR_PHASE_OPEN) {
    spr_reason_add(st, SPR_STR(""), 0, "the case is not open");
    spr_abort(st, SPR_R_CLOSED);
  }
  if (st->abort || !spr_table_write(st, SPR_TAB_DEADLINES)) return;
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_DEADLINES].n && !st->abort; i++) {
    spr_deadline *d = &spr_deadlines(st->c)[i];
    spr_instant was = d->end.at;
    if (d->missed) continue;
    bool counted = spr_deadline_count(st, d);
    if (counted && d->end.at == was) continue;
    if (counted) spr_deadline_tell(st, d, "moved");
    if (!counted || !spr_deadline_requeue(st, d)) spr_error(st);
    moved = true;
  }
  if (moved) {
    spr_settle(st, false);
  } else {
    spr_reason_add(st, SPR_STR(""), 0, "no deadline moves");
    spr_abort(st, SPR_R_NO_TRANSITION);
  }
}
