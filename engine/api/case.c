/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"
#include "cases/footing.h"

/* A case as it stands, copied while the database is looked at. */

/* -- for all readers ------------------------------------------------------------------------------------ */

/* Of an erased case nothing is left to look into but who may be told of it. */
static spr_status load_erased(spr_store *store, const spr_case_row *row, const spr_view *view) {
  bool told = false;
  spr_status s = spr_footing_erased(store, row, view, &told);
  if (s != SPR_OK) return s;
  return told ? SPR_EREFUSED : SPR_ENOTFOUND;
}

/* Decided before anything of it is opened: what fails then is told to who sees it. */
static spr_status find_seen(spr_store *store, spr_str id, const spr_view *view) {
  spr_case_row row;
  spr_status s = spr_store_case(store, id, &row);
  if (s != SPR_OK) return s;
  if (row.state == SPR_CASE_IS_ERASED && !view->everything) return load_erased(store, &row, view);
  return spr_view_beside(view, row.id, row.municipality, row.seen) ? SPR_OK : SPR_ENOTFOUND;
}

spr_status spr_api_load(spr_desk *desk, spr_store *store, spr_str id, const spr_view *view, spr_loaded *out) {
  spr_status s = find_seen(store, id, view);
  if (s != SPR_OK) return s;
  s = spr_desk_load(desk, id, out);
  if (s == SPR_ENOTFOUND) return SPR_EINVAL;
  if (s != SPR_OK || view->everything || (out->c && spr_view_case(view, id, out->c))) return s;
  spr_loaded_release(out);
  return SPR_ENOTFOUND;
}

spr_status spr_api_sees(spr_store *store, spr_str id, const spr_view *view, bool *out) {
  spr_status s = find_seen(store, id, view);
  *out = s == SPR_OK;
  return s == SPR_ENOTFOUND || s == SPR_EREFUSED ? SPR_OK : s;
}

sprawa_code spr_api_not_loaded(sprawa_engine *e, spr_status s, const char *id, sprawa_error *error) {
  if (s == SPR_ENOTFOUND) return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "no case \"%s\"", id);
  if (s == SPR_EREFUSED && e->has_keys)
    return spr_api_fail(error, SPRAWA_REFUSED, "case-erased",
                        "case \"%s\" was erased: its key is gone for good", id);
  if (s == SPR_EREFUSED)
    return spr_api_fail(error, SPRAWA_NOT_DONE, "no-keys", "case \"%s\" is sealed, and there is no key file",
                        id);
  if (s == SPR_EINVAL)
    return spr_api_fail(error, SPRAWA_NOT_DONE, "no-keys", "the key of case \"%s\" is not in the key file",
                        id);
  return spr_api_failed(e, s, error);
}

const spr_model *spr_api_model_of(spr_desk *desk, const spr_hash *definition, const char *workflow,
                                  const spr_site **site) {
  spr_volume *v = NULL;
  spr_definition *d = NULL;
  spr_status s = spr_shelf_pinned(spr_desk_shelf(desk), definition, &v);
  if (s == SPR_OK) s = spr_library_get(v->library, v->package, v->city, spr_str_of(workflow), &d);
  *site = s == SPR_OK ? spr_library_site(v->library) : NULL;
  return s == SPR_OK ? d->model : NULL;
}

/* -- copying: the arena may jump ------------------------------------------------------------------------ */

/* What the row counts by what has fired is counted by the time at which it is asked. */
static void count_overdue(sprawa_case *c) {
  c->head.overdue = 0;
  c->head.due = SPRAWA_NO_TIME;
  for (size_t i = 0; i < c->ndeadlines; i++) {
    const sprawa_deadline *d = &c->deadlines[i];
    c->head.overdue += d->overdue;
    bool sooner = c->head.due == SPRAWA_NO_TIME || d->ends < c->head.due;
    if (!d->overdue && !d->suspended && sooner) c->head.due = d->ends;
  }
}

void spr_api_case(spr_api_bag *b, sprawa_case *c, const spr_loaded *l, const spr_view *view,
                  spr_instant now) {
  if (now < l->row.at) now = l->row.at;
  c->head = spr_api_row(b, &l->row, spr_api_zone(b, l->definition->model->zone));
  spr_api_row_titles(b, l->definition->model, spr_library_site(l->volume->library), &c->head);
  c->version = l->volume->package ? spr_api_z(b, l->volume->package->version) : "";
  c->package_title = l->volume->package ? spr_api_package_title(b, l->volume->package) : "";
  if (!l->c) return;
  c->nplaces = spr_api_places(b, l->c, &c->places);
  c->nparts = spr_api_competences(b, l->c, spr_library_site(l->volume->library), &c->parts);
  c->ntasks = spr_api_tasks(b, l->row.id, l->c, view, now, &c->tasks);
  c->ndeadlines = spr_api_deadlines(b, l->row.id, l->c, view, now, &c->deadlines);
  count_overdue(c);
}

#define MAX_SHOWN (2 * SPR_MAX_FIELDS) /* declared or not */

/* Of those that are set, seen or not. */
static uint32_t count_fields(const spr_case *from, uint32_t declared, bool all) {
  spr_str name;
  spr_value extra;
  uint32_t n = 0;
  for (uint32_t i = 0; i < declared; i++) n += spr_case_field(from, (int32_t)i).type != SPR_NIL;
  for (uint32_t i = 0; all && n < MAX_SHOWN && spr_case_extra(from, i, &name, &extra); i++) n++;
  return n;
}

/* seen: what else must be true of a field; NULL: nothing. */
static void copy_fields(sprawa_case *c, const spr_loaded *l, const spr_view *view, const bool *seen) {
  const spr_case *from = l->c;
  const spr_model *m = l->definition->model;
  const spr_type *any = spr_type_simple(SPR_T_ANY);
  spr_str name;
  spr_value extra;
  uint32_t room = count_fields(from, m->nfields, view->everything);
  c->fields = SPR_NEW_N(&c->bag.arena, sprawa_field, room + 1);
  for (uint32_t i = 0; i < m->nfields; i++) {
    spr_value v = spr_case_field(from, (int32_t)i);
    if (v.type == SPR_NIL || (seen && !seen[i])) continue;
    if (!spr_view_field(view, l->row.id, from, (int32_t)i)) continue;
    c->fields[c->nfields++] = spr_api_field(&c->bag, m, &m->fields[i], v);
  }
  /* What was never declared is shown to nobody by name. */
  for (uint32_t i = 0; view->everything && c->nfields < room && spr_case_extra(from, i, &name, &extra); i++)
    c->fields[c->nfields++] = spr_api_field(&c->bag, m, &(spr_field){.name = name, .type = any}, extra);
}

static bool copy(sprawa_case *c, const spr_loaded *l, const spr_view *view, const bool *seen,
                 spr_instant now) {
  jmp_buf env;
  if (spr_arena_guard(&c->bag.arena, &env)) return false;
  spr_api_case(&c->bag, c, l, view, now);
  if (l->c) copy_fields(c, l, view, seen);
  spr_arena_unguard(&c->bag.arena, NULL);
  return !c->bag.failed;
}

/* The fields as one value. Nothing jumps here: values are counted. */
static bool make_record(sprawa_case *c) {
  spr_str names[MAX_SHOWN];
  sprawa_value *values[MAX_SHOWN];
  for (size_t i = 0; i < c->nfields; i++) {
    names[i] = spr_str_of(c->fields[i].name);
    values[i] = sprawa_value_retain(c->fields[i].value);
  }
  c->record = spr_api_record(&c->bag.alloc, c->nfields, names, values);
  return sprawa_value_check(c->record) == SPRAWA_OK;
}

/* -- links: a jump must not cross the store, so each row is guarded for itself ------------ */

typedef struct rows {
  spr_api_bag *b;
  spr_str id;
  sprawa_link *v;
  uint32_t n, cap;
} rows;

/* A row names the case that was opened, how the other knows it, and that other one. */
static bool on_link(void *ud, const spr_link_row *row) {
  rows *r = ud;
  spr_api_bag *b = r->b;
  jmp_buf env;
  if (spr_arena_guard(&b->arena, &env)) {
    b->failed = true;
    return false;
  }
  bool up = spr_str_eq(row->id, r->id);
  sprawa_link link = {spr_api_z(b, up ? SPR_STR("parent") : row->name),
                      spr_api_z(b, up ? row->other : row->id)};
  *SPR_PUSH(&b->arena, r->v, r->n, r->cap) = link;
  spr_arena_unguard(&b->arena, NULL);
  return true;
}

static spr_status read_links(sprawa_case *c, spr_store *store, spr_str id, const spr_view *view) {
  rows r = {.b = &c->bag, .id = id};
  spr_status s = spr_store_links(store, id, on_link, &r);
  c->links = r.v;
  for (uint32_t i = 0; s == SPR_OK && i < r.n; i++) {
    bool seen = false;
    s = spr_api_sees(store, spr_str_of(r.v[i].id), view, &seen);
    if (seen) c->links[c->nlinks++] = r.v[i];
  }
  return s;
}

/* -- reading -------------------------------------------------------------------------------------------- */

sprawa_case *spr_api_case_new(const spr_alloc *alloc) {
  sprawa_case *c = spr_realloc(alloc, NULL, 0, sizeof *c);
  if (!c) return NULL;
  *c = (sprawa_case){.nplaces = 0};
  spr_api_bag_init(&c->bag, alloc);
  return c;
}

spr_status spr_api_case_read(sprawa_case *c, spr_desk *desk, spr_store *store, spr_str id,
                             const spr_view *view, spr_instant now) {
  spr_loaded l;
  spr_status s = spr_api_load(desk, store, id, view, &l);
  if (s != SPR_OK) return s;
  if (!copy(c, &l, view, NULL, now) || !make_record(c)) s = SPR_ENOMEM;
  if (s == SPR_OK) s = spr_api_incidents(&c->bag, &l, store, view, &c->incidents, &c->nincidents);
  if (s == SPR_OK) s = spr_api_emergencies(&c->bag, &l, store, view, &c->emergencies, &c->nemergencies);
  c->head.incidents = (uint32_t)c->nincidents;
  spr_loaded_release(&l);
  if (s == SPR_OK) s = read_links(c, store, id, view);
  return s == SPR_OK && c->bag.failed ? SPR_ENOMEM : s;
}

/* Names that a rule made up are told to who sees every field, now as then. */
static void withhold_names(sprawa_case *c, const spr_loaded *l, const bool *seen) {
  uint32_t n = l->definition->model->nfields, i = 0;
  while (i < n && seen[i]) i++;
  for (uint32_t k = 0; i < n && k < c->ntasks; k++) {
    if (spr_case_task(l->c, k).def != SPR_NONE) continue;
    c->tasks[k].name = c->tasks[k].id;
    c->tasks[k].title = "";
  }
}

spr_status spr_api_case_past(sprawa_case *c, const spr_loaded *l, const spr_view *view, const bool *seen) {
  if (!copy(c, l, view, seen, l->row.at) || !make_record(c)) return SPR_ENOMEM;
  withhold_names(c, l, seen);
  c->head.incidents = 0;
  return SPR_OK;
}

void sprawa_case_free(sprawa_case *c) {
  if (!c) return;
  spr_alloc alloc = c->bag.alloc;
  sprawa_value_release(c->record);
  spr_api_bag_release(&c->bag);
  spr_free(&alloc, c, sizeof *c);
}

const sprawa_case_row *sprawa_case_head(const sprawa_case *c) {
  return c ? &c->head : NULL;
}

const char *sprawa_case_version(const sprawa_case *c) {
  return c ? c->version : NULL;
}

const char *sprawa_case_package_title(const sprawa_case *c) {
  return c ? c->package_title : NULL;
}

const sprawa_value *sprawa_case_fields(const sprawa_case *c) {
  return c ? c->record : NULL;
}

const sprawa_field *sprawa_case_field(const sprawa_case *c, size_t i) {
  return c && i < c->nfields ? &c->fields[i] : NULL;
}

const sprawa_place *sprawa_case_place(const sprawa_case *c, size_t i) {
  return c && i < c->nplaces ? &c->places[i] : NULL;
}

const sprawa_part *sprawa_case_part(const sprawa_case *c, size_t i) {
  return c && i < c->nparts ? &c->parts[i] : NULL;
}

const sprawa_task *sprawa_case_task(const sprawa_case *c, size_t i) {
  return c && i < c->ntasks ? &c->tasks[i] : NULL;
}

const sprawa_deadline *sprawa_case_deadline(const sprawa_case *c, size_t i) {
  return c && i < c->ndeadlines ? &c->deadlines[i] : NULL;
}

const sprawa_link *sprawa_case_link(const sprawa_case *c, size_t i) {
  return c && i < c->nlinks ? &c->links[i] : NULL;
}

const sprawa_incident *sprawa_case_incident(const sprawa_case *c, size_t i) {
  return c && i < c->nincidents ? &c->incidents[i] : NULL;
}

const sprawa_emergency *sprawa_case_emergency(const sprawa_case *c, size_t i) {
  return c && i < c->nemergencies ? &c->emergencies[i] : NULL;
}
