/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"
#include "api/machine_impl.h"

/* A machine's case as a database would tell it. */

static sprawa_code missing(sprawa_error *e) {
  return spr_api_fail(e, SPRAWA_INVALID, NULL, "the machine, or where to put what it tells, is missing");
}

static sprawa_code ready(const sprawa_machine *m, const sprawa_view *as, spr_eyes *eyes, sprawa_error *e) {
  sprawa_code code = spr_api_idle(m->d, e);
  if (code == SPRAWA_OK && m->spoilt) code = spr_api_status(e, SPR_ENOMEM, NULL);
  return code == SPRAWA_OK ? spr_api_eyes(e, as, eyes) : code;
}

static sprawa_code told(spr_status s, sprawa_error *e) {
  if (s != SPR_ENOTFOUND) return spr_api_status(e, s, NULL);
  return spr_api_fail(e, SPRAWA_NOT_FOUND, NULL, "the view does not see the case");
}

sprawa_code sprawa_machine_read(sprawa_machine *m, const sprawa_view *as, sprawa_case **out,
                                sprawa_error *error) {
  spr_eyes eyes;
  if (out) *out = NULL;
  if (!m || !out) return missing(error);
  sprawa_code code = ready(m, as, &eyes, error);
  if (code != SPRAWA_OK) return code;
  sprawa_case *c = spr_api_case_new(&m->d->alloc);
  if (!c) return spr_api_status(error, SPR_ENOMEM, NULL);
  spr_api_bag_speaks(&c->bag, &eyes, "");
  spr_world *w = m->world;
  spr_status s = spr_api_case_read(c, spr_world_desk(w), spr_world_store(w), spr_world_id(w, SPR_MINE),
                                   &eyes.view, spr_world_now(w));
  if (s == SPR_OK)
    *out = c;
  else
    sprawa_case_free(c);
  return told(s, error);
}

sprawa_code sprawa_machine_explain(sprawa_machine *m, const sprawa_view *as, sprawa_explanation **out,
                                   sprawa_error *error) {
  spr_eyes eyes;
  if (out) *out = NULL;
  if (!m || !out) return missing(error);
  sprawa_code code = ready(m, as, &eyes, error);
  if (code != SPRAWA_OK) return code;
  sprawa_explanation *x = spr_api_explanation_new(&m->d->alloc);
  if (!x) return spr_api_status(error, SPR_ENOMEM, NULL);
  spr_world *w = m->world;
  m->d->running = m;
  spr_status s = spr_api_explanation_read(x, spr_world_desk(w), spr_world_store(w), spr_world_id(w, SPR_MINE),
                                          &eyes.view, spr_world_now(w));
  m->d->running = NULL;
  if (s == SPR_OK)
    *out = x;
  else
    sprawa_explanation_free(x);
  return told(s, error);
}
