/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_CALENDAR_LOAD_H
#define SPR_LANG_CALENDAR_LOAD_H

#include "base/diag.h"
#include "calendar/calendar.h"
#include "lang/node.h"

/* A calendar from its file (workflows/calendars/README.md describes the form). Faults go to the diagnostics;
 * if there is one, *out is NULL and the status SPR_EINVAL. What is made lives in the arena and keeps the
 * bytes of the source. */
spr_status spr_calendar_load(spr_arena *a, spr_diags *d, uint32_t file, const spr_calendar **out);
/* The same from a map that the schema has checked: a workflow that stands alone may bring its calendar along.
 */
spr_status spr_calendar_read(spr_arena *a, spr_diags *d, const spr_node *map, const spr_calendar **out);

#endif
