/* SPDX-License-Identifier: Apache-2.0 */
#include "api/copy.h"
#include "lang/site.h"

#include "api/time.h"
#include "calendar/zone.h"
#include "cases/words.h"
#include "lab/trace.h"

struct spr_api_kept {
  struct spr_api_kept *next;
  sprawa_value *value;
};

struct spr_api_zone {
  struct spr_api_zone *next;
  const spr_zone *from;
  sprawa_zone copy;
};

void spr_api_bag_init(spr_api_bag *b, const spr_alloc *alloc) {
  *b = (spr_api_bag){.alloc = *alloc};
  spr_arena_init(&b->arena, &b->alloc, SPR_MAX_RUN_BYTES);
}

void spr_api_bag_release(spr_api_bag *b) {
  for (struct spr_api_kept *k = b->values; k; k = k->next) sprawa_value_release(k->value);
  spr_arena_release(&b->arena);
}

void spr_api_bag_speaks(spr_api_bag *b, const spr_eyes *eyes, const char *otherwise) {
  b->language = eyes->language;
  b->otherwise = spr_str_of(otherwise);
}

/* -- texts ---------------------------------------------------------------------------------------------- */

const char *spr_api_z(spr_api_bag *b, spr_str s) {
  return spr_str_dup(&b->arena, s).p;
}

const char *const *spr_api_names(spr_api_bag *b, const spr_str *v, size_t n) {
  const char **out = SPR_NEW_N(&b->arena, const char *, n + 1);
  for (size_t i = 0; i < n; i++) out[i] = spr_api_z(b, v[i]);
  return out;
}

bool spr_api_word(spr_str *rest, spr_str *word) {
  uint32_t n = 0;
  if (rest->n == 0) return false;
  while (n < rest->n && rest->p[n] != ',') n++;
  *word = spr_str_sub(*rest, 0, n);
  *rest = spr_str_sub(*rest, n < rest->n ? n + 1 : n, rest->n);
  return true;
}

const char *const *spr_api_joined(spr_api_bag *b, spr_str joined, size_t *n) {
  size_t max = joined.n > 0;
  for (uint32_t i = 0; i < joined.n; i++) max += joined.p[i] == ',';
  const char **out = SPR_NEW_N(&b->arena, const char *, max + 1);
  *n = max;
  for (uint32_t from = 0, to = 0, i = 0; i < max; from = ++to, i++) {
    while (to < joined.n && joined.p[to] != ',') to++;
    out[i] = spr_api_z(b, spr_str_sub(joined, from, to));
  }
  return out;
}

const char *spr_api_buf(spr_api_bag *b, const spr_buf *text) {
  b->failed = b->failed || text->failed;
  return spr_api_z(b, text->failed ? SPR_STR("") : spr_str_n(text->p, text->n));
}

/* -- values and zones ----------------------------------------------------------------------------------- */

const sprawa_value *spr_api_take(spr_api_bag *b, sprawa_value *v) {
  struct spr_api_kept *k = SPR_NEW(&b->arena, struct spr_api_kept);
  *k = (struct spr_api_kept){b->values, v};
  b->values = k;
  b->failed = b->failed || sprawa_value_check(v) != SPRAWA_OK;
  return v;
}

const sprawa_value *spr_api_keep(spr_api_bag *b, spr_value v, const spr_zone *zone) {
  return v.type == SPR_NIL ? NULL : spr_api_keep_titled(b, v, zone, NULL, NULL);
}

/* The place of what is kept is made first: it may jump. */
const sprawa_value *spr_api_keep_titled(spr_api_bag *b, spr_value v, const spr_zone *zone,
                                        const spr_titler *titler, const spr_type *t) {
  struct spr_api_kept *k = SPR_NEW(&b->arena, struct spr_api_kept);
  *k = (struct spr_api_kept){b->values, spr_api_from_titled(&b->alloc, v, zone, titler, t)};
  b->values = k;
  b->failed = b->failed || sprawa_value_check(k->value) != SPRAWA_OK;
  return k->value;
}

/* Of all cases of one city it is the same. */
const sprawa_zone *spr_api_zone(spr_api_bag *b, const spr_zone *zone) {
  for (struct spr_api_zone *z = b->zones; z; z = z->next)
    if (z->from == zone) return &z->copy;
  struct spr_api_zone *z = SPR_NEW(&b->arena, struct spr_api_zone);
  *z = (struct spr_api_zone){b->zones, zone, {spr_zone_copy(&b->arena, zone)}};
  b->zones = z;
  return &z->copy;
}

/* -- cases ---------------------------------------------------------------------------------------------- */

const char *spr_api_state(spr_api_bag *b, const spr_model *m, int32_t state) {
  return spr_api_z(b, spr_trace_state_name(m, state));
}

void spr_api_row_titles(spr_api_bag *b, const spr_model *m, const spr_site *site, sprawa_case_row *row) {
  const spr_institution *i = site ? spr_site_institution(site, spr_str_of(row->responsible), NULL) : NULL;
  const spr_city *city = site ? spr_site_city(site, spr_str_of(row->municipality)) : NULL;
  const char *responsible = i ? spr_api_title(b, &i->title) : "";
  const char *municipality = city ? spr_api_title(b, &city->title) : "";
  const char *workflow = m ? spr_api_state_title(b, m, 0) : "";
  row->workflow_title = *workflow ? workflow : row->workflow;
  row->titles = spr_api_state_titles(b, m, spr_str_of(row->states), &row->ntitles);
  row->responsible_title = *responsible ? responsible : row->responsible;
  row->municipality_title = *municipality ? municipality : row->municipality;
}

sprawa_case_row spr_api_row(spr_api_bag *b, const spr_case_row *r, const sprawa_zone *zone) {
  sprawa_status status = r->state == SPR_CASE_IS_OPEN    ? SPRAWA_CASE_OPEN
                         : r->state == SPR_CASE_IS_ENDED ? SPRAWA_CASE_ENDED
                                                         : SPRAWA_CASE_ERASED;
  return (sprawa_case_row){.id = spr_api_z(b, r->id),
                           .package = spr_api_z(b, r->package),
                           .workflow = spr_api_z(b, r->workflow),
                           .municipality = spr_api_z(b, r->municipality),
                           .zone = zone,
                           .status = status,
                           .held = r->held,
                           .outcome = spr_api_z(b, r->outcome),
                           .states = spr_api_z(b, r->configuration),
                           .responsible = spr_api_z(b, r->responsible),
                           .opened = r->opened,
                           .changed = r->at,
                           .seq = r->seq,
                           .due = r->due,
                           .overdue = r->overdue};
}

size_t spr_api_places(spr_api_bag *b, const spr_case *c, sprawa_place **out) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  int32_t *states = SPR_NEW_N(&b->arena, int32_t, m->nstates + 1);
  size_t n = spr_case_configuration(c, states, m->nstates);
  *out = SPR_NEW_N(&b->arena, sprawa_place, n + 1);
  for (size_t i = 0; i < n; i++)
    (*out)[i] = (sprawa_place){.state = spr_api_state(b, m, states[i]),
                               .title = spr_api_state_title(b, m, states[i]),
                               .responsible = spr_api_z(b, spr_case_responsible(c, states[i]))};
  return n;
}

static spr_str task_name(spr_str id, const spr_case *c, const spr_view *view, const spr_open_task *t) {
  bool own = spr_word_task(spr_chart_model(spr_case_chart(c)), t->name) || spr_view_task(view, id, c, t);
  return own ? t->name : t->id;
}

/* The one meaning of "overdue" for an open deadline. That it was recorded counts too: a tick may have come
 * before its clock. */
static bool is_overdue(const spr_open_deadline *d, spr_instant now) {
  return d->missed || (!d->end.suspended && d->end.at <= now);
}

size_t spr_api_tasks(spr_api_bag *b, spr_str id, const spr_case *c, const spr_view *view, spr_instant now,
                     sprawa_task **out) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  size_t n = spr_case_tasks(c);
  *out = SPR_NEW_N(&b->arena, sprawa_task, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    spr_open_task t = spr_case_task(c, i);
    bool due = t.has_due && t.deadline != SPR_NONE;
    spr_open_deadline d = due ? spr_case_deadline(c, (uint32_t)t.deadline) : (spr_open_deadline){0};
    char day[11] = "";
    if (due && d.end.by_days) spr_day_format(d.end.day, day);
    (*out)[i] = (sprawa_task){.id = spr_api_z(b, t.id),
                              .name = spr_api_z(b, task_name(id, c, view, &t)),
                              .title = t.def == SPR_NONE ? "" : spr_api_title(b, &m->tasks[t.def].title),
                              .state = spr_api_state(b, m, t.state),
                              .by = spr_api_names(b, t.by, t.nby),
                              .signed_by = spr_api_names(b, t.signed_by, t.nsigned),
                              .nby = t.nby,
                              .nsigned = t.nsigned,
                              .required = t.required,
                              .all = t.all,
                              .responsible = spr_api_z(b, spr_case_responsible(c, t.state)),
                              .anyone = t.anyone,
                              .due = due ? d.end.at : SPRAWA_NO_TIME,
                              .last_day = spr_api_z(b, spr_str_of(day)),
                              .suspended = due && d.end.suspended,
                              .overdue = due && is_overdue(&d, now),
                              .missed = due ? d.passed : SPRAWA_NO_TIME};
  }
  return n;
}

/* That of a task which an action opened bears its name. */
static const char *deadline_name(spr_api_bag *b, spr_str id, const spr_case *c, const spr_view *view,
                                 const spr_open_deadline *d) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  if (d->def != SPR_NONE || d->task == SPR_NONE) return spr_api_z(b, d->path);
  spr_open_task t = spr_case_task(c, (uint32_t)d->task);
  spr_str path = m->states[t.state].path, name = task_name(id, c, view, &t);
  return spr_str_printf(&b->arena, "%.*s%s%.*s", SPR_FMT(path), path.n ? "." : "", SPR_FMT(name)).p;
}

size_t spr_api_deadlines(spr_api_bag *b, spr_str id, const spr_case *c, const spr_view *view, spr_instant now,
                         sprawa_deadline **out) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  size_t n = spr_case_deadlines(c);
  *out = SPR_NEW_N(&b->arena, sprawa_deadline, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    spr_open_deadline d = spr_case_deadline(c, i);
    char day[11] = "";
    if (d.end.by_days) spr_day_format(d.end.day, day);
    (*out)[i] = (sprawa_deadline){.name = deadline_name(b, id, c, view, &d),
                                  .title = spr_api_deadline_title(b, m, d.def),
                                  .ends = d.end.at,
                                  .last_day = spr_api_z(b, spr_str_of(day)),
                                  .suspended = d.end.suspended,
                                  .overdue = is_overdue(&d, now),
                                  .missed = d.passed};
  }
  return n;
}
