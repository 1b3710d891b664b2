/* SPDX-License-Identifier: Apache-2.0 */
#include "check/internal.h"

/* Reachability over the chart as a graph, guards and senders left aside: what it calls unreachable or without
 * a way out really is so. Entering a state enters what the algorithm would enter by default; a state that is
 * targeted inside of a parallel state brings the other regions along. */

typedef struct walk {
  const spr_check *c;
  bool *in;        /* states that may become active */
  bool *defaulted; /* ... by being entered as a whole, not only as an ancestor of a target */
  int32_t *spared; /* of a parallel state: the region that was not entered by default so far; NO_REGION,
                      EVERY_REGION */
  bool *resumed;  /* states whose shallow history is entered: a child that was active is entered as a whole */
  int32_t *queue; /* states that may become active: their transitions are still to be followed */
  int32_t *entered; /* states that were entered as a whole: what they bring along is still to be entered */
  uint32_t head, tail, ehead, etail;
  bool anywhere; /* came to a part that could not be read: it may lead to any state */
} walk;

enum { NO_REGION = -1, EVERY_REGION = -2 };

static void walk_clear(walk *w) {
  memset(w->in, 0, w->c->m->nstates);
  memset(w->defaulted, 0, w->c->m->nstates);
  memset(w->resumed, 0, w->c->m->nstates);
  for (uint32_t i = 0; i < w->c->m->nstates; i++) w->spared[i] = EVERY_REGION;
  w->head = w->tail = w->ehead = w->etail = 0;
  w->anywhere = false;
}

static void walk_init(walk *w, const spr_check *c) {
  uint32_t n = c->m->nstates;
  *w = (walk){.c = c};
  w->in = SPR_NEW_N(c->arena, bool, n);
  w->defaulted = SPR_NEW_N(c->arena, bool, n);
  w->resumed = SPR_NEW_N(c->arena, bool, n);
  w->spared = SPR_NEW_N(c->arena, int32_t, n);
  w->queue = SPR_NEW_N(c->arena, int32_t, n);
  w->entered = SPR_NEW_N(c->arena, int32_t, n);
  walk_clear(w);
}

static void mark(walk *w, int32_t s);

/* As a whole. Each state is entered once, so that this ends. */
static void enter(walk *w, int32_t s) {
  if (w->defaulted[s]) return;
  w->defaulted[s] = true;
  w->entered[w->etail++] = s;
  mark(w, s);
}

static void mark(walk *w, int32_t s) {
  if (w->in[s]) return;
  w->in[s] = true;
  w->queue[w->tail++] = s;
  int32_t parent = w->c->m->states[s].parent;
  if (parent != SPR_NONE && w->resumed[parent]) enter(w, s);
}

static bool is_history(const spr_model *m, int32_t s) {
  return m->states[s].kind == SPR_S_HISTORY_SHALLOW || m->states[s].kind == SPR_S_HISTORY_DEEP;
}

/* A parallel state brings its regions along, but for the one that a target names. */
static void enter_regions(walk *w, int32_t parallel, int32_t but) {
  const spr_model *m = w->c->m;
  int32_t spared = w->spared[parallel];
  if (spared == NO_REGION || spared == but) return;
  w->spared[parallel] = spared == EVERY_REGION ? but : NO_REGION;
  if (spared != EVERY_REGION) {
    enter(w, spared);
    return;
  }
  for (int32_t r = parallel + 1; r <= m->states[parallel].last; r = m->states[r].last + 1)
    if (!is_history(m, r) && r != but) enter(w, r);
}

/* What is around `stop`, and its regions, are active already; SPR_NONE: nothing is. */
static void enter_target(walk *w, int32_t target, int32_t stop) {
  const spr_state *st = w->c->m->states;
  int32_t inner = target;
  for (int32_t a = st[target].parent; a != SPR_NONE && a >= stop; inner = a, a = st[a].parent) {
    mark(w, a);
    if (a > stop && st[a].kind == SPR_S_PARALLEL) enter_regions(w, a, inner);
  }
  enter(w, target);
}

static void take(walk *w, const spr_transition *t, int32_t stop) {
  if (t->poisoned) w->anywhere = true;
  for (uint32_t i = 0; i < t->ntargets; i++) enter_target(w, t->targets[i], stop);
}

/* The first child that is no history. */
static int32_t first_child(const spr_model *m, int32_t s) {
  for (int32_t k = s + 1; k <= m->states[s].last; k = m->states[k].last + 1)
    if (!is_history(m, k)) return k;
  return SPR_NONE;
}

static void enter_initial(walk *w, int32_t s) {
  const spr_model *m = w->c->m;
  int32_t first = first_child(m, s);
  if (m->states[s].initial != SPR_NONE)
    take(w, &m->transitions[m->states[s].initial], s);
  else if (first != SPR_NONE)
    enter(w, first);
}

static void resume(walk *w, int32_t s) {
  const spr_model *m = w->c->m;
  if (w->resumed[s]) return;
  w->resumed[s] = true;
  for (int32_t k = s + 1; k <= m->states[s].last; k = m->states[k].last + 1)
    if (w->in[k] && !is_history(m, k)) enter(w, k);
}

/* What is entered along with a state. */
static void bring_along(walk *w, int32_t s) {
  const spr_model *m = w->c->m;
  switch (m->states[s].kind) {
    case SPR_S_COMPOUND: enter_initial(w, s); break;
    case SPR_S_PARALLEL:
      if (m->states[s].initial != SPR_NONE) enter_initial(w, s);
      enter_regions(w, s, NO_REGION);
      break;
    case SPR_S_HISTORY_SHALLOW:
      resume(w, m->states[s].parent);
      /* fall through */
    case SPR_S_HISTORY_DEEP:
      if (m->states[s].initial != SPR_NONE)
        take(w, &m->transitions[m->states[s].initial], m->states[s].parent);
      else
        w->anywhere = true;
      break;
    default: break;
  }
}

/* Has a final state been reached in it, or in each of its regions? Depth is bounded by SPR_MAX_STATE_DEPTH.
 */
static bool may_finish(const walk *w, int32_t s) {
  const spr_model *m = w->c->m;
  bool parallel = m->states[s].kind == SPR_S_PARALLEL, all = parallel, any = false;
  if (m->states[s].poisoned || m->states[s].last == s) return true;
  for (int32_t k = s + 1; k <= m->states[s].last; k = m->states[k].last + 1) {
    if (is_history(m, k)) continue;
    if (parallel)
      all = all && (m->states[k].stage || may_finish(w, k));
    else
      any = any || (w->in[k] && m->states[k].kind == SPR_S_FINAL);
  }
  return all || any;
}

/* The state whose end the transition waits for, or SPR_NONE. */
static int32_t waits_for(const spr_model *m, const spr_transition *t) {
  spr_str head = SPR_STR("done.state.");
  if (t->trigger != SPR_TRIGGER_EVENT || t->match != SPR_MATCH_EXACT || !spr_str_starts(t->event, head))
    return SPR_NONE;
  return spr_model_state(m, spr_str_sub(t->event, head.n, t->event.n));
}

static void leave(walk *w, int32_t s) {
  const spr_model *m = w->c->m;
  const spr_state *st = &m->states[s];
  if (st->poisoned) w->anywhere = true;
  for (int32_t i = 0; i < st->ntransitions; i++) {
    const spr_transition *t = &m->transitions[st->transitions + i];
    int32_t end = waits_for(m, t);
    if (end == SPR_NONE || may_finish(w, end)) take(w, t, spr_check_stays_in(m, t));
  }
}

/* What had to wait for an end may go on when more has been reached. */
static bool leave_ended(walk *w) {
  uint32_t before = w->tail + w->etail;
  for (uint32_t i = 0; i < w->tail; i++) {
    const spr_state *st = &w->c->m->states[w->queue[i]];
    for (int32_t k = 0; k < st->ntransitions; k++) {
      if (waits_for(w->c->m, &w->c->m->transitions[st->transitions + k]) == SPR_NONE) continue;
      leave(w, w->queue[i]);
      break;
    }
  }
  return w->tail + w->etail > before;
}

static void follow(walk *w) {
  do {
    while (w->ehead < w->etail || w->head < w->tail) {
      if (w->ehead < w->etail)
        bring_along(w, w->entered[w->ehead++]);
      else
        leave(w, w->queue[w->head++]);
    }
  } while (leave_ended(w));
}

/* -- into every state ----------------------------------------------------------------------------------- */

static void report_unreachable(spr_check *c, const walk *w) {
  const spr_model *m = c->m;
  for (uint32_t s = 0; s < m->nstates && !w->anywhere; s++) {
    if (w->in[s] || m->states[s].hidden) continue;
    spr_diag *e = spr_check_fault(c, SPR_D_UNREACHABLE_STATE, m->states[s].at,
                                  "no transition leads into \"%.*s\"", SPR_FMT(m->states[s].name));
    spr_diag_help(c->d, e, "name it in a `to`, make it the `initial` state, or remove it");
    s = (uint32_t)m->states[s].last; /* what is inside only follows */
  }
}

/* -- out of every state --------------------------------------------------------------------------------- */

static bool has_final_child(const spr_model *m, int32_t s) {
  for (int32_t k = s + 1; k <= m->states[s].last; k = m->states[k].last + 1)
    if (m->states[k].kind == SPR_S_FINAL) return true;
  return false;
}

/* Does the region of a parallel root end? A stage does when it is idle again. A machine that stands alone may
 * run for ever. */
static bool region_ends(const walk *w, int32_t region) {
  const spr_model *m = w->c->m;
  if (m->alone && !has_final_child(m, region)) return true;
  for (int32_t k = region + 1; k <= m->states[region].last; k = m->states[k].last + 1) {
    bool idle = m->states[region].stage && m->states[k].hidden;
    if (w->in[k] && (idle || m->states[k].kind == SPR_S_FINAL)) return true;
  }
  return false;
}

/* Has a walk that began in state `from` come to an end of the case, or of its own region? */
static bool at_end(const walk *w, int32_t from) {
  const spr_model *m = w->c->m;
  bool regions = m->states[0].kind == SPR_S_PARALLEL;
  for (int32_t k = 1; k <= m->states[0].last; k = m->states[k].last + 1) {
    if (w->in[k] && m->states[k].kind == SPR_S_FINAL) return true;
    if (regions && spr_state_inside(m, from, k) && region_ends(w, k)) return true;
  }
  return w->anywhere;
}

static void begin_here(walk *w, int32_t from) {
  walk_clear(w);
  enter(w, from);
  for (int32_t a = w->c->m->states[from].parent; a != SPR_NONE; a = w->c->m->states[a].parent) mark(w, a);
}

/* In the other regions around a state anything reachable may be active. */
static void add_other_regions(walk *w, const bool *reachable, int32_t from) {
  const spr_model *m = w->c->m;
  int32_t inner = from;
  for (int32_t a = m->states[from].parent; a != SPR_NONE; inner = a, a = m->states[a].parent) {
    if (m->states[a].kind != SPR_S_PARALLEL) continue;
    for (int32_t s = a + 1; s <= m->states[a].last; s++)
      if (reachable[s] && !spr_state_inside(m, s, inner)) mark(w, s);
  }
}

/* Its own region can end, and it is another beside it that cannot: the fault is there. */
static bool waits_for_others(const walk *w, int32_t s) {
  const spr_model *m = w->c->m;
  int32_t inner = s;
  for (int32_t a = m->states[s].parent; a > 0; inner = a, a = m->states[a].parent)
    if (m->states[a].kind == SPR_S_PARALLEL && may_finish(w, inner) && !may_finish(w, a)) return true;
  return false;
}

/* Would it come to an end through a state around it into which nothing leads? That is told there. */
static bool misses_a_way(walk *w, const bool *reachable, int32_t s) {
  const spr_model *m = w->c->m;
  bool any = false;
  for (int32_t u = 1; u < (int32_t)m->nstates; u++) {
    if (reachable[u] || m->states[u].hidden || !spr_state_inside(m, s, m->states[u].parent)) continue;
    enter(w, u);
    any = true;
  }
  if (any) follow(w);
  return any && at_end(w, s);
}

static bool is_stuck(walk *w, const bool *reachable, int32_t s) {
  const spr_state *st = &w->c->m->states[s];
  if (!reachable[s] || st->hidden || (st->kind != SPR_S_ATOMIC && st->kind != SPR_S_FINAL)) return false;
  begin_here(w, s);
  add_other_regions(w, reachable, s);
  follow(w);
  return !at_end(w, s) && !waits_for_others(w, s) && !misses_a_way(w, reachable, s);
}

/* A state that only leads into others that are stuck is not at fault: those are. Of several that lead to one
 * another, the first is told. ways: for the i-th stuck state, which states it leads to. */
static bool is_cause(const int32_t *stuck, bool *const *ways, uint32_t n, uint32_t i) {
  for (uint32_t k = 0; k < n; k++) {
    if (k == i || !ways[i][stuck[k]]) continue;
    if (!ways[k][stuck[i]] || k < i) return false;
  }
  return true;
}

static void report_stuck(spr_check *c, const bool *reachable) {
  const spr_model *m = c->m;
  walk w;
  walk_init(&w, c);
  int32_t *stuck = SPR_NEW_N(c->arena, int32_t, m->nstates);
  uint32_t n = 0;
  for (int32_t s = 1; s < (int32_t)m->nstates; s++)
    if (is_stuck(&w, reachable, s)) stuck[n++] = s;
  if (n == 0) return;
  bool **ways = SPR_NEW_N(c->arena, bool *, n);
  for (uint32_t i = 0; i < n; i++) {
    begin_here(&w, stuck[i]);
    follow(&w);
    ways[i] = spr_arena_copy(c->arena, w.in, m->nstates * sizeof *w.in);
  }
  for (uint32_t i = 0; i < n; i++) {
    if (!is_cause(stuck, ways, n, i)) continue;
    const spr_state *st = &m->states[stuck[i]];
    spr_diag *e = spr_check_fault(c, SPR_D_NO_WAY_OUT, st->at, "from \"%.*s\" no final state can be reached",
                                  SPR_FMT(st->name));
    spr_diag_help(c->d, e, "add a transition that leads on, or make it `final: true`");
  }
}

static void check_way_out(spr_check *c, const bool *reachable) {
  const spr_state *root = &c->m->states[0];
  if (root->kind == SPR_S_PARALLEL || has_final_child(c->m, 0)) {
    report_stuck(c, reachable);
  } else if (!c->m->alone && root->kind == SPR_S_COMPOUND && !c->m->gaps) {
    spr_diag *e = spr_check_fault(c, SPR_D_NO_WAY_OUT, root->at,
                                  "the workflow has no final state, so its cases never end");
    spr_diag_help(c->d, e, "add a state with `final: true`");
  }
}

/* -- round and round ------------------------------------------------------------------------------------ */

/* The one state without content that is active when s has been entered; SPR_NONE where that depends or where
 * there are several. */
static int32_t settled_in(const spr_model *m, int32_t s) {
  while (s != SPR_NONE && m->states[s].kind == SPR_S_COMPOUND) {
    const spr_transition *t = m->states[s].initial != SPR_NONE ? &m->transitions[m->states[s].initial] : NULL;
    if (!t)
      s = first_child(m, s);
    else
      s = t->ntargets == 1 && !t->poisoned ? t->targets[0] : SPR_NONE;
  }
  return s != SPR_NONE && m->states[s].kind == SPR_S_ATOMIC ? s : SPR_NONE;
}

/* The eventless transition that is always taken in s, or NULL. */
static const spr_transition *driven_by(const spr_check *c, int32_t s) {
  const spr_model *m = c->m;
  for (; s != SPR_NONE; s = m->states[s].parent) {
    for (int32_t i = 0; i < m->states[s].ntransitions; i++) {
      const spr_transition *t = &m->transitions[m->states[s].transitions + i];
      if (t->trigger == SPR_TRIGGER_ALWAYS) return spr_check_unguarded(c, t) ? t : NULL;
    }
  }
  return NULL;
}

/* Where it leads from s. */
static int32_t driven_to(const spr_check *c, int32_t s, const spr_transition *t) {
  if (!t || t->ntargets > 1) return SPR_NONE;
  return t->ntargets ? settled_in(c->m, t->targets[0]) : s;
}

/* Each circle is told at its first state. */
static void report_endless(spr_check *c) {
  const spr_model *m = c->m;
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) {
    if (m->states[s].kind != SPR_S_ATOMIC) continue;
    const spr_transition *t = driven_by(c, s);
    int32_t at = driven_to(c, s, t);
    for (uint32_t n = 0; at > s && n < m->nstates; n++) at = driven_to(c, at, driven_by(c, at));
    if (at != s) continue;
    spr_diag *e =
        spr_check_fault(c, SPR_D_ENDLESS, t->at, "transitions without an event go round for ever from %.*s",
                        SPR_FMT(spr_check_state_text(c, s)));
    spr_diag_help(c->d, e, "give one of them a guard (`when`), or let it wait for an event (`on`)");
  }
}

void spr_check_reach(spr_check *c) {
  const spr_model *m = c->m;
  walk w;
  walk_init(&w, c);
  enter(&w, 0);
  if (m->reopen.given && m->reopen.to != SPR_NONE)
    enter_target(&w, m->reopen.to, SPR_NONE);
  else if (m->reopen.given)
    w.anywhere = true;
  follow(&w);
  report_unreachable(c, &w);
  report_endless(c);
  check_way_out(c, w.in);
}
