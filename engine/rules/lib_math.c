/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "rules/state.h"

/* math.*: what IEEE 754 defines to the last bit. */

static lua_Number number(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TNUMBER)
    luaL_error(L, "argument %d must be a number, not a %s", index,
               index > lua_gettop(L) ? "missing one" : spr_type_of(L, index));
  return lua_tonumber(L, index);
}

static void push_whole(lua_State *L, lua_Number n) {
  if (n >= -9223372036854775808.0 && n < 9223372036854775808.0)
    lua_pushinteger(L, (lua_Integer)n);
  else
    lua_pushnumber(L, n);
}

static int lib_abs(lua_State *L) {
  lua_Number n = number(L, 1);
  if (!lua_isinteger(L, 1)) {
    lua_pushnumber(L, fabs(n));
    return 1;
  }
  lua_Integer i = lua_tointeger(L, 1);
  lua_pushinteger(L, i < 0 ? (lua_Integer)(0u - (lua_Unsigned)i) : i);
  return 1;
}

static int rounded(lua_State *L, double (*round_)(double)) {
  lua_Number n = number(L, 1);
  lua_settop(L, 1);
  if (!lua_isinteger(L, 1)) push_whole(L, round_(n));
  return 1;
}
static int lib_ceil(lua_State *L) {
  return rounded(L, ceil);
}
static int lib_floor(lua_State *L) {
  return rounded(L, floor);
}

static int lib_fmod(lua_State *L) {
  lua_Number a = number(L, 1), b = number(L, 2);
  if (!lua_isinteger(L, 1) || !lua_isinteger(L, 2)) {
    lua_pushnumber(L, fmod(a, b));
    return 1;
  }
  lua_Integer d = lua_tointeger(L, 2);
  luaL_argcheck(L, d != 0, 2, "zero");
  lua_pushinteger(L,
                  d == -1 ? 0 : lua_tointeger(L, 1) % d); /* the smallest integer cannot be divided by -1 */
  return 1;
}

static int lib_modf(lua_State *L) {
  lua_Number n = number(L, 1);
  if (lua_isinteger(L, 1)) {
    lua_settop(L, 1);
    lua_pushnumber(L, 0);
    return 2;
  }
  lua_Number whole = n < 0 ? ceil(n) : floor(n);
  lua_pushnumber(L, whole);
  lua_pushnumber(L, whole == n ? 0 : n - whole);
  return 2;
}

static int extreme(lua_State *L, bool largest) {
  int n = lua_gettop(L), best = 1;
  number(L, 1);
  spr_charge(L, n);
  for (int i = 2; i <= n; i++) {
    number(L, i);
    if (largest ? lua_compare(L, best, i, LUA_OPLT) : lua_compare(L, i, best, LUA_OPLT)) best = i;
  }
  lua_pushvalue(L, best);
  return 1;
}
static int lib_max(lua_State *L) {
  return extreme(L, true);
}
static int lib_min(lua_State *L) {
  return extreme(L, false);
}

static int lib_sqrt(lua_State *L) {
  lua_pushnumber(L, sqrt(number(L, 1)));
  return 1;
}

static int lib_tointeger(lua_State *L) {
  int whole;
  luaL_checkany(L, 1);
  lua_Integer i = lua_tointegerx(L, 1, &whole);
  if (whole)
    lua_pushinteger(L, i);
  else
    lua_pushnil(L);
  return 1;
}

static int lib_type(lua_State *L) {
  luaL_checkany(L, 1);
  if (lua_type(L, 1) != LUA_TNUMBER)
    lua_pushnil(L);
  else
    lua_pushstring(L, lua_isinteger(L, 1) ? "integer" : "float");
  return 1;
}

static int lib_ult(lua_State *L) {
  lua_pushboolean(L, (lua_Unsigned)luaL_checkinteger(L, 1) < (lua_Unsigned)luaL_checkinteger(L, 2));
  return 1;
}

void spr_open_math(lua_State *L) {
  static const luaL_Reg functions[] = {{"abs", lib_abs},   {"ceil", lib_ceil}, {"floor", lib_floor},
                                       {"fmod", lib_fmod}, {"max", lib_max},   {"min", lib_min},
                                       {"modf", lib_modf}, {"sqrt", lib_sqrt}, {"tointeger", lib_tointeger},
                                       {"type", lib_type}, {"ult", lib_ult},   {NULL, NULL}};
  spr_set_functions(L, functions);
  lua_pushnumber(L, HUGE_VAL);
  lua_setfield(L, -2, "huge");
  lua_pushnumber(L, 3.141592653589793);
  lua_setfield(L, -2, "pi");
  lua_pushinteger(L, LUA_MAXINTEGER);
  lua_setfield(L, -2, "maxinteger");
  lua_pushinteger(L, LUA_MININTEGER);
  lua_setfield(L, -2, "mininteger");
}
