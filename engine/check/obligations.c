/* SPDX-License-Identifier: Apache-2.0 */
#include "check/internal.h"

void spr_check_obligations(spr_check *c) {
  for (uint32_t i = 0; i < c->m->ndeadlines; i++) {
    const spr_deadline_def *dl = &c->m->deadlines[i];
    if (dl->task != SPR_NONE || dl->consequence) continue; /* an overdue task stands in the work lists */
    spr_diag *e = spr_check_fault(c, SPR_D_NO_CONSEQUENCE, dl->at,
                                  "nothing follows when the deadline \"%.*s\" passes", SPR_FMT(dl->name));
    spr_diag_help(c->d, e,
                  "say what happens: `then: STATE`, `then: {}` if it is only recorded, or `ends: {}` if the "
                  "term simply ends");
  }
}
