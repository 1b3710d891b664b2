/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/show.h"

#include "base/utf8.h"

/* A plain scalar keeps its form where that is safe: it must not look like another kind of node, and nothing in it may end it early. */
static bool plain_is_safe(spr_str s) {
  static const char first[] = "-?:,[]{}#&*!|>'\"%@`";
  if (s.n == 0 || s.p[0] == ' ' || s.p[s.n - 1] == ' ' || s.p[s.n - 1] == ':') return false;
  bool dash_word = (s.p[0] == '-' || s.p[0] == '?' || s.p[0] == ':') && s.n > 1 && s.p[1] != ' ';
  if (strchr(first, s.p[0]) && !dash_word) return false;
  for (uint32_t i = 0; i < s.n; i++) {
    if ((unsigned char)s.p[i] < 0x20 || strchr(",[]{}", s.p[i])) return false;
    if (s.p[i] == '#' && s.p[i - 1] == ' ') return false;
    if (s.p[i] == ':' && s.p[i + 1] == ' ') return false;
  }
  return true;
}

static void put_quoted(spr_str s, spr_buf *out) {
  spr_buf_char(out, '"');
  for (uint32_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == '"' || c == '\\') spr_buf_printf(out, "\\%c", c);
    else if (c == '\n') spr_buf_puts(out, "\\n");
    else if (c == '\t') spr_buf_puts(out, "\\t");
    else if (c < 0x20) spr_buf_printf(out, "\\x%02x", c);
    else spr_buf_char(out, (char)c);
  }
  spr_buf_char(out, '"');
}

static void put_scalar(const spr_node *n, spr_buf *out) {
  if (spr_node_is_null(n)) spr_buf_puts(out, n->text.n ? "null" : "~");
  else if (n->style == SPR_PLAIN && plain_is_safe(n->text)) spr_buf_str(out, n->text);
  else put_quoted(n->text, out);
}

static void put_key(spr_str key, spr_buf *out) {
  if (plain_is_safe(key)) spr_buf_str(out, key);
  else put_quoted(key, out);
}

static void put_origin(const spr_show *s, spr_span at, spr_buf *out) {
  const spr_source *src = spr_sources_get(s->sources, at.file);
  uint32_t line, column;
  if (!src) return;
  spr_source_place(src, at.from, &line, &column);
  spr_buf_printf(out, "  # %.*s:%u", SPR_FMT(src->path), line);
}

static void indent(uint32_t depth, spr_buf *out) {
  for (uint32_t i = 0; i < depth; i++) spr_buf_puts(out, "  ");
}

static void put_node(const spr_show *s, const spr_node *n, uint32_t depth, uint32_t file, spr_buf *out);

/* Behind `key:` or `-`: a scalar on the same line, a collection below. */
static void put_value(const spr_show *s, const spr_node *n, spr_span entry, uint32_t depth, uint32_t file, spr_buf *out) {
  bool foreign = s->origin && entry.file != 0 && entry.file != file;
  uint32_t here = foreign ? entry.file : file;
  if (n->kind == SPR_NODE_SCALAR) {
    spr_buf_char(out, ' ');
    put_scalar(n, out);
  } else if (n->n == 0) {
    spr_buf_puts(out, n->kind == SPR_NODE_LIST ? " []" : " {}");
  }
  if (foreign) put_origin(s, entry, out);
  else if (s->origin && n->at.file != 0 && n->at.file != file) {
    put_origin(s, n->at, out);
    here = n->at.file;
  }
  spr_buf_char(out, '\n');
  if (n->kind != SPR_NODE_SCALAR && n->n) put_node(s, n, depth, here, out);
}

static void put_node(const spr_show *s, const spr_node *n, uint32_t depth, uint32_t file, spr_buf *out) {
  for (uint32_t i = 0; i < n->n; i++) {
    indent(depth, out);
    if (n->kind == SPR_NODE_LIST) {
      spr_buf_char(out, '-');
      put_value(s, n->items[i], n->items[i]->at, depth + 1, file, out);
    } else {
      put_key(n->members[i].key, out);
      spr_buf_char(out, ':');
      put_value(s, n->members[i].value, n->members[i].key_at, depth + 1, file, out);
    }
  }
}

void spr_show_yaml(const spr_show *s, const spr_node *n, uint32_t depth, spr_buf *out) {
  if (n->kind != SPR_NODE_SCALAR && n->n) {
    put_node(s, n, depth, n->at.file, out);
    return;
  }
  indent(depth, out);
  if (n->kind == SPR_NODE_SCALAR) put_scalar(n, out);
  else spr_buf_puts(out, n->kind == SPR_NODE_LIST ? "[]" : "{}");
  spr_buf_char(out, '\n');
}
