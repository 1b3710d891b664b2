/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/graph.h"
#include "diagram/words.h"

/* The picture as SVG: first all boxes, then all wires over them, then their labels. What is drawn bears
 * classes alone; the style sheet is in style.c. */

#define NOTHING "" /* of a string that may be absent */

static void put_escaped(spr_buf *out, spr_str s) {
  for (uint32_t i = 0; i < s.n; i++) {
    switch (s.p[i]) {
      case '&': spr_buf_puts(out, "&amp;"); break;
      case '<': spr_buf_puts(out, "&lt;"); break;
      case '>': spr_buf_puts(out, "&gt;"); break;
      case '"': spr_buf_puts(out, "&quot;"); break;
      default: spr_buf_char(out, s.p[i]);
    }
  }
}

/* Paths of states hold letters, digits, "_", "-" and ".", of a workflow that stands alone any letters. */
static void put_address(spr_buf *out, spr_str s) {
  for (uint32_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_-.~", c);
    if (plain && c)
      spr_buf_char(out, (char)c);
    else
      spr_buf_printf(out, "%%%02X", c);
  }
}

static void put_lines(spr_buf *out, const spr_lines *l, const char *class, const char *anchor, int32_t x,
                      int32_t y) {
  for (uint32_t i = 0; i < l->n; i++) {
    spr_buf_printf(out, "<text class=\"%s%s\"%s x=\"%d\" y=\"%d\">", class, l->v[i].code ? " code" : NOTHING,
                   anchor, x + spr_lines_left(l, i), y + spr_lines_foot(l, i));
    put_escaped(out, l->v[i].text);
    spr_buf_puts(out, "</text>");
  }
}

/* -- boxes ---------------------------------------------------------------------------------------------- */

static uint8_t marks_of(const spr_graph *g, const spr_box *b) {
  return g->o->marks ? g->o->marks[b->state] : 0;
}

static const char *kind_class(const spr_box *b) {
  switch (b->kind) {
    case SPR_BOX_FINAL: return "final";
    case SPR_BOX_GROUP: return b->parent == SPR_NONE ? "group root" : "group";
    case SPR_BOX_PARALLEL: return b->parent == SPR_NONE ? "parallel root" : "parallel";
    case SPR_BOX_HISTORY: return "history";
    case SPR_BOX_DOT: return "dot";
    default: return "leaf";
  }
}

static void put_rect(spr_buf *out, const char *class, const spr_box *b, int32_t inset, int32_t round) {
  spr_buf_printf(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>", class,
                 b->x + inset, b->y + inset, b->w - 2 * inset, b->h - 2 * inset, round);
}

/* A tick in the upper right corner: where the case was is not told by a colour alone. */
static void put_tick(spr_buf *out, const spr_box *b) {
  spr_buf_printf(out, "<path class=\"tick\" d=\"M%d %dl3 3l5 -6\"/>", b->x + b->w - 13, b->y + 7);
}

static void put_inside_lines(spr_buf *out, const spr_box *b) {
  bool holds = spr_box_holds(b);
  const char *anchor = holds ? NOTHING : " text-anchor=\"middle\"";
  int32_t x = holds ? b->x + b->text_x : b->x + b->w / 2, y = b->y + SPR_TEXT_Y;
  if (!holds) { /* in the middle of what is higher than its texts */
    int32_t text = spr_lines_height(&b->title) + spr_lines_height(&b->notes);
    if (b->stays.n) text += 2 * SPR_LABEL_X + spr_lines_height(&b->stays);
    y = b->y + (b->h - text) / 2;
  }
  put_lines(out, &b->title, holds ? "name head" : "name", anchor, x, y);
  y += spr_lines_height(&b->title);
  put_lines(out, &b->notes, "note", anchor, x, y);
  y += spr_lines_height(&b->notes);
  if (b->stays.n == 0) return;
  y += SPR_LABEL_X;
  if (!holds) {
    spr_buf_printf(out, "<path class=\"rule\" d=\"M%d %dh%d\"/>", b->x, y, b->w);
    y += SPR_LABEL_X;
  }
  put_lines(out, &b->stays, "stays", anchor, x, y);
}

static void put_shape(spr_buf *out, const spr_box *b) {
  if (b->kind == SPR_BOX_DOT || b->kind == SPR_BOX_HISTORY) {
    put_rect(out, "shape", b, 0, b->h / 2);
    return;
  }
  put_rect(out, "shape", b, 0, spr_box_holds(b) ? 9 : 8);
  if (b->kind == SPR_BOX_FINAL) put_rect(out, "border", b, 3, 6);
}

static void put_state_title(const spr_graph *g, spr_buf *out, const spr_box *b, uint8_t marks) {
  spr_buf_puts(out, "<title>");
  put_escaped(out, spr_label_state(g, b->state));
  if (b->kind == SPR_BOX_FINAL) spr_buf_printf(out, ", %s", spr_word_in(g->language, SPR_WORD_FINAL));
  if (b->kind == SPR_BOX_HISTORY) spr_buf_printf(out, ", %s", spr_word_in(g->language, SPR_WORD_HISTORY));
  if (marks & SPR_MARK_ACTIVE)
    spr_buf_printf(out, ", %s", spr_word_in(g->language, SPR_WORD_ACTIVE));
  else if (marks & SPR_MARK_VISITED)
    spr_buf_printf(out, ", %s", spr_word_in(g->language, SPR_WORD_VISITED));
  spr_buf_puts(out, "</title>");
}

/* Where the way begins; or a stage that does not run. */
static void put_dot(const spr_graph *g, spr_buf *out, const spr_box *b) {
  bool rests = g->m->states[b->state].hidden;
  spr_buf_printf(out, "<g class=\"dot%s\">", rests ? " rest" : NOTHING);
  if (rests) spr_buf_printf(out, "<title>%s</title>", spr_word_in(g->language, SPR_WORD_RESTING));
  put_shape(out, b);
  spr_buf_puts(out, "</g>\n");
}

static void put_box(const spr_graph *g, spr_buf *out, const spr_box *b) {
  const spr_state *st = &g->m->states[b->state];
  uint8_t marks = st->hidden ? 0 : marks_of(g, b);
  if (b->kind == SPR_BOX_DOT) {
    put_dot(g, out, b);
    return;
  }
  bool leads = g->o->link.p && !st->hidden;
  if (leads) {
    spr_buf_puts(out, "<a href=\"");
    put_escaped(out, g->o->link);
    put_address(out, st->path);
    spr_buf_puts(out, "\">");
  }
  spr_buf_printf(out, "<g class=\"state %s%s%s\"", kind_class(b), b->region ? " region" : NOTHING,
                 marks & SPR_MARK_ACTIVE    ? " active"
                 : marks & SPR_MARK_VISITED ? " visited"
                                            : NOTHING);
  if (!st->hidden) {
    spr_buf_puts(out, " data-state=\"");
    put_escaped(out, st->path);
    spr_buf_char(out, '"');
  }
  spr_buf_char(out, '>');
  if (!st->hidden) put_state_title(g, out, b, marks);
  put_shape(out, b);
  put_inside_lines(out, b);
  bool tick = (marks & SPR_MARK_VISITED) && !(marks & SPR_MARK_ACTIVE) && !spr_box_holds(b);
  if (tick) put_tick(out, b);
  spr_buf_puts(out, leads ? "</g></a>\n" : "</g>\n");
}

/* -- wires ---------------------------------------------------------------------------------------------- */

static int32_t sign(int32_t x) {
  return (x > 0) - (x < 0);
}

/* A corner is cut by at most 4, less where a piece is short. */
static int32_t bend(spr_point a, spr_point b) {
  int32_t d = (b.x - a.x) * sign(b.x - a.x) + (b.y - a.y) * sign(b.y - a.y);
  return d / 2 < 4 ? d / 2 : 4;
}

static void put_line(spr_buf *out, const spr_wire *w) {
  spr_buf_printf(out, "<path class=\"line\" d=\"M%d %d", w->points[0].x, w->points[0].y);
  for (uint32_t i = 1; i + 1 < w->npoints; i++) {
    spr_point a = w->points[i - 1], p = w->points[i], b = w->points[i + 1];
    int32_t r = bend(a, p) < bend(p, b) ? bend(a, p) : bend(p, b);
    spr_buf_printf(out, "L%d %dQ%d %d %d %d", p.x + r * sign(a.x - p.x), p.y + r * sign(a.y - p.y), p.x, p.y,
                   p.x + r * sign(b.x - p.x), p.y + r * sign(b.y - p.y));
  }
  spr_point last = w->points[w->npoints - 1];
  spr_buf_printf(out, "L%d %d\"/>", last.x, last.y);
}

static void put_head(spr_buf *out, const spr_wire *w) {
  spr_point b = w->points[w->npoints - 1], a = w->points[w->npoints - 2];
  int32_t x = sign(b.x - a.x), y = sign(b.y - a.y);
  spr_buf_printf(out, "<path class=\"tip\" d=\"M%d %dl%d %dl%d %dz\"/>", b.x, b.y, -8 * x - 4 * y,
                 -8 * y - 4 * x, 8 * y, 8 * x);
}

static void put_wire(spr_buf *out, const spr_graph *g, const spr_wire *w) {
  if (w->npoints < 2) return;
  const spr_box *from = &g->boxes[w->from];
  bool open = (marks_of(g, from) & SPR_MARK_ACTIVE) && from->kind != SPR_BOX_DOT && !w->reopens;
  spr_buf_printf(out, "<g class=\"wire%s\">", open ? " open" : NOTHING);
  put_line(out, w);
  if (w->inward)
    spr_buf_printf(out, "<circle class=\"ring\" cx=\"%d\" cy=\"%d\" r=\"3\"/>", w->points[0].x,
                   w->points[0].y);
  put_head(out, w);
  put_lines(out, &w->label, "label", NOTHING, w->label_x, w->label_y);
  spr_buf_puts(out, "</g>\n");
}

/* -- the whole ------------------------------------------------------------------------------------------ */

static void put_active(const spr_graph *g, spr_buf *out) {
  bool first = true;
  for (uint32_t i = 0; g->o->marks && i < g->nboxes; i++) {
    const spr_box *b = &g->boxes[i];
    if (spr_box_holds(b) || b->kind == SPR_BOX_DOT || !(marks_of(g, b) & SPR_MARK_ACTIVE)) continue;
    spr_buf_puts(out, first ? " " : ", ");
    if (first) spr_buf_printf(out, "%s: ", spr_word_in(g->language, SPR_WORD_ACTIVE));
    put_escaped(out, spr_label_state(g, b->state));
    first = false;
  }
  if (!first) spr_buf_char(out, '.');
}

static void put_description(const spr_graph *g, spr_buf *out) {
  uint32_t states = 0, transitions = 0;
  for (uint32_t i = 1; i < g->m->nstates; i++) states += !g->m->states[i].hidden;
  transitions = g->m->ntransitions;
  spr_buf_printf(out, "%s %u, %s %u.", spr_word_in(g->language, SPR_WORD_STATES), states,
                 spr_word_in(g->language, SPR_WORD_ARROWS), transitions);
  put_active(g, out);
}

static void put_legend(const spr_graph *g, spr_buf *out) {
  for (uint32_t i = 0; g->legend_h && i < g->nguards; i++) {
    const spr_long_guard *guard = &g->guards[i];
    spr_buf_printf(out, "<g class=\"legend\"><text class=\"note\" x=\"%d\" y=\"%d\">%.*s</text>", SPR_TEXT_X,
                   guard->y + spr_lines_foot(&guard->lines, 0), SPR_FMT(guard->name));
    put_lines(out, &guard->lines, "label", NOTHING, g->legend_x, guard->y);
    spr_buf_puts(out, "</g>\n");
  }
}

void spr_svg_size(const spr_graph *g, int32_t *width, int32_t *height) {
  *width = (g->boxes[0].w > g->legend_w ? g->boxes[0].w : g->legend_w) + 2;
  *height = g->boxes[0].h + g->legend_h + 2;
}

void spr_svg_write(const spr_graph *g, spr_str title, spr_buf *out) {
  spr_str id = g->o->prefix.n ? g->o->prefix : SPR_STR("diagram");
  int32_t w, h;
  spr_svg_size(g, &w, &h);
  if (g->o->alone) spr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  spr_buf_printf(
      out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"%.*s-picture\" class=\"sprawa-diagram\" role=\"%s\" "
      "lang=\"%.*s\" xml:lang=\"%.*s\" width=\"%d\" height=\"%d\" viewBox=\"-1 -1 %d %d\" "
      "aria-labelledby=\"%.*s-title\" aria-describedby=\"%.*s-desc\">\n",
      SPR_FMT(id), g->o->link.p ? "group" : "img", SPR_FMT(g->language), SPR_FMT(g->language), w, h, w, h,
      SPR_FMT(id), SPR_FMT(id));
  spr_buf_printf(out, "<title id=\"%.*s-title\">", SPR_FMT(id));
  put_escaped(out, title);
  spr_buf_printf(out, "</title>\n<desc id=\"%.*s-desc\">", SPR_FMT(id));
  put_description(g, out);
  spr_buf_puts(out, "</desc>\n");
  if (g->o->alone) {
    spr_buf_puts(out, "<style>\n");
    spr_buf_str(out, spr_diagram_style());
    spr_buf_puts(out, "</style>\n");
  }
  for (uint32_t i = 0; i < g->nboxes; i++) put_box(g, out, &g->boxes[i]);
  for (uint32_t i = 0; i < g->nwires; i++) put_wire(out, g, &g->wires[i]);
  put_legend(g, out);
  spr_buf_puts(out, "</svg>\n");
}
