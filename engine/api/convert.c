/* SPDX-License-Identifier: Apache-2.0 */
#include "api/value_impl.h"

/* Public values into the engine. Nothing is deeper than SPR_MAX_VALUE_DEPTH here: spr_api_to looks first. */

static spr_value into(spr_heap *h, const sprawa_value *v);

static spr_value into_list(spr_heap *h, const sprawa_value *v) {
  size_t bytes = (v->n + 1) * sizeof(spr_value);
  spr_value *items = spr_pool_alloc(h->pool, bytes);
  if (!items) {
    h->oom = true;
    return SPR_V_NIL;
  }
  for (size_t i = 0; i < v->n; i++) items[i] = into(h, spr_api_items(v)[i]);
  spr_value list = spr_v_list(h, items, (uint32_t)v->n);
  spr_pool_free(h->pool, items, bytes);
  return list;
}

static spr_value into_record(spr_heap *h, const sprawa_value *v) {
  size_t bytes = (v->n + 1) * sizeof(spr_pair);
  spr_pair *pairs = spr_pool_alloc(h->pool, bytes);
  if (!pairs) {
    h->oom = true;
    return SPR_V_NIL;
  }
  for (size_t i = 0; i < v->n; i++) {
    const spr_api_member *m = &spr_api_members(v)[i];
    pairs[i] = (spr_pair){spr_v_text(h, spr_str_of(m->name)), into(h, m->value)};
  }
  spr_value record = spr_v_record(h, pairs, (uint32_t)v->n);
  spr_pool_free(h->pool, pairs, bytes);
  return record;
}

static spr_value into(spr_heap *h, const sprawa_value *v) {
  if (!v) return SPR_V_NIL;
  switch (sprawa_value_type(v)) {
    case SPRAWA_BOOLEAN: return spr_v_bool(v->u.b);
    case SPRAWA_INTEGER: return spr_v_int(v->u.i);
    case SPRAWA_NUMBER: return spr_v_num(v->u.n);
    case SPRAWA_TEXT: return spr_v_text(h, spr_str_n(spr_api_bytes(v), v->n));
    case SPRAWA_LIST: return into_list(h, v);
    case SPRAWA_RECORD: return into_record(h, v);
    case SPRAWA_NULL:
    case SPRAWA_FAULT: break;
  }
  return SPR_V_NIL;
}

sprawa_code spr_api_to(spr_heap *h, const sprawa_value *v, spr_value *out) {
  *out = SPR_V_NIL;
  if (sprawa_value_check(v) != SPRAWA_OK) return sprawa_value_check(v);
  if (v &&
      (v->parts > SPR_MAX_VALUE_NODES || v->bytes > SPR_MAX_VALUE_BYTES || v->depth > SPR_MAX_VALUE_DEPTH))
    return SPRAWA_LIMIT;
  spr_value made = into(h, v);
  if (h->oom) {
    spr_v_release(h->pool, made);
    return SPRAWA_NO_MEMORY;
  }
  *out = made;
  return SPRAWA_OK;
}

sprawa_code spr_api_data(sprawa_error *e, const char *what, spr_heap *h, const sprawa_value *v,
                         spr_value *out) {
  sprawa_code code = spr_api_to(h, v, out);
  switch (code) {
    case SPRAWA_OK: return code;
    case SPRAWA_NO_MEMORY: return spr_api_status(e, SPR_ENOMEM, what);
    case SPRAWA_LIMIT: return spr_api_fail(e, code, NULL, "%s is too large or nested too deeply", what);
    default: return spr_api_fail(e, SPRAWA_INVALID, NULL, "%s is a value that could not be made", what);
  }
}
