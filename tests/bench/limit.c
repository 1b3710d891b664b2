/* SPDX-License-Identifier: Apache-2.0 */
#include "limit.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>

struct limit {
  lua_State *L;
  size_t used, most;
  int64_t budget;
  int guard, count, entry, leave; /* references */
  unsigned state, a, b;
};

static void *counting(void *ud, void *p, size_t old, size_t size) {
  limit *l = ud;
  if (!p) old = 0;
  if (size == 0) {
    l->used -= old;
    free(p);
    return NULL;
  }
  if (l->used - old + size > l->most) return NULL;
  void *q = realloc(p, size);
  if (q) l->used += size - old;
  return q;
}

static void tick(lua_State *L, lua_Debug *ar) {
  (void)ar;
  limit *l = *(limit **)lua_getextraspace(L);
  l->budget -= 1000;
  if (l->budget < 0) luaL_error(L, "work");
}

static int compile(lua_State *L, const char *text) {
  bench_check(luaL_loadstring(L, text) == LUA_OK, text);
  return luaL_ref(L, LUA_REGISTRYINDEX);
}

static void set(limit *l, const char *name, int64_t v) {
  lua_pushinteger(l->L, v);
  lua_setglobal(l->L, name);
}

static int64_t get(limit *l, const char *name) {
  lua_getglobal(l->L, name);
  int64_t v = lua_tointeger(l->L, -1);
  lua_pop(l->L, 1);
  return v;
}

static void reset(limit *l) {
  set(l, "x", 10);
  set(l, "counter", 0);
  set(l, "entries", 2);
  set(l, "exits", 0);
  l->state = l->a = l->b = 0;
}

limit *limit_new(void) {
  limit *l = calloc(1, sizeof *l);
  bench_check(l != NULL, "memory");
  l->most = 16u << 20;
  l->L = lua_newstate(counting, l);
  bench_check(l->L != NULL, "memory");
  *(limit **)lua_getextraspace(l->L) = l;
  luaL_openlibs(l->L);
  l->guard = compile(l->L, "return x > 3");
  l->count = compile(l->L, "counter = counter + 1");
  l->entry = compile(l->L, "entries = entries + 1");
  l->leave = compile(l->L, "exits = exits + 1");
  reset(l);
  return l;
}

void limit_free(limit *l) {
  lua_close(l->L);
  free(l);
}

static void call(limit *l, int ref, int results) {
  l->budget = 1000000;
  lua_sethook(l->L, tick, LUA_MASKCOUNT, 1000);
  lua_rawgeti(l->L, LUA_REGISTRYINDEX, ref);
  bench_check(lua_pcall(l->L, 0, results, 0) == LUA_OK, "pcall");
}

static int holds(limit *l) {
  call(l, l->guard, 1);
  int yes = lua_toboolean(l->L, -1);
  lua_pop(l->L, 1);
  return yes;
}

static void w1_event(limit *l, unsigned event) {
  switch (l->state) {
    case 0:
      if (event == 0 && holds(l)) {
        call(l, l->count, 0);
        l->state = 1;
      }
      break;
    case 1:
      if (event == 1 && holds(l)) {
        call(l, l->count, 0);
        l->state = 2;
      }
      break;
    case 2:
      if (event == 2 && holds(l)) {
        call(l, l->count, 0);
        l->state = 3;
      }
      break;
    case 3:
      if (event == 3 && holds(l)) {
        call(l, l->count, 0);
        l->state = 4;
      }
      break;
    case 4:
      if (event == 4 && holds(l)) {
        call(l, l->count, 0);
        l->state = 5;
      }
      break;
    case 5:
      if (event == 5 && holds(l)) {
        call(l, l->count, 0);
        l->state = 0;
      }
      break;
  }
}

static int region_moves(limit *l) {
  return holds(l);
}

static unsigned moved(limit *l, unsigned leaf) {
  call(l, l->leave, 0);
  return (leaf + 1) % 3;
}

enum { NEXT_A, NEXT_B, TICK };

static void w2_event(limit *l, unsigned event) {
  int a = (event == NEXT_A || event == TICK) && region_moves(l);
  int b = (event == NEXT_B || event == TICK) && region_moves(l);
  unsigned to_a = a ? moved(l, l->a) : l->a, to_b = b ? moved(l, l->b) : l->b;
  if (a) {
    l->a = to_a;
    call(l, l->entry, 0);
  }
  if (b) {
    l->b = to_b;
    call(l, l->entry, 0);
  }
}

double limit_w1_long(void *ud, uint64_t events) {
  limit *l = ud;
  events -= events % 6;
  reset(l);
  double start = bench_now();
  for (uint64_t i = 0; i < events; i++) w1_event(l, (unsigned)(i % 6));
  double took = bench_now() - start;
  bench_check(l->state == 0 && get(l, "counter") == (int64_t)events, "limit W1");
  return took;
}

double limit_w2_long(void *ud, uint64_t events) {
  limit *l = ud;
  events -= events % 3;
  reset(l);
  double start = bench_now();
  for (uint64_t i = 0; i < events; i++) w2_event(l, (unsigned)(i % 3));
  double took = bench_now() - start;
  bench_check(get(l, "exits") == (int64_t)(4 * events / 3), "limit W2");
  return took;
}

double limit_w1_many(void *ud, uint64_t instances) {
  limit *l = ud;
  double start = bench_now();
  for (uint64_t i = 0; i < instances; i++) {
    reset(l);
    for (unsigned e = 0; e < 6; e++) w1_event(l, e);
    bench_check(get(l, "counter") == 6, "limit W1-many");
  }
  return bench_now() - start;
}

double limit_w2_many(void *ud, uint64_t instances) {
  limit *l = ud;
  double start = bench_now();
  for (uint64_t i = 0; i < instances; i++) {
    reset(l);
    for (unsigned e = 0; e < 6; e++) w2_event(l, e % 3);
    bench_check(get(l, "exits") == 8, "limit W2-many");
  }
  return bench_now() - start;
}
