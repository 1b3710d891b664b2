/* SPDX-License-Identifier: Apache-2.0 */
#include "store/chain.h"
#include "store/gate.h"

/* -- appending ------------------------------------------------------------------------------------------ */
static spr_status check_bounds(spr_store *s, const spr_append *a) {
  const spr_entry_row *e = &a->entry;
  if (e->id.n == 0 || e->kind == 0)
    return spr_gate_refuse(s, SPR_EINVAL, "an entry without a case or a kind");
  const spr_str texts[] = {e->event, e->by, e->actor, e->place, e->responsible};
  bool fits = e->id.n <= SPR_MAX_NAME && e->configuration.n <= SPR_MAX_CONFIGURATION &&
              e->body.n <= SPR_MAX_STORED_BYTES && a->snapshot.n <= SPR_MAX_STORED_BYTES;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) fits = fits && texts[i].n <= SPR_MAX_STORED_TEXT;
  for (uint32_t i = 0; i < a->nlisted; i++)
    fits = fits && a->listed[i].field.n > 0 && a->listed[i].field.n <= SPR_MAX_NAME &&
           a->listed[i].value.text.n <= SPR_MAX_LISTED_TEXT;
  return fits ? SPR_OK : spr_gate_refuse(s, SPR_ELIMIT, "an entry or a snapshot is too large");
}

static spr_status known(spr_store *s, const spr_hash *h) {
  spr_status status = s->impl->object_known(s, h);
  if (status != SPR_ENOTFOUND) return status;
  return spr_gate_refuse(s, SPR_EINVAL, "the entry's definition or environment was never put");
}

/* Where the entry stands: positions, numbers and the hash before it. */
static spr_status place(spr_store *s, spr_entry_row *e, const spr_case_row *former) {
  spr_status status = s->impl->last_pos(s, &e->pos);
  e->pos++;
  if (former) {
    e->number = former->number;
    e->seq = former->seq + 1;
    e->prev = former->hash;
    return status;
  }
  if (status == SPR_OK) status = s->impl->last_number(s, &e->number);
  e->number++;
  e->seq = 1;
  e->prev = (spr_hash){{0}};
  return status;
}

static spr_status check_append(spr_store *s, const spr_append *a, const spr_case_row *former) {
  spr_status status = spr_apply_check(s, &a->entry, former);
  if (status != SPR_OK) return spr_gate_refuse(s, status, "the entry does not follow on its case");
  if (former && !a->snapshot.p && former->sealed != a->entry.sealed)
    return spr_gate_refuse(s, SPR_EINVAL, "a snapshot that stays is sealed as its entry is");
  status = known(s, &a->entry.definition);
  return status == SPR_OK ? known(s, &a->entry.environment) : status;
}

/* e: as a->entry; what is the store's is filled in. */
static spr_status append(spr_store *s, const spr_append *a, spr_entry_row *e) {
  spr_case_row row, *former = &row;
  spr_buf_clear(&s->packed);
  spr_status status = spr_changes_pack(&s->packed, e->changes, e->nchanges);
  if (status != SPR_OK) return status;
  e->packed = spr_buf_view(&s->packed);
  status = s->impl->case_get(s, e->id, &row);
  if (status == SPR_ENOTFOUND) {
    former = NULL;
    status = SPR_OK;
  }
  if (status == SPR_OK) status = check_append(s, a, former);
  if (status == SPR_OK) status = place(s, e, former);
  if (status != SPR_OK) return status;
  if (!s->unchained) {
    spr_chain_body(e->body, &e->body_hash);
    spr_chain_entry(e, &e->hash);
  }
  status = s->impl->entry_put(s, e);
  if (status == SPR_OK) status = spr_apply(s, e, former, a->snapshot);
  return status == SPR_OK && a->nlisted ? s->impl->listed_put(s, e, a->listed, a->nlisted) : status;
}

spr_status spr_store_append(spr_store *s, const spr_append *a, spr_entry_row *written) {
  spr_entry_row e = a->entry;
  spr_status status = spr_gate_write(s);
  if (status == SPR_OK) status = check_bounds(s, a);
  if (status == SPR_OK) status = spr_gate_out(s, append(s, a, &e));
  if (status == SPR_OK && written) *written = e;
  return status;
}

/* -- sealing -------------------------------------------------------------------------------------------- */
static bool seal_one(void *ud, const spr_hash *h) {
  spr_hasher_hash(ud, h);
  return true;
}

static spr_status seal(spr_store *s, uint64_t least) {
  spr_seal_row last = {.to = 0};
  spr_hasher h;
  uint64_t to = 0;
  spr_status status = s->impl->last_pos(s, &to);
  if (status != SPR_OK || (s->sealed_to && to < s->sealed_to + least)) return status;
  status = s->impl->seal_last(s, &last);
  bool first = status == SPR_ENOTFOUND;
  if (status != SPR_OK && !first) return status;
  s->sealed_to = last.to;
  /* Where its end was cut off, positions come a second time, and the last seal will not fit them. */
  if (to <= last.to || to - last.to < least) return SPR_OK;
  spr_seal_row row = {.from = last.to + 1, .to = to};
  spr_seal_begin(&h, first ? NULL : &last.hash, row.from);
  status = s->impl->hashes(s, row.from, row.to, seal_one, &h);
  if (status != SPR_OK) return status;
  spr_seal_end(&h, row.to, &row.hash);
  status = s->impl->seal_put(s, &row);
  if (status == SPR_OK) s->sealed_to = to;
  return status;
}

spr_status spr_store_seal(spr_store *s, uint64_t least) {
  spr_status status = spr_gate_write(s);
  return status == SPR_OK ? spr_gate_out(s, seal(s, least)) : status;
}

void spr_store_seal_rest(spr_store *s) {
  uint32_t wait = s->impl->wait(s, SPR_SEAL_WAIT_MS);
  spr_status status = spr_store_begin(s);
  s->impl->wait(s, wait);
  if (status == SPR_OK) status = spr_store_seal(s, 1);
  if (status == SPR_OK) status = spr_store_commit(s);
  if (status != SPR_OK) spr_store_abandon(s);
}

/* -- objects, answers, deliveries, erasing -------------------------------------------------------------- */
spr_status spr_store_object_put(spr_store *s, spr_object_kind kind, spr_str bytes, spr_hash *hash) {
  spr_status status = spr_gate_write(s);
  if (status != SPR_OK) return status;
  if (kind < SPR_OBJECT_DEFINITION || kind > SPR_OBJECT_OBSERVED)
    return spr_gate_refuse(s, SPR_EINVAL, "no kind of object");
  if (bytes.n > SPR_MAX_OBJECT_BYTES) return spr_gate_refuse(s, SPR_ELIMIT, "a definition is too large");
  spr_chain_object(kind, bytes, hash);
  status = s->impl->object_known(s, hash);
  if (status == SPR_ENOTFOUND) status = s->impl->object_put(s, kind, bytes, hash);
  return spr_gate_out(s, status);
}

spr_status spr_store_current_set(spr_store *s, spr_str name, const spr_hash *hash) {
  spr_status status = spr_gate_write(s);
  if (status != SPR_OK) return status;
  if (name.n == 0 || name.n > SPR_MAX_STORED_TEXT) return spr_gate_refuse(s, SPR_EINVAL, "a name of no use");
  status = s->impl->object_known(s, hash);
  return spr_gate_out(s, status == SPR_OK ? s->impl->current_set(s, name, hash) : status);
}

spr_status spr_store_answer_put(spr_store *s, const spr_answer_row *a) {
  spr_answer_row there;
  spr_status status = spr_gate_write(s);
  if (status != SPR_OK) return status;
  if (a->key.n == 0 || a->key.n > SPR_MAX_STORED_TEXT || a->principal.n > SPR_MAX_STORED_TEXT ||
      a->id.n > SPR_MAX_NAME)
    return spr_gate_refuse(s, SPR_EINVAL, "an idempotency key that is empty or too long");
  status = s->impl->answer(s, a->principal, a->key, &there);
  if (status == SPR_OK) return spr_gate_refuse(s, SPR_EREFUSED, "the idempotency key has its answer");
  return spr_gate_out(s, status == SPR_ENOTFOUND ? s->impl->answer_put(s, a) : status);
}

spr_status spr_store_answers_expire(spr_store *s, spr_instant before) {
  spr_status status = spr_gate_write(s);
  return status == SPR_OK ? spr_gate_out(s, s->impl->answers_expire(s, before)) : status;
}

spr_status spr_store_answers_forget(spr_store *s, spr_str id) {
  spr_status status = spr_gate_write(s);
  return status == SPR_OK ? spr_gate_out(s, s->impl->answers_forget(s, id)) : status;
}

spr_status spr_store_delivered(spr_store *s, uint64_t pos, uint32_t n, spr_instant at) {
  spr_status status = spr_gate_write(s);
  return status == SPR_OK ? spr_gate_out(s, s->impl->delivered(s, pos, n, at)) : status;
}

spr_status spr_store_erase(spr_store *s, spr_str id) {
  spr_case_row row;
  spr_status status = spr_gate_write(s);
  if (status == SPR_OK) status = spr_gate_out(s, s->impl->case_get(s, id, &row));
  if (status != SPR_OK) return status;
  if (row.state != SPR_CASE_IS_ERASED)
    return spr_gate_refuse(s, SPR_EINVAL, "the journal does not say that the case was erased");
  return spr_gate_out(s, s->impl->erase(s, &row));
}

/* -- scrubbing ------------------------------------------------------------------------------------------ */
spr_status spr_store_scrub_owed(spr_store *s, bool *owed) {
  uint64_t numbers[SPR_ERASE_PAGE];
  uint32_t n = 0;
  spr_status status = spr_gate_read(s);
  if (status == SPR_OK) status = spr_gate_out(s, s->impl->scrubbing(s, numbers, &n));
  *owed = n > 0;
  return status;
}

static spr_status note_scrubbed(spr_store *s, const uint64_t *numbers, uint32_t n) {
  spr_status status = spr_store_begin(s);
  if (status != SPR_OK) return status;
  for (uint32_t i = 0; i < n && status == SPR_OK; i++) status = s->impl->scrubbed(s, numbers[i]);
  if (status == SPR_OK) status = spr_store_commit(s);
  if (status != SPR_OK) spr_store_abandon(s);
  return status;
}

static spr_status scrub_log(spr_store *s) {
  uint32_t wait = s->impl->wait(s, SPR_SCRUB_MS);
  spr_status status = s->impl->scrub(s);
  s->impl->wait(s, wait);
  return status;
}

/* Which cases it is for is asked before the log is emptied: others may be erased meanwhile. */
spr_status spr_store_scrub(spr_store *s) {
  uint64_t numbers[SPR_ERASE_PAGE];
  uint32_t n = 0;
  spr_status status = spr_gate_alone(s);
  if (status == SPR_OK && s->reads_only)
    status = spr_gate_refuse(s, SPR_EINVAL, "the store was opened for reading");
  if (status != SPR_OK) return status;
  do {
    status = s->impl->scrubbing(s, numbers, &n);
    if (status == SPR_OK) status = scrub_log(s);
    if (status == SPR_OK && n > 0) status = note_scrubbed(s, numbers, n);
  } while (status == SPR_OK && n == SPR_ERASE_PAGE);
  return status;
}
