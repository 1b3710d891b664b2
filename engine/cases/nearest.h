/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_NEAREST_H
#define SPR_CASES_NEAREST_H

#include "base/limits.h"
#include "base/near.h"

/* The nearest of names that are lent one by one, and whether one of them is equal. The name that it is begun
 * with is borrowed. */
typedef struct spr_nearest {
  spr_near near;
  bool known;
  char best[4 * SPR_MAX_NEAR]; /* nothing longer is near */
} spr_nearest;

void spr_nearest_begin(spr_nearest *n, spr_str name);
void spr_nearest_offer(spr_nearest *n, spr_str name);
/* Appends `, did you mean WHAT"X"?`, or nothing where nothing is near. */
void spr_nearest_say(spr_buf *out, const char *what, spr_str best);

#endif
