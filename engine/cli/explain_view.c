/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain_view.h"

#include "cli/case_view.h"
#include "cli/json_out.h"
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

static void option_text(spr_buf *out, const sprawa_option *o) {
  spr_buf_printf(out, "  %s", o->event);
  if (*o->title) spr_buf_printf(out, " (%s)", o->title);
  if (o->anyone) spr_buf_puts(out, ", by anyone");
  if (!o->anyone && o->nby == 0) spr_buf_puts(out, ", by nobody but the operator");
  if (!o->anyone) spr_words_names(out, ", by ", o->by, o->nby);
  spr_words_names(out, " -> ", o->to, o->nto);
  if (o->may == SPRAWA_MAY_NOT) spr_buf_printf(out, ": %s", o->code);
  spr_buf_char(out, '\n');
  if (o->may != SPRAWA_MAY_NOT) data_text(out, o);
  reasons_text(out, o);
}

static void options_text(spr_buf *out, const sprawa_explanation *x, sprawa_may may, const char *head) {
  const sprawa_option *o = sprawa_explanation_option(x, 0);
  for (size_t i = 0; o; o = sprawa_explanation_option(x, ++i)) {
    if (o->may != may) continue;
    spr_buf_puts(out, head);
    option_text(out, o);
    head = "";
  }
}

/* -- what comes by itself ------------------------------------------------------------------------------- */

static void coming_text(spr_buf *out, const sprawa_explanation *x, bool full) {
  const sprawa_coming *c = sprawa_explanation_coming(x, 0);
  const sprawa_zone *zone = head_of(x)->zone;
  if (c) spr_buf_puts(out, "by themselves\n");
  for (size_t i = 0; c; c = sprawa_explanation_coming(x, ++i)) {
    static const char *const words[] = {[SPRAWA_COMING_DEADLINE] = "until",
                                        [SPRAWA_COMING_TIMER] = "timer at",
                                        [SPRAWA_COMING_SEND] = "sent at"};
    spr_buf_printf(out, "  %s  %s ", c->name, words[c->kind]);
    spr_words_end(out, zone, c->at, c->last_day, c->suspended, full);
    if (c->kind != SPRAWA_COMING_DEADLINE) spr_words_names(out, " -> ", c->to, c->nto);
    spr_words_missed(out, zone, c->overdue, c->missed);
    spr_buf_char(out, '\n');
  }
}

void spr_explain_view_events(const sprawa_explanation *x, spr_buf *out) {
  options_text(out, x, SPRAWA_MAY_NOW, "may happen now\n");
  options_text(out, x, SPRAWA_MAY_WITH_DATA, "may happen, as the event's data say\n");
  options_text(out, x, SPRAWA_MAY_NOT, "may not happen now\n");
  if (!sprawa_explanation_option(x, 0)) spr_buf_puts(out, "nothing is waited for from outside\n");
}

void spr_explain_view_text(const sprawa_explanation *x, bool full, spr_buf *out) {
  const sprawa_case *c = sprawa_explanation_case(x);
  uint32_t due = sprawa_explanation_due(x);
  spr_buf_printf(out, "%s %s ", head_of(x)->id, sprawa_explanation_open(x) ? "stands in" : "ended in");
  spr_words_joined(out, sprawa_explanation_states(x));
  spr_buf_char(out, '\n');
  if (due)
    spr_buf_printf(out, "%u thing%s %s due and will have happened first: sprawa tick\n", due,
                   due == 1 ? "" : "s", due == 1 ? "is" : "are");
  spr_explain_view_events(x, out);
  if (sprawa_case_task(c, 0)) spr_buf_puts(out, "tasks\n");
  spr_case_tasks_text(c, full, out);
  coming_text(out, x, full);
  spr_case_incidents_text(c, out);
}

void spr_explain_view_deadlines(const sprawa_explanation *x, spr_buf *out) {
  const sprawa_coming *c = sprawa_explanation_coming(x, 0);
  if (!c || c->kind != SPRAWA_COMING_DEADLINE) spr_buf_puts(out, "no open deadlines\n");
  for (size_t i = 0; c; c = sprawa_explanation_coming(x, ++i)) {
    if (c->kind != SPRAWA_COMING_DEADLINE) continue;
    spr_buf_puts(out, c->name);
    if (*c->basis) spr_buf_printf(out, " (%s)", c->basis);
    spr_words_missed(out, head_of(x)->zone, c->overdue, c->missed);
    spr_buf_char(out, '\n');
    spr_buf_puts(out, c->arithmetic);
  }
}

/* -- as JSON -------------------------------------------------------------------------------------------- */

static void data_json(spr_buf *out, const sprawa_option *o) {
  spr_json_open(out, "data", '[');
  for (size_t i = 0; i < o->ndata; i++) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "name", o->data[i].name);
    spr_json_word(out, "type", o->data[i].type);
    spr_json_bool(out, "required", o->data[i].required);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

static void reasons_json(spr_buf *out, const sprawa_option *o) {
  spr_json_open(out, "reasons", '[');
  for (size_t i = 0; i < o->nreasons; i++) {
    const sprawa_reason *r = &o->reasons[i];
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "text", r->text);
    if (*r->file) spr_json_word(out, "file", r->file);
    if (*r->file) spr_json_number(out, "line", r->line);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

static void option_json(spr_buf *out, const sprawa_option *o) {
  static const char *const may[] = {
      [SPRAWA_MAY_NOW] = "now", [SPRAWA_MAY_WITH_DATA] = "with-data", [SPRAWA_MAY_NOT] = "no"};
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "event", o->event);
  spr_json_word_or_null(out, "title", o->title);
  spr_json_word(out, "may", may[o->may]);
  spr_json_words(out, "by", o->by, o->nby);
  spr_json_bool(out, "anyone", o->anyone);
  spr_json_words(out, "to", o->to, o->nto);
  data_json(out, o);
  if (o->may == SPRAWA_MAY_NOT) spr_json_word(out, "code", o->code);
  reasons_json(out, o);
  spr_json_close(out, '}');
}

static void coming_json(spr_buf *out, const sprawa_coming *c, const sprawa_zone *zone) {
  static const char *const names[] = {
      [SPRAWA_COMING_DEADLINE] = "name", [SPRAWA_COMING_TIMER] = "state", [SPRAWA_COMING_SEND] = "event"};
  bool deadline = c->kind == SPRAWA_COMING_DEADLINE;
  spr_json_open(out, NULL, '{');
  spr_json_word(out, names[c->kind], c->name);
  spr_json_time(out, deadline ? "ends" : "at", zone, c->at);
  if (*c->last_day) spr_json_word(out, "last_day", c->last_day);
  if (deadline) spr_json_bool(out, "overdue", c->overdue);
  if (deadline) spr_json_time(out, "missed", zone, c->missed);
  if (deadline) spr_json_word_or_null(out, "basis", c->basis);
  spr_json_words(out, "to", c->to, c->nto);
  if (deadline) spr_json_word(out, "arithmetic", c->arithmetic);
  spr_json_close(out, '}');
}

static void comings_json(spr_buf *out, const sprawa_explanation *x, bool deadlines) {
  const sprawa_coming *c = sprawa_explanation_coming(x, 0);
  spr_json_open(out, deadlines ? "deadlines" : "timers", '[');
  for (size_t i = 0; c; c = sprawa_explanation_coming(x, ++i))
    if ((c->kind == SPRAWA_COMING_DEADLINE) == deadlines) coming_json(out, c, head_of(x)->zone);
  spr_json_close(out, ']');
}

void spr_explain_view_json(const sprawa_explanation *x, spr_buf *out) {
  const sprawa_option *o = sprawa_explanation_option(x, 0);
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "id", head_of(x)->id);
  spr_json_number(out, "seq", head_of(x)->seq);
  spr_json_joined(out, "configuration", head_of(x)->states);
  spr_json_number(out, "due", sprawa_explanation_due(x));
  spr_json_open(out, "events", '[');
  for (size_t i = 0; o; o = sprawa_explanation_option(x, ++i)) option_json(out, o);
  spr_json_close(out, ']');
  spr_case_tasks_json(sprawa_explanation_case(x), out);
  comings_json(out, x, true);
  comings_json(out, x, false);
  spr_case_incidents_json(sprawa_explanation_case(x), out);
  spr_json_close(out, '}');
  spr_json_end(out);
}
