/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_VISIBILITY_H
#define SPR_LAB_VISIBILITY_H

#include "chart/step.h"

/* Who sees a field of a case, as the case stands now. With `visible_to`, those whom it names; without, the
 * institutions that are responsible, decide or provide in the case, and for a sensitive field only those that
 * are responsible or decide. Everything else is hidden: an institution without a part, an unknown one, a role
 * that nobody plays. */
bool spr_visible(const spr_case *c, int32_t field, spr_str institution);

#endif
