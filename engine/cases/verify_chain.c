/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify_impl.h"

/* Hashes of entries, and seals. */

void spr_verify_entry(spr_verifier *v, spr_entry_row *e) {
  spr_hash h;
  if (e->body.n) spr_chain_body(e->body, &e->body_hash);
  spr_chain_entry(e, &h);
  if (!spr_hash_equal(&h, &e->hash)) spr_verify_tell(v, "the hash is not that of the entry", e);
}

/* -- seals ----------------------------------------------------------------------------------------------- */
static bool copy_seal(void *ud, const spr_seal_row *row) {
  *(spr_seal_row *)ud = *row;
  return false;
}

static spr_status next_seal(spr_verifier *v) {
  spr_sealing *s = &v->sealing;
  s->row = (spr_seal_row){.to = 0};
  spr_status st = spr_store_seals(v->store, s->last, copy_seal, &s->row);
  if (st != SPR_OK || s->row.to == 0) return st;
  if (s->row.from != s->last + 1) spr_verify_tell(v, "a seal does not follow on the one before it", NULL);
  spr_seal_begin(&s->hasher, s->any ? &s->former : NULL, s->row.from);
  return SPR_OK;
}

static spr_status close_seal(spr_verifier *v) {
  spr_sealing *s = &v->sealing;
  spr_hash h;
  spr_seal_end(&s->hasher, s->row.to, &h);
  if (!spr_hash_equal(&h, &s->row.hash))
    spr_verify_tell(v, "a seal does not cover the entries that it names", NULL);
  s->former = s->row.hash;
  s->any = true;
  s->last = s->row.to;
  v->report->seals++;
  return next_seal(v);
}

spr_status spr_verify_seals_begin(spr_verifier *v) {
  return next_seal(v);
}

spr_status spr_verify_seals_entry(spr_verifier *v, const spr_entry_row *e) {
  spr_sealing *s = &v->sealing;
  spr_status st = SPR_OK;
  /* Where its last entry is missing, it ends with the first one behind it. */
  while (s->row.to != 0 && e->pos > s->row.to && st == SPR_OK) st = close_seal(v);
  if (s->row.to == 0 || e->pos < s->row.from || st != SPR_OK) return st;
  spr_hasher_hash(&s->hasher, &e->hash);
  return e->pos == s->row.to ? close_seal(v) : SPR_OK;
}

spr_status spr_verify_seals_end(spr_verifier *v) {
  spr_status st = SPR_OK;
  if (v->sealing.row.to != 0) spr_verify_tell(v, "sealed entries are missing at the end", NULL);
  while (v->sealing.row.to != 0 && st == SPR_OK) st = close_seal(v);
  if (v->last_pos > v->sealing.last) v->report->unsealed = v->last_pos - v->sealing.last;
  return st;
}
