/* SPDX-License-Identifier: Apache-2.0 */
#include "check/internal.h"

#include <stdarg.h>

#include "base/limits.h"
#include "base/near.h"

static void run_all(spr_check *c) {
  c->unfilled = SPR_NEW_N(c->arena, bool, c->m->nkinds + 1);
  spr_usage_collect(c);
  spr_check_rules(c);
  spr_check_reach(c);
  spr_check_competence(c);
  spr_check_transitions(c);
  spr_check_obligations(c);
}

/* -- a workflow that stands alone ----------------------------------------------------------------------- */

/* Where memory ends, also that of the diagnostics, the checks are left through one place. */
spr_status spr_check_model(const spr_alloc *alloc, const spr_model *m, spr_diags *d) {
  spr_arena scratch;
  jmp_buf env, *outer = d->arena->escape;
  spr_arena_init(&scratch, alloc, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&scratch, &env)) {
    d->arena->escape = outer;
    spr_arena_release(&scratch);
    return SPR_ENOMEM;
  }
  d->arena->escape = &env;
  spr_usage usage;
  spr_usage_init(&usage, &scratch);
  usage.incomplete = m->unseen;
  usage.alone = m->alone;
  spr_check c = {.m = m, .d = d, .arena = &scratch, .usage = &usage};
  run_all(&c);
  spr_usage_report(&usage, d);
  spr_status s = spr_check_load(alloc, &c);
  d->arena->escape = outer;
  spr_arena_release(&scratch);
  return s;
}

/* -- the packages of a site ----------------------------------------------------------------------------- */

static void add_root(spr_names *roots, spr_str name) {
  if (name.n) spr_names_add(roots, name, NULL);
}

/* The workflow that is named, or that was probably meant. */
static spr_str named_flow(const spr_package *p, const spr_node *name) {
  spr_near near;
  spr_near_init(&near, spr_node_text(name));
  for (uint32_t i = 0; i < p->nworkflows; i++) spr_near_offer(&near, p->workflows[i].name);
  return spr_near_best(&near);
}

/* Depth is that of the file. */
static void find_opened(const spr_package *p, const spr_node *n, spr_names *opened, spr_names *used) {
  if (!n) return;
  if (n->kind == SPR_NODE_LIST) {
    for (uint32_t i = 0; i < n->n; i++) find_opened(p, n->items[i], opened, used);
  } else if (n->kind == SPR_NODE_MAP) {
    for (uint32_t i = 0; i < n->n; i++) {
      const spr_member *m = &n->members[i];
      if (spr_str_is(m->key, "open")) add_root(opened, named_flow(p, m->value));
      if (spr_str_is(m->key, "use")) add_root(used, named_flow(p, m->value));
      find_opened(p, m->value, opened, used);
    }
  }
}

/* Those whose cases are counted. */
static void add_counted(const spr_package *p, const spr_node *indicators, spr_names *roots) {
  for (uint32_t i = 0; spr_node_is_map(indicators) && i < indicators->n; i++) {
    const spr_node *name = spr_node_get(indicators->members[i].value, "workflow");
    if (name) add_root(roots, named_flow(p, name));
  }
}

/* The workflows that a case may run: the main one, those that are opened as linked cases, and those that no
 * other uses (so that an orphan is not silently left unchecked). */
static void package_roots(spr_arena *a, const spr_package *p, spr_names *roots) {
  spr_names opened, used;
  spr_names_init(&opened, a);
  spr_names_init(&used, a);
  spr_names_init(roots, a);
  for (uint32_t i = 0; i < p->nworkflows; i++) find_opened(p, p->workflows[i].tree, &opened, &used);
  add_root(roots, p->main);
  add_counted(p, spr_node_get(p->tree, "indicators"), roots);
  for (uint32_t i = 0; i < p->nworkflows; i++) {
    spr_str name = p->workflows[i].name;
    if (spr_names_find(&opened, name) >= 0 || spr_names_find(&used, name) < 0) add_root(roots, name);
  }
}

static const spr_adaptation *adaptation_of(const spr_city *city, spr_str package) {
  const spr_adaptation *a = city->adaptations;
  while (a && !spr_str_eq(a->package, package)) a = a->next;
  return a;
}

static bool is_file_of(const spr_city *city, const spr_adaptation *a, uint32_t file) {
  return file == city->file || (a && (file == a->file || file == a->lua));
}

/* The standard was checked before, so what is new in a package's file comes of what this city has or changes.
 */
static void tell_city(spr_diags *d, uint32_t from, const spr_city *city, spr_str package) {
  const spr_adaptation *a = adaptation_of(city, package);
  const spr_member *change = spr_node_member(a ? a->tree : NULL, "change");
  for (uint32_t i = from; i < d->n; i++) {
    spr_diag *e = &d->v[i];
    bool own = is_file_of(city, a, e->at.file);
    for (const spr_related *r = e->related; r && !own; r = r->next) own = is_file_of(city, a, r->at.file);
    /* What a municipality has is the same in all of them. */
    if (own || !e->at.file || e->code == SPR_D_UNKNOWN_KEY) continue;
    if (change && e->code != SPR_D_NOBODY_SENDS)
      spr_diag_also(d, e, change->key_at, "so it is in %.*s, which changes the standard here",
                    SPR_FMT(city->id));
    else
      spr_diag_also(d, e, city->at, "so it is in %.*s", SPR_FMT(city->id));
  }
}

typedef struct site_check {
  const spr_alloc *alloc;
  const spr_site *site;
  spr_diags *d;
  spr_arena *scratch;
  spr_status status;
} site_check;

/* A workflow of the package, as the city has it; city NULL: the standard. */
typedef struct one_check {
  const spr_package *package;
  const spr_city *city;
  spr_str workflow;
  spr_usage *usage;
} one_check;

static void build_and_check(site_check *x, const one_check *one, spr_arena *arena) {
  uint32_t before = x->d->n;
  const spr_model *m = spr_build(arena, x->d, x->site, one->package, one->city, one->workflow);
  one->usage->incomplete = one->usage->incomplete || !m || m->unseen;
  if (m) {
    spr_check c = {.m = m, .d = x->d, .arena = arena, .usage = one->usage};
    run_all(&c);
    if ((one->city || x->site->ncities == 0) && x->status == SPR_OK) x->status = spr_check_load(x->alloc, &c);
  }
  if (one->city) tell_city(x->d, before, one->city, one->package->name);
}

/* Wherever memory ends, also that of the scratch or the diagnostics, this arena is released first. */
static void check_workflow(site_check *x, const one_check *one) {
  spr_arena arena;
  jmp_buf env, *outer = x->scratch->escape;
  spr_arena_init(&arena, x->alloc, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&arena, &env)) {
    spr_arena_release(&arena);
    x->scratch->escape = outer;
    longjmp(*outer, 1); /* the caller's guard frees the rest */
  }
  x->d->arena->escape = x->scratch->escape = &env;
  build_and_check(x, one, &arena);
  x->d->arena->escape = x->scratch->escape = outer;
  spr_arena_release(&arena);
}

/* Some Lua file could not be read at all: what it raises and uses is not known. */
static bool lua_lost(const spr_diags *d) {
  for (uint32_t i = 0; i < d->n; i++) {
    const spr_source *src = spr_sources_get(d->sources, d->v[i].at.file);
    if (d->v[i].severity == SPR_ERROR && src && spr_str_ends(src->path, SPR_STR(".lua"))) return true;
  }
  return false;
}

static void check_package(site_check *x, const spr_package *p) {
  spr_usage usage;
  spr_usage_init(&usage, x->scratch);
  usage.incomplete = lua_lost(x->d);
  for (uint32_t i = 0; i < p->nworkflows; i++) usage.unread = usage.unread || !p->workflows[i].tree;
  spr_names roots;
  package_roots(x->scratch, p, &roots);
  for (uint32_t w = 0; w < roots.n; w++) {
    one_check one = {.package = p, .workflow = roots.v[w], .usage = &usage};
    check_workflow(x, &one);
    for (uint32_t k = 0; k < x->site->ncities; k++) {
      one.city = &x->site->cities[k];
      check_workflow(x, &one);
    }
  }
  spr_usage_report(&usage, x->d);
}

spr_status spr_check_site(const spr_alloc *alloc, const spr_site *site, spr_diags *d) {
  spr_arena scratch;
  jmp_buf env, *outer = d->arena->escape;
  spr_arena_init(&scratch, alloc, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&scratch, &env)) {
    d->arena->escape = outer;
    spr_arena_release(&scratch);
    return SPR_ENOMEM;
  }
  d->arena->escape = &env;
  site_check x = {.alloc = alloc, .site = site, .d = d, .scratch = &scratch, .status = SPR_OK};
  for (uint32_t i = 0; i < site->npackages; i++) check_package(&x, &site->packages[i]);
  d->arena->escape = outer;
  spr_arena_release(&scratch);
  return x.status;
}

/* -- what the checks share ------------------------------------------------------------------------------ */

static bool is_known(const spr_diags *d, spr_code code, spr_span at, spr_str message) {
  for (uint32_t i = 0; i < d->n; i++) {
    const spr_diag *e = &d->v[i];
    bool there = e->code == code && e->at.file == at.file && e->at.from == at.from;
    if (there && spr_str_eq(e->message, message)) return true;
  }
  return false;
}

spr_diag *spr_check_fault(spr_check *c, spr_code code, spr_span at, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  spr_str message = spr_str_vprintf(c->arena, fmt, ap);
  va_end(ap);
  if (is_known(c->d, code, at, message)) return NULL;
  return spr_diag_add(c->d, code, at, "%.*s", SPR_FMT(message));
}

bool spr_check_was_meant(const spr_check *c, spr_code code, spr_str name) {
  for (uint32_t i = 0; i < c->d->n; i++)
    if (c->d->v[i].code == code && spr_str_eq(c->d->v[i].meant, name)) return true;
  return false;
}

bool spr_check_unguarded(const spr_check *c, const spr_transition *t) {
  if (t->poisoned) return false;
  for (uint32_t i = 0; i < t->nguards; i++)
    if (!spr_str_is(spr_str_trim(c->m->exprs[t->guards[i]].text), "true")) return false;
  return true;
}

static bool below(spr_str name, spr_str prefix) {
  return spr_str_starts(name, prefix) && (name.n == prefix.n || name.p[prefix.n] == '.');
}

bool spr_check_matches(const spr_transition *t, spr_str name) {
  if (t->trigger != SPR_TRIGGER_EVENT) return false;
  switch (t->match) {
    case SPR_MATCH_EXACT: return spr_str_eq(t->event, name);
    case SPR_MATCH_PREFIX: return below(name, t->event);
    case SPR_MATCH_ALL: return !below(name, SPR_STR("error"));
  }
  return false;
}

bool spr_check_covers(const spr_transition *earlier, const spr_transition *later) {
  if (earlier->trigger != later->trigger) return false;
  if (earlier->trigger != SPR_TRIGGER_EVENT) return earlier->index == later->index;
  if (later->match == SPR_MATCH_ALL) return earlier->match == SPR_MATCH_ALL;
  if (later->match == SPR_MATCH_EXACT) return spr_check_matches(earlier, later->event);
  if (earlier->match == SPR_MATCH_ALL) return !below(later->event, SPR_STR("error"));
  return earlier->match == SPR_MATCH_PREFIX && below(later->event, earlier->event);
}

spr_str spr_check_state_text(const spr_check *c, int32_t state) {
  const spr_state *s = &c->m->states[state];
  if (s->parent == SPR_NONE) return SPR_STR("the workflow");
  return spr_str_printf(c->arena, "\"%.*s\"", SPR_FMT(s->name));
}
