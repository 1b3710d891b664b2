/* SPDX-License-Identifier: Apache-2.0 */
#include "access/visibility.h"

static bool is_among(const spr_str *v, uint32_t n, spr_str name) {
  for (uint32_t i = 0; name.n > 0 && i < n; i++)
    if (spr_str_eq(v[i], name)) return true;
  return false;
}

bool spr_view_is(const spr_view *v, spr_str institution) {
  return is_among(v->as, v->nas, institution);
}

bool spr_view_within(const spr_view *v, spr_str municipality) {
  return v->nmunicipalities == 0 || is_among(v->municipalities, v->nmunicipalities, municipality);
}

static bool plays_a_role(const spr_case *c, spr_str institution) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  for (uint32_t i = 0; i < m->nroles; i++)
    if (spr_str_eq(spr_case_role(c, (int32_t)i), institution)) return true;
  return false;
}

static bool is_its_own(const spr_view *v, const spr_open_task *t) {
  for (uint32_t k = 0; k < t->nby; k++)
    if (spr_view_is(v, t->by[k])) return true;
  return false;
}

static bool has_a_task(const spr_view *v, const spr_case *c) {
  for (uint32_t i = 0; i < spr_case_tasks(c); i++) {
    spr_open_task t = spr_case_task(c, i);
    if (is_its_own(v, &t)) return true;
  }
  return false;
}

static bool has_a_part(const spr_case *c, spr_str institution) {
  if (institution.n == 0) return false;
  return spr_case_part(c, institution) || plays_a_role(c, institution) ||
         spr_case_occupies(c, institution) > 0;
}

static bool is_here(const spr_view *v, const spr_case *c) {
  const spr_city *city = spr_chart_model(spr_case_chart(c))->city;
  return spr_view_within(v, city ? city->id : SPR_STR(""));
}

static bool is_opened(const spr_view *v, spr_str id) {
  return v->opened.n > 0 && spr_str_eq(v->opened, id);
}

bool spr_view_case(const spr_view *v, spr_str id, const spr_case *c) {
  if (!is_here(v, c)) return false;
  if (v->everything || is_opened(v, id) || has_a_task(v, c)) return true;
  for (uint32_t i = 0; i < v->nas; i++)
    if (has_a_part(c, v->as[i])) return true;
  return false;
}

static bool is_seen(const spr_view *v, spr_str seen) {
  for (uint32_t i = 0; i < v->nas; i++)
    if (v->as[i].n > 0 && spr_joined_has(seen, v->as[i])) return true;
  return false;
}

bool spr_view_beside(const spr_view *v, spr_str id, spr_str municipality, spr_str seen) {
  return spr_view_within(v, municipality) && (v->everything || is_opened(v, id) || is_seen(v, seen));
}

spr_audience spr_view_audience(const spr_view *v) {
  return (spr_audience){
      .narrow = !v->everything, .institutions = v->as, .ninstitutions = v->nas, .opened = v->opened};
}

void spr_view_narrow(const spr_view *v, spr_case_filter *f) {
  f->scope = spr_view_audience(v);
  f->municipalities = v->municipalities;
  f->nmunicipalities = v->nmunicipalities;
}

bool spr_view_oversees(const spr_view *v, spr_str municipality, spr_str seen) {
  return spr_view_within(v, municipality) && (v->everything || v->nas == 0 || is_seen(v, seen));
}

bool spr_view_oversees_all(const spr_view *v) {
  return v->nmunicipalities == 0 && (v->everything || v->nas == 0);
}

void spr_view_narrow_overseen(const spr_view *v, spr_case_filter *f) {
  spr_view_narrow(v, f);
  f->scope.narrow = f->scope.narrow && v->nas > 0;
  f->scope.opened = SPR_STR("");
}

void spr_view_narrow_notices(const spr_view *v, spr_notice_filter *f) {
  f->to = spr_view_audience(v);
  f->municipalities = v->municipalities;
  f->nmunicipalities = v->nmunicipalities;
}

bool spr_view_field(const spr_view *v, spr_str id, const spr_case *c, int32_t field) {
  if (!is_here(v, c)) return false;
  if (v->everything) return true;
  if (is_opened(v, id) && !spr_chart_model(spr_case_chart(c))->fields[field].has_visible) return true;
  for (uint32_t i = 0; i < v->nas; i++)
    if (spr_case_sees(c, field, v->as[i])) return true;
  return false;
}

bool spr_view_task(const spr_view *v, spr_str id, const spr_case *c, const spr_open_task *t) {
  uint32_t n = spr_chart_model(spr_case_chart(c))->nfields, seen = 0;
  if (is_its_own(v, t)) return true;
  while (seen < n && spr_view_field(v, id, c, (int32_t)seen)) seen++;
  return seen == n;
}

bool spr_view_actor(const spr_view *v, spr_str by) {
  return v->everything || spr_view_is(v, by);
}

bool spr_view_answers(const spr_view *v, const spr_case *c, spr_str responsible) {
  enum { RESPONSIBLE = 1 }; /* of spr_case_part */
  if (v->everything || spr_view_is(v, responsible)) return true;
  for (uint32_t i = 0; c && i < v->nas; i++)
    if (spr_case_part(c, v->as[i]) & RESPONSIBLE) return true;
  return false;
}

bool spr_view_emergency(const spr_view *v, const spr_case *c, spr_str by, spr_str responsible) {
  return spr_view_actor(v, by) || spr_view_answers(v, c, responsible);
}

bool spr_view_refusal(const spr_view *v, spr_str id, const spr_case *c, const spr_input *in,
                      const spr_result *r) {
  bool opening = in->kind == SPR_IN_OPEN;
  bool asked = r->named && spr_view_is(v, in->by);
  return opening || (asked && is_here(v, c)) || spr_view_case(v, id, c);
}

spr_str spr_view_words(const spr_view *v, const spr_reason *r) {
  return r->why == SPR_WHY_FAILED && !v->everything ? SPR_STR("a rule failed; the operator is told why")
                                                    : r->text;
}
