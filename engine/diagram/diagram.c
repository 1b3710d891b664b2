/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/rows.h"

struct spr_diagram {
  spr_alloc alloc;
  spr_arena arena; /* of the rows and texts */
  spr_buf svg;
  spr_str title, language;
  int32_t width, height;
  spr_diagram_row *rows;
  uint32_t nrows;
};

static spr_status draw(spr_diagram *d, spr_graph *g) {
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return SPR_ENOMEM;
  d->language = spr_str_dup(&d->arena, g->language);
  d->title = spr_str_dup(&d->arena, spr_label_state(g, 0));
  if (!spr_graph_draw(g)) return SPR_ELIMIT;
  if (g->o->alone && g->nguards) spr_legend_make(g);
  d->rows = spr_rows_make(g, &d->nrows);
  spr_svg_size(g, &d->width, &d->height);
  spr_svg_write(g, d->title, &d->svg);
  spr_arena_unguard(&d->arena, NULL);
  if (d->svg.failed) return d->svg.nomem ? SPR_ENOMEM : SPR_ELIMIT;
  return g->failed;
}

/* Words go with the titles. */
static spr_str language_for(const spr_model *m, spr_str wished) {
  for (uint32_t i = 0; i < m->nlanguages; i++)
    if (spr_str_eq(m->languages[i], wished)) return wished;
  if (m->nlanguages) return m->languages[0];
  return wished.n ? wished : SPR_STR("en");
}

spr_status spr_diagram_draw(const spr_alloc *alloc, const spr_model *m, const spr_diagram_options *o,
                            spr_diagram **out) {
  spr_diagram *d = spr_realloc(alloc, NULL, 0, sizeof *d);
  *out = NULL;
  if (!d) return SPR_ENOMEM;
  *d = (spr_diagram){.alloc = *alloc};
  spr_arena_init(&d->arena, alloc, SPR_MAX_DRAWING_BYTES);
  spr_buf_init(&d->svg, alloc, SPR_MAX_DRAWING_BYTES);
  spr_graph g = {.arena = &d->arena, .m = m, .o = o, .language = language_for(m, o->language)};
  spr_buf_init(&g.text, alloc, SPR_MAX_LABEL_BYTES);
  spr_status s = draw(d, &g);
  spr_buf_release(&g.text);
  if (s == SPR_OK)
    *out = d;
  else
    spr_diagram_free(d);
  return s;
}

void spr_diagram_free(spr_diagram *d) {
  if (!d) return;
  spr_alloc alloc = d->alloc;
  spr_buf_release(&d->svg);
  spr_arena_release(&d->arena);
  spr_free(&alloc, d, sizeof *d);
}

spr_str spr_diagram_svg(const spr_diagram *d) {
  return spr_buf_view(&d->svg);
}

spr_str spr_diagram_title(const spr_diagram *d) {
  return d->title;
}

spr_str spr_diagram_language(const spr_diagram *d) {
  return d->language;
}

void spr_diagram_size(const spr_diagram *d, int32_t *width, int32_t *height) {
  *width = d->width;
  *height = d->height;
}

const spr_diagram_row *spr_diagram_row_at(const spr_diagram *d, size_t i) {
  return i < d->nrows ? &d->rows[i] : NULL;
}
