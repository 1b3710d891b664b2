/* SPDX-License-Identifier: Apache-2.0 */
#include <lualib.h>
#include <stdlib.h>

#include "base/value.h"
#include "rules/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes are a little program that builds a Lua value, shared parts and cycles included. What the
 * converter takes is within the limits, reads back the same from its binary form, and leaves nothing in the
 * pool. */

#define MAX_STACK 16

typedef struct program {
  const uint8_t *p;
  size_t n, i;
} program;

static uint8_t next(program *g) {
  return g->i < g->n ? g->p[g->i++] : 0;
}

static void push_text(lua_State *L, program *g) {
  size_t n = next(g) % 24, left = g->n - g->i;
  if (n > left) n = left;
  lua_pushlstring(L, (const char *)g->p + g->i, n);
  g->i += n;
}

static void push_number(lua_State *L, program *g) {
  static const double odd[] = {0.0 / 1, 1.5, -2.5, 1e308 * 10, 9007199254740993.0, 9223372036854775808.0};
  uint8_t k = next(g);
  if (k < 200)
    lua_pushinteger(L, k < 100 ? k : (lua_Integer)k << 55);
  else
    lua_pushnumber(L, k == 255 ? odd[3] - odd[3] : odd[k % 6]);
}

static int build(lua_State *L) {
  program *g = lua_touserdata(L, 1);
  while (g->i < g->n) {
    uint8_t op = next(g);
    int top = lua_gettop(L);
    if (top > MAX_STACK) lua_settop(L, MAX_STACK / 2);
    switch (op % 9) {
      case 0: lua_newtable(L); break;
      case 1: push_text(L, g); break;
      case 2: push_number(L, g); break;
      case 3: lua_pushboolean(L, op & 16); break;
      case 4: lua_pushvalue(L, 2 + next(g) % (lua_gettop(L) > 2 ? lua_gettop(L) - 1 : 1)); break;
      case 5: /* t[#t + 1] = v */
        if (lua_gettop(L) >= 3 && lua_istable(L, -2) && !lua_isnil(L, -1))
          lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        break;
      case 6: /* t[k] = v */
        if (lua_gettop(L) >= 4 && lua_istable(L, -3) && !lua_isnil(L, -2) &&
            !(lua_isnumber(L, -2) && lua_tonumber(L, -2) != lua_tonumber(L, -2)))
          lua_rawset(L, -3);
        break;
      case 7:
        if (op & 16)
          spr_push_datetime(L, op);
        else
          spr_push_duration(L, (spr_duration){.days = op});
        break;
      default: lua_pushcfunction(L, build); break;
    }
  }
  lua_settop(L, lua_gettop(L) > 2 ? 3 : 2);
  return 1;
}

static void check(lua_State *L, spr_pool *pool, const spr_type *hint) {
  spr_heap h = spr_heap_pool(pool);
  spr_value v, back = SPR_V_NIL;
  const char *wrong = spr_from_lua(L, -1, &h, hint, &v);
  if (wrong) {
    if (v.type != SPR_NIL) abort();
  } else {
    spr_buf b;
    uint32_t i = 0;
    if (spr_v_check_limits(v) != SPR_OK) abort();
    spr_buf_init(&b, &spr_alloc_default, 16u << 20);
    spr_v_encode(&b, v);
    if (spr_v_decode(&h, spr_buf_view(&b), &i, &back) != SPR_OK || i != b.n || !spr_v_equal(v, back)) abort();
    spr_buf_release(&b);
    spr_v_release(pool, back);
    spr_v_release(pool, v);
  }
  if (pool->in_use != 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const spr_type integer = {.kind = SPR_T_INTEGER}, list = {.kind = SPR_T_LIST, .of = &integer},
                        record = {.kind = SPR_T_RECORD};
  static const spr_model model = {.alone = true};
  spr_rules r = {.alloc = spr_alloc_default, .model = &model, .work = INT64_MAX};
  program g = {data, size, 0};
  spr_pool pool;
  lua_State *L = luaL_newstate();
  if (!L) return 0;
  *(spr_rules **)lua_getextraspace(L) = &r;
  spr_pool_init(&pool, &spr_alloc_default);
  spr_open_boxes(L);
  lua_pushcfunction(L, build);
  lua_pushlightuserdata(L, &g);
  if (lua_pcall(L, 1, 1, 0) == LUA_OK) {
    check(L, &pool, NULL);
    check(L, &pool, &list);
    check(L, &pool, &record);
  }
  spr_pool_release(&pool);
  lua_close(L);
  return 0;
}
