/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_store.h"

/* Under which definitions cases began. Those of one drawer have a few versions of one package, so they are
 * gone through from version to version, and not from case to case. */

typedef struct pinned {
  spr_sqlite *q;
  const spr_case_filter *f;
  uint64_t *v; /* numbers of objects, rising */
  uint32_t n, cap;
} pinned;

static spr_status add(pinned *k, uint64_t object) {
  uint32_t at = k->n;
  while (at > 0 && k->v[at - 1] > object) at--;
  if (at > 0 && k->v[at - 1] == object) return SPR_OK;
  uint64_t *v = spr_grow(&k->q->base.alloc, k->v, k->n, &k->cap, sizeof *v);
  if (!v) return SPR_ENOMEM;
  k->v = v;
  memmove(k->v + at + 1, k->v + at, (k->n - at) * sizeof *k->v);
  k->v[at] = object;
  k->n++;
  return SPR_OK;
}

static spr_status add_drawer(pinned *k, uint64_t drawer) {
  spr_status s = SPR_OK;
  for (uint64_t behind = 0, found = 1; s == SPR_OK && found; behind = found) {
    spr_query query = spr_query_begin(&k->q->db, SPR_SQL_PINNED_BEHIND);
    spr_bind_u64(&query, drawer);
    spr_bind_u64(&query, behind);
    found = spr_query_row(&query) ? spr_column_u64(&query, 0) : 0;
    s = spr_query_end(&query);
    if (s == SPR_OK && found) s = add(k, found);
  }
  return s;
}

static spr_status add_drawers(pinned *k) {
  spr_query query = spr_query_begin(&k->q->db, SPR_SQL_DRAWERS);
  spr_status s = SPR_OK;
  while (s == SPR_OK && spr_query_row(&query))
    if (spr_drawer_fits(k->f, spr_column_str(&query, 1))) s = add_drawer(k, spr_column_u64(&query, 0));
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

/* The case that was opened for an emergency, wherever it lies. */
static spr_status add_opened(pinned *k) {
  spr_case_row c;
  uint64_t object;
  if (!k->f->scope.narrow || k->f->scope.opened.n == 0) return SPR_OK;
  spr_status s = spr_sqlite_case_get(&k->q->base, k->f->scope.opened, &c);
  if (s != SPR_OK || !spr_case_fits(k->f, &c)) return s == SPR_ENOTFOUND ? SPR_OK : s;
  s = spr_interned_find(&k->q->objects, spr_str_n((const char *)c.definition.b, sizeof c.definition.b),
                        &object);
  return s == SPR_OK ? add(k, object) : s;
}

static spr_status give(const pinned *k, spr_hash_fn fn, void *ud) {
  for (uint32_t i = 0; i < k->n; i++) {
    spr_str bytes;
    spr_hash h;
    spr_status s = spr_interned_bytes(&k->q->objects, k->v[i], &bytes);
    if (s != SPR_OK) return s;
    if (bytes.n != sizeof h.b) return spr_db_damaged(&k->q->db, "the hash of a definition");
    memcpy(h.b, bytes.p, sizeof h.b);
    if (!fn(ud, &h)) return SPR_OK;
  }
  return SPR_OK;
}

spr_status spr_sqlite_pinned(spr_store *s, const spr_case_filter *f, spr_hash_fn fn, void *ud) {
  pinned k = {.q = spr_sqlite_of(s), .f = f};
  spr_status status = add_drawers(&k);
  if (status == SPR_OK) status = add_opened(&k);
  if (status == SPR_OK) status = give(&k, fn, ud);
  spr_free(&k.q->base.alloc, k.v, k.cap * sizeof *k.v);
  return status;
}
