/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "rules/state.h"

/* The basic functions, as far as they are pure. tostring and error show no addresses, pairs goes in sorted
 * order. */

/* -- text of values ------------------------------------------------------------------------------------- */

static void add_number(lua_State *L, size_t base, int index) {
  char text[48];
  if (lua_isinteger(L, index)) {
    snprintf(text, sizeof text, LUA_INTEGER_FMT, lua_tointeger(L, index));
  } else {
    lua_Number n = lua_tonumber(L, index);
    if (n != n)
      snprintf(text, sizeof text, "nan"); /* its sign differs between machines */
    else
      snprintf(text, sizeof text, LUA_NUMBER_FMT, n);
    size_t length = strlen(text);
    if (strspn(text, "-0123456789") == length) memcpy(text + length, ".0", 3);
  }
  spr_scratch_add(L, base, text, strlen(text));
}

static int64_t local_offset(void *ud, spr_instant t, bool *as_utc) {
  const spr_zone *z = ud;
  *as_utc = z == spr_zone_utc;
  return spr_zone_offset(z, t);
}

static const spr_zone *zone_of(const spr_rules *r) {
  const spr_zone *z = r->step ? spr_step_law(r->step)->zone : r->model->zone;
  return z ? z : spr_zone_utc;
}

static void add_value(lua_State *L, size_t base, spr_value v) {
  spr_rules *r = spr_rules_of(L);
  spr_buf b;
  spr_buf_init(&b, &r->alloc, SPR_MAX_FORMAT_BYTES);
  spr_v_json(&b, v, local_offset, (void *)zone_of(r));
  bool failed = b.failed;
  if (!failed && r->cap_scratch - r->nscratch < b.n) {
    /* Room is made without the buffer in hand: making it may raise. */
    size_t n = b.n, at = r->nscratch;
    spr_buf_release(&b);
    spr_scratch_room(L, n + 16);
    r->nscratch = at;
    add_value(L, base, v);
    return;
  }
  bool fits = !failed && r->nscratch - base + b.n <= SPR_MAX_FORMAT_BYTES;
  if (fits) {
    if (b.n) memcpy(r->scratch + r->nscratch, b.p, b.n);
    r->nscratch += b.n;
  }
  spr_buf_release(&b);
  if (!fits) spr_limit_met(L, SPR_LIMIT_STRING);
}

void spr_scratch_tostring(lua_State *L, size_t base, int index) {
  spr_value v;
  size_t n;
  const char *s;
  spr_box *b;
  switch (lua_type(L, index)) {
    case LUA_TNIL: s = "nil"; break;
    case LUA_TBOOLEAN: s = lua_toboolean(L, index) ? "true" : "false"; break;
    case LUA_TNUMBER: add_number(L, base, index); return;
    case LUA_TSTRING:
      s = lua_tolstring(L, index, &n);
      spr_charge(L, (int64_t)n / 32);
      spr_scratch_add(L, base, s, n);
      return;
    case LUA_TUSERDATA:
      b = lua_touserdata(L, index);
      spr_charge(L, 50);
      if (b->kind == SPR_BOX_DATETIME) {
        char text[36];
        spr_zone_format(zone_of(spr_rules_of(L)), b->u.at, text);
        spr_scratch_add(L, base, text, strlen(text));
      } else if (b->kind == SPR_BOX_DURATION) {
        char text[64];
        spr_duration_format(b->u.duration, text);
        spr_scratch_add(L, base, text, strlen(text));
      } else if (b->kind == SPR_BOX_VALUE && spr_to_view(L, index, &v)) {
        size_t from = spr_rules_of(L)->nscratch;
        add_value(L, base, v);
        spr_charge(L, (int64_t)(spr_rules_of(L)->nscratch - from) / 4);
      } else {
        s = spr_type_of(L, index);
        spr_scratch_add(L, base, s, strlen(s));
      }
      return;
    default: s = luaL_typename(L, index); break;
  }
  spr_scratch_add(L, base, s, strlen(s));
}

static int lib_tostring(lua_State *L) {
  luaL_checkany(L, 1);
  if (lua_type(L, 1) == LUA_TSTRING) {
    lua_settop(L, 1);
    return 1;
  }
  size_t base = spr_rules_of(L)->nscratch;
  spr_scratch_tostring(L, base, 1);
  spr_scratch_push(L, base);
  return 1;
}

static int digit_value(int c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

/* Digits of a base, an integer that wraps around, as Lua has it. */
static bool digits(const char *s, size_t n, int base, lua_Integer *out) {
  size_t i = 0;
  lua_Unsigned v = 0;
  while (i < n && strchr(" \f\n\r\t\v", s[i]) && s[i]) i++;
  while (n > i && strchr(" \f\n\r\t\v", s[n - 1]) && s[n - 1]) n--;
  bool negative = i < n && s[i] == '-';
  if (negative) i++;
  if (i >= n) return false;
  for (; i < n; i++) {
    if (digit_value((unsigned char)s[i]) >= base) return false;
    v = v * (lua_Unsigned)base + (lua_Unsigned)digit_value((unsigned char)s[i]);
  }
  *out = (lua_Integer)(negative ? 0u - v : v);
  return true;
}

static int lib_tonumber(lua_State *L) {
  size_t n;
  if (!lua_isnoneornil(L, 2)) {
    lua_Integer base = luaL_checkinteger(L, 2), v;
    luaL_checktype(L, 1, LUA_TSTRING);
    const char *s = lua_tolstring(L, 1, &n);
    luaL_argcheck(L, base >= 2 && base <= 36, 2, "the base is 2 to 36");
    spr_charge(L, (int64_t)n / 8);
    if (digits(s, n, (int)base, &v))
      lua_pushinteger(L, v);
    else
      lua_pushnil(L);
    return 1;
  }
  luaL_checkany(L, 1);
  if (lua_type(L, 1) == LUA_TNUMBER) {
    lua_settop(L, 1);
    return 1;
  }
  const char *s = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &n) : NULL;
  if (s && n <= 200 && lua_stringtonumber(L, s) == n + 1) return 1;
  lua_pushnil(L);
  return 1;
}

/* -- errors --------------------------------------------------------------------------------------------- */

static int lib_error(lua_State *L) {
  lua_Integer level = luaL_optinteger(L, 2, 1);
  int type = lua_type(L, 1);
  size_t base = spr_rules_of(L)->nscratch;
  if (type == LUA_TNONE || type == LUA_TNIL) return luaL_error(L, "error without a message");
  if (type != LUA_TSTRING && type != LUA_TNUMBER)
    return luaL_error(L, "error object is a %s", spr_type_of(L, 1));
  luaL_where(L, level == 2 ? 2 : 1);
  spr_scratch_tostring(L, base, -1);
  if (spr_rules_of(L)->nscratch == base) spr_scratch_add(L, base, "f0:0: ", 6);
  spr_scratch_tostring(L, base, 1);
  spr_scratch_push(L, base);
  return lua_error(L);
}

static int lib_assert(lua_State *L) {
  luaL_checkany(L, 1);
  if (lua_toboolean(L, 1)) return lua_gettop(L);
  if (lua_isnoneornil(L, 2)) return luaL_error(L, "assertion failed");
  lua_remove(L, 1);
  lua_settop(L, 1);
  return lib_error(L);
}

/* -- going through -------------------------------------------------------------------------------------- */

typedef struct key { /* of a table, for sorting */
  const char *p;     /* NULL: a number */
  size_t n;
  lua_Number number;
  lua_Integer integer;
  bool is_integer;
} key;

static int compare_numbers(const key *a, const key *b) {
  if (a->is_integer && b->is_integer) return a->integer < b->integer ? -1 : a->integer > b->integer;
  /* A float that is a key is no integer, so it never equals one; near 2^53 the integer's float is near
   * enough. */
  lua_Number x = a->is_integer ? (lua_Number)a->integer : a->number,
             y = b->is_integer ? (lua_Number)b->integer : b->number;
  return x < y ? -1 : x > y;
}

static bool key_before(const key *a, const key *b) {
  if (!a->p || !b->p) return a->p == b->p ? compare_numbers(a, b) < 0 : !a->p;
  int c = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);
  return c ? c < 0 : a->n < b->n;
}

static void sift(key *v, size_t root, size_t n) {
  for (;;) {
    size_t child = 2 * root + 1;
    if (child >= n) return;
    if (child + 1 < n && key_before(&v[child], &v[child + 1])) child++;
    if (!key_before(&v[root], &v[child])) return;
    key t = v[root];
    v[root] = v[child];
    v[child] = t;
    root = child;
  }
}

/* Heap sort: no keys are equal, so it is as good as stable. */
static void sort_keys(key *v, size_t n) {
  for (size_t i = n / 2; i-- > 0;) sift(v, i, n);
  for (size_t i = n; i-- > 1;) {
    key t = v[0];
    v[0] = v[i];
    v[i] = t;
    sift(v, 0, i);
  }
}

static size_t count_keys(lua_State *L, int table) {
  size_t n = 0;
  lua_pushnil(L);
  while (lua_next(L, table)) {
    lua_pop(L, 1);
    int type = lua_type(L, -1);
    if (type != LUA_TSTRING && type != LUA_TNUMBER)
      luaL_error(L, "pairs: a key is neither a text nor a number; only texts and numbers have an order");
    n++;
  }
  return n;
}

/* Pushes a list of the keys of the plain table at `table`, sorted. */
static void push_sorted_keys(lua_State *L, int table) {
  spr_rules *r = spr_rules_of(L);
  size_t base = r->nscratch, n = count_keys(L, table), i = 0;
  spr_charge(L, 10 * (int64_t)n);
  key *v = spr_scratch_room(L, (n + 1) * sizeof *v);
  lua_pushnil(L);
  while (lua_next(L, table)) {
    lua_pop(L, 1);
    key *k = &v[i++];
    *k = (key){.p = NULL};
    if (lua_type(L, -1) == LUA_TSTRING) {
      k->p = lua_tolstring(L, -1, &k->n); /* the table holds it */
    } else {
      k->is_integer = lua_isinteger(L, -1);
      if (k->is_integer)
        k->integer = lua_tointeger(L, -1);
      else
        k->number = lua_tonumber(L, -1);
    }
  }
  sort_keys(v, n);
  lua_createtable(L, (int)n, 0);
  for (i = 0; i < n; i++) {
    /* Making the list never moves the scratch. */
    if (v[i].p)
      lua_pushlstring(L, v[i].p, v[i].n);
    else if (v[i].is_integer)
      lua_pushinteger(L, v[i].integer);
    else
      lua_pushnumber(L, v[i].number);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  r->nscratch = base;
}

/* Upvalues: list of keys, what is gone through, number of the key last given. What was removed meanwhile is
 * passed over. */
int spr_lib_pairs_step(lua_State *L) {
  lua_Integer i = lua_tointeger(L, lua_upvalueindex(3));
  for (;;) {
    spr_charge(L, 3);
    lua_settop(L, 0);
    if (lua_rawgeti(L, lua_upvalueindex(1), ++i) == LUA_TNIL) return 1;
    lua_pushvalue(L, 1);
    int type = lua_gettable(L, lua_upvalueindex(2));
    if (type == LUA_TNIL) continue;
    lua_pushinteger(L, i);
    lua_replace(L, lua_upvalueindex(3));
    return 2;
  }
}

/* What `pairs` and `ipairs` go through by numbers: the length, or -1 for anything else. */
static lua_Integer list_length(lua_State *L, int index) {
  spr_value v;
  return spr_to_view(L, index, &v) && v.type == SPR_LIST ? (lua_Integer)v.u.l->n : -1;
}

static int ipairs_step(lua_State *L) {
  lua_Integer i = luaL_checkinteger(L, 2) + 1;
  spr_charge(L, 2);
  lua_pushinteger(L, i);
  lua_geti(L, 1, i);
  return lua_isnil(L, -1) ? 1 : 2;
}

static int lib_ipairs(lua_State *L) {
  if (!lua_istable(L, 1) && list_length(L, 1) < 0)
    return luaL_error(L, "ipairs goes through a list, not a %s", spr_type_of(L, 1));
  lua_pushcfunction(L, ipairs_step);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, 0);
  return 3;
}

static int lib_pairs(lua_State *L) {
  lua_settop(L, 1);
  if (list_length(L, 1) >= 0) return lib_ipairs(L);
  if (lua_istable(L, 1)) {
    if (!spr_push_hidden(L, 1)) lua_pushvalue(L, 1);
    push_sorted_keys(L, 2);
  } else if (!spr_push_names(L, 1)) {
    return luaL_error(L, "pairs cannot go through a %s", spr_type_of(L, 1));
  }
  lua_pushvalue(L, 1);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, spr_lib_pairs_step, 3);
  return 1;
}

/* -- the rest ------------------------------------------------------------------------------------------- */

static int lib_select(lua_State *L) {
  int n = lua_gettop(L);
  if (lua_type(L, 1) == LUA_TSTRING && strcmp(lua_tostring(L, 1), "#") == 0) {
    lua_pushinteger(L, n - 1);
    return 1;
  }
  lua_Integer i = luaL_checkinteger(L, 1);
  if (i < 0)
    i = n + i;
  else if (i > n)
    i = n;
  luaL_argcheck(L, i >= 1, 1, "there is no such argument");
  return n - (int)i;
}

/* A view of a list or record is a table to whoever reads it. */
static int lib_type(lua_State *L) {
  luaL_checkany(L, 1);
  const char *name = luaL_typename(L, 1);
  if (spr_to_box(L, 1, SPR_BOX_DATETIME))
    name = "datetime";
  else if (spr_to_box(L, 1, SPR_BOX_DURATION))
    name = "duration";
  else if (lua_type(L, 1) == LUA_TUSERDATA)
    name = "table";
  lua_pushstring(L, name);
  return 1;
}

static int lib_rawequal(lua_State *L) {
  luaL_checkany(L, 1);
  luaL_checkany(L, 2);
  lua_pushboolean(L, lua_rawequal(L, 1, 2));
  return 1;
}

static int lib_rawlen(lua_State *L) {
  luaL_argcheck(L, lua_istable(L, 1) || lua_type(L, 1) == LUA_TSTRING, 1, "a table or text is expected");
  if (spr_push_hidden(L, 1)) lua_replace(L, 1);
  lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
  return 1;
}

/* spr__args(...): `...` itself, but its copying is paid for. */
static int args(lua_State *L) {
  int n = lua_gettop(L);
  spr_charge(L, n / 2);
  return n;
}

/* spr__pow(a, b): multiplications only, so that every machine has the same bits. */
static int power(lua_State *L) {
  for (int i = 1; i <= 2; i++)
    if (lua_type(L, i) != LUA_TNUMBER)
      return luaL_error(L, "`^` calculates with numbers, not with a %s", spr_type_of(L, i));
  lua_Number base = lua_tonumber(L, 1), result = 1;
  int whole;
  lua_Integer n = lua_tointegerx(L, 2, &whole);
  if (!whole) return luaL_error(L, "the exponent of `^` must be an integer");
  lua_Unsigned left = n < 0 ? 0u - (lua_Unsigned)n : (lua_Unsigned)n;
  for (; left; left >>= 1) {
    if (left & 1) result *= base;
    base *= base;
  }
  lua_pushnumber(L, n < 0 ? 1 / result : result);
  return 1;
}

void spr_open_base(lua_State *L) {
  static const luaL_Reg functions[] = {{"assert", lib_assert},     {"copy", spr_lib_copy},
                                       {"error", lib_error},       {"ipairs", lib_ipairs},
                                       {"pairs", lib_pairs},       {"rawequal", lib_rawequal},
                                       {"rawlen", lib_rawlen},     {"select", lib_select},
                                       {"spr__args", args},        {"spr__pow", power},
                                       {"tonumber", lib_tonumber}, {"tostring", lib_tostring},
                                       {"type", lib_type},         {NULL, NULL}};
  spr_set_functions(L, functions);
}
