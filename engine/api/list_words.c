/* SPDX-License-Identifier: Apache-2.0 */
#include "api/listing.h"

/* The words of a search. */

sprawa_code spr_listing_text(spr_listing *v, const char *text, sprawa_error *e) {
  spr_wording w = {.text = SPR_STR("")};
  spr_case_filter *to = &v->filter;
  sprawa_code code = spr_api_text(e, "the text", text, false, &w.text);
  if (code != SPRAWA_OK) return code;
  if (w.text.n > SPR_MAX_SOUGHT_BYTES)
    return spr_api_fail(e, SPRAWA_INVALID, "search-too-long", "a search has %d bytes at most",
                        SPR_MAX_SOUGHT_BYTES);
  v->text = w.text;
  while (spr_wording_next(&w)) {
    uint32_t i = to->nsought++;
    if (i == SPR_MAX_SOUGHT)
      return spr_api_fail(e, SPRAWA_INVALID, "search-too-long", "a search has %d words at most",
                          SPR_MAX_SOUGHT);
    memcpy(v->words[i], w.word.p, w.word.n);
    v->sought[i].word = spr_str_n(v->words[i], w.word.n);
  }
  to->sought = v->sought;
  v->nothing = to->nsought == 0 && spr_str_trim(w.text).n > 0;
  return SPRAWA_OK;
}

typedef struct finding {
  const spr_listing *v;
  const spr_loaded *l;
  bool found[SPR_MAX_SOUGHT];
} finding;

static bool on_listed(void *ud, const spr_listed_row *row) {
  finding *k = ud;
  const spr_case_filter *f = &k->v->filter;
  if (!spr_listing_sees(&k->v->eyes.view, k->l, spr_exact_field(row->field))) return true;
  for (uint32_t i = 0; i < f->nsought; i++)
    if (!k->found[i]) k->found[i] = spr_sought_listed(&f->sought[i], &row->value);
  return true;
}

spr_status spr_listing_finds(const spr_listing *v, spr_store *store, const spr_loaded *l, bool *out) {
  finding k = {.v = v, .l = l};
  const spr_case_row *row = &l->row;
  const spr_titled standing = {row->package, row->workflow, row->municipality, row->configuration};
  for (uint32_t i = 0; i < v->filter.nsought; i++)
    k.found[i] = spr_sought_titled(&v->sought[i], &standing) || spr_sought_id(&v->sought[i], row->id);
  spr_status s = spr_store_listed(store, row->id, on_listed, &k);
  *out = true;
  for (uint32_t i = 0; i < v->filter.nsought; i++) *out = *out && k.found[i];
  return s;
}
