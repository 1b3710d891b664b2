/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* One step: begin, run, and either keep what it did or put everything back. */

const char *spr_refusal_name(spr_refusal r) {
  static const char *const names[] = {"",      "not-competent", "guard",    "no-transition",
                                      "data",  "case-closed",   "reserved", "error",
                                      "limit", "no-task",       "required", "no-memory"};
  return names[r];
}

/* Lets go of what the former step has left for its reader. */
static void clear(spr_step *st) {
  for (uint32_t i = 0; st->holding && i < st->effects.n; i++)
    spr_v_release(&st->c->pool, st->effects.v[i].value);
  for (uint32_t i = 0; i < st->observed.n; i++) spr_v_release(&st->c->pool, st->observed.v[i].value);
  st->holding = false;
  st->effects.n = st->observed.n = 0;
  st->reasons.n = 0;
  spr_scratch_reset(&st->scratch);
}

static void attempt(spr_step *st) {
  spr_set_empty(st->fresh, st->chart->words);
  spr_set_empty(st->rested, st->chart->words);
  spr_set_empty(st->changed_fields, st->chart->field_words);
  st->begun = st->ask_sender = st->large = st->config_changed = st->stage_idle = st->ending = false;
  st->fields_changed = st->extras_changed = st->named = false;
  st->roles_changed = st->changes = st->changes_forgiven = 0;
  memset(st->asking, 0, st->m->nroles);
  st->running = true;
  st->abort = SPR_R_NONE;
  st->microsteps = st->log_bytes = st->tasks_opened = 0;
  st->acting = SPR_NONE;
  st->heap.oom = false;
  st->event.name = SPR_STR("");
  st->event.data = SPR_V_NIL;
  st->event_id = SPR_NONE;
  st->ended = SPR_STR("");
  st->stage_outcome = SPR_STR("");
  st->ended_data = st->stage_data = SPR_V_NIL;
  st->enabled.n = 0;
  spr_undo_begin(st);
}

static void begin(spr_case *c, const spr_env *env, const spr_ops *ops, void *self, const spr_input *in) {
  spr_step *st = &c->step;
  clear(st);
  st->env = env;
  st->ops = ops;
  st->self = self;
  st->in = in;
  st->sources = env->sources || !env->site ? env->sources : env->site->sources;
  st->law = env->law;
  st->now = c->marks.phase != SPR_PHASE_NEW && c->marks.time > env->now ? c->marks.time : env->now;
  st->event.by = in->by;
  st->event.at = st->now;
  st->event.occurred = in->occurred;
  attempt(st);
}

static void run(spr_step *st) {
  spr_case *c = st->c;
  c->marks.seq++;
  c->marks.time = st->now;
  if (st->in->kind != SPR_IN_DUE) c->marks.chain = 0;
  switch (st->in->kind) {
    case SPR_IN_OPEN: spr_input_open(st); break;
    case SPR_IN_EVENT:
    case SPR_IN_LINKED: spr_input_event(st); break;
    case SPR_IN_DUE: spr_input_due(st); break;
    case SPR_IN_DONE:
    case SPR_IN_SIGN:
    case SPR_IN_WAIVE: spr_input_task(st); break;
    case SPR_IN_NOTE: spr_input_note(st); break;
    case SPR_IN_REOPEN: spr_input_reopen(st); break;
    case SPR_IN_RECOUNT: spr_input_recount(st); break;
  }
  if (st->heap.oom) spr_abort(st, SPR_R_NOMEM);
}

static void finish(spr_step *st) {
  if (st->begun && st->ops->end) st->ops->end(st->self, st);
  spr_queue_clear(st);
  st->clocks.n = 0;
  spr_v_release(&st->c->pool, st->event.data);
  spr_v_release(&st->c->pool, st->ended_data);
  spr_v_release(&st->c->pool, st->stage_data);
  st->event.data = st->ended_data = st->stage_data = SPR_V_NIL;
  if (!st->abort) {
    spr_undo_commit(st);
    return;
  }
  st->fault = (spr_fault){0};
  memset(st->mark, 0, st->m->nstates * sizeof *st->mark);
  for (uint32_t i = 0; i < st->m->nstates; i++) st->into.history_default[i] = SPR_NONE;
  spr_undo_rollback(st);
}

/* Of a refused step only what was decided and logged is told. */
static void forget_effects(spr_step *st) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < st->effects.n; i++) {
    spr_effect *e = &st->effects.v[i];
    if (e->kind == SPR_E_DECISION || e->kind == SPR_E_LOG) {
      st->effects.v[kept++] = *e;
    } else {
      spr_v_release(&st->c->pool, e->value);
    }
  }
  st->effects.n = kept;
}

/* That a deadline passed, or is near, is a fact whatever its transition does. */
static bool passing(const spr_step *st) {
  const spr_case *c = st->c;
  if (st->in->kind != SPR_IN_DUE || st->abort == SPR_R_NOMEM || c->marks.phase != SPR_PHASE_OPEN)
    return false;
  if (c->tables[SPR_TAB_DUE].n == 0) return false;
  const spr_due *d = &spr_dues(c)[0];
  return d->at <= st->now && !d->recorded && (d->kind == SPR_DUE_DEADLINE || d->kind == SPR_DUE_WARNING);
}

static void record_passing(spr_step *st) {
  spr_refusal why = st->abort;
  attempt(st);
  st->c->marks.seq++;
  st->c->marks.time = st->now;
  st->c->marks.chain = 0;
  spr_due_record(st);
  finish(st);
  st->abort = why;
}

void spr_step_run(spr_case *c, const spr_env *env, const spr_ops *ops, void *self, const spr_input *in,
                  spr_result *out) {
  spr_step *st = &c->step;
  begin(c, env, ops, self, in);
  run(st);
  finish(st);
  out->outcome = SPR_TAKEN;
  if (st->abort) {
    bool own = in->kind == SPR_IN_DUE || in->kind == SPR_IN_LINKED;
    bool nothing = st->abort == SPR_R_CLOSED || (in->kind == SPR_IN_DUE && st->abort == SPR_R_NO_TRANSITION);
    out->outcome = own && !nothing ? SPR_STUCK : SPR_REFUSED;
    forget_effects(st);
    if (passing(st)) record_passing(st);
  }
  out->code = st->abort;
  out->reasons = st->reasons.v;
  out->nreasons = st->reasons.n;
  out->named = st->named;
  out->effects = st->effects.v;
  out->neffects = st->effects.n;
}
