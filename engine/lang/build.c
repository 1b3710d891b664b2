/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/build.h"

#include "lang/builder.h"
#include "lang/calendar_load.h"
#include "lang/expand.h"
#include "lang/scalar.h"
#include "lang/schema.h"

/* 2025-01-01T00:00:00Z, where the time of a workflow that stands alone starts. */
#define ALONE_START INT64_C(1735689600000)

static void start(spr_builder *b, spr_arena *a, spr_diags *d) {
  *b = (spr_builder){.a = a, .d = d, .m = SPR_NEW(a, spr_model), .ix = SPR_NEW(a, spr_model_index)};
  spr_names *tables[] = {&b->ix->fields, &b->ix->events, &b->ix->params,    &b->ix->hooks, &b->ix->roles,
                         &b->ix->kinds,  &b->ix->paths,  &b->ix->deadlines, &b->ix->lost};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) spr_names_init(tables[i], a);
  b->m->index = b->ix;
  b->m->zone = spr_zone_utc;
  b->m->calendar = &spr_calendar_plain;
  b->m->start = ALONE_START;
}

static void list_workflows(spr_builder *b) {
  spr_workflow_info *v = SPR_NEW_N(b->a, spr_workflow_info, b->nflows);
  for (uint32_t i = 0; i < b->nflows; i++) {
    v[i] = (spr_workflow_info){.name = b->flows[i].name, .file = b->flows[i].file};
    v[i].title = spr_read_title(b, spr_node_get(b->flows[i].tree, "title"));
  }
  b->m->workflows = v;
  b->m->nworkflows = b->nflows;
}

static bool is_of_model(const spr_builder *b, uint32_t file) {
  bool found = b->package && file == b->package->file;
  found = found || (b->city && file == b->city->file) || (b->adaptation && file == b->adaptation->file);
  for (uint32_t i = 0; i < b->nflows && !found; i++) found = file == b->flows[i].file;
  return file && found;
}

/* Errors that left no mark in a tree: a file that cannot be read has none, a second key of the same name is
 * dropped. Those of files, YAML and form are the first ones of codes.def. */
static void count_errors(spr_builder *b) {
  if (b->d->dropped) b->m->faulty = true;
  for (uint32_t i = 0; i < b->d->n; i++) {
    const spr_diag *e = &b->d->v[i];
    if (e->severity != SPR_ERROR || e->code > SPR_D_LANGUAGE_VERSION || !is_of_model(b, e->at.file)) continue;
    b->m->faulty = true;
    if (e->code == SPR_D_DUPLICATE_KEY) b->m->gaps = b->m->unseen = true;
  }
}

/* Where it is not known which state lacks something, the root stands for all. A transition that leads nowhere
 * leaves a gap in the graph, but what it says is seen. */
static void spread_gaps(spr_builder *b, bool unclear) {
  spr_model *m = b->m;
  const spr_node *change = spr_node_get(b->adapter.tree, "change");
  for (uint32_t i = 0; i < m->nstates && !m->unseen; i++) m->unseen = b->states[i].poisoned;
  m->unseen = m->unseen || unclear || b->adapter.faulty;
  b->states[0].poisoned = b->states[0].poisoned || m->gaps || unclear || spr_holds_fault(change);
  for (uint32_t i = 0; i < m->nstates && !m->gaps; i++) m->gaps = b->states[i].poisoned;
  for (uint32_t i = 0; i < m->ntransitions && !m->gaps; i++) m->gaps = b->transitions[i].poisoned;
}

static spr_model *finish(spr_builder *b, int32_t main) {
  b->m->workflow = b->flows[main].name;
  count_errors(b);
  list_workflows(b);
  spr_build_declarations(b);
  spr_composer c = {
      .arena = b->a, .diags = b->d, .flows = b->flows, .nflows = b->nflows, .lost = &b->ix->lost};
  spr_part *root = spr_compose(&c, main);
  spr_build_states(b, root);
  spr_build_indicators(b);
  b->m->resolved = spr_part_tree(b->a, root);
  b->m->faulty = b->m->faulty || c.faulty || b->adapter.faulty;
  spread_gaps(b, c.faulty);
  return b->m;
}

/* -- of a package --------------------------------------------------------------------------------------- */

static const spr_adaptation *adaptation_of(const spr_city *city, spr_str package) {
  const spr_adaptation *x = city ? city->adaptations : NULL;
  while (x && !spr_str_eq(x->package, package)) x = x->next;
  return x;
}

static spr_str path_of(const spr_diags *d, uint32_t file) {
  const spr_source *s = spr_sources_get(d->sources, file);
  return s ? s->path : SPR_STR("");
}

static void place_in_city(spr_builder *b) {
  spr_model *m = b->m;
  const spr_calendar *law =
      b->city ? b->city->calendar
              : spr_site_calendar(b->site, spr_node_text(spr_node_get(b->package->tree, "calendar")));
  if (law) m->calendar = law;
  if (b->city && b->city->zone) m->zone = b->city->zone;
  m->site = b->site;
  m->city = b->city;
  m->standard_lua = b->package->standard_lua;
  m->city_lua = b->adaptation ? b->adaptation->lua : 0;
  m->standard_lua_path = path_of(b->d, m->standard_lua);
  m->city_lua_path = path_of(b->d, m->city_lua);
}

/* Looks for faults in a tree that the model is made from. */
static void examine(spr_builder *b, const spr_node *tree) {
  if (!spr_holds_fault(tree)) return;
  b->m->faulty = true;
  b->m->unseen = b->m->unseen || spr_lost_uses(tree);
  spr_lost_gather(&b->ix->lost, tree);
}

static void load_flows(spr_builder *b) {
  b->nflows = b->package->nworkflows;
  b->flows = SPR_NEW_N(b->a, spr_flow, b->nflows ? b->nflows : 1);
  for (uint32_t i = 0; i < b->nflows; i++) {
    const spr_workflow_file *w = &b->package->workflows[i];
    b->flows[i] = (spr_flow){.name = w->name, .file = w->file};
    if (w->tree) b->flows[i].tree = spr_expand_state(b->a, w->tree, w->name);
    b->m->faulty = b->m->faulty || !w->tree;
    b->m->unseen = b->m->unseen || !w->tree;
    examine(b, w->tree);
    b->flow_lost = b->flow_lost || !w->tree;
  }
}

static void adapt(spr_builder *b) {
  b->adapter = (spr_adapter){.arena = b->a,
                             .diags = b->d,
                             .package = b->package->tree,
                             .flows = b->flows,
                             .nflows = b->nflows,
                             .lost = &b->ix->lost};
  if (!b->adaptation || !b->adaptation->tree) return;
  b->adapter.tree = b->adaptation->tree;
  examine(b, b->adaptation->tree);
  spr_adapt(&b->adapter);
}

spr_model *spr_build(spr_arena *a, spr_diags *d, const spr_site *site, const spr_package *p,
                     const spr_city *city, spr_str workflow) {
  uint32_t main = 0;
  while (main < p->nworkflows && !spr_str_eq(p->workflows[main].name, workflow)) main++;
  if (main == p->nworkflows || !spr_node_is_map(p->workflows[main].tree) || !spr_node_is_map(p->tree))
    return NULL;
  spr_builder b;
  start(&b, a, d);
  b.site = site;
  b.package = p;
  b.city = city;
  b.adaptation = adaptation_of(city, p->name);
  b.declares = p->tree;
  b.m->package = p->name;
  b.m->version = p->version;
  b.m->languages = spr_read_words(&b, spr_node_get(p->tree, "languages"), &b.m->nlanguages);
  examine(&b, p->tree);
  place_in_city(&b);
  load_flows(&b);
  adapt(&b);
  return finish(&b, (int32_t)main);
}

/* -- alone ---------------------------------------------------------------------------------------------- */

/* "flows/door.yaml" -> "door" */
static spr_str stem(spr_str path) {
  uint32_t from = path.n, to;
  while (from > 0 && path.p[from - 1] != '/') from--;
  for (to = path.n; to > from && path.p[to - 1] != '.'; to--) continue;
  return spr_str_sub(path, from, to > from + 1 ? to - 1 : path.n);
}

static void read_clock(spr_builder *b, const spr_node *tree) {
  const spr_node *zone = spr_node_get(tree, "timezone");
  const spr_node *from = spr_node_get(tree, "start");
  if (spr_node_is_scalar(zone) && !zone->poisoned && spr_zone_load(b->a, zone->text, &b->m->zone) != SPR_OK) {
    b->m->zone = spr_zone_utc;
    SPR_FAULT(b, UNKNOWN_ZONE, zone->at, "no time zone \"%.*s\"", SPR_FMT(zone->text));
  }
  if (spr_node_is_scalar(from) && !from->poisoned && !spr_scalar_datetime(from, b->m->zone, &b->m->start))
    SPR_FAULT(b, BAD_DATE, from->at, "expected %s", spr_type_expects(SPR_T_DATETIME));
}

/* src and site: where a name is looked up; site NULL: nowhere. */
static void read_calendar(spr_builder *b, const spr_node *n, spr_sources *src, const char *site) {
  const spr_calendar *law = NULL;
  if (!n || (n->poisoned && !spr_node_is_map(n))) return;
  if (spr_node_is_map(n)) {
    spr_calendar_read(b->a, b->d, n, &law);
  } else if (site) {
    law = spr_site_calendar_named(b->a, src, b->d, site, n);
  } else {
    spr_diag *e = SPR_FAULT(b, UNKNOWN_CALENDAR, n->at, "no calendar \"%.*s\": the file lies in no site",
                            SPR_FMT(n->text));
    spr_diag_help(
        b->d, e, "write the calendar here as a map, as its file would have it, or put this file into a site");
  }
  if (law) b->m->calendar = law;
  b->m->faulty = b->m->faulty || !law;
}

spr_model *spr_build_alone_in(spr_arena *a, spr_sources *src, spr_diags *d, const char *site, uint32_t file,
                              uint32_t lua_file) {
  spr_node *tree = spr_yaml_parse(a, d, file);
  if (!tree) return NULL;
  spr_builder b;
  start(&b, a, d);
  b.m->languages = spr_read_words(&b, spr_node_get(tree, "languages"), &b.m->nlanguages);
  spr_checker form = {
      .d = d, .mode = SPR_MODE_ALONE, .languages = b.m->languages, .nlanguages = b.m->nlanguages};
  spr_schema_check(&form, SPR_SHAPE_WORKFLOW, tree);
  if (!spr_node_is_map(tree)) return NULL;
  examine(&b, tree);
  b.m->alone = true;
  b.declares = tree;
  b.m->standard_lua = lua_file;
  b.m->standard_lua_path = path_of(d, lua_file);
  read_clock(&b, tree);
  read_calendar(&b, spr_node_get(tree, "calendar"), src, site);
  spr_str name = spr_node_text(spr_node_get(tree, "workflow"));
  spr_flow flow = {.name = name.n ? name : stem(path_of(d, file)), .file = file};
  flow.tree = spr_expand_state(a, tree, flow.name);
  b.flows = spr_arena_copy(a, &flow, sizeof flow);
  b.nflows = 1;
  return finish(&b, 0);
}

spr_model *spr_build_alone(spr_arena *a, spr_diags *d, uint32_t file, uint32_t lua_file) {
  return spr_build_alone_in(a, NULL, d, NULL, file, lua_file);
}
