/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/compose.h"

/* What `show` prints: the members of all layers of a state in one map. */

typedef struct gathered {
  spr_arena *arena;
  spr_member *v;
  uint32_t n, cap;
} gathered;

static spr_member *find(gathered *g, spr_str key) {
  for (uint32_t i = 0; i < g->n; i++)
    if (spr_str_eq(g->v[i].key, key)) return &g->v[i];
  return NULL;
}

/* `on` or `after` of two files as one map; the lists of a key that both have follow one another. */
static spr_node *joined(spr_arena *a, const spr_node *first, const spr_node *second) {
  gathered g = {.arena = a};
  for (uint32_t i = 0; i < first->n; i++) *SPR_PUSH(a, g.v, g.n, g.cap) = first->members[i];
  for (uint32_t i = 0; i < second->n; i++) {
    const spr_member *m = &second->members[i];
    spr_member *have = find(&g, m->key);
    if (!have || !spr_node_is_list(have->value) || !spr_node_is_list(m->value)) {
      *SPR_PUSH(a, g.v, g.n, g.cap) = *m;
      continue;
    }
    uint32_t n = have->value->n;
    spr_node **items = SPR_NEW_N(a, spr_node *, n + m->value->n + 1);
    if (n) memcpy(items, have->value->items, n * sizeof *items);
    if (m->value->n) memcpy(items + n, m->value->items, m->value->n * sizeof *items);
    have->value = spr_node_new_list(a, items, n + m->value->n, have->value->at);
  }
  return spr_node_new_map(a, g.v, g.n, first->at);
}

static bool only_of_files(spr_str key) {
  static const char *const words[] = {"sprawa", "workflow", "opens", "reopen"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (spr_str_is(key, words[i])) return true;
  return false;
}

static void gather(gathered *g, const spr_layer *l, bool used) {
  for (uint32_t i = 0; i < l->map->n; i++) {
    const spr_member *m = &l->map->members[i];
    if (used && only_of_files(m->key)) continue;
    spr_member *have = find(g, m->key);
    if (!have)
      *SPR_PUSH(g->arena, g->v, g->n, g->cap) = *m;
    else if (spr_key_is_joined(m->key) && spr_node_is_map(m->value) && spr_node_is_map(have->value))
      have->value = joined(g->arena, m->value, have->value);
  }
}

static spr_node *children_tree(spr_arena *a, const spr_part *p, spr_span at) {
  spr_member *members = SPR_NEW_N(a, spr_member, p->nchildren ? p->nchildren : 1);
  for (uint32_t i = 0; i < p->nchildren; i++) {
    const spr_part *child = p->children[i];
    members[i] = (spr_member){.key = child->name, .key_at = child->at, .value = spr_part_tree(a, child)};
  }
  return spr_node_new_map(a, members, p->nchildren, at);
}

/* Depth is bounded by SPR_MAX_STATE_DEPTH, through spr_compose. */
spr_node *spr_part_tree(spr_arena *a, const spr_part *p) {
  gathered g = {.arena = a};
  for (uint32_t i = 0; i < p->nlayers; i++) gather(&g, &p->layers[i], i > 0);
  spr_member *content = find(&g, p->stages ? SPR_STR("stages") : SPR_STR("states"));
  if (content && p->nchildren) content->value = children_tree(a, p, content->value->at);
  return spr_node_new_map(a, g.v, g.n, p->layers[0].map->at);
}
