/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Bits of spr_case_part. */
enum { RESPONSIBLE = 1, DECIDES = 2, PROVIDES = 4 };

static bool names(const spr_case *c, const spr_who *who, spr_str institution, uint32_t part) {
  switch (who->kind) {
    case SPR_WHO_ROLE: return spr_str_eq(spr_case_role(c, who->index), institution);
    case SPR_WHO_INSTITUTION: return spr_str_eq(who->name, institution);
    case SPR_WHO_RESPONSIBLE: return part & RESPONSIBLE;
    case SPR_WHO_DECIDES: return part & DECIDES;
    case SPR_WHO_PROVIDES: return part & PROVIDES;
    case SPR_WHO_ANYONE: return true;
    case SPR_WHO_LINKED: break;
  }
  return false;
}

bool spr_case_sees_with(const spr_case *c, int32_t field, spr_str institution, uint32_t part) {
  const spr_field *f = &c->chart->model->fields[field];
  if (institution.n == 0) return false;
  if (!f->has_visible)
    return part & (f->sensitive ? RESPONSIBLE | DECIDES : RESPONSIBLE | DECIDES | PROVIDES);
  for (uint32_t i = 0; i < f->nvisible; i++)
    if (names(c, &f->visible[i], institution, part)) return true;
  return false;
}

bool spr_case_sees(const spr_case *c, int32_t field, spr_str institution) {
  return spr_case_sees_with(c, field, institution, spr_case_part(c, institution));
}
