/* SPDX-License-Identifier: Apache-2.0 */
#include "access/visibility.h"

static bool plays_a_role(const spr_case *c, spr_str institution) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  for (uint32_t i = 0; i < m->nroles; i++)
    if (spr_str_eq(spr_case_role(c, (int32_t)i), institution)) return true;
  return false;
}

static bool is_its_own(const spr_view *v, const spr_open_task *t) {
  for (uint32_t k = 0; k < t->nby; k++)
    if (spr_str_eq(t->by[k], v->as)) return true;
  return false;
}

static bool has_a_task(const spr_view *v, const spr_case *c) {
  for (uint32_t i = 0; i < spr_case_tasks(c); i++) {
    spr_open_task t = spr_case_task(c, i);
    if (is_its_own(v, &t)) return true;
  }
  return false;
}

bool spr_view_case(const spr_view *v, const spr_case *c) {
  if (v->everything) return true;
  if (v->as.n == 0) return false;
  return spr_case_part(c, v->as) || plays_a_role(c, v->as) || has_a_task(v, c) ||
         spr_case_occupies(c, v->as) > 0;
}

bool spr_view_field(const spr_view *v, const spr_case *c, int32_t field) {
  return v->everything || spr_case_sees(c, field, v->as);
}

bool spr_view_task(const spr_view *v, const spr_case *c, const spr_open_task *t) {
  uint32_t n = spr_chart_model(spr_case_chart(c))->nfields, seen = 0;
  if (is_its_own(v, t)) return true;
  while (seen < n && spr_view_field(v, c, (int32_t)seen)) seen++;
  return seen == n;
}

bool spr_view_actor(const spr_view *v, spr_str by) {
  return v->everything || (v->as.n > 0 && spr_str_eq(v->as, by));
}

bool spr_view_refusal(const spr_view *v, const spr_case *c, const spr_input *in, const spr_result *r) {
  bool opening = in->kind == SPR_IN_OPEN;
  bool asked = r->named && v->as.n > 0 && spr_str_eq(v->as, in->by);
  return opening || asked || spr_view_case(v, c);
}

spr_str spr_view_words(const spr_view *v, const spr_reason *r) {
  return r->failed && !v->everything ? SPR_STR("a rule failed; the operator is told why") : r->text;
}
