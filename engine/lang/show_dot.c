/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/show.h"

/* Graphviz: a state with content is a cluster, edges end at its border (lhead, ltail). Hidden states of
 * stages are shown as the dot that a region starts from. */

static void put_text(spr_str s, spr_buf *out) {
  for (uint32_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (c == '"' || c == '\\') spr_buf_char(out, '\\');
    if (c == '\n')
      spr_buf_puts(out, "\\n");
    else
      spr_buf_char(out, c);
  }
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

/* Depth is bounded by the chart's. */
static void put_state(const spr_model *m, int32_t s, spr_str lang, uint32_t depth, spr_buf *out) {
  const spr_state *st = &m->states[s];
  for (uint32_t i = 0; i < depth; i++) spr_buf_puts(out, "  ");
  if (!has_content(st)) {
    const char *shape = st->hidden                ? "shape=point"
                        : st->kind == SPR_S_FINAL ? "peripheries=2"
                                                  : "style=rounded";
    if (st->kind == SPR_S_HISTORY_SHALLOW || st->kind == SPR_S_HISTORY_DEEP) shape = "shape=circle";
    spr_buf_printf(out, "s%d [%s, label=\"", s, shape);
    if (st->kind == SPR_S_HISTORY_SHALLOW)
      spr_buf_puts(out, "H");
    else if (st->kind == SPR_S_HISTORY_DEEP)
      spr_buf_puts(out, "H*");
    else if (!st->hidden)
      put_label(m, st, lang, out);
    spr_buf_puts(out, "\"];\n");
    return;
  }
  spr_buf_printf(out, "subgraph cluster_%d { %s label=\"", s,
                 st->parent != SPR_NONE && m->states[st->parent].kind == SPR_S_PARALLEL ? "style=dashed;"
                                                                                        : "style=rounded;");
  if (!st->hidden) put_label(m, st, lang, out);
  spr_buf_printf(out, "\"; s%d [shape=point, style=invis];\n", s);
  for (int32_t k = s + 1; k <= st->last; k = m->states[k].last + 1) put_state(m, k, lang, depth + 1, out);
  for (uint32_t i = 0; i < depth; i++) spr_buf_puts(out, "  ");
  spr_buf_puts(out, "}\n");
}

static void put_duration(const spr_model *m, const spr_dur *d, spr_buf *out) {
  char text[64];
  if (d->expr != SPR_NONE) {
    put_text(m->exprs[d->expr].text, out);
    return;
  }
  spr_duration_format(d->literal, text);
  spr_buf_puts(out, text);
}

void spr_show_trigger(const spr_model *m, const spr_transition *t, spr_buf *out) {
  switch (t->trigger) {
    case SPR_TRIGGER_EVENT:
      put_text(t->event, out);
      if (t->match != SPR_MATCH_EXACT) spr_buf_puts(out, t->match == SPR_MATCH_ALL ? "*" : ".*");
      break;
    case SPR_TRIGGER_TIMER:
      spr_buf_puts(out, m->timers[t->index].at_expr != SPR_NONE ? "at " : "after ");
      if (m->timers[t->index].at_expr != SPR_NONE)
        put_text(m->exprs[m->timers[t->index].at_expr].text, out);
      else
        put_duration(m, &m->timers[t->index].within, out);
      break;
    case SPR_TRIGGER_PASSED:
    case SPR_TRIGGER_ENDED:
      spr_buf_puts(out, t->trigger == SPR_TRIGGER_PASSED ? "late " : "ends ");
      put_text(m->deadlines[t->index].name, out);
      break;
    case SPR_TRIGGER_NEAR:
      put_duration(m, &m->warnings[t->index].before, out);
      spr_buf_puts(out, " before ");
      put_text(m->deadlines[m->warnings[t->index].deadline].name, out);
      break;
    case SPR_TRIGGER_ALWAYS:
    case SPR_TRIGGER_INITIAL: break;
  }
}

static void put_guards(const spr_model *m, const spr_transition *t, spr_buf *out) {
  for (uint32_t i = 0; i < t->nguards; i++) {
    spr_buf_puts(out, i ? " and " : "\\n[");
    put_text(m->exprs[t->guards[i]].text, out);
  }
  if (t->nguards) spr_buf_char(out, ']');
}

static void put_edge(const spr_model *m, const spr_transition *t, int32_t target, spr_buf *out) {
  spr_buf_printf(out, "  s%d -> s%d [label=\"", t->source, target);
  spr_show_trigger(m, t, out);
  put_guards(m, t, out);
  spr_buf_char(out, '"');
  if (has_content(&m->states[t->source]) && !spr_state_inside(m, target, t->source))
    spr_buf_printf(out, ", ltail=cluster_%d", t->source);
  if (has_content(&m->states[target]) && !spr_state_inside(m, t->source, target))
    spr_buf_printf(out, ", lhead=cluster_%d", target);
  spr_buf_puts(out, "];\n");
}

void spr_show_dot(const spr_model *m, spr_str lang, spr_buf *out) {
  spr_buf_puts(out, "digraph \"");
  put_text(m->workflow, out);
  spr_buf_puts(out, "\" {\n  compound=true; node [shape=box, fontname=\"sans-serif\"]; edge "
                    "[fontname=\"sans-serif\", fontsize=10];\n");
  put_state(m, 0, lang, 1, out);
  for (uint32_t i = 0; i < m->nstates; i++) {
    const spr_state *st = &m->states[i];
    for (int32_t k = 0; k < st->ntransitions; k++) {
      const spr_transition *t = &m->transitions[st->transitions + k];
      for (uint32_t n = 0; n < t->ntargets; n++) put_edge(m, t, t->targets[n], out);
    }
  }
  spr_buf_puts(out, "}\n");
}
