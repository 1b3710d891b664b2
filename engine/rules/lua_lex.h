/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_LUA_LEX_H
#define SPR_RULES_LUA_LEX_H

#include "base/str.h"

/* The words of Lua 5.4, with their places. A text that is no Lua gives SPR_TK_ERROR once, with the reason;
 * after it the text has ended. Strings with escapes are decoded into the arena. Numbers are read in the C
 * locale (the caller sees to it). */

typedef enum spr_tk {
  SPR_TK_END,
  SPR_TK_ERROR,
  SPR_TK_NAME,
  SPR_TK_STRING,
  SPR_TK_INT,
  SPR_TK_NUM,
  /* reserved words, in the order of the table in lua_lex.c */
  SPR_TK_AND,
  SPR_TK_BREAK,
  SPR_TK_DO,
  SPR_TK_ELSE,
  SPR_TK_ELSEIF,
  SPR_TK_ENDWORD,
  SPR_TK_FALSE,
  SPR_TK_FOR,
  SPR_TK_FUNCTION,
  SPR_TK_GOTO,
  SPR_TK_IF,
  SPR_TK_IN,
  SPR_TK_LOCAL,
  SPR_TK_NIL,
  SPR_TK_NOT,
  SPR_TK_OR,
  SPR_TK_REPEAT,
  SPR_TK_RETURN,
  SPR_TK_THEN,
  SPR_TK_TRUE,
  SPR_TK_UNTIL,
  SPR_TK_WHILE,
  /* signs */
  SPR_TK_ADD,
  SPR_TK_SUB,
  SPR_TK_MUL,
  SPR_TK_DIV,
  SPR_TK_IDIV,
  SPR_TK_MOD,
  SPR_TK_POW,
  SPR_TK_LEN,
  SPR_TK_BAND,
  SPR_TK_BXOR,
  SPR_TK_BOR,
  SPR_TK_SHL,
  SPR_TK_SHR,
  SPR_TK_CONCAT,
  SPR_TK_EQ,
  SPR_TK_NE,
  SPR_TK_LT,
  SPR_TK_LE,
  SPR_TK_GT,
  SPR_TK_GE,
  SPR_TK_ASSIGN,
  SPR_TK_LPAREN,
  SPR_TK_RPAREN,
  SPR_TK_LBRACE,
  SPR_TK_RBRACE,
  SPR_TK_LBRACKET,
  SPR_TK_RBRACKET,
  SPR_TK_LABEL,
  SPR_TK_SEMICOLON,
  SPR_TK_COLON,
  SPR_TK_COMMA,
  SPR_TK_DOT,
  SPR_TK_ELLIPSIS
} spr_tk;

typedef struct spr_token {
  spr_tk kind;
  uint32_t from, to; /* bytes of the text */
  spr_str s;         /* NAME, STRING; ERROR: the reason */
  int64_t i;         /* INT */
  double n;          /* NUM */
} spr_token;

typedef struct spr_lexer {
  spr_arena *arena;
  const char *p;
  uint32_t n, i;
  char *scratch; /* as long as the text; made for the first string with quotes */
} spr_lexer;

void spr_lexer_init(spr_lexer *x, spr_arena *a, spr_str text);
void spr_lexer_next(spr_lexer *x, spr_token *out);
/* How a word or sign is shown in a message: "then", "==", "end of text". */
const char *spr_tk_text(spr_tk k);

#endif
