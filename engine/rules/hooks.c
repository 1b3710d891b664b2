/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/utf8.h"
#include "rules/state.h"

/* hook.NAME(...) and standard.NAME(...): what the hook takes, then case and event, go to the function that a
 * file gave; what comes back must be what the hook declares. */

enum {
  UP_TABLE = 1,
  UP_HOOK,
  UP_WHICH
}; /* upvalues of a hook's closure; which: 0 the city first, 1 the standard */

typedef struct asked {
  spr_rules *r;
  const spr_hook_decl *decl;
  const spr_hook_place *place;
  int32_t index;
} asked;

static spr_str file_of(const asked *a) {
  const spr_source *s = spr_sources_get(a->r->sources, a->place->file);
  return s ? s->path : SPR_STR("");
}

static void decided(const asked *a, spr_value answer, spr_str reason) {
  char what[SPR_MAX_NAME + 8];
  int n = snprintf(what, sizeof what, "hook.%.*s", SPR_FMT(a->decl->name));
  spr_step_decided(a->r->step, spr_str_n(what, n < (int)sizeof what ? (size_t)n : sizeof what - 1), answer,
                   reason, file_of(a), a->place->line);
}

/* Results stand from index 1. */
static int boolean_answer(lua_State *L, const asked *a, int n) {
  int type = lua_type(L, 1);
  if (type != LUA_TBOOLEAN && type != LUA_TNIL)
    return spr_raise_at(L, a->place->file, a->place->line, "hook %.*s answers true or false, not a %s%s",
                        SPR_FMT(a->decl->name), spr_type_of(L, 1),
                        type == LUA_TFUNCTION ? ": did you forget ()?" : "");
  bool yes = lua_toboolean(L, 1);
  if (n >= 2 && !yes && lua_type(L, 2) != LUA_TSTRING && lua_type(L, 2) != LUA_TNIL)
    return spr_raise_at(L, a->place->file, a->place->line,
                        "the reason that hook %.*s gives is a %s, not a text", SPR_FMT(a->decl->name),
                        spr_type_of(L, 2));
  size_t length = 0;
  const char *s = n >= 2 && !yes && lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &length) : "";
  if (!yes) spr_decide_reason(a->r, spr_str_n(s, length));
  decided(a, spr_v_bool(yes), yes ? SPR_STR("") : spr_str_of(a->r->reason));
  lua_pushboolean(L, yes);
  if (yes || length == 0) return 1;
  lua_pushvalue(L, 2);
  return 2;
}

/* Is there anything in it that Lua may write otherwise: a time as text, 2 for 2.0? */
static bool holds_other(const spr_type *t, int depth) {
  if (t->kind == SPR_T_DATETIME || t->kind == SPR_T_DURATION) return true;
  if (t->kind == SPR_T_NUMBER || t->kind == SPR_T_INTEGER) return true;
  if (depth > SPR_MAX_NESTING) return false;
  if (t->kind == SPR_T_LIST) return holds_other(t->of, depth + 1);
  for (uint32_t i = 0; i < t->nmembers; i++)
    if (holds_other(t->members[i].type, depth + 1)) return true;
  return false;
}

/* Reads the answer at index 1 as the declared type. false: *why says what is wrong. */
static bool read_answer(lua_State *L, const asked *a, spr_value *v, spr_str *why) {
  const spr_type *t = a->decl->returns;
  const char *wrong = spr_from_lua(L, 1, spr_step_heap(a->r->step), t, v);
  *why = spr_str_of(wrong ? wrong : "");
  return !wrong && spr_step_fit(a->r->step, t, *v, v, why);
}

static int value_answer(lua_State *L, const asked *a) {
  spr_value v = SPR_V_NIL;
  spr_str why;
  bool fits = read_answer(L, a, &v, &why);
  spr_heap *h = spr_step_heap(a->r->step);
  if (h->oom) spr_limit_met(L, SPR_LIMIT_HOST);
  if (!fits)
    return spr_raise_at(L, a->place->file, a->place->line, "the answer of hook %.*s does not fit: %.*s",
                        SPR_FMT(a->decl->name), SPR_FMT(why));
  decided(a, v, SPR_STR(""));
  lua_settop(L, 1);
  if (!holds_other(a->decl->returns, 0)) {
    if (h->pool) spr_v_release(h->pool, v);
    return 1;
  }
  spr_push_owned(L, v);
  return 1;
}

/* Arguments stand from index 1 on; results take their place, and their number is given. */
static int ask_lua(lua_State *L, const asked *a, int which) {
  int takes = lua_gettop(L);
  if (lua_rawgeti(L, lua_upvalueindex(UP_TABLE), 2 * a->index + 1 + which) != LUA_TFUNCTION)
    return luaL_error(L, "hook %s is answered by no file", a->decl->name.p);
  lua_insert(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, a->r->case_ref);
  lua_rawgeti(L, LUA_REGISTRYINDEX, a->r->event_ref);
  bool acted = a->r->may_act;
  a->r->may_act = !a->decl->returns;
  spr_call_lua(L, takes + 2, LUA_MULTRET);
  a->r->may_act = acted;
  return lua_gettop(L);
}

static int hook_call(lua_State *L) {
  asked a = {.r = spr_rules_of(L)};
  int n = lua_gettop(L), which = (int)lua_tointeger(L, lua_upvalueindex(UP_WHICH));
  spr_step_of(L);
  a.index = (int32_t)lua_tointeger(L, lua_upvalueindex(UP_HOOK));
  a.decl = &a.r->model->hooks[a.index];
  const spr_c_hook *c = which == 0 && a.r->c_hooks ? &a.r->c_hooks[a.index] : NULL;
  bool by_c = c && c->fn;
  a.place = by_c ? &c->place : &a.r->places[2 * a.index + which];
  int takes = (int)a.decl->ntakes;
  if (n > takes)
    return luaL_error(L, "hook %s takes %d argument(s), not %d; case and event are passed by themselves",
                      a.decl->name.p, takes, n);
  bool action = !a.decl->returns;
  if (action && !a.r->may_act)
    return luaL_error(L, "hook %s has effects and can be called only by actions", a.decl->name.p);
  luaL_checkstack(L, takes + 8, NULL);
  lua_settop(L, takes);
  n = by_c ? spr_ask_c(L, c, a.decl) : ask_lua(L, &a, which);
  if (action) {
    decided(&a, SPR_V_NIL, SPR_STR(""));
    return 0;
  }
  if (n == 0)
    return spr_raise_at(L, a.place->file, a.place->line, "hook %.*s gives no answer", SPR_FMT(a.decl->name));
  return a.decl->returns->kind == SPR_T_BOOLEAN ? boolean_answer(L, &a, n) : value_answer(L, &a);
}

/* Names of declarations come from source texts; in the state they are used as C strings. */
static void push_hook_table(lua_State *L, int hooks, int which) {
  const spr_model *m = spr_rules_of(L)->model;
  lua_createtable(L, 0, (int)m->nhooks);
  for (uint32_t i = 0; i < m->nhooks; i++) {
    lua_pushlstring(L, m->hooks[i].name.p, m->hooks[i].name.n);
    lua_pushvalue(L, hooks);
    lua_pushinteger(L, (lua_Integer)i);
    lua_pushinteger(L, which);
    lua_pushcclosure(L, hook_call, 3);
    lua_rawgeti(L, LUA_REGISTRYINDEX, spr_rules_of(L)->hook_calls_ref);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, (lua_Integer)(2 * i + 1) + which);
    lua_pop(L, 1);
    lua_rawset(L, -3);
  }
  spr_freeze(L, -1);
}

/* The environments stand at 1 and 2. */
void spr_open_hooks(lua_State *L) {
  spr_rules *r = spr_rules_of(L);
  lua_newtable(L);
  r->hook_calls_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_newtable(L);
  int hooks = lua_gettop(L);
  push_hook_table(L, hooks, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, 1, "hook");
  lua_setfield(L, 2, "hook");
  push_hook_table(L, hooks, 1);
  lua_setfield(L, 2, "standard");
  r->hooks_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* -- files ---------------------------------------------------------------------------------------------- */

/* Table of hooks at -1: notes the function of each declared hook. */
static void take_hooks(lua_State *L, const spr_lua_file *f, bool is_city) {
  spr_rules *r = spr_rules_of(L);
  const spr_model *m = r->model;
  lua_rawgeti(L, LUA_REGISTRYINDEX, r->hooks_ref);
  for (uint32_t i = 0; i < m->nhooks; i++) {
    lua_pushlstring(L, m->hooks[i].name.p, m->hooks[i].name.n);
    int type = lua_rawget(L, -3);
    if (type == LUA_TNIL) {
      lua_pop(L, 1);
      continue;
    }
    if (type != LUA_TFUNCTION)
      spr_raise_at(L, f->file, 1, "the hook %.*s is a %s, not a function", SPR_FMT(m->hooks[i].name),
                   spr_type_of(L, -1));
    lua_Debug ar;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &ar);
    spr_hook_place place = {f->file, ar.linedefined > 0 ? (uint32_t)ar.linedefined : 1};
    for (int which = is_city ? 0 : 1; which >= 0; which--) {
      r->places[2 * i + (uint32_t)which] = place;
      lua_pushvalue(L, -1);
      lua_rawseti(L, -3, (lua_Integer)(2 * i + 1) + which);
      if (is_city) break;
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

void spr_load_file(lua_State *L, const spr_lua_file *f, bool is_city) {
  spr_rules *r = spr_rules_of(L);
  char chunk[24];
  int env = lua_gettop(L);
  if (f->file == 0) return;
  snprintf(chunk, sizeof chunk, "=f%u", f->file);
  int status = luaL_loadbufferx(L, f->text.p, f->text.n, chunk, "t");
  if (status == LUA_ERRMEM) spr_limit_met(L, r->refused);
  if (status != LUA_OK) lua_error(L);
  lua_pushvalue(L, env);
  lua_setupvalue(L, -2, 1);
  r->loading = false;
  spr_call_lua(L, 0, 1);
  r->loading = true;
  if (lua_type(L, -1) != LUA_TTABLE)
    spr_raise_at(L, f->file, 1, "the file returns a %s, not its table of hooks", spr_type_of(L, -1));
  take_hooks(L, f, is_city);
  spr_freeze_all(L, f);
  lua_settop(L, env);
}
