/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/state.h"

/* Read-only tables. A frozen table is empty; its content lies in a hidden one that nothing but its metatable
 * names. So whoever holds the table sees it frozen, and no write is raw. */

static const char hidden_key;

bool spr_push_hidden(lua_State *L, int index) {
  if (!lua_istable(L, index) || !lua_getmetatable(L, index)) return false;
  lua_rawgetp(L, -1, &hidden_key);
  lua_remove(L, -2);
  return true;
}

static int refuse_write(lua_State *L) {
  return luaL_error(L, "this table is read-only; copy(...) gives one that can be changed");
}

static int hidden_length(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
  return 1;
}

void spr_freeze(lua_State *L, int index) {
  index = lua_absindex(L, index);
  lua_newtable(L);
  int to = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, to);
  }
  /* Emptied in a second walk: assigning nil to an existing key is what lua_next allows. */
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushnil(L);
    lua_rawset(L, index);
  }
  lua_createtable(L, 0, 5);
  lua_pushvalue(L, to);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_write);
  lua_setfield(L, -2, "__newindex");
  lua_pushvalue(L, to);
  lua_pushcclosure(L, hidden_length, 1);
  lua_setfield(L, -2, "__len");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pushvalue(L, to);
  lua_rawsetp(L, -2, &hidden_key);
  lua_setmetatable(L, index);
  lua_settop(L, to - 1);
}

/* -- everything that a file left behind ----------------------------------------------------------------- */

enum { SEEN = 1, QUEUE }; /* offsets from the base */

/* The value at the top, which is taken off, is looked at later, if it is of a kind that can hold something.
 */
static void visit(lua_State *L, int base, lua_Integer *n) {
  int type = lua_type(L, -1);
  if (type != LUA_TTABLE && type != LUA_TFUNCTION) {
    lua_pop(L, 1);
    return;
  }
  lua_pushvalue(L, -1);
  bool known = lua_rawget(L, base + SEEN) != LUA_TNIL;
  lua_pop(L, 1);
  if (known) {
    lua_pop(L, 1);
    return;
  }
  lua_pushvalue(L, -1);
  lua_pushboolean(L, 1);
  lua_rawset(L, base + SEEN);
  lua_rawseti(L, base + QUEUE, ++*n);
}

static void look_at_function(lua_State *L, int base, lua_Integer *n, const spr_lua_file *f) {
  lua_CFunction c = lua_tocfunction(L, -1);
  lua_Debug ar;
  lua_pushvalue(L, -1);
  lua_getinfo(L, ">S", &ar);
  if (c) {
    if (c == spr_lib_gmatch_step || c == spr_lib_pairs_step)
      spr_raise_at(L, f->file, 1,
                   "the file keeps an iterator of gmatch or pairs, which would remember where it is from "
                   "call to call");
    return; /* the engine's own functions hold nothing of the file's */
  }
  for (uint32_t i = 0; i < f->nfunctions; i++) {
    const spr_lua_function *k = &f->functions[i];
    if (k->keeps && (int)k->line == ar.linedefined && (int)k->last == ar.lastlinedefined)
      spr_raise_at(
          L, f->file, k->line,
          "this function changes a local that would live on after the call; nothing is kept between calls");
  }
  for (int i = 1; lua_getupvalue(L, -1, i); i++) visit(L, base, n);
}

static void look_at_table(lua_State *L, int base, lua_Integer *n) {
  if (spr_push_hidden(L, -1)) {
    lua_pop(L, 1);
    return;
  }
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    visit(L, base, n);
    lua_pushvalue(L, -1);
    visit(L, base, n);
  }
  spr_freeze(L, -1);
}

void spr_freeze_all(lua_State *L, const spr_lua_file *f) {
  int root = lua_gettop(L), base = root;
  lua_Integer n = 0;
  luaL_checkstack(L, 20, NULL);
  lua_newtable(L);
  lua_newtable(L);
  /* The environment stands below the root: it is the engine's, and not written to anyway. */
  lua_pushvalue(L, root - 1);
  lua_pushboolean(L, 1);
  lua_rawset(L, base + SEEN);
  lua_pushvalue(L, root);
  visit(L, base, &n);
  for (lua_Integer i = 1; i <= n; i++) {
    lua_rawgeti(L, base + QUEUE, i);
    if (lua_isfunction(L, -1))
      look_at_function(L, base, &n, f);
    else
      look_at_table(L, base, &n);
    lua_pop(L, 1);
  }
  lua_settop(L, root);
}
