/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_MEANT_H
#define SPR_CASES_MEANT_H

#include "base/near.h"
#include "cases/desk.h"

/* What was perhaps meant by a name that does not exist, for the texts of refusals: each appends
 * `, did you mean "X"?` (of a package and a municipality with that word before it), or nothing. */

/* Of the packages and municipalities that are deployed. Errors as the store gives them; SPR_ENOMEM. */
spr_status spr_meant_deployed(spr_store *store, spr_str package, spr_str municipality, spr_buf *out);
void spr_meant_workflow(const spr_package *p, spr_str name, spr_buf *out);
/* Of all institutions of the site, and of the kinds and roles of a package: whoever acts is an institution.
 */
void spr_meant_institution(const spr_model *m, spr_str name, spr_buf *out);

#endif
