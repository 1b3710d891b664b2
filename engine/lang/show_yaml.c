/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/show.h"

#define SHORT_LIST 72 /* bytes */

/* A plain scalar keeps its form where that is safe: it must not look like another kind of node, and nothing
 * in it may end it early. */
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
    if (c == '"' || c == '\\')
      spr_buf_printf(out, "\\%c", c);
    else if (c == '\n')
      spr_buf_puts(out, "\\n");
    else if (c == '\t')
      spr_buf_puts(out, "\\t");
    else if (c < 0x20)
      spr_buf_printf(out, "\\x%02x", c);
    else
      spr_buf_char(out, (char)c);
  }
  spr_buf_char(out, '"');
}

static void put_scalar(const spr_node *n, spr_buf *out) {
  if (spr_node_is_null(n))
    spr_buf_puts(out, n->text.n ? "null" : "~");
  else if (n->style == SPR_PLAIN && plain_is_safe(n->text))
    spr_buf_str(out, n->text);
  else
    put_quoted(n->text, out);
}

static void put_key(spr_str key, spr_buf *out) {
  if (plain_is_safe(key))
    spr_buf_str(out, key);
  else
    put_quoted(key, out);
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

/* Does the entry come from another file than what is around it, and is that to be said? */
static bool is_foreign(const spr_show *s, spr_span at, uint32_t file) {
  return s->origin && at.file != 0 && at.file != file;
}

/* A list of a few words stands on one line. */
static bool is_short(const spr_show *s, const spr_node *list, uint32_t file) {
  size_t width = 0;
  for (uint32_t i = 0; i < list->n; i++) {
    const spr_node *n = list->items[i];
    if (n->kind != SPR_NODE_SCALAR || is_foreign(s, n->at, file)) return false;
    width += n->text.n + 2;
  }
  return width <= SHORT_LIST;
}

static void put_short(const spr_node *list, spr_buf *out) {
  spr_buf_puts(out, " [");
  for (uint32_t i = 0; i < list->n; i++) {
    spr_buf_puts(out, i ? ", " : "");
    put_scalar(list->items[i], out);
  }
  spr_buf_char(out, ']');
}

/* Behind `key:` or `-`: a scalar or a short list on the same line, other collections below. */
static void put_value(const spr_show *s, const spr_node *n, spr_span entry, uint32_t depth, uint32_t file,
                      spr_buf *out) {
  spr_span at = is_foreign(s, entry, file) ? entry : n->at;
  uint32_t here = is_foreign(s, at, file) ? at.file : file;
  bool below = n->kind != SPR_NODE_SCALAR && n->n > 0;
  if (n->kind == SPR_NODE_SCALAR) {
    spr_buf_char(out, ' ');
    put_scalar(n, out);
  } else if (n->kind == SPR_NODE_LIST && is_short(s, n, here)) {
    put_short(n, out);
    below = false;
  } else if (n->n == 0) {
    spr_buf_puts(out, " {}");
  }
  if (is_foreign(s, at, file)) put_origin(s, at, out);
  spr_buf_char(out, '\n');
  if (below) put_node(s, n, depth, here, out);
}

/* inside: the first member stands behind a dash, where the line has begun already. */
static void put_map(const spr_show *s, const spr_node *n, uint32_t depth, uint32_t file, bool inside,
                    spr_buf *out) {
  for (uint32_t i = 0; i < n->n; i++) {
    if (i > 0 || !inside) indent(depth, out);
    put_key(n->members[i].key, out);
    spr_buf_char(out, ':');
    put_value(s, n->members[i].value, n->members[i].key_at, depth + 1, file, out);
  }
}

static void put_node(const spr_show *s, const spr_node *n, uint32_t depth, uint32_t file, spr_buf *out) {
  if (n->kind == SPR_NODE_MAP) {
    put_map(s, n, depth, file, false, out);
    return;
  }
  for (uint32_t i = 0; i < n->n; i++) {
    const spr_node *item = n->items[i];
    indent(depth, out);
    spr_buf_char(out, '-');
    if (item->kind == SPR_NODE_MAP && item->n && !is_foreign(s, item->at, file)) {
      spr_buf_char(out, ' ');
      put_map(s, item, depth + 1, file, true, out);
    } else {
      put_value(s, item, item->at, depth + 1, file, out);
    }
  }
}

void spr_show_yaml(const spr_show *s, const spr_node *n, uint32_t depth, spr_buf *out) {
  if (n->kind != SPR_NODE_SCALAR && n->n) {
    put_node(s, n, depth, n->at.file, out);
    return;
  }
  indent(depth, out);
  if (n->kind == SPR_NODE_SCALAR)
    put_scalar(n, out);
  else
    spr_buf_puts(out, n->kind == SPR_NODE_LIST ? "[]" : "{}");
  spr_buf_char(out, '\n');
}
