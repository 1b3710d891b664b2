/* SPDX-License-Identifier: Apache-2.0 */
#include "api/listing.h"

/* The `listed` fields of a row. What an institution may not see of a case, it may not filter by either, and
 * by what it sorts, that is as if it was empty. */

typedef struct taking {
  spr_listing *v;
  const spr_loaded *l; /* NULL: everything is seen */
  const spr_model *m;  /* of the case; NULL: it cannot be read */
  const sprawa_zone *zone;
  spr_str names[SPR_MAX_FIELDS];
  sprawa_value *values[SPR_MAX_FIELDS];
  sprawa_value *titled[SPR_MAX_FIELDS]; /* the same as people are told */
  size_t n;
} taking;

bool spr_listing_sees(const spr_view *view, const spr_loaded *l, spr_str field) {
  int32_t i = l ? spr_model_field(l->definition->model, field) : 0;
  return !l || (i != SPR_NONE && spr_view_field(view, l->row.id, l->c, i));
}

static sprawa_value *value_of(const sprawa_host *host, const sprawa_zone *zone, const spr_listed *v) {
  char time[SPRAWA_TIME_TEXT];
  switch ((spr_listed_kind)v->kind) {
    case SPR_LISTED_FLAG: return sprawa_value_boolean(host, spr_str_is(v->text, "true"));
    case SPR_LISTED_WHOLE: return sprawa_value_integer(host, v->whole);
    case SPR_LISTED_NUMBER: return sprawa_value_number(host, v->number);
    case SPR_LISTED_TEXT: return sprawa_value_text(host, v->text.p, v->text.n);
    case SPR_LISTED_INSTANT:
      sprawa_time_text(zone, v->whole, time);
      return sprawa_value_text(host, time, strlen(time));
    case SPR_LISTED_KEYED:
    case SPR_LISTED_NOTHING: break;
  }
  return sprawa_value_null(host);
}

static sprawa_value *titled_of(const taking *t, const spr_listed_row *row, const sprawa_value *value) {
  int32_t field = t->m ? spr_model_field(t->m, row->field) : SPR_NONE;
  if (field == SPR_NONE || row->value.kind != SPR_LISTED_TEXT) return sprawa_value_retain(value);
  const spr_titler titler = spr_api_titler(&t->v->l->bag, t->m);
  spr_str title = spr_api_called(&titler, t->m->fields[field].type, row->value.text);
  return sprawa_value_text(t->v->host, title.p, title.n);
}

/* A jump must not cross the store, so each is guarded for itself. */
static bool on_listed(void *ud, const spr_listed_row *row) {
  taking *t = ud;
  spr_api_bag *b = &t->v->l->bag;
  jmp_buf env;
  if (row->value.kind == SPR_LISTED_KEYED) {
    bool own = spr_str_is(row->value.text, t->v->exact.text);
    if (own && spr_listing_sees(&t->v->eyes.view, t->l, spr_exact_field(row->field))) t->v->l->exact = true;
    return true;
  }
  if (t->n == SPR_MAX_FIELDS || !spr_listing_sees(&t->v->eyes.view, t->l, row->field)) return true;
  if (spr_arena_guard(&b->arena, &env)) {
    b->failed = true;
    return false;
  }
  t->names[t->n] = spr_str_dup(&b->arena, row->field);
  spr_arena_unguard(&b->arena, NULL);
  t->values[t->n] = value_of(t->v->host, t->zone, &row->value);
  t->titled[t->n] = titled_of(t, row, t->values[t->n]);
  t->n++;
  return true;
}

/* NULL: no memory. */
static const sprawa_value *take_record(spr_api_bag *b, const taking *t, sprawa_value *const *values) {
  sprawa_value *record = spr_api_record(&b->alloc, t->n, t->names, values);
  jmp_buf env;
  if (spr_arena_guard(&b->arena, &env)) {
    sprawa_value_release(record);
    return NULL;
  }
  const sprawa_value *out = spr_api_take(b, record);
  spr_arena_unguard(&b->arena, NULL);
  return out;
}

static spr_status name_fields(spr_api_bag *b, const taking *t, const sprawa_value *titled,
                              sprawa_case_row *row) {
  jmp_buf env;
  if (spr_arena_guard(&b->arena, &env)) return SPR_ENOMEM;
  sprawa_field *v = SPR_NEW_N(&b->arena, sprawa_field, t->n + 1);
  for (size_t i = 0; i < t->n; i++) {
    int32_t field = t->m ? spr_model_field(t->m, t->names[i]) : SPR_NONE;
    v[i] = (sprawa_field){.name = t->names[i].p,
                          .title = field == SPR_NONE ? "" : spr_api_title(b, &t->m->fields[field].title),
                          .value = sprawa_value_member(row->listed, t->names[i].p),
                          .titled = sprawa_value_member(titled, t->names[i].p)};
  }
  row->fields = v;
  row->nfields = t->n;
  spr_arena_unguard(&b->arena, NULL);
  return SPR_OK;
}

/* m: as long as nothing else is read. */
static spr_status take_fields(spr_listing *v, spr_store *store, const spr_loaded *l, const spr_model *m,
                              sprawa_case_row *row) {
  taking t = {.v = v, .l = l, .m = m, .zone = row->zone};
  spr_api_bag *b = &v->l->bag;
  spr_status s = spr_store_listed(store, spr_str_of(row->id), on_listed, &t);
  row->listed = take_record(b, &t, t.values);
  const sprawa_value *titled = take_record(b, &t, t.titled);
  if (!row->listed || !titled) return SPR_ENOMEM;
  return s == SPR_OK ? name_fields(b, &t, titled, row) : s;
}

static bool sees_wishes(const spr_listing *v, const spr_loaded *l) {
  const spr_case_filter *f = &v->filter;
  for (uint32_t i = 0; i < f->nwishes; i++)
    if (!spr_listing_sees(&v->eyes.view, l, f->wishes[i].field)) return false;
  return true;
}

/* What its definition says of a row. One that cannot be read leaves the paths, and the zone UTC. */
static spr_status describe(spr_api_bag *b, const spr_model *m, const spr_site *site, sprawa_case_row *row) {
  jmp_buf env;
  if (spr_arena_guard(&b->arena, &env)) return SPR_ENOMEM;
  row->zone = spr_api_zone(b, m ? m->zone : spr_zone_utc);
  spr_api_row_titles(b, m, site, row);
  spr_arena_unguard(&b->arena, NULL);
  return SPR_OK;
}

static spr_status tell_all(spr_listing *v, spr_desk *desk, spr_store *store, size_t i) {
  sprawa_case_row *row = &v->l->rows[i];
  if (v->counts) return SPR_OK;
  const spr_site *site = NULL;
  const spr_model *m = spr_api_model_of(desk, &v->l->definitions[i], row->workflow, &site);
  spr_status s = describe(&v->l->bag, m, site, row);
  return s == SPR_OK ? take_fields(v, store, NULL, m, row) : s;
}

static spr_status tell_seen(spr_listing *v, spr_store *store, const spr_loaded *l, sprawa_case_row *row) {
  const spr_site *site = spr_library_site(l->volume->library);
  if (v->counts) return SPR_OK;
  spr_status s = describe(&v->l->bag, l->definition->model, site, row);
  return s == SPR_OK ? take_fields(v, store, l, l->definition->model, row) : s;
}

/* Whether it is shown is decided before anything is asked that only describes it. */
spr_status spr_listing_look(spr_listing *v, spr_desk *desk, spr_store *store, size_t i, bool *seen) {
  spr_loaded l;
  *seen = true;
  if (v->eyes.view.everything) return tell_all(v, desk, store, i);
  spr_status s = spr_api_load(desk, store, spr_str_of(v->l->rows[i].id), &v->eyes.view, &l);
  *seen = s == SPR_OK;
  if (s == SPR_ENOTFOUND || s == SPR_EREFUSED) return SPR_OK; /* what cannot be opened is not shown */
  if (s != SPR_OK) return s;
  *seen = sees_wishes(v, &l);
  if (*seen && v->filter.nsought) s = spr_listing_finds(v, store, &l, seen);
  if (s == SPR_OK && *seen) s = tell_seen(v, store, &l, &v->l->rows[i]);
  spr_loaded_release(&l);
  return s;
}

static bool on_last(void *ud, const spr_listed_row *row) {
  spr_listing *v = ud;
  sprawa_list *l = v->l;
  if (!spr_str_eq(row->field, v->filter.by)) return true;
  if (!spr_is_told(&v->filter.scope, row->id, row->told)) return false;
  spr_str text = spr_listed_cut(row->value.text);
  l->last_value = row->value;
  if (text.n) memcpy(l->last_text, text.p, text.n);
  l->last_value.text = spr_str_n(l->last_text, text.n);
  return false;
}

spr_status spr_listing_last(spr_listing *v, spr_store *store) {
  if (v->filter.order != SPR_BY_FIELD || !v->l->more) return SPR_OK;
  v->l->last_value = (spr_listed){.kind = SPR_LISTED_NOTHING};
  return spr_store_listed(store, spr_str_of(v->l->last.id), on_last, v);
}

static bool on_sorted(void *ud, const spr_listed_row *row) {
  spr_listing *v = ud;
  v->sorted = spr_str_eq(row->field, v->filter.by) && spr_is_told(&v->filter.scope, row->id, row->told);
  return !v->sorted;
}

spr_status spr_listing_sorted(spr_listing *v, spr_store *store) {
  v->sorted = v->filter.order != SPR_BY_FIELD || v->l->read == 0;
  return v->sorted ? SPR_OK : spr_store_listed(store, spr_str_of(v->l->rows[0].id), on_sorted, v);
}
