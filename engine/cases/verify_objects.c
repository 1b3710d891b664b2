/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify_impl.h"

/* What is kept by hash: each object against its own, and who needs those that are damaged. */

/* Room for as many as are told; all are counted. */
static bool on_object(void *ud, const spr_object_row *row) {
  spr_verifier *v = ud;
  v->report->objects++;
  if (row->sound) return true;
  v->report->faults++;
  if (v->ndamaged < SPR_VERIFY_TOLD)
    v->damaged[v->ndamaged++] = (spr_damaged){.o = {.kind = row->kind, .hash = row->hash}};
  return true;
}

spr_status spr_verify_objects(spr_verifier *v) {
  return spr_store_objects(v->store, on_object, v);
}

static spr_damaged *find(spr_verifier *v, const spr_hash *h) {
  for (uint32_t i = 0; i < v->ndamaged; i++)
    if (spr_hash_equal(&v->damaged[i].o.hash, h)) return &v->damaged[i];
  return NULL;
}

static void needed(spr_damaged *d, const spr_entry_row *e) {
  if (d->o.entries++ > 0) return;
  d->number = e->number;
  d->o.seq = e->seq;
  d->o.pos = e->pos;
}

void spr_verify_objects_entry(spr_verifier *v, const spr_entry_row *e) {
  if (v->ndamaged == 0) return;
  spr_damaged *definition = find(v, &e->definition), *environment = find(v, &e->environment);
  if (definition && e->seq == 1) definition->o.cases++;
  if (definition) needed(definition, e);
  if (environment) needed(environment, e);
}

/* -- what can be decided again -------------------------------------------------------------------------- */
static spr_damaged *observed(spr_verifier *v, const spr_body *body) {
  spr_str left = body->effects;
  spr_body_effect e;
  spr_damaged *found = NULL;
  while (!found && spr_body_next(&v->desk->heap, &left, &e) == SPR_OK) {
    spr_hash hash;
    if (e.kind == SPR_E_OBSERVED && e.text2.n == sizeof hash.b) {
      memcpy(hash.b, e.text2.p, sizeof hash.b);
      found = find(v, &hash);
    }
    spr_v_release(v->desk->heap.pool, e.value);
  }
  return found;
}

bool spr_verify_decidable(spr_verifier *v, const spr_entry_row *e, const spr_body *body) {
  if (v->ndamaged == 0) return true;
  if (find(v, &e->definition) || find(v, &e->environment)) return false;
  spr_damaged *d = observed(v, body);
  if (d) needed(d, e);
  return !d;
}

/* -- telling -------------------------------------------------------------------------------------------- */
spr_status spr_verify_objects_tell(spr_verifier *v) {
  for (uint32_t i = 0; i < v->ndamaged && v->o->damaged; i++) {
    spr_damaged *d = &v->damaged[i];
    spr_status st = SPR_ENOTFOUND;
    uint64_t last;
    if (d->o.entries) st = spr_store_head(v->store, d->number, &d->o.id, &last);
    if (st == SPR_ENOTFOUND) d->o.id = SPR_STR("");
    if (st != SPR_OK && st != SPR_ENOTFOUND) return st;
    v->o->damaged(v->o->ud, &d->o);
  }
  return SPR_OK;
}
