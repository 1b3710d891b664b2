/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Which transitions an event enables: selectTransitions, selectEventlessTransitions and
 * removeConflictingTransitions of the recommendation. Only states that wait for the event are looked at; each
 * of them answers once per microstep. */

#define UNASKED (-2)

/* An event whose name the chart does not know: its patterns are matched by text. */
static const spr_waiting *waiting_by_text(spr_step *st, spr_str name) {
  const spr_chart *ch = st->chart;
  spr_waiting *w = spr_scratch_alloc(st, sizeof *w);
  spr_handler *h = spr_scratch_alloc(st, (ch->npatterns + 1) * sizeof *h);
  int32_t *t = spr_scratch_alloc(st, (ch->npatterns + 1) * sizeof *t);
  uint64_t *states = spr_scratch_alloc(st, ch->words * sizeof *states);
  if (!w || !h || !t || !states) return &ch->waiting[SPR_EV_TIMER];
  memset(states, 0, ch->words * sizeof *states);
  uint32_t nh = 0, nt = 0;
  for (uint32_t i = 0; i < ch->npatterns; i++) {
    if (!spr_descriptor_matches(&st->m->transitions[ch->patterns[i]], name)) continue;
    int32_t source = ch->transitions[ch->patterns[i]].source;
    if (nh == 0 || h[nh - 1].state != source) {
      h[nh++] = (spr_handler){source, 0, &t[nt]};
      spr_bit_set(states, source);
    }
    t[nt++] = ch->patterns[i];
    h[nh - 1].n++;
  }
  *w = (spr_waiting){nh ? states : NULL, h, nh};
  return w;
}

const spr_waiting *spr_waiting_for(spr_step *st) {
  if (st->event_id != SPR_NONE) return &st->chart->waiting[st->event_id];
  return waiting_by_text(st, st->event.name);
}

static bool enabled(spr_step *st, int32_t t) {
  const spr_ctransition *ct = &st->chart->transitions[t];
  if (st->ask_sender && ct->by && !spr_may_send(st, t)) return false;
  if (!ct->ask) return true;
  const spr_transition *mt = &st->m->transitions[t];
  return spr_guards(st, mt->guards, mt->nguards, st->ask_sender) == SPR_YES;
}

static int32_t first_enabled(spr_step *st, const spr_handler *h) {
  for (uint32_t i = 0; i < h->n && !st->abort; i++) {
    if (enabled(st, h->transitions[i])) return h->transitions[i];
  }
  return SPR_NONE;
}

static uint32_t handler_of(const spr_waiting *w, uint32_t from, int32_t state) {
  uint32_t to = w->n;
  while (to - from > 1) {
    uint32_t mid = from + (to - from) / 2;
    if (w->handlers[mid].state <= state) {
      from = mid;
    } else {
      to = mid;
    }
  }
  return from;
}

/* Handlers in active states, by their index, in document order. */
static bool gather(spr_step *st, const spr_waiting *w) {
  st->active.n = 0;
  uint32_t h = 0;
  for (uint32_t i = 0; i < st->chart->words; i++) {
    uint64_t both = st->c->config[i] & w->states[i];
    for (; both; both &= both - 1) {
      h = handler_of(w, h, (int32_t)(i * 64) + __builtin_ctzll(both));
      int32_t *a = SPR_VEC_PUSH(st, st->active);
      if (!a) return false;
      *a = (int32_t)h;
    }
  }
  return true;
}

static void enable(spr_step *st, int32_t t) {
  int32_t *e = SPR_VEC_PUSH(st, st->enabled);
  if (e) *e = t;
}

/* Several states wait: each active atomic state asks its own, then those around it, until one has a
 * transition. */
static void select_each(spr_step *st, const spr_waiting *w) {
  const spr_chart *ch = st->chart;
  const uint64_t *config = st->c->config;
  st->answer.n = 0;
  for (uint32_t i = 0; i < st->active.n; i++) {
    int32_t *a = SPR_VEC_PUSH(st, st->answer);
    if (!a) return;
    *a = UNASKED;
    st->mark[w->handlers[st->active.v[i]].state] = (uint16_t)(i + 1);
  }
  int32_t from = w->handlers[st->active.v[0]].state;
  for (int32_t s = spr_bit_next(config, ch->words, from); s != SPR_NONE;
       s = spr_bit_next(config, ch->words, s + 1)) {
    if (!spr_bit(ch->atomic, s)) continue;
    int32_t found = SPR_NONE;
    for (int32_t a = s; a != SPR_NONE && found == SPR_NONE; a = ch->states[a].parent) {
      uint16_t k = st->mark[a];
      if (!k) continue;
      if (st->answer.v[k - 1] == UNASKED) {
        st->answer.v[k - 1] = first_enabled(st, &w->handlers[st->active.v[k - 1]]);
        found = st->answer.v[k - 1];
        if (found != SPR_NONE) enable(st, found);
      } else {
        found = st->answer.v[k - 1];
      }
    }
  }
  for (uint32_t i = 0; i < st->active.n; i++) st->mark[w->handlers[st->active.v[i]].state] = 0;
}

static int32_t domain_of(spr_step *st, int32_t transition) {
  const spr_ctransition *t = &st->chart->transitions[transition];
  if (t->domain != SPR_DOMAIN_BY_HISTORY) return t->domain;
  SPR_VEC(int32_t) effective = {0};
  int32_t domain = SPR_NONE;
  const spr_chart *ch = st->chart;
  for (uint32_t i = 0; i < t->ntargets; i++) {
    int32_t h = ch->states[t->targets[i]].history;
    const spr_transition *first = NULL;
    if (h != SPR_NONE && spr_history_known(st->c, h)) {
      int32_t around = ch->states[t->targets[i]].parent;
      for (int32_t s = around + 1; s <= ch->states[around].last; s++) {
        int32_t *e = spr_history_has(st->c, h, s) ? SPR_VEC_PUSH(st, effective) : NULL;
        if (e) *e = s;
      }
      continue;
    }
    if (h != SPR_NONE) first = &st->m->transitions[ch->states[t->targets[i]].initial];
    for (uint32_t k = 0; k < (first ? first->ntargets : 1); k++) {
      int32_t *e = SPR_VEC_PUSH(st, effective);
      if (e) *e = first ? first->targets[k] : t->targets[i];
    }
  }
  if (effective.n) domain = spr_chart_domain(ch, t->source, t->reenter, effective.v, effective.n);
  spr_pool_free(&st->c->pool, effective.v, effective.cap * sizeof *effective.v);
  return domain;
}

/* Two transitions conflict when both would leave the same state: when one domain holds the other, and the
 * inner one has anything to leave. A domain is active, so it has unless it is atomic. */
static bool conflict(const spr_chart *ch, int32_t a, int32_t b) {
  if (a == SPR_NONE || b == SPR_NONE) return false;
  if (spr_inside(ch, b, a)) return !spr_bit(ch->atomic, b);
  return spr_inside(ch, a, b) && !spr_bit(ch->atomic, a);
}

static void remove_conflicts(spr_step *st) {
  const spr_chart *ch = st->chart;
  int32_t *t = st->enabled.v, *domain = st->domains.v;
  uint32_t n = 0; /* t[0..n) are those that stay */
  for (uint32_t i = 0; i < st->enabled.n; i++) {
    int32_t mine = domain[i];
    bool preempted = false;
    for (uint32_t k = 0; k < n && !preempted; k++) {
      preempted = conflict(ch, mine, domain[k]) &&
                  !spr_below(ch, ch->transitions[t[i]].source, ch->transitions[t[k]].source);
    }
    if (preempted) continue;
    uint32_t kept = 0;
    for (uint32_t k = 0; k < n; k++) {
      if (conflict(ch, mine, domain[k])) continue;
      t[kept] = t[k];
      domain[kept++] = domain[k];
    }
    t[kept] = t[i];
    domain[kept] = mine;
    n = kept + 1;
  }
  st->enabled.n = n;
}

/* Before anything is left, which may change what a history remembers. */
static void find_domains(spr_step *st) {
  st->domains.n = 0;
  for (uint32_t i = 0; i < st->enabled.n; i++) {
    int32_t *d = SPR_VEC_PUSH(st, st->domains);
    if (!d) return;
    *d = domain_of(st, st->enabled.v[i]);
  }
}

void spr_select(spr_step *st, const spr_waiting *w) {
  st->enabled.n = 0;
  if (!w->states || !gather(st, w) || st->active.n == 0) return;
  if (st->active.n == 1) {
    int32_t t = first_enabled(st, &w->handlers[st->active.v[0]]);
    if (t != SPR_NONE && !st->abort) enable(st, t);
  } else {
    select_each(st, w);
  }
  find_domains(st);
  if (st->enabled.n > 1 && !st->abort) remove_conflicts(st);
}
