/* SPDX-License-Identifier: Apache-2.0 */
#include "api/listing.h"

/* The `listed` fields of a row: what an institution may not see of a case, it may not filter by either. */

typedef struct taking {
  spr_listing *v;
  const spr_loaded *l; /* NULL: everything is seen */
  const sprawa_zone *zone;
  spr_str names[SPR_MAX_FIELDS];
  sprawa_value *values[SPR_MAX_FIELDS];
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
  t->values[t->n++] = value_of(t->v->host, t->zone, &row->value);
  return true;
}

static spr_status take_fields(spr_listing *v, spr_store *store, const spr_loaded *l, sprawa_case_row *row) {
  taking t = {.v = v, .l = l, .zone = row->zone};
  spr_api_bag *b = &v->l->bag;
  jmp_buf env;
  spr_status s = spr_store_listed(store, spr_str_of(row->id), on_listed, &t);
  sprawa_value *record = spr_api_record(&b->alloc, t.n, t.names, t.values);
  if (spr_arena_guard(&b->arena, &env)) {
    sprawa_value_release(record);
    return SPR_ENOMEM;
  }
  row->listed = spr_api_take(b, record);
  spr_arena_unguard(&b->arena, NULL);
  return s;
}

static bool sees_wishes(const spr_listing *v, const spr_loaded *l) {
  const spr_case_filter *f = &v->filter;
  for (uint32_t i = 0; i < f->nwishes; i++)
    if (!spr_listing_sees(&v->eyes.view, l, f->wishes[i].field)) return false;
  return f->order != SPR_BY_FIELD || spr_listing_sees(&v->eyes.view, l, f->by);
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
  const spr_site *site = NULL;
  const spr_model *m = spr_api_model_of(desk, &v->l->definitions[i], row->workflow, &site);
  spr_status s = describe(&v->l->bag, m, site, row);
  return s == SPR_OK ? take_fields(v, store, NULL, row) : s;
}

static spr_status tell_seen(spr_listing *v, spr_store *store, const spr_loaded *l, sprawa_case_row *row) {
  const spr_site *site = spr_library_site(l->volume->library);
  spr_status s = describe(&v->l->bag, l->definition->model, site, row);
  return s == SPR_OK ? take_fields(v, store, l, row) : s;
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
  spr_str text = spr_listed_cut(row->value.text);
  l->last_value = row->value;
  if (text.n) memcpy(l->last_text, text.p, text.n);
  l->last_value.text = spr_str_n(l->last_text, text.n);
  return false;
}

spr_status spr_listing_last(spr_listing *v, spr_store *store) {
  if (v->filter.order != SPR_BY_FIELD || !v->l->more) return SPR_OK;
  return spr_store_listed(store, spr_str_of(v->l->last.id), on_last, v);
}

typedef struct sorted {
  spr_str by;
  bool found;
} sorted;

static bool on_sorted(void *ud, const spr_listed_row *row) {
  sorted *k = ud;
  k->found = spr_str_eq(row->field, k->by);
  return !k->found;
}

spr_status spr_listing_sorted(const spr_listing *v, spr_store *store, bool *out) {
  sorted k = {.by = v->filter.by};
  *out = true;
  if (v->filter.order != SPR_BY_FIELD || v->l->read == 0) return SPR_OK;
  spr_status s = spr_store_listed(store, spr_str_of(v->l->rows[0].id), on_sorted, &k);
  *out = k.found;
  return s;
}
