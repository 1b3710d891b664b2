/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/format.h"
#include "rules/match.h"
#include "rules/state.h"

/* string.*: the pure part, each function bounded and charged by what it reads and makes. */

static spr_str text(lua_State *L, int index) {
  size_t n;
  int type = lua_type(L, index);
  if (type != LUA_TSTRING && type != LUA_TNUMBER)
    luaL_error(L, "argument %d must be a text, not %s%s", index, type == LUA_TNONE ? "" : "a ",
               type == LUA_TNONE ? "missing" : spr_type_of(L, index));
  if (type == LUA_TNUMBER) {
    size_t base = spr_rules_of(L)->nscratch;
    spr_scratch_tostring(L, base, index);
    spr_scratch_push(L, base);
    lua_replace(L, index);
  }
  const char *p = lua_tolstring(L, index, &n);
  spr_charge(L, 1 + (int64_t)n / 64);
  return spr_str_n(p, n);
}

/* Lua's positions: from 1, negative ones from the end. */
static lua_Integer position(lua_State *L, int index, lua_Integer otherwise, size_t n) {
  lua_Integer i = luaL_optinteger(L, index, otherwise);
  if (i >= 0) return i;
  return (lua_Unsigned)n < 0u - (lua_Unsigned)i ? 0 : (lua_Integer)n + i + 1;
}

static int lib_len(lua_State *L) {
  lua_pushinteger(L, text(L, 1).n);
  return 1;
}

static int lib_sub(lua_State *L) {
  spr_str s = text(L, 1);
  lua_Integer i = position(L, 2, 1, s.n), j = position(L, 3, -1, s.n);
  if (i < 1) i = 1;
  if (j > (lua_Integer)s.n) j = (lua_Integer)s.n;
  if (i > j)
    lua_pushliteral(L, "");
  else
    lua_pushlstring(L, s.p + i - 1, (size_t)(j - i + 1));
  return 1;
}

static int lib_byte(lua_State *L) {
  spr_str s = text(L, 1);
  lua_Integer i = position(L, 2, 1, s.n), j = position(L, 3, i, s.n);
  if (i < 1) i = 1;
  if (j > (lua_Integer)s.n) j = (lua_Integer)s.n;
  if (i > j) return 0;
  if (j - i >= SPR_MAX_UNPACK) return luaL_error(L, "string.byte gives at most %d results", SPR_MAX_UNPACK);
  luaL_checkstack(L, (int)(j - i) + 2, NULL);
  for (lua_Integer k = i; k <= j; k++) lua_pushinteger(L, (unsigned char)s.p[k - 1]);
  return (int)(j - i) + 1;
}

static int lib_char(lua_State *L) {
  size_t base = spr_rules_of(L)->nscratch;
  int n = lua_gettop(L);
  spr_charge(L, n);
  for (int i = 1; i <= n; i++) {
    lua_Integer c = luaL_checkinteger(L, i);
    luaL_argcheck(L, c >= 0 && c <= 255, i, "a byte is 0 to 255");
    char byte = (char)c;
    spr_scratch_add(L, base, &byte, 1);
  }
  spr_scratch_push(L, base);
  return 1;
}

typedef char (*letter_fn)(char);
static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
static char upper(char c) {
  return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static int each_letter(lua_State *L, letter_fn f, bool backwards) {
  spr_str s = text(L, 1);
  size_t base = spr_rules_of(L)->nscratch;
  spr_charge(L, s.n / 8);
  for (uint32_t i = 0; i < s.n; i++) {
    char c = s.p[backwards ? s.n - 1 - i : i];
    if (f) c = f(c);
    spr_scratch_add(L, base, &c, 1);
  }
  spr_scratch_push(L, base);
  return 1;
}
static int lib_lower(lua_State *L) {
  return each_letter(L, lower, false);
}
static int lib_upper(lua_State *L) {
  return each_letter(L, upper, false);
}
static int lib_reverse(lua_State *L) {
  return each_letter(L, NULL, true);
}

static int lib_rep(lua_State *L) {
  spr_str s = text(L, 1), sep = SPR_STR("");
  lua_Integer n = luaL_checkinteger(L, 2);
  if (!lua_isnoneornil(L, 3)) sep = text(L, 3);
  size_t base = spr_rules_of(L)->nscratch, each = (size_t)s.n + sep.n;
  if (n <= 0 || each == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  if ((lua_Unsigned)n > SPR_MAX_FORMAT_BYTES / each + 1) spr_limit_met(L, SPR_LIMIT_STRING);
  spr_charge(L, n);
  for (lua_Integer i = 0; i < n; i++) {
    spr_scratch_add(L, base, s.p, s.n);
    if (i + 1 < n) spr_scratch_add(L, base, sep.p, sep.n);
  }
  spr_scratch_push(L, base);
  return 1;
}

/* -- patterns ------------------------------------------------------------------------------------------- */

#define MATCH_STEPS_PER_UNIT 2

static void begin_match(lua_State *L, spr_matcher *m, spr_str s, spr_str p) {
  if (s.n > SPR_MAX_SUBJECT) spr_limit_met(L, SPR_LIMIT_STRING);
  if (p.n > SPR_MAX_PATTERN) luaL_error(L, "a pattern has at most %d bytes", SPR_MAX_PATTERN);
  int64_t work = spr_rules_of(L)->work;
  spr_match_init(m, s, p, work > 0 ? work * MATCH_STEPS_PER_UNIT : 0);
}

/* Pays for the steps since the last time, and tells faults. */
static int64_t try_match(lua_State *L, spr_matcher *m, uint32_t from) {
  int64_t before = m->steps;
  int64_t end = spr_match_at(m, from);
  spr_charge(L, (before - m->steps) / MATCH_STEPS_PER_UNIT + 1);
  if (end == -2) luaL_error(L, "%s", m->fault);
  return end;
}

static void push_capture(lua_State *L, spr_matcher *m, int32_t i, uint32_t from, uint32_t to) {
  if (i >= m->ncaptures) {
    if (i != 0) luaL_error(L, "there is no capture %%%d", (int)i + 1);
    lua_pushlstring(L, m->subject.p + from, to - from);
  } else if (m->captures[i].n == SPR_MATCH_POSITION) {
    lua_pushinteger(L, (lua_Integer)m->captures[i].from + 1);
  } else {
    if (m->captures[i].n == SPR_MATCH_OPEN) luaL_error(L, "the pattern leaves a capture open");
    lua_pushlstring(L, m->subject.p + m->captures[i].from, (size_t)m->captures[i].n);
  }
}

static int push_captures(lua_State *L, spr_matcher *m, uint32_t from, uint32_t to, bool whole) {
  int32_t n = m->ncaptures == 0 && whole ? 1 : m->ncaptures;
  luaL_checkstack(L, n + 4, NULL);
  for (int32_t i = 0; i < n; i++) push_capture(L, m, i, from, to);
  return n;
}

static int search(lua_State *L, bool find) {
  spr_str s = text(L, 1), p = text(L, 2);
  lua_Integer init = luaL_optinteger(L, 3, 1);
  if (init < 0) init = (lua_Unsigned)s.n < 0u - (lua_Unsigned)init ? 1 : (lua_Integer)s.n + init + 1;
  if (init == 0) init = 1;
  if (init > (lua_Integer)s.n + 1) {
    lua_pushnil(L);
    return 1;
  }
  uint32_t from = (uint32_t)(init - 1);
  if (find && (lua_toboolean(L, 4) || !spr_has_magic(p))) {
    spr_charge(L, s.n / 8 + (int64_t)p.n * (s.n / 256));
    int64_t at = spr_find_plain(s, p, from);
    if (at < 0) {
      lua_pushnil(L);
      return 1;
    }
    lua_pushinteger(L, at + 1);
    lua_pushinteger(L, at + p.n);
    return 2;
  }
  spr_matcher m;
  bool anchored = p.n > 0 && p.p[0] == '^';
  begin_match(L, &m, s, anchored ? spr_str_sub(p, 1, p.n) : p);
  for (; from <= s.n; from++) {
    int64_t end = try_match(L, &m, from);
    if (end >= 0 && find) {
      lua_pushinteger(L, (lua_Integer)from + 1);
      lua_pushinteger(L, end);
      return push_captures(L, &m, from, (uint32_t)end, false) + 2;
    }
    if (end >= 0) return push_captures(L, &m, from, (uint32_t)end, true);
    if (anchored) break;
  }
  lua_pushnil(L);
  return 1;
}
static int lib_find(lua_State *L) {
  return search(L, true);
}
static int lib_match(lua_State *L) {
  return search(L, false);
}

/* Upvalues: subject, pattern, where to go on, end of the last match (-1: none). */
int spr_lib_gmatch_step(lua_State *L) {
  size_t ns, np;
  const char *s = lua_tolstring(L, lua_upvalueindex(1), &ns), *p = lua_tolstring(L, lua_upvalueindex(2), &np);
  lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
  spr_matcher m;
  begin_match(L, &m, spr_str_n(s, ns), spr_str_n(p, np));
  for (lua_Integer from = lua_tointeger(L, lua_upvalueindex(3)); from <= (lua_Integer)ns; from++) {
    int64_t end = try_match(L, &m, (uint32_t)from);
    if (end < 0 || end == last) continue;
    lua_pushinteger(L, end);
    lua_replace(L, lua_upvalueindex(3));
    lua_pushinteger(L, end);
    lua_replace(L, lua_upvalueindex(4));
    return push_captures(L, &m, (uint32_t)from, (uint32_t)end, true);
  }
  return 0;
}

static int lib_gmatch(lua_State *L) {
  spr_str s = text(L, 1);
  text(L, 2);
  lua_Integer init = luaL_optinteger(L, 3, 1);
  if (init < 0) init = (lua_Unsigned)s.n < 0u - (lua_Unsigned)init ? 1 : (lua_Integer)s.n + init + 1;
  if (init == 0) init = 1;
  if (init > (lua_Integer)s.n + 1) init = (lua_Integer)s.n + 2;
  lua_settop(L, 2);
  lua_pushinteger(L, init - 1);
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, spr_lib_gmatch_step, 4);
  return 1;
}

/* -- gsub ----------------------------------------------------------------------------------------------- */

static void add_template(lua_State *L, spr_matcher *m, size_t base, uint32_t from, uint32_t to, spr_str t) {
  for (uint32_t i = 0; i < t.n; i++) {
    if (t.p[i] != '%') {
      spr_scratch_add(L, base, t.p + i, 1);
      continue;
    }
    char c = ++i < t.n ? t.p[i] : '\0';
    if (c == '%') {
      spr_scratch_add(L, base, &c, 1);
    } else if (c == '0') {
      spr_scratch_add(L, base, m->subject.p + from, to - from);
    } else if (c >= '1' && c <= '9') {
      push_capture(L, m, c - '1', from, to);
      spr_scratch_tostring(L, base, -1);
      lua_pop(L, 1);
    } else {
      luaL_error(L, "the replacement uses '%%' for something else than %%0 to %%9 and %%%%");
    }
  }
  spr_charge(L, t.n / 8);
}

/* Adds what stands for one match; index 3 is the replacement. */
static void replace(lua_State *L, spr_matcher *m, size_t base, uint32_t from, uint32_t to) {
  int type = lua_type(L, 3);
  if (type == LUA_TSTRING || type == LUA_TNUMBER) {
    size_t n;
    const char *p = lua_tolstring(L, 3, &n);
    add_template(L, m, base, from, to, spr_str_n(p, n));
    return;
  }
  if (type == LUA_TFUNCTION) {
    lua_pushvalue(L, 3);
    int n = push_captures(L, m, from, to, true);
    spr_call_lua(L, n, 1);
  } else {
    push_capture(L, m, 0, from, to);
    lua_gettable(L, 3);
  }
  if (!lua_toboolean(L, -1))
    spr_scratch_add(L, base, m->subject.p + from, to - from);
  else if (lua_type(L, -1) == LUA_TSTRING || lua_type(L, -1) == LUA_TNUMBER)
    spr_scratch_tostring(L, base, -1);
  else
    luaL_error(L, "a %s cannot replace a match", spr_type_of(L, -1));
  lua_pop(L, 1);
}

static int lib_gsub(lua_State *L) {
  spr_str s = text(L, 1), p = text(L, 2);
  int type = lua_type(L, 3);
  spr_value v;
  luaL_argcheck(L,
                type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TFUNCTION || type == LUA_TTABLE ||
                    (type == LUA_TUSERDATA && spr_to_view(L, 3, &v)),
                3, "a text, function or table replaces");
  lua_Integer max = luaL_optinteger(L, 4, (lua_Integer)s.n + 1), count = 0;
  bool anchored = p.n > 0 && p.p[0] == '^';
  size_t base = spr_rules_of(L)->nscratch;
  uint32_t from = 0;
  int64_t last = -1;
  spr_matcher m;
  begin_match(L, &m, s, anchored ? spr_str_sub(p, 1, p.n) : p);
  while (count < max) {
    /* A replacing function has used up part of the budget, too. */
    int64_t left = spr_rules_of(L)->work * MATCH_STEPS_PER_UNIT;
    if (m.steps > left) m.steps = left;
    int64_t end = try_match(L, &m, from);
    if (end >= 0 && end != last) {
      count++;
      replace(L, &m, base, from, (uint32_t)end);
      from = (uint32_t)end;
      last = end;
    } else if (from < s.n) {
      spr_scratch_add(L, base, s.p + from++, 1);
    } else {
      break;
    }
    if (anchored) break;
  }
  if (from < s.n) spr_scratch_add(L, base, s.p + from, s.n - from);
  spr_scratch_push(L, base);
  lua_pushinteger(L, count);
  return 2;
}

void spr_open_string(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"byte", lib_byte},     {"char", lib_char}, {"find", lib_find},       {"format", spr_lib_format},
      {"gmatch", lib_gmatch}, {"gsub", lib_gsub}, {"len", lib_len},         {"lower", lib_lower},
      {"match", lib_match},   {"rep", lib_rep},   {"reverse", lib_reverse}, {"sub", lib_sub},
      {"upper", lib_upper},   {NULL, NULL}};
  spr_set_functions(L, functions);
}
