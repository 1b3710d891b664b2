/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_SEERS_H
#define SPR_ACCESS_SEERS_H

#include "chart/step.h"

/* The institutions that may know of a case: those for which spr_view_case (visibility.h) says yes, wherever
 * the case may lie. The store keeps them beside the case, so that lists and counts are of what a view sees,
 * and the others need not be looked at.
 *
 * In their order, each once; the array and its texts lie in the arena. At most SPR_MAX_SEEN_BY and one. */
uint32_t spr_seers(const spr_case *c, spr_arena *a, spr_str **out);

#endif
