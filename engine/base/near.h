/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_NEAR_H
#define SPR_BASE_NEAR_H

#include "base/str.h"

/* "Did you mean": the candidate nearest to a name by edit distance with transpositions of neighbours (optimal
 * string alignment, Damerau 1964), after folding case and diacritics; '-' and '_' and ' ' count as equal.
 * Nothing if the best is farther than a third of the name's length (at least 1, at most 3), except that equal
 * after folding is always near. The first of equals wins. Combining marks do not count; names of more than
 * SPR_MAX_NEAR code points are near to nothing. */
typedef struct spr_near {
  spr_str name, best;
  uint32_t distance;
} spr_near;

void spr_near_init(spr_near *n, spr_str name);
void spr_near_offer(spr_near *n, spr_str candidate);
/* The best so far, or an empty string. */
spr_str spr_near_best(const spr_near *n);

#endif
