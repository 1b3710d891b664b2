/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/model.h"

static void put_value(spr_buf *out, spr_value v) {
  spr_v_json(out, v, NULL, NULL);
}

static void put_path(const spr_model *m, spr_buf *out, int32_t s) {
  if (s < 0)
    spr_buf_puts(out, "-");
  else if (s == 0)
    spr_buf_puts(out, "(root)");
  else
    spr_buf_str(out, m->states[s].path);
}

static void put_expr(const spr_model *m, spr_buf *out, const char *label, spr_expr_id e) {
  if (e < 0) return;
  spr_buf_printf(out, " %s `%.*s`", label, SPR_FMT(m->exprs[e].text));
}

static void put_whos(const spr_model *m, spr_buf *out, const char *label, const spr_whos *w) {
  static const char *const words[] = {[SPR_WHO_RESPONSIBLE] = "responsible",
                                      [SPR_WHO_DECIDES] = "decides",
                                      [SPR_WHO_PROVIDES] = "provides",
                                      [SPR_WHO_LINKED] = "linked",
                                      [SPR_WHO_ANYONE] = "anyone"};
  if (!w->given) return;
  spr_buf_printf(out, " %s [", label);
  for (uint32_t i = 0; i < w->n; i++) {
    const spr_who *x = &w->v[i];
    if (i) spr_buf_puts(out, ", ");
    if (x->kind == SPR_WHO_ROLE)
      spr_buf_printf(out, "role %.*s", SPR_FMT(m->roles[x->index].name));
    else if (x->kind == SPR_WHO_INSTITUTION)
      spr_buf_printf(out, "institution %.*s", SPR_FMT(x->name));
    else
      spr_buf_puts(out, words[x->kind]);
  }
  spr_buf_puts(out, "]");
}

static void put_dur(const spr_model *m, spr_buf *out, const char *label, const spr_dur *d) {
  if (!d->given) return;
  spr_buf_printf(out, " %s ", label);
  char text[64];
  if (d->expr >= 0) {
    spr_buf_printf(out, "`%.*s`", SPR_FMT(m->exprs[d->expr].text));
    return;
  }
  spr_duration_format(d->literal, text);
  spr_buf_puts(out, text);
  if (d->param >= 0) spr_buf_printf(out, " (param.%.*s)", SPR_FMT(m->params[d->param].name));
}

/* Depth is bounded by that of a file. */
static void put_tmpl(const spr_model *m, spr_buf *out, const spr_tmpl *t) {
  if (t->kind == SPR_TMPL_LITERAL) put_value(out, t->literal);
  if (t->kind == SPR_TMPL_EXPR) spr_buf_printf(out, "`%.*s`", SPR_FMT(m->exprs[t->expr].text));
  if (t->kind != SPR_TMPL_LIST && t->kind != SPR_TMPL_MAP) return;
  spr_buf_puts(out, t->kind == SPR_TMPL_LIST ? "[" : "{");
  for (uint32_t i = 0; i < t->n; i++) {
    if (i) spr_buf_puts(out, ", ");
    if (t->kind == SPR_TMPL_MAP) spr_buf_printf(out, "%.*s: ", SPR_FMT(t->keys[i]));
    put_tmpl(m, out, &t->items[i]);
  }
  spr_buf_puts(out, t->kind == SPR_TMPL_LIST ? "]" : "}");
}

static void put_title(spr_buf *out, const spr_title *t) {
  for (uint32_t i = 0; i < t->n; i++) {
    if (t->v[i].lang.n)
      spr_buf_printf(out, " %.*s:", SPR_FMT(t->v[i].lang));
    else
      spr_buf_puts(out, " title:");
    spr_json_string(out, t->v[i].text);
  }
}

/* -- declarations --------------------------------------------------------------------------------------- */

static void put_type(spr_buf *out, const spr_type *t) {
  spr_type_text(t, out);
  while (t->kind == SPR_T_LIST) t = t->of;
  for (uint32_t i = 0; i < t->nchoices; i++) {
    spr_buf_printf(out, "%s%.*s", i ? ", " : " [", SPR_FMT(t->choices[i]));
    put_title(out, &t->titles[i]);
  }
  if (t->nchoices) spr_buf_char(out, ']');
}

static void dump_field(const spr_model *m, spr_buf *out, const char *head, const spr_field *f) {
  spr_buf_printf(out, "%s %.*s: ", head, SPR_FMT(f->name));
  put_type(out, f->type);
  if (f->required) spr_buf_puts(out, " required");
  if (f->listed) spr_buf_puts(out, " listed");
  if (f->sensitive) spr_buf_puts(out, " sensitive");
  if (f->exact) spr_buf_puts(out, " searchable");
  if (f->has_default) {
    spr_buf_puts(out, " = ");
    put_tmpl(m, out, &f->initial);
  }
  spr_whos visible = {.given = f->has_visible, .v = f->visible, .n = f->nvisible};
  put_whos(m, out, "visible_to", &visible);
  put_title(out, &f->title);
  spr_buf_char(out, '\n');
}

static void dump_roles(const spr_model *m, spr_buf *out) {
  for (uint32_t i = 0; i < m->nkinds; i++) spr_buf_printf(out, "kind %.*s\n", SPR_FMT(m->kinds[i].name));
  for (uint32_t i = 0; i < m->nroles; i++) {
    const spr_role *r = &m->roles[i];
    spr_buf_printf(out, "role %.*s%s", SPR_FMT(r->name), r->implicit ? " implicit" : "");
    if (r->kind >= 0) spr_buf_printf(out, " kind %.*s", SPR_FMT(m->kinds[r->kind].name));
    put_expr(m, out, "is", r->is);
    put_expr(m, out, "of", r->of);
    if (r->keep) spr_buf_puts(out, " keep");
    if (r->hook >= 0) spr_buf_printf(out, " hook %.*s", SPR_FMT(m->hooks[r->hook].name));
    spr_buf_char(out, '\n');
  }
}

static void dump_params(const spr_model *m, spr_buf *out) {
  for (uint32_t i = 0; i < m->nparams; i++) {
    const spr_param *p = &m->params[i];
    spr_buf_printf(out, "param %.*s: ", SPR_FMT(p->name));
    put_type(out, p->type);
    spr_buf_puts(out, " = ");
    put_value(out, p->value);
    spr_buf_printf(out, "%s%s\n", p->by_city ? " by city" : "", p->required ? " required" : "");
  }
}

static void dump_declarations(const spr_model *m, spr_buf *out) {
  dump_roles(m, out);
  dump_params(m, out);
  for (uint32_t i = 0; i < m->nhooks; i++) {
    spr_buf_printf(out, "hook %.*s(%u)", SPR_FMT(m->hooks[i].name), (unsigned)m->hooks[i].ntakes);
    if (m->hooks[i].returns) spr_buf_puts(out, ": ");
    if (m->hooks[i].returns) put_type(out, m->hooks[i].returns);
    spr_buf_char(out, '\n');
  }
  for (uint32_t i = 0; i < m->nfields; i++) dump_field(m, out, "field", &m->fields[i]);
  for (uint32_t i = 0; i < m->nevents; i++) {
    const spr_event_decl *e = &m->events[i];
    spr_buf_printf(out, "event %.*s%s%s", SPR_FMT(e->name), e->internal ? " internal" : "",
                   e->any_data ? " any data" : "");
    put_whos(m, out, "by", &e->by);
    spr_buf_char(out, '\n');
    for (uint32_t k = 0; k < e->ndata; k++) dump_field(m, out, "  data", &e->data[k]);
  }
}

static void dump_indicator(spr_buf *out, const spr_indicator *x) {
  spr_buf_printf(out, "indicator %.*s %s", SPR_FMT(x->name), spr_measure_word(x->measure));
  if (x->deadline.n) spr_buf_printf(out, " of %.*s", SPR_FMT(x->deadline));
  if (x->from.n) spr_buf_printf(out, " from %.*s to %.*s", SPR_FMT(x->from), SPR_FMT(x->to));
  for (int k = 0; k < SPR_FIGURES && x->from.n; k++)
    if (x->figures >> k & 1) spr_buf_printf(out, " %s", spr_figure_word((spr_figure)k));
  spr_buf_printf(out, "%s%s", x->by_city ? " by city" : "", x->illustrative ? " illustrative" : "");
  put_title(out, &x->title);
  spr_buf_char(out, '\n');
}

/* -- states --------------------------------------------------------------------------------------------- */

static const char *const action_words[] = {
    [SPR_A_SET] = "set",       [SPR_A_APPEND] = "append", [SPR_A_REMOVE] = "remove",
    [SPR_A_KEEP] = "keep",     [SPR_A_RAISE] = "raise",   [SPR_A_SEND] = "send",
    [SPR_A_CANCEL] = "cancel", [SPR_A_CALL] = "call",     [SPR_A_RUN] = "run",
    [SPR_A_TASK] = "task",     [SPR_A_OPEN] = "open",     [SPR_A_SUSPEND] = "suspend",
    [SPR_A_RESUME] = "resume", [SPR_A_EXTEND] = "extend", [SPR_A_REASSIGN] = "reassign",
    [SPR_A_NOTIFY] = "notify",
};

static void put_index(const spr_model *m, spr_buf *out, const spr_action *a) {
  if (a->index < 0) return;
  spr_str name = a->kind == SPR_A_OPEN       ? m->workflows[a->index].name
                 : a->kind == SPR_A_REASSIGN ? m->roles[a->index].name
                                             : m->deadlines[a->index].path;
  spr_buf_printf(out, " %.*s", SPR_FMT(name));
}

static void dump_action(const spr_model *m, spr_buf *out, const spr_action *a) {
  spr_buf_printf(out, "      %s", action_words[a->kind]);
  put_expr(m, out, "when", a->when);
  for (uint32_t i = 0; i < a->nassigns; i++) {
    spr_buf_printf(out, " %.*s", SPR_FMT(a->assigns[i].name));
    if (a->kind == SPR_A_KEEP) continue;
    spr_buf_char(out, '=');
    put_tmpl(m, out, &a->assigns[i].value);
  }
  put_index(m, out, a);
  if (a->event.n) spr_buf_printf(out, " event %.*s", SPR_FMT(a->event));
  if (a->has_data) {
    spr_buf_puts(out, " data ");
    put_tmpl(m, out, &a->data);
  }
  put_dur(m, out, "after", &a->after);
  if (a->id.n) spr_buf_printf(out, " id %.*s", SPR_FMT(a->id));
  if (a->to.n) spr_buf_printf(out, " to %.*s", SPR_FMT(a->to));
  put_expr(m, out, "lua", a->expr);
  if (a->value.kind != SPR_TMPL_LITERAL || a->value.literal.type != SPR_NIL) {
    spr_buf_puts(out, " value ");
    put_tmpl(m, out, &a->value);
  }
  put_whos(m, out, "by", &a->by);
  put_title(out, &a->title);
  spr_buf_char(out, '\n');
}

static void dump_block(const spr_model *m, spr_buf *out, const char *label, const spr_block *b) {
  if (!b->n) return;
  spr_buf_printf(out, "    %s\n", label);
  for (uint32_t i = 0; i < b->n; i++) dump_action(m, out, &b->v[i]);
}

static void put_trigger(const spr_model *m, spr_buf *out, const spr_transition *t) {
  switch (t->trigger) {
    case SPR_TRIGGER_ALWAYS: spr_buf_puts(out, "always"); break;
    case SPR_TRIGGER_INITIAL: spr_buf_puts(out, "initial"); break;
    case SPR_TRIGGER_TIMER: spr_buf_printf(out, "timer %d", (int)t->index); break;
    case SPR_TRIGGER_PASSED: spr_buf_printf(out, "passed %.*s", SPR_FMT(m->deadlines[t->index].path)); break;
    case SPR_TRIGGER_ENDED: spr_buf_printf(out, "ended %.*s", SPR_FMT(m->deadlines[t->index].path)); break;
    case SPR_TRIGGER_NEAR:
      spr_buf_printf(out, "near %.*s", SPR_FMT(m->deadlines[m->warnings[t->index].deadline].path));
      put_dur(m, out, "before", &m->warnings[t->index].before);
      break;
    case SPR_TRIGGER_EVENT:
      if (t->match == SPR_MATCH_ALL)
        spr_buf_puts(out, "on *");
      else
        spr_buf_printf(out, "on %.*s%s", SPR_FMT(t->event), t->match == SPR_MATCH_PREFIX ? ".*" : "");
      break;
  }
}

static void dump_transition(const spr_model *m, spr_buf *out, const spr_transition *t) {
  spr_buf_puts(out, "    ");
  put_trigger(m, out, t);
  put_whos(m, out, "by", &t->by);
  for (uint32_t i = 0; i < t->nguards; i++) put_expr(m, out, "when", t->guards[i]);
  for (uint32_t i = 0; i < t->ntargets; i++) {
    spr_buf_puts(out, " -> ");
    put_path(m, out, t->targets[i]);
  }
  if (t->reenter) spr_buf_puts(out, " reenter");
  if (t->poisoned) spr_buf_puts(out, " poisoned");
  put_title(out, &t->title);
  spr_buf_char(out, '\n');
  for (uint32_t i = 0; i < t->actions.n; i++) dump_action(m, out, &t->actions.v[i]);
}

static void dump_deadline(const spr_model *m, spr_buf *out, const spr_deadline_def *d) {
  static const char *const rolls[] = {
      [SPR_ROLL_NEXT] = "next", [SPR_ROLL_NONE] = "none", [SPR_ROLL_PREVIOUS] = "previous"};
  spr_buf_printf(out, "    deadline %.*s", SPR_FMT(d->path));
  put_dur(m, out, "within", &d->within);
  put_expr(m, out, "from", d->from);
  put_expr(m, out, "before", d->before);
  if (d->before_deadline >= 0)
    spr_buf_printf(out, " before deadline %.*s", SPR_FMT(m->deadlines[d->before_deadline].path));
  if (d->until_state >= 0) spr_buf_puts(out, " until state ");
  if (d->until_state >= 0) put_path(m, out, d->until_state);
  if (d->until_event.n) spr_buf_printf(out, " until event %.*s", SPR_FMT(d->until_event));
  spr_buf_printf(out, " roll %s%s%s", rolls[d->roll], d->ends ? " ends" : "",
                 d->consequence ? "" : " without consequence");
  put_expr(m, out, "when", d->when);
  spr_buf_char(out, '\n');
}

static void dump_task(const spr_model *m, spr_buf *out, const spr_task_def *t) {
  spr_buf_printf(out, "    task %.*s%s%s", SPR_FMT(t->name), t->all ? " all" : "",
                 t->required ? "" : " optional");
  put_whos(m, out, "by", &t->by);
  put_expr(m, out, "when", t->when);
  if (t->deadline >= 0) spr_buf_printf(out, " due %.*s", SPR_FMT(m->deadlines[t->deadline].path));
  put_dur(m, out, "every", &t->every);
  if (t->service.n) spr_buf_printf(out, " service %.*s", SPR_FMT(t->service));
  put_title(out, &t->title);
  spr_buf_char(out, '\n');
}

static void dump_obligations(const spr_model *m, spr_buf *out, const spr_state *s) {
  for (int32_t i = 0; i < s->ndeadlines; i++) dump_deadline(m, out, &m->deadlines[s->deadlines + i]);
  for (int32_t i = 0; i < s->ntasks; i++) dump_task(m, out, &m->tasks[s->tasks + i]);
  for (uint32_t i = 0; i < s->nstops; i++)
    spr_buf_printf(out, "    stops %.*s\n", SPR_FMT(m->deadlines[s->stops_clock[i]].path));
  if (s->occupies_role >= 0) {
    spr_buf_printf(out, "    occupies %.*s", SPR_FMT(m->roles[s->occupies_role].name));
    put_expr(m, out, "places", s->occupies_places);
    spr_buf_char(out, '\n');
  }
}

static void dump_state(const spr_model *m, spr_buf *out, int32_t index) {
  static const char *const kinds[] = {"atomic", "compound",        "parallel",
                                      "final",  "history shallow", "history deep"};
  const spr_state *s = &m->states[index];
  spr_buf_printf(out, "state %d..%d ", (int)index, (int)s->last);
  put_path(m, out, index);
  spr_buf_printf(out, " %s%s%s parent %d scope %d of %.*s", kinds[s->kind], s->hidden ? " hidden" : "",
                 s->stage ? " stage" : "", (int)s->parent, (int)s->scope,
                 SPR_FMT(m->workflows[s->workflow].name));
  put_title(out, &s->title);
  spr_buf_char(out, '\n');
  spr_whos const *matrix[] = {&s->responsible, &s->decides, &s->provides, &s->monitors, &s->informed};
  static const char *const words[] = {"responsible", "decides", "provides", "monitors", "informed"};
  for (int i = 0; i < 5; i++) {
    if (!matrix[i]->given) continue;
    spr_buf_puts(out, "   ");
    put_whos(m, out, words[i], matrix[i]);
    spr_buf_char(out, '\n');
  }
  if (s->outcome.n) spr_buf_printf(out, "    outcome %.*s", SPR_FMT(s->outcome));
  if (s->has_data) spr_buf_puts(out, " data ");
  if (s->has_data) put_tmpl(m, out, &s->data);
  if (s->outcome.n) spr_buf_char(out, '\n');
  dump_obligations(m, out, s);
  dump_block(m, out, "entry", &s->entry);
  dump_block(m, out, "exit", &s->exit);
  if (s->initial >= 0) dump_transition(m, out, &m->transitions[s->initial]);
  for (int32_t i = 0; i < s->ntransitions; i++) dump_transition(m, out, &m->transitions[s->transitions + i]);
}

static void dump_timers(const spr_model *m, spr_buf *out) {
  for (uint32_t i = 0; i < m->ntimers; i++) {
    spr_buf_printf(out, "timer %u in ", (unsigned)i);
    put_path(m, out, m->timers[i].state);
    put_dur(m, out, "after", &m->timers[i].within);
    put_expr(m, out, "at", m->timers[i].at_expr);
    spr_buf_char(out, '\n');
  }
}

void spr_model_dump(const spr_model *m, spr_buf *out) {
  spr_buf_printf(out, "model %.*s %.*s workflow %.*s%s%s\n", SPR_FMT(m->package), SPR_FMT(m->version),
                 SPR_FMT(m->workflow), m->alone ? " alone" : "", m->faulty ? " faulty" : "");
  dump_declarations(m, out);
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) dump_state(m, out, s);
  dump_timers(m, out);
  for (uint32_t i = 0; i < m->nindicators; i++) dump_indicator(out, &m->indicators[i]);
  if (m->opens.given) {
    put_whos(m, out, "opens by", &m->opens);
    spr_buf_char(out, '\n');
  }
  if (!m->reopen.given) return;
  spr_buf_puts(out, "reopen to ");
  put_path(m, out, m->reopen.to);
  put_whos(m, out, "by", &m->reopen.by);
  put_dur(m, out, "within", &m->reopen.within);
  for (uint32_t i = 0; i < m->reopen.nguards; i++) put_expr(m, out, "when", m->reopen.guards[i]);
  spr_buf_char(out, '\n');
}
