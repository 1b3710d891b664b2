/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sought.h"

#include <stdio.h>

#include "store/impl.h"

int spr_titled_cmp(const spr_titled *a, const spr_titled *b) {
  int order = spr_str_cmp(a->package, b->package);
  if (order == 0) order = spr_str_cmp(a->workflow, b->workflow);
  return order ? order : spr_str_cmp(a->municipality, b->municipality);
}

/* The first one that is not before it. */
static uint32_t first_of(const spr_sought *w, const spr_titled *standing) {
  uint32_t from = 0, to = w->ntitled;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (spr_titled_cmp(&w->titled[middle], standing) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

typedef enum which { ANY_TITLE, AROUND } which;

static bool stands(const spr_sought *w, const spr_titled *standing, which titles) {
  for (uint32_t i = first_of(w, standing); i < w->ntitled; i++) {
    const spr_titled *t = &w->titled[i];
    if (spr_titled_cmp(t, standing) != 0) return false;
    if (t->state.n == 0 || (titles == ANY_TITLE && spr_state_active(standing->state, t->state))) return true;
  }
  return false;
}

bool spr_sought_titled(const spr_sought *w, const spr_titled *standing) {
  return stands(w, standing, ANY_TITLE);
}

bool spr_sought_around(const spr_sought *w, const spr_titled *standing) {
  return stands(w, standing, AROUND);
}

bool spr_sought_state(const spr_sought *w, spr_str configuration) {
  for (uint32_t i = 0; i < w->ntitled; i++)
    if (w->titled[i].state.n && spr_state_active(configuration, w->titled[i].state)) return true;
  return false;
}

bool spr_sought_placed(const spr_sought *w, const spr_titled *standing) {
  uint32_t i = first_of(w, standing);
  return i < w->ntitled && spr_titled_cmp(&w->titled[i], standing) == 0;
}

bool spr_sought_id(const spr_sought *w, spr_str id) {
  return w->word.n >= SPR_MIN_SOUGHT_ID && spr_str_starts(id, w->word);
}

spr_str spr_listed_words(const spr_listed *v, char room[SPR_LISTED_DIGITS]) {
  if (v->kind == SPR_LISTED_TEXT) return v->text;
  if (v->kind != SPR_LISTED_WHOLE) return SPR_STR("");
  int n = snprintf(room, SPR_LISTED_DIGITS, "%lld", (long long)v->whole);
  return spr_str_n(room, n > 0 ? (size_t)n : 0);
}

bool spr_sought_listed(const spr_sought *w, const spr_listed *v) {
  char room[SPR_LISTED_DIGITS];
  if (v->kind == SPR_LISTED_KEYED) return w->exact.n && spr_str_eq(v->text, w->exact);
  return spr_wording_begins(spr_listed_words(v, room), w->word);
}
