/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_check.h"
#include "rules/lua_names.h"

/* Names by themselves, expressions and assignments. */

/* -- names ---------------------------------------------------------------------------------------------- */

static void global(spr_lua_unit *u, const spr_ast *e) {
  const spr_lua_name *n = memchr(e->s.p, '.', e->s.n) ? NULL : spr_lua_name_find(e->s);
  if (n && n->where == SPR_NAME_CITY && !u->is_city) {
    spr_diag *d =
        spr_lua_fault(u, SPR_D_LUA_GLOBAL, e->from, e->to, "there is no `%.*s` here", SPR_FMT(e->s));
    if (u->diags)
      spr_diag_help(u->diags, d, "only a city's file can call the package's own answers; use hook.NAME(...)");
    return;
  }
  if (n && n->where == SPR_NAME_ACTS && !spr_lua_may_act(u)) {
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

/* -- expressions ---------------------------------------------------------------------------------------- */

static void walk(spr_lua_unit *u, const spr_ast *e);

/* A name that stands by itself: what is done with it cannot be seen. */
static void passed_on(spr_lua_unit *u, const spr_ast *e) {
  spr_lua_uses *x = u->uses;
  if (!x) return;
  if (spr_lua_is_engine(e, "param")) x->dynamic_params = true;
  if (spr_lua_is_engine(e, "hook") || (u->is_city && spr_lua_is_engine(e, "standard")))
    x->dynamic_hooks = true;
  if (spr_lua_raises(e)) x->dynamic_raise = true;
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
        if (spr_lua_saw_member(u, e)) return;
        e = e->a;
        break;
      case SPR_AST_CALL:
        spr_lua_saw_call(u, e);
        walk_args(u, e);
        if (e->a->kind == SPR_AST_GLOBAL && spr_str_is(e->a->s, "inside")) return;
        if (spr_lua_raises(e->a)) {
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

/* -- assignments, declarations ----------------------------------------------------------------- */

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
  if (spr_lua_is_engine(t->a, "case")) {
    if (spr_lua_constant_key(t, &key)) spr_lua_case_member(u, t->b);
    if (!spr_lua_may_act(u))
      spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to,
                    "the case file can be changed only by `run` and action hooks");
    walk(u, t->b);
    return;
  }
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
    if (!spr_lua_is_engine(t->a, fixed[i])) continue;
    spr_lua_fault(u, SPR_D_LUA_ASSIGN, t->from, t->to, "`%s` cannot be changed", fixed[i]);
    return;
  }
  if (spr_lua_is_library(t->a)) {
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
