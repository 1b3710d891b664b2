/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_TIME_H
#define SPR_API_TIME_H

#include "calendar/zone.h"
#include "sprawa/time.h"

/* What a public zone consists of; private to time.c and copy.c. */
struct sprawa_zone {
  const spr_zone *zone;
};

#endif
