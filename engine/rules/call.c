/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "rules/env.h"

/* The one place where C enters Lua while a step runs: the chart's questions. */

/* -- out of Lua ----------------------------------------------------------------------------------------- */

static spr_str path_of(const spr_rules *r, uint32_t file) {
  const spr_source *s = spr_sources_get(r->sources, file);
  return s ? s->path : SPR_STR("");
}

static bool fail_limit(spr_rules *r, spr_step *st) {
  spr_fault *f = spr_step_fault(st);
  if (r->keep_fault) return false;
  spr_step_fail(st, path_of(r, r->limit_file), r->limit_line, "%s", spr_limit_text(r->limit));
  f->limit = r->limit != SPR_LIMIT_HOST;
  f->nomem = r->limit == SPR_LIMIT_HOST;
  return false;
}

/* A protected call has failed: its error object is at the top. Puts the reason into the step's fault. */
static void explain(spr_rules *r, spr_step *st, int status) {
  lua_State *L = r->L;
  int type = lua_type(L, -1);
  bool ours = type == LUA_TNIL; /* no script can raise nil */
  if (status == LUA_ERRMEM && r->limit == SPR_LIMIT_NONE) r->limit = r->refused;
  if (status == LUA_ERRERR) r->limit = SPR_LIMIT_DEPTH;
  size_t n = 0;
  const char *s = type == LUA_TSTRING ? lua_tolstring(L, -1, &n) : "";
  if (status == LUA_ERRRUN && strstr(s, "C stack overflow")) r->limit = SPR_LIMIT_DEPTH, ours = true;
  if (r->limit != SPR_LIMIT_NONE && (ours || status != LUA_ERRRUN)) {
    fail_limit(r, st);
  } else if (r->keep_fault) {
    r->limit = SPR_LIMIT_NONE;
  } else {
    uint32_t file, line;
    r->limit = SPR_LIMIT_NONE;
    spr_str text = spr_lua_place(spr_str_n(s, n), &file, &line);
    spr_step_fail(st, path_of(r, file), line, "%.*s", text.n > 2000 ? 2000 : (int)text.n, text.p);
  }
  r->keep_fault = false;
}

int spr_raise_at(lua_State *L, uint32_t file, uint32_t line, const char *fmt, ...) {
  char text[SPR_MAX_MESSAGE_BYTES];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  lua_pushfstring(L, "f%d:%d: %s", (int)file, (int)line, text);
  return lua_error(L);
}

int spr_refused(lua_State *L) {
  spr_rules *r = spr_rules_of(L);
  spr_fault *f = spr_step_fault(r->step);
  if (!f->limit && !f->nomem && !f->file[0]) return luaL_error(L, "%s", f->message);
  r->keep_fault = true;
  if (f->limit && r->limit == SPR_LIMIT_NONE) r->limit = SPR_LIMIT_WORK;
  if (f->nomem) r->limit = SPR_LIMIT_HOST;
  lua_pushnil(L);
  return lua_error(L);
}

spr_step *spr_step_of(lua_State *L) {
  spr_rules *r = spr_rules_of(L);
  if (!r->step) luaL_error(L, "this can be asked only while a step runs, not while the file is loaded");
  return r->step;
}

void spr_decide_reason(spr_rules *r, spr_str reason) {
  spr_clean_text(&r->alloc, reason, r->reason);
}

/* -- into Lua ------------------------------------------------------------------------------------------- */

void spr_call_lua(lua_State *L, int nargs, int nresults) {
  spr_rules *r = spr_rules_of(L);
  if (r->depth >= SPR_MAX_LUA_DEPTH) spr_limit_met(L, SPR_LIMIT_DEPTH);
  r->depth++;
  lua_call(L, nargs, nresults);
  r->depth--;
}

static bool wake(spr_rules *r, spr_step *st) {
  if (r->limit != SPR_LIMIT_NONE) return fail_limit(r, st);
  if (r->armed) return true;
  r->host_locale = uselocale(r->c_locale);
  r->armed = true;
  if (!r->L) {
    spr_str message;
    uint32_t file, line;
    r->step = NULL; /* no file may look at the case while it is loaded */
    bool made = spr_state_make(r, &message, &file, &line);
    r->step = st;
    r->work = SPR_WORK_BUDGET;
    if (!made) {
      if (r->limit == SPR_LIMIT_NONE) r->limit = SPR_LIMIT_MEMORY;
      return fail_limit(r, st);
    }
  }
  spr_arm(r->L);
  return true;
}

/* Calls the function below its arguments at the top. On failure nothing is left of it. */
static bool protected(spr_rules *r, spr_step *st, bool may_act, int nargs, int nresults) {
  bool acted = r->may_act;
  uint32_t depth = r->depth;
  size_t scratch = r->nscratch;
  r->may_act = may_act;
  r->depth = depth + 1;
  int status = lua_pcall(r->L, nargs, nresults, 0);
  r->may_act = acted;
  r->depth = depth;
  r->nscratch = scratch;
  if (status == LUA_OK) {
    r->limit = SPR_LIMIT_NONE; /* a full collection has helped */
    return true;
  }
  explain(r, st, status);
  lua_pop(r->L, 1);
  return false;
}

static bool deep(spr_rules *r, spr_step *st) {
  if (r->depth == 0 || (r->depth < SPR_MAX_LUA_DEPTH && lua_checkstack(r->L, 16)))
    return false; /* an empty stack has room */
  r->limit = SPR_LIMIT_DEPTH;
  fail_limit(r, st);
  return true;
}

/* Pushes nothing where the value is not of the kind, or not set. */
static bool push_arg(lua_State *L, const spr_lua_arg *a, spr_value v) {
  if (v.type == SPR_INT && a->number) {
    lua_pushinteger(L, v.u.i);
  } else if (v.type == SPR_NUM && a->number) {
    lua_pushnumber(L, v.u.n);
  } else if (v.type == SPR_BOOL && !a->number) {
    lua_pushboolean(L, v.u.b);
  } else {
    return false;
  }
  return true;
}

/* The expression, with its arguments if all are set; without them it reads the same fields. Gives their
 * number. */
static int push_expr(spr_rules *r, spr_step *st, const spr_compiled *c) {
  lua_State *L = r->L;
  uint32_t n = 0;
  lua_rawgeti(L, LUA_REGISTRYINDEX, c->nargs > 0 ? c->ref_of_args : c->ref);
  while (n < c->nargs && push_arg(L, &c->args[n], spr_step_field(st, c->args[n].field))) n++;
  if (n == c->nargs) return (int)n;
  lua_pop(L, (int)n + 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, c->ref);
  return 0;
}

static bool run_expr(spr_rules *r, spr_step *st, const spr_compiled *c, bool may_act, int nresults) {
  if (!wake(r, st) || deep(r, st)) return false;
  int nargs = push_expr(r, st, c);
  return protected(r, st, may_act, nargs, nresults);
}

static bool by_native(spr_rules *r, spr_step *st, const spr_compiled *c, spr_value *v) {
  int64_t work = 0;
  if (!c->native || r->native_off || r->limit != SPR_LIMIT_NONE || r->work <= 0) return false;
  if (spr_native_run(c->native, st, v, &work) != SPR_NATIVE_DONE) return false;
  r->work -= work;
  return true;
}

/* -- the chart's questions ------------------------------------------------------------------------------ */

static void begin(void *self, spr_step *st) {
  spr_rules *r = self;
  r->step = st;
  r->epoch++;
  r->work = SPR_WORK_BUDGET;
  r->longest = r->longest_loaded;
  r->armed = false;
  r->may_act = false;
  r->depth = 0;
  r->keep_fault = false;
  r->limit = SPR_LIMIT_NONE;
}

static void end(void *self, spr_step *st) {
  spr_rules *r = self;
  spr_heap *h = spr_step_heap(st);
  while (r->npins > 0) {
    spr_value v = r->pins[--r->npins];
    if (h->pool) spr_v_release(h->pool, v);
  }
  if (r->limit != SPR_LIMIT_NONE) spr_state_drop(r);
  r->met = r->met || (r->limit != SPR_LIMIT_NONE && r->limit != SPR_LIMIT_HOST);
  if (r->armed) uselocale(r->host_locale);
  r->armed = false;
  r->step = NULL;
}

bool spr_rules_met_limit(spr_rules *r) {
  bool met = r->met;
  r->met = false;
  return met;
}

static spr_answer wrong_guard(spr_rules *r, spr_step *st, const spr_compiled *c) {
  lua_State *L = r->L;
  bool forgotten = lua_type(L, -1) == LUA_TFUNCTION;
  spr_step_fail(st, path_of(r, c->file), c->line, "a guard answers true, false or nil, not a %s%s",
                spr_type_of(L, -1), forgotten ? ": did you forget ()?" : "");
  lua_pop(L, 1);
  return SPR_FAILED;
}

static spr_answer guard(void *self, spr_step *st, spr_expr_id x, spr_str *reason) {
  spr_rules *r = self;
  const spr_compiled *c = &r->exprs[x];
  spr_value v;
  *reason = SPR_STR("");
  if (by_native(r, st, c, &v) && (v.type == SPR_BOOL || v.type == SPR_NIL))
    return v.type == SPR_BOOL && v.u.b ? SPR_YES : SPR_NO;
  r->reason[0] = '\0';
  if (!run_expr(r, st, c, false, 1)) return SPR_FAILED;
  lua_State *L = r->L;
  int type = lua_type(L, -1);
  if (type != LUA_TBOOLEAN && type != LUA_TNIL) return wrong_guard(r, st, c);
  spr_answer answer = type == LUA_TBOOLEAN && lua_toboolean(L, -1) ? SPR_YES : SPR_NO;
  if (answer == SPR_NO) *reason = spr_str_of(r->reason);
  lua_pop(L, 1);
  return answer;
}

/* The value at the top of the stack, which is taken off. */
static bool take_value(spr_rules *r, spr_step *st, const spr_type *type, uint32_t file, uint32_t line,
                       spr_value *out) {
  spr_heap *h = spr_step_heap(st);
  const char *wrong = spr_from_lua(r->L, -1, h, type, out);
  lua_pop(r->L, 1);
  if (h->oom) {
    r->limit = SPR_LIMIT_HOST;
    return fail_limit(r, st);
  }
  return wrong ? spr_step_fail(st, path_of(r, file), line,
                               "the expression gives no value that a case can hold: %s", wrong)
               : true;
}

static bool value(void *self, spr_step *st, spr_expr_id x, spr_value *out) {
  spr_rules *r = self;
  const spr_compiled *c = &r->exprs[x];
  if (by_native(r, st, c, out)) {
    *out = spr_v_retain(*out);
    return true;
  }
  *out = SPR_V_NIL;
  if (!run_expr(r, st, c, false, 1)) return false;
  return take_value(r, st, NULL, c->file, c->line, out);
}

static bool run(void *self, spr_step *st, spr_expr_id x) {
  spr_rules *r = self;
  return run_expr(r, st, &r->exprs[x], true, 0);
}

static bool hook(void *self, spr_step *st, int32_t i, spr_value *out) {
  spr_rules *r = self;
  *out = SPR_V_NIL;
  if (!wake(r, st) || deep(r, st)) return false;
  lua_rawgeti(r->L, LUA_REGISTRYINDEX, r->hook_calls_ref);
  lua_rawgeti(r->L, -1, 2 * i + 1);
  lua_remove(r->L, -2);
  if (!protected(r, st, false, 0, 1)) return false;
  return take_value(r, st, r->model->hooks[i].returns, r->places[2 * i].file, r->places[2 * i].line, out);
}

static const spr_ops ops = {begin, end, guard, value, run, hook};

const spr_ops *spr_rules_ops(void) {
  return &ops;
}
