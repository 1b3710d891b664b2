/* SPDX-License-Identifier: Apache-2.0 */
#include "server/cases_read.h"

#include "base/limits.h"
#include "server/screen.h"

static const char *text_of(const spr_visit *v, spr_str s) {
  return s.n ? spr_str_dup(v->http->arena, s).p : NULL;
}

/* -- the filter ------------------------------------------------------------------------------------------ */

/* "PACKAGE/WORKFLOW/STATE"; what is none is asked for as a state, and finds nothing. */
static void filter_stage(const spr_visit *v, spr_str stage, sprawa_filter *f) {
  const char *first = memchr(stage.p, '/', stage.n);
  const char *second = first ? memchr(first + 1, '/', stage.n - (uint32_t)(first + 1 - stage.p)) : NULL;
  if (!second) {
    f->state = text_of(v, stage);
    return;
  }
  uint32_t a = (uint32_t)(first - stage.p), b = (uint32_t)(second - stage.p);
  f->package = text_of(v, spr_str_sub(stage, 0, a));
  f->workflow = text_of(v, spr_str_sub(stage, a + 1, b));
  f->state = text_of(v, spr_str_sub(stage, b + 1, stage.n));
}

int64_t spr_cases_week(int64_t now) {
  return (now / SPR_MS_PER_DAY + SPR_DUE_SOON_DAYS + 1) * SPR_MS_PER_DAY;
}

int64_t spr_cases_still(int64_t now) {
  return (now / SPR_MS_PER_DAY - SPR_STILL_DAYS) * SPR_MS_PER_DAY;
}

int64_t spr_cases_alarms(int64_t now) {
  return (now / SPR_MS_PER_DAY - SPR_ALARM_DAYS) * SPR_MS_PER_DAY;
}

sprawa_filter spr_cases_filter(const spr_visit *v, const spr_cases_query *q, uint32_t limit) {
  const spr_str *value = q->value;
  sprawa_filter f = {.as = &v->view,
                     .municipality = text_of(v, value[SPR_CASES_CITY]),
                     .responsible = text_of(v, value[SPR_CASES_RESPONSIBLE]),
                     .only_open = !value[SPR_CASES_STATUS].n,
                     .only_overdue = spr_str_is(value[SPR_CASES_DUE], "overdue"),
                     .only_incidents = spr_str_is(value[SPR_CASES_NEED], "incidents"),
                     .text = text_of(v, value[SPR_CASES_TEXT]),
                     .order = SPRAWA_BY_DUE,
                     .limit = limit,
                     .cursor = text_of(v, value[SPR_CASES_CURSOR])};
  int64_t now = sprawa_engine_time(v->server->engine);
  if (value[SPR_CASES_STAGE].n) filter_stage(v, value[SPR_CASES_STAGE], &f);
  if (value[SPR_CASES_STATE].n) f.state = text_of(v, value[SPR_CASES_STATE]);
  if (spr_str_is(value[SPR_CASES_DUE], "week")) f.due_by = spr_cases_week(now);
  if (spr_str_is(value[SPR_CASES_NEED], "still")) f.quiet_since = spr_cases_still(now);
  if (spr_str_is(value[SPR_CASES_NEED], "emergencies")) f.emergency_since = spr_cases_alarms(now);
  if (spr_str_is(value[SPR_CASES_SORT], "age")) f.order = SPRAWA_BY_AGE;
  if (spr_str_is(value[SPR_CASES_SORT], "last")) f.order = SPRAWA_BY_LAST;
  return f;
}

/* -- finding --------------------------------------------------------------------------------------------- */

bool spr_cases_page(spr_visit *v, const spr_cases_query *q, uint32_t limit, sprawa_list **out) {
  sprawa_error e;
  sprawa_filter f = spr_cases_filter(v, q, limit);
  sprawa_code code = sprawa_engine_list(v->server->engine, &f, out, &e);
  if (code == SPRAWA_INVALID && f.cursor) { /* the list is another one since midnight: from its beginning */
    f.cursor = NULL;
    code = sprawa_engine_list(v->server->engine, &f, out, &e);
  }
  SPR_HOLD(v, *out, sprawa_list_free);
  /* A name in the address that nobody knows is a list without a case. */
  if (code == SPRAWA_OK || code == SPRAWA_NOT_FOUND) return true;
  if (code == SPRAWA_INVALID && f.text)
    spr_screen_wrong(v, 422, SPR_SAY_search_long, SPR_SAY_search_long_cure);
  else
    spr_screen_failed(v, &e);
  return false;
}

static uint32_t rows_of(const sprawa_list *l) {
  uint32_t n = 0;
  while (sprawa_list_row(l, n)) n++;
  return n;
}

/* All pages together are counted by this page, where it is the only one. */
bool spr_cases_find(spr_visit *v, const spr_cases_query *q, uint32_t limit, spr_cases_found *out) {
  sprawa_error e;
  *out = (spr_cases_found){0};
  if (!spr_cases_page(v, q, limit, &out->list)) return false;
  bool only = !sprawa_list_next(out->list) && !q->value[SPR_CASES_CURSOR].n;
  out->count.n = rows_of(out->list);
  if (only) return true;
  sprawa_filter f = spr_cases_filter(v, q, 0);
  sprawa_code code = sprawa_engine_count(v->server->engine, &f, &out->count, &out->stopped, &e);
  if (code == SPRAWA_OK || code == SPRAWA_NOT_FOUND) return true;
  spr_screen_failed(v, &e);
  return false;
}

bool spr_cases_note(spr_visit *v, spr_read_kind kind, const sprawa_list *list) {
  uint32_t n = rows_of(list);
  spr_str *ids = SPR_NEW_N(v->http->arena, spr_str, n + 1);
  for (uint32_t i = 0; i < n; i++) ids[i] = spr_str_of(sprawa_list_row(list, i)->id);
  if (kind == SPR_READ_LIST && sprawa_list_searched(list)) kind = SPR_READ_SEARCH;
  return spr_console_note(v, kind, ids, n);
}

/* -- names ----------------------------------------------------------------------------------------------- */

static void add_name(spr_visit *v, spr_cases_names *to, spr_cases_key key, spr_str name, const char *title) {
  spr_arena *a = v->http->arena;
  *SPR_PUSH(a, to->of[key].v, to->of[key].n, to->of[key].cap) =
      (spr_cases_named){name, spr_str_dup(a, spr_str_of(title))};
}

spr_str spr_cases_stage(spr_arena *a, const sprawa_stage_count *stage) {
  return spr_str_printf(a, "%s/%s/%s", stage->package, stage->workflow, stage->state);
}

void spr_cases_names_of(spr_visit *v, const sprawa_overview *o, spr_cases_names *out) {
  spr_arena *a = v->http->arena;
  *out = (spr_cases_names){0};
  for (size_t i = 0; sprawa_overview_municipality(o, i); i++) {
    const sprawa_municipality_count *m = sprawa_overview_municipality(o, i);
    add_name(v, out, SPR_CASES_CITY, spr_str_dup(a, spr_str_of(m->municipality)), m->title);
  }
  for (size_t i = 0; sprawa_overview_stage(o, i); i++)
    add_name(v, out, SPR_CASES_STAGE, spr_cases_stage(a, sprawa_overview_stage(o, i)),
             sprawa_overview_stage(o, i)->title);
}

/* A few dozen of one municipality, some hundreds of many. */
static void learn(spr_visit *v, spr_cases_names *names, const char *id, const char *title) {
  for (uint32_t i = 0; i < names->of[SPR_CASES_RESPONSIBLE].n; i++)
    if (spr_str_is(names->of[SPR_CASES_RESPONSIBLE].v[i].name, id)) return;
  if (*id) add_name(v, names, SPR_CASES_RESPONSIBLE, spr_str_dup(v->http->arena, spr_str_of(id)), title);
}

void spr_cases_learn(spr_visit *v, const spr_cases_query *q, const sprawa_list *list,
                     spr_cases_names *names) {
  for (size_t i = 0; sprawa_list_row(list, i); i++)
    learn(v, names, sprawa_list_row(list, i)->responsible, sprawa_list_row(list, i)->responsible_title);
  const spr_str city = q->value[SPR_CASES_CITY];
  const sprawa_directory *known = spr_console_directory(v, city.n ? text_of(v, city) : NULL);
  for (size_t i = 0; sprawa_directory_at(known, i); i++)
    learn(v, names, sprawa_directory_at(known, i)->id, sprawa_directory_at(known, i)->title);
}

spr_str spr_cases_title(const spr_cases_names *names, spr_cases_key key, spr_str name) {
  for (uint32_t i = 0; i < names->of[key].n; i++)
    if (spr_str_eq(names->of[key].v[i].name, name)) return names->of[key].v[i].title;
  return name;
}

sprawa_overview *spr_cases_overview(spr_visit *v, bool emergencies, sprawa_error *e) {
  int64_t now = sprawa_engine_time(v->server->engine);
  sprawa_overview_query q = {.as = &v->view,
                             .due_by = spr_cases_week(now),
                             .quiet_since = spr_cases_still(now),
                             .emergency_since = emergencies ? spr_cases_alarms(now) : 0};
  sprawa_overview *o = NULL;
  (void)sprawa_engine_overview(v->server->engine, &q, &o, e);
  return SPR_HOLD(v, o, sprawa_overview_free);
}
