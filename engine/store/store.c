/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "store/chain.h"
#include "store/gate.h"

/* The life of a store and of its batches, the same for every implementation. */

void spr_store_init(spr_store *s, const spr_store_impl *impl, const spr_alloc *alloc) {
  *s = (spr_store){.impl = impl, .alloc = *alloc, .unpacked.alloc = *alloc};
  spr_chain_ready();
  spr_buf_init(&s->packed, alloc, SPR_MAX_CHANGES_BYTES + SPR_MAX_STORED_BYTES);
  spr_buf_init(&s->joined, alloc, SPR_MAX_TASK_HANDS * (SPR_MAX_STORED_TEXT + 1));
  spr_buf_init(&s->seen, alloc, SPR_MAX_SEEN_BY * (SPR_MAX_STORED_TEXT + 1));
}

void spr_store_release(spr_store *s) {
  spr_buf_release(&s->packed);
  spr_buf_release(&s->joined);
  spr_buf_release(&s->seen);
  spr_changes_release(&s->unpacked);
}

void spr_store_say(spr_store *s, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(s->fault, sizeof s->fault, fmt, ap);
  va_end(ap);
}

spr_str spr_store_fault(const spr_store *s) {
  return spr_str_of(s->fault);
}

/* -- the gate ------------------------------------------------------------------------------------------- */
spr_status spr_gate_refuse(spr_store *s, spr_status status, const char *why) {
  spr_store_say(s, "%s", why);
  return status;
}

spr_status spr_gate_read(spr_store *s) {
  if (s->poisoned)
    return spr_gate_refuse(s, SPR_EUNKNOWN,
                           "the outcome of the last batch is unknown; close the store and open it again");
  if (s->in_callback)
    return spr_gate_refuse(s, SPR_EINVAL, "the store was called from within its own callback");
  return s->failed;
}

spr_status spr_gate_write(spr_store *s) {
  spr_status status = spr_gate_read(s);
  if (status != SPR_OK) return status;
  return s->in_batch ? SPR_OK : spr_gate_refuse(s, SPR_EINVAL, "no batch was begun");
}

spr_status spr_gate_alone(spr_store *s) {
  spr_status status = spr_gate_read(s);
  if (status != SPR_OK) return status;
  return s->in_batch || s->looks > 0 ? spr_gate_refuse(s, SPR_EINVAL, "not within a batch or a look")
                                     : SPR_OK;
}

spr_status spr_gate_out(spr_store *s, spr_status status) {
  switch (status) {
    case SPR_EIO:
    case SPR_EFULL:
    case SPR_EBUSY:
    case SPR_ENOMEM:
    case SPR_ECORRUPT:
    case SPR_EBUG:
      if (s->in_batch) s->failed = status;
      break;
    default: break;
  }
  if (status == SPR_ENOMEM) spr_store_say(s, "out of memory");
  return status;
}

/* -- closing, batches ----------------------------------------------------------------------------------- */
void spr_store_close(spr_store *s) {
  if (!s) return;
  if (s->in_batch) s->impl->abandon(s);
  s->impl->close(s);
}

spr_status spr_store_reader(const spr_store *s, spr_store **out) {
  *out = NULL;
  return s->poisoned ? SPR_EUNKNOWN : s->impl->reader(s, out);
}

void spr_store_wait_since(spr_store *s, int64_t asked) {
  s->impl->wait_since(s, asked);
}

spr_status spr_store_begin(spr_store *s) {
  spr_status status = spr_gate_alone(s);
  if (status != SPR_OK) return status;
  if (s->reads_only) return spr_gate_refuse(s, SPR_EINVAL, "the store was opened for reading");
  status = spr_gate_out(s, s->impl->begin(s));
  s->in_batch = status == SPR_OK;
  s->marks = 0;
  return status;
}

static void batch_ended(spr_store *s) {
  s->in_batch = false;
  s->marks = s->looks = 0;
  s->failed = SPR_OK;
}

spr_status spr_store_commit(spr_store *s) {
  spr_status status = spr_gate_write(s);
  if (status != SPR_OK) return status;
  if (s->marks > 0 || s->looks > 0) return spr_gate_refuse(s, SPR_EINVAL, "a mark or a look is still open");
  status = s->impl->commit(s);
  s->poisoned = status == SPR_EUNKNOWN;
  if (status != SPR_OK && !s->poisoned) {
    s->failed = status;
    return status;
  }
  s->wrote = s->wrote || status == SPR_OK;
  batch_ended(s);
  return status;
}

bool spr_store_wrote(const spr_store *s) {
  return s->wrote;
}

void spr_store_abandon(spr_store *s) {
  if (!s->in_batch || s->in_callback) return;
  s->impl->abandon(s);
  s->sealed_to = 0;
  batch_ended(s);
}

spr_status spr_store_mark(spr_store *s) {
  spr_status status = spr_gate_write(s);
  if (status != SPR_OK) return status;
  if (s->marks == SPR_MAX_STORE_MARKS)
    return spr_gate_refuse(s, SPR_ELIMIT, "too many marks within one another");
  status = spr_gate_out(s, s->impl->mark(s, s->marks));
  if (status == SPR_OK) s->marks++;
  return status;
}

static spr_status end_mark(spr_store *s, spr_status (*how)(spr_store *s, uint32_t n)) {
  spr_status status = spr_gate_write(s);
  if (status != SPR_OK) return status;
  if (s->marks == 0) return spr_gate_refuse(s, SPR_EINVAL, "there is no mark");
  status = spr_gate_out(s, how(s, s->marks - 1));
  if (status == SPR_OK) s->marks--;
  return status;
}

spr_status spr_store_keep(spr_store *s) {
  return end_mark(s, s->impl->keep);
}

spr_status spr_store_undo(spr_store *s) {
  s->sealed_to = 0;
  return end_mark(s, s->impl->undo);
}

/* A batch sees one state anyway. */
spr_status spr_store_look(spr_store *s) {
  spr_status status = spr_gate_read(s);
  if (status == SPR_OK && !s->in_batch && s->looks == 0) status = spr_gate_out(s, s->impl->look(s));
  if (status == SPR_OK) s->looks++;
  return status;
}

void spr_store_looked(spr_store *s) {
  if (s->looks == 0 || s->in_callback) return;
  s->looks--;
  if (s->looks == 0 && !s->in_batch) s->impl->looked(s);
}
