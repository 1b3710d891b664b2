/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/indicators_impl.h"

/* What is counted in which cases: the indicators as they are deployed now, in the words of the definition
 * that a case began under. */

enum { MEANT = 64 }; /* states or deadlines that one name may mean */

static bool is_wanted(spr_str wanted, spr_str name) {
  return wanted.n == 0 || spr_str_eq(wanted, name);
}

/* -- what is deployed ----------------------------------------------------------------------------------- */

/* NULL: the workflow is not there, or has faults. */
static const spr_model *model_of(const spr_volume *v, spr_str workflow, spr_status *st) {
  spr_definition *d = NULL;
  spr_status s = spr_library_get(v->library, v->package, v->city, workflow, &d);
  if (s == SPR_ENOMEM) *st = s;
  return s == SPR_OK ? d->model : NULL;
}

static bool declares_for(const spr_node *indicators, spr_str workflow, bool is_main) {
  for (uint32_t i = 0; spr_node_is_map(indicators) && i < indicators->n; i++) {
    const spr_node *name = spr_node_get(indicators->members[i].value, "workflow");
    if (name ? spr_str_eq(spr_node_text(name), workflow) : is_main) return true;
  }
  return false;
}

/* May the package have indicators of it? Then it is worth compiling. */
static bool has_any(const spr_volume *v, spr_str workflow) {
  bool is_main = spr_str_eq(workflow, v->package->main), some;
  some = declares_for(spr_node_get(v->package->tree, "indicators"), workflow, is_main);
  for (const spr_adaptation *a = v->city->adaptations; a && !some; a = a->next)
    if (spr_str_eq(a->package, v->package->name) && a->tree)
      some = declares_for(spr_node_get(spr_node_get(a->tree, "add"), "indicators"), workflow, is_main);
  return some;
}

static spr_status declare(spr_indicators *x, const spr_model *m) {
  jmp_buf env;
  if (spr_arena_guard(&x->arena, &env)) return SPR_ENOMEM;
  for (uint32_t i = 0; i < m->nindicators; i++) spr_row_of(x, m, &m->indicators[i], m->version);
  spr_arena_unguard(&x->arena, NULL);
  return SPR_OK;
}

spr_status spr_groups_declare(spr_indicators *x, spr_str package, spr_str city) {
  spr_volume *v = NULL;
  spr_status st = spr_shelf_current(x->shelf, package, city, &v);
  if (st != SPR_OK) return st == SPR_ENOTFOUND || st == SPR_ECORRUPT ? SPR_OK : st;
  for (uint32_t i = 0; v->package && v->city && i < v->package->nworkflows && st == SPR_OK; i++) {
    spr_str name = v->package->workflows[i].name;
    if (!is_wanted(x->asked.which->workflow, name) || !has_any(v, name)) continue;
    const spr_model *m = model_of(v, name, &st);
    if (m) st = declare(x, m);
  }
  return st;
}

/* -- what names mean ------------------------------------------------------------------------------------ */

static spr_str *paths_of(spr_arena *a, const spr_model *m, spr_str name, uint32_t *n) {
  int32_t found[MEANT];
  *n = spr_model_meant(m, name, found, MEANT);
  if (*n > MEANT) *n = MEANT;
  spr_str *v = SPR_NEW_N(a, spr_str, *n + 1);
  for (uint32_t i = 0; i < *n; i++) v[i] = spr_str_dup(a, m->states[found[i]].path);
  return v;
}

static bool in_stage(const spr_model *m, int32_t state) {
  for (; state != SPR_NONE; state = m->states[state].parent)
    if (m->states[state].stage) return true;
  return false;
}

static spr_term_def copy_term(spr_arena *a, const spr_model *m, const spr_deadline_def *d) {
  spr_term_def out = {.path = spr_str_dup(a, d->path),
                      .state = spr_str_dup(a, m->states[d->state].path),
                      .until_event = spr_str_dup(a, d->until_event),
                      .in_stage = in_stage(m, d->state)};
  if (d->task != SPR_NONE) out.task = spr_str_dup(a, m->tasks[d->task].name);
  if (d->until_state != SPR_NONE) out.until_state = spr_str_dup(a, m->states[d->until_state].path);
  return out;
}

static spr_term_def *terms_of(spr_arena *a, const spr_model *m, spr_str name, uint32_t *n) {
  int32_t found[MEANT];
  *n = spr_model_deadlines_meant(m, name, found, MEANT);
  if (*n > MEANT) *n = MEANT;
  spr_term_def *v = SPR_NEW_N(a, spr_term_def, *n + 1);
  for (uint32_t i = 0; i < *n; i++) v[i] = copy_term(a, m, &m->deadlines[found[i]]);
  return v;
}

/* -- groups --------------------------------------------------------------------------------------------- */

static spr_instant begins(const spr_moment *since, const spr_zone *z) {
  if (!since->given) return SPR_MIN_INSTANT;
  return since->is_day ? spr_zone_day_start(z, since->day) : since->at;
}

static spr_instant ends(const spr_moment *until, const spr_zone *z) {
  if (!until->given) return SPR_MAX_INSTANT;
  return until->is_day ? spr_zone_day_start(z, until->day + 1) : until->at;
}

static const spr_zone *zone_of(spr_indicators *x, const spr_zone *z) {
  for (uint32_t i = 0; i < x->nzones; i++)
    if (spr_str_eq(spr_zone_name(x->zones[i]), spr_zone_name(z))) return x->zones[i];
  const spr_zone *mine = spr_zone_copy(&x->arena, z);
  *SPR_PUSH(&x->arena, x->zones, x->nzones, x->cap_zones) = mine;
  return mine;
}

static void watch(spr_indicators *x, spr_group *g, const spr_model *now, const spr_model *m,
                  const spr_indicator *is) {
  spr_arena *a = &x->arena;
  spr_watch w = {.row = spr_row_of(x, now, is, m->version), .measure = is->measure};
  bool way = is->measure != SPR_MEASURE_SHARE_MET;
  if (way) {
    w.from = paths_of(a, m, is->from, &w.nfrom);
    w.to = paths_of(a, m, is->to, &w.nto);
  } else {
    w.terms = terms_of(a, m, is->deadline, &w.nterms);
  }
  bool known = way ? w.nfrom && w.nto : w.nterms > 0;
  if (!known) {
    g->elsewhere[g->nelsewhere++] = w.row;
    return;
  }
  if (way) {
    w.way = g->nways;
    g->ways[g->nways++] = g->nwatches;
  }
  g->watches[g->nwatches++] = w;
}

/* now: as deployed; m: of the cases. */
static void fill(spr_indicators *x, spr_group *g, const spr_model *now, const spr_model *m) {
  spr_arena *a = &x->arena;
  uint32_t n = now->nindicators;
  g->zone = zone_of(x, m->zone);
  g->since = begins(&x->asked.since, g->zone);
  g->until = ends(&x->asked.until, g->zone);
  g->watches = SPR_NEW_N(a, spr_watch, n + 1);
  g->ways = SPR_NEW_N(a, uint32_t, n + 1);
  g->elsewhere = SPR_NEW_N(a, uint32_t, n + 1);
  for (uint32_t i = 0; i < n; i++) watch(x, g, now, m, &now->indicators[i]);
}

static spr_status make(spr_indicators *x, const spr_hash *definition, spr_str workflow, const spr_model *now,
                       const spr_model *m) {
  jmp_buf env;
  if (spr_arena_guard(&x->arena, &env)) return SPR_ENOMEM;
  spr_group g = {.definition = *definition, .workflow = spr_str_dup(&x->arena, workflow)};
  if (now && m) fill(x, &g, now, m);
  *SPR_PUSH(&x->arena, x->groups, x->ngroups, x->cap_groups) = g;
  spr_arena_unguard(&x->arena, NULL);
  return SPR_OK;
}

/* A definition that cannot be read knows nothing, and nothing is counted in its cases. */
static spr_status add_group(spr_indicators *x, const spr_entry_row *e, const spr_change *opened) {
  spr_volume *current = NULL, *own = NULL;
  const spr_model *now = NULL, *m = NULL;
  spr_status st = spr_shelf_pinned(x->shelf, &e->definition, &own);
  if (st == SPR_OK) m = model_of(own, opened->text, &st);
  if (st == SPR_OK) {
    now = m;
    st = spr_shelf_current(x->shelf, opened->name, opened->text2, &current);
    if (st == SPR_OK) now = model_of(current, opened->text, &st);
  }
  if (st == SPR_ENOTFOUND || st == SPR_ECORRUPT) st = SPR_OK;
  if (st == SPR_OK) st = make(x, &e->definition, opened->text, now, m);
  spr_shelf_trim(x->shelf);
  return st;
}

spr_status spr_groups_find(spr_indicators *x, const spr_entry_row *e, const spr_change *opened,
                           uint32_t *out) {
  for (*out = x->ngroups; *out > 0; (*out)--) {
    const spr_group *g = &x->groups[*out - 1];
    if (!spr_hash_equal(&g->definition, &e->definition) || !spr_str_eq(g->workflow, opened->text)) continue;
    --*out;
    return SPR_OK;
  }
  *out = x->ngroups;
  return add_group(x, e, opened);
}

const spr_calendar *spr_groups_calendar(spr_indicators *x, spr_group *g) {
  if (!g->volume || g->left != spr_shelf_left(x->shelf)) {
    g->volume = NULL;
    if (spr_shelf_pinned(x->shelf, &g->definition, &g->volume) != SPR_OK) return NULL;
    g->left = spr_shelf_left(x->shelf);
  }
  return g->volume->city ? g->volume->city->calendar : NULL;
}

/* -- how a case stands ---------------------------------------------------------------------------------- */

bool spr_stands_in(spr_str configuration, spr_str path) {
  if (path.n == 0) return configuration.n > 0;
  for (uint32_t at = 0; at + path.n <= configuration.n;) {
    const char *end = memchr(configuration.p + at, ',', configuration.n - at);
    uint32_t next = end ? (uint32_t)(end - configuration.p) : configuration.n, n = next - at;
    bool begins_so = n >= path.n && memcmp(configuration.p + at, path.p, path.n) == 0;
    if (begins_so && (n == path.n || configuration.p[at + path.n] == '.')) return true;
    at = next + 1;
  }
  return false;
}

static bool stands_in_one(spr_str configuration, const spr_str *paths, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (spr_stands_in(configuration, paths[i])) return true;
  return false;
}

static void place(spr_group *g, uint32_t standing) {
  uint32_t mask = g->nslots - 1, at = spr_str_hash(g->standings[standing].configuration) & mask;
  while (g->slots[at]) at = (at + 1) & mask;
  g->slots[at] = standing + 1;
}

/* At most half full. */
static void make_room(spr_indicators *x, spr_group *g) {
  if (2 * (g->nstandings + 1) <= g->nslots) return;
  g->nslots = g->nslots ? 2 * g->nslots : 32;
  g->slots = SPR_NEW_N(&x->arena, uint32_t, g->nslots);
  for (uint32_t i = 0; i < g->nstandings; i++) place(g, i);
}

static void add_standing(spr_indicators *x, spr_group *g, spr_str configuration) {
  spr_standing_in s = {.configuration = spr_str_dup(&x->arena, configuration)};
  for (uint32_t i = 0; i < g->nways; i++) {
    const spr_watch *w = &g->watches[g->ways[i]];
    s.from |= (uint64_t)stands_in_one(configuration, w->from, w->nfrom) << i;
    s.to |= (uint64_t)stands_in_one(configuration, w->to, w->nto) << i;
  }
  make_room(x, g);
  *SPR_PUSH(&x->arena, g->standings, g->nstandings, g->cap_standings) = s;
  place(g, g->nstandings - 1);
}

spr_status spr_groups_standing(spr_indicators *x, spr_group *g, spr_str configuration, uint32_t *out) {
  jmp_buf env;
  uint32_t mask = g->nslots - 1, at = g->nslots ? spr_str_hash(configuration) & mask : 0;
  for (; g->nslots && g->slots[at]; at = (at + 1) & mask) {
    *out = g->slots[at] - 1;
    if (spr_str_eq(g->standings[*out].configuration, configuration)) return SPR_OK;
  }
  if (spr_arena_guard(&x->arena, &env)) return SPR_ENOMEM;
  add_standing(x, g, configuration);
  spr_arena_unguard(&x->arena, NULL);
  *out = g->nstandings - 1;
  return SPR_OK;
}
