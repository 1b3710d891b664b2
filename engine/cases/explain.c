/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/explain.h"

#include "base/limits.h"
#include "cases/desk_impl.h"

typedef struct explainer {
  spr_loaded *l;
  const spr_model *m;
  spr_env env;
  const spr_view *view;
  spr_str by; /* that of its institutions as which it is tried; empty: the operator, or nobody */
  spr_arena *arena;
  spr_explanation *x;
  spr_str *candidates;
  uint32_t ncandidates, cap;
} explainer;

/* -- the copy ------------------------------------------------------------------------------------------- */

static spr_status run(explainer *e, spr_case *c, const spr_input *in, spr_result *r) {
  spr_step_run(c, &e->env, spr_rules_ops(), e->l->definition->rules, in, r);
  return r->code == SPR_R_NOMEM ? SPR_ENOMEM : SPR_OK;
}

/* What is due comes first. A thing that gets stuck is passed over: the same would happen to it before an
 * event. */
static spr_status run_due(explainer *e, spr_case *c, uint32_t *n) {
  spr_input in = {.kind = SPR_IN_DUE, .occurred = SPR_NO_INSTANT, .data = SPR_V_NIL};
  spr_instant now = e->env.now;
  spr_status st = SPR_OK;
  for (*n = 0; st == SPR_OK && *n < SPR_MAX_IMMEDIATE_SENDS && spr_case_open(c); ++*n) {
    spr_instant at = spr_case_next_due(c);
    spr_result r;
    if (at == SPR_NO_INSTANT || at > now) break;
    e->env = spr_loaded_env(e->l, at);
    st = run(e, c, &in, &r);
    if (st == SPR_OK && r.outcome == SPR_STUCK) spr_case_set_aside(c);
    if (st == SPR_OK && r.outcome == SPR_REFUSED) break;
  }
  e->env = spr_loaded_env(e->l, now);
  return st;
}

static spr_status copy_case(explainer *e, spr_case **out) {
  uint32_t n = 0;
  spr_status st = spr_loaded_snapshot(e->l);
  if (st != SPR_OK) return st;
  st = spr_case_decode(e->l->definition->chart, &e->l->desk->alloc, spr_buf_view(&e->l->snapshot), out);
  if (st != SPR_OK) return st == SPR_EINVAL ? SPR_ECORRUPT : st;
  st = run_due(e, *out, &n);
  e->x->due = n;
  if (st == SPR_OK) return st;
  spr_case_free(*out);
  *out = NULL;
  return st;
}

/* -- who ------------------------------------------------------------------------------------------------ */

static void offer(explainer *e, spr_str id) {
  if (id.n == 0) return;
  for (uint32_t i = 0; i < e->ncandidates; i++)
    if (spr_str_eq(e->candidates[i], id)) return;
  *SPR_PUSH(e->arena, e->candidates, e->ncandidates, e->cap) = spr_str_dup(e->arena, id);
}

/* Whoever could be meant by a rule: the institutions of the city, those that play a role (perhaps elsewhere),
 * and those that the definition names. */
static void find_candidates(explainer *e, const spr_case *c) {
  const spr_city *city = e->m->city;
  for (uint32_t i = 0; city && i < city->ninstitutions; i++) offer(e, city->institutions[i].id);
  for (uint32_t i = 0; i < e->m->nroles; i++) offer(e, spr_case_role(c, (int32_t)i));
  for (uint32_t i = 0; i < e->m->nevents; i++)
    for (uint32_t k = 0; k < e->m->events[i].by.n; k++)
      if (e->m->events[i].by.v[k].kind == SPR_WHO_INSTITUTION) offer(e, e->m->events[i].by.v[k].name);
  for (uint32_t i = 0; i < e->m->ntransitions; i++)
    for (uint32_t k = 0; k < e->m->transitions[i].by.n; k++)
      if (e->m->transitions[i].by.v[k].kind == SPR_WHO_INSTITUTION)
        offer(e, e->m->transitions[i].by.v[k].name);
}

static spr_status is_competent(explainer *e, spr_str event, spr_str by, bool *out) {
  spr_input in = {.kind = SPR_IN_EVENT,
                  .name = event,
                  .by = by,
                  .probe = true,
                  .data = SPR_V_NIL,
                  .occurred = SPR_NO_INSTANT};
  spr_result r;
  spr_status st = run(e, e->x->copy, &in, &r);
  *out = r.outcome == SPR_TAKEN || r.code == SPR_R_GUARD;
  return st;
}

static spr_status find_senders(explainer *e, spr_explained *x) {
  spr_status st = is_competent(e, x->event, SPR_STR(""), &x->anyone);
  spr_str *by = SPR_NEW_N(e->arena, spr_str, e->ncandidates + 1);
  for (uint32_t i = 0; i < e->ncandidates && st == SPR_OK && !x->anyone; i++) {
    bool may = false;
    st = is_competent(e, x->event, e->candidates[i], &may);
    if (may) by[x->nby++] = e->candidates[i];
  }
  x->by = by;
  return st;
}

/* -- whether, and why not ------------------------------------------------------------------------------- */

static spr_reason *keep_reasons(explainer *e, const spr_result *r, spr_explained *x) {
  spr_reason *v = SPR_NEW_N(e->arena, spr_reason, r->nreasons + 1);
  for (uint32_t i = 0; i < r->nreasons; i++)
    v[i] = (spr_reason){.why = r->reasons[i].why,
                        .text = spr_str_dup(e->arena, r->reasons[i].text),
                        .file = spr_str_dup(e->arena, r->reasons[i].file),
                        .line = r->reasons[i].line,
                        .pointer = spr_str_dup(e->arena, r->reasons[i].pointer)};
  x->code = r->code;
  x->reasons = v;
  x->nreasons = r->nreasons;
  return v;
}

static bool is_among(const spr_str *v, uint32_t n, spr_str name) {
  for (uint32_t i = 0; i < n; i++)
    if (spr_str_eq(v[i], name)) return true;
  return false;
}

/* Where something leads: each state once. */
typedef struct targets {
  spr_str *v;
  uint32_t n, cap;
} targets;

static void add_targets(explainer *e, targets *to, const spr_transition *t) {
  for (uint32_t k = 0; k < t->ntargets; k++) {
    spr_str path = e->m->states[t->targets[k]].path;
    if (!is_among(to->v, to->n, path)) *SPR_PUSH(e->arena, to->v, to->n, to->cap) = path;
  }
}

static void keep_targets(explainer *e, const spr_result *r, spr_explained *x) {
  targets to = {.v = NULL};
  for (uint32_t i = 0; i < r->neffects; i++)
    if (r->effects[i].kind == SPR_E_TRANSITION) add_targets(e, &to, &e->m->transitions[r->effects[i].index]);
  x->to = to.v;
  x->nto = to.n;
}

static bool matches(const spr_transition *t, spr_str name) {
  switch (t->match) {
    case SPR_MATCH_ALL: return true;
    case SPR_MATCH_EXACT: return spr_str_eq(t->event, name);
    case SPR_MATCH_PREFIX: break;
  }
  return spr_str_starts(name, t->event) && (name.n == t->event.n || name.p[t->event.n] == '.');
}

/* Has a guard of it said no, whatever the data are? */
static bool is_barred(const spr_result *r, const spr_transition *t) {
  for (uint32_t i = 0; i < r->neffects; i++) {
    const spr_effect *f = &r->effects[i];
    bool no = f->kind == SPR_E_DECISION && f->value.type == SPR_BOOL && !f->value.u.b;
    for (uint32_t k = 0; no && !(f->facts & SPR_FACT_EVENT) && k < t->nguards; k++)
      if (t->guards[k] == f->index) return true;
  }
  return false;
}

/* Where it may lead, as the data are. */
static void keep_possible(explainer *e, const spr_result *r, spr_explained *x) {
  targets to = {.v = NULL};
  for (uint32_t i = 0; i < e->m->ntransitions; i++) {
    const spr_transition *t = &e->m->transitions[i];
    bool waits = t->trigger == SPR_TRIGGER_EVENT && spr_case_active(e->x->copy, t->source);
    if (waits && matches(t, x->event) && !is_barred(r, t)) add_targets(e, &to, t);
  }
  x->to = to.v;
  x->nto = to.n;
}

#define NEEDS_DATA "needs the event's data"

/* A guard that failed did not decide; without the data its message would only confuse. */
static void rename_failures(explainer *e, const spr_result *r, spr_reason *v, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    bool decided = false;
    for (uint32_t k = 0; k < r->neffects; k++) {
      spr_str file;
      uint32_t line = 0;
      if (r->effects[k].kind != SPR_E_DECISION) continue;
      spr_effect_place(e->x->copy, &r->effects[k], &file, &line);
      decided = decided || (line == v[i].line && spr_str_eq(file, v[i].file));
    }
    if (!decided)
      v[i] = (spr_reason){
          .why = SPR_WHY_UNDECIDED, .text = SPR_STR(NEEDS_DATA), .file = v[i].file, .line = v[i].line};
  }
}

/* Did a guard that said no look at the event, or fail, which it may do for lack of data? */
static bool hangs_on_data(const spr_result *r) {
  uint32_t no = 0;
  for (uint32_t i = 0; i < r->neffects; i++) {
    const spr_effect *f = &r->effects[i];
    if (f->kind != SPR_E_DECISION || f->value.type != SPR_BOOL || f->value.u.b) continue;
    if (f->facts & SPR_FACT_EVENT) return true;
    no++;
  }
  return r->nreasons > no;
}

/* A guard that has looked at the data without there being any, or has failed, which it may for lack of them,
 * may answer otherwise with them: told as what looks at them. */
static void keep_watchers(explainer *e, const spr_result *r, spr_explained *x) {
  uint32_t cap = 0;
  spr_reason *v = NULL;
  for (uint32_t i = 0; i < r->neffects; i++) {
    const spr_effect *f = &r->effects[i];
    bool failed = f->kind == SPR_E_ERROR;
    if (!failed && (f->kind != SPR_E_DECISION || !(f->facts & SPR_FACT_EVENT))) continue;
    spr_reason *w = SPR_PUSH(e->arena, v, x->nreasons, cap);
    spr_effect_place(e->x->copy, f, &w->file, &w->line);
    w->file = spr_str_dup(e->arena, w->file);
    w->text = failed ? SPR_STR(NEEDS_DATA) : spr_str_dup(e->arena, f->text);
    w->why = failed ? SPR_WHY_UNDECIDED : SPR_WHY_CONDITION;
  }
  x->reasons = v;
  if (x->nreasons) x->may = SPR_MAY_WITH;
}

/* An event that nobody declared may have any data, and may need them. */
static bool takes_data(const spr_event_decl *d) {
  return !d || d->any_data || d->ndata > 0;
}

static bool wants_data(const spr_event_decl *d) {
  if (!d) return true;
  for (uint32_t i = 0; d && i < d->ndata; i++)
    if (d->data[i].required) return true;
  return false;
}

static spr_input input_of(const explainer *e, spr_str event) {
  return (spr_input){.kind = SPR_IN_EVENT,
                     .name = event,
                     .by = e->by,
                     .operator= e->view->everything,
                     .data = SPR_V_NIL,
                     .occurred = SPR_NO_INSTANT};
}

/* The whole step, with its actions and what must hold after it, on a copy of its own, which is held where a
 * jump out of the arena does not lose it. */
static spr_status try_whole(explainer *e, const spr_input *in, spr_explained *x) {
  spr_result r;
  spr_status st = copy_case(e, &e->x->tried);
  if (st != SPR_OK) return st;
  st = run(e, e->x->tried, in, &r);
  if (st == SPR_OK && r.outcome != SPR_TAKEN) {
    x->may = SPR_MAY_NOT;
    (void)keep_reasons(e, &r, x);
  }
  spr_case_free(e->x->tried);
  e->x->tried = NULL;
  return st;
}

static spr_status try_event(explainer *e, spr_explained *x) {
  spr_result r;
  spr_input in = input_of(e, x->event);
  in.probe = true;
  spr_status st = run(e, e->x->copy, &in, &r);
  if (st != SPR_OK) return st;
  if (r.outcome == SPR_TAKEN) {
    keep_targets(e, &r, x);
    if (takes_data(x->decl)) keep_watchers(e, &r, x);
    if (x->may == SPR_MAY_WITH) keep_possible(e, &r, x);
    in.probe = false;
    /* Without its data the step cannot be taken as a whole. */
    if (x->may == SPR_MAY_NOW && !wants_data(x->decl)) st = try_whole(e, &in, x);
  } else {
    bool with = r.code == SPR_R_GUARD && takes_data(x->decl) && hangs_on_data(&r);
    spr_reason *v = keep_reasons(e, &r, x);
    x->may = with ? SPR_MAY_WITH : SPR_MAY_NOT;
    if (with) rename_failures(e, &r, v, x->nreasons);
    if (with) keep_possible(e, &r, x);
  }
  return st;
}

static spr_status try_reopening(explainer *e, spr_explained *x) {
  spr_input in = input_of(e, SPR_STR(""));
  in.kind = SPR_IN_REOPEN;
  return try_whole(e, &in, x);
}

/* -- as whom -------------------------------------------------------------------------------------------- */

typedef spr_status try_fn(explainer *e, spr_explained *x);

/* The less the better. That somebody else is competent tells least. */
static unsigned rank(const spr_explained *x) {
  return 2u * x->may + (x->may == SPR_MAY_NOT && x->code == SPR_R_NOT_COMPETENT);
}

/* The answer of the institution that may do most. */
static spr_status try_all(explainer *e, spr_explained *x, const spr_str *v, uint32_t n, try_fn *try) {
  spr_explained asked = *x;
  spr_status st = SPR_OK;
  for (uint32_t i = 0; i < n && st == SPR_OK && (i == 0 || x->may != SPR_MAY_NOW); i++) {
    spr_explained y = asked;
    e->by = v[i];
    st = try(e, &y);
    if (i == 0 || rank(&y) < rank(x)) *x = y;
  }
  return st;
}

static spr_status try_own(explainer *e, spr_explained *x, const spr_str *v, uint32_t n, try_fn *try) {
  static const spr_str nobody = {0};
  return e->view->everything || n == 0 ? try_all(e, x, &nobody, 1, try) : try_all(e, x, v, n, try);
}

/* Who is not competent need not be asked, where another one is. */
static spr_status explain_event(explainer *e, spr_explained *x) {
  const spr_view *v = e->view;
  spr_status st = find_senders(e, x);
  if (st != SPR_OK) return st;
  spr_str *own = SPR_NEW_N(e->arena, spr_str, v->nas + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < v->nas; i++)
    if (x->anyone || is_among(x->by, x->nby, v->as[i])) own[n++] = v->as[i];
  return n > 0 ? try_own(e, x, own, n, try_event) : try_own(e, x, v->as, v->nas > 0, try_event);
}

/* -- which ---------------------------------------------------------------------------------------------- */

static bool waits_for(const explainer *e, spr_str event) {
  for (uint32_t i = 0; i < e->m->ntransitions; i++) {
    const spr_transition *t = &e->m->transitions[i];
    if (t->trigger == SPR_TRIGGER_EVENT && spr_case_active(e->x->copy, t->source) && matches(t, event))
      return true;
  }
  return false;
}

/* An event that only linked cases send is nobody's to send. */
static bool only_linked(const spr_event_decl *d) {
  for (uint32_t i = 0; i < d->by.n; i++)
    if (d->by.v[i].kind != SPR_WHO_LINKED) return false;
  return d->by.given && d->by.n > 0;
}

static bool is_listed(const explainer *e, spr_str event) {
  for (uint32_t i = 0; i < e->x->n; i++)
    if (spr_str_eq(e->x->events[i].event, event)) return true;
  return false;
}

/* A workflow that stands alone need not declare its events. */
static spr_status explain_undeclared(explainer *e) {
  spr_status st = SPR_OK;
  for (uint32_t i = 0; i < e->m->ntransitions && st == SPR_OK; i++) {
    const spr_transition *t = &e->m->transitions[i];
    bool names = t->trigger == SPR_TRIGGER_EVENT && t->match == SPR_MATCH_EXACT;
    if (!names || spr_model_event(e->m, t->event) != SPR_NONE || is_listed(e, t->event)) continue;
    if (!spr_case_active(e->x->copy, t->source)) continue;
    spr_explained *x = &e->x->events[e->x->n];
    *x = (spr_explained){.event = t->event};
    st = explain_event(e, x);
    e->x->n += x->may != SPR_MAY_NOT || x->code != SPR_R_RESERVED;
  }
  return st;
}

static spr_status explain_open(explainer *e) {
  spr_status st = SPR_OK;
  uint32_t most = e->m->nevents + (e->m->alone ? e->m->ntransitions : 0);
  e->x->events = SPR_NEW_N(e->arena, spr_explained, most + 1);
  find_candidates(e, e->x->copy);
  for (uint32_t i = 0; i < e->m->nevents && st == SPR_OK; i++) {
    const spr_event_decl *d = &e->m->events[i];
    if (d->internal || only_linked(d) || !waits_for(e, d->name)) continue;
    e->x->events[e->x->n] = (spr_explained){.event = d->name, .decl = d};
    st = explain_event(e, &e->x->events[e->x->n++]);
  }
  return st == SPR_OK && e->m->alone ? explain_undeclared(e) : st;
}

static spr_status explain_ended(explainer *e) {
  if (!e->m->reopen.given) return SPR_OK;
  e->x->events = SPR_NEW_N(e->arena, spr_explained, 1);
  spr_explained *x = &e->x->events[e->x->n++];
  spr_str *to = SPR_NEW_N(e->arena, spr_str, 1);
  to[0] = e->m->states[e->m->reopen.to].path;
  *x = (spr_explained){.event = SPR_STR("case.reopen"), .to = to, .nto = 1};
  return try_own(e, x, e->view->as, e->view->nas, try_reopening);
}

static spr_status explain(explainer *e) {
  spr_status st = copy_case(e, &e->x->copy);
  if (st != SPR_OK) return st;
  st = spr_case_open(e->x->copy) ? explain_open(e) : explain_ended(e);
  if (st != SPR_OK) spr_explanation_release(e->x);
  return st;
}

spr_status spr_explain(spr_loaded *l, spr_instant now, const spr_view *view, spr_arena *a,
                       spr_explanation *out) {
  *out = (spr_explanation){0};
  if (!l->c) return SPR_EINVAL;
  if (l->row.at > now) now = l->row.at;
  explainer e = {
      .l = l, .m = l->definition->model, .env = spr_loaded_env(l, now), .view = view, .arena = a, .x = out};
  return explain(&e);
}

void spr_explanation_release(spr_explanation *x) {
  spr_case_free(x->copy);
  spr_case_free(x->tried);
  x->copy = x->tried = NULL;
}
