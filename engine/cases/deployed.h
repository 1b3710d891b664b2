/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_DEPLOYED_H
#define SPR_CASES_DEPLOYED_H

#include "store/store.h"

/* What is deployed: packages, each in the cities that have it. */

/* Asked while the store is read: it may not be asked for anything, and nothing may jump. */
typedef bool spr_deployed_wanted(void *ud, spr_str package, spr_str city);
/* Asked afterwards; the names end with NUL and are lent. Anything but SPR_OK ends the round. */
typedef spr_status spr_deployed_each(void *ud, spr_str package, spr_str city);

/* Calls each for those that are wanted, in the order of packages and then of cities. Gives what each gave
 * last, SPR_ENOMEM, or what the store gives. */
spr_status spr_deployed(spr_store *store, const spr_alloc *alloc, spr_deployed_wanted *wanted,
                        spr_deployed_each *each, void *ud);

#endif
