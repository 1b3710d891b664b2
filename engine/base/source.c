/* SPDX-License-Identifier: Apache-2.0 */
#include "base/source.h"

#include "base/utf8.h"

void spr_sources_init(spr_sources *s, spr_arena *a) {
  *s = (spr_sources){.arena = a};
}

uint32_t spr_sources_add(spr_sources *s, spr_str path, spr_str text) {
  uint32_t nlines = 1;
  for (uint32_t i = 0; i < text.n; i++) nlines += text.p[i] == '\n';
  uint32_t *lines = SPR_NEW_N(s->arena, uint32_t, nlines);
  uint32_t line = 1;
  for (uint32_t i = 0; i < text.n; i++) {
    if (text.p[i] == '\n') lines[line++] = i + 1;
  }
  spr_source *src = SPR_PUSH(s->arena, s->v, s->n, s->cap);
  *src = (spr_source){.path = path, .text = text, .lines = lines, .nlines = nlines};
  return s->n;
}

const spr_source *spr_sources_get(const spr_sources *s, uint32_t file) {
  return file > 0 && file <= s->n ? &s->v[file - 1] : NULL;
}

/* The last line that begins at or before the offset, from 0. */
static uint32_t line_at(const spr_source *src, uint32_t offset) {
  uint32_t low = 0, high = src->nlines;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (src->lines[middle] <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

void spr_source_place(const spr_source *src, uint32_t offset, uint32_t *line, uint32_t *column) {
  if (offset > src->text.n) offset = src->text.n;
  uint32_t at = line_at(src, offset);
  *line = at + 1;
  *column = spr_utf8_count(spr_str_sub(src->text, src->lines[at], offset)) + 1;
}

spr_str spr_source_line(const spr_source *src, uint32_t line) {
  if (line == 0 || line > src->nlines) return SPR_STR("");
  uint32_t end = line < src->nlines ? src->lines[line] - 1 : src->text.n;
  spr_str text = spr_str_sub(src->text, src->lines[line - 1], end);
  if (spr_str_ends(text, SPR_STR("\r"))) text.n--;
  return text;
}

spr_span spr_span_part(spr_span at, spr_str text, uint32_t from, uint32_t to) {
  uint32_t quotes = at.to - at.from - text.n;
  if (at.to - at.from < text.n || (quotes != 0 && quotes != 2)) return at;
  uint32_t start = at.from + quotes / 2;
  return spr_span_make(at.file, start + from, start + to);
}
