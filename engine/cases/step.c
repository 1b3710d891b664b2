/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"
#include "cases/words.h"

/* One step of one case, and what is due in it. */

static spr_status add_changes(spr_derive *d, const spr_change *v, uint32_t n) {
  spr_status st = SPR_OK;
  for (uint32_t i = 0; i < n && st == SPR_OK; i++) st = spr_derive_add(d, &v[i]);
  return st;
}

/* The name under which the case that opened this one knows it; empty: nobody did. */
typedef struct opener {
  const spr_loaded *l;
  spr_arena *arena;
  spr_str link, id;
  bool lost; /* no memory for it */
} opener;

static bool on_link(void *ud, const spr_link_row *row) {
  opener *o = ud;
  if (!spr_str_eq(row->id, o->l->row.id)) return true;
  o->link = row->name;
  o->id = row->other;
  o->lost = !spr_strs_keep(o->arena, (spr_str *[]){&o->link, &o->id}, 2);
  return false;
}

/* Tells the case that opened this one that it has ended. */
static spr_status tell_end(spr_loaded *l) {
  spr_desk *s = l->desk;
  if (!s->derive.end) return SPR_OK;
  opener o = {.l = l, .arena = &s->derive.arena};
  spr_status st = spr_store_links(s->store, l->row.id, on_link, &o);
  if (st == SPR_OK && o.lost) st = SPR_ENOMEM;
  if (st != SPR_OK || o.id.n == 0) return st;
  spr_change told = {.kind = SPR_CHANGE_MESSAGE,
                     .name = spr_str_printf(o.arena, "done.case.%.*s", SPR_FMT(o.link)),
                     .text = o.link,
                     .text2 = o.id,
                     .n = s->derive.end,
                     .m = l->hops + 1,
                     .at = SPR_NO_INSTANT};
  return spr_derive_insert(&s->derive, s->derive.end_at, &told);
}

static spr_status tell_end_guarded(spr_loaded *l) {
  spr_arena *a = &l->desk->derive.arena;
  jmp_buf env;
  if (spr_arena_guard(a, &env)) return SPR_ENOMEM;
  spr_status st = tell_end(l);
  spr_arena_unguard(a, NULL);
  return st;
}

static void count_hops(spr_loaded *l) {
  spr_derive *d = &l->desk->derive;
  for (uint32_t i = 0; i < d->n; i++)
    if (d->changes[i].kind == SPR_CHANGE_MESSAGE) d->changes[i].m = l->hops + 1;
}

/* -- incidents ------------------------------------------------------------------------------------------ */

typedef struct incident {
  uint64_t n;
  uint32_t tries;
} incident;

static bool on_incident(void *ud, const spr_incident_row *row) {
  incident *i = ud;
  if (row->n != i->n) return true;
  i->tries = row->tries;
  return false;
}

/* A minute, four, sixteen, ... a day, two days, four, ... 32 days. */
static spr_instant next_try(spr_instant now, uint32_t tries) {
  int64_t pause = SPR_FIRST_RETRY_MS;
  for (uint32_t i = 0; i < tries && pause < SPR_LAST_RETRY_MS; i++) {
    int64_t longer = pause * (pause < SPR_DAILY_RETRY_MS ? 4 : 2);
    bool skips = pause < SPR_DAILY_RETRY_MS && longer > SPR_DAILY_RETRY_MS;
    pause = skips ? SPR_DAILY_RETRY_MS : longer;
  }
  return now + pause;
}

/* What is tried again, and how it is called. */
typedef struct trying {
  spr_falling what; /* DUE */
  spr_str subject;
  uint32_t tries; /* so far */
} trying;

static spr_status write_incident(spr_loaded *l, const spr_input *in, const spr_cause *cause,
                                 const spr_result *r, const spr_change *told) {
  spr_cause failed = *cause;
  failed.kind = SPR_JOURNAL_INCIDENT;
  spr_status st = spr_derive_add(&l->desk->derive, told);
  return st == SPR_OK ? spr_entry_write(l, &failed, in, r) : st;
}

static spr_status set_aside(spr_loaded *l, const spr_input *in, const spr_cause *cause, const spr_result *r,
                            const trying *t) {
  spr_instant again = next_try(l->now, t->tries);
  spr_cause named = *cause;
  named.event = t->what.what;
  spr_case_postpone(l->c, again);
  spr_status st = spr_derive_after(&l->desk->derive, l->c, r);
  spr_change told = {.kind = SPR_CHANGE_INCIDENT,
                     .name = spr_word_event(l->c, named.event) ? named.event : SPR_STR(SPR_WORD_WITHHELD),
                     .text = t->subject,
                     .n = t->what.number,
                     .m = t->tries + 1,
                     .at = again,
                     .was = SPR_NO_INSTANT};
  return st == SPR_OK ? write_incident(l, in, &named, r, &told) : st;
}

spr_status spr_step_later(spr_loaded *l, const spr_message_row *m, const spr_input *in,
                          const spr_cause *cause, const spr_result *r) {
  const spr_model *model = l->definition->model;
  incident known = {.n = spr_message_incident(m)};
  spr_status st = m->tries ? spr_store_incidents(l->desk->store, l->row.id, on_incident, &known) : SPR_OK;
  spr_instant again = next_try(l->now, known.tries);
  spr_str name = spr_word_event(l->c, in->name) ? in->name : SPR_STR(SPR_WORD_WITHHELD);
  spr_change later = {.kind = SPR_CHANGE_LATER, .text = m->source, .n = m->seq, .m = m->n, .at = again};
  spr_change told = {.kind = SPR_CHANGE_INCIDENT,
                     .name = name,
                     .text = spr_word_link(model, in->link) ? in->link : SPR_STR(SPR_WORD_WITHHELD),
                     .n = known.n,
                     .m = known.tries + 1,
                     .at = again,
                     .was = SPR_NO_INSTANT};
  if (st == SPR_OK) st = spr_derive_add(&l->desk->derive, &later);
  return st == SPR_OK ? write_incident(l, in, cause, r, &told) : st;
}

/* -- steps ---------------------------------------------------------------------------------------------- */

static spr_status taken(spr_loaded *l, const spr_input *in, const spr_cause *cause, const spr_change *extra,
                        uint32_t nextra, const trying *t, const spr_result *r) {
  spr_derive *d = &l->desk->derive;
  spr_change fell = {.kind = SPR_CHANGE_FELL_DUE, .name = t->subject, .at = SPR_NO_INSTANT};
  spr_status st = add_changes(d, extra, nextra);
  if (st == SPR_OK && t->subject.n) st = spr_derive_add(d, &fell);
  if (st == SPR_OK) st = spr_derive_after(d, l->c, r);
  if (st == SPR_OK) st = tell_end_guarded(l);
  if (st != SPR_OK) return st;
  count_hops(l);
  spr_cause done = *cause;
  if (done.event.n == 0 && r->neffects && r->effects[0].kind == SPR_E_EVENT) done.event = r->effects[0].text;
  return spr_entry_write(l, &done, in, r);
}

/* How often it was tried is known to the store. */
static spr_status look_at_due(spr_loaded *l, trying *t) {
  spr_desk *s = l->desk;
  if (!spr_case_falling(l->c, &t->what)) return SPR_OK;
  spr_status st = spr_derive_subject(&s->derive, l->c, &t->what, &t->subject);
  if (st != SPR_OK || !t->what.tried) return st;
  incident known = {.n = t->what.number};
  st = spr_store_incidents(s->store, l->row.id, on_incident, &known);
  t->tries = known.tries;
  return st;
}

static spr_status take(spr_loaded *l, spr_instant now, const spr_input *in, const spr_cause *cause,
                       const spr_change *extra, uint32_t nextra, spr_result *r, uint32_t *tries) {
  spr_desk *s = l->desk;
  l->now = l->row.seq && l->row.at > now ? l->row.at : now;
  spr_env env = spr_loaded_env(l, l->now);
  trying t = {.tries = cause->tries};
  spr_status st = spr_derive_before(&s->derive, l->c);
  if (st == SPR_OK && in->kind == SPR_IN_DUE) st = look_at_due(l, &t);
  if (st != SPR_OK) return st;
  *tries = t.tries;
  s->unseen = SPR_OK;
  spr_step_run(l->c, &env, spr_rules_ops(), l->definition->rules, in, r);
  if (r->code == SPR_R_NOMEM) return SPR_ENOMEM;
  if (s->unseen != SPR_OK) return s->unseen;
  bool met = spr_rules_met_limit(l->definition->rules) && r->code == SPR_R_LIMIT;
  if (met && !s->in_hand) /* a story is to show what its rules do, however often */
    spr_strain_hit(&s->strain, l->row.municipality, s->clock);
  if (r->outcome == SPR_STUCK && in->kind == SPR_IN_DUE) return set_aside(l, in, cause, r, &t);
  return r->outcome == SPR_TAKEN ? taken(l, in, cause, extra, nextra, &t, r) : SPR_OK;
}

spr_status spr_step_take(spr_loaded *l, spr_instant now, const spr_input *in, const spr_cause *cause,
                         const spr_change *extra, uint32_t nextra, spr_result *r) {
  uint32_t tries = 0;
  spr_status st = take(l, now, in, cause, extra, nextra, r, &tries);
  if (st == SPR_OK) spr_watch_tell(l, &(spr_watched){.loaded = l, .in = in, .result = r, .tries = tries});
  return st;
}

spr_status spr_step_due(spr_loaded *l, spr_instant now, uint32_t limit) {
  spr_cause due = {.kind = SPR_JOURNAL_DUE, .actor = l->desk->actor};
  spr_input in = {.kind = SPR_IN_DUE, .occurred = SPR_NO_INSTANT};
  spr_desk *s = l->desk;
  while (spr_case_open(l->c) && s->steps < limit) {
    spr_instant at = spr_case_next_due(l->c);
    spr_result r;
    if (at == SPR_NO_INSTANT || at > now) break;
    spr_status st = spr_step_take(l, at, &in, &due, NULL, 0, &r);
    if (st != SPR_OK) return st;
    if (r.outcome == SPR_REFUSED) return SPR_EBUG; /* it was due, and yet nothing was */
  }
  return SPR_OK;
}
