/* SPDX-License-Identifier: Apache-2.0 */
#include <float.h>

#include "store/memory.h"

/* `listed` fields: keeping them, and cases by what they say. */

spr_status spr_memory_listed_put(spr_store *s, const spr_entry_row *e, const spr_listed_row *v, uint32_t n) {
  spr_memory *m = spr_memory_of(s);
  spr_status status = SPR_OK;
  for (uint32_t i = 0; i < n && status == SPR_OK; i++) {
    spr_mlisted row = {.number = e->number, .row = v[i]};
    row.row.id = e->id;
    status = v[i].value.kind == SPR_LISTED_NOTHING ? SPR_MREMOVE(m, SPR_M_LISTED, spr_mlisted, &row)
                                                   : SPR_MPUT(m, SPR_M_LISTED, &row);
  }
  return status;
}

spr_status spr_memory_listed(spr_store *s, spr_str id, spr_listed_fn fn, void *ud) {
  spr_memory *m = spr_memory_of(s);
  const spr_mcase *c = spr_memory_case(m, id);
  spr_mlisted probe = {.number = c ? c->row.number : 0};
  const spr_mlisted *l = c ? SPR_MFROM(m, SPR_M_LISTED, spr_mlisted, SPR_LISTED_ID, &probe) : NULL;
  for (; l && l->number == probe.number && fn(ud, &l->row);) l = SPR_MNEXT(spr_mlisted, SPR_LISTED_ID, l);
  return SPR_OK;
}

spr_status spr_memory_listed_count(spr_store *s, uint64_t *n) {
  *n = spr_memory_of(s)->t[SPR_M_LISTED].n;
  return SPR_OK;
}

static bool is_told(const spr_memory *m, const spr_case_filter *f, const spr_mlisted *l) {
  return spr_is_told(&f->scope, spr_memory_row(m, l->number)->id, l->row.told);
}

/* NULL: the field is empty, or is for those who ask as if it was. */
static const spr_mlisted *listed_of(const spr_memory *m, const spr_case_filter *f, uint64_t number,
                                    spr_str field) {
  spr_mlisted probe = {.number = number, .row.field = field};
  const spr_mlisted *l = SPR_MFIND(m, SPR_M_LISTED, spr_mlisted, &probe);
  return l && is_told(m, f, l) ? l : NULL;
}

static bool fails(const spr_memory *m, uint64_t number) {
  spr_mincident probe = {.number = number};
  const spr_mincident *i = SPR_MFROM(m, SPR_M_INCIDENTS, spr_mincident, SPR_INCIDENTS_ID, &probe);
  return i && i->number == number;
}

/* Has it a deadline that has not passed and does by then? */
static bool ends_by(const spr_memory *m, const spr_case_filter *f, uint64_t number) {
  spr_mdeadline probe = {.number = number, .row.at = f->now == INT64_MAX ? f->now : f->now + 1};
  const spr_mdeadline *d = SPR_MFROM(m, SPR_M_DEADLINES, spr_mdeadline, SPR_DEADLINES_CASE_DUE, &probe);
  for (; d && d->number == number && d->row.at <= f->due_by;
       d = SPR_MNEXT(spr_mdeadline, SPR_DEADLINES_CASE_DUE, d))
    if (!d->row.missed && d->row.at != SPR_NO_INSTANT) return true;
  return false;
}

/* Do the case's title, its id or a listed value have a word that begins so? */
static bool has_word(const spr_memory *m, const spr_case_filter *f, const spr_sought *w, uint64_t number) {
  const spr_case_row *c = spr_memory_row(m, number);
  const spr_titled standing = {c->package, c->workflow, c->municipality, c->configuration};
  if (spr_sought_titled(w, &standing) || spr_sought_id(w, c->id)) return true;
  spr_mlisted probe = {.number = number};
  const spr_mlisted *l = SPR_MFROM(m, SPR_M_LISTED, spr_mlisted, SPR_LISTED_ID, &probe);
  for (; l && l->number == number; l = SPR_MNEXT(spr_mlisted, SPR_LISTED_ID, l))
    if (is_told(m, f, l) && spr_sought_listed(w, &l->row.value)) return true;
  return false;
}

bool spr_memory_wished(const spr_memory *m, const spr_case_filter *f, uint64_t number) {
  if (f->only_failing && !fails(m, number)) return false;
  if (f->due_by && !ends_by(m, f, number)) return false;
  for (uint32_t i = 0; i < f->nwishes; i++) {
    const spr_mlisted *l = listed_of(m, f, number, f->wishes[i].field);
    if (!l || !spr_listed_is(&l->row.value, f->wishes[i].text)) return false;
  }
  for (uint32_t i = 0; i < f->nsought; i++)
    if (!has_word(m, f, &f->sought[i], number)) return false;
  return true;
}

/* Gives the case, if the filter lets it through; false where the listing ends. */
typedef struct giver {
  const spr_memory *m;
  const spr_case_filter *f;
  spr_case_fn fn;
  void *ud;
  uint32_t given;
} giver;

static bool give(giver *g, const spr_case_row *c) {
  if (!spr_case_fits(g->f, c) || !spr_memory_wished(g->m, g->f, c->number)) return true;
  g->given++;
  return g->fn(g->ud, c) && g->given != g->f->limit;
}

/* From behind the cursor's row on, which may have gone. */
static const spr_mlisted *first_valued(const giver *g) {
  const spr_case_filter *f = g->f;
  spr_mlisted probe = {.row = {.field = f->by, .value = {.kind = SPR_LISTED_NUMBER, .number = -DBL_MAX}}};
  if (!f->after) return SPR_MFROM(g->m, SPR_M_LISTED, spr_mlisted, SPR_LISTED_VALUE, &probe);
  probe.row.value = f->after_value;
  probe.number = f->after_number;
  const spr_mlisted *l = SPR_MFROM(g->m, SPR_M_LISTED, spr_mlisted, SPR_LISTED_VALUE, &probe);
  bool same = l && l->number == probe.number && spr_str_eq(l->row.field, f->by) &&
              spr_listed_cmp(&l->row.value, &f->after_value) == 0;
  return same ? SPR_MNEXT(spr_mlisted, SPR_LISTED_VALUE, l) : l;
}

static bool give_valued(giver *g) {
  const spr_mlisted *l = first_valued(g);
  for (; l && spr_str_eq(l->row.field, g->f->by); l = SPR_MNEXT(spr_mlisted, SPR_LISTED_VALUE, l)) {
    if (is_told(g->m, g->f, l) && !give(g, spr_memory_row(g->m, l->number))) return false;
  }
  return true;
}

spr_status spr_memory_by_field(const spr_memory *m, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  giver g = {m, f, fn, ud, 0};
  bool valued = !f->after || f->after_value.kind != SPR_LISTED_NOTHING;
  if (valued && !give_valued(&g)) return SPR_OK;
  spr_mcase probe = {.row.number = valued ? 0 : f->after_number};
  const spr_mcase *c = SPR_MFROM(m, SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER, &probe);
  for (; c; c = SPR_MNEXT(spr_mcase, SPR_CASES_NUMBER, c)) {
    bool before = !valued && c->row.number == f->after_number;
    if (!before && !listed_of(m, f, c->row.number, f->by) && !give(&g, &c->row)) break;
  }
  return SPR_OK;
}
