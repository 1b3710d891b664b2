/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain_view.h"

#include "cli/case_view.h"
#include "cli/words.h"

static const sprawa_case_row *head_of(const sprawa_explanation *x) {
  return sprawa_case_head(sprawa_explanation_case(x));
}

/* -- events as text ------------------------------------------------------------------------------------- */

static void reasons_text(spr_buf *out, const sprawa_option *o) {
  for (size_t i = 0; i < o->nreasons; i++) {
    const sprawa_reason *r = &o->reasons[i];
    spr_buf_puts(out, "      ");
    spr_words_clean(out, r->text);
    if (*r->file) spr_buf_printf(out, " (%s:%u)", r->file, r->line);
    spr_buf_char(out, '\n');
  }
}

static void data_text(spr_buf *out, const sprawa_option *o) {
  for (size_t i = 0; i < o->ndata; i++) {
    const sprawa_datum *d = &o->data[i];
    spr_buf_printf(out, "%s%s: %s%s", i ? ", " : "      data ", d->name, d->type,
                   d->required ? " (required)" : "");
  }
  if (o->ndata) spr_buf_char(out, '\n');
}

static void option_text(spr_buf *out, const sprawa_option *o, bool full) {
  spr_buf_printf(out, "  %s", o->event);
  if (*o->title) spr_buf_printf(out, " (%s)", o->title);
  if (o->anyone) spr_buf_puts(out, ", by anyone");
  if (!o->anyone && o->nby == 0) spr_buf_puts(out, ", by nobody but the operator");
  if (!o->anyone) spr_words_names(out, ", by ", o->by, o->nby);
  spr_words_names(out, " -> ", full ? o->to : o->to_titles, o->nto);
  if (o->may == SPRAWA_MAY_NOT) spr_buf_printf(out, ": %s", o->code);
  spr_buf_char(out, '\n');
  if (o->may != SPRAWA_MAY_NOT) data_text(out, o);
  reasons_text(out, o);
}

static void options_text(spr_buf *out, const sprawa_explanation *x, sprawa_may may, const char *head,
                         bool full) {
  const sprawa_option *o = sprawa_explanation_option(x, 0);
  for (size_t i = 0; o; o = sprawa_explanation_option(x, ++i)) {
    if (o->may != may) continue;
    spr_buf_puts(out, head);
    option_text(out, o, full);
    head = "";
  }
}

/* -- what comes by itself ------------------------------------------------------------------------------- */

static void title_text(spr_buf *out, const sprawa_coming *c, bool full) {
  if (full)
    spr_words_titled(out, c->title, c->name);
  else
    spr_buf_puts(out, *c->title ? c->title : c->name);
}

static void coming_text(spr_buf *out, const sprawa_explanation *x, bool full) {
  const sprawa_coming *c = sprawa_explanation_coming(x, 0);
  const sprawa_zone *zone = head_of(x)->zone;
  if (c) spr_buf_puts(out, "by themselves\n");
  for (size_t i = 0; c; c = sprawa_explanation_coming(x, ++i)) {
    static const char *const words[] = {[SPRAWA_COMING_DEADLINE] = "until",
                                        [SPRAWA_COMING_TIMER] = "timer at",
                                        [SPRAWA_COMING_SEND] = "sent at"};
    spr_buf_puts(out, "  ");
    title_text(out, c, full);
    spr_buf_printf(out, "  %s ", words[c->kind]);
    spr_words_end(out, zone, c->at, c->last_day, c->suspended, full);
    if (c->kind != SPRAWA_COMING_DEADLINE) spr_words_names(out, " -> ", full ? c->to : c->to_titles, c->nto);
    spr_words_missed(out, zone, c->overdue, c->missed);
    spr_buf_char(out, '\n');
  }
}

void spr_explain_view_events(const sprawa_explanation *x, bool full, spr_buf *out) {
  options_text(out, x, SPRAWA_MAY_NOW, "may happen now\n", full);
  options_text(out, x, SPRAWA_MAY_WITH_DATA, "may happen, as the event's data say\n", full);
  options_text(out, x, SPRAWA_MAY_NOT, "may not happen now\n", full);
  if (!sprawa_explanation_option(x, 0)) spr_buf_puts(out, "nothing is waited for from outside\n");
}

/* Where what is due leads first is told by names. */
static void places_text(const sprawa_explanation *x, bool full, spr_buf *out) {
  const sprawa_case_row *r = head_of(x);
  if (full || sprawa_explanation_due(x))
    spr_words_joined(out, sprawa_explanation_states(x));
  else
    spr_words_titles(out, r->titles, r->ntitles, SIZE_MAX);
}

void spr_explain_view_text(const sprawa_explanation *x, bool full, spr_buf *out) {
  const sprawa_case *c = sprawa_explanation_case(x);
  uint32_t due = sprawa_explanation_due(x);
  spr_buf_printf(out, "%s %s ", head_of(x)->id, sprawa_explanation_open(x) ? "stands in" : "ended in");
  places_text(x, full, out);
  spr_buf_char(out, '\n');
  if (due)
    spr_buf_printf(out, "%u thing%s %s due and will have happened first: sprawa tick\n", due,
                   due == 1 ? "" : "s", due == 1 ? "is" : "are");
  spr_explain_view_events(x, full, out);
  if (sprawa_case_task(c, 0)) spr_buf_puts(out, "tasks\n");
  spr_case_tasks_text(c, full, out);
  coming_text(out, x, full);
  spr_case_incidents_text(c, out);
}

void spr_explain_view_deadlines(const sprawa_explanation *x, bool full, spr_buf *out) {
  const sprawa_coming *c = sprawa_explanation_coming(x, 0);
  if (!c || c->kind != SPRAWA_COMING_DEADLINE) spr_buf_puts(out, "no open deadlines\n");
  for (size_t i = 0; c; c = sprawa_explanation_coming(x, ++i)) {
    if (c->kind != SPRAWA_COMING_DEADLINE) continue;
    title_text(out, c, full);
    if (*c->basis) spr_buf_printf(out, " (%s)", c->basis);
    spr_words_missed(out, head_of(x)->zone, c->overdue, c->missed);
    spr_buf_char(out, '\n');
    spr_buf_puts(out, c->arithmetic);
  }
}
