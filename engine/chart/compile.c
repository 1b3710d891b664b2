/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "chart/compiled.h"

/* Model to flat arrays. What lang has promised is looked at again where the step would not end or would leave
 * its arrays if it did not hold. */

static uint8_t kind_flags(const spr_model *m, const spr_state *s) {
  uint8_t f = 0;
  if (s->entry.n) f |= SPR_HAS_ENTRY;
  if (s->exit.n) f |= SPR_HAS_EXIT;
  if (s->ntimers || s->ndeadlines || s->ntasks || s->nstops || s->occupies_role != SPR_NONE)
    f |= SPR_HAS_DUTIES;
  if (s->responsible.given || s->decides.given || s->provides.given || s->monitors.given ||
      s->informed.given) {
    f |= SPR_HAS_DUTIES;
  }
  if (s->hidden && s->kind == SPR_S_ATOMIC && s->parent != SPR_NONE && m->states[s->parent].stage)
    f |= SPR_IS_IDLE;
  return f;
}

static bool is_history(spr_state_kind k) {
  return k == SPR_S_HISTORY_SHALLOW || k == SPR_S_HISTORY_DEEP;
}

static bool compile_states(spr_chart *ch) {
  const spr_model *m = ch->model;
  spr_cstate *v = SPR_NEW_N(&ch->arena, spr_cstate, m->nstates);
  uint64_t *atomic = SPR_NEW_N(&ch->arena, uint64_t, ch->words);
  uint64_t *dutiful = SPR_NEW_N(&ch->arena, uint64_t, ch->words);
  int32_t *staged = SPR_NEW_N(&ch->arena, int32_t, m->nstates);
  for (uint32_t i = 0; i < m->nstates; i++) {
    const spr_state *s = &m->states[i];
    int32_t id = (int32_t)i;
    bool root = i == 0;
    if (root ? s->parent != SPR_NONE : s->parent < 0 || s->parent >= id) return false;
    if (s->last < id || s->last >= (int32_t)m->nstates) return false;
    if (!root && s->last > m->states[s->parent].last) return false;
    bool holds = s->kind == SPR_S_COMPOUND || s->kind == SPR_S_PARALLEL;
    if (!holds && s->last != id) return false;
    v[i] = (spr_cstate){.parent = s->parent,
                        .last = s->last,
                        .initial = s->initial,
                        .first = SPR_NONE,
                        .history = SPR_NONE,
                        .done = SPR_NONE,
                        .kind = (uint8_t)s->kind,
                        .flags = kind_flags(m, s)};
    if (is_history(s->kind)) {
      if (root) return false;
      v[s->parent].flags |= SPR_HAS_HISTORY;
    } else if (!root && v[s->parent].first == SPR_NONE) {
      v[s->parent].first = id;
    }
    if (s->kind == SPR_S_ATOMIC || s->kind == SPR_S_FINAL) spr_bit_set(atomic, id);
    if (v[i].flags & SPR_HAS_DUTIES) spr_bit_set(dutiful, id);
    if (s->stage && !root && m->states[s->parent].kind == SPR_S_PARALLEL &&
        (ch->nstaged == 0 || staged[ch->nstaged - 1] != s->parent)) {
      staged[ch->nstaged++] = s->parent;
    }
  }
  for (uint32_t i = 0; i < m->nstates; i++) {
    ch->stops = ch->stops || m->states[i].nstops;
    ch->occupies = ch->occupies || m->states[i].occupies_role != SPR_NONE;
  }
  for (uint32_t i = 0; i < m->ndeadlines; i++) {
    if (m->deadlines[i].until_state != SPR_NONE) v[m->deadlines[i].until_state].flags |= SPR_IS_UNTIL;
    if (m->deadlines[i].nwarnings > 64) return false;
  }
  for (uint32_t i = 0; i < m->nstates; i++) {
    bool holds = v[i].kind == SPR_S_COMPOUND || v[i].kind == SPR_S_PARALLEL;
    if (holds && v[i].first == SPR_NONE) return false;
  }
  ch->states = v;
  ch->atomic = atomic;
  ch->dutiful = dutiful;
  ch->staged = staged;
  return true;
}

/* false: they lead round in a circle. */
static bool compile_followers(spr_chart *ch) {
  const spr_model *m = ch->model;
  int32_t *v = SPR_NEW_N(&ch->arena, int32_t, m->ndeadlines);
  uint32_t *links = SPR_NEW_N(&ch->arena, uint32_t, m->ndeadlines), longest = 0;
  for (uint32_t i = 0; i < m->ndeadlines; i++) {
    for (int32_t d = m->deadlines[i].before_deadline; d != SPR_NONE; d = m->deadlines[d].before_deadline) {
      if (d < 0 || d >= (int32_t)m->ndeadlines || links[i] == m->ndeadlines) return false;
      links[i]++;
    }
    if (links[i] > longest) longest = links[i];
  }
  for (uint32_t n = 1; n <= longest; n++) {
    for (uint32_t i = 0; i < m->ndeadlines; i++)
      if (links[i] == n) v[ch->nfollowers++] = (int32_t)i;
  }
  ch->followers = v;
  return true;
}

static void compile_histories(spr_chart *ch) {
  const spr_model *m = ch->model;
  uint32_t n = 0;
  for (uint32_t i = 0; i < m->nstates; i++) n += is_history(m->states[i].kind);
  spr_chistory *v = SPR_NEW_N(&ch->arena, spr_chistory, n);
  uint32_t at = (n + 63) / 64;
  for (uint32_t i = 0; i < m->nstates; i++) {
    if (!is_history(m->states[i].kind)) continue;
    int32_t parent = m->states[i].parent;
    uint32_t words = (uint32_t)(m->states[parent].last - parent) / 64 + 1;
    v[ch->nhistories] = (spr_chistory){(int32_t)i, at, words};
    ((spr_cstate *)&ch->states[i])->history = (int32_t)ch->nhistories++;
    at += words;
  }
  ch->histories = v;
  ch->history_words = n ? at : 0;
  for (uint32_t i = 0; i < m->nstates; i++) {
    if (ch->states[i].first != SPR_NONE)
      ((spr_cstate *)&ch->states[i])->first = spr_child_first(ch, (int32_t)i);
  }
}

/* Are the targets of initial transitions and of the default transitions of histories strictly inside, and
 * does no history lead to itself? Then entering ends. */
static bool check_defaults(const spr_chart *ch) {
  const spr_model *m = ch->model;
  for (uint32_t i = 0; i < m->nstates; i++) {
    bool history = is_history(m->states[i].kind);
    int32_t t = m->states[i].initial;
    if (t == SPR_NONE) {
      if (history) return false;
      continue;
    }
    if (t < 0 || t >= (int32_t)m->ntransitions || m->transitions[t].ntargets == 0) return false;
    int32_t around = history ? m->states[i].parent : (int32_t)i;
    for (uint32_t k = 0; k < m->transitions[t].ntargets; k++) {
      if (!spr_below(ch, m->transitions[t].targets[k], around)) return false;
    }
    int32_t h = (int32_t)i;
    for (uint32_t hops = 0; is_history(m->states[h].kind); hops++) {
      if (hops > ch->nhistories) return false;
      h = m->transitions[m->states[h].initial].targets[0];
    }
  }
  return true;
}

static uint8_t constant_of(const spr_expr *x) {
  if (x->kind != SPR_X_GUARD && x->kind != SPR_X_VALUE) return SPR_ASK;
  spr_str t = spr_str_trim(x->text);
  return spr_str_is(t, "true") ? SPR_CONST_TRUE : spr_str_is(t, "false") ? SPR_CONST_FALSE : SPR_ASK;
}

static void compile_constants(spr_chart *ch) {
  const spr_model *m = ch->model;
  uint8_t *v = SPR_NEW_N(&ch->arena, uint8_t, m->nexprs);
  for (uint32_t i = 0; i < m->nexprs; i++) v[i] = constant_of(&m->exprs[i]);
  ch->constant = v;
}

static void compile_fields(spr_chart *ch) {
  uint64_t *shown_to = SPR_NEW_N(&ch->arena, uint64_t, ch->field_words + 1);
  for (uint32_t i = 0; i < ch->model->nfields; i++) {
    if (ch->model->fields[i].has_visible) spr_bit_set(shown_to, (int32_t)i);
  }
  ch->shown_to = shown_to;
}

/* The nearest compound state around a state that holds all the others; the root if there is no other. */
static int32_t common(const spr_chart *ch, int32_t source, const int32_t *others, uint32_t n) {
  for (int32_t a = ch->states[source].parent; a > 0; a = ch->states[a].parent) {
    if (ch->states[a].kind != SPR_S_COMPOUND) continue;
    uint32_t k = 0;
    while (k < n && spr_below(ch, others[k], a)) k++;
    if (k == n) return a;
  }
  return 0;
}

int32_t spr_chart_domain(const spr_chart *ch, int32_t source, bool reenter, const int32_t *targets,
                         uint32_t n) {
  if (n == 0) return SPR_NONE;
  uint32_t k = 0;
  while (k < n && spr_inside(ch, targets[k], source)) k++;
  return k == n && !reenter ? source : common(ch, source, targets, n);
}

/* Can the two be active together, whatever a history among them remembers? */
static bool together(const spr_chart *ch, int32_t a, int32_t b) {
  if (spr_is_history(ch, a)) a = ch->states[a].parent;
  if (spr_is_history(ch, b)) b = ch->states[b].parent;
  if (spr_inside(ch, a, b) || spr_inside(ch, b, a)) return false;
  while (!spr_inside(ch, b, a)) a = ch->states[a].parent;
  return ch->states[a].kind == SPR_S_PARALLEL;
}

static bool targets_sound(const spr_chart *ch, const spr_transition *t) {
  for (uint32_t k = 0; k < t->ntargets; k++) {
    if (t->targets[k] < 0 || t->targets[k] >= (int32_t)ch->model->nstates) return false;
    for (uint32_t i = 0; i < k; i++) {
      if (!together(ch, t->targets[i], t->targets[k])) return false;
    }
  }
  return true;
}

static bool is_anyone(const spr_whos *w) {
  return w->n == 1 && w->v[0].kind == SPR_WHO_ANYONE;
}

/* Is it open to everybody, whatever event it takes? */
static bool anyone(const spr_model *m, const spr_transition *t) {
  if (t->trigger != SPR_TRIGGER_EVENT) return true;
  if (t->by.given) return is_anyone(&t->by);
  for (uint32_t i = 0; i < m->nevents; i++) {
    if (m->events[i].by.given && !is_anyone(&m->events[i].by)) return false;
  }
  return m->alone;
}

static bool compile_transitions(spr_chart *ch) {
  const spr_model *m = ch->model;
  spr_ctransition *v = SPR_NEW_N(&ch->arena, spr_ctransition, m->ntransitions);
  ch->anyone = true;
  for (uint32_t i = 0; i < m->ntransitions; i++) {
    const spr_transition *t = &m->transitions[i];
    if (t->source < 0 || t->source >= (int32_t)m->nstates) return false;
    if (!targets_sound(ch, t)) return false;
    bool through_history = false, ask = false;
    for (uint32_t k = 0; k < t->ntargets; k++) {
      through_history = through_history || spr_is_history(ch, t->targets[k]);
    }
    for (uint32_t k = 0; k < t->nguards; k++) ask = ask || ch->constant[t->guards[k]] != SPR_CONST_TRUE;
    int32_t domain = through_history ? SPR_DOMAIN_BY_HISTORY
                                     : spr_chart_domain(ch, t->source, t->reenter, t->targets, t->ntargets);
    v[i] = (spr_ctransition){.source = t->source,
                             .domain = domain,
                             .ntargets = t->ntargets,
                             .nguards = t->nguards,
                             .targets = t->targets,
                             .ask = ask,
                             .by = !anyone(m, t),
                             .reenter = t->reenter,
                             .acts = t->actions.n > 0};
    ch->anyone = ch->anyone && !v[i].by;
  }
  ch->transitions = v;

  int32_t *order = SPR_NEW_N(&ch->arena, int32_t, m->ntransitions);
  for (uint32_t i = 0; i < m->nstates; i++) {
    const spr_state *s = &m->states[i];
    for (int32_t k = 0; k < s->ntransitions; k++) {
      if (ch->norder == m->ntransitions || m->transitions[s->transitions + k].source != (int32_t)i)
        return false;
      order[ch->norder++] = s->transitions + k;
    }
  }
  ch->order = order;
  return true;
}

spr_status spr_chart_compile(const spr_model *m, const spr_alloc *alloc, spr_chart **out) {
  *out = NULL;
  if (m->faulty) return SPR_EINVAL;
  spr_chart *volatile ch = spr_realloc(alloc, NULL, 0, sizeof(spr_chart));
  if (!ch) return SPR_ENOMEM;
  memset(ch, 0, sizeof *ch);
  spr_arena_init(&ch->arena, alloc, SPR_MAX_DEFINITION_BYTES);
  jmp_buf env;
  if (spr_arena_guard(&ch->arena, &env)) {
    spr_chart_free(ch);
    return SPR_ENOMEM;
  }
  ch->model = m;
  ch->words = (m->nstates + 63) / 64;
  ch->field_words = (m->nfields + 63) / 64;
  bool sound = m->nstates > 0 && m->nstates <= SPR_MAX_STATES && m->ntransitions <= SPR_MAX_TRANSITIONS;
  sound = sound && compile_states(ch) && compile_followers(ch);
  if (sound) {
    compile_histories(ch);
    compile_constants(ch);
    compile_fields(ch);
    sound = compile_transitions(ch) && check_defaults(ch);
  }
  if (!sound) {
    spr_chart_free(ch);
    return SPR_EINVAL;
  }
  spr_chart_compile_entries(ch);
  spr_chart_compile_events(ch);
  spr_arena_unguard(&ch->arena, NULL);
  *out = ch;
  return SPR_OK;
}

void spr_chart_free(spr_chart *c) {
  if (!c) return;
  spr_alloc alloc = c->arena.alloc;
  spr_arena_release(&c->arena);
  spr_free(&alloc, c, sizeof *c);
}

const spr_model *spr_chart_model(const spr_chart *c) {
  return c->model;
}

uint32_t spr_chart_event(const spr_chart *c, spr_str name) {
  return (uint32_t)(spr_names_find(&c->names, name) + 1);
}
