/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/show.h"

/* Graphviz: a state with content is a cluster, edges end at its border (lhead, ltail). A dot marks where a
 * cluster begins; the hidden state of a stage is such a dot itself. What leads from a cluster to a state
 * inside holds in all of it and leaves from a ring. */

/* Labels know escapes and HTML's entities. */
static void put_text(spr_str s, spr_buf *out) {
  for (uint32_t i = 0; i < s.n; i++) {
    switch (s.p[i]) {
      case '"': spr_buf_puts(out, "\\\""); break;
      case '\\': spr_buf_puts(out, "\\\\"); break;
      case '\n': spr_buf_puts(out, "\\n"); break;
      case '&': spr_buf_puts(out, "&amp;"); break;
      default: spr_buf_char(out, s.p[i]);
    }
  }
}

static void indent(uint32_t depth, spr_buf *out) {
  for (uint32_t i = 0; i < depth; i++) spr_buf_puts(out, "  ");
}

static void put_label(const spr_model *m, const spr_state *st, spr_str lang, spr_buf *out) {
  put_text(st->parent == SPR_NONE ? m->workflow : st->name, out);
  spr_str title = spr_title_in(&st->title, lang, SPR_STR(""));
  if (title.n) {
    spr_buf_puts(out, "\\n");
    put_text(title, out);
  }
}

static bool has_content(const spr_state *st) {
  return st->kind == SPR_S_COMPOUND || st->kind == SPR_S_PARALLEL;
}

static bool is_history(const spr_state *st) {
  return st->kind == SPR_S_HISTORY_SHALLOW || st->kind == SPR_S_HISTORY_DEEP;
}

static bool leads_inside(const spr_model *m, const spr_state *st) {
  for (int32_t k = 0; k < st->ntransitions; k++) {
    const spr_transition *t = &m->transitions[st->transitions + k];
    for (uint32_t n = 0; n < t->ntargets; n++)
      if (spr_state_inside(m, t->targets[n], t->source)) return true;
  }
  return false;
}

/* Where a cluster begins and a history leads at first. A parallel state begins in all its regions. */
static uint32_t initial_targets(const spr_model *m, const spr_state *st) {
  return st->initial != SPR_NONE ? m->transitions[st->initial].ntargets : st->kind == SPR_S_COMPOUND;
}

static int32_t initial_target(const spr_model *m, int32_t s, uint32_t n) {
  const spr_state *st = &m->states[s];
  return st->initial == SPR_NONE ? s + 1 : m->transitions[st->initial].targets[n];
}

static bool has_dot(const spr_model *m, int32_t s) {
  uint32_t n = initial_targets(m, &m->states[s]);
  return has_content(&m->states[s]) && n && !m->states[initial_target(m, s, 0)].hidden;
}

static void put_simple(const spr_model *m, int32_t s, spr_str lang, spr_buf *out) {
  const spr_state *st = &m->states[s];
  const char *shape = st->hidden                ? "shape=point"
                      : is_history(st)          ? "shape=circle"
                      : st->kind == SPR_S_FINAL ? "peripheries=2"
                                                : "style=rounded";
  spr_buf_printf(out, "s%d [%s, label=\"", s, shape);
  if (is_history(st))
    spr_buf_puts(out, st->kind == SPR_S_HISTORY_DEEP ? "H*" : "H");
  else if (!st->hidden)
    put_label(m, st, lang, out);
  spr_buf_puts(out, "\"];\n");
}

/* Depth is bounded by the chart's. */
static void put_state(const spr_model *m, int32_t s, spr_str lang, uint32_t depth, spr_buf *out) {
  const spr_state *st = &m->states[s];
  indent(depth, out);
  if (!has_content(st)) {
    put_simple(m, s, lang, out);
    return;
  }
  bool region = st->parent != SPR_NONE && m->states[st->parent].kind == SPR_S_PARALLEL;
  spr_buf_printf(out, "subgraph cluster_%d { style=%s; label=\"", s, region ? "dashed" : "rounded");
  if (!st->hidden) put_label(m, st, lang, out);
  spr_buf_printf(out, "\"; s%d [%s];", s,
                 leads_inside(m, st) ? "shape=circle, width=0.1, label=\"\"" : "shape=point, style=invis");
  if (has_dot(m, s)) spr_buf_printf(out, " i%d [shape=point];", s);
  spr_buf_char(out, '\n');
  for (int32_t k = s + 1; k <= st->last; k = m->states[k].last + 1) put_state(m, k, lang, depth + 1, out);
  indent(depth, out);
  spr_buf_puts(out, "}\n");
}

static void put_guards(const spr_model *m, const spr_transition *t, spr_buf *out) {
  for (uint32_t i = 0; i < t->nguards; i++) {
    spr_buf_puts(out, i ? " and " : "\n[");
    spr_buf_str(out, m->exprs[t->guards[i]].text);
  }
  if (t->nguards) spr_buf_char(out, ']');
}

/* tail: 's', or 'i' for the dot of a cluster. */
static void put_edge(const spr_model *m, char tail, int32_t source, int32_t target, spr_str label,
                     spr_buf *out) {
  spr_buf_printf(out, "  %c%d -> s%d [label=\"", tail, source, target);
  put_text(label, out);
  spr_buf_char(out, '"');
  if (has_content(&m->states[source]) && !spr_state_inside(m, target, source))
    spr_buf_printf(out, ", ltail=cluster_%d", source);
  if (has_content(&m->states[target]) && !spr_state_inside(m, source, target))
    spr_buf_printf(out, ", lhead=cluster_%d", target);
  spr_buf_puts(out, "];\n");
}

static void put_initial(const spr_model *m, int32_t s, spr_buf *out) {
  bool dot = has_dot(m, s);
  if (!dot && !is_history(&m->states[s])) return;
  for (uint32_t n = 0; n < initial_targets(m, &m->states[s]); n++)
    put_edge(m, dot ? 'i' : 's', s, initial_target(m, s, n), SPR_STR(""), out);
}

static void put_transition(const spr_model *m, const spr_transition *t, spr_buf *label, spr_buf *out) {
  spr_buf_clear(label);
  spr_show_trigger(m, t, label);
  put_guards(m, t, label);
  for (uint32_t n = 0; n < t->ntargets; n++)
    put_edge(m, 's', t->source, t->targets[n], spr_buf_view(label), out);
}

void spr_show_dot(const spr_model *m, spr_str lang, spr_buf *out) {
  spr_buf_puts(out, "digraph \"");
  put_text(m->workflow, out);
  spr_buf_puts(out,
               "\" {\n  compound=true; fontname=\"sans-serif\"; node [shape=box, fontname=\"sans-serif\"]; "
               "edge [fontname=\"sans-serif\", fontsize=10];\n");
  put_state(m, 0, lang, 1, out);
  spr_buf label;
  spr_buf_init(&label, &out->alloc, out->max);
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) {
    const spr_state *st = &m->states[s];
    put_initial(m, s, out);
    for (int32_t k = 0; k < st->ntransitions; k++)
      put_transition(m, &m->transitions[st->transitions + k], &label, out);
  }
  spr_buf_release(&label);
  spr_buf_puts(out, "}\n");
}
