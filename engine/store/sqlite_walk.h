/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_WALK_H
#define SPR_STORE_SQLITE_WALK_H

#include "store/sqlite_lanes.h"

/* Lists and counts by lanes (sqlite_lanes.h), for filters of which sqlite_filter.c knows no index that leaves
 * few cases. */

/* The list, in any order but that by a field. */
spr_status spr_walk_list(spr_sqlite *q, const spr_case_filter *f, spr_case_fn fn, void *ud);
/* How many there are, `most` at most; wishes and only_failing are not asked. */
spr_status spr_walk_count(spr_sqlite *q, const spr_case_filter *f, uint32_t most, uint32_t *n);

/* The numbers of all cases that may fit, up to `most`; *n is greater than that where there are more. Wishes
 * and only_failing are not asked, a deadline not closely. */
spr_status spr_walk_numbers(spr_sqlite *q, const spr_case_filter *f, uint32_t most, uint64_t *v, uint32_t *n);

/* -- sqlite_filter.c ------------------------------------------------------------------------------------- */
/* A query for the case whose number is bound at *place, again for each; it finds none where a part of the
 * filter does not let it through that spr_case_fits does not ask, but for the words that are sought: behind
 * the columns of a case it says whether those find it. To be ended where it began. *none: the filter names
 * something that the file has never heard of. */
enum { SPR_PICK_FOUND = 20 };
spr_status spr_filter_pick(spr_sqlite *q, const spr_case_filter *f, spr_query *query, int *place, bool *none);

#endif
