/* SPDX-License-Identifier: Apache-2.0 */
#include "check/internal.h"

#include "base/near.h"

/* What a package declares and what its workflows use, over all workflows and cities. */

static spr_mention *mention(spr_usage *u, spr_mentions *list, spr_str name, spr_span at) {
  for (uint32_t i = 0; i < list->n; i++)
    if (list->v[i].at.file == at.file && list->v[i].at.from == at.from) return &list->v[i];
  spr_mention *m = SPR_PUSH(u->arena, list->v, list->n, list->cap);
  *m = (spr_mention){.name = spr_str_dup(u->arena, name), .at = at};
  return m;
}

void spr_usage_use(spr_usage *u, spr_names *names, spr_str name) {
  if (spr_names_find(names, name) < 0) spr_names_add(names, spr_str_dup(u->arena, name), NULL);
}

void spr_usage_raise(spr_usage *u, spr_str event, spr_span at) {
  mention(u, &u->raised, event, at);
}

void spr_usage_inside(spr_usage *u, spr_str state, spr_span at) {
  mention(u, &u->inside, state, at);
}

bool spr_usage_first(spr_usage *u, spr_span at, uint32_t kind) {
  uint32_t key[4] = {kind, at.file, at.from, at.to};
  bool added;
  spr_str name = spr_str_n((const char *)key, sizeof key);
  if (spr_names_find(&u->seen, name) >= 0) return false;
  spr_names_add(&u->seen, spr_str_dup(u->arena, name), &added);
  return added;
}

spr_str spr_usage_descriptor(spr_arena *a, const spr_transition *t) {
  if (t->match == SPR_MATCH_ALL) return SPR_STR("*");
  return t->match == SPR_MATCH_PREFIX ? spr_str_printf(a, "%.*s.*", SPR_FMT(t->event)) : t->event;
}

void spr_usage_wait(spr_usage *u, const spr_transition *t) {
  mention(u, &u->waiting, spr_usage_descriptor(u->arena, t), t->event_at);
}

void spr_usage_init(spr_usage *u, spr_arena *a) {
  *u = (spr_usage){.arena = a};
  spr_names_init(&u->params, a);
  spr_names_init(&u->hooks, a);
  spr_names_init(&u->taken, a);
  spr_names_init(&u->seen, a);
  spr_names_init(&u->states, a);
  spr_names_init(&u->linked, a);
}

/* -- gathering ------------------------------------------------------------------------------------------ */

static void collect_declared(spr_check *c) {
  const spr_model *m = c->m;
  spr_usage *u = c->usage;
  for (uint32_t i = 0; i < m->nparams; i++)
    mention(u, &u->declared_params, m->params[i].name, m->params[i].at);
  for (uint32_t i = 0; i < m->nhooks; i++) mention(u, &u->declared_hooks, m->hooks[i].name, m->hooks[i].at);
  for (uint32_t i = 0; i < m->nevents; i++)
    if (m->events[i].name.n)
      mention(u, &u->declared_events, m->events[i].name, m->events[i].at)->internal = m->events[i].internal;
}

static void collect_taken(spr_check *c) {
  for (uint32_t i = 0; i < c->m->ntransitions; i++) {
    const spr_transition *t = &c->m->transitions[i];
    if (t->trigger == SPR_TRIGGER_EVENT)
      spr_usage_use(c->usage, &c->usage->taken, spr_usage_descriptor(c->arena, t));
  }
  for (uint32_t i = 0; i < c->m->ndeadlines; i++)
    if (c->m->deadlines[i].until_event.n)
      spr_usage_use(c->usage, &c->usage->taken, c->m->deadlines[i].until_event);
}

static void use_duration(spr_check *c, const spr_dur *d) {
  if (d->given && d->param != SPR_NONE)
    spr_usage_use(c->usage, &c->usage->params, c->m->params[d->param].name);
}

static void collect_durations(spr_check *c) {
  const spr_model *m = c->m;
  for (uint32_t i = 0; i < m->ntimers; i++) use_duration(c, &m->timers[i].within);
  for (uint32_t i = 0; i < m->ndeadlines; i++) use_duration(c, &m->deadlines[i].within);
  for (uint32_t i = 0; i < m->nwarnings; i++) use_duration(c, &m->warnings[i].before);
  for (uint32_t i = 0; i < m->ntasks; i++) use_duration(c, &m->tasks[i].every);
  use_duration(c, &m->reopen.within);
}

static void collect_role_hooks(spr_check *c) {
  for (uint32_t i = 0; i < c->m->nroles; i++)
    if (c->m->roles[i].hook != SPR_NONE)
      spr_usage_use(c->usage, &c->usage->hooks, c->m->hooks[c->m->roles[i].hook].name);
}

static void collect_block(spr_check *c, const spr_block *b) {
  for (uint32_t i = 0; i < b->n; i++) {
    use_duration(c, &b->v[i].after);
    if (b->v[i].event.n) spr_usage_raise(c->usage, b->v[i].event, b->v[i].event_at);
  }
}

static void collect_actions(spr_check *c) {
  for (uint32_t i = 0; i < c->m->ntransitions; i++) collect_block(c, &c->m->transitions[i].actions);
  for (uint32_t i = 0; i < c->m->nstates; i++) {
    collect_block(c, &c->m->states[i].entry);
    collect_block(c, &c->m->states[i].exit);
  }
}

static void collect_states(spr_check *c) {
  for (uint32_t i = 1; i < c->m->nstates; i++)
    if (!c->m->states[i].hidden) spr_usage_use(c->usage, &c->usage->states, c->m->states[i].path);
}

void spr_usage_collect(spr_check *c) {
  collect_states(c);
  collect_declared(c);
  collect_taken(c);
  collect_durations(c);
  collect_role_hooks(c);
  collect_actions(c);
  spr_links_collect(c);
}

/* -- what is missing ------------------------------------------------------------------------------------ */

static bool below(spr_str name, spr_str prefix) {
  return spr_str_starts(name, prefix) && (name.n == prefix.n || name.p[prefix.n] == '.');
}

bool spr_usage_matches(spr_str descriptor, spr_str name) {
  if (spr_str_is(descriptor, "*")) return !below(name, SPR_STR("error"));
  if (!spr_str_ends(descriptor, SPR_STR(".*"))) return spr_str_eq(descriptor, name);
  return below(name, spr_str_sub(descriptor, 0, descriptor.n - 2));
}

bool spr_usage_is_taken(const spr_usage *u, spr_str name) {
  for (uint32_t i = 0; i < u->taken.n; i++)
    if (spr_usage_matches(u->taken.v[i], name)) return true;
  return false;
}

static bool is_raised(const spr_usage *u, spr_str name) {
  for (uint32_t i = 0; i < u->raised.n; i++)
    if (spr_usage_matches(name, u->raised.v[i].name)) return true;
  return u->dynamic_raise;
}

/* A name that an error said was meant counts as used; where none was near, any may have been. */
static void forgive(spr_usage *u, const spr_diags *d) {
  for (uint32_t i = 0; i < d->n; i++) {
    const spr_diag *e = &d->v[i];
    bool any = e->meant.n == 0;
    u->dynamic_params = u->dynamic_params || (any && e->code == SPR_D_UNKNOWN_PARAMETER);
    u->dynamic_hooks = u->dynamic_hooks || (any && e->code == SPR_D_UNKNOWN_HOOK);
    if (any && e->code == SPR_D_UNKNOWN_EVENT) spr_usage_use(u, &u->taken, SPR_STR("*"));
    if (any) continue;
    if (e->code == SPR_D_UNKNOWN_PARAMETER) spr_usage_use(u, &u->params, e->meant);
    if (e->code == SPR_D_UNKNOWN_HOOK) spr_usage_use(u, &u->hooks, e->meant);
    if (e->code == SPR_D_UNKNOWN_EVENT) spr_usage_use(u, &u->taken, e->meant);
  }
}

/* Is something else wrong with the very name? */
static bool has_error(const spr_diags *d, spr_span at) {
  for (uint32_t i = 0; i < d->n; i++)
    if (d->v[i].severity == SPR_ERROR && d->v[i].at.file == at.file && d->v[i].at.from == at.from)
      return true;
  return false;
}

/* The event that is raised, taken by nothing, and of nearly that name; it is then told of together with what
 * waits. */
static spr_mention *nearly_raised(spr_usage *u, spr_str name) {
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < u->raised.n; i++)
    if (!spr_usage_is_taken(u, u->raised.v[i].name)) spr_near_offer(&near, u->raised.v[i].name);
  spr_str best = spr_near_best(&near);
  for (uint32_t i = 0; best.n && i < u->raised.n; i++)
    if (spr_str_eq(u->raised.v[i].name, best)) return &u->raised.v[i];
  return NULL;
}

/* Those that wait for one event have one cause. */
static const spr_mention *first_named(const spr_mentions *list, spr_str name) {
  const spr_mention *x = list->v;
  while (!spr_str_eq(x->name, name)) x++;
  return x;
}

static void report_waiting(spr_usage *u, spr_diags *d) {
  for (uint32_t i = 0; i < u->waiting.n; i++) {
    const spr_mention *w = &u->waiting.v[i];
    if (is_raised(u, w->name) || has_error(d, w->at) || first_named(&u->waiting, w->name) != w) continue;
    spr_diag *e = spr_diag_add(d, SPR_D_NOBODY_SENDS, w->at,
                               "nobody may send \"%.*s\", and nothing raises it", SPR_FMT(w->name));
    for (uint32_t k = i + 1; k < u->waiting.n; k++)
      if (spr_str_eq(u->waiting.v[k].name, w->name))
        spr_diag_also(d, e, u->waiting.v[k].at, "it is waited for here, too");
    const spr_mention *raised = nearly_raised(u, w->name);
    spr_diag_help(d, e, "say under `events` of the package who may send it, or raise it: {raise: %.*s}",
                  SPR_FMT(w->name));
    if (!raised) continue;
    spr_diag_mean(d, e, raised->name);
    spr_diag_also(d, e, raised->at, "\"%.*s\" is raised here, and nothing takes it", SPR_FMT(raised->name));
    spr_usage_use(u, &u->taken, raised->name);
  }
}

static void report_raised(spr_usage *u, spr_diags *d) {
  for (uint32_t i = 0; i < u->raised.n; i++) {
    const spr_mention *r = &u->raised.v[i];
    if (spr_usage_is_taken(u, r->name) || has_error(d, r->at)) continue;
    spr_diag *e = spr_diag_add(d, SPR_D_NOTHING_TAKES, r->at, "no transition takes the event \"%.*s\"",
                               SPR_FMT(r->name));
    spr_near near;
    spr_near_init(&near, r->name);
    for (uint32_t k = 0; k < u->taken.n; k++) spr_near_offer(&near, u->taken.v[k]);
    spr_diag_mean(d, e, spr_near_best(&near));
  }
}

static void report_events(spr_usage *u, spr_diags *d) {
  report_waiting(u, d);
  report_raised(u, d);
  for (uint32_t i = 0; i < u->declared_events.n; i++) {
    const spr_mention *m = &u->declared_events.v[i];
    if (spr_usage_is_taken(u, m->name) || has_error(d, m->at)) continue;
    spr_diag *e = spr_diag_add(d, SPR_D_UNUSED_EVENT, m->at, "no transition takes the event \"%.*s\"",
                               SPR_FMT(m->name));
    spr_diag_help(d, e, "%stake it under `on`, or remove it",
                  m->internal ? "" : "whoever sends it is refused; ");
  }
}

static void report_unused(spr_diags *d, const spr_mentions *declared, const spr_names *used, spr_code code,
                          const char *what, const char *help) {
  for (uint32_t i = 0; i < declared->n; i++) {
    if (spr_names_find(used, declared->v[i].name) >= 0 || has_error(d, declared->v[i].at)) continue;
    spr_diag *e = spr_diag_add(d, code, declared->v[i].at, "nothing uses the %s \"%.*s\"", what,
                               SPR_FMT(declared->v[i].name));
    spr_diag_help(d, e, "%s", help);
  }
}

/* A hook's file names states by their paths from the root of the workflow that a case runs. */
static void report_inside(const spr_usage *u, spr_diags *d) {
  for (uint32_t i = 0; i < u->inside.n && !u->unread; i++) {
    const spr_mention *x = &u->inside.v[i];
    if (spr_names_find(&u->states, x->name) >= 0) continue;
    spr_near near;
    spr_near_init(&near, x->name);
    for (uint32_t k = 0; k < u->states.n; k++) spr_near_offer(&near, u->states.v[k]);
    spr_diag *e = spr_diag_add(d, SPR_D_UNKNOWN_STATE, x->at,
                               "no workflow of the package has a state \"%.*s\"", SPR_FMT(x->name));
    if (spr_near_best(&near).n)
      spr_diag_mean(d, e, spr_near_best(&near));
    else
      spr_diag_help(d, e, "a file of hooks names a state by its whole path from the root of the workflow");
  }
}

void spr_usage_report(spr_usage *u, spr_diags *d) {
  report_inside(u, d);
  spr_links_report(u, d);
  if (u->incomplete) return;
  forgive(u, d);
  report_events(u, d);
  if (!u->dynamic_params)
    report_unused(d, &u->declared_params, &u->params, SPR_D_UNUSED_PARAMETER, "parameter",
                  "cities that set it change nothing; use it, or remove it");
  if (!u->dynamic_hooks)
    report_unused(d, &u->declared_hooks, &u->hooks, SPR_D_UNUSED_HOOK, "hook",
                  "cities that answer it change nothing; ask it, or remove it");
}
