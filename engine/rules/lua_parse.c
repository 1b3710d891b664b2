/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_parser.h"

static spr_ast *seen_expression(spr_parser *p) {
  spr_ast *e = spr_parse_expression(p, 0);
  if (!p->u->syntax) spr_lua_saw_expr(p->u, e);
  return e;
}

static void saw_assign(spr_parser *p, const spr_ast *target, const spr_ast *value) {
  if (p->u->syntax) return;
  bool outer = target->kind == SPR_AST_LOCAL && spr_parse_note_outer(p, target->var);
  spr_lua_saw_assign(p->u, target, value, outer, p->fn->depth == 0);
}

static void scoped_block(spr_parser *p) {
  uint32_t nvars = p->nvars;
  spr_parse_block(p);
  spr_parse_close_scope(p, nvars);
}

static void if_statement(spr_parser *p, uint32_t at) {
  for (;;) {
    spr_parse_advance(p);
    seen_expression(p);
    spr_parse_expect(p, SPR_TK_THEN);
    scoped_block(p);
    if (p->tok.kind != SPR_TK_ELSEIF) break;
  }
  if (spr_parse_accept(p, SPR_TK_ELSE)) scoped_block(p);
  spr_parse_expect_close(p, SPR_TK_ENDWORD, SPR_TK_IF, at);
}

static void for_statement(spr_parser *p, uint32_t at) {
  struct {
    spr_str s;
    uint32_t from, to;
  } *names = NULL;
  uint32_t n = 0, cap = 0, nvars = p->nvars;
  spr_parse_advance(p);
  do {
    void *grown = SPR_PUSH(p->u->arena, names, n, cap);
    (void)grown;
    names[n - 1].from = p->tok.from;
    names[n - 1].to = p->tok.to;
    names[n - 1].s = spr_parse_name(p);
  } while (spr_parse_accept(p, SPR_TK_COMMA));
  if (n == 1 && spr_parse_accept(p, SPR_TK_ASSIGN)) {
    seen_expression(p);
    spr_parse_expect(p, SPR_TK_COMMA);
    seen_expression(p);
    if (spr_parse_accept(p, SPR_TK_COMMA)) seen_expression(p);
  } else {
    if (p->tok.kind != SPR_TK_IN) spr_parse_unexpected(p, n == 1 ? "`=` or `in`" : "`in`");
    spr_parse_advance(p);
    do seen_expression(p);
    while (spr_parse_accept(p, SPR_TK_COMMA));
  }
  spr_parse_expect(p, SPR_TK_DO);
  p->fn->locals += 4; /* the loop's own hidden ones */
  for (uint32_t i = 0; i < n; i++) spr_parse_declare(p, names[i].s, names[i].from, names[i].to, false, false);
  spr_parse_block(p);
  spr_parse_close_scope(p, nvars);
  p->fn->locals -= 4;
  spr_parse_expect_close(p, SPR_TK_ENDWORD, SPR_TK_FOR, at);
}

static void function_statement(spr_parser *p, uint32_t at) {
  spr_parse_advance(p);
  if (p->tok.kind != SPR_TK_NAME) {
    spr_parse_unexpected(p, "a name");
    return;
  }
  spr_ast *target = spr_parse_name_node(p);
  bool method = false;
  while (p->tok.kind == SPR_TK_DOT) target = spr_parse_dot(p, target);
  if (spr_parse_accept(p, SPR_TK_COLON)) {
    method = true;
    uint32_t from = p->tok.from, to = p->tok.to;
    spr_ast *key = spr_parse_node(p, SPR_AST_STRING, from);
    key->s = spr_parse_name(p);
    spr_parse_constant(p, key->s);
    key->to = to;
    target = spr_parse_index_node(p, target, key, true);
  }
  spr_ast *f = spr_parse_function_body(p, at, method);
  saw_assign(p, target, f);
}

static void local_function(spr_parser *p, uint32_t at) {
  spr_parse_advance(p);
  uint32_t from = p->tok.from, to = p->tok.to;
  spr_parse_declare(p, spr_parse_name(p), from, to, false, false);
  spr_parse_function_body(p, at, false);
}

static void local_statement(spr_parser *p) {
  struct {
    spr_str s;
    uint32_t from, to;
    bool is_const;
  } *names = NULL;
  uint32_t n = 0, cap = 0;
  do {
    void *grown = SPR_PUSH(p->u->arena, names, n, cap);
    (void)grown;
    names[n - 1].from = p->tok.from;
    names[n - 1].to = p->tok.to;
    names[n - 1].s = spr_parse_name(p);
    if (spr_parse_accept(p, SPR_TK_LT)) {
      uint32_t at = p->tok.from, to = p->tok.to;
      spr_str attribute = spr_parse_name(p);
      if (spr_str_is(attribute, "const"))
        names[n - 1].is_const = true;
      else if (spr_str_is(attribute, "close"))
        spr_parse_fail(p, at, to, "rules have no variables to be closed");
      else
        spr_parse_fail(p, at, to, "no such attribute; there is only `const`");
      spr_parse_expect(p, SPR_TK_GT);
    }
  } while (spr_parse_accept(p, SPR_TK_COMMA));
  spr_ast *value = NULL;
  if (spr_parse_accept(p, SPR_TK_ASSIGN)) {
    do value = seen_expression(p);
    while (spr_parse_accept(p, SPR_TK_COMMA));
  }
  for (uint32_t i = 0; i < n; i++)
    spr_parse_declare(p, names[i].s, names[i].from, names[i].to, false, names[i].is_const);
  if (n == 1) p->vars[p->nvars - 1]->init = value;
}

static void return_statement(spr_parser *p) {
  spr_parse_advance(p);
  spr_parse_accept(p, SPR_TK_SEMICOLON);
  if (p->tok.kind == SPR_TK_END || p->tok.kind == SPR_TK_ENDWORD || p->tok.kind == SPR_TK_ELSE ||
      p->tok.kind == SPR_TK_ELSEIF || p->tok.kind == SPR_TK_UNTIL)
    return;
  spr_ast list = {.kind = SPR_AST_TABLE};
  spr_parse_expression_list(p, &list);
  for (spr_ast *e = list.args; e && !p->u->syntax; e = e->next) {
    if (p->fn->depth == 0 && list.nargs == 1) spr_lua_saw_return(p->u, e);
    spr_lua_saw_expr(p->u, e);
  }
  spr_parse_accept(p, SPR_TK_SEMICOLON);
}

static void expression_statement(spr_parser *p) {
  spr_ast *first = spr_parse_suffixed(p);
  if (p->tok.kind != SPR_TK_ASSIGN && p->tok.kind != SPR_TK_COMMA) {
    if (first->kind != SPR_AST_CALL && first->kind != SPR_AST_METHOD)
      spr_parse_fail(p, first->from, first->to, "an expression alone does nothing; assign it or call it");
    else if (!p->u->syntax)
      spr_lua_saw_expr(p->u, first);
    return;
  }
  spr_ast targets = {.kind = SPR_AST_TABLE}, values = {.kind = SPR_AST_TABLE};
  spr_ast **tail = &targets.args;
  spr_parse_append(&targets, &tail, first);
  while (spr_parse_accept(p, SPR_TK_COMMA)) spr_parse_append(&targets, &tail, spr_parse_suffixed(p));
  spr_parse_expect(p, SPR_TK_ASSIGN);
  spr_parse_expression_list(p, &values);
  for (spr_ast *t = targets.args; t; t = t->next) {
    if (t->kind == SPR_AST_LOCAL || t->kind == SPR_AST_GLOBAL || t->kind == SPR_AST_INDEX)
      saw_assign(p, t, targets.nargs == 1 ? values.args : NULL);
    else
      spr_parse_fail(p, t->from, t->to, "this cannot be assigned to");
  }
  for (spr_ast *v = values.args; v && !p->u->syntax; v = v->next) spr_lua_saw_expr(p->u, v);
}

/* true after a statement that must be the last one of its block. */
static bool statement(spr_parser *p) {
  uint32_t at = p->tok.from;
  switch (p->tok.kind) {
    case SPR_TK_SEMICOLON:
    case SPR_TK_BREAK: spr_parse_advance(p); return false;
    case SPR_TK_LABEL:
      spr_parse_advance(p);
      spr_parse_name(p);
      spr_parse_expect(p, SPR_TK_LABEL);
      return false;
    case SPR_TK_GOTO:
      spr_parse_advance(p);
      spr_parse_name(p);
      return false;
    case SPR_TK_IF: if_statement(p, at); return false;
    case SPR_TK_WHILE:
      spr_parse_advance(p);
      seen_expression(p);
      spr_parse_expect(p, SPR_TK_DO);
      scoped_block(p);
      spr_parse_expect_close(p, SPR_TK_ENDWORD, SPR_TK_WHILE, at);
      return false;
    case SPR_TK_DO:
      spr_parse_advance(p);
      scoped_block(p);
      spr_parse_expect_close(p, SPR_TK_ENDWORD, SPR_TK_DO, at);
      return false;
    case SPR_TK_FOR: for_statement(p, at); return false;
    case SPR_TK_REPEAT: {
      uint32_t nvars = p->nvars;
      spr_parse_advance(p);
      spr_parse_block(p);
      spr_parse_expect_close(p, SPR_TK_UNTIL, SPR_TK_REPEAT, at);
      seen_expression(p); /* sees the block's locals */
      spr_parse_close_scope(p, nvars);
      return false;
    }
    case SPR_TK_FUNCTION: function_statement(p, at); return false;
    case SPR_TK_LOCAL:
      spr_parse_advance(p);
      if (p->tok.kind == SPR_TK_FUNCTION)
        local_function(p, p->tok.from);
      else
        local_statement(p);
      return false;
    case SPR_TK_RETURN: return_statement(p); return true;
    default: expression_statement(p); return false;
  }
}

static bool block_ends(spr_tk k) {
  return k == SPR_TK_END || k == SPR_TK_ENDWORD || k == SPR_TK_ELSE || k == SPR_TK_ELSEIF ||
         k == SPR_TK_UNTIL;
}

void spr_parse_block(spr_parser *p) {
  if (!spr_parse_enter(p)) return;
  while (!block_ends(p->tok.kind))
    if (statement(p)) break;
  spr_parse_leave(p);
}

void spr_lua_parse(spr_lua_unit *u) {
  spr_parser p = {.u = u, .line = 1};
  spr_parse_fn main;
  spr_lexer_init(&p.lex, u->arena, u->text);
  spr_parse_open_function(&p, &main, false);
  spr_parse_advance(&p);
  if (u->mode == SPR_LUA_EXPR) {
    u->root = spr_parse_expression(&p, 0);
    if (p.tok.kind != SPR_TK_END) spr_parse_unexpected(&p, "the end of the expression");
    if (!u->syntax) spr_lua_saw_expr(u, u->root);
  } else {
    spr_parse_block(&p);
    if (p.tok.kind != SPR_TK_END) spr_parse_unexpected(&p, "a statement");
  }
  spr_parse_close_function(&p, 0);
  if (u->syntax)
    u->root = NULL;
  else
    spr_lua_saw_end(u);
}
