/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/node.h"

const spr_member *spr_node_member(const spr_node *map, const char *key) {
  if (!spr_node_is_map(map)) return NULL;
  spr_str k = spr_str_of(key);
  for (uint32_t i = 0; i < map->n; i++)
    if (spr_str_eq(map->members[i].key, k)) return &map->members[i];
  return NULL;
}

spr_node *spr_node_get(const spr_node *map, const char *key) {
  const spr_member *m = spr_node_member(map, key);
  return m ? m->value : NULL;
}

bool spr_node_is_null(const spr_node *n) {
  if (!spr_node_is_scalar(n) || n->style != SPR_PLAIN) return false;
  static const char *const words[] = {"", "~", "null", "Null", "NULL"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (spr_str_is(n->text, words[i])) return true;
  return false;
}

spr_str spr_node_text(const spr_node *n) {
  return spr_node_is_scalar(n) ? n->text : SPR_STR("");
}

static spr_node *new_node(spr_arena *a, spr_node_kind kind, spr_span at) {
  spr_node *n = SPR_NEW(a, spr_node);
  n->kind = (uint8_t)kind;
  n->at = at;
  n->text = SPR_STR("");
  return n;
}

spr_node *spr_node_new_scalar(spr_arena *a, spr_str text, spr_scalar_style style, spr_span at) {
  spr_node *n = new_node(a, SPR_NODE_SCALAR, at);
  n->style = (uint8_t)style;
  n->text = text;
  return n;
}

spr_node *spr_node_new_list(spr_arena *a, spr_node *const *items, uint32_t n, spr_span at) {
  spr_node *list = new_node(a, SPR_NODE_LIST, at);
  list->n = n;
  if (n) list->items = spr_arena_copy(a, items, n * sizeof *items);
  return list;
}

spr_node *spr_node_new_map(spr_arena *a, const spr_member *members, uint32_t n, spr_span at) {
  spr_node *map = new_node(a, SPR_NODE_MAP, at);
  map->n = n;
  if (n) map->members = spr_arena_copy(a, members, n * sizeof *members);
  return map;
}

/* A copy of the map itself (not of its values) with room for one more member. */
static spr_node *copy_map(spr_arena *a, const spr_node *map) {
  spr_node *copy = spr_arena_copy(a, map, sizeof *map);
  copy->members = SPR_NEW_N(a, spr_member, map->n + 1);
  if (map->n) memcpy(copy->members, map->members, map->n * sizeof *map->members);
  return copy;
}

spr_node *spr_node_with(spr_arena *a, const spr_node *map, spr_str key, spr_span key_at, spr_node *value) {
  spr_node *copy = copy_map(a, map);
  uint32_t i = 0;
  while (i < copy->n && !spr_str_eq(copy->members[i].key, key)) i++;
  copy->members[i] = (spr_member){key, key_at, value};
  if (i == copy->n) copy->n++;
  return copy;
}

bool spr_holds_fault(const spr_node *n) {
  if (!n) return false;
  bool found = n->poisoned;
  for (uint32_t i = 0; i < n->n && !found && n->kind != SPR_NODE_SCALAR; i++)
    found = spr_holds_fault(n->kind == SPR_NODE_LIST ? n->items[i] : n->members[i].value);
  return found;
}
