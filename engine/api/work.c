/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "api/page.h"
#include "store/chain.h"

/* A page of open tasks. The store lends them; of their cases and definitions the rest is asked afterwards. */

struct sprawa_work {
  spr_api_bag bag;
  sprawa_work_row *rows;
  size_t n;
  uint32_t read; /* rows of the store, shown or not */
  int64_t last_due;
  char last_case[SPR_CASE_ID_CHARS + 1], last_task[SPR_MAX_NAME + 1];
  char next[16 + 24 + SPR_CASE_ID_CHARS + SPR_MAX_NAME]; /* cursor; empty: there is none */
};

typedef struct listing {
  sprawa_work *w;
  spr_duty_filter filter;
  bool only_overdue;
  spr_view view;
  spr_hash bound; /* the filter that a cursor belongs to */
  spr_desk *desk;
  spr_store *store;
  spr_instant now;
  spr_buf missing; /* what was asked for and does not exist */
} listing;

/* -- cursors: FILTER.DUE.CASE.TASK ---------------------------------------------------------------------- */

static void bind_filter(listing *v) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa work cursor 1");
  spr_hasher_str(&h, v->view.as);
  spr_hasher_str(&h, v->filter.municipality);
  spr_hasher_str(&h, v->filter.institution);
  spr_hasher_u64(&h, v->only_overdue);
  spr_hasher_u64(&h, v->filter.due_by != SPR_NO_INSTANT); /* until when may move with the clock */
  spr_hasher_end(&h, &v->bound);
}

/* The part up to a dot, or to the end. */
static spr_str next_part(spr_str *left) {
  uint32_t n = 0;
  while (n < left->n && left->p[n] != '.') n++;
  spr_str part = spr_str_sub(*left, 0, n);
  *left = spr_str_sub(*left, n < left->n ? n + 1 : n, left->n);
  return part;
}

static bool read_due(spr_str s, int64_t *out) {
  uint64_t n = 0;
  bool negative = s.n > 0 && s.p[0] == '-';
  *out = SPR_NO_INSTANT;
  for (uint32_t i = negative; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9' || n > INT64_MAX / 10 - 1) return false;
    n = n * 10 + (uint64_t)(s.p[i] - '0');
  }
  if (s.n > 0) *out = negative ? -(int64_t)n : (int64_t)n;
  return s.n != (uint32_t)negative || s.n == 0;
}

static sprawa_code read_cursor(listing *v, const char *cursor, sprawa_error *e) {
  char id[16];
  spr_str left;
  spr_duty_filter *f = &v->filter;
  if (!cursor) return SPRAWA_OK;
  sprawa_code code = spr_api_text(e, "the cursor", cursor, true, &left);
  if (code != SPRAWA_OK) return code;
  snprintf(id, sizeof id, "%08x", spr_page_filter(&v->bound));
  f->after = true;
  bool ok = spr_str_is(next_part(&left), id) && read_due(next_part(&left), &f->after_due);
  f->after_id = next_part(&left);
  f->after_task = left;
  if (ok && f->after_id.n && f->after_task.n) return SPRAWA_OK;
  return spr_page_wrong_cursor(e);
}

static void write_cursor(const listing *v) {
  sprawa_work *w = v->w;
  char due[24] = "";
  if (w->read < v->filter.limit) return;
  if (w->last_due != SPR_NO_INSTANT) snprintf(due, sizeof due, "%lld", (long long)w->last_due);
  snprintf(w->next, sizeof w->next, "%08x.%s.%s.%s", spr_page_filter(&v->bound), due, w->last_case,
           w->last_task);
}

/* -- rows ----------------------------------------------------------------------------------------------- */

static void keep_text(char *out, size_t size, spr_str s) {
  size_t n = s.n < size ? s.n : 0;
  if (n) memcpy(out, s.p, n);
  out[n] = '\0';
}

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
  w->read++;
  spr_arena_unguard(&b->arena, NULL);
  w->last_due = row->due;
  keep_text(w->last_case, sizeof w->last_case, row->id);
  keep_text(w->last_task, sizeof w->last_task, row->task);
  return true;
}

static bool is_its_own(const listing *v, const sprawa_work_row *row) {
  for (size_t i = 0; i < row->nby; i++)
    if (spr_str_is(v->view.as, row->by[i])) return true;
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
    bool seen = v->view.everything || is_its_own(v, &w->rows[i]);
    spr_status s = SPR_OK;
    if (!seen) s = spr_api_sees(v->desk, v->store, spr_str_of(w->rows[i].case_id), &v->view, &seen);
    if (s == SPR_OK && seen) s = complete(v, &w->rows[i]);
    if (s != SPR_OK) return s;
    if (seen) w->rows[kept++] = w->rows[i];
  }
  w->n = kept;
  return SPR_OK;
}

static spr_status find_missing(listing *v) {
  const spr_question q = {
      .municipality = v->filter.municipality,
      .institutions = {v->filter.institution, v->view.everything ? SPR_STR("") : v->view.as}};
  return spr_known_missing(v->desk, v->store, &q, &v->missing);
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
  spr_status s = spr_store_tasks(store, &v->filter, on_task, v);
  if (s == SPR_OK && w->bag.failed) s = SPR_ENOMEM;
  if (s == SPR_OK) s = keep_seen(v);
  return s == SPR_OK && w->n == 0 && !v->filter.after ? find_missing(v) : s;
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code read_filter(listing *v, const sprawa_work_filter *f, sprawa_error *e) {
  spr_duty_filter *to = &v->filter;
  sprawa_code code = spr_api_as(e, f->as, &v->view);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", f->municipality, false, &to->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the institution", f->institution, false, &to->institution);
  if (code == SPRAWA_OK) code = spr_page_limit(e, f->limit, &to->limit);
  if (code != SPRAWA_OK) return code;
  v->only_overdue = f->only_overdue;
  to->due_by = f->due_by ? f->due_by : SPR_NO_INSTANT;
  bind_filter(v);
  return read_cursor(v, f->cursor, e);
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
  v.w->bag.language = spr_str_of(e->language);
  code = spr_page_read(e, read_page, &v, &v.missing, error);
  if (code == SPRAWA_OK) {
    write_cursor(&v);
    *out = v.w;
  } else {
    sprawa_work_free(v.w);
  }
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
