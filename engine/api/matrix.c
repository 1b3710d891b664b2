/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "api/handles.h"
#include "api/page.h"
#include "cases/deployed.h"
#include "sprawa/site.h"

/* The competency matrix of a workflow, cities side by side. */

enum { MOST_CITIES = 64 };

struct sprawa_matrix {
  spr_api_bag bag;
  const char *workflow, *title;
  const char **cities, **titles;
  sprawa_matrix_row *rows;
  uint32_t ncities, nrows;
};

/* One side, while it is copied. */
typedef struct side {
  spr_str city;
  const spr_model *model;
} side;

typedef struct comparing {
  sprawa_matrix *x;
  spr_str package, workflow, named[MOST_CITIES];
  uint32_t nnamed; /* 0: all cities are compared */
  side sides[MOST_CITIES];
  uint32_t nsides, nwanted;
  spr_eyes eyes;
  spr_page page;
  spr_shelf *shelf;
} comparing;

/* -- one state ------------------------------------------------------------------------------------------ */

static const spr_whos *written(const spr_model *m, int32_t state, int kind) {
  for (; state != SPR_NONE; state = m->states[state].parent) {
    const spr_state *s = &m->states[state];
    const spr_whos *all[] = {&s->responsible, &s->decides, &s->provides, &s->monitors, &s->informed};
    if (all[kind]->given) return all[kind];
  }
  return NULL;
}

static const spr_institution *institution(const spr_model *m, spr_str id) {
  for (uint32_t i = 0; m->city && i < m->city->ninstitutions; i++)
    if (spr_str_eq(m->city->institutions[i].id, id)) return &m->city->institutions[i];
  return NULL;
}

static spr_str name_of(const spr_model *m, const spr_who *w) {
  return w->kind == SPR_WHO_ROLE ? m->roles[w->index].name : w->name;
}

static sprawa_matrix_who copy_who(spr_api_bag *b, const spr_model *m, const spr_who *w) {
  spr_str role = name_of(m, w);
  spr_str who = m->city && w->kind == SPR_WHO_ROLE ? spr_who_in_city(m, role) : role;
  const spr_institution *is = institution(m, who);
  int32_t kind = w->kind == SPR_WHO_ROLE ? m->roles[w->index].kind : SPR_NONE;
  sprawa_matrix_who out = {
      .role = spr_api_z(b, role), .institution = is ? spr_api_z(b, who) : "", .title = ""};
  if (is) out.title = spr_api_title(b, &is->title);
  if (!*out.title && w->kind == SPR_WHO_ROLE) out.title = spr_api_title(b, &m->roles[w->index].title);
  if (!*out.title && kind != SPR_NONE) out.title = spr_api_title(b, &m->kinds[kind].title);
  if (!*out.title) out.title = out.role;
  return out;
}

static void copy_cell(spr_api_bag *b, const spr_model *m, int32_t state, sprawa_matrix_cell *out) {
  out->there = state != SPR_NONE;
  for (int k = 0; out->there && k < SPRAWA_COMPETENCIES; k++) {
    const spr_whos *w = written(m, state, k);
    sprawa_matrix_who *v = SPR_NEW_N(&b->arena, sprawa_matrix_who, w ? w->n + 1 : 1);
    for (uint32_t i = 0; w && i < w->n; i++) v[i] = copy_who(b, m, &w->v[i]);
    out->who[k] = v;
    out->n[k] = w ? w->n : 0;
  }
}

/* Institutions are each city's own, so roles are compared. */
static bool alike(const sprawa_matrix_cell *a, const sprawa_matrix_cell *b, int kind) {
  if (a->n[kind] != b->n[kind]) return false;
  for (size_t i = 0; i < a->n[kind]; i++)
    if (strcmp(a->who[kind][i].role, b->who[kind][i].role) != 0) return false;
  return true;
}

static void compare(const sprawa_matrix *x, sprawa_matrix_row *row) {
  const sprawa_matrix_cell *first = NULL;
  for (uint32_t i = 0; i < x->ncities; i++) {
    const sprawa_matrix_cell *c = &row->cells[i];
    row->missing |= !c->there;
    if (!c->there) continue;
    for (int k = 0; first && k < SPRAWA_COMPETENCIES; k++) row->differs[k] |= !alike(first, c, k);
    if (!first) first = c;
  }
}

static bool has_row(const spr_model *m, int32_t i) {
  const spr_state *s = &m->states[i];
  bool kind = s->kind == SPR_S_ATOMIC;
  return kind && !s->hidden && s->path.n > 0;
}

static void add_row(comparing *c, const spr_model *m, int32_t state, uint32_t *cap) {
  sprawa_matrix *x = c->x;
  spr_api_bag *b = &x->bag;
  const char *title = spr_api_state_title(b, m, state);
  sprawa_matrix_row row = {.state = spr_api_z(b, m->states[state].path)};
  sprawa_matrix_cell *cells = SPR_NEW_N(&b->arena, sprawa_matrix_cell, x->ncities);
  row.title = *title ? title : row.state;
  memset(cells, 0, x->ncities * sizeof *cells);
  for (uint32_t i = 0; i < x->ncities; i++)
    copy_cell(b, c->sides[i].model, spr_model_state(c->sides[i].model, m->states[state].path), &cells[i]);
  row.cells = cells;
  compare(x, &row);
  *SPR_PUSH(&b->arena, x->rows, x->nrows, *cap) = row;
}

static bool is_there(const sprawa_matrix *x, spr_str path) {
  for (uint32_t i = 0; i < x->nrows; i++)
    if (spr_str_is(path, x->rows[i].state)) return true;
  return false;
}

/* In the order of the first city; what only others have comes behind. */
static void fill(comparing *c) {
  sprawa_matrix *x = c->x;
  spr_api_bag *b = &x->bag;
  uint32_t cap = 0;
  x->ncities = c->nsides;
  x->cities = SPR_NEW_N(&b->arena, const char *, c->nsides);
  x->titles = SPR_NEW_N(&b->arena, const char *, c->nsides);
  for (uint32_t i = 0; i < c->nsides; i++) {
    const spr_model *m = c->sides[i].model;
    x->cities[i] = spr_api_z(b, c->sides[i].city);
    x->titles[i] = m->city ? spr_api_title(b, &m->city->title) : "";
    if (!*x->titles[i]) x->titles[i] = x->cities[i];
  }
  const spr_model *first = c->sides[0].model;
  x->workflow = spr_api_z(b, first->workflow);
  x->title = spr_api_state_title(b, first, 0);
  if (!*x->title) x->title = x->workflow;
  for (uint32_t i = 0; i < c->nsides; i++)
    for (uint32_t k = 0; k < c->sides[i].model->nstates; k++)
      if (has_row(c->sides[i].model, (int32_t)k) && !is_there(x, c->sides[i].model->states[k].path))
        add_row(c, c->sides[i].model, (int32_t)k, &cap);
}

static spr_status copy_all(comparing *c) {
  jmp_buf env;
  if (c->nsides == 0) return SPR_ENOTFOUND;
  if (spr_arena_guard(&c->x->bag.arena, &env)) return SPR_ENOMEM;
  fill(c);
  spr_arena_unguard(&c->x->bag.arena, NULL);
  return SPR_OK;
}

/* -- as it is deployed ---------------------------------------------------------------------------------- */

static bool is_wanted(void *ud, spr_str package, spr_str city) {
  comparing *c = ud;
  bool wanted = spr_str_eq(package, c->package) && spr_view_within(&c->eyes.view, city);
  c->nwanted += wanted;
  return wanted;
}

/* The shelf lets nothing go meanwhile: it is trimmed after the reading. */
static spr_status add_deployed(void *ud, spr_str package, spr_str city) {
  comparing *c = ud;
  spr_volume *v = NULL;
  spr_definition *d = NULL;
  if (c->nwanted > MOST_CITIES) return SPR_ELIMIT;
  spr_status s = spr_shelf_current(c->shelf, package, city, &v);
  if (s == SPR_OK) s = spr_library_get(v->library, v->package, v->city, c->workflow, &d);
  if (s == SPR_OK) c->sides[c->nsides++] = (side){v->city ? v->city->id : SPR_STR(""), d->model};
  return s;
}

static spr_status read_deployed(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  comparing *c = ud;
  (void)now;
  c->shelf = spr_desk_shelf(desk);
  spr_status s = c->nnamed ? SPR_OK : spr_deployed(store, &c->x->bag.alloc, is_wanted, add_deployed, c);
  for (uint32_t i = 0; i < c->nnamed && s == SPR_OK; i++)
    s = spr_view_within(&c->eyes.view, c->named[i]) ? add_deployed(c, c->package, c->named[i])
                                                    : SPR_ENOTFOUND;
  return s == SPR_OK ? copy_all(c) : s;
}

/* -- as definitions have it ----------------------------------------------------------------------------- */

static const spr_package *find_package(const spr_site *site, spr_str name) {
  for (uint32_t i = 0; i < site->npackages; i++)
    if (spr_str_eq(site->packages[i].name, name)) return &site->packages[i];
  return NULL;
}

static const spr_city *find_city(const spr_site *site, spr_str id) {
  for (uint32_t i = 0; i < site->ncities; i++)
    if (spr_str_eq(site->cities[i].id, id)) return &site->cities[i];
  return NULL;
}

static spr_status add_defined(comparing *c, sprawa_definitions *d, const spr_package *p,
                              const spr_city *city) {
  spr_definition *def = NULL;
  if (c->nsides == MOST_CITIES) return SPR_ELIMIT;
  spr_status s = city ? spr_library_get(d->library, p, city, c->workflow, &def) : SPR_ENOTFOUND;
  if (s == SPR_OK) c->sides[c->nsides++] = (side){city->id, def->model};
  return s;
}

static spr_status read_site(comparing *c, sprawa_definitions *d) {
  const spr_site *site = d->site;
  const spr_package *p = find_package(site, c->package);
  spr_status s = p ? SPR_OK : SPR_ENOTFOUND;
  for (uint32_t i = 0; s == SPR_OK && i < c->nnamed; i++)
    s = add_defined(c, d, p, find_city(site, c->named[i]));
  for (uint32_t i = 0; s == SPR_OK && c->nnamed == 0 && i < site->ncities; i++)
    s = add_defined(c, d, p, &site->cities[i]);
  return s == SPR_OK ? copy_all(c) : s;
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code read_query(comparing *c, const sprawa_matrix_query *q, sprawa_error *error) {
  sprawa_code code = spr_api_text(error, "the package", q->package, true, &c->package);
  if (code == SPRAWA_OK) code = spr_api_text(error, "the workflow", q->workflow, false, &c->workflow);
  if (code == SPRAWA_OK && q->nmunicipalities > MOST_CITIES)
    code = spr_api_fail(error, SPRAWA_INVALID, NULL, "a matrix has %d municipalities at most", MOST_CITIES);
  for (size_t i = 0; i < q->nmunicipalities && code == SPRAWA_OK; i++)
    code = spr_api_text(error, "the municipality", q->municipalities[i], true, &c->named[c->nnamed++]);
  return code;
}

static sprawa_code begin(comparing *c, const spr_alloc *alloc, sprawa_error *error) {
  c->x = spr_realloc(alloc, NULL, 0, sizeof *c->x);
  if (!c->x) return spr_api_status(error, SPR_ENOMEM, NULL);
  *c->x = (sprawa_matrix){.nrows = 0};
  spr_api_bag_init(&c->x->bag, alloc);
  return SPRAWA_OK;
}

/* code: what else the status means. */
static sprawa_code end(comparing *c, spr_status s, sprawa_code code, sprawa_matrix **out,
                       sprawa_error *error) {
  if (s == SPR_ENOTFOUND || s == SPR_EINVAL)
    code = spr_api_fail(error, SPRAWA_NOT_FOUND, NULL,
                        "no such package, no workflow of that name in it, or not in those municipalities");
  else if (s == SPR_ELIMIT)
    code = spr_api_fail(error, SPRAWA_LIMIT, NULL, "more than %d municipalities: name those to compare",
                        MOST_CITIES);
  if (code == SPRAWA_OK)
    *out = c->x;
  else
    sprawa_matrix_free(c->x);
  return code;
}

sprawa_code sprawa_engine_matrix(sprawa_engine *e, const sprawa_matrix_query *q, sprawa_matrix **out,
                                 sprawa_error *error) {
  comparing c = {.x = NULL};
  if (out) *out = NULL;
  if (!e || !q || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the question, or where to put the matrix, is missing");
  sprawa_code code = spr_api_eyes(error, q->as, &c.eyes);
  if (code == SPRAWA_OK) code = read_query(&c, q, error);
  if (code == SPRAWA_OK) code = begin(&c, &e->alloc, error);
  if (code != SPRAWA_OK) return code;
  spr_api_bag_speaks(&c.x->bag, &c.eyes, e->language);
  spr_status s = spr_engine_read(e->engine, read_deployed, &c);
  return end(&c, s, s == SPR_OK ? spr_api_ok(error) : spr_api_failed(e, s, error), out, error);
}

sprawa_code sprawa_definitions_matrix(sprawa_definitions *d, const sprawa_matrix_query *q,
                                      sprawa_matrix **out, sprawa_error *error) {
  comparing c = {.x = NULL};
  if (out) *out = NULL;
  if (!d || !q || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the definitions, the question, or where to put the matrix, is missing");
  if (!d->site)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "a workflow that stands alone has no municipalities");
  sprawa_code code = spr_api_idle(d, error);
  if (code == SPRAWA_OK) code = read_query(&c, q, error);
  if (code == SPRAWA_OK && q->language)
    code = spr_api_text(error, "the language", q->language, true, &c.eyes.language);
  if (code == SPRAWA_OK) code = begin(&c, &d->alloc, error);
  if (code != SPRAWA_OK) return code;
  spr_api_bag_speaks(&c.x->bag, &c.eyes, "");
  spr_status s = read_site(&c, d);
  return end(&c, s, s == SPR_OK ? spr_api_ok(error) : spr_api_status(error, s, NULL), out, error);
}

void sprawa_matrix_free(sprawa_matrix *m) {
  if (!m) return;
  spr_alloc alloc = m->bag.alloc;
  spr_api_bag_release(&m->bag);
  spr_free(&alloc, m, sizeof *m);
}

const char *sprawa_matrix_workflow(const sprawa_matrix *m) {
  return m ? m->workflow : NULL;
}

const char *sprawa_matrix_title(const sprawa_matrix *m) {
  return m ? m->title : NULL;
}

const char *sprawa_matrix_municipality(const sprawa_matrix *m, size_t i) {
  return m && i < m->ncities ? m->cities[i] : NULL;
}

const char *sprawa_matrix_municipality_title(const sprawa_matrix *m, size_t i) {
  return m && i < m->ncities ? m->titles[i] : NULL;
}

const sprawa_matrix_row *sprawa_matrix_at(const sprawa_matrix *m, size_t i) {
  return m && i < m->nrows ? &m->rows[i] : NULL;
}
