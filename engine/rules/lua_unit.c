/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "rules/lua_ast.h"

bool spr_lua_unit_expr(spr_lua_unit *u, const spr_model *m, const spr_sources *src, const spr_expr *x) {
  *u = (spr_lua_unit){.mode = x->kind == SPR_X_RUN ? SPR_LUA_BLOCK : SPR_LUA_EXPR,
                      .kind = x->kind,
                      .state = x->state < 0 ? 0 : x->state,
                      .scope = x->scope < 0 ? 0 : x->scope,
                      .text = x->text,
                      .at = x->at,
                      .expr = x,
                      .model = m,
                      .sources = src};
  return true;
}

bool spr_lua_unit_file(spr_lua_unit *u, const spr_model *m, const spr_sources *src, uint32_t file,
                       bool is_city) {
  const spr_source *s = spr_sources_get(src, file);
  if (!s) return false;
  *u = (spr_lua_unit){.mode = SPR_LUA_FILE,
                      .kind = SPR_X_VALUE,
                      .is_city = is_city,
                      .text = s->text,
                      .at = spr_span_make(file, 0, s->text.n),
                      .model = m,
                      .sources = src};
  return true;
}

/* -- places --------------------------------------------------------------------------------------------- */

/* Goes along the source from the text's beginning, skipping what YAML has taken away (quotes, backslashes,
 * indentation). */
static uint32_t source_offset(const spr_lua_unit *u, const spr_source *s, uint32_t offset) {
  uint32_t raw = u->at.from, end = u->at.to < s->text.n ? u->at.to : s->text.n;
  if (offset > u->text.n) offset = u->text.n;
  if (end > raw && u->text.n <= end - raw && memcmp(s->text.p + raw, u->text.p, u->text.n) == 0)
    return raw + offset;
  for (uint32_t i = 0; i <= offset && i < u->text.n; i++) {
    char c = u->text.p[i];
    while (raw < end && s->text.p[raw] != c && !(c == ' ' && s->text.p[raw] == '\n')) raw++;
    if (i < offset && raw < end) raw++;
  }
  return raw < end ? raw : end;
}

spr_span spr_lua_span(const spr_lua_unit *u, uint32_t from, uint32_t to) {
  const spr_source *s = u->sources ? spr_sources_get(u->sources, u->at.file) : NULL;
  if (!s) return u->at;
  uint32_t a = source_offset(u, s, from), b = to > from ? source_offset(u, s, to - 1) + 1 : a;
  return spr_span_make(u->at.file, a, b > a ? b : a);
}

uint32_t spr_lua_first_line(const spr_lua_unit *u) {
  const spr_source *s = u->sources ? spr_sources_get(u->sources, u->at.file) : NULL;
  uint32_t line = 1, column;
  if (s) spr_source_place(s, source_offset(u, s, 0), &line, &column);
  return line;
}

/* -- faults --------------------------------------------------------------------------------------------- */

spr_diag *spr_lua_fault(spr_lua_unit *u, spr_code code, uint32_t from, uint32_t to, const char *fmt, ...) {
  char text[SPR_MAX_MESSAGE_BYTES];
  va_list ap;
  u->failed = true;
  if (!u->diags) return NULL;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  return spr_diag_add(u->diags, code, spr_lua_span(u, from, to), "%s", text);
}

void spr_lua_syntax(spr_lua_unit *u, uint32_t from, uint32_t to, const char *fmt, ...) {
  char text[SPR_MAX_MESSAGE_BYTES];
  va_list ap;
  u->syntax = true;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  spr_lua_fault(u, SPR_D_LUA_SYNTAX, from, to, "%s", text);
}

/* -- edits ---------------------------------------------------------------------------------------------- */

void spr_lua_edit(spr_lua_unit *u, uint8_t rank, uint32_t at, uint32_t drop, const char *text,
                  int32_t number) {
  spr_edit *e = SPR_PUSH(u->arena, u->edits, u->nedits, u->cap_edits);
  *e = (spr_edit){at, drop, text, number, rank};
}

static bool edit_before(const spr_edit *a, const spr_edit *b) {
  return a->at != b->at ? a->at < b->at : a->rank < b->rank;
}

/* Merge sort, bottom up: edits of nested expressions come in any order. */
static void sort_edits(spr_lua_unit *u) {
  spr_edit *from = u->edits, *to = SPR_NEW_N(u->arena, spr_edit, u->nedits + 1);
  for (uint32_t width = 1; width < u->nedits; width *= 2) {
    for (uint32_t lo = 0; lo < u->nedits; lo += 2 * width) {
      uint32_t mid = lo + width < u->nedits ? lo + width : u->nedits;
      uint32_t hi = lo + 2 * width < u->nedits ? lo + 2 * width : u->nedits;
      for (uint32_t a = lo, b = mid, k = lo; k < hi; k++)
        to[k] = (b >= hi || (a < mid && !edit_before(&from[b], &from[a]))) ? from[a++] : from[b++];
    }
    spr_edit *swap = from;
    from = to;
    to = swap;
  }
  u->edits = from;
  u->cap_edits = u->nedits; /* more may follow */
}

#define NUMBER 16 /* "(-2147483648)" and its NUL; the parentheses are for `inside "a"` */

spr_str spr_lua_edited(spr_lua_unit *u) {
  if (u->nedits == 0) return u->text;
  sort_edits(u);
  size_t size = u->text.n + 1;
  for (uint32_t i = 0; i < u->nedits; i++) size += u->edits[i].text ? strlen(u->edits[i].text) : NUMBER;
  char *to = spr_arena_alloc(u->arena, size);
  uint32_t n = 0, from = 0;
  for (uint32_t i = 0; i < u->nedits; i++) {
    const spr_edit *e = &u->edits[i];
    memcpy(to + n, u->text.p + from, e->at - from);
    n += e->at - from;
    if (e->text) {
      memcpy(to + n, e->text, strlen(e->text));
      n += (uint32_t)strlen(e->text);
    } else {
      n += (uint32_t)snprintf(to + n, NUMBER, "(%d)", e->number);
    }
    /* The lines stay as they are, also where what is replaced had several. */
    for (uint32_t k = 0; k < e->drop; k++)
      if (u->text.p[e->at + k] == '\n') to[n++] = '\n';
    from = e->at + e->drop;
  }
  memcpy(to + n, u->text.p + from, u->text.n - from);
  return spr_str_n(to, n + u->text.n - from);
}
