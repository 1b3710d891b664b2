/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"
#include "cases/footing.h"

/* Of which cases it may be told who has looked at them. Nothing of a case is opened for it. */

typedef struct asking {
  const char *const *ids;
  size_t n;
  bool *out;
  spr_eyes eyes;
} asking;

static spr_status look_at(const asking *k, spr_store *store, size_t i) {
  const spr_view *view = &k->eyes.view;
  spr_case_row row;
  spr_status s = spr_store_case(store, spr_str_of(k->ids[i]), &row);
  if (s != SPR_OK) return s == SPR_ENOTFOUND ? SPR_OK : s;
  k->out[i] = spr_view_oversees(view, row.municipality, row.seen);
  bool erased = row.state == SPR_CASE_IS_ERASED;
  return erased && !k->out[i] ? spr_footing_erased(store, &row, view, &k->out[i]) : SPR_OK;
}

static spr_status look(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const asking *k = ud;
  spr_status s = SPR_OK;
  (void)desk;
  (void)now;
  for (size_t i = 0; i < k->n && s == SPR_OK; i++) s = look_at(k, store, i);
  return s;
}

sprawa_code sprawa_engine_oversees(sprawa_engine *e, const sprawa_view *as, const char *const *ids, size_t n,
                                   bool *out, sprawa_error *error) {
  asking k = {.ids = ids, .n = n, .out = out};
  if (!e || (n && (!ids || !out)))
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, the cases, or where to answer, is missing");
  sprawa_code code = spr_api_eyes(error, as, &k.eyes);
  if (code != SPRAWA_OK) return code;
  bool all = spr_view_oversees_all(&k.eyes.view);
  for (size_t i = 0; i < n; i++) out[i] = all;
  spr_status s = all ? SPR_OK : spr_engine_read(e->engine, look, &k);
  return s == SPR_OK ? spr_api_ok(error) : spr_api_failed(e, s, error);
}
