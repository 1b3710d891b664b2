/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "lang/scalar.h"
#include "lang/show.h"

static void put_scalar(const spr_node *n, spr_buf *out) {
  bool b;
  int64_t i;
  double d;
  char text[32];
  if (spr_node_is_null(n)) {
    spr_buf_puts(out, "null");
  } else if (spr_scalar_boolean(n, &b)) {
    spr_buf_puts(out, b ? "true" : "false");
  } else if (spr_scalar_integer(n, &i)) {
    spr_buf_printf(out, "%lld", (long long)i);
  } else if (spr_scalar_number(n, &d)) {
    spr_num_format(d, text);
    spr_buf_puts(out, text);
  } else {
    spr_json_string(out, n->text);
  }
}

void spr_show_json(const spr_node *n, spr_buf *out) {
  if (n->kind == SPR_NODE_SCALAR) {
    put_scalar(n, out);
    return;
  }
  bool map = n->kind == SPR_NODE_MAP;
  spr_buf_char(out, map ? '{' : '[');
  for (uint32_t i = 0; i < n->n; i++) {
    if (i) spr_buf_char(out, ',');
    if (map) {
      spr_json_string(out, n->members[i].key);
      spr_buf_char(out, ':');
    }
    spr_show_json(map ? n->members[i].value : n->items[i], out);
  }
  spr_buf_char(out, map ? '}' : ']');
}

typedef struct origins {
  const spr_show *show;
  spr_buf *out;
  spr_buf pointer; /* of the node at hand */
  bool first;
} origins;

static void put_token(spr_buf *pointer, spr_str key) {
  spr_buf_char(pointer, '/');
  for (uint32_t i = 0; i < key.n; i++) {
    if (key.p[i] == '~')
      spr_buf_puts(pointer, "~0");
    else if (key.p[i] == '/')
      spr_buf_puts(pointer, "~1");
    else
      spr_buf_char(pointer, key.p[i]);
  }
}

static void put_place(origins *o, spr_span at) {
  const spr_source *src = spr_sources_get(o->show->sources, at.file);
  uint32_t line, column;
  if (!src) return;
  spr_source_place(src, at.from, &line, &column);
  if (!o->first) spr_buf_char(o->out, ',');
  o->first = false;
  spr_json_string(o->out, spr_buf_view(&o->pointer));
  spr_buf_puts(o->out, ":{\"file\":");
  spr_json_string(o->out, src->path);
  spr_buf_printf(o->out, ",\"line\":%u}", line);
}

static void walk(origins *o, const spr_node *n, spr_span entry, uint32_t file) {
  spr_span at = entry.file ? entry : n->at;
  if (at.file && at.file != file) {
    put_place(o, at);
    file = at.file;
  }
  size_t length = o->pointer.n;
  for (uint32_t i = 0; n->kind != SPR_NODE_SCALAR && i < n->n; i++) {
    char index[16];
    if (n->kind == SPR_NODE_MAP) {
      put_token(&o->pointer, n->members[i].key);
      walk(o, n->members[i].value, n->members[i].key_at, file);
    } else {
      snprintf(index, sizeof index, "%u", i);
      put_token(&o->pointer, spr_str_of(index));
      walk(o, n->items[i], n->items[i]->at, file);
    }
    o->pointer.n = length;
  }
}

void spr_show_json_origins(const spr_show *s, const spr_node *n, spr_buf *out) {
  origins o = {.show = s, .out = out, .first = true};
  spr_buf_init(&o.pointer, &out->alloc, out->max);
  spr_buf_char(out, '{');
  walk(&o, n, spr_span_none(), 0);
  spr_buf_char(out, '}');
  spr_buf_release(&o.pointer);
}
