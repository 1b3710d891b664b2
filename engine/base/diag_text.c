/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diag.h"
#include "base/limits.h"
#include "base/utf8.h"

/* Columns kept before the token when a line is too long to be shown whole. */
#define SHOWN_BEFORE 60
#define ELLIPSIS "..."

typedef struct printer {
  const spr_sources *sources;
  spr_buf *out;
  bool colour;
} printer;

static void paint(const printer *p, const char *code) {
  if (p->colour) spr_buf_printf(p->out, "\033[%sm", code);
}

static const char *severity_colour(spr_severity s) {
  return s == SPR_ERROR ? "1;31" : s == SPR_WARNING ? "1;35" : "1;36";
}

static const char *severity_word(spr_severity s) {
  return s == SPR_ERROR ? "error" : s == SPR_WARNING ? "warning" : "note";
}

/* The part of a source line that is shown, in columns from 0, and the carets under it. */
typedef struct window {
  uint32_t from, to;
  uint32_t caret, width;
} window;

static window choose_window(uint32_t columns, uint32_t caret, uint32_t width) {
  window w = {0, columns, caret, width};
  if (columns > SPR_MAX_SHOWN_COLUMNS) {
    w.from = caret > SHOWN_BEFORE ? caret - SHOWN_BEFORE : 0;
    if (w.from + SPR_MAX_SHOWN_COLUMNS > columns) w.from = columns - SPR_MAX_SHOWN_COLUMNS;
    w.to = w.from + SPR_MAX_SHOWN_COLUMNS;
  }
  if (w.caret < w.to && w.width > w.to - w.caret) w.width = w.to - w.caret;
  if (w.width == 0) w.width = 1;
  return w;
}

static void put_spaces(spr_buf *out, uint32_t n) {
  while (n-- > 0) spr_buf_char(out, ' ');
}

/* Each code point as one, so that the carets stand right. */
static void put_columns(const printer *p, spr_str line, const window *w) {
  uint32_t column = 0;
  for (uint32_t i = 0; i < line.n && column < w->to; column++) {
    int32_t cp = spr_utf8_next(line, &i);
    if (column >= w->from) spr_utf8_put(p->out, spr_utf8_shown(cp));
  }
}

static void put_line(const printer *p, uint32_t number, spr_str line, const window *w, bool cut_right) {
  spr_buf_printf(p->out, "%5u |", number);
  if (line.n > 0) spr_buf_char(p->out, ' ');
  if (w->from > 0) spr_buf_puts(p->out, ELLIPSIS);
  put_columns(p, line, w);
  if (cut_right) spr_buf_puts(p->out, ELLIPSIS);
  spr_buf_char(p->out, '\n');
}

static void put_carets(const printer *p, const window *w, spr_severity severity, spr_str help) {
  spr_buf_puts(p->out, "      | ");
  put_spaces(p->out, w->caret - w->from + (w->from > 0 ? (uint32_t)strlen(ELLIPSIS) : 0));
  paint(p, severity_colour(severity));
  for (uint32_t i = 0; i < w->width; i++) spr_buf_char(p->out, '^');
  paint(p, "0");
  if (help.n > 0) spr_buf_char(p->out, ' ');
  spr_buf_str(p->out, help);
  spr_buf_char(p->out, '\n');
}

/* The line with its carets; without a line, the help alone. */
static void put_place(const printer *p, spr_span at, spr_severity severity, spr_str help) {
  const spr_source *src = spr_sources_get(p->sources, at.file);
  if (!src || src->text.n == 0) {
    if (help.n > 0) spr_buf_printf(p->out, "      | %.*s\n", SPR_FMT(help));
    return;
  }
  uint32_t number, column;
  spr_source_place(src, at.from, &number, &column);
  spr_str line = spr_source_line(src, number);
  uint32_t line_end = src->lines[number - 1] + line.n;
  uint32_t token_end = at.to < line_end ? at.to : line_end;
  uint32_t columns = spr_utf8_count(line);
  window w = choose_window(columns, column - 1, spr_utf8_count(spr_str_sub(src->text, at.from, token_end)));
  put_line(p, number, line, &w, w.to < columns);
  put_carets(p, &w, severity, help);
}

static void put_header(const printer *p, spr_span at, spr_severity severity, spr_str message,
                       const char *code) {
  const spr_source *src = spr_sources_get(p->sources, at.file);
  paint(p, "1");
  if (src) {
    uint32_t line, column;
    spr_source_place(src, at.from, &line, &column);
    spr_utf8_clean(p->out, src->path, src->path.n);
    spr_buf_printf(p->out, ":%u:%u: ", line, column);
  }
  paint(p, severity_colour(severity));
  spr_buf_printf(p->out, "%s: ", severity_word(severity));
  paint(p, "0");
  spr_buf_str(p->out, message);
  if (code) spr_buf_printf(p->out, " [%s]", code);
  spr_buf_char(p->out, '\n');
}

void spr_diags_text(const spr_diags *d, spr_buf *out, bool colour) {
  printer p = {d->sources, out, colour};
  for (uint32_t i = 0; i < d->n; i++) {
    const spr_diag *e = &d->v[i];
    put_header(&p, e->at, e->severity, e->message, spr_code_name(e->code));
    put_place(&p, e->at, e->severity, e->help);
    for (const spr_related *r = e->related; r; r = r->next) {
      put_header(&p, r->at, SPR_NOTE, r->message, NULL);
      put_place(&p, r->at, SPR_NOTE, SPR_STR(""));
    }
  }
}
