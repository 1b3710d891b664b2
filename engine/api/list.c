/* SPDX-License-Identifier: Apache-2.0 */
#include "api/listing.h"
#include "cases/lexicon.h"

/* A page of cases. The store lends rows of what the view may see, and finds them by nothing else
 * (store/listed.h); they are copied. What the view is told of each is decided by the case itself all the
 * same: a row of one that cannot be opened goes again. */

/* -- rows ----------------------------------------------------------------------------------------------- */

static bool is_wanted(const spr_listing *v, spr_instant due) {
  return v->due_by == SPR_NO_INSTANT || (due != SPR_NO_INSTANT && due <= v->due_by);
}

static spr_listed_mark mark_of(const spr_listing *v, const spr_case_row *row) {
  spr_listed_mark m = {.number = row->number};
  m.at = v->filter.order == SPR_BY_DUE ? row->due : v->filter.order == SPR_BY_LAST ? row->at : 0;
  uint32_t n = row->id.n < SPR_CASE_ID_CHARS ? row->id.n : SPR_CASE_ID_CHARS;
  if (n) memcpy(m.id, row->id.p, n);
  m.id[n] = '\0';
  return m;
}

/* Of one that is only counted, what tells whether it is. */
static sprawa_case_row copy_row(spr_listing *v, const spr_case_row *row) {
  spr_api_bag *b = &v->l->bag;
  if (!v->counts) return spr_api_row(b, row, NULL);
  return (sprawa_case_row){.id = spr_api_z(b, row->id), .due = row->due, .changed = row->at};
}

/* A jump must not cross the store, so each row is guarded for itself. */
static bool on_row(void *ud, const spr_case_row *row) {
  spr_listing *v = ud;
  sprawa_list *l = v->l;
  jmp_buf env;
  l->over = !is_wanted(v, row->due);
  if (l->over) return false;
  if (spr_arena_guard(&l->bag.arena, &env)) {
    l->bag.failed = true;
    return false;
  }
  l->rows[l->read] = copy_row(v, row);
  spr_arena_unguard(&l->bag.arena, NULL);
  l->definitions[l->read] = row->definition;
  l->marks[l->read] = l->last = mark_of(v, row);
  l->read++;
  return true;
}

static void on_stopped(void *ud, const spr_case_row *row) {
  spr_listing *v = ud;
  v->l->stopped = is_wanted(v, row->due);
  v->l->last = mark_of(v, row);
}

/* -- what is overdue --------------------------------------------------------------------------------------
 */

typedef struct counting {
  spr_instant now;
  sprawa_case_row *row;
} counting;

static bool on_deadline(void *ud, const spr_deadline_row *d) {
  const counting *k = ud;
  sprawa_case_row *row = k->row;
  bool passed = d->missed || (d->at != SPR_NO_INSTANT && d->at <= k->now);
  row->overdue += passed;
  bool sooner = d->at != SPR_NO_INSTANT && (row->due == SPRAWA_NO_TIME || d->at < row->due);
  if (!passed && sooner) row->due = d->at;
  return true;
}

/* What the row counts by what has fired is counted by the time at which it is asked. */
static spr_status count_overdue(spr_store *store, spr_instant now, sprawa_case_row *row) {
  counting k = {.now = now < row->changed ? row->changed : now, .row = row};
  if (row->due == SPRAWA_NO_TIME || row->due > k.now) return SPR_OK;
  row->overdue = 0;
  row->due = SPRAWA_NO_TIME;
  return spr_store_deadlines(store, spr_str_of(row->id), on_deadline, &k);
}

/* What is overdue and has not fired yet is passed by where a deadline is asked for that ends by some time. */
static spr_status complete(spr_listing *v, spr_store *store) {
  sprawa_list *l = v->l;
  size_t kept = 0;
  for (size_t i = 0; i < l->n; i++) {
    sprawa_case_row *row = &l->rows[i];
    spr_status s = count_overdue(store, v->filter.now, row);
    if (s == SPR_OK && !v->counts) s = spr_api_incident_count(store, spr_str_of(row->id), &row->incidents);
    if (s != SPR_OK) return s;
    if (is_wanted(v, row->due)) l->rows[kept++] = *row;
  }
  l->n = kept;
  return SPR_OK;
}

/* Of the rows that were read, those that may be seen, until the page is full: then it ends there. from: the
 * first one that was read now. */
static spr_status keep_seen(spr_listing *v, spr_desk *desk, spr_store *store, size_t from) {
  sprawa_list *l = v->l;
  l->more = l->stopped || (l->read - from == v->filter.limit && !l->over);
  for (size_t i = from; i < l->read; i++) {
    bool seen = false;
    if (l->n == v->limit) {
      l->last = l->marks[i - 1];
      l->more = true;
      l->stopped = false;
      break;
    }
    spr_status s = spr_listing_look(v, desk, store, i, &seen);
    if (s != SPR_OK) return s;
    if (!seen) continue;
    l->rows[l->n] = l->rows[i];
    l->marks[l->n++] = l->marks[i];
  }
  return SPR_OK;
}

/* Nothing is found where a name is misspelt, and it is ordered by nothing. */
static spr_status find_missing(spr_listing *v, spr_desk *desk, spr_store *store) {
  const spr_case_filter *f = &v->filter;
  const spr_question q = {.view = &v->eyes.view,
                          .package = f->package,
                          .municipality = f->municipality,
                          .workflow = f->workflow,
                          .state = f->state,
                          .institutions = {f->responsible, spr_api_only_institution(&v->eyes.view)},
                          .wishes = f->wishes,
                          .nwishes = f->nwishes,
                          .sort = f->by};
  return spr_known_missing(desk, store, &q, &v->page.missing);
}

/* For those that are shown, and behind them those that are read at a time. */
static spr_status make_room(spr_listing *v) {
  sprawa_list *l = v->l;
  uint32_t room = v->limit + v->filter.limit;
  jmp_buf env;
  if (spr_arena_guard(&l->bag.arena, &env)) return SPR_ENOMEM;
  l->rows = SPR_NEW_N(&l->bag.arena, sprawa_case_row, room);
  l->definitions = SPR_NEW_N(&l->bag.arena, spr_hash, room);
  l->marks = SPR_NEW_N(&l->bag.arena, spr_listed_mark, room);
  spr_arena_unguard(&l->bag.arena, NULL);
  return SPR_OK;
}

/* The whole text may be a sensitive identifier: then it is instead of every word. */
static spr_status seek_exact(spr_listing *v, spr_desk *desk) {
  spr_status s = spr_exact_sought(desk, v->text, &v->exact);
  spr_str exact = spr_str_of(v->exact.text);
  for (uint32_t i = 0; i < v->filter.nsought; i++) v->sought[i].exact = exact;
  v->l->sought = exact.n > 0;
  return s;
}

static spr_status seek(spr_listing *v, spr_desk *desk, spr_store *store) {
  if (v->filter.nsought == 0 || v->nothing) return SPR_OK;
  spr_status s = seek_exact(v, desk);
  return s == SPR_OK ? spr_lexicon_seek(desk, store, &v->l->bag.arena, v->sought, v->filter.nsought) : s;
}

static spr_status read_rows(spr_listing *v, spr_desk *desk, spr_store *store) {
  sprawa_list *l = v->l;
  size_t from = l->read = (uint32_t)l->n;
  spr_status s = v->nothing ? SPR_OK : spr_store_cases(store, &v->filter, on_row, v);
  if (s == SPR_OK && l->bag.failed) s = SPR_ENOMEM;
  if (s == SPR_OK && !v->filter.after) s = spr_listing_sorted(v, store);
  if (s == SPR_OK) s = keep_seen(v, desk, store, from);
  return s == SPR_OK ? spr_listing_last(v, store) : s;
}

/* Until the page is full, though some between cannot be opened. */
static spr_status fill_page(spr_listing *v, spr_desk *desk, spr_store *store) {
  const sprawa_list *l = v->l;
  bool short_of = true;
  spr_status s = SPR_OK;
  for (int i = 0; i < SPR_LIST_ROUNDS && s == SPR_OK && short_of; i++) {
    if (i > 0) spr_listing_go_on(v);
    s = read_rows(v, desk, store);
    short_of = l->more && !l->stopped && l->n < v->limit;
  }
  return s;
}

/* Which they are is asked of the cases themselves. */
static spr_status find_emergencies(spr_listing *v, spr_desk *desk, spr_store *store) {
  if (!v->emergency_since) return SPR_OK;
  return spr_api_alarms(&v->l->bag, desk, store, &v->eyes.view, v->emergency_since, &v->filter);
}

static spr_status read_page(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_listing *v = ud;
  const sprawa_list *l = v->l;
  v->filter.now = now;
  spr_status s = make_room(v);
  if (s == SPR_OK) s = spr_listing_begin(v, desk);
  if (s == SPR_OK) s = find_emergencies(v, desk, store);
  if (s == SPR_OK) s = seek(v, desk, store);
  if (s == SPR_OK) s = fill_page(v, desk, store);
  if (s == SPR_OK) s = spr_listing_end(v, desk);
  if (s == SPR_OK && !v->page.cursor && (l->n == 0 || !v->sorted)) s = find_missing(v, desk, store);
  if (s == SPR_OK) s = complete(v, store);
  return s == SPR_OK && l->bag.failed ? SPR_ENOMEM : s;
}

static spr_status tally(spr_listing *v, spr_desk *desk, spr_store *store) {
  uint32_t n = 0;
  spr_status s = find_emergencies(v, desk, store);
  if (s == SPR_OK) s = spr_store_tally(store, &v->filter, SPR_LOOKED_FOR, &n);
  v->count = spr_page_count(n);
  return s == SPR_OK && n == 0 ? find_missing(v, desk, store) : s;
}

/* The store counts without opening cases; but what a search finds is counted as it is listed, for it may stop
 * before its end. */
static spr_status read_count(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_listing *v = ud;
  v->filter.now = now;
  if (v->filter.nsought == 0 && !v->nothing) return tally(v, desk, store);
  v->limit = v->filter.limit = SPR_MAX_SIFTED;
  spr_status s = read_page(v, desk, store, now);
  v->count = (sprawa_count){(uint32_t)v->l->n, v->l->more};
  return s;
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code read_wishes(spr_listing *v, const sprawa_filter *f, sprawa_error *e) {
  if (f->nwhere > SPR_MAX_WISHES)
    return spr_api_fail(e, SPRAWA_INVALID, NULL, "a list is filtered by %d fields at most", SPR_MAX_WISHES);
  if (f->sort && (f->due_by || f->order != SPRAWA_BY_AGE))
    return spr_api_fail(e, SPRAWA_INVALID, NULL, "a list is in one order: by a field, or another one");
  sprawa_code code = spr_api_text(e, "the field to sort by", f->sort, f->sort != NULL, &v->filter.by);
  for (size_t i = 0; i < f->nwhere && code == SPRAWA_OK; i++) {
    code = spr_api_text(e, "the field", f->where[i].field, true, &v->wishes[i].field);
    if (code == SPRAWA_OK) code = spr_api_text(e, "the value", f->where[i].value, false, &v->wishes[i].text);
  }
  v->filter.wishes = v->wishes;
  v->filter.nwishes = (uint32_t)f->nwhere;
  return code;
}

static sprawa_code read_filter(spr_listing *v, const sprawa_filter *f, sprawa_error *e) {
  spr_case_filter *to = &v->filter;
  sprawa_code code = spr_api_eyes(e, f->as, &v->eyes);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", f->municipality, false, &to->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the package", f->package, false, &to->package);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", f->workflow, false, &to->workflow);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the state", f->state, false, &to->state);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the responsible", f->responsible, false, &to->responsible);
  if (code == SPRAWA_OK) code = spr_page_limit(e, f->limit, &to->limit);
  if (code == SPRAWA_OK) code = read_wishes(v, f, e);
  if (code == SPRAWA_OK) code = spr_listing_text(v, f->text, e);
  if (code != SPRAWA_OK) return code;
  to->only_open = f->only_open;
  to->only_overdue = f->only_overdue;
  to->only_failing = f->only_incidents;
  v->due_by = f->due_by ? f->due_by : SPR_NO_INSTANT;
  to->due_by = f->due_by;
  to->quiet_since = f->quiet_since;
  v->emergency_since = f->emergency_since;
  to->order = f->due_by || f->order == SPRAWA_BY_DUE ? SPR_BY_DUE
              : f->order == SPRAWA_BY_LAST           ? SPR_BY_LAST
                                                     : SPR_BY_NUMBER;
  if (to->by.n) to->order = SPR_BY_FIELD;
  spr_view_narrow(&v->eyes.view, to);
  v->limit = to->limit;
  to->stopped = on_stopped;
  v->page.cursor = f->cursor;
  spr_listing_bind(v);
  return SPRAWA_OK;
}

static sprawa_code begin(sprawa_engine *e, spr_listing *v, sprawa_error *error) {
  v->l = spr_realloc(&e->alloc, NULL, 0, sizeof *v->l);
  if (!v->l) return spr_api_status(error, SPR_ENOMEM, NULL);
  *v->l = (sprawa_list){.n = 0};
  spr_api_bag_init(&v->l->bag, &e->alloc);
  spr_api_bag_speaks(&v->l->bag, &v->eyes, e->language);
  return SPRAWA_OK;
}

sprawa_code sprawa_engine_list(sprawa_engine *e, const sprawa_filter *filter, sprawa_list **out,
                               sprawa_error *error) {
  spr_listing v = {.host = e ? &e->host : NULL};
  if (out) *out = NULL;
  if (!e || !filter || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the filter, or where to put the list, is missing");
  sprawa_code code = read_filter(&v, filter, error);
  if (code == SPRAWA_OK) code = begin(e, &v, error);
  if (code == SPRAWA_OK) code = spr_page_read(e, read_page, &v, &v.page, error);
  if (code == SPRAWA_OK)
    *out = v.l;
  else
    sprawa_list_free(v.l);
  return code;
}

sprawa_code sprawa_engine_count(sprawa_engine *e, const sprawa_filter *filter, sprawa_count *out,
                                bool *stopped, sprawa_error *error) {
  spr_listing v = {.host = e ? &e->host : NULL, .counts = true};
  if (out) *out = (sprawa_count){0};
  if (stopped) *stopped = false;
  if (!e || !filter || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the filter, or where to put the number, is missing");
  sprawa_filter all = *filter;
  all.cursor = NULL;
  all.limit = SPRAWA_COUNTED;
  sprawa_code code = read_filter(&v, &all, error);
  if (code == SPRAWA_OK) code = begin(e, &v, error);
  if (code == SPRAWA_OK) code = spr_page_read(e, read_count, &v, &v.page, error);
  if (code == SPRAWA_OK) *out = v.count;
  if (code == SPRAWA_OK && stopped) *stopped = v.l->stopped;
  sprawa_list_free(v.l);
  return code;
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

bool sprawa_list_stopped(const sprawa_list *l) {
  return l && l->stopped;
}

bool sprawa_list_searched(const sprawa_list *l) {
  return l && l->sought && (l->exact || l->n == 0);
}
