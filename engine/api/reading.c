/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"
#include "cases/past.h"

/* A case, and what may happen next in it, as it stands or as it stood. Of the past may be seen what the view
 * saw then and sees now. */

typedef struct reading {
  sprawa_case *c; /* one of the two is filled in */
  sprawa_explanation *x;
  spr_str id;
  bool past;
  uint64_t seq; /* of the past: after this entry */
  spr_eyes eyes;
} reading;

/* -- the look ------------------------------------------------------------------------------------------- */

static spr_status copy_past(const reading *r, const spr_loaded *l, const bool *seen) {
  return r->x ? spr_api_explanation_past(r->x, l, &r->eyes.view, seen)
              : spr_api_case_past(r->c, l, &r->eyes.view, seen);
}

static spr_status look_back(const reading *r, spr_desk *desk, spr_store *store) {
  const spr_view *view = &r->eyes.view;
  bool seen[SPR_MAX_FIELDS];
  spr_loaded l;
  spr_status s = spr_api_load(desk, store, r->id, view, &l);
  if (s != SPR_OK) return s;
  for (uint32_t i = 0; l.c && i < l.definition->model->nfields; i++)
    seen[i] = spr_view_field(view, l.row.id, l.c, (int32_t)i);
  s = spr_loaded_past(&l, r->seq);
  if (s == SPR_OK && !spr_view_case(view, l.row.id, l.c)) s = SPR_ENOTFOUND;
  if (s == SPR_OK) s = copy_past(r, &l, seen);
  spr_loaded_release(&l);
  return s;
}

static spr_status look(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const reading *r = ud;
  const spr_view *view = &r->eyes.view;
  if (r->past) return look_back(r, desk, store);
  return r->x ? spr_api_explanation_read(r->x, desk, store, r->id, view, now)
              : spr_api_case_read(r->c, desk, store, r->id, view, now);
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code begin(const sprawa_engine *e, const char *id, const sprawa_view *as, const void *out,
                         const char *what, reading *r, sprawa_error *error) {
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put the %s, is missing", what);
  sprawa_code code = spr_api_text(error, "the case", id, true, &r->id);
  return code == SPRAWA_OK ? spr_api_eyes(error, as, &r->eyes) : code;
}

static sprawa_code not_read(sprawa_engine *e, spr_status s, const reading *r, const char *id,
                            sprawa_error *error) {
  if (r->past && s == SPR_EREFUSED && e->has_keys)
    return spr_api_fail(error, SPRAWA_REFUSED, "case-erased",
                        "case \"%s\" was erased: how it stood is gone for good", id);
  if (r->past && s == SPR_ENOTFOUND)
    return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "no case \"%s\", or no entry %llu of it", id,
                        (unsigned long long)r->seq);
  if (!r->past && r->x && s == SPR_ELIMIT)
    return spr_api_fail(error, SPRAWA_REFUSED, "case-erased", "the case was erased");
  return spr_api_not_loaded(e, s, id, error);
}

static sprawa_code read(sprawa_engine *e, const char *id, reading *r, spr_api_bag *bag, sprawa_error *error) {
  spr_api_bag_speaks(bag, &r->eyes, e->language);
  spr_status s = spr_engine_read(e->engine, look, r);
  return s == SPR_OK ? spr_api_ok(error) : not_read(e, s, r, id, error);
}

static sprawa_code read_case(sprawa_engine *e, const char *id, const sprawa_view *as, reading *r,
                             sprawa_case **out, sprawa_error *error) {
  if (out) *out = NULL;
  sprawa_code code = begin(e, id, as, out, "case", r, error);
  if (code != SPRAWA_OK) return code;
  r->c = spr_api_case_new(&e->alloc);
  if (!r->c) return spr_api_status(error, SPR_ENOMEM, NULL);
  code = read(e, id, r, &r->c->bag, error);
  if (code == SPRAWA_OK)
    *out = r->c;
  else
    sprawa_case_free(r->c);
  return code;
}

static sprawa_code read_explanation(sprawa_engine *e, const char *id, const sprawa_view *as, reading *r,
                                    sprawa_explanation **out, sprawa_error *error) {
  if (out) *out = NULL;
  sprawa_code code = begin(e, id, as, out, "explanation", r, error);
  if (code != SPRAWA_OK) return code;
  r->x = spr_api_explanation_new(&e->alloc);
  if (!r->x) return spr_api_status(error, SPR_ENOMEM, NULL);
  code = read(e, id, r, spr_api_explanation_bag(r->x), error);
  if (code == SPRAWA_OK)
    *out = r->x;
  else
    sprawa_explanation_free(r->x);
  return code;
}

sprawa_code sprawa_engine_read(sprawa_engine *e, const char *id, const sprawa_view *as, sprawa_case **out,
                               sprawa_error *error) {
  reading r = {.past = false};
  return read_case(e, id, as, &r, out, error);
}

sprawa_code sprawa_engine_read_at(sprawa_engine *e, const char *id, uint64_t seq, const sprawa_view *as,
                                  sprawa_case **out, sprawa_error *error) {
  reading r = {.past = true, .seq = seq};
  return read_case(e, id, as, &r, out, error);
}

sprawa_code sprawa_engine_explain(sprawa_engine *e, const char *id, const sprawa_view *as,
                                  sprawa_explanation **out, sprawa_error *error) {
  reading r = {.past = false};
  return read_explanation(e, id, as, &r, out, error);
}

sprawa_code sprawa_engine_explain_at(sprawa_engine *e, const char *id, uint64_t seq, const sprawa_view *as,
                                     sprawa_explanation **out, sprawa_error *error) {
  reading r = {.past = true, .seq = seq};
  return read_explanation(e, id, as, &r, out, error);
}
