/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_WHO_H
#define SPR_ACCESS_WHO_H

#include "chart/step.h"

/* Who is meant by a name in a case. */

/* The institution that plays a role: as the case has it; a role that was not needed yet, and is that of a
 * kind in the case's own city, the city's only institution of that kind. Empty: nobody, or not known yet.
 * candidates (may be NULL): how many institutions of the kind the city has. */
spr_str spr_who_plays(const spr_case *c, int32_t role, uint32_t *candidates);

/* A role, a kind or an institution by name, as people write `by`. false: *problem says why nobody is meant,
 * with the names that would do. In a workflow that stands alone every name is an institution. */
bool spr_who_named(const spr_case *c, spr_str name, spr_str *institution, spr_buf *problem);
/* The same before there is a case: an institution, or the city's only one of the kind of that name (or of the
 * role's kind); else the name as it is. */
spr_str spr_who_in_city(const spr_model *m, spr_str name);

#endif
