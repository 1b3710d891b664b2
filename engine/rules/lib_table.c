/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/state.h"

/* table.*: on plain tables only, raw, each step of a loop charged. Sorting is a merge sort: stable, the same
 * on every machine, and safe with any comparison function. */

#define LOOP 3 /* units for one element moved */

/* A plain table that may be changed; its length. */
static lua_Integer changeable(lua_State *L, int index) {
  if (lua_istable(L, index) && !spr_push_hidden(L, index)) return (lua_Integer)lua_rawlen(L, index);
  return luaL_error(L, "a %s is read-only or no table; copy(...) gives one that can be changed",
                    spr_type_of(L, index));
}

/* A table, frozen table or list; puts what is read from at the index. */
static lua_Integer readable(lua_State *L, int index) {
  spr_value v;
  if (spr_to_view(L, index, &v) && v.type == SPR_LIST) return (lua_Integer)v.u.l->n;
  if (!lua_istable(L, index))
    return luaL_error(L, "a table or list is expected, not a %s", spr_type_of(L, index));
  if (spr_push_hidden(L, index)) lua_replace(L, index);
  return (lua_Integer)lua_rawlen(L, index);
}

static int lib_concat(lua_State *L) {
  size_t base = spr_rules_of(L)->nscratch, nsep;
  lua_Integer length = readable(L, 1);
  const char *sep = luaL_optlstring(L, 2, "", &nsep);
  lua_Integer i = luaL_optinteger(L, 3, 1), last = luaL_optinteger(L, 4, length);
  lua_settop(L, 4);
  for (; i <= last; i++) {
    spr_charge(L, LOOP);
    lua_geti(L, 1, i);
    int type = lua_type(L, -1);
    if (type != LUA_TSTRING && type != LUA_TNUMBER)
      return luaL_error(L, "table.concat: element %I is a %s", (LUAI_UACINT)i, spr_type_of(L, -1));
    spr_scratch_tostring(L, base, -1);
    lua_pop(L, 1);
    if (i == last) break; /* last may be the largest integer */
    spr_scratch_add(L, base, sep, nsep);
  }
  spr_scratch_push(L, base);
  return 1;
}

static int lib_insert(lua_State *L) {
  lua_Integer n = changeable(L, 1), at = n + 1;
  if (lua_gettop(L) == 3) {
    at = luaL_checkinteger(L, 2);
    luaL_argcheck(L, at >= 1 && at <= n + 1, 2, "there is no such place in the list");
    for (lua_Integer i = n + 1; i > at; i--) {
      spr_charge(L, LOOP);
      lua_rawgeti(L, 1, i - 1);
      lua_rawseti(L, 1, i);
    }
  } else if (lua_gettop(L) != 2) {
    return luaL_error(L, "table.insert takes 2 or 3 arguments");
  }
  lua_rawseti(L, 1, at);
  return 0;
}

static int lib_remove(lua_State *L) {
  lua_Integer n = changeable(L, 1), at = luaL_optinteger(L, 2, n);
  if (!lua_isnoneornil(L, 2))
    luaL_argcheck(L, (at >= 1 && at <= n + 1) || (n == 0 && at == 0), 2,
                  "there is no such place in the list");
  lua_settop(L, 1);
  lua_rawgeti(L, 1, at);
  for (; at < n; at++) {
    spr_charge(L, LOOP);
    lua_rawgeti(L, 1, at + 1);
    lua_rawseti(L, 1, at);
  }
  lua_pushnil(L);
  lua_rawseti(L, 1, at);
  return 1;
}

static int lib_pack(lua_State *L) {
  int n = lua_gettop(L);
  spr_charge(L, LOOP * n);
  lua_createtable(L, n, 1);
  lua_insert(L, 1);
  for (int i = n; i >= 1; i--) lua_rawseti(L, 1, i);
  lua_pushinteger(L, n);
  lua_setfield(L, 1, "n");
  return 1;
}

static int lib_unpack(lua_State *L) {
  lua_Integer length = readable(L, 1), i = luaL_optinteger(L, 2, 1), last = luaL_optinteger(L, 3, length);
  if (i > last) return 0;
  lua_Unsigned n = (lua_Unsigned)last - (lua_Unsigned)i;
  if (n >= SPR_MAX_UNPACK) return luaL_error(L, "table.unpack gives at most %d results", SPR_MAX_UNPACK);
  luaL_checkstack(L, (int)n + 2, NULL);
  spr_charge(L, (int64_t)n + 1);
  for (lua_Unsigned k = 0; k <= n; k++) lua_geti(L, 1, (lua_Integer)((lua_Unsigned)i + k));
  return (int)n + 1;
}

/* -- sort ----------------------------------------------------------------------------------------------- */

enum { TABLE = 1, LESS, FROM, TO }; /* places on the stack; FROM and TO are tables that change roles */

/* Is the second of the two values at the top less than the first? Takes both off. */
static bool second_is_less(lua_State *L) {
  spr_charge(L, 10);
  if (lua_isnil(L, LESS)) {
    int a = lua_type(L, -1), b = lua_type(L, -2);
    bool plain = a == b && (a == LUA_TNUMBER || a == LUA_TSTRING || a == LUA_TUSERDATA);
    if (!plain)
      return luaL_error(L, "table.sort: a %s and a %s have no order", spr_type_of(L, -2), spr_type_of(L, -1));
    bool less = lua_compare(L, -1, -2, LUA_OPLT);
    lua_pop(L, 2);
    return less;
  }
  lua_pushvalue(L, LESS);
  lua_insert(L, -3);
  lua_insert(L, -2); /* less, second, first */
  spr_call_lua(L, 2, 1);
  bool less = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return less;
}

static void merge(lua_State *L, lua_Integer lo, lua_Integer mid, lua_Integer hi) {
  lua_Integer a = lo, b = mid;
  for (lua_Integer k = lo; k < hi; k++) {
    bool second = a >= mid;
    if (!second && b < hi) {
      lua_rawgeti(L, FROM, a);
      lua_rawgeti(L, FROM, b);
      second = second_is_less(L);
    }
    spr_charge(L, LOOP);
    lua_rawgeti(L, FROM, second ? b++ : a++);
    lua_rawseti(L, TO, k);
  }
}

static int lib_sort(lua_State *L) {
  lua_Integer n = changeable(L, TABLE);
  if (!lua_isnoneornil(L, LESS)) luaL_checktype(L, LESS, LUA_TFUNCTION);
  lua_settop(L, LESS);
  lua_createtable(L, (int)n, 0);
  lua_createtable(L, (int)n, 0);
  for (lua_Integer i = 1; i <= n; i++) {
    spr_charge(L, LOOP);
    lua_rawgeti(L, TABLE, i);
    lua_rawseti(L, FROM, i);
  }
  for (lua_Integer width = 1; width < n; width *= 2) {
    for (lua_Integer lo = 1; lo <= n; lo += 2 * width) {
      lua_Integer mid = lo + width <= n ? lo + width : n + 1,
                  hi = lo + 2 * width <= n ? lo + 2 * width : n + 1;
      merge(L, lo, mid, hi);
    }
    lua_insert(L, FROM);
  }
  for (lua_Integer i = 1; i <= n; i++) {
    spr_charge(L, LOOP);
    lua_rawgeti(L, FROM, i);
    lua_rawseti(L, TABLE, i);
  }
  return 0;
}

void spr_open_table(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"concat", lib_concat}, {"insert", lib_insert}, {"pack", lib_pack}, {"remove", lib_remove},
      {"sort", lib_sort},     {"unpack", lib_unpack}, {NULL, NULL}};
  spr_set_functions(L, functions);
}
