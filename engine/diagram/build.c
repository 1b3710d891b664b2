/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/graph.h"
#include "diagram/words.h"

/* From a model to boxes and wires. Transitions with the same ends share a wire, which bears all their labels:
 * one arrow says as much as five beside one another. */

enum { TITLE_MAX = 180, HEAD_MAX = 300, LABEL_MAX = 170, DOT = 14, RING = 22 };

static bool is_history(const spr_state *st) {
  return st->kind == SPR_S_HISTORY_SHALLOW || st->kind == SPR_S_HISTORY_DEEP;
}

/* -- boxes ---------------------------------------------------------------------------------------------- */

static uint8_t kind_of(const spr_state *st) {
  switch (st->kind) {
    case SPR_S_COMPOUND: return SPR_BOX_GROUP;
    case SPR_S_PARALLEL: return SPR_BOX_PARALLEL;
    case SPR_S_FINAL: return SPR_BOX_FINAL;
    case SPR_S_HISTORY_SHALLOW:
    case SPR_S_HISTORY_DEEP: return SPR_BOX_HISTORY;
    case SPR_S_ATOMIC: break;
  }
  return st->hidden ? SPR_BOX_DOT : SPR_BOX_STATE;
}

static int32_t add_box(spr_graph *g, uint8_t kind, int32_t state, int32_t parent) {
  spr_box *b = SPR_PUSH(g->arena, g->boxes, g->nboxes, g->cap_boxes);
  *b = (spr_box){.kind = kind,
                 .state = state,
                 .parent = parent,
                 .last = (int32_t)g->nboxes - 1,
                 .loop = SPR_NONE,
                 .segments = SPR_NONE};
  b->region = parent != SPR_NONE && g->boxes[parent].kind == SPR_BOX_PARALLEL;
  b->title.font = spr_box_holds(b) ? SPR_FONT_HEAD : SPR_FONT_TITLE;
  b->notes.font = b->stays.font = SPR_FONT_SMALL;
  for (int32_t p = parent; p != SPR_NONE; p = g->boxes[p].parent) g->boxes[p].last = b->last;
  return b->last;
}

static int32_t first_child(const spr_model *m, int32_t s) {
  for (int32_t k = s + 1; k <= m->states[s].last; k = m->states[k].last + 1)
    if (!is_history(&m->states[k])) return k;
  return SPR_NONE;
}

/* Does a dot show where the state begins? A stage that does not run is such a dot itself; a parallel state
 * begins in all its regions, unless it says otherwise. */
static bool has_dot(const spr_model *m, int32_t s) {
  const spr_state *st = &m->states[s];
  if (st->initial != SPR_NONE) return m->transitions[st->initial].ntargets > 0 && !is_history(st);
  int32_t first = st->kind == SPR_S_COMPOUND ? first_child(m, s) : SPR_NONE;
  return first != SPR_NONE && !m->states[first].hidden;
}

bool spr_graph_begins(const spr_model *m, int32_t state) {
  int32_t around = m->states[state].parent;
  if (around == SPR_NONE || !has_dot(m, around)) return false;
  if (m->states[around].initial == SPR_NONE) return first_child(m, around) == state;
  const spr_transition *t = &m->transitions[m->states[around].initial];
  for (uint32_t i = 0; i < t->ntargets; i++)
    if (t->targets[i] == state) return true;
  return false;
}

static void add_state(spr_graph *g, int32_t s) {
  const spr_state *st = &g->m->states[s];
  int32_t b = add_box(g, kind_of(st), s, st->parent == SPR_NONE ? SPR_NONE : g->box_of[st->parent]);
  spr_box *box = &g->boxes[b];
  bool holds = spr_box_holds(box);
  g->box_of[s] = b;
  if (box->kind == SPR_BOX_HISTORY)
    spr_lines_add(g->arena, &box->title, st->kind == SPR_S_HISTORY_DEEP ? SPR_STR("H*") : SPR_STR("H"),
                  TITLE_MAX);
  if (st->hidden || box->kind == SPR_BOX_HISTORY) return;
  spr_lines_add(g->arena, &box->title, spr_label_state(g, s), holds ? HEAD_MAX : TITLE_MAX);
  spr_label_notes(g, st, &box->notes, holds ? HEAD_MAX : TITLE_MAX);
}

/* -- wires ---------------------------------------------------------------------------------------------- */

/* Wires of one source follow one another from `since` on. */
static int32_t wire_between(spr_graph *g, int32_t from, int32_t to, uint32_t since) {
  for (uint32_t i = since; i < g->nwires; i++)
    if (g->wires[i].from == from && g->wires[i].to == to) return (int32_t)i;
  spr_wire *w = SPR_PUSH(g->arena, g->wires, g->nwires, g->cap_wires);
  *w = (spr_wire){.from = from, .to = to, .label.font = SPR_FONT_SMALL};
  if (from == to) g->boxes[from].loop = (int32_t)g->nwires - 1;
  return (int32_t)g->nwires - 1;
}

static void add_label(spr_graph *g, spr_lines *out, const spr_label *label, int32_t max) {
  spr_lines_add(g->arena, out, label->text, max);
  spr_lines_add_code(g->arena, out, label->code, label->text.n > 0, max);
}

/* The outermost box has nothing around it where a wire to itself could stand. */
static void add_wire(spr_graph *g, int32_t from, int32_t to, const spr_label *label, uint32_t since) {
  if (from == 0 && to == 0) {
    add_label(g, &g->boxes[0].stays, label, HEAD_MAX);
    return;
  }
  int32_t wire = wire_between(g, from, to, since);
  add_label(g, &g->wires[wire].label, label, LABEL_MAX);
}

static void add_targets(spr_graph *g, int32_t from, const spr_transition *t, const spr_label *label,
                        uint32_t since) {
  for (uint32_t i = 0; i < t->ntargets; i++) add_wire(g, from, g->box_of[t->targets[i]], label, since);
}

/* The dot is the box behind that of its state. */
static void add_initial(spr_graph *g, int32_t s) {
  const spr_state *st = &g->m->states[s];
  bool dot = !is_history(st) && has_dot(g->m, s);
  int32_t from = g->box_of[s] + (dot ? 1 : 0);
  const spr_label none = {SPR_STR(""), SPR_STR("")};
  if (st->initial != SPR_NONE && (dot || is_history(st)))
    add_targets(g, from, &g->m->transitions[st->initial], &none, g->nwires);
  else if (dot)
    add_wire(g, from, g->box_of[first_child(g->m, s)], &none, g->nwires);
}

/* Do both stay where they are, of the same event? */
static bool stay_alike(const spr_transition *t, const spr_transition *u) {
  return t->ntargets == 0 && u->ntargets == 0 && u->trigger == t->trigger && u->index == t->index &&
         u->match == t->match && spr_str_eq(u->event, t->event) && !u->title.n && !t->title.n;
}

/* What stays is said in the box, once for each event: where several conditions do different things, the rows
 * say which. */
static void add_stay(spr_graph *g, int32_t s, int32_t k) {
  const spr_transition *of = &g->m->transitions[g->m->states[s].transitions];
  spr_box *box = &g->boxes[g->box_of[s]];
  bool several = false;
  for (int32_t i = 0; i < g->m->states[s].ntransitions; i++) {
    if (i == k || !stay_alike(&of[k], &of[i])) continue;
    if (i < k) return;
    several = true;
  }
  const spr_label trigger = {several ? spr_label_trigger(g, &of[k]) : SPR_STR(""), SPR_STR("")};
  const spr_label label = several ? trigger : spr_label_short(g, &of[k], g->nrows + 1);
  add_label(g, &box->stays, &label, spr_box_holds(box) ? HEAD_MAX : TITLE_MAX);
}

static void add_transitions(spr_graph *g, int32_t s) {
  const spr_state *st = &g->m->states[s];
  uint32_t since = g->nwires;
  for (int32_t k = 0; k < st->ntransitions; k++) {
    const spr_transition *t = &g->m->transitions[st->transitions + k];
    if (t->ntargets == 0) {
      add_stay(g, s, k);
    } else {
      const spr_label label = spr_label_short(g, t, g->nrows + 1);
      add_targets(g, g->box_of[s], t, &label, since);
    }
    g->nrows += t->ntargets ? t->ntargets : 1;
  }
}

static void add_reopen(spr_graph *g) {
  if (!g->m->reopen.given || g->m->reopen.to == SPR_NONE) return;
  uint32_t before = g->nwires; /* those of the outermost box alone */
  const spr_label label = {spr_str_of(spr_word_in(g->language, SPR_WORD_REOPENED)), SPR_STR("")};
  add_wire(g, 0, g->box_of[g->m->reopen.to], &label, 0);
  if (g->nwires > before) g->wires[before].reopens = true;
}

/* -- sizes ---------------------------------------------------------------------------------------------- */

static int32_t larger(int32_t a, int32_t b) {
  return a > b ? a : b;
}

/* Wires end at the upper or lower side, at most all of them at the same. */
static void count_ends(spr_graph *g) {
  for (uint32_t i = 0; i < g->nwires; i++) {
    const spr_wire *w = &g->wires[i];
    if (w->from == w->to) continue;
    g->boxes[w->from].ends++;
    g->boxes[w->to].ends++;
  }
}

/* Of boxes that hold nothing; the others are as large as what they hold. */
static void measure(spr_graph *g, spr_box *b) {
  int32_t ends = b->ends ? (int32_t)b->ends - 1 : 0;
  b->w = 2 * SPR_END_MARGIN + ends * SPR_END_GAP;
  if (b->kind == SPR_BOX_DOT || b->kind == SPR_BOX_HISTORY) {
    b->h = b->kind == SPR_BOX_DOT ? DOT : RING;
    b->w = larger(b->h, ends ? b->w : 0);
    return;
  }
  int32_t text = larger(b->title.w, larger(b->notes.w, b->stays.w));
  b->w = larger(larger(b->w, text + 2 * SPR_TEXT_X), 72);
  b->h = 2 * SPR_TEXT_Y + spr_lines_height(&b->title) + spr_lines_height(&b->notes);
  if (b->stays.n) b->h += 2 * SPR_LABEL_X + spr_lines_height(&b->stays);
  if (b->loop != SPR_NONE) b->h = larger(b->h, spr_lines_height(&g->wires[b->loop].label) + 2 * SPR_TEXT_Y);
}

bool spr_graph_build(spr_graph *g) {
  const spr_model *m = g->m;
  if (m->nstates > SPR_MAX_DRAWN_STATES || m->ntransitions > SPR_MAX_DRAWN_TRANSITIONS) return false;
  g->box_of = SPR_NEW_N(g->arena, int32_t, m->nstates);
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) {
    add_state(g, s);
    if (has_dot(m, s)) add_box(g, SPR_BOX_DOT, s, g->box_of[s]);
  }
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) {
    add_transitions(g, s);
    if (s == 0) add_reopen(g);
  }
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) add_initial(g, s);
  if (g->nwires > SPR_MAX_DRAWN_WIRES) return false;
  count_ends(g);
  for (uint32_t i = 0; i < g->nboxes; i++) measure(g, &g->boxes[i]);
  return true;
}
