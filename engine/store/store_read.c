/* SPDX-License-Identifier: Apache-2.0 */
#include "store/chain.h"
#include "store/gate.h"

/* Reading: each call through the gate, and entries with their changes unpacked. */

#define READ(s, call)                                                                                        \
  do {                                                                                                       \
    spr_status read_status = spr_gate_read(s);                                                               \
    return read_status == SPR_OK ? SPR_GATE_CALL(s, (call)) : read_status;                                   \
  } while (0)

/* What takes many steps, of which each tells of the same state. */
#define READ_AT_ONCE(s, call)                                                                                \
  do {                                                                                                       \
    spr_status read_status = spr_store_look(s);                                                              \
    if (read_status != SPR_OK) return read_status;                                                           \
    read_status = SPR_GATE_CALL(s, (call));                                                                  \
    spr_store_looked(s);                                                                                     \
    return read_status;                                                                                      \
  } while (0)

/* -- entries -------------------------------------------------------------------------------------------- */
typedef struct unpacker {
  spr_store *s;
  spr_entry_fn fn;
  void *ud;
  spr_status status;
} unpacker;

static spr_status unpack(spr_store *s, spr_entry_row *e) {
  spr_status status = spr_changes_unpack(&s->unpacked, e->packed);
  e->changes = s->unpacked.v;
  e->nchanges = s->unpacked.n;
  return status == SPR_ECORRUPT ? spr_gate_refuse(s, status, "the changes of an entry are damaged") : status;
}

static bool unpack_and_call(void *ud, const spr_entry_row *e) {
  unpacker *k = ud;
  spr_entry_row full = *e;
  k->status = unpack(k->s, &full);
  return k->status == SPR_OK && k->fn(k->ud, &full);
}

static spr_status number_of(spr_store *s, spr_str id, uint64_t *number) {
  spr_case_row row;
  spr_status status = s->impl->case_get(s, id, &row);
  if (status == SPR_OK) *number = row.number;
  return status;
}

static spr_status entries(spr_store *s, spr_str id, uint64_t from_seq, unpacker *k) {
  uint64_t number;
  spr_status status = number_of(s, id, &number);
  if (status == SPR_OK) status = s->impl->entries(s, number, from_seq, unpack_and_call, k);
  return status == SPR_OK ? k->status : status;
}

spr_status spr_store_entries(spr_store *s, spr_str id, uint64_t from_seq, spr_entry_fn fn, void *ud) {
  unpacker k = {s, fn, ud, SPR_OK};
  READ(s, entries(s, id, from_seq, &k));
}

static spr_status emergencies(spr_store *s, spr_str id, unpacker *k) {
  uint64_t number;
  spr_status status = number_of(s, id, &number);
  if (status == SPR_OK) status = s->impl->emergencies(s, number, unpack_and_call, k);
  return status == SPR_OK ? k->status : status;
}

spr_status spr_store_emergencies(spr_store *s, spr_str id, spr_entry_fn fn, void *ud) {
  unpacker k = {s, fn, ud, SPR_OK};
  READ(s, emergencies(s, id, &k));
}

static spr_status emergencies_since(spr_store *s, spr_instant since, unpacker *k) {
  spr_status status = s->impl->emergencies_since(s, since, unpack_and_call, k);
  return status == SPR_OK ? k->status : status;
}

spr_status spr_store_emergencies_since(spr_store *s, spr_instant since, spr_entry_fn fn, void *ud) {
  unpacker k = {s, fn, ud, SPR_OK};
  READ(s, emergencies_since(s, since, &k));
}

static spr_status journal(spr_store *s, uint64_t from_pos, unpacker *k) {
  spr_status status = s->impl->journal(s, from_pos, unpack_and_call, k);
  return status == SPR_OK ? k->status : status;
}

spr_status spr_store_journal(spr_store *s, uint64_t from_pos, spr_entry_fn fn, void *ud) {
  unpacker k = {s, fn, ud, SPR_OK};
  READ(s, journal(s, from_pos, &k));
}

static spr_status entry(spr_store *s, spr_str id, uint64_t seq, spr_entry_row *out) {
  uint64_t number;
  spr_status status = number_of(s, id, &number);
  if (status == SPR_OK) status = s->impl->entry(s, number, seq, out);
  return status == SPR_OK ? unpack(s, out) : status;
}

spr_status spr_store_entry(spr_store *s, spr_str id, uint64_t seq, spr_entry_row *out) {
  READ(s, entry(s, id, seq, out));
}

/* Nothing is called back, but the store must be as it was when the walk began. */
spr_status spr_store_walk(spr_store *s, spr_walk *w, spr_entry_row *out) {
  spr_status status = spr_gate_read(s);
  if (status == SPR_OK && s->looks == 0) return spr_gate_refuse(s, SPR_EINVAL, "a walk without a look");
  return status == SPR_OK ? spr_gate_out(s, s->impl->walk(s, w, out)) : status;
}

void spr_store_walked(spr_store *s) {
  s->impl->walked(s);
}

spr_status spr_store_numbered(spr_store *s, uint64_t number, spr_case_row *out) {
  READ(s, s->impl->numbered(s, number, out));
}

spr_status spr_store_head(spr_store *s, uint64_t number, spr_str *id, uint64_t *seq) {
  READ(s, s->impl->head(s, number, id, seq));
}

/* -- rows ----------------------------------------------------------------------------------------------- */
spr_status spr_store_stable_pos(spr_store *s, uint64_t *pos) {
  READ(s, s->impl->stable_pos(s, pos));
}

spr_status spr_store_generation(spr_store *s, uint64_t *out) {
  READ(s, s->impl->generation(s, out));
}

spr_status spr_store_case(spr_store *s, spr_str id, spr_case_row *out) {
  READ(s, s->impl->case_get(s, id, out));
}

static bool asks_too_much(const spr_case_filter *f) {
  for (uint32_t i = 0; i < f->nsought && i < SPR_MAX_SOUGHT; i++)
    if (f->sought[i].word.n == 0) return true;
  return f->namong > SPR_MAX_AMONG || f->nwishes > SPR_MAX_WISHES || f->nsought > SPR_MAX_SOUGHT;
}

static spr_status cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  if (asks_too_much(f) || (f->order == SPR_BY_FIELD && f->by.n == 0))
    return spr_gate_refuse(s, SPR_EINVAL, "a filter that asks too much, or an order by no field");
  return s->impl->cases(s, f, fn, ud);
}

spr_status spr_store_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  READ_AT_ONCE(s, cases(s, f, fn, ud));
}

static spr_status tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n) {
  *n = 0;
  if (asks_too_much(f)) return spr_gate_refuse(s, SPR_EINVAL, "a filter that asks too much");
  return s->impl->tally(s, f, most, n);
}

spr_status spr_store_tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n) {
  READ_AT_ONCE(s, tally(s, f, most, n));
}

spr_status spr_store_standings(spr_store *s, const spr_case_filter *f, spr_standing_fn fn, void *ud) {
  const spr_case_filter of = {.scope = f->scope,
                              .municipality = f->municipality,
                              .municipalities = f->municipalities,
                              .nmunicipalities = f->nmunicipalities,
                              .package = f->package,
                              .workflow = f->workflow,
                              .only_open = true};
  READ_AT_ONCE(s, s->impl->standings(s, &of, fn, ud));
}

spr_status spr_store_listed(spr_store *s, spr_str id, spr_listed_fn fn, void *ud) {
  READ(s, s->impl->listed(s, id, fn, ud));
}

spr_status spr_store_listed_count(spr_store *s, uint64_t *n) {
  READ(s, s->impl->listed_count(s, n));
}

spr_status spr_store_due(spr_store *s, spr_instant at, const spr_due_mark *behind, uint32_t limit,
                         spr_case_fn fn, void *ud) {
  READ(s, s->impl->due(s, at, behind, limit, fn, ud));
}

spr_status spr_store_erasing(spr_store *s, uint32_t limit, spr_case_fn fn, void *ud) {
  READ(s, s->impl->erasing(s, limit, fn, ud));
}

spr_status spr_store_erased(spr_store *s, uint64_t *n) {
  READ(s, s->impl->erased(s, n));
}

spr_status spr_store_tasks(spr_store *s, const spr_duty_filter *f, spr_task_fn fn, void *ud) {
  READ(s, s->impl->tasks(s, f, fn, ud));
}

spr_status spr_store_deadlines(spr_store *s, spr_str id, spr_deadline_fn fn, void *ud) {
  READ(s, s->impl->deadlines(s, id, fn, ud));
}

spr_status spr_store_links(spr_store *s, spr_str id, spr_link_fn fn, void *ud) {
  READ(s, s->impl->links(s, id, fn, ud));
}

spr_status spr_store_messages(spr_store *s, spr_instant at, const spr_message_mark *behind, uint32_t limit,
                              spr_message_fn fn, void *ud) {
  READ(s, s->impl->messages(s, at, behind, limit, fn, ud));
}

spr_status spr_store_notices(spr_store *s, const spr_notice_filter *f, spr_notice_fn fn, void *ud) {
  READ(s, s->impl->notices(s, f, fn, ud));
}

static spr_status incidents(spr_store *s, spr_str id, spr_incident_fn fn, void *ud) {
  uint64_t number = 0;
  spr_status status = id.n == 0 ? SPR_OK : number_of(s, id, &number);
  return status == SPR_OK ? s->impl->incidents(s, number, fn, ud) : status;
}

spr_status spr_store_incidents(spr_store *s, spr_str id, spr_incident_fn fn, void *ud) {
  READ(s, incidents(s, id, fn, ud));
}

spr_status spr_store_seals(spr_store *s, uint64_t after_pos, spr_seal_fn fn, void *ud) {
  READ(s, s->impl->seals(s, after_pos, fn, ud));
}

spr_status spr_store_caseload(spr_store *s, spr_str institution, int64_t *out) {
  READ(s, s->impl->caseload(s, institution, out));
}

spr_status spr_store_occupied(spr_store *s, spr_str institution, spr_str except_id, int64_t *out) {
  READ(s, s->impl->occupied(s, institution, except_id, out));
}

/* A definition is read rarely and decides much: it must be what its name says. */
spr_status spr_store_object(spr_store *s, const spr_hash *hash, spr_object_kind *kind, spr_str *bytes) {
  spr_hash again;
  spr_status status = spr_gate_read(s);
  if (status == SPR_OK) status = SPR_GATE_CALL(s, s->impl->object(s, hash, kind, bytes));
  if (status != SPR_OK) return status;
  spr_chain_object(*kind, *bytes, &again);
  if (spr_hash_equal(hash, &again)) return SPR_OK;
  return spr_gate_refuse(s, SPR_ECORRUPT,
                         "a definition or environment is damaged: restore the latest backup");
}

typedef struct comparer {
  spr_object_fn fn;
  void *ud;
} comparer;

static bool compare_and_call(void *ud, const spr_object_row *o) {
  const comparer *k = ud;
  spr_object_row row = *o;
  spr_hash again;
  spr_chain_object((spr_object_kind)o->kind, o->bytes, &again);
  row.sound = spr_hash_equal(&again, &o->hash);
  return k->fn(k->ud, &row);
}

spr_status spr_store_objects(spr_store *s, spr_object_fn fn, void *ud) {
  comparer k = {fn, ud};
  READ(s, s->impl->objects(s, compare_and_call, &k));
}

spr_status spr_store_current(spr_store *s, spr_str name, spr_hash *hash) {
  READ(s, s->impl->current(s, name, hash));
}

spr_status spr_store_currents(spr_store *s, spr_name_fn fn, void *ud) {
  READ(s, s->impl->currents(s, fn, ud));
}

spr_status spr_store_pinned(spr_store *s, const spr_case_filter *f, spr_hash_fn fn, void *ud) {
  READ(s, s->impl->pinned(s, f, fn, ud));
}

spr_status spr_store_answer(spr_store *s, spr_str principal, spr_str key, spr_answer_row *out) {
  READ(s, s->impl->answer(s, principal, key, out));
}

spr_status spr_store_counts(spr_store *s, spr_store_count *out) {
  READ(s, s->impl->counts(s, out));
}

spr_status spr_store_outstanding(spr_store *s, uint32_t most, spr_store_backlog *out) {
  READ(s, s->impl->outstanding(s, most, out));
}

/* -- keeping -------------------------------------------------------------------------------------------- */
spr_status spr_store_backup(spr_store *s, const char *path) {
  spr_status status = spr_gate_alone(s);
  return status == SPR_OK ? s->impl->backup(s, path) : status;
}

spr_status spr_store_check_pages(spr_store *s) {
  spr_status status = spr_gate_alone(s);
  return status == SPR_OK ? s->impl->check_pages(s) : status;
}

spr_status spr_store_check_rows(spr_store *s, spr_broken_fn fn, void *ud) {
  spr_status status = spr_gate_alone(s);
  return status == SPR_OK ? s->impl->check_rows(s, fn, ud) : status;
}

spr_status spr_store_check_file(spr_store *s) {
  spr_status status = spr_store_check_pages(s);
  return status == SPR_OK ? spr_store_check_rows(s, NULL, NULL) : status;
}
