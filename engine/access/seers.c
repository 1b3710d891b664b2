/* SPDX-License-Identifier: Apache-2.0 */
#include "access/seers.h"

#include "base/limits.h"

typedef struct seers {
  spr_str v[SPR_MAX_SEEN_BY + 1];
  uint32_t n;
} seers;

static void add(seers *s, spr_str institution) {
  uint32_t from = 0, to = s->n;
  if (institution.n == 0 || s->n > SPR_MAX_SEEN_BY) return;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (spr_str_cmp(s->v[middle], institution) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  if (from < s->n && spr_str_eq(s->v[from], institution)) return;
  memmove(s->v + from + 1, s->v + from, (s->n - from) * sizeof *s->v);
  s->v[from] = institution;
  s->n++;
}

static void add_competent(void *ud, const spr_competence *k) {
  add(ud, k->institution);
}

/* A place is taken of whoever plays a role. */
uint32_t spr_seers(const spr_case *c, spr_arena *a, spr_str **out) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  seers s;
  s.n = 0;
  spr_case_competences(c, add_competent, &s);
  for (uint32_t i = 0; i < m->nroles; i++) add(&s, spr_case_role(c, (int32_t)i));
  for (uint32_t i = 0; i < spr_case_tasks(c); i++) {
    spr_open_task t = spr_case_task(c, i);
    for (uint32_t k = 0; k < t.nby; k++) add(&s, t.by[k]);
  }
  *out = SPR_NEW_N(a, spr_str, s.n + 1);
  for (uint32_t i = 0; i < s.n; i++) (*out)[i] = spr_str_dup(a, s.v[i]);
  return s.n;
}
