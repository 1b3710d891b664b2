/* SPDX-License-Identifier: Apache-2.0 */
#include "access/seers.h"

#include "base/limits.h"

/* While they are put in order. */
typedef struct seers {
  spr_str v[SPR_MAX_SEEN_BY + 1];
  uint32_t parts[SPR_MAX_SEEN_BY + 1];
  uint32_t n;
} seers;

static void put_in(seers *s, uint32_t at, spr_str institution) {
  memmove(s->v + at + 1, s->v + at, (s->n - at) * sizeof *s->v);
  memmove(s->parts + at + 1, s->parts + at, (s->n - at) * sizeof *s->parts);
  s->v[at] = institution;
  s->parts[at] = 0;
  s->n++;
}

static void add(seers *s, spr_str institution, uint32_t part) {
  uint32_t from = 0, to = s->n;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (spr_str_cmp(s->v[middle], institution) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  bool known = from < s->n && spr_str_eq(s->v[from], institution);
  if (institution.n == 0 || (!known && s->n > SPR_MAX_SEEN_BY)) return;
  if (!known) put_in(s, from, institution);
  s->parts[from] |= part;
}

static void add_competent(void *ud, const spr_competence *k) {
  add(ud, k->institution, 1u << k->which);
}

/* A place is taken of whoever plays a role. */
void spr_seers_find(const spr_case *c, spr_arena *a, spr_seers *out) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  seers s;
  s.n = 0;
  spr_case_competences(c, add_competent, &s);
  for (uint32_t i = 0; i < m->nroles; i++) add(&s, spr_case_role(c, (int32_t)i), 0);
  for (uint32_t i = 0; i < spr_case_tasks(c); i++) {
    spr_open_task t = spr_case_task(c, i);
    for (uint32_t k = 0; k < t.nby; k++) add(&s, t.by[k], 0);
  }
  out->n = s.n;
  out->v = SPR_NEW_N(a, spr_str, s.n + 1);
  out->parts = SPR_NEW_N(a, uint32_t, s.n + 1);
  for (uint32_t i = 0; i < s.n; i++) {
    out->v[i] = spr_str_dup(a, s.v[i]);
    out->parts[i] = s.parts[i];
  }
}

static char *append(char *to, spr_str word) {
  if (word.n) memcpy(to, word.p, word.n);
  return to + word.n;
}

/* What is shown to named roles alone is not told to whoever opens the case for an emergency (visibility.h).
 */
spr_str spr_seers_told(const spr_case *c, int32_t field, const spr_seers *all, spr_arena *a) {
  bool opener = !spr_chart_model(spr_case_chart(c))->fields[field].has_visible;
  size_t room = sizeof SPR_TOLD_OPENER;
  for (uint32_t i = 0; i < all->n; i++) room += all->v[i].n + 1;
  char *text = SPR_NEW_N(a, char, room), *end = text;
  if (opener) end = append(end, SPR_STR(SPR_TOLD_OPENER));
  for (uint32_t i = 0; i < all->n; i++) {
    if (!spr_case_sees_with(c, field, all->v[i], all->parts[i])) continue;
    if (end > text) *end++ = ',';
    end = append(end, all->v[i]);
  }
  return spr_str_n(text, (size_t)(end - text));
}
