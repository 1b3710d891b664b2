/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/compose.h"

#include "base/limits.h"
#include "base/near.h"

static bool one_of(spr_str key, const char *const *words) {
  while (*words && !spr_str_is(key, *words)) words++;
  return *words != NULL;
}

bool spr_key_is_joined(spr_str key) {
  static const char *const words[] = {"on", "after", NULL};
  return one_of(key, words);
}

/* Keys that two layers may both have without a conflict. */
static bool may_meet(spr_str key) {
  static const char *const words[] = {"title",  "use",   "workflow", "sprawa", "adaptable",
                                      "locked", "opens", "reopen",   NULL};
  return one_of(key, words) || spr_key_is_joined(key);
}

const spr_member *spr_part_member(const spr_part *p, const char *key, const spr_layer **layer) {
  for (uint32_t i = 0; i < p->nlayers; i++) {
    const spr_member *m = spr_node_member(p->layers[i].map, key);
    if (!m) continue;
    if (layer) *layer = &p->layers[i];
    return m;
  }
  return NULL;
}

spr_node *spr_part_get(const spr_part *p, const char *key) {
  const spr_member *m = spr_part_member(p, key, NULL);
  return m && (!m->value->poisoned || m->value->kind == SPR_NODE_MAP) ? m->value : NULL;
}

static int32_t flow_named(const spr_composer *c, spr_str name) {
  for (uint32_t i = 0; i < c->nflows; i++)
    if (spr_str_eq(c->flows[i].name, name)) return (int32_t)i;
  return -1;
}

/* The one that was probably meant, or -1. */
static int32_t unknown_workflow(spr_composer *c, const spr_node *use) {
  c->faulty = true;
  spr_near near;
  spr_near_init(&near, use->text);
  for (uint32_t i = 0; i < c->nflows; i++) spr_near_offer(&near, c->flows[i].name);
  spr_diag *e =
      spr_diag_add(c->diags, SPR_D_UNKNOWN_WORKFLOW, use->at, "no workflow \"%.*s\"", SPR_FMT(use->text));
  spr_diag_mean(c->diags, e, spr_near_best(&near));
  return flow_named(c, spr_near_best(&near));
}

/* Is the workflow already being composed around this place? Says so, with the other place that closes the
 * circle. */
static bool uses_itself(spr_composer *c, const spr_layer *user, int32_t flow, const spr_node *use) {
  bool around = flow == c->main;
  for (const spr_use *u = user->use; u && !around; u = u->up) around = u->flow == flow;
  if (!around) return false;
  if (!spr_str_eq(c->flows[flow].name, use->text)) return true; /* it was only guessed */
  c->faulty = true;
  spr_str name = c->flows[flow].name;
  spr_diag *e = spr_diag_add(c->diags, SPR_D_RECURSIVE_USE, use->at, "the workflow \"%.*s\" uses itself",
                             SPR_FMT(name));
  const spr_node *head = spr_node_get(c->flows[flow].tree, "workflow");
  if (flow == user->flow && head)
    spr_diag_also(c->diags, e, head->at, "this is the workflow \"%.*s\"", SPR_FMT(name));
  else if (user->use) {
    spr_str by = c->flows[user->flow].name;
    spr_diag_also(c->diags, e, user->use->at, "\"%.*s\" is used here", SPR_FMT(by));
  }
  return true;
}

/* The used workflow's key counts as faulty from here on. Of states, all are taken, so that their names are
 * known. */
static void poison(spr_composer *c, spr_layer *used, const spr_member *m) {
  if (spr_str_is(m->key, "states") || spr_str_is(m->key, "stages")) return;
  spr_node *copy = spr_arena_copy(c->arena, m->value, sizeof *m->value);
  copy->poisoned = true;
  used->map = spr_node_with(c->arena, used->map, m->key, m->key_at, copy);
  spr_lost_add(c->lost, copy);
}

static void report_conflicts(spr_composer *c, const spr_part *p, spr_layer *used) {
  const spr_node *map = used->map;
  for (uint32_t k = 0; k < map->n; k++) {
    const spr_member *theirs = &map->members[k];
    if (may_meet(theirs->key)) continue;
    for (const spr_layer *l = p->layers; l < used; l++) {
      for (uint32_t i = 0; i < l->map->n; i++) {
        const spr_member *ours = &l->map->members[i];
        if (!spr_str_eq(ours->key, theirs->key)) continue;
        c->faulty = true;
        spr_diag *e = spr_diag_add(c->diags, SPR_D_CONFLICTING_KEYS, ours->key_at,
                                   "\"%.*s\" is written here and in the workflow \"%.*s\" that is used",
                                   SPR_FMT(ours->key), SPR_FMT(c->flows[used->flow].name));
        spr_diag_also(c->diags, e, theirs->key_at, "here it is written in the workflow");
        poison(c, used, theirs);
      }
    }
  }
}

/* Follows `use` from the last layer as far as it goes. */
static void add_layers(spr_composer *c, spr_part *p) {
  for (;;) {
    const spr_layer *user = &p->layers[p->nlayers - 1];
    const spr_node *use = spr_node_get(user->map, "use");
    if (!spr_node_is_scalar(use) || use->poisoned) return;
    int32_t flow = flow_named(c, use->text);
    if (flow < 0) flow = unknown_workflow(c, use);
    if (flow < 0) return;
    if (uses_itself(c, user, flow, use)) return;
    uint32_t depth = user->use ? user->use->depth + 1 : 1;
    if (depth > SPR_MAX_USE_DEPTH) {
      c->faulty = true;
      spr_diag_add(c->diags, SPR_D_TOO_DEEP, use->at, "workflows use one another more than %d deep",
                   SPR_MAX_USE_DEPTH);
      return;
    }
    if (!spr_node_is_map(c->flows[flow].tree)) {
      c->faulty = true;
      p->lost = true;
      return;
    }
    spr_use *in = SPR_NEW(c->arena, spr_use);
    *in = (spr_use){.flow = flow, .at = use->at, .up = user->use, .depth = depth};
    spr_layer *more = SPR_NEW_N(c->arena, spr_layer, p->nlayers + 1);
    memcpy(more, p->layers, p->nlayers * sizeof *more);
    more[p->nlayers] = (spr_layer){.map = c->flows[flow].tree, .flow = flow, .scope = p, .use = in};
    p->layers = more;
    p->nlayers++;
    report_conflicts(c, p, &more[p->nlayers - 1]);
  }
}

static spr_part *new_part(spr_composer *c, spr_part *parent, spr_str name, spr_span at, spr_layer layer) {
  spr_part *p = SPR_NEW(c->arena, spr_part);
  *p = (spr_part){
      .name = name, .at = at, .parent = parent, .nlayers = 1, .depth = parent ? parent->depth + 1 : 0};
  p->layers = spr_arena_copy(c->arena, &layer, sizeof layer);
  c->nparts++;
  return p;
}

static void compose_part(spr_composer *c, spr_part *p);

static bool within_bounds(spr_composer *c, const spr_part *p, const spr_member *content) {
  bool deep = p->depth >= SPR_MAX_STATE_DEPTH;
  if (!deep && c->nparts + content->value->n <= SPR_MAX_STATES) return true;
  c->faulty = true;
  if (deep)
    spr_diag_add(c->diags, SPR_D_TOO_DEEP, content->key_at, "states are nested more than %d deep",
                 SPR_MAX_STATE_DEPTH);
  else
    spr_diag_add(c->diags, SPR_D_TOO_LARGE, content->key_at, "the workflow has more than %u states",
                 SPR_MAX_STATES);
  return false;
}

static void add_children(spr_composer *c, spr_part *p, const spr_layer *l) {
  const spr_member *content = spr_node_member(l->map, "stages");
  bool stages = content && spr_node_is_map(content->value);
  if (!stages) content = spr_node_member(l->map, "states");
  if (!content || !spr_node_is_map(content->value) || !within_bounds(c, p, content)) return;
  p->stages = stages;
  spr_part **children = SPR_NEW_N(c->arena, spr_part *, p->nchildren + content->value->n + 1);
  if (p->nchildren) memcpy(children, p->children, p->nchildren * sizeof *children);
  p->children = children;
  for (uint32_t i = 0; i < content->value->n; i++) {
    const spr_member *m = &content->value->members[i];
    if (!spr_node_is_map(m->value)) continue;
    spr_layer layer = {.map = m->value, .flow = l->flow, .scope = l->scope, .use = l->use};
    children[p->nchildren++] = new_part(c, p, m->key, m->key_at, layer);
  }
}

/* One layer has the children. Where two have (a conflict that was reported), all are taken, so that their
 * names are known. */
static void compose_children(spr_composer *c, spr_part *p) {
  for (uint32_t i = 0; i < p->nlayers; i++) add_children(c, p, &p->layers[i]);
  for (uint32_t i = 0; i < p->nchildren; i++) compose_part(c, p->children[i]);
}

/* Depth is bounded by SPR_MAX_STATE_DEPTH. */
static void compose_part(spr_composer *c, spr_part *p) {
  add_layers(c, p);
  compose_children(c, p);
}

spr_part *spr_compose(spr_composer *c, int32_t main) {
  const spr_flow *f = &c->flows[main];
  c->main = main;
  const spr_member *name = spr_node_member(f->tree, "workflow");
  spr_part *root = new_part(c, NULL, f->name, name ? name->value->at : f->tree->at,
                            (spr_layer){.map = f->tree, .flow = main});
  root->layers[0].scope = root;
  compose_part(c, root);
  return root;
}
