/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain_view.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "cli/case_view.h"
#include "cli/json_out.h"
#include "cli/report.h"
#include "lab/trace.h"

static const spr_model *model_of(const spr_loaded *l) {
  return l->definition->model;
}

static spr_str title_of(const spr_explained *x) {
  return x->decl ? spr_title_in(&x->decl->title, SPR_STR(""), SPR_STR("")) : SPR_STR("");
}

/* -- events as text ------------------------------------------------------------------------------------- */

static void names(spr_buf *out, const char *before, const spr_str *v, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) spr_buf_printf(out, "%s%.*s", i ? ", " : before, SPR_FMT(v[i]));
}

static void reasons_text(spr_buf *out, const spr_explained *x) {
  for (uint32_t i = 0; i < x->nreasons; i++) {
    const spr_reason *r = &x->reasons[i];
    spr_buf_puts(out, "      ");
    spr_utf8_clean(out, r->text, SPR_MAX_MESSAGE_BYTES);
    if (r->file.n) spr_buf_printf(out, " (%.*s:%u)", SPR_FMT(r->file), r->line);
    spr_buf_char(out, '\n');
  }
}

static void data_text(spr_buf *out, const spr_event_decl *d) {
  for (uint32_t i = 0; d && i < d->ndata; i++) {
    spr_buf_printf(out, "%s%.*s: ", i ? ", " : "      data ", SPR_FMT(d->data[i].name));
    spr_type_text(d->data[i].type, out);
    if (d->data[i].required) spr_buf_puts(out, " (required)");
  }
  if (d && d->ndata) spr_buf_char(out, '\n');
}

static void event_text(spr_buf *out, const spr_explained *x) {
  spr_str title = title_of(x);
  spr_buf_printf(out, "  %.*s", SPR_FMT(x->event));
  if (title.n) spr_buf_printf(out, " (%.*s)", SPR_FMT(title));
  if (x->anyone) spr_buf_puts(out, ", by anyone");
  if (!x->anyone && x->nby == 0) spr_buf_puts(out, ", by nobody but the operator");
  if (!x->anyone) names(out, ", by ", x->by, x->nby);
  names(out, " -> ", x->to, x->nto);
  if (x->may == SPR_MAY_NOT) spr_buf_printf(out, ": %s", spr_refusal_name(x->code));
  spr_buf_char(out, '\n');
  if (x->may != SPR_MAY_NOT) data_text(out, x->decl);
  reasons_text(out, x);
}

static void events_text(spr_buf *out, const spr_explanation *x, spr_may may, const char *head) {
  for (uint32_t i = 0; i < x->n; i++) {
    if (x->events[i].may != may) continue;
    spr_buf_puts(out, head);
    event_text(out, &x->events[i]);
    head = "";
  }
}

void spr_explain_view_text(const spr_loaded *l, const spr_explanation *x, spr_buf *out) {
  spr_buf_printf(out, "%.*s %s ", SPR_FMT(l->row.id), spr_case_open(x->copy) ? "stands in" : "ended in");
  spr_trace_states(out, x->copy);
  spr_buf_char(out, '\n');
  if (x->due)
    spr_buf_printf(out, "%u thing%s %s due and will have happened first: sprawa tick\n", x->due,
                   x->due == 1 ? "" : "s", x->due == 1 ? "is" : "are");
  events_text(out, x, SPR_MAY_NOW, "may happen now\n");
  events_text(out, x, SPR_MAY_WITH, "may happen, as the event's data say\n");
  events_text(out, x, SPR_MAY_NOT, "may not happen now\n");
  if (x->n == 0) spr_buf_puts(out, "nothing is waited for from outside\n");
  if (spr_case_tasks(l->c)) spr_buf_puts(out, "tasks\n");
  spr_case_tasks_text(l, out);
  if (spr_case_deadlines(l->c)) spr_buf_puts(out, "by themselves\n");
  spr_case_deadlines_text(l, out);
}

/* -- deadlines ------------------------------------------------------------------------------------------ */

static void arithmetic(const spr_loaded *l, const spr_open_deadline *d, spr_instant now, spr_buf *out) {
  const spr_model *m = model_of(l);
  spr_law law = {m->calendar, m->zone, spr_zone_day(m->zone, now)};
  spr_term_explain(&law, &d->term, now, out);
}

void spr_explain_view_deadlines(const spr_loaded *l, spr_instant now, spr_buf *out) {
  if (spr_case_deadlines(l->c) == 0) spr_buf_puts(out, "no open deadlines\n");
  for (uint32_t i = 0; i < spr_case_deadlines(l->c); i++) {
    spr_open_deadline d = spr_case_deadline(l->c, i);
    spr_str basis = d.def == SPR_NONE ? SPR_STR("") : model_of(l)->deadlines[d.def].basis;
    spr_buf_printf(out, "%.*s", SPR_FMT(d.path));
    if (basis.n) spr_buf_printf(out, " (%.*s)", SPR_FMT(basis));
    spr_buf_puts(out, d.missed ? " OVERDUE\n" : "\n");
    arithmetic(l, &d, now, out);
  }
}

static void deadlines_json(const spr_loaded *l, spr_instant now, spr_buf *out) {
  spr_buf text;
  spr_report_buf(&text);
  spr_json_open(out, "deadlines", '[');
  for (uint32_t i = 0; i < spr_case_deadlines(l->c); i++) {
    spr_open_deadline d = spr_case_deadline(l->c, i);
    spr_buf_clear(&text);
    arithmetic(l, &d, now, &text);
    spr_json_open(out, NULL, '{');
    spr_json_text(out, "name", d.path);
    spr_json_time(out, "ends", model_of(l)->zone, d.end.at);
    spr_json_bool(out, "overdue", d.missed);
    spr_json_text(out, "arithmetic", spr_buf_view(&text));
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
  spr_buf_release(&text);
}

/* -- events as JSON ------------------------------------------------------------------------------------- */

static void data_json(spr_buf *out, const spr_event_decl *d) {
  spr_buf type;
  spr_report_buf(&type);
  spr_json_open(out, "data", '[');
  for (uint32_t i = 0; d && i < d->ndata; i++) {
    spr_buf_clear(&type);
    spr_type_text(d->data[i].type, &type);
    spr_json_open(out, NULL, '{');
    spr_json_text(out, "name", d->data[i].name);
    spr_json_text(out, "type", spr_buf_view(&type));
    spr_json_bool(out, "required", d->data[i].required);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
  spr_buf_release(&type);
}

static void event_json(spr_buf *out, const spr_explained *x) {
  static const char *const may[] = {
      [SPR_MAY_NOW] = "now", [SPR_MAY_WITH] = "with-data", [SPR_MAY_NOT] = "no"};
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "event", x->event);
  spr_json_text_or_null(out, "title", title_of(x));
  spr_json_text(out, "may", spr_str_of(may[x->may]));
  spr_json_texts(out, "by", x->by, x->nby);
  spr_json_bool(out, "anyone", x->anyone);
  spr_json_texts(out, "to", x->to, x->nto);
  data_json(out, x->decl);
  if (x->may == SPR_MAY_NOT) spr_json_text(out, "code", spr_str_of(spr_refusal_name(x->code)));
  spr_json_open(out, "reasons", '[');
  for (uint32_t i = 0; i < x->nreasons; i++) {
    spr_json_open(out, NULL, '{');
    spr_json_text(out, "text", x->reasons[i].text);
    if (x->reasons[i].file.n) spr_json_text(out, "file", x->reasons[i].file);
    if (x->reasons[i].file.n) spr_json_number(out, "line", x->reasons[i].line);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
  spr_json_close(out, '}');
}

void spr_explain_view_json(const spr_loaded *l, const spr_explanation *x, spr_instant now, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "id", l->row.id);
  spr_json_number(out, "seq", l->row.seq);
  spr_json_joined(out, "configuration", l->row.configuration);
  spr_json_number(out, "due", x->due);
  spr_json_open(out, "events", '[');
  for (uint32_t i = 0; i < x->n; i++) event_json(out, &x->events[i]);
  spr_json_close(out, ']');
  spr_case_tasks_json(l, out);
  deadlines_json(l, now, out);
  spr_json_close(out, '}');
  spr_json_end(out);
}
