/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/diagram.h"

#include "api/engine_impl.h"
#include "sprawa/diagram.h"

/* Pictures of cases and of what is deployed. Which states a case was in stands in the skeletons of its
 * journal, so they can be told of any entry, and of an erased case. */

struct sprawa_diagram {
  spr_alloc alloc;
  spr_diagram *drawn;
  sprawa_diagram_row *rows;
  size_t nrows;
};

typedef struct drawing {
  spr_eyes eyes;
  spr_str id, package, municipality, workflow;
  uint64_t at_seq;
  spr_diagram_options options;
  const spr_alloc *alloc;
  spr_diagram *drawn;
  bool no_entry;
} drawing;

/* -- where the case was --------------------------------------------------------------------------------- */

typedef struct marking {
  const spr_model *m;
  uint8_t *marks;
  uint64_t last; /* entry */
} marking;

/* The states that are named in a configuration, and those around them. */
static void mark(marking *k, spr_str configuration, uint8_t how) {
  for (uint32_t from = 0, to; from < configuration.n; from = to + 1) {
    for (to = from; to < configuration.n && configuration.p[to] != ',';) to++;
    int32_t s = spr_model_state(k->m, spr_str_sub(configuration, from, to));
    for (; s != SPR_NONE; s = k->m->states[s].parent) k->marks[s] |= how;
  }
}

static bool on_entry(void *ud, const spr_entry_row *row) {
  marking *k = ud;
  if (row->seq > k->last) return false;
  mark(k, row->configuration, SPR_MARK_VISITED | (row->seq == k->last ? SPR_MARK_ACTIVE : 0));
  return row->seq < k->last;
}

/* -- drawing -------------------------------------------------------------------------------------------- */

static spr_status draw_marked(drawing *d, spr_store *store, const spr_loaded *l) {
  const spr_model *m = l->definition->model;
  marking k = {m, spr_realloc(d->alloc, NULL, 0, m->nstates), d->at_seq ? d->at_seq : l->row.seq};
  if (!k.marks) return SPR_ENOMEM;
  memset(k.marks, 0, m->nstates);
  uint64_t from = k.last > SPR_MAX_DRAWN_ENTRIES ? k.last - SPR_MAX_DRAWN_ENTRIES : 1;
  d->no_entry = k.last > l->row.seq;
  spr_status s = d->no_entry ? SPR_ENOTFOUND : spr_store_entries(store, l->row.id, from, on_entry, &k);
  d->options.marks = k.marks;
  if (s == SPR_OK) s = spr_diagram_draw(d->alloc, m, &d->options, &d->drawn);
  spr_free(d->alloc, k.marks, m->nstates);
  return s;
}

static spr_status draw_case(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  drawing *d = ud;
  spr_loaded l;
  (void)now;
  spr_status s = spr_api_load(desk, store, d->id, &d->eyes.view, &l);
  if (s != SPR_OK) return s;
  s = draw_marked(d, store, &l);
  spr_loaded_release(&l);
  return s;
}

static spr_status draw_deployed(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  drawing *d = ud;
  spr_volume *v = NULL;
  spr_definition *found = NULL;
  (void)store;
  (void)now;
  spr_status s = spr_shelf_current(spr_desk_shelf(desk), d->package, d->municipality, &v);
  if (s == SPR_OK) s = spr_library_get(v->library, v->package, v->city, d->workflow, &found);
  return s == SPR_OK ? spr_diagram_draw(d->alloc, found->model, &d->options, &d->drawn) : s;
}

/* -- what is asked -------------------------------------------------------------------------------------- */

static sprawa_code read_prefix(sprawa_error *e, const char *z, spr_str *out) {
  sprawa_code code = spr_api_text(e, "the prefix", z, z != NULL, out);
  bool good = out->n <= SPR_MAX_NAME;
  for (uint32_t i = 0; i < out->n && good; i++) {
    char c = out->p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    good = letter || (i > 0 && ((c >= '0' && c <= '9') || c == '-' || c == '_'));
  }
  if (code == SPRAWA_OK && !good)
    return spr_api_fail(e, SPRAWA_INVALID, NULL, "the prefix \"%s\" cannot begin an id", z);
  return code;
}

static sprawa_code read_case(drawing *d, const sprawa_draw *what, sprawa_error *e) {
  sprawa_code code = spr_api_text(e, "the case", what->id, true, &d->id);
  d->at_seq = what->at_seq;
  return code == SPRAWA_OK ? spr_api_eyes(e, what->as, &d->eyes) : code;
}

static sprawa_code read_workflow(drawing *d, const sprawa_draw *what, sprawa_error *e) {
  sprawa_code code = spr_api_text(e, "the package", what->package, true, &d->package);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", what->municipality, true, &d->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", what->workflow, false, &d->workflow);
  if (code != SPRAWA_OK) return code;
  return what->as ? spr_api_eyes(e, what->as, &d->eyes) : SPRAWA_OK;
}

static sprawa_code read_draw(drawing *d, sprawa_engine *engine, const sprawa_draw *what, sprawa_error *e) {
  d->options = (spr_diagram_options){.alone = what->alone};
  sprawa_code code = what->id ? read_case(d, what, e) : read_workflow(d, what, e);
  if (code == SPRAWA_OK) code = read_prefix(e, what->prefix, &d->options.prefix);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the language", what->language, false, &d->options.language);
  if (code == SPRAWA_OK && what->link)
    code = spr_api_text(e, "the link", what->link, false, &d->options.link);
  if (d->options.language.n == 0) d->options.language = d->eyes.language;
  if (d->options.language.n == 0) d->options.language = spr_str_of(engine->language);
  return code;
}

static sprawa_code not_drawn(sprawa_engine *e, const drawing *d, const sprawa_draw *what, spr_status s,
                             sprawa_error *error) {
  if (d->no_entry)
    return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "case \"%s\" has no entry %llu", what->id,
                        (unsigned long long)what->at_seq);
  if (s == SPR_ELIMIT)
    return spr_api_fail(error, SPRAWA_LIMIT, NULL, "the workflow is too large for one picture");
  if (what->id) return spr_api_not_loaded(e, s, what->id, error);
  if (s == SPR_ENOTFOUND)
    return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL,
                        "no package \"%s\" is deployed for municipality \"%s\"", what->package,
                        what->municipality);
  if (s == SPR_EINVAL)
    return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "package \"%s\" has no workflow \"%s\"", what->package,
                        what->workflow ? what->workflow : "");
  return spr_api_failed(e, s, error);
}

/* -- what is given -------------------------------------------------------------------------------------- */

/* Takes over what was drawn. NULL: no memory. */
static sprawa_diagram *wrap(const spr_alloc *alloc, spr_diagram *drawn) {
  sprawa_diagram *d = spr_realloc(alloc, NULL, 0, sizeof *d);
  size_t n = 0;
  while (spr_diagram_row_at(drawn, n)) n++;
  sprawa_diagram_row *rows = n ? spr_realloc(alloc, NULL, 0, n * sizeof *rows) : NULL;
  if (!d || (n && !rows)) {
    spr_free(alloc, d, sizeof *d);
    spr_free(alloc, rows, n * sizeof *rows);
    spr_diagram_free(drawn);
    return NULL;
  }
  for (size_t i = 0; i < n; i++) {
    const spr_diagram_row *row = spr_diagram_row_at(drawn, i);
    rows[i] = (sprawa_diagram_row){.from = row->from.p,
                                   .from_title = row->from_title.p,
                                   .event = row->event.p,
                                   .guard = row->guard.p,
                                   .to = row->to.p,
                                   .to_title = row->to_title.p,
                                   .active = row->marks & SPR_MARK_ACTIVE,
                                   .visited = row->marks & SPR_MARK_VISITED};
  }
  *d = (sprawa_diagram){*alloc, drawn, rows, n};
  return d;
}

sprawa_code sprawa_engine_draw(sprawa_engine *e, const sprawa_draw *what, sprawa_diagram **out,
                               sprawa_error *error) {
  drawing d = {.no_entry = false};
  if (out) *out = NULL;
  if (!e || !what || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, what to draw, or where to put the picture, is missing");
  if (what->id && (what->package || what->municipality || what->workflow))
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "a case is asked for, and a workflow as well");
  sprawa_code code = read_draw(&d, e, what, error);
  if (code != SPRAWA_OK) return code;
  d.alloc = &e->alloc;
  spr_status s = spr_engine_read(e->engine, what->id ? draw_case : draw_deployed, &d);
  if (s != SPR_OK) return not_drawn(e, &d, what, s, error);
  *out = wrap(&e->alloc, d.drawn);
  return *out ? spr_api_ok(error) : spr_api_status(error, SPR_ENOMEM, NULL);
}

void sprawa_diagram_free(sprawa_diagram *d) {
  if (!d) return;
  spr_alloc alloc = d->alloc;
  spr_diagram_free(d->drawn);
  spr_free(&alloc, d->rows, d->nrows * sizeof *d->rows);
  spr_free(&alloc, d, sizeof *d);
}

const char *sprawa_diagram_svg(const sprawa_diagram *d, size_t *size) {
  if (size) *size = d ? spr_diagram_svg(d->drawn).n : 0;
  return d ? spr_diagram_svg(d->drawn).p : NULL;
}

const char *sprawa_diagram_title(const sprawa_diagram *d) {
  return d ? spr_diagram_title(d->drawn).p : NULL;
}

void sprawa_diagram_size(const sprawa_diagram *d, int32_t *width, int32_t *height) {
  *width = *height = 0;
  if (d) spr_diagram_size(d->drawn, width, height);
}

const char *sprawa_diagram_language(const sprawa_diagram *d) {
  return d ? spr_diagram_language(d->drawn).p : NULL;
}

const sprawa_diagram_row *sprawa_diagram_at(const sprawa_diagram *d, size_t i) {
  return d && i < d->nrows ? &d->rows[i] : NULL;
}

const char *sprawa_diagram_style(void) {
  return spr_diagram_style().p;
}
