/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/rows.h"

#include "diagram/words.h"

typedef struct rows {
  spr_graph *g;
  spr_diagram_row *v;
  uint32_t n, cap;
} rows;

/* The path of a state; a hidden one is told as the nearest one that people know. */
static spr_str path_of(const spr_graph *g, int32_t state) {
  while (g->m->states[state].hidden && g->m->states[state].parent != SPR_NONE)
    state = g->m->states[state].parent;
  return spr_str_dup(g->arena, g->m->states[state].path);
}

/* The stage whose idle state it is, or the state itself. */
static int32_t known(const spr_model *m, int32_t state) {
  const spr_state *st = &m->states[state];
  if (!st->hidden || st->parent == SPR_NONE || !m->states[st->parent].stage) return state;
  for (int32_t k = st->parent + 1; k <= m->states[st->parent].last; k = m->states[k].last + 1)
    if (!m->states[k].hidden) return k;
  return state;
}

/* What the picture shows by its form. */
static spr_word form_of(const spr_model *m, int32_t state, int32_t shown) {
  const spr_state *st = &m->states[state];
  if (shown != state) return SPR_WORD_RESTING;
  if (st->kind == SPR_S_FINAL) return SPR_WORD_FINAL;
  if (st->kind == SPR_S_HISTORY_SHALLOW || st->kind == SPR_S_HISTORY_DEEP) return SPR_WORD_HISTORY;
  return spr_graph_begins(m, state) ? SPR_WORD_BEGINS : SPR_WORDS;
}

static spr_str name_of(const spr_graph *g, int32_t state) {
  int32_t shown = known(g->m, state);
  spr_str name = spr_label_state(g, shown);
  spr_word form = form_of(g->m, state, shown);
  if (form == SPR_WORDS) return spr_str_dup(g->arena, name);
  return spr_str_printf(g->arena, "%.*s (%s)", SPR_FMT(name), spr_word_in(g->language, form));
}

static void add_row(rows *r, int32_t from, int32_t to, spr_str event, spr_str guard) {
  spr_graph *g = r->g;
  spr_diagram_row row = {.from = path_of(g, known(g->m, from)),
                         .from_title = name_of(g, from),
                         .event = event,
                         .guard = guard,
                         .marks = g->o->marks ? g->o->marks[from] : 0};
  row.to = to == SPR_NONE ? SPR_STR("") : path_of(g, known(g->m, to));
  row.to_title = to == SPR_NONE ? SPR_STR("") : name_of(g, to);
  *SPR_PUSH(g->arena, r->v, r->n, r->cap) = row;
}

spr_diagram_row *spr_rows_make(spr_graph *g, uint32_t *n) {
  rows r = {.g = g};
  const spr_model *m = g->m;
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) {
    for (int32_t k = 0; k < m->states[s].ntransitions; k++) {
      const spr_transition *t = &m->transitions[m->states[s].transitions + k];
      spr_str event = spr_label_trigger(g, t), guard = spr_label_guards(g, t);
      for (uint32_t i = 0; i < t->ntargets; i++) add_row(&r, s, t->targets[i], event, guard);
      if (t->ntargets == 0) add_row(&r, s, SPR_NONE, event, guard);
    }
  }
  if (m->reopen.given && m->reopen.to != SPR_NONE)
    add_row(&r, 0, m->reopen.to, spr_str_printf(g->arena, "%s", spr_word_in(g->language, SPR_WORD_REOPENED)),
            SPR_STR(""));
  *n = r.n;
  return r.v;
}
