/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_check.h"

/* Calls that the engine knows: inside, hooks, and what raises events. */

bool spr_lua_may_act(const spr_lua_unit *u) {
  return u->mode != SPR_LUA_EXPR || u->kind == SPR_X_CALL;
}

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
  spr_lua_unknown(u, SPR_D_UNKNOWN_STATE, arg, &near, "no state \"%s\"");
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
  if (!h->returns && !spr_lua_may_act(u)) {
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

bool spr_lua_raises(const spr_ast *f) {
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

void spr_lua_saw_call(spr_lua_unit *u, const spr_ast *e) {
  const spr_ast *f = e->a;
  spr_str key;
  if (f->kind == SPR_AST_GLOBAL && spr_str_is(f->s, "inside")) call_of_inside(u, e);
  if (spr_lua_constant_key(f, &key) &&
      (spr_lua_is_engine(f->a, "hook") || (u->is_city && spr_lua_is_engine(f->a, "standard"))))
    call_of_hook(u, e, key);
  if (spr_lua_raises(f)) call_of_raise(u, e);
}
