/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/json_value.h"

#include "base/limits.h"

static sprawa_value *convert(const json_t *j, unsigned depth);

/* Values go into one array, names into another behind it. */
typedef struct members {
  size_t size;
  sprawa_value **values;
  const char **names;
} members;

static bool members_new(size_t n, members *out) {
  out->size = (n + 1) * (sizeof *out->values + sizeof *out->names);
  out->values = spr_realloc(&spr_alloc_default, NULL, 0, out->size);
  out->names = (const char **)(out->values ? out->values + n + 1 : NULL);
  return out->values != NULL;
}

/* Depth is bounded by SPR_MAX_VALUE_DEPTH: so these two may call one another. */
static sprawa_value *list(const json_t *j, unsigned depth) {
  members m;
  size_t n = json_array_size(j);
  if (!members_new(n, &m)) return NULL;
  for (size_t i = 0; i < n; i++) m.values[i] = convert(json_array_get(j, i), depth + 1);
  sprawa_value *v = sprawa_value_list(NULL, n, m.values);
  spr_free(&spr_alloc_default, m.values, m.size);
  return v;
}

static sprawa_value *record(json_t *j, unsigned depth) {
  members m;
  size_t n = 0;
  if (!members_new(json_object_size(j), &m)) return NULL;
  for (void *it = json_object_iter(j); it; it = json_object_iter_next(j, it)) {
    m.names[n] = json_object_iter_key(it);
    m.values[n++] = convert(json_object_iter_value(it), depth + 1);
  }
  sprawa_value *v = sprawa_value_record(NULL, n, m.names, m.values);
  spr_free(&spr_alloc_default, m.values, m.size);
  return v;
}

static sprawa_value *convert(const json_t *j, unsigned depth) {
  if (depth > SPR_MAX_VALUE_DEPTH) return NULL;
  switch (json_typeof(j)) {
    case JSON_OBJECT: return record((json_t *)(uintptr_t)j, depth);
    case JSON_ARRAY: return list(j, depth);
    case JSON_STRING: return sprawa_value_text(NULL, json_string_value(j), json_string_length(j));
    case JSON_INTEGER: return sprawa_value_integer(NULL, json_integer_value(j));
    case JSON_REAL: return sprawa_value_number(NULL, json_real_value(j));
    case JSON_TRUE: return sprawa_value_boolean(NULL, true);
    case JSON_FALSE: return sprawa_value_boolean(NULL, false);
    case JSON_NULL: break;
  }
  return sprawa_value_null(NULL);
}

sprawa_value *spr_json_public(const json_t *j, spr_buf *fault) {
  sprawa_value *v = convert(j, 1);
  sprawa_code code = v ? sprawa_value_check(v) : SPRAWA_LIMIT;
  if (code == SPRAWA_OK) return v;
  sprawa_value_release(v);
  spr_buf_puts(fault, code == SPRAWA_INVALID     ? "the data hold a control or invisible character"
                      : code == SPRAWA_NO_MEMORY ? "memory ran out"
                                                 : "the data is too deep or too large");
  return NULL;
}
