/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/state.h"

/* Hooks that the host answers in C. What the function costs beyond that it was asked is its own affair: it
 * lowers the budget by what it is given and what it does, and here the budget is looked at. */

#define ASKING 100 /* units: about what a small function in Lua takes */

spr_status spr_rules_set_hook(spr_rules *r, int32_t hook, spr_hook_fn fn, void *ud) {
  const spr_model *m = r->model;
  jmp_buf env;
  if (spr_arena_guard(&r->arena, &env)) return SPR_ENOMEM;
  if (!r->c_hooks) r->c_hooks = SPR_NEW_N(&r->arena, spr_c_hook, m->nhooks);
  spr_c_hook *c = &r->c_hooks[hook];
  if (!c->args) c->args = SPR_NEW_N(&r->arena, spr_value, m->hooks[hook].ntakes + 1);
  spr_arena_unguard(&r->arena, NULL);
  spr_span at = m->hooks[hook].at;
  const spr_source *s = spr_sources_get(r->sources, at.file);
  uint32_t column;
  c->place = (spr_hook_place){at.file, 0};
  if (s) spr_source_place(s, at.from, &c->place.line, &column);
  c->fn = fn;
  c->ud = ud;
  return SPR_OK;
}

static void release(spr_heap *h, spr_value v) {
  if (h->pool) spr_v_release(h->pool, v);
}

static void release_args(spr_heap *h, const spr_value *v, uint32_t n) {
  while (n-- > 0) release(h, v[n]);
}

/* Nothing is owned when it raises. */
static void read_args(lua_State *L, const spr_c_hook *c, const spr_hook_decl *hook, spr_heap *h) {
  for (uint32_t i = 0; i < hook->ntakes; i++) {
    const char *wrong = spr_from_lua(L, (int)i + 1, h, NULL, &c->args[i]);
    if (!wrong && !h->oom) continue;
    release_args(h, c->args, wrong ? i : i + 1);
    if (h->oom) spr_limit_met(L, SPR_LIMIT_HOST);
    luaL_error(L, "argument %d of hook %s cannot be passed: %s", (int)i + 1, hook->name.p, wrong);
  }
}

int spr_ask_c(lua_State *L, const spr_c_hook *c, const spr_hook_decl *hook) {
  spr_rules *r = spr_rules_of(L);
  spr_heap *h = spr_step_heap(r->step);
  spr_charge(L, ASKING);
  read_args(L, c, hook, h);
  spr_hook_call call = {
      .step = r->step, .hook = hook, .args = c->args, .may_act = !hook->returns, .work = r->work};
  uselocale(r->host_locale);
  bool done = c->fn(c->ud, &call);
  uselocale(r->c_locale);
  release_args(h, c->args, hook->ntakes);
  r->work = call.work;
  bool answers = done && hook->returns && call.answered && !h->oom && r->work >= 0;
  if (!answers) release(h, call.answer);
  if (h->oom) return spr_limit_met(L, SPR_LIMIT_HOST);
  if (r->work < 0) return spr_limit_met(L, SPR_LIMIT_WORK);
  if (!done) return spr_refused(L);
  lua_settop(L, 0);
  if (!answers) return 0;
  spr_push_owned(L, call.answer);
  if (call.reason[0]) lua_pushstring(L, call.reason);
  return lua_gettop(L);
}
