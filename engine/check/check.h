/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHECK_CHECK_H
#define SPR_CHECK_CHECK_H

#include "lang/build.h"

/* Everything that can be found before running. Loading a site already reports what one file or one name shows
 * (form, names, types, adaptation); these functions look at the whole: the statechart, competency,
 * obligations and rules of every workflow in every city. Faults go to the diagnostics; a fault of a package
 * is reported once, not once for each city. */

/* Every package of the site: first the standard, then as each city has it. SPR_ENOMEM; SPR_EBUG. */
spr_status spr_check_site(const spr_alloc *alloc, const spr_site *site, spr_diags *d);

/* One model that stands alone: statechart and rules; the parts about institutions only as far as it has them.
 */
spr_status spr_check_model(const spr_alloc *alloc, const spr_model *m, spr_diags *d);

#endif
