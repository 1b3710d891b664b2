/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/indicators_impl.h"

/* One case, entry by entry. */

static spr_tally_row *row_of(spr_indicators *x, const spr_watch *w) {
  return &x->rows[w->row];
}

static bool in_period(const spr_group *g, spr_instant at) {
  return at >= g->since && at < g->until;
}

static size_t size_of(const spr_group *g) {
  return sizeof(spr_subject) + g->nways * sizeof(spr_day);
}

spr_status spr_subject_new(spr_indicators *x, uint32_t group, spr_subject **out) {
  const spr_group *g = &x->groups[group];
  *out = NULL;
  for (uint32_t i = 0; i < g->nelsewhere; i++) x->rows[g->elsewhere[i]].row.elsewhere++;
  if (g->nwatches == 0) return SPR_OK;
  spr_subject *c = spr_pool_alloc(&x->pool, size_of(g));
  if (!c) return SPR_ENOMEM;
  *c = (spr_subject){.group = group, .ended = SPR_NO_INSTANT};
  *out = c;
  return SPR_OK;
}

/* -- ways ----------------------------------------------------------------------------------------------- */

static spr_day length(spr_indicators *x, spr_group *g, const spr_watch *w, spr_day from, spr_day to) {
  if (w->measure == SPR_MEASURE_DAYS || from == to) return to - from;
  const spr_calendar *law = spr_groups_calendar(x, g);
  if (!law) x->failed = SPR_ECORRUPT;
  return law ? spr_calendar_working_between(law, from, to, to) : 0;
}

static void arrive(spr_indicators *x, spr_group *g, spr_subject *c, uint32_t way, const spr_entry_row *e,
                   spr_day today) {
  const spr_watch *w = &g->watches[g->ways[way]];
  c->done |= UINT64_C(1) << way;
  if (in_period(g, e->at)) spr_days_add(x, w->row, length(x, g, w, c->from[way], today));
}

static spr_status follow_ways(spr_indicators *x, spr_subject *c, const spr_entry_row *e) {
  spr_group *g = &x->groups[c->group];
  uint32_t standing = 0;
  if (c->standing && spr_str_eq(g->standings[c->standing - 1].configuration, e->configuration)) return SPR_OK;
  spr_status st = spr_groups_standing(x, g, e->configuration, &standing);
  if (st != SPR_OK) return st;
  const spr_standing_in none = {.from = 0}, *was = c->standing ? &g->standings[c->standing - 1] : &none;
  const spr_standing_in *is = &g->standings[standing];
  uint64_t begin = is->from & ~c->begun;
  uint64_t arrived = is->to & ~was->to & ~c->done & (c->begun | begin);
  spr_day today = begin | arrived ? spr_zone_day(g->zone, e->at) : 0;
  c->standing = standing + 1;
  c->begun |= begin;
  for (uint32_t i = 0; (begin | arrived) >> i; i++) {
    if (begin >> i & 1) c->from[i] = today;
    if (arrived >> i & 1) arrive(x, g, c, i, e, today);
    if (i == 63) break;
  }
  return SPR_OK;
}

/* -- deadlines ------------------------------------------------------------------------------------------ */

static bool find_watch(const spr_group *g, spr_str path, uint32_t *watch, uint32_t *term) {
  for (; *watch < g->nwatches; ++*watch) {
    const spr_watch *w = &g->watches[*watch];
    for (*term = 0; *term < w->nterms; ++*term)
      if (spr_str_eq(w->terms[*term].path, path)) return true;
  }
  return false;
}

static spr_open_term *begin_term(spr_indicators *x, spr_subject *c, uint32_t watch, uint32_t term,
                                 uint64_t n) {
  spr_open_term *t = spr_pool_alloc(&x->pool, sizeof *t);
  if (!t) return NULL;
  *t = (spr_open_term){
      .next = c->terms, .n = n, .watch = watch, .term = term, .missed = SPR_NO_INSTANT, .at = SPR_NO_INSTANT};
  return c->terms = t;
}

static void change_term(spr_open_term *t, const spr_change *d, spr_instant now) {
  if (d->was != SPR_NO_INSTANT) t->moved = true;
  t->at = d->at;
  if (!d->flag) t->missed = SPR_NO_INSTANT;
  if (d->flag && t->missed == SPR_NO_INSTANT) t->missed = d->at != SPR_NO_INSTANT ? d->at : now;
}

/* The same deadline may be watched by several indicators. */
static spr_status see_deadline(spr_indicators *x, spr_subject *c, const spr_change *d, spr_instant now) {
  const spr_group *g = &x->groups[c->group];
  bool known = false;
  for (spr_open_term *t = c->terms; t; t = t->next) {
    if (t->n != d->n) continue;
    change_term(t, d, now);
    known = true;
  }
  for (uint32_t watch = 0, term; !known && find_watch(g, d->name, &watch, &term); watch++) {
    spr_open_term *t = begin_term(x, c, watch, term, d->n);
    if (!t) return SPR_ENOMEM;
    change_term(t, d, now);
  }
  return SPR_OK;
}

static void missed(spr_indicators *x, const spr_group *g, const spr_open_term *t, spr_instant at) {
  spr_indicator_row *r = &row_of(x, &g->watches[t->watch])->row;
  if (!in_period(g, at)) return;
  r->counted++;
  r->missed++;
  r->moved += t->moved;
}

static void met(spr_indicators *x, const spr_group *g, const spr_open_term *t, spr_instant at) {
  spr_indicator_row *r = &row_of(x, &g->watches[t->watch])->row;
  if (!in_period(g, at)) return;
  r->counted++;
  r->met++;
  r->moved += t->moved;
}

/* Was what it is for active until the case ended? Then it is not met by that end. */
static bool ends_with_case(const spr_term_def *d, const spr_entry_row *e) {
  if (d->until_event.n) return !spr_str_eq(d->until_event, e->event);
  if (d->until_state.n) return !spr_stands_in(e->configuration, d->until_state);
  return !d->in_stage && spr_stands_in(e->configuration, d->state);
}

static bool is_doing(const spr_term_def *d, const spr_entry_row *e) {
  return (e->kind == SPR_JOURNAL_DONE || e->kind == SPR_JOURNAL_SIGNED) && spr_str_eq(d->task, e->event);
}

static void close_term(spr_indicators *x, const spr_group *g, const spr_open_term *t, const spr_entry_row *e,
                       bool ended) {
  const spr_watch *w = &g->watches[t->watch];
  const spr_term_def *d = &w->terms[t->term];
  spr_indicator_row *r = &row_of(x, w)->row;
  bool waived = d->task.n && e->kind == SPR_JOURNAL_WAIVED && spr_str_eq(d->task, e->event);
  bool cancelled = d->task.n ? !is_doing(d, e) : ended && ends_with_case(d, e);
  if (t->missed != SPR_NO_INSTANT)
    missed(x, g, t, t->missed);
  else if (waived)
    r->waived += in_period(g, e->at);
  else if (cancelled)
    r->cancelled += in_period(g, e->at);
  else if (t->at != SPR_NO_INSTANT && e->at >= t->at)
    missed(x, g, t, t->at);
  else
    met(x, g, t, e->at);
}

/* n 0: all of them. */
static void close_terms(spr_indicators *x, spr_subject *c, uint64_t n, const spr_entry_row *e, bool ended) {
  const spr_group *g = &x->groups[c->group];
  for (spr_open_term **at = &c->terms, *t; *at;) {
    t = *at;
    if (n && t->n != n) {
      at = &t->next;
      continue;
    }
    close_term(x, g, t, e, ended);
    *at = t->next;
    spr_pool_free(&x->pool, t, sizeof *t);
  }
}

/* -- entries -------------------------------------------------------------------------------------------- */

static const spr_change *find_change(const spr_change_list *l, spr_change_kind kind) {
  for (uint32_t i = 0; i < l->n; i++)
    if (l->v[i].kind == kind) return &l->v[i];
  return NULL;
}

static spr_status apply(spr_indicators *x, spr_subject *c, const spr_change *d, const spr_entry_row *e,
                        bool ended) {
  switch (d->kind) {
    case SPR_CHANGE_DEADLINE: return see_deadline(x, c, d, e->at);
    case SPR_CHANGE_DEADLINE_GONE: close_terms(x, c, d->n, e, ended); return SPR_OK;
    case SPR_CHANGE_ENDED: c->ended = e->at; return SPR_OK;
    case SPR_CHANGE_REOPENED: c->ended = SPR_NO_INSTANT; return SPR_OK;
    /* What was open is not watched any more. */
    case SPR_CHANGE_ERASED:
      close_terms(x, c, 0, e, true);
      if (c->ended == SPR_NO_INSTANT) c->ended = e->at;
      return SPR_OK;
    default: return SPR_OK;
  }
}

spr_status spr_subject_entry(spr_indicators *x, spr_subject *c, const spr_entry_row *e) {
  if (e->at >= x->groups[c->group].until) return SPR_OK;
  spr_status st = follow_ways(x, c, e);
  if (st != SPR_OK || e->packed.n == 0) return st;
  st = spr_changes_unpack(&x->changes, e->packed);
  bool ended = st == SPR_OK && find_change(&x->changes, SPR_CHANGE_ENDED);
  for (uint32_t i = 0; i < x->changes.n && st == SPR_OK; i++) st = apply(x, c, &x->changes.v[i], e, ended);
  return st == SPR_OK ? x->failed : st;
}

/* -- the end of the period ------------------------------------------------------------------------------ */

static void rest_of_term(spr_indicators *x, const spr_group *g, const spr_open_term *t) {
  spr_indicator_row *r = &row_of(x, &g->watches[t->watch])->row;
  bool passed = t->at != SPR_NO_INSTANT && t->at < g->until && t->at <= x->now;
  if (t->missed != SPR_NO_INSTANT || passed) {
    missed(x, g, t, t->missed != SPR_NO_INSTANT ? t->missed : t->at);
    return;
  }
  r->open++;
  r->resting += t->at == SPR_NO_INSTANT;
}

void spr_subject_close(spr_indicators *x, spr_subject *c) {
  const spr_group *g = &x->groups[c->group];
  uint64_t going = c->begun & ~c->done;
  for (uint32_t i = 0; i < g->nways; i++) {
    spr_indicator_row *r = &row_of(x, &g->watches[g->ways[i]])->row;
    if (!(going >> i & 1)) continue;
    r->waiting += c->ended == SPR_NO_INSTANT;
    r->left += c->ended != SPR_NO_INSTANT && in_period(g, c->ended);
  }
  while (c->terms) {
    spr_open_term *t = c->terms;
    rest_of_term(x, g, t);
    c->terms = t->next;
    spr_pool_free(&x->pool, t, sizeof *t);
  }
  spr_pool_free(&x->pool, c, size_of(g));
}
