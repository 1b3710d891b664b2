/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/engine_impl.h"
#include "store/chain.h"

/* A page of cases. The store lends rows; they are copied, and for an institution those that it may not see go
 * again. */

struct sprawa_list {
  spr_api_bag bag;
  sprawa_case_row *rows;
  spr_hash *definitions; /* of the rows */
  size_t n;
  uint32_t read;        /* rows of the store, shown or not */
  spr_instant last_at;  /* of the last one: what it was ordered by ... */
  uint64_t last_number; /* ... and its number */
  bool over;            /* what follows is due later than wanted */
  char next[80];        /* cursor; empty: there is none */
};

typedef struct listing {
  sprawa_list *l;
  spr_case_filter filter;
  spr_instant due_by; /* SPR_NO_INSTANT: any */
  spr_api_view view;
  spr_hash bound; /* the filter that a cursor belongs to */
} listing;

/* -- cursors: FILTER.AT.NUMBER -------------------------------------------------------------------------- */

static uint32_t filter_id(const listing *v) {
  uint32_t id;
  memcpy(&id, v->bound.b, sizeof id);
  return id;
}

static void bind_filter(listing *v) {
  const spr_case_filter *f = &v->filter;
  const spr_str texts[] = {v->view.as, f->municipality, f->package, f->workflow, f->state, f->responsible};
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa cursor 1");
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_hasher_str(&h, texts[i]);
  spr_hasher_u64(&h, f->only_open);
  spr_hasher_u64(&h, f->only_overdue);
  spr_hasher_u64(&h, (uint64_t)f->order);
  spr_hasher_u64(&h, v->due_by != SPR_NO_INSTANT); /* until when may move with the clock */
  spr_hasher_end(&h, &v->bound);
}

/* Digits up to `end`, which is passed over too; false for anything else. */
static bool read_number(const char **p, int base, char end, uint64_t *out) {
  char *stop = NULL;
  if (!(**p >= '0' && **p <= '9') && !(base == 16 && **p >= 'a' && **p <= 'f')) return false;
  errno = 0;
  *out = strtoull(*p, &stop, base);
  if (errno || *stop != end) return false;
  *p = stop + (end != '\0');
  return true;
}

static bool read_parts(const char *p, uint64_t *id, int64_t *at, uint64_t *number) {
  uint64_t n = 0;
  if (!read_number(&p, 16, '.', id)) return false;
  bool negative = *p == '-';
  p += negative;
  if (!read_number(&p, 10, '.', &n)) return false;
  *at = (int64_t)(negative ? 0 - n : n);
  return read_number(&p, 10, '\0', number);
}

static sprawa_code read_cursor(listing *v, const char *cursor, sprawa_error *e) {
  uint64_t id = 0;
  spr_case_filter *f = &v->filter;
  if (!cursor) return SPRAWA_OK;
  f->after = true;
  if (read_parts(cursor, &id, &f->after_at, &f->after_number) && id == filter_id(v)) return SPRAWA_OK;
  return spr_api_fail(e, SPRAWA_INVALID, "cursor",
                      "the cursor is not one of a list with this filter: take what the page before gave");
}

static void write_cursor(const listing *v) {
  sprawa_list *l = v->l;
  if (l->over || l->read < v->filter.limit) return;
  snprintf(l->next, sizeof l->next, "%08" PRIx32 ".%" PRId64 ".%" PRIu64, filter_id(v), l->last_at,
           l->last_number);
}

/* -- rows ----------------------------------------------------------------------------------------------- */

static bool is_wanted(const listing *v, const spr_case_row *row) {
  return v->due_by == SPR_NO_INSTANT || (row->due != SPR_NO_INSTANT && row->due <= v->due_by);
}

/* A jump must not cross the store, so each row is guarded for itself. */
static bool on_row(void *ud, const spr_case_row *row) {
  listing *v = ud;
  sprawa_list *l = v->l;
  jmp_buf env;
  l->over = !is_wanted(v, row);
  if (l->over) return false;
  if (spr_arena_guard(&l->bag.arena, &env)) {
    l->bag.failed = true;
    return false;
  }
  l->rows[l->n] = spr_api_row(&l->bag, row, NULL);
  l->definitions[l->n] = row->definition;
  l->n++;
  l->read++;
  spr_arena_unguard(&l->bag.arena, NULL);
  l->last_number = row->number;
  l->last_at = v->filter.order == SPR_BY_DUE ? row->due : v->filter.order == SPR_BY_LAST ? row->at : 0;
  return true;
}

static spr_status keep_seen(listing *v, spr_desk *desk, spr_store *store) {
  sprawa_list *l = v->l;
  size_t kept = 0;
  for (size_t i = 0; i < l->n; i++) {
    bool seen = false;
    spr_status s = spr_api_sees(desk, store, spr_str_of(l->rows[i].id), &v->view, &seen);
    if (s != SPR_OK) return s;
    if (!seen) continue;
    l->rows[kept] = l->rows[i];
    l->definitions[kept++] = l->definitions[i];
  }
  l->n = kept;
  return SPR_OK;
}

static spr_status find_zone(sprawa_list *l, size_t i, const spr_zone *zone) {
  jmp_buf env;
  if (spr_arena_guard(&l->bag.arena, &env)) return SPR_ENOMEM;
  l->rows[i].zone = spr_api_zone(&l->bag, zone);
  spr_arena_unguard(&l->bag.arena, NULL);
  return SPR_OK;
}

static spr_status find_zones(sprawa_list *l, spr_desk *desk) {
  spr_status s = SPR_OK;
  for (size_t i = 0; i < l->n && s == SPR_OK; i++)
    s = find_zone(l, i, spr_api_zone_of(desk, &l->definitions[i]));
  return s;
}

static spr_status read_page(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  listing *v = ud;
  sprawa_list *l = v->l;
  jmp_buf env;
  (void)now;
  if (spr_arena_guard(&l->bag.arena, &env)) return SPR_ENOMEM;
  l->rows = SPR_NEW_N(&l->bag.arena, sprawa_case_row, v->filter.limit);
  l->definitions = SPR_NEW_N(&l->bag.arena, spr_hash, v->filter.limit);
  spr_arena_unguard(&l->bag.arena, NULL);
  spr_status s = spr_store_cases(store, &v->filter, on_row, v);
  if (s == SPR_OK && l->bag.failed) s = SPR_ENOMEM;
  if (s == SPR_OK) s = keep_seen(v, desk, store);
  return s == SPR_OK ? find_zones(l, desk) : s;
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code read_filter(listing *v, const sprawa_filter *f, sprawa_error *e) {
  spr_case_filter *to = &v->filter;
  sprawa_code code = spr_api_as(e, f->as, &v->view);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", f->municipality, false, &to->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the package", f->package, false, &to->package);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", f->workflow, false, &to->workflow);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the state", f->state, false, &to->state);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the responsible", f->responsible, false, &to->responsible);
  if (code != SPRAWA_OK) return code;
  if (f->limit > SPR_MAX_LISTED)
    return spr_api_fail(e, SPRAWA_INVALID, NULL, "a page has at most %d rows", SPR_MAX_LISTED);
  to->only_open = f->only_open;
  to->only_overdue = f->only_overdue;
  v->due_by = f->due_by ? f->due_by : SPR_NO_INSTANT;
  to->order = f->due_by || f->order == SPRAWA_BY_DUE ? SPR_BY_DUE
              : f->order == SPRAWA_BY_LAST           ? SPR_BY_LAST
                                                     : SPR_BY_NUMBER;
  to->limit = f->limit ? f->limit : SPR_LISTED;
  bind_filter(v);
  return read_cursor(v, f->cursor, e);
}

sprawa_code sprawa_engine_list(sprawa_engine *e, const sprawa_filter *filter, sprawa_list **out,
                               sprawa_error *error) {
  listing v = {0};
  if (out) *out = NULL;
  if (!e || !filter || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the filter, or where to put the list, is missing");
  sprawa_code code = read_filter(&v, filter, error);
  if (code != SPRAWA_OK) return code;
  v.l = spr_realloc(&e->alloc, NULL, 0, sizeof *v.l);
  if (!v.l) return spr_api_status(error, SPR_ENOMEM, NULL);
  *v.l = (sprawa_list){.n = 0};
  spr_api_bag_init(&v.l->bag, &e->alloc);
  spr_status s = spr_engine_read(e->engine, read_page, &v);
  if (s != SPR_OK) {
    sprawa_list_free(v.l);
    return spr_api_failed(e, s, error);
  }
  write_cursor(&v);
  *out = v.l;
  return spr_api_ok(error);
}

void sprawa_list_free(sprawa_list *l) {
  if (!l) return;
  spr_alloc alloc = l->bag.alloc;
  spr_api_bag_release(&l->bag);
  spr_free(&alloc, l, sizeof *l);
}

const sprawa_case_row *sprawa_list_row(const sprawa_list *l, size_t i) {
  return l && i < l->n ? &l->rows[i] : NULL;
}

const char *sprawa_list_next(const sprawa_list *l) {
  return l && l->next[0] ? l->next : NULL;
}
