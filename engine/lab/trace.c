/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/trace.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "lab/literal.h"

static void indent(spr_buf *out, uint32_t spaces) {
  spr_buf_printf(out, "%*s", (int)spaces, "");
}

static void clean(spr_buf *out, spr_str s) {
  spr_utf8_clean(out, s, SPR_MAX_MESSAGE_BYTES);
}

static void labelled(spr_buf *out, const char *label, spr_str s) {
  spr_buf_puts(out, label);
  clean(out, s);
}

void spr_trace_instant(spr_buf *out, const spr_zone *zone, spr_instant t) {
  spr_day day = 0;
  int64_t ms = 0;
  spr_local_split(spr_zone_local(zone, t), &day, &ms);
  char date[11];
  spr_day_format(day, date);
  spr_buf_printf(out, "%s %02d:%02d", date, (int)(ms / 3600000), (int)(ms / 60000 % 60));
  if (ms % 60000 != 0) spr_buf_printf(out, ":%02d", (int)(ms / 1000 % 60));
  if (ms % 1000 != 0) spr_buf_printf(out, ".%03d", (int)(ms % 1000));
}

void spr_trace_end(spr_buf *out, const spr_zone *zone, const spr_end *end) {
  if (end->by_days) {
    char date[11];
    spr_day_format(end->day, date);
    spr_buf_puts(out, date);
  } else {
    spr_trace_instant(out, zone, end->at);
  }
  if (end->suspended) spr_buf_puts(out, " (suspended)");
}

spr_str spr_trace_state_name(const spr_model *m, int32_t state) {
  while (m->states[state].hidden && m->states[state].parent != SPR_NONE) state = m->states[state].parent;
  spr_str path = m->states[state].path;
  return path.n > 0 ? path : m->workflow;
}

void spr_trace_states(spr_buf *out, const spr_case *c) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  int32_t states[SPR_MAX_SHOWN_STATES];
  uint32_t n = spr_case_configuration(c, states, SPR_MAX_SHOWN_STATES);
  for (uint32_t i = 0; i < n && i < SPR_MAX_SHOWN_STATES; i++)
    spr_buf_printf(out, "%s%.*s", i > 0 ? ", " : "", SPR_FMT(spr_trace_state_name(m, states[i])));
  if (n > SPR_MAX_SHOWN_STATES) spr_buf_printf(out, " and %u more", n - SPR_MAX_SHOWN_STATES);
  if (n == 0) spr_buf_puts(out, "nowhere");
}

/* -- one step ------------------------------------------------------------------------------------------- */

static const char *input_word(spr_input_kind kind) {
  switch (kind) {
    case SPR_IN_OPEN: return "opened";
    case SPR_IN_DUE: return "due";
    case SPR_IN_DONE: return "done";
    case SPR_IN_SIGN: return "signed";
    case SPR_IN_WAIVE: return "waived";
    case SPR_IN_NOTE: return "note";
    case SPR_IN_REOPEN: return "reopen";
    case SPR_IN_RECOUNT: return "recount";
    case SPR_IN_EVENT:
    case SPR_IN_LINKED: break;
  }
  return "";
}

/* The event's name: of a timer, as the step found it. */
static spr_str event_of(const spr_input *in, const spr_result *r) {
  if (in->name.n > 0 || in->kind != SPR_IN_DUE) return in->name;
  for (uint32_t i = 0; i < r->neffects; i++)
    if (r->effects[i].kind == SPR_E_EVENT) return r->effects[i].text;
  return SPR_STR("");
}

static void heading(spr_buf *out, spr_str link, const spr_watched *x) {
  const spr_input *in = x->in;
  const spr_result *r = x->result;
  spr_trace_instant(out, x->loaded->definition->model->zone, x->loaded->now);
  if (link.n > 0) spr_buf_printf(out, " [%.*s]", SPR_FMT(link));
  const char *word = input_word(in->kind);
  spr_str event = r ? event_of(in, r) : in->name;
  if (*word) spr_buf_printf(out, " %s", word);
  if (event.n > 0) labelled(out, " ", event);
  if (in->by.n > 0) spr_buf_printf(out, " by %.*s", SPR_FMT(in->by));
  if (in->kind == SPR_IN_LINKED && in->link.n > 0) spr_buf_printf(out, " from %.*s", SPR_FMT(in->link));
  if (!r) labelled(out, ": given up: ", in->reason);
  if (r && r->outcome != SPR_TAKEN) spr_buf_printf(out, ": refused (%s)", spr_refusal_name(r->code));
  if (r && r->outcome == SPR_TAKEN) {
    spr_buf_puts(out, " -> ");
    spr_trace_states(out, x->loaded->c);
  }
  spr_buf_char(out, '\n');
}

static void place(spr_buf *out, const spr_case *c, const spr_effect *e) {
  spr_str file;
  uint32_t line;
  spr_effect_place(c, e, &file, &line);
  if (file.n == 0) return;
  spr_buf_printf(out, " (%.*s", SPR_FMT(file));
  if (line > 0) spr_buf_printf(out, ":%u", line);
  spr_buf_char(out, ')');
}

static void answer(spr_buf *out, const spr_zone *zone, const spr_effect *e) {
  clean(out, e->text);
  spr_buf_puts(out, " = ");
  spr_literal_show(zone, e->value, out);
  if (e->kind == SPR_E_DECISION && e->text2.n > 0) labelled(out, ", ", e->text2);
}

static void field(spr_buf *out, const spr_model *m, const spr_effect *e) {
  spr_str name = e->index == SPR_NONE || e->text.n > 0 ? e->text : m->fields[e->index].name;
  spr_buf_printf(out, "set %.*s to ", SPR_FMT(name));
  spr_literal_show(m->zone, e->value, out);
}

/* Does it say no more than its own text: "2 = 2"? */
static bool is_constant(const spr_effect *e) {
  char text[24] = "";
  if (e->value.type == SPR_INT) snprintf(text, sizeof text, "%lld", (long long)e->value.u.i);
  if (e->value.type == SPR_BOOL) snprintf(text, sizeof text, "%s", e->value.u.b ? "true" : "false");
  return spr_str_is(e->text, text);
}

bool spr_trace_shows(const spr_model *m, const spr_effect *e, unsigned what) {
  switch (e->kind) {
    case SPR_E_EVENT:
    case SPR_E_EXIT:
    case SPR_E_ENTER:
    case SPR_E_TIMER: return false;
    case SPR_E_DECISION: return (what & SPR_TRACE_DECISIONS) && !is_constant(e);
    case SPR_E_OBSERVED: return what & SPR_TRACE_DECISIONS;
    case SPR_E_TRANSITION: return m->transitions[e->index].trigger != SPR_TRIGGER_INITIAL;
    case SPR_E_ERROR: return true;
    default: return what & SPR_TRACE_EFFECTS;
  }
}

static void transition(spr_buf *out, const spr_model *m, const spr_transition *t) {
  spr_buf_printf(out, "transition of %.*s", SPR_FMT(spr_trace_state_name(m, t->source)));
  for (uint32_t i = 0; i < t->ntargets; i++)
    spr_buf_printf(out, "%s%.*s", i > 0 ? ", " : " -> ", SPR_FMT(spr_trace_state_name(m, t->targets[i])));
}

static spr_str deadline_path(const spr_model *m, const spr_effect *e) {
  return e->index == SPR_NONE ? e->text2 : m->deadlines[e->index].path;
}

void spr_trace_effect(spr_buf *out, const spr_model *m, const spr_effect *e) {
  switch (e->kind) {
    case SPR_E_DECISION:
    case SPR_E_OBSERVED: answer(out, m->zone, e); break;
    case SPR_E_FIELD: field(out, m, e); break;
    case SPR_E_RAISED: spr_buf_printf(out, "raise %.*s", SPR_FMT(e->text)); break;
    case SPR_E_SENT:
      spr_buf_printf(out, "send %.*s at ", SPR_FMT(e->text));
      spr_trace_instant(out, m->zone, e->at);
      break;
    case SPR_E_CANCELLED: spr_buf_printf(out, "cancel %.*s", SPR_FMT(e->text)); break;
    case SPR_E_MESSAGE:
      spr_buf_printf(out, "message %.*s to %.*s", SPR_FMT(e->text), SPR_FMT(e->text2));
      break;
    case SPR_E_OPEN:
      spr_buf_printf(out, "open %.*s as %.*s", SPR_FMT(m->workflows[e->index].name), SPR_FMT(e->text2));
      break;
    case SPR_E_DEADLINE:
      spr_buf_printf(out, "deadline %.*s %.*s", SPR_FMT(deadline_path(m, e)), SPR_FMT(e->text));
      break;
    case SPR_E_TRANSITION: transition(out, m, &m->transitions[e->index]); break;
    case SPR_E_TASK:
      spr_buf_printf(out, "task %.*s %.*s",
                     SPR_FMT(e->index == SPR_NONE ? e->text2 : m->tasks[e->index].name), SPR_FMT(e->text));
      break;
    case SPR_E_ROLE:
      spr_buf_printf(out, "role %.*s is %.*s", SPR_FMT(m->roles[e->index].name),
                     SPR_FMT(e->text.n ? e->text : SPR_STR("nobody")));
      break;
    case SPR_E_NOTIFY:
      spr_buf_printf(out, "notify %.*s: ", SPR_FMT(e->text));
      clean(out, e->text2);
      break;
    case SPR_E_NOTE: labelled(out, "note: ", e->text); break;
    case SPR_E_LOG: labelled(out, "log: ", e->text); break;
    case SPR_E_ERROR: labelled(out, "error: ", e->text); break;
    case SPR_E_UNTAKEN: spr_buf_printf(out, "nothing takes %.*s", SPR_FMT(e->text)); break;
    case SPR_E_ENDED: spr_buf_printf(out, "ended: %.*s", SPR_FMT(e->text)); break;
    case SPR_E_EVENT:
    case SPR_E_EXIT:
    case SPR_E_ENTER:
    case SPR_E_TIMER: break;
  }
}

/* Where the deadline ends, if it is still open. */
static void deadline_end(spr_buf *out, const spr_model *m, const spr_case *c, const spr_effect *e) {
  for (uint32_t i = 0; i < spr_case_deadlines(c); i++) {
    spr_open_deadline d = spr_case_deadline(c, i);
    if (d.missed || !spr_str_eq(d.path, deadline_path(m, e))) continue;
    spr_buf_puts(out, ", due ");
    spr_trace_end(out, m->zone, &d.end);
    return;
  }
}

/* With what only the case of that very step can tell. */
static void effect(spr_buf *out, const spr_case *c, const spr_effect *e) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  spr_trace_effect(out, m, e);
  if (e->kind == SPR_E_DECISION || e->kind == SPR_E_ERROR) place(out, c, e);
  if (e->kind == SPR_E_DECISION) spr_effect_facts(c, e, " reads ", out);
  if (e->kind == SPR_E_DEADLINE) deadline_end(out, m, c, e);
}

void spr_trace_step(spr_buf *out, uint32_t spaces, unsigned what, spr_str link, const spr_watched *x) {
  const spr_result *r = x->result;
  indent(out, spaces);
  heading(out, link, x);
  for (uint32_t i = 0; r && i < r->neffects; i++) {
    if (!spr_trace_shows(x->loaded->definition->model, &r->effects[i], what)) continue;
    indent(out, spaces + 2);
    effect(out, x->loaded->c, &r->effects[i]);
    spr_buf_char(out, '\n');
  }
  /* Why guards said no stands among the decisions already. */
  bool reasons = r && r->outcome != SPR_TAKEN && !(r->code == SPR_R_GUARD && (what & SPR_TRACE_DECISIONS));
  for (uint32_t i = 0; reasons && i < r->nreasons; i++) {
    indent(out, spaces + 2);
    clean(out, r->reasons[i].text);
    if (r->reasons[i].file.n > 0)
      spr_buf_printf(out, " (%.*s:%u)", SPR_FMT(r->reasons[i].file), r->reasons[i].line);
    spr_buf_char(out, '\n');
  }
}
