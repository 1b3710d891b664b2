/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_LUA_PARSER_H
#define SPR_RULES_LUA_PARSER_H

#include "base/limits.h"
#include "rules/lua_ast.h"

/* The inside of spr_lua_parse (lua_ast.h): recursive descent after the grammar in chapter 9 of the Lua 5.4
 * manual. lua_scope.c: words, names and functions; lua_expr.c: expressions; lua_parse.c: statements. After
 * the first error of syntax all that follows is the end of the text, so every loop ends at SPR_TK_END. */

#define SPR_MAX_LUA_LOCALS 200 /* of one function; Lua's own bound */

typedef struct spr_parse_fn { /* a function that is being read */
  struct spr_parse_fn *outer;
  uint32_t depth; /* 0: the text itself */
  bool vararg, keeps;
  uint32_t locals;
  spr_names constants;
  bool calculates;
} spr_parse_fn;

typedef struct spr_parser {
  spr_lua_unit *u;
  spr_lexer lex;
  spr_token tok, ahead;
  bool has_ahead;
  uint32_t before; /* end of the token that was passed last */
  uint32_t depth;
  spr_lua_var **vars; /* those in scope */
  uint32_t nvars, cap_vars;
  spr_parse_fn *fn;
  uint32_t line_at, line; /* the line of a place, found by going on from the last one */
} spr_parser;

/* -- words ---------------------------------------------------------------------------------------------- */
void spr_parse_fail(spr_parser *p, uint32_t from, uint32_t to, const char *message);
void spr_parse_unexpected(spr_parser *p, const char *expected);
void spr_parse_advance(spr_parser *p);
spr_tk spr_parse_peek(spr_parser *p); /* the word after the present one */
bool spr_parse_accept(spr_parser *p, spr_tk k);
void spr_parse_expect(spr_parser *p, spr_tk k);
/* The `k` that closes what stands at `open`. */
void spr_parse_expect_close(spr_parser *p, spr_tk k, spr_tk what, uint32_t open);
/* One level deeper; false where that is too deep. */
bool spr_parse_enter(spr_parser *p);
void spr_parse_leave(spr_parser *p);
spr_ast *spr_parse_node(spr_parser *p, spr_ast_kind k, uint32_t from);
spr_str spr_parse_name(spr_parser *p);

/* -- names and functions -------------------------------------------------------------------------------- */
void spr_parse_constant(spr_parser *p, spr_str s); /* the function holds one more */
void spr_parse_declare(spr_parser *p, spr_str s, uint32_t from, uint32_t to, bool parameter, bool is_const);
void spr_parse_close_scope(spr_parser *p, uint32_t nvars);
spr_ast *spr_parse_name_node(spr_parser *p);
void spr_parse_open_function(spr_parser *p, spr_parse_fn *f, bool vararg);
void spr_parse_close_function(spr_parser *p, uint32_t at);
/* From the `(` of the parameters to the `end`. at: of the word `function`. */
spr_ast *spr_parse_function_body(spr_parser *p, uint32_t at, bool method);
/* An assignment to a variable of an outer function is kept by every function between. Is it one? */
bool spr_parse_note_outer(spr_parser *p, const spr_lua_var *v);

/* -- expressions and blocks ----------------------------------------------------------------------------- */
spr_ast *spr_parse_expression(spr_parser *p, int limit);
void spr_parse_expression_list(spr_parser *p, spr_ast *list);
void spr_parse_append(spr_ast *list, spr_ast ***tail, spr_ast *e);
spr_ast *spr_parse_suffixed(spr_parser *p);
spr_ast *spr_parse_dot(spr_parser *p, spr_ast *object);
spr_ast *spr_parse_index_node(spr_parser *p, spr_ast *object, spr_ast *key, bool dotted);
void spr_parse_block(spr_parser *p);

#endif
