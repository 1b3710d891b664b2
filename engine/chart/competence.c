/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Who may send. */

const spr_whos *spr_matrix(const spr_chart *ch, int32_t state, unsigned which) {
  for (int32_t s = state; s != SPR_NONE; s = ch->states[s].parent) {
    const spr_state *ms = &ch->model->states[s];
    const spr_whos *w[] = {&ms->responsible, &ms->decides, &ms->provides, &ms->monitors, &ms->informed};
    if (w[which]->given) return w[which];
  }
  return NULL;
}

bool spr_whos_anyone(const spr_whos *w) {
  for (uint32_t i = 0; i < w->n; i++) {
    if (w->v[i].kind == SPR_WHO_ANYONE) return true;
  }
  return false;
}

static bool each_of(spr_step *st, const spr_whos *w, int32_t state, bool nested, spr_who_fn fn, void *ud);

static bool each_of_matrix(spr_step *st, int32_t state, unsigned which, bool nested, spr_who_fn fn,
                           void *ud) {
  const spr_whos *w = spr_matrix(st->chart, state, which);
  /* `responsible: decides` and the like do not go round. */
  return !w || nested || each_of(st, w, state, true, fn, ud);
}

static bool one_of(spr_step *st, const spr_who *who, int32_t state, bool nested, spr_who_fn fn, void *ud) {
  spr_str id = who->name;
  switch (who->kind) {
    case SPR_WHO_ROLE:
      if (!spr_role_ask(st, who->index, &id)) return false;
      break;
    case SPR_WHO_INSTITUTION: break;
    case SPR_WHO_RESPONSIBLE: return each_of_matrix(st, state, 0, nested, fn, ud);
    case SPR_WHO_DECIDES: return each_of_matrix(st, state, 1, nested, fn, ud);
    case SPR_WHO_PROVIDES: return each_of_matrix(st, state, 2, nested, fn, ud);
    case SPR_WHO_LINKED:
    case SPR_WHO_ANYONE: return true;
  }
  return id.n == 0 || fn(ud, st, id, who);
}

static bool each_of(spr_step *st, const spr_whos *w, int32_t state, bool nested, spr_who_fn fn, void *ud) {
  for (uint32_t i = 0; i < w->n; i++) {
    if (!one_of(st, &w->v[i], state, nested, fn, ud)) return false;
  }
  return true;
}

bool spr_whos_each(spr_step *st, const spr_whos *w, int32_t state, spr_who_fn fn, void *ud) {
  return each_of(st, w, state, false, fn, ud);
}

typedef struct search {
  spr_str institution;
  bool found;
} search;

static bool compare(void *ud, spr_step *st, spr_str institution, const spr_who *who) {
  (void)st;
  (void)who;
  search *s = ud;
  s->found = s->found || spr_str_eq(institution, s->institution);
  return true;
}

bool spr_whos_have(spr_step *st, const spr_whos *w, int32_t state, spr_str institution, bool *out) {
  search s = {institution, false};
  bool ok = spr_whos_each(st, w, state, compare, &s);
  *out = ok && s.found;
  st->named = st->named || (*out && spr_str_eq(institution, st->in->by));
  return ok;
}

/* The list that says who may send: the transition's, else the event's; NULL where neither says. */
static const spr_whos *written(const spr_step *st, int32_t transition) {
  const spr_transition *t = &st->m->transitions[transition];
  if (t->by.given) return &t->by;
  int32_t d = st->event_id == SPR_NONE ? SPR_NONE : st->chart->declared[st->event_id];
  return d != SPR_NONE && st->m->events[d].by.given ? &st->m->events[d].by : NULL;
}

static bool linked_may(const spr_step *st, const spr_whos *w) {
  if (spr_str_starts(st->event.name, SPR_STR("done.case.")) ||
      spr_str_starts(st->event.name, SPR_STR("error.case."))) {
    return true;
  }
  for (uint32_t i = 0; w && i < w->n; i++) {
    if (w->v[i].kind == SPR_WHO_LINKED) return true;
  }
  return false;
}

bool spr_may_send(spr_step *st, int32_t transition) {
  const spr_whos *w = written(st, transition);
  if (st->in->kind == SPR_IN_LINKED) return linked_may(st, w);
  if (st->in->operator||(w && spr_whos_anyone(w)) || (!w && st->m->alone)) return true;
  if (st->in->by.n == 0) return false;
  int32_t state = st->chart->transitions[transition].source;
  bool found = false;
  if (w) {
    if (!spr_whos_have(st, w, state, st->in->by, &found)) spr_error(st);
    return found;
  }
  for (unsigned which = 0; which < 4 && !found && !st->abort; which++) {
    const spr_whos *m = spr_matrix(st->chart, state, which);
    if (m && !spr_whos_have(st, m, state, st->in->by, &found)) spr_error(st);
  }
  return found;
}

static bool name_one(void *ud, spr_step *st, spr_str institution, const spr_who *who) {
  (void)st;
  spr_buf *b = ud;
  spr_buf_puts(b, b->n ? ", " : "");
  if (who->kind == SPR_WHO_ROLE) {
    spr_buf_printf(b, "%.*s (%.*s)", SPR_FMT(institution), SPR_FMT(st->m->roles[who->index].name));
  } else {
    spr_buf_str(b, institution);
  }
  return true;
}

static void tell(spr_step *st, const spr_buf *b) {
  if (b->n) {
    spr_reason_add(st, SPR_STR(""), 0, "competent: %s", b->p);
  } else {
    spr_reason_add(st, SPR_STR(""), 0, "nobody is competent");
  }
}

void spr_reason_who(spr_step *st, const spr_whos *w, int32_t state) {
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
  if (!spr_whos_each(st, w, state, name_one, &b)) spr_error(st);
  tell(st, &b);
  spr_buf_release(&b);
}

static void reason_transition(spr_step *st, int32_t transition) {
  const spr_whos *w = written(st, transition);
  int32_t state = st->chart->transitions[transition].source;
  if (w) {
    spr_reason_who(st, w, state);
    return;
  }
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
  for (unsigned which = 0; which < 4; which++) {
    const spr_whos *m = spr_matrix(st->chart, state, which);
    if (m && !spr_whos_each(st, m, state, name_one, &b)) spr_error(st);
  }
  tell(st, &b);
  spr_buf_release(&b);
}

/* Does an active state wait? */
static bool waits(const spr_step *st, const spr_waiting *w) {
  for (uint32_t i = 0; w->states && i < st->chart->words; i++) {
    if (st->c->config[i] & w->states[i]) return true;
  }
  return false;
}

bool spr_competent(spr_step *st, const spr_waiting *w) {
  int32_t first = SPR_NONE;
  if (st->chart->anyone && waits(st, w)) return true;
  for (uint32_t i = 0; i < w->n; i++) {
    if (!spr_bit(st->c->config, w->handlers[i].state)) continue;
    for (uint32_t k = 0; k < w->handlers[i].n; k++) {
      int32_t t = w->handlers[i].transitions[k];
      if (!st->chart->transitions[t].by || spr_may_send(st, t)) return true;
      if (st->abort) return false;
      if (first == SPR_NONE) first = t;
    }
  }
  if (first == SPR_NONE) {
    spr_abort(st, SPR_R_NO_TRANSITION);
    return false;
  }
  reason_transition(st, first);
  spr_abort(st, SPR_R_NOT_COMPETENT);
  return false;
}
