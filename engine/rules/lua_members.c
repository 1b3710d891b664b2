/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_check.h"
#include "rules/lua_names.h"

/* Members of what the engine gives: fields of the case, data of events, parameters, roles, hooks, the city,
 * the libraries. */

bool spr_lua_constant_key(const spr_ast *e, spr_str *key) {
  if (e->kind != SPR_AST_INDEX || e->b->kind != SPR_AST_STRING) return false;
  *key = e->b->s;
  return true;
}

bool spr_lua_is_engine(const spr_ast *e, const char *name) {
  while (e->kind == SPR_AST_PAREN) e = e->a;
  if (e->kind == SPR_AST_GLOBAL) return spr_str_is(e->s, name);
  if (e->kind != SPR_AST_LOCAL || !e->var->parameter || !spr_str_is(e->s, name)) return false;
  return spr_str_is(e->s, "case") || spr_str_is(e->s, "event");
}

static void mark(uint64_t *set, int32_t i) {
  if (set && i >= 0) set[i / 64] |= UINT64_C(1) << (i % 64);
}

void spr_lua_unknown(spr_lua_unit *u, spr_code code, const spr_ast *key, spr_near *near, const char *fmt) {
  char quoted[96];
  if (spr_model_is_lost(u->model, key->s)) return;
  spr_str best = spr_near_best(near);
  uint32_t n = key->s.n > 64 ? 64 : key->s.n;
  memcpy(quoted, key->s.p, n);
  quoted[n] = '\0';
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  spr_diag *d = spr_lua_fault(u, code, key->from, key->to, fmt, quoted);
#pragma GCC diagnostic pop
  if (u->diags) spr_diag_mean(u->diags, d, best);
}

void spr_lua_case_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_model *m = u->model;
  if (m->alone || spr_model_field(m, key->s) >= 0) return;
  spr_near near;
  SPR_NEAREST(near, key, m->fields, m->nfields, name);
  spr_lua_unknown(u, SPR_D_UNKNOWN_FIELD, key, &near, "no field \"%s\" in the case file");
}

static bool is_among(spr_str key, const char *const *names) {
  while (*names && !spr_str_is(key, *names)) names++;
  return *names != NULL;
}

static void offer_all(spr_near *near, const char *const *names) {
  for (; *names; names++) spr_near_offer(near, spr_str_of(*names));
}

static void event_member(spr_lua_unit *u, const spr_ast *key) {
  static const char *const names[] = {"at", "by", "data", "name", "occurred", NULL};
  if (is_among(key->s, names)) return;
  spr_near near;
  spr_near_init(&near, key->s);
  offer_all(&near, names);
  spr_lua_unknown(u, SPR_D_UNKNOWN_FIELD, key, &near, "an event has no \"%s\"");
}

static void offer_map(spr_near *near, bool *found, spr_str key, const spr_tmpl *map) {
  if (map->kind != SPR_TMPL_MAP) {
    for (uint32_t i = 0; map->literal.type == SPR_RECORD && i < map->literal.u.r->n; i++) {
      spr_str s = spr_v_str(map->literal.u.r->v[i].key);
      *found = *found || spr_str_eq(s, key);
      spr_near_offer(near, s);
    }
    return;
  }
  for (uint32_t i = 0; i < map->n; i++) {
    *found = *found || spr_str_eq(map->keys[i], key);
    spr_near_offer(near, map->keys[i]);
  }
}

static void offer_block(spr_near *near, bool *found, spr_str key, const spr_block *b) {
  for (uint32_t i = 0; i < b->n; i++)
    if (b->v[i].has_data) offer_map(near, found, key, &b->v[i].data);
}

static bool is_declared_data(const spr_model *m, spr_str key) {
  bool found = m->alone;
  for (uint32_t i = 0; i < m->nevents && !found; i++) {
    found = m->events[i].any_data;
    for (uint32_t k = 0; k < m->events[i].ndata && !found; k++)
      found = spr_str_eq(m->events[i].data[k].name, key);
  }
  return found;
}

/* Data of some event of the package: declared, or given by an action or a final state. */
static void data_member(spr_lua_unit *u, const spr_ast *key) {
  static const char *const engine[] = {"outcome", "message",      "file", "line",     "task",
                                       "result",  "reason",       "by",   "deadline", "state",
                                       "case",    "municipality", "data", NULL};
  const spr_model *m = u->model;
  if (is_among(key->s, engine) || is_declared_data(m, key->s)) return;
  bool found = false;
  spr_near near;
  spr_near_init(&near, key->s);
  for (uint32_t i = 0; i < m->nevents; i++)
    for (uint32_t k = 0; k < m->events[i].ndata; k++) spr_near_offer(&near, m->events[i].data[k].name);
  for (uint32_t i = 0; i < m->nstates && !found; i++) {
    const spr_state *s = &m->states[i];
    if (s->has_data) offer_map(&near, &found, key->s, &s->data);
    offer_block(&near, &found, key->s, &s->entry);
    offer_block(&near, &found, key->s, &s->exit);
  }
  for (uint32_t i = 0; i < m->ntransitions && !found; i++)
    offer_block(&near, &found, key->s, &m->transitions[i].actions);
  if (found || spr_lua_data_given(m, key->s) || (u->expr && spr_lua_data_of_task(m, u->expr))) return;
  offer_all(&near, engine);
  spr_lua_unknown(u, SPR_D_UNKNOWN_FIELD, key, &near, "no event is declared with data \"%s\"");
}

static void param_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_model *m = u->model;
  int32_t i = spr_model_param(m, key->s);
  if (u->uses) mark(u->uses->params, i);
  if (i >= 0) return;
  spr_near near;
  SPR_NEAREST(near, key, m->params, m->nparams, name);
  spr_lua_unknown(u, SPR_D_UNKNOWN_PARAMETER, key, &near, "no parameter \"%s\"");
}

static void role_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_model *m = u->model;
  if (m->alone || spr_model_role(m, key->s) >= 0 || spr_model_kind(m, key->s) >= 0) return;
  spr_near near;
  SPR_NEAREST(near, key, m->roles, m->nroles, name);
  spr_lua_unknown(u, SPR_D_UNKNOWN_KIND, key, &near, "no role \"%s\"");
}

static void hook_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_model *m = u->model;
  int32_t i = spr_model_hook(m, key->s);
  if (u->uses) mark(u->uses->hooks, i);
  if (i >= 0) return;
  spr_near near;
  SPR_NEAREST(near, key, m->hooks, m->nhooks, name);
  spr_lua_unknown(u, SPR_D_UNKNOWN_HOOK, key, &near, "no hook \"%s\"");
}

static void city_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_city *c = u->model->city;
  if (!c || c->record.type != SPR_RECORD || spr_v_get(c->record, key->s).type != SPR_NIL) return;
  spr_near near;
  spr_near_init(&near, key->s);
  for (uint32_t i = 0; i < c->record.u.r->n; i++) spr_near_offer(&near, spr_v_str(c->record.u.r->v[i].key));
  spr_lua_unknown(u, SPR_D_UNKNOWN_KEY, key, &near, "a municipality has no \"%s\"");
}

static void library_member(spr_lua_unit *u, const spr_ast *library, const spr_ast *key) {
  char full[128];
  if (library->s.n + key->s.n + 2 > sizeof full) return;
  uint32_t n = library->s.n;
  memcpy(full, library->s.p, n);
  full[n++] = '.';
  memcpy(full + n, key->s.p, key->s.n);
  spr_str s = spr_str_n(full, n + key->s.n);
  if (spr_lua_name_find(s)) return;
  const char *cure = spr_lua_name_cure(s);
  spr_near near;
  spr_near_init(&near, s);
  for (const spr_lua_name *k = spr_lua_names; k->name; k++)
    if (spr_str_starts(spr_str_of(k->name), spr_str_n(full, n))) spr_near_offer(&near, spr_str_of(k->name));
  spr_diag *d = spr_lua_fault(u, cure ? SPR_D_LUA_FORBIDDEN : SPR_D_LUA_GLOBAL, library->from, key->to,
                              "there is no %.*s", SPR_FMT(s));
  if (!u->diags) return;
  if (cure)
    spr_diag_help(u->diags, d, "%s", cure);
  else
    spr_diag_mean(u->diags, d, spr_near_best(&near));
}

bool spr_lua_is_library(const spr_ast *e) {
  return e->kind == SPR_AST_GLOBAL && (spr_str_is(e->s, "string") || spr_str_is(e->s, "table") ||
                                       spr_str_is(e->s, "math") || spr_str_is(e->s, "utf8"));
}

bool spr_lua_saw_member(spr_lua_unit *u, const spr_ast *e) {
  spr_str key;
  const spr_ast *object = e->a;
  bool constant = spr_lua_constant_key(e, &key);
  if (spr_lua_is_engine(object, "case")) {
    if (constant) spr_lua_case_member(u, e->b);
    return true;
  }
  if (!constant) return false;
  if (spr_lua_is_engine(object, "event"))
    event_member(u, e->b);
  else if (object->kind == SPR_AST_INDEX && spr_lua_is_engine(object->a, "event") &&
           object->b->kind == SPR_AST_STRING && spr_str_is(object->b->s, "data"))
    data_member(u, e->b);
  else if (spr_lua_is_engine(object, "param"))
    param_member(u, e->b);
  else if (spr_lua_is_engine(object, "role"))
    role_member(u, e->b);
  else if (spr_lua_is_engine(object, "hook"))
    hook_member(u, e->b);
  else if (spr_lua_is_engine(object, "standard") && u->is_city)
    hook_member(u, e->b);
  else if (spr_lua_is_engine(object, "city"))
    city_member(u, e->b);
  else if (spr_lua_is_library(object))
    library_member(u, object, e->b);
  else
    return false;
  return true;
}
