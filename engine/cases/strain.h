/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_STRAIN_H
#define SPR_CASES_STRAIN_H

#include "base/duration.h"
#include "base/limits.h"
#include "base/str.h"

/* Cities whose rules use up the work of a step again and again: each time costs the one writer as much as
 * thousands of good steps, so such a city is refused for a while, and the others go on.
 *
 * A city that has met a limit SPR_STRAIN_HITS times within SPR_STRAIN_WITHIN_MS is refused for
 * SPR_STRAIN_PAUSE_MS, and then begins anew. Of SPR_STRAINED_CITIES at once; where there are more, the one
 * that was counted longest ago is forgotten. It is the host's state, of this process: nothing of it enters a
 * step or the store. Time is what the host says; the same times give the same answers. */
typedef struct spr_strained {
  char city[SPR_MAX_NAME + 1];
  spr_instant hits[SPR_STRAIN_HITS]; /* the last ones: a ring */
  uint32_t nhits;                    /* all of them since it began anew */
  spr_instant until;                 /* refused until then; SPR_NO_INSTANT */
} spr_strained;

typedef struct spr_strain {
  spr_strained v[SPR_STRAINED_CITIES];
  uint32_t n;
} spr_strain;

/* A step of the city has met a limit of its rules. */
void spr_strain_hit(spr_strain *s, spr_str city, spr_instant now);
/* Until when it is refused; SPR_NO_INSTANT: it is not. Where the clock was put back, it is not. */
spr_instant spr_strain_until(const spr_strain *s, spr_str city, spr_instant now);
/* Its rules are others now, maybe better ones. */
void spr_strain_forget(spr_strain *s);

#endif
