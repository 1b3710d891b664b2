/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "chart/compiled.h"

/* Event names as numbers, and for each of them who waits for it. */

/* An event that anybody may send, though it bears the name of a family of the engine's: it is none of them.
 */
static bool free_family(spr_str name) {
  return spr_str_is(name, "done") || spr_str_is(name, "case") || spr_str_is(name, "deadline") ||
         spr_str_is(name, "task");
}

static bool below_name(spr_str name, spr_str prefix) {
  return spr_str_starts(name, prefix) && (name.n == prefix.n || name.p[prefix.n] == '.');
}

bool spr_descriptor_matches(const spr_transition *t, spr_str name) {
  if (t->trigger != SPR_TRIGGER_EVENT) return false;
  switch (t->match) {
    case SPR_MATCH_EXACT: return spr_str_eq(t->event, name);
    case SPR_MATCH_PREFIX: return below_name(name, t->event) && !free_family(name);
    /* Nobody waits for the opening of the case, or for its reopening, without naming it. */
    case SPR_MATCH_ALL:
      return !below_name(name, SPR_STR("error")) && !spr_str_is(name, "case.open") &&
             !spr_str_is(name, "case.reopen");
  }
  return false;
}

static void add_actions(spr_chart *ch, spr_block b) {
  for (uint32_t i = 0; i < b.n; i++) {
    if (b.v[i].event.n) spr_names_add(&ch->names, b.v[i].event, NULL);
  }
}

static int32_t add_composed(spr_chart *ch, const char *prefix, spr_str rest) {
  return (int32_t)spr_names_add(&ch->names, spr_str_printf(&ch->arena, "%s%.*s", prefix, SPR_FMT(rest)),
                                NULL);
}

static void intern(spr_chart *ch) {
  static const char *const own[SPR_EV_OWN] = {"error.execution", "case.open",      "case.reopen",  "timer",
                                              "deadline.passed", "deadline.ended", "deadline.near"};
  const spr_model *m = ch->model;
  spr_names_init(&ch->names, &ch->arena);
  for (uint32_t i = 0; i < SPR_EV_OWN; i++) spr_names_add(&ch->names, spr_str_of(own[i]), NULL);
  int32_t *done_tasks = SPR_NEW_N(&ch->arena, int32_t, m->nstates);
  int32_t *done_task = SPR_NEW_N(&ch->arena, int32_t, m->ntasks);
  for (uint32_t i = 0; i < m->nevents; i++) spr_names_add(&ch->names, m->events[i].name, NULL);
  for (uint32_t i = 0; i < m->ntransitions; i++) {
    if (m->transitions[i].trigger == SPR_TRIGGER_EVENT && m->transitions[i].match == SPR_MATCH_EXACT) {
      spr_names_add(&ch->names, m->transitions[i].event, NULL);
    }
    add_actions(ch, m->transitions[i].actions);
  }
  for (uint32_t i = 0; i < m->nstates; i++) {
    const spr_state *s = &m->states[i];
    if (s->kind == SPR_S_COMPOUND || s->kind == SPR_S_PARALLEL) {
      ((spr_cstate *)&ch->states[i])->done = add_composed(ch, "done.state.", s->path);
    }
    done_tasks[i] = s->ntasks ? add_composed(ch, "done.tasks.", s->path) : SPR_NONE;
    add_actions(ch, s->entry);
    add_actions(ch, s->exit);
  }
  for (uint32_t i = 0; i < m->ntasks; i++) done_task[i] = add_composed(ch, "done.task.", m->tasks[i].name);
  ch->done_task = done_task;
  ch->done_tasks = done_tasks;

  int32_t *declared = SPR_NEW_N(&ch->arena, int32_t, ch->names.n);
  for (uint32_t i = 0; i < ch->names.n; i++) declared[i] = SPR_NONE;
  for (uint32_t i = 0; i < m->nevents; i++)
    declared[spr_names_find(&ch->names, m->events[i].name)] = (int32_t)i;
  ch->declared = declared;
  bool *reserved = SPR_NEW_N(&ch->arena, bool, ch->names.n);
  for (uint32_t i = 0; i < ch->names.n; i++) reserved[i] = spr_event_reserved(ch->names.v[i]);
  ch->reserved = reserved;
}

/* Transition numbers in lists, built in two rounds: count, then fill. */
typedef struct lists {
  uint32_t *n;
  int32_t **v;
} lists;

static void note(const lists *l, int32_t list, int32_t transition) {
  if (l->v) l->v[list][l->n[list]] = transition;
  l->n[list]++;
}

static void round_of_events(const spr_chart *ch, const lists *l) {
  for (uint32_t i = 0; i < ch->norder; i++) {
    const spr_transition *t = &ch->model->transitions[ch->order[i]];
    if (t->trigger != SPR_TRIGGER_EVENT) continue;
    if (t->match == SPR_MATCH_EXACT) {
      note(l, spr_names_find(&ch->names, t->event), ch->order[i]);
      continue;
    }
    for (uint32_t e = 0; e < ch->names.n; e++) {
      if (spr_descriptor_matches(t, ch->names.v[e])) note(l, (int32_t)e, ch->order[i]);
    }
  }
}

/* One list of transitions, in document order, as handlers. */
static spr_waiting waiting_of(spr_chart *ch, const int32_t *t, uint32_t n) {
  if (n == 0) return (spr_waiting){0};
  spr_handler *h = SPR_NEW_N(&ch->arena, spr_handler, n);
  uint64_t *states = SPR_NEW_N(&ch->arena, uint64_t, ch->words);
  uint32_t nh = 0;
  for (uint32_t i = 0; i < n; i++) {
    int32_t source = ch->transitions[t[i]].source;
    if (nh == 0 || h[nh - 1].state != source) {
      h[nh++] = (spr_handler){source, 0, &t[i]};
      spr_bit_set(states, source);
    }
    h[nh - 1].n++;
  }
  return (spr_waiting){states, h, nh};
}

static const spr_waiting *compile_lists(spr_chart *ch, uint32_t n,
                                        void (*fill)(const spr_chart *, const lists *)) {
  lists l = {SPR_NEW_N(&ch->arena, uint32_t, n), NULL};
  fill(ch, &l);
  int32_t **v = SPR_NEW_N(&ch->arena, int32_t *, n);
  for (uint32_t i = 0; i < n; i++) {
    v[i] = SPR_NEW_N(&ch->arena, int32_t, l.n[i]);
    l.n[i] = 0;
  }
  l.v = v;
  fill(ch, &l);
  spr_waiting *w = SPR_NEW_N(&ch->arena, spr_waiting, n);
  for (uint32_t i = 0; i < n; i++) w[i] = waiting_of(ch, v[i], l.n[i]);
  return w;
}

static void round_of(const spr_chart *ch, const lists *l, spr_trigger_kind a, spr_trigger_kind b,
                     bool indexed) {
  for (uint32_t i = 0; i < ch->norder; i++) {
    const spr_transition *t = &ch->model->transitions[ch->order[i]];
    if (t->trigger == a || t->trigger == b) note(l, indexed ? t->index : 0, ch->order[i]);
  }
}
static void round_of_always(const spr_chart *ch, const lists *l) {
  round_of(ch, l, SPR_TRIGGER_ALWAYS, SPR_TRIGGER_ALWAYS, false);
}
static void round_of_timers(const spr_chart *ch, const lists *l) {
  round_of(ch, l, SPR_TRIGGER_TIMER, SPR_TRIGGER_TIMER, true);
}
static void round_of_deadlines(const spr_chart *ch, const lists *l) {
  round_of(ch, l, SPR_TRIGGER_PASSED, SPR_TRIGGER_ENDED, true);
}
static void round_of_warnings(const spr_chart *ch, const lists *l) {
  round_of(ch, l, SPR_TRIGGER_NEAR, SPR_TRIGGER_NEAR, true);
}

void spr_chart_compile_events(spr_chart *ch) {
  const spr_model *m = ch->model;
  intern(ch);
  ch->waiting = compile_lists(ch, ch->names.n, round_of_events);
  ch->timers = compile_lists(ch, m->ntimers, round_of_timers);
  ch->deadlines = compile_lists(ch, m->ndeadlines, round_of_deadlines);
  ch->warnings = compile_lists(ch, m->nwarnings, round_of_warnings);
  ch->always = compile_lists(ch, 1, round_of_always)[0];
  int32_t *patterns = SPR_NEW_N(&ch->arena, int32_t, ch->norder);
  for (uint32_t i = 0; i < ch->norder; i++) {
    const spr_transition *t = &m->transitions[ch->order[i]];
    if (t->trigger == SPR_TRIGGER_EVENT && t->match != SPR_MATCH_EXACT)
      patterns[ch->npatterns++] = ch->order[i];
  }
  ch->patterns = patterns;
}
