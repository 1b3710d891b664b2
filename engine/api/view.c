/* SPDX-License-Identifier: Apache-2.0 */
#include "api/eyes.h"

/* Views: from what the caller says to what engine/access decides by. */

const sprawa_view *sprawa_view_operator(void) {
  static const char *const everything[] = {SPRAWA_OPERATOR};
  static const sprawa_view v = {.institutions = everything, .ninstitutions = 1};
  return &v;
}

/* Sorted, each once: equal views are equal, however they are written. */
static void add(spr_str *v, uint32_t *n, spr_str name) {
  uint32_t at = 0;
  while (at < *n && spr_str_cmp(v[at], name) < 0) at++;
  if (at < *n && spr_str_eq(v[at], name)) return;
  for (uint32_t i = (*n)++; i > at; i--) v[i] = v[i - 1];
  v[at] = name;
}

static sprawa_code read_institutions(sprawa_error *e, const sprawa_view *as, spr_eyes *out) {
  if (as->ninstitutions > SPR_MAX_VIEW_INSTITUTIONS)
    return spr_api_fail(e, SPRAWA_INVALID, NULL, "a view has %d institutions at most",
                        SPR_MAX_VIEW_INSTITUTIONS);
  for (size_t i = 0; i < as->ninstitutions; i++) {
    spr_str name;
    sprawa_code code = spr_api_text(e, "the institution of a view", as->institutions[i], true, &name);
    if (code != SPRAWA_OK) return code;
    if (spr_str_is(name, SPRAWA_OPERATOR))
      out->view.everything = true;
    else
      add(out->institutions, &out->view.nas, name);
  }
  return SPRAWA_OK;
}

static sprawa_code read_municipalities(sprawa_error *e, const sprawa_view *as, spr_eyes *out) {
  if (as->nmunicipalities > SPR_MAX_VIEW_MUNICIPALITIES)
    return spr_api_fail(e, SPRAWA_INVALID, NULL, "a view has %d municipalities at most",
                        SPR_MAX_VIEW_MUNICIPALITIES);
  for (size_t i = 0; i < as->nmunicipalities; i++) {
    spr_str name;
    sprawa_code code = spr_api_text(e, "the municipality of a view", as->municipalities[i], true, &name);
    if (code != SPRAWA_OK) return code;
    add(out->municipalities, &out->view.nmunicipalities, name);
  }
  return SPRAWA_OK;
}

sprawa_code spr_api_eyes(sprawa_error *e, const sprawa_view *as, spr_eyes *out) {
  out->view = (spr_view){.as = out->institutions, .municipalities = out->municipalities};
  out->language = SPR_STR("");
  bool whole =
      as && (as->institutions || as->ninstitutions == 0) && (as->municipalities || as->nmunicipalities == 0);
  if (!whole) return spr_api_fail(e, SPRAWA_INVALID, NULL, "the view is missing, or has names that are");
  sprawa_code code = read_institutions(e, as, out);
  if (code == SPRAWA_OK) code = read_municipalities(e, as, out);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the opened case", as->opened, false, &out->view.opened);
  if (code == SPRAWA_OK && as->language)
    code = spr_api_text(e, "the language", as->language, true, &out->language);
  return code;
}

void spr_api_hash_view(spr_hasher *h, const spr_view *v) {
  spr_hasher_u64(h, v->everything);
  spr_hasher_u64(h, v->nas);
  for (uint32_t i = 0; i < v->nas; i++) spr_hasher_str(h, v->as[i]);
  spr_hasher_u64(h, v->nmunicipalities);
  for (uint32_t i = 0; i < v->nmunicipalities; i++) spr_hasher_str(h, v->municipalities[i]);
  spr_hasher_str(h, v->opened);
}

spr_str spr_api_only_institution(const spr_view *v) {
  return v->nas == 1 && !v->everything ? v->as[0] : SPR_STR("");
}
