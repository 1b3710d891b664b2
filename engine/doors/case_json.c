/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/case_json.h"

#include <stdio.h>

#include "base/limits.h"
#include "doors/json_out.h"

const char *spr_case_status(sprawa_status s) {
  return s == SPRAWA_CASE_OPEN ? "open" : s == SPRAWA_CASE_ENDED ? "ended" : "erased";
}

static void header_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_case_row *r = sprawa_case_head(c);
  spr_json_word(out, "id", r->id);
  spr_json_word(out, "municipality", r->municipality);
  spr_json_word(out, "package", r->package);
  spr_json_word(out, "version", sprawa_case_version(c));
  spr_json_word(out, "workflow", r->workflow);
  spr_json_word(out, "state", spr_case_status(r->status));
  spr_json_bool(out, "held", r->held);
  spr_json_word_or_null(out, "outcome", r->outcome);
  spr_json_time(out, "opened", r->zone, r->opened);
  spr_json_time(out, "at", r->zone, r->changed);
  spr_json_number(out, "seq", r->seq);
  spr_json_joined(out, "configuration", r->states);
  spr_json_word_or_null(out, "responsible", r->responsible);
}

static void places_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_place *p = sprawa_case_place(c, 0);
  spr_json_open(out, "responsibilities", '[');
  for (size_t i = 0; p; p = sprawa_case_place(c, ++i)) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "state", p->state);
    spr_json_word_or_null(out, "title", p->title);
    spr_json_word_or_null(out, "responsible", p->responsible);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

void spr_field_title_json(const sprawa_field *f, spr_buf *out) {
  if (!sprawa_value_equal(f->value, f->titled)) spr_json_value_of(out, f->name, f->titled);
}

static void fields_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_field *f = sprawa_case_field(c, 0);
  spr_json_open(out, "case", '{');
  for (size_t i = 0; f; f = sprawa_case_field(c, ++i)) spr_json_value_of(out, f->name, f->value);
  spr_json_close(out, '}');
  f = sprawa_case_field(c, 0);
  spr_json_open(out, "case_titles", '{');
  for (size_t i = 0; f; f = sprawa_case_field(c, ++i)) spr_field_title_json(f, out);
  spr_json_close(out, '}');
}

static void links_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_link *l = sprawa_case_link(c, 0);
  spr_json_open(out, "links", '[');
  for (size_t i = 0; l; l = sprawa_case_link(c, ++i)) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "link", l->name);
    spr_json_word(out, "id", l->id);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

void spr_task_id_json(spr_buf *out, const char *case_id, const char *task_id) {
  char text[SPR_MAX_CASE_ID + 48];
  int n = snprintf(text, sizeof text, "%s-%s", case_id, task_id);
  spr_json_text(out, "task", spr_str_n(text, n > 0 && n < (int)sizeof text ? (size_t)n : 0));
}

void spr_case_tasks_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_task *t = sprawa_case_task(c, 0);
  spr_json_open(out, "tasks", '[');
  for (size_t i = 0; t; t = sprawa_case_task(c, ++i)) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "id", t->id);
    spr_task_id_json(out, sprawa_case_head(c)->id, t->id);
    spr_json_word(out, "name", t->name);
    spr_json_word_or_null(out, "title", t->title);
    spr_json_word(out, "state", t->state);
    spr_json_words(out, "by", t->by, t->nby);
    spr_json_words(out, "signed_by", t->signed_by, t->nsigned);
    spr_json_bool(out, "required", t->required);
    spr_json_time(out, "due", sprawa_case_head(c)->zone, t->due);
    if (*t->last_day) spr_json_word(out, "last_day", t->last_day);
    spr_json_bool(out, "overdue", t->overdue);
    spr_json_time(out, "missed", sprawa_case_head(c)->zone, t->missed);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

static void deadlines_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_deadline *d = sprawa_case_deadline(c, 0);
  spr_json_open(out, "deadlines", '[');
  for (size_t i = 0; d; d = sprawa_case_deadline(c, ++i)) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "name", d->name);
    spr_json_word_or_null(out, "title", d->title);
    spr_json_time(out, "ends", sprawa_case_head(c)->zone, d->ends);
    if (*d->last_day) spr_json_word(out, "last_day", d->last_day);
    spr_json_bool(out, "suspended", d->suspended);
    spr_json_bool(out, "overdue", d->overdue);
    spr_json_time(out, "missed", sprawa_case_head(c)->zone, d->missed);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

void spr_case_incidents_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_incident *v = sprawa_case_incident(c, 0);
  const sprawa_zone *zone = sprawa_case_head(c)->zone;
  spr_json_open(out, "incidents", '[');
  for (size_t i = 0; v; v = sprawa_case_incident(c, ++i)) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "what", v->what);
    spr_json_word_or_null(out, "subject", v->subject);
    spr_json_number(out, "number", v->number);
    spr_json_number(out, "tries", v->tries);
    spr_json_time(out, "since", zone, v->since);
    spr_json_time(out, "next_try", zone, v->next_try);
    spr_json_number(out, "seq", v->seq);
    spr_json_word_or_null(out, "place", v->place);
    spr_json_word_or_null(out, "code", v->code);
    spr_json_word_or_null(out, "reason", v->reason);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

static void emergencies_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_emergency *v = sprawa_case_emergency(c, 0);
  spr_json_open(out, "emergencies", '[');
  for (size_t i = 0; v; v = sprawa_case_emergency(c, ++i)) {
    spr_json_open(out, NULL, '{');
    spr_json_number(out, "seq", v->seq);
    spr_json_time(out, "at", sprawa_case_head(c)->zone, v->at);
    spr_json_word(out, "by", v->by);
    spr_json_word_or_null(out, "actor", v->actor);
    spr_json_word_or_null(out, "reason", v->reason);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

void spr_case_members_json(const sprawa_case *c, spr_buf *out) {
  header_json(c, out);
  places_json(c, out);
  deadlines_json(c, out);
  spr_case_tasks_json(c, out);
  fields_json(c, out);
  links_json(c, out);
  spr_case_incidents_json(c, out);
  emergencies_json(c, out);
}

void spr_case_json(const sprawa_case *c, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_case_members_json(c, out);
  spr_json_close(out, '}');
  spr_json_end(out);
}
