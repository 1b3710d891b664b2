/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "cases/engine_impl.h"
#include "store/writable.h"

/* Whether the engine could write, for whoever sends it work: what became of the last batch, and what the file
 * system says. Nothing is written to find out. */

/* Many batches hold nothing to write, and tell nothing of the disk. What failed by itself has no reply. */
static bool has_written(const spr_batch *b) {
  for (const spr_request *r = b->first; r; r = r->next) {
    if (r->status != SPR_OK) continue;
    if (r->kind == SPR_REQUEST_WORK) return true;
    if (r->kind == SPR_REQUEST_TICK && r->ticked.fired > 0) return true;
    if (r->kind == SPR_REQUEST_ASK && r->reply->told.kind == SPR_TOLD_DONE && !r->reply->told.again)
      return true;
  }
  return false;
}

/* Another process that writes is no failure of the disk. */
static bool is_failure(spr_status batch) {
  return batch == SPR_EIO || batch == SPR_EFULL || batch == SPR_ECORRUPT;
}

void spr_engine_note_batch(spr_engine *e, const spr_batch *b, spr_status batch) {
  bool failed = is_failure(batch);
  if (!failed && (batch != SPR_OK || !has_written(b))) return;
  pthread_mutex_lock(&e->telling);
  e->unwritten = failed ? batch : SPR_OK;
  if (failed) e->unwritten_at = spr_clock_steady();
  pthread_mutex_unlock(&e->telling);
}

spr_status spr_engine_writable(spr_engine *e, char *why) {
  const char *reason = "";
  pthread_mutex_lock(&e->telling);
  bool recent = spr_clock_steady() - e->unwritten_at < SPR_UNWRITTEN_MS;
  spr_status st = e->over ? SPR_EUNKNOWN : recent ? e->unwritten : SPR_OK;
  snprintf(why, SPR_MAX_MESSAGE_BYTES, "%s", st == SPR_OK ? "" : e->fault);
  pthread_mutex_unlock(&e->telling);
  if (st != SPR_OK) return st;
  st = spr_writable(e->o.database, &reason);
  snprintf(why, SPR_MAX_MESSAGE_BYTES, "%s", reason);
  return st;
}
