/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/footing.h"

#include "access/callers.h"
#include "cases/desk_impl.h"

static spr_status find_erased(spr_store *store, spr_str id, uint64_t seq, const spr_view *view, bool *out) {
  spr_entry_row last;
  spr_status st = spr_store_entry(store, id, seq, &last);
  for (uint32_t i = 0; st == SPR_OK && i < last.nchanges; i++) {
    const spr_change *c = &last.changes[i];
    for (uint32_t k = 0; c->kind == SPR_CHANGE_SEEN && k < c->nlist; k++)
      *out = *out || spr_view_is(view, c->list[k]);
  }
  return st == SPR_ENOTFOUND ? SPR_ECORRUPT : st;
}

spr_status spr_footing_erased(spr_store *store, const spr_case_row *row, const spr_view *view, bool *out) {
  char id[SPR_MAX_NAME + 1];
  *out = false;
  if (!spr_view_within(view, row->municipality)) return SPR_OK;
  *out = view->everything;
  if (*out || view->nas == 0 || row->id.n > SPR_MAX_NAME) return SPR_OK;
  memcpy(id, row->id.p, row->id.n);
  return find_erased(store, spr_str_n(id, row->id.n), row->seq, view, out);
}

/* A definition that cannot be read means nobody. */
static spr_status find_caller(spr_desk *s, const spr_case_row *row, const spr_ask *ask, spr_footing *out) {
  spr_definition *d = NULL;
  spr_status st = spr_desk_definition(s, row, &d);
  if (st == SPR_ENOMEM || st == SPR_EIO) return st;
  spr_caller caller = st == SPR_OK ? spr_caller_of(d->model, ask->kind, ask->name, ask->by) : SPR_CALLER_NONE;
  if (caller == SPR_CALLER_NAMED) *out = SPR_FOOTING_KNOWS;
  if (caller == SPR_CALLER_PERHAPS) *out = SPR_FOOTING_PERHAPS;
  return SPR_OK;
}

spr_status spr_footing_of(spr_desk *s, const spr_ask *ask, spr_footing *out) {
  spr_case_row row;
  const spr_view *v = &ask->view;
  bool told = false;
  *out = SPR_FOOTING_STRANGER;
  spr_status st = spr_store_case(s->store, ask->id, &row);
  if (st != SPR_OK || !spr_view_within(v, row.municipality)) return st;
  /* Who acts for himself, and who answers with a reason for an emergency, asks about a case that he names. */
  bool open = !ask->viewed || spr_view_beside(v, row.id, row.municipality, row.seen);
  bool erased = row.state == SPR_CASE_IS_ERASED;
  if (!open && erased) st = spr_footing_erased(s->store, &row, v, &told);
  if (open || told || (ask->emergency && !erased)) *out = SPR_FOOTING_KNOWS;
  return st == SPR_OK && *out == SPR_FOOTING_STRANGER && !erased ? find_caller(s, &row, ask, out) : st;
}
