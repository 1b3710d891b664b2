/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/builder.h"

static void take(spr_builder *b, spr_declared *out, const spr_node *map) {
  if (!spr_node_is_map(map)) return;
  const spr_member **v = SPR_NEW_N(b->a, const spr_member *, out->n + map->n + 1);
  if (out->n) memcpy(v, out->v, out->n * sizeof *v);
  for (uint32_t i = 0; i < map->n; i++)
    if (!map->members[i].value->poisoned || spr_node_is_map(map->members[i].value))
      v[out->n++] = &map->members[i];
  out->v = v;
}

spr_declared spr_declared_all(spr_builder *b, const char *what, bool city_adds) {
  spr_declared out = {0};
  take(b, &out, spr_node_get(b->declares, what));
  if (city_adds && b->adapter.tree) take(b, &out, spr_adapt_added(&b->adapter, what));
  return out;
}

/* Enters the name; false (with a report) if it is taken. */
static bool enter(spr_builder *b, spr_names *names, const spr_member *m) {
  bool added;
  spr_names_add(names, m->key, &added);
  if (!added) SPR_FAULT(b, DUPLICATE_NAME, m->key_at, "\"%.*s\" is declared already", SPR_FMT(m->key));
  return added;
}

static void read_kinds(spr_builder *b) {
  spr_declared in = spr_declared_all(b, "institutions", false);
  spr_kind *v = SPR_NEW_N(b->a, spr_kind, in.n ? in.n : 1);
  for (uint32_t i = 0; i < in.n; i++) {
    if (!enter(b, &b->ix->kinds, in.v[i])) continue;
    spr_title title = spr_read_title(b, spr_node_get(in.v[i]->value, "title"));
    v[b->m->nkinds++] = (spr_kind){.name = in.v[i]->key, .title = title, .at = in.v[i]->key_at};
  }
  b->m->kinds = v;
}

static void read_hooks(spr_builder *b) {
  spr_declared in = spr_declared_all(b, "hooks", false);
  spr_hook_decl *v = SPR_NEW_N(b->a, spr_hook_decl, in.n ? in.n : 1);
  for (uint32_t i = 0; i < in.n; i++) {
    const spr_node *n = in.v[i]->value;
    if (!enter(b, &b->ix->hooks, in.v[i])) continue;
    spr_hook_decl *h = &v[b->m->nhooks++];
    h->name = in.v[i]->key;
    h->at = in.v[i]->key_at;
    h->takes = spr_read_words(b, spr_node_get(n, "takes"), &h->ntakes);
    h->title = spr_read_title(b, spr_node_get(n, "title"));
    const spr_node *returns = spr_node_get(n, "returns");
    if (!returns) continue;
    /* `returns: institution`, or a map with a type, as for a field. */
    spr_member type = {.key = SPR_STR("type"), .key_at = returns->at, .value = (spr_node *)returns};
    h->returns =
        spr_read_type(b, spr_node_is_map(returns) ? returns : spr_node_new_map(b->a, &type, 1, returns->at));
  }
  b->m->hooks = v;
}

/* -- roles ---------------------------------------------------------------------------------------------- */

static int32_t kind_named(spr_builder *b, const spr_node *n) {
  if (!spr_node_is_scalar(n) || n->poisoned) return SPR_NONE;
  int32_t kind = spr_model_kind(b->m, n->text);
  if (kind >= 0) return kind;
  spr_near near;
  spr_near_init(&near, n->text);
  spr_offer_names(&near, &b->ix->kinds);
  spr_diag *e =
      SPR_UNKNOWN(b, UNKNOWN_KIND, n->text, n->at, "no kind of institution \"%.*s\"", SPR_FMT(n->text));
  spr_diag_mean(b->d, e, spr_near_best(&near));
  return SPR_NONE;
}

static void read_roles(spr_builder *b) {
  spr_declared in = spr_declared_all(b, "roles", false);
  for (uint32_t i = 0; i < in.n; i++) {
    const spr_node *n = in.v[i]->value;
    if (!enter(b, &b->ix->roles, in.v[i])) continue;
    spr_role *r = SPR_PUSH(b->a, b->roles, b->m->nroles, b->cap_roles);
    *r = (spr_role){.name = in.v[i]->key, .at = in.v[i]->key_at};
    r->kind = kind_named(b, spr_node_get(n, "kind"));
    r->is = spr_read_expr(b, SPR_X_VALUE, spr_node_get(n, "is"), SPR_AT_ROOT);
    r->of = spr_read_expr(b, SPR_X_VALUE, spr_node_get(n, "of"), SPR_AT_ROOT);
    r->keep = spr_read_flag(n, "keep", false);
    r->hook = spr_model_hook(b->m, r->name);
    r->title = spr_read_title(b, spr_node_get(n, "title"));
  }
  b->m->roles = b->roles;
}

/* -- parameters ----------------------------------------------------------------------------------------- */

/* A value that is written down: no expression. */
static spr_value plain_value(spr_builder *b, const spr_node *n, const spr_type *type) {
  if (!n || n->poisoned) return SPR_V_NIL;
  spr_tmpl t = spr_read_value(b, n, type, SPR_AT_ROOT);
  if (t.kind == SPR_TMPL_LITERAL) return t.literal;
  SPR_FAULT(b, WRONG_TYPE, n->at, "a parameter has a plain value, no expression");
  return SPR_V_NIL;
}

/* Orders two values of a parameter's type; false: they are not counted in the same unit. */
static bool compare(spr_value x, spr_value y, int *cmp) {
  if (x.type == SPR_DURATION && y.type == SPR_DURATION) return spr_duration_compare(x.u.d->d, y.u.d->d, cmp);
  *cmp = spr_v_compare(x, y);
  return true;
}

static void out_of_bounds(spr_builder *b, const spr_param *p, spr_span at, const spr_node *bound,
                          const char *what) {
  spr_diag *e = SPR_FAULT(b, OUT_OF_BOUNDS, at, "the value of \"%.*s\" is %s", SPR_FMT(p->name), what);
  spr_diag_also(b->d, e, bound->at, "the bound is here");
}

/* One bound; sign: -1 where the value may not be below it, 1 where not above. */
static bool within(spr_builder *b, const spr_param *p, spr_value v, spr_span at, spr_value bound,
                   const spr_node *node, int sign) {
  int cmp = 0;
  if (bound.type == SPR_NIL || !node) return true;
  if (!compare(v, bound, &cmp)) {
    spr_diag *e =
        SPR_FAULT(b, OUT_OF_BOUNDS, at, "the value of \"%.*s\" is counted in another unit than its bound",
                  SPR_FMT(p->name));
    spr_diag_help(b->d, e, "write months for months, days for days, hours for hours");
    spr_diag_also(b->d, e, node->at, "the bound is here");
    return false;
  }
  if (cmp * sign <= 0) return true;
  out_of_bounds(b, p, at, node, sign > 0 ? "above its bound" : "below its bound");
  return false;
}

static void check_bounds(spr_builder *b, const spr_param *p, const spr_node *decl, spr_value v, spr_span at) {
  if (v.type == SPR_NIL) return;
  const spr_node *allowed = spr_node_get(decl, "enum");
  bool found = p->nallowed == 0;
  for (uint32_t i = 0; i < p->nallowed && !found; i++) found = spr_v_equal(p->allowed[i], v);
  if (!found) out_of_bounds(b, p, at, allowed, "not one of those that are allowed");
  if (!within(b, p, v, at, p->min, spr_node_get(decl, "min"), -1)) return;
  if (!within(b, p, v, at, p->max, spr_node_get(decl, "max"), 1)) return;
  const spr_node *standard = spr_node_get(decl, "default");
  if (p->only_shorter && p->by_city && standard)
    within(b, p, v, at, plain_value(b, standard, p->type), standard, 1);
}

static void read_allowed(spr_builder *b, spr_param *p, const spr_node *list) {
  if (!spr_node_is_list(list) || list->poisoned) return;
  spr_value *v = SPR_NEW_N(b->a, spr_value, list->n ? list->n : 1);
  for (uint32_t i = 0; i < list->n; i++) v[p->nallowed++] = plain_value(b, list->items[i], p->type);
  p->allowed = v;
}

static void set_by_city(spr_builder *b, spr_param *p, const spr_node *decl) {
  const spr_member *mine = spr_node_find(spr_node_get(b->adapter.tree, "parameters"), p->name);
  if (!mine || mine->value->poisoned || spr_node_is_null(mine->value)) {
    if (!b->city || !p->required) return;
    const spr_node *file = spr_node_get(b->adapter.tree, "adapts");
    spr_diag *e = SPR_FAULT(b, PARAMETER_UNSET, file ? file->at : b->city->at,
                            "the parameter \"%.*s\" is not set", SPR_FMT(p->name));
    spr_diag_also(b->d, e, p->at, "each city must set it");
    return;
  }
  /* A setting is the value, or a map that holds it with its basis. */
  const spr_node *value = spr_node_get(mine->value, "value");
  if (!value) value = mine->value;
  p->by_city = true;
  p->value = plain_value(b, value, p->type);
  p->value_at = value->at;
  check_bounds(b, p, decl, p->value, p->value_at);
}

static void read_param(spr_builder *b, const spr_member *m, spr_param *p) {
  const spr_node *n = m->value;
  *p = (spr_param){.name = m->key, .at = m->key_at, .type = spr_read_type(b, n)};
  p->required = spr_read_flag(n, "required", false);
  p->min = plain_value(b, spr_node_get(n, "min"), p->type);
  p->max = plain_value(b, spr_node_get(n, "max"), p->type);
  read_allowed(b, p, spr_node_get(n, "enum"));
  p->only_shorter = spr_str_is(spr_node_text(spr_node_get(n, "only")), "shorter");
  p->basis = spr_node_text(spr_node_get(n, "basis"));
  p->title = spr_read_title(b, spr_node_get(n, "title"));
  p->illustrative = spr_read_flag(n, "illustrative", false);
  const spr_node *standard = spr_node_get(n, "default");
  p->value = plain_value(b, standard, p->type);
  if (standard) {
    p->value_at = standard->at;
    check_bounds(b, p, n, p->value, standard->at);
  }
  if (b->adapter.tree || b->city) set_by_city(b, p, n);
}

static void unknown_params(spr_builder *b) {
  const spr_node *mine = spr_node_get(b->adapter.tree, "parameters");
  for (uint32_t i = 0; spr_node_is_map(mine) && i < mine->n; i++) {
    const spr_member *m = &mine->members[i];
    if (!m->value->poisoned) spr_find_param(b, m->key, m->key_at);
  }
}

static void read_params(spr_builder *b) {
  spr_declared in = spr_declared_all(b, "parameters", true);
  spr_param *v = SPR_NEW_N(b->a, spr_param, in.n ? in.n : 1);
  b->m->params = v;
  for (uint32_t i = 0; i < in.n; i++)
    if (enter(b, &b->ix->params, in.v[i])) read_param(b, in.v[i], &v[b->m->nparams++]);
  unknown_params(b);
}

/* -- fields and events ---------------------------------------------------------------------------------- */

static spr_node *map_of(spr_builder *b, const spr_declared *in, spr_names *names) {
  spr_member *v = SPR_NEW_N(b->a, spr_member, in->n ? in->n : 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < in->n; i++)
    if (spr_node_is_map(in->v[i]->value) && enter(b, names, in->v[i])) v[n++] = *in->v[i];
  return spr_node_new_map(b->a, v, n, spr_span_none());
}

static void read_event(spr_builder *b, const spr_member *m, spr_event_decl *e) {
  if (spr_event_reserved(m->key))
    SPR_FAULT(b, RESERVED_EVENT, m->key_at, "the event \"%.*s\" belongs to the engine", SPR_FMT(m->key));
  const spr_node *n = m->value;
  e->name = m->key;
  e->at = m->key_at;
  e->internal = spr_read_flag(n, "internal", false);
  e->by = spr_read_whos(b, spr_node_get(n, "by"));
  e->title = spr_read_title(b, spr_node_get(n, "title"));
  const spr_node *data = spr_node_get(n, "data");
  e->any_data = b->m->alone && !data;
  e->data = spr_read_fields(b, data, &e->ndata);
}

static void read_events(spr_builder *b) {
  spr_declared in = spr_declared_all(b, "events", true);
  spr_node *map = map_of(b, &in, &b->ix->events);
  spr_event_decl *v = SPR_NEW_N(b->a, spr_event_decl, map->n ? map->n : 1);
  for (uint32_t i = 0; i < map->n; i++) read_event(b, &map->members[i], &v[i]);
  b->m->events = v;
  b->m->nevents = map->n;
}

static void read_fields(spr_builder *b) {
  spr_declared in = spr_declared_all(b, "fields", true);
  b->m->fields = spr_read_fields(b, map_of(b, &in, &b->ix->fields), &b->m->nfields);
}

void spr_build_declarations(spr_builder *b) {
  read_kinds(b);
  read_hooks(b);
  read_params(b);
  read_roles(b);
  spr_declare_kind_roles(b);
  read_fields(b);
  read_events(b);
}
