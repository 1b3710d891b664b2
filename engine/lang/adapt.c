/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "lang/adapt_merge.h"
#include "lang/expand.h"

/* -- `change` ------------------------------------------------------------------------------------------- */

static spr_str part_at(spr_str path, uint32_t from) {
  uint32_t to = from;
  while (to < path.n && path.p[to] != '.') to++;
  return spr_str_sub(path, from, to);
}

static void unknown_place(spr_adapter *x, const spr_member *change, uint32_t from, const spr_node *children,
                          const spr_node *state) {
  spr_str name = part_at(change->key, from);
  bool follows = spr_lost_has(x->lost, name);
  spr_adapt_lose(x, change);
  if (follows) return;
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; spr_node_is_map(children) && i < children->n; i++)
    spr_near_offer(&near, children->members[i].key);
  spr_diag *e = spr_fault(x->diags, &x->faulty, SPR_D_NO_TARGET,
                          spr_span_part(change->key_at, change->key, from, from + name.n),
                          "the standard has no state \"%.*s\" here", SPR_FMT(name));
  spr_str used = spr_node_text(spr_node_get(state, "use"));
  if (!children && used.n)
    spr_diag_help(x->diags, e, "change the workflow that is used here: \"%.*s.%.*s\"", SPR_FMT(used),
                  SPR_FMT(spr_str_sub(change->key, from, change->key.n)));
  else
    spr_diag_mean(x->diags, e, spr_near_best(&near));
}

/* Where the state at the path (from `from` on) below the file's root hangs in the tree; NULL after a report.
 */
static spr_node **find_state(spr_adapter *x, spr_node **root, const spr_member *change, uint32_t from,
                             spr_rights *r) {
  spr_node **state = root;
  *r = spr_rights_below(*r, *root);
  while (from < change->key.n) {
    spr_str name = part_at(change->key, ++from);
    const spr_member *children = spr_node_member(*state, "stages");
    if (!children) children = spr_node_member(*state, "states");
    const spr_member *child = children ? spr_node_find(children->value, name) : NULL;
    if (!child) {
      unknown_place(x, change, from, children ? children->value : NULL, *state);
      return NULL;
    }
    if (child->value->poisoned) return NULL;
    state = (spr_node **)&child->value;
    *r = spr_rights_below(*r, *state);
    from += name.n;
  }
  return state;
}

static void unknown_flow(spr_adapter *x, const spr_member *change, spr_str name) {
  spr_adapt_lose(x, change);
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < x->nflows; i++) spr_near_offer(&near, x->flows[i].name);
  spr_diag *e =
      spr_fault(x->diags, &x->faulty, SPR_D_NO_TARGET, spr_span_part(change->key_at, change->key, 0, name.n),
                "the package has no workflow \"%.*s\"", SPR_FMT(name));
  spr_diag_mean(x->diags, e, spr_near_best(&near));
}

static void apply_change(spr_adapter *x, const spr_member *change) {
  spr_str name = part_at(change->key, 0);
  uint32_t f = 0;
  while (f < x->nflows && !spr_str_eq(x->flows[f].name, name)) f++;
  if (f == x->nflows) {
    unknown_flow(x, change, name);
    return;
  }
  spr_node *root = x->flows[f].tree;
  if (!root || root->poisoned || change->value->poisoned) return;
  spr_rights r = {0};
  spr_node **state = find_state(x, &x->flows[f].tree, change, name.n, &r);
  if (!state) return;
  const char *dot = change->key.p + change->key.n;
  while (dot > change->key.p && dot[-1] != '.') dot--;
  spr_str last = spr_str_sub(change->key, (uint32_t)(dot - change->key.p), change->key.n);
  *state = spr_adapt_state(x, &r, *state, spr_expand_state(x->arena, change->value, last));
}

/* -- the rest of the file ------------------------------------------------------------------------------- */

static void check_why(spr_adapter *x) {
  const spr_node *why = spr_node_get(x->tree, "why");
  const spr_node *change = spr_node_get(x->tree, "change");
  const spr_node *parameters = spr_node_get(x->tree, "parameters");
  const spr_node *add = spr_node_get(x->tree, "add");
  for (uint32_t i = 0; spr_node_is_map(why) && i < why->n; i++) {
    const spr_member *m = &why->members[i];
    bool known = spr_node_find(change, m->key) || spr_node_find(parameters, m->key);
    for (uint32_t k = 0; !known && spr_node_is_map(add) && k < add->n; k++)
      known = spr_node_find(add->members[k].value, m->key) != NULL;
    if (known || spr_lost_has(x->lost, m->key)) continue;
    spr_near near;
    spr_near_init(&near, m->key);
    for (uint32_t k = 0; spr_node_is_map(change) && k < change->n; k++)
      spr_near_offer(&near, change->members[k].key);
    for (uint32_t k = 0; spr_node_is_map(parameters) && k < parameters->n; k++)
      spr_near_offer(&near, parameters->members[k].key);
    spr_diag *e = spr_fault(x->diags, &x->faulty, SPR_D_NO_TARGET, m->key_at,
                            "nothing that is called \"%.*s\" is changed in this file", SPR_FMT(m->key));
    spr_diag_mean(x->diags, e, spr_near_best(&near));
  }
}

static void check_version(spr_adapter *x) {
  const spr_node *mine = spr_node_get(x->tree, "written_for");
  const spr_node *theirs = spr_node_get(x->package, "version");
  if (!spr_node_is_scalar(mine) || !spr_node_is_scalar(theirs) || mine->poisoned || theirs->poisoned) return;
  if (spr_str_eq(mine->text, theirs->text)) return;
  spr_diag *e =
      spr_fault(x->diags, &x->faulty, SPR_D_OTHER_VERSION, mine->at,
                "written for version %.*s; the package is %.*s", SPR_FMT(mine->text), SPR_FMT(theirs->text));
  spr_diag_also(x->diags, e, theirs->at, "the package's version");
}

static void check_parameters(spr_adapter *x) {
  const spr_member *mine = spr_node_member(x->tree, "parameters");
  spr_rights everywhere = {0};
  if (mine && !mine->value->poisoned && mine->value->n && !spr_adapt_may(x, &everywhere, "parameters"))
    spr_adapt_refuse(x, &everywhere, mine);
}

void spr_adapt(spr_adapter *x) {
  check_version(x);
  check_parameters(x);
  const spr_node *change = spr_node_get(x->tree, "change");
  for (uint32_t i = 0; spr_node_is_map(change) && !change->poisoned && i < change->n; i++)
    apply_change(x, &change->members[i]);
  check_why(x);
}

const spr_node *spr_adapt_added(spr_adapter *x, const char *what) {
  const spr_node *map = spr_node_get(spr_node_get(x->tree, "add"), what);
  if (!spr_node_is_map(map) || map->poisoned) return NULL;
  const spr_node *standard = spr_node_get(x->package, what);
  spr_member *v = SPR_NEW_N(x->arena, spr_member, map->n + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < map->n; i++)
    if (spr_adapt_is_city_name(x, &map->members[i], standard)) v[n++] = map->members[i];
  return spr_node_new_map(x->arena, v, n, map->at);
}
