/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/case_view.h"

#include "cli/words.h"
#include "doors/case_json.h"

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
  spr_buf_printf(out, "%-14s%s", "state", spr_case_status(r->status));
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
    spr_words_value(out, f->titled);
    if (!sprawa_value_equal(f->value, f->titled)) {
      spr_buf_puts(out, " (");
      spr_words_value(out, f->value);
      spr_buf_char(out, ')');
    }
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

static void emergencies_text(const sprawa_case *c, bool full, spr_buf *out) {
  const sprawa_zone *zone = sprawa_case_head(c)->zone;
  const sprawa_emergency *v = sprawa_case_emergency(c, 0);
  for (size_t i = 0; v; v = sprawa_case_emergency(c, ++i)) {
    spr_buf_printf(out, "%s  by %s", i ? "" : "opened for an emergency\n", v->by);
    if (*v->actor) spr_buf_printf(out, " (%s)", v->actor);
    spr_buf_printf(out, ", entry %llu, ", (unsigned long long)v->seq);
    time_text(out, zone, v->at, full);
    if (!*v->reason) continue;
    spr_buf_puts(out, "      ");
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
  emergencies_text(c, full, out);
}
