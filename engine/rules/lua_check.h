/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_LUA_CHECK_H
#define SPR_RULES_LUA_CHECK_H

#include "base/near.h"
#include "rules/lua_ast.h"

/* What the parser saw, compared with what there is: names by themselves, expressions and assignments
 * (lua_check.c), members of what the engine gives (lua_members.c), calls (lua_calls.c), and what a whole text
 * answers (lua_answers.c). */

/* -- lua_members.c -------------------------------------------------------------------------------------- */
/* `a.key`, `a["key"]` */
bool spr_lua_constant_key(const spr_ast *e, spr_str *key);
/* Is it the engine's `name`, or, for case and event, a parameter of that name, as hooks have them? */
bool spr_lua_is_engine(const spr_ast *e, const char *name);
bool spr_lua_is_library(const spr_ast *e); /* string, table, math, utf8 */
/* Looks at a[b]. true: the receiver is a name of the engine, and is not to be looked at by itself. */
bool spr_lua_saw_member(spr_lua_unit *u, const spr_ast *e);
void spr_lua_case_member(spr_lua_unit *u, const spr_ast *key);
/* That a name is not found may only follow from a fault that was told. */
void spr_lua_unknown(spr_lua_unit *u, spr_code code, const spr_ast *key, spr_near *near, const char *fmt);

#define SPR_NEAREST(near, key, v, n, member)                                                                 \
  spr_near_init(&(near), (key)->s);                                                                          \
  for (uint32_t k_ = 0; k_ < (n); k_++) spr_near_offer(&(near), (v)[k_].member)

/* -- lua_calls.c ---------------------------------------------------------------------------------------- */
void spr_lua_saw_call(spr_lua_unit *u, const spr_ast *e);
bool spr_lua_raises(const spr_ast *f);       /* is it `raise` or `send`? */
bool spr_lua_may_act(const spr_lua_unit *u); /* may it have effects, or does it only answer? */

#endif
