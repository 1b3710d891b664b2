/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_MEANT_H
#define SPR_CASES_MEANT_H

#include "base/near.h"
#include "cases/desk.h"

/* What was perhaps meant by a name that does not exist, for the texts of refusals: each appends
 * `, did you mean "X"?` (of a package and a municipality with that word before it), or nothing. */

/* Of the packages and municipalities that are deployed. Errors as the store gives them; SPR_ENOMEM. */
spr_status spr_meant_deployed(spr_store *store, spr_str package, spr_str municipality, spr_buf *out);
/* For a list that is empty: "no package "X", did you mean "Y"?" of what was asked for and is not deployed;
 * nothing where both are, or are empty. */
spr_status spr_meant_missing(spr_store *store, spr_str package, spr_str municipality, spr_buf *out);
/* The same for a field that a list is filtered or sorted by, and that no package deployed there lists:
 * `no listed field "X", did you mean "Y"?`. Compiles what is deployed there, one after another. */
spr_status spr_meant_unlisted(spr_desk *desk, spr_store *store, const spr_case_filter *f, spr_buf *out);
void spr_meant_workflow(const spr_package *p, spr_str name, spr_buf *out);
/* Of all institutions of the site, and of the kinds and roles of a package: whoever acts is an institution.
 */
void spr_meant_institution(const spr_model *m, spr_str name, spr_buf *out);

#endif
