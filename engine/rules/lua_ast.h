/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_LUA_AST_H
#define SPR_RULES_LUA_AST_H

#include "base/limits.h"
#include "rules/lua_lex.h"
#include "rules/rules.h"

/* Lua read by sprawa itself: a full parser of Lua 5.4 that resolves every name as it goes, and tells
 * lua_check.c of each expression, assignment and function. Three things come of it: diagnostics with exact
 * places, the *edits* that make the text fit for the sandbox, and, for an expression, its tree (native.c
 * works from it).
 *
 * Edits, none of which moves a line:
 *   a ^ b            -> spr__pow(a, b)     the C library's pow is not the same on every machine
 *   ...              -> spr__args(...)     copying arguments is work that no instruction counts
 *   inside("a.b")    -> inside((17))       names of states are resolved where they are written
 *   case.x           -> spr__0             in a second form of an expression: see spr_lua_hoist()
 *
 * No tree is deeper than SPR_MAX_LUA_NESTING, but left spines (a.b.c, 1+1+1) are as long as the text: who
 * walks a tree goes down `a` in a loop. */

typedef enum spr_ast_kind {
  SPR_AST_NIL,
  SPR_AST_TRUE,
  SPR_AST_FALSE,
  SPR_AST_INT,
  SPR_AST_NUM,
  SPR_AST_STRING,
  SPR_AST_VARARG,
  SPR_AST_FUNCTION,
  SPR_AST_LOCAL,
  SPR_AST_GLOBAL,
  SPR_AST_INDEX,  /* a[b]; a.name has a STRING as b */
  SPR_AST_CALL,   /* a(args) */
  SPR_AST_METHOD, /* a:s(args) */
  SPR_AST_TABLE,  /* args: values; keys in b of each (NULL: positional) */
  SPR_AST_BINARY,
  SPR_AST_UNARY,
  SPR_AST_PAREN
} spr_ast_kind;

typedef struct spr_lua_var {
  spr_str name;
  uint32_t from, to; /* where it is declared */
  uint32_t function; /* nesting of the function that it belongs to; 0: the text itself */
  bool parameter, constant;
  const struct spr_ast *init; /* `local NAME = VALUE` */
} spr_lua_var;

typedef struct spr_ast {
  spr_ast_kind kind;
  spr_tk op;         /* BINARY, UNARY */
  bool dotted;       /* INDEX: written with a dot */
  uint32_t from, to; /* bytes of the text */
  spr_str s;         /* STRING: its value; LOCAL, GLOBAL, METHOD: the name */
  int64_t i;
  double n;
  const spr_lua_var *var;
  struct spr_ast *a, *b;
  struct spr_ast *args; /* linked by next */
  uint32_t nargs;
  struct spr_ast *next;
} spr_ast;

typedef enum spr_lua_mode {
  SPR_LUA_EXPR,  /* one expression */
  SPR_LUA_BLOCK, /* statements that run anew each time */
  SPR_LUA_FILE   /* a file: runs once, gives its hooks */
} spr_lua_mode;

/* A function of a file, known again by its lines. keeps: it, or a function in it, assigns a local from
 * outside of it. */
typedef struct spr_lua_function {
  uint32_t line, last;
  bool keeps;
} spr_lua_function;

typedef struct spr_edit {
  uint32_t at, drop; /* drop bytes are replaced */
  const char *text;  /* NULL: the number */
  int32_t number;
  uint8_t rank; /* at one place: 0 closes, 1 replaces, 2 opens, 3 replaces what was opened before */
} spr_edit;

/* What is known of one text. */
typedef struct spr_lua_unit {
  spr_lua_mode mode;
  spr_expr_kind kind; /* EXPR and BLOCK: for which purpose */
  bool is_city;       /* FILE: may read `standard` */
  int32_t state,
      scope; /* where names of states are looked up: from that state, in the file whose root is scope */
  spr_str text;
  spr_span at;          /* of the text in its source */
  const spr_expr *expr; /* EXPR and BLOCK: the one that it is */
  const spr_model *model;
  const spr_sources *sources;
  spr_diags *diags;   /* NULL: nobody wants to know */
  spr_lua_uses *uses; /* or NULL */
  spr_span *answers;  /* FILE: by hook, the name of its function; or NULL */
  spr_arena *arena;
  /* found: */
  bool failed;        /* there were errors */
  bool starts_anyway; /* an unknown name is a warning: it fails when it is read */
  bool syntax;        /* one of them was that it is no Lua */
  spr_ast *root;      /* EXPR */
  spr_edit *edits;
  uint32_t nedits, cap_edits;
  spr_lua_function *functions;
  uint32_t nfunctions, cap_functions;
  const spr_ast *returned; /* FILE: what it returns */
  struct spr_lua_member
      *members; /* FILE: what is assigned to members of local tables, outside of functions */
  uint32_t nmembers, cap_members;
} spr_lua_unit;

typedef struct spr_lua_member {
  const spr_lua_var *of;
  const spr_ast *key, *value;
} spr_lua_member;

/* Reads u->text; everything found goes into u and u->diags. */
void spr_lua_parse(spr_lua_unit *u);
/* The text with its edits, in u->arena. */
spr_str spr_lua_edited(spr_lua_unit *u);

/* -- called by the parser (lua_check.c, lua_answers.c) --------------------------------------------------- */
void spr_lua_syntax(spr_lua_unit *u, uint32_t from, uint32_t to, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A whole expression that is evaluated. */
void spr_lua_saw_expr(spr_lua_unit *u, const spr_ast *e);
/* The left side of an assignment. value: what it gets, where that is one expression, else NULL; outer: the
 * variable belongs to a function around the one that assigns; in_main: outside of all functions. */
void spr_lua_saw_assign(spr_lua_unit *u, const spr_ast *target, const spr_ast *value, bool outer,
                        bool in_main);
void spr_lua_saw_declaration(spr_lua_unit *u, spr_str name, uint32_t from, uint32_t to);
void spr_lua_saw_return(spr_lua_unit *u, const spr_ast *e);
/* The whole text was read and is Lua. */
void spr_lua_saw_end(spr_lua_unit *u);

/* -- lua_unit.c ----------------------------------------------------------------------------------------- */
/* A diagnostic for bytes of the text; NULL if nobody wants to know. The unit has failed. */
spr_diag *spr_lua_fault(spr_lua_unit *u, spr_code code, uint32_t from, uint32_t to, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
void spr_lua_edit(spr_lua_unit *u, uint8_t rank, uint32_t at, uint32_t drop, const char *text,
                  int32_t number);
/* Where bytes of the text stand in the source file, also when the text was quoted or folded there. */
spr_span spr_lua_span(const spr_lua_unit *u, uint32_t from, uint32_t to);
/* A unit for an expression or file of the model; u->arena, u->diags, u->uses are left to the caller. false:
 * no such source. */
bool spr_lua_unit_expr(spr_lua_unit *u, const spr_model *m, const spr_sources *src, const spr_expr *x);
bool spr_lua_unit_file(spr_lua_unit *u, const spr_model *m, const spr_sources *src, uint32_t file,
                       bool is_city);
/* Line of the text's first byte in its source. */
uint32_t spr_lua_first_line(const spr_lua_unit *u);

/* -- lua_hoist.c ---------------------------------------------------------------------------------------- */
/* A field that comes to an expression as an argument: a number or a truth value that is set. */
typedef struct spr_lua_arg {
  int32_t field;
  bool number;
} spr_lua_arg;
/* Reading a field from Lua is a call of C and a search for its name. The fields that an expression reads
 * whichever way it goes can come as its arguments `spr__0`, `spr__1` and so on: makes the edits for that and
 * gives how many there are. */
uint32_t spr_lua_hoist(spr_lua_unit *u, spr_lua_arg args[SPR_MAX_LUA_ARGS]);

/* -- lua_data.c ----------------------------------------------------------------------------------------- */
/* Does something beside declarations and the workflow's own actions give an event data of this name? */
bool spr_lua_data_given(const spr_model *m, spr_str key);
/* Does the expression belong to a transition that a task's end may trigger? Whoever does the task says what
 * its result holds, and nothing declares it. */
bool spr_lua_data_of_task(const spr_model *m, const spr_expr *x);

#endif
