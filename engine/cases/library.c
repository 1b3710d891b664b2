/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/library.h"

#include "base/limits.h"
#include "lang/build.h"

struct spr_library {
  spr_alloc alloc;
  const spr_site *site;
  spr_sources *src;
  spr_diags *diags;
  spr_definition *definitions; /* the latest first */
  spr_library_hook *hooks;
};

static spr_definition *definition_new(spr_library *l) {
  spr_definition *def = spr_realloc(&l->alloc, NULL, 0, sizeof *def);
  if (!def) return NULL;
  *def = (spr_definition){.next = l->definitions, .profile = SPR_V_NIL};
  spr_arena_init(&def->arena, &l->alloc, SPR_MAX_DEFINITION_BYTES);
  l->definitions = def;
  return def;
}

static spr_status set_hook(const spr_definition *def, const spr_library_hook *h) {
  int32_t hook = spr_model_hook(def->model, h->name);
  return hook == SPR_NONE ? SPR_OK : spr_rules_set_hook(def->rules, hook, h->fn, h->ud);
}

spr_status spr_library_add_hook(spr_library *l, spr_library_hook *h) {
  for (const spr_definition *def = l->definitions; def; def = def->next) {
    spr_status s = def->model ? set_hook(def, h) : SPR_OK;
    if (s != SPR_OK) return s;
  }
  h->next = l->hooks;
  l->hooks = h;
  return SPR_OK;
}

bool spr_library_has_hooks(const spr_library *l) {
  return l->hooks != NULL;
}

/* From a model to what runs. A broken definition keeps its diagnostics' texts alive and nothing else. */
static spr_status compile(spr_library *l, spr_definition *def, const spr_model *m) {
  if (!m || m->faulty) return SPR_EINVAL;
  spr_status s = spr_chart_compile(m, &l->alloc, &def->chart);
  if (s != SPR_OK) return s;
  s = spr_rules_new(&l->alloc, m, l->src, l->diags, &def->rules);
  if (s != SPR_OK) return s;
  if (!def->rules) return SPR_EINVAL;
  def->model = m;
  for (const spr_library_hook *h = l->hooks; h && s == SPR_OK; h = h->next) s = set_hook(def, h);
  if (s != SPR_OK) def->model = NULL;
  return s;
}

spr_status spr_library_new(const spr_alloc *alloc, const spr_site *site, spr_sources *src, spr_diags *d,
                           spr_library **out) {
  *out = NULL;
  spr_library *l = spr_realloc(alloc, NULL, 0, sizeof *l);
  if (!l) return SPR_ENOMEM;
  *l = (spr_library){.alloc = *alloc, .site = site, .src = src, .diags = d};
  *out = l;
  return SPR_OK;
}

spr_status spr_library_alone(const spr_alloc *alloc, const spr_model *m, spr_sources *src, spr_diags *d,
                             spr_library **out) {
  spr_library *l = NULL;
  spr_status s = spr_library_new(alloc, NULL, src, d, &l);
  if (s != SPR_OK) return s;
  spr_definition *def = definition_new(l);
  s = def ? compile(l, def, m) : SPR_ENOMEM;
  if (s != SPR_OK) {
    spr_library_free(l);
    l = NULL;
  }
  *out = l;
  return s;
}

static void drop_latest(spr_library *l) {
  spr_definition *def = l->definitions;
  l->definitions = def->next;
  spr_rules_free(def->rules);
  spr_chart_free(def->chart);
  spr_arena_release(&def->arena);
  spr_free(&l->alloc, def, sizeof *def);
}

void spr_library_free(spr_library *l) {
  if (!l) return;
  while (l->definitions) drop_latest(l);
  spr_alloc alloc = l->alloc;
  spr_free(&alloc, l, sizeof *l);
}

/* Faults are told in an arena of their own, which may run out of memory, too. */
static spr_status build(spr_library *l, spr_definition *def) {
  jmp_buf env;
  spr_arena *told = l->diags->arena;
  jmp_buf *outer = told->escape;
  if (spr_arena_guard(&def->arena, &env)) {
    spr_arena_unguard(told, outer);
    return SPR_ENOMEM;
  }
  told->escape = &env;
  const spr_model *m = spr_build(&def->arena, l->diags, l->site, def->package, def->city, def->workflow);
  spr_status s = compile(l, def, m);
  spr_arena_unguard(&def->arena, NULL);
  spr_arena_unguard(told, outer);
  return s;
}

static bool has_workflow(const spr_package *p, spr_str name) {
  for (uint32_t i = 0; i < p->nworkflows; i++)
    if (spr_str_eq(p->workflows[i].name, name)) return true;
  return false;
}

spr_status spr_library_get(spr_library *l, const spr_package *p, const spr_city *city, spr_str workflow,
                           spr_definition **out) {
  *out = NULL;
  spr_str name = p && workflow.n == 0 ? p->main : workflow;
  for (spr_definition *def = l->definitions; def; def = def->next) {
    if (def->package != p || def->city != city || !(p == NULL || spr_str_eq(def->workflow, name))) continue;
    if (!def->model) return SPR_EINVAL;
    *out = def;
    return SPR_OK;
  }
  if (!p || !city || !has_workflow(p, name)) return SPR_EINVAL;
  spr_definition *def = definition_new(l);
  if (!def) return SPR_ENOMEM;
  def->package = p;
  def->city = city;
  for (uint32_t i = 0; i < p->nworkflows; i++)
    if (spr_str_eq(p->workflows[i].name, name)) def->workflow = p->workflows[i].name;
  spr_status s = build(l, def);
  if (s == SPR_OK) *out = def;
  if (s == SPR_ENOMEM) drop_latest(l); /* it may succeed another time */
  return s;
}

const spr_site *spr_library_site(const spr_library *l) {
  return l->site;
}

const spr_sources *spr_library_sources(const spr_library *l) {
  return l->src;
}
const spr_alloc *spr_library_alloc(const spr_library *l) {
  return &l->alloc;
}

static spr_value parameters(spr_heap *h, spr_arena *a, const spr_model *m) {
  spr_pair *v = SPR_NEW_N(a, spr_pair, m->nparams + 1);
  for (uint32_t i = 0; i < m->nparams; i++)
    v[i] = (spr_pair){spr_v_text(h, m->params[i].name), m->params[i].value};
  return spr_v_record(h, v, m->nparams);
}

static spr_status make_profile(spr_definition *def) {
  jmp_buf env;
  if (spr_arena_guard(&def->arena, &env)) return SPR_ENOMEM;
  spr_heap h = spr_heap_arena(&def->arena);
  spr_pair v[] = {
      {spr_v_text(&h, SPR_STR("id")), spr_v_text(&h, def->city->id)},
      {spr_v_text(&h, SPR_STR("parameters")), parameters(&h, &def->arena, def->model)},
      {spr_v_text(&h, SPR_STR("institutions")), spr_v_get(def->city->record, SPR_STR("institutions"))},
      {spr_v_text(&h, SPR_STR("services")), spr_v_get(def->city->record, SPR_STR("services"))},
  };
  def->profile = spr_v_record(&h, v, sizeof v / sizeof *v);
  spr_arena_unguard(&def->arena, NULL);
  return SPR_OK;
}

spr_status spr_library_profile(spr_library *l, const spr_package *p, const spr_city *city, spr_value *out) {
  spr_definition *def = NULL;
  *out = SPR_V_NIL;
  spr_status s = spr_library_get(l, p, city, SPR_STR(""), &def);
  if (s == SPR_EINVAL) return SPR_OK;
  if (s == SPR_OK && def->profile.type == SPR_NIL) s = make_profile(def);
  if (s == SPR_OK) *out = def->profile;
  return s;
}
