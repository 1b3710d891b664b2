/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/near.h"
#include "lab/story_impl.h"
#include "lang/scalar.h"

/* From the tree of a story, which the loader has checked against the schema, to its steps. */

typedef struct reader {
  spr_arena *a;
  spr_diags *d;
  const spr_site *site;
  const spr_story_place *place;
} reader;

static const struct {
  const char *key;
  spr_story_verb verb;
} verbs[] = {
    {"send", SPR_SAY_SEND}, {"done", SPR_SAY_DONE},     {"sign", SPR_SAY_SIGN}, {"waive", SPR_SAY_WAIVE},
    {"note", SPR_SAY_NOTE}, {"reopen", SPR_SAY_REOPEN}, {"wait", SPR_SAY_WAIT}, {"expect", SPR_SAY_EXPECT},
};

static bool has_errors(const spr_diags *d, uint32_t file) {
  for (uint32_t i = 0; i < d->n; i++)
    if (d->v[i].at.file == file && d->v[i].severity == SPR_ERROR) return true;
  return false;
}

/* The loader has looked that all names of cities and packages exist. */
static void read_cities(const reader *r, const spr_node *tree, spr_story *s) {
  const spr_node *named = spr_node_get(tree, "municipality");
  uint32_t n = named ? story_count(named) : r->place->city ? 1 : r->site->ncities;
  const spr_city **v = SPR_NEW_N(r->a, const spr_city *, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    const spr_city *city = r->place->city ? r->place->city : &r->site->cities[i];
    if (named) city = spr_site_city(r->site, spr_node_text(story_nth(named, i)));
    if (city) v[s->ncities++] = city;
  }
  s->cities = v;
}

static void read_package(const reader *r, const spr_node *tree, spr_story *s) {
  const spr_node *named = spr_node_get(tree, "package");
  s->package = r->place->package;
  if (!named && !s->package && r->site->npackages == 1) s->package = &r->site->packages[0];
  if (named) s->package = spr_site_package(r->site, spr_node_text(named));
  if (s->package) return;
  spr_diag *e =
      spr_diag_add(r->d, SPR_D_MISSING_KEY, tree->at, "the story does not say of which package it is");
  spr_diag_help(r->d, e, "add `package: NAME`");
}

static void read_workflow(const reader *r, const spr_node *tree, spr_story *s) {
  const spr_node *named = spr_node_get(tree, "workflow");
  s->workflow = named ? spr_node_text(named) : s->package->main;
  if (!named) return;
  spr_near near;
  spr_near_init(&near, s->workflow);
  for (uint32_t i = 0; i < s->package->nworkflows; i++) {
    if (spr_str_eq(s->package->workflows[i].name, s->workflow)) return;
    spr_near_offer(&near, s->package->workflows[i].name);
  }
  spr_diag *e =
      spr_diag_add(r->d, SPR_D_UNKNOWN_WORKFLOW, named->at, "no workflow \"%.*s\"", SPR_FMT(s->workflow));
  spr_diag_mean(r->d, e, spr_near_best(&near));
}

static bool read_step(const reader *r, const spr_node *n, spr_story_step *out) {
  *out = (spr_story_step){.span = n->at};
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs && !out->said; i++) {
    out->said = spr_node_member(n, verbs[i].key);
    out->verb = verbs[i].verb;
  }
  if (!out->said) {
    spr_diag_add(r->d, SPR_D_BAD_STEP, n->at, "the step says nothing to do");
    return false;
  }
  out->at = spr_node_get(n, "at");
  out->by = spr_node_get(n, "by");
  out->data = spr_node_get(n, "data");
  out->occurred = spr_node_get(n, "occurred");
  out->refused = spr_node_get(n, "refused");
  out->in = spr_node_get(n, "in");
  out->link = spr_node_text(spr_node_get(n, "link"));
  out->why = spr_node_text(spr_node_get(n, "why"));
  const spr_node *after = out->verb == SPR_SAY_WAIT ? out->said->value : spr_node_get(n, "after");
  out->has_after = after && spr_scalar_duration(after, &out->after);
  return true;
}

/* A step that is never done would pass whatever it says. */
static void check_place(const reader *r, const spr_node *in, const spr_story *s) {
  for (uint32_t i = 0; i < story_count(in); i++) {
    const spr_node *name = story_nth(in, i);
    uint32_t k = 0;
    while (k < s->ncities && !spr_str_eq(s->cities[k]->id, spr_node_text(name))) k++;
    if (k < s->ncities) continue;
    spr_diag *e = spr_diag_add(r->d, SPR_D_BAD_STEP, name->at, "the story does not run in %.*s",
                               SPR_FMT(spr_node_text(name)));
    spr_diag_help(r->d, e, "name it under `municipality`, or take it away here");
  }
}

static void read_steps(const reader *r, const spr_node *steps, spr_story *s) {
  uint32_t n = spr_node_is_list(steps) ? steps->n : 0;
  if (n > SPR_MAX_STORY_STEPS) {
    spr_diag_add(r->d, SPR_D_TOO_LARGE, steps->at, "a story has at most %d steps", SPR_MAX_STORY_STEPS);
    return;
  }
  spr_story_step *v = SPR_NEW_N(r->a, spr_story_step, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    if (!spr_node_is_map(steps->items[i])) continue;
    check_place(r, spr_node_get(steps->items[i], "in"), s);
    s->nsteps += read_step(r, steps->items[i], &v[s->nsteps]);
  }
  s->steps = v;
}

spr_str spr_story_name(spr_arena *a, const spr_sources *src, const spr_story_place *place) {
  spr_str path = spr_sources_get(src, place->file)->path;
  if (spr_str_ends(path, SPR_STR(".yaml"))) path.n -= 5;
  uint32_t from = path.n;
  while (from > 0 && path.p[from - 1] != '/') from--;
  spr_str owner = place->package ? place->package->name : place->city ? place->city->id : SPR_STR("nowhere");
  return spr_str_printf(a, "%.*s/%.*s", SPR_FMT(owner), SPR_FMT(spr_str_sub(path, from, path.n)));
}

const spr_story *spr_story_read(spr_arena *a, spr_diags *d, const spr_site *site,
                                const spr_story_place *place) {
  reader r = {a, d, site, place};
  if (has_errors(d, place->file) || (!place->package && !place->city)) return NULL;
  const spr_node *tree = spr_site_tree(site, place->file);
  if (!spr_node_is_map(tree)) return NULL;
  spr_story *s = SPR_NEW(a, spr_story);
  s->file = place->file;
  s->name = spr_story_name(a, d->sources, place);
  s->title = spr_node_text(spr_node_get(tree, "story"));
  s->by = spr_node_get(tree, "by");
  s->start = spr_node_get(tree, "start");
  s->fields = spr_node_get(tree, "case");
  s->span = spr_node_member(tree, "story") ? spr_node_member(tree, "story")->key_at : tree->at;
  read_package(&r, tree, s);
  read_cities(&r, tree, s);
  read_steps(&r, spr_node_get(tree, "steps"), s);
  if (s->package) read_workflow(&r, tree, s);
  return has_errors(d, place->file) ? NULL : s;
}
