/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/listed.h"
#include "cases/patch.h"
#include "cases/verify_impl.h"

/* Derived rows and snapshots made again, and beside those that are stored. */

void spr_verify_told(void *ud, const char *what, spr_str id) {
  spr_verify_tell(ud, what, &(spr_entry_row){.id = id});
}

/* -- snapshots ------------------------------------------------------------------------------------------- */
static spr_status apply(spr_verifier *v, const spr_entry_row *e, spr_folded *c, const spr_body *body) {
  spr_buf_clear(&v->next);
  spr_status st = spr_patch_apply(spr_folded_note(c), body->patch, &v->next);
  if (st == SPR_EINVAL) {
    spr_verify_tell(v, "the patch does not fit the snapshot before it", e);
    return SPR_OK;
  }
  if (st == SPR_OK && v->o->decide && !c->lost) {
    spr_case_row row;
    spr_fold_row(v->fold, c, &row);
    v->at = c;
    st = spr_decide_again(v, e, body, row.workflow, spr_folded_note(c), spr_buf_view(&v->next));
  }
  return st == SPR_OK ? spr_fold_note(v->fold, c, spr_buf_view(&v->next)) : st;
}

static spr_status fold_body(spr_verifier *v, const spr_entry_row *e, spr_folded *c, spr_str bytes) {
  spr_body body;
  spr_status st = spr_body_read(&v->desk->heap, bytes, &body);
  if (st == SPR_EINVAL) {
    spr_verify_tell(v, "the body cannot be read", e);
    return SPR_OK;
  }
  if (st != SPR_OK) return st;
  st = apply(v, e, c, &body);
  spr_v_release(&v->desk->pool, body.data);
  return st;
}

static spr_status fold_snapshot(spr_verifier *v, const spr_entry_row *e, spr_folded *c) {
  if (c->state == SPR_CASE_IS_ERASED || e->body.n == 0) c->erased = true;
  if (!c->erased && !e->sealed) return fold_body(v, e, c, e->body);
  spr_status st = SPR_OK;
  spr_buf_clear(&v->body);
  if (!c->erased) st = spr_fold_hold(v->fold, c);
  if (!c->erased && st == SPR_OK) st = spr_desk_body_held(v->desk, e, c->held, &v->body);
  /* Its key is gone: the erasing is not finished. */
  if (c->erased || (st == SPR_EREFUSED && v->desk->keys)) {
    c->erased = true;
    c->counts[SPR_COUNT_ERASED]++;
    return spr_fold_note(v->fold, c, SPR_STR(""));
  }
  if (st == SPR_EINVAL || st == SPR_ECORRUPT) {
    spr_verify_tell(v, "the body cannot be read", e);
    return SPR_OK;
  }
  return st == SPR_OK ? fold_body(v, e, c, spr_buf_view(&v->body)) : st;
}

/* -- entries --------------------------------------------------------------------------------------------- */
static spr_status unpack(spr_verifier *v, spr_entry_row *e) {
  spr_status st = spr_changes_unpack(&v->changes, e->packed);
  e->changes = v->changes.v;
  e->nchanges = v->changes.n;
  return st;
}

spr_status spr_verify_fold(spr_verifier *v, spr_folded *c, spr_entry_row *e) {
  spr_status st = unpack(v, e);
  if (st == SPR_OK && !c->lost) st = spr_fold_entry(v->fold, c, e);
  if (st == SPR_ECORRUPT) {
    spr_verify_tell(v, "the entry does not follow on its case", e);
    c->lost = true;
    st = SPR_OK;
  }
  return st == SPR_OK && !c->compared ? fold_snapshot(v, e, c) : st;
}

spr_status spr_verify_fold_outside(spr_verifier *v, spr_entry_row *e) {
  spr_status st = unpack(v, e);
  if (st == SPR_OK) st = spr_fold_outside(v->fold, e);
  if (st != SPR_ECORRUPT) return st;
  spr_verify_tell(v, "the entry takes a message that does not wait", e);
  return SPR_OK;
}

/* -- comparing ------------------------------------------------------------------------------------------- */
static spr_status compare_snapshot(spr_verifier *v, const spr_case_row *row, spr_folded *c) {
  const spr_entry_row at = {.id = row->id};
  if (c->erased || row->state == SPR_CASE_IS_ERASED) return SPR_OK;
  spr_str stored = row->snapshot;
  if (row->sealed) {
    spr_buf_clear(&v->body);
    spr_status st = spr_fold_hold(v->fold, c);
    if (st == SPR_OK) st = spr_desk_snapshot_held(v->desk, row, c->held, &v->body);
    if (st == SPR_EREFUSED) return SPR_OK; /* its key is gone: the erasing is not finished */
    if (st == SPR_ECORRUPT || st == SPR_EINVAL) spr_verify_tell(v, "the snapshot cannot be read", &at);
    if (st != SPR_OK) return st == SPR_ECORRUPT || st == SPR_EINVAL ? SPR_OK : st;
    stored = spr_buf_view(&v->body);
  }
  v->report->snapshots++;
  if (!spr_str_eq(stored, spr_folded_note(c)))
    spr_verify_tell(v, "the snapshot is not what the journal makes", &at);
  return SPR_OK;
}

/* -- `listed` fields ------------------------------------------------------------------------------------- */
static spr_status ask_lists(spr_verifier *v, const spr_case_row *row) {
  spr_volume *volume;
  spr_definition *d = NULL;
  spr_status st = spr_shelf_pinned(v->desk->shelf, &row->definition, &volume);
  if (st == SPR_OK) st = spr_library_get(volume->library, volume->package, volume->city, row->workflow, &d);
  v->lists = st == SPR_OK && spr_listed_any(spr_chart_model(d->chart));
  if (st != SPR_OK) v->listed_lost = true; /* which fields those are, only its definition knows */
  return st == SPR_ENOMEM ? st : SPR_OK;
}

/* They follow from the snapshot, which was found to be right. */
static spr_status compare_listed(spr_verifier *v, const spr_case_row *row, const spr_folded *c) {
  spr_status st = SPR_OK;
  if (v->listed_of[0] != c->definition || v->listed_of[1] != c->names[1]) st = ask_lists(v, row);
  v->listed_of[0] = c->definition;
  v->listed_of[1] = c->names[1];
  if (st != SPR_OK || !v->lists) return st;
  const spr_entry_row at = {.id = spr_folded_id(c)};
  spr_loaded l;
  bool same = true;
  uint32_t n = 0;
  st = spr_desk_load(v->desk, at.id, &l);
  if (st == SPR_EREFUSED || st == SPR_ECORRUPT) { /* which was told */
    v->listed_lost = true;
    return SPR_OK;
  }
  if (st != SPR_OK) return st;
  st = spr_listed_true(&l, &same, &n);
  spr_loaded_release(&l);
  if (!same) spr_verify_tell(v, "the listed fields are not those of the case", &at);
  v->listed += n;
  return st;
}

spr_status spr_verify_listed(spr_verifier *v) {
  uint64_t n = 0;
  spr_status st = v->listed_lost ? SPR_OK : spr_store_listed_count(v->store, &n);
  if (st == SPR_OK && !v->listed_lost && v->report->faults == 0 && n != v->listed)
    spr_verify_tell(v, "listed fields are left over that no case has", NULL);
  return st;
}

spr_status spr_verify_case(spr_verifier *v, spr_folded *c) {
  spr_case_row row;
  spr_verify_report *r = v->report;
  if (c->compared || !v->rebuild) return SPR_OK;
  r->cases++;
  r->decided += c->counts[SPR_COUNT_DECIDED];
  r->other_semantics += c->counts[SPR_COUNT_OTHER_SEMANTICS];
  r->erased += c->counts[SPR_COUNT_ERASED];
  r->undecided += c->counts[SPR_COUNT_UNDECIDED];
  spr_status st = spr_store_numbered(v->store, c->number, &row);
  if (st == SPR_OK) st = compare_snapshot(v, &row, c);
  if (c->lost) v->listed_lost = true;
  if (st != SPR_OK || c->lost) return st;
  st = spr_fold_compare(v->fold, c, &row, spr_verify_told, v);
  return st == SPR_OK ? compare_listed(v, &row, c) : st;
}
