/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/env.h"

#include <stdio.h>

#include "rules/lua_names.h"

/* Two environments: one for expressions and standard.lua, one for the city's file, which also sees
 * `standard`. They are plain tables, for speed; the static look sees to it that no script writes to them or
 * names them. */

enum { ALL = 1, CITY };

/* -- the exact set of names ----------------------------------------------------------------------------- */

static uint32_t count_members(lua_State *L, int index) {
  uint32_t n = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    n++;
    lua_pop(L, 1);
  }
  return n;
}

/* The names "prefix.x" of the list are exactly the keys of the table at the top. */
static void compare_library(lua_State *L, const char *prefix) {
  uint32_t n = 0;
  if (!spr_push_hidden(L, -1)) luaL_error(L, "sprawa bug: %s can be written to", prefix);
  for (const spr_lua_name *k = spr_lua_names; k->name; k++) {
    const char *dot = strchr(k->name, '.');
    if (!dot || strncmp(k->name, prefix, (size_t)(dot - k->name)) != 0 ||
        strlen(prefix) != (size_t)(dot - k->name))
      continue;
    n++;
    if (lua_getfield(L, -1, dot + 1) == LUA_TNIL) luaL_error(L, "sprawa bug: %s is missing", k->name);
    lua_pop(L, 1);
  }
  if (count_members(L, lua_gettop(L)) != n)
    luaL_error(L, "sprawa bug: %s has names that nobody declared", prefix);
  lua_pop(L, 1);
}

static void compare_environment(lua_State *L, int env) {
  uint32_t n = 2; /* spr__pow, spr__args: what edits call */
  for (const spr_lua_name *k = spr_lua_names; k->name; k++) {
    if (strchr(k->name, '.') || k->where == SPR_NAME_LAZY || (k->where == SPR_NAME_CITY && env != CITY))
      continue;
    n++;
    lua_pushstring(L, k->name);
    int type = lua_rawget(L, env);
    if (type == LUA_TNIL) luaL_error(L, "sprawa bug: %s is missing", k->name);
    if (type == LUA_TTABLE && strcmp(k->name, "hook") != 0 && strcmp(k->name, "standard") != 0)
      compare_library(L, k->name);
    lua_pop(L, 1);
  }
  if (count_members(L, env) != n) luaL_error(L, "sprawa bug: there are names that nobody declared");
}

/* -- building ------------------------------------------------------------------------------------------- */

void spr_set_functions(lua_State *L, const luaL_Reg *f) {
  for (; f->name; f++) {
    lua_pushcfunction(L, f->func);
    lua_setfield(L, -2, f->name);
  }
}

static void library(lua_State *L, const char *name, void (*open)(lua_State *)) {
  lua_newtable(L);
  open(L);
  spr_freeze(L, -1);
  lua_setfield(L, ALL, name);
}

/* Strings find their methods in the content of `string` itself. */
static void string_methods(lua_State *L) {
  lua_pushstring(L, "");
  lua_createtable(L, 0, 2);
  lua_getfield(L, ALL, "string");
  spr_push_hidden(L, -1);
  lua_remove(L, -2);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

static void copy_environment(lua_State *L) {
  lua_pushnil(L);
  while (lua_next(L, ALL)) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, CITY);
  }
}

static void open_views(lua_State *L) {
  static const struct {
    const char *name;
    spr_box_kind kind;
  } views[] = {{"city", SPR_BOX_CITY}, {"param", SPR_BOX_PARAM}, {"role", SPR_BOX_ROLE}};
  spr_rules *r = spr_rules_of(L);
  for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
    spr_push_box(L, views[i].kind);
    lua_setfield(L, ALL, views[i].name);
  }
  spr_push_box(L, SPR_BOX_CASE);
  lua_pushvalue(L, -1);
  lua_setfield(L, ALL, "case");
  r->case_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  spr_push_box(L, SPR_BOX_EVENT);
  lua_pushvalue(L, -1);
  lua_setfield(L, ALL, "event");
  r->event_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* now and today are made when they are read; every other name is there. */
static int lazy_name(lua_State *L) {
  size_t n;
  const char *key = luaL_checklstring(L, 2, &n);
  spr_str s = spr_str_n(key, n);
  if (spr_str_is(s, "now")) {
    spr_push_datetime(L, spr_step_now(spr_step_of(L)));
    return 1;
  }
  if (spr_str_is(s, "today")) {
    char date[11];
    spr_day_format(spr_step_today(spr_step_of(L)), date);
    lua_pushlstring(L, date, 10);
    return 1;
  }
  return luaL_error(L, "there is no name %s", key);
}

static void lazy_names(lua_State *L, int env) {
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, lazy_name);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, env);
}

/* -- compiling ------------------------------------------------------------------------------------------ */

typedef struct pieces { /* line feeds, so that Lua's lines are the file's; the text */
  uint32_t lines;
  spr_str text;
} pieces;

static const char *next_piece(lua_State *L, void *ud, size_t *n) {
  static const char feeds[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
  pieces *p = ud;
  (void)L;
  if (p->lines > 0) {
    *n = p->lines < sizeof feeds - 1 ? p->lines : sizeof feeds - 1;
    p->lines -= (uint32_t)*n;
    return feeds;
  }
  *n = p->text.n;
  p->text.n = 0;
  return p->text.p;
}

/* The function that the text gives, in the registry. LUA_NOREF: Lua does not take the text. */
static int compile(lua_State *L, const spr_compiled *c, spr_str text) {
  char chunk[24];
  pieces p = {c->line > 0 ? c->line - 1 : 0, text};
  snprintf(chunk, sizeof chunk, "=f%u", c->file);
  int status = lua_load(L, next_piece, &p, chunk, "t");
  if (status == LUA_ERRSYNTAX) return LUA_NOREF;
  if (status == LUA_ERRMEM) spr_limit_met(L, spr_rules_of(L)->refused);
  if (status != LUA_OK) lua_error(L);
  lua_pushvalue(L, ALL);
  lua_setupvalue(L, -2, 1);
  lua_call(L, 0, 1);
  return luaL_ref(L, LUA_REGISTRYINDEX);
}

static void compile_both(lua_State *L, spr_compiled *c) {
  c->ref = compile(L, c, c->text);
  if (c->ref == LUA_NOREF) lua_error(L);
  if (c->nargs == 0) return;
  c->ref_of_args = compile(L, c, c->text_of_args);
  if (c->ref_of_args != LUA_NOREF) return;
  c->nargs = 0; /* the arguments were one register too many */
  lua_pop(L, 1);
}

void spr_build_environment(lua_State *L) {
  spr_rules *r = spr_rules_of(L);
  luaL_checkstack(L, 20, NULL);
  /* Lua makes this text without protection when an error handler fails; it must exist before memory runs out.
   */
  lua_pushliteral(L, "error in error handling");
  luaL_ref(L, LUA_REGISTRYINDEX);
  lua_newtable(L);
  lua_newtable(L);
  spr_open_boxes(L);
  library(L, "string", spr_open_string);
  library(L, "table", spr_open_table);
  library(L, "math", spr_open_math);
  library(L, "utf8", spr_open_utf8);
  string_methods(L);
  open_views(L);
  lua_pushvalue(L, ALL);
  spr_open_base(L);
  spr_open_step(L);
  spr_open_time(L);
  lua_pop(L, 1);
  copy_environment(L);
  spr_open_hooks(L);
  compare_environment(L, ALL);
  compare_environment(L, CITY);
  lazy_names(L, ALL);
  lazy_names(L, CITY);
  lua_pushvalue(L, ALL);
  spr_load_file(L, &r->standard_file, false);
  lua_pushvalue(L, CITY);
  spr_load_file(L, &r->city_file, true);
  for (uint32_t i = 0; i < r->model->nexprs; i++) compile_both(L, &r->exprs[i]);
}
