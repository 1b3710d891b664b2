/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/strain.h"

static spr_strained *find(const spr_strain *s, spr_str city) {
  for (uint32_t i = 0; i < s->n; i++)
    if (spr_str_is(city, s->v[i].city)) return (spr_strained *)&s->v[i];
  return NULL;
}

static spr_instant last_hit(const spr_strained *x) {
  return x->nhits ? x->hits[(x->nhits - 1) % SPR_STRAIN_HITS] : SPR_NO_INSTANT;
}

static spr_strained *add(spr_strain *s, spr_str city) {
  spr_strained *x = &s->v[0];
  if (city.n > SPR_MAX_NAME) return NULL;
  if (s->n < SPR_STRAINED_CITIES) {
    x = &s->v[s->n++];
  } else {
    for (uint32_t i = 1; i < s->n; i++)
      if (last_hit(&s->v[i]) < last_hit(x)) x = &s->v[i];
  }
  *x = (spr_strained){.until = SPR_NO_INSTANT};
  memcpy(x->city, city.p, city.n);
  return x;
}

void spr_strain_hit(spr_strain *s, spr_str city, spr_instant now) {
  spr_strained *x = find(s, city);
  if (!x) x = add(s, city);
  if (!x) return;
  if (x->until != SPR_NO_INSTANT) { /* it was refused, and that is over */
    x->until = SPR_NO_INSTANT;
    x->nhits = 0;
  }
  x->hits[x->nhits++ % SPR_STRAIN_HITS] = now;
  if (x->nhits < SPR_STRAIN_HITS) return;
  spr_instant first = x->hits[x->nhits % SPR_STRAIN_HITS];
  if (now - first <= SPR_STRAIN_WITHIN_MS) x->until = now + SPR_STRAIN_PAUSE_MS;
}

spr_instant spr_strain_until(const spr_strain *s, spr_str city, spr_instant now) {
  const spr_strained *x = s->n ? find(s, city) : NULL;
  bool refused = x && x->until != SPR_NO_INSTANT && now < x->until && x->until - now <= SPR_STRAIN_PAUSE_MS;
  return refused ? x->until : SPR_NO_INSTANT;
}

void spr_strain_forget(spr_strain *s) {
  s->n = 0;
}
