/* SPDX-License-Identifier: Apache-2.0 */
#include "access/visibility.h"

static bool plays_a_role(const spr_case *c, spr_str institution) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  for (uint32_t i = 0; i < m->nroles; i++)
    if (spr_str_eq(spr_case_role(c, (int32_t)i), institution)) return true;
  return false;
}

static bool has_a_task(const spr_case *c, spr_str institution) {
  for (uint32_t i = 0; i < spr_case_tasks(c); i++) {
    spr_open_task t = spr_case_task(c, i);
    for (uint32_t k = 0; k < t.nby; k++)
      if (spr_str_eq(t.by[k], institution)) return true;
  }
  return false;
}

bool spr_visible_case(const spr_case *c, spr_str institution) {
  if (institution.n == 0) return false;
  return spr_case_part(c, institution) || plays_a_role(c, institution) || has_a_task(c, institution) ||
         spr_case_occupies(c, institution) > 0;
}
