/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "rules/lua_ast.h"
#include "rules/lua_names.h"

/* What the parser saw, compared with what there is. */

static bool constant_key(const spr_ast *e, spr_str *key) {
  if (e->kind != SPR_AST_INDEX || e->b->kind != SPR_AST_STRING) return false;
  *key = e->b->s;
  return true;
}

/* Is it the engine's `name`, or, for case and event, a parameter of that name, as hooks have them? */
static bool is_engine(const spr_ast *e, const char *name) {
  while (e->kind == SPR_AST_PAREN) e = e->a;
  if (e->kind == SPR_AST_GLOBAL) return spr_str_is(e->s, name);
  if (e->kind != SPR_AST_LOCAL || !e->var->parameter || !spr_str_is(e->s, name)) return false;
  return spr_str_is(e->s, "case") || spr_str_is(e->s, "event");
}

static void mark(uint64_t *set, int32_t i) {
  if (set && i >= 0) set[i / 64] |= UINT64_C(1) << (i % 64);
}

/* -- members -------------------------------------------------------------------------------------------- */

/* That a name is not found may only follow from a fault that was told. */
static void unknown(spr_lua_unit *u, spr_code code, const spr_ast *key, spr_near *near, const char *fmt) {
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

#define NEAREST(near, key, v, n, member)                                                                     \
  spr_near_init(&(near), (key)->s);                                                                          \
  for (uint32_t k_ = 0; k_ < (n); k_++) spr_near_offer(&(near), (v)[k_].member)

static void case_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_model *m = u->model;
  if (m->alone || spr_model_field(m, key->s) >= 0) return;
  spr_near near;
  NEAREST(near, key, m->fields, m->nfields, name);
  unknown(u, SPR_D_UNKNOWN_FIELD, key, &near, "no field \"%s\" in the case file");
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
  unknown(u, SPR_D_UNKNOWN_FIELD, key, &near, "an event has no \"%s\"");
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
  unknown(u, SPR_D_UNKNOWN_FIELD, key, &near, "no event is declared with data \"%s\"");
}

static void param_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_model *m = u->model;
  int32_t i = spr_model_param(m, key->s);
  if (u->uses) mark(u->uses->params, i);
  if (i >= 0) return;
  spr_near near;
  NEAREST(near, key, m->params, m->nparams, name);
  unknown(u, SPR_D_UNKNOWN_PARAMETER, key, &near, "no parameter \"%s\"");
}

static void role_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_model *m = u->model;
  if (m->alone || spr_model_role(m, key->s) >= 0 || spr_model_kind(m, key->s) >= 0) return;
  spr_near near;
  NEAREST(near, key, m->roles, m->nroles, name);
  unknown(u, SPR_D_UNKNOWN_KIND, key, &near, "no role \"%s\"");
}

static void hook_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_model *m = u->model;
  int32_t i = spr_model_hook(m, key->s);
  if (u->uses) mark(u->uses->hooks, i);
  if (i >= 0) return;
  spr_near near;
  NEAREST(near, key, m->hooks, m->nhooks, name);
  unknown(u, SPR_D_UNKNOWN_HOOK, key, &near, "no hook \"%s\"");
}

static void city_member(spr_lua_unit *u, const spr_ast *key) {
  const spr_city *c = u->model->city;
  if (!c || c->record.type != SPR_RECORD || spr_v_get(c->record, key->s).type != SPR_NIL) return;
  spr_near near;
  spr_near_init(&near, key->s);
  for (uint32_t i = 0; i < c->record.u.r->n; i++) spr_near_offer(&near, spr_v_str(c->record.u.r->v[i].key));
  unknown(u, SPR_D_UNKNOWN_KEY, key, &near, "a municipality has no \"%s\"");
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

static bool is_library(const spr_ast *e) {
  return e->kind == SPR_AST_GLOBAL && (spr_str_is(e->s, "string") || spr_str_is(e->s, "table") ||
                                       spr_str_is(e->s, "math") || spr_str_is(e->s, "utf8"));
}

/* -- names ---------------------------------------------------------------------------------------------- */

static bool may_act(const spr_lua_unit *u) {
  return u->mode != SPR_LUA_EXPR || u->kind == SPR_X_CALL;
}

static void global(spr_lua_unit *u, const spr_ast *e) {
  const spr_lua_name *n = memchr(e->s.p, '.', e->s.n) ? NULL : spr_lua_name_find(e->s);
  if (n && n->where == SPR_NAME_CITY && !u->is_city) {
    spr_diag *d =
        spr_lua_fault(u, SPR_D_LUA_GLOBAL, e->from, e->to, "there is no `%.*s` here", SPR_FMT(e->s));
    if (u->diags)
      spr_diag_help(u->diags, d, "only a city's file can call the package's own answers; use hook.NAME(...)");
    return;
  }
  if (n && n->where == SPR_NAME_ACTS && !may_act(u)) {
    spr_diag *d = spr_lua_fault(u, SPR_D_LUA_FORBIDDEN, e->from, e->to,
                                "`%.*s` has an effect, and this expression only answers", SPR_FMT(e->s));
    if (u->diags)
      spr_diag_help(u->diags, d, "effects belong into `do`, `entry`, `exit`: use `run` or an action hook");
    return;
  }
  if (n) return;
  const char *cure = spr_lua_name_cure(e->s);
  if (cure) {
    spr_diag *d = spr_lua_fault(u, SPR_D_LUA_FORBIDDEN, e->from, e->to, "there is no `%.*s`", SPR_FMT(e->s));
    if (u->diags) spr_diag_help(u->diags, d, "%s", cure);
    return;
  }
  spr_near near;
  spr_near_init(&near, e->s);
  for (const spr_lua_name *k = spr_lua_names; k->name; k++)
    if (!strchr(k->name, '.')) spr_near_offer(&near, spr_str_of(k->name));
  spr_str best = spr_near_best(&near);
  bool failed = u->failed;
  bool starts = u->starts_anyway && !spr_str_starts(e->s, SPR_STR("spr__")); /* those of edits exist */
  spr_diag *d =
      spr_lua_fault(u, SPR_D_LUA_GLOBAL, e->from, e->to, "there is no name `%.*s` here", SPR_FMT(e->s));
  if (starts) u->failed = failed;
  if (!u->diags) return;
  if (starts) spr_diag_soften(u->diags, d);
  if (best.n == 0 && spr_model_field(u->model, e->s) >= 0)
    spr_diag_help(u->diags, d, "did you mean \"case.%.*s\"?", SPR_FMT(e->s));
  else
    spr_diag_mean(u->diags, d, best);
}

/* -- calls ---------------------------------------------------------------------------------------------- */

/* A state's path as the file that the expression stands in writes it. */
static spr_str path_within(const spr_lua_unit *u, int32_t state) {
  const spr_state *v = u->model->states;
  uint32_t skip = v[u->scope].path.n ? v[u->scope].path.n + 1 : 0;
  return spr_str_sub(v[state].path, skip, v[state].path.n);
}

static void unknown_state(spr_lua_unit *u, const spr_ast *arg) {
  const spr_model *m = u->model;
  bool dotted = memchr(arg->s.p, '.', arg->s.n) != NULL;
  spr_near near;
  spr_near_init(&near, arg->s);
  for (int32_t i = u->scope + 1; i <= m->states[u->scope].last; i++) {
    if (m->states[i].hidden) continue;
    if (dotted)
      spr_near_offer(&near, path_within(u, i));
    else if (spr_model_lookup_in(m, u->scope, u->state, m->states[i].name) == i)
      spr_near_offer(&near, m->states[i].name);
    else if (spr_str_eq(arg->s, m->states[i].name)) /* out of reach: its path always holds */
      near = (spr_near){.name = arg->s, .best = path_within(u, i)};
  }
  unknown(u, SPR_D_UNKNOWN_STATE, arg, &near, "no state \"%s\"");
}

/* A file of hooks serves all workflows of the package: another may have the state. */
static void note_state(spr_lua_unit *u, const spr_ast *arg) {
  spr_lua_uses *x = u->uses;
  if (!x || !x->arena) return;
  spr_lua_raise *r = SPR_NEW(x->arena, spr_lua_raise);
  *r = (spr_lua_raise){
      .event = spr_str_dup(x->arena, arg->s), .at = spr_lua_span(u, arg->from, arg->to), .next = x->states};
  x->states = r;
}

static void call_of_inside(spr_lua_unit *u, const spr_ast *call) {
  const spr_ast *arg = call->args;
  if (call->nargs != 1 || arg->kind != SPR_AST_STRING) {
    spr_lua_fault(u, SPR_D_LUA_FORBIDDEN, call->from, call->to,
                  "inside takes one name of a state, written out in quotes");
    return;
  }
  const spr_model *m = u->model;
  int32_t s = u->mode == SPR_LUA_FILE ? spr_model_state(m, arg->s)
                                      : spr_model_lookup_in(m, u->scope, u->state, arg->s);
  if (s < 0 && u->mode != SPR_LUA_FILE) {
    unknown_state(u, arg);
    return;
  }
  if (s < 0) note_state(u, arg);
  spr_lua_edit(u, 1, arg->from, arg->to - arg->from, NULL, s);
}

static bool many_values(const spr_ast *e) {
  return e->kind == SPR_AST_CALL || e->kind == SPR_AST_METHOD || e->kind == SPR_AST_VARARG;
}

static void call_of_hook(spr_lua_unit *u, const spr_ast *call, spr_str name) {
  int32_t i = spr_model_hook(u->model, name);
  if (i < 0) return;
  const spr_hook_decl *h = &u->model->hooks[i];
  const spr_ast *last = call->args;
  while (last && last->next) last = last->next;
  if (!h->returns && !may_act(u)) {
    spr_diag *d = spr_lua_fault(u, SPR_D_LUA_FORBIDDEN, call->from, call->to,
                                "hook %.*s has effects, and this expression only answers", SPR_FMT(name));
    if (u->diags)
      spr_diag_help(u->diags, d, "write {call: hook.%.*s()} in `do`, `entry` or `exit`", SPR_FMT(name));
  }
  bool open_end = last && many_values(last);
  if (open_end ? call->nargs <= h->ntakes + 1 : call->nargs == h->ntakes) return;
  spr_diag *d =
      spr_lua_fault(u, SPR_D_HOOK_ARGUMENTS, call->from, call->to, "hook %.*s takes %u argument%s, not %u",
                    SPR_FMT(name), h->ntakes, h->ntakes == 1 ? "" : "s", call->nargs);
  if (u->diags && call->nargs == h->ntakes + 2)
    spr_diag_help(u->diags, d, "case and event are passed by themselves");
}

static bool raises(const spr_ast *f) {
  return f->kind == SPR_AST_GLOBAL && (spr_str_is(f->s, "raise") || spr_str_is(f->s, "send"));
}

/* send("visited", {to = "first"}) */
static void note_link(spr_lua_unit *u, const spr_ast *call, spr_lua_raise *r) {
  const spr_ast *options = call->args->next;
  if (!spr_str_is(call->a->s, "send") || !options || options->kind != SPR_AST_TABLE) return;
  for (const spr_ast *item = options->args; item; item = item->next) {
    if (!item->b || item->b->kind != SPR_AST_STRING || !spr_str_is(item->b->s, "to")) continue;
    if (item->a->kind != SPR_AST_STRING) continue;
    r->link = spr_str_dup(u->uses->arena, item->a->s);
    r->link_at = spr_lua_span(u, item->a->from, item->a->to);
  }
}

static void call_of_raise(spr_lua_unit *u, const spr_ast *call) {
  const spr_ast *name = call->args;
  spr_lua_uses *x = u->uses;
  if (!x || !x->arena || !name) return;
  if (name->kind != SPR_AST_STRING) {
    x->dynamic_raise = true;
    return;
  }
  spr_lua_raise *r = SPR_NEW(x->arena, spr_lua_raise);
  *r = (spr_lua_raise){.event = spr_str_dup(x->arena, name->s),
                       .at = spr_lua_span(u, name->from, name->to),
                       .next = x->raises};
  note_link(u, call, r);
  x->raises = r;
}

static void call(spr_lua_unit *u, const spr_ast *e) {
  const spr_ast *f = e->a;
  spr_str key;
  if (f->kind == SPR_AST_GLOBAL && spr_str_is(f->s, "inside")) call_of_inside(u, e);
  if (constant_key(f, &key) && (is_engine(f->a, "hook") || (u->is_city && is_engine(f->a, "standard"))))
    call_of_hook(u, e, key);
  if (raises(f)) call_of_raise(u, e);
}

/* -- expressions ---------------------------------------------------------------------------------------- */

static void walk(spr_lua_unit *u, const spr_ast *e);

/* true: the receiver is a name of the engine, and is not to be looked at by itself. */
static bool member(spr_lua_unit *u, const spr_ast *e) {
  spr_str key;
  const spr_ast *object = e->a;
  bool constant = constant_key(e, &key);
  if (is_engine(object, "case")) {
    if (constant) case_member(u, e->b);
    return true;
  }
  if (!constant) return false;
  if (is_engine(object, "event"))
    event_member(u, e->b);
  else if (object->kind == SPR_AST_INDEX && is_engine(object->a, "event") &&
           object->b->kind == SPR_AST_STRING && spr_str_is(object->b->s, "data"))
    data_member(u, e->b);
  else if (is_engine(object, "param"))
    param_member(u, e->b);
  else if (is_engine(object, "role"))
    role_member(u, e->b);
  else if (is_engine(object, "hook"))
    hook_member(u, e->b);
  else if (is_engine(object, "standard") && u->is_city)
    hook_member(u, e->b);
  else if (is_engine(object, "city"))
    city_member(u, e->b);
  else if (is_library(object))
    library_member(u, object, e->b);
  else
    return false;
  return true;
}

/* A name that stands by itself: what is done with it cannot be seen. */
static void passed_on(spr_lua_unit *u, const spr_ast *e) {
  spr_lua_uses *x = u->uses;
  if (!x) return;
  if (is_engine(e, "param")) x->dynamic_params = true;
  if (is_engine(e, "hook") || (u->is_city && is_engine(e, "standard"))) x->dynamic_hooks = true;
  if (raises(e)) x->dynamic_raise = true;
}

static void walk_args(spr_lua_unit *u, const spr_ast *e) {
  for (const spr_ast *a = e->args; a; a = a->next) walk(u, a);
}

static void walk(spr_lua_unit *u, const spr_ast *e) {
  while (e) {
    switch (e->kind) {
      case SPR_AST_GLOBAL:
        global(u, e);
        if (spr_str_is(e->s, "inside"))
          spr_lua_fault(u, SPR_D_LUA_FORBIDDEN, e->from, e->to,
                        "inside can only be called, with a name of a state in quotes");
        passed_on(u, e);
        return;
      case SPR_AST_INDEX:
        walk(u, e->b);
        if (member(u, e)) return;
        e = e->a;
        break;
      case SPR_AST_CALL:
        call(u, e);
        walk_args(u, e);
        if (e->a->kind == SPR_AST_GLOBAL && spr_str_is(e->a->s, "inside")) return;
        if (raises(e->a)) {
          global(u, e->a);
          return;
        }
        e = e->a;
        break;
      case SPR_AST_METHOD:
      case SPR_AST_TABLE:
        walk_args(u, e);
        e = e->a;
        break;
      case SPR_AST_BINARY:
        walk(u, e->b);
        e = e->a;
        break;
      case SPR_AST_PAREN:
        if (e->b) walk(u, e->b);
        e = e->a;
        break;
      case SPR_AST_UNARY: e = e->a; break;
      default: return;
    }
  }
}

void spr_lua_saw_expr(spr_lua_unit *u, const spr_ast *e) {
  walk(u, e);
}

/* -- assignments, declarations, the end ----------------------------------------------------------------- */

static void assign_global(spr_lua_unit *u, const spr_ast *t, const spr_ast *value) {
  if (spr_lua_name_find(t->s)) {
    spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to, "`%.*s` belongs to the engine and cannot be replaced",
                  SPR_FMT(t->s));
    return;
  }
  bool function = value && value->kind == SPR_AST_FUNCTION;
  spr_diag *d = spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to,
                              "assigns to the global %.*s, and there are no globals", SPR_FMT(t->s));
  if (u->diags)
    spr_diag_help(u->diags, d, function ? "write `local function %.*s`" : "write `local %.*s = ...`",
                  SPR_FMT(t->s));
}

static void assign_member(spr_lua_unit *u, const spr_ast *t) {
  static const char *const fixed[] = {"event", "param", "role", "hook", "city", "standard"};
  spr_str key;
  if (is_engine(t->a, "case")) {
    if (constant_key(t, &key)) case_member(u, t->b);
    if (!may_act(u))
      spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to,
                    "the case file can be changed only by `run` and action hooks");
    walk(u, t->b);
    return;
  }
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
    if (!is_engine(t->a, fixed[i])) continue;
    spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to, "`%s` cannot be changed", fixed[i]);
    return;
  }
  if (is_library(t->a)) {
    spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to, "the library cannot be changed");
    return;
  }
  walk(u, t);
}

void spr_lua_saw_assign(spr_lua_unit *u, const spr_ast *t, const spr_ast *value, bool outer, bool in_main) {
  if (t->kind == SPR_AST_GLOBAL) {
    assign_global(u, t, value);
  } else if (t->kind == SPR_AST_INDEX) {
    assign_member(u, t);
    if (u->mode == SPR_LUA_FILE && in_main && t->a->kind == SPR_AST_LOCAL && t->b->kind == SPR_AST_STRING) {
      spr_lua_member *m = SPR_PUSH(u->arena, u->members, u->nmembers, u->cap_members);
      *m = (spr_lua_member){t->a->var, t->b, value};
    }
  } else if (t->var->constant) {
    spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to, "`%.*s` is constant", SPR_FMT(t->s));
  } else if (outer && u->mode == SPR_LUA_FILE && t->var->function == 0) {
    spr_diag *d =
        spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to,
                      "`%.*s` belongs to the file and cannot change after it is loaded", SPR_FMT(t->s));
    if (u->diags)
      spr_diag_help(u->diags, d,
                    "use a local of the function; what must be remembered belongs into the case file");
  }
}

void spr_lua_saw_declaration(spr_lua_unit *u, spr_str name, uint32_t from, uint32_t to) {
  if (spr_str_is(name, "_ENV"))
    spr_lua_fault(u, SPR_D_LUA_FORBIDDEN, from, to, "there is no `_ENV`: names cannot be rebound");
  else if (spr_str_starts(name, SPR_STR("spr__")))
    spr_lua_fault(u, SPR_D_LUA_FORBIDDEN, from, to, "names that begin with spr__ belong to the engine");
}

void spr_lua_saw_return(spr_lua_unit *u, const spr_ast *e) {
  u->returned = e;
}

static void answers_hook(spr_lua_unit *u, const spr_ast *key, const spr_ast *value) {
  if (!value || (value->kind != SPR_AST_FUNCTION && value->kind != SPR_AST_LOCAL)) return;
  int32_t i = spr_model_hook(u->model, key->s);
  if (u->answers && i >= 0) u->answers[i] = spr_lua_span(u, key->from, key->to);
  if (i >= 0 || value->kind != SPR_AST_FUNCTION) return;
  spr_near near;
  NEAREST(near, key, u->model->hooks, u->model->nhooks, name);
  unknown(u, SPR_D_HOOK_UNDECLARED, key, &near, "no hook \"%s\" is declared");
}

static void table_answers(spr_lua_unit *u, const spr_ast *table) {
  for (const spr_ast *item = table->args; item; item = item->next)
    if (item->b && item->b->kind == SPR_AST_STRING) answers_hook(u, item->b, item->a);
}

static void file_ends(spr_lua_unit *u) {
  const spr_ast *r = u->returned;
  if (!r || (r->kind != SPR_AST_LOCAL && r->kind != SPR_AST_TABLE)) {
    spr_diag *d = spr_lua_fault(u, SPR_D_LUA_LOAD, r ? r->from : u->text.n, r ? r->to : u->text.n,
                                "the file does not return a table of hooks");
    if (u->diags)
      spr_diag_help(u->diags, d,
                    "begin with `local NAME = {}`, write `function NAME.HOOK(...)`, end with `return NAME`");
    return;
  }
  if (r->kind == SPR_AST_TABLE) {
    table_answers(u, r);
    return;
  }
  if (r->var->init && r->var->init->kind == SPR_AST_TABLE) table_answers(u, r->var->init);
  for (uint32_t i = 0; i < u->nmembers; i++)
    if (u->members[i].of == r->var) answers_hook(u, u->members[i].key, u->members[i].value);
}

static void expression_ends(spr_lua_unit *u) {
  const spr_ast *r = u->root;
  spr_str key;
  while (r->kind == SPR_AST_PAREN) r = r->a;
  if (constant_key(r, &key) && is_engine(r->a, "hook") && spr_model_hook(u->model, key) >= 0) {
    spr_diag *d = spr_lua_fault(u, SPR_D_HOOK_ARGUMENTS, r->from, r->to, "hook %.*s is named, but not called",
                                SPR_FMT(key));
    if (u->diags) spr_diag_help(u->diags, d, "write hook.%.*s(...)", SPR_FMT(key));
  }
  bool hook_call = r->kind == SPR_AST_CALL && constant_key(r->a, &key) && is_engine(r->a->a, "hook");
  if (u->kind == SPR_X_CALL && !hook_call)
    spr_lua_fault(u, SPR_D_LUA_SYNTAX, r->from, r->to, "`call` takes a hook: hook.NAME(...)");
}

void spr_lua_saw_end(spr_lua_unit *u) {
  if (u->mode == SPR_LUA_FILE)
    file_ends(u);
  else if (u->mode == SPR_LUA_EXPR)
    expression_ends(u);
}
