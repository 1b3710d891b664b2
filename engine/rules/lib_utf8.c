/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "rules/state.h"

/* utf8.*: strict UTF-8 (RFC 3629) by the engine's own decoder; there is no lax mode. */

static spr_str text(lua_State *L, int index) {
  size_t n;
  const char *p = luaL_checklstring(L, index, &n);
  return spr_str_n(p, n);
}

static lua_Integer position(lua_Integer i, size_t n) {
  if (i >= 0) return i;
  return (lua_Unsigned)n < 0u - (lua_Unsigned)i ? 0 : (lua_Integer)n + i + 1;
}

static bool continues(spr_str s, lua_Integer i) {
  return i < (lua_Integer)s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80;
}

static void no_lax(lua_State *L, int index) {
  if (lua_toboolean(L, index)) luaL_error(L, "utf8: there is no lax mode");
}

static int lib_char(lua_State *L) {
  size_t base = spr_rules_of(L)->nscratch;
  int n = lua_gettop(L);
  spr_charge(L, n);
  for (int i = 1; i <= n; i++) {
    lua_Integer cp = luaL_checkinteger(L, i);
    luaL_argcheck(L, cp >= 0 && cp <= 0x10ffff && (cp < 0xd800 || cp > 0xdfff), i,
                  "no code point of Unicode");
    char c[4];
    uint32_t k = 0;
    if (cp < 0x80) {
      c[k++] = (char)cp;
    } else {
      uint32_t tail = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
      c[k++] = (char)((0xf00 >> (tail + 1)) | (cp >> (6 * tail)));
      while (tail-- > 0) c[k++] = (char)(0x80 | ((cp >> (6 * tail)) & 0x3f));
    }
    spr_scratch_add(L, base, c, k);
  }
  spr_scratch_push(L, base);
  return 1;
}

static int lib_len(lua_State *L) {
  spr_str s = text(L, 1);
  lua_Integer i = position(luaL_optinteger(L, 2, 1), s.n), j = position(luaL_optinteger(L, 3, -1), s.n),
              n = 0;
  no_lax(L, 4);
  luaL_argcheck(L, i >= 1 && i <= (lua_Integer)s.n + 1, 2, "outside of the text");
  luaL_argcheck(L, j <= (lua_Integer)s.n, 3, "outside of the text");
  spr_charge(L, s.n / 8);
  uint32_t at = (uint32_t)(i - 1);
  while ((lua_Integer)at < j) {
    uint32_t from = at;
    if (spr_utf8_next(s, &at) < 0) {
      lua_pushnil(L);
      lua_pushinteger(L, (lua_Integer)from + 1);
      return 2;
    }
    n++;
  }
  lua_pushinteger(L, n);
  return 1;
}

static int lib_codepoint(lua_State *L) {
  spr_str s = text(L, 1);
  lua_Integer i = position(luaL_optinteger(L, 2, 1), s.n), j = position(luaL_optinteger(L, 3, i), s.n);
  no_lax(L, 4);
  luaL_argcheck(L, i >= 1, 2, "outside of the text");
  luaL_argcheck(L, j <= (lua_Integer)s.n, 3, "outside of the text");
  if (i > j) return 0;
  if (j - i >= SPR_MAX_UNPACK)
    return luaL_error(L, "utf8.codepoint looks at most at %d bytes", SPR_MAX_UNPACK);
  luaL_checkstack(L, (int)(j - i) + 2, NULL);
  int n = 0;
  for (uint32_t at = (uint32_t)(i - 1); (lua_Integer)at < j; n++) {
    int32_t cp = spr_utf8_next(s, &at);
    if (cp < 0) return luaL_error(L, "the text is not valid UTF-8");
    lua_pushinteger(L, cp);
  }
  return n;
}

static int lib_offset(lua_State *L) {
  spr_str s = text(L, 1);
  lua_Integer n = luaL_checkinteger(L, 2);
  lua_Integer i = position(luaL_optinteger(L, 3, n > 0 ? 1 : (lua_Integer)s.n + 1), s.n) - 1;
  luaL_argcheck(L, i >= 0 && i <= (lua_Integer)s.n, 3, "outside of the text");
  spr_charge(L, s.n / 8);
  if (n == 0) {
    while (i > 0 && continues(s, i)) i--;
  } else {
    if (continues(s, i)) return luaL_error(L, "the position is within a character");
    for (; n < 0 && i > 0; n++) do
        i--;
      while (i > 0 && continues(s, i));
    if (n > 0) n--;
    for (; n > 0 && i < (lua_Integer)s.n; n--) do
        i++;
      while (continues(s, i));
  }
  if (n == 0)
    lua_pushinteger(L, i + 1);
  else
    lua_pushnil(L);
  return 1;
}

static int codes_step(lua_State *L) {
  spr_str s = text(L, 1);
  lua_Integer i = luaL_checkinteger(L, 2);
  spr_charge(L, 3);
  if (i < 0 || i > (lua_Integer)s.n) return 0;
  uint32_t at = (uint32_t)(i > 0 ? i - 1 : 0);
  if (i > 0) spr_utf8_next(s, &at);
  if (at >= s.n) return 0;
  uint32_t from = at;
  int32_t cp = spr_utf8_next(s, &at);
  if (cp < 0) return luaL_error(L, "the text is not valid UTF-8");
  lua_pushinteger(L, (lua_Integer)from + 1);
  lua_pushinteger(L, cp);
  return 2;
}

static int lib_codes(lua_State *L) {
  text(L, 1);
  no_lax(L, 2);
  lua_pushcfunction(L, codes_step);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, 0);
  return 3;
}

void spr_open_utf8(lua_State *L) {
  static const luaL_Reg functions[] = {{"char", lib_char}, {"codepoint", lib_codepoint}, {"codes", lib_codes},
                                       {"len", lib_len},   {"offset", lib_offset},       {NULL, NULL}};
  spr_set_functions(L, functions);
  lua_pushlstring(L, "[\0-\x7F\xC2-\xFD][\x80-\xBF]*", 14);
  lua_setfield(L, -2, "charpattern");
}
