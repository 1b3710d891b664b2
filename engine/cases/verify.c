/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify_impl.h"

/* A case that was let go for want of room comes again in the next pass, with its faults. */
static bool told_before(const spr_verifier *v, const spr_told_fault *t) {
  for (uint32_t i = 0; i < v->ntold; i++) {
    const spr_told_fault *x = &v->told[i];
    if (x->what == t->what && x->seq == t->seq && x->pos == t->pos && x->id == t->id) return true;
  }
  return false;
}

void spr_verify_tell(spr_verifier *v, const char *what, const spr_entry_row *e) {
  static const spr_entry_row none;
  if (!e) e = &none;
  const spr_told_fault t = {what, spr_str_hash(e->id), e->seq, e->pos};
  if (told_before(v, &t)) return;
  v->report->faults++;
  if (v->ntold == SPR_VERIFY_TOLD) return;
  v->told[v->ntold++] = t;
  if (v->o->found) v->o->found(v->o->ud, what, e->id, e->seq, e->pos);
}

/* -- one entry ------------------------------------------------------------------------------------------- */
static spr_status finish(spr_verifier *v, spr_folded *c) {
  spr_status st = spr_verify_case(v, c);
  return st == SPR_OK ? spr_fold_finish(v->fold, c, spr_verify_told, v) : st;
}

/* The case that the entry goes on with; NULL: it cannot, which was told. */
static spr_status find_case(spr_verifier *v, const spr_entry_row *e, spr_folded **out) {
  spr_folded *c = *out = spr_fold_find(v->fold, e->number);
  if (c) return SPR_OK;
  spr_status st = spr_fold_add(v->fold, e, &c);
  if (st == SPR_ENOTFOUND) spr_verify_tell(v, "the entry is of no case", e);
  if (st != SPR_OK) return st == SPR_ENOTFOUND ? SPR_OK : st;
  if (e->seq == 1) {
    *out = c;
    return SPR_OK;
  }
  spr_entry_row named = *e;
  named.id = spr_folded_id(c);
  spr_verify_tell(v, "the entry does not follow on its case", &named);
  spr_fold_forget(v->fold, c);
  return SPR_OK;
}

static spr_status look_inside(spr_verifier *v, spr_entry_row *e) {
  spr_folded *c;
  spr_status st = find_case(v, e, &c);
  if (st != SPR_OK || !c) return st;
  e->id = spr_folded_id(c);
  e->prev = c->hash;
  if (!c->compared) spr_verify_entry(v, e);
  bool follows = e->seq == c->seq + 1;
  if (!follows) spr_verify_tell(v, "the entry does not follow on its case", e);
  c->lost = c->lost || !follows;
  if (v->rebuild) st = spr_verify_fold(v, c, e);
  c->hash = e->hash;
  c->seq = e->seq;
  return st == SPR_OK && c->seq == c->last ? finish(v, c) : st;
}

static spr_status look_first(spr_verifier *v, const spr_entry_row *e) {
  if (e->pos != v->last_pos + 1) spr_verify_tell(v, "entries before this one are missing", e);
  v->last_pos = e->pos;
  v->report->entries++;
  spr_verify_objects_entry(v, e);
  if (v->o->progress && e->pos % SPR_VERIFY_PROGRESS == 0) v->o->progress(v->o->ud, e->pos);
  return spr_verify_seals_entry(v, e);
}

static spr_status look_at(spr_verifier *v, spr_entry_row *e) {
  spr_status st = v->first_pass ? look_first(v, e) : SPR_OK;
  if (st != SPR_OK) return st;
  if (spr_fold_wants(v->fold, e->number)) return look_inside(v, e);
  return v->rebuild && e->packed.n ? spr_verify_fold_outside(v, e) : SPR_OK;
}

/* -- a pass over the journal ----------------------------------------------------------------------------- */
/* The key file is looked at in slices. */
static spr_status look_at_keys(spr_verifier *v, uint64_t n) {
  spr_keys *k = v->rebuild ? v->desk->keys : NULL;
  if (!k || n % SPR_VERIFY_SLICE != 0) return SPR_OK;
  if (n > 0) spr_keys_looked(k);
  return spr_keys_look(k);
}

static spr_status walk(spr_verifier *v, uint64_t from, uint64_t pos) {
  /* The first pass sees all entries, for positions and seals. */
  spr_walk w = {.pos = pos, .from = v->first_pass ? 1 : from, .to = UINT64_MAX};
  spr_entry_row e;
  spr_status st = look_at_keys(v, 0);
  for (uint64_t n = 1; st == SPR_OK; n++) {
    st = spr_store_walk(v->store, &w, &e);
    if (st != SPR_OK) break;
    st = look_at(v, &e);
    if (st == SPR_OK) st = spr_fold_fit(v->fold);
    if (!v->first_pass && w.to != spr_fold_to(v->fold)) {
      w.to = spr_fold_to(v->fold);
      spr_store_walked(v->store);
    }
    if (st == SPR_OK) st = look_at_keys(v, n);
  }
  spr_store_walked(v->store);
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}

static spr_status on_rest(void *ud, spr_folded *c) {
  spr_verifier *v = ud;
  spr_verify_tell(v, "entries are missing at its end",
                  &(spr_entry_row){.id = spr_folded_id(c), .seq = c->seq});
  return spr_verify_case(v, c);
}

static spr_status pass(spr_verifier *v, uint64_t from, uint64_t pos) {
  spr_fold_begin(v->fold, from);
  spr_status st = v->first_pass ? spr_verify_seals_begin(v) : SPR_OK;
  if (st == SPR_OK) st = walk(v, from, pos);
  if (st == SPR_OK && v->first_pass) st = spr_verify_seals_end(v);
  if (st == SPR_OK) st = spr_fold_rest(v->fold, on_rest, spr_verify_told, v);
  if (v->rebuild && v->desk->keys) spr_keys_looked(v->desk->keys);
  v->first_pass = false;
  return st;
}

static spr_status passes(spr_verifier *v) {
  spr_status st = pass(v, 1, 1);
  while (st == SPR_OK && spr_fold_to(v->fold) < UINT64_MAX)
    st = pass(v, spr_fold_to(v->fold), spr_fold_pos(v->fold));
  return st;
}

/* -- the whole ------------------------------------------------------------------------------------------- */
static size_t room(const spr_verifier *v) {
  return v->o->bytes ? v->o->bytes : SPR_VERIFY_BYTES - (v->o->decide ? SPR_VERIFY_LIVE_BYTES : 0);
}

static spr_status fold(spr_verifier *v) {
  spr_status st = spr_fold_new(&v->desk->alloc, v->store, room(v), &v->fold);
  if (st == SPR_OK) st = passes(v);
  return st;
}

/* Once more, to say of whom the rows are that no entry makes. */
static spr_status find_left_over(spr_verifier *v) {
  spr_verify_report *report = v->report, again = {0};
  v->report = &again;
  spr_fold_free(v->fold);
  spr_status st = spr_fold_new(&v->desk->alloc, v->store, room(v), &v->fold);
  if (st == SPR_OK) spr_fold_thorough(v->fold);
  if (st == SPR_OK) st = passes(v);
  v->report = report;
  report->faults += again.faults;
  if (st == SPR_OK && again.faults == 0) spr_verify_tell(v, "rows are left over that no entry makes", NULL);
  return st;
}

static spr_status verify(spr_verifier *v) {
  bool same = true;
  spr_status st = spr_verify_objects(v);
  if (st == SPR_OK) st = fold(v);
  if (st == SPR_OK && v->rebuild) st = spr_fold_totals(v->fold, &same, spr_verify_told, v);
  /* Where something else is wrong, numbers of rows say nothing more. */
  if (st == SPR_OK && !same && v->report->faults == 0) return find_left_over(v);
  if (st == SPR_OK && v->rebuild) st = spr_verify_listed(v);
  return st == SPR_OK ? spr_verify_objects_tell(v) : st;
}

static void on_broken(void *ud, const char *what) {
  spr_verify_tell(ud, what, NULL);
}

static spr_status check_file(spr_verifier *v) {
  spr_status st = v->o->skip_pages ? SPR_OK : spr_store_check_pages(v->store);
  if (st == SPR_OK) return spr_store_check_rows(v->store, on_broken, v);
  if (st != SPR_ECORRUPT) return st;
  spr_verify_tell(v, "the file is damaged", NULL);
  return SPR_OK;
}

spr_status spr_verify(spr_desk *desk, spr_store *store, const spr_verify_options *o, spr_verify_report *out) {
  *out = (spr_verify_report){0};
  spr_verifier v = {.desk = desk,
                    .store = store,
                    .o = o,
                    .report = out,
                    .rebuild = o->rebuild || o->decide,
                    .first_pass = true,
                    .changes = {.alloc = desk->alloc}};
  spr_buf_init(&v.body, &desk->alloc, SPR_MAX_ENTRY_BYTES);
  spr_buf_init(&v.next, &desk->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = o->skip_file ? SPR_OK : check_file(&v);
  if (st == SPR_OK && o->decide) st = spr_live_begin(&v);
  if (st == SPR_OK) st = spr_store_look(store);
  if (st == SPR_OK) {
    st = verify(&v);
    spr_store_looked(store);
  }
  spr_live_end(&v);
  spr_fold_free(v.fold);
  spr_changes_release(&v.changes);
  spr_buf_release(&v.body);
  spr_buf_release(&v.next);
  return st;
}
