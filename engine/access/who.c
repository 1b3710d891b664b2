/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"

#include "base/near.h"
#include "lang/site.h"

/* The first institution of a kind in a city, and how many there are. */
static spr_str of_kind(const spr_city *city, spr_str kind, uint32_t *n) {
  spr_str first = {0};
  for (uint32_t i = 0; i < city->ninstitutions; i++) {
    if (!spr_institution_is(&city->institutions[i], kind)) continue;
    if (*n == 0) first = city->institutions[i].id;
    ++*n;
  }
  return first;
}

spr_str spr_who_plays(const spr_case *c, int32_t role, uint32_t *candidates) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  uint32_t n = 0;
  spr_str who = spr_case_role(c, role);
  const spr_role *r = &m->roles[role];
  if (who.n == 0 && m->city && r->is == SPR_NONE && r->of == SPR_NONE && r->kind != SPR_NONE) {
    spr_str first = of_kind(m->city, m->kinds[r->kind].name, &n);
    if (n == 1) who = first;
  }
  if (candidates) *candidates = n;
  return who;
}

spr_str spr_who_in_city(const spr_model *m, spr_str name) {
  int32_t role = spr_model_role(m, name);
  bool kind = role != SPR_NONE && m->roles[role].kind != SPR_NONE && m->roles[role].of == SPR_NONE;
  uint32_t n = 0;
  spr_str first = of_kind(m->city, kind ? m->kinds[m->roles[role].kind].name : name, &n);
  return n == 1 ? first : name;
}

static void list_of_kind(const spr_city *city, spr_str kind, spr_buf *out) {
  const char *before = " ";
  for (uint32_t i = 0; i < city->ninstitutions; i++) {
    if (!spr_institution_is(&city->institutions[i], kind)) continue;
    spr_buf_printf(out, "%s%.*s", before, SPR_FMT(city->institutions[i].id));
    before = ", ";
  }
}

static bool role_named(const spr_case *c, const spr_model *m, int32_t role, spr_str *institution,
                       spr_buf *problem) {
  uint32_t n = 0;
  *institution = spr_who_plays(c, role, &n);
  if (institution->n > 0) return true;
  const spr_role *r = &m->roles[role];
  if (n > 1) {
    spr_buf_printf(problem, "%.*s has several institutions %s \"%.*s\", name one:", SPR_FMT(m->city->id),
                   r->implicit ? "of kind" : "that could be", SPR_FMT(r->name));
    list_of_kind(m->city, m->kinds[r->kind].name, problem);
  } else {
    spr_buf_printf(problem, "nobody plays \"%.*s\" in this case yet", SPR_FMT(r->name));
  }
  return false;
}

static void unknown(const spr_model *m, spr_str name, spr_buf *problem) {
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < m->nroles; i++) spr_near_offer(&near, m->roles[i].name);
  for (uint32_t i = 0; i < m->city->ninstitutions; i++) spr_near_offer(&near, m->city->institutions[i].id);
  spr_buf_printf(problem, "no role, kind or institution \"%.*s\"", SPR_FMT(name));
  spr_str best = spr_near_best(&near);
  if (best.n > 0) spr_buf_printf(problem, ", did you mean \"%.*s\"?", SPR_FMT(best));
}

bool spr_who_named(const spr_case *c, spr_str name, spr_str *institution, spr_buf *problem) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  *institution = name;
  if (m->alone) return true;
  int32_t role = spr_model_role(m, name);
  if (role != SPR_NONE) return role_named(c, m, role, institution, problem);
  uint32_t n = 0;
  spr_str first = of_kind(m->city, name, &n);
  if (n == 1) {
    *institution = first;
    return true;
  }
  if (n > 1) {
    spr_buf_printf(problem, "%.*s has several institutions of kind \"%.*s\", name one:", SPR_FMT(m->city->id),
                   SPR_FMT(name));
    list_of_kind(m->city, name, problem);
    return false;
  }
  if (spr_site_institution(m->site, name, NULL)) return true;
  unknown(m, name, problem);
  return false;
}
