/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "api/machine_impl.h"
#include "api/time.h"
#include "base/civil.h"

/* A machine begins and ends. */

/* When it starts. */
static sprawa_code find_time(const spr_model *model, const sprawa_start *s, spr_instant *out,
                             sprawa_error *e) {
  const sprawa_zone zone = {model->zone};
  *out = model->start;
  if (!model->alone) *out = spr_zone_day_start(model->zone, spr_day_from_ymd((spr_ymd){2025, 1, 1}));
  if (s->at) return sprawa_time_read(&zone, s->at, out, e);
  if (!s->has_time) return SPRAWA_OK;
  *out = s->time;
  if (s->time >= SPR_MIN_INSTANT && s->time <= SPR_MAX_INSTANT) return SPRAWA_OK;
  return spr_api_fail(e, SPRAWA_INVALID, NULL, "the time lies beyond the years 1 to 9999");
}

/* The rule that said no, else the workflow. */
static spr_span place_of(const sprawa_machine *m, const spr_told *told) {
  const spr_sources *all = &m->d->sources;
  for (uint32_t i = 1; told->line > 0 && i <= all->n; i++) {
    const spr_source *f = spr_sources_get(all, i);
    if (!spr_str_eq(f->path, told->file) || told->line > f->nlines) continue;
    spr_str line = spr_str_trim(spr_source_line(f, told->line));
    if (line.n == 0) break;
    uint32_t from = (uint32_t)(line.p - f->text.p);
    return spr_span_make(i, from, from + line.n);
  }
  return m->def->model->states[0].at;
}

/* Tells of a refused opening as of a fault. */
static sprawa_code tell_refused(sprawa_machine *m, const sprawa_start *s, const spr_told *told,
                                sprawa_error *e) {
  sprawa_definitions *d = m->d;
  const spr_diags known = d->diags;
  sprawa_error ignored;
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) {
    d->diags = known;
    return spr_api_status(e, SPR_ENOMEM, NULL);
  }
  spr_diags_init(&d->diags, &d->arena, &d->sources);
  spr_diag_add(&d->diags, SPR_D_START_REFUSED, place_of(m, told), "the case cannot be opened: %.*s (%s)",
               SPR_FMT(told->reasons), spr_refusal_name(told->code));
  (void)spr_api_faults(d, s->report, s->report_data, &ignored);
  spr_arena_unguard(&d->arena, NULL);
  d->diags = known;
  return spr_api_refused(e, told->code, told->reasons, told->file, told->line);
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
  bool refused = k.opened < 0 && !m->spoilt && k.told.kind != SPR_TOLD_DONE;
  return refused && s->report ? tell_refused(m, s, &k.told, e) : code;
}

static spr_texts *texts_of(sprawa_machine *m, size_t i) {
  spr_texts *const texts[] = {&m->states, &m->logs, &m->incidents, &m->reasons, &m->files};
  return i < sizeof texts / sizeof *texts ? texts[i] : NULL;
}

static sprawa_code make(sprawa_definitions *d, const sprawa_start *s, spr_definition *def, spr_instant time,
                        sprawa_machine **out, sprawa_error *e) {
  sprawa_machine *m = spr_realloc(&d->alloc, NULL, 0, sizeof *m);
  if (!m) return spr_api_status(e, SPR_ENOMEM, NULL);
  *m = (sprawa_machine){.d = d, .def = def, .data = s->data};
  spr_pool_init(&m->pool, &d->alloc);
  for (size_t i = 0; texts_of(m, i); i++) spr_texts_init(texts_of(m, i), &d->alloc);
  spr_buf_init(&m->lines, &d->alloc, SPR_MAX_OUTPUT_BYTES);
  spr_status st = spr_world_new(d->library, time, SPR_WORLD_LIGHT, &m->world);
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
  spr_instant time = 0;
  if (out) *out = NULL;
  if (!d || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the definitions, or where to put it, are missing");
  sprawa_code code = spr_api_idle(d, error);
  if (code == SPRAWA_OK) code = spr_machine_definition(d, s, &def, error);
  if (code == SPRAWA_OK) code = find_time(def->model, s, &time, error);
  return code == SPRAWA_OK ? make(d, s, def, time, out, error) : code;
}

sprawa_code sprawa_machine_text(const sprawa_host *host, const char *name, const char *text,
                                const sprawa_hook *hooks, sprawa_machine **out, sprawa_error *error) {
  sprawa_definitions *d = NULL;
  if (!out) return spr_api_fail(error, SPRAWA_INVALID, NULL, "there is nowhere to put the machine");
  *out = NULL;
  sprawa_code code = sprawa_definitions_text(host, name, text, NULL, NULL, NULL, &d, error);
  for (const sprawa_hook *h = hooks; code == SPRAWA_OK && h && h->name; h++)
    code = sprawa_definitions_hook(d, h->name, h->fn, h->data, error);
  sprawa_machine *m = NULL;
  if (code == SPRAWA_OK) code = sprawa_machine_start(d, NULL, &m, error);
  *out = m;
  if (m)
    m->owned = d;
  else
    sprawa_definitions_free(d);
  return code;
}

void sprawa_machine_free(sprawa_machine *m) {
  if (!m) return;
  spr_alloc alloc = m->d->alloc;
  sprawa_definitions *owned = m->owned;
  spr_world_free(m->world);
  for (size_t i = 0; texts_of(m, i); i++) spr_texts_release(texts_of(m, i));
  spr_buf_release(&m->lines);
  spr_free(&alloc, m->shown, m->cap_shown * sizeof *m->shown);
  spr_pool_release(&m->pool);
  spr_free(&alloc, m, sizeof *m);
  sprawa_definitions_free(owned);
}
