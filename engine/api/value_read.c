/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "api/value_impl.h"

sprawa_type sprawa_value_type(const sprawa_value *v) {
  return v ? (sprawa_type)v->type : SPRAWA_NULL;
}

size_t spr_api_parts(const sprawa_value *v) {
  return v && v->type != SPRAWA_FAULT ? v->parts + v->bytes / 16 : 1;
}

bool sprawa_value_as_boolean(const sprawa_value *v) {
  return v && v->type == SPRAWA_BOOLEAN && v->u.b;
}

int64_t sprawa_value_as_integer(const sprawa_value *v) {
  return v && v->type == SPRAWA_INTEGER ? v->u.i : 0;
}

double sprawa_value_as_number(const sprawa_value *v) {
  if (v && v->type == SPRAWA_INTEGER) return (double)v->u.i;
  return v && v->type == SPRAWA_NUMBER ? v->u.n : 0;
}

const char *sprawa_value_as_text(const sprawa_value *v) {
  return v && v->type == SPRAWA_TEXT ? spr_api_bytes(v) : "";
}

size_t sprawa_value_size(const sprawa_value *v) {
  return v ? v->n : 0;
}

const sprawa_value *sprawa_value_at(const sprawa_value *v, size_t i) {
  if (!v || i >= v->n) return NULL;
  if (v->type == SPRAWA_LIST) return spr_api_items(v)[i];
  return v->type == SPRAWA_RECORD ? spr_api_members(v)[i].value : NULL;
}

const char *sprawa_value_name(const sprawa_value *v, size_t i) {
  return v && v->type == SPRAWA_RECORD && i < v->n ? spr_api_members(v)[i].name : NULL;
}

static const sprawa_value *look_through(const sprawa_value *v, const char *name) {
  for (size_t i = 0; i < v->n; i++)
    if (strcmp(spr_api_members(v)[i].name, name) == 0) return spr_api_members(v)[i].value;
  return NULL;
}

const sprawa_value *sprawa_value_member(const sprawa_value *v, const char *name) {
  if (!v || !name || v->type != SPRAWA_RECORD) return NULL;
  if (v->declared) return look_through(v, name);
  size_t from = 0, to = v->n;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    const spr_api_member *m = &spr_api_members(v)[middle];
    int c = strcmp(name, m->name);
    if (c == 0) return m->value;
    if (c < 0)
      to = middle;
    else
      from = middle + 1;
  }
  return NULL;
}

static bool is_number(const sprawa_value *v) {
  return v->type == SPRAWA_INTEGER || v->type == SPRAWA_NUMBER;
}

static spr_value as_number(const sprawa_value *v) {
  return v->type == SPRAWA_INTEGER ? spr_v_int(v->u.i) : spr_v_num(v->u.n);
}

bool sprawa_value_equal(const sprawa_value *a, const sprawa_value *b) {
  if (sprawa_value_type(a) == SPRAWA_NULL && sprawa_value_type(b) == SPRAWA_NULL) return true;
  if (!a || !b || a->type == SPRAWA_FAULT) return false;
  if (is_number(a) && is_number(b)) return spr_v_equal(as_number(a), as_number(b));
  if (a->type != b->type || a->n != b->n) return false;
  if (a->type == SPRAWA_BOOLEAN) return a->u.b == b->u.b;
  if (a->type == SPRAWA_TEXT) return memcmp(spr_api_bytes(a), spr_api_bytes(b), a->n) == 0;
  for (size_t i = 0; i < a->n; i++) {
    const sprawa_value *other =
        a->type == SPRAWA_RECORD ? sprawa_value_member(b, spr_api_members(a)[i].name) : sprawa_value_at(b, i);
    if (!other || !sprawa_value_equal(sprawa_value_at(a, i), other)) return false;
  }
  return true;
}

/* -- JSON ----------------------------------------------------------------------------------------------- */

static void write_json(spr_buf *out, const sprawa_value *v) {
  char number[32];
  size_t n = sprawa_value_size(v);
  switch (sprawa_value_type(v)) {
    case SPRAWA_NULL:
    case SPRAWA_FAULT: spr_buf_puts(out, "null"); return;
    case SPRAWA_BOOLEAN: spr_buf_puts(out, v->u.b ? "true" : "false"); return;
    case SPRAWA_INTEGER: spr_buf_printf(out, "%" PRId64, v->u.i); return;
    case SPRAWA_NUMBER:
      spr_num_format(v->u.n, number);
      spr_buf_puts(out, number);
      return;
    case SPRAWA_TEXT: spr_json_string(out, spr_str_n(spr_api_bytes(v), n)); return;
    case SPRAWA_LIST:
    case SPRAWA_RECORD: break;
  }
  bool record = v->type == SPRAWA_RECORD;
  spr_buf_char(out, record ? '{' : '[');
  for (size_t i = 0; i < n; i++) {
    if (i > 0) spr_buf_char(out, ',');
    if (record) {
      spr_json_string(out, spr_str_of(sprawa_value_name(v, i)));
      spr_buf_char(out, ':');
    }
    write_json(out, sprawa_value_at(v, i));
  }
  spr_buf_char(out, record ? '}' : ']');
}

size_t sprawa_value_json(const sprawa_value *v, char *out, size_t size) {
  spr_buf b;
  spr_buf_init(&b, v && v->type != SPRAWA_FAULT ? &v->alloc : &spr_alloc_default, SPR_MAX_OUTPUT_BYTES);
  if (sprawa_value_check(v) == SPRAWA_OK) write_json(&b, v);
  size_t n = spr_texts_give(&b, out, size);
  spr_buf_release(&b);
  return n;
}
