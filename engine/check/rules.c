/* SPDX-License-Identifier: Apache-2.0 */
#include "check/internal.h"

/* The Lua of a model: every expression, the package's standard.lua and the city's file; and what they use.
 * What all cities share is looked at once. */

static uint64_t *bits_new(spr_arena *a, uint32_t n) {
  return SPR_NEW_N(a, uint64_t, n / 64 + 1);
}
static bool bit(const uint64_t *v, uint32_t i) {
  return v[i / 64] >> (i % 64) & 1;
}

static bool in_city_file(const spr_model *m, uint32_t file) {
  if (!m->city) return false;
  for (const spr_adaptation *a = m->city->adaptations; a; a = a->next)
    if (a->file == file || a->lua == file) return true;
  return false;
}

/* A city may have dropped a state that an expression of the package names, but its own names only add to the
 * package's. */
static bool names_states(const spr_expr *x) {
  for (uint32_t i = 0; i + 6 <= x->text.n; i++)
    if (memcmp(x->text.p + i, "inside", 6) == 0) return true;
  return false;
}

/* What is looked at without a city is looked at once more in the first one, where more is known. */
static uint32_t seen_as(const spr_model *m) {
  return m->city ? SPR_SEEN_IN_CITY : SPR_SEEN_STANDARD;
}

static void check_exprs(spr_check *c, spr_lua_uses *uses) {
  const spr_model *m = c->m;
  for (uint32_t i = 0; i < m->nexprs; i++) {
    const spr_expr *x = &m->exprs[i];
    bool fresh = m->alone || in_city_file(m, x->at.file) || names_states(x);
    if (fresh || spr_usage_first(c->usage, x->at, seen_as(m))) spr_lua_check_expr(c->d, m, x, uses);
  }
}

/* -- files ---------------------------------------------------------------------------------------------- */

/* Is something wrong with the file standard.lua itself, which was said? */
static bool is_lost(const spr_check *c, spr_str folder) {
  spr_str path = spr_str_printf(c->arena, "%.*s/standard.lua", SPR_FMT(folder));
  for (uint32_t i = 0; i < c->d->n; i++) {
    const spr_source *src = spr_sources_get(c->d->sources, c->d->v[i].at.file);
    if (src && spr_str_eq(src->path, path)) return true;
  }
  return false;
}

static void no_answers(spr_check *c) {
  const spr_package *p = spr_site_package(c->m->site, c->m->package);
  if (!p || is_lost(c, p->folder)) return;
  spr_diag *e = spr_check_fault(c, SPR_D_HOOK_MISSING, c->m->hooks[0].at,
                                "the package declares hooks, and has no standard.lua that answers them");
  spr_diag_help(c->d, e, "write standard.lua beside package.yaml, with a function for each hook");
}

static void check_answers(spr_check *c, const spr_span *answers) {
  const spr_model *m = c->m;
  for (uint32_t i = 0; i < m->nhooks; i++) {
    if (answers[i].file || spr_model_is_lost(m, m->hooks[i].name)) continue;
    if (spr_check_was_meant(c, SPR_D_HOOK_UNDECLARED, m->hooks[i].name)) continue;
    spr_diag *e = spr_check_fault(c, SPR_D_HOOK_MISSING, m->hooks[i].at, "no rule answers the hook \"%.*s\"",
                                  SPR_FMT(m->hooks[i].name));
    const spr_source *src = spr_sources_get(c->d->sources, m->standard_lua);
    if (src) spr_diag_also(c->d, e, spr_span_make(m->standard_lua, 0, 0), "this file should answer it");
    spr_diag_help(c->d, e,
                  "write `function NAME.%.*s(...)` there, where NAME is the table that the file returns",
                  SPR_FMT(m->hooks[i].name));
  }
}

/* A file that cannot be read as Lua, or that returns nothing, answers nothing: that is said already. */
static void check_file(spr_check *c, uint32_t file, bool is_city, spr_lua_uses *uses) {
  const spr_model *m = c->m;
  uint32_t before = c->d->n;
  if (!file || !spr_usage_first(c->usage, spr_span_make(file, 0, 0), seen_as(m))) return;
  spr_span *answers = SPR_NEW_N(c->arena, spr_span, m->nhooks + 1);
  spr_lua_check_file(c->d, m, file, is_city, answers, uses);
  bool whole = c->d->dropped == 0;
  for (uint32_t i = before; i < c->d->n; i++)
    whole = whole && c->d->v[i].code != SPR_D_LUA_SYNTAX && c->d->v[i].code != SPR_D_LUA_LOAD;
  if (whole && !is_city) check_answers(c, answers);
  c->usage->incomplete = c->usage->incomplete || !whole;
}

static void check_files(spr_check *c, spr_lua_uses *uses) {
  const spr_model *m = c->m;
  if (!m->standard_lua && !m->alone && m->nhooks) no_answers(c);
  check_file(c, m->standard_lua, false, uses);
  check_file(c, m->city_lua, true, uses);
}

spr_status spr_check_load(const spr_alloc *alloc, spr_check *c) {
  const spr_model *m = c->m;
  uint32_t file = m->city_lua ? m->city_lua : m->standard_lua;
  if (m->faulty || c->d->errors || !file ||
      !spr_usage_first(c->usage, spr_span_make(file, 0, 0), SPR_SEEN_LOADED))
    return SPR_OK;
  spr_rules *rules = NULL;
  spr_status s = spr_rules_new(alloc, m, c->d->sources, c->d, &rules);
  spr_rules_free(rules);
  return s;
}

/* -- what they use -------------------------------------------------------------------------------------- */

static void note_uses(spr_check *c, const spr_lua_uses *x) {
  const spr_model *m = c->m;
  spr_usage *u = c->usage;
  for (uint32_t i = 0; i < m->nparams; i++)
    if (bit(x->params, i)) spr_usage_use(u, &u->params, m->params[i].name);
  for (uint32_t i = 0; i < m->nhooks; i++)
    if (bit(x->hooks, i)) spr_usage_use(u, &u->hooks, m->hooks[i].name);
  for (const spr_lua_raise *r = x->states; r; r = r->next)
    if (!spr_model_is_lost(m, r->event)) spr_usage_inside(u, r->event, r->at);
  for (const spr_lua_raise *r = x->raises; r; r = r->next) {
    spr_usage_raise(u, r->event, r->at);
    if (r->link.n && !spr_model_is_lost(m, r->link))
      spr_links_add(u, (spr_link){.kind = SPR_LINK_USED,
                                  .name = r->link,
                                  .other = r->event,
                                  .at = r->link_at,
                                  .other_at = r->at});
  }
  u->dynamic_raise = u->dynamic_raise || x->dynamic_raise;
  u->dynamic_params = u->dynamic_params || x->dynamic_params;
  u->dynamic_hooks = u->dynamic_hooks || x->dynamic_hooks;
}

void spr_check_rules(spr_check *c) {
  const spr_model *m = c->m;
  spr_lua_uses uses = {
      .params = bits_new(c->arena, m->nparams), .hooks = bits_new(c->arena, m->nhooks), .arena = c->arena};
  uint32_t before = c->d->n;
  check_exprs(c, &uses);
  for (uint32_t i = before; i < c->d->n; i++)
    c->usage->incomplete = c->usage->incomplete || c->d->v[i].code == SPR_D_LUA_SYNTAX;
  check_files(c, &uses);
  note_uses(c, &uses);
}
