/* SPDX-License-Identifier: Apache-2.0 */
#include "base/title.h"

spr_str spr_title_in(const spr_title *t, spr_str lang, spr_str fallback) {
  for (uint32_t i = 0; i < t->n; i++)
    if (spr_str_eq(t->v[i].lang, lang)) return t->v[i].text;
  return t->n ? t->v[0].text : fallback;
}

bool spr_title_has(const spr_title *t, spr_str lang) {
  for (uint32_t i = 0; i < t->n; i++)
    if (spr_str_eq(t->v[i].lang, lang)) return true;
  return false;
}
