/* SPDX-License-Identifier: Apache-2.0 */
#include "refold.h"

#include <stdio.h>

#include "store/changes.h"
#include "support.h"

#define OK(call) assert_int_equal((call), SPR_OK)

static void on_told(void *ud, const char *what, spr_str id) {
  refold *r = ud;
  size_t n = strlen(r->told);
  snprintf(r->told + n, sizeof r->told - n, "%s of %.*s; ", what, SPR_FMT(id));
}

static spr_status on_rest(void *ud, spr_folded *c) {
  on_told(ud, "never at its end", spr_folded_id(c));
  return SPR_OK;
}

static void finish(refold *r, spr_fold *f, spr_folded *c) {
  spr_case_row row;
  OK(spr_store_numbered(r->s, c->number, &row));
  if (!c->compared) OK(spr_fold_compare(f, c, &row, on_told, r));
  if (!c->compared) r->cases++;
  OK(spr_fold_finish(f, c, on_told, r));
}

static void fold_one(refold *r, spr_fold *f, spr_entry_row *e) {
  spr_folded *c = spr_fold_find(f, e->number);
  if (!spr_fold_wants(f, e->number)) {
    OK(spr_fold_outside(f, e));
    return;
  }
  if (!c) OK(spr_fold_add(f, e, &c));
  e->id = spr_folded_id(c);
  e->prev = c->hash;
  OK(spr_fold_entry(f, c, e));
  c->hash = e->hash;
  c->seq = e->seq;
  if (c->seq == c->last) finish(r, f, c);
}

static void pass(refold *r, spr_fold *f, uint64_t from, uint64_t pos) {
  spr_walk w = {.pos = pos, .from = from, .to = UINT64_MAX};
  spr_change_list changes = {.alloc = spr_alloc_default};
  spr_entry_row e;
  spr_fold_begin(f, from);
  spr_status st = spr_store_walk(r->s, &w, &e);
  for (; st == SPR_OK; st = spr_store_walk(r->s, &w, &e)) {
    OK(spr_changes_unpack(&changes, e.packed));
    e.changes = changes.v;
    e.nchanges = changes.n;
    fold_one(r, f, &e);
    OK(spr_fold_fit(f));
  }
  assert_int_equal(st, SPR_ENOTFOUND);
  spr_store_walked(r->s);
  OK(spr_fold_rest(f, on_rest, on_told, r));
  spr_changes_release(&changes);
  r->passes++;
}

void refold_all(refold *r) {
  spr_fold *f;
  r->told[0] = '\0';
  r->passes = 0;
  r->cases = 0;
  OK(spr_store_look(r->s));
  OK(spr_fold_new(&spr_alloc_default, r->s, r->max_bytes, &f));
  if (r->thorough) spr_fold_thorough(f);
  pass(r, f, 1, 1);
  while (spr_fold_to(f) < UINT64_MAX) pass(r, f, spr_fold_to(f), spr_fold_pos(f));
  OK(spr_fold_totals(f, &r->same, on_told, r));
  spr_fold_free(f);
  spr_store_looked(r->s);
}
