/* SPDX-License-Identifier: Apache-2.0 */
#include "store/chain.h"
#include "store/gate.h"

/* Derived rows as one hash. */

static bool add_case(void *ud, const void *row) {
  const spr_case_row *c = row;
  spr_hasher *h = ud;
  const spr_str texts[] = {c->id,      c->package,       c->workflow,    c->municipality,
                           c->outcome, c->configuration, c->responsible, c->seen};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_hasher_str(h, texts[i]);
  const uint64_t numbers[] = {c->number, c->state,         (uint64_t)c->opened,  (uint64_t)c->at,
                              c->seq,    (uint64_t)c->due, (uint64_t)c->pending, c->overdue,
                              c->sealed, c->held};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) spr_hasher_u64(h, numbers[i]);
  spr_hasher_hash(h, &c->hash);
  spr_hasher_hash(h, &c->definition);
  return true;
}

static bool add_task(void *ud, const void *row) {
  const spr_task_row *t = row;
  spr_hasher *h = ud;
  spr_hasher_str(h, t->id);
  spr_hasher_str(h, t->task);
  spr_hasher_str(h, t->name);
  spr_hasher_str(h, t->state);
  spr_hasher_str(h, t->institutions);
  spr_hasher_u64(h, (uint64_t)t->due);
  spr_hasher_u64(h, t->required);
  return true;
}

static bool add_deadline(void *ud, const void *row) {
  const spr_deadline_row *d = row;
  spr_hasher *h = ud;
  spr_hasher_str(h, d->id);
  spr_hasher_str(h, d->path);
  spr_hasher_u64(h, d->n);
  spr_hasher_u64(h, (uint64_t)d->at);
  spr_hasher_u64(h, d->missed);
  return true;
}

static bool add_place(void *ud, const void *row) {
  const spr_place_row *p = row;
  spr_hasher *h = ud;
  spr_hasher_str(h, p->id);
  spr_hasher_str(h, p->institution);
  spr_hasher_u64(h, p->n);
  return true;
}

static bool add_link(void *ud, const void *row) {
  const spr_link_row *l = row;
  spr_hasher *h = ud;
  spr_hasher_str(h, l->id);
  spr_hasher_str(h, l->name);
  spr_hasher_str(h, l->other);
  return true;
}

static bool add_message(void *ud, const void *row) {
  const spr_message_row *m = row;
  spr_hasher *h = ud;
  spr_hasher_str(h, m->source);
  spr_hasher_u64(h, m->pos);
  spr_hasher_u64(h, m->seq);
  spr_hasher_u64(h, m->n);
  spr_hasher_str(h, m->event);
  spr_hasher_str(h, m->link);
  spr_hasher_str(h, m->target);
  spr_hasher_u64(h, m->urgent);
  spr_hasher_u64(h, m->hops);
  spr_hasher_u64(h, (uint64_t)m->try_at);
  spr_hasher_u64(h, m->tries);
  return true;
}

static bool add_notice(void *ud, const void *row) {
  const spr_notice_row *n = row;
  spr_hasher *h = ud;
  spr_hasher_u64(h, n->pos);
  spr_hasher_u64(h, n->n);
  spr_hasher_str(h, n->id);
  spr_hasher_str(h, n->institution);
  spr_hasher_u64(h, (uint64_t)n->at);
  return true;
}

static bool add_incident(void *ud, const void *row) {
  const spr_incident_row *i = row;
  spr_hasher *h = ud;
  spr_hasher_str(h, i->id);
  spr_hasher_str(h, i->what);
  spr_hasher_str(h, i->subject);
  spr_hasher_u64(h, i->n);
  spr_hasher_u64(h, i->seq);
  spr_hasher_u64(h, (uint64_t)i->since);
  spr_hasher_u64(h, (uint64_t)i->try_at);
  spr_hasher_u64(h, i->tries);
  return true;
}

static bool add_counter(void *ud, const void *row) {
  const spr_counter_row *c = row;
  spr_hasher *h = ud;
  spr_hasher_u64(h, c->kind);
  spr_hasher_str(h, c->institution);
  spr_hasher_u64(h, (uint64_t)c->n);
  return true;
}

const spr_derived_fn spr_derived_adders[] = {
    [SPR_DERIVED_CASES] = add_case,         [SPR_DERIVED_TASKS] = add_task,
    [SPR_DERIVED_DEADLINES] = add_deadline, [SPR_DERIVED_PLACES] = add_place,
    [SPR_DERIVED_LINKS] = add_link,         [SPR_DERIVED_MESSAGES] = add_message,
    [SPR_DERIVED_NOTICES] = add_notice,     [SPR_DERIVED_INCIDENTS] = add_incident,
    [SPR_DERIVED_COUNTERS] = add_counter,
};

static spr_status hash_tables(spr_store *s, spr_hasher *h, uint64_t from, uint64_t to) {
  bool all = from == 0 && to == UINT64_MAX;
  for (unsigned t = SPR_DERIVED_CASES; t <= (all ? SPR_DERIVED_COUNTERS : SPR_DERIVED_INCIDENTS); t++) {
    /* Rows of two tables never look alike. */
    spr_hasher_str(h, SPR_STR("table"));
    spr_hasher_u64(h, t);
    spr_status status = s->impl->derived(s, (spr_derived_table)t, from, to, spr_derived_adders[t], h);
    if (status != SPR_OK) return status;
  }
  return SPR_OK;
}

spr_status spr_store_derived_hash(spr_store *s, uint64_t from, uint64_t to, spr_hash *out) {
  spr_hasher h;
  spr_status status = spr_gate_read(s);
  if (status != SPR_OK) return status;
  spr_hasher_begin(&h, "sprawa derived 1");
  status = SPR_GATE_CALL(s, hash_tables(s, &h, from, to));
  spr_hasher_end(&h, out);
  return status;
}
