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
  for (uint32_t i = 0; i < earlier->by.n; i++)
    if (earlier->by.v[i].kind == SPR_WHO_ANYONE) return true;
  if (!later->by.given || earlier->by.lost || later->by.lost) return false;
  for (uint32_t i = 0; i < later->by.n; i++) {
    bool found = false;
    for (uint32_t k = 0; !found && k < earlier->by.n; k++)
      found = same_who(&later->by.v[i], &earlier->by.v[k]);
    if (!found) return false;
  }
  return true;
}

/* One list of which only some say `by`: that is told, and who may take which is not known. */
static bool is_mixed(const spr_transition *earlier, const spr_transition *later) {
  return earlier->by.given != later->by.given && earlier->event_at.file == later->event_at.file &&
         earlier->event_at.from == later->event_at.from;
}

/* The state is left again before it waits for anything. */
static bool always_leaves(const spr_check *c, const spr_transition *t) {
  return t->trigger == SPR_TRIGGER_ALWAYS && t->ntargets &&
         !spr_state_inside(c->m, t->targets[0], t->source) && spr_check_unguarded(c, t);
}

/* The transition of the same state that is always taken instead, counted within the state, or SPR_NONE. */
static int32_t forestalled_by(const spr_check *c, const spr_state *st, const spr_transition *t) {
  const spr_transition *v = &c->m->transitions[st->transitions];
  for (int32_t k = 0; k < st->ntransitions; k++) {
    if (v + k < t && !is_mixed(&v[k], t) && spr_check_unguarded(c, &v[k]) && spr_check_covers(&v[k], t) &&
        admits_all(&v[k], t))
      return k;
    if (t->trigger != SPR_TRIGGER_ALWAYS && always_leaves(c, &v[k])) return k;
  }
  return SPR_NONE;
}

/* The transitions that one of the state always forestalls, in one report: they have one cause. */
static void report_dead(spr_check *c, const spr_state *st, const int32_t *causes, int32_t cause) {
  const spr_transition *v = &c->m->transitions[st->transitions], *other = &v[cause], *t = NULL;
  spr_diag *e = NULL;
  for (int32_t i = 0; i < st->ntransitions; i++) {
    if (causes[i] != cause) continue;
    if (t)
      spr_diag_also(c->d, e, v[i].at, "nor can this one");
    else
      e = spr_check_fault(c, SPR_D_DEAD_TRANSITION, v[i].at, "this transition can never be taken");
    t = t ? t : &v[i];
  }
  if (!t) return;
  bool leaves = other->trigger != t->trigger;
  spr_diag_also(c->d, e, other->at,
                leaves ? "the state is left at once by this one, which waits for nothing"
                       : "this earlier one has no guard and always takes the event");
  spr_diag_help(c->d, e,
                leaves ? "give the other one a guard (`when`), or let it wait for an event (`on`)"
                       : "give the earlier one a guard (`when`), or put it last");
}

static void check_dead(spr_check *c, const spr_state *st) {
  const spr_transition *v = &c->m->transitions[st->transitions];
  int32_t *causes = SPR_NEW_N(c->arena, int32_t, st->ntransitions + 1);
  for (int32_t i = 0; i < st->ntransitions; i++)
    causes[i] = v[i].poisoned ? SPR_NONE : forestalled_by(c, st, &v[i]);
  for (int32_t i = 0; i < st->ntransitions; i++)
    if (spr_check_unguarded(c, &v[i])) report_dead(c, st, causes, i);
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
static bool role_lack_is_told(const spr_check *c, const spr_who *who) {
  int32_t kind = who->kind == SPR_WHO_ROLE ? c->m->roles[who->index].kind : SPR_NONE;
  return kind != SPR_NONE && c->unfilled[kind];
}

static bool part_lack_is_told(const spr_check *c, int32_t state, unsigned which) {
  const spr_whos *w = spr_check_matrix(c, state, which);
  bool told = false;
  for (uint32_t i = 0; w && i < w->n; i++) told = told || role_lack_is_told(c, &w->v[i]);
  return told;
}

static bool matrix_lack_is_told(const spr_check *c, int32_t state) {
  bool told = false;
  for (unsigned which = 0; which < 4; which++) told = told || part_lack_is_told(c, state, which);
  return told;
}

static bool lack_is_told(const spr_check *c, const spr_whos *by, int32_t state) {
  bool told = false;
  for (uint32_t i = 0; i < by->n; i++) {
    int part = spr_check_part(&by->v[i]);
    told = told || (part < 0 ? role_lack_is_told(c, &by->v[i]) : part_lack_is_told(c, state, (unsigned)part));
  }
  return told;
}

/* Does the list name anybody here, whether the city has them or not? `decides` may be said nowhere around. */
static bool names_any(const spr_check *c, const spr_whos *by, int32_t state) {
  bool any = false;
  for (unsigned which = 0; !by->given && which < 4; which++) any = any || spr_check_matrix(c, state, which);
  for (uint32_t i = 0; i < by->n; i++) {
    int part = spr_check_part(&by->v[i]);
    any = any || part < 0 || spr_check_matrix(c, state, (unsigned)part);
  }
  return any;
}

static bool lacks_responsible(const spr_check *c, int32_t state) {
  bool lacks = false;
  for (int32_t s = state; s <= c->m->states[state].last && !lacks; s++)
    lacks = spr_check_lacks_responsible(c, s);
  return lacks;
}

static void help_senders(spr_check *c, spr_diag *e, const spr_whos *by, bool named, spr_str city) {
  if (!by->given || !by->n) {
    spr_diag_help(c->d, e, "say in `by` who may, or name who is `responsible` in the state");
    return;
  }
  spr_diag_also(c->d, e, by->v[0].at,
                city.n && named ? "only these may, and %.*s has none of them" : "only these may",
                SPR_FMT(city));
  if (named)
    spr_diag_help(c->d, e, "name in `by` somebody whom every city has, or add the institution to the city");
  else
    spr_diag_help(c->d, e, "write `%.*s` in the state of this transition or around it",
                  SPR_FMT(by->v[0].name));
}

/* An event that a person sends: can any institution of this city send it here? What the standard lacks itself
 * is told once, not for each city. */
static void check_senders(spr_check *c, const spr_transition *t, const spr_event_decl *decl) {
  const spr_whos *by = t->by.given ? &t->by : &decl->by;
  if (by->given ? any_fillable(c, by, t->source) : matrix_fillable(c, t->source)) return;
  if (by->given ? lack_is_told(c, by, t->source) : matrix_lack_is_told(c, t->source)) return;
  bool named = names_any(c, by, t->source);
  if (!named && lacks_responsible(c, t->source)) return;
  spr_str city = c->m->city && named ? c->m->city->id : SPR_STR("");
  spr_diag *e = spr_check_fault(c, SPR_D_NOBODY_SENDS, t->event_at, "nobody%s%.*s may send \"%.*s\" here",
                                city.n ? " in " : "", SPR_FMT(city), SPR_FMT(decl->name));
  help_senders(c, e, by, named, city);
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
  if (!sent && !spr_model_is_lost(c->m, t->event)) spr_usage_wait(c->usage, t);
}

/* -- clocks that start again ---------------------------------------------------------------------------- */

static bool all_inside(const spr_model *m, const spr_transition *t, int32_t s) {
  for (uint32_t i = 0; i < t->ntargets; i++)
    if (t->targets[i] == s || !spr_state_inside(m, t->targets[i], s)) return false;
  return true;
}

/* The innermost state that the transition does not leave. */
int32_t spr_check_stays_in(const spr_model *m, const spr_transition *t) {
  bool inside = !t->reenter;
  for (uint32_t i = 0; i < t->ntargets; i++) inside = inside && spr_state_inside(m, t->targets[i], t->source);
  if (inside) return t->source;
  int32_t a = m->states[t->source].parent;
  while (a > 0 && (m->states[a].kind != SPR_S_COMPOUND || !all_inside(m, t, a))) a = m->states[a].parent;
  return a;
}

/* One with `until` goes on. */
static bool counts_from_entry(const spr_deadline_def *dl) {
  bool outlives = dl->until_state != SPR_NONE || dl->until_event.n;
  return !outlives && dl->from == SPR_NONE && dl->before == SPR_NONE && dl->before_deadline == SPR_NONE;
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

/* Is the child where a state begins that is entered as a whole? */
static bool begins_in(const spr_model *m, int32_t s, int32_t child) {
  if (m->states[s].kind == SPR_S_PARALLEL) return true;
  if (m->states[s].initial == SPR_NONE) return child == s + 1;
  const spr_transition *t = &m->transitions[m->states[s].initial];
  for (uint32_t i = 0; i < t->ntargets; i++)
    if (spr_state_inside(m, t->targets[i], child)) return true;
  return false;
}

/* A target around the source is left, and enters again what it begins in. */
static void check_begin(spr_check *c, const spr_transition *t, int32_t target) {
  const spr_model *m = c->m;
  int32_t s = target;
  while (s != t->source && spr_state_inside(m, t->source, s)) {
    int32_t child = s + 1;
    while (!spr_state_inside(m, t->source, child)) child = m->states[child].last + 1;
    if (!begins_in(m, s, child)) return;
    report_restart(c, t, &m->states[child]);
    s = child;
  }
}

/* A clock that counts from the entry starts anew when its state is left and entered again. */
static void check_restart(spr_check *c, const spr_transition *t) {
  const spr_model *m = c->m;
  int32_t stays = spr_check_stays_in(m, t);
  for (uint32_t i = 0; i < t->ntargets; i++) {
    for (int32_t s = t->targets[i]; s > stays && s != SPR_NONE; s = m->states[s].parent) {
      bool left = spr_state_inside(m, t->source, s) || (t->reenter && spr_state_inside(m, s, t->source));
      if (left) report_restart(c, t, &m->states[s]);
    }
    check_begin(c, t, t->targets[i]);
  }
}

void spr_check_transitions(spr_check *c) {
  for (uint32_t s = 0; s < c->m->nstates; s++) {
    const spr_state *st = &c->m->states[s];
    check_dead(c, st);
    for (int32_t i = 0; i < st->ntransitions; i++) {
      const spr_transition *t = &c->m->transitions[st->transitions + i];
      if (t->poisoned) continue;
      check_event(c, t);
      if (!t->guessed) check_restart(c, t);
    }
  }
}
