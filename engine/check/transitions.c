/* SPDX-License-Identifier: Apache-2.0 */
#include "check/internal.h"

/* Transitions one by one: those that an earlier one always forestalls, those that wait for an event that
 * nobody can send, and those that set a legal clock back to its start. */

/* -- never taken ---------------------------------------------------------------------------------------- */

static bool same_who(const spr_who *a, const spr_who *b) {
  return a->kind == b->kind && a->index == b->index && spr_str_eq(a->name, b->name);
}

/* May everybody who may send the later one also send the earlier one? */
static bool admits_all(const spr_transition *earlier, const spr_transition *later) {
  if (!earlier->by.given) return true;
  if (!later->by.given || earlier->by.lost || later->by.lost) return false;
  for (uint32_t i = 0; i < earlier->by.n; i++)
    if (earlier->by.v[i].kind == SPR_WHO_ANYONE) return true;
  for (uint32_t i = 0; i < later->by.n; i++) {
    bool found = false;
    for (uint32_t k = 0; !found && k < earlier->by.n; k++)
      found = same_who(&later->by.v[i], &earlier->by.v[k]);
    if (!found) return false;
  }
  return true;
}

/* The state is left again before it waits for anything. */
static bool always_leaves(const spr_check *c, const spr_transition *t) {
  return t->trigger == SPR_TRIGGER_ALWAYS && t->ntargets &&
         !spr_state_inside(c->m, t->targets[0], t->source) && spr_check_unguarded(c, t);
}

/* The transition of the same state that is always taken instead, or NULL. */
static const spr_transition *forestalled_by(const spr_check *c, const spr_state *st,
                                            const spr_transition *t) {
  const spr_transition *v = &c->m->transitions[st->transitions];
  for (int32_t k = 0; k < st->ntransitions; k++) {
    if (v + k < t && spr_check_unguarded(c, &v[k]) && spr_check_covers(&v[k], t) && admits_all(&v[k], t))
      return &v[k];
    if (t->trigger != SPR_TRIGGER_ALWAYS && always_leaves(c, &v[k])) return &v[k];
  }
  return NULL;
}

static void check_dead(spr_check *c, const spr_state *st, const spr_transition *t) {
  const spr_transition *other = forestalled_by(c, st, t);
  if (!other) return;
  bool leaves = other->trigger != t->trigger;
  spr_diag *e = spr_check_fault(c, SPR_D_DEAD_TRANSITION, t->at, "this transition can never be taken");
  spr_diag_also(c->d, e, other->at,
                leaves ? "the state is left at once by this one, which waits for nothing"
                       : "this earlier one has no guard and always takes the event");
  spr_diag_help(c->d, e,
                leaves ? "give the other one a guard (`when`), or let it wait for an event (`on`)"
                       : "give the earlier one a guard (`when`), or put it last");
}

/* -- never sent ----------------------------------------------------------------------------------------- */

static bool any_fillable(const spr_check *c, const spr_whos *by, int32_t state) {
  for (uint32_t i = 0; i < by->n; i++)
    if (spr_check_fillable(c, &by->v[i], state)) return true;
  return by->lost;
}

static bool matrix_fillable(const spr_check *c, int32_t state) {
  for (unsigned which = 0; which < 4; which++) {
    const spr_whos *w = spr_check_matrix(c, state, which);
    if (w && any_fillable(c, w, state)) return true;
  }
  return false;
}

/* That the city lacks them is told already. */
static bool lack_is_told(const spr_check *c, const spr_whos *by) {
  for (uint32_t i = 0; by && i < by->n; i++) {
    int32_t kind = by->v[i].kind == SPR_WHO_ROLE ? c->m->roles[by->v[i].index].kind : SPR_NONE;
    if (kind != SPR_NONE && c->unfilled[kind]) return true;
  }
  return false;
}

static bool matrix_lack_is_told(const spr_check *c, int32_t state) {
  bool told = false;
  for (unsigned which = 0; which < 4; which++)
    told = told || lack_is_told(c, spr_check_matrix(c, state, which));
  return told;
}

/* An event that a person sends: can any institution of this city send it here? */
static void check_senders(spr_check *c, const spr_transition *t, const spr_event_decl *decl) {
  const spr_whos *by = t->by.given ? &t->by : &decl->by;
  if (by->given ? any_fillable(c, by, t->source) : matrix_fillable(c, t->source)) return;
  if (by->given ? lack_is_told(c, by) : matrix_lack_is_told(c, t->source)) return;
  spr_str city = c->m->city ? c->m->city->id : SPR_STR("");
  spr_diag *e = spr_check_fault(c, SPR_D_NOBODY_SENDS, t->event_at, "nobody%s%.*s may send \"%.*s\" here",
                                city.n ? " in " : "", SPR_FMT(city), SPR_FMT(decl->name));
  if (by->given && by->n) {
    spr_diag_also(c->d, e, by->v[0].at,
                  city.n ? "only these may, and %.*s has none of them" : "only these may", SPR_FMT(city));
    spr_diag_help(c->d, e, "name in `by` somebody whom every city has, or add the institution to the city");
  } else {
    spr_diag_help(c->d, e, "say in `by` who may, or name who is `responsible` in the state");
  }
}

static bool built_in(const spr_transition *t) {
  static const char *const families[] = {"done", "error", "deadline", "case", "task"};
  for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
    spr_str f = spr_str_of(families[i]);
    if (spr_str_starts(t->event, f) && (t->event.n == f.n || t->event.p[f.n] == '.')) return true;
  }
  return false;
}

/* Only linked cases send it. */
static bool only_linked(const spr_whos *by) {
  for (uint32_t i = 0; i < by->n; i++)
    if (by->v[i].kind != SPR_WHO_LINKED) return false;
  return by->n > 0 && !by->lost;
}

/* An event that something raises may have no senders; whether something does is known when all workflows have
 * been seen. */
static void check_event(spr_check *c, const spr_transition *t) {
  if (t->trigger != SPR_TRIGGER_EVENT || t->match == SPR_MATCH_ALL || built_in(t) || c->m->alone) return;
  bool sent = false;
  for (uint32_t i = 0; i < c->m->nevents; i++) {
    const spr_event_decl *decl = &c->m->events[i];
    if (decl->internal || !spr_check_matches(t, decl->name) || only_linked(t->by.given ? &t->by : &decl->by))
      continue;
    sent = true;
    if (t->match == SPR_MATCH_EXACT) check_senders(c, t, decl);
  }
  if (!sent) spr_usage_wait(c->usage, t);
}

/* -- clocks that start again ---------------------------------------------------------------------------- */

static bool all_inside(const spr_model *m, const spr_transition *t, int32_t s) {
  for (uint32_t i = 0; i < t->ntargets; i++)
    if (t->targets[i] == s || !spr_state_inside(m, t->targets[i], s)) return false;
  return true;
}

/* The innermost state that the transition does not leave. */
static int32_t stays_in(const spr_model *m, const spr_transition *t) {
  bool inside = !t->reenter;
  for (uint32_t i = 0; i < t->ntargets; i++) inside = inside && spr_state_inside(m, t->targets[i], t->source);
  if (inside) return t->source;
  int32_t a = m->states[t->source].parent;
  while (a > 0 && (m->states[a].kind != SPR_S_COMPOUND || !all_inside(m, t, a))) a = m->states[a].parent;
  return a;
}

static bool counts_from_entry(const spr_deadline_def *dl) {
  return dl->from == SPR_NONE && dl->before == SPR_NONE && dl->before_deadline == SPR_NONE;
}

/* The clocks of a state that is left and entered again, in one report. */
static void report_restart(spr_check *c, const spr_transition *t, const spr_state *st) {
  spr_diag *e = NULL;
  for (int32_t k = 0; k < st->ndeadlines; k++) {
    const spr_deadline_def *dl = &c->m->deadlines[st->deadlines + k];
    if (!counts_from_entry(dl)) continue;
    const char *what = dl->task == SPR_NONE ? "deadline" : "term of the task";
    if (!e)
      e = spr_check_fault(c, SPR_D_RESTARTS_CLOCK, t->at, "this transition starts the %s \"%.*s\" again",
                          what, SPR_FMT(dl->name));
    if (!e) return;
    spr_diag_also(c->d, e, dl->at,
                  "the %s \"%.*s\" counts from the entry of the state, which is left and entered again", what,
                  SPR_FMT(dl->name));
    if (t->reenter)
      spr_diag_help(c->d, e, "leave out `reenter`, or let it count `from` a date of the case");
    else
      spr_diag_help(c->d, e,
                    "lead to a state inside, from a transition of the state itself, or let it count `from` a "
                    "date of the case");
  }
}

/* A clock that counts from the entry starts anew when its state is left and entered again. */
static void check_restart(spr_check *c, const spr_transition *t) {
  const spr_model *m = c->m;
  int32_t stays = stays_in(m, t);
  for (uint32_t i = 0; i < t->ntargets; i++) {
    for (int32_t s = t->targets[i]; s > stays && s != SPR_NONE; s = m->states[s].parent) {
      bool left = spr_state_inside(m, t->source, s) || (t->reenter && spr_state_inside(m, s, t->source));
      if (left) report_restart(c, t, &m->states[s]);
    }
  }
}

void spr_check_transitions(spr_check *c) {
  for (uint32_t s = 0; s < c->m->nstates; s++) {
    const spr_state *st = &c->m->states[s];
    for (int32_t i = 0; i < st->ntransitions; i++) {
      const spr_transition *t = &c->m->transitions[st->transitions + i];
      if (t->poisoned) continue;
      check_dead(c, st, t);
      check_event(c, t);
      check_restart(c, t);
    }
  }
}
