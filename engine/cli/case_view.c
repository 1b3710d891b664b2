/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/case_view.h"

#include "cli/json_out.h"
#include "cli/words.h"

/* -- tasks and deadlines -------------------------------------------------------------------------------- */

void spr_case_tasks_text(const sprawa_case *c, bool full, spr_buf *out) {
  const sprawa_task *t = sprawa_case_task(c, 0);
  for (size_t i = 0; t; t = sprawa_case_task(c, ++i)) {
    spr_buf_printf(out, "  %-6s ", t->id);
    spr_words_titled(out, t->title, t->name);
    if (full) spr_buf_printf(out, " in %s", t->state);
    spr_words_names(out, ", by ", t->by, t->nby);
    spr_words_names(out, ", signed by ", t->signed_by, t->nsigned);
    if (t->due != SPRAWA_NO_TIME) {
      spr_buf_puts(out, ", due ");
      spr_words_end(out, sprawa_case_head(c)->zone, t->due, t->last_day, t->suspended, full);
      spr_words_missed(out, sprawa_case_head(c)->zone, t->overdue, t->missed);
    }
    if (!t->required) spr_buf_puts(out, " (not required)");
    spr_buf_char(out, '\n');
  }
}

void spr_case_tasks_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_task *t = sprawa_case_task(c, 0);
  spr_json_open(out, "tasks", '[');
  for (size_t i = 0; t; t = sprawa_case_task(c, ++i)) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "id", t->id);
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

void spr_case_deadlines_text(const sprawa_case *c, bool full, spr_buf *out) {
  const sprawa_deadline *d = sprawa_case_deadline(c, 0);
  for (size_t i = 0; d; d = sprawa_case_deadline(c, ++i)) {
    spr_buf_puts(out, "  ");
    if (full)
      spr_words_titled(out, d->title, d->name);
    else
      spr_buf_puts(out, *d->title ? d->title : d->name);
    spr_buf_puts(out, "  until ");
    spr_words_end(out, sprawa_case_head(c)->zone, d->ends, d->last_day, d->suspended, full);
    spr_words_missed(out, sprawa_case_head(c)->zone, d->overdue, d->missed);
    spr_buf_char(out, '\n');
  }
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

/* -- as text -------------------------------------------------------------------------------------------- */

static void time_text(spr_buf *out, const sprawa_zone *zone, int64_t t, bool full) {
  if (full)
    spr_words_moment(out, zone, t);
  else
    spr_words_time(out, zone, t);
  spr_buf_char(out, '\n');
}

static void header_text(const sprawa_case *c, bool full, spr_buf *out) {
  const sprawa_case_row *r = sprawa_case_head(c);
  spr_buf_printf(out, "%-14s%s\n", "case", r->id);
  spr_buf_printf(out, "%-14s%s %s, workflow %s\n", "package", r->package, sprawa_case_version(c),
                 r->workflow);
  spr_buf_printf(out, "%-14s%s\n", "municipality", r->municipality);
  spr_buf_printf(out, "%-14s%s", "state", spr_words_status(r->status));
  if (*r->outcome) spr_buf_printf(out, ", outcome %s", r->outcome);
  if (r->overdue) spr_buf_printf(out, ", %u overdue", r->overdue);
  if (r->incidents) spr_buf_printf(out, ", %u incident%s", r->incidents, r->incidents == 1 ? "" : "s");
  if (r->held) spr_buf_puts(out, ", under hold");
  spr_buf_char(out, '\n');
  if (*r->responsible) spr_buf_printf(out, "%-14s%s\n", "responsible", r->responsible);
  spr_buf_printf(out, "%-14s", "opened");
  time_text(out, r->zone, r->opened, full);
  spr_buf_printf(out, "%-14s%llu, ", "last entry", (unsigned long long)r->seq);
  time_text(out, r->zone, r->changed, full);
}

static void places_text(const sprawa_case *c, bool full, spr_buf *out) {
  const sprawa_place *p = sprawa_case_place(c, 0);
  for (size_t i = 0; p; p = sprawa_case_place(c, ++i)) {
    spr_buf_puts(out, "  ");
    if (full)
      spr_words_titled(out, p->title, p->state);
    else
      spr_buf_puts(out, *p->title ? p->title : p->state);
    if (*p->responsible) spr_buf_printf(out, ", responsible %s", p->responsible);
    spr_buf_char(out, '\n');
  }
}

static void fields_text(const sprawa_case *c, spr_buf *out) {
  const sprawa_field *f = sprawa_case_field(c, 0);
  for (size_t i = 0; f; f = sprawa_case_field(c, ++i)) {
    spr_buf_puts(out, i ? "  " : "case file\n  ");
    spr_words_titled(out, f->title, f->name);
    spr_buf_puts(out, ": ");
    spr_words_value(out, f->value);
    spr_buf_char(out, '\n');
  }
}

static void links_text(const sprawa_case *c, spr_buf *out) {
  const sprawa_link *l = sprawa_case_link(c, 0);
  for (size_t i = 0; l; l = sprawa_case_link(c, ++i))
    spr_buf_printf(out, "%s  %s is %s\n", i ? "" : "linked cases\n", l->name, l->id);
}

void spr_case_incidents_text(const sprawa_case *c, spr_buf *out) {
  const sprawa_zone *zone = sprawa_case_head(c)->zone;
  const sprawa_incident *v = sprawa_case_incident(c, 0);
  for (size_t i = 0; v; v = sprawa_case_incident(c, ++i)) {
    spr_buf_printf(out, "%s  %s", i ? "" : "incidents\n", v->what);
    if (*v->subject) spr_buf_char(out, ' ');
    spr_words_clean(out, v->subject);
    spr_buf_printf(out, " failed, %u time%s since ", v->tries, v->tries == 1 ? "" : "s");
    spr_words_time(out, zone, v->since);
    spr_buf_puts(out, ", again at ");
    spr_words_time(out, zone, v->next_try);
    spr_buf_printf(out, ": entry %llu", (unsigned long long)v->seq);
    if (*v->place) spr_buf_printf(out, "  [%s]", v->place);
    spr_buf_char(out, '\n');
    if (!*v->code) continue;
    spr_buf_printf(out, "      %s: ", v->code);
    spr_words_clean(out, v->reason);
    spr_buf_char(out, '\n');
  }
}

void spr_case_view_text(const sprawa_case *c, bool full, spr_buf *out) {
  header_text(c, full, out);
  if (sprawa_case_head(c)->status == SPRAWA_CASE_ERASED) return;
  spr_buf_puts(out, sprawa_case_head(c)->status == SPRAWA_CASE_OPEN ? "stands in\n" : "ended in\n");
  places_text(c, full, out);
  if (sprawa_case_deadline(c, 0)) spr_buf_puts(out, "deadlines\n");
  spr_case_deadlines_text(c, full, out);
  if (sprawa_case_task(c, 0)) spr_buf_puts(out, "tasks\n");
  spr_case_tasks_text(c, full, out);
  fields_text(c, out);
  links_text(c, out);
  spr_case_incidents_text(c, out);
}

/* -- as JSON -------------------------------------------------------------------------------------------- */

static void header_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_case_row *r = sprawa_case_head(c);
  spr_json_word(out, "id", r->id);
  spr_json_word(out, "municipality", r->municipality);
  spr_json_word(out, "package", r->package);
  spr_json_word(out, "version", sprawa_case_version(c));
  spr_json_word(out, "workflow", r->workflow);
  spr_json_word(out, "state", spr_words_status(r->status));
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

static void fields_json(const sprawa_case *c, spr_buf *out) {
  const sprawa_field *f = sprawa_case_field(c, 0);
  spr_json_open(out, "case", '{');
  for (size_t i = 0; f; f = sprawa_case_field(c, ++i)) spr_json_value_of(out, f->name, f->value);
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

void spr_case_view_members(const sprawa_case *c, spr_buf *out) {
  header_json(c, out);
  places_json(c, out);
  deadlines_json(c, out);
  spr_case_tasks_json(c, out);
  fields_json(c, out);
  links_json(c, out);
  spr_case_incidents_json(c, out);
}

void spr_case_view_json(const sprawa_case *c, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_case_view_members(c, out);
  spr_json_close(out, '}');
  spr_json_end(out);
}
