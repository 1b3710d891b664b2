/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/suite.h"

typedef struct collector {
  spr_arena *a;
  spr_diags *d;
  const spr_site *site;
  const spr_suite_filter *filter;
  spr_suite_run *v;
  uint32_t n, cap;
} collector;

/* Is the path the wanted file, or does it lie in the wanted folder? */
static bool within(spr_str path, spr_str wanted) {
  if (wanted.n == 0) return true;
  if (!spr_str_starts(path, wanted)) return false;
  return path.n == wanted.n || path.p[wanted.n] == '/';
}

static bool path_wanted(const collector *c, uint32_t file) {
  const spr_suite_filter *f = c->filter;
  bool wanted = f->npaths == 0;
  for (uint32_t i = 0; i < f->npaths && !wanted; i++)
    wanted = within(spr_sources_get(c->d->sources, file)->path, f->paths[i]);
  return wanted;
}

static bool city_wanted(const collector *c, const spr_city *city) {
  const spr_suite_filter *f = c->filter;
  bool wanted = f->ncities == 0;
  for (uint32_t i = 0; i < f->ncities && !wanted; i++) wanted = spr_str_eq(city->id, f->cities[i]);
  return wanted;
}

static void collect(collector *c, const spr_story_place *place) {
  if (!path_wanted(c, place->file)) return;
  const spr_story *s = spr_story_read(c->a, c->d, c->site, place);
  if (!s)
    *SPR_PUSH(c->a, c->v, c->n, c->cap) =
        (spr_suite_run){.name = spr_story_name(c->a, c->d->sources, place), .file = place->file};
  for (uint32_t i = 0; s && i < s->ncities; i++)
    if (city_wanted(c, s->cities[i]))
      *SPR_PUSH(c->a, c->v, c->n, c->cap) = (spr_suite_run){s, s->name, place->file, s->cities[i]};
}

void spr_suite_collect(spr_arena *a, spr_diags *d, const spr_site *site, const spr_suite_filter *f,
                       spr_suite *out) {
  collector c = {.a = a, .d = d, .site = site, .filter = f};
  for (uint32_t i = 0; i < site->npackages; i++)
    for (uint32_t k = 0; k < site->packages[i].nstories; k++)
      collect(&c, &(spr_story_place){.file = site->packages[i].stories[k], .package = &site->packages[i]});
  for (uint32_t i = 0; i < site->ncity_stories; i++) {
    int32_t city = site->city_stories[i].city;
    collect(&c, &(spr_story_place){.file = site->city_stories[i].file,
                                   .city = city == SPR_NONE ? NULL : &site->cities[city]});
  }
  *out = (spr_suite){c.v, c.n};
}
