/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_CLOCK_H
#define SPR_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/civil.h"

/* The only place that reads the machine's clocks and its source of randomness. Only doors (api, cli) and the
 * writer's pauses (cases/queue.c) ask here; whatever decides is told the time. */

/* The present time, milliseconds since 1970. */
spr_instant spr_clock_now(void);
/* Milliseconds of a clock that nobody sets; for pauses and for measuring. */
int64_t spr_clock_steady(void);
int64_t spr_clock_steady_us(void); /* in microseconds */
/* n bytes from the system's generator (getrandom). false: there are none. */
bool spr_clock_random(void *out, size_t n);

#endif
