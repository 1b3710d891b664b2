/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/state.h"

/* What a rule may ask of the step, and what an action may do to it. */

static spr_str text(lua_State *L, int index, const char *what) {
  size_t n;
  if (lua_type(L, index) != LUA_TSTRING)
    luaL_error(L, "%s is a text, not a %s", what,
               index > lua_gettop(L) ? "missing argument" : spr_type_of(L, index));
  const char *p = lua_tolstring(L, index, &n);
  return spr_str_n(p, n);
}

static spr_step *acting(lua_State *L, const char *function) {
  spr_step *st = spr_step_of(L);
  if (!spr_rules_of(L)->may_act) luaL_error(L, "%s works only in `run` and in action hooks", function);
  spr_charge(L, 20);
  return st;
}

/* The value at an index, owned; nil where there is none. */
static spr_value owned_value(lua_State *L, int index, const char *what) {
  spr_value v;
  spr_heap *h = spr_step_heap(spr_rules_of(L)->step);
  if (lua_isnoneornil(L, index)) return SPR_V_NIL;
  const char *wrong = spr_from_lua(L, index, h, NULL, &v);
  if (h->oom) spr_limit_met(L, SPR_LIMIT_HOST);
  if (wrong) luaL_error(L, "%s cannot be kept: %s", what, wrong);
  return v;
}

/* Data of an event: a record; an empty table is one, too. */
static spr_value event_data(lua_State *L, int index) {
  static const spr_type record = {.kind = SPR_T_RECORD};
  spr_value v;
  spr_heap *h = spr_step_heap(spr_rules_of(L)->step);
  if (lua_isnoneornil(L, index)) return SPR_V_NIL;
  const char *wrong = spr_from_lua(L, index, h, &record, &v);
  if (h->oom) spr_limit_met(L, SPR_LIMIT_HOST);
  if (wrong) luaL_error(L, "the event's data cannot be kept: %s", wrong);
  return v;
}

static int answer(lua_State *L, bool ok) {
  return ok ? 0 : spr_refused(L);
}

static int lib_raise(lua_State *L) {
  spr_step *st = acting(L, "raise");
  spr_str name = text(L, 1, "the event of raise");
  return answer(L, spr_step_raise(st, name, event_data(L, 2)));
}

static int lib_send(lua_State *L) {
  spr_step *st = acting(L, "send");
  spr_str name = text(L, 1, "the event of send"), id = SPR_STR(""), to = SPR_STR("");
  spr_duration after;
  bool delayed = false;
  lua_settop(L, 2);
  lua_pushnil(L); /* 3: data */
  if (lua_istable(L, 2)) {
    if (spr_push_hidden(L, 2)) lua_replace(L, 2);
    static const char *const known[] = {"after", "data", "id", "to"};
    lua_pushnil(L);
    while (lua_next(L, 2)) {
      bool found = false;
      lua_pop(L, 1);
      for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        found = found || (lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), known[i]) == 0);
      if (!found) luaL_error(L, "send takes after, data, id and to, and nothing else");
    }
    if (lua_getfield(L, 2, "id") != LUA_TNIL) id = text(L, -1, "the id of send");
    if (lua_getfield(L, 2, "to") != LUA_TNIL) to = text(L, -1, "`to` of send");
    delayed = lua_getfield(L, 2, "after") != LUA_TNIL;
    if (delayed) after = spr_to_duration(L, lua_gettop(L));
    if (delayed) spr_charge_term(L, after);
    lua_getfield(L, 2, "data");
    lua_replace(L, 3);
  } else if (!lua_isnil(L, 2)) {
    return luaL_error(L, "the second argument of send is a table {after=, id=, data=}");
  }
  return answer(L, spr_step_send(st, name, delayed ? &after : NULL, id, event_data(L, 3), to));
}

static int lib_cancel(lua_State *L) {
  spr_step *st = acting(L, "cancel");
  return answer(L, spr_step_cancel(st, text(L, 1, "the id of cancel")));
}

static int lib_task(lua_State *L) {
  spr_step *st = acting(L, "task");
  luaL_argcheck(L, lua_istable(L, 1), 1, "a table {id=, title=, by=, due=, data=}");
  if (lua_getfield(L, 1, "due") != LUA_TNIL) spr_charge_term(L, spr_to_duration(L, -1));
  lua_settop(L, 1);
  return answer(L, spr_step_task(st, owned_value(L, 1, "the task")));
}

static int lib_note(lua_State *L) {
  spr_step *st = acting(L, "note");
  return answer(L, spr_step_note(st, text(L, 1, "a note")));
}

static int lib_log(lua_State *L) {
  spr_rules *r = spr_rules_of(L);
  spr_step *st = spr_step_of(L);
  size_t base = r->nscratch;
  int n = lua_gettop(L);
  for (int i = 1; i <= n; i++) {
    if (i > 1) spr_scratch_add(L, base, "\t", 1);
    spr_scratch_tostring(L, base, i);
  }
  spr_charge(L, 20 + (int64_t)(r->nscratch - base) / 8);
  spr_scratch_push(L, base);
  return answer(L, spr_step_log(st, text(L, -1, "a line")));
}

/* The compiler has put the state's number into the place of its name; -1 is a state of another workflow. */
static int lib_inside(lua_State *L) {
  spr_step *st = spr_step_of(L);
  lua_Integer s = luaL_checkinteger(L, 1);
  lua_pushboolean(L, s >= 0 && s < (lua_Integer)spr_rules_of(L)->model->nstates &&
                         spr_step_inside(st, (int32_t)s));
  return 1;
}

static int observe(lua_State *L, bool (*ask)(spr_step *, spr_str, int64_t *), const char *what) {
  spr_step *st = spr_step_of(L);
  int64_t n = 0;
  spr_charge(L, 50);
  if (!ask(st, text(L, 1, what), &n)) return spr_refused(L);
  lua_pushinteger(L, n);
  return 1;
}
static int lib_caseload(lua_State *L) {
  return observe(L, spr_step_caseload, "the institution of caseload");
}
static int lib_occupied(lua_State *L) {
  return observe(L, spr_step_occupied, "the institution of occupied");
}

static int lib_profile(lua_State *L) {
  spr_step *st = spr_step_of(L);
  spr_value v = SPR_V_NIL;
  spr_charge(L, 100);
  if (!spr_step_profile(st, text(L, 1, "the municipality of profile"), &v)) return spr_refused(L);
  spr_push_owned(L, v);
  return 1;
}

void spr_open_step(lua_State *L) {
  static const luaL_Reg functions[] = {{"cancel", lib_cancel},
                                       {"caseload", lib_caseload},
                                       {"inside", lib_inside},
                                       {"log", lib_log},
                                       {"note", lib_note},
                                       {"occupied", lib_occupied},
                                       {"profile", lib_profile},
                                       {"raise", lib_raise},
                                       {"send", lib_send},
                                       {"task", lib_task},
                                       {NULL, NULL}};
  spr_set_functions(L, functions);
}
