/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/json_value.h"

#include "base/limits.h"

/* Values go into one array, names into another behind it. */
typedef struct members {
  size_t size, n;
  sprawa_value **values;
  const char **names;
} members;

static sprawa_value *convert(const json_t *j, unsigned depth, sprawa_code *why);

static bool members_new(size_t n, members *out, sprawa_code *why) {
  *out = (members){.size = (n + 1) * (sizeof *out->values + sizeof *out->names)};
  out->values = spr_realloc(&spr_alloc_default, NULL, 0, out->size);
  out->names = (const char **)(out->values ? out->values + n + 1 : NULL);
  if (!out->values) *why = SPRAWA_NO_MEMORY;
  return out->values != NULL;
}

/* A member that is missing is no absent one: then there is no whole. */
static bool add(members *m, const char *name, const json_t *j, unsigned depth, sprawa_code *why) {
  m->names[m->n] = name;
  m->values[m->n] = convert(j, depth + 1, why);
  return m->values[m->n] && ++m->n;
}

static void drop(members *m, bool values) {
  for (size_t i = 0; i < m->n && values; i++) sprawa_value_release(m->values[i]);
  spr_free(&spr_alloc_default, m->values, m->size);
}

/* Depth is bounded by SPR_MAX_VALUE_DEPTH: so these may call one another. */
static sprawa_value *list(const json_t *j, unsigned depth, sprawa_code *why) {
  members m;
  size_t n = json_array_size(j);
  if (!members_new(n, &m, why)) return NULL;
  bool whole = true;
  for (size_t i = 0; i < n && whole; i++) whole = add(&m, NULL, json_array_get(j, i), depth, why);
  sprawa_value *v = whole ? sprawa_value_list(NULL, n, m.values) : NULL;
  drop(&m, !whole);
  return v;
}

static sprawa_value *record(json_t *j, unsigned depth, sprawa_code *why) {
  members m;
  if (!members_new(json_object_size(j), &m, why)) return NULL;
  bool whole = true;
  for (void *it = json_object_iter(j); it && whole; it = json_object_iter_next(j, it))
    whole = add(&m, json_object_iter_key(it), json_object_iter_value(it), depth, why);
  sprawa_value *v = whole ? sprawa_value_record(NULL, m.n, m.names, m.values) : NULL;
  drop(&m, !whole);
  return v;
}

/* NULL: *why is set. */
static sprawa_value *convert(const json_t *j, unsigned depth, sprawa_code *why) {
  if (depth > SPR_MAX_VALUE_DEPTH) {
    *why = SPRAWA_LIMIT;
    return NULL;
  }
  switch (json_typeof(j)) {
    case JSON_OBJECT: return record((json_t *)(uintptr_t)j, depth, why);
    case JSON_ARRAY: return list(j, depth, why);
    case JSON_STRING: return sprawa_value_text(NULL, json_string_value(j), json_string_length(j));
    case JSON_INTEGER: return sprawa_value_integer(NULL, json_integer_value(j));
    case JSON_REAL: return sprawa_value_number(NULL, json_real_value(j));
    case JSON_TRUE: return sprawa_value_boolean(NULL, true);
    case JSON_FALSE: return sprawa_value_boolean(NULL, false);
    case JSON_NULL: break;
  }
  return sprawa_value_null(NULL);
}

sprawa_code spr_json_public(const json_t *j, sprawa_value **out, spr_buf *fault) {
  sprawa_code code = SPRAWA_OK;
  *out = convert(j, 1, &code);
  if (*out) code = sprawa_value_check(*out);
  if (code == SPRAWA_OK) return code;
  sprawa_value_release(*out);
  *out = NULL;
  spr_buf_puts(fault, code == SPRAWA_INVALID     ? "the data are no UTF-8"
                      : code == SPRAWA_NO_MEMORY ? "memory ran out"
                                                 : "the data is too deep or too large");
  return code;
}
