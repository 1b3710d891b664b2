/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "api/page.h"

/* Cases in numbers: the store counts, and titles are asked afterwards. */

struct sprawa_overview {
  spr_api_bag bag;
  sprawa_overview_counts all;
  sprawa_stage_count *stages;
  sprawa_municipality_count *municipalities;
  const char **where; /* a municipality in which each stage was met */
  uint32_t nstages, cap_stages, nmunicipalities, cap_municipalities, nwhere, cap_where;
};

typedef struct viewing {
  sprawa_overview *o;
  spr_case_filter filter;
  spr_eyes eyes;
  spr_instant due_by, quiet_since, emergency_since;
  spr_page page;
} viewing;

/* -- standings ------------------------------------------------------------------------------------------ */

static void add(sprawa_count *c, uint64_t n) {
  c->n = n < UINT32_MAX - c->n ? c->n + (uint32_t)n : UINT32_MAX;
}

static spr_str stage_of(spr_str path) {
  uint32_t n = 0;
  while (n < path.n && path.p[n] != '.') n++;
  return spr_str_n(path.p, n);
}

static sprawa_stage_count *find_stage(const sprawa_overview *o, const spr_standing *s, spr_str stage) {
  for (uint32_t i = 0; i < o->nstages; i++) {
    sprawa_stage_count *x = &o->stages[i];
    if (spr_str_is(stage, x->state) && spr_str_is(s->workflow, x->workflow) &&
        spr_str_is(s->package, x->package))
      return x;
  }
  return NULL;
}

static sprawa_municipality_count *find_municipality(const sprawa_overview *o, spr_str id) {
  for (uint32_t i = 0; i < o->nmunicipalities; i++)
    if (spr_str_is(id, o->municipalities[i].municipality)) return &o->municipalities[i];
  return NULL;
}

/* May jump. */
static void meet_stage(sprawa_overview *o, const spr_standing *s, spr_str stage) {
  spr_api_bag *b = &o->bag;
  if (find_stage(o, s, stage)) return;
  sprawa_stage_count made = {.package = spr_api_z(b, s->package),
                             .workflow = spr_api_z(b, s->workflow),
                             .state = spr_api_z(b, stage)};
  const char *where = spr_api_z(b, s->municipality);
  *SPR_PUSH(&b->arena, o->where, o->nwhere, o->cap_where) = where;
  *SPR_PUSH(&b->arena, o->stages, o->nstages, o->cap_stages) = made;
}

static void meet(sprawa_overview *o, const spr_standing *s) {
  spr_api_bag *b = &o->bag;
  for (spr_str rest = s->configuration, path; spr_api_word(&rest, &path);) meet_stage(o, s, stage_of(path));
  if (find_municipality(o, s->municipality)) return;
  sprawa_municipality_count made = {.municipality = spr_api_z(b, s->municipality)};
  *SPR_PUSH(&b->arena, o->municipalities, o->nmunicipalities, o->cap_municipalities) = made;
}

/* Is the stage of this path that of one before it? */
static bool is_again(spr_str configuration, spr_str path) {
  for (spr_str rest = configuration, before; spr_api_word(&rest, &before) && before.p != path.p;)
    if (spr_str_eq(stage_of(before), stage_of(path))) return true;
  return false;
}

static void count_standing(sprawa_overview *o, const spr_standing *s) {
  add(&o->all.open, s->n);
  add(&find_municipality(o, s->municipality)->open, s->n);
  for (spr_str rest = s->configuration, path; spr_api_word(&rest, &path);)
    if (!is_again(s->configuration, path)) add(&find_stage(o, s, stage_of(path))->open, s->n);
}

/* A jump must not cross the store. */
static void on_standing(void *ud, const spr_standing *s) {
  sprawa_overview *o = ((viewing *)ud)->o;
  jmp_buf env;
  if (o->bag.failed) return;
  if (spr_arena_guard(&o->bag.arena, &env)) {
    o->bag.failed = true;
    return;
  }
  meet(o, s);
  spr_arena_unguard(&o->bag.arena, NULL);
  count_standing(o, s);
}

/* -- titles --------------------------------------------------------------------------------------------- */

/* Of a package in a city as it is deployed now; NULL where it is not. */
static spr_volume *deployed(spr_desk *desk, const char *package, const char *city) {
  spr_volume *v = NULL;
  spr_status s = spr_shelf_current(spr_desk_shelf(desk), spr_str_of(package), spr_str_of(city), &v);
  return s == SPR_OK ? v : NULL;
}

static void name_stage(spr_api_bag *b, spr_desk *desk, sprawa_stage_count *x, const char *where) {
  spr_volume *v = deployed(desk, x->package, where);
  spr_definition *d = NULL;
  size_t n = 0;
  if (v && spr_library_get(v->library, v->package, v->city, spr_str_of(x->workflow), &d) != SPR_OK) d = NULL;
  const char *const *titles = spr_api_state_titles(b, d ? d->model : NULL, spr_str_of(x->state), &n);
  const char *workflow = d ? spr_api_state_title(b, d->model, 0) : "";
  x->title = n ? titles[0] : x->state;
  x->workflow_title = *workflow ? workflow : x->workflow;
}

/* A municipality may have any of the packages whose stages were met. */
static void name_municipality(spr_api_bag *b, spr_desk *desk, const sprawa_overview *o,
                              sprawa_municipality_count *x) {
  x->title = x->municipality;
  for (uint32_t i = 0; i < o->nstages; i++) {
    spr_volume *v = deployed(desk, o->stages[i].package, x->municipality);
    const char *title = v && v->city ? spr_api_title(b, &v->city->title) : "";
    if (!*title) continue;
    x->title = title;
    return;
  }
}

static int by_stage(const void *a, const void *b) {
  const sprawa_stage_count *x = a, *y = b;
  int order = strcmp(x->package, y->package);
  if (order == 0) order = strcmp(x->workflow, y->workflow);
  return order ? order : strcmp(x->state, y->state);
}

static int by_municipality(const void *a, const void *b) {
  const sprawa_municipality_count *x = a, *y = b;
  return strcmp(x->municipality, y->municipality);
}

static spr_status name_all(sprawa_overview *o, spr_desk *desk) {
  jmp_buf env;
  if (spr_arena_guard(&o->bag.arena, &env)) return SPR_ENOMEM;
  for (uint32_t i = 0; i < o->nstages; i++) name_stage(&o->bag, desk, &o->stages[i], o->where[i]);
  for (uint32_t i = 0; i < o->nmunicipalities; i++)
    name_municipality(&o->bag, desk, o, &o->municipalities[i]);
  spr_arena_unguard(&o->bag.arena, NULL);
  if (o->nstages) qsort(o->stages, o->nstages, sizeof *o->stages, by_stage);
  if (o->nmunicipalities)
    qsort(o->municipalities, o->nmunicipalities, sizeof *o->municipalities, by_municipality);
  return SPR_OK;
}

/* -- counting ------------------------------------------------------------------------------------------- */

static spr_status count(const viewing *v, spr_store *store, const spr_case_filter *what, sprawa_count *out) {
  spr_case_filter f = v->filter;
  f.only_overdue = what->only_overdue;
  f.only_failing = what->only_failing;
  f.due_by = what->due_by;
  f.quiet_since = what->quiet_since;
  uint32_t n = 0;
  spr_status s = spr_store_tally(store, &f, SPR_LOOKED_FOR, &n);
  *out = spr_page_count(n);
  return s;
}

static spr_status count_emergencies(viewing *v, spr_desk *desk, spr_store *store) {
  spr_case_filter f = v->filter;
  sprawa_count *out = &v->o->all.emergencies;
  spr_status s = spr_api_alarms(&v->o->bag, desk, store, &v->eyes.view, v->emergency_since, &f);
  if (s == SPR_OK) s = spr_store_tally(store, &f, SPR_MAX_AMONG, &out->n);
  return s;
}

static spr_status find_missing(viewing *v, spr_desk *desk, spr_store *store) {
  const spr_question q = {.view = &v->eyes.view,
                          .package = v->filter.package,
                          .municipality = v->filter.municipality,
                          .workflow = v->filter.workflow,
                          .institutions = {spr_api_only_institution(&v->eyes.view)}};
  return spr_known_missing(desk, store, &q, &v->page.missing);
}

static spr_status read_overview(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  viewing *v = ud;
  sprawa_overview_counts *all = &v->o->all;
  v->filter.now = now;
  spr_status s = spr_store_standings(store, &v->filter, on_standing, v);
  if (s == SPR_OK) s = count(v, store, &(spr_case_filter){.only_overdue = true}, &all->overdue);
  if (s == SPR_OK) s = count(v, store, &(spr_case_filter){.only_failing = true}, &all->incidents);
  if (s == SPR_OK && v->due_by) s = count(v, store, &(spr_case_filter){.due_by = v->due_by}, &all->due);
  if (s == SPR_OK && v->quiet_since)
    s = count(v, store, &(spr_case_filter){.quiet_since = v->quiet_since}, &all->quiet);
  if (s == SPR_OK && v->emergency_since) s = count_emergencies(v, desk, store);
  if (s == SPR_OK && all->open.n == 0) s = find_missing(v, desk, store);
  if (s == SPR_OK && v->o->bag.failed) s = SPR_ENOMEM;
  return s == SPR_OK ? name_all(v->o, desk) : s;
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code read_query(viewing *v, const sprawa_overview_query *q, sprawa_error *e) {
  spr_case_filter *f = &v->filter;
  sprawa_code code = spr_api_eyes(e, q->as, &v->eyes);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the municipality", q->municipality, false, &f->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the package", q->package, false, &f->package);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", q->workflow, false, &f->workflow);
  v->due_by = q->due_by;
  v->quiet_since = q->quiet_since;
  v->emergency_since = q->emergency_since;
  spr_view_narrow(&v->eyes.view, f);
  return code;
}

sprawa_code sprawa_engine_overview(sprawa_engine *e, const sprawa_overview_query *q, sprawa_overview **out,
                                   sprawa_error *error) {
  viewing v = {.o = NULL};
  if (out) *out = NULL;
  if (!e || !q || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the question, or where to put the overview, is missing");
  sprawa_code code = read_query(&v, q, error);
  if (code != SPRAWA_OK) return code;
  v.o = spr_realloc(&e->alloc, NULL, 0, sizeof *v.o);
  if (!v.o) return spr_api_status(error, SPR_ENOMEM, NULL);
  *v.o = (sprawa_overview){.nstages = 0};
  spr_api_bag_init(&v.o->bag, &e->alloc);
  spr_api_bag_speaks(&v.o->bag, &v.eyes, e->language);
  code = spr_page_read(e, read_overview, &v, &v.page, error);
  if (code == SPRAWA_OK)
    *out = v.o;
  else
    sprawa_overview_free(v.o);
  return code;
}

void sprawa_overview_free(sprawa_overview *o) {
  if (!o) return;
  spr_alloc alloc = o->bag.alloc;
  spr_api_bag_release(&o->bag);
  spr_free(&alloc, o, sizeof *o);
}

const sprawa_overview_counts *sprawa_overview_all(const sprawa_overview *o) {
  return o ? &o->all : NULL;
}

const sprawa_stage_count *sprawa_overview_stage(const sprawa_overview *o, size_t i) {
  return o && i < o->nstages ? &o->stages[i] : NULL;
}

const sprawa_municipality_count *sprawa_overview_municipality(const sprawa_overview *o, size_t i) {
  return o && i < o->nmunicipalities ? &o->municipalities[i] : NULL;
}
