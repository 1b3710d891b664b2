/* SPDX-License-Identifier: Apache-2.0 */
#include "access/callers.h"

#include "lang/site.h"

typedef struct search {
  const spr_model *m;
  spr_str by;
  spr_caller found;
} search;

static void find(search *s, spr_caller how) {
  if (how > s->found) s->found = how;
}

/* The role of a kind in the case's own city is played by one of those that are there. */
static void in_role(search *s, const spr_role *r) {
  const spr_city *city = s->m->city;
  uint32_t n = 0;
  bool among = false;
  if (r->is != SPR_NONE || r->of != SPR_NONE || r->kind == SPR_NONE || !city) {
    find(s, SPR_CALLER_PERHAPS);
    return;
  }
  for (uint32_t i = 0; i < city->ninstitutions; i++) {
    if (!spr_institution_is(&city->institutions[i], s->m->kinds[r->kind].name)) continue;
    among = among || spr_str_eq(city->institutions[i].id, s->by);
    n++;
  }
  if (among) find(s, n == 1 ? SPR_CALLER_NAMED : SPR_CALLER_PERHAPS);
}

typedef enum part { RESPONSIBLE, DECIDES, PROVIDES, MONITORS, PARTS } part;

/* What a state does not say, the one around it says. */
static const spr_whos *written(const spr_model *m, int32_t state, part which) {
  for (; state != SPR_NONE; state = m->states[state].parent) {
    const spr_state *s = &m->states[state];
    const spr_whos *w[PARTS] = {&s->responsible, &s->decides, &s->provides, &s->monitors};
    if (w[which]->given) return w[which];
  }
  return NULL;
}

static void in_list(search *s, const spr_whos *w, int32_t state, bool nested);

static void in_part(search *s, int32_t state, part which, bool nested) {
  const spr_whos *w = written(s->m, state, which);
  /* `responsible: decides` and the like do not go round. */
  if (w && !nested) in_list(s, w, state, true);
}

static void in_list(search *s, const spr_whos *w, int32_t state, bool nested) {
  for (uint32_t i = 0; i < w->n; i++) {
    const spr_who *who = &w->v[i];
    switch (who->kind) {
      case SPR_WHO_ROLE: in_role(s, &s->m->roles[who->index]); break;
      case SPR_WHO_INSTITUTION:
        if (spr_str_eq(who->name, s->by)) find(s, SPR_CALLER_NAMED);
        break;
      case SPR_WHO_RESPONSIBLE: in_part(s, state, RESPONSIBLE, nested); break;
      case SPR_WHO_DECIDES: in_part(s, state, DECIDES, nested); break;
      case SPR_WHO_PROVIDES: in_part(s, state, PROVIDES, nested); break;
      case SPR_WHO_LINKED: break;
      case SPR_WHO_ANYONE: find(s, SPR_CALLER_PERHAPS); break;
    }
  }
}

static const spr_whos *of_event(const spr_model *m, const spr_transition *t, spr_str name) {
  if (t->by.given) return &t->by;
  for (uint32_t i = 0; i < m->nevents; i++)
    if (m->events[i].by.given && spr_str_eq(m->events[i].name, name)) return &m->events[i].by;
  return NULL;
}

static void in_events(search *s, spr_str name) {
  const spr_model *m = s->m;
  for (uint32_t i = 0; i < m->ntransitions; i++) {
    const spr_transition *t = &m->transitions[i];
    if (!spr_descriptor_matches(t, name)) continue;
    const spr_whos *w = of_event(m, t, name);
    if (w) in_list(s, w, t->source, false);
    for (part which = RESPONSIBLE; !w && which < PARTS; which++) in_part(s, t->source, which, false);
  }
}

static void in_tasks(search *s) {
  for (uint32_t i = 0; i < s->m->ntasks; i++) {
    const spr_whos *by = &s->m->tasks[i].by;
    for (uint32_t k = 0; by->given && k < by->n; k++)
      if (by->v[k].kind == SPR_WHO_ANYONE) find(s, SPR_CALLER_PERHAPS);
  }
}

spr_caller spr_caller_of(const spr_model *m, spr_input_kind kind, spr_str name, spr_str by) {
  search s = {m, by, SPR_CALLER_NONE};
  if (m->alone) return SPR_CALLER_PERHAPS;
  switch (kind) {
    case SPR_IN_EVENT: in_events(&s, name); break;
    case SPR_IN_REOPEN:
      in_list(&s, &m->reopen.by, 0, false);
      in_events(&s, SPR_STR("case.reopen"));
      break;
    case SPR_IN_DONE:
    case SPR_IN_SIGN: in_tasks(&s); break;
    default: break;
  }
  return s.found;
}
