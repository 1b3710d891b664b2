/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/graph.h"
#include "diagram/words.h"

/* Beneath a picture that stands alone: the conditions that are too long for it, each with its number. A page
 * has the rows for that. */

enum { ABOVE = 16, BETWEEN = 6, BESIDE = 10, LEAST_WIDTH = 420 };

static spr_str name_of(const spr_graph *g, const spr_long_guard *guard) {
  return spr_str_printf(g->arena, "%s %u:", spr_word_in(g->language, SPR_WORD_CONDITION), guard->number);
}

void spr_legend_make(spr_graph *g) {
  int32_t names = 0, y = g->boxes[0].h + ABOVE;
  for (uint32_t i = 0; i < g->nguards; i++) {
    g->guards[i].name = name_of(g, &g->guards[i]);
    int32_t w = spr_text_width(g->guards[i].name, SPR_FONT_SMALL);
    if (w > names) names = w;
  }
  g->legend_x = SPR_TEXT_X + names + BESIDE;
  g->legend_w = g->boxes[0].w > LEAST_WIDTH ? g->boxes[0].w : LEAST_WIDTH;
  for (uint32_t i = 0; i < g->nguards; i++) {
    spr_long_guard *guard = &g->guards[i];
    guard->lines.font = SPR_FONT_CODE;
    spr_lines_add(g->arena, &guard->lines, guard->code, g->legend_w - g->legend_x);
    guard->y = y;
    y += spr_lines_height(&guard->lines) + BETWEEN;
  }
  g->legend_h = y - g->boxes[0].h;
}
