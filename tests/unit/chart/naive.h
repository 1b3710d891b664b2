/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_CHART_NAIVE_H
#define TESTS_UNIT_CHART_NAIVE_H

#include "lang/model.h"

/* The algorithm of the recommendation's Appendix D once more, written down as it stands there: lists and sets
 * of small numbers, searched from one end to the other; names are those of the recommendation. It knows the
 * additions of this language that concern statecharts alone: default transitions inside their source do not
 * leave it, the root is never left, a parallel root may be finished, `*` does not match errors. It is slow
 * and shares no code with the engine. */

#define NAIVE_MAX 48

typedef struct nlist {
  int v[NAIVE_MAX * 4];
  int n;
} nlist;

/* What an action or a guard does; the model says the same as text. */
typedef enum naive_do { DO_LOG, DO_RAISE, DO_FAIL } naive_do;
typedef struct naive_action {
  naive_do what;
  char text[32];
} naive_action;
typedef struct naive_block {
  naive_action v[3];
  int n;
} naive_block;
typedef enum naive_guard { G_NONE, G_INSIDE, G_OUTSIDE, G_FALSE, G_FAIL } naive_guard;

typedef struct naive {
  const spr_model *m;
  naive_block entry[NAIVE_MAX], exit[NAIVE_MAX], act[NAIVE_MAX * 6];
  naive_guard guard[NAIVE_MAX * 6];
  int guard_state[NAIVE_MAX * 6];
  /* what lasts */
  nlist configuration;
  nlist history[NAIVE_MAX];
  bool known[NAIVE_MAX];
  bool running, ended;
  /* one step */
  char queue[2000][32];
  int head, tail;
  char log[200000];
  int microsteps;
  bool refused;
} naive;

static inline bool has(const nlist *l, int x) {
  for (int i = 0; i < l->n; i++)
    if (l->v[i] == x) return true;
  return false;
}
static inline void add(nlist *l, int x) {
  if (!has(l, x)) l->v[l->n++] = x;
}
static inline void del(nlist *l, int x) {
  int k = 0;
  for (int i = 0; i < l->n; i++)
    if (l->v[i] != x) l->v[k++] = l->v[i];
  l->n = k;
}
static inline void sort(nlist *l) {
  for (int i = 0; i < l->n; i++)
    for (int k = i + 1; k < l->n; k++)
      if (l->v[k] < l->v[i]) {
        int x = l->v[i];
        l->v[i] = l->v[k];
        l->v[k] = x;
      }
}

static inline int parent_of(const naive *z, int s) {
  return z->m->states[s].parent;
}
static inline bool isDescendant(const naive *z, int s, int of) {
  for (int a = parent_of(z, s); a >= 0; a = parent_of(z, a))
    if (a == of) return true;
  return false;
}
static inline bool isHistory(const naive *z, int s) {
  return z->m->states[s].kind == SPR_S_HISTORY_DEEP || z->m->states[s].kind == SPR_S_HISTORY_SHALLOW;
}
static inline bool isParallel(const naive *z, int s) {
  return s >= 0 && z->m->states[s].kind == SPR_S_PARALLEL;
}
static inline bool isCompound(const naive *z, int s) {
  return s >= 0 && z->m->states[s].kind == SPR_S_COMPOUND;
}
static inline bool isFinal(const naive *z, int s) {
  return z->m->states[s].kind == SPR_S_FINAL;
}
static inline bool isAtomic(const naive *z, int s) {
  return z->m->states[s].kind == SPR_S_ATOMIC || isFinal(z, s);
}
static inline nlist getChildStates(const naive *z, int s) {
  nlist l = {.n = 0};
  for (int i = 0; i < (int)z->m->nstates; i++)
    if (parent_of(z, i) == s && !isHistory(z, i)) l.v[l.n++] = i;
  return l;
}
static inline nlist getProperAncestors(const naive *z, int s, int limit) {
  nlist l = {.n = 0};
  for (int a = parent_of(z, s); a >= 0 && a != limit; a = parent_of(z, a)) l.v[l.n++] = a;
  return l;
}
static inline nlist targets_of(const naive *z, int t) {
  nlist l = {.n = 0};
  for (uint32_t i = 0; i < z->m->transitions[t].ntargets; i++) l.v[l.n++] = z->m->transitions[t].targets[i];
  return l;
}
static inline nlist getEffectiveTargetStates(const naive *z, int t) {
  nlist l = {.n = 0}, targets = targets_of(z, t);
  for (int i = 0; i < targets.n; i++) {
    int s = targets.v[i];
    if (!isHistory(z, s)) {
      add(&l, s);
      continue;
    }
    nlist more = z->known[s] ? z->history[s] : getEffectiveTargetStates(z, z->m->states[s].initial);
    for (int k = 0; k < more.n; k++) add(&l, more.v[k]);
  }
  return l;
}
static inline int findLCCA(const naive *z, const nlist *states) {
  nlist up = getProperAncestors(z, states->v[0], -1);
  for (int i = 0; i < up.n; i++) {
    bool all = isCompound(z, up.v[i]) || up.v[i] == 0;
    for (int k = 1; all && k < states->n; k++) all = isDescendant(z, states->v[k], up.v[i]);
    if (all) return up.v[i];
  }
  return 0;
}
static inline int getTransitionDomain(const naive *z, int t) {
  nlist targets = getEffectiveTargetStates(z, t);
  int source = z->m->transitions[t].source;
  if (targets.n == 0) return -1;
  bool within = !z->m->transitions[t].reenter;
  for (int i = 0; within && i < targets.n; i++)
    within = targets.v[i] == source || isDescendant(z, targets.v[i], source);
  if (within) return source;
  nlist all = {.v = {source}, .n = 1};
  for (int i = 0; i < targets.n; i++) all.v[all.n++] = targets.v[i];
  return findLCCA(z, &all);
}
static inline nlist computeExitSet(const naive *z, const nlist *transitions) {
  nlist l = {.n = 0};
  for (int i = 0; i < transitions->n; i++) {
    int domain = getTransitionDomain(z, transitions->v[i]);
    for (int k = 0; domain >= 0 && k < z->configuration.n; k++)
      if (isDescendant(z, z->configuration.v[k], domain)) add(&l, z->configuration.v[k]);
  }
  return l;
}

typedef struct nentry {
  nlist enter, defaults;
  int domain; /* nothing outside of it is entered; the recommendation forgets this where a history leads to
                 its neighbours */
  int content[NAIVE_MAX];
} nentry;

static inline void addDescendant(const naive *z, nentry *e, int s);
static inline void enter_regions(const naive *z, nentry *e, int p) {
  nlist regions = getChildStates(z, p);
  for (int i = 0; i < regions.n; i++) {
    bool some = false;
    for (int k = 0; k < e->enter.n; k++) some = some || isDescendant(z, e->enter.v[k], regions.v[i]);
    if (!some) addDescendant(z, e, regions.v[i]);
  }
}
static inline void addAncestors(const naive *z, nentry *e, int s, int limit) {
  nlist up = getProperAncestors(z, s, limit);
  for (int i = 0; i < up.n; i++) {
    if (e->domain >= 0 && !isDescendant(z, up.v[i], e->domain)) return;
    add(&e->enter, up.v[i]);
    if (isParallel(z, up.v[i])) enter_regions(z, e, up.v[i]);
  }
}
static inline void follow(const naive *z, nentry *e, nlist l, int limit) {
  for (int i = 0; i < l.n; i++) addDescendant(z, e, l.v[i]);
  for (int i = 0; i < l.n; i++) addAncestors(z, e, l.v[i], limit);
}
static inline void inside_of(const naive *z, nentry *e, int s) {
  if (isCompound(z, s)) {
    add(&e->defaults, s);
    int t = z->m->states[s].initial;
    nlist first = getChildStates(z, s);
    first.n = 1;
    follow(z, e, t >= 0 ? targets_of(z, t) : first, s);
  } else if (isParallel(z, s)) {
    enter_regions(z, e, s);
  }
}
static inline void addDescendant(const naive *z, nentry *e, int s) {
  if (isHistory(z, s)) {
    if (z->known[s]) {
      follow(z, e, z->history[s], parent_of(z, s));
    } else {
      e->content[parent_of(z, s)] = z->m->states[s].initial;
      follow(z, e, targets_of(z, z->m->states[s].initial), parent_of(z, s));
    }
    return;
  }
  if (s != e->domain) add(&e->enter, s);
  inside_of(z, e, s);
}
/* The domains are those from before anything was left; into an atomic source nothing is entered. */
static inline void computeEntrySet(const naive *z, const nlist *transitions, const int *domains, nentry *e) {
  for (int i = 0; i < transitions->n; i++) {
    int t = transitions->v[i], domain = domains[i];
    if (domain < 0 || isAtomic(z, domain)) continue;
    e->domain = domain;
    nlist targets = targets_of(z, t), effective = getEffectiveTargetStates(z, t);
    for (int k = 0; k < targets.n; k++) addDescendant(z, e, targets.v[k]);
    for (int k = 0; k < effective.n; k++)
      if (effective.v[k] != domain) addAncestors(z, e, effective.v[k], domain);
    if (targets.n && isParallel(z, domain)) enter_regions(z, e, domain);
  }
}

static inline void enqueue(naive *z, const char *name) {
  if (z->tail - z->head >= 1000) {
    z->refused = true;
    return;
  }
  strcpy_bounded(z->queue[z->tail++ % 2000], name, 32);
}
static inline void run_block(naive *z, const naive_block *b) {
  for (int i = 0; i < b->n; i++) {
    if (b->v[i].what == DO_LOG) {
      size_t at = strlen(z->log);
      snprintf(z->log + at, sizeof z->log - at, "%s%s", at ? " " : "", b->v[i].text);
    } else if (b->v[i].what == DO_RAISE) {
      enqueue(z, b->v[i].text);
    } else {
      enqueue(z, "error.execution");
      return;
    }
  }
}
static inline bool isInFinalState(const naive *z, int s) {
  nlist children = getChildStates(z, s);
  if (isFinal(z, s)) return has(&z->configuration, s);
  if (isCompound(z, s)) {
    for (int i = 0; i < children.n; i++)
      if (isFinal(z, children.v[i]) && has(&z->configuration, children.v[i])) return true;
    return false;
  }
  if (!isParallel(z, s)) return false;
  for (int i = 0; i < children.n; i++)
    if (!isInFinalState(z, children.v[i])) return false;
  return true;
}
static inline void done_event(naive *z, int s) {
  char name[64];
  snprintf(name, sizeof name, "done.state.%.*s", SPR_FMT(z->m->states[s].path));
  enqueue(z, name);
}
static inline void enterStates(naive *z, nentry *e) {
  sort(&e->enter);
  for (int i = 0; i < e->enter.n; i++) {
    int s = e->enter.v[i], parent = parent_of(z, s);
    add(&z->configuration, s);
    run_block(z, &z->entry[s]);
    if (has(&e->defaults, s) && z->m->states[s].initial >= 0) run_block(z, &z->act[z->m->states[s].initial]);
    if (e->content[s] >= 0) run_block(z, &z->act[e->content[s]]);
    if (!isFinal(z, s)) continue;
    if (parent == 0 && isCompound(z, 0)) {
      z->running = false;
      continue;
    }
    int up = parent;
    if (isCompound(z, parent)) {
      done_event(z, parent);
      up = parent_of(z, parent);
    }
    for (; up >= 0 && isParallel(z, up) && isInFinalState(z, up); up = parent_of(z, up)) {
      if (up == 0) {
        z->running = false;
      } else {
        done_event(z, up);
      }
    }
  }
}
static inline void exitStates(naive *z, const nlist *transitions) {
  nlist leave = computeExitSet(z, transitions);
  sort(&leave);
  for (int i = leave.n - 1; i >= 0; i--) {
    for (int h = 0; h < (int)z->m->nstates; h++) {
      if (!isHistory(z, h) || parent_of(z, h) != leave.v[i]) continue;
      z->history[h].n = 0;
      z->known[h] = true;
      for (int k = 0; k < (int)z->m->nstates; k++) {
        bool deep = z->m->states[h].kind == SPR_S_HISTORY_DEEP;
        bool kept = deep ? isAtomic(z, k) && isDescendant(z, k, leave.v[i]) : parent_of(z, k) == leave.v[i];
        if (kept && has(&z->configuration, k)) add(&z->history[h], k);
      }
    }
  }
  for (int i = leave.n - 1; i >= 0; i--) {
    run_block(z, &z->exit[leave.v[i]]);
    del(&z->configuration, leave.v[i]);
  }
}
static inline void microstep(naive *z, const nlist *transitions) {
  if (++z->microsteps > 1000) {
    z->refused = true;
    return;
  }
  int domains[NAIVE_MAX];
  for (int i = 0; i < transitions->n; i++) domains[i] = getTransitionDomain(z, transitions->v[i]);
  exitStates(z, transitions);
  for (int i = 0; i < transitions->n; i++) run_block(z, &z->act[transitions->v[i]]);
  nentry e = {.enter = {.n = 0}, .defaults = {.n = 0}, .domain = -1};
  for (int i = 0; i < NAIVE_MAX; i++) e.content[i] = -1;
  computeEntrySet(z, transitions, domains, &e);
  enterStates(z, &e);
}

static inline bool nameMatch(const spr_transition *t, const char *event) {
  spr_str e = spr_str_of(event);
  if (t->trigger != SPR_TRIGGER_EVENT) return false;
  if (t->match == SPR_MATCH_ALL) return strncmp(event, "error.", 6) != 0 && strcmp(event, "error") != 0;
  if (t->match == SPR_MATCH_EXACT) return spr_str_eq(t->event, e);
  return spr_str_eq(t->event, e) ||
         (e.n > t->event.n && e.p[t->event.n] == '.' && memcmp(e.p, t->event.p, t->event.n) == 0);
}
static inline bool conditionMatch(naive *z, int t, signed char *memo) {
  if (memo[t]) return memo[t] > 0;
  bool in = has(&z->configuration, z->guard_state[t]);
  bool yes = z->guard[t] == G_NONE || (z->guard[t] == G_INSIDE && in) || (z->guard[t] == G_OUTSIDE && !in);
  if (z->guard[t] == G_FAIL) enqueue(z, "error.execution");
  memo[t] = yes ? 1 : -1;
  return yes;
}
static inline nlist removeConflictingTransitions(const naive *z, const nlist *enabled) {
  nlist filtered = {.n = 0};
  for (int i = 0; i < enabled->n; i++) {
    nlist one = {.v = {enabled->v[i]}, .n = 1}, mine = computeExitSet(z, &one), remove = {.n = 0};
    bool preempted = false;
    for (int k = 0; k < filtered.n && !preempted; k++) {
      nlist two = {.v = {filtered.v[k]}, .n = 1}, theirs = computeExitSet(z, &two);
      bool meet = false;
      for (int x = 0; x < mine.n; x++) meet = meet || has(&theirs, mine.v[x]);
      if (!meet) continue;
      if (isDescendant(z, z->m->transitions[enabled->v[i]].source, z->m->transitions[filtered.v[k]].source)) {
        add(&remove, filtered.v[k]);
      } else {
        preempted = true;
      }
    }
    if (preempted) continue;
    for (int k = 0; k < remove.n; k++) del(&filtered, remove.v[k]);
    add(&filtered, enabled->v[i]);
  }
  return filtered;
}
/* event NULL: eventless */
static inline nlist selectTransitions(naive *z, const char *event) {
  nlist enabled = {.n = 0}, atomic = {.n = 0};
  signed char memo[NAIVE_MAX * 6] = {0};
  for (int i = 0; i < z->configuration.n; i++)
    if (isAtomic(z, z->configuration.v[i])) add(&atomic, z->configuration.v[i]);
  sort(&atomic);
  for (int i = 0; i < atomic.n; i++) {
    bool found = false;
    for (int s = atomic.v[i]; s >= 0 && !found; s = parent_of(z, s)) {
      const spr_state *ms = &z->m->states[s];
      for (int t = ms->transitions; t < ms->transitions + ms->ntransitions && !found; t++) {
        const spr_transition *mt = &z->m->transitions[t];
        bool matches = event ? nameMatch(mt, event) : mt->trigger == SPR_TRIGGER_ALWAYS;
        if (!matches || !conditionMatch(z, t, memo)) continue;
        add(&enabled, t);
        found = true;
      }
    }
  }
  return removeConflictingTransitions(z, &enabled);
}

static inline void finish_case(naive *z) {
  nlist finals = {.n = 0};
  sort(&z->configuration);
  for (int i = 0; i < z->configuration.n; i++)
    if (isFinal(z, z->configuration.v[i])) add(&finals, z->configuration.v[i]);
  for (int i = z->configuration.n - 1; i >= 0; i--) run_block(z, &z->exit[z->configuration.v[i]]);
  for (; z->head < z->tail; z->head++)
    if (strcmp(z->queue[z->head % 2000], "error.execution") == 0) z->refused = true;
  z->configuration = finals;
  z->ended = true;
}
static inline void macrostep(naive *z) {
  while (z->running && !z->refused) {
    nlist enabled = selectTransitions(z, NULL);
    if (enabled.n == 0) {
      if (z->head == z->tail) return;
      char event[32];
      memcpy(event, z->queue[z->head++ % 2000], 32);
      enabled = selectTransitions(z, event);
      if (enabled.n == 0 && strcmp(event, "error.execution") == 0) z->refused = true;
      if (z->refused) return;
    }
    if (enabled.n) microstep(z, &enabled);
  }
  if (!z->refused) finish_case(z);
}

/* One step; false where it is refused, and then nothing has changed. */
static inline bool naive_step(naive *z, const char *event) {
  static naive was;
  was = *z;
  z->head = z->tail = z->microsteps = 0;
  z->log[0] = 0;
  z->refused = z->ended;
  z->running = true;
  if (!event) {
    nentry e = {.enter = {.n = 0}, .defaults = {.n = 0}, .domain = -1};
    for (int i = 0; i < NAIVE_MAX; i++) e.content[i] = -1;
    addDescendant(z, &e, 0);
    enterStates(z, &e);
    macrostep(z);
  } else if (!z->ended) {
    nlist enabled = selectTransitions(z, event);
    /* A guard that failed is an event of its own. */
    if (enabled.n == 0 && z->head == z->tail) z->refused = true;
    if (enabled.n) microstep(z, &enabled);
    macrostep(z);
  }
  bool ok = !z->refused;
  if (!ok) *z = was;
  return ok;
}

#endif
