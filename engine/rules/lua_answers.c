/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_check.h"

/* What a whole text answers: the hooks of a file, the value of an expression. */

void spr_lua_saw_return(spr_lua_unit *u, const spr_ast *e) {
  u->returned = e;
}

static void answers_hook(spr_lua_unit *u, const spr_ast *key, const spr_ast *value) {
  if (!value || (value->kind != SPR_AST_FUNCTION && value->kind != SPR_AST_LOCAL)) return;
  int32_t i = spr_model_hook(u->model, key->s);
  if (u->answers && i >= 0) u->answers[i] = spr_lua_span(u, key->from, key->to);
  if (i >= 0 || value->kind != SPR_AST_FUNCTION) return;
  spr_near near;
  SPR_NEAREST(near, key, u->model->hooks, u->model->nhooks, name);
  spr_lua_unknown(u, SPR_D_HOOK_UNDECLARED, key, &near, "no hook \"%s\" is declared");
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
  if (spr_lua_constant_key(r, &key) && spr_lua_is_engine(r->a, "hook") &&
      spr_model_hook(u->model, key) >= 0) {
    spr_diag *d = spr_lua_fault(u, SPR_D_HOOK_ARGUMENTS, r->from, r->to, "hook %.*s is named, but not called",
                                SPR_FMT(key));
    if (u->diags) spr_diag_help(u->diags, d, "write hook.%.*s(...)", SPR_FMT(key));
  }
  bool hook_call =
      r->kind == SPR_AST_CALL && spr_lua_constant_key(r->a, &key) && spr_lua_is_engine(r->a->a, "hook");
  if (u->kind == SPR_X_CALL && !hook_call)
    spr_lua_fault(u, SPR_D_LUA_SYNTAX, r->from, r->to, "`call` takes a hook: hook.NAME(...)");
}

void spr_lua_saw_end(spr_lua_unit *u) {
  if (u->mode == SPR_LUA_FILE)
    file_ends(u);
  else if (u->mode == SPR_LUA_EXPR)
    expression_ends(u);
}
