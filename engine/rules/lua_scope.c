/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_parser.h"

#include <stdio.h>

/* -- words ---------------------------------------------------------------------------------------------- */

/* From here on there is only the end of the text. */
static void stop(spr_parser *p) {
  p->tok = (spr_token){.kind = SPR_TK_END, .from = p->u->text.n, .to = p->u->text.n};
  p->has_ahead = false;
  p->lex.i = p->lex.n;
}

void spr_parse_fail(spr_parser *p, uint32_t from, uint32_t to, const char *message) {
  if (!p->u->syntax) spr_lua_syntax(p->u, from, to, "%s", message);
  stop(p);
}

static void fetch(spr_parser *p, spr_token *t) {
  spr_lexer_next(&p->lex, t);
  if (t->kind != SPR_TK_ERROR) return;
  if (!p->u->syntax) spr_lua_syntax(p->u, t->from, t->to, "%.*s", SPR_FMT(t->s));
  t->kind = SPR_TK_END;
}

void spr_parse_advance(spr_parser *p) {
  p->before = p->tok.to;
  if (p->has_ahead)
    p->tok = p->ahead;
  else
    fetch(p, &p->tok);
  p->has_ahead = false;
}

spr_tk spr_parse_peek(spr_parser *p) {
  if (!p->has_ahead) fetch(p, &p->ahead);
  p->has_ahead = true;
  return p->ahead.kind;
}

bool spr_parse_accept(spr_parser *p, spr_tk k) {
  if (p->tok.kind != k) return false;
  spr_parse_advance(p);
  return true;
}

void spr_parse_unexpected(spr_parser *p, const char *expected) {
  if (p->u->syntax) return;
  uint32_t from = p->tok.from, to = p->tok.to;
  bool end = p->tok.kind == SPR_TK_END;
  spr_lua_syntax(p->u, from, to, "expected %s, but here is %s%.*s%s", expected, end ? "" : "`",
                 end ? (int)strlen(spr_tk_text(SPR_TK_END)) : (int)(to - from > 40 ? 40 : to - from),
                 end ? spr_tk_text(SPR_TK_END) : p->u->text.p + from, end ? "" : "`");
  stop(p);
}

void spr_parse_expect(spr_parser *p, spr_tk k) {
  if (spr_parse_accept(p, k)) return;
  char quoted[32];
  snprintf(quoted, sizeof quoted, "`%s`", spr_tk_text(k));
  spr_parse_unexpected(p, quoted);
}

/* The `k` that closes what stands at `open`. */
void spr_parse_expect_close(spr_parser *p, spr_tk k, spr_tk what, uint32_t open) {
  if (spr_parse_accept(p, k)) return;
  uint32_t line = 1;
  for (uint32_t i = 0; i < open; i++) line += p->u->text.p[i] == '\n';
  char quoted[96];
  snprintf(quoted, sizeof quoted,
           line == 1 ? "`%s` to close `%s`" : "`%s` to close `%s` of line %u of the text", spr_tk_text(k),
           spr_tk_text(what), line);
  spr_parse_unexpected(p, quoted);
}

bool spr_parse_enter(spr_parser *p) {
  if (++p->depth <= SPR_MAX_LUA_NESTING) return true;
  spr_parse_fail(p, p->tok.from, p->tok.to, "the code is nested too deeply");
  return false;
}
void spr_parse_leave(spr_parser *p) {
  p->depth--;
}

spr_ast *spr_parse_node(spr_parser *p, spr_ast_kind k, uint32_t from) {
  spr_ast *e = SPR_NEW(p->u->arena, spr_ast);
  e->kind = k;
  e->from = from;
  e->to = p->tok.to;
  return e;
}

spr_str spr_parse_name(spr_parser *p) {
  spr_str s = p->tok.s;
  if (p->tok.kind == SPR_TK_NAME) {
    spr_parse_advance(p);
    return s;
  }
  spr_parse_unexpected(p, "a name");
  return SPR_STR("");
}

/* -- names and functions -------------------------------------------------------------------------------- */

void spr_parse_constant(spr_parser *p, spr_str s) {
  spr_names_add(&p->fn->constants, s, NULL);
}

void spr_parse_declare(spr_parser *p, spr_str s, uint32_t from, uint32_t to, bool parameter, bool is_const) {
  if (++p->fn->locals > SPR_MAX_LUA_LOCALS)
    spr_parse_fail(p, from, to, "too many local variables in one function (200 at most)");
  if (from < to) spr_lua_saw_declaration(p->u, s, from, to);
  spr_lua_var *v = SPR_NEW(p->u->arena, spr_lua_var);
  *v = (spr_lua_var){s, from, to, p->fn->depth, parameter, is_const, NULL};
  *SPR_PUSH(p->u->arena, p->vars, p->nvars, p->cap_vars) = v;
}

void spr_parse_close_scope(spr_parser *p, uint32_t nvars) {
  p->fn->locals -= p->nvars - nvars;
  p->nvars = nvars;
}

spr_ast *spr_parse_name_node(spr_parser *p) {
  spr_ast *e = spr_parse_node(p, SPR_AST_GLOBAL, p->tok.from);
  e->s = p->tok.s;
  for (uint32_t i = p->nvars; i-- > 0;) {
    if (!spr_str_eq(p->vars[i]->name, e->s)) continue;
    e->kind = SPR_AST_LOCAL;
    e->var = p->vars[i];
    break;
  }
  if (e->kind == SPR_AST_GLOBAL) spr_parse_constant(p, e->s);
  spr_parse_advance(p);
  return e;
}

void spr_parse_open_function(spr_parser *p, spr_parse_fn *f, bool vararg) {
  *f = (spr_parse_fn){.outer = p->fn, .depth = p->fn ? p->fn->depth + 1 : 0, .vararg = vararg};
  spr_names_init(&f->constants, p->u->arena);
  p->fn = f;
}

void spr_parse_close_function(spr_parser *p, uint32_t at) {
  if (p->fn->constants.n > SPR_MAX_LUA_CONSTANTS && p->fn->calculates)
    spr_parse_fail(p, at, at + 1, "one function holds too many different names and values; divide it");
  p->fn = p->fn->outer;
}

static uint32_t line_of(spr_parser *p, uint32_t at) {
  if (at < p->line_at) p->line_at = 0, p->line = 1;
  for (; p->line_at < at; p->line_at++) p->line += p->u->text.p[p->line_at] == '\n';
  return p->line;
}

/* From the `(` of the parameters to the `end`. at: of the word `function`. */
spr_ast *spr_parse_function_body(spr_parser *p, uint32_t at, bool method) {
  spr_ast *e = spr_parse_node(p, SPR_AST_FUNCTION, at);
  spr_parse_fn f;
  uint32_t nvars = p->nvars;
  if (!spr_parse_enter(p)) return e;
  spr_parse_open_function(p, &f, false);
  if (method) spr_parse_declare(p, SPR_STR("self"), 0, 0, true, false);
  spr_parse_expect(p, SPR_TK_LPAREN);
  while (p->tok.kind != SPR_TK_RPAREN && p->tok.kind != SPR_TK_END) {
    if (spr_parse_accept(p, SPR_TK_ELLIPSIS)) {
      f.vararg = true;
      break;
    }
    uint32_t from = p->tok.from, to = p->tok.to;
    spr_parse_declare(p, spr_parse_name(p), from, to, true, false);
    if (!spr_parse_accept(p, SPR_TK_COMMA)) break;
    if (p->tok.kind == SPR_TK_RPAREN) spr_parse_unexpected(p, "a name");
  }
  spr_parse_expect(p, SPR_TK_RPAREN);
  spr_parse_block(p);
  uint32_t end = p->tok.from;
  spr_parse_expect_close(p, SPR_TK_ENDWORD, SPR_TK_FUNCTION, at);
  e->to = p->before;
  spr_lua_function *known = SPR_PUSH(p->u->arena, p->u->functions, p->u->nfunctions, p->u->cap_functions);
  *known = (spr_lua_function){line_of(p, at), line_of(p, end), f.keeps};
  spr_parse_close_scope(p, nvars);
  spr_parse_close_function(p, at);
  spr_parse_leave(p);
  return e;
}

/* An assignment to a variable of an outer function is kept by every function between. */
bool spr_parse_note_outer(spr_parser *p, const spr_lua_var *v) {
  if (v->function == p->fn->depth) return false;
  for (spr_parse_fn *f = p->fn; f && f->depth > v->function; f = f->outer) f->keeps = true;
  return true;
}
