/* SPDX-License-Identifier: Apache-2.0 */
#include "access/visibility.h"
#include "api/engine_impl.h"

/* A case as it stands, copied while the database is looked at. */

struct sprawa_case {
  spr_alloc alloc;
  spr_arena arena;
  sprawa_case_row head;
  const char *version;
  sprawa_place *places;
  sprawa_task *tasks;
  sprawa_deadline *deadlines;
  size_t nplaces, ntasks, ndeadlines;
  sprawa_value *fields;
};

/* -- for all readers ------------------------------------------------------------------------------------ */

sprawa_code spr_api_as(sprawa_error *e, const char *as, spr_str *out, bool *everything) {
  sprawa_code code = spr_api_text(e, "`as`", as, true, out);
  *everything = code == SPRAWA_OK && spr_str_is(*out, SPRAWA_OPERATOR);
  return code;
}

spr_status spr_api_load(spr_desk *desk, spr_store *store, spr_str id, spr_str as, bool everything,
                        spr_loaded *out) {
  spr_case_row row;
  spr_status s = spr_desk_load(desk, id, out);
  /* The case is there, and its key is not. */
  if (s == SPR_ENOTFOUND && everything && spr_store_case(store, id, &row) == SPR_OK) return SPR_EREFUSED;
  if (s != SPR_OK || everything || (out->c && spr_visible_case(out->c, as))) return s;
  spr_loaded_release(out);
  return SPR_ENOTFOUND;
}

sprawa_code spr_api_not_loaded(sprawa_engine *e, spr_status s, const char *id, sprawa_error *error) {
  if (s == SPR_ENOTFOUND) return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "no case \"%s\"", id);
  if (s == SPR_EREFUSED)
    return spr_api_fail(error, SPRAWA_NOT_DONE, "no-keys", "case \"%s\" is sealed, and its key is not here",
                        id);
  return spr_api_failed(e, s, error);
}

const char *spr_api_z(spr_arena *a, spr_str s) {
  return spr_str_dup(a, s).p;
}

sprawa_case_row spr_api_row(spr_arena *a, const spr_case_row *r) {
  sprawa_status status = r->state == SPR_CASE_IS_OPEN    ? SPRAWA_CASE_OPEN
                         : r->state == SPR_CASE_IS_ENDED ? SPRAWA_CASE_ENDED
                                                         : SPRAWA_CASE_ERASED;
  return (sprawa_case_row){.id = spr_api_z(a, r->id),
                           .package = spr_api_z(a, r->package),
                           .workflow = spr_api_z(a, r->workflow),
                           .municipality = spr_api_z(a, r->municipality),
                           .status = status,
                           .outcome = spr_api_z(a, r->outcome),
                           .states = spr_api_z(a, r->configuration),
                           .responsible = spr_api_z(a, r->responsible),
                           .opened = r->opened,
                           .changed = r->at,
                           .seq = r->seq,
                           .due = r->due,
                           .overdue = r->overdue};
}

/* -- copying: the arena may jump ------------------------------------------------------------------------ */

/* A hidden state is told as the nearest one that people know. */
static const char *state_name(sprawa_case *c, const spr_model *m, int32_t s) {
  while (m->states[s].hidden && m->states[s].parent != SPR_NONE) s = m->states[s].parent;
  return spr_api_z(&c->arena, m->states[s].path.n ? m->states[s].path : m->workflow);
}

static void copy_places(sprawa_case *c, const spr_case *from, const spr_model *m) {
  int32_t *states = SPR_NEW_N(&c->arena, int32_t, SPR_MAX_STATES);
  c->nplaces = spr_case_configuration(from, states, SPR_MAX_STATES);
  c->places = SPR_NEW_N(&c->arena, sprawa_place, c->nplaces + 1);
  for (size_t i = 0; i < c->nplaces; i++)
    c->places[i] = (sprawa_place){
        .state = state_name(c, m, states[i]),
        .title = spr_api_z(&c->arena, spr_title_in(&m->states[states[i]].title, SPR_STR(""), SPR_STR(""))),
        .responsible = spr_api_z(&c->arena, spr_case_responsible(from, states[i]))};
}

static const char *const *copy_names(sprawa_case *c, const spr_str *v, uint32_t n) {
  const char **out = SPR_NEW_N(&c->arena, const char *, n + 1);
  for (uint32_t i = 0; i < n; i++) out[i] = spr_api_z(&c->arena, v[i]);
  return out;
}

static void copy_tasks(sprawa_case *c, const spr_case *from, const spr_model *m) {
  c->ntasks = spr_case_tasks(from);
  c->tasks = SPR_NEW_N(&c->arena, sprawa_task, c->ntasks + 1);
  for (uint32_t i = 0; i < c->ntasks; i++) {
    spr_open_task t = spr_case_task(from, i);
    bool due = t.has_due && t.deadline != SPR_NONE;
    spr_open_deadline d = due ? spr_case_deadline(from, (uint32_t)t.deadline) : (spr_open_deadline){0};
    c->tasks[i] = (sprawa_task){.id = spr_api_z(&c->arena, t.id),
                                .name = spr_api_z(&c->arena, t.name),
                                .state = state_name(c, m, t.state),
                                .by = copy_names(c, t.by, t.nby),
                                .signed_by = copy_names(c, t.signed_by, t.nsigned),
                                .nby = t.nby,
                                .nsigned = t.nsigned,
                                .required = t.required,
                                .due = due ? d.end.at : SPRAWA_NO_TIME,
                                .overdue = due && d.missed};
  }
}

static void copy_deadlines(sprawa_case *c, const spr_case *from) {
  c->ndeadlines = spr_case_deadlines(from);
  c->deadlines = SPR_NEW_N(&c->arena, sprawa_deadline, c->ndeadlines + 1);
  for (uint32_t i = 0; i < c->ndeadlines; i++) {
    spr_open_deadline d = spr_case_deadline(from, i);
    char day[11] = "";
    if (d.end.by_days) spr_day_format(d.end.day, day);
    c->deadlines[i] = (sprawa_deadline){.name = spr_api_z(&c->arena, d.path),
                                        .ends = d.end.at,
                                        .last_day = spr_api_z(&c->arena, spr_str_of(day)),
                                        .suspended = d.end.suspended,
                                        .overdue = d.missed};
  }
}

static void copy_shown(const sprawa_case *c, const spr_case *from, const spr_model *m, spr_str as,
                       bool everything, spr_str *names, sprawa_value **values, size_t *n) {
  for (uint32_t i = 0; i < m->nfields; i++) {
    spr_value v = spr_case_field(from, (int32_t)i);
    if (v.type == SPR_NIL || !(everything || spr_case_sees(from, (int32_t)i, as))) continue;
    names[*n] = m->fields[i].name;
    values[(*n)++] = spr_api_from(&c->alloc, v, m->zone, NULL);
  }
}

/* Nothing jumps here: the values are counted. */
static void copy_fields(sprawa_case *c, const spr_loaded *l, spr_str as, bool everything) {
  spr_str names[SPR_MAX_FIELDS];
  sprawa_value *values[SPR_MAX_FIELDS];
  size_t n = 0;
  if (l->c) copy_shown(c, l->c, l->definition->model, as, everything, names, values, &n);
  c->fields = spr_api_record(&c->alloc, n, names, values);
}

static bool copy(sprawa_case *c, const spr_loaded *l) {
  jmp_buf env;
  if (spr_arena_guard(&c->arena, &env)) return false;
  c->head = spr_api_row(&c->arena, &l->row);
  c->version = spr_api_z(&c->arena, l->volume->package->version);
  if (l->c) {
    const spr_model *m = l->definition->model;
    copy_places(c, l->c, m);
    copy_tasks(c, l->c, m);
    copy_deadlines(c, l->c);
  }
  spr_arena_unguard(&c->arena, NULL);
  return true;
}

/* -- reading -------------------------------------------------------------------------------------------- */

typedef struct reading {
  sprawa_case *c;
  spr_str id, as;
  bool everything;
} reading;

static spr_status read_case(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const reading *r = ud;
  spr_loaded l;
  (void)now;
  spr_status s = spr_api_load(desk, store, r->id, r->as, r->everything, &l);
  if (s != SPR_OK) return s;
  if (!copy(r->c, &l)) s = SPR_ENOMEM;
  if (s == SPR_OK) copy_fields(r->c, &l, r->as, r->everything);
  if (sprawa_value_check(r->c->fields) != SPRAWA_OK) s = SPR_ENOMEM;
  spr_loaded_release(&l);
  return s;
}

sprawa_code sprawa_engine_read(sprawa_engine *e, const char *id, const char *as, sprawa_case **out,
                               sprawa_error *error) {
  reading r = {0};
  if (out) *out = NULL;
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put the case, is missing");
  sprawa_code code = spr_api_text(error, "the case", id, true, &r.id);
  if (code == SPRAWA_OK) code = spr_api_as(error, as, &r.as, &r.everything);
  if (code != SPRAWA_OK) return code;
  r.c = spr_realloc(&e->alloc, NULL, 0, sizeof *r.c);
  if (!r.c) return spr_api_status(error, SPR_ENOMEM, NULL);
  *r.c = (sprawa_case){.alloc = e->alloc};
  spr_arena_init(&r.c->arena, &r.c->alloc, SPR_MAX_DEFINITION_BYTES);
  spr_status s = spr_engine_read(e->engine, read_case, &r);
  if (s == SPR_OK) {
    *out = r.c;
    return spr_api_ok(error);
  }
  sprawa_case_free(r.c);
  return spr_api_not_loaded(e, s, id, error);
}

void sprawa_case_free(sprawa_case *c) {
  if (!c) return;
  spr_alloc alloc = c->alloc;
  sprawa_value_release(c->fields);
  spr_arena_release(&c->arena);
  spr_free(&alloc, c, sizeof *c);
}

const sprawa_case_row *sprawa_case_head(const sprawa_case *c) {
  return c ? &c->head : NULL;
}

const char *sprawa_case_version(const sprawa_case *c) {
  return c ? c->version : NULL;
}

const sprawa_value *sprawa_case_fields(const sprawa_case *c) {
  return c ? c->fields : NULL;
}

const sprawa_place *sprawa_case_place(const sprawa_case *c, size_t i) {
  return c && i < c->nplaces ? &c->places[i] : NULL;
}

const sprawa_task *sprawa_case_task(const sprawa_case *c, size_t i) {
  return c && i < c->ntasks ? &c->tasks[i] : NULL;
}

const sprawa_deadline *sprawa_case_deadline(const sprawa_case *c, size_t i) {
  return c && i < c->ndeadlines ? &c->deadlines[i] : NULL;
}
