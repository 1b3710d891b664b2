/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/explain_json.h"

#include "base/limits.h"
#include "doors/case_json.h"
#include "doors/json_out.h"

static const sprawa_case_row *head_of(const sprawa_explanation *x) {
  return sprawa_case_head(sprawa_explanation_case(x));
}

static void choices_json(spr_buf *out, const sprawa_datum *d) {
  spr_json_open(out, "choices", '[');
  for (size_t i = 0; i < d->nchoices; i++) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "word", d->choices[i]);
    spr_json_word_or_null(out, "title", d->choice_titles[i]);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

static void data_json(spr_buf *out, const sprawa_option *o) {
  spr_json_open(out, "data", '[');
  for (size_t i = 0; i < o->ndata; i++) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "name", o->data[i].name);
    spr_json_word_or_null(out, "title", o->data[i].title);
    spr_json_word(out, "type", o->data[i].type);
    spr_json_bool(out, "required", o->data[i].required);
    if (o->data[i].nchoices) choices_json(out, &o->data[i]);
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

typedef struct telling {
  spr_buf *out;
  const sprawa_explanation *x;
  spr_arithmetic_fn *words;
  const void *ud;
} telling;

static void arithmetic_json(const telling *t, const sprawa_coming *c, const sprawa_zone *zone) {
  spr_buf text;
  if (!t->words) {
    spr_json_word(t->out, "arithmetic", c->arithmetic);
    return;
  }
  spr_buf_init(&text, &spr_alloc_default, SPR_MAX_LOG_BYTES);
  t->words(t->ud, zone, c, &text);
  spr_json_text(t->out, "arithmetic", spr_buf_view(&text));
  if (text.failed) t->out->failed = true;
  spr_buf_release(&text);
}

static void coming_json(const telling *t, const sprawa_coming *c, const sprawa_zone *zone) {
  static const char *const names[] = {
      [SPRAWA_COMING_DEADLINE] = "name", [SPRAWA_COMING_TIMER] = "state", [SPRAWA_COMING_SEND] = "event"};
  spr_buf *out = t->out;
  bool deadline = c->kind == SPRAWA_COMING_DEADLINE;
  spr_json_open(out, NULL, '{');
  spr_json_word(out, names[c->kind], c->name);
  if (deadline) spr_json_word_or_null(out, "title", c->title);
  spr_json_time(out, deadline ? "ends" : "at", zone, c->at);
  if (*c->last_day) spr_json_word(out, "last_day", c->last_day);
  if (deadline) spr_json_bool(out, "suspended", c->suspended);
  if (deadline) spr_json_bool(out, "overdue", c->overdue);
  if (deadline) spr_json_time(out, "missed", zone, c->missed);
  if (deadline) spr_json_word_or_null(out, "basis", c->basis);
  spr_json_words(out, "to", c->to, c->nto);
  if (deadline) arithmetic_json(t, c, zone);
  spr_json_close(out, '}');
}

static void comings_json(const telling *t, bool deadlines) {
  const sprawa_explanation *x = t->x;
  spr_buf *out = t->out;
  const sprawa_coming *c = sprawa_explanation_coming(x, 0);
  spr_json_open(out, deadlines ? "deadlines" : "timers", '[');
  for (size_t i = 0; c; c = sprawa_explanation_coming(x, ++i))
    if ((c->kind == SPRAWA_COMING_DEADLINE) == deadlines) coming_json(t, c, head_of(x)->zone);
  spr_json_close(out, ']');
}

void spr_explain_json(const sprawa_explanation *x, spr_buf *out) {
  spr_explain_json_in(x, NULL, NULL, out);
}

void spr_explain_json_in(const sprawa_explanation *x, spr_arithmetic_fn *words, const void *ud,
                         spr_buf *out) {
  const telling t = {out, x, words, ud};
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
  comings_json(&t, true);
  comings_json(&t, false);
  spr_case_incidents_json(sprawa_explanation_case(x), out);
  spr_json_close(out, '}');
  spr_json_end(out);
}
