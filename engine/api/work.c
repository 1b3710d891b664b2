/* SPDX-License-Identifier: Apache-2.0 */
#include "api/page.h"
#include "store/chain.h"

/* A page of open tasks. The store lends them; of their cases and definitions the rest is asked afterwards. */

struct sprawa_work {
  spr_api_bag bag;
  sprawa_work_row *rows;
  size_t n;
  char next[SPRAWA_CURSOR + 1]; /* cursor; empty: there is none */
};

typedef struct listing {
  sprawa_work *w;
  spr_page page;
  spr_mark from, last; /* last: of the row that was read last, shown or not */
  uint32_t read;       /* rows of the store */
  spr_duty_filter filter;
  bool only_overdue;
  spr_eyes eyes;
  spr_desk *desk;
  spr_store *store;
  spr_instant now;
} listing;

/* -- cursors -------------------------------------------------------------------------------------------- */

static void bind_filter(listing *v) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa work cursor 3");
  spr_api_hash_view(&h, &v->eyes.view);
  spr_hasher_str(&h, v->filter.municipality);
  spr_hasher_str(&h, v->filter.institution);
  spr_hasher_u64(&h, v->only_overdue);
  spr_hasher_u64(&h, v->filter.due_by != SPR_NO_INSTANT); /* until when may move with the clock */
  spr_hasher_end(&h, &v->page.bound);
}

static void keep_mark(listing *v, const spr_task_row *row) {
  v->last = (spr_mark){.n = 0};
  spr_mark_put_number(&v->last, (uint64_t)row->due);
  spr_mark_put_text(&v->last, row->id, SPR_CASE_ID_CHARS);
  spr_mark_put_text(&v->last, row->task, SPR_MAX_NAME);
}

static spr_status read_cursor(listing *v) {
  spr_duty_filter *f = &v->filter;
  spr_status s = spr_page_begin(&v->page, v->desk, &v->from);
  f->after = v->page.cursor != NULL;
  if (s != SPR_OK || !f->after) return s;
  f->after_due = (spr_instant)spr_mark_take_number(&v->from);
  f->after_id = spr_mark_take_text(&v->from, SPR_CASE_ID_CHARS);
  f->after_task = spr_mark_take_text(&v->from, SPR_MAX_NAME);
  return spr_page_begun(&v->page, &v->from);
}

static spr_status write_cursor(const listing *v) {
  if (v->read < v->filter.limit) return SPR_OK;
  return spr_page_end(&v->page, v->desk, &v->last, v->w->next);
}

/* -- rows ----------------------------------------------------------------------------------------------- */

/* A jump must not cross the store, so each row is guarded for itself. */
static bool on_task(void *ud, const spr_task_row *row) {
  listing *v = ud;
  sprawa_work *w = v->w;
  spr_api_bag *b = &w->bag;
  jmp_buf env;
  if (spr_arena_guard(&b->arena, &env)) {
    b->failed = true;
    return false;
  }
  sprawa_work_row *out = &w->rows[w->n];
  *out = (sprawa_work_row){.case_id = spr_api_z(b, row->id),
                           .id = spr_api_z(b, row->task),
                           .name = spr_api_z(b, row->name),
                           .title = "",
                           .last_day = "",
                           .state = spr_api_z(b, row->state),
                           .required = row->required,
                           .due = row->due,
                           .overdue = row->due != SPR_NO_INSTANT && row->due <= v->now};
  out->by = spr_api_joined(b, row->institutions, &out->nby);
  w->n++;
  spr_arena_unguard(&b->arena, NULL);
  v->read++;
  keep_mark(v, row);
  return true;
}

static bool is_its_own(const listing *v, const sprawa_work_row *row) {
  for (size_t i = 0; i < row->nby; i++)
    if (spr_view_is(&v->eyes.view, spr_str_of(row->by[i]))) return true;
  return false;
}

static void fill_case(spr_api_bag *b, sprawa_work_row *row, const spr_case_row *c) {
  row->municipality = spr_api_z(b, c->municipality);
  row->package = spr_api_z(b, c->package);
  row->workflow = spr_api_z(b, c->workflow);
}

/* The list keeps the instant alone: one that is a midnight ends the day before it. */
static const char *last_day(spr_api_bag *b, const spr_zone *zone, int64_t due) {
  char day[11];
  if (due == SPRAWA_NO_TIME) return "";
  spr_day last = spr_zone_day(zone, due - 1);
  if (spr_zone_day_start(zone, last + 1) != due) return "";
  spr_day_format(last, day);
  return spr_api_z(b, spr_str_of(day));
}

static void fill_definition(spr_api_bag *b, sprawa_work_row *row, const spr_volume *v, const spr_model *m) {
  row->zone = spr_api_zone(b, v->city->zone);
  row->last_day = last_day(b, v->city->zone, row->due);
  row->title = spr_api_task_title(b, m, spr_str_of(row->name), spr_str_of(row->state));
}

/* What the row of the case and its definition say. One that cannot be read leaves the title empty and the
 * zone UTC. */
static spr_status complete(const listing *v, sprawa_work_row *row) {
  spr_api_bag *b = &v->w->bag;
  spr_case_row c;
  spr_volume *volume = NULL;
  spr_definition *d = NULL;
  jmp_buf env;
  spr_status s = spr_store_case(v->store, spr_str_of(row->case_id), &c);
  if (s != SPR_OK) return s;
  spr_hash definition = c.definition;
  if (spr_arena_guard(&b->arena, &env)) return SPR_ENOMEM;
  fill_case(b, row, &c);
  spr_arena_unguard(&b->arena, NULL);
  s = spr_shelf_pinned(spr_desk_shelf(v->desk), &definition, &volume);
  if (s == SPR_OK)
    s = spr_library_get(volume->library, volume->package, volume->city, spr_str_of(row->workflow), &d);
  if (s != SPR_OK) return s == SPR_ENOMEM ? s : SPR_OK;
  if (spr_arena_guard(&b->arena, &env)) return SPR_ENOMEM;
  fill_definition(b, row, volume, d->model);
  spr_arena_unguard(&b->arena, NULL);
  return SPR_OK;
}

static spr_status keep_seen(const listing *v) {
  sprawa_work *w = v->w;
  size_t kept = 0;
  for (size_t i = 0; i < w->n; i++) {
    bool seen = v->eyes.view.everything || is_its_own(v, &w->rows[i]);
    spr_status s = SPR_OK;
    if (!seen) s = spr_api_sees(v->store, spr_str_of(w->rows[i].case_id), &v->eyes.view, &seen);
    if (s == SPR_OK && seen) s = complete(v, &w->rows[i]);
    if (s != SPR_OK) return s;
    seen = seen && spr_view_within(&v->eyes.view, spr_str_of(w->rows[i].municipality));
    if (seen) w->rows[kept++] = w->rows[i];
  }
  w->n = kept;
  return SPR_OK;
}

static spr_status find_missing(listing *v) {
  const spr_question q = {.view = &v->eyes.view,
                          .municipality = v->filter.municipality,
                          .institutions = {v->filter.institution, spr_api_only_institution(&v->eyes.view)}};
  return spr_known_missing(v->desk, v->store, &q, &v->page.missing);
}

static spr_status read_page(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  listing *v = ud;
  sprawa_work *w = v->w;
  jmp_buf env;
  v->desk = desk;
  v->store = store;
  v->now = now;
  if (v->only_overdue && (v->filter.due_by == SPR_NO_INSTANT || v->filter.due_by > now))
    v->filter.due_by = now;
  if (spr_arena_guard(&w->bag.arena, &env)) return SPR_ENOMEM;
  w->rows = SPR_NEW_N(&w->bag.arena, sprawa_work_row, v->filter.limit);
  spr_arena_unguard(&w->bag.arena, NULL);
  spr_status s = read_cursor(v);
  if (s == SPR_OK) s = spr_store_tasks(store, &v->filter, on_task, v);
  if (s == SPR_OK && w->bag.failed) s = SPR_ENOMEM;
  if (s == SPR_OK) s = write_cursor(v);
  if (s == SPR_OK) s = keep_seen(v);
  return s == SPR_OK && w->n == 0 && !v->filter.after ? find_missing(v) : s;
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code read_filter(listing *v, const sprawa_work_filter *f, sprawa_error *e) {
  spr_duty_filter *to = &v->filter;
  sprawa_code code = spr_api_eyes(e, f->as, &v->eyes);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", f->municipality, false, &to->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the institution", f->institution, false, &to->institution);
  if (code == SPRAWA_OK) code = spr_page_limit(e, f->limit, &to->limit);
  if (code != SPRAWA_OK) return code;
  v->only_overdue = f->only_overdue;
  to->due_by = f->due_by ? f->due_by : SPR_NO_INSTANT;
  to->scope = spr_view_audience(&v->eyes.view);
  to->municipalities = v->eyes.view.municipalities;
  to->nmunicipalities = v->eyes.view.nmunicipalities;
  v->page.cursor = f->cursor;
  bind_filter(v);
  return SPRAWA_OK;
}

sprawa_code sprawa_engine_work(sprawa_engine *e, const sprawa_work_filter *filter, sprawa_work **out,
                               sprawa_error *error) {
  listing v = {.w = NULL};
  if (out) *out = NULL;
  if (!e || !filter || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the filter, or where to put the list, is missing");
  sprawa_code code = read_filter(&v, filter, error);
  if (code != SPRAWA_OK) return code;
  v.w = spr_realloc(&e->alloc, NULL, 0, sizeof *v.w);
  if (!v.w) return spr_api_status(error, SPR_ENOMEM, NULL);
  *v.w = (sprawa_work){.n = 0};
  spr_api_bag_init(&v.w->bag, &e->alloc);
  spr_api_bag_speaks(&v.w->bag, &v.eyes, e->language);
  code = spr_page_read(e, read_page, &v, &v.page, error);
  if (code == SPRAWA_OK)
    *out = v.w;
  else
    sprawa_work_free(v.w);
  return code;
}

void sprawa_work_free(sprawa_work *w) {
  if (!w) return;
  spr_alloc alloc = w->bag.alloc;
  spr_api_bag_release(&w->bag);
  spr_free(&alloc, w, sizeof *w);
}

const sprawa_work_row *sprawa_work_at(const sprawa_work *w, size_t i) {
  return w && i < w->n ? &w->rows[i] : NULL;
}

const char *sprawa_work_next(const sprawa_work *w) {
  return w && w->next[0] ? w->next : NULL;
}
