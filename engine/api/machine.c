/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "api/machine_impl.h"

/* A machine begins and ends. */

static sprawa_code no_such(sprawa_error *e, const char *what, const char *name) {
  return spr_api_fail(e, SPRAWA_NOT_FOUND, NULL, "no %s \"%s\"", what, name);
}

static bool has_workflow(const spr_package *p, spr_str name) {
  for (uint32_t i = 0; i < p->nworkflows; i++)
    if (spr_str_eq(p->workflows[i].name, name)) return true;
  return name.n == 0;
}

static sprawa_code get_definition(sprawa_definitions *d, const spr_package *p, const spr_city *city,
                                  spr_str workflow, spr_definition **out, sprawa_error *e) {
  spr_status s = spr_library_get(d->library, p, city, workflow, out);
  return s == SPR_OK ? SPRAWA_OK : spr_api_status(e, s, "the definition");
}

static sprawa_code find_definition(sprawa_definitions *d, const sprawa_start *s, spr_definition **out,
                                   sprawa_error *e) {
  spr_str package, municipality, workflow;
  sprawa_code code = spr_api_text(e, "the package", s->package, d->site != NULL, &package);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", s->municipality, d->site != NULL, &municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", s->workflow, false, &workflow);
  if (code != SPRAWA_OK) return code;
  if (!d->site && (package.n || municipality.n || workflow.n))
    return spr_api_fail(e, SPRAWA_INVALID, NULL,
                        "a workflow that stands alone is of no package and municipality");
  if (!d->site) return get_definition(d, NULL, NULL, SPR_STR(""), out, e);
  const spr_package *p = spr_site_package(d->site, package);
  const spr_city *city = spr_site_city(d->site, municipality);
  if (!p) return no_such(e, "package", s->package);
  if (!city) return no_such(e, "municipality", s->municipality);
  if (!has_workflow(p, workflow)) return no_such(e, "workflow", s->workflow);
  return get_definition(d, p, city, workflow, out, e);
}

static spr_instant start_time(const sprawa_machine *m, const sprawa_start *s) {
  const spr_model *model = m->def->model;
  if (s->has_time) return s->time;
  return model->alone ? model->start
                      : spr_zone_day_start(model->zone, spr_day_from_ymd((spr_ymd){2025, 1, 1}));
}

static sprawa_code open_case(sprawa_machine *m, const sprawa_start *s, sprawa_error *e) {
  spr_heap h = spr_heap_pool(&m->pool);
  spr_machine_call k = {.what = SPR_OPENS, .in = {.kind = SPR_IN_OPEN, .data = SPR_V_NIL}};
  sprawa_code code = spr_api_by(e, s->by, &k.in.by, &k.in.operator);
  if (code == SPRAWA_OK) code = spr_api_data(e, "the case file", &h, s->fields, &k.in.data);
  if (code != SPRAWA_OK) return code;
  if (k.in.by.n > 0 && m->def->city) k.in.by = spr_who_in_city(m->def->model, k.in.by);
  code = spr_machine_run(m, &k, e);
  spr_v_release(&m->pool, k.in.data);
  return code;
}

static spr_texts *texts_of(sprawa_machine *m, size_t i) {
  spr_texts *const texts[] = {&m->states, &m->logs, &m->incidents, &m->reasons, &m->files};
  return i < sizeof texts / sizeof *texts ? texts[i] : NULL;
}

static sprawa_code make(sprawa_definitions *d, const sprawa_start *s, spr_definition *def,
                        sprawa_machine **out, sprawa_error *e) {
  sprawa_machine *m = spr_realloc(&d->alloc, NULL, 0, sizeof *m);
  if (!m) return spr_api_status(e, SPR_ENOMEM, NULL);
  *m = (sprawa_machine){.d = d, .def = def, .data = s->data};
  spr_pool_init(&m->pool, &d->alloc);
  for (size_t i = 0; texts_of(m, i); i++) spr_texts_init(texts_of(m, i), &d->alloc);
  spr_buf_init(&m->lines, &d->alloc, SPR_MAX_OUTPUT_BYTES);
  spr_status st = spr_world_new(d->library, start_time(m, s), SPR_WORLD_LIGHT, &m->world);
  if (st == SPR_OK) spr_world_watch(m->world, spr_machine_watch, m);
  sprawa_code code = st == SPR_OK ? open_case(m, s, e) : spr_api_status(e, st, NULL);
  if (code == SPRAWA_OK)
    *out = m;
  else
    sprawa_machine_free(m);
  return code;
}

sprawa_code sprawa_machine_start(sprawa_definitions *d, const sprawa_start *start, sprawa_machine **out,
                                 sprawa_error *error) {
  static const sprawa_start none = {0};
  const sprawa_start *s = start ? start : &none;
  spr_definition *def = NULL;
  if (out) *out = NULL;
  if (!d || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the definitions, or where to put it, are missing");
  sprawa_code code = spr_api_idle(d, error);
  if (code == SPRAWA_OK && s->has_time && (s->time < SPR_MIN_INSTANT || s->time > SPR_MAX_INSTANT))
    code = spr_api_fail(error, SPRAWA_INVALID, NULL, "the time lies beyond the years 1 to 9999");
  if (code == SPRAWA_OK) code = find_definition(d, s, &def, error);
  if (code != SPRAWA_OK) return code;
  return make(d, s, def, out, error);
}

void sprawa_machine_free(sprawa_machine *m) {
  if (!m) return;
  spr_alloc alloc = m->d->alloc;
  spr_world_free(m->world);
  for (size_t i = 0; texts_of(m, i); i++) spr_texts_release(texts_of(m, i));
  spr_buf_release(&m->lines);
  spr_free(&alloc, m->shown, m->cap_shown * sizeof *m->shown);
  spr_pool_release(&m->pool);
  spr_free(&alloc, m, sizeof *m);
}
