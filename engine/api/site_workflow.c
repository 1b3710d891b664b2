/* SPDX-License-Identifier: Apache-2.0 */
#include "api/site_impl.h"
#include "cases/bundle.h"
#include "check/show.h"

/* One workflow as it is deployed: its states with how many cases stand there, and its sources. */

struct sprawa_workflow {
  spr_api_bag bag;
  sprawa_site_package head;
  const char *name, *title, *composed;
  sprawa_workflow_state *states;
  sprawa_workflow_file *files;
  uint32_t nstates, nfiles;
};

typedef struct reading {
  sprawa_workflow *w;
  spr_eyes eyes;
  spr_str package, municipality, workflow;
  spr_case_filter filter;
} reading;

/* -- copying: the arena may jump ------------------------------------------------------------------------ */

static uint32_t depth_of(const spr_model *m, int32_t state) {
  uint32_t n = 0;
  for (int32_t i = m->states[state].parent; i != SPR_NONE && i != 0; i = m->states[i].parent)
    n += !m->states[i].hidden;
  return n;
}

static bool is_shown(const spr_state *s) {
  bool history = s->kind == SPR_S_HISTORY_SHALLOW || s->kind == SPR_S_HISTORY_DEEP;
  return !s->hidden && !history && s->path.n > 0;
}

static void copy_state(spr_api_bag *b, const spr_model *m, const spr_sources *sources, int32_t i,
                       sprawa_workflow_state *out) {
  const spr_state *s = &m->states[i];
  const spr_source *file = spr_sources_get(sources, s->at.file);
  uint32_t column = 0;
  const char *title = spr_api_state_title(b, m, i);
  *out = (sprawa_workflow_state){.path = spr_api_z(b, s->path),
                                 .depth = depth_of(m, i),
                                 .atomic = s->kind == SPR_S_ATOMIC || s->kind == SPR_S_FINAL,
                                 .final = s->kind == SPR_S_FINAL,
                                 .file = file ? spr_api_z(b, file->path) : ""};
  out->title = *title ? title : out->path;
  if (file) spr_source_place(file, s->at.from, &out->line, &column);
}

static void copy_states(sprawa_workflow *w, const spr_model *m, const spr_sources *sources) {
  spr_api_bag *b = &w->bag;
  w->states = SPR_NEW_N(&b->arena, sprawa_workflow_state, m->nstates + 1);
  for (uint32_t i = 0; i < m->nstates; i++)
    if (is_shown(&m->states[i])) copy_state(b, m, sources, (int32_t)i, &w->states[w->nstates++]);
}

static void copy_files(sprawa_workflow *w, spr_str bytes) {
  spr_api_bag *b = &w->bag;
  spr_given *v = NULL;
  uint32_t n = 0;
  spr_status s = spr_bundle_read(&b->arena, bytes, &v, &n);
  w->files = SPR_NEW_N(&b->arena, sprawa_workflow_file, n + 1);
  for (uint32_t i = 0; s == SPR_OK && i < n; i++)
    if (!spr_str_is(v[i].path, "city"))
      w->files[w->nfiles++] =
          (sprawa_workflow_file){spr_api_z(b, v[i].path), spr_api_z(b, v[i].bytes), v[i].bytes.n};
}

/* composed: all of it as YAML; the arena may jump, so it is its caller's. */
static spr_status copy_parts(sprawa_workflow *w, const spr_volume *v, const spr_definition *d,
                             spr_str composed) {
  jmp_buf env;
  const spr_sources *sources = spr_library_sources(v->library);
  if (spr_arena_guard(&w->bag.arena, &env)) return SPR_ENOMEM;
  w->head = spr_api_site_package(&w->bag, v);
  w->name = spr_api_z(&w->bag, d->workflow);
  w->title = spr_api_state_title(&w->bag, d->model, 0);
  if (!*w->title) w->title = w->name;
  copy_states(w, d->model, sources);
  w->composed = spr_api_z(&w->bag, composed);
  spr_arena_unguard(&w->bag.arena, NULL);
  return w->bag.failed ? SPR_ENOMEM : SPR_OK;
}

/* What is found out on the way is thrown away with its arena. */
static spr_status compose(const spr_volume *v, const spr_definition *d, spr_buf *out) {
  spr_arena arena;
  jmp_buf env;
  spr_arena_init(&arena, &out->alloc, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&arena, &env)) {
    spr_arena_release(&arena);
    return SPR_ENOMEM;
  }
  const spr_show show = {spr_library_sources(v->library), true, &arena};
  spr_show_definition_yaml(&show, d->model, out);
  spr_arena_release(&arena);
  return out->failed ? SPR_ENOMEM : SPR_OK;
}

static spr_status copy_definition(sprawa_workflow *w, const spr_volume *v, const spr_definition *d) {
  spr_buf text;
  spr_buf_init(&text, &w->bag.alloc, SPR_MAX_OUTPUT_BYTES);
  spr_status s = compose(v, d, &text);
  if (s == SPR_OK) s = copy_parts(w, v, d, spr_buf_view(&text));
  spr_buf_release(&text);
  return s;
}

static spr_status copy_sources(sprawa_workflow *w, spr_store *store, const spr_hash *definition) {
  spr_object_kind kind;
  spr_str bytes;
  jmp_buf env;
  spr_status s = spr_store_object(store, definition, &kind, &bytes);
  if (s != SPR_OK) return s;
  if (spr_arena_guard(&w->bag.arena, &env)) return SPR_ENOMEM;
  copy_files(w, bytes);
  spr_arena_unguard(&w->bag.arena, NULL);
  return SPR_OK;
}

/* -- how many cases stand where ------------------------------------------------------------------------- */

static bool stands_in(spr_str configuration, const char *path) {
  spr_str state = spr_str_of(path), one;
  while (spr_api_word(&configuration, &one))
    if (spr_str_starts(one, state) && (one.n == state.n || one.p[state.n] == '.')) return true;
  return false;
}

static void on_standing(void *ud, const spr_standing *s) {
  const sprawa_workflow *w = ud;
  for (uint32_t i = 0; i < w->nstates; i++) {
    uint32_t *n = &w->states[i].open.n;
    if (stands_in(s->configuration, w->states[i].path))
      *n = s->n < UINT32_MAX - *n ? *n + (uint32_t)s->n : UINT32_MAX;
  }
}

static spr_status count(reading *r, spr_store *store) {
  sprawa_workflow *w = r->w;
  r->filter.package = r->package;
  r->filter.municipality = r->municipality;
  r->filter.workflow = spr_str_of(w->name);
  return spr_store_standings(store, &r->filter, on_standing, w);
}

/* -- asking --------------------------------------------------------------------------------------------- */

static spr_status read_workflow(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  spr_volume *v = NULL;
  spr_definition *d = NULL;
  (void)now;
  if (!spr_view_within(&r->eyes.view, r->municipality)) return SPR_ENOTFOUND;
  spr_status s = spr_shelf_current(spr_desk_shelf(desk), r->package, r->municipality, &v);
  if (s == SPR_OK) s = spr_library_get(v->library, v->package, v->city, r->workflow, &d);
  if (s != SPR_OK) return s == SPR_EINVAL ? SPR_ENOTFOUND : s;
  spr_hash definition = v->definition;
  s = copy_definition(r->w, v, d);
  if (s == SPR_OK) s = copy_sources(r->w, store, &definition);
  return s == SPR_OK ? count(r, store) : s;
}

static sprawa_code read_query(reading *r, const sprawa_workflow_query *q, sprawa_error *error) {
  sprawa_code code = spr_api_eyes(error, q->as, &r->eyes);
  if (code == SPRAWA_OK) code = spr_api_text(error, "the package", q->package, true, &r->package);
  if (code == SPRAWA_OK)
    code = spr_api_text(error, "the municipality", q->municipality, true, &r->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(error, "the workflow", q->workflow, false, &r->workflow);
  spr_view_narrow(&r->eyes.view, &r->filter);
  return code;
}

sprawa_code sprawa_engine_workflow(sprawa_engine *e, const sprawa_workflow_query *q, sprawa_workflow **out,
                                   sprawa_error *error) {
  reading r = {.w = NULL};
  if (out) *out = NULL;
  if (!e || !q || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the question, or where to put the workflow, is missing");
  sprawa_code code = read_query(&r, q, error);
  if (code != SPRAWA_OK) return code;
  r.w = spr_realloc(&e->alloc, NULL, 0, sizeof *r.w);
  if (!r.w) return spr_api_status(error, SPR_ENOMEM, NULL);
  *r.w = (sprawa_workflow){.nstates = 0};
  spr_api_bag_init(&r.w->bag, &e->alloc);
  spr_api_bag_speaks(&r.w->bag, &r.eyes, e->language);
  spr_status s = spr_engine_read(e->engine, read_workflow, &r);
  if (s == SPR_OK) {
    *out = r.w;
    return spr_api_ok(error);
  }
  sprawa_workflow_free(r.w);
  if (s != SPR_ENOTFOUND) return spr_api_failed(e, s, error);
  return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "no workflow \"%s\" of package \"%s\" in \"%s\"",
                      q->workflow ? q->workflow : "", q->package, q->municipality);
}

void sprawa_workflow_free(sprawa_workflow *w) {
  if (!w) return;
  spr_alloc alloc = w->bag.alloc;
  spr_api_bag_release(&w->bag);
  spr_free(&alloc, w, sizeof *w);
}

const sprawa_site_package *sprawa_workflow_head(const sprawa_workflow *w) {
  return w ? &w->head : NULL;
}

const char *sprawa_workflow_name(const sprawa_workflow *w) {
  return w ? w->name : NULL;
}

const char *sprawa_workflow_title(const sprawa_workflow *w) {
  return w ? w->title : NULL;
}

const char *sprawa_workflow_composed(const sprawa_workflow *w) {
  return w ? w->composed : NULL;
}

const sprawa_workflow_state *sprawa_workflow_state_at(const sprawa_workflow *w, size_t i) {
  return w && i < w->nstates ? &w->states[i] : NULL;
}

const sprawa_workflow_file *sprawa_workflow_file_at(const sprawa_workflow *w, size_t i) {
  return w && i < w->nfiles ? &w->files[i] : NULL;
}
