/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_VISIBILITY_H
#define SPR_ACCESS_VISIBILITY_H

#include "chart/step.h"

/* What an institution may see of a case, as the case stands now. Everything is hidden but what is said here:
 * from an institution without a part, an unknown one, a role that nobody plays. Every list, report and answer
 * asks this of the case and spr_case_sees (chart/step.h) of each field, and nothing else. */

/* May it know that the case exists, where it stands, its deadlines and tasks? Those may who are responsible,
 * decide, provide, monitor or are informed in an active state, who play a role in it, have an open task, or
 * give it places. */
bool spr_visible_case(const spr_case *c, spr_str institution);
#endif
