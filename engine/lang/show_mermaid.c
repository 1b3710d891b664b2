/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/show.h"

/* Mermaid's stateDiagram-v2: nested `state X { }`, regions divided by `--`. Its labels know no escapes, so
 * characters with a meaning there become entity codes. */

static void put_text(spr_str s, spr_buf *out) {
  for (uint32_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (strchr("\"#&;:{}<>%\\", c))
      spr_buf_printf(out, "#%d;", c);
    else
      spr_buf_char(out, c == '\n' ? ' ' : c);
  }
}

static void indent(uint32_t depth, spr_buf *out) {
  for (uint32_t i = 0; i < depth; i++) spr_buf_puts(out, "  ");
}

static void put_name(const spr_model *m, const spr_state *st, spr_str lang, spr_buf *out) {
  if (st->hidden)
    spr_buf_char(out, '-');
  else if (st->kind == SPR_S_HISTORY_SHALLOW)
    spr_buf_char(out, 'H');
  else if (st->kind == SPR_S_HISTORY_DEEP)
    spr_buf_puts(out, "H*");
  else
    put_text(spr_title_in(&st->title, lang, st->parent == SPR_NONE ? m->workflow : st->name), out);
}

/* The child that the state begins in. An arrow to something deeper would draw that outside of its own state.
 */
static int32_t first_inside(const spr_model *m, int32_t s) {
  const spr_state *st = &m->states[s];
  if (st->initial == SPR_NONE || m->transitions[st->initial].ntargets == 0) return s + 1;
  int32_t first = m->transitions[st->initial].targets[0];
  while (m->states[first].parent != s) first = m->states[first].parent;
  return first;
}

/* The root is drawn only where something stands at it: regions, or transitions that hold everywhere. */
static bool root_is_drawn(const spr_model *m) {
  return m->states[0].kind == SPR_S_PARALLEL || m->states[0].ntransitions > 0;
}

static void put_state(const spr_model *m, int32_t s, spr_str lang, uint32_t depth, spr_buf *out);

static void put_inside(const spr_model *m, int32_t s, spr_str lang, uint32_t depth, spr_buf *out) {
  const spr_state *st = &m->states[s];
  for (int32_t k = s + 1; k <= st->last; k = m->states[k].last + 1) {
    put_state(m, k, lang, depth, out);
    if (st->kind != SPR_S_PARALLEL || m->states[k].last == st->last) continue;
    indent(depth, out);
    spr_buf_puts(out, "--\n");
  }
  if (st->kind != SPR_S_COMPOUND) return;
  indent(depth, out);
  spr_buf_printf(out, "[*] --> s%d\n", first_inside(m, s));
}

/* Depth is bounded by the chart's. */
static void put_state(const spr_model *m, int32_t s, spr_str lang, uint32_t depth, spr_buf *out) {
  const spr_state *st = &m->states[s];
  indent(depth, out);
  spr_buf_puts(out, "state \"");
  put_name(m, st, lang, out);
  spr_buf_printf(out, "\" as s%d\n", s);
  if (st->kind == SPR_S_FINAL) {
    indent(depth, out);
    spr_buf_printf(out, "s%d --> [*]\n", s);
  }
  if (st->kind != SPR_S_COMPOUND && st->kind != SPR_S_PARALLEL) return;
  indent(depth, out);
  spr_buf_printf(out, "state s%d {\n", s);
  put_inside(m, s, lang, depth + 1, out);
  indent(depth, out);
  spr_buf_puts(out, "}\n");
}

static void put_edges(const spr_model *m, spr_buf *out) {
  spr_buf label;
  spr_buf_init(&label, &out->alloc, out->max);
  for (uint32_t i = 0; i < m->nstates; i++) {
    for (int32_t k = 0; k < m->states[i].ntransitions; k++) {
      const spr_transition *t = &m->transitions[m->states[i].transitions + k];
      spr_buf_clear(&label);
      spr_show_trigger(m, t, &label);
      for (uint32_t n = 0; n < t->ntargets; n++) {
        spr_buf_printf(out, "  s%d --> s%d", t->source, t->targets[n]);
        if (label.n) spr_buf_puts(out, " : ");
        put_text(spr_buf_view(&label), out);
        spr_buf_char(out, '\n');
      }
    }
  }
  spr_buf_release(&label);
}

void spr_show_mermaid(const spr_model *m, spr_str lang, spr_buf *out) {
  spr_buf_puts(out, "stateDiagram-v2\n");
  if (root_is_drawn(m)) {
    put_state(m, 0, lang, 1, out);
    spr_buf_puts(out, "  [*] --> s0\n");
  } else {
    put_inside(m, 0, lang, 1, out);
  }
  put_edges(m, out);
}
