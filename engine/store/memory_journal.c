/* SPDX-License-Identifier: Apache-2.0 */
#include "store/memory.h"

/* -- entries -------------------------------------------------------------------------------------------- */
spr_status spr_memory_last_pos(spr_store *s, uint64_t *pos) {
  const spr_memory *m = spr_memory_of(s);
  const spr_mentry *last = SPR_MLAST(m, SPR_M_ENTRIES, spr_mentry, SPR_ENTRIES_POS);
  /* What is committed may be forgotten. */
  *pos = last && last->row.pos > m->stable ? last->row.pos : m->stable;
  return SPR_OK;
}

spr_status spr_memory_last_number(spr_store *s, uint64_t *number) {
  const spr_mcase *last = SPR_MLAST(spr_memory_of(s), SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER);
  *number = last ? last->row.number : 0;
  return SPR_OK;
}

spr_status spr_memory_entry_put(spr_store *s, const spr_entry_row *e) {
  spr_mentry row = {.row = *e};
  row.row.changes = NULL;
  row.row.nchanges = 0;
  return SPR_MPUT(spr_memory_of(s), SPR_M_ENTRIES, &row);
}

static bool is_waited_for(const spr_memory *m, const spr_entry_row *e) {
  spr_mmessage probe = {.number = e->number, .row = {.seq = e->seq}};
  const spr_mmessage *next = SPR_MFROM(m, SPR_M_MESSAGES, spr_mmessage, SPR_MESSAGES_ID, &probe);
  return next && next->number == e->number && next->row.seq == e->seq;
}

spr_status spr_memory_forget(spr_memory *m) {
  spr_status status = SPR_OK;
  spr_mentry *e = SPR_MFIRST(m, SPR_M_ENTRIES, spr_mentry, SPR_ENTRIES_POS), *next;
  for (; e && status == SPR_OK; e = next) {
    next = SPR_MNEXT(spr_mentry, SPR_ENTRIES_POS, e);
    if (!is_waited_for(m, &e->row)) status = spr_mtable_remove(&m->log, &m->t[SPR_M_ENTRIES], &e->head);
  }
  while (status == SPR_OK && m->t[SPR_M_NOTICES].n > 0) {
    spr_mnotice *n = SPR_MFIRST(m, SPR_M_NOTICES, spr_mnotice, SPR_NOTICES_POS);
    status = spr_mtable_remove(&m->log, &m->t[SPR_M_NOTICES], &n->head);
  }
  return status;
}

spr_status spr_memory_entries(spr_store *s, uint64_t number, uint64_t from_seq, spr_entry_fn fn, void *ud) {
  spr_mentry probe = {.row = {.number = number, .seq = from_seq}};
  const spr_mentry *e = SPR_MFROM(spr_memory_of(s), SPR_M_ENTRIES, spr_mentry, SPR_ENTRIES_CASE, &probe);
  for (; e && e->row.number == number; e = SPR_MNEXT(spr_mentry, SPR_ENTRIES_CASE, e))
    if (!fn(ud, &e->row)) break;
  return SPR_OK;
}

/* Backwards: one at a time, for there are few. */
spr_status spr_memory_emergencies(spr_store *s, uint64_t number, spr_entry_fn fn, void *ud) {
  for (uint64_t before = UINT64_MAX; before > 0;) {
    spr_mentry probe = {.row = {.number = number, .seq = 1}};
    const spr_mentry *e = SPR_MFROM(spr_memory_of(s), SPR_M_ENTRIES, spr_mentry, SPR_ENTRIES_CASE, &probe);
    const spr_mentry *last = NULL;
    for (; e && e->row.number == number && e->row.seq < before;
         e = SPR_MNEXT(spr_mentry, SPR_ENTRIES_CASE, e))
      if (e->row.kind == SPR_JOURNAL_EMERGENCY) last = e;
    if (!last || !fn(ud, &last->row)) break;
    before = last->row.seq;
  }
  return SPR_OK;
}

static const spr_mentry *from_pos(spr_store *s, uint64_t pos) {
  spr_mentry probe = {.row.pos = pos};
  return SPR_MFROM(spr_memory_of(s), SPR_M_ENTRIES, spr_mentry, SPR_ENTRIES_POS, &probe);
}

static const spr_mentry *emergency_before(spr_store *s, spr_instant since, uint64_t pos) {
  const spr_mentry *last = NULL;
  for (const spr_mentry *e = from_pos(s, 0); e && e->row.pos < pos;
       e = SPR_MNEXT(spr_mentry, SPR_ENTRIES_POS, e))
    if (e->row.kind == SPR_JOURNAL_EMERGENCY && e->row.at >= since) last = e;
  return last;
}

spr_status spr_memory_emergencies_since(spr_store *s, spr_instant since, spr_entry_fn fn, void *ud) {
  const spr_mentry *e = emergency_before(s, since, UINT64_MAX);
  while (e && fn(ud, &e->row)) e = emergency_before(s, since, e->row.pos);
  return SPR_OK;
}

spr_status spr_memory_journal(spr_store *s, uint64_t from, spr_entry_fn fn, void *ud) {
  for (const spr_mentry *e = from_pos(s, from); e; e = SPR_MNEXT(spr_mentry, SPR_ENTRIES_POS, e))
    if (!fn(ud, &e->row)) break;
  return SPR_OK;
}

/* All entries: nothing is saved by leaving some out. */
spr_status spr_memory_walk(spr_store *s, spr_walk *w, spr_entry_row *out) {
  const spr_mentry *e = from_pos(s, w->pos);
  if (!e) return SPR_ENOTFOUND;
  *out = e->row;
  w->pos = e->row.pos + 1;
  return SPR_OK;
}

static bool take_first(void *ud, const spr_entry_row *e) {
  *(spr_entry_row *)ud = *e;
  return false;
}

spr_status spr_memory_entry(spr_store *s, uint64_t number, uint64_t seq, spr_entry_row *out) {
  out->seq = seq + 1;
  spr_memory_entries(s, number, seq, take_first, out);
  return out->seq == seq ? SPR_OK : SPR_ENOTFOUND;
}

/* Snapshot and bodies go, but for the last; the entries stay where they are. */
spr_status spr_memory_erase(spr_store *s, const spr_case_row *c) {
  spr_memory *m = spr_memory_of(s);
  spr_status status = SPR_OK;
  uint64_t seq = 1;
  spr_entry_row e;
  while (status == SPR_OK && seq < c->seq && spr_memory_entry(s, c->number, seq, &e) == SPR_OK) {
    e.body = SPR_STR("");
    status = spr_memory_entry_put(s, &e);
    seq++;
  }
  spr_mcase row = {.row = *c, .emptied = true};
  row.row.snapshot = SPR_STR("");
  return status == SPR_OK ? SPR_MPUT(m, SPR_M_CASES, &row) : status;
}

/* -- seals ---------------------------------------------------------------------------------------------- */
spr_status spr_memory_seal_put(spr_store *s, const spr_seal_row *r) {
  spr_mseal row = {.row = *r};
  return SPR_MPUT(spr_memory_of(s), SPR_M_SEALS, &row);
}

spr_status spr_memory_seal_last(spr_store *s, spr_seal_row *out) {
  const spr_mseal *last = SPR_MLAST(spr_memory_of(s), SPR_M_SEALS, spr_mseal, SPR_SEALS_TO);
  if (!last) return SPR_ENOTFOUND;
  *out = last->row;
  return SPR_OK;
}

spr_status spr_memory_hashes(spr_store *s, uint64_t from, uint64_t to, spr_hash_fn fn, void *ud) {
  const spr_mentry *e = from_pos(s, from);
  for (; e && e->row.pos <= to; e = SPR_MNEXT(spr_mentry, SPR_ENTRIES_POS, e))
    if (!fn(ud, &e->row.hash)) break;
  return SPR_OK;
}

spr_status spr_memory_seals(spr_store *s, uint64_t after_pos, spr_seal_fn fn, void *ud) {
  spr_mseal probe = {.row.to = after_pos + 1};
  if (after_pos == UINT64_MAX) return SPR_OK;
  const spr_mseal *r = SPR_MFROM(spr_memory_of(s), SPR_M_SEALS, spr_mseal, SPR_SEALS_TO, &probe);
  for (; r; r = SPR_MNEXT(spr_mseal, SPR_SEALS_TO, r))
    if (!fn(ud, &r->row)) break;
  return SPR_OK;
}

/* -- objects -------------------------------------------------------------------------------------------- */
static const spr_mobject *object(spr_store *s, const spr_hash *h) {
  spr_mobject probe = {.hash = *h};
  return SPR_MFIND(spr_memory_of(s), SPR_M_OBJECTS, spr_mobject, &probe);
}

spr_status spr_memory_object_known(spr_store *s, const spr_hash *h) {
  return object(s, h) ? SPR_OK : SPR_ENOTFOUND;
}

spr_status spr_memory_object_put(spr_store *s, spr_object_kind kind, spr_str bytes, const spr_hash *h) {
  spr_mobject row = {.hash = *h, .kind = kind, .bytes = bytes};
  return SPR_MPUT(spr_memory_of(s), SPR_M_OBJECTS, &row);
}

spr_status spr_memory_object(spr_store *s, const spr_hash *h, spr_object_kind *kind, spr_str *bytes) {
  const spr_mobject *o = object(s, h);
  if (!o) return SPR_ENOTFOUND;
  *kind = o->kind;
  *bytes = o->bytes;
  return SPR_OK;
}

/* In the order of their hashes. */
spr_status spr_memory_objects(spr_store *s, spr_object_fn fn, void *ud) {
  const spr_mobject *o = SPR_MFIRST(spr_memory_of(s), SPR_M_OBJECTS, spr_mobject, SPR_OBJECTS_HASH);
  for (bool on = true; o && on; o = SPR_MNEXT(spr_mobject, SPR_OBJECTS_HASH, o)) {
    spr_object_row row = {.kind = (uint8_t)o->kind, .hash = o->hash, .bytes = o->bytes};
    on = fn(ud, &row);
  }
  return SPR_OK;
}

spr_status spr_memory_current_set(spr_store *s, spr_str name, const spr_hash *h) {
  spr_mcurrent row = {.name = name, .hash = *h};
  return SPR_MPUT(spr_memory_of(s), SPR_M_CURRENT, &row);
}

spr_status spr_memory_current(spr_store *s, spr_str name, spr_hash *h) {
  spr_mcurrent probe = {.name = name};
  const spr_mcurrent *row = SPR_MFIND(spr_memory_of(s), SPR_M_CURRENT, spr_mcurrent, &probe);
  if (!row) return SPR_ENOTFOUND;
  *h = row->hash;
  return SPR_OK;
}

spr_status spr_memory_currents(spr_store *s, spr_name_fn fn, void *ud) {
  const spr_mcurrent *row = SPR_MFIRST(spr_memory_of(s), SPR_M_CURRENT, spr_mcurrent, SPR_CURRENT_NAME);
  for (; row && fn(ud, row->name); row = SPR_MNEXT(spr_mcurrent, SPR_CURRENT_NAME, row)) continue;
  return SPR_OK;
}

static bool is_pinned(const spr_memory *m, const spr_case_filter *f, const spr_hash *h) {
  const spr_mcase *c = SPR_MFIRST(m, SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER);
  for (; c; c = SPR_MNEXT(spr_mcase, SPR_CASES_NUMBER, c))
    if (spr_hash_equal(&c->row.definition, h) && spr_case_fits(f, &c->row)) return true;
  return false;
}

spr_status spr_memory_pinned(spr_store *s, const spr_case_filter *f, spr_hash_fn fn, void *ud) {
  const spr_memory *m = spr_memory_of(s);
  const spr_mobject *o = SPR_MFIRST(m, SPR_M_OBJECTS, spr_mobject, 0);
  for (; o && (!is_pinned(m, f, &o->hash) || fn(ud, &o->hash)); o = SPR_MNEXT(spr_mobject, 0, o)) continue;
  return SPR_OK;
}

/* -- answers, deliveries -------------------------------------------------------------------------------- */
spr_status spr_memory_answer_put(spr_store *s, const spr_answer_row *a) {
  spr_manswer row = {.row = *a};
  return SPR_MPUT(spr_memory_of(s), SPR_M_ANSWERS, &row);
}

spr_status spr_memory_answer(spr_store *s, spr_str principal, spr_str key, spr_answer_row *out) {
  spr_manswer probe = {.row = {.principal = principal, .key = key}};
  const spr_manswer *row = SPR_MFIND(spr_memory_of(s), SPR_M_ANSWERS, spr_manswer, &probe);
  if (!row) return SPR_ENOTFOUND;
  *out = row->row;
  return SPR_OK;
}

spr_status spr_memory_answers_expire(spr_store *s, spr_instant before) {
  spr_memory *m = spr_memory_of(s);
  for (;;) {
    spr_manswer *first = SPR_MFIRST(m, SPR_M_ANSWERS, spr_manswer, SPR_ANSWERS_EXPIRES);
    if (!first || first->row.expires >= before) return SPR_OK;
    spr_status status = spr_mtable_remove(&m->log, &m->t[SPR_M_ANSWERS], &first->head);
    if (status != SPR_OK) return status;
  }
}

spr_status spr_memory_answers_forget(spr_store *s, spr_str id) {
  spr_memory *m = spr_memory_of(s);
  spr_status status = SPR_OK;
  for (spr_manswer *a = SPR_MFIRST(m, SPR_M_ANSWERS, spr_manswer, SPR_ANSWERS_KEY), *next; a; a = next) {
    next = SPR_MNEXT(spr_manswer, SPR_ANSWERS_KEY, a);
    if (!spr_str_eq(a->row.id, id)) continue;
    spr_manswer row = *a;
    row.row.request = (spr_hash){{0}};
    status = SPR_MPUT(m, SPR_M_ANSWERS, &row);
    if (status != SPR_OK) return status;
  }
  return status;
}

spr_status spr_memory_delivered(spr_store *s, uint64_t pos, uint32_t n, spr_instant at) {
  spr_memory *m = spr_memory_of(s);
  spr_mnotice probe = {.row = {.pos = pos, .n = n}};
  const spr_mnotice *former = SPR_MFIND(m, SPR_M_NOTICES, spr_mnotice, &probe);
  (void)at;
  if (!former) return SPR_ENOTFOUND;
  if (former->row.delivered) return SPR_OK;
  spr_mnotice row = *former;
  row.row.delivered = true;
  return SPR_MPUT(m, SPR_M_NOTICES, &row);
}
