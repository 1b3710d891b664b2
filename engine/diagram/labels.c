/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/graph.h"
#include "diagram/words.h"

/* What stands at boxes and wires, in the picture's language. */

#define SHORT_GUARD 40 /* bytes of a condition that is shown in full */

static void put_word(const spr_graph *g, spr_word w, spr_buf *out) {
  spr_buf_puts(out, spr_word_in(g->language, w));
}

static spr_str title_in(const spr_graph *g, const spr_title *t, spr_str fallback) {
  return spr_title_in(t, g->language, fallback);
}

static void put_expr(const spr_graph *g, spr_expr_id x, spr_buf *out) {
  spr_str text = spr_str_trim(g->m->exprs[x].text);
  for (uint32_t i = 0; i < text.n; i++) spr_buf_char(out, text.p[i] == '\n' ? ' ' : text.p[i]);
}

static void put_duration(const spr_graph *g, const spr_dur *d, bool after, spr_buf *out) {
  if (d->expr == SPR_NONE) {
    spr_word_duration(g->language, &d->literal, after, out);
    return;
  }
  if (after)
    spr_buf_puts(out, spr_str_is(g->language, "pl") || spr_str_is(g->language, "cs") ? "po " : "after ");
  put_expr(g, d->expr, out);
}

/* -- states --------------------------------------------------------------------------------------------- */

spr_str spr_label_state(const spr_graph *g, int32_t state) {
  const spr_model *m = g->m;
  while (m->states[state].hidden && m->states[state].parent != SPR_NONE) state = m->states[state].parent;
  const spr_state *st = &m->states[state];
  return title_in(g, &st->title, st->parent == SPR_NONE ? m->workflow : st->name);
}

static spr_str who_name(const spr_graph *g, const spr_who *w) {
  if (w->kind != SPR_WHO_ROLE) return w->name;
  const spr_role *r = &g->m->roles[w->index];
  spr_str kind = r->kind == SPR_NONE ? r->name : title_in(g, &g->m->kinds[r->kind].title, r->name);
  return title_in(g, &r->title, kind);
}

static spr_str deadline_name(const spr_graph *g, const spr_deadline_def *d) {
  if (d->title.n || d->task == SPR_NONE) return title_in(g, &d->title, d->name);
  return title_in(g, &g->m->tasks[d->task].title, d->name);
}

static spr_str keep(spr_graph *g, const spr_buf *text) {
  if (text->failed) g->failed = text->nomem ? SPR_ENOMEM : SPR_ELIMIT;
  return spr_str_dup(g->arena, spr_buf_view(text));
}

static void add_deadline(spr_graph *g, const spr_deadline_def *d, spr_lines *out, int32_t max) {
  if (d->task != SPR_NONE || !d->within.given) return;
  spr_buf_clear(&g->text);
  if (!d->of_state || d->title.n) spr_buf_printf(&g->text, "%.*s: ", SPR_FMT(deadline_name(g, d)));
  put_duration(g, &d->within, false, &g->text);
  spr_lines_add(g->arena, out, keep(g, &g->text), max);
}

void spr_label_notes(spr_graph *g, const spr_state *st, spr_lines *out, int32_t max) {
  for (uint32_t i = 0; i < st->responsible.n; i++)
    spr_lines_add(g->arena, out, who_name(g, &st->responsible.v[i]), max);
  for (int32_t i = 0; i < st->ndeadlines; i++) add_deadline(g, &g->m->deadlines[st->deadlines + i], out, max);
}

/* -- what starts a transition --------------------------------------------------------------------------- */

static void put_of(const spr_graph *g, spr_word w, spr_str what, spr_buf *out) {
  put_word(g, w, out);
  spr_buf_printf(out, " %.*s", SPR_FMT(what));
}

/* `done` of the very state needs no name. */
static bool put_finished(const spr_graph *g, const spr_transition *t, spr_buf *out) {
  if (!spr_str_starts(t->event, SPR_STR("done.state."))) return false;
  int32_t s = spr_model_state(g->m, spr_str_sub(t->event, 11, t->event.n));
  if (s == SPR_NONE) return false;
  if (s == t->source)
    put_word(g, SPR_WORD_FINISHED, out);
  else
    put_of(g, SPR_WORD_FINISHED_OF, spr_label_state(g, s), out);
  return true;
}

/* The task of that name that is nearest to the state. */
static spr_str task_name(const spr_graph *g, int32_t state, spr_str name) {
  const spr_model *m = g->m;
  for (int32_t s = state; s != SPR_NONE; s = m->states[s].parent)
    for (int32_t i = 0; i < m->states[s].ntasks; i++)
      if (spr_str_eq(m->tasks[m->states[s].tasks + i].name, name))
        return title_in(g, &m->tasks[m->states[s].tasks + i].title, name);
  for (uint32_t i = 0; i < m->ntasks; i++)
    if (spr_str_eq(m->tasks[i].name, name)) return title_in(g, &m->tasks[i].title, name);
  return name;
}

static bool put_reserved(const spr_graph *g, const spr_transition *t, spr_buf *out) {
  spr_str e = t->event;
  if (put_finished(g, t, out)) return true;
  if (spr_str_starts(e, SPR_STR("done.tasks.")))
    put_word(g, SPR_WORD_TASKS_DONE, out);
  else if (spr_str_starts(e, SPR_STR("done.task.")))
    put_of(g, SPR_WORD_DONE_OF, task_name(g, t->source, spr_str_sub(e, 10, e.n)), out);
  else if (spr_str_starts(e, SPR_STR("done.case.")))
    put_of(g, SPR_WORD_CASE_ENDED, spr_str_sub(e, 10, e.n), out);
  else if (spr_str_is(e, "case.open"))
    put_word(g, SPR_WORD_OPENED, out);
  else if (spr_str_is(e, "case.reopen"))
    put_word(g, SPR_WORD_REOPENED, out);
  else if (spr_str_is(e, "error.execution"))
    put_word(g, SPR_WORD_ERROR, out);
  else
    return false;
  return true;
}

static void put_event(const spr_graph *g, const spr_transition *t, spr_buf *out) {
  int32_t e = spr_model_event(g->m, t->event);
  if (t->match == SPR_MATCH_ALL)
    put_word(g, SPR_WORD_ANY_EVENT, out);
  else if (t->match == SPR_MATCH_PREFIX)
    spr_buf_printf(out, "%.*s.*", SPR_FMT(t->event));
  else if (!put_reserved(g, t, out))
    spr_buf_str(out, e == SPR_NONE ? t->event : title_in(g, &g->m->events[e].title, t->event));
}

static void put_deadline(const spr_graph *g, const spr_transition *t, spr_buf *out) {
  bool late = t->trigger == SPR_TRIGGER_PASSED;
  const spr_deadline_def *d = &g->m->deadlines[t->index];
  if (d->of_state && d->title.n == 0)
    put_word(g, late ? SPR_WORD_LATE : SPR_WORD_ENDS, out);
  else
    put_of(g, late ? SPR_WORD_LATE_OF : SPR_WORD_ENDS_OF, deadline_name(g, d), out);
}

static void put_trigger(const spr_graph *g, const spr_transition *t, spr_buf *out) {
  const spr_model *m = g->m;
  spr_str title = title_in(g, &t->title, SPR_STR(""));
  if (title.n) {
    spr_buf_str(out, title);
    return;
  }
  switch (t->trigger) {
    case SPR_TRIGGER_EVENT: put_event(g, t, out); break;
    case SPR_TRIGGER_TIMER:
      if (m->timers[t->index].at_expr == SPR_NONE) {
        put_duration(g, &m->timers[t->index].within, true, out);
        break;
      }
      put_word(g, SPR_WORD_AT, out);
      spr_buf_char(out, ' ');
      put_expr(g, m->timers[t->index].at_expr, out);
      break;
    case SPR_TRIGGER_PASSED:
    case SPR_TRIGGER_ENDED: put_deadline(g, t, out); break;
    case SPR_TRIGGER_NEAR:
      put_duration(g, &m->warnings[t->index].before, false, out);
      spr_buf_char(out, ' ');
      put_of(g, SPR_WORD_BEFORE, deadline_name(g, &m->deadlines[m->warnings[t->index].deadline]), out);
      break;
    case SPR_TRIGGER_ALWAYS:
    case SPR_TRIGGER_INITIAL: break;
  }
}

/* -- conditions ----------------------------------------------------------------------------------------- */

static void put_guards(const spr_graph *g, const spr_transition *t, spr_buf *out) {
  for (uint32_t i = 0; i < t->nguards; i++) {
    if (i) spr_buf_puts(out, " and ");
    put_expr(g, t->guards[i], out);
  }
}

/* `hook.NAME()` alone is said by the hook's title. */
static spr_str hook_title(const spr_graph *g, spr_str guard) {
  if (!spr_str_starts(guard, SPR_STR("hook.")) || !spr_str_ends(guard, SPR_STR("()"))) return SPR_STR("");
  int32_t h = spr_model_hook(g->m, spr_str_sub(guard, 5, guard.n - 2));
  return h == SPR_NONE ? SPR_STR("") : title_in(g, &g->m->hooks[h].title, SPR_STR(""));
}

/* A title goes with the trigger, short code stands below it; what is long is only named there. */
static spr_str put_mark(spr_graph *g, spr_str guard, uint32_t row, spr_buf *out) {
  spr_str title = hook_title(g, guard);
  if (!title.n && guard.n <= SHORT_GUARD) return spr_str_printf(g->arena, "[%.*s]", SPR_FMT(guard));
  if (out->n) spr_buf_char(out, ' ');
  if (title.n) {
    spr_buf_printf(out, "[%.*s]", SPR_FMT(title));
  } else {
    spr_buf_printf(out, "[%s %u]", spr_word_in(g->language, SPR_WORD_CONDITION), row);
    *SPR_PUSH(g->arena, g->guards, g->nguards, g->cap_guards) =
        (spr_long_guard){.number = row, .code = guard};
  }
  return SPR_STR("");
}

/* Is it the last of several ways that begin alike, and the only one without a condition? */
static bool is_otherwise(const spr_graph *g, const spr_transition *t) {
  const spr_state *st = &g->m->states[t->source];
  const spr_transition *before = t - 1;
  if (t->nguards || t == &g->m->transitions[st->transitions]) return false;
  return before->trigger == t->trigger && before->index == t->index && before->match == t->match &&
         spr_str_eq(before->event, t->event) && before->nguards > 0;
}

spr_str spr_label_trigger(spr_graph *g, const spr_transition *t) {
  spr_buf_clear(&g->text);
  put_trigger(g, t, &g->text);
  return keep(g, &g->text);
}

spr_str spr_label_guards(spr_graph *g, const spr_transition *t) {
  spr_buf_clear(&g->text);
  put_guards(g, t, &g->text);
  return keep(g, &g->text);
}

spr_label spr_label_short(spr_graph *g, const spr_transition *t, uint32_t row) {
  spr_label label = {.code = SPR_STR("")};
  spr_str guard = t->nguards ? spr_label_guards(g, t) : SPR_STR("");
  spr_buf_clear(&g->text);
  put_trigger(g, t, &g->text);
  if (t->nguards) label.code = put_mark(g, guard, row, &g->text);
  if (is_otherwise(g, t))
    spr_buf_printf(&g->text, "%s[%s]", g->text.n ? " " : "", spr_word_in(g->language, SPR_WORD_OTHERWISE));
  label.text = keep(g, &g->text);
  return label;
}
