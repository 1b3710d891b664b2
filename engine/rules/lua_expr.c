/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_parser.h"

void spr_parse_append(spr_ast *list, spr_ast ***tail, spr_ast *e) {
  **tail = e;
  *tail = &e->next;
  list->nargs++;
}

void spr_parse_expression_list(spr_parser *p, spr_ast *list) {
  spr_ast **tail = &list->args;
  do spr_parse_append(list, &tail, spr_parse_expression(p, 0));
  while (spr_parse_accept(p, SPR_TK_COMMA));
}

static spr_ast *string_node(spr_parser *p) {
  spr_ast *e = spr_parse_node(p, SPR_AST_STRING, p->tok.from);
  e->s = p->tok.s;
  spr_parse_constant(p, e->s);
  spr_parse_advance(p);
  return e;
}

static spr_ast *table(spr_parser *p) {
  spr_ast *t = spr_parse_node(p, SPR_AST_TABLE, p->tok.from);
  spr_ast **tail = &t->args;
  spr_parse_advance(p);
  while (p->tok.kind != SPR_TK_RBRACE && p->tok.kind != SPR_TK_END) {
    spr_ast *key = NULL;
    if (p->tok.kind == SPR_TK_NAME && spr_parse_peek(p) == SPR_TK_ASSIGN) {
      key = string_node(p);
      spr_parse_advance(p);
    } else if (spr_parse_accept(p, SPR_TK_LBRACKET)) {
      key = spr_parse_expression(p, 0);
      spr_parse_expect(p, SPR_TK_RBRACKET);
      spr_parse_expect(p, SPR_TK_ASSIGN);
    }
    spr_ast *value = spr_parse_expression(p, 0), *item = SPR_NEW(p->u->arena, spr_ast);
    *item = (spr_ast){.kind = SPR_AST_PAREN, .from = value->from, .to = value->to, .a = value, .b = key};
    spr_parse_append(t, &tail, item);
    if (!spr_parse_accept(p, SPR_TK_COMMA) && !spr_parse_accept(p, SPR_TK_SEMICOLON)) break;
  }
  spr_parse_expect_close(p, SPR_TK_RBRACE, SPR_TK_LBRACE, t->from);
  t->to = p->before;
  return t;
}

static void call_arguments(spr_parser *p, spr_ast *call) {
  spr_ast **tail = &call->args;
  uint32_t open = p->tok.from;
  if (p->tok.kind == SPR_TK_STRING) {
    spr_parse_append(call, &tail, string_node(p));
  } else if (p->tok.kind == SPR_TK_LBRACE) {
    spr_parse_append(call, &tail, table(p));
  } else if (spr_parse_accept(p, SPR_TK_LPAREN)) {
    if (p->tok.kind != SPR_TK_RPAREN) spr_parse_expression_list(p, call);
    spr_parse_expect_close(p, SPR_TK_RPAREN, SPR_TK_LPAREN, open);
  } else {
    spr_parse_unexpected(p, "the arguments of the call");
  }
  call->to = p->before;
}

spr_ast *spr_parse_index_node(spr_parser *p, spr_ast *object, spr_ast *key, bool dotted) {
  spr_ast *e = spr_parse_node(p, SPR_AST_INDEX, object->from);
  e->a = object;
  e->b = key;
  e->dotted = dotted;
  e->to = p->before;
  return e;
}

spr_ast *spr_parse_dot(spr_parser *p, spr_ast *object) {
  spr_parse_advance(p);
  if (p->tok.kind != SPR_TK_NAME) {
    spr_parse_unexpected(p, "a name");
    return object;
  }
  return spr_parse_index_node(p, object, string_node(p), true);
}

spr_ast *spr_parse_suffixed(spr_parser *p) {
  spr_ast *e;
  uint32_t from = p->tok.from;
  if (p->tok.kind == SPR_TK_NAME) {
    e = spr_parse_name_node(p);
  } else if (spr_parse_accept(p, SPR_TK_LPAREN)) {
    spr_ast *inner = spr_parse_expression(p, 0);
    spr_parse_expect_close(p, SPR_TK_RPAREN, SPR_TK_LPAREN, from);
    e = spr_parse_node(p, SPR_AST_PAREN, from);
    e->a = inner;
    e->to = p->before;
  } else {
    spr_parse_unexpected(p, "an expression");
    return spr_parse_node(p, SPR_AST_NIL, from);
  }
  for (;;) {
    spr_ast *object = e;
    switch (p->tok.kind) {
      case SPR_TK_DOT: e = spr_parse_dot(p, object); break;
      case SPR_TK_LBRACKET: {
        spr_parse_advance(p);
        spr_ast *key = spr_parse_expression(p, 0);
        spr_parse_expect(p, SPR_TK_RBRACKET);
        e = spr_parse_index_node(p, object, key, false);
        break;
      }
      case SPR_TK_COLON:
        spr_parse_advance(p);
        e = spr_parse_node(p, SPR_AST_METHOD, from);
        e->a = object;
        e->s = spr_parse_name(p);
        spr_parse_constant(p, e->s);
        call_arguments(p, e);
        break;
      case SPR_TK_LPAREN:
      case SPR_TK_STRING:
      case SPR_TK_LBRACE:
        e = spr_parse_node(p, SPR_AST_CALL, from);
        e->a = object;
        call_arguments(p, e);
        break;
      default: return e;
    }
  }
}

static spr_ast *literal(spr_parser *p, spr_ast_kind k) {
  spr_ast *e = spr_parse_node(p, k, p->tok.from);
  e->i = p->tok.i;
  e->n = p->tok.n;
  if (k == SPR_AST_INT || k == SPR_AST_NUM)
    spr_parse_constant(p, spr_str_n(p->u->text.p + p->tok.from, p->tok.to - p->tok.from));
  spr_parse_advance(p);
  return e;
}

static spr_ast *simple(spr_parser *p) {
  switch (p->tok.kind) {
    case SPR_TK_INT: return literal(p, SPR_AST_INT);
    case SPR_TK_NUM: return literal(p, SPR_AST_NUM);
    case SPR_TK_NIL: return literal(p, SPR_AST_NIL);
    case SPR_TK_TRUE: return literal(p, SPR_AST_TRUE);
    case SPR_TK_FALSE: return literal(p, SPR_AST_FALSE);
    case SPR_TK_STRING: return string_node(p);
    case SPR_TK_LBRACE: return table(p);
    case SPR_TK_ELLIPSIS:
      if (!p->fn->vararg)
        spr_parse_fail(p, p->tok.from, p->tok.to, "`...` stands only in a function that takes `...`");
      spr_lua_edit(p->u, 1, p->tok.from, 3, "spr__args(...)", 0);
      return literal(p, SPR_AST_VARARG);
    case SPR_TK_FUNCTION: {
      uint32_t at = p->tok.from;
      spr_parse_advance(p);
      return spr_parse_function_body(p, at, false);
    }
    default: return spr_parse_suffixed(p);
  }
}

/* Binding strength to the left and to the right, by the manual, 3.4.8. */
static bool binary(spr_tk k, int *left, int *right) {
  switch (k) {
    case SPR_TK_OR: *left = *right = 1; return true;
    case SPR_TK_AND: *left = *right = 2; return true;
    case SPR_TK_LT:
    case SPR_TK_GT:
    case SPR_TK_LE:
    case SPR_TK_GE:
    case SPR_TK_NE:
    case SPR_TK_EQ: *left = *right = 3; return true;
    case SPR_TK_BOR: *left = *right = 4; return true;
    case SPR_TK_BXOR: *left = *right = 5; return true;
    case SPR_TK_BAND: *left = *right = 6; return true;
    case SPR_TK_SHL:
    case SPR_TK_SHR: *left = *right = 7; return true;
    case SPR_TK_CONCAT:
      *left = 9;
      *right = 8;
      return true;
    case SPR_TK_ADD:
    case SPR_TK_SUB: *left = *right = 10; return true;
    case SPR_TK_MUL:
    case SPR_TK_DIV:
    case SPR_TK_IDIV:
    case SPR_TK_MOD: *left = *right = 11; return true;
    case SPR_TK_POW:
      *left = 14;
      *right = 13;
      return true;
    default: return false;
  }
}
#define UNARY_STRENGTH 12

spr_ast *spr_parse_expression(spr_parser *p, int limit) {
  uint32_t from = p->tok.from;
  spr_ast *e;
  if (!spr_parse_enter(p)) return spr_parse_node(p, SPR_AST_NIL, from);
  spr_tk k = p->tok.kind;
  if (k == SPR_TK_NOT || k == SPR_TK_SUB || k == SPR_TK_LEN || k == SPR_TK_BXOR) {
    if (k == SPR_TK_SUB || k == SPR_TK_BXOR) p->fn->calculates = true;
    spr_parse_advance(p);
    e = spr_parse_node(p, SPR_AST_UNARY, from);
    e->op = k;
    e->a = spr_parse_expression(p, UNARY_STRENGTH);
    e->to = p->before;
  } else {
    e = simple(p);
  }
  int left, right;
  while (binary(p->tok.kind, &left, &right) && left > limit) {
    spr_ast *b = spr_parse_node(p, SPR_AST_BINARY, e->from);
    uint32_t op_at = p->tok.from;
    b->op = p->tok.kind;
    if (b->op != SPR_TK_AND && b->op != SPR_TK_OR && b->op != SPR_TK_CONCAT) p->fn->calculates = true;
    spr_parse_advance(p);
    b->a = e;
    b->b = spr_parse_expression(p, right);
    b->to = p->before;
    if (b->op == SPR_TK_POW) {
      spr_lua_edit(p->u, 2, e->from, 0, "spr__pow(", 0);
      spr_lua_edit(p->u, 1, op_at, 1, ",", 0);
      spr_lua_edit(p->u, 0, b->to, 0, ")", 0);
    }
    e = b;
  }
  spr_parse_leave(p);
  return e;
}
