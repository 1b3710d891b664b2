/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/literal.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "lang/scalar.h"

static const spr_field *field_named(const spr_field *v, uint32_t n, spr_str name) {
  for (uint32_t i = 0; i < n; i++)
    if (spr_str_eq(v[i].name, name)) return &v[i];
  return NULL;
}

static spr_value any(spr_arena *a, const spr_node *n) {
  spr_heap h = spr_heap_arena(a);
  spr_value v = SPR_V_NIL;
  if (spr_value_any(a, n, &v, NULL)) return v;
  return spr_v_text(&h, spr_node_text(n));
}

/* Trees are at most SPR_MAX_YAML_DEPTH deep: so these three may call one another. */
static spr_value list(spr_arena *a, const spr_zone *zone, const spr_type *of, const spr_node *n) {
  spr_heap h = spr_heap_arena(a);
  spr_value *v = SPR_NEW_N(a, spr_value, n->n + 1);
  for (uint32_t i = 0; i < n->n; i++) v[i] = spr_literal_read(a, zone, of, n->items[i]);
  return spr_v_list(&h, v, n->n);
}

spr_value spr_literal_record(spr_arena *a, const spr_zone *zone, const spr_field *fields, uint32_t nfields,
                             const spr_node *map) {
  spr_heap h = spr_heap_arena(a);
  if (!spr_node_is_map(map)) return map ? any(a, map) : SPR_V_NIL;
  spr_pair *v = SPR_NEW_N(a, spr_pair, map->n + 1);
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_field *f = field_named(fields, nfields, map->members[i].key);
    v[i].key = spr_v_text(&h, map->members[i].key);
    v[i].value = spr_literal_read(a, zone, f ? f->type : NULL, map->members[i].value);
  }
  return spr_v_record(&h, v, map->n);
}

spr_value spr_literal_read(spr_arena *a, const spr_zone *zone, const spr_type *type, const spr_node *n) {
  if (!n || spr_node_is_null(n)) return SPR_V_NIL;
  if (!type || type->kind == SPR_T_ANY) return any(a, n);
  switch (type->kind) {
    case SPR_T_LIST: return spr_node_is_list(n) ? list(a, zone, type->of, n) : any(a, n);
    case SPR_T_RECORD:
    case SPR_T_PERSON: return spr_literal_record(a, zone, type->members, type->nmembers, n);
    default: break;
  }
  spr_value v = SPR_V_NIL;
  if (spr_node_is_scalar(n) && spr_scalar_read(a, type->kind, zone, n, &v)) return v;
  return any(a, n);
}

static int64_t offset_of(void *ud, spr_instant t, bool *as_utc) {
  const spr_zone *zone = ud;
  *as_utc = zone == spr_zone_utc;
  return spr_zone_offset(zone, t);
}

void spr_literal_show(const spr_zone *zone, spr_value v, spr_buf *out) {
  if (v.type == SPR_NIL) {
    spr_buf_puts(out, "nothing");
  } else if (v.type == SPR_TEXT) {
    spr_utf8_clean(out, spr_v_str(v), SPR_MAX_REASON_BYTES);
  } else {
    spr_buf json;
    spr_buf_init(&json, &out->alloc, SPR_MAX_VALUE_BYTES);
    spr_v_json(&json, v, offset_of, (void *)(uintptr_t)zone);
    spr_utf8_clean(out, spr_buf_view(&json), SPR_MAX_REASON_BYTES);
    spr_buf_release(&json);
  }
}
