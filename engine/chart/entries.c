/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Which states a transition enters: computeEntrySet, addDescendantStatesToEnter and addAncestorStatesToEnter.
 * The recursion goes down the tree of states only (compile.c saw to it), so its depth is that of the tree.
 *
 * Where no history is on the way, the answer is the same each time, and the same whatever other transitions
 * are taken with it, for their domains have no state in common: so it is found when the chart is compiled. */

static bool region_begun(const spr_entering *in, int32_t region) {
  return spr_bits_any(in->entries, in->chart->words, region + 1, in->chart->states[region].last);
}

static void add_down(spr_entering *in, int32_t s);

/* Regions into which nothing leads yet are entered by default. */
static void add_regions(spr_entering *in, int32_t parallel) {
  for (int32_t r = in->chart->states[parallel].first; r != SPR_NONE; r = spr_child_next(in->chart, r)) {
    if (!region_begun(in, r)) add_down(in, r);
  }
}

/* A history may lead from inside of its parent to a state of which some ancestors stay active: nothing
 * outside of the domain is entered. */
static void add_up(spr_entering *in, int32_t s, int32_t limit) {
  for (int32_t a = in->chart->states[s].parent; a != SPR_NONE && a != limit;
       a = in->chart->states[a].parent) {
    if (in->domain != SPR_NONE && !spr_below(in->chart, a, in->domain)) return;
    spr_bit_set(in->entries, a);
    if (in->chart->states[a].kind == SPR_S_PARALLEL) add_regions(in, a);
  }
}

static void add_targets(spr_entering *in, const spr_transition *t, int32_t limit) {
  for (uint32_t i = 0; i < t->ntargets; i++) add_down(in, t->targets[i]);
  for (uint32_t i = 0; i < t->ntargets; i++) add_up(in, t->targets[i], limit);
}

static void add_history(spr_entering *in, int32_t h) {
  const spr_chart *ch = in->chart;
  int32_t number = ch->states[h].history, parent = ch->states[h].parent;
  if (!in->c) {
    in->depends = true;
    return;
  }
  if (!spr_history_known(in->c, number)) {
    int32_t t = ch->states[h].initial;
    in->history_default[parent] = t;
    add_targets(in, &in->chart->model->transitions[t], parent);
    return;
  }
  for (int32_t s = parent + 1; s <= ch->states[parent].last; s++) {
    if (spr_history_has(in->c, number, s)) add_down(in, s);
  }
  for (int32_t s = parent + 1; s <= ch->states[parent].last; s++) {
    if (spr_history_has(in->c, number, s)) add_up(in, s, parent);
  }
}

/* What a state that is (or stays) active needs inside. */
static void add_inside(spr_entering *in, int32_t s) {
  const spr_cstate *cs = &in->chart->states[s];
  if (cs->kind != SPR_S_COMPOUND && cs->kind != SPR_S_PARALLEL) return;
  if (cs->initial != SPR_NONE) {
    spr_bit_set(in->defaults, s);
    add_targets(in, &in->chart->model->transitions[cs->initial], s);
  } else if (cs->kind == SPR_S_COMPOUND) {
    add_down(in, cs->first);
  }
  if (cs->kind == SPR_S_PARALLEL) add_regions(in, s);
}

static void add_down(spr_entering *in, int32_t s) {
  if (spr_is_history(in->chart, s)) {
    add_history(in, s);
    return;
  }
  /* The domain itself is not left, so it is not entered: a source that is its own target. */
  if (s != in->domain) spr_bit_set(in->entries, s);
  add_inside(in, s);
}

void spr_entries_clear(spr_entering *in) {
  spr_set_empty(in->entries, in->chart->words);
  spr_set_empty(in->defaults, in->chart->words);
}

/* Where nothing is left, nothing is entered; nor into an atomic source, even if the history that led to it
 * has changed meanwhile. */
static bool enters(const spr_chart *ch, int32_t domain) {
  return domain != SPR_NONE && !spr_bit(ch->atomic, domain);
}

static void walk(spr_entering *in, int32_t transition, int32_t domain) {
  in->domain = domain;
  add_targets(in, &in->chart->model->transitions[transition], domain);
  /* All regions of a parallel domain were left. */
  if (in->chart->states[domain].kind == SPR_S_PARALLEL) add_regions(in, domain);
}

void spr_entries_add(spr_entering *in, int32_t transition, int32_t domain) {
  if (!enters(in->chart, domain)) return;
  const uint64_t *known = in->chart->transitions[transition].entries;
  if (!known) {
    walk(in, transition, domain);
    return;
  }
  for (int32_t w = domain >> 6; w <= in->chart->states[domain].last >> 6; w++) {
    in->entries[w] |= *known++;
    in->defaults[w] |= *known++;
  }
}

void spr_entries_add_fresh(spr_entering *in, int32_t state) {
  in->domain = SPR_NONE;
  add_down(in, state);
  add_up(in, state, SPR_NONE);
}

static const uint64_t *found(spr_chart *ch, const spr_entering *in) {
  int32_t first = in->domain >> 6, last = ch->states[in->domain].last >> 6;
  uint64_t *v = SPR_NEW_N(&ch->arena, uint64_t, 2 * (uint32_t)(last - first + 1));
  for (int32_t w = first; w <= last; w++) {
    v[2 * (w - first)] = in->entries[w];
    v[2 * (w - first) + 1] = in->defaults[w];
  }
  return v;
}

void spr_chart_compile_entries(spr_chart *ch) {
  spr_ctransition *v = (spr_ctransition *)ch->transitions;
  spr_entering in = {.chart = ch,
                     .entries = SPR_NEW_N(&ch->arena, uint64_t, ch->words),
                     .defaults = SPR_NEW_N(&ch->arena, uint64_t, ch->words)};
  for (uint32_t i = 0; i < ch->model->ntransitions; i++) {
    if (v[i].domain == SPR_DOMAIN_BY_HISTORY || !enters(ch, v[i].domain)) continue;
    in.depends = false;
    spr_entries_clear(&in);
    walk(&in, (int32_t)i, v[i].domain);
    if (!in.depends) v[i].entries = found(ch, &in);
  }
}
