/* SPDX-License-Identifier: Apache-2.0 */
#include "server/drawing.h"

#include "server/console.h"

/* The style of pictures is the engine's own; only a page with a picture asks for it. */
void spr_screen_drawing_style(spr_visit *v) {
  v->answer->status = 200;
  v->answer->type = "text/css; charset=utf-8";
  spr_buf_puts(&v->answer->body, sprawa_diagram_style());
}

static void put_style(spr_html *h) {
  spr_html_open(h, "link", NULL);
  spr_html_attr(h, "rel", SPR_STR("stylesheet"));
  spr_html_url(h, "href", SPR_STR("/drawing.css"));
}

/* Works by style alone: a box that is ticked makes the picture as wide as the page. */
static void put_whole(spr_html *h) {
  spr_html_open(h, "input", "whole no-print");
  spr_html_attr(h, "type", SPR_STR("checkbox"));
  spr_html_attr(h, "id", SPR_STR("whole"));
  spr_html_open(h, "label", "no-print");
  spr_html_attr(h, "for", SPR_STR("whole"));
  spr_html_say(h, SPR_SAY_drawing_whole);
  spr_html_close(h, "label");
}

static void put_key(spr_html *h) {
  spr_html_open(h, "p", "quiet");
  spr_html_say(h, SPR_SAY_drawing_key);
  spr_html_close(h, "p");
}

static void put_picture(spr_screen *p, const sprawa_diagram *d) {
  spr_html *h = &p->html;
  size_t n = 0;
  const char *svg = sprawa_diagram_svg(d, &n);
  spr_html_open(h, "div", "drawing");
  spr_html_attr(h, "tabindex", SPR_STR("0")); /* it is scrolled by keys */
  spr_html_attr(h, "role", SPR_STR("region"));
  spr_html_attr(h, "aria-label", spr_str_of(sprawa_diagram_title(d)));
  spr_html_drawing(h, spr_str_n(svg, n));
  spr_html_close(h, "div");
}

/* -- on paper -----------------------------------------------------------------------------------------------
 */

/* A picture that one leaf cannot hold so that it can be read is cut into several, which overlap by about a
 * box: what is cut on one is whole on the next. Sizes are those of the picture. A leaf may hold so much that
 * the smallest letters, of 11 units, are 6 points high in the room that print.css gives it (180 by 232 mm;
 * 267 by 145 mm where the sheet lies): 0.727 of what they are on a screen. */
#define OVERLAP 110

typedef struct leaves {
  int32_t width, height; /* of one */
  int32_t columns, rows;
  bool wide;
} leaves;

static const leaves sheets[] = {{.width = 935, .height = 1206}, {.width = 1388, .height = 754, .wide = true}};

static int32_t how_many(int32_t whole, int32_t one) {
  return whole <= one ? 1 : 1 + (whole - one + one - OVERLAP - 1) / (one - OVERLAP);
}

/* Of each so much that all are alike. */
static int32_t share(int32_t whole, int32_t n) {
  return (whole + (n - 1) * OVERLAP + n - 1) / n;
}

/* On as few sheets as can be. */
static leaves cut(int32_t width, int32_t height) {
  leaves best = {.rows = 0};
  for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
    leaves l = sheets[i];
    l.columns = how_many(width, l.width);
    l.rows = how_many(height, l.height);
    if (!best.rows || l.columns * l.rows < best.columns * best.rows) best = l;
  }
  best.width = share(width, best.columns);
  best.height = share(height, best.rows);
  return best;
}

static void put_leaf(spr_screen *p, const sprawa_diagram *d, const leaves *l, int32_t height, int32_t i) {
  spr_html *h = &p->html;
  int32_t x = i % l->columns * (l->width - OVERLAP), y = i / l->columns * (l->height - OVERLAP);
  int32_t left = height - y, tall = left < l->height ? left : l->height;
  spr_with with = {.n = i + 1, .a = spr_str_printf(p->arena, "%d", (int)(l->columns * l->rows))};
  spr_html_open(h, "div", l->wide ? "leaf lying" : "leaf");
  if (l->columns * l->rows > 1) {
    spr_html_open(h, "p", "quiet");
    spr_html_say_with(h, SPR_SAY_drawing_leaf, with);
    spr_html_close(h, "p");
  }
  spr_html_open(h, "svg", NULL);
  spr_html_attr(h, "role", SPR_STR("img"));
  spr_html_attr(h, "aria-label", spr_str_of(sprawa_diagram_title(d)));
  spr_html_attr(h, "viewBox",
                spr_str_printf(p->arena, "%d %d %d %d", (int)x - 1, (int)y - 1, (int)l->width, (int)tall));
  spr_html_open(h, "use", NULL);
  spr_html_url(h, "href", SPR_STR("#diagram-picture"));
  spr_html_attr(h, "x", SPR_STR("-1"));
  spr_html_attr(h, "y", SPR_STR("-1"));
  spr_html_close(h, "use");
  spr_html_close(h, "svg");
  spr_html_close(h, "div");
}

static void put_leaves(spr_screen *p, const sprawa_diagram *d) {
  int32_t width, height;
  sprawa_diagram_size(d, &width, &height);
  leaves l = cut(width, height);
  spr_html_open(&p->html, "div", "leaves");
  for (int32_t i = 0; i < l.columns * l.rows; i++) put_leaf(p, d, &l, height, i);
  spr_html_close(&p->html, "div");
}

/* -- the same in words ------------------------------------------------------------------------------------
 */

static void put_from(spr_screen *p, const sprawa_diagram_row *r) {
  spr_html *h = &p->html;
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_text(h, spr_str_of(r->from_title));
  if (r->active || r->visited) {
    spr_html_text(h, SPR_STR(" "));
    spr_html_said(h, "span", r->active ? "tag good" : "tag",
                  r->active ? SPR_SAY_drawing_active : SPR_SAY_drawing_visited);
  }
  spr_html_close(h, "th");
}

/* The picture names long conditions by the numbers of their rows. */
static void put_guard(spr_screen *p, const char *guard, size_t row) {
  spr_html *h = &p->html;
  spr_html_open(h, "span", "sub quiet");
  spr_html_say_with(h, SPR_SAY_drawing_condition, (spr_with){.n = (int64_t)row + 1});
  spr_html_close(h, "span");
  spr_html_element(h, "code", "sub place", spr_str_of(guard));
}

static void put_row(spr_screen *p, const sprawa_diagram_row *r, size_t i) {
  spr_html *h = &p->html;
  spr_html_open(h, "tr", NULL);
  put_from(p, r);
  spr_screen_cell(p, NULL, SPR_SAY_drawing_event);
  if (*r->event)
    spr_html_text(h, spr_str_of(r->event));
  else
    spr_html_said(h, "span", "quiet", SPR_SAY_by_itself_short);
  if (*r->guard) put_guard(p, r->guard, i);
  spr_html_close(h, "td");
  spr_screen_cell(p, NULL, SPR_SAY_drawing_to);
  if (*r->to_title)
    spr_html_text(h, spr_str_of(r->to_title));
  else
    spr_html_said(h, "span", "quiet", SPR_SAY_stays);
  spr_html_close(h, "td");
  spr_html_close(h, "tr");
}

static void put_table(spr_screen *p, const sprawa_diagram *d) {
  static const spr_phrase columns[] = {SPR_SAY_drawing_from, SPR_SAY_drawing_event, SPR_SAY_drawing_to};
  spr_html *h = &p->html;
  spr_html_open(h, "details", "others");
  spr_html_said(h, "summary", NULL, SPR_SAY_drawing_table);
  spr_screen_table(p, spr_str_of(sprawa_diagram_title(d)));
  spr_screen_columns(p, columns, 3);
  spr_html_open(h, "tbody", NULL);
  const sprawa_diagram_row *r = sprawa_diagram_at(d, 0);
  for (size_t i = 0; r; r = sprawa_diagram_at(d, ++i)) put_row(p, r, i);
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
  spr_html_close(h, "details");
}

void spr_drawing_show(spr_screen *p, const sprawa_draw *what) {
  sprawa_error error;
  sprawa_diagram *d = NULL;
  if (sprawa_engine_draw(p->visit->server->engine, what, &d, &error) != SPRAWA_OK) {
    spr_html_said(&p->html, "p", "quiet", SPR_SAY_drawing_none);
    return;
  }
  SPR_HOLD(p->visit, d, sprawa_diagram_free);
  put_style(&p->html);
  if (what->id) put_key(&p->html);
  put_whole(&p->html);
  put_picture(p, d);
  put_leaves(p, d);
  put_table(p, d);
}
